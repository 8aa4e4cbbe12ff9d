"""Before anyone signs: each check is silent on sound statistics and names the place where they are wrong."""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest
import sqlalchemy as sa

from flows.cli import main
from tasks.contracts.law_rows import LawTableError
from tasks.contracts.tables_checks import CheckSeverity, load_checks
from tasks.counting import renew_snapshot
from tasks.installation import Installation
from tasks.law.acts import ActType
from tasks.law.lifecycle import STATE_NAMES
from tasks.register.schema import log_leaf, publication, record
from tasks.statistics_checking import check_year, is_blocked
from tasks.warehouse.checks import CheckFinding, check_names, check_snapshot, check_title
from tasks.warehouse.forms import official_forms
from tasks.warehouse.load import build_snapshot
from tasks.warehouse.register_figures import read_register_figures
from tasks.warehouse.register_rows import one_view
from tasks.warehouse.rule_rows import StatisticsLaw
from tests.flow_runs.test_official_forms import LAW, NOW, Act, fill, given, mixed
from tests.office import Office, penalty

CHECKS = load_checks(None, check_names())
COMMISSION = "滨河市卫生健康委员会"
FORM = "行政处罚实施情况统计表"
Found = list[tuple[str, str]]


def fined(number: int, year: int = 2026, kinds: str = "罚款", **changed: str) -> Act:
    """A penalty by the commission."""
    day = f"{year}-09-{number % 28 + 1:02d}"
    content = {
        "authority_name": COMMISSION, "authority_code": "", "document_number": f"滨卫罚〔{year}〕{number}号",
        "decided_on": day, "penalty_kinds": kinds, "fine_wan": "0.2", "procedure_kind": "普通程序",
    }  # fmt: skip
    return Act("行政处罚", content | changed, date.fromisoformat(day))


def sound() -> list[Act]:
    return [fined(number, year) for year in (2025, 2026) for number in range(1, 13)]


@pytest.fixture(params=["sqlite", "postgresql"])
def register(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[sa.Engine]:
    url = f"sqlite:///{tmp_path / 'register.sqlite3'}"
    if request.param == "postgresql":
        url = request.getfixturevalue("postgres_url")
    engine = sa.create_engine(url)
    yield engine
    engine.dispose()


@pytest.fixture
def small(tmp_path: Path) -> Iterator[sa.Engine]:
    engine = sa.create_engine(f"sqlite:///{tmp_path / 'register.sqlite3'}")
    yield engine
    engine.dispose()


@pytest.fixture
def findings(small: sa.Engine, tmp_path: Path) -> Callable[..., list[CheckFinding]]:
    """What is found of 2026 in a snapshot of acts, after a hand changed the snapshot by a statement."""

    def found(acts: list[Act], *statements: str, law: StatisticsLaw = LAW) -> list[CheckFinding]:
        fill(small, acts, random.Random(1))
        built = build_snapshot(small, tmp_path / "warehouse", law, NOW)
        changed = tmp_path / "changed.duckdb"
        shutil.copy(built, changed)
        changed.chmod(0o644)
        with duckdb.connect(str(changed)) as warehouse:
            for statement in statements:
                warehouse.execute(statement)
        return checked(small, changed)

    return found


def checked(engine: sa.Engine, snapshot: Path, year: int = 2026) -> list[CheckFinding]:
    with one_view(engine) as view:
        figures = read_register_figures(view, year)
    return check_snapshot(snapshot, year, CHECKS, figures)


def of(name: str, found: list[CheckFinding]) -> Found:
    return [(one.place, one.problem) for one in found if one.check == name]


def test_sound_statistics_pass_every_check(findings: Callable[..., list[CheckFinding]]) -> None:
    assert findings(sound()) == []


def test_every_check_says_in_chinese_what_must_hold_and_how_to_mend_it() -> None:
    assert len(CHECKS) >= 11
    for check in CHECKS:
        for text in (check_title(check.id), check.mending, check.source):
            assert any("\u4e00" <= character <= "\u9fff" for character in text), check.id


def test_a_total_that_is_not_the_sum_of_its_kinds_blocks(
    findings: Callable[..., list[CheckFinding]],
) -> None:
    found = findings(
        [*sound(), fined(20, kinds="警告")],
        "UPDATE meta_form_column SET items = ['通报批评'] WHERE heading = '警告' AND profile = 'form-b'",
    )
    assert of("cross_foot", found) == [(f"{FORM}（样式form-b）{COMMISSION}", "各种类之和12，合计13")]
    assert is_blocked(found)


def test_a_form_without_a_total_has_none_to_add_up(findings: Callable[..., list[CheckFinding]]) -> None:
    licences = [
        Act("行政许可", {"authority_name": COMMISSION, "authority_code": "", "document_number": f"许{n}",
                     "decided_on": "2026-09-01", "licence_outcome": "准予许可"}, date(2026, 9, 1))
        for n in range(3)
    ]  # fmt: skip
    found = findings([*sound(), *licences])
    assert of("cross_foot", found) == of("counted_once", found) == []


def test_a_counted_decision_under_no_unit_of_the_form_blocks(
    findings: Callable[..., list[CheckFinding]],
) -> None:
    found = findings(sound(), f"DELETE FROM core_authority WHERE name = '{COMMISSION}'")
    assert ("units_add_up", f"{FORM}（样式default）", "列出的各单位共0件，全部计入的12件") in [
        (one.check, one.place, one.problem) for one in found
    ]
    assert is_blocked(found)


def test_a_decision_in_the_snapshot_twice_blocks(findings: Callable[..., list[CheckFinding]]) -> None:
    found = findings(
        sound(), "INSERT INTO core_decision FROM core_decision WHERE document_number = '滨卫罚〔2026〕3号'"
    )
    assert ("行政处罚滨卫罚〔2026〕3号（决定编号15）", "在统计库中有2行") in of("counted_once", found)
    assert of("register", found), "and the register knows it once"
    assert is_blocked(found)


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ("counted_kind = NULL", "没有计入的栏目，也没有不计入的原因"),
        ("counted_kind = '训诫'", "计入“训诫”，本表没有此栏目"),
    ],
)
def test_a_decision_under_no_item_blocks(
    findings: Callable[..., list[CheckFinding]], change: str, problem: str
) -> None:
    found = findings(sound(), f"UPDATE core_decision SET {change}, kinds = [] WHERE decision_id = 20")
    told = of("counted_once", found)
    assert {words for _, words in told} == {problem}
    assert all("滨卫罚〔2026〕8号" in place for place, _ in told)
    assert is_blocked(found)


