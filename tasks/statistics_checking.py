"""Steps that check a year's statistics before anyone signs them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

from tasks.contracts.tables_checks import CheckSeverity, load_checks
from tasks.counting import renew_snapshot, statistics_law
from tasks.installation import Installation, open_installation
from tasks.steps import step
from tasks.warehouse.checks import CheckFinding, check_names, check_snapshot
from tasks.warehouse.load import fingerprint_of, kept_fingerprint
from tasks.warehouse.register_figures import read_register_figures
from tasks.warehouse.register_rows import one_view

_ATTEMPTS = 3
"""How often the snapshot is renewed where the register changes between counting and checking."""
_SHOWN = 20
SEVERITY_NAMES = {CheckSeverity.BLOCKING: "须先办理", CheckSeverity.WARNING: "提示"}


@step("核对年度统计")
def check_year(here: Installation, year: int, snapshot: Path | None = None) -> list[CheckFinding]:
    """Everything that is wrong or striking with a year's statistics; empty where nothing is.

    Nothing is signed or frozen while one of them is blocking. Without a snapshot it is the newest, renewed first.
    """
    checks = load_checks(here.settings.home, check_names())
    law = statistics_law(here)
    for _ in range(_ATTEMPTS):
        checked = snapshot or renew_snapshot(here)
        with one_view(here.register.engine) as register:
            figures = read_register_figures(register, year)
            unchanged = fingerprint_of(register, law) == kept_fingerprint(checked)
        if unchanged or snapshot is not None:
            break
    return check_snapshot(checked, year, checks, figures)


def is_blocked(findings: Sequence[CheckFinding]) -> bool:
    """Whether one of the findings keeps the year from being signed."""
    return any(one.severity is CheckSeverity.BLOCKING for one in findings)


def check_answer(year: int) -> dict[str, Any]:
    """What the checks of a year found; `ok` where nothing blocks."""
    with open_installation() as here:
        findings = check_year(here, year)
    return {
        "year": year,
        "ok": not is_blocked(findings),
        "findings": [
            {
                "check": one.check,
                "severity": one.severity.value,
                "title": one.title,
                "place": one.place,
                "problem": one.problem,
                "mending": one.mending,
            }
            for one in findings
        ],
    }


def check_text(answer: dict[str, Any]) -> str:
    """The findings for a reader, check by check: what should hold, where it does not, how to mend it."""
    findings = answer["findings"]
    lines = [_summary(answer)]
    for _, group in groupby(findings, key=lambda one: one["check"]):
        ones = list(group)
        first = ones[0]
        name = SEVERITY_NAMES[CheckSeverity(first["severity"])]
        lines.append(f"【{name}】{first['title']}：{len(ones)}处不符")
        lines += [f"  {one['place']}：{one['problem']}" for one in ones[:_SHOWN]]
        if len(ones) > _SHOWN:
            lines.append(f"  另有{len(ones) - _SHOWN}处，用 --json 查看全部")
        lines.append(f"  办法：{first['mending']}")
    return "\n".join(lines)


def _summary(answer: dict[str, Any]) -> str:
    year, findings = answer["year"], answer["findings"]
    if not findings:
        return f"{year}年度统计核对：各项相符。"
    blocking = sum(one["severity"] == CheckSeverity.BLOCKING for one in findings)
    if blocking:
        return f"{year}年度统计核对：{blocking}处须先办理，签发前请逐项处理；另有提示{len(findings) - blocking}处。"
    return f"{year}年度统计核对：没有须先办理的；提示{len(findings)}处。"
