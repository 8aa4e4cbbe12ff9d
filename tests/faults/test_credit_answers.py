"""The credit platform's answers, good and bad: each row settles what it answers, each oddity is one clear finding."""

from __future__ import annotations

import io
import os
import zipfile
from pathlib import Path
from typing import Any

import pytest
import xlwt

from tasks.channels.configuration import ChannelFault
from tasks.channels.credit_platform import channel as credit_channel
from tasks.channels.credit_platform.known_answers import AnswerTable, Heading, load_answer_table
from tasks.channels.delivery import Result, Task
from tasks.credit_answers import AnswersTaken
from tasks.law.lifecycle import WithdrawalReason
from tests.credit_office import LICENCE, PERSON, PERSON_ID, CreditOffice, published, withdrawn
from tests.office import CODE, Office

LEGAL = "ZHXYXT0000_XYGJJH1-0301_2026112410"
TAKEN = {"处理结果": "入库成功"}
REFUSED = {"处理结果": "退回", "错误代码": "1001", "错误信息": "未查询到主体或查询到的主体信息不匹配"}


@pytest.fixture
def credit(sqlite_office: Office) -> CreditOffice:
    return CreditOffice(sqlite_office)


def row(number: int, said: dict[str, str], **more: str) -> dict[str, str]:
    return {"决定书文号": f"滨卫医罚〔2026〕{number}号", "处罚机关统一社会信用代码": CODE} | said | more


def results(settled: list[Any]) -> dict[int, Result]:
    return {one.handed_in.publication_id: one.result for one in settled}


def test_accepted_rows_are_confirmed_and_rejected_ones_refused_with_how_to_mend_them(office: Office) -> None:
    credit = CreditOffice(office)
    credit.deliver(published(1), published(2))
    credit.answer_csv("回执.csv", [row(1, TAKEN, 回执编号="H-7"), row(2, REFUSED)])
    taken, settled = credit.answers()
    assert (taken.files, taken.confirmed, taken.refused, taken.problems) == (1, 1, 1, [])
    assert results(settled) == {1: Result.CONFIRMED, 2: Result.REFUSED}
    good, bad = settled
    assert (good.reference, good.handed_in.key, good.handed_in.sequence) == ("H-7", "credit-1-1", 1)
    assert bad.code == "subject-not-matched"
    assert bad.problem == (
        "退回：信用平台退回滨卫医罚〔2026〕2号：信用平台未查询到该主体，或者名称与统一社会信用代码不匹配（规则1001）"
    )
    assert bad.mending.startswith("请按营业执照核对行政相对人名称和代码")
    assert credit.findings() == [("credit-refused", bad.problem)]
    kept = credit.rows()
    assert [(one.result, one.code, one.reference) for one in kept] == [
        ("confirmed", "", "H-7"),
        ("refused", "subject-not-matched", ""),
    ]
    assert credit.put_away() == {"回执.csv": "done"}


@pytest.mark.parametrize("kind", ["xlsx", "xls", "json"])
def test_answers_are_read_whatever_their_kind(credit: CreditOffice, kind: str) -> None:
    credit.deliver(published(1), published(2))
    one, two = row(1, TAKEN), row(2, REFUSED)
    heads = list(two)
    table = [["信用平台数据校验结果"], heads, *[[r.get(h, "") for h in heads] for r in (one, two)]]
    if kind == "xlsx":
        credit.answer_xlsx("答复.xlsx", table)
    elif kind == "xls":
        book = xlwt.Workbook()
        sheet = book.add_sheet("结果")
        for number, cells in enumerate(table):
            for position, text in enumerate(cells):
                sheet.write(number, position, text)
        content = io.BytesIO()
        book.save(content)
        credit.answer_bytes("答复.xls", content.getvalue())
    else:
        credit.answer_json("答复.json", {"errorCode": "0", "data": {"list": [one, two]}})
    _, settled = credit.answers()
    assert results(settled) == {1: Result.CONFIRMED, 2: Result.REFUSED}


