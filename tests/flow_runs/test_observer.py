"""Publishing and withdrawing across a network gap: the register never reads the public site, only receipts."""

from __future__ import annotations

import base64
import json
import re
import socket
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import requests
import sqlalchemy as sa

from flows.cli import main
from tasks.observing import take_in_observations
from tasks.register.schema import receipt, withdrawal
from tasks.settings import SettingsFault, read_settings
from tests.gap import SINCE, Gap, network_gap
from tests.office import Office, licence, notice

NUMBER, OTHER = "滨卫医许〔2026〕35号", "滨卫医许〔2026〕36号"


@pytest.fixture
def gap(office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Gap]:
    """An office that cannot reach its public site: its own address for it leads nowhere."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        closed = taken.getsockname()[1]
    monkeypatch.setenv("GONGSHI_SITE_URL", f"http://127.0.0.1:{closed}")
    (office.home / "site.yaml").write_text("reading: observer\n", encoding="utf-8")
    with network_gap(office, tmp_path / "outside") as gap:
        gap.observer("甲", SINCE)
        yield gap


def publish(gap: Gap) -> int:
    """The publish flow."""
    done = gap.office.publish()
    assert done.problems == ()
    return done.published


def withdraw(gap: Gap) -> int:
    """The withdraw flow."""
    done = gap.office.withdraw()
    assert done.problems == ()
    return done.withdrawn


def test_a_decision_is_published_and_withdrawn_by_receipts_alone(gap: Gap) -> None:
    office = gap.office
    office.take(licence(NUMBER), licence(OTHER))
    assert publish(gap) == 0
    assert (office.state(NUMBER), office.publication(NUMBER).to_do) == ("due", "publish")
    assert office.publication(NUMBER).sent_as
    assert office.publication(NUMBER).attempts == 0, "waiting is not failing"
    assert publish(gap) == 0, "written is not seen"
    gap.round()
    assert publish(gap) == 2
    assert office.state(NUMBER) == "published"
    gap.round()
    publish(gap)
    gap.round()
    publish(gap)
    page = f"{gap.public_url}{office.page(NUMBER)}"
    assert requests.get(page, timeout=10).status_code == 200

    office.take(notice(NUMBER))
    assert withdraw(gap) == 0
    assert office.state(NUMBER) == "published", "down means seen to be down"
    assert requests.get(page, timeout=10).status_code == 200
    gap.round()
    assert withdraw(gap) == 1
    assert office.state(NUMBER) == "withdrawn"
    assert requests.get(page, timeout=10).status_code == 410
    home = requests.get(f"{gap.public_url}/index.html", timeout=10).content.decode()
    assert (NUMBER in home, OTHER in home) == (False, True)
    assert [row.settled_at is not None for row in office.rows(sa.select(withdrawal.c.settled_at))] == [True]
    assert len(office.rows(sa.select(receipt.c.id))) == 3
    office.assert_balanced()


def test_a_withdrawal_is_not_settled_while_a_list_still_shows_it(gap: Gap) -> None:
    office = gap.office
    office.take(licence(NUMBER), licence(OTHER))
    publish(gap)
    gap.round()
    publish(gap)
    gap.round()
    publish(gap)
    office.take(notice(NUMBER))
    withdraw(gap)
    old_list = (gap.outside / "site/public/lists/licences/2026-11/1.html").read_bytes()
    gap.carry_site()
    (gap.outside / "site/public/lists/licences/2026-11/1.html").write_bytes(old_list)
    gap.carry_lists()
    gap.observers[0].now = office.now
    gap.observers[0].look()
    gap.carry_receipts()
    office.now += timedelta(minutes=1)
    done = office.withdraw()
    assert done.withdrawn == 0
    assert "不一致" in done.problems[0]
    gap.round()
    assert withdraw(gap) == 1


def test_what_waits_over_midnight_keeps_its_bytes_and_is_published(gap: Gap) -> None:
    office = gap.office
    office.take(licence(NUMBER))
    publish(gap)
    gap.carry_site()
    gap.carry_lists()
    office.now += timedelta(hours=23)
    gap.observers[0].now = office.now
    gap.observers[0].look()
    gap.carry_receipts()
    office.now += timedelta(minutes=1)
    assert publish(gap) == 1


def test_an_edition_changed_while_a_receipt_was_on_its_way_is_not_published_by_it(gap: Gap) -> None:
    office = gap.office
    office.take(licence(NUMBER), keys=["1"], stamps=["2026-11-20"])
    publish(gap)
    receipts = gap.round()
    assert receipts
    office.take(
        licence(NUMBER, 许可内容="准予医疗机构执业登记，诊疗科目：内科"), keys=["1"], stamps=["2026-11-21"]
    )
    assert publish(gap) == 0
    gap.round()
    assert publish(gap) == 1
    assert "内科" in requests.get(f"{gap.public_url}{office.page(NUMBER)}", timeout=10).content.decode()


def test_the_observers_command_needs_no_register_and_leaves_a_signed_receipt(
    gap: Gap, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    office = gap.office
    office.take(licence(NUMBER))
    publish(gap)
    gap.carry_site()
    machine = tmp_path / "machine"

    def run(*words: str) -> tuple[int, str, str]:
        with monkeypatch.context() as there:
            there.setenv("GONGSHI_HOME", str(machine))
            there.setenv("GONGSHI_DATABASE_URL", "oracle://nowhere/none")
            there.setenv("GONGSHI_SITE_URL", gap.public_url)
            there.setattr("sys.argv", ["gongshi", "observe", *words])
            code = 0
            try:
                main()
            except SystemExit as end:
                code = int(end.code or 0)
        return code, *capsys.readouterr()

    code, _, said = run()
    assert (code, "gongshi observe --new-key" in said) == (2, True)
    code, out, _ = run("--new-key", "--json")
    key = json.loads(out)["key"]
    assert (code, len(base64.b64decode(key))) == (0, 32)
    assert run("--new-key")[0] == 2, "a key in use is not overwritten"
    (office.home / "observers.yaml").write_text(
        f"observers:\n  - name: 值班员\n    key: {key}\n    valid_from: 2026-11-01\n", encoding="utf-8"
    )
    arriving = machine / "observer/in"
    arriving.mkdir()
    for file in gap.inside.leaving.iterdir():
        file.rename(arriving / file.name)
    code, out, _ = run()
    assert (code, "处与清单一致" in out) == (0, True), out
    for file in (machine / "observer/out").iterdir():
        gap.inside.arriving.mkdir(exist_ok=True)
        file.rename(gap.inside.arriving / file.name)
    assert publish(gap) == 1
    assert not list(machine.glob("*.sqlite3"))


def test_the_setting_is_one_of_two_words(gap: Gap) -> None:
    (gap.office.home / "site.yaml").write_text("reading: 观察员\n", encoding="utf-8")
    with pytest.raises(SettingsFault, match="reading应为direct或observer"):
        read_settings()


def test_without_an_observers_file_nothing_is_taken_for_read(gap: Gap) -> None:
    (gap.office.home / "observers.yaml").unlink()
    with gap.office.open() as here, pytest.raises(SettingsFault, match=re.escape("docs/observer.md")):
        take_in_observations(here)
