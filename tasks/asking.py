"""Answers that need no register: a deadline, a file's findings, a file's public editions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tasks.contracts.contract import Contract, contract_names, load_contract
from tasks.contracts.finding import Finding, Severity
from tasks.contracts.law_tables import load_law
from tasks.law.acts import ActType
from tasks.law.deadlines import deadline
from tasks.law.shanghai import shanghai_date
from tasks.settings import Settings, SettingsFault

if TYPE_CHECKING:
    from tasks.contracts.validation import Validation
    from tasks.sources.pulled import Pulled


class UnclearQuestion(Exception):
    """A question that cannot be answered as it was put; says how to put it."""


class DueQuestions:
    """Answers deadline questions by the law as it was known at one instant."""

    def __init__(self, home: Path, as_of: datetime | None) -> None:
        self._law = load_law(home, shanghai_date(as_of) if as_of else None)

    def answer(self, day: str, act_type: str, item_code: str = "") -> dict[str, Any]:
        """The deadline and how it was counted; UnclearQuestion for a date or act type that is none."""
        try:
            decided_on = date.fromisoformat(day)
        except ValueError:
            raise UnclearQuestion(f"“{day}”不是日期，应如 2026-11-23") from None
        try:
            act = ActType(act_type)
        except ValueError:
            known = "、".join(a.value for a in ActType)
            raise UnclearQuestion(f"“{act_type}”不是执法类别，应为：{known}") from None
        try:
            due = deadline(decided_on, act, self._law.deadline_rules, self._law.calendar, item_code)
        except (ValueError, OverflowError) as error:
            raise UnclearQuestion(str(error)) from None
        return {
            "decided_on": day,
            "act_type": act.value,
            "due_on": due.due_on.isoformat() if due.due_on else None,
            "working_days": due.working_days,
            "provisional": due.provisional,
            "latest_on": due.latest_on.isoformat() if due.latest_on else None,
            "rule": due.rule,
            "calendar": due.calendar,
        }

    @staticmethod
    def sentence(answer: Mapping[str, Any]) -> str:
        """The same for a reader."""
        if answer["due_on"] is None:
            return f"{answer['decided_on']}的{answer['act_type']}决定：当时尚无公开期限的规定"
        lines = [
            f"{answer['decided_on']}作出的{answer['act_type']}决定，应于{answer['due_on']}（含）前公开",
            f"作出当日不计，共{answer['working_days']}个工作日；规则{answer['rule']}，放假安排{answer['calendar']}",
        ]
        if answer["provisional"]:
            lines.append(
                f"暂定期限：有关年度放假安排尚未公布，按较早日期掌握，最迟不晚于{answer['latest_on']}"
            )
        return "\n".join(lines)


def known_contract(name: str, home: Path) -> Contract:
    """A contract by name; SettingsFault naming those there are."""
    if name not in contract_names():
        raise SettingsFault(f"没有名为“{name}”的数据合同；现有：{'、'.join(contract_names())}")
    return load_contract(name, home)


def _validated(contract: Contract, path: Path, today: date) -> Iterator[tuple[Pulled, Validation]]:
    """Each part of a file as it came, and validated."""
    from tasks.contracts.headers import known_headers
    from tasks.contracts.validation import validate
    from tasks.sources.hand_in import pull_file

    for pulled in pull_file(path, known_headers(contract)):
        yield pulled, validate(contract, pulled.rows, today)


def validate_file(home: Path, contract_name: str, path: Path, today: date) -> dict[str, Any]:
    """Findings of a file under a contract, as the command line prints them; nothing is stored."""
    from tasks.contracts.service_findings import is_note, service_findings
    from tasks.sources.pulled import SourceFailure

    contract = known_contract(contract_name, home)
    records = rejected = 0
    findings: list[dict[str, Any]] = []
    try:
        for pulled, validation in _validated(contract, path, today):
            before = pulled.first_row
            records += len(validation.rejected)
            rejected += int(validation.rejected.sum())
            found = [*pulled.findings, *validation.findings, *service_findings(contract, validation)]
            findings += [_finding(one, before) for one in found if not is_note(one)]
    except SourceFailure as failure:
        findings.append(_finding(failure.finding, 0))
    return {"records": records, "accepted": records - rejected, "rejected": rejected, "findings": findings}


def _finding(found: Finding, before: int) -> dict[str, Any]:
    return {
        "record": None if found.record is None else found.record + before,
        "field": found.field,
        "code": found.code,
        "severity": found.severity.value,
        "message": found.message,
        "mending": found.mending,
        "clause": found.clause,
    }


def findings_table(answer: Mapping[str, Any]) -> str:
    """The findings for a reader."""
    lines = [f"共{answer['records']}条：通过{answer['accepted']}条，退回{answer['rejected']}条"]
    for one in answer["findings"]:
        place = f"第{one['record']}条" if one["record"] else "整个文件"
        lines.append(f"{place}　{one['message']}（{one['clause']}）")
        lines.append(f"    {one['mending']}")
    return "\n".join(lines)


def redact_file(settings: Settings, contract_name: str, path: Path, today: date) -> list[dict[str, Any]]:
    """The website's view of each record of a file, whatever gate it waits at."""
    from tasks.contracts.tables_privacy import load_privacy
    from tasks.register.assess import website_view
    from tasks.register.incoming_rows import contents
    from tasks.sources.pulled import SourceFailure

    contract = known_contract(contract_name, settings.home)
    if contract.act_type is None:
        raise SettingsFault(f"合同“{contract_name}”不是执法决定，没有公开文本")
    privacy = load_privacy(settings.home, None)
    signed = _signed(settings)
    answers: list[dict[str, Any]] = []
    try:
        for _, validation in _validated(contract, path, today):
            first_errors = {
                f.record: f.message for f in reversed(validation.findings) if f.severity is Severity.ERROR
            }
            for index, content in enumerate(contents(validation.frame)):
                view = website_view(contract.act_type, content, privacy, today, signed)
                error = first_errors.get(index + 1)
                answers.append(
                    {
                        "record": len(answers) + 1,
                        "disclosure": view.outcome,
                        "reason": error or view.reason,
                        "edition": view.edition,
                    }
                )
    except SourceFailure as failure:
        raise SettingsFault(failure.finding.message) from failure
    return answers


def _signed(settings: Settings) -> frozenset[str]:
    """The policies this installation's legal office has signed, where it has a register already."""
    from tasks.register.assessed_rows import signed_policies
    from tasks.register.database import open_register

    if settings.database_url.startswith("sqlite") and not (settings.home / "register.sqlite3").exists():
        return frozenset()
    register = open_register(settings.database_url, settings.home)
    try:
        with register.reading() as connection:
            return signed_policies(connection)
    finally:
        register.close()


def editions_text(answers: list[dict[str, Any]]) -> str:
    """The public editions for a reader."""
    lines = []
    for one in answers:
        lines.append(f"第{one['record']}条：{one['disclosure']}　{one['reason']}")
        for name, value in (one["edition"] or {}).items():
            lines.append(f"    {name}：{value}")
    return "\n".join(lines)
