"""Document numbers as offices really type them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.law.document_numbers import DocumentNumber, fault, identity_key, normalise, parse, year_of

OPENING, CLOSING = "〔[［【(（﹝{｛", "〕]］】)）﹞}｝"
HIDDEN = ["\u200b", "\u200f", "\u202e", "\ufeff", "\u2060", " ", "\u3000", "\u00a0", "\t", ""]
FULL_WIDTH = {ord(c): ord(c) + 0xFEE0 for c in "0123456789"}


@given(
    st.sampled_from(OPENING),
    st.sampled_from(CLOSING),
    st.lists(st.sampled_from(HIDDEN), min_size=6, max_size=6),
    st.booleans(),
)
def test_brackets_spaces_width_and_unseen_marks_make_no_other_number(opening, closing, gaps, wide):
    pieces = ["津卫罚", opening, "2026", closing, "12", "号"]
    typed = "".join(piece + gap for piece, gap in zip(pieces, gaps, strict=True))
    typed = typed.translate(FULL_WIDTH) if wide else typed
    assert normalise(typed) == "津卫罚〔2026〕12号"
    assert identity_key(typed) == identity_key("津卫罚〔2026〕12号")


@pytest.mark.parametrize(
    ("typed", "normal"),
    [
        ("市场【2019】1号", "市场〔2019〕1号"),
        ("穗环法罚【2019】50号", "穗环法罚〔2019〕50号"),
        ("(奉)市监案字(2016)181201530021号", "（奉）市监案字〔2016〕181201530021号"),
        ("娄环罚(冷)〔2026〕2号", "娄环罚（冷）〔2026〕2号"),
        ("娄环罚【冷】〔2026〕2号", "娄环罚（冷）〔2026〕2号"),
        ("（兴庆）卫罚[2026]3号", "（兴庆）卫罚〔2026〕3号"),
        ("津卫罚〔2026年〕12号", "津卫罚〔2026〕12号"),
        ("津卫罚〔二〇二六〕12号", "津卫罚〔2026〕12号"),
        ("津卫罚（2026）第（0012）号", "津卫罚〔2026〕第（0012）号"),
        ("津卫罚〔2026〕第0012号", "津卫罚〔2026〕第0012号"),
        ("津卫罚(2026)第(2012)号", "津卫罚〔2026〕第（2012）号"),
        ("津卫罚〔2026〕１２—１号", "津卫罚〔2026〕12-1号"),
        ("许可(1234)5号", "许可（1234）5号"),
        ("PDY1234567891201", "PDY1234567891201"),
        ("文书号：津卫罚[2026]12号", "津卫罚〔2026〕12号"),
        ("行政处罚决定书文号:津卫罚[2026]12号", "津卫罚〔2026〕12号"),
    ],
)
def test_only_brackets_around_the_year_become_year_brackets(typed, normal):
    assert normalise(typed) == normal


@given(st.text(max_size=300))
def test_any_text_is_normalised_without_raising_and_once_is_enough(text):
    once = normalise(text)
    assert normalise(once) == once
    fault(text), parse(text), year_of(text), identity_key(text)


@given(st.text("津卫罚〔〕（）()[]【】{}2019号第字 -/'\"\u200b", max_size=40))
def test_texts_close_to_numbers_are_normalised_once_for_all(text):
    once = normalise(text)
    assert normalise(once) == once
    number = parse(text)
    if number is not None:
        assert fault(text) is None
        assert year_of(text) == number.year


def test_three_hundred_characters_with_quotes_and_slashes_stay_a_text():
    text = ("许可'\"/\\;--" * 40)[:300]
    assert isinstance(normalise(text), str)


@pytest.mark.parametrize(
    ("typed", "parts"),
    [
        ("津卫罚〔2026〕12号", DocumentNumber("津卫罚", 2026, "12")),
        ("津卫医罚字（2026）第（012）号", DocumentNumber("津卫医罚字", 2026, "012")),
        ("津卫罚〔2026〕12", DocumentNumber("津卫罚", 2026, "12")),
        ("津卫罚〔2026〕12-1号", DocumentNumber("津卫罚", 2026, "12-1")),
        ("津卫罚字2026第12号", DocumentNumber("津卫罚字", 2026, "12")),
        ("娄环罚(冷)〔2026〕2号", DocumentNumber("娄环罚（冷）", 2026, "2")),
        ("津卫罚〔2026〕第十二号", DocumentNumber("津卫罚", 2026, "十二")),
        ("津卫罚〔2026〕号", None),
        ("双环许可2019", None),
        ("PDY1234567891201", None),
    ],
)
def test_prefix_year_and_serial_are_read(typed, parts):
    assert parse(typed) == parts


@pytest.mark.parametrize(
    "typed",
    [
        "津卫罚字〔2026〕12号",
        "津卫罚〔2026〕第12号",
        "津卫罚〔2026〕0012号",
        "津卫罚〔2026〕12",
        "津卫罚2026第12号",
    ],
)
def test_the_identity_key_looks_past_habits_of_writing(typed):
    assert identity_key(typed) == identity_key("津卫罚〔2026〕12号")


@pytest.mark.parametrize(
    "typed",
    [
        "津卫罚〔2026〕120号",
        "津卫罚〔2025〕12号",
        "津卫许〔2026〕12号",
        "津卫罚（冷）〔2026〕12号",
        "津卫罚〔2026〕12-1号",
    ],
)
def test_the_identity_key_tells_other_decisions_apart(typed):
    assert identity_key(typed) != identity_key("津卫罚〔2026〕12号")


@pytest.mark.parametrize(
    "typed",
    [
        "双环许可2019",
        "津卫罚〔2026〕号",
        "津卫罚〔2026〕第号",
        "津卫罚号",
        "津卫罚〔2026〕",
        "无",
        "津卫罚2026年号",
    ],
)
def test_a_number_without_a_serial_is_a_fault(typed):
    assert "没有序号" in fault(typed)


@pytest.mark.parametrize(
    "typed",
    [
        "行政处罚决定书文号",
        "行政处罚决定文书号（必填）",
        "文书号(选填)",
        "许可编号",
        "决定书号",
        "请填写文号",
    ],
)
def test_header_text_is_no_number(typed):
    assert "表头" in fault(typed)


def test_control_characters_are_a_fault_and_spaces_are_not():
    assert fault("津卫罚〔2026〕\x0012号") == "文书号含有控制字符"
    assert fault("津卫罚〔2026〕 12号\n") is None


@pytest.mark.parametrize(
    "typed",
    [
        "市场【2019】1号",
        "穗环法罚【2019】50号",
        "(奉)市监案字(2016)181201530021号",
        "娄环罚(冷)〔2026〕2号",
        "110000012345678",
        "PDY1234567891201",
        "JSY-2019",
        "AB2019",
        "津卫罚第十二号",
        "津卫许2019000123",
        "",
    ],
)
def test_odd_numbers_and_licence_numbers_are_allowed(typed):
    assert fault(typed) is None


@pytest.mark.parametrize(
    ("typed", "year"),
    [
        ("津卫罚[2025]12号", 2025),
        ("津卫罚2025第12号", 2025),
        ("津卫罚〔2025〕号", 2025),
        ("PDY1234567891201", None),
    ],
)
def test_the_year_a_number_states(typed, year):
    assert year_of(typed) == year
