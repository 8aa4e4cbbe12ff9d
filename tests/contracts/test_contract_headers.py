"""Column headers as they really come lead to their fields; what is not sure is named and never guessed."""

import pytest

from tasks.contracts.contract import load_contract
from tasks.contracts.headers import known_headers, map_headers

PENALTY = load_contract("penalty_decision")


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("行政相对人代码-1", "party_uscc"),
        ("行政相对人代码/1", "party_uscc"),
        ("行政相对人代码_1", "party_uscc"),
        ("行政相对人代码_ 1(统一社会信用代码)", "party_uscc"),
        ("行政相对人代码＿1（统一社会信用代码）", "party_uscc"),
        ("行政相对人代码_1（社会统一信用代码）", "party_uscc"),
        ("行政相对人代码_1(统一社会信用代码", "party_uscc"),
        ("统一社会信用代", "party_uscc"),
        ("行政相对人代码_2(工商注册号)", "party_registration_number"),
        ("行政处罚决定文书号", "document_number"),
        ("决定书文号", "document_number"),
        ("决定书号", "document_number"),
        ("文书号", "document_number"),
        ("政处罚决定文书号", "document_number"),
        ("行政处罚决定文书号 东地一所", "document_number"),
        ("兴处罚决定日期", "decided_on"),
        ("处罚决定日期（YYYY/MM/DD）", "decided_on"),
        ("处罚决定日期：", "decided_on"),
        ("出发事由", "violation_facts"),
        ("处罚是由", "violation_facts"),
        ("罚款事由", "violation_facts"),
        ("cf_wsh", "document_number"),
        ("ＣＦ＿ＷＳＨ", "document_number"),
        ("*行政相对人名称", "party_name"),
        ("行政相对人名称（必填）", "party_name"),
        ("\ufeff行政相对人名称", "party_name"),
        ("行政相对人\n名称", "party_name"),
        ("CF_XDR_GSDJ", "party_registration_number"),
        ("CF_XDR_ZDM", "party_organisation_code"),
        ("CF_FR_SFZH", "legal_representative_id"),
        ("CF_JG", "penalty_content"),
        ("CF_XZJG", "authority_name"),
        ("罚款金额(万元)", "fine_wan"),
    ],
)
def test_header_variant_is_recognised(header, field):
    mapped = map_headers(PENALTY, [header])
    assert [c.field for c in mapped.columns] == [field]
    assert mapped.unknown == ()


def test_licence_headers_of_older_forms_are_recognised():
    licence = load_contract("licence_decision")
    for header, field in [
        ("XK_XDR_GSDJ", "party_registration_number"),
        ("XK_FDDB", "legal_representative"),
        ("XK_FR_SFZH", "legal_representative_id"),
        ("XK_XDR_TYPE", "party_kind"),
        ("当权状态", "licence_status"),
        ("XK_YXQZ", "valid_from"),
        ("XK_YXQZI", "valid_until"),
    ]:
        assert [c.field for c in map_headers(licence, [header]).columns] == [field]


def test_near_miss_is_suggested_and_not_taken():
    mapped = map_headers(PENALTY, ["处罚决定日朋"])
    assert mapped.columns == ()
    assert mapped.unknown == (("处罚决定日朋", "处罚决定日期"),)


def test_header_that_is_like_nothing_has_no_suggestion():
    assert map_headers(PENALTY, ["天气"]).unknown == (("天气", ""),)


@pytest.mark.parametrize("header", ["证件类型（法定代表人）", "行政相对人代码_1(工商注册号)"])
def test_bracket_that_changes_the_meaning_is_not_dropped(header):
    assert map_headers(PENALTY, [header]).columns == ()


def test_amount_column_in_yuan_keeps_its_unit():
    [column] = map_headers(PENALTY, ["罚款金额（元）"]).columns
    assert (column.field, column.unit) == ("fine_wan", "元")


def test_glued_unit_name_is_taken_only_while_unambiguous():
    mapped = map_headers(PENALTY, ["行政处罚决定文书号", "行政处罚决定文书号 东地一所"])
    assert len(mapped.columns) == 1
    assert [h for h, _ in mapped.unknown] == ["行政处罚决定文书号 东地一所"]


def test_known_columns_without_use_and_empty_headers_are_silent():
    assert map_headers(PENALTY, ["序号", "CF_CFMC", "", "Unnamed: 3"]).unknown == ()


def test_known_headers_name_titles_codes_and_aliases():
    assert {"CF_WSH", "行政处罚决定书文号", "文书号"} <= known_headers(PENALTY)
