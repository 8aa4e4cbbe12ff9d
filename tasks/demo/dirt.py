"""Dirt as real files have it: what is mended silently, what is mended with a warning, what is only odd."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from tasks.demo.chance import Chance
from tasks.demo.city import PERSON
from tasks.demo.records import PENALTY, Record

_FULL_WIDTH = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}
_BRACKETS = (("[", "]"), ("【", "】"), ("(", ")"), ("（", "）"), ("［", "］"), ("﹝", "﹞"))
_DATES = ("decided_on", "valid_from", "valid_until", "served_on", "disclosure_until", "release_reviewed_on")
_CODES = ("party_uscc", "authority_code", "data_source_code")
_TEXTS = ("party_name", "authority_name", "office")
_FIGURES = "〇一二三四五六七八九"


@dataclass(frozen=True, slots=True)
class Dirt:
    """A way to soil a record: its mark, which records can bear it, and what it does to them."""

    mark: str
    fits: Callable[[Record], bool]
    soil: Callable[[Chance, Record], Record]
    weight: float = 1.0


def soil(chance: Chance, records: list[Record], kinds: tuple[Dirt, ...], share: float) -> list[Record]:
    """The records with a share of them soiled, every kind at least once where a record can bear it."""
    wanted = max(round(len(records) * share), len(kinds))
    order = list(kinds) + chance.choices(
        kinds, [kind.weight for kind in kinds], k=max(0, wanted - len(kinds))
    )
    left = {record.key: record for record in chance.sample(records, len(records))}
    done: dict[str, Record] = {}
    for kind in order:
        found = next((record for record in left.values() if kind.fits(record)), None)
        if found is not None:
            del left[found.key]
            done[found.key] = kind.soil(chance, found)
    return [done.get(record.key, record) for record in records]


def _dated(form: Callable[[date], str], mark: str) -> Dirt:
    def change(_chance: Chance, record: Record) -> Record:
        days = {name: record.content.get(name, "") for name in _DATES}
        return record.having(
            mark, **{name: form(date.fromisoformat(day)) for name, day in days.items() if day}
        )

    return Dirt(mark, lambda _record: True, change)


def _full_width(_chance: Chance, record: Record) -> Record:
    names = ("party_uscc", "document_number", "authority_code")
    wide = {n: record.content[n].translate(_FULL_WIDTH) for n in names if record.content.get(n)}
    return record.having("full_width", **wide)


def _brackets(chance: Chance, record: Record) -> Record:
    opening, closing = chance.choice(_BRACKETS)
    number = record.content["document_number"].replace("〔", opening).replace("〕", closing)
    return record.having("brackets", document_number=number)


def _spaces(chance: Chance, record: Record) -> Record:
    gap = chance.choice((" ", "\u3000", "\t", "\u00a0"))
    texts = {n: gap + record.content[n] + gap for n in _TEXTS if record.content.get(n)}
    return record.having(
        "spaces", **texts, document_number=record.content["document_number"].replace("〕", f"〕{gap}")
    )


def _lower_codes(_chance: Chance, record: Record) -> Record:
    return record.having(
        "lower_codes", **{n: record.content[n].lower() for n in _CODES if record.content.get(n)}
    )


def _has_lettered_code(record: Record) -> bool:
    return any(record.content.get(name, "") != record.content.get(name, "").lower() for name in _CODES)


def _amount_with_unit(_chance: Chance, record: Record) -> Record:
    return record.having("amount_unit", fine_wan=record.content["fine_wan"] + "万元")


def _amount_in_yuan(_chance: Chance, record: Record) -> Record:
    yuan = round(float(record.content["fine_wan"]) * 10_000)
    return record.having("amount_in_yuan", fine_wan=f"{yuan:,}元")


def _fined(record: Record) -> bool:
    return bool(record.content.get("fine_wan"))


def _chinese_figures(day: date) -> str:
    year = "".join(_FIGURES[int(mark)] for mark in str(day.year))
    return f"{year}年{_small(day.month)}月{_small(day.day)}日"


def _small(number: int) -> str:
    tens, ones = divmod(number, 10)
    return ("" if tens == 0 else "十" if tens == 1 else _FIGURES[tens] + "十") + (
        _FIGURES[ones] if ones else ""
    )


def _other_year(_chance: Chance, record: Record) -> Record:
    year = str(record.decided_on.year)
    number = record.content["document_number"].replace(f"〔{year}〕", f"〔{int(year) - 1}〕")
    return record.having("number_year", document_number=number.replace("号", "9号"))


def _early_end(_chance: Chance, record: Record) -> Record:
    day = record.decided_on - timedelta(days=30)
    return record.having("disclosure_before_decision", disclosure_until=day.isoformat())


def _misfit(_chance: Chance, record: Record) -> Record:
    """A number begun by another authority: 滨市监 for 滨卫."""
    number = record.content["document_number"].replace("滨卫", "滨市监")
    return record.having("authority_misfit", document_number=number)


def _mistyped_id(_chance: Chance, record: Record) -> Record:
    number = record.content["party_id"]
    wrong = number[:-1] + ("1" if number[-1] != "1" else "2")
    return replace(record.having("citizen_id_check", party_id=wrong), private=record.private | {wrong})


MENDED = (
    Dirt("full_width", lambda r: bool(r.content.get("authority_code")), _full_width),
    Dirt("brackets", lambda r: "〔" in r.content["document_number"], _brackets, 3),
    Dirt("spaces", lambda _r: True, _spaces, 2),
    Dirt("lower_codes", _has_lettered_code, _lower_codes, 2),
    Dirt("amount_unit", _fined, _amount_with_unit, 0.5),
    _dated(lambda day: f"{day:%Y/%m/%d}", "date_slashes"),
    _dated(lambda day: f"{day:%Y.%m.%d}", "date_dots"),
    _dated(lambda day: f"{day:%Y%m%d}", "date_compact"),
    _dated(lambda day: f"{day.year}年{day.month}月{day.day}日", "date_chinese"),
    _dated(lambda day: f"{day:%Y-%m-%d} 00:00:00", "date_with_time"),
)
"""Mended without a word; the raw value is kept."""

WARNED = (
    Dirt("amount_in_yuan", _fined, _amount_in_yuan),
    _dated(_chinese_figures, "date_in_chinese_figures"),
    Dirt("number_year", lambda r: "〔" in r.content["document_number"], _other_year),
    Dirt("disclosure_before_decision", lambda r: r.contract == PENALTY, _early_end),
    Dirt("authority_misfit", lambda r: r.content["document_number"].startswith("滨卫"), _misfit, 0.3),
    Dirt("citizen_id_check", lambda r: r.content.get("party_kind") == PERSON, _mistyped_id),
)
"""Goes on with a warning."""
