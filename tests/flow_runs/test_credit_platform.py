"""Files to the credit platform: the right rows in the right file, each cell as text, nothing twice (clause G12)."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import openpyxl
import pytest
import xlrd

from tasks.channels.configuration import ChannelFault
from tasks.channels.credit_platform.channel import open_credit_platform
from tasks.channels.credit_platform.configuration import load_configuration
from tasks.channels.credit_platform.profiles import load_profile
from tasks.channels.delivery import Result
from tasks.law.acts import ActType
from tasks.law.lifecycle import WithdrawalReason
from tests.credit_office import (
    LICENCE,
    PERSON,
    PERSON_ID,
    SHOP,
    CreditOffice,
    published,
    withdrawn,
)
from tests.office import CODE, Office

LEGAL = "ZHXYXT0000_XYGJJH1-0301_2026112410.xls"


@pytest.fixture
def credit(office: Office) -> CreditOffice:
    return CreditOffice(office)


@pytest.fixture
def sqlite_credit(sqlite_office: Office) -> CreditOffice:
    return CreditOffice(sqlite_office)


def xls_rows(credit: CreditOffice, name: str) -> list[dict[str, Any]]:
    sheet = xlrd.open_workbook(credit.out / name).sheet_by_index(0)
    heads = [cell.value for cell in sheet.row(0)]
    return [dict(zip(heads, sheet.row(n), strict=True)) for n in range(1, sheet.nrows)]


def test_legal_and_natural_persons_go_into_files_of_their_own_for_each_act(credit: CreditOffice) -> None:
    outcomes = credit.deliver(
        published(1), published(2, **PERSON), published(3, LICENCE), published(4, **SHOP), published(5)
    )
    assert {outcome.result for outcome in outcomes} == {Result.SENT}
    assert credit.files() == [
        "ZHXYXT0000_XYGJJH1-0201_2026112410.xls",
        LEGAL,
        "ZHXYXT0000_XYGJJH2-0301_2026112410.xls",
    ]
    assert [outcome.sent_as for outcome in outcomes] == [
        LEGAL, "ZHXYXT0000_XYGJJH2-0301_2026112410.xls", "ZHXYXT0000_XYGJJH1-0201_2026112410.xls", LEGAL, LEGAL,
    ]  # fmt: skip
    rows = xls_rows(credit, LEGAL)
    assert [row["行政处罚决定书文号"].value for row in rows] == [f"滨卫医罚〔2026〕{n}号" for n in (1, 4, 5)]
    assert [row["行政相对人类别"].value for row in rows] == [
        "法人及非法人组织",
        "个体工商户",
        "法人及非法人组织",
    ]


def test_an_xls_file_has_the_national_columns_in_order_and_every_cell_is_text(credit: CreditOffice) -> None:
    credit.deliver(published(1), published(2, LICENCE))
    sheet = xlrd.open_workbook(credit.out / LEGAL, formatting_info=True).sheet_by_index(0)
    heads = [cell.value for cell in sheet.row(0)]
    assert heads[:3] == ["行政相对人名称", "行政相对人类别", "行政相对人代码_1(统一社会信用代码)"]
    assert (len(heads), heads[13], heads[24], heads[29]) == (30, "行政处罚决定书文号", "公示截止期", "备注")
    (row,) = xls_rows(credit, LEGAL)
    assert {cell.ctype for cell in row.values() if cell.value != ""} == {xlrd.XL_CELL_TEXT}
    assert row["罚款金额（万元）"].value == "0.500000"
    assert row["处罚决定日期"].value == "2026/11/18"
    assert row["处罚有效期"].value == "2099/12/31"
    assert row["公示截止期"].value == "2027/11/18"
    assert row["处罚机关统一社会信用代码"].value == CODE
    (licence,) = xls_rows(credit, "ZHXYXT0000_XYGJJH1-0201_2026112410.xls")
    assert licence["许可编号"].value == "0012", "leading zeros stay"
    assert licence["当前状态"].value == "1"


def test_a_natural_persons_number_stays_whole_and_the_representatives_is_left_blank(
    credit: CreditOffice,
) -> None:
    credit.deliver(published(1, **PERSON), published(2, legal_representative_id=PERSON_ID))
    (person,) = xls_rows(credit, "ZHXYXT0000_XYGJJH2-0301_2026112410.xls")
    assert (person["证件类型"].value, person["证件号码"].value) == ("身份证", PERSON_ID)
    (legal,) = xls_rows(credit, LEGAL)
    assert legal["法定代表人"].value == "钱某某"
    assert legal["法定代表人证件号码"].value == ""


def test_xlsx_cells_are_text_and_no_formula_runs(sqlite_credit: CreditOffice) -> None:
    sqlite_credit.own_profile("national-2018", format="xlsx")
    credit = CreditOffice(sqlite_credit.office, profile="own")
    formula = '=HYPERLINK("http://127.0.0.1/","点")'
    credit.deliver(published(1, LICENCE, remark=formula), published(2, LICENCE, remark="@SUM(A1)"))
    (name,) = credit.files()
    sheet = openpyxl.load_workbook(credit.out / name).active
    rows = list(sheet.iter_rows())
    heads = [cell.value for cell in rows[0]]
    filled = [cell for row in rows for cell in row if cell.value is not None]
    assert {cell.data_type for cell in filled} == {"s"}
    assert {cell.number_format for cell in filled} == {"@"}
    remark = rows[1][heads.index("备注")]
    assert remark.value.startswith("=HYPERLINK")
    assert remark.quotePrefix
    assert rows[1][heads.index("许可编号")].value == "0012"
    assert openpyxl.load_workbook(credit.out / name, data_only=True).active.cell(2, len(heads)).value


def test_csv_files_carry_our_key_and_open_in_excel_without_formulas(sqlite_office: Office) -> None:
    credit = CreditOffice(sqlite_office, profile="exchange-2018")
    credit.deliver(published(1, sequence=3), published(2, LICENCE, remark="-1+2"))
    assert credit.files() == [
        "990000_ZHXYXT0000_FR_CF_2026112410.csv",
        "990000_ZHXYXT0000_FR_XK_2026112410.csv",
    ]
    text = (credit.out / credit.files()[0]).read_bytes()
    assert text.startswith(b"\xef\xbb\xbf")
    (row,) = csv.DictReader(text.decode("utf-8-sig").splitlines())
    assert (row["WYBS"], row["BGXH"], row["DQZT"]) == ("credit-1-3", "3", "0")
    assert row["CF_JDRQ"] == "2026-11-18", "the profile's own form of dates"
    (licence,) = csv.DictReader((credit.out / credit.files()[1]).read_text("utf-8-sig").splitlines())
    assert licence["BZ"] == "'-1+2"


def test_json_files_name_themselves_and_count_their_records(sqlite_credit: CreditOffice) -> None:
    sqlite_credit.own_profile("exchange-2018", format="json")
    credit = CreditOffice(sqlite_credit.office, profile="own")
    credit.deliver(published(1), published(2))
    (name,) = credit.files()
    content = json.loads((credit.out / name).read_bytes())
    assert (content["fileName"], content["totalSize"]) == (name, 2)
    assert content["records"][0]["CF_NR_FK"] == "0.500000"


def test_a_character_the_files_encoding_lacks_refuses_its_own_row_only(sqlite_credit: CreditOffice) -> None:
    sqlite_credit.own_profile("exchange-2018", encoding="gb2312")
    credit = CreditOffice(sqlite_credit.office, profile="own")
    outcomes = credit.deliver(published(1), published(2, party_name="海州区𠮷祥诊所"), published(3))
    assert [outcome.result for outcome in outcomes] == [Result.SENT, Result.REFUSED, Result.SENT]
    assert "𠮷" in outcomes[1].problem
    assert [row.publication_id for row in credit.rows()] == [1, 3]


def test_withdrawals_go_into_a_file_of_their_own_with_state_reason_and_what_identifies_them(
    credit: CreditOffice,
) -> None:
    for reason in WithdrawalReason:
        assert reason in load_profile(None, "national-2018").withdrawals.states
    outcomes = credit.deliver(
        published(9),
        withdrawn(1, WithdrawalReason.REVOKED),
        withdrawn(2, WithdrawalReason.REPAIRED),
        withdrawn(3, WithdrawalReason.EXPIRED, LICENCE),
    )
    assert [outcome.result for outcome in outcomes] == [Result.SENT] * 4
    rows = xls_rows(credit, "ZHXYXT0000_XYGJJH3-0301_2026112410.xls")
    found = [[cell.value for cell in row.values()] for row in rows]
    assert found == [
        ["滨卫医罚〔2026〕1号", CODE, "1", "撤销", "撤回说明：已依法撤销"],
        ["滨卫医罚〔2026〕2号", CODE, "1", "信用修复", "撤回说明：已依法撤销"],
    ]
    assert len(xls_rows(credit, "ZHXYXT0000_XYGJJH3-0201_2026112410.xls")) == 1


def test_no_two_files_have_one_name(credit: CreditOffice) -> None:
    first, second, third = (credit.deliver(published(n))[0].sent_as for n in (1, 2, 3))
    assert first == LEGAL
    assert second == LEGAL.replace(".xls", "_02.xls")
    assert third == LEGAL.replace(".xls", "_03.xls")
    (credit.out / second).unlink()  # collected
    assert credit.deliver(published(4))[0].sent_as == LEGAL.replace(".xls", "_04.xls")
    credit.office.on(credit.office.now + timedelta(hours=1))
    assert credit.deliver(published(5))[0].sent_as == LEGAL.replace("2410", "2411")


def test_the_same_key_again_writes_no_second_file(credit: CreditOffice) -> None:
    (once,) = credit.deliver(published(1))
    (again, new) = credit.deliver(published(1), published(2))
    assert (again.result, again.sent_as) == (Result.SENT, once.sent_as)
    assert new.sent_as != once.sent_as
    (credit.out / LEGAL).unlink()  # collected
    assert credit.deliver(published(1))[0].sent_as == LEGAL
    assert len(credit.rows()) == 2
    assert len(credit.files()) == 1


def test_files_are_no_longer_than_the_platform_takes(sqlite_credit: CreditOffice) -> None:
    sqlite_credit.own_profile("national-2018", most_rows=2)
    credit = CreditOffice(sqlite_credit.office, profile="own")
    outcomes = credit.deliver(*(published(n) for n in range(1, 6)))
    assert [len(xls_rows(credit, name)) for name in credit.files()] == [2, 2, 1]
    assert len({outcome.sent_as for outcome in outcomes}) == 3


def test_a_record_that_breaks_the_outward_contract_stays_in_the_house(credit: CreditOffice) -> None:
    good, long, later = credit.deliver(
        published(1), published(2, LICENCE, document_title="书" * 65), published(3, decided_on=None)
    )
    assert good.result is Result.SENT
    assert (long.result, long.code) == (Result.REFUSED, "credit-too-long")
    assert long.problem == "不能报送信用平台：“行政许可决定文书名称”超过64字（现为65字）"
    assert (later.result, later.code) == (Result.REFUSED, "credit-missing-required")
    assert credit.files() == [LEGAL]


def test_what_is_no_record_is_refused_with_a_sentence(sqlite_credit: CreditOffice) -> None:
    odd = replace(published(1), body="[1]")
    strange = replace(published(2), act_type=ActType.COERCION.value)
    outcomes = sqlite_credit.deliver(odd, strange)
    assert {outcome.result for outcome in outcomes} == {Result.REFUSED}
    assert outcomes[0].problem == "不能报送信用平台：报送内容不是行政处罚的双公示记录"
    assert outcomes[1].problem == "不能报送信用平台：行政强制不属于双公示归集范围"
    assert sqlite_credit.files() == []


def test_outcomes_come_in_the_order_of_the_deliveries(sqlite_credit: CreditOffice) -> None:
    wanted = [
        withdrawn(8, WithdrawalReason.REVOKED),
        published(2, **PERSON),
        published(1),
        published(3, LICENCE),
    ]
    assert [outcome.delivery for outcome in sqlite_credit.deliver(*wanted)] == wanted


def test_files_are_for_the_owner_and_the_collecting_group_only(sqlite_credit: CreditOffice) -> None:
    sqlite_credit.deliver(published(1, **PERSON))
    (name,) = sqlite_credit.files()
    assert (sqlite_credit.out / name).stat().st_mode & 0o007 == 0


def test_the_register_keeps_what_was_handed_in_but_not_its_text(sqlite_credit: CreditOffice) -> None:
    sqlite_credit.deliver(published(1, **PERSON))
    (row,) = sqlite_credit.rows()
    assert (row.publication_id, row.task, row.sequence, row.row_number) == (1, "publish", 1, 1)
    assert (row.authority_code, row.result) == (CODE, None)
    assert PERSON_ID not in str(row)
    assert "孙某某" not in str(row)


def test_without_its_file_the_channel_is_not_configured(sqlite_office: Office) -> None:
    with sqlite_office.open() as here:
        assert open_credit_platform(sqlite_office.home, here.register, sqlite_office._tick) is None


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"unit_code": 12}, "unit_code"),
        ({"unit_code": "../x"}, "unit_code"),
        ({"answer_folder": "credit/out"}, "同一文件夹"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_a_wrong_configuration_names_file_and_field(
    sqlite_office: Office, settings: dict[str, Any], said: str
) -> None:
    CreditOffice(sqlite_office, **settings)
    with pytest.raises(ChannelFault, match=said):
        load_configuration(sqlite_office.home)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"file_name": "{unit_code}_{hour}"}, "不能区分"),
        ({"file_name": "{colour}_{batch_code}_{act_code}"}, "colour"),
        ({"file_name": "../{batch_code}_{act_code}"}, "不允许的字符"),
        ({"batch_codes": {"legal": "1", "natural": "2"}}, "withdrawn"),
        ({"columns": {"行政许可": [], "行政处罚": []}}, "无法对应答复"),
    ],
)
def test_a_profile_that_would_lose_a_file_or_an_answer_is_refused(
    sqlite_office: Office, changes: dict[str, Any], said: str
) -> None:
    credit = CreditOffice(sqlite_office, profile="own")
    credit.own_profile("national-2018", **changes)
    with pytest.raises(ChannelFault, match=said):
        load_profile(sqlite_office.home, "own")


def test_a_profile_names_only_fields_of_the_standard(sqlite_office: Office) -> None:
    credit = CreditOffice(sqlite_office, profile="own")
    shipped = load_profile(None, "national-2018").columns
    columns = {
        act.value: [{"field": c.field, "heading": c.heading} for c in chosen]
        for act, chosen in shipped.items()
    }
    columns["行政处罚"].append({"field": "CF_COLOUR", "heading": "颜色"})
    credit.own_profile("national-2018", columns=columns)
    with pytest.raises(ChannelFault, match="CF_COLOUR"):
        load_profile(sqlite_office.home, "own")
    with pytest.raises(ChannelFault, match="national-2018"):
        load_profile(sqlite_office.home, "nowhere")


def test_what_the_profiles_assume_is_said_in_them() -> None:
    for name in ("national-2018", "exchange-2018"):
        profile = load_profile(None, name)
        assert profile.assumption
        assert profile.note
        assert profile.source
