"""Every cell of the official forms agrees with a recount in plain loops that knows nothing of the warehouse."""

from __future__ import annotations

import csv
import json
import random
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from tasks.contracts.tables_counting import FormKind, load_counting
from tasks.contracts.tables_privacy import load_privacy
from tasks.law.authorities import Authority
from tasks.register.schema import batch, decision, metadata, publication, record
from tasks.warehouse.form_files import write_csv
from tasks.warehouse.form_text import display_width, print_forms
from tasks.warehouse.forms import UnknownProfileError, official_forms
from tasks.warehouse.load import build_snapshot
from tasks.warehouse.rule_rows import StatisticsLaw

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
COMMISSION_CODE, MARKET_CODE = "11990000000990016X", "119900000009900243"
AUTHORITIES = (
    Authority("commission", "滨河市卫生健康委员会", "主管部门", "三定规定", COMMISSION_CODE,
              ("滨河市卫生健康委",), in_force_from=date(2025, 7, 1)),
    Authority("commission", "滨河市卫生和计划生育委员会", "主管部门", "三定规定", in_force_to=date(2025, 6, 30)),
    Authority("idle", "滨河市中医药管理局", "中医药主管部门", "三定规定"),
    Authority("control", "疾病预防控制局", "疾病预防控制", "约定", name_pattern="疾病预防控制局"),
)  # fmt: skip
LAW = StatisticsLaw(AUTHORITIES, load_counting(None), load_privacy(None).redaction_policy.names)

ART_9 = ["警告", "通报批评", "罚款", "没收违法所得、没收非法财物", "暂扣许可证件", "降低资质等级", "吊销许可证件",
         "限制开展生产经营活动", "责令停产停业", "责令关闭", "限制从业", "行政拘留"]  # fmt: skip
OLD_LAW = [
    "警告",
    "罚款",
    "没收违法所得、没收非法财物",
    "暂扣许可证件",
    "责令停产停业",
    "吊销许可证件",
    "行政拘留",
]
FORM_A = [
    *ART_9[:6],
    "限制开展生产经营活动",
    "责令停产停业",
    "责令关闭",
    "限制从业",
    "吊销许可证件",
    "行政拘留",
]
MEASURES = ["查封场所、设施或者财物", "扣押财物", "冻结存款、汇款", "其他强制措施"]
EXECUTIONS = ["加处罚款或者滞纳金", "划拨存款、汇款", "拍卖或者依法处理查封、扣押的场所、设施或者财物",
              "排除妨碍、恢复原状", "代履行", "其他强制执行"]  # fmt: skip
COURT = "申请法院强制执行"
YEARS = (2021, 2024, 2025, 2026)
EDGES = [date(2024, 12, 31), date(2025, 1, 1), date(2025, 12, 31), date(2026, 1, 1), date(2021, 7, 14),
         date(2021, 7, 15), date(2025, 6, 30), date(2025, 7, 1)]  # fmt: skip
STATES = ["held", "exempt", "due", "published", "withdrawn", "expired"]


@dataclass
class Act:
    """One record, and what the generator knows of it."""

    act_type: str
    content: dict[str, str]
    decided_on: date | None
    state: str = "accepted"
    kinds: list[str] = field(default_factory=list)


def invent(chance: random.Random, number: int) -> Act:
    decided_on = chance.choice(
        [*EDGES, *(date(2024, 1, 1) + timedelta(chance.randrange(1000)) for _ in range(8))]
    )
    name, code = chance.choice([
        ("滨河市卫生健康委员会", COMMISSION_CODE), ("滨河市卫生健康委", ""), ("市卫健委（写法不同）", COMMISSION_CODE),
        ("滨河市卫生和计划生育委员会", ""), ("海州区疾病预防控制局", ""), ("滨河市疾病预防控制局", ""),
        ("滨河市市场监督管理局", MARKET_CODE),
    ])  # fmt: skip
    act_type = chance.choice(
        ["行政处罚", "行政处罚", "行政许可", "行政强制", "行政检查", "行政征收", "行政征用"]
    )
    act = Act(act_type, {
        "authority_name": name, "authority_code": code, "document_number": f"滨卫〔{decided_on.year}〕{number}号",
        "decided_on": decided_on.isoformat(), "party_name": "滨河市某诊所", "party_kind": "法人及非法人组织",
    }, decided_on)  # fmt: skip
    {"行政处罚": penalise, "行政许可": license_, "行政强制": coerce, "行政检查": inspect}.get(
        act_type, leave
    )(chance, act)
    if chance.random() < 0.15:
        act.state = chance.choice(["quarantined", "superseded", "dismissed"])
        if act.state == "quarantined" and chance.random() < 0.3:
            act.decided_on = None
    return act


