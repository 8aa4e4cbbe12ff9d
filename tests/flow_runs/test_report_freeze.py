"""The annual report through the register: confirmed, frozen, unmoved by what comes later, opened again (G17, G18)."""

from __future__ import annotations

import json
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from tasks.contracts.tables_checks import CheckSeverity
from tasks.deciding import dismiss
from tasks.law.annual_report import Scope, report_from_json
from tasks.register.acting import ActRefused
from tasks.register.schema import operator_act, record, report_freeze, report_reopening, report_signature
from tasks.report_printing import print_report
from tasks.report_showing import report_answer, report_text
from tasks.report_signing import freeze_report, reopen_report, sign_report
from tasks.warehouse.checks import CheckFinding
from tests.flow_runs.test_command_line import gongshi
from tests.office import PEOPLE, SECOND, Office, licence, penalty

YEAR = 2026
JANUARY = datetime(2027, 1, 12, 2, 0, tzinfo=UTC)
WHY = ("经核对无误", "实施方案二（三）6")
LICENCES, SUPERVISION = "政务服务处", "监督处"
SIGNERS = {LICENCES: "处长甲", SUPERVISION: "撤下甲"}
FAULTY = {"许可决定日期": "2026-11-18", "许可机关": ""}


@pytest.fixture
def january(office: Office) -> Office:
    """An office with a year behind it: one licence and one penalty of the year."""
    office.take(licence("滨卫医许〔2026〕35号"))
    office.take(penalty("滨卫医罚〔2026〕12号"))
    office.on(JANUARY)
    return office


def sign(*offices: str, scope: Scope = Scope.OWN) -> str:
    said = ""
    for one in offices or SIGNERS:
        said = sign_report(YEAR, scope, one, SIGNERS[one], *WHY)
    return said


def freeze(by: str = SECOND, scope: Scope = Scope.OWN, **named: Any) -> str:
    return freeze_report(YEAR, scope, by, *WHY, **named)


def reopen(by: str = "主任甲") -> str:
    return reopen_report(YEAR, Scope.OWN, by, "漏报一件", WHY[1])


def shown(number: int | None = None, as_of: datetime = JANUARY + timedelta(days=90)) -> dict[str, Any]:
    return report_answer(YEAR, Scope.OWN, number, as_of)


def printed(folder: Path, number: int | None = None) -> bytes:
    """The kept content; every document beside it is the same each time."""
    _, paths = print_report(YEAR, Scope.OWN, number, folder)
    assert {path.suffix for path in paths} == {".docx", ".xlsx", ".html", ".json"}
    return next(path for path in paths if path.suffix == ".json").read_bytes()


def late_penalty(office: Office) -> None:
    """A decision of the year that its source brings after the freeze."""
    office.take(penalty("滨卫医罚〔2026〕99号", 处罚决定日期="2026-12-30"))


def test_a_report_is_confirmed_office_by_office_and_frozen_by_another(january: Office) -> None:
    assert shown()["state"] == "draft"
    said = sign(LICENCES)
    assert "政务服务处已确认2026年度报告：行政许可实施情况统计表，确认人政务服务处 处长甲" in said
    assert "尚待确认：监督处" in said
    assert "各处室均已确认" in sign(SUPERVISION)
    said = freeze()
    (kept,) = january.rows(sa.select(report_freeze))
    assert "已冻结2026年度报告（第1次），办理人委领导 主任甲" in said
    assert kept.digest in said
    content = report_from_json(kept.content)
    assert content.digest == kept.digest
    assert (content.snapshot, content.rules) == (kept.snapshot, kept.rules)
    assert kept.snapshot.startswith("gongshi-")
    assert {table.form for table in content.tables} == {"penalty", "licence", "coercion", "other_acts"}
    answer = shown()
    assert answer["state"] == "frozen"
    assert answer["differences"] == []
    assert [one["state"] for one in answer["offices"]] == ["valid", "valid"]
    (told,) = answer["freezes"]
    assert told["frozen"] == {
        "by": SECOND,
        "at": "2027-01-12T10:00:00+08:00",
        "reason": WHY[0],
        "basis": WHY[1],
    }
    assert [one["signed_by"] for one in told["signatures"]] == ["政务服务处 处长甲", "监督处 撤下甲"]
    assert "第1次冻结以来数字没有变动" in report_text(answer)


