"""From what a platform answered and what it shows to what came of a delivery, in words an officer understands."""

from __future__ import annotations

from tasks.channels.delivery import Delivery, Outcome, Result, Task
from tasks.channels.platforms.faults import Blame, PlatformFault
from tasks.channels.platforms.reading_back import stands_as_wanted
from tasks.channels.platforms.sending import Reply
from tasks.channels.platforms.settings import Look, PlatformSettings
from tasks.channels.platforms.wire import ItemResult, Shown, Standing, Verdict
from tasks.law.acts import CHANNEL_NAMES
from tasks.law.retrying import NOT_ITS_OWN

_ITEM_BLAMED = frozenset({Blame.SIZE, Blame.REFUSAL})


def wants_a_look(delivery: Delivery, reply: Reply, settings: PlatformSettings) -> bool:
    """Whether a delivery is read back: where it was accepted, and where only looking tells what happened to it."""
    if settings.look is Look.RECEIPT:
        return False
    result = reply.result
    if isinstance(result, PlatformFault):
        return result.blame is Blame.ITEM and (reply.alone or result.code == "answer-lacks-item")
    return result.verdict is Verdict.ACCEPTED and not _receipt_fault(delivery, result, settings)


def judged(
    delivery: Delivery, reply: Reply, look: Shown | PlatformFault | None, settings: PlatformSettings
) -> Outcome:
    """The outcome of one delivery."""
    name, result = CHANNEL_NAMES[settings.channel], reply.result
    if isinstance(result, PlatformFault):
        return _without_answer(delivery, reply, result, look, name)
    match result.verdict:
        case Verdict.ACCEPTED:
            return _accepted(delivery, reply, result, look, settings)
        case Verdict.STALE:
            return _overtaken(delivery, reply, name)
        case Verdict.REFUSED:
            said = result.message or "未说明原因"
            code = f"（{result.code}）" if result.code else ""
            return _refused(delivery, reply, 200, f"{name}退回：{said}{code}", result.code or "item-refused")
        case Verdict.BUSY:
            asked = f"，要求{result.wait_seconds:.0f}秒后再报" if result.wait_seconds else ""
            sentence = f"{name}暂未受理该件{asked}，将自动重试"
            return _failed(delivery, reply, "busy", sentence, "", result.wait_seconds)


def _accepted(
    delivery: Delivery,
    reply: Reply,
    result: ItemResult,
    look: Shown | PlatformFault | None,
    settings: PlatformSettings,
) -> Outcome:
    name = CHANNEL_NAMES[settings.channel]
    fault = _receipt_fault(delivery, result, settings)
    if fault:
        return _failed(delivery, reply, "receipt-differs", f"{name}{fault}", result.receipt)
    if settings.look is Look.RECEIPT:
        return _confirmed(delivery, reply, 200, result.receipt, result.content_hash)
    return _as_shown(delivery, reply, result, look, name)


def _without_answer(
    delivery: Delivery, reply: Reply, fault: PlatformFault, look: Shown | PlatformFault | None, name: str
) -> Outcome:
    """No answer came, but looking may show that it arrived all the same, or that only this item fails."""
    if isinstance(look, Shown) and look.receipt and stands_as_wanted(delivery, look):
        return _confirmed(delivery, reply, look.status, look.receipt, look.content_hash)
    if fault.blame in _ITEM_BLAMED and reply.alone:
        return _refused(delivery, reply, fault.status, fault.sentence, fault.code)
    code, sentence = fault.code, fault.sentence
    if fault.blame in _ITEM_BLAMED:
        code, sentence = "not-tried", f"同批有内容未被{name}接受，尚未查明是哪一件，下次继续"
    elif isinstance(look, Shown) and code in NOT_ITS_OWN:
        code, sentence = "item-fails", f"{sentence}；{name}此时可以读取，问题可能出在该件"
    return Outcome(
        delivery,
        Result.FAILED,
        fault.status,
        problem=sentence,
        code=code,
        wait_seconds=fault.wait,
        sent_as=reply.sent_as,
    )