def penalise(chance: random.Random, act: Act) -> None:
    act.kinds = chance.sample(ART_9, chance.choice([1, 1, 2, 3]))
    words = list(act.kinds)
    if "吊销许可证件" in act.kinds and "暂扣许可证件" not in act.kinds and chance.random() < 0.5:
        words[words.index("吊销许可证件")] = "暂扣或者吊销许可证、执照"
        act.content["penalty_content"] = "吊销《医疗机构执业许可证》"
    elif "暂扣许可证件" in act.kinds and "吊销许可证件" not in act.kinds and chance.random() < 0.5:
        words[words.index("暂扣许可证件")] = "暂扣或者吊销许可证、执照"
        act.content["penalty_content"] = "暂扣六个月"
    if chance.random() < 0.2:
        words.append(chance.choice(["其他", "其他-责令限期拆除"]))
    if chance.random() < 0.1:
        words, act.kinds = ["其他-训诫"], []
    act.content["penalty_kinds"] = chance.choice([";", "；", "、", "\n"]).join(words)
    act.content["fine_wan"] = chance.choice(["", "0.2", "1", "0.000001", "12.345678", "0.05"])
    act.content["confiscated_wan"] = chance.choice(["", "", "3.1415"])
    act.content["procedure_kind"] = chance.choice(["简易程序", "普通程序", ""])


def license_(chance: random.Random, act: Act) -> None:
    act.content["licence_outcome"] = chance.choice(
        ["", "准予许可", "不予许可", "撤销许可", "注销许可", "变更许可", "延续许可", "不予受理"]
    )


def coerce(chance: random.Random, act: Act) -> None:
    act.content["coercion_kind"] = chance.choice([*MEASURES, *EXECUTIONS, COURT])
    if chance.random() < 0.7 and act.decided_on:
        completed = act.decided_on + timedelta(chance.choice([0, 1, 40]))
        act.content["completed_on"] = completed.isoformat()


def inspect(chance: random.Random, act: Act) -> None:
    act.content["record_complete"] = chance.choice(["是", "是", "否", ""])
    act.content["followed_by"] = chance.choice(["无", "无", "", "行政处罚", "责令改正"])
    if chance.random() < 0.1:
        act.content["party_name"] = chance.choice(["", "不特定对象"])


def leave(chance: random.Random, act: Act) -> None:
    """Levies and requisitions say nothing more."""


def given(table: sa.Table, row: dict[str, Any]) -> dict[str, Any]:
    """A row with whatever else the table demands."""
    return {column.name: row.get(column.name, blank(column)) for column in table.columns}


def blank(column: sa.Column[Any]) -> Any:
    if column.nullable:
        return None
    kind = column.type
    if isinstance(kind, sa.Boolean):
        return False
    return b"" if isinstance(kind, sa.LargeBinary) else 0 if isinstance(kind, sa.Integer) else ""


