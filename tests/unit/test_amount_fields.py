"""The amount field in 万元: what is only form, what is another unit, what is no amount."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.law.mending import MendKind, mend_amount


@given(st.decimals(0, 999_999_999_999, places=6))
def test_an_amount_keeps_its_value_in_every_form(number):
    plain = format(number, "f")
    for text in (
        plain,
        f"{number:,f}",
        f" {plain}",
        f"{plain}万元",
        f"{plain}万",
        f"{number:,f}".replace(",", "，"),
    ):
        mended = mend_amount(text)
        assert Decimal(mended.value) == number, text
        assert not mended.meaningful
    assert mend_amount(mend_amount(plain).value).clean


@pytest.mark.parametrize("text", ["-1", "－0.5", "−2", "- 3"])
def test_a_negative_amount_is_called_so(text):
    assert "负数" in mend_amount(text).fault


@given(st.integers(0, 10**12))
def test_an_amount_in_yuan_is_turned_into_wan_with_a_warning(fen):
    mended = mend_amount(f"{fen // 100}.{fen % 100:02}元")
    assert Decimal(mended.value) * 1_000_000 == fen
    assert (mended.kind, mended.meaningful) == (MendKind.UNIT, True)


@pytest.mark.parametrize(
    ("raw", "value", "kind"),
    [
        ("0.2", "0.2", None),
        ("", "", None),
        ("0", "0", None),
        ("0.200000", "0.2", MendKind.DECIMALS),
        ("1E-05", "0.00001", MendKind.DECIMALS),
        ("2,000", "2000", MendKind.SEPARATORS),
        ("2，000.50", "2000.5", MendKind.SEPARATORS),
        ("０.２", "0.2", MendKind.WIDTH),
        ("0.2万元", "0.2", MendKind.UNIT_REPEATED),
        ("0.2 万", "0.2", MendKind.UNIT_REPEATED),
        ("2000元", "0.2", MendKind.UNIT),
        ("¥2,000.00元", "0.2", MendKind.UNIT),
        ("1.2亿元", "12000", MendKind.UNIT),
        ("伍仟元", "0.5", MendKind.CHINESE_NUMERALS),
        ("五千元整", "0.5", MendKind.CHINESE_NUMERALS),
        ("伍万元", "5", MendKind.CHINESE_NUMERALS),
    ],
)
def test_amounts_as_they_come(raw, value, kind):
    assert mend_amount(raw)[:2] == (value, kind)


@pytest.mark.parametrize(
    "text",
    [
        "-1",
        "－0.5",
        "NaN",
        "inf",
        "0.1234567",
        "0.001元8",
        "abc",
        "无",
        "¥2000",
        "伍",
        "伍仟",
        "20,00",
        "1.2.3",
        "2000元以下",
        "0.5/1",
        "1" * 13,
        "0.00001元",
        "+1",
    ],
)
def test_what_is_no_amount_is_a_fault_and_not_guessed(text):
    mended = mend_amount(text)
    assert mended.value == ""
    assert mended.fault
