"""The ledger of the annual report: what offices confirmed, what was frozen, what was opened again (clauses G17, G18).

Its rows are never changed or deleted; who, when and why stands with each act in `operator_act`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from pydantic import TypeAdapter

from tasks.law.annual_report import AnnualReport, Scope, report_from_json
from tasks.law.report_signing import Part, Signature, part_from_json
from tasks.register.acting import Act, ActRefused
from tasks.register.schema import operator_act, report_freeze, report_reopening, report_signature

SIGN, FREEZE, REOPEN = "report_sign", "report_freeze", "report_reopen"
_SCOPES = {Scope.OWN: "", Scope.CITY: "（全市）"}


@dataclass(frozen=True, slots=True)
class ActDone:
    """Who did something, when, why and on what basis."""

    by: str
    at: str
    reason: str
    basis: str


@dataclass(frozen=True, slots=True)
class SignedOffice:
    """An office's confirmation as kept with a freeze."""

    office: str
    signed_by: str
    signed_at: str
    digest: str


@dataclass(frozen=True, slots=True)
class SetAside:
    """A rejected record that was named as not counted, and why."""

    record_id: int
    act_type: str
    document_number: str
    source: str
    reason: str


@dataclass(frozen=True, slots=True)
class KeptFreeze:
    """A freeze as the register keeps it; `reopened` is None as long as it stands."""

    id: int
    year: int
    scope: Scope
    number: int
    content: str
    digest: str
    snapshot: str
    rules: str
    signatures: tuple[SignedOffice, ...]
    set_aside: tuple[SetAside, ...]
    frozen: ActDone
    reopened: ActDone | None

    def report(self) -> AnnualReport:
        """The report that was frozen; ActRefused where the kept content is not the one that was frozen."""
        if hashlib.sha256(self.content.encode()).hexdigest() != self.digest:
            raise ActRefused(
                f"{report_name(self.year, self.scope)}第{self.number}次冻结的内容与当时的摘要不符，"
                "登记簿被改动过，请由备份恢复后再办理"
            )
        return report_from_json(self.content)


_SIGNED = TypeAdapter(tuple[SignedOffice, ...])
_ASIDE = TypeAdapter(tuple[SetAside, ...])


def report_name(year: int, scope: Scope) -> str:
    """A report as acts and sentences name it."""
    return f"{year}年度报告{_SCOPES[scope]}"


def keep_signature(
    connection: sa.Connection, act: Act, content: AnnualReport, office: str, part: Part
) -> None:
    """Keep what an office confirmed."""
    subject = f"{report_name(content.year, content.scope)}：{office}"
    row = {
        "year": content.year,
        "scope": content.scope.value,
        "office": office,
        "figures": part.to_json(),
        "digest": part.digest,
        "snapshot": content.snapshot,
        "rules": content.rules,
        "act_id": _keep_act(connection, act, SIGN, subject),
    }
    connection.execute(sa.insert(report_signature), [row])


def keep_freeze(
    connection: sa.Connection,
    act: Act,
    content: AnnualReport,
    number: int,
    signatures: Sequence[Signature],
    set_aside: Sequence[SetAside],
) -> None:
    """Keep a report as it is from now on."""
    signed = tuple(
        SignedOffice(one.office, one.signed_by, one.signed_at, one.part.digest) for one in signatures
    )
    subject = f"{report_name(content.year, content.scope)}：第{number}次"
    row = {
        "year": content.year,
        "scope": content.scope.value,
        "number": number,
        "content": content.to_json(),
        "digest": content.digest,
        "snapshot": content.snapshot,
        "rules": content.rules,
        "signatures": _SIGNED.dump_json(signed).decode(),
        "set_aside": _ASIDE.dump_json(tuple(set_aside)).decode(),
        "act_id": _keep_act(connection, act, FREEZE, subject),
    }
    connection.execute(sa.insert(report_freeze), [row])


def keep_reopening(connection: sa.Connection, act: Act, freeze: KeptFreeze) -> None:
    """Keep that a freeze was opened again; the freeze itself stays as it is."""
    subject = f"{report_name(freeze.year, freeze.scope)}：第{freeze.number}次"
    row = {"freeze_id": freeze.id, "act_id": _keep_act(connection, act, REOPEN, subject)}
    connection.execute(sa.insert(report_reopening), [row])


def _keep_act(connection: sa.Connection, act: Act, verb: str, subject: str) -> int:
    row = act.row(verb) | {"subject": subject}
    return int(
        connection.execute(sa.insert(operator_act).values(row).returning(operator_act.c.id)).scalar_one()
    )


def read_signatures(
    connection: sa.Connection, year: int, scope: Scope, until: str | None = None
) -> list[Signature]:
    """What offices confirmed of a report, oldest first; `until` as the register keeps instants."""
    query = (
        sa.select(report_signature, operator_act.c.operator, operator_act.c.acted_at)
        .join_from(report_signature, operator_act)
        .where(report_signature.c.year == year, report_signature.c.scope == scope)
        .order_by(report_signature.c.id)
    )
    if until is not None:
        query = query.where(operator_act.c.acted_at <= until)
    return [
        Signature(row.office, part_from_json(row.figures), row.operator, row.acted_at)
        for row in connection.execute(query)
    ]


def read_freezes(
    connection: sa.Connection, year: int, scope: Scope, until: str | None = None
) -> list[KeptFreeze]:
    """Every freeze of a report, oldest first, each with its reopening."""
    done, opened = operator_act.alias("done"), operator_act.alias("opened")
    query = (
        sa.select(report_freeze, *_act_columns(done, "done"), *_act_columns(opened, "opened"))
        .join_from(report_freeze, done, done.c.id == report_freeze.c.act_id)
        .outerjoin(report_reopening, report_reopening.c.freeze_id == report_freeze.c.id)
        .outerjoin(opened, _opened(opened, until))
        .where(report_freeze.c.year == year, report_freeze.c.scope == scope)
        .order_by(report_freeze.c.number)
    )
    if until is not None:
        query = query.where(done.c.acted_at <= until)
    return [_kept(row) for row in connection.execute(query)]


def _opened(opened: sa.FromClause, until: str | None) -> sa.ColumnElement[bool]:
    same = opened.c.id == report_reopening.c.act_id
    return same if until is None else sa.and_(same, opened.c.acted_at <= until)


def _act_columns(act: sa.FromClause, name: str) -> list[sa.Label[Any]]:
    return [act.c[column].label(f"{name}_{column}") for column in ("operator", "acted_at", "reason", "basis")]


def _kept(row: Any) -> KeptFreeze:
    reopened = None
    if row.opened_acted_at is not None:
        reopened = ActDone(row.opened_operator, row.opened_acted_at, row.opened_reason, row.opened_basis)
    return KeptFreeze(
        row.id,
        row.year,
        Scope(row.scope),
        row.number,
        row.content,
        row.digest,
        row.snapshot,
        row.rules,
        _SIGNED.validate_json(row.signatures),
        _ASIDE.validate_json(row.set_aside),
        ActDone(row.done_operator, row.done_acted_at, row.done_reason, row.done_basis),
        reopened,
    )
