"""Cells and rows that no decision has: markup in a number, lines of totals."""

import pandas as pd
import pytest

from tasks.contracts.finding import Severity
from tasks.contracts.validation import validate
from tests.contracts.sound_rows import PENALTY, TODAY, check, codes, good, without


@pytest.mark.parametrize(
    "number",
    [
        "滨卫医罚〔2026〕12号<script>",
        "<b>滨卫医罚〔2026〕12号</b>",
        "＜img＞滨卫医罚〔2026〕12号",
        "../../滨卫医罚〔2026〕12号",
        "..\\滨卫医罚〔2026〕12号",
        "/etc/12",
        "滨卫医罚〔2026〕\n12号",
        "滨卫医罚〔2026〕\x0012号",
        "滨卫医罚〔2026〕\u202812号",
        "&lt;滨卫医罚〔2026〕12号",
    ],
)
def test_number_with_markup_path_or_line_break_is_one_error(number):
    [finding] = check({"document_number": number}).findings
    assert (finding.code, finding.severity) == ("forbidden-characters", Severity.ERROR)
    assert finding.message.isprintable()


@pytest.mark.parametrize(
    "number",
    [
        "滨卫医罚〔2026〕12号\n",
        "滨卫医罚<2026>12号",
        "（海）卫公罚字〔2026〕第1/2号",
        "滨卫医罚〔2026〕\t12号",
    ],
)
def test_number_in_an_odd_spelling_is_not_taken_for_markup(number):
    assert codes(check({"document_number": number}), Severity.ERROR) == []


def test_authority_with_markup_is_one_error():
    [finding] = check({"authority_name": "<i>滨河市卫生健康委员会</i>"}).findings
    assert (finding.code, finding.field) == ("forbidden-characters", "处罚机关")


@pytest.mark.parametrize("word", ["合计", "总 计", "小计：", "本页小计", "汇总", "合计12件"])
def test_line_of_totals_is_one_finding(word):
    blank = dict.fromkeys(good(PENALTY), "")
    found = check({}, {**blank, "party_name": word, "fine_wan": "12.5"})
    assert codes(found) == ["summary-row"]
    assert list(found.rejected) == [False, True]


def test_line_of_totals_is_known_by_its_first_cell():
    frame = (
        pd.concat([without(PENALTY), pd.DataFrame([{"罚款金额（万元）": "0.5"}])]).fillna("").astype("str")
    )
    frame.insert(0, "序号", ["1", "合计"])
    assert codes(validate(PENALTY, frame, TODAY)) == ["summary-row"]


def test_a_party_whose_name_begins_so_is_no_line_of_totals():
    assert codes(check({"party_name": "合计会计师事务所", "party_kind": "法人"})) == []
