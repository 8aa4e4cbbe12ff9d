"""A delivery killed anywhere is finished by the next run: nothing lost, nothing applied twice (promise 6)."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tasks.deciding import withdraw
from tasks.law.acts import Channel
from tests.killing import Runner, points
from tests.office import Office, licence
from tests.platform_server import KEY, KEY_VARIABLE, Platform
from tests.platform_state import PlatformState

HALL = Channel.SERVICE_HALL
REVOKED, CHANGED = "滨卫医许〔2026〕1号", "滨卫医许〔2026〕2号"
NEW = [f"滨卫医许〔2026〕{n}号" for n in range(10, 40)]


@pytest.fixture
def hall(monkeypatch: pytest.MonkeyPatch) -> Iterator[Platform]:
    """A service hall."""
    monkeypatch.setenv(KEY_VARIABLE, KEY)
    running = Platform()
    yield running
    running.stop()


@pytest.fixture
def runner(site_server: tuple[Path, str], hall: Platform) -> Iterator[Runner]:
    """Something that runs the flow and dies."""
    started = Runner(site_server[1])
    yield started
    started.close()


@pytest.fixture
def busy(sqlite_office: Office, hall: Platform) -> Office:
    """An office with something to publish, to replace and to take down on the hall."""
    office = sqlite_office
    hall.configure(office.home, HALL)
    office.take(licence(REVOKED), licence(CHANGED))
    office.deliver()
    office.take(licence(CHANGED, 许可内容="准予变更登记"), *(licence(number) for number in NEW))
    withdraw(
        REVOKED, "撤销", "滨河市人民政府", "滨政复决〔2026〕21号", "", "", "审查人甲", "撤销", "复议决定"
    )
    return office


def test_a_delivery_killed_anywhere_is_finished_by_the_next(
    busy: Office, hall: Platform, runner: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = dict(hall.state.pages)
    whole = copied(busy, "whole", monkeypatch)
    assert runner.run(whole.home, "none", 0, "deliver") == 0
    commits = int((whole.home.parent / "seen").read_text().split()[0])
    assert commits > 8
    for kind in ("before commit", "after commit"):
        for at in points(commits, 7):
            hall.state = PlatformState(pages=dict(before))
            office = copied(busy, f"{kind} {at}", monkeypatch)
            assert runner.run(office.home, kind, at, "deliver") == 9
            office.assert_balanced()
            done = office.deliver()
            where = f"killed {kind} {at}"
            assert [one.problems for one in done] == [()], where
            assert office.state(REVOKED, HALL) == "withdrawn", where
            assert {office.state(number, HALL) for number in (CHANGED, *NEW)} == {"published"}, where
            pages = {number: office.publication(number).page_id for number in (REVOKED, CHANGED, *NEW)}
            assert hall.shown().keys() == set(pages.values()) - {pages[REVOKED]}, where
            assert "变更登记" in hall.shown()[pages[CHANGED]], where
            assert len(hall.state.changes) == len(set(hall.state.changes)), where
            office.assert_balanced()
            shutil.rmtree(office.home.parent)


def copied(office: Office, name: str, monkeypatch: pytest.MonkeyPatch) -> Office:
    """The same office once more."""
    home = office.home.parent / name / "home"
    shutil.copytree(office.home, home)
    assert os.environ[KEY_VARIABLE] == KEY
    return Office(home, f"sqlite:///{home / 'register.sqlite3'}", office.site_url, monkeypatch)
