"""Bad notices and bad numbers: each ends in a clear finding or the right state, never a crash or a wrong page."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass, field
from datetime import timedelta
from xml.etree import ElementTree

import pytest
import sqlalchemy as sa

from tasks.register.schema import finding, record, withdrawal
from tests.office import NOW, Office, licence, notice

NUMBER, OTHER = "滨卫医许〔2026〕35号", "滨卫医许〔2026〕36号"
ELSEWHERE = {"原决定机关": "海州区卫生健康委员会", "原决定机关统一社会信用代码": ""}


@dataclass(frozen=True)
class Bad:
    """A notice, what becomes of its record, whether the page stays up, and a word of the finding it leaves."""

    name: str
    changes: dict[str, str] = field(default_factory=dict)
    number: str = NUMBER
    record: str = "quarantined"
    up: bool = True
    code: str = ""
    says: str = ""


ALONE = [
    Bad("unknown decision", number="滨卫医许〔2026〕99号", code="notice-unmatched", says="滨卫医许〔2026〕99号"),
    Bad("wrong authority", ELSEWHERE, code="notice-unmatched", says=NUMBER),
    Bad("wrong act type", {"执法类别": "行政处罚"}, code="notice-unmatched", says=NUMBER),
    Bad("unknown reason", {"撤下原因": "领导要求"}, code="not-in-list", says="领导要求"),
    Bad("expired is no notice's reason", {"撤下原因": "公示期满"}, code="not-in-list", says="公示期满"),
    Bad("takes effect later", {"生效日期": "2026-12-20"}, record="accepted"),
    Bad("before the decision", {"生效日期": "2026-11-01"}, code="notice-before-decision", says="早于"),
    Bad("received in the future", {"收到日期": "2027-01-01"}, code="received-in-future"),
    Bad("no basis", {"撤下依据": ""}, code="missing-required", says="撤下依据"),
    Bad("only spaces", number="　 ", code="missing-required", says="原决定文书号"),
    Bad("300 characters", number="滨卫医许〔2026〕" + "5" * 300 + "号", code="too-long", says="128字"),
    Bad("control character", number="滨卫医许〔2026〕3\x1b5号", code="forbidden-characters"),
    Bad("percent signs", number="滨卫医许〔2026〕%d35%s号", code="notice-unmatched", says="%d35%s"),
    Bad("quote", number="滨卫医许〔2026〕35' OR '1'='1号", code="notice-unmatched"),
    Bad("right-to-left mark", number="滨卫医许\u202e〔2026〕35号", record="applied", up=False),
    Bad("other brackets and zeros", number="滨卫医许[2026]第035号", record="applied", up=False),
]  # fmt: skip


@pytest.mark.parametrize("bad", ALONE, ids=lambda bad: bad.name)
def test_a_bad_notice_ends_in_a_clear_finding_or_the_right_state(sqlite_office: Office, bad: Bad) -> None:
    office = sqlite_office
    office.take(licence(NUMBER))
    office.publish()
    office.take(notice(bad.number, **bad.changes))
    for _ in range(2):
        assert office.withdraw().problems == ()
        assert office.publish().problems == ()
    assert office.record_states() == ["accepted", bad.record]
    assert office.read(office.page(NUMBER))[0] == (200 if bad.up else 410)
    if bad.code:
        (found,) = office.findings(bad.code)
        assert bad.says in found.message
        assert found.mending
        assert found.closed_at is None
    assert office.differences() == []
    office.assert_balanced()


def test_a_notice_before_its_decision_keeps_the_page_from_going_up(office: Office) -> None:
    office.take(notice(NUMBER))
    office.withdraw()
    office.take(licence(NUMBER))
    office.publish()
    assert office.state(NUMBER) == "withdrawn"
    assert office.read(office.page(NUMBER))[0] == 404
    assert office.where_public(NUMBER) == []
    office.assert_balanced()


def test_a_notice_of_a_later_day_takes_the_page_down_on_that_day(sqlite_office: Office) -> None:
    office = sqlite_office
    office.take(licence(NUMBER), keys=[NUMBER])
    office.publish()
    office.take(notice(NUMBER, 生效日期="2026-11-26"))
    office.withdraw()
    assert office.state(NUMBER) == "published"
    office.on(NOW + timedelta(days=2))
    office.withdraw()
    assert office.state(NUMBER) == "withdrawn"


def test_of_two_notices_with_different_reasons_the_first_stands_and_both_are_told(office: Office) -> None:
    office.take(licence(NUMBER))
    office.publish()
    office.take(notice(NUMBER))
    office.withdraw()
    _, before = office.read(office.page(NUMBER))
    office.take(notice(NUMBER, 撤下原因="确认违法", 撤销文书号="滨行初〔2026〕7号"))
    for _ in range(2):
        office.withdraw()
    assert office.read(office.page(NUMBER)) == (410, before)
    assert office.record_states() == ["accepted", "applied", "quarantined"]
    first, second = office.rows(
        sa.select(finding, record.c.state.label("of"))
        .join(record, record.c.id == finding.c.record_id)
        .where(finding.c.code == "notice-contradicted")
        .order_by(finding.c.record_id)
    )
    assert (first.of, first.severity, second.of, second.severity) == (
        "applied",
        "warning",
        "quarantined",
        "error",
    )
    assert "滨政复决〔2026〕21号" in second.message
    assert "“撤销”" in second.message
    assert "“确认违法”" in second.message
    assert "滨行初〔2026〕7号" in first.message
    assert "销号" in second.mending
    assert len(office.rows(sa.select(withdrawal.c.id))) == 1
    assert office.differences() == []
    office.assert_balanced()


def test_two_contradicting_notices_in_one_batch_are_ruled_on_in_their_order(sqlite_office: Office) -> None:
    office = sqlite_office
    office.take(licence(NUMBER))
    office.publish()
    office.take(
        notice(NUMBER, 撤下原因="确认无效", 撤销文书号="滨行初〔2026〕7号"),
        notice(NUMBER, 撤下原因="撤销"),
        keys=["a", "b"],
    )
    office.withdraw()
    assert office.record_states() == ["accepted", "applied", "quarantined"]
    assert "确认无效" in office.read(office.page(NUMBER))[1]
    assert len(office.findings("notice-contradicted")) == 2


@pytest.mark.parametrize("second", ["撤销", "信用修复"])
def test_a_second_notice_that_says_no_more_changes_nothing(sqlite_office: Office, second: str) -> None:
    office = sqlite_office
    office.take(licence(NUMBER))
    office.publish()
    office.take(notice(NUMBER))
    office.withdraw()
    office.take(notice(NUMBER, 撤下原因=second, 撤下依据="另一份依据"))
    office.withdraw()
    assert office.record_states() == ["accepted", "applied", "applied"]
    assert office.findings("notice-contradicted") == []
    assert "撤回说明" in office.read(office.page(NUMBER))[1]


def test_a_notice_dated_before_its_decision_is_done_once_the_decision_was_mended(
    sqlite_office: Office,
) -> None:
    office = sqlite_office
    office.take(licence(NUMBER), keys=["k"])
    office.publish()
    office.take(notice(NUMBER, 生效日期="2026-11-17", 收到日期="2026-11-21"))
    office.withdraw()
    assert office.state(NUMBER) == "published"
    office.take(licence(NUMBER, 许可决定日期="2026-11-16"), keys=["k"], stamps=["2026-11-25"])
    office.publish()
    office.withdraw()
    assert office.state(NUMBER) == "withdrawn"
    assert office.findings("notice-before-decision")[0].closed_at


ODD_NUMBERS = {
    "slash": "滨卫医许〔2026〕3/5号",
    "quotes": "滨卫医许〔2026〕'5\"号",
    "formula": "=HYPERLINK(1)〔2026〕5号",
    "at": "@滨卫医许〔2026〕36号",
    "percent": "滨卫医许〔2026〕%d35%s%n号",
    "emoji": "滨卫医许〔2026〕35号😀",
    "right to left": "滨卫医许\u202e\u200f〔2026〕37号",
    "braces": "滨卫医许{{7*7}}〔2026〕38号",
    "ampersand": "滨卫医许&〔2026〕39号",
}


def test_odd_numbers_go_through_every_file_whole_and_come_down_again(office: Office) -> None:
    office.take(*(licence(number) for number in ODD_NUMBERS.values()), keys=[*ODD_NUMBERS])
    assert office.publish().problems == ()
    kept = {
        row.source_key: row.content for row in office.rows(sa.select(record.c.source_key, record.c.content))
    }
    numbers = {name: json.loads(content)["document_number"] for name, content in kept.items()}
    files = office.everything_public()
    (table,) = (text for path, text in files.items() if path.endswith(".csv"))
    head, *lines = csv.reader(io.StringIO(table.removeprefix("\ufeff"), newline=""))
    cells = {line[head.index("文书号")].removeprefix("'") for line in lines}
    assert cells == set(numbers.values())
    assert all(cell[:1] not in ("=", "@") for line in lines for cell in line)
    (listed,) = (json.loads(text) for path, text in files.items() if path.endswith(".json"))
    assert {one["edition"]["文书号"] for one in listed["decisions"]} == set(numbers.values())
    trees = {path: ElementTree.fromstring(text) for path, text in files.items() if path.endswith(".xml")}
    titles = {str(one.text) for one in trees["/feed.xml"].iter("{http://www.w3.org/2005/Atom}title")}
    assert all(any(number in title for title in titles) for number in numbers.values())
    assert all(mark not in text for text in files.values() for mark in ("\u202e", "\u200f", "\x00"))
    office.take(*(notice(number) for number in ODD_NUMBERS.values()), keys=[*ODD_NUMBERS])
    assert office.withdraw().problems == ()
    states = {row.state for row in office.rows(sa.select(record.c.state).where(record.c.act_type == ""))}
    assert states == {"applied"}
    for path, text in office.everything_public().items():
        if not path.startswith("/withdrawals/"):
            assert [number for number in numbers.values() if number in text] == [], path
    assert office.differences() == []
    office.assert_balanced()
