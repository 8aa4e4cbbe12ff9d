"""What can go wrong when a platform is asked, who may be to blame, and the sentence an officer reads."""

from __future__ import annotations

from enum import StrEnum
from http import HTTPStatus


class Blame(StrEnum):
    """Whom a failed request speaks against, and so what is tried next."""

    CHANNEL = "channel"
    """The platform as a whole, for now: the same request again, later."""
    SETTINGS = "settings"
    """Address, key or client: a person must mend it, nothing more is sent."""
    SIZE = "size"
    """The batch is too large: half of it."""
    ITEM = "item"
    """Perhaps one item: the same again, then halves until it is found."""
    REFUSAL = "refusal"
    """An item, as the platform says: halves at once."""


class PlatformFault(Exception):
    """One request that brought no usable answer; never leaves this room from `deliver`."""

    def __init__(
        self, code: str, sentence: str, blame: Blame, status: int = 0, wait: float | None = None
    ) -> None:
        super().__init__(sentence)
        self.code = code
        self.sentence = sentence
        self.blame = blame
        self.status = status
        self.wait = wait


_LATER = frozenset({408, 409, 425, 429, 503})
_REFUSALS = frozenset({400, 422})
_LONGEST_TOLD = 200


def unreachable(name: str) -> PlatformFault:
    """No connection at all: nothing was sent."""
    return PlatformFault("unreachable", f"{name}无法连接，将自动重试", Blame.CHANNEL)


def untrusted(name: str) -> PlatformFault:
    """The other side's certificate is not trusted."""
    return PlatformFault(
        "channel-address",
        f"{name}的证书未通过验证，未发送任何内容；请核对地址，平台使用自建证书的，在 ca_file 中写明其根证书",
        Blame.SETTINGS,
    )


def too_slow(name: str, seconds: float) -> PlatformFault:
    """No answer in time; whether it arrived is not known."""
    return PlatformFault(
        "timeout",
        f"{name}在{seconds:g}秒内没有答复，是否收到尚不清楚；将以同一编号重试，不会重复报送",
        Blame.ITEM,
    )


def cut_off(name: str) -> PlatformFault:
    """The connection broke after the request had begun; whether it arrived is not known."""
    return PlatformFault(
        "dropped",
        f"与{name}的连接中途断开，是否收到尚不清楚；将以同一编号重试，不会重复报送",
        Blame.ITEM,
    )


def unreadable(name: str, what: str, status: int = 0) -> PlatformFault:
    """An answer that cannot be understood counts as none."""
    return PlatformFault(
        "answer-unreadable", f"{name}的答复无法采信（{what}），将自动重试", Blame.ITEM, status
    )


def foreign(name: str) -> PlatformFault:
    """An answer about items that were never sent is the answer to somebody else."""
    return PlatformFault(
        "answer-foreign", f"{name}的答复中有本次未报送的编号，整份答复不予采信，将自动重试", Blame.ITEM
    )


def of_status(name: str, status: int, wait: float | None, told: str, key_variable: str) -> PlatformFault:
    """The fault that an HTTP status other than success means; `told` is the platform's own explanation."""
    said = f"：{told[:_LONGEST_TOLD]}" if told else ""
    if status in (401, 403):
        return PlatformFault(
            "channel-refused",
            f"{name}不接受本单位的接口身份（HTTP {status}）{said}，本渠道已停止报送；"
            f"请核对 client、环境变量 {key_variable} 中的密钥和本机时钟",
            Blame.SETTINGS,
            status,
        )
    if status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
        return PlatformFault(
            "item-too-large", f"{name}不接受这样大的内容（HTTP 413）{said}", Blame.SIZE, status
        )
    if status in _LATER:
        asked = f"，对方要求{wait:.0f}秒后再试" if wait else "，将自动重试"
        return PlatformFault(
            "busy", f"{name}暂不受理（HTTP {status}）{said}{asked}", Blame.CHANNEL, status, wait
        )
    if status in _REFUSALS:
        return PlatformFault(
            "item-refused", f"{name}不接受该内容（HTTP {status}）{said}", Blame.REFUSAL, status
        )
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return PlatformFault(
            "server-fault", f"{name}出现故障（HTTP {status}）{said}，将自动重试", Blame.ITEM, status, wait
        )
    return PlatformFault(
        "channel-address",
        f"{name}的接口地址不对（HTTP {status}）{said}，本渠道已停止报送；请核对 base_url 和 paths",
        Blame.SETTINGS,
        status,
    )