def test_numbers_are_matched_however_the_platform_writes_their_brackets(credit: CreditOffice) -> None:
    credit.deliver(published(1))
    credit.answer_csv("a.csv", [{"文书号": "滨卫医罚[2026]第001号", "结果": "通过"}])
    assert results(credit.answers()[1]) == {1: Result.CONFIRMED}


def test_our_own_key_needs_no_number(sqlite_office: Office) -> None:
    credit = CreditOffice(sqlite_office, profile="exchange-2018")
    credit.deliver(published(1), published(2))
    credit.answer_json(
        "a.json", [{"WYBS": "credit-1-1", "success": True}, {"WYBS": "credit-2-1", "success": False}]
    )
    assert results(credit.answers()[1]) == {1: Result.CONFIRMED, 2: Result.REFUSED}


def test_a_duplicate_push_means_it_is_there_already(credit: CreditOffice) -> None:
    credit.deliver(published(1))
    credit.answer_csv("a.csv", [row(1, {"处理结果": "失败", "错误信息": "该数据重复推送"})])
    _, settled = credit.answers()
    assert results(settled) == {1: Result.CONFIRMED}
    assert credit.findings() == []


def test_a_duplicate_push_of_a_correction_means_the_old_text_still_stands(credit: CreditOffice) -> None:
    credit.deliver(published(1))
    credit.answer_csv("a.csv", [row(1, TAKEN)])
    credit.answers()
    credit.deliver(published(1, sequence=2, violation_facts="更正后的事实"))
    credit.answer_csv("b.csv", [row(1, {"处理结果": "失败", "错误信息": "该数据重复推送"})])
    _, settled = credit.answers()
    assert results(settled) == {1: Result.REFUSED}
    ((code, message),) = credit.findings()
    assert code == "update-not-taken"
    assert "平台仍为原内容" in message


def test_taking_down_what_is_not_there_is_done(credit: CreditOffice) -> None:
    credit.deliver(withdrawn(1, WithdrawalReason.REVOKED))
    credit.answer_csv("a.csv", [row(1, {"处理结果": "失败", "错误信息": "数据不存在"})])
    assert results(credit.answers()[1]) == {1: Result.CONFIRMED}
    credit.deliver(published(2))
    credit.answer_csv("b.csv", [row(2, {"处理结果": "失败", "错误信息": "数据不存在"})])
    assert results(credit.answers()[1]) == {2: Result.REFUSED}


@pytest.mark.parametrize(
    ("message", "known"),
    [
        ("行政相对人代码_1(统一社会信用代码)不正确", "party-code-wrong"),
        ("验证规则代码:1001;未查询到主体或查询到的主体信息不匹配", "subject-not-matched"),
        ("违法事实里包含特殊字符信息!", "special-character"),
        ("发证日期不能大于当前日期", "date-in-future"),
        ("截止日期不能小于当前日期", "ended-before-today"),
        ("统一社会信用代码应当以92开头", "party-code-class"),
        ("处罚依据不能为空", "required-field"),
    ],
)
def test_messages_seen_in_production_have_a_sentence_and_a_remedy(message: str, known: str) -> None:
    table = load_answer_table(None)
    found = table.meaning({Heading.OUTCOME: "失败", Heading.MESSAGE: message}, Task.PUBLISH)
    assert found is not None
    assert (found.id, found.result) == (known, Result.REFUSED)
    assert "！" not in found.sentence + found.mending


def test_an_unknown_message_is_told_in_the_platforms_words_without_identity_numbers(
    credit: CreditOffice,
) -> None:
    credit.deliver(published(1, **PERSON))
    said = {"处理结果": "失败", "错误代码": "9527", "错误信息": f"证件号码{PERSON_ID}与公安信息不一致"}
    credit.answer_csv("a.csv", [row(1, said)])
    _, (answered,) = credit.answers()
    assert answered.code == "9527"
    assert "与公安信息不一致（代码9527）" in answered.problem
    assert PERSON_ID not in str(credit.findings()) + str(credit.rows())


