"""Reading what the API is asked: how a decision should stand, checked before anything is touched."""

import json
import re
from dataclasses import dataclass, field

from disclosure_pages.models import Standing

PAGE_ID = r"[0-9a-z]{16,26}"
MOST_BYTES = 4 * 2**20


class NotAccepted(Exception):
    """What was asked cannot be done, and asking again will not help: a code and a sentence."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code, self.sentence = code, sentence


@dataclass(frozen=True)
class Wish:
    """How a decision should stand; texts are shown as they are."""

    page_id: str
    sequence: int
    key: str
    state: str
    heading: str
    explanation: str = ""
    successor: str = ""
    successor_notice: str = ""
    act_type: str = ""
    document_number: str = ""
    decided_on: str = ""
    rows: list = field(default_factory=list)
    notices: list = field(default_factory=list)
    check_rows: list = field(default_factory=list)
    metadata: list = field(default_factory=list)


def read_wish(page_id: str, raw: bytes) -> Wish:
    """The wish in a request's body; NotAccepted where a part is missing or of the wrong form."""
    if len(raw) > MOST_BYTES:
        raise NotAccepted("too-large", "内容过大")
    try:
        asked = json.loads(raw)
        state = Standing.State(asked["standing"])
        wish = Wish(
            page_id=page_id,
            sequence=_whole(asked["sequence"]),
            key=_text(asked["key"], 200),
            state=state,
            heading=_text(asked.get("heading", "")),
            explanation=_text(asked.get("explanation", "")),
            successor=_text(asked.get("successor", ""), 26),
            successor_notice=_text(asked.get("successor_notice", "")),
            act_type=_text(asked.get("act_type", ""), 10),
            document_number=_text(asked.get("document_number", "")),
            decided_on=_text(asked.get("decided_on", ""), 10),
            rows=[_pair(one) for one in asked.get("rows", [])],
            notices=[_text(one) for one in asked.get("notices", [])],
            check_rows=[_pair(one) for one in asked.get("check", [])],
            metadata=[_pair(one) for one in asked.get("metadata", [])],
        )
    except (ValueError, KeyError, TypeError, AttributeError) as wrong:
        raise NotAccepted("malformed", f"请求内容不完整或格式不符（{type(wrong).__name__}）") from wrong
    _check(wish)
    return wish


def _check(wish: Wish) -> None:
    if not re.fullmatch(PAGE_ID, wish.page_id):
        raise NotAccepted("page-id", "索引号格式不符")
    if wish.successor and not re.fullmatch(PAGE_ID, wish.successor):
        raise NotAccepted("successor", "接替决定的索引号格式不符")
    if wish.state == Standing.State.PUBLISHED and not (wish.heading and wish.rows):
        raise NotAccepted("empty", "公开的决定须有标题与内容")


def _whole(value: object) -> int:
    if type(value) is not int or not 0 <= value < 2**62:
        raise ValueError("not a whole number")
    return value


def _text(value: object, longest: int = 1_000_000) -> str:
    if not isinstance(value, str) or len(value) > longest or "\0" in value:
        raise ValueError("not a text, or too long")
    return value


def _pair(value: object) -> list:
    if not isinstance(value, list) or len(value) != 2:
        raise ValueError("not a pair")
    return [_text(value[0], 500), _text(value[1])]
