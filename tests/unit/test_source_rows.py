"""Raw rows: faithful text, and hashes that tell change from sameness."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.sources.cell_text import cell_text, flattened, frame_of_records, sheet_text, text_frame
from tasks.sources.row_texts import row_hash, row_hashes, row_texts, row_texts_and_hashes

CELLS = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
RECORDS = st.lists(
    st.fixed_dictionaries({"CF_WSH": CELLS, "处罚内容": CELLS, "a": CELLS}), min_size=1, max_size=5
)


@given(RECORDS)
def test_a_frame_hashes_as_its_rows_do(records: list[dict[str, str]]) -> None:
    frame = frame_of_records(records)
    texts, hashes = row_texts_and_hashes(frame)
    assert hashes == row_hashes(frame) == [row_hash(record) for record in records]
    assert texts == row_texts(frame)


def test_order_of_columns_and_empty_cells_do_not_change_a_hash() -> None:
    assert row_hash({"a": "1", "b": "", "c": "2"}) == row_hash({"c": "2", "a": "1"})
    assert row_hash({"a": "1"}) != row_hash({"a": "2"})
    assert row_hash({"a": "1"}) != row_hash({"b": "1"})
    assert len(row_hash({})) == 16


def test_rows_without_columns_have_hashes() -> None:
    assert row_hashes(pd.DataFrame(index=range(2))) == [row_hash({})] * 2


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        ("0012", "0012"),
        (Decimal("1E+6"), "1000000"),
        (Decimal("0.20"), "0.20"),
        (1e-7, "0.0000001"),
        (0.1 + 0.2, "0.3"),
        (20240101.0, "20240101"),
        (float("nan"), ""),
        (True, "1"),
        (date(2026, 11, 2), "2026-11-02"),
        (datetime.fromisoformat("2026-11-02T08:30:00"), "2026-11-02 08:30:00"),
        ("海州区".encode(), "海州区"),
        ("海州区".encode("gb18030"), "海州区"),
        (["甲"], '["甲"]'),
    ],
)
def test_values_become_faithful_text(value: object, text: str) -> None:
    assert cell_text(value) == text


def test_a_whole_day_in_a_sheet_has_no_time() -> None:
    assert sheet_text(datetime.fromisoformat("2026-11-02T00:00:00")) == "2026-11-02"
    assert sheet_text(datetime.fromisoformat("2026-11-02T08:30:00")) == "2026-11-02 08:30:00"


def test_nested_records_become_one_level() -> None:
    record = {
        "id": "1",
        "party": {"name": "某公司", "ids": {"uscc": "9"}},
        "kinds": ["警告", "罚款"],
        "x": None,
    }
    assert flattened(record) == {
        "id": "1",
        "party.name": "某公司",
        "party.ids.uscc": "9",
        "kinds": "警告；罚款",
        "x": "",
    }


def test_no_rows_make_an_empty_frame_with_its_columns() -> None:
    frame = text_frame(["a", "b"], [])
    assert list(frame.columns) == ["a", "b"]
    assert len(frame) == 0
