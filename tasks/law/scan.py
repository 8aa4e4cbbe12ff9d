"""The last look at what a reader would see: decoded text and attribute values, never raw bytes (promise 3)."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from tasks.law.detectors import Hit, HitKind, detect_plain, may_detect
from tasks.law.edition import Doubt, Edition
from tasks.law.plain_text import places, plain

_BREAK = "\x00"
_BLANK = "\ufffc"
_SHORTEST = 2


def leaks(
    texts: Iterable[str], exempt: Collection[str] = (), public_numbers: Collection[str] = ()
) -> tuple[Hit, ...]:
    """Every private number in the texts, apart from exact spans of known origin; spans count in the joined texts.

    A hit that is longer than an exempt value, or elsewhere, stays a hit.
    """
    parts = tuple(texts)
    whole = _BREAK.join(parts)
    if not may_detect(whole):
        return ()
    # What is exempt as a whole holds no hit, and none goes beyond its text.
    unknown = _BREAK.join([_BLANK * len(part) if part in exempt else part for part in parts])
    hits = detect_plain(plain(unknown), public_numbers)
    if not hits or not exempt:
        return tuple(hits)
    seen = plain(whole)
    known = [place for value in exempt if value for place in places(seen, plain(value))]
    return tuple(
        hit for hit in hits if not any(start <= hit.start and hit.end <= end for start, end in known)
    )


def edition_leaks(
    edition: Edition, known_private: Collection[str] = (), public_numbers: Collection[str] = ()
) -> tuple[Hit, ...]:
    """The hits in an edition: private numbers, and the record's own private values wherever they stand.

    The party's own name may hold its operator's (李明口腔诊所): there it is no hit.
    """
    return (
        *leaks(edition.fields.values(), edition.exempt, public_numbers),
        *_own_values(edition, known_private),
    )


def leak_doubts(hits: Iterable[Hit]) -> tuple[Doubt, ...]:
    """What officers are told about hits, by kind; the numbers themselves are not repeated."""
    kinds = dict.fromkeys(hit.kind for hit in hits)
    return tuple(Doubt("leak-found", f"暂缓公开：公开文本中发现疑似{kind.value}，请核对") for kind in kinds)


def _own_values(edition: Edition, known_private: Collection[str]) -> list[Hit]:
    whole = _BREAK.join(edition.fields.values())
    private = {value: plain(value) for value in known_private if len(value) >= _SHORTEST}
    seen = plain(whole) if private else ""
    if not any(value in seen for value in private.values()):
        return []
    organisations = [edition.fields.get(key, "") for key in ("执法对象", "执法机关", "数据来源单位")]
    for name in sorted({name for name in organisations if name}, key=len, reverse=True):
        if not any(value == name for value in known_private):
            whole = whole.replace(name, _BLANK * len(name))
        for value in known_private:
            start = name.find(value)
            if start >= 0 and len(name) - start > len(value):
                whole = whole.replace(name[start:], _BLANK * (len(name) - start))
    seen = plain(whole)
    hits = []
    for value, sought in private.items():
        kind = HitKind.PRIVATE_VALUE if any(character.isdigit() for character in value) else HitKind.NAME
        hits += [Hit(kind, start, end) for start, end in places(seen, sought)]
    return hits
