"""Holds records against the outward contract before any of them leaves: one breath for each kind of act."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from tasks.channels.credit_platform.profiles import outward_contract
from tasks.channels.credit_platform.rows import Row
from tasks.contracts.finding import Severity
from tasks.contracts.validation import validate

_LEAD = "退回："


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a record may not leave; the sentence is for an officer."""

    code: str
    sentence: str


def contract_faults(rows: Sequence[Row], home: Path | None, today: date) -> dict[str, Fault]:
    """By delivery key, the rows of one act that break the contract they were promised under."""
    import pandas as pd

    if not rows:
        return {}
    contract = outward_contract(rows[0].group.act_type, home)
    codes = [field.code for field in contract.fields]
    table = [[row.record.get(code, "") for code in codes] for row in rows]
    found = validate(contract, pd.DataFrame(table, columns=codes, dtype="str"), today)
    faults: dict[str, Fault] = {}
    for finding in found.findings:
        if finding.record is None or finding.severity is not Severity.ERROR:
            continue
        key = rows[finding.record - 1].delivery.key
        sentence = finding.message.removeprefix(_LEAD)
        before = faults.get(key)
        faults[key] = (
            Fault(before.code, f"{before.sentence}；{sentence}")
            if before
            else Fault(finding.code, f"不能报送信用平台：{sentence}")
        )
    return faults
