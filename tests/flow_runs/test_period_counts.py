"""Counts of any period agree with a recount in plain loops and with the official forms (clauses G16, G18)."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa

from tasks.law.report_counts import figures_of
from tasks.law.report_figures import by_key
from tasks.law.report_offices import by_month, quality_by_office, work_by_office
from tasks.register.schema import batch, decision, finding, metadata, publication, record, withdrawal
from tasks.warehouse.forms import official_forms
from tasks.warehouse.load import build_snapshot
from tasks.warehouse.period_counts import Period, count_period
from tests.flow_runs.test_official_forms import LAW, NOW, Act, fill, given, mixed, unit_of

TODAY = date(2026, 11, 24)
AT = "2026-11-22T08:00:00.000000+00:00"
PERIODS = [
    Period(date(2025, 1, 1), date(2025, 12, 31)),
    Period(date(2024, 2, 1), date(2024, 2, 29)),
    Period(date(2026, 7, 1), date(2026, 9, 30)),
    Period(date(2025, 12, 31), date(2025, 12, 31)),
]


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("periods")
    engine = sa.create_engine(f"sqlite:///{folder / 'register.sqlite3'}")
    fill(engine, mixed(21, 900), random.Random(3))
    built = build_snapshot(engine, folder / "warehouse", LAW, NOW)
    engine.dispose()
    return built


def decided(act_type: str, period: Period) -> Iterator[Act]:
    for act in mixed(21, 900):
        counts = act.state == "accepted" and act.act_type == act_type and unit_of(act) is not None
        if counts and act.decided_on and period.start <= act.decided_on <= period.end:
            yield act


@pytest.mark.parametrize("period", PERIODS, ids=str)
def test_penalties_and_licences_of_a_period_agree_with_a_recount(snapshot: Path, period: Period) -> None:
    known = by_key(figures_of(count_period(snapshot, period, TODAY).counts, None))
    penalties = list(decided("行政处罚", period))
    procedures = Counter(act.content["procedure_kind"] for act in penalties)
    assert known["penalties"].now == len(penalties)
    counted = [known[key].now for key in ("simple", "ordinary", "unsaid")]
    assert counted == [procedures[name] for name in ("简易程序", "普通程序", "")]
    outcomes = Counter(act.content["licence_outcome"] for act in decided("行政许可", period))
    assert known["refused"].now == outcomes["不予许可"]
    assert known["granted"].now == sum(outcomes[name] for name in ("", "准予许可", "变更许可", "延续许可"))


@pytest.mark.parametrize("year", [2024, 2025, 2026])
def test_the_figures_of_a_year_are_those_of_the_official_forms(snapshot: Path, year: int) -> None:
    counts = count_period(snapshot, Period(date(year, 1, 1), date(year, 12, 31)), TODAY).counts
    known = by_key(figures_of(counts, None))
    penalty, licence, coercion, other = (
        dict(zip(form.columns, form.rows[-1], strict=True)) for form in official_forms(snapshot, year).forms
    )
    assert (known["penalties"].now, known["fines"].now) == (penalty["合计(宗)"], penalty["罚没金额(元)"])
    assert known["coercions"].now == coercion["合计(宗)"]
    assert (known["granted"].now, known["refused"].now) == (licence["许可数量"], licence["不予许可数量"])
    assert known["inspections"].now == other["行政检查次数"]
    assert (known["levies"].now, known["requisitions"].now) == (other["行政征收次数"], other["行政征用次数"])
    work = dict(zip(work_by_office(counts).columns, work_by_office(counts).rows[-1], strict=True))
    assert (work["行政处罚(件)"], work["罚没金额(元)"]) == (penalty["合计(宗)"], penalty["罚没金额(元)"])
    months = by_month(counts)
    assert [sum(row[place] for row in months.rows[:-1]) for place in range(1, 5)] == list(months.rows[-1][1:])
    assert months.rows[-1][2] == penalty["合计(宗)"]


def test_a_period_before_anything_was_decided_is_not_covered(snapshot: Path) -> None:
    before = count_period(snapshot, Period(date(2015, 1, 1), date(2015, 12, 31)), TODAY)
    assert not before.covered
    within = count_period(snapshot, Period(date(2021, 1, 1), date(2021, 12, 31)), TODAY)
    assert within.covered
    assert within.begins_inside == min(
        act.decided_on
        for act in mixed(21, 900)
        if act.state == "accepted" and unit_of(act) and act.decided_on and act.act_type == "行政处罚"
    )


def test_authorities_are_counted_only_where_every_one_is_named(snapshot: Path) -> None:
    assert count_period(snapshot, PERIODS[0], TODAY).counts.authorities is None


def rejected(engine: sa.Engine) -> None:
    """Three decisions, and records sent back: of a named office, of a source with one office, of one with two."""
    offices = {1: ("甲源", "监督处"), 2: ("乙源", "监督处"), 3: ("乙源", "职健处")}
    known = [
        given(
            decision,
            {
                "id": number,
                "page_id": f"{number:026d}",
                "act_type": "行政处罚",
                "decided_on": "2026-11-02",
                "current_record_id": number,
                "registered_at": AT,
                "lead_source": source,
                "office": office,
            },
        )
        for number, (source, office) in offices.items()
    ]
    rows = [
        {"id": number, "source": source, "state": "accepted", "decision_id": number, "content": "{}"}
        for number, (source, _) in offices.items()
    ]
    sent_back = [
        (4, "甲源", "{}", "2026-11-23"),
        (5, "乙源", '{"office": "职健处"}', "2026-11-24"),
        (6, "乙源", '{"office": "孙某某"}', "2026-11-01"),
    ]
    rows += [
        {"id": number, "source": source, "state": "quarantined", "content": content, "due_on": due}
        for number, source, content, due in sent_back
    ]
    common = {
        "batch_id": 1,
        "act_type": "行政处罚",
        "decided_on": "2026-11-02",
        "first_seen_at": AT,
        "state_since": AT,
    }
    with engine.begin() as connection:
        connection.execute(sa.insert(batch), [given(batch, {"id": 1, "pulled_at": AT})])
        connection.execute(sa.insert(decision), known)
        connection.execute(
            sa.insert(record),
            [
                given(
                    record,
                    common
                    | one
                    | {"source_key": str(one["id"]), "content_hash": int(str(one["id"])).to_bytes(16, "big")},
                )
                for one in rows
            ],
        )
        shown = {
            1: ("published", "2026-11-10T15:59:00.000000+00:00"),
            2: ("published", "2026-11-11T16:00:01.000000+00:00"),
            3: ("held", None),
        }
        connection.execute(
            sa.insert(publication),
            [
                given(
                    publication,
                    {"id": number, "decision_id": number, "channel": "website", "state": state, "due_on": "2026-11-11",
                     "first_published_at": at, "state_since": AT},
                )
                for number, (state, at) in shown.items()
            ],
        )  # fmt: skip
        connection.execute(
            sa.insert(finding),
            [
                given(
                    finding, {"id": n, "record_id": n, "scope": "record", "severity": "error", "found_at": AT}
                )
                for n in (4, 5, 6)
            ],
        )
        connection.execute(
            sa.insert(withdrawal),
            [
                given(
                    withdrawal,
                    {"id": number, "decision_id": number, "channel": "website", "reason": "revoked", "requested_at": AT,
                     "was_public": number == 1},
                )
                for number in (1, 3)
            ],
        )  # fmt: skip


@pytest.fixture
def sqlite_register(tmp_path: Path) -> Iterator[sa.Engine]:
    engine = sa.create_engine(f"sqlite:///{tmp_path / 'register.sqlite3'}")
    metadata.create_all(engine)
    yield engine
    engine.dispose()


def test_what_is_late_overdue_sent_back_and_taken_down_is_told_by_office(
    sqlite_register: sa.Engine, tmp_path: Path
) -> None:
    rejected(sqlite_register)
    snapshot = build_snapshot(sqlite_register, tmp_path / "warehouse", LAW, NOW)
    november = count_period(snapshot, Period(date(2026, 11, 1), date(2026, 11, 30)), TODAY).counts
    table = quality_by_office(november)
    assert table.columns[1:] == (
        "按期公开(件)", "逾期公开(件)", "现超期未公开(件)", "撤下(件)", "退回记录(条)", "现未更正(条)",
    )  # fmt: skip
    assert table.rows == (
        ("监督处", 1, 1, 0, 1, 1, 1),
        ("职健处", 0, 0, 1, 0, 1, 1),
        ("未注明处室", 0, 0, 0, 0, 1, 1),
        ("合计", 1, 1, 1, 1, 3, 3),
    )
    known = by_key(figures_of(november, None))
    assert (known["withdrawn"].now, known["withdrawn_revoked"].now) == (1, 1)
    assert known["rejected_overdue"].now == 2
    december = count_period(snapshot, Period(date(2026, 12, 1), date(2026, 12, 31)), TODAY).counts
    assert [row[1:] for row in quality_by_office(december).rows] == [(0, 0, 1, 0, 0, 0), (0, 0, 1, 0, 0, 0)]
    assert "孙某某".encode() not in snapshot.read_bytes()