def test_a_decision_under_two_items_of_a_form_blocks(findings: Callable[..., list[CheckFinding]]) -> None:
    found = findings(
        sound(),
        "UPDATE meta_form_column SET items = ['警告', '罚款'] WHERE heading = '警告' AND profile = 'form-a'",
    )
    assert len(of("counted_once", found)) == 12
    assert of("counted_once", found)[0] == (
        f"{FORM}（样式form-a）滨卫罚〔2026〕10号（决定编号22）",
        "同时计入2栏",
    )


def test_one_number_registered_as_two_decisions_is_told(
    findings: Callable[..., list[CheckFinding]],
) -> None:
    found = findings([*sound(), fined(5)])
    (told,) = of("same_number", found)
    assert told[0] == f"{COMMISSION}行政处罚滨卫罚〔2026〕5号"
    assert told[1].startswith("登记为2个决定")
    assert not is_blocked(found)


def test_an_act_without_the_power_is_told(findings: Callable[..., list[CheckFinding]]) -> None:
    own = tuple(replace(a, act_types=(ActType.LICENCE,)) for a in LAW.authorities)
    found = findings(sound(), law=StatisticsLaw(own, LAW.counting))
    assert of("without_power", found) == [(COMMISSION, "没有行政处罚职权，却有12件计入")]
    assert not is_blocked(found)


def test_register_and_snapshot_agree_on_any_data_on_both_databases(
    register: sa.Engine, tmp_path: Path
) -> None:
    fill(register, mixed(31, 700), random.Random(2))
    snapshot = build_snapshot(register, tmp_path / "warehouse", LAW, NOW)
    assert of("register", checked(register, snapshot, 2025)) == []
    with one_view(register) as view:
        figures = read_register_figures(view, 2025).figures.to_pylist()
    assert sum(one["fen"] for one in figures) > 0
    assert sum(one["number"] for one in figures if one["what"] == "记录") == 700