def test_an_answer_that_lists_only_refusals_confirms_the_rest_when_its_counts_add_up(
    credit: CreditOffice,
) -> None:
    credit.deliver(published(1), published(2), published(3))
    beside = {"errorCode": "1", "totalSize": 3, "successSize": 2, "failSize": 1}
    credit.answer_json(f"{LEGAL}_回执.json", beside | {"rows": [row(2, REFUSED)]})
    taken, settled = credit.answers()
    assert results(settled) == {1: Result.CONFIRMED, 2: Result.REFUSED, 3: Result.CONFIRMED}
    assert (taken.confirmed, taken.refused) == (2, 1)


def test_an_answer_of_nothing_but_counts_settles_the_file_it_names(credit: CreditOffice) -> None:
    credit.deliver(published(1), published(2), published(3, LICENCE))
    beside = {"errorCode": "0", "totalSize": 2, "successSize": 2, "failSize": 0}
    credit.answer_json("1.json", beside | {"fileName": f"{LEGAL}.xls"})
    assert results(credit.answers()[1]) == {1: Result.CONFIRMED, 2: Result.CONFIRMED}


def test_a_file_refused_as_a_whole_refuses_each_of_its_rows(credit: CreditOffice) -> None:
    credit.deliver(published(1), published(2))
    credit.answer_json("1.json", {"errorCode": "500", "errorMsg": "模板版本不符", "fileName": f"{LEGAL}.xls"})
    _, settled = credit.answers()
    assert results(settled) == {1: Result.REFUSED, 2: Result.REFUSED}
    assert [message for _, message in credit.findings()] == [
        f"退回：信用平台退回{LEGAL}.xls第{n}条：模板版本不符（代码500）" for n in (1, 2)
    ]


@pytest.mark.parametrize(
    ("beside", "said"),
    [
        ({"totalSize": 3, "successSize": 1, "failSize": 1}, "共3条，成功1条，失败1条"),
        ({"totalSize": 3, "successSize": 1, "failSize": 2}, "失败2条，列明退回1条"),
        ({"totalSize": 9, "successSize": 8, "failSize": 1}, "答复共9条，报送文件"),
    ],
)
def test_counts_that_do_not_add_up_are_told_and_only_listed_rows_are_settled(
    credit: CreditOffice, beside: dict[str, int], said: str
) -> None:
    credit.deliver(published(1), published(2), published(3))
    credit.answer_json(f"{LEGAL}_1.json", beside | {"rows": [row(2, REFUSED)]})
    _, settled = credit.answers()
    assert results(settled) == {2: Result.REFUSED}
    codes = dict(credit.findings())
    assert sorted(codes) == ["answer-counts-differ", "credit-refused"]
    assert said in codes["answer-counts-differ"]
    assert [one.result for one in credit.rows()] == [None, "refused", None]


def test_wrong_columns_are_one_finding_and_the_file_is_kept_aside(credit: CreditOffice) -> None:
    credit.deliver(published(1))
    credit.answer_csv("错表.csv", [{"姓名": "孙某某", "年龄": "40"}] * 30)
    credit.answer_csv("半表.csv", [{"决定书文号": f"滨卫医罚〔2026〕{n}号", "备注": ""} for n in range(9)])
    taken, settled = credit.answers()
    assert (taken.files, settled) == (1, [])
    assert len(taken.problems) == 2
    assert {code for code, _ in credit.findings()} == {"unknown-columns", "answer-wrong-columns"}
    assert len(credit.findings()) == 2
    assert credit.put_away() == {"错表.csv": "aside", "半表.csv": "aside"}
    assert len(list((credit.back / "aside").glob("*.reason.txt"))) == 2


def test_an_unknown_row_is_one_finding_and_the_others_count(credit: CreditOffice) -> None:
    credit.deliver(published(1))
    credit.answer_csv("a.csv", [row(1, TAKEN), row(77, TAKEN)])
    _, settled = credit.answers()
    assert results(settled) == {1: Result.CONFIRMED}
    assert credit.findings() == [
        ("answer-unknown-row", "提示：信用平台答复文件a.csv第2条（滨卫医罚〔2026〕77号）不是本机关报送的")
    ]


