"""The machinery of checking: complete lists of failing rows, broken checks raise, wrong files are quick, mends agree."""

import time
from dataclasses import replace
from datetime import date

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tasks.contracts import run_suite
from tasks.contracts.columns import Column, combinations
from tasks.contracts.compile_suite import compile_suite
from tasks.contracts.contract import load_contract
from tasks.contracts.mend_frame import _MENDERS, PLAIN, mend_column
from tasks.contracts.run_suite import BrokenCheck
from tasks.contracts.validation import validate

TODAY = date(2026, 11, 23)
PENALTY = load_contract("penalty_decision")
LICENCE = load_contract("licence_decision")


def rows_of(contract, count, **values):
    row = {contract.field(n).title: v for n, v in values.items()}
    for field in contract.fields:
        row.setdefault(field.title, "")
    return pd.DataFrame([row] * count).astype("str")


def test_every_failing_row_is_listed_beyond_two_hundred():
    rows = rows_of(
        LICENCE, 1500, document_number="滨卫许〔2026〕1号", valid_from="2026-01-02", valid_until="2026-01-01"
    )
    found = validate(LICENCE, rows, TODAY)
    told = [f.record for f in found.findings if f.code == "valid-until-before-from"]
    assert told == list(range(1, 1501))


def test_a_wholly_wrong_batch_takes_seconds():
    rows = rows_of(PENALTY, 20_000, party_name="行政相对人名称", decided_on="无", penalty_kinds="批评")
    validate(PENALTY, rows.head(1), TODAY)
    started = time.monotonic()
    found = validate(PENALTY, rows, TODAY)
    assert time.monotonic() - started < 30
    assert found.rejected.all()
    assert sum(f.code == "header-text-as-value" for f in found.findings) == 20_000


def test_a_file_of_nothing_but_headers_is_told_in_one_finding_a_row():
    headers = {f.name: f.title for f in PENALTY.fields}
    found = validate(PENALTY, rows_of(PENALTY, 5_000, **headers), TODAY)
    assert {f.code for f in found.findings} == {"header-row"}
    assert len(found.findings) == 5_000


def test_a_check_that_raises_is_our_fault_and_no_finding():
    suite = compile_suite(LICENCE)
    broken = replace(
        suite.native[0],
        expectation="expect_column_values_to_match_regex",
        kwargs={"column": "remark", "regex": "("},
    )
    frame = pd.DataFrame({"remark": ["x"], run_suite._ROW: [0]})
    with pytest.raises(BrokenCheck):
        run_suite._validate(replace(suite, native=(broken,)), frame, ["native:0"], "BASIC")


def test_an_expectation_on_a_column_that_is_not_there_is_a_broken_check():
    suite = compile_suite(LICENCE)
    [native] = suite.native
    frame = pd.DataFrame({run_suite._ROW: [0]})
    with pytest.raises(BrokenCheck):
        run_suite._validate(suite, frame, ["native:0"], "BASIC")
    assert native.expectation == "expect_column_pair_values_a_to_be_greater_than_b"


def test_great_expectations_shows_no_progress_bar(capsys):
    validate(PENALTY, rows_of(PENALTY, 3), TODAY)
    shown = capsys.readouterr()
    assert "Calculating Metrics" not in shown.out + shown.err


def test_all_rules_of_a_contract_are_asked_of_great_expectations(monkeypatch):
    asked = []
    original = run_suite._validate

    def listening(suite, frame, ids, result_format):
        asked.append(list(ids))
        return original(suite, frame, ids, result_format)

    monkeypatch.setattr(run_suite, "_validate", listening)
    validate(LICENCE, rows_of(LICENCE, 2, party_name="甲"), TODAY)
    suite = compile_suite(LICENCE)
    assert asked[0] == [f"verdict:{code}" for code in suite.groups] + ["native:0"]


TEXTS = st.text(
    st.sampled_from("赵海州甲（）()〔〕[]【】2026第号12aZ９Ａ　 \t\n\u200b·，。、-%〇罚\ue000é"), max_size=12
)


@pytest.mark.parametrize("kind", sorted(PLAIN))
@settings(max_examples=300, deadline=None)
@given(texts=st.lists(TEXTS | st.text(max_size=8), min_size=1, max_size=8))
def test_what_counts_as_plain_is_what_the_menders_leave_alone(kind, texts):
    texts = [t for t in texts if t.isprintable() or not any(0xD800 <= ord(c) <= 0xDFFF for c in t)]
    field = next(f for f in PENALTY.fields if f.kind == kind)
    mended = mend_column(field, Column.of(pd.Series(texts, dtype="str")))
    expected = [_MENDERS[kind](t).value for t in texts]
    assert [mended.column.cell(i) for i in range(len(texts))] == expected


@given(
    rows=st.lists(
        st.tuples(st.sampled_from("abc"), st.sampled_from("xy"), st.sampled_from("12345")), min_size=1
    )
)
def test_combinations_are_those_of_the_rows(rows):
    columns = [Column.of(pd.Series(cells, dtype="str")) for cells in zip(*rows, strict=True)]
    distinct, codes = combinations(columns)
    assert [distinct[code] for code in codes] == rows
    assert len(set(distinct)) == len(distinct)
