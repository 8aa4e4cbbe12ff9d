"""Numbers that look right and belong to nobody: every region begins with 99, which no place in China has."""

from __future__ import annotations

from datetime import date

from tasks.demo.chance import Chance
from tasks.law.identifiers import citizen_id_with_check, organisation_code_with_check, uscc_with_check

INVENTED_REGION = "990000"
"""Region code of the invented city; the national list ends below 83."""


def unified_code(category: str, body: str, region: str = INVENTED_REGION) -> str:
    """A valid unified social credit code from category, region and the first eight of the organisation code."""
    return uscc_with_check(category + region + organisation_code_with_check(body))


def citizen_id(born: date, sequence: int, region: str = INVENTED_REGION) -> str:
    """A valid citizen's number in a region that does not exist."""
    return citizen_id_with_check(f"{region}{born:%Y%m%d}{sequence % 1000:03d}")


def bank_card(chance: Chance) -> str:
    """A bank card number that passes Luhn, from an issuer range nobody uses."""
    head = "6299900000" + chance.digits(8)
    doubled = (int(mark) * 2 if place % 2 == 0 else int(mark) for place, mark in enumerate(reversed(head)))
    total = sum(digit - 9 if digit > 9 else digit for digit in doubled)
    return head + str(-total % 10)


def mobile(chance: Chance) -> str:
    """A mobile number from a block that reads as invented."""
    return "1990000" + chance.digits(4)


_NUMERALS = "零壹贰叁肆伍陆柒捌玖"
_UNITS = ("", "拾", "佰", "仟")


def capital_numerals(yuan: int) -> str:
    """A sum in the capital numerals of decision documents: 49000 is 肆万玖仟元整."""
    high, low = divmod(yuan, 10_000)
    words = (_under_ten_thousand(high) + "万" if high else "") + (
        ("零" if high and 0 < low < 1000 else "") + _under_ten_thousand(low) if low else ""
    )
    return (words or "零") + "元整"


def _under_ten_thousand(number: int) -> str:
    words, gap = "", False
    for place in (3, 2, 1, 0):
        digit = number // 10**place % 10
        if digit:
            words += ("零" if gap and words else "") + _NUMERALS[digit] + _UNITS[place]
            gap = False
        else:
            gap = True
    return words
