"""What must be done so that a channel shows what the register says, and what of it only a person may decide.

`plan` compares what should be answered with what was seen, address by address; it needs no order and keeps none.
Taking down comes before putting up (promise 4); nothing is ever put that the register did not name (promise 3).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What should stand at an address."""

    PAGE = "page"
    TOMBSTONE = "tombstone"
    LISTING = "listing"
    """Lists, overviews, feed, sitemap, downloads: everything made from many decisions, or from none."""
    LOG = "log"
    """Files of the public log: never rewritten in silence."""
    NOTHING = "nothing"
    """The address of a decision that must not be shown."""
    UNDER_WAY = "under_way"
    """A decision whose publication or withdrawal is being carried out; its step answers for the address."""


class Shape(StrEnum):
    """What a file tree holds at an address."""

    ABSENT = "absent"
    FILE = "file"
    UNREADABLE = "unreadable"
    ODD = "odd"
    """A link, an empty folder or a device where only a file may stand."""
    OCCUPIED = "occupied"
    """A folder with something in it where only a file may stand."""
    LEFTOVER = "leftover"
    """What an interrupted write left behind under a name that is never served."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What should stand at an address, with the SHA-256 of its bytes; `decision` is its document number."""

    kind: Kind
    hash: bytes = b""
    decision: str = ""
    ended: bool = False
    """Whether it was public once."""

    @property
    def status(self) -> int:
        """The HTTP status the address should answer."""
        return {Kind.TOMBSTONE: 410, Kind.NOTHING: 404}.get(self.kind, 200)


@dataclass(frozen=True, slots=True)
class Seen:
    """What stands at an address: the answer (`status` None: not asked, 0: no answer) and what both trees hold."""

    status: int | None = None
    hash: bytes = b""
    problem: str = ""
    public: Shape = Shape.ABSENT
    gone: Shape = Shape.ABSENT


class Action(StrEnum):
    """What a step does; in the order in which steps are carried out."""

    TAKE_DOWN = "take_down"
    PUT_TOMBSTONE = "put_tombstone"
    PUT = "put"
    REPLACE = "replace"
    UNHIDE = "unhide"
    TIDY = "tidy"
    LEAVE = "leave"
    REPORT = "report"


_RANK = {action: rank for rank, action in enumerate(Action)}
MENDING = frozenset(Action) - {Action.LEAVE, Action.REPORT}
"""Actions a program may take by itself."""

