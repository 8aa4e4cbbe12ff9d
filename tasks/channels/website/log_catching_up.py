"""Bringing a restored register's log forward from the published tiles, so that no second history arises (promise 7)."""

from __future__ import annotations

from dataclasses import dataclass

from tasks.channels.website.channel import Website
from tasks.channels.website.log_files import SecondHistory
from tasks.channels.website.log_notes import Head
from tasks.channels.website.log_reading import PublicLog, leaves_between, read_public_log
from tasks.law.merkle import Frontier
from tasks.law.merkle_proofs import BrokenTile, TileTree, is_prefix
from tasks.register.database import Register
from tasks.register.log_acts import CATCH_UP, record_log_act
from tasks.register.log_heads import keep_head
from tasks.register.operator_acts import Act, ActRefused
from tasks.register.transparency import append_recovered, read_frontier

_LEAVES_AT_ONCE = 1 << 16
_SPOILT = "网站上公示日志的各块与已签名的首部不符，未补入；请查明哪些文件被改动过"


@dataclass(frozen=True, slots=True)
class CaughtUp:
    """What was taken over: how many leaves the register had, and the head it has now."""

    before: int
    head: Head


def catch_up(register: Register, website: Website, act: Act) -> CaughtUp:
    """Take over the leaves the public log has beyond this register's; the caller holds the claim "website".

    ActRefused, and nothing changed, unless the register's log is proved to be a beginning of the public one; all
    of it is kept in one transaction, or none.
    """
    public = read_public_log(website)
    if public is None:
        raise ActRefused("网站上没有公示日志的首部，无从补入")
    with register.reading() as connection:
        own = read_frontier(connection)
    head = public.head
    if head.size <= own.size:
        raise ActRefused(f"网站上的公示日志（{head.size}项）不多于登记簿（{own.size}项），没有可以补入的")
    missing = _missing(public, own)
    with register.writing() as connection:
        grown = append_recovered(connection, missing, act.at)
        if (grown.size, grown.root) != (head.size, head.root):
            raise SecondHistory("登记簿的日志在补入时有变动，未补入，请重新执行")
        keep_head(connection, head.size, head.root, act.at)
        record_log_act(connection, act, CATCH_UP, f"{own.size}-{head.size - 1}")
    return CaughtUp(own.size, head)


def _missing(public: PublicLog, own: Frontier) -> list[bytes]:
    """The hashes of the leaves beyond the register's, proved to lead from its root to the public one."""
    head = public.head
    try:
        tree = public.tree([own.size - 1])
        if tree.root_at(head.size) != head.root:
            raise ActRefused(_SPOILT)
        proof = tree.consistency_proof(own.size)
        if not is_prefix((own.size, own.root), (head.size, head.root), proof):
            raise ActRefused(
                f"登记簿的日志（{own.size}项）不是网站上公示日志（{head.size}项）的开头部分，是两段不同的历史，"
                "不能补入；请查明哪一份被改动过"
            )
        missing: list[bytes] = []
        for first in range(own.size, head.size, _LEAVES_AT_ONCE):
            last = min(first + _LEAVES_AT_ONCE, head.size)
            missing += _leaves(public.tree(leaves_between(head.size, first, last)), first, last)
    except BrokenTile as error:
        raise ActRefused(f"网站上的公示日志缺{public.tile(error.place)}，不能证明，未补入") from error
    if own.extend(missing).root != head.root:
        raise ActRefused(_SPOILT)
    return missing


def _leaves(tree: TileTree, first: int, last: int) -> list[bytes]:
    return [tree.leaf(index) for index in range(first, last)]
