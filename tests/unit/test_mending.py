"""Mending: what is only form is mended, what changes meaning says so, what cannot be read is never guessed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.law.mending import (
    MendKind,
    is_header_text,
    mend_amount,
    mend_code,
    mend_date,
    mend_document_number,
    mend_enum,
    mend_name,
    mend_text,
)

DIRT = (
    "津卫罚〔〕（）()[]【】2026第号字年月日一二十〇 -/.:TZ'’‘,，万元伍仟¥\u200b\u3000\u00a0\ufeff\t\n\u202e"
    "２０．／，（）ＡaA•·\ud800\x00\x1c—eE+人民币罚款统一社会信用代码：\u3164ßİ"
)
ALL = (mend_text, mend_name, mend_code, mend_document_number, mend_date, mend_amount)


@given(st.text(max_size=80) | st.text(DIRT, max_size=14))
def test_no_value_whatever_raises_and_a_mended_value_is_clean(text):
    for mend in ALL:
        first = mend(text)
        assert not (first.fault and (first.value or first.kind))
        assert first.clean == (first.value == text and not first.fault)
        assert bool(first.note) == (first.kind is not None)
        again = mend(first.value)
        assert again.value == first.value
        assert again.clean


@given(st.text(max_size=80))
def test_a_mended_text_can_be_written_to_a_file_and_has_nothing_unseen(text):
    value = mend_text(text).value
    value.encode()
    assert value == value.strip()
    assert not set(value) & set("\u200b\u200e\u200f\u202e\ufeff\u3000\u00a0\x00\n\t")


# prose, names, codes


@pytest.mark.parametrize(
    ("raw", "value", "kind"),
    [
        ("\ufeff罚款\n二千元 ", "罚款 二千元", MendKind.SPACES),
        ("罚款\u200b二千元", "罚款二千元", MendKind.INVISIBLE),
        ("罚款２０００元，Ａ类；警告。", "罚款2000元，A类；警告。", MendKind.WIDTH),
        ("\u3000\u3000经查，当事人：", "经查，当事人：", MendKind.SPACES),
        ("first line\r\n\r\nsecond", "first line second", MendKind.SPACES),
        ("a  b", "a b", MendKind.SPACES),
        (" a", "a", MendKind.SPACES),
        ("a ", "a", MendKind.SPACES),
        ("\u202e反向", "反向", MendKind.INVISIBLE),
    ],
)
def test_prose_keeps_its_chinese_punctuation(raw, value, kind):
    assert mend_text(raw)[:2] == (value, kind)


@pytest.mark.parametrize("text", ["", "罚款 2000 元，警告。", "\ue123某", "𠮷某", "a b"])
def test_plain_prose_and_rare_characters_of_names_stay(text):
    assert mend_text(text).clean
    assert mend_text(text).value == text


@pytest.mark.parametrize(
    ("raw", "value", "kind"),
    [
        ("滨河市 海州区\u3000医院", "滨河市海州区医院", MendKind.SPACES),
        ("滨河医院(东区)", "滨河医院（东区）", MendKind.BRACKETS),
        ("滨河医院 [东区]", "滨河医院（东区）", MendKind.BRACKETS),
        ("滨河ＡＢＣ诊所", "滨河ABC诊所", MendKind.WIDTH),
        ("阿依某•买某", "阿依某·买某", MendKind.BRACKETS),
        ("Binhe  Trading Co", "Binhe Trading Co", MendKind.SPACES),
    ],
)
def test_a_name_has_one_form(raw, value, kind):
    assert mend_name(raw)[:2] == (value, kind)


@pytest.mark.parametrize(
    ("raw", "value", "kind"),
    [
        ("91350100m000100y43", "91350100M000100Y43", MendKind.CASE),
        (" 9135 0100 M000100Y43", "91350100M000100Y43", MendKind.SPACES),
        ("９１350100M000100Y43", "91350100M000100Y43", MendKind.WIDTH),
        ("M000100Y-4", "M000100Y4", MendKind.SEPARATORS),
        ("91350100M000100Y43（统一社会信用代码）", "91350100M000100Y43", MendKind.LABEL),
        ("统一社会信用代码：91350100M000100Y43", "91350100M000100Y43", MendKind.LABEL),
        ("'0012", "0012", MendKind.SEPARATORS),
        ("120102.0", "120102", MendKind.SEPARATORS),
        ("\u200b0012", "0012", MendKind.INVISIBLE),
    ],
)
def test_a_code_has_one_form_and_keeps_its_leading_zeros(raw, value, kind):
    mended = mend_code(raw)
    assert mended[:2] == (value, kind)
    assert not mended.meaningful


@pytest.mark.parametrize(
    ("raw", "kind"),
    [
        ("津卫罚[2026]12号", MendKind.BRACKETS),
        ("津卫罚〔2026〕 12号", MendKind.SPACES),
        ("津卫罚〔2026〕１２号", MendKind.WIDTH),
        ("津卫罚〔2026〕\u200e12号", MendKind.INVISIBLE),
        ("文书号：津卫罚〔2026〕12号", MendKind.LABEL),
    ],
)
def test_a_document_number_has_one_form(raw, kind):
    assert mend_document_number(raw)[:2] == ("津卫罚〔2026〕12号", kind)


# enumerated values and headers


def test_an_enumerated_value_is_itself_an_alias_or_a_fault():
    allowed = frozenset(("法人及非法人组织", "自然人", "个体工商户"))
    aliases = {"02": "法人及非法人组织", "个体户": "个体工商户"}
    assert mend_enum("自然人", allowed, aliases).clean
    assert mend_enum("", allowed, aliases).clean
    assert mend_enum(" 自然 人", allowed, aliases)[:2] == ("自然人", MendKind.SPACES)
    assert mend_enum("02", allowed, aliases)[:2] == ("法人及非法人组织", MendKind.ALIAS)
    assert mend_enum("个体户 ", allowed, aliases)[:2] == ("个体工商户", MendKind.ALIAS)
    assert "取值范围" in mend_enum("外星人", allowed, aliases).fault


@pytest.mark.parametrize(
    "text",
    [
        "行政相对人名称（必填）",
        "(必填)",
        "【选填】",
        "行政相对人名称",
        " 行政相对人名称：",
        "*XK_XDR_MC",
        "填表说明：一",
        "3月汇总表",
        "公示截止期",
    ],
)
def test_headers_and_prompts_standing_as_values_are_known(text):
    assert is_header_text(text, frozenset(("行政相对人名称", "XK_XDR_MC")))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "滨河市海州区医院",
        "当事人未按规定填写处方，未登记发药汇总表中的批号，责令改正",
        "未填报传染病报告卡",
        "滨河仪表有限公司",
    ],
)
def test_prose_that_speaks_of_forms_is_no_header(text):
    assert not is_header_text(text, frozenset(("行政相对人名称",)))