REMEDIES = {
    "should-be-gone": "立即撤下",
    "ending-changed": "按登记簿重新写出",
    "missing": "按登记簿重新写出",
    "changed": "按登记簿重新写出",
    "misshapen": "按登记簿重新写出",
    "hidden": "移除撤下文件",
    "leftover": "清除临时文件",
    "under-way": "由发布、撤下步骤办理",
    "unknown": "请核实来源，由人移走或登记",
    "unknown-gone": "请核实来源，由人移走或登记",
    "still-answers": "网站文件已不在，仍有应答，请检查缓存与代理",
    "occupied": "请核实文件夹中的文件，由人移走后再核对",
    "log-altered": "公示日志不自动改写，请核实原因",
    "no-answer": "请检查网站服务后再核对",
    "ahead": "对方所存次序比登记簿新，登记簿可能由旧备份恢复，请核实",
}
"""What is done, or who must decide, by code."""


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do at an address; `sentence` says what was found there, `remedy` what becomes of it."""

    action: Action
    code: str
    address: str
    sentence: str
    decision: str = ""

    @property
    def mendable(self) -> bool:
        """Whether a program may do it."""
        return self.action in MENDING

    @property
    def remedy(self) -> str:
        """What is done about it, or who must decide."""
        return REMEDIES[self.code]


def plan(desired: Mapping[str, Wanted], live: Mapping[str, Seen]) -> list[Step]:
    """The steps from what was seen to what is wanted, take-downs first; an address in neither needs none."""
    steps = (
        step
        for address in desired.keys() | live.keys()
        for step in _steps(address, desired.get(address), live.get(address, Seen()))
    )
    return in_order(steps)


def in_order(steps: Iterator[Step] | list[Step]) -> list[Step]:
    """Steps in the order in which they are carried out, each address and action once."""
    once = {(step.action, step.address): step for step in steps}
    return sorted(once.values(), key=lambda step: (_RANK[step.action], step.address))


def _steps(address: str, wanted: Wanted | None, seen: Seen) -> Iterator[Step]:
    if Shape.LEFTOVER in (seen.public, seen.gone):
        yield Step(Action.TIDY, "leftover", address, "写入中断留下的临时文件")
    elif wanted is None:
        if _stands(seen.public) or _stands(seen.gone):
            code = "unknown" if _stands(seen.public) else "unknown-gone"
            yield Step(Action.REPORT, code, address, "登记簿中没有此文件")
    elif wanted.kind is Kind.UNDER_WAY:
        if _stands(seen.public) or _stands(seen.gone):
            yield Step(Action.LEAVE, "under-way", address, "正在办理发布或撤下", wanted.decision)
    elif wanted.kind is Kind.LOG:
        if fault := _fault(wanted, seen) or _hidden(seen) or _shape_fault(seen.public):
            yield Step(Action.REPORT, "log-altered" if seen.status != 0 else "no-answer", address, fault)
    elif wanted.kind in (Kind.PAGE, Kind.LISTING):
        yield from _to_show(address, wanted, seen)
    else:
        yield from _to_be_gone(address, wanted, seen)


def _to_show(address: str, wanted: Wanted, seen: Seen) -> Iterator[Step]:
    fault = _fault(wanted, seen) or _hidden(seen) or _shape_fault(seen.public)
    if not fault:
        return
    if Shape.OCCUPIED in (seen.public, seen.gone):
        yield Step(Action.REPORT, "occupied", address, "此处是内有文件的文件夹", wanted.decision)
        return
    if seen.status == 0 and seen.public is Shape.FILE and not _hidden(seen):
        yield Step(Action.REPORT, "no-answer", address, fault, wanted.decision)
        return
    if seen.public is Shape.ABSENT:
        yield Step(Action.PUT, "missing", address, fault, wanted.decision)
    else:
        code = "misshapen" if _shape_fault(seen.public) else "changed"
        yield Step(Action.REPLACE, code, address, _shape_fault(seen.public) or fault, wanted.decision)
    if hidden := _hidden(seen):
        yield Step(Action.UNHIDE, "hidden", address, hidden, wanted.decision)


def _to_be_gone(address: str, wanted: Wanted, seen: Seen) -> Iterator[Step]:
    """A tombstone, or nothing at all."""
    alone = wanted.kind is Kind.NOTHING
    occupied = seen.gone is Shape.OCCUPIED or seen.public is Shape.OCCUPIED
    if occupied:
        yield Step(Action.REPORT, "occupied", address, "此处是内有文件的文件夹", wanted.decision)
    elif seen.public is not Shape.ABSENT or (alone and seen.gone is not Shape.ABSENT):
        told = "此决定已停止公示，网站上仍有文件" if wanted.ended else "此决定不在公示，网站上却有文件"
        yield Step(Action.TAKE_DOWN, "should-be-gone", address, told, wanted.decision)
    fault = _fault(wanted, seen) or ("" if alone else _shape_fault(seen.gone))
    if alone:
        if fault and not _stands(seen.public) and not _stands(seen.gone):
            code = "no-answer" if seen.status == 0 else "still-answers"
            yield Step(Action.REPORT, code, address, fault, wanted.decision)
        return
    if not fault or seen.gone is Shape.OCCUPIED:
        return
    if seen.status == 0 and seen.gone is Shape.FILE:
        yield Step(Action.REPORT, "no-answer", address, fault, wanted.decision)
        return
    code = "missing" if seen.gone is Shape.ABSENT else "changed"
    yield Step(Action.PUT_TOMBSTONE, code, address, fault, wanted.decision)


def _stands(shape: Shape) -> bool:
    return shape is not Shape.ABSENT


def _fault(wanted: Wanted, seen: Seen) -> str:
    """What is wrong with the answer, "" where nothing is or nobody asked."""
    if seen.status is None:
        return ""
    if seen.status == 0:
        return seen.problem or "网站无应答"
    if seen.status != wanted.status:
        return f"读回状态{seen.status}，应为{wanted.status}"
    if wanted.kind is not Kind.NOTHING and seen.hash != wanted.hash:
        return "读回内容与应公开的不一致"
    return ""


def _hidden(seen: Seen) -> str:
    return "撤下文件遮住了应公开的内容" if _stands(seen.gone) else ""


def _shape_fault(shape: Shape) -> str:
    return {
        Shape.UNREADABLE: "文件权限不可读",
        Shape.ODD: "此处应为普通文件，现为链接或其他",
        Shape.OCCUPIED: "此处是内有文件的文件夹",
    }.get(shape, "")
