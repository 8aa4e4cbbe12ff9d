"""Checking the log as outsiders would: from what is published, over HTTP, up to the signed head (`gongshi verify`).

Every leaf the register holds is proved to be in the public log, in portions; every public text must be what its
leaf commits to; every head signed before, and any that somebody kept, must be a beginning of the public one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import sqlalchemy as sa

from tasks.channels.website.addresses import page_id_of
from tasks.channels.website.channel import Website
from tasks.channels.website.difference import Difference
from tasks.channels.website.files import GONE, PUBLIC
from tasks.channels.website.log_files import SecondHistory
from tasks.channels.website.log_keys import KeyExposed, known_keys
from tasks.channels.website.log_notes import BrokenNote, SignedHead, read_head
from tasks.channels.website.log_reading import PublicLog, leaves_between, read_public_log
from tasks.channels.website.reading_back import NoAnswer
from tasks.channels.website.site_tree import walked
from tasks.law.merkle_proofs import BrokenTile, is_prefix, root_from_inclusion
from tasks.register.database import Register
from tasks.register.log_heads import SignedRoot, read_heads
from tasks.register.log_standing import (
    decisions_of,
    pages_known,
    recovered_spans,
    unlogged_texts,
    unlogged_withdrawals,
)
from tasks.register.transparency import read_frontier, root_at, tile_hashes

LOG = "公示日志"
_LEAVES_AT_ONCE = 1 << 14
_HEADS_AT_ONCE = 256
_NAMED = 100
"""Unproved leaves whose decisions are named; more than that is one fault, not many."""
_NOTHING: Mapping[str, bytes] = {}


def check_log(register: Register, website: Website, kept: Mapping[str, bytes] = _NOTHING) -> list[Difference]:
    """Every way in which the public log, the register and heads signed before disagree; `kept` are files by name."""
    try:
        public = read_public_log(website)
        with register.reading() as connection:
            if public is None:
                empty = not read_frontier(connection).size and not kept
                return [] if empty else [Difference(LOG, "", "网站上没有日志首部")]
            return [
                *_against_register(connection, public),
                *_against_own_heads(connection, public),
                *_against_kept(website, public, kept),
                *_recovered(connection, website),
            ]
    except (SecondHistory, KeyExposed, BrokenNote, NoAnswer) as error:
        return [Difference(LOG, "", str(error))]


def _against_register(connection: sa.Connection, public: PublicLog) -> Iterator[Difference]:
    head, frontier = public.head, read_frontier(connection)
    if head.size > frontier.size or root_at(connection, head.size) != head.root:
        yield Difference(
            LOG,
            "",
            f"网站上的日志首部（{head.size}项）与登记簿（{frontier.size}项）不是同一历史，登记簿可能由旧备份恢复",
        )
    if head.size > frontier.size:
        return
    unproved: list[int] = []
    for first in range(0, head.size, _LEAVES_AT_ONCE):
        last = min(first + _LEAVES_AT_ONCE, head.size)
        tree = public.tree(leaves_between(head.size, first, last))
        broken = set()
        for index, leaf in enumerate(tile_hashes(connection, 0, first, last), first):
            try:
                found = root_from_inclusion(leaf, index, head.size, tree.inclusion_proof(index))
            except BrokenTile as error:
                broken.add(error.place)
                found = None
            if found != head.root:
                unproved.append(index)
        yield from (Difference(public.tile(place), "", "公开的日志缺这一块，或长度不符") for place in broken)
    yield from _named(connection, unproved)
    for number in unlogged_texts(connection, head.size):
        yield Difference(LOG, number, "公开文本不在日志中，或与日志不符")
    for number in unlogged_withdrawals(connection, head.size):
        yield Difference(LOG, number, "撤下不在日志中")


def _named(connection: sa.Connection, unproved: list[int]) -> Iterator[Difference]:
    numbers = decisions_of(connection, unproved[:_NAMED])
    for index in unproved[:_NAMED]:
        yield Difference(
            LOG, numbers.get(index, ""), f"第{index}项：由公开的日志不能证明它在已签名的首部之中"
        )
    if len(unproved) > _NAMED:
        yield Difference(LOG, "", f"另有{len(unproved) - _NAMED}项不能证明")


def _against_own_heads(connection: sa.Connection, public: PublicLog) -> Iterator[Difference]:
    after = 0
    while heads := read_heads(connection, after, _HEADS_AT_ONCE):
        after = heads[-1].size
        for head in _not_continued(public, heads):
            yield Difference(
                LOG, "", f"与本登记簿签发过的日志首部（{head.size}项）不一致：网站上的日志不是它的延续"
            )


def _against_kept(website: Website, public: PublicLog, kept: Mapping[str, bytes]) -> Iterator[Difference]:
    heads: dict[str, SignedHead] = {}
    keys = [key.verifier for key in known_keys(website)]
    for name, body in kept.items():
        try:
            heads[name] = read_head(body)
            ours = heads[name].origin == website.log_origin and heads[name].signers(keys)
        except BrokenNote as error:
            yield Difference(name, "", str(error))
            continue
        if not ours:
            yield Difference(name, "", "不是本日志的首部：名称不同，或没有本日志密钥的签名")
            continue
        kept_head = heads[name].head
        if _not_continued(public, [SignedRoot(kept_head.size, kept_head.root)]):
            yield Difference(
                name,
                "",
                f"保存的日志首部有{kept_head.size}项，网站上的日志（{public.head.size}项）不是它的延续",
            )


def _not_continued(public: PublicLog, heads: list[SignedRoot]) -> list[SignedRoot]:
    """Those of the heads that the public tiles do not prove to be a beginning of the public head."""
    tree = public.tree(head.size - 1 for head in heads)
    new = (public.head.size, public.head.root)
    lost = []
    for head in heads:
        try:
            proved = is_prefix(head, new, tree.consistency_proof(head.size))
        except BrokenTile:
            proved = False
        if not proved:
            lost.append(head)
    return lost


def _recovered(connection: sa.Connection, website: Website) -> Iterator[Difference]:
    """Leaves taken over from the public log, for as long as the site has pages the register does not know."""
    spans = recovered_spans(connection)
    if not spans:
        return
    pages = {
        page_id
        for tree in (PUBLIC, GONE)
        for portion in walked(website.root / tree)
        for path in portion
        if (page_id := page_id_of(path))
    }
    unknown = len(pages - pages_known(connection))
    for first, last in spans if unknown else ():
        yield Difference(
            LOG,
            "",
            f"第{first}项至第{last}项由公开的日志补入，登记簿中没有对应的公开文本；"
            f"网站上有{unknown}个登记簿不认识的决定页面，请逐一核对",
        )
