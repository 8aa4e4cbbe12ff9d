"""The whole invented city: its decisions put into three systems that run while the demo does."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from pathlib import Path

import sqlalchemy as sa

from tasks.demo.decisions import DEFAULT_COUNT, Decisions, generate
from tasks.demo.exchange_table import create_tables, write_records
from tasks.demo.file_drop import drop_failed_export, drop_rows
from tasks.demo.records import EXCHANGE, FILES, LICENCE, NOTICE, PENALTY, REST, Record
from tasks.demo.rest_office import RestOffice, running_rest_office
from tasks.demo.source_files import (
    DROP_FOLDER,
    EXCHANGE_FILE,
    TOKEN_VARIABLE,
    write_authorities,
    write_source_files,
)


@dataclass
class DemoCity:
    """The running city, and what was planted in it."""

    home: Path
    today: date
    decisions: Decisions
    office: RestOffice
    broken_files: int = 1
    changes_made: bool = field(default=False, init=False)

    @property
    def planted(self) -> dict[str, int]:
        """How many records of the first pull bear each mark."""
        return self.decisions.planted()

    @property
    def private_texts(self) -> frozenset[str]:
        """Texts that must never be seen in public."""
        return self.decisions.private_texts()

    @property
    def expected_records(self) -> dict[str, int]:
        """Rows of the first pull by contract, notices among them."""
        counted = Counter(record.contract for record in self.decisions.first)
        return dict(counted) | {NOTICE: len(self.decisions.notices.early)}

    @property
    def expected_rejected(self) -> dict[str, int]:
        """Rows of the first pull by contract that must be sent back."""
        return dict(Counter(record.contract for record in self.decisions.first if record.fault))

    @property
    def faults_served(self) -> dict[str, int]:
        """How often the HTTP interface has misbehaved, by kind."""
        return dict(self.office.faults_served)

    def changes_arrive(self) -> int:
        """What happens after the first pull: corrections, mended records, revocation notices; how many rows."""
        if self.changes_made:
            return 0
        self.changes_made = True
        count = _put_everywhere(self.home, self.decisions.later, self.office, "更正")
        notices = self.decisions.notices.later
        if notices:
            drop_rows(self.home / DROP_FOLDER, NOTICE, notices, "02")
        return count + len(notices)


@contextmanager
def build_demo(home: Path, today: date, seed: int = 20, count: int = DEFAULT_COUNT) -> Iterator[DemoCity]:
    """Write the city's systems and configuration under `home`, and run its HTTP interface meanwhile."""
    home = home.absolute()
    decisions = generate(seed, today, count)
    served = [record for record in decisions.first if record.system == REST]
    token = sha256(f"{seed}/{today}".encode()).hexdigest()[:24]
    with running_rest_office(served, token, seed) as office, _token_in_environment(token):
        _put_everywhere(home, [r for r in decisions.first if r.system != REST], office, "01")
        if decisions.notices.early:
            drop_rows(home / DROP_FOLDER, NOTICE, decisions.notices.early, "01")
        drop_failed_export(home / DROP_FOLDER)
        write_source_files(home, office.base_url)
        write_authorities(home)
        yield DemoCity(home, today, decisions, office)


def _put_everywhere(home: Path, records: Iterable[Record], office: RestOffice, label: str) -> int:
    ours = list(records)
    path = home / EXCHANGE_FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    engine = sa.create_engine(f"sqlite:///{path}")
    create_tables(engine)
    write_records(engine, (record for record in ours if record.system == EXCHANGE))
    engine.dispose()
    office.put(record for record in ours if record.system == REST)
    for contract in (PENALTY, LICENCE):
        rows = [record.content for record in ours if record.system == FILES and record.contract == contract]
        if rows:
            drop_rows(home / DROP_FOLDER, contract, rows, label)
    return len(ours)


@contextmanager
def _token_in_environment(token: str) -> Iterator[None]:
    before = os.environ.get(TOKEN_VARIABLE)
    os.environ[TOKEN_VARIABLE] = token
    try:
        yield
    finally:
        if before is None:
            del os.environ[TOKEN_VARIABLE]
        else:
            os.environ[TOKEN_VARIABLE] = before
