"""How a year's report stands: who confirmed, what was frozen, and what would be different today (clauses G17, G18)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

from tasks.annual_reporting import draft_report
from tasks.contracts.tables_reporting import load_report_offices
from tasks.installation import open_installation
from tasks.law.annual_report import AnnualReport, FigureChange, Scope, changed_figures
from tasks.law.report_freezing import refuse_freeze
from tasks.law.report_signing import (
    Confirmation,
    OfficeStanding,
    duties_on,
    form_titles,
    standings,
    unclaimed_forms,
)
from tasks.law.shanghai import SHANGHAI, shanghai_date
from tasks.register.acting import ActRefused
from tasks.register.database import instant_text
from tasks.register.report_ledger import ActDone, KeptFreeze, read_freezes, read_signatures, report_name
from tasks.register.report_waiting import read_waiting
from tasks.report_printing import numbered
from tasks.report_signing import faults_of


class ReportState(StrEnum):
    """How far a report is."""

    DRAFT = "draft"
    FROZEN = "frozen"
    REOPENED = "reopened"


_STATES = {ReportState.DRAFT: "草稿", ReportState.FROZEN: "已冻结", ReportState.REOPENED: "已重新打开"}
_CONFIRMED = {
    Confirmation.MISSING: "尚未确认",
    Confirmation.VALID: "已确认",
    Confirmation.STALE: "确认已失效",
}


def report_answer(year: int, scope: Scope, number: int | None, as_of: datetime) -> dict[str, Any]:
    """`gongshi report show --json`: the ledger as of then, its figures compared with those of today.

    ActRefused where there is no freeze with that number.
    """
    day, until = shanghai_date(as_of), instant_text(as_of)
    with open_installation() as here:
        now = draft_report(here, year, scope)
        faults = faults_of(here, year, scope, here.settings.warehouse / now.snapshot)
        duties = duties_on(load_report_offices(here.settings.home), day)
        with here.register.reading() as connection:
            offices = standings(now, duties, read_signatures(connection, year, scope, until))
            freezes = read_freezes(connection, year, scope, until)
            waiting = read_waiting(connection, year)
    state = _state(freezes)
    hindered = refuse_freeze(now, day, offices, unclaimed_forms(now, duties), waiting, (), faults)
    kept = _chosen(freezes, number, year, scope)
    differences = changed_figures(kept.report(), now) if kept else []
    return {
        "year": year,
        "scope": scope.value,
        "state": state.value,
        "offices": [_office(now, one) for one in offices],
        "freezes": [_freeze(one) for one in freezes],
        "compared_with": kept.number if kept else None,
        "differences": [_change(kept.report() if kept else now, one) for one in differences],
        "hindrances": [] if state is ReportState.FROZEN else [one.sentence for one in hindered],
    }


def _state(freezes: Sequence[KeptFreeze]) -> ReportState:
    if not freezes:
        return ReportState.DRAFT
    return ReportState.REOPENED if freezes[-1].reopened else ReportState.FROZEN


def _chosen(freezes: Sequence[KeptFreeze], number: int | None, year: int, scope: Scope) -> KeptFreeze | None:
    if freezes:
        return numbered(freezes, number)
    if number is not None:
        raise ActRefused(f"{report_name(year, scope)}尚未冻结，没有第{number}次")
    return None


def _office(now: AnnualReport, one: OfficeStanding) -> dict[str, Any]:
    signed = one.signature
    return {
        "office": one.office,
        "forms": list(one.forms),
        "titles": form_titles(now, one.forms),
        "state": one.state.value,
        "signed_by": signed.signed_by if signed else None,
        "signed_at": _moment(signed.signed_at) if signed else None,
        "digest": signed.part.digest if signed else None,
        "changed": [_change(now, change) for change in one.changes],
    }


def _freeze(one: KeptFreeze) -> dict[str, Any]:
    return {
        "number": one.number,
        "digest": one.digest,
        "snapshot": one.snapshot,
        "rules": one.rules,
        "frozen": _act(one.frozen),
        "reopened": _act(one.reopened) if one.reopened else None,
        "signatures": [
            {
                "office": signed.office,
                "signed_by": signed.signed_by,
                "signed_at": _moment(signed.signed_at),
                "digest": signed.digest,
            }
            for signed in one.signatures
        ],
        "not_counted": [
            {
                "record": aside.record_id,
                "act_type": aside.act_type,
                "document_number": aside.document_number,
                "source": aside.source,
                "reason": aside.reason,
            }
            for aside in one.set_aside
        ],
    }


def _act(done: ActDone) -> dict[str, str]:
    return {"by": done.by, "at": _moment(done.at), "reason": done.reason, "basis": done.basis}


def _change(report: AnnualReport, one: FigureChange) -> dict[str, Any]:
    return {
        "form": one.form,
        "title": form_titles(report, (one.form,)) or one.form,
        "unit": one.unit,
        "column": one.column,
        "before": one.before,
        "now": one.now,
    }


def _moment(at: str) -> str:
    return datetime.fromisoformat(at).astimezone(SHANGHAI).isoformat(timespec="seconds")


def report_text(answer: dict[str, Any]) -> str:
    """How a report stands, for a reader."""
    name = report_name(answer["year"], Scope(answer["scope"]))
    last = f"（第{answer['freezes'][-1]['number']}次冻结）" if answer["freezes"] else ""
    lines = [f"{name}：{_STATES[ReportState(answer['state'])]}{last}"]
    for one in answer["freezes"]:
        lines += _freeze_lines(one)
    lines.append("各处室的确认（按现在的数字）：")
    for one in answer["offices"]:
        who = f"，{one['signed_by']}于{_told(one['signed_at'])}" if one["signed_by"] else ""
        lines.append(f"  {one['office']}（{one['titles']}）：{_CONFIRMED[Confirmation(one['state'])]}{who}")
        lines += [f"    {_change_line(change)}" for change in one["changed"]]
    lines += _difference_lines(answer)
    if answer["hindrances"]:
        lines.append("冻结之前还须办理：")
        lines += [f"  {sentence}" for sentence in answer["hindrances"]]
    return "\n".join(lines)


def _freeze_lines(one: dict[str, Any]) -> list[str]:
    lines = [
        f"第{one['number']}次冻结：{_act_text(one['frozen'])}",
        f"  内容摘要{one['digest']}，统计库{one['snapshot']}，统计规则{one['rules']}",
    ]
    lines += [
        f"  {signed['office']}：{signed['signed_by']}于{_told(signed['signed_at'])}确认"
        for signed in one["signatures"]
    ]
    lines += [
        f"  列明不计入：{aside['record']}号（{aside['act_type']}　{aside['document_number']}，"
        f"{aside['source']}）：{aside['reason']}"
        for aside in one["not_counted"]
    ]
    if one["reopened"]:
        lines.append(f"  重新打开：{_act_text(one['reopened'])}")
    return lines


def _act_text(act: dict[str, str]) -> str:
    return f"{_told(act['at'])}，{act['by']}；理由：{act['reason']}；依据：{act['basis']}"


def _told(moment: str) -> str:
    return f"{datetime.fromisoformat(moment):%Y-%m-%d %H:%M}"


def _difference_lines(answer: dict[str, Any]) -> list[str]:
    number = answer["compared_with"]
    if number is None:
        return []
    if not answer["differences"]:
        return [f"第{number}次冻结以来数字没有变动"]
    lines = [f"与第{number}次冻结相比，现在的数字有{len(answer['differences'])}处不同（已冻结的内容不变）："]
    return lines + [f"  {_change_line(change)}" for change in answer["differences"]]


def _change_line(change: dict[str, Any]) -> str:
    before, now = ("空" if cell is None else cell for cell in (change["before"], change["now"]))
    return f"{change['title']}　{change['unit']}　{change['column']}：由{before}变为{now}"
