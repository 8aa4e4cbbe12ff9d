"""The reason told to the public at a withdrawn address leaks nothing that the page itself had hidden (promise 3)."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import pytest
import sqlalchemy as sa

from flows import desk
from flows.count import count
from tasks.deciding import withdraw
from tasks.law.acts import Channel
from tasks.law.identifiers import citizen_id_with_check
from tasks.register.acting import ActRefused
from tasks.register.schema import finding, operator_act, withdrawal
from tasks.reporting import timeline_answer
from tests.office import Office, licence, notice, penalty
from tests.platform_server import KEY, KEY_VARIABLE, Platform

NUMBER, PENALTY = "滨卫医许〔2026〕35号", "滨卫医罚〔2026〕12号"
HALL = Channel.SERVICE_HALL
ID = citizen_id_with_check("12010119900307001")
PERSON = {
    "行政相对人名称": "明若涵",
    "行政相对人类别": "自然人",
    "法定代表人": "",
    "证件类型": "身份证",
    "证件号码": ID,
    "行政相对人代码_1(统一社会信用代码)": "",
}
BY = ("监督处 撤下甲", "复议机关撤销，当事人明若涵", "《行政处罚法》第四十八条")


@pytest.fixture
def hall(office: Office, monkeypatch: pytest.MonkeyPatch) -> Iterator[Platform]:
    """A service hall the office reports to."""
    monkeypatch.setenv(KEY_VARIABLE, KEY)
    platform = Platform()
    platform.configure(office.home, HALL)
    yield platform
    platform.stop()


def nowhere(office: Office, *texts: str) -> None:
    for text in texts:
        assert office.where_public(text) == [], text
        for file in (office.home / "site").rglob("*"):
            if file.is_file():
                assert text.encode() not in file.read_bytes(), file


@pytest.mark.parametrize(
    ("typed", "leak", "kind"),
    [
        ({"撤下依据": f"当事人身份证号{ID}，复议撤销"}, ID, "身份证号码"),
        ({"撤下依据": "复议申请人李建国（男）反映属实"}, "李建国", "个人姓名"),
        ({"撤销文书号": "致李建国，电话13800000000"}, "13800000000", "电话号码"),
        ({"撤销机关": "患者李建国投诉处理办公室"}, "李建国", "个人姓名"),
    ],
)
def test_what_a_notice_should_not_tell_is_told_nowhere_and_the_page_comes_down_all_the_same(
    office: Office, hall: Platform, typed: dict[str, str], leak: str, kind: str
) -> None:
    office.take(licence(NUMBER))
    office.publish()
    office.deliver()
    page, page_id = office.page(NUMBER), office.publication(NUMBER).page_id
    office.take(notice(NUMBER, **typed))
    office.withdraw()
    office.publish()
    office.deliver()
    status, text = office.read(page)
    assert status == 410
    assert f"撤回说明：{NUMBER}行政许可决定已依法撤销，撤回该信息" in text
    nowhere(office, leak)
    assert hall.shown() == {}
    assert hall.state.pages[page_id].explanation == f"撤回说明：{NUMBER}行政许可决定已依法撤销，撤回该信息"
    (told,) = office.findings("notice-text-unfit")
    assert kind in told.message
    assert leak not in told.message
    assert told.mending.startswith("请更正通知")
    assert told.record_id == 2
    assert [one for one in timeline_answer(NUMBER) if one["detail"] == told.message]
    assert office.record_states() == ["accepted", "applied"]
    office.assert_balanced()
    assert office.differences() == []


def test_a_penalised_person_is_not_named_by_the_notice_that_clears_them(office: Office) -> None:
    office.take(penalty(PENALTY, **PERSON))
    office.publish()
    assert office.state(PENALTY) == "published"
    assert office.where_public("明若涵") == []
    office.take(notice(PENALTY, 执法类别="行政处罚", 撤下依据="明若涵不服处罚提起行政复议，决定撤销"))
    office.withdraw()
    assert office.read(office.page(PENALTY))[0] == 410
    nowhere(office, "明若涵", ID)


def test_statistics_do_not_get_what_the_public_does_not(office: Office) -> None:
    office.take(licence(NUMBER))
    office.publish()
    office.take(notice(NUMBER, 撤下原因="信用修复", 撤下依据=f"患者李建国，身份证号{ID}"))
    office.withdraw()
    count()
    with office.open() as here:
        found = duckdb.connect(str(here.settings.warehouse / "current.duckdb"), read_only=True)
    with found:
        (basis,) = found.execute("SELECT basis FROM core_withdrawal").fetchone() or ("",)
    assert "李建国" not in basis
    assert ID not in basis
    assert office.findings("notice-text-unfit") == [], "nothing is told to the public of a repair"


def test_an_operator_is_told_what_to_leave_out_and_nothing_is_kept(office: Office) -> None:
    office.take(penalty(PENALTY, **PERSON))
    office.publish()
    words = (PENALTY, "撤销", "滨河市人民政府")
    for number, basis, kind in (
        ("", "明若涵不服提起复议", "个人姓名"),
        ("", f"当事人{ID}", "身份证号码"),
        ("电话13800000000", "《行政处罚法》第四十八条", "电话号码"),
    ):
        with pytest.raises(
            ActRefused, match=rf"{PENALTY}：撤回说明将在原网址公开，其中含有{kind}"
        ) as refused:
            withdraw(*words, number, "", "", BY[0], BY[1], basis)
        assert not [one for one in ("明若涵", ID, "13800000000") if one in str(refused.value)]
        assert "--basis" in str(refused.value)
    assert office.rows(sa.select(withdrawal)) == []
    assert office.rows(sa.select(operator_act)) == []
    assert office.state(PENALTY) == "published"
    state = desk.request_withdrawal.fn(PENALTY, "撤销", "滨河市人民政府", BY[0], BY[1], f"当事人{ID}")
    assert state.is_failed()
    withdraw(*words, "滨政复决〔2026〕21号", "", "", *BY)
    office.withdraw()
    status, text = office.read(office.page(PENALTY))
    assert status == 410
    assert (
        "撤回说明：滨卫医罚〔2026〕12号行政处罚决定已被滨政复决〔2026〕21号撤销，依据《行政处罚法》第四十八条"
        in text
    )
    nowhere(office, "明若涵", ID)
    office.assert_balanced()


def test_a_notice_without_anything_private_is_told_as_it_was_written(office: Office) -> None:
    office.take(licence(NUMBER))
    office.publish()
    office.take(notice(NUMBER))
    office.withdraw()
    assert "依据滨政复决〔2026〕21号行政复议决定撤销原决定撤回该信息" in office.read(office.page(NUMBER))[1]
    assert office.rows(sa.select(finding).where(finding.c.code == "notice-text-unfit")) == []
