"""Checking the site against the register: every difference, wherever it is (`gongshi verify`)."""

from __future__ import annotations

from collections.abc import Mapping

from tasks.channels.website.channel import Website
from tasks.channels.website.difference import Difference
from tasks.channels.website.files import GONE, PUBLIC
from tasks.channels.website.reading_back import Expected, read_back
from tasks.channels.website.site_desired import desired_at, desired_portions
from tasks.channels.website.site_tree import shape_at, walked
from tasks.law.reconciling import Action, Kind, Seen, Step, Wanted, in_order, plan
from tasks.register.database import Register

_READ_AT_ONCE = 5_000
_NOT_DIFFERENT = frozenset({Action.LEAVE, Action.TIDY})
"""What is being carried out, and what is never served: nothing to tell an officer."""
_TREES = {
    "should-be-gone": "网站文件",
    "unknown": "网站文件",
    "unknown-gone": "撤下文件",
    "hidden": "撤下文件",
}
"""Which tree a step speaks of, where it speaks of a file and not of what the address answers."""


def check_site(register: Register, website: Website) -> list[Difference]:
    """Read back every address the site should answer and look for files it should not have."""
    return [told(step) for step in site_plan(register, website) if differs(step)]


def differs(step: Step) -> bool:
    """Whether an officer must be told."""
    return step.action not in _NOT_DIFFERENT


def told(step: Step) -> Difference:
    """A step as an officer reads it."""
    return Difference(f"{_TREES.get(step.code, '')}{step.address}", step.decision, step.sentence)


def site_plan(register: Register, website: Website) -> list[Step]:
    """Everything to be done so that the site is as the register says; memory grows with differences only."""
    steps: list[Step] = []
    for wanted in desired_portions(register, _READ_AT_ONCE):
        steps += plan(wanted, _seen(website, wanted))
    steps += _strangers(register, website)
    return in_order(steps)


def _seen(website: Website, wanted: Mapping[str, Wanted]) -> dict[str, Seen]:
    public, gone = website.root / PUBLIC, website.root / GONE
    asked = [Expected(path, one.status) for path, one in wanted.items() if one.kind is not Kind.UNDER_WAY]
    seen = {path: Seen(public=shape_at(public, path), gone=shape_at(gone, path)) for path in wanted}
    for reading in read_back(website.read_from, asked):
        both = seen[reading.path]
        seen[reading.path] = Seen(reading.status, reading.hash, reading.problem, both.public, both.gone)
    return seen


def _strangers(register: Register, website: Website) -> list[Step]:
    """Files at addresses that nobody asked to be shown; what is wanted was read back already."""
    steps: list[Step] = []
    for tree in (PUBLIC, GONE):
        for portion in walked(website.root / tree):
            wanted = desired_at(register, portion)
            live = {
                path: Seen(public=shape) if tree == PUBLIC else Seen(gone=shape)
                for path, shape in portion.items()
                if path not in wanted or wanted[path].kind is Kind.NOTHING
            }
            steps += plan({path: wanted[path] for path in wanted.keys() & live.keys()}, live)
    return steps
