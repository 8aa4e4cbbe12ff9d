"""The last look at what a reader would see: decoded text and attribute values, never raw bytes (promise 3)."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from tasks.law.detectors import Hit, HitKind, detect
from tasks.law.edition import Doubt, Edition
from tasks.law.plain_text import places, plain

_BREAK = "\x00"
_SHORTEST = 2


def leaks(
    texts: Iterable[str], exempt: Collection[str] = (), public_numbers: Collection[str] = ()
) -> tuple[Hit, ...]:
    """Every private number in the texts, apart from exact spans of known origin; spans count in the joined texts.

    A hit that is longer than an exempt value, or elsewhere, stays a hit.
    """
    whole = _BREAK.join(texts)
    hits = detect(whole, public_numbers)
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
    if not known_private:
        return []
    organisations = [edition.fields.get(key, "") for key in ("执法对象", "执法机关", "数据来源单位")]
    whole = _BREAK.join(edition.fields.values())
    for name in sorted({name for name in organisations if name}, key=len, reverse=True):
        if not any(value == name for value in known_private):
            whole = whole.replace(name, "\ufffc" * len(name))
        for value in known_private:
            start = name.find(value)
            if start >= 0 and len(name) - start > len(value):
                whole = whole.replace(name[start:], "\ufffc" * (len(name) - start))
    seen = plain(whole)
    hits = []
    for value in known_private:
        if len(value) >= _SHORTEST:
            kind = HitKind.PRIVATE_VALUE if any(character.isdigit() for character in value) else HitKind.NAME
            hits += [Hit(kind, start, end) for start, end in places(seen, plain(value))]
    return hits
