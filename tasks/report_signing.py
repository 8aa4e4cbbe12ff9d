"""Steps of the annual report's ledger: offices confirm, one person freezes, the head opens again (clauses G17, G18)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from tasks.acting import acting, acting_where
from tasks.annual_reporting import draft_report
from tasks.contracts.tables_checks import CheckSeverity
from tasks.contracts.tables_reporting import load_report_offices
from tasks.counting import statistics_law
from tasks.district_standing import districts_missing
from tasks.installation import Installation, open_installation
from tasks.law.annual_report import AnnualReport, Scope
from tasks.law.lifecycle import Refusal
from tasks.law.powers import Power
from tasks.law.report_freezing import (
    WaitingRecord,
    read_set_aside,
    refuse_freeze,
    refuse_unfinished,
    report_command,
)
from tasks.law.report_signing import (
    CLAUSE,
    Confirmation,
    OfficeStanding,
    duties_on,
    form_titles,
    may_freeze,
    may_sign,
    part_of,
    standings,
    unclaimed_forms,
)
from tasks.register.acting import Act, ActRefused
from tasks.register.report_ledger import (
    KeptFreeze,
    SetAside,
    keep_freeze,
    keep_reopening,
    keep_signature,
    read_freezes,
    read_signatures,
    report_name,
)
from tasks.register.report_waiting import read_waiting
from tasks.statistics_checking import check_year
from tasks.warehouse.checks import CheckFinding
from tasks.warehouse.load import fingerprint_of, kept_fingerprint

_TOLD_APART = "rejected"
"""The check of records sent back: the ledger names each, and takes them as not counted with a reason."""


@dataclass(frozen=True, slots=True)
class _Drafted:
    """A report as it stands now, and who answers for which of its forms."""

    here: Installation
    content: AnnualReport
    duties: dict[str, tuple[str, ...]]

    @property
    def name(self) -> str:
        return report_name(self.content.year, self.content.scope)

    def standings(self, connection: sa.Connection) -> list[OfficeStanding]:
        return standings(
            self.content, self.duties, read_signatures(connection, self.content.year, self.content.scope)
        )


def _drafted(here: Installation, year: int, scope: Scope) -> _Drafted:
    return _Drafted(here, draft_report(here, year, scope), _duties(here))


def _duties(here: Installation) -> dict[str, tuple[str, ...]]:
    return duties_on(load_report_offices(here.settings.home), here.today)


def sign_report(year: int, scope: Scope, office: str, operator: str, reason: str, basis: str) -> str:
    """An office confirms the figures of its forms as they are now; the sentence says what it confirmed.

    ActRefused for an office without forms, a person of another office, a year not over, a frozen report, and where
    the office's last confirmation still stands.
    """
    office = office.strip()
    with open_installation() as here:
        if refused := refuse_unfinished(year, here.today):
            raise ActRefused(refused.sentence)
        _refuse_unknown_office(office, _duties(here))
        act = acting_where(
            here, operator, reason, basis, lambda who: may_sign(who.roster, who.powers, operator, office, here.today)
        )  # fmt: skip
        drafted = _drafted(here, year, scope)
        with here.register.writing() as connection:
            refuse_frozen(read_freezes(connection, year, scope))
            before = _own_standing(drafted, connection, office)
            part = part_of(drafted.content, before.forms)
            keep_signature(connection, act, drafted.content, office, part)
            left = [
                one.office for one in drafted.standings(connection) if one.state is not Confirmation.VALID
            ]
    said = f"{office}已确认{drafted.name}：{form_titles(drafted.content, before.forms)}，确认人{act.operator}"
    changed = f"；较上次确认变动{len(before.changes)}处" if before.changes else ""
    waits = f"；尚待确认：{'、'.join(left)}" if left else "；各处室均已确认"
    return f"{said}，摘要{part.digest[:16]}…{changed}{waits}"


def _refuse_unknown_office(office: str, duties: dict[str, tuple[str, ...]]) -> None:
    if office not in duties:
        raise ActRefused(
            f"“{office}”不在确认年度报告数字的处室之列（{CLAUSE}）：{'、'.join(duties) or '无'}；"
            "分工见 law/report_offices.yaml"
        )


def _own_standing(drafted: _Drafted, connection: sa.Connection, office: str) -> OfficeStanding:
    found = next((one for one in drafted.standings(connection) if one.office == office), None)
    if found is None:
        raise ActRefused(f"{drafted.name}中没有须由{office}确认的表；分工见 law/report_offices.yaml")
    if found.state is Confirmation.VALID and found.signature:
        raise ActRefused(f"{office}的数字已由{found.signature.signed_by}确认，此后没有变动，无需再次确认")
    return found


def freeze_report(
    year: int,
    scope: Scope,
    operator: str,
    reason: str,
    basis: str,
    without: Sequence[str] = (),
) -> str:
    """Keep a year's report for good, word for word; the sentence gives its number and digest.

    `without` names rejected records that are not counted, `编号=理由`. ActRefused, naming everything in the way, where it cannot be frozen.
    """
    set_aside = read_set_aside(without)
    if isinstance(set_aside, Refusal):
        raise ActRefused(set_aside.sentence)
    with open_installation() as here:
        drafted = _drafted(here, year, scope)
        snapshot = here.settings.warehouse / drafted.content.snapshot
        faults = faults_of(here, year, scope, snapshot)
        with here.register.writing() as connection:
            freezes = read_freezes(connection, year, scope)
            refuse_frozen(freezes)
            _refuse_changed(connection, here, snapshot)
            offices = drafted.standings(connection)
            act = _freezer(here, operator, reason, basis, offices)
            waiting = read_waiting(connection, year)
            _refuse_hindered(drafted, offices, waiting, set_aside, faults)
            number = len(freezes) + 1
            signed = [one.signature for one in offices if one.signature]
            aside = [_aside(one, set_aside[one.id]) for one in waiting]
            keep_freeze(connection, act, drafted.content, number, signed, aside)
    told = f"，列明不计入的退回记录{len(aside)}条" if aside else ""
    return (
        f"已冻结{drafted.name}（第{number}次），办理人{act.operator}，内容摘要{drafted.content.digest}，"
        f"统计库{drafted.content.snapshot}，统计规则{drafted.content.rules}{told}；此后数据变动不改变已冻结的内容，"
        f"差异见 {report_command('show', year, scope)}"
    )


def faults_of(here: Installation, year: int, scope: Scope, snapshot: Path) -> list[str]:
    """What may not stay so, in sentences: what the checks of the statistics found, and districts still to hand in.

    Records sent back are told apart.
    """
    found = [
        _fault(one)
        for one in check_year(here, year, snapshot)
        if one.severity is CheckSeverity.BLOCKING and one.check != _TOLD_APART
    ]
    missing = districts_missing(here, year, here.now) if scope is Scope.CITY else []
    if missing:
        found.append(f"全市的数字还缺{'、'.join(missing)}的报表；催报文字见 gongshi districts list {year}")
    return found


def _refuse_changed(connection: sa.Connection, here: Installation, snapshot: Path) -> None:
    """What is frozen was counted, checked and waited for at one moment."""
    if fingerprint_of(connection, statistics_law(here)) != kept_fingerprint(snapshot):
        raise ActRefused("起草之后登记簿又有变动，本次没有冻结，请再办理一次")


def _fault(one: CheckFinding) -> str:
    return f"{one.title}，{one.place}：{one.problem}；{one.mending}"


def _freezer(
    here: Installation, operator: str, reason: str, basis: str, offices: Sequence[OfficeStanding]
) -> Act:
    signers = [one.signature.signed_by for one in offices if one.signature]
    return acting_where(
        here, operator, reason, basis, lambda who: may_freeze(who.roster, who.powers, operator, here.today, signers)
    )  # fmt: skip


def _refuse_hindered(
    drafted: _Drafted,
    offices: Sequence[OfficeStanding],
    waiting: Sequence[WaitingRecord],
    set_aside: dict[int, str],
    faults: Sequence[str],
) -> None:
    content = drafted.content
    unclaimed = unclaimed_forms(content, drafted.duties)
    refusals = refuse_freeze(
        content, drafted.here.today, offices, unclaimed, waiting, set_aside.keys(), faults
    )
    if refusals:
        told = "；".join(f"（{place}）{one.sentence}" for place, one in enumerate(refusals, 1))
        raise ActRefused(f"不能冻结{drafted.name}：{told}")


def _aside(one: WaitingRecord, reason: str) -> SetAside:
    return SetAside(one.id, one.act_type, one.document_number, one.source, reason)


def reopen_report(year: int, scope: Scope, operator: str, reason: str, basis: str) -> str:
    """Open a frozen report again; the freeze stays readable. ActRefused where it is not frozen."""
    with open_installation() as here:
        act = acting(here, Power.REOPEN_REPORT, operator, reason, basis)
        with here.register.writing() as connection:
            freezes = read_freezes(connection, year, scope)
            if not freezes or freezes[-1].reopened:
                raise ActRefused(f"{report_name(year, scope)}没有冻结，无需重新打开")
            last = freezes[-1]
            keep_reopening(connection, act, last)
    return (
        f"已重新打开{report_name(year, scope)}，办理人{act.operator}；第{last.number}次冻结的内容照旧保存，可以查阅和打印；"
        "数字有变动的处室须重新确认，再行冻结"
    )


def refuse_frozen(freezes: Sequence[KeptFreeze]) -> None:
    """ActRefused where the newest freeze stands."""
    if freezes and freezes[-1].reopened is None:
        last = freezes[-1]
        raise ActRefused(
            f"{report_name(last.year, last.scope)}已由{last.frozen.by}冻结（第{last.number}次）；"
            f"须更正的，先用 {report_command('reopen', last.year, last.scope)} 重新打开"
        )
