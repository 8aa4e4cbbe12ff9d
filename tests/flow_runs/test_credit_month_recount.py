"""Every figure of the monthly 双公示 table agrees with a recount in plain loops over what was made up (G12, DOMAIN 1.4)."""

from __future__ import annotations

import random
import shutil
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tasks.contracts.tables_credit import load_credit_metrics
from tasks.law.acts import ActType
from tasks.warehouse.credit_figures import CreditMonth, Figures
from tasks.warehouse.credit_month import MonthAsked, credit_month
from tasks.warehouse.credit_month_text import print_credit_month
from tests.credit_stories import IDLE, OTHER, OWN, TODAY, Story, made_up, snapshot_of

METRICS = load_credit_metrics(None)
NO_EXCUSE = ("held", "waiting", "overdue", "failed")


@pytest.fixture(scope="module")
def counted(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Story]]:
    folder = tmp_path_factory.mktemp("counted")
    chance = random.Random(20261124)
    stories = [made_up(chance, number) for number in range(1, 1500)]
    return snapshot_of(f"sqlite:///{folder / 'register.sqlite3'}", folder, stories), stories


def table_of(snapshot: Path, month: int) -> CreditMonth:
    return credit_month(snapshot, MonthAsked(date(2026, month, 1), TODAY), METRICS)


def recounted(stories: list[Story], act: str, month: int, office: str | None) -> dict[str, Any]:
    """The same figures, one decision after the other."""
    found: Counter[str] = Counter()
    why: Counter[str] = Counter()
    for one in stories:
        if one.act != act or one.authority != OWN or one.decided_on.month != month:
            continue
        if office is not None and one.office != office:
            continue
        became = one.became()
        found["produced"] += 1
        found["shown"] += one.shown
        if became != "reported":
            why[became] += 1
            continue
        found["reported"] += 1
        found["stored"] += one.stored()
        found["compliant"] += one.stored() and not one.refused()
        found["on_time"] += one.in_time()
        last = [sent for sent in one.sent if sent.placed_at][-1]
        found["awaiting"] += last.task == "publish" and last.result is None
    owed = found["reported"] + sum(why[one] for one in NO_EXCUSE)
    shares = {
        "上报率": None if why["unknown"] or not owed else (found["reported"], owed),
        "合规率": (found["compliant"], found["reported"]) if found["reported"] else None,
        "及时率": (found["on_time"], found["reported"]) if found["reported"] else None,
        "入库率": (found["stored"], found["reported"]) if found["reported"] else None,
    }
    figures = {name: found[name] for name in ("produced", "shown", "reported", "stored", "awaiting")}
    return {**figures, "why": +why, "shares": shares}


def printed(table: CreditMonth, row: Figures) -> dict[str, Any]:
    why: Counter[str] = Counter()
    for basis in row.bases:
        why[basis.measure.value] += basis.decisions
    shares = {
        metric.title: (rate.above, rate.below) if rate.told else None
        for metric, rate in zip(table.metrics, row.rates, strict=True)
    }
    names = ("produced", "shown", "reported", "stored", "awaiting")
    return {**{name: getattr(row, name) for name in names}, "why": why, "shares": shares}


@pytest.mark.parametrize("month", range(8, 12))
@pytest.mark.parametrize("act", [ActType.LICENCE, ActType.PENALTY])
def test_each_office_and_the_total_agree_with_a_recount(
    counted: tuple[Path, list[Story]], act: ActType, month: int
) -> None:
    snapshot, stories = counted
    table = table_of(snapshot, month)
    assert table.names[-1] == IDLE, "an authority named one by one prints its zeros"
    assert printed(table, table.totals[act]) == recounted(stories, act.value, month, None)
    for name, row in zip(table.names[:-1], table.figures[act], strict=False):
        office = name.removeprefix(f"{OWN} ").replace("（未填处室）", "")
        assert printed(table, row) == recounted(stories, act.value, month, office), name
    assert table.figures[act][-1].produced == 0


@pytest.mark.parametrize("month", range(8, 12))
def test_produced_is_handed_in_and_the_rest_to_the_decision_in_every_row(
    counted: tuple[Path, list[Story]], month: int
) -> None:
    snapshot, stories = counted
    table = table_of(snapshot, month)
    assert table.unbalanced == []
    assert "核对：平衡" in print_credit_month(table)
    numbers = [one.document_number for one in table.late]
    assert len(numbers) == len(set(numbers))
    late = [
        one
        for one in stories
        if one.act != "行政检查" and one.authority == OWN and one.decided_on.month == month
        and (not one.in_time() if one.reports else one.state in ("due", "held") and one.due_on < TODAY)
    ]  # fmt: skip
    assert set(numbers) == {f"滨卫〔2026〕{one.id}号" for one in late}


def test_decisions_of_other_authorities_are_told_beside_the_table(counted: tuple[Path, list[Story]]) -> None:
    snapshot, stories = counted
    others = sum(
        one.act == "行政许可" and one.authority == OTHER and one.decided_on.month == 10 for one in stories
    )
    assert f"另有非本表列明机关的行政许可决定{others}件，未计入本表。" in table_of(snapshot, 10).notes


def test_a_table_that_does_not_add_up_says_where(counted: tuple[Path, list[Story]], tmp_path: Path) -> None:
    snapshot, stories = counted
    damaged = tmp_path / "damaged.duckdb"
    shutil.copy(snapshot, damaged)
    damaged.chmod(0o644)
    one = next(
        s
        for s in stories
        if s.authority == OWN and s.act == "行政许可" and s.became() == "exempt" and s.decided_on.month == 10
    )
    with duckdb.connect(str(damaged)) as changed:
        changed.execute(
            "INSERT INTO core_publication SELECT * FROM core_publication WHERE decision_id = ? AND channel = 'credit'",
            [one.id],
        )
    table = table_of(damaged, 10)
    assert len(table.unbalanced) == 2, "the office and the total"
    assert "核对：不平衡" in print_credit_month(table)


def test_both_databases_give_the_same_table(
    counted: tuple[Path, list[Story]], tmp_path: Path, postgres_url: str
) -> None:
    snapshot, stories = counted
    other = snapshot_of(postgres_url, tmp_path, stories)
    for month in range(8, 12):
        assert table_of(other, month).to_json() == table_of(snapshot, month).to_json()


def test_an_ending_is_told_by_its_reason_on_the_credit_platform_and_not_on_the_website(
    counted: tuple[Path, list[Story]],
) -> None:
    snapshot, stories = counted
    names = {"revoked": "撤销", "repaired": "信用修复", "changed": "变更", None: "公示期满"}
    before: Counter[str] = Counter()
    since: Counter[str] = Counter()
    for one in stories:
        if (one.act, one.authority, one.decided_on.month) != ("行政许可", OWN, 10):
            continue
        if one.became() == "ended":
            before[f"报送前已终止公示（{names[one.ending]}）"] += 1
        if one.stored() and one.state in ("withdrawn", "expired"):
            since[names[one.ending]] += 1
    total = table_of(snapshot, 10).totals[ActType.LICENCE]
    assert len(before) == len(since) == 4
    assert {b.words: b.decisions for b in total.bases if b.measure.value == "ended"} == before
    assert total.ended == since
