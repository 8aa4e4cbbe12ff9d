"""What `gongshi verify` answers: every difference, and with --mend what was mended."""

from __future__ import annotations

from typing import Any

from tasks.channels.website.site_check import told
from tasks.checking import check_balances, check_website, mend_website
from tasks.installation import open_installation
from tasks.law.reconciling import Step
from tasks.platform_checking import SENT_AGAIN, check_platforms, mend_platforms


def verify_answer() -> dict[str, Any]:
    """`gongshi verify --json`."""
    with open_installation() as here:
        found = [*check_balances(here), *check_website(here), *check_platforms(here)]
    return {"ok": not found, "differences": [one.to_json() for one in found]}


def mend_answer() -> dict[str, Any]:
    """`gongshi verify --mend --json`: `differences` are what is left for a person, each with what to do."""
    with open_installation() as here:
        mended, platforms = mend_website(here), mend_platforms(here)
        faults = [*check_balances(here), *mended.faults, *platforms.left]
    left = [*map(_step, mended.left), *(one.to_json() for one in faults)]
    again = [one.to_json() | {"remedy": SENT_AGAIN} for one in platforms.sent_again]
    return {"ok": not left, "mended": [*map(_step, mended.done), *again], "differences": left}


def _step(step: Step) -> dict[str, str]:
    return told(step).to_json() | {"remedy": step.remedy}


def verify_text(answer: dict[str, Any]) -> str:
    """The differences for a reader; what was mended comes first."""
    lines = [f"已恢复　{_line(one)}" for one in answer.get("mended", ())]
    if answer["ok"]:
        return "\n".join([*lines, "登记簿、各渠道与公示日志一致"])
    left = "待人处理　" if "mended" in answer else ""
    return "\n".join([*lines, *(f"{left}{_line(one)}" for one in answer["differences"])])


def _line(one: dict[str, str]) -> str:
    line = f"{one['place']}　{one['decision']}　{one['problem']}".rstrip()
    return f"{line}（{one['remedy']}）" if one.get("remedy") else line