def fill(engine: sa.Engine, acts: list[Act], chance: random.Random) -> None:
    metadata.create_all(engine)
    at = "2026-11-22T08:00:00.000000+00:00"
    records, decisions, publications = [], [], []
    for number, act in enumerate(acts, 1):
        day = act.decided_on.isoformat() if act.decided_on else None
        content = {name: text for name, text in act.content.items() if text}
        accepted = act.state == "accepted"
        records.append(given(record, {
            "id": number, "batch_id": 1, "source": "s", "source_key": str(number), "state": act.state,
            "content_hash": number.to_bytes(16, "big"), "content": json.dumps(content, ensure_ascii=False),
            "act_type": act.act_type, "decided_on": day, "decision_id": number if accepted else None,
            "first_seen_at": at, "state_since": at,
        }))  # fmt: skip
        if accepted:
            decisions.append(given(decision, {
                "id": number, "page_id": f"{number:026d}", "act_type": act.act_type, "decided_on": day,
                "current_record_id": number, "registered_at": at,
            }))  # fmt: skip
            publications.append(given(publication, {
                "id": number, "decision_id": number, "channel": "website", "state": chance.choice(STATES),
                "state_since": at,
            }))  # fmt: skip
    with engine.begin() as connection:
        connection.execute(sa.insert(batch), [given(batch, {"id": 1, "pulled_at": at})])
        for table, rows in ((record, records), (decision, decisions), (publication, publications)):
            connection.execute(sa.insert(table), rows)


def unit_of(act: Act) -> str | None:
    name, code, day = act.content["authority_name"], act.content["authority_code"], act.decided_on
    assert day is not None
    if day >= date(2025, 7, 1) and (
        code == COMMISSION_CODE or name in ("滨河市卫生健康委员会", "滨河市卫生健康委")
    ):
        return "commission"
    if day <= date(2025, 6, 30) and name == "滨河市卫生和计划生育委员会":
        return "commission"
    return name if name.endswith("疾病预防控制局") else None


def shown(unit: str, year: int) -> str:
    if unit == "commission":
        return "滨河市卫生健康委员会" if year >= 2025 else "滨河市卫生和计划生育委员会"
    return "滨河市中医药管理局" if unit == "idle" else unit


def lines(
    acts: list[Act], year: int, types: tuple[str, ...], width: int, add: Any, seen: Any
) -> list[list[Any]]:
    cells: dict[str, list[Any]] = defaultdict(lambda: [0] * width)
    for always in ("commission", "idle"):
        cells[always] = [0] * width
    for act in acts:
        if act.state == "accepted" and act.act_type in types and (unit := unit_of(act)) and seen(act) == year:
            add(cells[unit], act)
    order = ["commission", "idle", *sorted(set(cells) - {"commission", "idle"})]
    rows = [[shown(unit, year), *cells[unit]] for unit in order]
    return [*rows, ["合计", *(sum(row[place] for row in rows) for place in range(1, width + 1))]]


def heaviest(act: Act, order: list[str]) -> str:
    best = ""
    for kind in act.kinds:
        if not best or (order.index(kind) if kind in order else -1) > (
            order.index(best) if best in order else -1
        ):
            best = kind
    return best or "其他行政处罚"


def decided_year(act: Act) -> int | None:
    return act.decided_on.year if act.decided_on else None


def penalties(acts: list[Act], year: int) -> list[list[Any]]:
    def add(cells: list[Any], act: Act) -> None:
        assert act.decided_on is not None
        order = OLD_LAW if act.decided_on < date(2021, 7, 15) else ART_9
        cells[[*ART_9, "其他行政处罚"].index(heaviest(act, order))] += 1
        cells[13] += 1
        cells[14] += sum(Decimal(act.content[name] or 0) for name in ("fine_wan", "confiscated_wan")) * 10000

    rows = lines(acts, year, ("行政处罚",), 15, add, decided_year)
    return [[*row[:-1], float(row[-1])] for row in rows]


def licences(acts: list[Act], year: int) -> list[list[Any]]:
    places = {"": (0, 1, 2), "准予许可": (0, 1, 2), "变更许可": (0, 1, 2), "延续许可": (0, 1, 2),
              "不予许可": (0, 1, 3), "不予受理": (0,), "撤销许可": (4,), "注销许可": ()}  # fmt: skip

    def add(cells: list[Any], act: Act) -> None:
        for place in places[act.content["licence_outcome"]]:
            cells[place] += 1

    return lines(acts, year, ("行政许可",), 5, add, decided_year)