def test_an_amount_or_state_that_differs_from_the_register_blocks(
    register: sa.Engine, tmp_path: Path
) -> None:
    fill(register, sound(), random.Random(1))
    snapshot = build_snapshot(register, tmp_path / "warehouse", LAW, NOW)
    content = json.dumps(fined(1).content | {"fine_wan": "0.200001"}, ensure_ascii=False)
    with register.begin() as connection:
        state = connection.scalar(sa.select(publication.c.state).where(publication.c.decision_id == 13))
        connection.execute(sa.update(record).where(record.c.id == 13).values(content=content))
        connection.execute(sa.update(record).where(record.c.id == 1).values(state="superseded"))
    found = checked(register, snapshot)
    told = dict(of("register", found))
    assert told["记录 行政处罚 被新版本取代"] == "登记库1件、罚没0.00元，统计库0件、罚没0.00元"
    assert told["记录 行政处罚 已登记"].startswith("登记库23件")
    registered, counted = told[f"决定 行政处罚 2026年 {STATE_NAMES[state]}"].split("，")
    assert float(registered.split("罚没")[1][:-1]) - float(counted.split("罚没")[1][:-1]) == pytest.approx(
        0.01
    )
    assert is_blocked(found)


@pytest.mark.parametrize(
    ("before", "now", "told"),
    [
        (12, 24, False),
        (12, 25, True),
        (24, 12, False),
        (24, 11, True),
        (3, 9, False),
        (4, 10, True),
        (10, 0, True),
    ],
)
def test_what_more_than_doubled_or_halved_is_named(
    findings: Callable[..., list[CheckFinding]], before: int, now: int, told: bool
) -> None:
    acts = [fined(n, 2025, fine_wan="") for n in range(before)] + [fined(n, fine_wan="") for n in range(now)]
    found = findings(acts)
    places = {place for place, _ in of("last_year", found)}
    every = {f"{FORM} {unit} {column}" for unit in ("合计", COMMISSION) for column in ("罚款", "合计(宗)")}
    assert places == (every if told else set())
    assert {words for _, words in of("last_year", found)} <= {f"2025年度{before}，2026年度{now}"}
    assert not is_blocked(found)


def test_amounts_are_compared_from_ten_thousand_yuan(findings: Callable[..., list[CheckFinding]]) -> None:
    acts = [fined(1, 2025), fined(1, fine_wan="0.99")]
    assert of("last_year", findings(acts)) == []


def test_amounts_that_more_than_doubled_are_named(findings: Callable[..., list[CheckFinding]]) -> None:
    found = findings([fined(1, 2025), fined(1, fine_wan="1.5")])
    assert (f"{FORM} {COMMISSION} 罚没金额(元)", "2025年度2000.00元，2026年度15000.00元") in of(
        "last_year", found
    )


def test_a_year_with_none_before_it_is_told_once(findings: Callable[..., list[CheckFinding]]) -> None:
    found = findings([fined(n) for n in range(15)])
    assert of("last_year", found) == [(FORM, "2025年度没有数据，无从比较")]


def _published(engine: sa.Engine, decision_id: int) -> None:
    with engine.begin() as connection:
        connection.execute(
            sa.update(publication)
            .where(publication.c.decision_id == decision_id)
            .values(first_published_at="2026-09-30T02:00:00.000000+00:00")
        )


def _logged(engine: sa.Engine, *decision_ids: int | None) -> None:
    rows: list[dict[str, Any]] = [
        given(log_leaf, {"index": place, "kind": "publish" if one else "recovered", "decision_id": one})
        for place, one in enumerate(decision_ids)
    ]
    with engine.begin() as connection:
        connection.execute(sa.insert(log_leaf), rows)


def test_what_was_published_and_is_not_in_the_log_blocks(register: sa.Engine, tmp_path: Path) -> None:
    fill(register, sound(), random.Random(1))
    _published(register, 13)
    _published(register, 14)
    _logged(register, 14, 14, None)
    found = checked(register, build_snapshot(register, tmp_path / "warehouse", LAW, NOW))
    assert of("log_missing", found) == [
        ("行政处罚滨卫罚〔2026〕1号（决定编号13）", "2026-09-30已在网站公示，公示日志中没有公开的记载")
    ]
    assert of("log_only", found) == []
    assert is_blocked(found)


def test_what_is_in_the_log_and_was_never_published_is_told(register: sa.Engine, tmp_path: Path) -> None:
    fill(register, sound(), random.Random(1))
    _logged(register, 15)
    found = checked(register, build_snapshot(register, tmp_path / "warehouse", LAW, NOW))
    assert of("log_only", found) == [
        ("行政处罚滨卫罚〔2026〕3号（决定编号15）", "公示日志中有1项公开的记载，各渠道均没有公示过")
    ]
    assert not is_blocked(found)


