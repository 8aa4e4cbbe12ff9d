"""Steps that hold the credit platform's own list against the register, and hand in again what differs (G12)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tasks.channels.configuration import ChannelFault
from tasks.channels.credit_platform.listing import (
    ListedRecord,
    WithoutNumbers,
    listed_records,
    load_list_table,
)
from tasks.channels.website.difference import Difference
from tasks.installation import Installation, open_installation
from tasks.law.acts import CHANNEL_NAMES, ActType, Channel
from tasks.law.channel_reconciling import ChannelStep, Standing, plan_channel
from tasks.law.document_numbers import identity_key, normalise
from tasks.law.reconciling import Action
from tasks.platform_checking import SENT_AGAIN
from tasks.register.channel_desired import send_again
from tasks.register.claims import claim
from tasks.register.credit_listing import (
    Covered,
    Match,
    NamedDecision,
    coverage,
    decisions_named,
    standing_within,
)
from tasks.sources.broken_file import BrokenFile
from tasks.sources.table_files import read_table
from tasks.steps import step

_ACTS = (ActType.LICENCE.value, ActType.PENALTY.value)
_LIST = f"{CHANNEL_NAMES[Channel.CREDIT]}清单"


@dataclass(slots=True)
class CreditListChecked:
    """What a list was held against, what was sent again and what is left for a person."""

    rows: int
    decisions: int
    covered: list[Covered]
    sent_again: list[Difference] = field(default_factory=list)
    left: list[Difference] = field(default_factory=list)


@step("核对信用平台清单")
def check_credit_list(
    here: Installation, path: Path, exported_at: datetime, *, mend: bool = False
) -> CreditListChecked:
    """Each difference between a list exported at an instant and the register; ChannelFault for what is no list."""
    listed = _listed(here, path)
    with claim(here.register, f"channel-{Channel.CREDIT.value}", wait=True):
        with here.register.reading() as connection:
            matches = decisions_named(connection, [_named(one) for one in listed], _ACTS)
            sure, unsure = _parted(matches)
            covered = coverage(sure)
            desired = standing_within(connection, Channel.CREDIT, covered, exported_at)
        desired = {page_id: one for page_id, one in desired.items() if page_id not in unsure}
        seen, odd = _seen(listed, matches, [one for one in sure if one.page_id not in unsure])
        steps = [one for one in plan_channel(desired, seen) if one.step.action is not Action.LEAVE]
        again = [one for one in steps if mend and one.step.mendable]
        with here.register.writing() as connection:
            again = send_again(connection, Channel.CREDIT, again)
    left = [_told(one) for one in steps if one not in again]
    return CreditListChecked(len(listed), len(desired), covered, [_told(one) for one in again], odd + left)


def _listed(here: Installation, path: Path) -> list[ListedRecord]:
    if Channel.CREDIT not in here.channels:
        raise ChannelFault(f"{CHANNEL_NAMES[Channel.CREDIT]}未配置")
    table = load_list_table(here.settings.home)
    try:
        return listed_records(read_table(path, frozenset(name for _, name in table.names())).frames, table)
    except BrokenFile as refusal:
        raise ChannelFault(
            f"清单{path.name}：{refusal.finding.message}；{refusal.finding.mending}"
        ) from refusal
    except WithoutNumbers as refusal:
        raise ChannelFault(
            f"清单{path.name}：没有文书号列，无法核对；请核对是否选错文件，"
            "平台的列名不同的，请在清单表（channels/credit-listing.yaml）中登记"
        ) from refusal


def _named(one: ListedRecord) -> NamedDecision:
    return NamedDecision(one.row, identity_key(normalise(one.document_number)), one.authority_code)


def _parted(matches: Sequence[Match]) -> tuple[list[Match], frozenset[str]]:
    """The rows that name one decision, and the decisions of those that could mean several."""
    found = Counter(one.row for one in matches)
    sure = [one for one in matches if found[one.row] == 1]
    return sure, frozenset(one.page_id for one in matches if found[one.row] > 1)


def _seen(
    listed: Sequence[ListedRecord], matches: Sequence[Match], sure: Sequence[Match]
) -> tuple[dict[str, Standing], list[Difference]]:
    """What the list shows, by page id; and the rows that name no decision, several, or one that another row named."""
    records = {one.row: one for one in listed}
    found = Counter(one.row for one in matches)
    seen: dict[str, Standing] = {}
    odd = [
        _odd(one, "没有文书号" if not one.document_number else "登记簿中没有此决定")
        for one in listed
        if not found[one.row]
    ]
    odd += [
        _odd(records[row], f"对应登记簿中{count}件决定，请索取写明机关代码的清单")
        for row, count in found.items()
        if count > 1
    ]
    for match in sure:
        record = records[match.row]
        before = seen.get(match.page_id)
        if before is not None:
            odd.append(_odd(record, "与清单中另一条重复，请联系平台去掉一条"))
        seen[match.page_id] = Standing(record.shown or (before is not None and before.shown), 0)
    return seen, odd


def _odd(record: ListedRecord, problem: str) -> Difference:
    return Difference(f"{_LIST}第{record.row}条", record.document_number, problem)


def _told(one: ChannelStep) -> Difference:
    return Difference(_LIST, one.step.decision, one.step.sentence)


def credit_list_answer(path: Path, exported_at: datetime | None, *, mend: bool) -> dict[str, Any]:
    """`gongshi verify --credit-list FILE --json`; without an instant the list is as old as the file."""
    with open_installation() as here:
        at = exported_at or datetime.fromtimestamp(path.stat().st_mtime, UTC)
        checked = check_credit_list(here, path, at, mend=mend)
    again = [one.to_json() | {"remedy": SENT_AGAIN} for one in checked.sent_again]
    return {
        "ok": not checked.left,
        "rows": checked.rows,
        "decisions": checked.decisions,
        "covered": [
            {"act_type": one.act_type, "authority_code": one.authority_code, "from": one.first, "until": one.last}
            for one in checked.covered
        ],
        **({"mended": again} if mend else {}),
        "differences": [one.to_json() for one in checked.left],
    }  # fmt: skip


def credit_list_text(answer: dict[str, Any]) -> str:
    """What was compared, then the differences, for a reader."""
    spans = "；".join(
        f"{one['act_type']}（{one['authority_code']}）{one['from']}至{one['until']}作出的"
        for one in answer["covered"]
    )
    lines = [
        f"清单{answer['rows']}条，与登记簿{answer['decisions']}件核对：{spans or '没有一条属于本登记簿'}"
    ]
    lines += [f"已恢复　{_line(one)}（{one['remedy']}）" for one in answer.get("mended", ())]
    left = "待人处理　" if "mended" in answer else ""
    lines += [f"{left}{_line(one)}" for one in answer["differences"]]
    if not answer["differences"]:
        lines.append("其余与登记簿一致" if answer.get("mended") else "清单与登记簿一致")
    return "\n".join(lines)


def _line(one: dict[str, str]) -> str:
    return "　".join(filter(None, (one["place"], one["decision"], one["problem"])))
