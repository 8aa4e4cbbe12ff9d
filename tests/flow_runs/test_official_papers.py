"""Official papers from the register: filled, numbered without holes, kept, and printed again byte for byte."""

from __future__ import annotations

import multiprocessing
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import docx
import pytest
import sqlalchemy as sa

from tasks.deciding import approve, disclose, withdraw
from tasks.forming import MadeForm, form_names, make_form, print_again
from tasks.objecting import NewObjection, answer_objection, take_objection
from tasks.register.operator_acts import ActRefused
from tasks.register.schema import batch, finding, official_form, operator_act, proposal
from tasks.reporting import timeline_answer
from tests.flow_runs.test_command_line import gongshi
from tests.office import NOW, Office, licence, penalty

NUMBER, LICENCE = "滨卫医罚〔2026〕12号", "滨卫医许〔2026〕35号"
UNREVIEWED = {"公开属性": "", "终审人": ""}
BY = ("审查人甲", "内容与决定书一致", "《政府信息公开条例》第十七条")
CLERK = "办公室 吴某"


@pytest.fixture
def folder(office: Office) -> Path:
    """Where papers are written."""
    path = office.home / "papers"
    path.mkdir()
    return path


def cells(made: MadeForm) -> dict[str, str]:
    """The labelled cells of a paper's table, label to text."""
    table = docx.Document(str(made.path)).tables[0]
    found: dict[str, str] = {}
    for row in table.rows:
        texts = [cell.text for cell in row.cells]
        label, value = texts[0], texts[1]
        found[label] = f"{found[label]}\n{value}" if label in found else value
        if texts[2] != value:
            found[texts[2]] = texts[3]
    return found


