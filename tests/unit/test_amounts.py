"""Amounts in words and in prose, and when they contradict the amount field."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.law.amounts import Amount, AmountKind, amounts_in, contradiction

FINE, CONFISCATION, OTHER = AmountKind.FINE, AmountKind.CONFISCATION, AmountKind.OTHER


def kinds(text: str) -> list[tuple[AmountKind, int]]:
    return [(amount.kind, amount.fen) for amount in amounts_in(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("处以罚款2000元，没收违法所得1.2万元", [(FINE, 200_000), (CONFISCATION, 1_200_000)]),
        ("1.警告；2.罚款肆万玖仟元整", [(FINE, 4_900_000)]),
        ("没收违法所得1000元，并处5000元罚款", [(CONFISCATION, 100_000), (FINE, 500_000)]),
        ("没收违法所得1000元、2000元罚款", [(CONFISCATION, 100_000), (FINE, 200_000)]),
        ("给予2000元（大写：贰仟元）的罚款", [(FINE, 200_000), (FINE, 200_000)]),
        ("没收违法所得1000元罚款2000元", [(CONFISCATION, 100_000), (FINE, 200_000)]),
        ("没收违法所得2000元，并处违法所得五倍罚款10000元", [(CONFISCATION, 200_000), (FINE, 1_000_000)]),
        ("对违法所得1.2万元予以没收", [(CONFISCATION, 1_200_000)]),
        ("没收非法财物（价值人民币300元），处2000元罚款", [(OTHER, 30_000), (FINE, 200_000)]),
        ("警告，并处人民币3,000元的罚款", [(FINE, 300_000)]),
        ("处人民币2000元", [(FINE, 200_000)]),
        ("罚款5万。", [(FINE, 5_000_000)]),
        ("（一）警告；（二）罚款人民币3000元；（三）没收非法财物", [(FINE, 300_000)]),
        ("到期不缴纳的，加处罚款60元", [(OTHER, 6_000)]),
        (
            "罚款2000元，没收违法所得3000元，合计5000元",
            [(FINE, 200_000), (CONFISCATION, 300_000), (OTHER, 500_000)],
        ),
        ("没收违法所得共计5000元", [(CONFISCATION, 500_000)]),
        ("当事人违法所得5000元，货值金额8000元", [(OTHER, 500_000), (OTHER, 800_000)]),
        ("罚款。收费2000元", [(OTHER, 200_000)]),
        ("罚款。缴纳2000元", [(AmountKind.UNKNOWN, 200_000)]),
        ("罚款（5000）元", [(FINE, 500_000)]),
        ("罚款人民币 5000  元", [(FINE, 500_000)]),
        ("罚款２０００元", [(FINE, 200_000)]),
    ],
)
def test_each_amount_has_the_kind_its_words_give_it(text, expected):
    assert kinds(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "处五千元以上三万元以下罚款",
        "罚款200元以下",
        "处2000元至5000元罚款",
        "处2000元-5000元罚款",
        "货值金额不足一万元的，并处五千元以上五万元以下罚款",
        "罚款不超过3000元",
        "每人罚款500元",
        "警告",
        "违反第五十二条第一款第三项",
        "使用药品3万粒",
        "",
    ],
)
def test_limits_ranges_and_other_numbers_are_no_amounts(text):
    assert amounts_in(text) == ()


def test_a_sum_repeated_in_brackets_restates_the_one_before():
    text = "罚款人民币伍仟元整（¥5000.00）"
    words, figures = amounts_in(text)
    assert words == Amount(FINE, 500_000, (5, 9), in_words=True)
    assert figures == Amount(FINE, 500_000, (10, 18), in_words=False, restates=True)
    assert (text[5:9], text[10:18]) == ("伍仟元整", "¥5000.00")


def test_a_figure_that_agrees_with_the_words_is_no_contradiction():
    assert contradiction(500_000, "罚款人民币伍仟元整（¥5000.00）", FINE) is None


def test_a_figure_that_differs_from_the_words_is_told_with_both():
    found = contradiction(800_000, "罚款人民币伍仟元", FINE)
    assert found is not None
    assert (found.code, found.text_fen, found.quoted) == ("words-differ", 500_000, "伍仟元")
    assert found.message == "罚款大写“伍仟元”与金额“0.8万元”不一致"


def test_one_fen_of_difference_is_a_difference():
    assert contradiction(500_001, "罚款5000元", FINE).code == "words-differ"


def test_yuan_entered_as_wan_is_told_as_such():
    found = contradiction(5000 * 1_000_000, "罚款5000元", FINE)
    assert found.code == "yuan-as-wan"
    assert "5000万元" in found.message


def test_a_fine_of_nothing_beside_a_fine_in_words_is_a_contradiction():
    assert contradiction(0, "罚款5000元", FINE).code == "words-differ"


@pytest.mark.parametrize("stated", [200_000, 300_000, 500_000])
def test_one_of_several_amounts_or_their_sum_agrees(stated):
    assert contradiction(stated, "对甲项罚款2000元；对乙项罚款3000元", FINE) is None


def test_an_amount_no_keyword_governs_may_belong_to_the_fine():
    assert contradiction(500_000, "罚款：甲项2000元；乙项3000元", FINE) is None
    assert contradiction(600_000, "罚款：甲项2000元；乙项3000元", FINE).code == "words-differ"


def test_the_total_of_fine_and_confiscation_is_not_the_fine():
    assert contradiction(500_000, "罚款2000元，没收违法所得3000元，合计5000元", FINE).code == "words-differ"


def test_an_amount_restated_in_brackets_is_not_added_twice():
    assert contradiction(1_000_000, "罚款伍仟元整（5000元）", FINE).code == "words-differ"


def test_amounts_of_another_kind_contradict_nothing():
    assert contradiction(500_000, "没收违法所得8000元", FINE) is None
    assert contradiction(500_000, "警告", FINE) is None
    assert contradiction(500_000, "处五千元以上三万元以下罚款", FINE) is None


@pytest.mark.parametrize(
    "text",
    [
        "罚款伍仟元（¥8000元）",
        "罚款伍仟（8000）元",
        "罚款（大写）伍仟元整（小写）¥8000.00",
        "罚款伍仟元（¥8000.00）",
        "罚款8000元（大写：伍仟元整）",
        "处伍仟元（8000元）罚款",
    ],
)
def test_words_against_figures_within_the_text_contradict_whatever_the_field_says(text):
    for stated in (500_000, 800_000, None):
        assert contradiction(stated, text, FINE).code == "words-differ"


@given(st.integers(1, 9_999_999), st.integers(1, 9_999_999))
def test_a_fine_agrees_with_its_figure_and_with_no_other(yuan, other):
    text = f"1.警告；2.罚款人民币{yuan:,}元整；3.没收违法所得{other}元"
    assert contradiction(yuan * 100, text, FINE) is None
    assert contradiction(other * 100, text, CONFISCATION) is None
    if other != yuan:
        assert contradiction(other * 100, text, FINE) is not None


@given(st.text(max_size=200), st.integers(0, 10**12))
def test_no_text_whatever_raises(text, stated):
    contradiction(stated, text, FINE)
    contradiction(stated, "罚款" + text, FINE)
