"""The log's key is changed in the open: old and new sign together, then the old one is put away."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa

import tasks.channels.website.log_keys
import tasks.channels.website.log_rotation
import tasks.log_keeping
from tasks.channels.website.log_notes import Verifier, read_head, read_verifier
from tasks.checking import check_public_log
from tasks.log_keeping import retire_old_key, rotate_key
from tasks.register.operator_acts import ActRefused
from tasks.register.schema import operator_act
from tests.office import Office, licence

BY = ("委领导 主任甲", "密钥使用满两年", "《密码管理规程》")
DAY = "2026-11-24"


def number(n: int) -> str:
    return f"滨卫医许〔2026〕{n}号"


def listed(office: Office, name: str) -> list[list[str]]:
    return [line.split() for line in office.read(f"/log/{name}")[1].splitlines()]


def signers(office: Office, keys: list[Verifier]) -> list[str]:
    return [key.id for key in read_head(office.read("/log/checkpoint")[1].encode()).signers(keys)]


def history(office: Office) -> list[Verifier]:
    return [read_verifier(words[0]) for words in listed(office, "keys")]


def private_files(office: Office) -> dict[str, int]:
    keys = office.home / "keys"
    return {str(p.relative_to(keys)): p.stat().st_mode & 0o777 for p in sorted(keys.rglob("*.pem"))}


@pytest.fixture
def signed(sqlite_office: Office) -> Office:
    """An office with one decision in a log signed by its first key."""
    sqlite_office.take(licence(number(1)))
    sqlite_office.publish()
    return sqlite_office


def test_a_key_is_changed_in_the_open_and_old_heads_stay_provable(office: Office) -> None:
    office.take(licence(number(1)))
    office.publish()
    first_head = office.read("/log/checkpoint")[1].encode()
    ((old_key, since),) = listed(office, "key")
    assert since == DAY
    assert "新旧两把密钥同时签名" in rotate_key(*BY)
    old, new = history(office)
    assert str(old) == old_key
    assert signers(office, [old, new]) == [old.id, new.id]
    assert [words[0] for words in listed(office, "key")] == [str(old), str(new)]
    assert signers(office, [old]) == [old.id], "who knows the old key only still believes the head"
    office.take(licence(number(2)))
    assert office.publish().problems == ()
    assert signers(office, [old, new]) == [old.id, new.id]
    assert "已停用旧密钥" in retire_old_key(*BY, destroy=False)
    assert signers(office, [old, new]) == [new.id]
    assert listed(office, "key") == [[str(new), DAY]]
    assert listed(office, "keys") == [[str(old), DAY, DAY], [str(new), DAY]]
    assert private_files(office) == {
        f"log-signing-{new.id}.pem": 0o600,
        f"retired/log-signing-{old.id}.pem": 0o600,
    }
    office.take(licence(number(3)))
    assert office.publish().problems == ()
    with office.open() as here:
        assert check_public_log(here, {"旧首部": first_head}) == []
    assert office.differences() == []
    acts = office.rows(sa.select(operator_act).order_by(operator_act.c.id))
    assert [(a.act, a.subject, a.operator) for a in acts] == [
        ("rotate_key", new.id, BY[0]),
        ("retire_key", old.id, BY[0]),
    ]


def test_the_old_private_key_is_destroyed_where_that_is_asked(signed: Office) -> None:
    rotate_key(*BY)
    assert "私钥已销毁" in retire_old_key(*BY, destroy=True)
    assert list(private_files(signed)) == [f"log-signing-{history(signed)[1].id}.pem"]
    assert rotate_key(*BY), "and the key can be changed again"


def test_keys_change_one_after_the_other(signed: Office) -> None:
    with pytest.raises(ActRefused, match="没有待停用的密钥"):
        retire_old_key(*BY, destroy=False)
    rotate_key(*BY)
    with pytest.raises(ActRefused, match="上一次更换密钥尚未完成"):
        rotate_key(*BY)
    with pytest.raises(ActRefused, match="请填写理由"):
        retire_old_key("甲", "", "依据", destroy=False)


def test_no_new_key_is_made_where_the_one_that_signs_is_lost(signed: Office) -> None:
    head = signed.read("/log/checkpoint")
    (signed.home / "keys" / "log-signing.pem").unlink()
    signed.take(licence(number(2)))
    assert any("没有公示日志的签名密钥" in problem for problem in signed.publish().problems)
    with pytest.raises(ActRefused, match="没有公示日志的签名密钥"):
        rotate_key(*BY)
    assert signed.read("/log/checkpoint") == head
    assert private_files(signed) == {}


def test_keys_from_an_older_backup_sign_nothing(signed: Office) -> None:
    """Else the new key would vanish from the head without a word."""
    keys = signed.home / "keys"
    before = {path: path.read_bytes() for path in keys.iterdir()}
    rotate_key(*BY)
    for path in keys.iterdir():
        path.unlink()
    for path, body in before.items():
        path.write_bytes(body)
        path.chmod(0o600)
    head = signed.read("/log/checkpoint")
    signed.take(licence(number(2)))
    assert any("密钥可能由旧备份恢复" in problem for problem in signed.publish().problems)
    assert any("密钥可能由旧备份恢复" in found.problem for found in signed.differences())
    assert signed.read("/log/checkpoint") == head


def test_a_log_is_not_renamed_by_a_change_in_site_yaml(signed: Office) -> None:
    (signed.home / "site.yaml").write_text("log_origin: other.example/log\n", encoding="utf-8")
    head = signed.read("/log/checkpoint")
    signed.take(licence(number(2)))
    assert any("日志名称" in problem for problem in signed.publish().problems)
    assert signed.read("/log/checkpoint") == head


class Died(Exception):
    """The process is gone at this point."""


STOPS = [
    (tasks.channels.website.log_rotation, "keep_private", "after"),
    (tasks.channels.website.log_rotation, "record_log_act", "before"),
    (tasks.channels.website.log_rotation, "keep_list", "before"),
    (tasks.channels.website.log_rotation, "keep_list", "after"),
    (tasks.channels.website.log_keys, "sync_folder", "before"),
    (tasks.channels.website.log_rotation, "put_away", "before"),
    (tasks.channels.website.log_rotation, "put_away", "after"),
]


@pytest.mark.parametrize(("module", "name", "when"), STOPS)
@pytest.mark.parametrize("act", ["rotate", "retire"])
def test_a_change_that_dies_anywhere_leaves_a_log_that_signs_and_is_finished_by_doing_it_again(
    signed: Office, monkeypatch: pytest.MonkeyPatch, act: str, module: object, name: str, when: str
) -> None:
    def carry_out() -> None:
        if act == "rotate":
            rotate_key(*BY)
        else:
            retire_old_key(*BY, destroy=False)

    if act == "retire":
        rotate_key(*BY)
    step = getattr(module, name)

    def dying(*given: object, **named: object) -> object:
        if when == "after":
            step(*given, **named)
        raise Died

    with monkeypatch.context() as patched:
        patched.setattr(module, name, dying)
        if _is_taken(act, name):
            with pytest.raises(Died):
                carry_out()
    signed.take(licence(number(2)))
    assert signed.publish().problems == (), "whatever happened, publishing goes on"
    try:
        carry_out()
    except ActRefused as refused:
        assert "尚未完成" in str(refused) or "没有待停用" in str(refused), "it had been done already"
    in_force = 2 if act == "rotate" else 1
    assert len(listed(signed, "key")) == len(signers(signed, history(signed))) == in_force
    assert len(history(signed)) == 2
    assert len(private_files(signed)) == 2
    kinds = [row.act for row in signed.rows(sa.select(operator_act.c.act).order_by(operator_act.c.id))]
    assert kinds == ["rotate_key", "retire_key"][: 3 - in_force]
    assert signed.differences() == []
    assert all(mode == 0o600 for mode in private_files(signed).values())
    assert not list(Path(signed.home / "keys").glob("log-keys.*"))


def _is_taken(act: str, name: str) -> bool:
    """Whether that act comes by that step."""
    only = {"keep_private": "rotate", "put_away": "retire"}
    return only.get(name, act) == act
