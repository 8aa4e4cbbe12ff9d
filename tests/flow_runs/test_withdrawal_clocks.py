"""The clocks of withdrawals: nobody learns too late that something should have been down (G15, promise 2)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tasks.register.withdrawal_clocks import clock_lines, read_late_withdrawals, read_withdrawal_clocks
from tests.office import NOW, Office, notice, penalty

NUMBER = "滨卫医罚〔2026〕12号"
DEAD = "http://127.0.0.1:9"


def lines(office: Office, days: int) -> tuple[dict[str, object], list[str]]:
    as_of = NOW + timedelta(days=days)
    with office.open() as here, here.register.reading() as connection:
        clocks = read_withdrawal_clocks(connection, as_of, date(2026, 11, 30))
        late = read_late_withdrawals(connection, as_of, 10)
        return clocks.answer, clock_lines(clocks, late, as_of.date(), here.law.calendar)


def test_a_penalty_not_yet_down_shows_with_its_three_working_days(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.take(penalty(NUMBER))
    office.publish()
    assert lines(office, 0)[1] == []
    office.take(notice(NUMBER, 执法类别="行政处罚", 生效日期="2026-11-23", 收到日期="2026-11-24"))
    monkeypatch.setenv("GONGSHI_SITE_URL", DEAD)
    office.withdraw()
    answer, shown = lines(office, 1)
    assert answer == {
        "open": 1,
        "overdue": 0,
        "due_today": 0,
        "due_soon": 1,
        "oldest_due_on": "2026-11-26",
        "by_reason": {"revoked": 1},
        "notices_waiting": 0,
    }
    assert shown == ["撤下：未办结1，已超期0，今日到期0，三个工作日内到期1"]
    assert lines(office, 2)[1][1].startswith(
        f"  今日到期：官方网站 行政处罚 {NUMBER}（撤销），请于24时前完成撤下；"
    )
    answer, shown = lines(office, 6)
    assert answer["overdue"] == 1
    assert shown[1].startswith(
        f"  撤下已超期：官方网站 行政处罚 {NUMBER}（撤销）应于11月26日（含）前撤下，已超2个工作日；"
    )
    monkeypatch.setenv("GONGSHI_SITE_URL", office.site_url)
    office.withdraw()
    answer, shown = lines(office, 6)
    assert (answer["open"], shown) == (0, [])


def test_a_notice_sent_back_is_counted_beside_them(sqlite_office: Office) -> None:
    sqlite_office.take(notice(NUMBER, 执法类别="行政处罚"))
    sqlite_office.withdraw()
    answer, shown = lines(sqlite_office, 0)
    assert answer["notices_waiting"] == 1
    assert shown == ["撤下通知：退回待改1条，撤下期限不停止计算（gongshi rejected）"]
