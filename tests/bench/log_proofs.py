"""How long `gongshi verify --log` takes: leaves proved over HTTP, without pages (python -m tests.bench.log_proofs 100000)."""

from __future__ import annotations

import hashlib
import os
import sys
import tempfile
import time

import sqlalchemy as sa

from tasks.checking import check_public_log
from tasks.installation import Installation, open_installation, real_clock
from tasks.register.schema import batch, decision, edition, publication, record
from tasks.register.transparency import LeafToAppend, append_leaves
from tasks.websites import open_website


def fill(here: Installation, count: int) -> None:
    """A register with so many published decisions and nothing else."""
    numbers = range(1, count + 1)
    bodies = [f'{{"文书号":"滨卫医许〔2026〕{n}号"}}' for n in numbers]
    hashes = [hashlib.sha256(body.encode()).digest() for body in bodies]
    stub = {"state_since": "", "attempts": 0, "provisional": False, "sequence": 0}
    texts = dict.fromkeys(
        ("disclosure", "disclosure_reason", "disclosure_basis", "disclosure_rule", "channel"), ""
    )
    with here.register.writing() as connection:
        leaves = append_leaves(
            connection,
            [LeafToAppend("publish", n, one) for n, one in zip(numbers, hashes, strict=True)],
            real_clock(),
        )
        connection.execute(sa.insert(batch), [_row(batch, 1)])
        connection.execute(sa.insert(record), [_row(record, 1) | {"batch_id": 1}])
        connection.execute(
            sa.insert(decision),
            [
                _row(decision, n) | {"page_id": f"{n:026d}", "document_number": f"〔2026〕{n}号"}
                for n in numbers
            ],
        )
        connection.execute(
            sa.insert(edition),
            [
                _row(edition, n)
                | {"decision_id": n, "record_id": 1, "body": bodies[n - 1], "hash": hashes[n - 1]}
                | {"leaf_index": leaves[n - 1].place, "salt": leaves[n - 1].salt}
                for n in numbers
            ],
        )
        connection.execute(
            sa.insert(publication),
            [
                _row(publication, n)
                | texts
                | stub
                | {"decision_id": n, "live_edition_id": n}
                | {"channel": "website", "state": "published"}
                for n in numbers
            ],
        )


def _row(table: sa.Table, number: int) -> dict[str, object]:
    blanks = {
        column.name: b""
        if isinstance(column.type, sa.LargeBinary)
        else ""
        if isinstance(column.type, sa.String)
        else 0
        for column in table.c
        if not column.nullable and column.name != "id"
    }
    return {"id": number} | blanks


def main(count: int) -> None:
    """Fill, publish the log, prove it; print seconds."""
    from tasks.channels.website.log_files import publish_log

    os.environ["GONGSHI_HOME"] = tempfile.mkdtemp()
    with open_installation() as here:
        fill(here, count)
        with open_website(here) as website:
            assert publish_log(here.register, website).problems == ()
        started, worked = time.perf_counter(), time.process_time()
        assert check_public_log(here, {}) == []
        print(
            f"{count} leaves proved in {time.perf_counter() - started:.1f} s, of one core {time.process_time() - worked:.1f} s"
        )


if __name__ == "__main__":
    main(int(sys.argv[1]))
