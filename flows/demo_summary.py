"""The summary a person reads after the demonstration."""

from __future__ import annotations

from collections.abc import Sequence

from tasks.channel_reporting import channel_lines, channels_at
from tasks.counting import forms_text, year_forms
from tasks.installation import Installation, open_installation
from tasks.law.lifecycle import STATE_NAMES
from tasks.law.withdrawing import REASON_NAMES
from tasks.pulling import PulledSource
from tasks.register.standing import count_gates, count_rejections, count_withdrawals
from tasks.reporting import gate_text, overdue_lines, rejection_text, standing_at

_SHOWN_OVERDUE = 5


def summary(pulled: Sequence[PulledSource], seconds: float) -> str:
    """Counts and reasons, what is overdue, the year's penalty form, and where to look next."""
    with open_installation() as here:
        lines = [
            "══ 小结 ══",
            *_counts(here, pulled),
            *_clocks(here),
            "",
            forms_text(year_forms(here.today.year), "penalty"),
            "",
            *_where_next(here, seconds),
        ]
    return "\n".join(lines)


def _counts(here: Installation, pulled: Sequence[PulledSource]) -> list[str]:
    standing = standing_at(here, here.now)
    records, website = standing.records, standing.website
    lines = [
        f"取数：{sum(p.seen for p in pulled)}行，登记{records.total}条记录："
        + "，".join(f"{STATE_NAMES[s]}{n}" for s, n in records.states.items() if n),
        f"网站：{website.total}件决定："
        + "，".join(f"{STATE_NAMES[s]}{n}" for s, n in website.states.items() if n),
        *channel_lines(channels_at(here, here.now)),
        "两本账：" + ("平衡" if records.balanced and website.balanced else "不平衡，请运行 gongshi verify"),
        "退回的原因：",
    ]
    lines += [f"  {one.count:>4}条　{rejection_text(one)}" for one in count_rejections(here.register)]
    lines.append("暂缓的原因：")
    lines += [f"  {one.count:>4}件　{gate_text(one)}" for one in count_gates(here.register)]
    by_reason = count_withdrawals(here.register)
    told = "，".join(f"{REASON_NAMES[r]}{by_reason[r]}件" for r in REASON_NAMES if r in by_reason)
    lines.append(f"撤下及期满：{told or '无'}")
    return lines


def _clocks(here: Installation) -> list[str]:
    clocks = standing_at(here, here.now).clocks
    head = (
        f"时限：已超期{clocks.overdue}件，三个工作日内到期{clocks.due_soon}件，暂定期限{clocks.provisional}件"
    )
    return [head, *overdue_lines(here, here.now, _SHOWN_OVERDUE)]


def _where_next(here: Installation, seconds: float) -> list[str]:
    home = here.settings.home
    return [
        f"用时{seconds:.0f}秒。接下来可以：",
        f"  看网站　　　　GONGSHI_HOME={home} gongshi serve，再打开它输出的地址",
        f"  看网站文件　　{here.settings.site_root / 'public' / 'index.html'}",
        f"  查统计库　　　{here.settings.warehouse / 'current.duckdb'}",
        f"  看统计库目录　{here.settings.warehouse / 'catalogue.html'}",
        f"  看账目和时限　GONGSHI_HOME={home} gongshi status",
        f"  看报送的文件　{here.settings.home / 'channels' / 'credit' / 'collected'}",
        f"  看退回的记录　GONGSHI_HOME={home} gongshi rejected",
        f"  全年统计表　　GONGSHI_HOME={home} gongshi statistics {here.today.year}",
        f"  定时运行　　　GONGSHI_HOME={home} gongshi up",
    ]
