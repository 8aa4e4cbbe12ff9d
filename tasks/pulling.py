"""Steps that bring records in: pull, validate, register; and the full comparison that finds what slipped by."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from tasks.contracts.contract import Contract, load_contract
from tasks.contracts.finding import Finding, Severity
from tasks.contracts.headers import known_headers
from tasks.installation import Installation
from tasks.register.assessed_rows import signed_policies
from tasks.register.assessment import Attestation
from tasks.register.claims import claim
from tasks.register.incoming import IncomingBatch, Taken
from tasks.register.incoming_rows import RowOrigin, Vouchers, incoming_records
from tasks.register.intake import take_in
from tasks.register.late_notices import FIELD as NOTIFIED_ON
from tasks.register.late_notices import note_late_notices
from tasks.register.source_rows import keep_source_findings, known_rows, note_well, read_cursor
from tasks.sources.configuration import configured_sources
from tasks.sources.pulled import Pulled, SourceFailure
from tasks.sources.source import Source
from tasks.steps import step


@dataclass(frozen=True, slots=True)
class PulledSource:
    """What one source gave in one run; `problem` says why it gave nothing more."""

    source: str
    contract: str
    seen: int = 0
    added: int = 0
    rejected: int = 0
    problem: str | None = None


class WrongColumns(SourceFailure):
    """A batch whose columns are not the contract's: nothing is taken from it."""


@step("读取来源配置")
def read_sources(here: Installation) -> tuple[Source, ...]:
    """Every configured source; what is wrong with the others becomes findings."""
    configuration = configured_sources(here.settings.home)
    keep_source_findings(
        here.register,
        "（来源配置）",
        "",
        configuration.findings,
        here.now,
        failed=bool(configuration.findings),
    )
    return configuration.sources


@step("取数、校验、登记")
def pull_source(here: Installation, source: Source) -> PulledSource:
    """Take in what is new at one source; its failure is a finding and stops no other source."""
    from tasks.sources.pull import pull

    contract = load_contract(source.contract, here.settings.home)
    with claim(here.register, "intake", wait=True):
        cursor = read_cursor(here.register, source.name)
        return _take_all(here, source, contract, pull(source, cursor, here.now, known_headers(contract)))


@step("全量比对")
def compare_source(here: Installation, source: Source) -> PulledSource:
    """Compare all keys and hashes of a source, take in what slipped by, report what vanished."""
    from tasks.sources.comparison import compare_keys

    contract = load_contract(source.contract, here.settings.home)
    with claim(here.register, "intake", wait=True):
        try:
            compared = compare_keys(source, known_rows(here.register, source.name))
        except SourceFailure as failure:
            return _failed(here, source, failure)
        if compared.stopped:
            return _failed(here, source, SourceFailure(compared.stopped))
        done = _take_all(here, source, contract, compared.late())
        keep_source_findings(
            here.register, source.name, contract.name, compared.findings, here.now, failed=False
        )
        told = [one.message for one in compared.findings]
        return replace(done, problem="；".join([*([done.problem] if done.problem else []), *told]) or None)


def _take_all(
    here: Installation, source: Source, contract: Contract, batches: Iterable[Pulled]
) -> PulledSource:
    review = _attestation(source.review_attested_by, source.review_attested_since)
    release = _attestation(source.release_attested_by, source.release_attested_since)
    taken: list[Taken] = []
    refused: list[Finding] = []
    try:
        for pulled in batches:
            if pulled.unreadable:
                refused += pulled.findings
                pulled.settle()
                continue
            try:
                done, _ = register_batch(here, source.name, contract, pulled, review, release, source.office)
            except WrongColumns as wrong:
                pulled.refuse(wrong.finding)
                refused.append(wrong.finding)
                continue
            taken.append(done)
            pulled.settle()
    except SourceFailure as failure:
        return _failed(here, source, failure, taken)
    note_well(here.register, source.name, contract.name, here.now)
    if refused:
        keep_source_findings(here.register, source.name, contract.name, refused, here.now, failed=False)
    return _summary(source, taken, "；".join(one.message for one in refused) or None)


def register_batch(
    here: Installation,
    source_name: str,
    contract: Contract,
    pulled: Pulled,
    legal_review: Attestation | None,
    release_review: Attestation | None,
    office: str = "",
) -> tuple[Taken, list[Finding]]:
    """Validate one batch and take it into the register in one transaction.

    WrongColumns, and nothing taken, where its columns are not the contract's.
    """
    from tasks.contracts.service_findings import service_findings
    from tasks.contracts.validation import validate
    from tasks.sources.row_texts import row_texts_and_hashes

    with here.register.reading() as connection:
        signed = signed_policies(connection)
    validation = validate(contract, pulled.rows, here.today)
    if validation.broken:
        raise WrongColumns(validation.findings[0])
    rejected_rows = [f.record - 1 for f in pulled.findings if f.record and f.severity is Severity.ERROR]
    validation.rejected[rejected_rows] = True
    texts, hashes = row_texts_and_hashes(pulled.rows)
    records = incoming_records(
        contract,
        validation,
        RowOrigin(pulled.keys, pulled.stamps, texts, hashes, here.now, office),
        here.law,
        here.assess,
        Vouchers(legal_review, release_review, signed),
        here.channels,
    )
    findings = [*pulled.findings, *validation.findings, *service_findings(contract, validation)]
    taken = take_in(
        here.register,
        IncomingBatch(
            source_name,
            contract.name,
            contract.version,
            pulled.origin,
            pulled.origin_hash,
            here.now,
            records,
            findings,
            pulled.cursor_after,
            legal_review,
            release_review,
            _titles(contract),
        ),
    )
    if any(field.name == NOTIFIED_ON for field in contract.fields):
        note_late_notices(here.register, taken.batch_id, contract.field(NOTIFIED_ON).title, here.now)
    return taken, findings


def _titles(contract: Contract) -> dict[str, str]:
    return {field.name: field.title for field in contract.fields}


def _attestation(by: str | None, since: date | None) -> Attestation | None:
    return Attestation(by, since) if by else None


def _failed(
    here: Installation, source: Source, failure: SourceFailure, taken: Iterable[Taken] = ()
) -> PulledSource:
    keep_source_findings(
        here.register, source.name, source.contract, [failure.finding], here.now, failed=True
    )
    return _summary(source, list(taken), failure.finding.message)


def _summary(source: Source, taken: list[Taken], problem: str | None) -> PulledSource:
    return PulledSource(
        source.name,
        source.contract,
        sum(t.seen for t in taken),
        sum(t.added for t in taken),
        sum(t.rejected for t in taken),
        problem,
    )


def import_file(
    here: Installation,
    contract: Contract,
    path: Path,
    legal_review: Attestation | None,
    release_review: Attestation | None,
) -> Iterator[tuple[int, Taken, list[Finding]]]:
    """The file drop by hand: each part of a file with the rows before it, what was taken in and the findings.

    SourceFailure where the file is not a table of this contract.
    """
    from tasks.sources.hand_in import pull_file

    name = f"导入：{contract.title}"
    with claim(here.register, "intake", wait=True):
        for pulled in pull_file(path, known_headers(contract)):
            taken, found = register_batch(here, name, contract, pulled, legal_review, release_review)
            yield pulled.first_row, taken, found