def test_another_authoritys_decision_of_the_same_number_is_not_ours(credit: CreditOffice) -> None:
    credit.deliver(published(1))
    credit.answer_csv("a.csv", [row(1, TAKEN, 处罚机关统一社会信用代码="111201000000000021")])
    assert credit.answers()[1] == []
    assert [code for code, _ in credit.findings()] == ["answer-unknown-row"]


def test_the_same_row_twice_counts_once(credit: CreditOffice) -> None:
    credit.deliver(published(1))
    credit.answer_csv("a.csv", [row(1, TAKEN), row(1, TAKEN)])
    taken, settled = credit.answers()
    assert (taken.confirmed, len(settled)) == (1, 1)
    assert [code for code, _ in credit.findings()] == ["answer-row-twice"]


def test_rows_that_contradict_each_other_settle_nothing(credit: CreditOffice) -> None:
    credit.deliver(published(1))
    credit.answer_csv("a.csv", [row(1, TAKEN), row(1, REFUSED)])
    assert credit.answers()[1] == []
    assert [code for code, _ in credit.findings()] == ["answer-contradictory"]
    assert [one.result for one in credit.rows()] == [None]


@pytest.mark.parametrize("said", [{"处理结果": "处理中"}, {"处理结果": "成功", "错误代码": "1001"}])
def test_an_answer_that_is_neither_yes_nor_no_settles_nothing(
    credit: CreditOffice, said: dict[str, str]
) -> None:
    credit.deliver(published(1))
    credit.answer_csv("a.csv", [row(1, said)])
    assert credit.answers()[1] == []
    assert [code for code, _ in credit.findings()] == ["answer-unclear"]


def test_an_answer_to_what_was_since_replaced_is_kept_and_settles_nothing(credit: CreditOffice) -> None:
    (first,) = credit.deliver(published(1))
    credit.deliver(published(1, sequence=2, violation_facts="更正后的事实"))
    credit.answer_csv(f"{first.sent_as.removesuffix('.xls')}_回执.csv", [row(1, TAKEN)])
    taken, settled = credit.answers()
    assert (taken.confirmed, settled) == (0, [])
    assert [code for code, _ in credit.findings()] == ["answer-older"]
    assert [one.result for one in credit.rows()] == ["confirmed", None]


def test_without_a_file_name_it_is_not_guessed_which_hand_in_is_answered(credit: CreditOffice) -> None:
    credit.deliver(published(1))
    credit.deliver(published(1, sequence=2, violation_facts="更正后的事实"))
    credit.answer_csv("a.csv", [row(1, TAKEN)])
    assert credit.answers()[1] == []
    assert [code for code, _ in credit.findings()] == ["answer-ambiguous-row"]
    credit.answer_csv("b.csv", [row(1, TAKEN, 文件名=f"{LEGAL}_02.xls")])
    _, (answered,) = credit.answers()
    assert answered.handed_in.sequence == 2


def test_an_answer_for_a_withdrawal_does_not_confirm_the_publication(credit: CreditOffice) -> None:
    credit.deliver(published(1))
    credit.answer_csv("a.csv", [row(1, TAKEN)])
    credit.answers()
    credit.deliver(withdrawn(1, WithdrawalReason.REVOKED))
    credit.answer_csv("b.csv", [row(1, TAKEN)])
    _, (answered,) = credit.answers()
    assert (answered.handed_in.task, answered.result, answered.current) == (
        "withdraw",
        Result.CONFIRMED,
        True,
    )


@pytest.mark.parametrize("said", [TAKEN | {"回执编号": "H-7"}, TAKEN])
def test_an_old_answer_dropped_again_does_not_confirm_the_withdrawal(
    credit: CreditOffice, said: dict[str, str]
) -> None:
    credit.deliver(published(1))
    credit.answer_csv("a.csv", [row(1, said)])
    credit.answers()
    credit.deliver(withdrawn(1, WithdrawalReason.REVOKED))
    credit.answer_csv("a.csv", [row(1, said)])
    credit.answers()
    assert [one.result for one in credit.rows()] == ["confirmed", None]


