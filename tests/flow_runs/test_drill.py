"""Behind every figure of every form stand exactly its decisions; what is left out is listed with the reason."""

from __future__ import annotations

import json
import random
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import sqlalchemy as sa

from flows.cli import main
from tasks.contracts.tables_counting import FormKind, Measure, load_counting
from tasks.warehouse.drill import CellPlace, UnknownCellError, drill
from tasks.warehouse.form_layouts import UnknownProfileError
from tasks.warehouse.forms import official_forms
from tasks.warehouse.load import build_snapshot
from tests.flow_runs.test_official_forms import LAW, NOW, Act, decided_year, fill, mixed, unit_of
from tests.office import AUTHORITY, Office, penalty

FORMS = load_counting(None).forms
LATE = Act("行政强制", {
    "authority_name": "滨河市卫生和计划生育委员会", "authority_code": "", "document_number": "滨卫强〔2024〕9号",
    "decided_on": "2024-12-20", "completed_on": "2025-01-03", "coercion_kind": "代履行", "party_name": "某诊所",
}, date(2024, 12, 20))  # fmt: skip
ACTS = [*mixed(21, 900), LATE]


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("drill")
    engine = sa.create_engine(f"sqlite:///{folder / 'register.sqlite3'}")
    fill(engine, ACTS, random.Random(3))
    built = build_snapshot(engine, folder / "warehouse", LAW, NOW)
    engine.dispose()
    return built


@pytest.mark.parametrize(("form", "profile"), [(form.form, form.profile) for form in FORMS])
def test_every_cell_is_the_sum_of_the_decisions_listed_behind_it(
    snapshot: Path, form: FormKind, profile: str
) -> None:
    columns = next(one.columns for one in FORMS if (one.form, one.profile) == (form, profile))
    nonzero = 0
    for year in (2021, 2025):
        printed = next(f for f in official_forms(snapshot, year, {form: profile}).forms if f.form is form)
        for unit, *cells in printed.rows:
            for column, cell in zip(columns, cells, strict=True):
                place = CellPlace(year, form, str(unit), column.heading, profile)
                if column.measure is Measure.NOT_COLLECTED:
                    with pytest.raises(UnknownCellError, match="未归集"):
                        drill(snapshot, place)
                    continue
                behind = drill(snapshot, place).decisions
                money = {Measure.YUAN: 100, Measure.WAN: 1_000_000}.get(column.measure)
                found = Decimal(sum(one.fen for one in behind)) / money if money else Decimal(len(behind))
                assert found == Decimal(str(cell)), (year, unit, column.heading)
                assert len({one.document_number for one in behind}) == len(behind)
                assert all(one.why.startswith(("决定日期在本年度", "执行完毕日期")) for one in behind)
                nonzero += bool(cell)
    assert nonzero > 20


def test_a_heaviest_kind_is_told_with_the_kinds_it_outweighed(snapshot: Path) -> None:
    place = CellPlace(2025, FormKind.PENALTY, column="行政拘留")
    several = [one for one in drill(snapshot, place).decisions if len(one.kinds) > 1]
    assert several
    for one in several:
        assert one.counted_as == "行政拘留"
        assert one.why.endswith(f"；并处{'、'.join(one.kinds)}，按最重的“行政拘留”计一宗")


def test_a_form_with_its_own_order_lists_by_that_order(snapshot: Path) -> None:
    def numbers(profile: str) -> set[str | None]:
        place = CellPlace(2025, FormKind.PENALTY, column="吊销许可证件", profile=profile)
        return {one.document_number for one in drill(snapshot, place).decisions}

    assert numbers("default") < numbers("form-a"), "form A ranks 吊销 above 限制开展 and 停产停业"


def test_an_execution_is_listed_in_the_year_of_its_completion(snapshot: Path) -> None:
    behind = drill(snapshot, CellPlace(2025, FormKind.COERCION, column="代履行")).decisions
    later = [one for one in behind if one.decided_on.year == 2024]
    assert later
    assert {one.why for one in later} >= {"执行完毕日期2025-01-03在本年度"}


