"""What an observer does beyond the gap: read the public site for the work lists that arrived and sign what it saw.

It needs no register and knows nothing but public addresses and hashes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tasks.channels.observer.folders import LIST_SUFFIX, RECEIPT_SUFFIX, Folders
from tasks.channels.observer.signed_receipt import Receipt, key_id_of, public_bytes, sign
from tasks.channels.observer.work_list import BrokenFile, WorkList, read_work_list
from tasks.channels.website.reading_back import Expected, NotReadable, read_back


@dataclass(frozen=True, slots=True)
class Observed:
    """What a round of looking gave: the receipts written, how much was as asked, and what was not."""

    receipts: tuple[str, ...] = ()
    seen: int = 0
    problems: tuple[str, ...] = ()


def observe(
    folders: Folders, site_url: str, key: Ed25519PrivateKey, clock: Callable[[], datetime]
) -> Observed:
    """Look at everything the waiting lists ask; a list is done once all of it was seen as asked.

    An address that several lists ask about is read for the newest of them only.
    """
    lists, problems = _read_lists(folders)
    receipts, seen = [], 0
    for file, one, asks in _newest_asks(lists):
        if not asks:
            folders.set_by(file, "taken")
            continue
        observed_at = clock().astimezone(UTC)
        try:
            readings = read_back(site_url, asks)
        except NotReadable as error:
            problems.append(f"{file.name}：{error}")
            continue
        receipt = Receipt(one.id, one.number, key_id_of(public_bytes(key)), observed_at, tuple(readings))
        receipts.append(folders.hand_over(receipt.file_name + RECEIPT_SUFFIX, sign(receipt, key)).name)
        wrong = [f"{reading.path}：{reading.problem}" for reading in readings if not reading.ok]
        seen += len(readings) - len(wrong)
        problems += wrong
        if not wrong:
            folders.set_by(file, "taken")
    return Observed(tuple(receipts), seen, tuple(problems))


def _read_lists(folders: Folders) -> tuple[list[tuple[Path, WorkList]], list[str]]:
    lists, problems = [], []
    for file in folders.waiting(LIST_SUFFIX):
        try:
            lists.append((file, read_work_list(file.read_bytes())))
        except BrokenFile as error:
            problems.append(f"{file.name}：{error}")
    return lists, problems


def _newest_asks(
    lists: Sequence[tuple[Path, WorkList]],
) -> list[tuple[Path, WorkList, list[Expected]]]:
    """Each list with what it is the newest to ask, the newest list first."""
    claimed: set[str] = set()
    found = []
    for file, one in sorted(lists, key=lambda pair: (pair[1].number, pair[1].made_at), reverse=True):
        found.append((file, one, [ask for ask in one.asks if ask.path not in claimed]))
        claimed.update(ask.path for ask in one.asks)
    return found
