"""One cell of a district's workbook read as a count, as money, or as a power not had (clause G17)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from tasks.law.district_template import NO_POWER, TemplateColumn

_MOST_CASES, _MOST_FEN = 10_000_000, 10_000_000_000_000
"""Beyond ten million cases, or a hundred thousand million yuan, it is a slip of the pen."""
_UNKEPT = Decimal("0.0001")
"""What a spreadsheet may lose of a sum of money, in fen."""
_TOLD = 60
"""How much of a cell's text a fault repeats."""


class EntryKind(StrEnum):
    """What a cell holds."""

    NUMBER = "number"
    TEXT = "text"
    FORMULA = "formula"
    ERROR = "error"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Entry:
    """One cell that is not empty; `number` only of a number."""

    kind: EntryKind
    text: str
    number: Decimal | None = None


Wrong = tuple[str, str, str]
"""Code, message and remedy of a cell that is no figure."""
_RETYPE = f"请直接填数字；不具有该项权力的填“{NO_POWER}”"


def cell_value(entry: Entry | None, column: TemplateColumn) -> int | Wrong | None:
    """A cell as a count or as fen, None for a power not had; or code, message and remedy."""
    name = column.heading
    if entry is None or not entry.text.strip():
        return "empty", f"{name}未填", f"没有办理的填0；不具有该项权力的填“{NO_POWER}”"
    if entry.kind is EntryKind.TEXT and entry.text.strip() == NO_POWER:
        return None
    if entry.kind is EntryKind.FORMULA:
        return "formula", f"{name}是公式{quoted(entry)}", "请改填计算结果（复制后选择性粘贴为数值）"
    if entry.kind is EntryKind.ERROR:
        return "formula-error", f"{name}是错误值{entry.text}", _RETYPE
    if entry.number is None:
        return "not-a-number", f"{name}是文字{quoted(entry)}，不是数字", _RETYPE
    return _counted(entry.number, column)


def _counted(number: Decimal, column: TemplateColumn) -> int | Wrong:
    name = column.heading
    if number < 0:
        return (
            "negative",
            f"{name}为负数{_told(number)}",
            "请填0或者正数；更正以前年度的数字须另行报送该年度报表",
        )
    most = Decimal(_MOST_FEN) / column.fen if column.fen else Decimal(_MOST_CASES)
    if number > most:
        return "too-large", f"{name}为{_told(number)}，超出合理范围", "请核对数字和计量单位"
    exact = number * (column.fen or 1)
    whole = exact.to_integral_value()
    if abs(exact - whole) > (_UNKEPT if column.fen else 0):
        wanted = "金额精确到分" if column.fen else "应为整数"
        return "not-whole", f"{name}为{_told(number)}，{wanted}", "请核对后改填"
    return int(whole)


def quoted(entry: Entry) -> str:
    """The beginning of a cell's text on one line."""
    return f"“{' '.join(entry.text.split())[:_TOLD]}”"


def _told(number: Decimal) -> str:
    return f"{number.normalize():f}" if abs(number.adjusted()) < 30 else f"{number:.3E}"