def test_every_act_is_kept_with_person_office_role_reason_and_basis(january: Office) -> None:
    sign()
    freeze()
    reopen()
    acts = january.rows(sa.select(operator_act).order_by(operator_act.c.id))
    assert [(act.act, act.subject) for act in acts] == [
        ("report_sign", "2026年度报告：政务服务处"),
        ("report_sign", "2026年度报告：监督处"),
        ("report_freeze", "2026年度报告：第1次"),
        ("report_reopen", "2026年度报告：第1次"),
    ]
    assert [(act.operator, act.role) for act in acts] == [
        ("政务服务处 处长甲", "经办"), ("监督处 撤下甲", "经办"), (SECOND, "负责人"), (SECOND, "负责人"),
    ]  # fmt: skip
    assert all(act.office and act.reason and act.basis for act in acts)


def test_a_changed_figure_voids_only_the_confirmation_of_its_office(january: Office) -> None:
    sign()
    late_penalty(january)
    states = {one["office"]: one for one in shown()["offices"]}
    assert states[LICENCES]["state"] == "valid"
    assert states[SUPERVISION]["state"] == "stale"
    changed = {
        (one["unit"], one["column"]): (one["before"], one["now"]) for one in states[SUPERVISION]["changed"]
    }
    assert changed["合计", "合计(宗)"] == (1, 2)
    assert changed["合计", "罚没金额(元)"] == (5000, 10000)
    with pytest.raises(ActRefused, match=r"监督处的确认（监督处 撤下甲）已失效.*合计\(宗\)”由1变为2"):
        freeze()
    with pytest.raises(ActRefused, match=r"政务服务处的数字已由政务服务处 处长甲确认.*无需再次确认"):
        sign(LICENCES)
    assert "较上次确认变动" in sign(SUPERVISION)
    freeze()
    assert len(january.rows(sa.select(report_signature))) == 3, "what was confirmed before is kept"


def test_a_source_that_changes_later_changes_nothing_frozen_and_the_difference_is_shown(
    january: Office, tmp_path: Path
) -> None:
    sign()
    freeze()
    before = printed(tmp_path / "first")
    late_penalty(january)
    january.take(licence("滨卫医许〔2026〕35号", 许可决定日期="2025-11-18"))
    answer = shown()
    assert answer["state"] == "frozen"
    assert printed(tmp_path / "again") == before
    for path in (tmp_path / "first").iterdir():
        assert (tmp_path / "again" / path.name).read_bytes() == path.read_bytes(), path.suffix
    (kept,) = january.rows(sa.select(report_freeze))
    assert kept.content.encode() == before
    found = {
        (one["form"], one["unit"], one["column"]): (one["before"], one["now"])
        for one in answer["differences"]
    }
    assert found["penalty", "合计", "合计(宗)"] == (1, 2)
    assert found["licence", "合计", "许可数量"] == (1, 0)
    told = report_text(answer)
    assert "与第1次冻结相比，现在的数字有" in told
    assert "行政许可实施情况统计表　合计　许可数量：由1变为0" in told


def test_a_frozen_report_is_neither_signed_nor_frozen_again(january: Office) -> None:
    sign()
    freeze()
    late_penalty(january)
    for act in (lambda: sign(SUPERVISION), freeze):
        with pytest.raises(ActRefused, match=r"已由委领导 主任甲冻结（第1次）.*gongshi report reopen 2026"):
            act()
    assert len(january.rows(sa.select(report_freeze))) == 1


def test_a_reopened_report_keeps_its_first_freeze_and_needs_only_the_changed_office_again(
    january: Office, tmp_path: Path
) -> None:
    sign()
    freeze()
    first = printed(tmp_path / "first")
    late_penalty(january)
    assert "数字有变动的处室须重新确认" in reopen()
    assert shown()["state"] == "reopened"
    assert shown()["hindrances"]
    with pytest.raises(ActRefused, match="没有冻结"):
        reopen()
    with pytest.raises(ActRefused, match=r"监督处的确认.*已失效"):
        freeze()
    sign(SUPERVISION)
    assert "第2次" in freeze()
    answer = shown()
    assert [one["number"] for one in answer["freezes"]] == [1, 2]
    assert answer["freezes"][0]["reopened"]["reason"] == "漏报一件"
    assert answer["freezes"][1]["reopened"] is None
    assert (answer["compared_with"], answer["differences"]) == (2, [])
    assert shown(1)["differences"]
    assert printed(tmp_path / "second") != first
    assert printed(tmp_path / "first_again", 1) == first
    with pytest.raises(ActRefused, match="没有第3次冻结，现有：1、2"):
        shown(3)
    assert len(january.rows(sa.select(report_reopening))) == 1


