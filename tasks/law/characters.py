"""Characters that look alike, cannot be seen or should not be there, and the plain ones they stand for.

Values come from forms, spreadsheets and copied web pages, so the same text arrives in full-width
letters, with marks nobody sees, or with whichever kind of space the input method had at hand.
"""

import re
from unicodedata import category

HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
"""Full-width ASCII and the ideographic space to half-width, for `str.translate`; one character each."""

HALF_WIDTH_LETTERS = {full: half for full, half in HALF_WIDTH.items() if chr(half).isalnum()}
"""Full-width letters and digits only: in prose, Chinese punctuation stays Chinese."""

CJK = "\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
"""Chinese characters (with 〇), to be put inside a character class."""

_FILLERS = "\u034f\u115f\u1160\u2800\u3164\uffa0"
_SUSPECT = re.compile(f"[０-９Ａ-Ｚａ-ｚ{_FILLERS}]")
_SPACE_RUN = re.compile(r"\s+")
_UNSEEN_KINDS = frozenset(("Cc", "Cf", "Cs"))


def is_plain(text: str) -> bool:
    """Whether text has no unseen character, odd space or full-width letter: nearly all text is plain.

    False only means "look closer": private-use characters, as in rare names, are not faults.
    """
    if not text.isprintable() or _SUSPECT.search(text) is not None:
        return False
    return " " not in text or not ("  " in text or text[0] == " " or text[-1] == " ")


def half_width(text: str) -> str:
    """All full-width ASCII as half-width; the length stays the same, so positions do."""
    return text if text.isascii() else text.translate(HALF_WIDTH)


def without_unseen(text: str) -> str:
    """Text without zero-width, direction, control and half-pair characters; tabs and line breaks stay."""
    if text.isprintable() and _SUSPECT.search(text) is None:
        return text
    for character in set(text):
        if _is_unseen(character):
            text = text.replace(character, "")
    return text


def _is_unseen(character: str) -> bool:
    if character.isprintable():
        return character in _FILLERS
    return not character.isspace() and category(character) in _UNSEEN_KINDS


def has_control(text: str) -> bool:
    """Whether text holds a control character other than white space, such as NUL."""
    return not text.isprintable() and any(category(c) == "Cc" and not c.isspace() for c in text)


def single_spaced(text: str) -> str:
    """Every run of spaces and line breaks as one space, none at the ends."""
    return _SPACE_RUN.sub(" ", text).strip()


def without_spaces(text: str) -> str:
    """Text without any kind of space or line break."""
    return "".join(text.split())
