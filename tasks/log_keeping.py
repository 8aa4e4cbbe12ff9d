"""Steps that keep the transparency log: checking it, bringing it forward after a restore, changing its key."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from tasks.acting import acting
from tasks.installation import Installation, open_installation
from tasks.law.powers import Power
from tasks.register.acting import ActRefused
from tasks.register.claims import ClaimedElsewhere, claim
from tasks.websites import open_website

if TYPE_CHECKING:
    from collections.abc import Callable

    from tasks.channels.website.channel import Website


def verify_log_answer(kept: tuple[Path, ...]) -> dict[str, Any]:
    """`gongshi verify --log --json`; `kept` are checkpoint files that somebody kept."""
    from tasks.checking import check_public_log

    with open_installation() as here:
        found = check_public_log(here, {str(path): path.read_bytes() for path in kept})
    return {
        "ok": not found,
        "differences": [{"place": d.place, "decision": d.decision, "problem": d.problem} for d in found],
    }


def verify_log_text(answer: dict[str, Any], kept: tuple[Path, ...]) -> str:
    """The differences for a reader."""
    from tasks.proving import verify_text

    if not answer["ok"]:
        return verify_text(answer)
    also = "，也是所保存首部的延续" if kept else ""
    return f"公示日志与登记簿一致，与本登记簿签发过的各个首部一致{also}"


def bring_forward(operator: str, reason: str, basis: str) -> str:
    """Take over what the public log has beyond a restored register, and sign on from there."""
    from tasks.channels.website.log_catching_up import catch_up

    def work(here: Installation, website: Website) -> str:
        done = catch_up(here.register, website, acting(here, Power.KEEP_LOG, operator, reason, basis))
        count = done.head.size - done.before
        return (
            f"已由公开的日志补入{count}项（第{done.before}项至第{done.head.size - 1}项），登记簿可以继续签发；"
            "这些项对应的公示和撤下登记簿中没有，请重新取数、公开，并用 gongshi verify 逐一核对"
        )

    return _on_the_log(work)


def rotate_key(operator: str, reason: str, basis: str) -> str:
    """Let a new key sign beside the present one."""
    from tasks.channels.website.log_rotation import add_key

    def work(here: Installation, website: Website) -> str:
        fresh = add_key(here.register, website, acting(here, Power.KEEP_LOG, operator, reason, basis))
        return (
            f"已启用新密钥{fresh.id}，日志首部由新旧两把密钥同时签名，办理人{operator}；"
            "外部核验人记下新公钥之后，用 gongshi log retire-key 停用旧密钥"
        )

    return _on_the_log(work)


def retire_old_key(operator: str, reason: str, basis: str, *, destroy: bool) -> str:
    """Let the old key no longer sign, and put its private half away once the public head is signed without it."""
    from tasks.channels.website.log_rotation import put_away, retire_key

    retired = []

    def work(here: Installation, website: Website) -> str:
        retired.append(
            retire_key(here.register, website, acting(here, Power.KEEP_LOG, operator, reason, basis))
        )
        return f"已停用旧密钥{retired[0].id}，办理人{operator}"

    def afterwards(website: Website) -> str:
        kept = put_away(website, retired[0], destroy=destroy)
        return f"，私钥已移至{kept}" if kept else "，私钥已销毁"

    return _on_the_log(work, afterwards)


def _on_the_log(
    work: Callable[[Installation, Website], str], afterwards: Callable[[Website], str] | None = None
) -> str:
    """Do something to the log alone, publish its head, do the rest; what keeps it from that is told as a refusal."""
    from tasks.channels.website.log_files import KeyExposed, SecondHistory, publish_log
    from tasks.channels.website.log_notes import BrokenNote
    from tasks.channels.website.reading_back import NoAnswer

    try:
        with open_installation() as here, claim(here.register, "website"), open_website(here) as website:
            said = work(here, website)
            shown = publish_log(here.register, website)
            if not shown.problems and not shown.waiting:
                return said + (afterwards(website) if afterwards else "")
    except (SecondHistory, KeyExposed, BrokenNote, NoAnswer, ClaimedElsewhere) as refusal:
        raise ActRefused(str(refusal)) from refusal
    again = "，旧私钥尚未移走，之后请再执行一次本命令" if afterwards else ""
    return f"{said}；但未在网站上读回：{'；'.join(shown.problems) or '等待观察员回执'}；请排除后执行 gongshi run publish{again}"
