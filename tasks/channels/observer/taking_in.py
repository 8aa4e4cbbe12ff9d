"""Taking in the receipts that came through the gap: signature, observer, list, order and time are checked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from tasks.channels.observer.folders import RECEIPT_SUFFIX, Folders
from tasks.channels.observer.signed_receipt import ForgedReceipt, Receipt, check_signature, read_receipt
from tasks.channels.observer.work_list import BrokenFile
from tasks.law.observing import Observer, clock_fault
from tasks.law.shanghai import shanghai_date
from tasks.register.database import Register, instant_text
from tasks.register.observation_rows import (
    KnownList,
    Look,
    Told,
    find_list,
    is_known_look,
    keep_looks,
    read_addresses,
    tell,
)

_LONGEST_ADDRESS = 300
_SOURCE = "观察员"


@dataclass(slots=True)
class TakenIn:
    """How many receipts were taken in, how many addresses they speak of, and what kept the others."""

    receipts: int = 0
    addresses: int = 0
    problems: list[str] = field(default_factory=list)


class _Refused(Exception):
    """A receipt that does not count; the finding says why."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code, self.sentence = code, sentence


MENDINGS = {
    "receipt-forged": "请核实回执来源；密钥可能泄露的，从名册中移除该公钥",
    "receipt-observer-unknown": "请核对观察员名册，新密钥须先登记公钥",
    "receipt-observer-expired": "请在观察员名册中续期或更换观察员",
    "receipt-list-unknown": "请核实回执来源；由旧备份恢复的登记簿不认识恢复后丢失的清单",
    "receipt-clock": "请校准观察员电脑的时钟后重新核对",
    "receipt-older": "已有该观察员更新的回执，较早的不采用；请核实为何再次送来",
}
"""How each refusal is mended, by code."""


def take_in_receipts(
    register: Register,
    folders: Folders,
    observers: Mapping[str, Observer],
    clock: Callable[[], datetime],
) -> TakenIn:
    """Take in every receipt that arrived; the caller holds the claim "website".

    A receipt that counts is set by under taken/, one that does not under refused/ with a finding; a file that is not
    whole stays, it may still be on its way.
    """
    taken = TakenIn()
    for file in folders.waiting(RECEIPT_SUFFIX):
        try:
            receipt, signature = read_receipt(_content(file))
        except BrokenFile as error:
            taken.problems.append(f"{file.name}：{error}，留待传输完成")
            continue
        now = clock()
        try:
            taken.addresses += _take_in(register, receipt, signature, observers, now)
        except _Refused as refusal:
            taken.problems.append(f"{file.name}：{refusal.sentence}")
            with register.writing() as connection:
                told = Told(refusal.code, file.name, refusal.sentence, MENDINGS[refusal.code])
                tell(connection, _SOURCE, [told], now)
            folders.set_by(file, "refused")
        else:
            taken.receipts += 1
            folders.set_by(file, "taken")
    return taken


def _content(file: Path) -> bytes:
    if file.is_symlink() or not file.is_file():
        raise BrokenFile("不是普通文件")
    return file.read_bytes()


def _take_in(
    register: Register,
    receipt: Receipt,
    signature: bytes,
    observers: Mapping[str, Observer],
    now: datetime,
) -> int:
    observer = observers.get(receipt.key_id)
    if observer is None:
        raise _Refused("receipt-observer-unknown", f"回执的密钥{receipt.key_id}不在观察员名册中")
    try:
        check_signature(receipt, signature, observer.public_key)
    except ForgedReceipt as error:
        raise _Refused("receipt-forged", f"观察员“{observer.name}”的{error}") from error
    observed_at = instant_text(receipt.observed_at)
    looks = [
        Look(one.path, one.status, one.hash, one.problem)
        for one in receipt.readings
        if len(one.path) <= _LONGEST_ADDRESS
    ]
    with register.writing() as connection:
        known = find_list(connection, receipt.list_id)
        if known is None or known.number != receipt.number:
            raise _Refused("receipt-list-unknown", "回执所答的核对清单不是本登记簿所发")
        _check_time(observer, known, receipt, now)
        asked = read_addresses(connection, (look.path for look in looks))
        own = [look for look in looks if look.path in asked and asked[look.path].asked]
        kept = keep_looks(connection, observer.signature_name, known.number, observed_at, own)
        if own and not kept and not is_known_look(connection, observer.signature_name, observed_at):
            raise _Refused("receipt-older", f"观察员“{observer.name}”的回执早于其已采用的回执")
    return kept


def _check_time(observer: Observer, known: KnownList, receipt: Receipt, now: datetime) -> None:
    made_at = datetime.fromisoformat(known.made_at)
    if fault := clock_fault(receipt.observed_at, made_at, now):
        raise _Refused("receipt-clock", f"观察员“{observer.name}”的{fault}")
    if not all(observer.valid_on(shanghai_date(day)) for day in (made_at, receipt.observed_at)):
        raise _Refused("receipt-observer-expired", f"观察员“{observer.name}”当日不在有效期内")
