"""What can go wrong with receipts: nothing counts as seen but what a known observer signed for the newest ask."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path

import orjson
import pytest

from tasks.channels.observer.observers_file import ObserversFault, read_observers
from tasks.channels.observer.reader import DISAGREE
from tasks.channels.observer.signed_receipt import KeyUnusable, make_key, read_key, read_receipt, sign
from tasks.channels.observer.work_list import BrokenFile, read_work_list
from tasks.channels.website.files import put_gone, vanish, write_files
from tasks.channels.website.reading_back import Expected, Reading
from tests.gap import SINCE, Gap, network_gap
from tests.office import Office

PAGE, LIST = "/decisions/ab/ab00000000000001.html", "/index.html"


def expected(path: str, body: bytes, status: int = 200) -> Expected:
    return Expected(path, status, sha256(body).digest())


@pytest.fixture
def gap(sqlite_office: Office, tmp_path: Path) -> Iterator[Gap]:
    """A gap with one observer and two files on the site."""
    with network_gap(sqlite_office, tmp_path / "outside") as gap:
        gap.observer("甲", SINCE)
        show(gap, b"one")
        yield gap


def show(gap: Gap, body: bytes) -> None:
    root = gap.office.home / "site"
    vanish(root, [PAGE])
    write_files(root, {PAGE: body, LIST: b"home of " + body})


def read(gap: Gap, *asked: Expected) -> list[Reading]:
    with gap.office.open() as here:
        return gap.reader(here.register)(asked)


def take_in(gap: Gap) -> list[str]:
    with gap.office.open() as here:
        return gap.take_in(here.register).problems


def arrived(gap: Gap) -> list[Path]:
    return sorted(gap.inside.arriving.iterdir())


def test_a_page_counts_as_read_only_once_the_receipt_is_in(gap: Gap) -> None:
    asked = [expected(PAGE, b"one"), expected(LIST, b"home of one")]
    waiting = read(gap, *asked)
    assert [(r.ok, bool(r.waiting_for)) for r in waiting] == [(False, True)] * 2
    assert [r.ok for r in read(gap, *asked)] == [False, False], "nobody looked yet"
    assert len(list(gap.inside.leaving.iterdir())) == 1, "the same is asked once"
    gap.round()
    assert read(gap, *asked)[0].ok is False, "the receipt was not taken in yet"
    assert take_in(gap) == []
    seen = read(gap, *asked)
    assert [r.ok for r in seen] == [True, True]
    assert seen[0].observer.startswith("甲 ")
    assert list(gap.inside.leaving.iterdir()) == []


def test_the_work_list_holds_public_addresses_and_hashes_only(gap: Gap) -> None:
    read(gap, expected(PAGE, b"one"))
    (file,) = gap.inside.leaving.iterdir()
    document = json.loads(file.read_bytes())
    assert set(document) == {"id", "format", "number", "made_at", "addresses"}
    assert document["addresses"] == [[PAGE, 200, sha256(b"one").hexdigest()]]


def test_a_page_that_is_not_there_is_not_published_until_it_is(gap: Gap) -> None:
    asked = expected(PAGE, b"one")
    read(gap, asked)
    gap.carry_lists()
    gap.observers[0].look()  # the site was not carried across yet
    gap.carry_receipts()
    gap.office.now += timedelta(minutes=1)
    assert take_in(gap) == []
    (found,) = read(gap, asked)
    assert (found.ok, found.problem) == (False, "观察员读到状态404，应为200")
    gap.round()
    take_in(gap)
    assert read(gap, asked)[0].ok


def test_an_older_receipt_that_says_gone_does_not_undo_what_was_published_again(gap: Gap) -> None:
    one = expected(PAGE, b"one")
    read(gap, one)
    gap.round()
    take_in(gap)
    assert read(gap, one)[0].ok
    put_gone(gap.office.home / "site", {PAGE: b"gone"})
    gone = expected(PAGE, b"gone", 410)
    read(gap, gone)
    (old,) = gap.round()
    assert take_in(gap) == []
    assert read(gap, gone)[0].ok
    vanish(gap.office.home / "site", [PAGE])
    show(gap, b"one")
    assert not read(gap, one)[0].ok, "the very first receipt is none for this"
    gap.round()
    take_in(gap)
    assert read(gap, one)[0].ok
    (gap.inside.arriving / old.name).write_bytes(old.read_bytes())
    (problem,) = take_in(gap)
    assert "早于其已采用的回执" in problem
    assert read(gap, one)[0].ok
    assert [row.code for row in gap.office.findings("receipt-older")] == ["receipt-older"]


def test_the_same_receipt_twice_changes_nothing_and_is_no_finding(gap: Gap) -> None:
    read(gap, expected(PAGE, b"one"))
    (kept,) = gap.round()
    assert take_in(gap) == []
    (gap.inside.arriving / kept.name).write_bytes(kept.read_bytes())
    assert take_in(gap) == []
    assert read(gap, expected(PAGE, b"one"))[0].ok


def _forge(gap: Gap, change: str) -> None:
    (file,) = arrived(gap)
    receipt, _ = read_receipt(file.read_bytes())
    document = json.loads(file.read_bytes())
    if change == "a reading":
        document["readings"][0][2] = sha256(b"one").hexdigest()
    elif change == "the time":
        document["observed_at"] = (receipt.observed_at + timedelta(seconds=5)).isoformat()
    else:
        stranger = make_key(gap.outside / "stranger.pem")
        document = json.loads(sign(receipt, stranger))
    file.write_bytes(orjson.dumps(document))


@pytest.mark.parametrize("change", ["a reading", "the time", "another key under its name"])
def test_a_forged_receipt_is_refused_and_told(gap: Gap, change: str) -> None:
    show(gap, b"not one")
    read(gap, expected(PAGE, b"one"))
    gap.round()
    _forge(gap, change)
    (problem,) = take_in(gap)
    assert "签名不符" in problem
    assert not read(gap, expected(PAGE, b"one"))[0].ok
    assert len(gap.office.findings("receipt-forged")) == 1
    assert arrived(gap) == []
    assert len(list((gap.inside.home / "refused").iterdir())) == 1


def test_a_receipt_of_an_observer_nobody_registered_is_refused(gap: Gap) -> None:
    gap.observers.clear()
    gap.observer("乙", SINCE, registered=False)
    read(gap, expected(PAGE, b"one"))
    gap.round()
    (problem,) = take_in(gap)
    assert "不在观察员名册中" in problem
    assert read(gap, expected(PAGE, b"one"))[0].waiting_for


def test_an_observer_past_its_last_day_does_not_count(gap: Gap) -> None:
    gap.observers.clear()
    gap.observer("丙", SINCE, until=date(2026, 11, 23))
    read(gap, expected(PAGE, b"one"))
    gap.round()
    (problem,) = take_in(gap)
    assert "不在有效期内" in problem
    assert len(gap.office.findings("receipt-observer-expired")) == 1


def test_an_observer_taken_out_of_the_file_does_not_count_any_more(gap: Gap) -> None:
    read(gap, expected(PAGE, b"one"))
    gap.round()
    take_in(gap)
    (gap.office.home / "observers.yaml").write_text("observers: []", encoding="utf-8")
    assert not read(gap, expected(PAGE, b"one"))[0].ok


@pytest.mark.parametrize(("by", "word"), [(timedelta(hours=2), "偏快"), (timedelta(hours=-2), "偏慢")])
def test_an_observer_whose_clock_is_off_is_told_and_does_not_count(
    gap: Gap, by: timedelta, word: str
) -> None:
    read(gap, expected(PAGE, b"one"))
    gap.carry_site()
    gap.carry_lists()
    gap.observers[0].now = gap.office.now + by
    gap.observers[0].look()
    gap.carry_receipts()
    (problem,) = take_in(gap)
    assert word in problem
    assert len(gap.office.findings("receipt-clock")) == 1
    assert read(gap, expected(PAGE, b"one"))[0].waiting_for


def test_a_receipt_for_a_list_this_register_never_made_is_refused(gap: Gap) -> None:
    read(gap, expected(PAGE, b"one"))
    (file,) = gap.inside.leaving.iterdir()
    document = json.loads(file.read_bytes())
    document["addresses"].append([LIST, 200, None])
    file.write_bytes(orjson.dumps(document))
    gap.carry_lists()
    assert "不符" in gap.observers[0].look().problems[0], (
        "the observer does not work on a list that was changed"
    )
    content = {key: value for key, value in document.items() if key != "id"}
    document = {"id": sha256(orjson.dumps(content)).hexdigest(), **content}
    (gap.observers[0].folders.arriving / file.name).write_bytes(orjson.dumps(document))
    gap.carry_site()
    gap.observers[0].look()
    gap.carry_receipts()
    (problem,) = take_in(gap)
    assert "不是本登记簿所发" in problem


@pytest.mark.parametrize("length", [0, 1, 200])
def test_a_half_copied_receipt_waits_until_it_is_whole(gap: Gap, length: int) -> None:
    read(gap, expected(PAGE, b"one"))
    (kept,) = gap.round()
    (file,) = arrived(gap)
    os.truncate(file, length)
    (problem,) = take_in(gap)
    assert "不完整" in problem
    assert arrived(gap) == [file]
    file.write_bytes(kept.read_bytes())
    assert take_in(gap) == []
    assert read(gap, expected(PAGE, b"one"))[0].ok


def test_a_half_copied_list_is_not_worked_on(gap: Gap) -> None:
    read(gap, expected(PAGE, b"one"))
    gap.carry_site()
    gap.carry_lists()
    (file,) = gap.observers[0].folders.arriving.iterdir()
    whole = file.read_bytes()
    file.write_bytes(whole[:100])
    found = gap.observers[0].look()
    assert (found.receipts, len(found.problems)) == ((), 1)
    file.write_bytes(whole)
    assert gap.observers[0].look().seen == 1


def test_two_observers_who_disagree_publish_nothing_and_it_is_told(gap: Gap) -> None:
    second = gap.observer("乙", SINCE)
    asked = expected(PAGE, b"one")
    read(gap, asked)
    gap.carry_site()
    gap.carry_lists()
    gap.observers[0].look()
    (gap.outside / "site/public" / PAGE[1:]).write_bytes(b"another node shows another text")
    second.look()
    gap.carry_receipts()
    gap.office.now += timedelta(minutes=1)
    assert take_in(gap) == []
    (found,) = read(gap, asked)
    assert (found.ok, found.problem) == (False, DISAGREE)
    assert [row.field for row in gap.office.findings("observers-disagree")] == [PAGE]
    gap.round()
    take_in(gap)
    assert read(gap, asked)[0].ok, "once both see the same"


def test_what_nobody_answered_for_a_day_is_asked_again(gap: Gap) -> None:
    asked = expected(PAGE, b"one")
    (first,) = read(gap, asked)
    for file in gap.inside.leaving.iterdir():
        file.unlink()  # lost on its way
    gap.office.now += timedelta(hours=23)
    assert read(gap, asked)[0].waiting_for == first.waiting_for
    gap.office.now += timedelta(hours=2)
    assert read(gap, asked)[0].waiting_for != first.waiting_for
    gap.round()
    take_in(gap)
    assert read(gap, asked)[0].ok


def test_a_busy_site_never_starves_a_withdrawal(gap: Gap) -> None:
    """The home page changes with every run, before anybody could look at the version that was asked first."""
    (waiting,) = read(gap, expected(LIST, b"home of one"))
    show(gap, b"two")
    read(gap, expected(LIST, b"home of two"))
    gap.round()
    take_in(gap)
    show(gap, b"three")
    assert not read(gap, expected(LIST, b"home of three"))[0].ok
    with gap.office.open() as here:
        assert gap.reader(here.register).unseen(waiting.waiting_for) == []


def test_keys_are_for_their_owner_only_and_never_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "key.pem"
    make_key(path)
    assert path.stat().st_mode & 0o777 == 0o600
    with pytest.raises(KeyUnusable, match="已有密钥"):
        make_key(path)
    path.chmod(0o640)
    with pytest.raises(KeyUnusable, match="chmod 600"):
        read_key(path)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "observers:",
        "observers: [{name: 甲}]",
        "observers: [{name: 甲, key: AAAA, valid_from: 2026-11-01}]",
        "{",
    ],
)
def test_a_wrong_observers_file_is_one_clear_sentence(tmp_path: Path, text: str) -> None:
    (tmp_path / "observers.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(ObserversFault, match="观察员名册"):
        read_observers(tmp_path)


def test_a_list_that_is_not_ours_is_never_worked_on() -> None:
    for content in (b"", b"[]", b'{"format": "gongshi-worklist-1"}', b"\xff"):
        with pytest.raises(BrokenFile):
            read_work_list(content)