def test_the_ledger_can_be_seen_as_of_an_earlier_day(january: Office) -> None:
    sign()
    january.on(JANUARY + timedelta(days=1))
    freeze()
    january.on(JANUARY + timedelta(days=2))
    reopen()
    states = [shown(as_of=JANUARY + timedelta(days=n, hours=1))["state"] for n in range(3)]
    assert states == ["draft", "frozen", "reopened"]
    assert shown(as_of=JANUARY - timedelta(hours=1))["offices"][0]["state"] == "missing"


def test_records_sent_back_are_mended_dismissed_or_named(january: Office) -> None:
    january.take(licence("滨卫医许〔2026〕40号", **FAULTY), licence("滨卫医许〔2026〕41号", **FAULTY))
    january.take(licence("滨卫医许〔2026〕42号", **FAULTY | {"许可决定日期": "2025-11-18"}))
    first, second, _ = [row.id for row in january.rows(
        sa.select(record.c.id).where(record.c.state == "quarantined").order_by(record.c.id)
    )]  # fmt: skip
    sign()
    with pytest.raises(ActRefused, match=r"退回待更正的记录2条未处理.*滨卫医许〔2026〕40号"):
        freeze()
    with pytest.raises(ActRefused, match="第9999号记录不在2026年度退回待更正的记录之列"):
        freeze(without=[f"{first},{second}=来源系统已停用", "9999=没有"])
    with pytest.raises(ActRefused, match="应写作 记录编号=理由"):
        freeze(without=[f"{first}"])
    dismiss([second], "撤下甲", "重复登记", "核对单")
    assert "列明不计入的退回记录1条" in freeze(without=[f"{first}=来源系统已停用"])
    (kept,) = shown()["freezes"]
    assert kept["not_counted"] == [{
        "record": first, "act_type": "行政许可", "document_number": "滨卫医许〔2026〕40号",
        "source": "licence_decision", "reason": "来源系统已停用",
    }]  # fmt: skip
    assert f"列明不计入：{first}号（行政许可　滨卫医许〔2026〕40号" in report_text(shown())


def test_a_record_whose_date_cannot_be_read_and_a_rejected_correction_wait_too(sqlite_office: Office) -> None:
    sqlite_office.take(licence("滨卫医许〔2026〕35号"), keys=["1"])
    sqlite_office.take(licence("滨卫医许〔2026〕35号", **FAULTY), keys=["1"])
    sqlite_office.take(licence("滨卫医许〔2026〕50号", 许可决定日期="不详"))
    sqlite_office.on(JANUARY)
    told = " ".join(shown()["hindrances"])
    assert "记录2条未处理" in told
    assert "（行政许可更正　滨卫医许〔2026〕35号）" in told
    assert "（行政许可　滨卫医许〔2026〕50号）" in told