def test_every_record_sent_back_and_not_counted_is_named_and_blocks(small: sa.Engine, tmp_path: Path) -> None:
    acts = [*sound(), replace(fined(30), state="quarantined"), replace(fined(31, 2025), state="quarantined")]
    acts.append(replace(fined(32), state="quarantined", decided_on=None))
    acts.append(replace(fined(33), state="dismissed"))
    fill(small, acts, random.Random(1))
    snapshot = build_snapshot(small, tmp_path / "warehouse", LAW, NOW)
    found = checked(small, snapshot)
    assert [(place.split("退回")[1], problem) for place, problem in of("rejected", found)] == [
        ("记录25）", "行政处罚，决定日期2026-09-03，2026-11-22收到，尚未计入"),
        ("记录27）", "行政处罚，决定日期读不出，2026-11-22收到，尚未计入"),
    ]
    assert len(of("rejected", found)) == official_forms(snapshot, 2026).forms[0].uncounted
    assert is_blocked(found)


def test_a_correction_sent_back_is_told(small: sa.Engine, tmp_path: Path) -> None:
    fill(small, [*sound(), replace(fined(30), state="quarantined")], random.Random(1))
    with small.begin() as connection:
        connection.execute(sa.update(record).where(record.c.id == 25).values(decision_id=13))
    found = checked(small, build_snapshot(small, tmp_path / "warehouse", LAW, NOW))
    assert of("rejected", found) == []
    ((_, problem),) = of("rejected_corrections", found)
    assert problem == "行政处罚滨卫罚〔2026〕1号的更正被退回，仍按原登记内容计入"
    assert not is_blocked(found)


def test_a_table_that_forgets_a_check_is_refused(tmp_path: Path) -> None:
    (tmp_path / "law").mkdir()
    (tmp_path / "law" / "report_checks.yaml").write_text(
        "- {id: cross_foot, severity: warning, mending: 无, source: 无}", encoding="utf-8"
    )
    with pytest.raises(LawTableError, match="缺少核对项目：counted_once、"):
        load_checks(tmp_path, check_names())


def test_a_register_that_changes_meanwhile_is_counted_again_and_no_finding(
    sqlite_office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    sqlite_office.take(penalty("滨卫医罚〔2026〕1号"))
    counted: list[Path] = []

    def renew(here: Installation) -> Path:
        counted.append(renew_snapshot(here))
        if len(counted) == 1:
            sqlite_office.take(penalty("滨卫医罚〔2026〕2号"))
        return counted[-1]

    monkeypatch.setattr("tasks.statistics_checking.renew_snapshot", renew)
    with sqlite_office.open() as here:
        found = check_year(here, 2026)
        assert of("register", found) == []
        assert len(set(counted)) == 2
        assert of("register", check_year(here, 2026, counted[0])), "against the older snapshot it is one"


def _check(monkeypatch: pytest.MonkeyPatch, *more: str) -> int:
    monkeypatch.setattr("sys.argv", ["gongshi", "statistics", "2026", "--check", *more])
    with pytest.raises(SystemExit) as end:
        main()
    return int(end.value.code or 0)


def test_the_command_ends_with_1_until_nothing_blocks(
    office: Office, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    office.take(penalty("滨卫医罚〔2026〕1号"), penalty("滨卫医罚〔2026〕2号", 处罚决定日期="2027-05-01"))
    office.publish()
    assert _check(monkeypatch) == 0, "the wrong date is in another year"
    assert "行政处罚实施情况统计表：2025年度没有数据" in capsys.readouterr().out
    wrong = penalty("滨卫医罚〔2026〕3号", **{"罚款金额（万元）": "5"})
    office.take(wrong)
    assert _check(monkeypatch) == 1
    said = capsys.readouterr().out
    assert said.startswith("2026年度统计核对：1处须先办理")
    assert "【须先办理】本年度没有退回待更正" in said
    assert "办法：由承办处室更正后重新报送" in said
    assert _check(monkeypatch, "--json") == 1
    answer = json.loads(capsys.readouterr().out)
    assert [one["check"] for one in answer["findings"] if one["severity"] == "blocking"] == ["rejected"]
    office.take(penalty("滨卫医罚〔2026〕3号"), keys=None)
    with office.open() as here:
        left = [one for one in check_year(here, 2026) if one.severity is CheckSeverity.BLOCKING]
    assert left == []
    assert _check(monkeypatch) == 0
