"""The metrics of the 双公示 table as shares, and what is printed of decisions that were not handed in (DOMAIN 1.4)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.contracts.law_rows import SHIPPED_LAW, LawTableError
from tasks.contracts.tables_credit import load_credit_metrics
from tasks.law.credit_metrics import NOT_REPORTED, Measure, Rate, basis_words, metrics_on

METRICS = {metric.title: metric for metric in load_credit_metrics(None)}


@given(st.integers(0, 10_000), st.integers(1, 10_000))
def test_a_share_is_never_printed_higher_than_it_is(above: int, more: int) -> None:
    below = above + more
    printed = Rate(above, below, told=True).percent
    assert printed is not None
    assert printed != "100.0%"
    assert float(printed.rstrip("%")) * below <= above * 100 + below * 1e-9


def test_all_of_them_is_a_hundred_percent_and_none_of_none_is_no_share() -> None:
    assert Rate(7, 7, told=True).percent == "100.0%"
    assert [metric.of({}).percent for metric in METRICS.values()] == [None] * 4


def test_what_is_held_or_owed_lowers_the_reporting_rate_and_what_is_exempt_does_not() -> None:
    reported = {Measure.REPORTED: 8}
    rate = METRICS["上报率"]
    for owed in (Measure.HELD, Measure.WAITING, Measure.OVERDUE, Measure.FAILED):
        assert rate.of({**reported, owed: 2}).percent == "80.0%", owed
    for not_owed in (Measure.EXEMPT, Measure.ENDED):
        assert rate.of({**reported, not_owed: 2}).percent == "100.0%", not_owed
    assert rate.of({**reported, Measure.UNKNOWN: 1}).percent is None
    assert METRICS["及时率"].of({**reported, Measure.ON_TIME: 8, Measure.UNKNOWN: 1}).percent == "100.0%"


def test_a_share_misses_what_is_asked_for_also_by_less_than_is_printed() -> None:
    assert Rate(9_499, 10_000, told=True).misses(95)
    assert not Rate(95, 100, told=True).misses(95)
    assert not Rate(0, 0, told=False).misses(95)


@pytest.mark.parametrize("measure", NOT_REPORTED)
@pytest.mark.parametrize(
    "kind", ["rule", "ruled", "due", "failed", "no_channel", "legal_review", "revoked", "odd", "held"]
)
def test_every_decision_that_was_not_handed_in_has_a_basis_in_words(measure: Measure, kind: str) -> None:
    words = basis_words(measure, kind, None)
    assert words
    assert kind not in words


def test_the_end_of_the_month_selects_the_row_and_rows_of_one_metric_may_not_overlap(tmp_path: Path) -> None:
    rows = load_credit_metrics(None)
    assert [row.title for row in metrics_on(rows, date(2026, 10, 31))] == [
        "上报率",
        "合规率",
        "及时率",
        "入库率",
    ]
    assert metrics_on(rows, date(2017, 1, 31)) == ()
    ended = replace(rows[0], in_force_to=date(2026, 9, 30))
    assert metrics_on([ended], date(2026, 10, 31)) == ()
    (tmp_path / "law").mkdir()
    own = tmp_path / "law" / "credit_metrics.yaml"
    shipped = (SHIPPED_LAW / "credit_metrics.yaml").read_text(encoding="utf-8")
    own.write_text(shipped.replace("title: 合规率", "title: 上报率"), encoding="utf-8")
    with pytest.raises(LawTableError, match=r"上报率的两行（.*）施行期间重叠"):
        load_credit_metrics(tmp_path)
    own.write_text(
        shipped.replace(
            "threshold_source: 苏州市信用数据考核办法（入库率95%以上得满分）", "threshold_source: ''"
        ),
        encoding="utf-8",
    )
    with pytest.raises(LawTableError, match="threshold_source"):
        load_credit_metrics(tmp_path)
