"""The credit platform's own list against the register: what it shows too much, what it lacks, what nobody knows (G12)."""

from __future__ import annotations

import csv
from datetime import timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from flows.cli import main
from tasks.channels.configuration import ChannelFault
from tasks.credit_list_checking import credit_list_answer, credit_list_text
from tasks.law.acts import Channel
from tasks.law.identifiers import uscc_with_check
from tests.ending_acts import noticed
from tests.flow_runs.test_credit_channel import answer, credit, handed_in
from tests.office import CODE, Office, licence

__all__ = ["credit"]

FIRST, ENDED, MIDDLE, LAST = (f"滨卫医许〔2026〕{number}号" for number in (41, 42, 43, 44))
LATER = "滨卫医许〔2026〕45号"
DAYS = {
    FIRST: "2026-11-10",
    ENDED: "2026-11-12",
    MIDDLE: "2026-11-16",
    LAST: "2026-11-18",
    LATER: "2026-11-20",
}


@pytest.fixture
def reported(credit: Office) -> Office:
    """Five licences accepted by the platform, one of them revoked and taken down there since."""
    credit.take(*(licence(number, 许可决定日期=day) for number, day in DAYS.items()), keys=list(DAYS))
    credit.publish()
    credit.deliver()
    answer(credit, **dict.fromkeys(DAYS, "入库成功"))
    credit.deliver()
    noticed(credit, ENDED)
    credit.withdraw()
    credit.deliver()
    answer(credit, **{ENDED: "撤下成功"})
    credit.deliver()
    assert {number: credit.state(number, Channel.CREDIT) for number in DAYS} == dict.fromkeys(
        DAYS, "published"
    ) | {ENDED: "withdrawn"}
    credit.on(credit.now + timedelta(hours=1))
    return credit


def exported(office: Office, *rows: dict[str, str], name: str = "导出.csv") -> Path:
    """What the platform's query page gives."""
    path = office.home / name
    heads = list(dict.fromkeys(head for row in rows for head in row))
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, heads)
        writer.writeheader()
        writer.writerows(rows)
    return path


def entry(number: str, **more: str) -> dict[str, str]:
    return {"行政许可决定文书号": number, "许可机关统一社会信用代码": CODE, **more}


def checked(office: Office, path: Path, *, mend: bool = False) -> dict[str, Any]:
    return credit_list_answer(path, office.now, mend=mend)


def problems(told: dict[str, Any]) -> dict[str, str]:
    return {one["decision"]: one["problem"] for one in told["differences"]}


def test_a_list_that_agrees_says_what_it_was_held_against(reported: Office) -> None:
    told = checked(reported, exported(reported, entry(FIRST), entry(MIDDLE), entry(LAST)))
    assert told["ok"]
    assert (told["rows"], told["decisions"]) == (3, 4), (
        "the ended one lies within the days and is rightly absent"
    )
    assert credit_list_text(told) == (
        f"清单3条，与登记簿4件核对：行政许可（{CODE}）2026-11-10至2026-11-18作出的\n清单与登记簿一致"
    )


def test_what_lies_outside_the_days_of_the_list_is_not_missed(reported: Office) -> None:
    told = checked(reported, exported(reported, entry(MIDDLE), entry(LAST)))
    assert (told["ok"], told["decisions"]) == (True, 2)


def test_what_the_platform_lacks_or_still_shows_is_found_and_handed_in_again(reported: Office) -> None:
    path = exported(reported, entry(FIRST), entry(ENDED), entry(LAST))
    wanted = {ENDED: "按登记簿不应公示，对方仍在公示", MIDDLE: "对方没有公示此决定"}
    assert problems(checked(reported, path)) == wanted
    told = checked(reported, path, mend=True)
    assert (told["ok"], {one["decision"] for one in told["mended"]}) == (True, {ENDED, MIDDLE})
    assert "已重新排入" in credit_list_text(told)
    assert checked(reported, path)["ok"], "what is under way is not told again"
    before = len(handed_in(reported))
    (done,) = reported.deliver()
    assert (done.sent, len(handed_in(reported)) - before) == (2, 2)
    answer(reported, **{ENDED: "撤下成功", MIDDLE: "入库成功"})
    reported.deliver()
    assert reported.state(ENDED, Channel.CREDIT) == "withdrawn"
    assert reported.state(MIDDLE, Channel.CREDIT) == "published"
    reported.assert_balanced()


def test_a_record_the_platform_keeps_without_showing_it_is_not_shown(reported: Office) -> None:
    rows = [
        entry(FIRST, 公示状态="公示中"),
        entry(ENDED, 公示状态="已撤下"),
        entry(LAST, 公示状态="取消公示"),
    ]
    told = checked(reported, exported(reported, *rows))
    assert problems(told) == {MIDDLE: "对方没有公示此决定", LAST: "对方没有公示此决定"}


