"""Draws a chart of bars as SVG: text stays text, every value is written out, the same chart is the same bytes."""

from __future__ import annotations

from collections.abc import Iterator
from xml.sax.saxutils import escape, quoteattr

from tasks.law.report_figures import Number
from tasks.law.report_views import Chart
from tasks.papers.wording import printable

COLOURS = ("#123a72", "#b3211d", "#c98a1b", "#5b8a72")
EARLIER = "#9db3d1"
"""For the year before, where it stands beside this year."""
_WIDTH, _LABEL, _ROW, _TOP, _HEIGHT = 720, 190, 22, 44, 220
_SHORT = 4
"""Up to so many signs a label fits below an upright bar."""


def drawn(chart: Chart) -> str:
    """The chart as an SVG element with a title and a description for those who cannot see it."""
    upright = max(map(len, chart.categories), default=0) <= _SHORT and len(chart.categories) > 4
    body, height = (_upright if upright else _lying)(chart)
    name = f"chart-{chart.key}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" role="img" '
        f'aria-labelledby="{name}-t {name}-d"><title id="{name}-t">{_text(chart.title)}</title>'
        f'<desc id="{name}-d">{_text(_told(chart))}</desc>{"".join(_legend(chart))}{"".join(body)}</svg>'
    )


def colours_of(chart: Chart) -> tuple[str, ...]:
    """A colour for each series; of two years the earlier one is paler."""
    if len(chart.series) == 2:
        return EARLIER, COLOURS[0]
    return tuple(COLOURS[place % len(COLOURS)] for place in range(len(chart.series)))


def _told(chart: Chart) -> str:
    lines = (
        f"{series.name}："
        + "，".join(f"{name}{value}" for name, value in zip(chart.categories, series.values, strict=True))
        for series in chart.series
    )
    return f"单位：{chart.unit}。" + "；".join(lines) + "。"


def _legend(chart: Chart) -> Iterator[str]:
    place = 0
    for series, colour in zip(chart.series, colours_of(chart), strict=True):
        yield f'<rect x="{place}" y="6" width="14" height="14" fill="{colour}"/>'
        yield _label(place + 20, 18, series.name)
        place += 44 + 15 * len(series.name)
    yield _label(_WIDTH, 18, f"单位：{chart.unit}", "end")


def _lying(chart: Chart) -> tuple[list[str], int]:
    """Bars from left to right, one group for each category."""
    group = _ROW * len(chart.series) + 12
    most, room = _most(chart), _WIDTH - _LABEL - 80
    parts = []
    for place, name in enumerate(chart.categories):
        top = _TOP + place * group
        parts.append(_label(_LABEL - 10, top + _ROW * len(chart.series) / 2 + 5, name, "end"))
        for row, (series, colour) in enumerate(zip(chart.series, colours_of(chart), strict=True)):
            value, y = series.values[place], top + row * _ROW
            parts.append(_bar(_LABEL, y, room * value / most, _ROW - 5, colour))
            parts.append(_label(_LABEL + room * value / most + 6, y + 13, str(value)))
    bottom = _TOP + len(chart.categories) * group
    parts.append(f'<line x1="{_LABEL}" y1="{_TOP - 6}" x2="{_LABEL}" y2="{bottom - 8}" stroke="#525e6d"/>')
    return parts, bottom


def _upright(chart: Chart) -> tuple[list[str], int]:
    """Bars from below, for short names side by side."""
    most, group = _most(chart), _WIDTH / len(chart.categories)
    width, base = (group - 10) / len(chart.series), _TOP + _HEIGHT
    parts = []
    for place, name in enumerate(chart.categories):
        left = place * group + 5
        parts.append(_label(left + (group - 10) / 2, base + 20, name, "middle"))
        for row, (series, colour) in enumerate(zip(chart.series, colours_of(chart), strict=True)):
            value = series.values[place]
            height = (_HEIGHT - 20) * value / most
            parts.append(_bar(left + row * width, base - height, width - 1, height, colour))
            if value:
                middle = left + row * width + width / 2
                parts.append(_label(middle, base - height - 4, str(value), "middle", small=True))
    parts.append(f'<line x1="0" y1="{base}" x2="{_WIDTH}" y2="{base}" stroke="#525e6d"/>')
    return parts, base + 30


def _most(chart: Chart) -> Number:
    return max((value for series in chart.series for value in series.values), default=0) or 1


def _bar(x: float, y: float, width: float, height: float, colour: str) -> str:
    return f'<rect x="{_at(x)}" y="{_at(y)}" width="{_at(width)}" height="{_at(height)}" fill="{colour}"/>'


def _label(x: float, y: float, text: str, anchor: str = "start", *, small: bool = False) -> str:
    size = 10 if small else 13
    return f'<text x="{_at(x)}" y="{_at(y)}" font-size="{size}" text-anchor={quoteattr(anchor)}>{_text(text)}</text>'


def _at(place: float) -> str:
    return f"{place:.1f}"


def _text(text: str) -> str:
    return escape(printable(text))
