"""Files change atomically and only where something changed; nothing is ever written outside the site."""

import os
from hashlib import sha256
from pathlib import Path

import pytest

from tasks.channels.website import files
from tasks.channels.website.files import UnsafeAddress, put_gone, remove_files, vanish, write_files
from tasks.channels.website.site_tree import walked
from tasks.law.reconciling import Shape


def found(root: Path, tree: str) -> set[str]:
    return {
        path
        for portion in walked(root / tree)
        for path, shape in portion.items()
        if shape is not Shape.LEFTOVER
    }


PATH = "/decisions/ab/abcdefgh12345678.html"


def test_written_files_stand_at_their_address_with_their_hash(tmp_path: Path) -> None:
    written = write_files(tmp_path, {PATH: b"one", "/index.html": b""})
    assert files.public_file(tmp_path, PATH).read_bytes() == b"one"
    assert set(written.changed) == {PATH, "/index.html"}
    assert written.hashes[PATH] == sha256(b"one").digest()
    assert found(tmp_path, "public") == {PATH, "/index.html"}


def test_only_what_changed_is_written_again(tmp_path: Path) -> None:
    write_files(tmp_path, {PATH: b"one", "/index.html": b"home"})
    before = files.public_file(tmp_path, PATH).stat()
    assert write_files(tmp_path, {PATH: b"one", "/index.html": b"new"}).changed == ("/index.html",)
    after = files.public_file(tmp_path, PATH).stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)
    assert write_files(tmp_path, {PATH: b"two"}).changed == (PATH,)


def test_same_length_with_other_bytes_is_a_change(tmp_path: Path) -> None:
    write_files(tmp_path, {PATH: b"one"})
    assert write_files(tmp_path, {PATH: b"two"}).changed == (PATH,)


def test_known_hash_spares_looking_and_leaving_it_out_mends_the_file(tmp_path: Path) -> None:
    known = write_files(tmp_path, {PATH: b"one"}).hashes
    files.public_file(tmp_path, PATH).write_bytes(b"bad")
    assert write_files(tmp_path, {PATH: b"one"}, known).changed == ()
    assert write_files(tmp_path, {PATH: b"one"}).changed == (PATH,)
    assert files.public_file(tmp_path, PATH).read_bytes() == b"one"


def test_reader_of_the_old_page_keeps_the_old_page_whole(tmp_path: Path) -> None:
    write_files(tmp_path, {PATH: b"old" * 1000})
    with files.public_file(tmp_path, PATH).open("rb") as reader:
        first = reader.read(3)
        write_files(tmp_path, {PATH: b"new" * 1000})
        assert first + reader.read() == b"old" * 1000


def test_what_a_dead_process_left_behind_is_neither_shown_nor_in_the_way(tmp_path: Path) -> None:
    write_files(tmp_path, {PATH: b"one"})
    left = files.public_file(tmp_path, PATH).with_name(".abcdefgh12345678.html.1")
    left.write_bytes(b"half")
    assert found(tmp_path, "public") == {PATH}
    assert write_files(tmp_path, {PATH: b"two"}).changed == (PATH,)


def test_withdrawn_page_leaves_its_notice_and_nothing_else(tmp_path: Path) -> None:
    write_files(tmp_path, {PATH: b"page"})
    written = put_gone(tmp_path, {PATH: b"notice"})
    assert not files.public_file(tmp_path, PATH).exists()
    assert files.gone_file(tmp_path, PATH).read_bytes() == b"notice"
    assert written.hashes == {PATH: sha256(b"notice").digest()}
    assert found(tmp_path, "gone") == {PATH}
    assert put_gone(tmp_path, {PATH: b"notice"}).changed == ()


def test_notice_stands_before_the_page_goes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_files(tmp_path, {PATH: b"page"})
    monkeypatch.setattr(files, "_remove_tree", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        put_gone(tmp_path, {PATH: b"notice"})
    assert files.gone_file(tmp_path, PATH).read_bytes() == b"notice"


def test_vanished_page_leaves_no_trace_in_either_tree(tmp_path: Path) -> None:
    write_files(tmp_path, {PATH: b"page"})
    put_gone(tmp_path, {PATH: b"notice"})
    write_files(tmp_path, {PATH: b"page"})
    assert vanish(tmp_path, [PATH]) == (PATH,)
    assert found(tmp_path, "public") == found(tmp_path, "gone") == set()
    assert vanish(tmp_path, [PATH]) == ()


def test_removing_what_is_not_there_is_no_fault(tmp_path: Path) -> None:
    write_files(tmp_path, {PATH: b"page"})
    assert remove_files(tmp_path, [PATH, "/decisions/zz/none.html"]) == (PATH,)


@pytest.mark.parametrize(
    "wrong",
    [
        "",
        "/",
        "relative.html",
        "/../x",
        "/a/../../x",
        "/a/./b",
        "//x",
        "/a//b",
        "/.hidden",
        "/a/.b",
        "/a\x00b",
        "/a\nb",
        "/a b",
        "/a\\b",
        "/目录",
        "/a/",
        "/-a",
    ],
)
def test_no_address_leads_out_of_the_site_or_hides_in_it(tmp_path: Path, wrong: str) -> None:
    for refuse in (
        lambda: write_files(tmp_path, {wrong: b"x"}),
        lambda: put_gone(tmp_path, {wrong: b"x"}),
        lambda: remove_files(tmp_path, [wrong]),
        lambda: vanish(tmp_path, [wrong]),
        lambda: files.public_file(tmp_path, wrong),
    ):
        with pytest.raises(UnsafeAddress):
            refuse()
    assert [*tmp_path.rglob("*")] in ([], [tmp_path / "public"], [tmp_path / "gone"])


def test_temporary_name_that_was_made_a_link_is_not_followed(tmp_path: Path) -> None:
    target = files.public_file(tmp_path, PATH)
    target.parent.mkdir(parents=True)
    victim = tmp_path / "victim"
    victim.write_bytes(b"safe")
    target.with_name(f".{target.name}.{os.getpid()}").symlink_to(victim)
    with pytest.raises(OSError):
        write_files(tmp_path, {PATH: b"page"})
    assert victim.read_bytes() == b"safe"