def test_that_something_was_taken_down_is_no_answer_to_its_publication(credit: CreditOffice) -> None:
    credit.deliver(published(1))
    credit.answer_csv("a.csv", [row(1, {"处理结果": "删除成功"})])
    assert credit.answers()[1] == []
    assert [code for code, _ in credit.findings()] == ["answer-unclear"]


def test_a_later_answer_takes_the_place_of_an_earlier_one_and_closes_its_finding(
    credit: CreditOffice,
) -> None:
    credit.deliver(published(1))
    credit.answer_csv("a.csv", [row(1, REFUSED)])
    credit.answers()
    assert [code for code, _ in credit.findings()] == ["credit-refused"]
    credit.answer_csv("b.csv", [row(1, TAKEN)])
    _, settled = credit.answers()
    assert results(settled) == {1: Result.CONFIRMED}
    assert [code for code, _ in credit.findings()] == ["answer-changed"]


def test_a_process_that_dies_before_the_file_is_moved_changes_nothing_when_it_is_read_again(
    credit: CreditOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    credit.deliver(published(1), published(2))
    credit.answer_csv("a.csv", [row(1, TAKEN), row(2, REFUSED), row(77, TAKEN)])

    def killed(*_: object) -> Path:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("tasks.credit_answers.put_away", killed)
        with pytest.raises(KeyboardInterrupt):
            credit.answers()
    before, told = credit.rows(), credit.findings()
    assert (credit.back / "a.csv").exists()
    _, settled = credit.answers()
    assert results(settled) == {1: Result.CONFIRMED, 2: Result.REFUSED}, (
        "what may not be settled yet is told again"
    )
    assert credit.findings() == told
    assert [one.result for one in credit.rows()] == [one.result for one in before]
    assert credit.put_away() == {"a.csv": "done"}


def test_what_cannot_be_settled_is_not_kept_and_the_file_stays(credit: CreditOffice) -> None:
    from tasks.credit_answers import AnswerDesk, take_answers

    credit.deliver(published(1))
    credit.answer_csv("a.csv", [row(1, TAKEN)])

    def refuses(*_: object) -> None:
        raise RuntimeError("the register refuses")

    with credit.open() as here:
        platform = credit.platform(here)
        desk = AnswerDesk(
            platform.configuration, load_answer_table(None), here.register, credit.office._tick, refuses
        )
        with pytest.raises(RuntimeError):
            take_answers(desk)
    assert [one.result for one in credit.rows()] == [None]
    assert (credit.back / "a.csv").exists()


def test_files_still_being_written_are_left_for_the_next_run(sqlite_office: Office) -> None:
    credit = CreditOffice(sqlite_office, quiet=60)
    credit.deliver(published(1))
    path = credit.answer_csv("a.csv", [row(1, TAKEN)])
    now = credit.office.now.timestamp()
    os.utime(path, (now, now))
    credit.answer_csv("b.csv.part", [row(1, TAKEN)])
    assert credit.answers() == (AnswersTaken(), [])
    os.utime(path, (now - 61, now - 61))
    assert results(credit.answers()[1]) == {1: Result.CONFIRMED}


def _bomb() -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/workbook.xml", "<workbook/>")
        package.writestr("xl/worksheets/sheet1.xml", "<sheet>" + " " * (40 * 2**20))
    return content.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("bomb.xlsx", _bomb(), "zip-bomb"),
        ("half.xlsx", b"PK\x03\x04 half a workbook", "file-damaged"),
        ("half.json", b'{"errorCode": "0", "rows": [{"CF_WSH": "', "file-damaged"),
        ("deep.json", b"[" * 100_000, "not-a-table"),
        ("empty.csv", b"", "file-empty"),
        ("letter.pdf", b"%PDF-1.7 ...", "unknown-kind"),
        ("page.xls", b"<html><body>404</body></html>", "html-page"),
        ("numbers.json", b"[1, 2, 3]", "not-a-table"),
    ],
)
def test_a_hostile_or_broken_file_is_one_finding_and_stops_no_other(
    credit: CreditOffice, name: str, content: bytes, code: str
) -> None:
    credit.deliver(published(1))
    credit.answer_bytes(name, content)
    credit.answer_csv("zz.csv", [row(1, TAKEN)])
    taken, settled = credit.answers()
    assert results(settled) == {1: Result.CONFIRMED}
    assert len(taken.problems) == 1
    ((found, message),) = credit.findings()
    assert found == code
    assert name in message
    assert credit.put_away() == {name: "aside", "zz.csv": "done"}
    assert next((credit.back / "aside").glob(f"{Path(name).stem}.*")).exists()