def test_what_the_checks_found_is_said_and_nothing_is_frozen(
    january: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign()
    found = [
        CheckFinding("cross_foot", severity, "各栏相加等于合计", "监督处", "少1件", "请核对")
        for severity in (CheckSeverity.BLOCKING, CheckSeverity.WARNING)
    ]
    monkeypatch.setattr("tasks.report_signing.check_year", lambda *_: found)
    with pytest.raises(
        ActRefused, match=r"核对未通过.*：各栏相加等于合计，监督处：少1件；请核对$"
    ) as refused:
        freeze()
    assert str(refused.value).count("核对未通过") == 1, "a warning keeps nothing open"
    assert "核对未通过" in " ".join(shown()["hindrances"])
    assert january.rows(sa.select(report_freeze)) == []


def test_what_changes_while_it_is_checked_is_not_frozen(
    january: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Counted, checked and waited for at one moment, or not at all."""
    sign()

    def change(*_: Any) -> list[CheckFinding]:
        late_penalty(january)
        return []

    with monkeypatch.context() as patch:
        patch.setattr("tasks.report_signing.check_year", change)
        with pytest.raises(ActRefused, match="登记簿又有变动"):
            freeze()
    assert january.rows(sa.select(report_freeze)) == []


def test_everything_in_the_way_is_one_refusal_and_leaves_no_act(january: Office) -> None:
    january.take(licence("滨卫医许〔2026〕40号", **FAULTY))
    with pytest.raises(ActRefused) as refused:
        freeze()
    said = str(refused.value)
    assert said.startswith("不能冻结2026年度报告：（1）政务服务处尚未确认")
    assert "（2）监督处尚未确认行政处罚实施情况统计表、行政强制实施情况统计表" in said
    assert "（3）2026年度还有退回待更正的记录1条" in said
    assert january.rows(sa.select(operator_act)) == []
    assert len(shown()["hindrances"]) == 3


@pytest.mark.parametrize(
    ("office_named", "by", "said"),
    [
        ("财务处", "处长甲", "“财务处”不在确认年度报告数字的处室之列.*政务服务处、监督处"),
        (SUPERVISION, "处长甲", "“政务服务处 处长甲”不是监督处的人员.*监督处 撤下甲"),
        (SUPERVISION, "路某", "不能办理“确认年度报告数字”"),
        (SUPERVISION, "赵无人", "名册中没有“赵无人”"),
    ],
)
def test_nobody_confirms_for_an_office_that_is_not_theirs(
    sqlite_office: Office, office_named: str, by: str, said: str
) -> None:
    sqlite_office.on(JANUARY)
    with pytest.raises(ActRefused, match=said):
        sign_report(YEAR, Scope.OWN, office_named, by, *WHY)
    assert sqlite_office.rows(sa.select(report_signature)) == []


def test_freezing_and_opening_need_the_role_and_another_person(sqlite_office: Office) -> None:
    people = "- {name: 处长乙, office: 监督处, roles: [负责人], in_office_from: 2020-01-01}\n"
    (sqlite_office.home / "operators.yaml").write_text(PEOPLE + people, encoding="utf-8")
    sqlite_office.on(JANUARY)
    sign(LICENCES)
    sign_report(YEAR, Scope.OWN, SUPERVISION, "处长乙", *WHY)
    with pytest.raises(ActRefused, match=r"不能办理“冻结年度报告”.*委领导 主任甲"):
        freeze("撤下甲")
    with pytest.raises(ActRefused, match="须由另一人办理“冻结年度报告”：监督处 处长乙已代表处室确认数字"):
        freeze("处长乙")
    freeze("办公室 审查人甲")
    with pytest.raises(ActRefused, match="不能办理“重新打开年度报告”"):
        reopen("审查人甲")
    with pytest.raises(ActRefused, match="理由"):
        reopen_report(YEAR, Scope.OWN, SECOND, " ", "依据")


def test_a_year_not_over_is_neither_confirmed_nor_frozen(sqlite_office: Office) -> None:
    sqlite_office.on(datetime(2026, 12, 31, 15, 59, tzinfo=UTC))
    with pytest.raises(ActRefused, match="2026年度尚未结束"):
        sign(LICENCES)
    with pytest.raises(ActRefused, match=r"2026年度尚未结束.*2027年1月1日"):
        freeze()
    sqlite_office.on(datetime(2026, 12, 31, 16, 1, tzinfo=UTC))
    sign()
    freeze()


def test_own_and_citys_reports_are_confirmed_and_frozen_apart(sqlite_office: Office) -> None:
    sqlite_office.on(JANUARY)
    sign()
    with pytest.raises(ActRefused, match=r"不能冻结2026年度报告（全市）：.*--scope city --office 政务服务处"):
        freeze(scope=Scope.CITY)
    freeze()
    sign(scope=Scope.CITY)
    assert "第1次" in freeze(scope=Scope.CITY)
    with pytest.raises(ActRefused, match="gongshi report reopen 2026 --scope city"):
        freeze(scope=Scope.CITY)


def test_a_division_of_work_of_the_installations_own_counts(sqlite_office: Office) -> None:
    (sqlite_office.home / "law").mkdir()
    row = "- {id: all, office: 办公室, forms: [penalty, licence, coercion], in_force_from: 2018-12-05, "
    row += "known_since: 2018-12-05, clause: G18, source: 内部分工}\n"
    path = sqlite_office.home / "law" / "report_offices.yaml"
    path.write_text(row, encoding="utf-8")
    sqlite_office.on(JANUARY)
    sign_report(YEAR, Scope.OWN, "办公室", "吴某", *WHY)
    with pytest.raises(ActRefused, match="“其他行政执法行为实施情况统计表”没有写明由哪个处室确认"):
        freeze()
    path.write_text(row.replace("coercion]", "coercion, other_acts]"), encoding="utf-8")
    with pytest.raises(ActRefused, match="办公室的确认（办公室 吴某）已失效"):
        freeze()
    sign_report(YEAR, Scope.OWN, "办公室", "吴某", *WHY)
    freeze()


def test_of_two_freezes_at_once_one_is_kept(january: Office) -> None:
    sign()
    together = threading.Barrier(2)
    said: list[str] = []

    def one_of_two() -> None:
        together.wait(20)
        try:
            said.append(freeze())
        except ActRefused as refused:
            said.append(str(refused))

    threads = [threading.Thread(target=one_of_two) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(text.startswith("已冻结") for text in said) == [False, True]
    assert any("已由委领导 主任甲冻结（第1次）" in text for text in said)
    assert len(january.rows(sa.select(report_freeze))) == 1
    assert len(january.rows(sa.select(operator_act).where(operator_act.c.act == "report_freeze"))) == 1


def test_a_content_changed_behind_our_back_is_not_shown_as_the_frozen_one(
    january: Office, tmp_path: Path
) -> None:
    sign()
    freeze()
    (kept,) = january.rows(sa.select(report_freeze))
    with january.open() as here, here.register.writing() as connection:
        changed = kept.content.replace("5000", "6000")
        assert changed != kept.content
        connection.execute(sa.update(report_freeze).values(content=changed))
    with pytest.raises(ActRefused, match="第1次冻结的内容与当时的摘要不符"):
        printed(tmp_path)
    with pytest.raises(ActRefused, match="与当时的摘要不符"):
        shown()
    assert list(tmp_path.glob("*.json")) == []


def test_no_persons_name_or_number_is_in_what_is_kept(january: Office) -> None:
    number = "12010119900307123X"
    january.take(penalty(
        "滨卫医罚〔2026〕13号", 行政相对人名称="张三四", 行政相对人类别="自然人", 证件号码=number,
    ))  # fmt: skip
    sign()
    waiting = january.rows(sa.select(record.c.id).where(record.c.state == "quarantined"))
    freeze(without=[f"{row.id}=待更正" for row in waiting])
    for row in [*january.rows(sa.select(report_freeze)), *january.rows(sa.select(report_signature))]:
        assert "张三四" not in str(row)
        assert number not in str(row)
        assert "钱某某" not in str(row), "the legal representative"


def test_the_commands_do_it_all(
    sqlite_office: Office, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    sqlite_office.take(licence("滨卫医许〔2026〕35号"))
    sqlite_office.on(JANUARY)

    def report(*words: object) -> tuple[int, str]:
        code = gongshi("report", *words, monkeypatch=monkeypatch)
        said = capsys.readouterr()
        return code, said.out or said.err

    why = ("--reason", WHY[0], "--basis", WHY[1])
    by_head = ("--by", SECOND, *why)
    code, said = report("freeze", YEAR, *by_head)
    assert (code, len(said.strip().splitlines())) == (2, 1)
    for office_named, by in SIGNERS.items():
        assert report("sign", YEAR, "--office", office_named, "--by", by, *why)[0] == 0
    code, said = report("print", YEAR, "--folder", tmp_path / "out")
    assert code == 2
    assert "尚未冻结" in said
    assert report("freeze", YEAR, *by_head)[0] == 0
    code, said = report("print", YEAR, "--folder", tmp_path / "out", "--freeze", 1)
    assert code == 0
    paths = list((tmp_path / "out").iterdir())
    assert all(str(path) in said for path in paths)
    (path,) = (path for path in paths if path.suffix == ".json")
    assert report_from_json(path.read_text(encoding="utf-8")).year == YEAR
    code, said = report("show", YEAR, "--json", "--as-of", "2027-02-01")
    assert json.loads(said)["state"] == "frozen"
    code, said = report("show", YEAR, "--as-of", "2027-02-01")
    assert said.startswith("2026年度报告：已冻结（第1次冻结）")
    assert report("reopen", YEAR, *by_head)[0] == 0
    assert "第1次冻结（已重新打开，仅供查阅）" in report("print", YEAR, "--folder", tmp_path / "out")[1]
    code, said = report("show", YEAR, "--as-of", "2027-02-01", "--freeze", 9)
    assert code == 2
    assert "没有第9次冻结" in said
