"""A rejected record whose finding is wrong is released by a person, instead of waiting for ever (issue 3, promise 1)."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from flows import desk
from tasks.contracts.contract import contract_path
from tasks.register.acting import ActRefused
from tasks.register.schema import batch, counter, decision, finding, operator_act, publication, record, source
from tasks.register.source_rows import keep_source_findings, known_rows
from tasks.releasing import release
from tasks.reporting import rejected_text, timeline_answer
from tests.credit_folders import SETTINGS
from tests.flow_runs.test_command_line import gongshi
from tests.office import NOW, Office, licence, notice

NUMBER = "滨卫医许〔2026〕35号"
BY = ("办公室 审查人甲", "规则不适用于本案", "负责人批示")
ODD = {"行政相对人类别": "法人及非法人组织", "行政相对人代码_1(统一社会信用代码)": ""}
"""An organisation that has no code of any kind: the contract rejects it, the law does not."""
UNREVIEWED = {"公开属性": "", "终审人": ""}


def rejected(office: Office) -> tuple[int, ...]:
    ids = office.rows(sa.select(record.c.id).where(record.c.state == "quarantined").order_by(record.c.id))
    return tuple(row.id for row in ids)


def test_a_released_record_is_published_in_time_like_any_other(office: Office) -> None:
    office.take(licence(NUMBER, **ODD))
    office.publish()
    assert office.record_states() == ["quarantined"]
    said = release(rejected(office), *BY)
    assert NUMBER in said
    assert "办公室 审查人甲" in said
    office.publish()
    assert office.state(NUMBER) == "published"
    assert NUMBER in office.read(office.page(NUMBER))[1]
    assert office.publication(NUMBER).due_on == "2026-11-27"
    office.assert_balanced()
    assert office.differences() == []


def test_a_release_opens_every_channel_the_decision_belongs_on(office: Office) -> None:
    for folder in ("out", "in"):
        (office.home / "channels" / "credit" / folder).mkdir(parents=True)
    (office.home / "channels" / "credit.yaml").write_text(SETTINGS, encoding="utf-8")
    office.take(licence(NUMBER, **ODD))
    release(rejected(office), *BY)
    channels = [row.channel for row in office.rows(sa.select(publication.c.channel))]
    with office.open() as here:
        assert sorted(channels) == sorted(one.value for one in here.channels)
    assert len(channels) > 1
    office.assert_balanced()


def test_what_is_released_still_waits_at_its_gates(office: Office) -> None:
    office.take(licence(NUMBER, **ODD, **UNREVIEWED))
    assert "待发布审查" in release(rejected(office), *BY)
    office.publish()
    assert office.state(NUMBER) == "held"
    assert office.where_public(NUMBER) == []
    office.assert_balanced()


def test_the_attestation_of_the_batch_holds_for_what_is_released_from_it(office: Office) -> None:
    office.take(licence(NUMBER, **ODD, **UNREVIEWED), release="办公室 李某（声明）")
    release(rejected(office), *BY)
    office.publish()
    found = office.publication(NUMBER)
    assert (found.state, found.released_by) == ("published", "办公室 李某（声明）")


def test_the_timeline_keeps_the_finding_and_who_released_it(office: Office) -> None:
    office.take(licence(NUMBER, **ODD))
    (one,) = rejected(office)
    assert str(one) in rejected_text(10)
    release((one,), *BY)
    told = timeline_answer(NUMBER)
    (act,) = (entry for entry in told if entry["what"] == "放行退回记录")
    assert act["who"] == "办公室 审查人甲"
    assert "规则不适用于本案（负责人批示）" in act["detail"]
    assert "职责：终审" in act["detail"]
    assert [entry for entry in told if entry["what"] == "问题" and "代码" in entry["detail"]]
    assert "没有退回待改的记录" in rejected_text(10)
    errors = office.rows(sa.select(finding).where(finding.c.record_id == one, finding.c.severity == "error"))
    assert errors
    assert all(row.closed_at for row in errors)


def test_the_same_content_pulled_again_changes_nothing(office: Office) -> None:
    row = licence(NUMBER, **ODD)
    office.take(row)
    release(rejected(office), *BY)
    office.publish()
    before = (office.record_states(), office.rows(sa.select(counter)), office.publication(NUMBER))
    office.take(row)
    office.publish()
    assert (office.record_states(), office.rows(sa.select(counter)), office.publication(NUMBER)) == before
    office.assert_balanced()


def test_the_full_comparison_knows_a_released_row(office: Office) -> None:
    office.take(licence(NUMBER, **ODD), keys=["1"], stamps=["2026-11-20 08:00:00"])
    with office.open() as here:
        before = known_rows(here.register, "licence_decision")
    release(rejected(office), *BY)
    with office.open() as here:
        assert known_rows(here.register, "licence_decision") == before
    office.take(licence(NUMBER, **ODD), keys=["1"], stamps=["2026-11-20 08:00:00"])
    assert office.record_states() == ["accepted"]


def test_a_mended_version_that_comes_later_takes_the_place_of_what_was_released(office: Office) -> None:
    office.take(licence(NUMBER, **ODD))
    release(rejected(office), *BY)
    office.publish()
    page = office.page(NUMBER)
    office.take(licence(NUMBER, 许可内容="准予变更登记"))
    office.publish()
    assert office.record_states() == ["superseded", "accepted"]
    assert office.page(NUMBER) == page
    assert "准予变更登记" in office.read(page)[1]
    office.assert_balanced()
    assert office.differences() == []


def test_a_later_version_that_is_rejected_too_leaves_the_released_one_standing(office: Office) -> None:
    office.take(licence(NUMBER, **ODD))
    release(rejected(office), *BY)
    office.publish()
    office.take(licence(NUMBER, 许可内容="准予变更登记", **ODD))
    office.publish()
    assert office.record_states() == ["accepted", "quarantined"]
    assert office.where_public("准予变更登记") == []
    release(rejected(office), *BY)
    office.publish()
    assert office.record_states() == ["superseded", "accepted"]
    assert office.where_public("准予变更登记")
    office.assert_balanced()


def test_a_released_version_of_a_decision_already_public_replaces_its_text(office: Office) -> None:
    office.take(licence(NUMBER))
    office.publish()
    office.take(licence(NUMBER, 许可内容="准予变更登记", **ODD))
    release(rejected(office), *BY)
    office.publish()
    assert office.record_states() == ["superseded", "accepted"]
    assert office.where_public("准予变更登记")
    assert len(office.rows(sa.select(decision.c.id))) == 1
    office.assert_balanced()


def test_what_another_system_reported_first_stays_and_both_are_told(office: Office) -> None:
    office.take(licence(NUMBER), source="甲系统")
    office.take(licence(NUMBER, 许可内容="准予变更登记", **ODD), source="乙系统")
    said = release(rejected(office), *BY)
    assert "来自“甲系统”，以其为准" in said
    assert office.record_states() == ["accepted", "superseded"]
    assert len(office.findings("systems-disagree")) == 2
    office.assert_balanced()


def test_a_record_is_released_once_and_a_dismissed_or_accepted_one_never(office: Office) -> None:
    office.take(licence(NUMBER, **ODD), licence("滨卫医许〔2026〕36号"))
    (one,) = rejected(office)
    release((one, one), *BY)
    with pytest.raises(ActRefused, match="请写明要放行的记录编号"):
        release((), *BY)
    for again in (one, 2, 99):
        with pytest.raises(ActRefused, match=f"只有退回待改的记录可以放行.*{again}"):
            release((again,), *BY)
    assert len(office.rows(sa.select(operator_act).where(operator_act.c.act == "release"))) == 1
    office.assert_balanced()


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"许可决定日期": "2026-02-30"}, r"没有可用的决定日期.*不是有效日期"),
        ({"许可决定日期": ""}, r"没有可用的决定日期.*缺少“许可决定日期”"),
        ({"许可决定日期": "2026-12-30"}, "决定日期尚未到.*晚于今日"),
        ({"行政许可决定文书号": ""}, "没有文书号.*缺少“行政许可决定文书号”"),
        ({"许可机关": "", "许可机关统一社会信用代码": ""}, "没有作出决定的机关.*缺少“许可机关”"),
        ({"许可机关统一社会信用代码": "111201000000000014"}, ".*无法确定是哪一决定.*校验位不正确"),
        ({"行政相对人名称": ""}, "没有行政相对人.*缺少“行政相对人名称”"),
        ({"行政相对人类别": "自然人（境外）"}, ".*无法判断应隐去谁的姓名.*不在规定的取值范围内"),
        ({"行政相对人类别": ""}, ".*无法判断应隐去谁的姓名.*缺少“行政相对人类别”"),
    ],
)
def test_what_names_no_decision_cannot_be_released(
    sqlite_office: Office, changes: dict[str, str], told: str
) -> None:
    sqlite_office.take(licence(NUMBER, **(ODD | changes)), licence("滨卫医许〔2026〕36号", **ODD))
    first, second = rejected(sqlite_office)
    with pytest.raises(ActRefused, match=f"记录{first}不能放行：{told}"):
        release((second, first), *BY)
    assert rejected(sqlite_office) == (first, second)
    assert sqlite_office.rows(sa.select(decision)) == []


def test_a_notice_that_names_no_known_decision_cannot_be_released(office: Office) -> None:
    office.take(notice(NUMBER), notice("", 撤下原因="撤销"))
    office.withdraw()
    unmatched, nameless = rejected(office)
    with pytest.raises(ActRefused, match=r"放行后仍会因同一原因暂缓办理.*未找到文书号"):
        release((unmatched,), *BY)
    with pytest.raises(ActRefused, match="没有写明原决定的文书号"):
        release((nameless,), *BY)


def test_a_notice_with_a_harmless_finding_is_released_and_applied(office: Office) -> None:
    office.take(licence(NUMBER))
    office.publish()
    office.take(notice(NUMBER, 收到日期="2026-12-24"))
    (one,) = rejected(office)
    assert "gongshi run withdraw" in release((one,), *BY)
    office.withdraw()
    assert office.state(NUMBER) == "withdrawn"
    assert office.record_states() == ["accepted", "applied"]
    office.assert_balanced()


def test_who_lacks_the_role_releases_nothing(office: Office) -> None:
    office.take(licence(NUMBER, **ODD))
    with pytest.raises(ActRefused, match="放行退回记录"):
        release(rejected(office), "初审人甲", "理由", "依据")
    assert office.record_states() == ["quarantined"]


def test_a_release_does_not_make_a_source_that_failed_look_well(office: Office) -> None:
    office.take(licence(NUMBER, **ODD))
    office.on(NOW + timedelta(hours=1))
    with office.open() as here:
        keep_source_findings(here.register, "licence_decision", "licence_decision", [], here.now, failed=True)
    before = office.rows(sa.select(source))
    release(rejected(office), *BY)
    assert office.rows(sa.select(source)) == before
    assert len(office.rows(sa.select(batch.c.id))) == 1


def test_a_record_that_a_revised_contract_lets_through_belongs_to_its_decision(office: Office) -> None:
    """The same step without a person: what went through can be followed from its decision."""
    office.take(licence(NUMBER, **ODD))
    folder = office.home / "contracts" / "licence_decision"
    folder.mkdir(parents=True)
    shipped = contract_path("licence_decision", None).read_text(encoding="utf-8")
    head, rule, rest = shipped.partition("- id: party-code-missing")
    own = head + rule + rest.replace("severity: error", "severity: warning", 1)
    (folder / "contract.yaml").write_text(own, encoding="utf-8")
    office.take(licence(NUMBER, **ODD))
    assert office.record_states() == ["accepted"]
    (row,) = office.rows(sa.select(record.c.decision_id))
    assert row.decision_id is not None
    office.assert_balanced()


def test_the_command_and_the_desk_say_what_was_released(
    office: Office, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    office.take(licence(NUMBER, **ODD), licence("滨卫医许〔2026〕36号", **ODD))
    first, second = rejected(office)
    words = ("release", first, "--by", BY[0], "--reason", BY[1], "--basis", BY[2])
    assert gongshi(*words, monkeypatch=monkeypatch) == 0
    said = capsys.readouterr().out
    assert f"已放行1条，办理人办公室 审查人甲：记录{first}（行政许可 {NUMBER}）" in said
    assert "已放行1条" in desk.release_records.fn([second], *BY).message
    assert "只有退回待改的记录可以放行" in desk.release_records.fn([second], *BY).message
    assert gongshi(*words, monkeypatch=monkeypatch) == 2
