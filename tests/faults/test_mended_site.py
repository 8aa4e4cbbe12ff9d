"""Somebody touched the site's files by hand: `gongshi verify --mend` brings back what it may and tells the rest."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest
import sqlalchemy as sa

from flows.cli import main
from tasks.channels.website.site_mending import Mended
from tasks.checking import mend_website
from tasks.law.reconciling import Action
from tasks.register.schema import receipt
from tests.office import NOW, Office, licence, notice

NUMBER, OTHER, HELD = "滨卫医许〔2026〕35号", "滨卫医许〔2026〕36号", "滨卫医许〔2026〕37号"
SECRET = "患者张小明的病历"


@pytest.fixture
def standing(sqlite_office: Office) -> Office:
    """An office with one decision on the site, one withdrawn from it and one that waits for its review."""
    sqlite_office.take(licence(NUMBER), licence(OTHER))
    sqlite_office.publish()
    sqlite_office.take(licence(HELD, 终审人=""))
    sqlite_office.take(notice(OTHER))
    sqlite_office.withdraw()
    assert sqlite_office.differences() == []
    return sqlite_office


def file_of(office: Office, path: str, tree: str = "public") -> Path:
    return office.home / "site" / tree / path[1:]


def mend(office: Office) -> Mended:
    with office.open() as here:
        return mend_website(here)


def actions(mended: Mended) -> list[tuple[Action, str]]:
    return [(step.action, step.address) for step in mended.done]


def whole_site(office: Office) -> dict[str, bytes]:
    root = office.home / "site"
    return {str(p.relative_to(root)): p.read_bytes() for p in root.rglob("*") if p.is_file()}


def test_a_sound_site_needs_nothing(standing: Office) -> None:
    before = whole_site(standing)
    assert mend(standing) == Mended((), (), ())
    assert whole_site(standing) == before


def damage_page_deleted(office: Office) -> None:
    file_of(office, office.page(NUMBER)).unlink()


def damage_page_changed(office: Office) -> None:
    page = file_of(office, office.page(NUMBER))
    page.write_bytes(page.read_bytes().replace("口腔科".encode(), "外科".encode()))


def damage_page_hidden_by_a_notice(office: Office) -> None:
    stray = file_of(office, office.page(NUMBER), "gone")
    stray.parent.mkdir(parents=True, exist_ok=True)
    stray.write_text("已撤下", encoding="utf-8")


def damage_page_is_a_link(office: Office) -> None:
    page = file_of(office, office.page(NUMBER))
    elsewhere = office.home / "elsewhere.html"
    page.rename(elsewhere)
    page.symlink_to(elsewhere)


def damage_page_is_a_folder(office: Office) -> None:
    page = file_of(office, office.page(NUMBER))
    page.unlink()
    page.mkdir()


def damage_page_unreadable(office: Office) -> None:
    file_of(office, office.page(NUMBER)).chmod(0)


def damage_page_folder_deleted(office: Office) -> None:
    shutil.rmtree(file_of(office, "/decisions"))


def damage_gone_page_restored_from_a_backup(office: Office) -> None:
    shutil.copy(file_of(office, office.page(NUMBER)), file_of(office, office.page(OTHER)))


def damage_gone_page_restored_and_its_notice_deleted(office: Office) -> None:
    damage_gone_page_restored_from_a_backup(office)
    file_of(office, office.page(OTHER), "gone").unlink()


def damage_notice_deleted(office: Office) -> None:
    file_of(office, office.page(OTHER), "gone").unlink()


def damage_notice_changed(office: Office) -> None:
    file_of(office, office.page(OTHER), "gone").write_text("没有此页", encoding="utf-8")


def damage_page_that_waits_put_up_by_hand(office: Office) -> None:
    target = file_of(office, office.page(HELD))
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(SECRET, encoding="utf-8")


def damage_list_edited(office: Office) -> None:
    file_of(office, "/lists/licences/2026-11/1.html").write_text("空", encoding="utf-8")


def damage_feed_truncated(office: Office) -> None:
    os.truncate(file_of(office, "/feed.xml"), 20)


def damage_download_and_home_deleted(office: Office) -> None:
    file_of(office, "/downloads/licences/2026-11-1.csv").unlink()
    file_of(office, "/index.html").unlink()
    file_of(office, "/lists/licences/index.html").unlink()


def damage_everything_deleted_but_the_log(office: Office) -> None:
    for folder in ("decisions", "lists", "downloads", "offices"):
        shutil.rmtree(file_of(office, f"/{folder}"))
    shutil.rmtree(office.home / "site" / "gone")


DAMAGES = [value for name, value in sorted(globals().items()) if name.startswith("damage_")]


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda one: one.__name__.removeprefix("damage_"))
def test_the_site_is_as_before_after_mending(standing: Office, damage: object) -> None:
    before = whole_site(standing)
    assert callable(damage)
    damage(standing)
    assert standing.differences() != []
    mended = mend(standing)
    assert mended.done != ()
    assert (mended.left, mended.faults) == ((), ())
    assert standing.differences() == []
    assert whole_site(standing) == before
    assert mend(standing).done == ()


def test_the_site_is_as_before_also_when_the_page_was_read_back_after_midnight_and_days_passed(
    standing: Office,
) -> None:
    before = whole_site(standing)
    standing.on(NOW.replace(day=29))
    damage_page_deleted(standing)
    damage_page_that_waits_put_up_by_hand(standing)
    mend(standing)
    path = f"public{standing.page(NUMBER)}"
    assert whole_site(standing)[path] == before[path]
    kinds = [row.kind for row in standing.rows(sa.select(receipt.c.kind).order_by(receipt.c.id))]
    assert kinds == ["published", "published", "withdrawn", "mended"]


def test_what_only_a_person_may_decide_is_told_and_never_touched(standing: Office) -> None:
    public = standing.home / "site" / "public"
    copied = public / "decisions/zz/zzzzzzzzzzzzzzzzzz.html"
    copied.parent.mkdir()
    shutil.copy(file_of(standing, standing.page(NUMBER)), copied)
    (public / "名单.html").write_text("王小二", encoding="utf-8")
    (public / ".hidden").write_text("王小二", encoding="utf-8")
    (public / "lists/away").symlink_to(standing.home)
    tile = next((public / "log/tile").rglob("*/000.p/*"))
    tile.write_bytes(b"\x00" * 32)
    (standing.home / "site/gone/unknown.html").write_text("王小二", encoding="utf-8")
    before = whole_site(standing)
    mended = mend(standing)
    assert mended.done == ()
    assert {step.address for step in mended.left} == {
        "/decisions/zz/zzzzzzzzzzzzzzzzzz.html",
        "/名单.html",
        "/.hidden",
        "/lists/away",
        f"/{tile.relative_to(public)}",
        "/unknown.html",
    }
    assert whole_site(standing) == before
    assert standing.differences() != []


def test_a_folder_with_something_in_it_where_a_page_should_be_is_left_for_a_person(standing: Office) -> None:
    page = file_of(standing, standing.page(NUMBER))
    page.unlink()
    page.mkdir()
    (page / "index.html").write_text(SECRET, encoding="utf-8")
    mended = mend(standing)
    assert mended.done == ()
    assert {step.code for step in mended.left} == {"occupied", "unknown"}
    assert (page / "index.html").exists()


def test_nothing_is_written_or_removed_behind_a_link_somebody_put_in_place_of_a_folder(
    standing: Office,
) -> None:
    folder = file_of(standing, standing.page(NUMBER)).parent
    outside = standing.home / "outside"
    folder.rename(outside)
    folder.symlink_to(outside)
    (outside / Path(standing.page(NUMBER)).name).write_text("改过", encoding="utf-8")
    mended = mend(standing)
    assert (outside / Path(standing.page(NUMBER)).name).read_text(encoding="utf-8") == "改过"
    assert mended.done == ()
    assert standing.page(NUMBER) in {step.address for step in mended.left}


def test_what_an_interrupted_write_left_is_cleared_and_is_no_difference(standing: Office) -> None:
    page = file_of(standing, standing.page(NUMBER))
    left = page.with_name(f".{page.name}.4711")
    left.write_text(SECRET, encoding="utf-8")
    assert standing.differences() == []
    mend(standing)
    assert not left.exists()


def test_an_older_register_never_puts_back_what_was_withdrawn_since(standing: Office) -> None:
    backup = standing.home / "backup.sqlite3"
    shutil.copy(standing.home / "register.sqlite3", backup)
    standing.take(notice(NUMBER))
    standing.withdraw()
    for leftover in ("register.sqlite3-wal", "register.sqlite3-shm"):
        (standing.home / leftover).unlink(missing_ok=True)
    shutil.copy(backup, standing.home / "register.sqlite3")
    path = standing.page(NUMBER)
    before = whole_site(standing)
    mended = mend(standing)
    assert mended.done == ()
    assert mended.faults
    assert whole_site(standing) == before
    assert standing.read(path)[0] == 410


def test_the_command_says_what_it_mended_and_what_is_left(
    standing: Office, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    damage_page_deleted(standing)
    stranger = standing.home / "site/public/stray.html"
    stranger.write_text("来历不明", encoding="utf-8")

    def run(*words: str) -> tuple[int, str]:
        monkeypatch.setattr("sys.argv", ["gongshi", "verify", *words])
        with pytest.raises(SystemExit) as end:
            main()
        return int(end.value.code or 0), capsys.readouterr().out

    code, text = run("--mend")
    assert code == 1
    assert f"已恢复　{standing.page(NUMBER)}　{NUMBER}　读回状态404，应为200（按登记簿重新写出）" in text
    assert "待人处理　网站文件/stray.html　　登记簿中没有此文件（请核实来源，由人移走或登记）" in text
    stranger.unlink()
    code, text = run("--mend", "--json")
    assert (code, json.loads(text)) == (0, {"ok": True, "mended": [], "differences": []})


def test_a_thousand_pages_at_once_come_back_to_the_byte(sqlite_office: Office) -> None:
    office = sqlite_office
    office.take(*(licence(f"滨卫医许〔2026〕{n}号") for n in range(1, 1_001)))
    assert office.publish().published == 1_000
    before = whole_site(office)
    damage_page_folder_deleted(office)
    mended = mend(office)
    assert len(mended.done) == 1_000
    assert (mended.left, mended.faults) == ((), ())
    assert whole_site(office) == before