def coercions(acts: list[Act], year: int) -> list[list[Any]]:
    def seen(act: Act) -> int | None:
        if act.content["coercion_kind"] in EXECUTIONS:
            return int(act.content["completed_on"][:4]) if "completed_on" in act.content else None
        return decided_year(act)

    def add(cells: list[Any], act: Act) -> None:
        cells[[*MEASURES, *EXECUTIONS, COURT].index(act.content["coercion_kind"])] += 1
        cells[11] += 1

    return lines(acts, year, ("行政强制",), 12, add, seen)


def other_acts(acts: list[Act], year: int) -> list[list[Any]]:
    def add(cells: list[Any], act: Act) -> None:
        if act.act_type == "行政检查":
            content = act.content
            cells[2] += (
                content["record_complete"] != "否"
                and content["followed_by"] in ("", "无")
                and content["party_name"] not in ("", "不特定对象")
            )
        else:
            cells[["行政征收", "行政征用"].index(act.act_type)] += 1

    return lines(acts, year, ("行政征收", "行政征用", "行政检查"), 3, add, decided_year)


@pytest.fixture(params=["sqlite", "postgresql"])
def register(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[sa.Engine]:
    url = f"sqlite:///{tmp_path / 'register.sqlite3'}"
    if request.param == "postgresql":
        url = request.getfixturevalue("postgres_url")
    engine = sa.create_engine(url)
    yield engine
    engine.dispose()


def mixed(seed: int, count: int = 1500) -> list[Act]:
    chance = random.Random(seed)
    return [invent(chance, number) for number in range(1, count + 1)]


def test_every_cell_agrees_with_a_recount_by_hand(register: sa.Engine, tmp_path: Path) -> None:
    acts = mixed(4)
    fill(register, acts, random.Random(5))
    snapshot = build_snapshot(register, tmp_path / "warehouse", LAW, NOW)
    for year in YEARS:
        forms = official_forms(snapshot, year).to_json()
        assert forms["year"] == year
        found = {name: form["rows"] for name, form in forms["forms"].items()}
        assert found == {
            "penalty": penalties(acts, year),
            "licence": licences(acts, year),
            "coercion": coercions(acts, year),
            "other_acts": other_acts(acts, year),
        }
        for name, types in (
            ("penalty", ["行政处罚"]),
            ("licence", ["行政许可"]),
            ("coercion", ["行政强制"]),
            ("other_acts", ["行政征收", "行政征用", "行政检查"]),
        ):
            uncounted = sum(
                a.state == "quarantined"
                and a.act_type in types
                and (a.decided_on is None or a.decided_on.year == year)
                for a in acts
            )
            assert forms["forms"][name]["uncounted"] == uncounted
            assert [len(row) for row in found[name]] == [len(forms["forms"][name]["columns"])] * len(
                found[name]
            )


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("forms")
    engine = sa.create_engine(f"sqlite:///{folder / 'register.sqlite3'}")
    fill(engine, mixed(8, 600), random.Random(9))
    built = build_snapshot(engine, folder / "warehouse", LAW, NOW)
    engine.dispose()
    return built


def test_form_a_counts_by_its_own_severity_order(snapshot: Path) -> None:
    acts = [a for a in mixed(8, 600) if a.state == "accepted" and a.act_type == "行政处罚"]
    counted = Counter(
        heaviest(a, FORM_A) for a in acts if unit_of(a) and a.decided_on and a.decided_on.year == 2025
    )
    forms = official_forms(snapshot, 2025, {FormKind.PENALTY: "form-a"}).to_json()["forms"]["penalty"]
    total = dict(zip(forms["columns"], forms["rows"][-1], strict=True))
    assert total["责令关闭、限制从业"] == counted["责令关闭"] + counted["限制从业"]
    assert total["吊销许可证件"] == counted["吊销许可证件"]
    assert total["合计(宗)"] == sum(counted.values())


def test_columns_nobody_collects_are_empty_and_said_so(snapshot: Path) -> None:
    form = official_forms(snapshot, 2025, {FormKind.PENALTY: "form-d"}).forms[0]
    assert form.rows[-1][form.columns.index("立案数量")] is None
    assert any("立案数量" in note and "未归集" in note for note in form.notes)


def test_form_b_counts_procedures(snapshot: Path) -> None:
    acts = [a for a in mixed(8, 600) if a.state == "accepted" and a.act_type == "行政处罚"]
    ours = [a for a in acts if unit_of(a) and a.decided_on and a.decided_on.year == 2025]
    form = official_forms(snapshot, 2025, {FormKind.PENALTY: "form-b"}).forms[0]
    total = dict(zip(form.columns, form.rows[-1], strict=True))
    assert total["简易程序数量"] == sum(a.content["procedure_kind"] == "简易程序" for a in ours)
    assert total["一般程序数量"] == sum(a.content["procedure_kind"] == "普通程序" for a in ours)


def test_an_unknown_profile_is_refused_with_those_there_are(snapshot: Path) -> None:
    with pytest.raises(UnknownProfileError, match="form-a"):
        official_forms(snapshot, 2025, {FormKind.PENALTY: "form-z"})


def test_a_year_without_acts_prints_zeros_for_authorities_with_the_power(snapshot: Path) -> None:
    rows = official_forms(snapshot, 2030).to_json()["forms"]["penalty"]["rows"]
    assert rows == [
        ["滨河市卫生健康委员会", *[0] * 15],
        ["滨河市中医药管理局", *[0] * 15],
        ["合计", *[0] * 15],
    ]


def test_the_severity_order_and_what_is_left_out_stand_under_the_form(snapshot: Path) -> None:
    penalty = official_forms(snapshot, 2021).forms[0]
    assert sum("由轻到重" in note for note in penalty.notes) == 2
    assert any("非本表列明的机关" in note for note in penalty.notes)
    notes = [note for form in official_forms(snapshot, 2025).forms for note in form.notes]
    assert any("强制执行尚未完毕" in note for note in notes)
    assert any("检查记录不完整" in note for note in notes)
    assert any("退回待更正" in note for note in notes)


def test_the_printed_table_is_aligned_and_fits_the_terminal(snapshot: Path) -> None:
    text = print_forms(official_forms(snapshot, 2025))
    assert max(display_width(line) for line in text.splitlines()) <= 102
    assert "2025年度行政处罚实施情况统计表" in text
    totals = [line for line in text.splitlines() if line.startswith("合计")]
    before = [text.splitlines()[place - 1] for place, line in enumerate(text.splitlines()) if line in totals]
    assert {display_width(rule) - display_width(line) for rule, line in zip(before, totals, strict=True)} == {
        0
    }


def test_csv_opens_in_excel_and_runs_no_formula(snapshot: Path, tmp_path: Path) -> None:
    forms = official_forms(snapshot, 2025)
    files = write_csv(forms, tmp_path / "out")
    assert [path.suffix for path in files] == [".csv"] * 4 + [".txt"]
    assert files[0].read_bytes().startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(files[0].read_text(encoding="utf-8-sig").splitlines()))
    assert rows[0] == list(forms.forms[0].columns)
    assert [float(cell) for cell in rows[-1][1:]] == [
        float(cell or 0) for cell in forms.forms[0].rows[-1][1:]
    ]


def test_a_name_that_looks_like_a_formula_is_neutralised_in_csv(tmp_path: Path) -> None:
    engine = sa.create_engine(f"sqlite:///{tmp_path / 'register.sqlite3'}")
    act = Act(
        "行政征收", {"authority_name": "=HYPERLINK(1)疾病预防控制局", "authority_code": ""}, date(2025, 5, 5)
    )
    fill(engine, [act], random.Random(1))
    forms = official_forms(build_snapshot(engine, tmp_path / "warehouse", LAW, NOW), 2025)
    text = write_csv(forms, tmp_path / "out")[3].read_text(encoding="utf-8-sig")
    assert "'=HYPERLINK" in text
    engine.dispose()
