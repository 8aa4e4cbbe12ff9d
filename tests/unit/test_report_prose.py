"""The words of the annual report say what was counted, never more, and never divide by nothing (clauses G16, G18)."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.contracts.law_rows import SHIPPED_LAW, LawTableError
from tasks.contracts.tables_annual import ANNUAL_FACTS, BRIEF_FACTS, load_annual
from tasks.law.report_counts import FIGURES
from tasks.law.report_figures import Movement, ReportFigure, change_of, counted_text, exact
from tasks.law.report_prose import ProseTable, SectionWords, Sentence, change_text, draft_sections
from tasks.law.report_views import year_on_year

TABLES = load_annual(None)
WORDS = TABLES.annual
COUNTS = st.integers(0, 10**9) | st.floats(0, 10**9, allow_nan=False).map(lambda one: round(one, 2))


def figure(now: float | None, before: float | None, unit: str = "件", key: str = "penalties") -> ReportFigure:
    return ReportFigure(key, "行政处罚", unit, now, before)


def figures(**changes: float | None) -> tuple[ReportFigure, ...]:
    """Every figure a report has, 0 in both years unless changed; what changes stood at 0 before."""
    return tuple(ReportFigure(key, key, "件", changes.get(key, 0), 0) for key in sorted(FIGURES))


def said(words: ProseTable, given: tuple[ReportFigure, ...], **facts: str) -> str:
    known = dict.fromkeys(ANNUAL_FACTS | BRIEF_FACTS, "") | {"year": "2026", "last_year": "2025"} | facts
    return "\n".join(text for part in draft_sections(words, given, known) for text in part.paragraphs)


@given(COUNTS, st.none() | COUNTS)
def test_every_change_is_told_without_dividing_by_nothing(now: float, before: float | None) -> None:
    change = change_of(figure(now, before))
    text = change_text(figure(now, before), WORDS)
    assert text
    assert "{" not in text
    if before is None:
        assert text == "上年未纳入统计，不作同比"
    elif before == 0:
        assert "上年" in text
        assert "%" not in text
    elif now == before:
        assert text == "与上年持平"
    else:
        assert change.difference == abs(exact(now) - exact(before))
        assert ("增长" in text) == (now > before)
        assert "Infinity" not in text
        assert "NaN" not in text


@given(st.integers(0, 10**7), st.integers(1, 10**7))
def test_the_share_is_right_to_a_tenth_and_never_reads_as_no_change(now: int, before: int) -> None:
    change = change_of(figure(now, before))
    if now == before:
        assert change.movement is Movement.SAME
        return
    share = Decimal(abs(now - before)) * 100 / before
    if change.percent == "不足0.1":
        assert share < Decimal("0.05")
    else:
        assert abs(Decimal(change.percent) - share) <= Decimal("0.05")
        assert change.percent not in ("0.0", "0")


@pytest.mark.parametrize(
    ("now", "before", "text"),
    [
        (100, 80, "同比增加20件，增长25.0%"),
        (60, 80, "同比减少20件，下降25.0%"),
        (80, 80, "与上年持平"),
        (3, 0, "上年为0，同比增加3件"),
        (0, 0, "上年同为0"),
        (0, 4, "同比减少4件，下降100.0%"),
        (3, None, "上年未纳入统计，不作同比"),
        (100001, 100000, "同比增加1件，增长不足0.1%"),
    ],
)
def test_changes_read_as_reports_do(now: int, before: int | None, text: str) -> None:
    assert change_text(figure(now, before), WORDS) == text


@pytest.mark.parametrize(
    ("yuan", "text"),
    [(0, "0元"), (9999.99, "9999.99元"), (10000, "1万元"), (540300, "54.03万元"), (1234567.89, "123.46万元")],
)
def test_amounts_of_ten_thousand_and_more_are_told_in_wan(yuan: float, text: str) -> None:
    assert counted_text(yuan, "元") == text


def test_numbers_are_written_without_exponents() -> None:
    assert counted_text(10**9, "件") == "1000000000件"
    assert counted_text(Decimal("1E+3"), "件") == "1000件"


def test_a_year_of_nothing_is_told_as_nothing() -> None:
    text = said(WORDS, figures())
    assert "全年未作出行政处罚决定，上年同为0" in text
    assert "全年未实施行政强制，上年同为0" in text
    assert "统计数据未反映逾期公开" in text
    assert "简易程序" not in text


def test_penalties_are_split_by_procedure_and_what_names_none_is_said() -> None:
    text = said(WORDS, figures(penalties=12, simple=5, ordinary=6, unsaid=1))
    assert "全年作出行政处罚决定12件" in text
    assert "其中，简易程序5件" in text
    assert "普通程序6件" in text
    assert "另有未填程序类别的1件" in text


def test_the_number_of_authorities_is_left_to_people_where_it_is_not_known() -> None:
    known = [one for one in figures(authorities=3) if one.key == "authorities"]
    rest = tuple(one for one in figures() if one.key != "authorities")
    assert "纳入统计的行政执法主体3件" in said(WORDS, (*known, *rest))
    assert "行政执法主体〔由法规处填写〕个" in said(WORDS, (replace(known[0], now=None), *rest))


def test_problems_come_from_the_figures_with_the_reasons_of_withdrawals() -> None:
    troubled = figures(late=7, rejected=9, waiting=2, withdrawn=4, overdue=1)
    text = said(WORDS, troubled, troubled="是", withdrawn_reasons="撤销3件、变更1件")
    assert "逾期公开7件" in text
    assert "仍有1件超过公开期限尚未公开" in text
    assert "被退回更正9件，其中2件尚未更正" in text
    assert "撤下公示信息4件（撤销3件、变更1件）" in text


def test_what_people_must_write_is_a_hint_in_brackets_and_marked() -> None:
    parts = draft_sections(WORDS, figures(), dict.fromkeys(ANNUAL_FACTS, ""))
    assert [part.heading[0] for part in parts] == ["一", "二", "三", "四"]
    assert [part.to_fill for part in parts] == [False, True, True, True]
    for part in parts[1:]:
        assert re.fullmatch(r"〔由.+填写：.+〕", part.paragraphs[-1])


def test_an_unfinished_year_and_a_year_before_that_is_not_whole_are_said() -> None:
    text = said(
        WORDS,
        figures(),
        unfinished="是",
        partial_before="是",
        first_day="2025年3月4日",
        counted_on="2026年11月28日",
    )
    assert "数据截至2026年11月28日，2026年尚未结束" in text
    assert "2025年3月4日，2025年不足全年" in text
    assert "尚未结束" not in said(WORDS, figures())


def test_a_city_report_says_what_is_not_in_it_yet() -> None:
    assert "未含各区以报表报送的数据" in said(WORDS, figures(), city="是")
    assert "各区" not in said(WORDS, figures())


@pytest.mark.parametrize(
    "sentence",
    [
        Sentence("全年{nothing}"),
        Sentence("全年{penalties.__class__}"),
        Sentence("全年", some=("nothing",)),
        Sentence("全年", when="nothing"),
        Sentence("全年", unless_known="{nothing}"),
    ],
)
def test_a_sentence_that_asks_for_what_nobody_counts_is_refused(sentence: Sentence) -> None:
    words = replace(WORDS, sections=(SectionWords("一", ((sentence,),)),))
    with pytest.raises(ValueError, match="不明的内容"):
        words.check_names(FIGURES, ANNUAL_FACTS)


def test_an_installation_words_the_report_itself_and_is_told_what_is_wrong(tmp_path: Path) -> None:
    own = tmp_path / "law" / "annual_prose.yaml"
    own.parent.mkdir()
    shipped = (SHIPPED_LAW / "annual_prose.yaml").read_text(encoding="utf-8")
    own.write_text(shipped.replace("全年开展行政检查", "本年度开展行政检查"), encoding="utf-8")
    assert "本年度开展行政检查" in said(load_annual(tmp_path).annual, figures(inspections=2))
    for wrong in ("{inspections_changed}", "{sender}"):
        own.write_text(shipped.replace("{inspections_change}", wrong), encoding="utf-8")
        with pytest.raises(LawTableError, match="不明的内容"):
            load_annual(tmp_path)
    own.write_text(
        shipped.replace("{receivers}", "").replace("{sender}核对", "{nobody}核对"), encoding="utf-8"
    )
    with pytest.raises(LawTableError, match="handover"):
        load_annual(tmp_path)


def test_the_table_of_both_years_shows_difference_and_share() -> None:
    table = year_on_year(
        [
            figure(100, 80),
            figure(3, 0),
            figure(5, None),
            figure(1.25, 1, "元"),
            replace(figure(9, None), compared=False),
        ],
        "2026年",
        "2025年",
    )
    assert [row[2:] for row in table.rows] == [
        (100, 80, 20, "增长25.0%"),
        (3, 0, 3, "上年为0"),
        (5, None, None, "上年未统计"),
        (1.25, 1, 0.25, "增长25.0%"),
    ]
