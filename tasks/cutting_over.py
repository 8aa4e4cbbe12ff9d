"""Steps of the cut-over from an old site: taking over, seeing gone, and the list of old and new addresses."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from tasks.acting import acting
from tasks.channels.website.addresses import decision_page
from tasks.disclosing import reassess_waiting
from tasks.installation import open_installation
from tasks.law.document_numbers import normalise
from tasks.law.lifecycle import STATE_NAMES
from tasks.law.powers import Power
from tasks.register.cut_over import confirm_gone_elsewhere, read_elsewhere, take_over


def take_over_from_old_site(
    number: str, act_type: str, operator: str, reason: str, basis: str, authority: str = ""
) -> str:
    """Show here what an old site shows; every one that waits where no number is given."""
    with open_installation() as here:
        act = acting(here, Power.TAKE_OVER, operator, reason, basis)
        count = take_over(here.register, act, normalise(number) if number else "", act_type, authority)
        reassess_waiting(here)
    return f"已接管{count}件，由 gongshi run publish 公开；新旧网址对照见 gongshi elsewhere"


def confirm_gone(
    number: str, act_type: str, operator: str, reason: str, basis: str, authority: str = ""
) -> str:
    """A person saw that an old site no longer shows a withdrawn decision."""
    with open_installation() as here:
        act = acting(here, Power.CONFIRM_GONE, operator, reason, basis)
        address = confirm_gone_elsewhere(here.register, act, normalise(number), act_type, authority)
    return f"已登记：{number}已从原网站撤下（{address}），由 gongshi run withdraw 办结"


def elsewhere_answer() -> list[dict[str, str]]:
    """`gongshi elsewhere --json`: old and new addresses."""
    with open_installation() as here:
        return [
            {
                "act_type": one.act_type,
                "document_number": one.document_number,
                "old_address": one.address,
                "public_since": one.public_since,
                "state": one.state,
                "new_path": decision_page(one.page_id) if one.state == "published" else "",
            }
            for one in read_elsewhere(here.register)
        ]


def elsewhere_text(answer: Iterable[dict[str, Any]]) -> str:
    """Old and new addresses for a reader."""
    lines = [
        f"{one['act_type']} {one['document_number']}　{STATE_NAMES[one['state']]}\n"
        f"    原网址 {one['old_address']}（{one['public_since']}起）"
        + (f"\n    新网址 {one['new_path']}" if one["new_path"] else "")
        for one in answer
    ]
    return "\n".join(lines) or "没有登记过在原网站公开的决定"
