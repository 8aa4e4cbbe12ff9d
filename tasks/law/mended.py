"""What became of a value that was not written in its plain form (the raw value is always kept elsewhere)."""

from enum import StrEnum
from typing import NamedTuple


class MendKind(StrEnum):
    """How a value was mended; the meaningful ones change what it says and always leave a warning."""

    WIDTH = "width"
    SPACES = "spaces"
    INVISIBLE = "invisible"
    BRACKETS = "brackets"
    CASE = "case"
    SEPARATORS = "separators"
    DECIMALS = "decimals"
    LABEL = "label"
    ALIAS = "alias"
    DATE_FORM = "date-form"
    TIME_DROPPED = "time-dropped"
    UNIT_REPEATED = "unit-repeated"
    UNIT = "unit"
    CHINESE_NUMERALS = "chinese-numerals"
    EPOCH = "epoch"
    EXCEL_SERIAL = "excel-serial"
    TWO_DIGIT_YEAR = "two-digit-year"
    TIME_ZONE = "time-zone"

    @property
    def meaningful(self) -> bool:
        """Whether this mend changed what the value means, so that a person must hear of it."""
        return self in _MEANINGFUL


_MEANINGFUL = frozenset(
    (
        MendKind.UNIT,
        MendKind.CHINESE_NUMERALS,
        MendKind.EPOCH,
        MendKind.EXCEL_SERIAL,
        MendKind.TWO_DIGIT_YEAR,
        MendKind.TIME_ZONE,
    )
)


class Mended(NamedTuple):
    """A value after mending: clean (neither kind nor fault), mended (kind, note) or faulty (value "", fault).

    `note` and `fault` are Chinese for the officer. A named tuple and not a frozen dataclass because
    three million are made for 100,000 records and a tuple costs a third.
    """

    value: str
    kind: MendKind | None = None
    note: str = ""
    fault: str = ""

    @property
    def meaningful(self) -> bool:
        """Whether the mend changed what the value means."""
        return self.kind is not None and self.kind in _MEANINGFUL

    @property
    def clean(self) -> bool:
        """Whether the value was plain already."""
        return self.kind is None and not self.fault


def faulty(fault: str) -> Mended:
    """A value that cannot be read."""
    return Mended("", None, "", fault)