def test_what_a_form_leaves_out_is_listed_each_with_its_reason(snapshot: Path) -> None:
    found = drill(snapshot, CellPlace(2025, FormKind.OTHER_ACTS))
    expected = [
        act
        for act in ACTS
        if act.state == "accepted" and act.act_type in ("行政征收", "行政征用", "行政检查")
        and decided_year(act) == 2025
        and (
            unit_of(act) is None
            or act.content.get("record_complete") == "否"
            or act.content.get("followed_by", "") not in ("", "无")
            or act.content["party_name"] in ("", "不特定对象")
        )
    ]  # fmt: skip
    assert {one.document_number for one in found.decisions} == {
        a.content["document_number"] for a in expected
    }
    assert found.cell == len(expected) > 0
    assert {one.why for one in found.decisions} == {
        "非本表列明的机关", "检查记录不完整", "检查后作出其他执法行为", "无特定检查对象",
    }  # fmt: skip
    (note,) = [n for n in official_forms(snapshot, 2025).forms[3].notes if "按规则未计入" in n]
    for reason in {one.why for one in found.decisions}:
        assert f"{reason}{sum(one.why == reason for one in found.decisions)}宗" in note


def test_a_unit_lists_only_what_it_left_out_itself(snapshot: Path) -> None:
    own = drill(snapshot, CellPlace(2026, FormKind.OTHER_ACTS, "滨河市疾病预防控制局")).decisions
    assert own
    assert {one.authority for one in own} == {"滨河市疾病预防控制局"}


def test_a_place_no_form_has_is_refused_with_those_there_are(snapshot: Path) -> None:
    with pytest.raises(UnknownCellError, match="没有栏目“罚金”，可查的栏目：警告、"):
        drill(snapshot, CellPlace(2025, FormKind.PENALTY, column="罚金"))
    with pytest.raises(UnknownCellError, match="没有单位“某局”，可查的单位：滨河市卫生健康委员会、"):
        drill(snapshot, CellPlace(2025, FormKind.PENALTY, "某局", "罚款"))
    with pytest.raises(UnknownProfileError, match="form-a"):
        drill(snapshot, CellPlace(2025, FormKind.PENALTY, column="罚款", profile="form-z"))


def _ask(arguments: str, monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setattr("sys.argv", ["gongshi", "statistics", *arguments.split()])
    try:
        main()
    except SystemExit as end:
        return int(end.code or 0)
    return 0


def test_the_command_lists_the_decisions_behind_a_figure(
    sqlite_office: Office, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    sqlite_office.take(
        penalty("滨卫医罚〔2026〕1号"),
        penalty("滨卫医罚〔2026〕2号", 处罚类别="警告", **{"罚款金额（万元）": "", "处罚内容": "警告"}),
    )
    assert _ask("2026 --drill penalty --column 罚款", monkeypatch) == 0
    said = capsys.readouterr().out
    assert said.splitlines() == [
        "2026年度行政处罚实施情况统计表　合计　罚款：1",
        f"   1. 滨卫医罚〔2026〕1号　2026-11-18　{AUTHORITY}　监督处",
        "      警告、罚款　计入罚款　5000元　待公开",
        "      决定日期在本年度；并处警告、罚款，按最重的“罚款”计一宗",
    ]
    assert (
        _ask("2026 --drill penalty --column 罚没金额(万元) --profile penalty=form-c --json", monkeypatch) == 0
    )
    answer = json.loads(capsys.readouterr().out)
    assert (answer["profile"], answer["cell"], answer["unit"]) == ("form-c", 0.5, "合计")
    assert [one["amount_yuan"] for one in answer["decisions"]] == [5000]
    assert _ask("2026 --profile penalty=form-a --json", monkeypatch) == 0
    forms = json.loads(capsys.readouterr().out)["forms"]
    assert "责令关闭、限制从业" in forms["penalty"]["columns"]
    assert [form["profile"] for form in forms.values()] == ["form-a", "default", "default", "default"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ("2026 --column 罚款", "--unit、--column 与 --drill 同用"),
        ("2026 --drill penalty --column 罚金", "没有栏目“罚金”"),
        ("2026 --drill penalty --unit 某局", "没有单位“某局”"),
        ("2026 --profile form-a", "应写成“表=样式”"),
        ("2026 --profile penalty=form-z", "没有样式“form-z”"),
        ("2026 --check --drill penalty", "不与 --drill"),
        ("2026 --drill fines", "应为：penalty、licence、coercion、other_acts"),
    ],
)
def test_what_no_form_has_is_refused_in_one_line(
    sqlite_office: Office,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: str,
    said: str,
) -> None:
    sqlite_office.take(penalty("滨卫医罚〔2026〕1号"))
    assert _ask(arguments, monkeypatch) == 2
    (line,) = capsys.readouterr().err.strip().splitlines()
    assert said in line