def _as_shown(
    delivery: Delivery,
    reply: Reply,
    result: ItemResult,
    look: Shown | PlatformFault | None,
    name: str,
) -> Outcome:
    """An accepted delivery counts once it is seen."""
    receipt = result.receipt
    if not isinstance(look, Shown):
        fault = look or PlatformFault("not-tried", f"尚未在{name}读回", Blame.CHANNEL)
        sentence = f"已取得{name}回执{receipt}，读回未完成：{fault.sentence}"
        return _failed(delivery, reply, fault.code, sentence, receipt, fault.wait)
    if stands_as_wanted(delivery, look):
        if look.receipt and look.sequence == delivery.sequence and look.receipt != receipt:
            sentence = f"{name}先后给出两个不同的回执（{receipt}、{look.receipt}），将再次核对"
            return _failed(delivery, reply, "receipt-differs", sentence, receipt)
        return _confirmed(delivery, reply, look.status, receipt, look.content_hash)
    if look.sequence > delivery.sequence:
        return _overtaken(delivery, reply, name)
    code, sentence = _what_is_wrong(delivery, look, name, receipt)
    return Outcome(
        delivery,
        Result.FAILED,
        look.status,
        receipt,
        look.content_hash,
        sentence,
        code,
        sent_as=reply.sent_as,
    )


def _what_is_wrong(delivery: Delivery, look: Shown, name: str, receipt: str) -> tuple[str, str]:
    if delivery.task is Task.WITHDRAW:
        if look.state is Standing.PUBLISHED or look.content_hash:
            return "still-shown", f"已取得{name}回执{receipt}，但读回仍在显示，未计为已撤下，将再次核对"
        return "not-shown", f"已取得{name}回执{receipt}，但读回的仍是此前的状态，将再次核对"
    if look.state is Standing.PUBLISHED and look.sequence >= delivery.sequence:
        return "read-back-differs", f"已取得{name}回执{receipt}，但读回的内容不一致，未计为已公开"
    return "not-shown", f"已取得{name}回执{receipt}，但尚未读到该件，将再次核对"


def _receipt_fault(delivery: Delivery, result: ItemResult, settings: PlatformSettings) -> str:
    """What is wrong with an acceptance itself, "" where nothing is."""
    if not result.receipt:
        return "表示已受理，但没有给出回执编号，将再次核对"
    strict = settings.look is Look.RECEIPT
    if result.sequence != delivery.sequence and (strict or result.sequence is not None):
        return f"的回执{result.receipt}不是本次变动的，将再次核对"
    differs = delivery.task is Task.PUBLISH and result.content_hash != delivery.content_hash
    if differs and (strict or result.content_hash):
        return f"的回执{result.receipt}所载内容与报送的不一致，将再次核对"
    return ""


def _overtaken(delivery: Delivery, reply: Reply, name: str) -> Outcome:
    sentence = f"{name}已有更新的变动，本次（第{delivery.sequence}次）未被接受；请核对登记库是否由旧备份恢复"
    return _refused(delivery, reply, 200, sentence, "stale-sequence")


def _refused(delivery: Delivery, reply: Reply, status: int, sentence: str, code: str) -> Outcome:
    return Outcome(delivery, Result.REFUSED, status, problem=sentence, code=code, sent_as=reply.sent_as)


def _confirmed(delivery: Delivery, reply: Reply, status: int, receipt: str, shown_hash: bytes) -> Outcome:
    return Outcome(delivery, Result.CONFIRMED, status, receipt, shown_hash, sent_as=reply.sent_as)


def _failed(
    delivery: Delivery, reply: Reply, code: str, sentence: str, receipt: str, wait: float | None = None
) -> Outcome:
    return Outcome(
        delivery, Result.FAILED, 200, receipt, b"", sentence, code, wait_seconds=wait, sent_as=reply.sent_as
    )
