"""Errors that must send a record back to its office, in the catalogued ways."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from tasks.demo.chance import Chance
from tasks.demo.dirt import Dirt
from tasks.demo.identities import capital_numerals
from tasks.demo.records import PENALTY, Record

_PROMPTS = ("行政相对人名称（必填）", "行政相对人名称", "行政相对人名称(必填项)")


def faults_until(today: date) -> tuple[Dirt, ...]:
    """Every error with the way to make it; decisions of the future depend on the day."""
    tomorrow = today.replace(year=today.year + 1, day=min(today.day, 28)).isoformat()
    return (
        _fault("words_against_figures", _fined_in_words, _other_words, 0.6),
        _fault(
            "yuan_as_wan",
            _fined,
            lambda _c, r: {"fine_wan": str(round(float(r.content["fine_wan"]) * 10_000))},
            0.6,
        ),
        _fault("fine_without_amount", _fined, lambda _c, _r: {"fine_wan": ""}, 0.4),
        _fault("header_as_value", _any, lambda c, _r: {"party_name": c.choice(_PROMPTS)}, 2),
        _fault("number_without_serial", _any, _without_serial, 2),
        _fault("impossible_date", _any, lambda _c, r: {"decided_on": f"{r.decided_on.year}-02-30"}),
        _fault("future_decision", _any, lambda _c, _r: {"decided_on": tomorrow}),
        _fault("party_missing", _any, lambda _c, _r: {"party_name": ""}, 2),
        _fault("uscc_check", _has_uscc, _wrong_check, 3),
        _fault("no_such_party_kind", _any, lambda _c, _r: {"party_kind": "见附件"}),
    )


def _fault(
    name: str,
    fits: Callable[[Record], bool],
    content: Callable[[Chance, Record], dict[str, str]],
    weight: float = 1.0,
) -> Dirt:
    def spoil(chance: Chance, record: Record) -> Record:
        return replace(record.having(name, **content(chance, record)), fault=name)

    return Dirt(name, fits, spoil, weight)


def _any(_record: Record) -> bool:
    return True


def _fined(record: Record) -> bool:
    return record.contract == PENALTY and bool(record.content["fine_wan"])


def _fined_in_words(record: Record) -> bool:
    return _fined(record) and not record.content["confiscated_wan"]


def _other_words(_chance: Chance, record: Record) -> dict[str, str]:
    yuan = round(float(record.content["fine_wan"]) * 10_000)
    return {"penalty_content": f"罚款人民币{capital_numerals(yuan + 3000)}", "penalty_kinds": "罚款"}


def _without_serial(_chance: Chance, record: Record) -> dict[str, str]:
    number = record.content["document_number"]
    return {"document_number": number[: number.index("〕") + 1]}


def _has_uscc(record: Record) -> bool:
    code = record.content.get("party_uscc", "")
    return len(code) == 18 and not code.startswith("0000")


def _wrong_check(_chance: Chance, record: Record) -> dict[str, str]:
    code = record.content["party_uscc"]
    return {"party_uscc": code[:-1] + ("7" if code[-1] != "7" else "8")}