def text_of(made: MadeForm) -> str:
    """Everything a paper says."""
    document = docx.Document(str(made.path))
    said = [p.text for p in document.paragraphs]
    said += [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join(said)


def form(kind: str, number: str, folder: Path) -> MadeForm:
    return make_form(kind, number, None, CLERK, folder)


def test_a_release_review_paper_shows_what_will_be_public_and_who_passed_it(
    office: Office, folder: Path
) -> None:
    office.take(penalty(NUMBER, 承办处室="监督处", 初审人="初审甲", **UNREVIEWED))
    approve(NUMBER, None, "", *BY)
    made = form("发布审查表", NUMBER, folder)
    shown = cells(made)
    assert made.number == "公审〔2026〕1号"
    assert made.path.name == "公审〔2026〕1号 发布审查表.docx"
    assert (shown["文书号"], shown["承办处室"], shown["公开期限"]) == (NUMBER, "监督处", "2026年11月27日")
    assert "执法结论：警告，罚款人民币伍仟元整" in shown["拟公开内容"]
    assert "来源系统记录" in shown["初审意见"]
    assert "签名：初审甲" in shown["初审意见"]
    assert shown["终审意见"].startswith("通过：内容与决定书一致（依据：《政府信息公开条例》第十七条）")
    assert "签名：办公室 审查人甲　　　2026年11月24日" in shown["终审意见"]
    assert "审查人" not in shown["复审意见"]


def test_reviewers_by_stage_fill_the_boxes_of_their_stage(office: Office, folder: Path) -> None:
    office.take(penalty(NUMBER, **UNREVIEWED))
    with office.open() as here, here.register.writing() as connection:
        row = {
            "decision_id": 1,
            "act": "review",
            "basis": "条例",
            "acted_at": "2026-11-24T01:00:00.000000+00:00",
        }
        connection.execute(
            sa.insert(operator_act),
            [
                row | {"stage": stage, "outcome": outcome, "operator": who, "reason": why}
                for stage, outcome, who, why in (
                    ("first", "通过", "初审乙", "可以公开"),
                    ("secrecy", "退回", "保密丙", "第三项请再核对"),
                    ("secrecy", "通过", "保密丙", "不涉密"),
                    ("second", "通过", "复审丁", "同意"),
                )
            ],
        )
    shown = cells(form("发布审查表", NUMBER, folder))
    assert "通过：可以公开（依据：条例）" in shown["初审意见"]
    assert "通过：不涉密" in shown["保密审查意见"]
    assert "复审丁" in shown["复审意见"]
    assert shown["终审意见"].split() == ["签名：", "年", "月", "日"]
    assert "签名：保密丙" in cells(form("保密审查单", NUMBER, folder))["保密审查意见"]


def test_no_paper_carries_an_identity_number(office: Office, folder: Path) -> None:
    person = penalty(
        NUMBER,
        行政相对人名称="孙某某",
        行政相对人类别="自然人",
        法定代表人="",
        证件类型="身份证",
        证件号码="120101198003070019",
        违法事实="孙某某（身份证120101198003070019）无证行医",
        **{"行政相对人代码_1(统一社会信用代码)": ""},
    )
    office.take(person)
    office.publish()
    withdraw(
        NUMBER, "公示有误", CLERK, "", "", "", CLERK, "误列120101198003070019", "《个人信息保护法》第五十七条"
    )
    office.agree()
    office.withdraw()
    take_objection(NUMBER, NewObjection("孙某某", "我的号码120101198003070019在网上", NOW.date()), CLERK)
    answer_objection(1, "撤下", "已撤除120101198003070019。", None, CLERK)
    for kind in form_names():
        made = form(kind, NUMBER, folder)
        assert "120101198003070019" not in text_of(made), kind
    kept = office.rows(sa.select(official_form.c.content))
    assert len(kept) == len(form_names())
    assert not [row for row in kept if "120101198003070019" in row.content]


def test_a_leak_has_its_notices_drafted_and_nothing_else_has(office: Office, folder: Path) -> None:
    office.take(penalty(NUMBER))
    office.publish()
    with pytest.raises(ActRefused, match="公示有误"):
        form("个人信息误公开告知书", NUMBER, folder)
    withdraw(NUMBER, "公示有误", CLERK, "", "", "", CLERK, "误列患者姓名", "《个人信息保护法》第五十七条")
    office.agree()
    office.withdraw()
    for kind in ("个人信息误公开告知书", "个人信息误公开情况报告"):
        said = text_of(form(kind, NUMBER, folder))
        assert "第五十七条" in said
        assert "撤除完成日期：2026年11月24日" in said or "撤除日期：2026年11月24日" in said
    assert office.page(NUMBER) in said


def test_a_withdrawal_paper_names_reason_requester_deadline_and_both_persons(
    office: Office, folder: Path
) -> None:
    office.take(licence(LICENCE))
    office.publish()
    withdraw(LICENCE, "撤销", "滨河市人民政府", "滨政复决〔2026〕21号", "", "", CLERK, "复议撤销", "复议决定")
    with office.open() as here, here.register.writing() as connection:
        agreed = {
            "act": "withdraw",
            "decision_id": 1,
            "summary": "撤下",
            "arguments": "{}",
            "reason": "复议撤销",
        }
        agreed |= {
            "basis": "复议决定",
            "proposed_by": CLERK,
            "proposed_at": "2026-11-24T01:00:00.000000+00:00",
        }
        agreed |= {
            "settled_by": "主任甲",
            "settled_at": "2026-11-25T01:00:00.000000+00:00",
            "outcome": "同意",
        }
        connection.execute(sa.insert(proposal), [agreed | {"id": 1}])
        connection.execute(sa.update(operator_act).values(proposal_id=1))
    shown = cells(form("撤下审批表", LICENCE, folder))
    assert (shown["撤下种类"], shown["提　出　人"]) == ("撤销", "滨河市人民政府")
    assert shown["撤下期限"] == "2026年11月27日"
    assert "已被滨政复决〔2026〕21号撤销" in shown["撤回说明"]
    assert "签名：办公室 吴某" in shown["承办处室意见"]
    assert "签名：主任甲　　　2026年11月25日" in shown["审批意见"]


def test_withholding_and_deferring_are_approved_on_papers_of_their_own(office: Office, folder: Path) -> None:
    office.take(licence(LICENCE))
    again = datetime(2027, 5, 24, tzinfo=UTC).date()
    disclose(LICENCE, "不予公示", again, "", "处长甲", "涉及商业秘密", "《政府信息公开条例》第十五条")
    shown = cells(form("不予公示审批表", LICENCE, folder))
    assert (shown["公示决定"], shown["依　　据"]) == ("不予公示", "《政府信息公开条例》第十五条")
    assert shown["再次审查日期"] == "2027年5月24日"
    assert "涉及商业秘密" in shown["承办处室意见"]
    disclose(LICENCE, "暂缓", datetime(2026, 12, 8, tzinfo=UTC).date(), "", "处长甲", "核实中", "条例")
    assert cells(form("暂缓公示审批表", LICENCE, folder))["暂缓至"] == "2026年12月8日"


def test_texts_served_with_a_penalty_name_its_party_in_full_and_are_for_penalties_only(
    office: Office, folder: Path
) -> None:
    office.take(penalty(NUMBER))
    office.take(licence(LICENCE))
    for kind in ("公示告知书", "信用修复告知书"):
        said = text_of(form(kind, NUMBER, folder))
        assert "滨河市海州区安康口腔门诊部有限公司：" in said
        assert NUMBER in said
        with pytest.raises(ActRefused, match="只用于行政处罚"):
            form(kind, LICENCE, folder)


def test_a_batch_has_one_paper_with_the_list_of_its_decisions(office: Office, folder: Path) -> None:
    numbers = [f"滨卫医许〔2026〕{n}号" for n in range(1, 41)]
    taken = office.take(*(licence(number, **UNREVIEWED) for number in numbers))
    approve(None, taken.batch_id, "", *BY)
    made = make_form("发布审查表", None, taken.batch_id, CLERK, folder)
    shown = cells(made)
    assert shown["文书号"] == "共40件，详见附件清单"
    assert "签名：办公室 审查人甲" in shown["终审意见"]
    listed = docx.Document(str(made.path)).tables[1]
    assert [row.cells[1].text for row in listed.rows][1:] == numbers
    assert [row.cells[0].text for row in listed.rows][1:] == [str(n) for n in range(1, 41)]
    with pytest.raises(ActRefused, match="逐件办理"):
        make_form("撤下审批表", None, taken.batch_id, CLERK, folder)
    with pytest.raises(ActRefused, match="批次"):
        make_form("发布审查表", None, 999, CLERK, folder)


def test_a_paper_prints_again_byte_for_byte_whatever_happened_since(office: Office, folder: Path) -> None:
    office.take(penalty(NUMBER, **UNREVIEWED))
    made = form("发布审查表", NUMBER, folder)
    before = made.path.read_bytes()
    approve(NUMBER, None, "", *BY)
    office.publish()
    office.on(datetime(2027, 3, 1, tzinfo=UTC))
    again = print_again("公审[2026]1号", folder / "again.docx")
    assert (again.number, again.path.read_bytes()) == (made.number, before)
    second = form("发布审查表", NUMBER, folder)
    assert (second.number, second.earlier) == ("公审〔2027〕1号", ("公审〔2026〕1号",))
    with pytest.raises(ActRefused, match="没有编号"):
        print_again("公审〔2026〕9号", folder)


def test_nothing_is_numbered_where_nothing_can_be_made(office: Office, folder: Path) -> None:
    office.take(penalty(NUMBER))
    for wrong in (
        lambda: form("无此表", NUMBER, folder),
        lambda: form("发布审查表", "滨卫医罚〔2026〕999号", folder),
        lambda: form("发布审查表", NUMBER, folder / "missing" / "x.docx"),
        lambda: make_form("发布审查表", NUMBER, None, " ", folder),
        lambda: form("异议受理回执", NUMBER, folder),
    ):
        with pytest.raises(ActRefused):
            wrong()
    assert office.rows(sa.select(official_form)) == []


def test_kinds_are_numbered_each_by_itself_and_the_timeline_tells_them(office: Office, folder: Path) -> None:
    taken = office.take(penalty(NUMBER, **UNREVIEWED))
    numbers = [form("发布审查表", NUMBER, folder).number for _ in range(3)]
    numbers.append(form("保密审查单", NUMBER, folder).number)
    numbers.append(make_form("保密审查单", None, taken.batch_id, CLERK, folder).number)
    assert numbers == [*(f"公审〔2026〕{n}号" for n in (1, 2, 3)), "公保审〔2026〕1号", "公保审〔2026〕2号"]
    told = [(e["what"], e["who"]) for e in timeline_answer(NUMBER) if e["what"].startswith("填制表单")]
    assert told == [(f"填制表单{number}", CLERK) for number in numbers]


def _make_many(home: str, url: str, folder: str, start: Any) -> None:
    os.environ |= {"GONGSHI_HOME": home, "GONGSHI_DATABASE_URL": url}
    start.wait(60)
    for _ in range(8):
        form("发布审查表", NUMBER, Path(folder))


def test_two_writers_at_once_leave_no_hole_and_give_no_number_twice(office: Office, folder: Path) -> None:
    office.take(penalty(NUMBER))
    context = multiprocessing.get_context("spawn")
    start = context.Event()
    writers = [
        context.Process(target=_make_many, args=(str(office.home), office.url, str(folder), start))
        for _ in range(2)
    ]
    for writer in writers:
        writer.start()
    start.set()
    for writer in writers:
        writer.join(120)
    assert [writer.exitcode for writer in writers] == [0, 0]
    years = {row.year for row in office.rows(sa.select(official_form.c.year))}
    ordinals = [row.ordinal for row in office.rows(sa.select(official_form.c.ordinal))]
    assert len(years) == 1
    assert sorted(ordinals) == list(range(1, 17))


def test_a_notice_after_the_publication_it_announces_is_a_warning(office: Office) -> None:
    office.take(penalty(NUMBER, 公示告知日期="2026-11-19"), keys=["1"])
    office.publish()
    assert office.findings("notified-after-publication") == []
    office.on(datetime(2026, 11, 26, 2, 0, tzinfo=UTC))
    office.take(penalty(NUMBER, 公示告知日期="2026-11-25", 送达日期="2026-11-25"), keys=["1"])
    (warning,) = office.findings("notified-after-publication")
    assert "“2026-11-25”晚于公开日期“2026-11-24”" in warning.message
    assert office.rows(sa.select(finding).where(finding.c.severity == "error")) == []
    assert len(office.rows(sa.select(batch.c.id))) == 2


def test_the_form_command_lists_makes_and_prints_again(
    office: Office, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    office.take(penalty(NUMBER))
    assert gongshi("form", monkeypatch=monkeypatch) == 0
    assert "发布审查表" in capsys.readouterr().out.splitlines()
    assert gongshi("form", "发布审查表", NUMBER, "--by", CLERK, "-o", folder, monkeypatch=monkeypatch) == 0
    assert "公审〔2026〕1号" in capsys.readouterr().out
    again = folder / "again.docx"
    assert gongshi("form", "--again", "公审〔2026〕1号", "-o", again, monkeypatch=monkeypatch) == 0
    assert again.read_bytes() == (folder / "公审〔2026〕1号 发布审查表.docx").read_bytes()
    for wrong in (("发布审查表",), ("发布审查表", NUMBER), ("发布审查表", "--again", "公审〔2026〕1号")):
        capsys.readouterr()
        assert gongshi("form", *wrong, monkeypatch=monkeypatch) == 2
        assert len(capsys.readouterr().err.strip().splitlines()) == 1
