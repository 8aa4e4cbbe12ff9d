"""Gates and the people who open them: nothing goes out unreviewed, unserved or against a signed policy."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from tasks.deciding import approve, disclose, dismiss, sign
from tasks.importing import import_files
from tasks.register.operator_acts import ActRefused
from tasks.register.schema import operator_act, record
from tasks.reporting import rejected_text
from tests.office import NOW, Office, licence, penalty

NUMBER = "滨卫医许〔2026〕35号"
PENALTY = "滨卫医罚〔2026〕12号"
UNREVIEWED = {"公开属性": "", "终审人": ""}
BY = ("审查人甲", "经审查同意公开", "发布审查表")


def gate(office: Office, number: str) -> str | None:
    found = office.publication(number)
    return f"{found.state}:{found.gate}" if found.gate else str(found.state)


def test_without_release_review_a_decision_waits_until_it_is_approved(office: Office) -> None:
    office.take(licence(NUMBER, **UNREVIEWED))
    office.publish()
    assert gate(office, NUMBER) == "held:release_review"
    assert office.where_public(NUMBER) == []
    approve(NUMBER, None, "", *BY)
    office.publish()
    found = office.publication(NUMBER)
    assert found.state == "published"
    assert "审查人甲" in found.released_by
    office.assert_balanced()


def test_a_batch_is_approved_at_once(office: Office) -> None:
    taken = office.take(*(licence(f"滨卫医许〔2026〕{n}号", **UNREVIEWED) for n in (1, 2, 3)))
    office.take(licence(NUMBER, **UNREVIEWED))
    assert "3件" in approve(None, taken.batch_id, "", *BY)
    office.publish()
    assert gate(office, "滨卫医许〔2026〕2号") == "published"
    assert gate(office, NUMBER) == "held:release_review"
    office.assert_balanced()


def test_an_approval_holds_only_for_the_version_it_was_given_for(office: Office) -> None:
    office.take(licence(NUMBER, **UNREVIEWED))
    approve(NUMBER, None, "", *BY)
    office.take(licence(NUMBER, 许可内容="准予变更登记", **UNREVIEWED))
    office.publish()
    assert gate(office, NUMBER) == "held:release_review"
    assert office.where_public(NUMBER) == []


def test_an_unapproved_new_version_leaves_the_approved_page_as_it_was(office: Office) -> None:
    office.take(licence(NUMBER, **UNREVIEWED))
    approve(NUMBER, None, "", *BY)
    office.publish()
    office.take(licence(NUMBER, 许可内容="准予变更登记", **UNREVIEWED))
    office.publish()
    assert office.where_public("准予变更登记") == []
    assert office.where_public("口腔科")
    approve(NUMBER, None, "", *BY)
    office.publish()
    assert office.where_public("准予变更登记")
    assert office.where_public("诊疗科目：口腔科") == []
    office.assert_balanced()


def test_a_source_that_attests_release_review_needs_no_approval(office: Office) -> None:
    office.take(licence(NUMBER, **UNREVIEWED), release="办公室 李某（声明）")
    office.publish()
    found = office.publication(NUMBER)
    assert (found.state, found.released_by) == ("published", "办公室 李某（声明）")


def test_importing_again_with_an_approver_releases_what_waits(office: Office) -> None:
    path = office.home / "许可.csv"
    row = licence(NUMBER, **UNREVIEWED)
    path.write_text(",".join(row) + "\n" + ",".join(f'"{v}"' for v in row.values()), encoding="utf-8")
    import_files("licence_decision", [path], None, None)
    office.publish()
    assert gate(office, NUMBER) == "held:release_review"
    answer = import_files("licence_decision", [path], None, "审查人甲")
    assert answer["files"][0]["added"] == 0
    office.publish()
    assert gate(office, NUMBER) == "published"
    office.assert_balanced()


def test_an_ordinary_penalty_without_legal_review_is_held_and_one_with_it_is_published(
    office: Office,
) -> None:
    bare = {"法制审核日期": "", "法制审核意见": "", "法制审核人员": ""}
    office.take(penalty(PENALTY), penalty("滨卫医罚〔2026〕13号", **bare))
    office.publish()
    assert gate(office, PENALTY) == "published"
    assert gate(office, "滨卫医罚〔2026〕13号") == "held:legal_review"
    office.assert_balanced()


@pytest.mark.parametrize(
    "review",
    [
        {"法制审核日期": "2026-11-19"},
        {"法制审核意见": "不同意"},
    ],
)
def test_a_review_after_the_decision_or_not_passed_is_not_mended_by_an_attestation(
    sqlite_office: Office, review: dict[str, str]
) -> None:
    sqlite_office.take(penalty(PENALTY, **review), review="法规处 路某")
    sqlite_office.publish()
    assert gate(sqlite_office, PENALTY) == "held:legal_review"


def test_an_attested_import_passes_legal_review_and_says_who_attested(office: Office) -> None:
    bare = {"法制审核日期": "", "法制审核意见": "", "法制审核人员": ""}
    office.take(penalty(PENALTY, **bare), review="法规处 路某")
    office.publish()
    found = office.publication(PENALTY)
    assert (found.state, found.review_attested_by) == ("published", "法规处 路某")


def test_a_decision_known_to_be_unserved_waits_until_the_day_of_service(office: Office) -> None:
    office.take(licence(NUMBER, 送达日期="2026-11-26"))
    office.publish()
    assert gate(office, NUMBER) == "held:not_served"
    office.on(NOW + timedelta(days=2))
    office.publish()
    assert gate(office, NUMBER) == "published"


def test_a_decision_about_a_minor_is_exempt_with_reason_and_re_examination(office: Office) -> None:
    office.take(
        penalty(
            PENALTY,
            行政相对人名称="孙某某",
            行政相对人类别="自然人",
            法定代表人="",
            证件类型="身份证",
            证件号码="120101201203070016",
            **{"行政相对人代码_1(统一社会信用代码)": ""},
        )
    )
    office.publish()
    found = office.publication(PENALTY)
    assert found.state == "exempt"
    assert "未成年人" in found.disclosure_reason
    assert found.reexamine_on > "2026-11-24"
    office.assert_balanced()


def test_a_policy_nobody_signed_holds_what_it_touches_and_once_signed_exempts_it(office: Office) -> None:
    warning = penalty(PENALTY, 处罚类别="警告", 处罚内容="警告", **{"罚款金额（万元）": ""})
    office.take(warning)
    office.publish()
    assert gate(office, PENALTY) == "held:policy_unsigned"
    assert office.publication(PENALTY).disclosure == "暂缓"
    sign("website-minor-36", "法规处 路某", "同意", "签署单")
    office.publish()
    assert gate(office, PENALTY) == "exempt"
    office.assert_balanced()


def test_an_operator_decides_over_the_rules_and_is_kept_with_name_and_reason(office: Office) -> None:
    office.take(licence(NUMBER))
    disclose(NUMBER, "不予公示", None, "", "处长甲", "涉及商业秘密", "《政府信息公开条例》第十五条")
    office.publish()
    assert gate(office, NUMBER) == "exempt"
    assert "处长甲" in office.publication(NUMBER).disclosure_reason
    disclose(NUMBER, "公示", None, "", "处长甲", "权利人同意公开", "《政府信息公开条例》第十五条")
    office.publish()
    assert gate(office, NUMBER) == "published"
    assert len(office.rows(sa.select(operator_act))) == 2
    office.assert_balanced()


def test_a_deferred_decision_waits_until_its_day_and_then_goes_out(office: Office) -> None:
    office.take(licence(NUMBER))
    disclose(NUMBER, "暂缓", date(2026, 12, 1), "", "处长甲", "核实中", "《政府信息公开条例》")
    office.publish()
    assert gate(office, NUMBER) == "held:deferred"
    office.on(NOW + timedelta(days=7))
    office.publish()
    assert gate(office, NUMBER) == "published"


def test_withholding_a_published_decision_takes_it_down_without_a_trace(office: Office) -> None:
    office.take(licence(NUMBER))
    office.publish()
    page = office.page(NUMBER)
    disclose(NUMBER, "不予公示", None, "", "处长甲", "涉及商业秘密", "《政府信息公开条例》第十五条")
    office.withdraw()
    assert gate(office, NUMBER) == "published", "what erases a public text needs a second person"
    office.agree()
    office.withdraw()
    assert office.read(page)[0] == 404
    assert gate(office, NUMBER) == "withdrawn"
    office.assert_balanced()


def test_a_ruling_that_could_change_nothing_is_refused(office: Office) -> None:
    office.take(licence(NUMBER))
    office.publish()
    with pytest.raises(ActRefused, match="已经公开"):
        disclose(NUMBER, "暂缓", date(2026, 12, 1), "", *BY)
    with pytest.raises(ActRefused, match="未找到"):
        approve("滨卫医许〔2026〕999号", None, "", *BY)
    with pytest.raises(ActRefused, match="批次"):
        approve(None, 999, "", *BY)
    with pytest.raises(ActRefused, match="理由"):
        approve(NUMBER, None, "", "审查人甲", " ", "表")
    assert office.rows(sa.select(operator_act)) == []


def test_an_ambiguous_number_asks_for_the_act_type(office: Office) -> None:
    number = "滨卫医〔2026〕7号"
    office.take(licence(number, **UNREVIEWED))
    office.take(penalty(number, **UNREVIEWED))
    with pytest.raises(ActRefused, match="--act-type"):
        approve(number, None, "", *BY)
    approve(number, None, "行政处罚", *BY)
    office.publish()
    states = office.rows(sa.text("SELECT state FROM publication ORDER BY id"))  # type: ignore[arg-type]
    assert [row.state for row in states] == ["held", "published"]


def test_only_rejected_records_can_be_dismissed_and_they_stay_in_the_balance(office: Office) -> None:
    office.take(licence(NUMBER), licence(""))
    rejected, accepted = (
        office.rows(sa.select(record.c.id).where(record.c.state == state))[0].id
        for state in ("quarantined", "accepted")
    )
    with pytest.raises(ActRefused):
        dismiss((rejected, accepted), *BY)
    assert sorted(office.record_states()) == ["accepted", "quarantined"]
    dismiss((rejected,), *BY)
    assert sorted(office.record_states()) == ["accepted", "dismissed"]
    office.take(licence(""))
    assert sorted(office.record_states()) == ["accepted", "dismissed"]
    office.assert_balanced()


def test_an_approval_shows_at_once_and_says_what_else_the_decision_waits_for(office: Office) -> None:
    unreviewed = UNREVIEWED | {"法制审核日期": "", "法制审核意见": "", "法制审核人员": ""}
    office.take(licence(NUMBER, **UNREVIEWED))
    office.take(penalty(PENALTY, **unreviewed), contract="penalty_decision")
    assert "gongshi run publish" in approve(NUMBER, None, "", *BY)
    assert gate(office, NUMBER) == "due"
    assert "未见法制审核通过记录" in approve(PENALTY, None, "", *BY)
    assert gate(office, PENALTY) == "held:legal_review"
    office.assert_balanced()


def test_rejected_records_are_listed_by_document_number(office: Office) -> None:
    office.take(penalty(PENALTY, 违法事实=""), contract="penalty_decision")
    line, mending = rejected_text(10).splitlines()
    assert PENALTY in line
    assert "应于2026-11-27（含）前公开" in line
    assert "缺少“违法事实”" in mending
