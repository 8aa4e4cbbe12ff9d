"""What findings say, from data_contracts/findings.yaml, in the manner of WORDING."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from tasks.contracts.contract import Field
from tasks.contracts.contract_file import CONTRACTS_FOLDER, BrokenContract, read_yaml
from tasks.contracts.finding import Finding, Scope, Severity

_LEAD = {Severity.ERROR: "退回：", Severity.WARNING: "提示："}
_LONGEST_VALUE = 40


@dataclass(frozen=True, slots=True)
class FindingText:
    """The text behind one finding code."""

    message: str
    mending: str
    clause: str


@cache
def finding_texts() -> Mapping[str, FindingText]:
    """All texts by code."""
    document = read_yaml(CONTRACTS_FOLDER / "findings.yaml")
    standard = str(document["standard"])
    return {
        str(code): FindingText(entry["message"], entry["mending"], str(entry.get("clause", standard)))
        for code, entry in document["findings"].items()
    }


def finding_text(code: str) -> FindingText:
    """The text of one code; BrokenContract if none was written."""
    try:
        return finding_texts()[code]
    except KeyError:
        raise BrokenContract(f"findings.yaml 中没有“{code}”的文字") from None


@dataclass(frozen=True, slots=True)
class Place:
    """What a finding is about: a record (None for the whole batch) and a field; `clause` "" takes the code's own."""

    record: int | None
    title: str
    clause: str = ""


def tell(code: str, severity: Severity, place: Place, said: Mapping[str, str] | None = None) -> Finding:
    """A finding with its sentences filled in."""
    text = finding_text(code)
    words = {"title": place.title, **(said or {})}
    return Finding(
        record=place.record,
        field=place.title,
        code=code,
        severity=severity,
        message=_LEAD[severity] + text.message.format_map(words),
        mending=text.mending.format_map(words),
        clause=place.clause or text.clause,
        scope=Scope.BATCH if place.record is None else Scope.RECORD,
    )


def shown(value: str, field: Field | None = None) -> str:
    """A value as a finding may quote it: shortened, and identity numbers never in full."""
    if field is not None and field.classification == "personal_id" and len(value) > 4:
        return f"{value[:2]}{'*' * (len(value) - 4)}{value[-2:]}"
    return value if len(value) <= _LONGEST_VALUE else f"{value[:_LONGEST_VALUE]}…"
