"""Where a month, a deadline and the channel itself begin and end in the monthly 双公示 table (G12, DOMAIN 1.4)."""

from __future__ import annotations

from datetime import date

import pytest

from tasks.credit_counting import credit_month_text, month_of_credit
from tasks.law.credit_metrics import Measure
from tasks.settings import SettingsFault
from tests.credit_folders import credit
from tests.credit_months import (
    LICENCE,
    NOVEMBER,
    OCTOBER,
    PENALTY,
    SEPTEMBER,
    at,
    bases,
    handed_in_at,
    lic,
    licensed,
    of,
    percents,
    punished,
)
from tests.office import Office

__all__ = ["credit"]


def test_the_month_ends_with_its_last_day_and_the_deadline_at_midnight_in_shanghai(credit: Office) -> None:
    credit.on(at(11, 1))
    credit.take(licensed(1, date(2026, 10, 31)), licensed(2, date(2026, 11, 1)))
    handed_in_at(credit, at(11, 9, 23, 59, 50), licensed(3, date(2026, 10, 29)))
    assert of(month_of_credit(OCTOBER), LICENCE).produced == 2
    assert of(month_of_credit(NOVEMBER), LICENCE).produced == 1
    handed_in_at(credit, at(11, 10, 0, 0, 10), licensed(4, date(2026, 10, 29)))
    table = month_of_credit(OCTOBER)
    assert [(one.document_number, one.reported_on) for one in table.late] == [(lic(4), date(2026, 11, 10))]
    assert of(table, LICENCE).counts[Measure.ON_TIME] == 2


def test_what_is_owed_is_in_time_until_its_deadline_and_overdue_after(credit: Office) -> None:
    credit.on(at(10, 22))
    credit.take(licensed(1, date(2026, 10, 20)))
    credit.publish()
    credit.on(at(10, 29, 23, 59))
    assert bases(of(month_of_credit(OCTOBER), LICENCE)) == {"待报送，尚在期限内": 1}
    credit.on(at(10, 30, 0, 1))
    table = month_of_credit(OCTOBER)
    assert bases(of(table, LICENCE)) == {"应报未报，已超期": 1}
    assert percents(table, LICENCE) == {"上报率": "0.0%", "合规率": None, "及时率": None, "入库率": None}
    assert [one.document_number for one in table.late] == [lic(1)]


def test_the_same_decision_from_two_systems_is_produced_once(credit: Office) -> None:
    credit.on(at(10, 22))
    credit.take(licensed(1, date(2026, 10, 20)), source="甲系统", keys=["1"], stamps=["2026-10-22T01:00:00"])
    credit.take(licensed(1, date(2026, 10, 20)), source="乙系统", keys=["9"], stamps=["2026-10-22T01:00:00"])
    credit.deliver()
    assert (
        of(month_of_credit(OCTOBER), LICENCE).produced,
        of(month_of_credit(OCTOBER), LICENCE).reported,
    ) == (1, 1)


def test_an_empty_month_prints_no_share_and_a_month_to_come_is_refused(credit: Office) -> None:
    credit.on(at(11, 24))
    table = month_of_credit(SEPTEMBER)
    assert (table.names, of(table, LICENCE).produced) == ((), 0)
    assert set(percents(table, LICENCE).values()) == {None}
    assert "—" in credit_month_text(table)
    assert table.unbalanced == []
    with pytest.raises(SettingsFault, match="2026年12月尚未开始"):
        month_of_credit(date(2026, 12, 1))
    assert "本月尚未结束，以上为截至2026-11-24的数据。" in credit_month_text(month_of_credit(NOVEMBER))


def test_an_office_without_a_credit_channel_says_so_and_has_no_share(office: Office) -> None:
    office.on(at(10, 22))
    office.take(licensed(1, date(2026, 10, 20)))
    office.publish()
    table = month_of_credit(OCTOBER)
    row = of(table, LICENCE)
    assert (row.produced, row.shown, row.unreported, row.way) == (1, 1, 1, "未设渠道")
    assert bases(row) == {"未设信用平台报送渠道，未经本系统报送": 1}
    assert set(percents(table, LICENCE).values()) == {None}
    assert table.unbalanced == []


def test_what_was_decided_before_the_channel_began_is_not_told_as_handed_in_or_owed(credit: Office) -> None:
    path = credit.home / "channels" / "credit.yaml"
    path.write_text(path.read_text(encoding="utf-8") + "since: 2026-10-15\n", encoding="utf-8")
    handed_in_at(credit, at(10, 22), licensed(1, date(2026, 10, 14)), licensed(2, date(2026, 10, 15)))
    table = month_of_credit(OCTOBER)
    assert bases(of(table, LICENCE)) == {"不报送：本渠道自2026-10-15起报送，此前的决定由原途径报送": 1}
    assert percents(table, LICENCE)["上报率"] is None
    assert percents(table, LICENCE)["及时率"] == "100.0%"


def test_what_was_sent_back_to_its_office_is_told_beside_the_table(credit: Office) -> None:
    credit.on(at(10, 22))
    credit.take(punished(1, date(2026, 10, 20), 处罚内容="警告，罚款人民币捌仟元整"))
    table = month_of_credit(OCTOBER)
    assert of(table, PENALTY).produced == 0
    assert table.notes[0] == "另有本月行政处罚记录1条退回待更正，尚未登记，未计入本表。"
