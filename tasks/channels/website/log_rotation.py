"""Changing the log's key: for a while old and new sign together, then the old one is put away.

Each step begins by finishing what a dead process began; the list of keys decides, and it changes whole.
"""

from __future__ import annotations

from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tasks.channels.website.channel import Website
from tasks.channels.website.files import public_file
from tasks.channels.website.log_addresses import CHECKPOINT
from tasks.channels.website.log_files import check_history
from tasks.channels.website.log_keys import (
    DatedKey,
    in_force,
    keep_list,
    keep_private,
    open_keys,
    private_keys,
    signing_keys,
    sync_folder,
)
from tasks.channels.website.log_notes import Verifier, read_head, verifier_of
from tasks.register.database import Register
from tasks.register.log_acts import RETIRE_KEY, ROTATE_KEY, record_log_act
from tasks.register.operator_acts import Act, ActRefused

RETIRED = "retired"
"""The folder, beside the keys, of private keys that no longer sign."""


def add_key(register: Register, website: Website, act: Act) -> Verifier:
    """A new key that from now on signs beside the present one; the caller holds the claim "website".

    ActRefused while two sign already. The next publishing of the log shows it.
    """
    keys = open_keys(website)
    check_history(register, website)
    signing_keys(website, keys)
    if len(in_force(keys)) > 1:
        raise ActRefused("上一次更换密钥尚未完成：请先用 gongshi log retire-key 停用旧密钥")
    fresh = _prepared(website, keys)
    with register.writing() as connection:
        record_log_act(connection, act, ROTATE_KEY, fresh.id)
    keep_list(website, (*keys, DatedKey(fresh, website.today)))
    return fresh


def retire_key(register: Register, website: Website, act: Act) -> Verifier:
    """Let the old key no longer sign; ActRefused where none waits for that, or the new one never signed in public.

    The caller holds the claim "website" and afterwards puts the private key away.
    """
    keys = open_keys(website)
    check_history(register, website)
    signing = in_force(keys)
    if len(signing) == 1:
        waiting = [key for key in keys if key.until and key.verifier.key in _at_hand(website)]
        if not waiting:
            raise ActRefused("没有待停用的密钥：先用 gongshi log rotate-key 启用新密钥")
        return waiting[-1].verifier
    old, new = signing
    if not _signed_in_public(website, new.verifier):
        raise ActRefused("新密钥尚未在网站上签发过日志首部：请先执行 gongshi run publish，再停用旧密钥")
    with register.writing() as connection:
        record_log_act(connection, act, RETIRE_KEY, old.verifier.id)
    ended = DatedKey(old.verifier, old.since, website.today)
    keep_list(website, [ended if key is old else key for key in keys])
    return old.verifier


def put_away(website: Website, retired: Verifier, *, destroy: bool) -> Path | None:
    """Move a retired private key to the folder of retired ones, or remove it; gives where it is now."""
    file = _at_hand(website).get(retired.key)
    if file is None:
        return None
    if destroy:
        file.unlink()
        sync_folder(file.parent)
        return None
    folder = file.parent / RETIRED
    folder.mkdir(mode=0o700, exist_ok=True)
    kept = file.replace(folder / _file_name(retired))
    sync_folder(folder)
    sync_folder(file.parent)
    return kept


def _signed_in_public(website: Website, key: Verifier) -> bool:
    path = public_file(website.root, CHECKPOINT)
    return path.exists() and read_head(path.read_bytes()).signers([key]) == [key]


def _at_hand(website: Website) -> dict[bytes, Path]:
    """The private keys that are not put away, by public key."""
    return {verifier_of(website.log_origin, key).key: file for file, key in private_keys(website).items()}


def _prepared(website: Website, keys: tuple[DatedKey, ...]) -> Verifier:
    """A key that is in no list yet: one that a dead process left, or a new one, its private half kept first."""
    listed = {key.verifier.key for key in keys}
    for raw, file in _at_hand(website).items():
        left = Verifier(website.log_origin, raw)
        if raw not in listed and file.name == _file_name(left):
            return left
    key = Ed25519PrivateKey.generate()
    fresh = verifier_of(website.log_origin, key)
    keep_private(website.log_key.with_name(_file_name(fresh)), key)
    return fresh


def _file_name(key: Verifier) -> str:
    return f"log-signing-{key.id}.pem"
