"""Sums of money in words and figures."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.law.amounts import amounts_in, wan_text
from tasks.law.money import fen_in_words
from tasks.law.numerals import number_in_words

CAPITALS, EVERYDAY = "零壹贰叁肆伍陆柒捌玖拾佰仟", "零一二三四五六七八九十百千"


def in_capitals(number: int) -> str:
    """A whole number in capital numerals as cashiers write it: an independent rendering."""
    groups, text, gap = [], "", False
    while number:
        number, group = divmod(number, 10_000)
        groups.append(group)
    for place in reversed(range(len(groups))):
        section, filled = "", False
        for size, unit in ((1000, "仟"), (100, "佰"), (10, "拾"), (1, "")):
            digit = groups[place] // size % 10
            if digit:
                section += ("零" if gap and (text or section) else "") + CAPITALS[digit] + unit
                gap, filled = False, True
            else:
                gap = bool(text or section) or gap
        text += section + ("", "万", "亿")[place] * filled
    return text or "零"


@given(st.integers(1, 999_999_999_999))
def test_every_sum_written_out_in_numerals_is_read_back(yuan):
    words = in_capitals(yuan)
    assert fen_in_words(words + "元整") == yuan * 100
    assert fen_in_words(words.translate(str.maketrans(CAPITALS, EVERYDAY)) + "元") == yuan * 100


@given(st.integers(1, 99_999_999), st.integers(1, 9), st.integers(1, 9))
def test_jiao_and_fen_are_exact(yuan, jiao, fen):
    words = f"{in_capitals(yuan)}元{CAPITALS[jiao]}角{CAPITALS[fen]}分"
    assert fen_in_words(words) == yuan * 100 + jiao * 10 + fen


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        ("肆万玖仟元整", 4_900_000),
        ("人民币伍仟圆正", 500_000),
        ("罚款2000元", 200_000),
        ("２，０００元", 200_000),
        ("5万元", 5_000_000),
        ("5万", 5_000_000),
        ("0.5万元", 500_000),
        ("五百元", 50_000),
        ("两千五百元", 250_000),
        ("二〇〇〇元", 200_000),
        ("拾万元整", 10_000_000),
        ("叁佰元零伍分", 30_005),
        ("1万2000元", 1_200_000),
        ("5万6千元", 5_600_000),
        ("一亿二千万元", 12_000_000_000),
        ("12345.67元", 1_234_567),
        ("伍角", 50),
        ("零元", 0),
    ],
)
def test_mixed_ways_of_writing_a_sum(text, fen):
    assert fen_in_words(text) == fen


@pytest.mark.parametrize(
    "text",
    [
        "",
        "元",
        "万元",
        "佰元整",
        "2000",
        "伍仟",
        "三万五元",
        "三千五元",
        "五仟六仟元",
        "5000.005元",
        "2,00元",
        "5元6元",
        "一万万元",
        "1万20000元",
        "一亿20000万元",
        "罚款",
        "2000元以下",
    ],
)
def test_what_names_no_one_sum_is_not_guessed(text):
    assert fen_in_words(text) is None


@pytest.mark.parametrize(
    ("text", "number"), [("十", 10), ("三十一", 31), ("1.2万", 12000), ("零", 0), ("二〇二四", 2024)]
)
def test_numerals(text, number):
    assert number_in_words(text) == Decimal(number)


@given(st.text("零一二三四五六七八九十百千万亿壹拾佰0123456789.,元角分整¥", max_size=30))
def test_no_numeral_whatever_raises(text):
    fen_in_words(text)
    for amount in amounts_in("罚款" + text):
        assert amount.fen >= 0


def test_fen_are_shown_in_wan_without_trailing_zeros():
    assert [wan_text(fen) for fen in (0, 1, 200_000, 5_000_000, 10_000_000)] == [
        "0",
        "0.000001",
        "0.2",
        "5",
        "10",
    ]
