"""Which authorities stand on a form: zero where a power was not used, no row where there is no power (DOMAIN 4.1)."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa

from tasks.contracts.tables_counting import load_counting
from tasks.law.acts import ActType
from tasks.law.authorities import Authority
from tasks.warehouse.forms import official_forms
from tasks.warehouse.load import build_snapshot
from tasks.warehouse.rule_rows import StatisticsLaw
from tests.flow_runs.test_official_forms import NOW, Act, fill

COMMISSION, INSTITUTE, BUREAU = "滨河市卫生健康委员会", "滨河市卫生监督所", "滨河市疾病预防控制局"
AUTHORITIES = (
    Authority("commission", COMMISSION, "主管部门", "三定规定"),
    Authority(
        "institute", INSTITUTE, "监督机构", "三定规定", act_types=(ActType.PENALTY, ActType.INSPECTION)
    ),
    Authority(
        "bureau",
        BUREAU,
        "主管部门",
        "三定规定",
        in_force_from=date(2024, 1, 1),
        in_force_to=date(2025, 6, 30),
    ),
    Authority(
        "bureau",
        BUREAU,
        "主管部门",
        "三定规定",
        in_force_from=date(2025, 7, 1),
        act_types=(ActType.INSPECTION,),
    ),
)

Build = Callable[..., Path]


def _act(act_type: str, name: str, day: str) -> Act:
    content = {"authority_name": name, "authority_code": "", "decided_on": day, "penalty_kinds": "警告"}
    return Act(act_type, content, date.fromisoformat(day))


@pytest.fixture
def build(tmp_path: Path) -> Iterator[Build]:
    engine = sa.create_engine(f"sqlite:///{tmp_path / 'register.sqlite3'}")

    def built(*acts: Act) -> Path:
        fill(engine, list(acts), random.Random(1))
        law = StatisticsLaw(AUTHORITIES, load_counting(None))
        return build_snapshot(engine, tmp_path / "warehouse", law, NOW)

    yield built
    engine.dispose()


def _names(snapshot: Path, year: int, form: str) -> list[str]:
    forms = official_forms(snapshot, year).to_json()["forms"]
    return [row[0] for row in forms[form]["rows"][:-1]]


def test_an_authority_stands_with_zeros_only_on_forms_of_its_powers(build: Build) -> None:
    snapshot = build(_act("行政处罚", COMMISSION, "2026-03-01"))
    assert _names(snapshot, 2026, "penalty") == [COMMISSION, INSTITUTE]
    assert _names(snapshot, 2026, "licence") == [COMMISSION]
    assert _names(snapshot, 2026, "other_acts") == [COMMISSION, INSTITUTE, BUREAU]
    notes = official_forms(snapshot, 2026).forms[1].notes
    assert f"以下单位没有本表所列执法职权，不列入本表：{INSTITUTE}、{BUREAU}。" in notes


def test_a_power_counts_in_the_years_in_which_it_was_held(build: Build) -> None:
    snapshot = build(_act("行政处罚", COMMISSION, "2026-03-01"))
    assert BUREAU not in _names(snapshot, 2023, "penalty")
    assert BUREAU in _names(snapshot, 2024, "penalty")
    assert BUREAU in _names(snapshot, 2025, "penalty"), "held until June"
    assert BUREAU not in _names(snapshot, 2026, "penalty")
    assert not any(
        "没有本表所列执法职权" in note for note in official_forms(snapshot, 2023).forms[0].notes[-1:]
    )


def test_an_act_without_the_power_is_counted_and_shown(build: Build) -> None:
    snapshot = build(_act("行政许可", INSTITUTE, "2026-03-01"))
    assert _names(snapshot, 2026, "licence") == [COMMISSION, INSTITUTE]
    assert not any(INSTITUTE in note for note in official_forms(snapshot, 2026).forms[1].notes)
