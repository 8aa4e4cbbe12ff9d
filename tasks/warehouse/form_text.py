"""The official forms for reading in a terminal: columns aligned by the width Chinese text has there."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from tasks.warehouse.forms import Cell, Form, Forms

WIDTH = 100
_UNIT_WIDTH, _HEADING_WIDTH = 28, 10
_NOT_COLLECTED = "—"
_CLOSING = "，。、；：）》"

_Block = list[int]


def print_forms(forms: Forms, width: int = WIDTH) -> str:
    """All forms as text; a form too wide for `width` goes on below, under the same names of units."""
    return "\n\n".join(_form_text(forms, form, width) for form in forms.forms) + "\n"


def _form_text(forms: Forms, form: Form, width: int) -> str:
    title = forms.title_of(form)
    lines = [centred(title, width), *table_lines(form.columns, form.rows, width)]
    lines += ["说明："] + [
        line for number, note in enumerate(form.notes, 1) for line in note_lines(number, note, width)
    ]
    return "\n".join(lines)


def table_lines(columns: Sequence[str], rows: Sequence[Sequence[Cell]], width: int = WIDTH) -> list[str]:
    """A table whose last row is a total; one too wide goes on below, under the same names in its first column."""
    lines = []
    texts = [[_cell_text(cell) for cell in row] for row in rows]
    unit_lines = [_wrapped(row[0], _UNIT_WIDTH) for row in texts]
    widths = [_column_width(columns[0], [line for unit in unit_lines for line in unit])]
    for place, heading in enumerate(columns[1:], 1):
        widths.append(_column_width(heading, [row[place] for row in texts]))
    for number, block in enumerate(_blocks(widths, width)):
        if number:
            lines.append("（续）")
        lines += _block_lines(columns, texts, unit_lines, widths, block)
    return lines


def centred(title: str, width: int = WIDTH) -> str:
    """A title in the middle of a line."""
    return " " * max((width - display_width(title)) // 2, 0) + title


def _blocks(widths: Sequence[int], width: int) -> list[_Block]:
    blocks: list[_Block] = [[]]
    used = widths[0]
    for place in range(1, len(widths)):
        if blocks[-1] and used + widths[place] + 1 > width:
            blocks.append([])
            used = widths[0]
        blocks[-1].append(place)
        used += widths[place] + 1
    return blocks


def _block_lines(
    columns: Sequence[str],
    texts: Sequence[Sequence[str]],
    units: Sequence[Sequence[str]],
    widths: Sequence[int],
    block: _Block,
) -> list[str]:
    headings = [_heading(columns[place]) for place in block]
    height = max(map(len, headings))
    rule = "─" * (widths[0] + sum(widths[place] + 1 for place in block))
    lines = [rule]
    for level in range(height):
        first = _left(columns[0] if level == height - 1 else "", widths[0])
        parts = [[""] * (height - len(heading)) + heading for heading in headings]
        cells = [_right(part[level], widths[place]) for part, place in zip(parts, block, strict=True)]
        lines.append(" ".join([first, *cells]).rstrip())
    lines.append(rule)
    for number, (unit, row) in enumerate(zip(units, texts, strict=True)):
        if number == len(texts) - 1:
            lines.append(rule)
        cells = [_right(row[place], widths[place]) for place in block]
        lines += [_left(line, widths[0]).rstrip() for line in unit[:-1]]
        lines.append(" ".join([_left(unit[-1], widths[0]), *cells]))
    return [*lines, rule]


def _column_width(heading: str, texts: Sequence[str]) -> int:
    return max(map(display_width, [*_heading(heading), *texts]))


def _cell_text(cell: Cell) -> str:
    if cell is None:
        return _NOT_COLLECTED
    if isinstance(cell, float):
        return f"{cell:.6f}".rstrip("0")
    return str(cell)


def note_lines(number: int, note: str, width: int = WIDTH) -> list[str]:
    """A numbered note, its further lines indented."""
    lead = f"{number}. "
    first, *others = _wrapped(note, width - len(lead) - 2)
    return [lead + first, *(" " * len(lead) + line for line in others)]


def display_width(text: str) -> int:
    """How many terminal columns a text takes."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def _heading(text: str) -> list[str]:
    """A long heading in lines of about equal length, its unit in brackets on a line of its own."""
    if display_width(text) <= _HEADING_WIDTH:
        return [text]
    words, bracket, unit = text.partition("(")
    height = -(-display_width(words) // _HEADING_WIDTH)
    lines = _wrapped(words, 2 * -(-display_width(words) // (2 * height)))
    return [*lines, bracket + unit] if unit else lines


def _wrapped(text: str, width: int) -> list[str]:
    """Lines of a width; a closing mark may stand out by one place rather than begin a line."""
    lines, used = [""], 0
    for character in text:
        taken = display_width(character)
        if lines[-1] and used + taken > width and character not in _CLOSING:
            lines.append("")
            used = 0
        lines[-1] += character
        used += taken
    return lines


def _left(text: str, width: int) -> str:
    return text + " " * (width - display_width(text))


def _right(text: str, width: int) -> str:
    return " " * (width - display_width(text)) + text
