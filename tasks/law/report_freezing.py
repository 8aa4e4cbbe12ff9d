"""Whether a year's report may be frozen, and what stands in the way (clauses G16–G18; seed 二(三)6)."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from tasks.law.annual_report import AnnualReport, Scope
from tasks.law.lifecycle import Refusal
from tasks.law.report_signing import (
    CLAUSE,
    Confirmation,
    OfficeStanding,
    changes_text,
    form_titles,
)

_TOLD = 10
"""How many records a sentence names."""
_ASIDE = re.compile(r"\s*(\d+(?:\s*[,，、]\s*\d+)*)\s*[=＝](.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class WaitingRecord:
    """A record sent back and not mended, that belongs to the year or whose date cannot be read.

    `correction`: of a decision that is counted as it was registered before.
    """

    id: int
    act_type: str
    document_number: str
    source: str
    correction: bool

    @property
    def name(self) -> str:
        """The record as a sentence names it."""
        kind = "更正" if self.correction else ""
        return f"{self.id}号（{self.act_type}{kind}{'　' + self.document_number if self.document_number else ''}）"


def read_set_aside(texts: Sequence[str]) -> dict[int, str] | Refusal:
    """The records named as not counted, `12,15=理由`, each with its reason."""
    named: dict[int, str] = {}
    for text in texts:
        found = _ASIDE.fullmatch(text)
        if found is None or not found[2].strip():
            return Refusal("set-aside-unclear", f"“{text}”应写作 记录编号=理由，如 12,15=来源系统已停用")
        for number in map(int, re.findall(r"\d+", found[1])):
            if number in named:
                return Refusal("set-aside-unclear", f"第{number}号记录写了两次，请只写一次")
            named[number] = found[2].strip()
    return named


def report_command(verb: str, year: int, scope: Scope) -> str:
    """How a command on a report is called, for a sentence that says what to do next."""
    return f"gongshi report {verb} {year}" + (" --scope city" if scope is Scope.CITY else "")


def refuse_unfinished(year: int, today: date) -> Refusal | None:
    """A year that is not over has no figures to answer for."""
    if today.year > year:
        return None
    return Refusal(
        "year-not-over",
        f"{year}年度尚未结束，数字还会变动（{CLAUSE}：报告上年度工作）；请于{year + 1}年1月1日起办理",
    )


def refuse_freeze(
    content: AnnualReport,
    today: date,
    offices: Sequence[OfficeStanding],
    unclaimed: Sequence[str],
    waiting: Sequence[WaitingRecord],
    set_aside: Collection[int],
    faults: Sequence[str],
) -> list[Refusal]:
    """Everything that stands in the way of freezing, each with its clause and what would help; empty where nothing does.

    `unclaimed`: titles of forms for which no office answers; `set_aside`: records named as not counted;
    `faults`: what the checks of the statistics found and what may not stay so.
    """
    refusals = [one for one in (refuse_unfinished(content.year, today),) if one]
    refusals += [_unclaimed(title) for title in unclaimed]
    refusals += [_unconfirmed(content, one) for one in offices if one.state is not Confirmation.VALID]
    refusals += _records(content.year, waiting, set_aside)
    refusals += [
        Refusal("check-failed", f"核对未通过（{CLAUSE}：统计数字应当真实、完整）：{fault}")
        for fault in faults
    ]
    return refusals


def _unclaimed(title: str) -> Refusal:
    return Refusal(
        "form-without-office",
        f"“{title}”没有写明由哪个处室确认（{CLAUSE}）；请在安装目录的 law/report_offices.yaml 中补一行",
    )


def _unconfirmed(content: AnnualReport, one: OfficeStanding) -> Refusal:
    command = f"{report_command('sign', content.year, content.scope)} --office {one.office}"
    titles = form_titles(content, one.forms)
    if one.signature is None:
        return Refusal(
            "office-not-signed",
            f"{one.office}尚未确认{titles}（{CLAUSE}）；请由该处人员核对后办理：{command}",
        )
    return Refusal(
        "signature-stale",
        f"{one.office}的确认（{one.signature.signed_by}）已失效（{CLAUSE}），确认后数字有变动："
        f"{changes_text(content, one.changes)}；请由该处人员核对后重新确认：{command}",
    )


def _records(year: int, waiting: Sequence[WaitingRecord], set_aside: Collection[int]) -> list[Refusal]:
    known = {one.id for one in waiting}
    refusals = [
        Refusal(
            "not-waiting",
            f"第{number}号记录不在{year}年度退回待更正的记录之列，不能列为不计入；记录见 gongshi rejected",
        )
        for number in sorted(set(set_aside) - known)
    ]
    left = [one for one in waiting if one.id not in set_aside]
    if left:
        more = f"等{len(left)}条" if len(left) > _TOLD else ""
        refusals.append(
            Refusal(
                "records-waiting",
                f"{year}年度还有退回待更正的记录{len(left)}条未处理（{CLAUSE}，不得漏报）："
                f"{'、'.join(one.name for one in left[:_TOLD])}{more}；请更正后重新报送、销号（gongshi dismiss），"
                "或者用 --without 编号=理由 列明不计入",
            )
        )
    return refusals