def test_rows_that_cannot_be_held_against_anything_are_each_told_with_their_place(reported: Office) -> None:
    rows = [
        entry(FIRST), entry("某卫医许〔2026〕1号"), entry(""), entry("滨卫医许[2026]第041号"), entry(MIDDLE), entry(LAST),
    ]  # fmt: skip
    told = checked(reported, exported(reported, *rows), mend=True)
    assert [(one["place"], one["problem"]) for one in told["differences"]] == [
        ("信用平台清单第2条", "登记簿中没有此决定"),
        ("信用平台清单第3条", "没有文书号"),
        ("信用平台清单第4条", "与清单中另一条重复，请联系平台去掉一条"),
    ]
    assert told["mended"] == []


def test_what_changed_after_the_export_is_left_alone(reported: Office) -> None:
    path = exported(reported, entry(FIRST), entry(ENDED), entry(MIDDLE), entry(LAST))
    before = reported.now - timedelta(hours=2)
    assert credit_list_answer(path, before, mend=False)["ok"], "it was still public when the list was made"


def test_a_list_of_another_office_is_no_reason_to_send_anything(reported: Office) -> None:
    path = exported(reported, {"决定书文号": "海卫医罚〔2026〕9号", "机关代码": "11120102MB1234567K"})
    told = checked(reported, path, mend=True)
    assert (told["decisions"], told["mended"]) == (0, [])
    assert "没有一条属于本登记簿" in credit_list_text(told)


def test_what_was_decided_before_the_channel_began_is_not_taken_down(credit: Office) -> None:
    """It came there another way."""
    settings = credit.home / "channels" / "credit.yaml"
    settings.write_text(f"{settings.read_text(encoding='utf-8')}since: 2026-11-15\n", encoding="utf-8")
    credit.take(*(licence(number, 许可决定日期=day) for number, day in DAYS.items()), keys=list(DAYS))
    credit.publish()
    credit.deliver()
    answer(credit, **{MIDDLE: "入库成功", LAST: "入库成功", LATER: "入库成功"})
    credit.deliver()
    assert credit.state(FIRST, Channel.CREDIT) == "exempt"
    credit.on(credit.now + timedelta(hours=1))
    told = checked(credit, exported(credit, *map(entry, DAYS)), mend=True)
    assert (told["mended"], told["differences"]) == ([], [])


def test_a_number_of_two_authorities_says_nothing_of_either(reported: Office) -> None:
    code = uscc_with_check("11120102MB0000001")
    other = {"许可机关": "滨河市海州区卫生健康委员会", "许可机关统一社会信用代码": code}
    reported.take(*(licence(number, **other) for number in (FIRST, LAST)), keys=["甲", "乙"])
    rows = [{"决定书文号": FIRST}, {"决定书文号": LAST}]
    told = checked(reported, exported(reported, *rows), mend=True)
    assert (told["mended"], told["covered"]) == ([], [])
    assert {one["problem"] for one in told["differences"]} == {
        "对应登记簿中2件决定，请索取写明机关代码的清单"
    }


def test_a_workbook_with_a_title_row_is_read_too(reported: Office) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (
        ["双公示数据清单"],
        ["序号", "XK_WSH", "状态"],
        *([n, number, "正常"] for n, number in enumerate(DAYS)),
    ):
        sheet.append(row)
    path = reported.home / "清单.xlsx"
    book.save(path)
    assert problems(checked(reported, path)) == {ENDED: "按登记簿不应公示，对方仍在公示"}


def test_a_file_that_is_no_list_is_refused_with_how_to_mend_it(reported: Office) -> None:
    path = exported(reported, {"公示状态": "公示中", "机关代码": CODE})
    with pytest.raises(ChannelFault, match=r"清单导出\.csv：没有文书号列.*credit-listing.yaml"):
        checked(reported, path)
    path = exported(reported, {"姓名": "孙某某", "金额": "1"})
    with pytest.raises(ChannelFault, match=r"清单导出\.csv：没有一列是规定的字段，现有表头：姓名、金额"):
        checked(reported, path)


def test_without_a_credit_platform_there_is_nothing_to_check(office: Office) -> None:
    office.take(licence(FIRST))
    with pytest.raises(ChannelFault, match="信用平台未配置"):
        checked(office, exported(office, entry(FIRST)))


def test_the_command_tells_an_officer_and_ends_with_1(
    reported: Office, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = exported(reported, entry(FIRST), entry(LAST))
    asked = ["gongshi", "verify", "--credit-list", str(path), "--exported-at", reported.now.isoformat()]
    monkeypatch.setattr("sys.argv", asked)
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 1
    assert f"信用平台清单　{MIDDLE}　对方没有公示此决定" in capsys.readouterr().out
