"""The unavoidable work and nothing else: read, validate, insert, render, write, read back, hash.

The same libraries as the product, no register, no lists, no gates, no redaction: what the main job is
measured against.
"""

from __future__ import annotations

import os
import sys
from hashlib import sha256
from pathlib import Path
from typing import Any

import great_expectations as gx
import pandas as pd
import sqlalchemy as sa
from great_expectations import expectations as gxe
from great_expectations.data_context.types.base import ProgressBarsConfig
from stage_times import Stages, table

from tasks.channels.website import addresses
from tasks.channels.website.page_content import Entry, Site, decision_title
from tasks.channels.website.reading_back import Expected, read_back
from tasks.channels.website.rendering import Pages
from tasks.law.acts import ActType

BATCH = 20_000
NAMES = ["read", "validate", "insert", "render", "write", "read back"]
TABLES = {"XZCF": (ActType.PENALTY, "CF_"), "XZXK": (ActType.LICENCE, "XK_")}


def main(exchange: Path, home: Path, site_url: str) -> None:
    """Carry every row of the exchange tables to a page that was read back."""
    stages, count = Stages(), 0
    source = sa.create_engine(f"sqlite:///{exchange}")
    target = sa.create_engine(f"sqlite:///{home / 'straight.sqlite3'}")
    pages = Pages(Site("基准", "基准"))
    with stages.sampled():
        for name, (act_type, prefix) in TABLES.items():
            with source.connect() as connection:
                rows = pd.read_sql(sa.text(f'SELECT * FROM "{name}"'), connection, chunksize=BATCH)
                while (frame := _next(rows, stages)) is not None:
                    with stages.stage("validate"):
                        _validate(frame, prefix)
                    with stages.stage("insert"):
                        frame.to_sql("decisions_" + name, target, if_exists="append", index=False)
                    _to_the_public(frame, act_type, prefix, pages, home / "site" / "public", site_url, stages)
                    count += len(frame)
    print(table(f"{count:,} decisions", stages, count, NAMES))


def _next(rows: Any, stages: Stages) -> pd.DataFrame | None:
    with stages.stage("read"):
        frame = next(rows, None)
        return None if frame is None else frame.fillna("").astype("str")


def _validate(frame: pd.DataFrame, prefix: str) -> None:
    """Twelve expectations, as a plain user of the library would write them."""
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    batch = (
        context.data_sources.add_pandas("p")
        .add_dataframe_asset("a")
        .add_batch_definition_whole_dataframe("b")
    )
    suite = gx.ExpectationSuite(name="s")
    for column in ("XDR_MC", "WSH", "JDRQ"):
        suite.add_expectation(gxe.ExpectColumnValuesToNotBeNull(column=prefix + column))
    for column, longest in (
        ("XDR_MC", 200),
        ("WSH", 128),
        ("XDR_LB", 100),
        ("XDR_SHXYM", 32),
        ("FRDB", 50),
        ("BZ", 512),
    ):
        suite.add_expectation(
            gxe.ExpectColumnValueLengthsToBeBetween(
                column=column if column == "BZ" else prefix + column, max_value=longest
            )
        )
    suite.add_expectation(gxe.ExpectColumnValuesToMatchRegex(column=prefix + "JDRQ", regex=r"\d{4}"))
    suite.add_expectation(gxe.ExpectColumnValuesToMatchRegex(column=prefix + "WSH", regex=r"\d"))
    suite.add_expectation(
        gxe.ExpectColumnValuesToMatchRegex(column=prefix + "XDR_SHXYM", regex=r"^[0-9A-Z]*$")
    )
    batch.get_batch(batch_parameters={"dataframe": frame}).validate(suite)


def _to_the_public(
    frame: pd.DataFrame,
    act_type: ActType,
    prefix: str,
    pages: Pages,
    root: Path,
    site_url: str,
    stages: Stages,
) -> None:
    with stages.stage("render"):
        bodies = dict(_page(row, act_type, prefix, pages) for row in frame.to_dict("records"))
    with stages.stage("write"):
        for path, body in bodies.items():
            target = f"{root}{path}"
            os.makedirs(os.path.dirname(target), exist_ok=True)
            with open(target + ".part", "wb") as file:
                file.write(body)
            os.replace(target + ".part", target)
        os.sync()
    with stages.stage("read back"):
        readings = read_back(site_url, [Expected(p, 200, sha256(b).digest()) for p, b in bodies.items()])
        assert all(reading.ok for reading in readings), "a page did not read back as written"


def _page(row: dict[str, str], act_type: ActType, prefix: str, pages: Pages) -> tuple[str, bytes]:
    page_id = sha256(row["ID"].encode()).hexdigest()[:16]
    number, party = row[prefix + "WSH"], row[prefix + "XDR_MC"]
    entry = Entry(
        page_id=page_id,
        title=decision_title(party, act_type, number),
        act_type=act_type,
        authority="",
        party=party,
        document_number=number,
        decided_on=row[prefix + "JDRQ"],
        published_on="2026-01-01",
        office="",
        fields={name: value for name, value in row.items() if name.startswith(prefix)},
        redacted=False,
        leaf_index=0,
        salt_hex="",
        edition_hash_hex="",
        log_origin="",
    )
    return addresses.decision_page(page_id), pages.decision(entry)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])
