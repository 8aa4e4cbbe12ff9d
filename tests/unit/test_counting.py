"""Counting rules of the official forms, each as the notes to the forms state it (DOMAIN 4.2)."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.contracts.law_rows import LawTableError
from tasks.contracts.tables_counting import FormKind, Measure, load_counting
from tasks.law.counting import (
    coercion_item,
    counted_on,
    inspection_item,
    licence_item,
    most_severe,
    penalty_kinds_in,
    severity_order_on,
)

TABLES = load_counting(None)
KINDS = TABLES.penalty_kinds
CONFISCATION = "没收违法所得、没收非法财物"
OTHER = "其他行政处罚"
TODAY = severity_order_on(date(2026, 11, 23), TABLES.severity_orders)


def kinds(text: str, decision_text: str = "") -> tuple[str, ...]:
    return penalty_kinds_in(text, decision_text, KINDS)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("罚款", ("罚款",)),
        ("警告;罚款", ("警告", "罚款")),
        ("警告；罚款", ("警告", "罚款")),
        ("警告、罚款", ("警告", "罚款")),
        ("警告,罚款", ("警告", "罚款")),
        ("警告\n罚款", ("警告", "罚款")),
        ("1.警告；2.罚款", ("警告", "罚款")),
        ("警告，并处罚款2000元", ("警告", "罚款")),
        ("警告、通报批评", ("警告", "通报批评")),
        ("没收违法所得、没收非法财物", (CONFISCATION,)),
        ("没收违法所得", (CONFISCATION,)),
        ("没收违法所得;没收非法财物", (CONFISCATION,)),
        ("没收违法所得、没收非法财物、罚款", (CONFISCATION, "罚款")),
        ("暂扣许可证件", ("暂扣许可证件",)),
        ("暂扣许可证、执照、罚款", ("暂扣许可证件", "罚款")),
        ("吊销许可证、执照;罚款", ("吊销许可证件", "罚款")),
        ("责令停产停业", ("责令停产停业",)),
        ("责令关闭、限制从业", ("责令关闭", "限制从业")),
        ("其他-责令限期拆除", (OTHER,)),
        ("罚款;其他-责令限期拆除", ("罚款", OTHER)),
        ("其他", (OTHER,)),
        ("", (OTHER,)),
    ],
)
def test_kinds_are_read_from_the_text_however_they_are_joined(text: str, named: tuple[str, ...]) -> None:
    assert kinds(text) == named


@given(
    st.lists(st.sampled_from([k.name for k in KINDS.kinds]), min_size=1, max_size=5, unique=True), st.data()
)
def test_any_kinds_joined_in_any_way_are_read_back(named: list[str], data: st.DataObject) -> None:
    joint = data.draw(st.sampled_from([";", "；", "、", "，", ",", "\n", "; "]))
    assert kinds(joint.join(named)) == tuple(named)


def test_suspended_or_revoked_is_suspended_unless_the_decision_says_revoked() -> None:
    either = "暂扣或者吊销许可证、执照"
    assert kinds(either) == ("暂扣许可证件",)
    assert kinds(either, "暂扣《公共场所卫生许可证》三个月") == ("暂扣许可证件",)
    assert kinds(either, "吊销《医疗机构执业许可证》") == ("吊销许可证件",)
    assert kinds(either + ";罚款", "罚款2000元 暂扣或者吊销许可证、执照") == ("暂扣许可证件", "罚款")


def test_several_kinds_count_once_under_the_most_severe() -> None:
    assert most_severe(["警告", "罚款"], TODAY, OTHER) == "罚款"
    assert most_severe(["吊销许可证件", "罚款", CONFISCATION], TODAY, OTHER) == "吊销许可证件"
    assert most_severe(["限制从业", "吊销许可证件"], TODAY, OTHER) == "限制从业"


def test_a_named_kind_with_other_counts_as_the_named_kind() -> None:
    assert most_severe([OTHER, "警告"], TODAY, OTHER) == "警告"
    assert most_severe([OTHER], TODAY, OTHER) == OTHER


def test_form_a_ranks_revocation_above_closing() -> None:
    form_a = next(order for order in TABLES.severity_orders if order.id == "form-a")
    assert most_severe(["责令关闭", "吊销许可证件"], form_a, OTHER) == "吊销许可证件"
    assert most_severe(["责令关闭", "吊销许可证件"], TODAY, OTHER) == "责令关闭"


def test_the_decision_date_chooses_the_order_of_the_law_then_in_force() -> None:
    assert severity_order_on(date(2021, 7, 14), TABLES.severity_orders).id == "penalty-law-1996"
    assert severity_order_on(date(2021, 7, 15), TABLES.severity_orders).id == "penalty-law-2021"
    old = severity_order_on(date(2020, 1, 1), TABLES.severity_orders)
    assert most_severe(["通报批评", "警告"], old, OTHER) == "警告"
    assert most_severe(["责令停产停业", "吊销许可证件"], old, OTHER) == "吊销许可证件"


@pytest.mark.parametrize(
    ("outcome", "name"),
    [
        ("", "准予许可"),
        ("准予许可", "准予许可"),
        ("变更许可", "准予许可"),
        ("延续", "准予许可"),
        ("不予许可", "不予许可"),
        ("不予延续", "不予许可"),
        ("不予受理", "不予受理"),
        ("撤销许可", "撤销许可"),
        ("说不清", "许可结果不明"),
    ],
)
def test_changes_and_extensions_count_as_granted_or_refused(outcome: str, name: str) -> None:
    assert licence_item(outcome, TABLES.rules.licence).name == name


def test_deregistration_is_not_counted() -> None:
    item = licence_item("注销许可", TABLES.rules.licence)
    assert item.name is None
    assert item.not_counted


def test_a_measure_counts_when_decided_and_an_execution_when_completed() -> None:
    decided, completed = date(2025, 12, 20), date(2026, 1, 5)
    measure = coercion_item("查封场所、设施或者财物", TABLES.rules.coercion)
    assert counted_on(measure, decided, completed) == decided
    execution = coercion_item("加处罚款或者滞纳金", TABLES.rules.coercion)
    assert counted_on(execution, decided, completed) == completed
    assert counted_on(execution, decided, None) is None
    court = coercion_item("申请法院强制执行", TABLES.rules.coercion)
    assert counted_on(court, decided, completed) == decided


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("查封", "查封场所、设施或者财物"),
        ("拍卖或者依法处理查封、扣押的场所、设施或者财物", "拍卖或者依法处理查封、扣押的场所、设施或者财物"),
        ("其他强制执行", "其他强制执行"),
        ("其他", "其他强制措施"),
        ("其他-责令暂停", "其他强制措施"),
        ("先行查封药品", "查封场所、设施或者财物"),
    ],
)
def test_coercions_are_known_by_their_kind(text: str, name: str) -> None:
    assert coercion_item(text, TABLES.rules.coercion).name == name


@pytest.mark.parametrize(
    ("complete", "followed", "has_object", "counts"),
    [
        ("是", "无", True, True),
        ("是", "", True, True),
        ("", "", True, True),
        ("否", "无", True, False),
        ("是", "行政处罚", True, False),
        ("是", "立案处罚", True, False),
        ("是", "责令改正", True, False),
        ("是", "无", False, False),
    ],
)
def test_inspections_count_with_an_object_a_record_and_nothing_after(
    complete: str, followed: str, has_object: bool, counts: bool
) -> None:
    item = inspection_item(complete, followed, has_object, TABLES.rules.inspection)
    assert (item.name is not None) == counts
    assert (item.not_counted is None) == counts


def test_the_default_penalty_form_has_the_official_headings_in_order() -> None:
    form = next(f for f in TABLES.forms if f.form is FormKind.PENALTY and f.profile == "default")
    assert [column.heading for column in form.columns] == [
        *(kind.name for kind in KINDS.kinds),
        OTHER,
        "合计(宗)",
        "罚没金额(元)",
    ]
    assert form.columns[-1].measure is Measure.YUAN


def test_forms_a_to_d_are_there() -> None:
    profiles = {f.profile for f in TABLES.forms if f.form is FormKind.PENALTY}
    assert profiles == {"default", "form-a", "form-b", "form-c", "form-d"}


@pytest.mark.parametrize(
    ("file", "change", "told"),
    [
        ("penalty_kinds.yaml", ("in_force_to: 2021-07-14", "in_force_to: 2021-07-13"), "不相衔接"),
        ("penalty_kinds.yaml", ("kinds: [警告, 罚款,", "kinds: [告诫, 罚款,"), "告诫"),
        ("report_forms.yaml", ("{heading: 警告, items: [警告]}", "{heading: 警告, items: [罚款]}"), "警告"),
        ("report_forms.yaml", ("measure: yuan", "measure: dollars"), "measure"),
    ],
)
def test_a_wrong_table_is_refused_with_its_place(
    tmp_path: Path, file: str, change: tuple[str, str], told: str
) -> None:
    shipped = Path(__file__).parents[2] / "data_contracts" / "law" / file
    (tmp_path / "law").mkdir()
    text = shipped.read_text(encoding="utf-8")
    assert change[0] in text
    (tmp_path / "law" / file).write_text(text.replace(*change, 1), encoding="utf-8")
    with pytest.raises(LawTableError, match=told):
        load_counting(tmp_path)
