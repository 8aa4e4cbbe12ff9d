"""The file drop by hand: files are taken in under a contract, with the findings told at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from tasks.acting import vouching_operator
from tasks.asking import known_contract
from tasks.contracts.finding import Finding
from tasks.disclosing import reassess_waiting
from tasks.installation import Installation, open_installation
from tasks.law.powers import Power
from tasks.pulling import import_file
from tasks.register.assessment import Attestation


def import_files(
    contract_name: str, files: Iterable[Path], review_attested_by: str | None, release_approved_by: str | None
) -> dict[str, Any]:
    """Take files in; a file that is no table is a finding and stops no other."""
    answer: dict[str, Any] = {"files": [], "findings": []}
    with open_installation() as here:
        contract = known_contract(contract_name, here.settings.home)
        review = _attestation(here, Power.ATTEST_REVIEW, review_attested_by)
        release = _attestation(here, Power.ATTEST_RELEASE, release_approved_by)
        for path in files:
            done = _import_one(here, contract, path, review, release)
            answer["files"].append(done["file"])
            answer["findings"] += done["findings"]
        reassess_waiting(here)
    return answer


def _attestation(here: Installation, power: Power, operator: str | None) -> Attestation | None:
    """Who vouches is a named operator too; ActRefused where it is nobody who may."""
    return Attestation(vouching_operator(here, power, operator)) if operator else None


def _import_one(
    here: Installation, contract: Any, path: Path, review: Attestation | None, release: Attestation | None
) -> dict[str, Any]:
    from tasks.contracts.service_findings import is_note
    from tasks.sources.pulled import SourceFailure

    findings: list[tuple[int, Finding]] = []
    file: dict[str, Any] = {
        "file": path.name,
        "seen": 0,
        "added": 0,
        "rejected": 0,
        "batches": [],
        "notes": [],
    }
    try:
        for before, taken, found in import_file(here, contract, path, review, release):
            file["seen"] += taken.seen
            file["added"] += taken.added
            file["rejected"] += taken.rejected
            file["batches"].append(taken.batch_id)
            file["notes"] = [one.message for one in found if is_note(one)]
            findings += [(before, one) for one in found if not is_note(one)]
    except SourceFailure as failure:
        findings.append((0, failure.finding))
    return {"file": file, "findings": [_told(path, before, one) for before, one in findings]}


def _told(path: Path, before: int, found: Finding) -> dict[str, Any]:
    return {
        "file": path.name,
        "record": None if found.record is None else found.record + before,
        "field": found.field,
        "code": found.code,
        "severity": found.severity.value,
        "message": found.message,
        "mending": found.mending,
        "clause": found.clause,
    }


def imported_text(answer: Mapping[str, Any]) -> str:
    """What was imported, for a reader."""
    lines = []
    for one in answer["files"]:
        batches = "、".join(str(b) for b in one["batches"]) or "无"
        lines.append(
            f"{one['file']}：读到{one['seen']}条，新登记{one['added']}条，其中退回{one['rejected']}条（批次{batches}）"
        )
        lines += [f"    {note}" for note in one["notes"]]
    for found in answer["findings"]:
        place = f"第{found['record']}条" if found["record"] else "整个文件"
        lines.append(f"{found['file']} {place}　{found['message']}")
        lines.append(f"    {found['mending']}")
    return "\n".join(lines)