def test_an_answer_that_names_no_file_and_no_row_is_kept_aside(credit: CreditOffice) -> None:
    credit.deliver(published(1))
    credit.answer_json("x.json", {"errorCode": "0", "totalSize": 1, "successSize": 1, "failSize": 0})
    assert credit.answers()[1] == []
    assert [code for code, _ in credit.findings()] == ["answer-file-unknown"]
    assert credit.put_away() == {"x.json": "aside"}


def test_a_missing_answer_folder_is_told_and_nothing_else(credit: CreditOffice) -> None:
    credit.deliver(published(1))
    credit.back.rmdir()
    taken, settled = credit.answers()
    assert settled == []
    (problem,) = taken.problems
    assert "不存在或者无法读取" in problem


def test_a_missing_hand_in_folder_fails_and_is_tried_again(credit: CreditOffice) -> None:
    credit.out.rmdir()
    (failed,) = credit.deliver(published(1))
    assert failed.result is Result.FAILED
    assert "报送文件夹" in failed.problem
    assert "将自动重试" in failed.problem
    credit.out.mkdir()
    (sent,) = credit.deliver(published(1))
    assert (sent.result, sent.sent_as) == (Result.SENT, f"{LEGAL}.xls")


@pytest.mark.parametrize(
    "moment", ["before the file is written", "half written", "before it is kept as placed"]
)
def test_a_process_killed_while_handing_in_loses_nothing_and_hands_in_nothing_twice(
    credit: CreditOffice, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    def half(folder: Path, name: str, content: bytes) -> None:
        (folder / f".{name}.part").write_bytes(content[:100])
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        if moment == "before it is kept as placed":
            patched.setattr(credit_channel, "mark_placed", killed)
        else:
            patched.setattr(credit_channel, "place", half if moment == "half written" else killed)
        with pytest.raises(KeyboardInterrupt):
            credit.deliver(published(1))
    seen = credit.files()
    assert seen == ([f"{LEGAL}.xls"] if moment == "before it is kept as placed" else [])
    (sent,) = credit.deliver(published(1))
    assert sent.result is Result.SENT
    assert credit.files() == [sent.sent_as] == [f"{LEGAL}.xls"]
    assert [path.name for path in credit.out.iterdir()] == credit.files(), "no half file is left"
    assert len(credit.rows()) == 1
    assert credit.rows()[0].placed_at


def test_a_refused_delivery_told_again_gets_the_answer_it_got(credit: CreditOffice) -> None:
    credit.deliver(published(1))
    credit.answer_csv("a.csv", [row(1, REFUSED)])
    credit.answers()
    (again,) = credit.deliver(published(1))
    assert (again.result, again.code) == (Result.REFUSED, "subject-not-matched")
    assert "未查询到主体" in again.problem
    assert len(credit.rows()) == 1


def test_an_answer_table_of_the_installation_takes_the_place_of_the_shipped_one(credit: CreditOffice) -> None:
    own = credit.office.home / "channels" / "credit-answers.yaml"
    own.write_text("version: '1'\nheadings: {}\n", encoding="utf-8")
    with pytest.raises(ChannelFault, match=r"credit-answers\.yaml"):
        load_answer_table(credit.office.home)
    assert isinstance(load_answer_table(None), AnswerTable)
