"""The monthly 双公示 table: produced, shown, handed in, why not, stored, counted from a snapshot (G12, DOMAIN 1.4)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb

from tasks.law.acts import ActType
from tasks.law.credit_metrics import NOT_REPORTED, CreditMetric, Measure, basis_words, metrics_on
from tasks.law.withdrawing import REASON_NAMES
from tasks.warehouse.credit_figures import Basis, CreditMonth, Figures, LateDecision
from tasks.warehouse.snapshots import open_snapshot
from tasks.warehouse.statements import asking

ACTS = (ActType.LICENCE, ActType.PENALTY)
_NO_OFFICE = "（未填处室）"
_REASONS = {reason.value: name for reason, name in REASON_NAMES.items()}
_OF_THE_REPORTED = (Measure.STORED, Measure.COMPLIANT, Measure.ON_TIME)

_Place = tuple[str, str | None]
"""Unit and office; None for a unit that did not act."""


@dataclass(frozen=True, slots=True)
class MonthAsked:
    """The month that begins on `first`, looked at on the Shanghai date `today`; `codes` are refusals in words."""

    first: date
    today: date
    codes: Mapping[str, str] = field(default_factory=dict)

    @property
    def after(self) -> date:
        """The first day of the month that follows."""
        return (self.first.replace(day=28) + timedelta(days=4)).replace(day=1)


def credit_month(snapshot: Path, asked: MonthAsked, metrics: Iterable[CreditMetric]) -> CreditMonth:
    """Count a month; a decision belongs to the month of its date, whenever it was handed in."""
    last = asked.after - timedelta(days=1)
    with open_snapshot(snapshot) as warehouse:
        return _counted(_Question(warehouse, asked), metrics_on(metrics, last))


class _Question:
    """What a snapshot answers about one month."""

    def __init__(self, warehouse: duckdb.DuckDBPyConnection, asked: MonthAsked) -> None:
        self.month = asked
        self._warehouse = warehouse
        self._bounds = {"first": asked.first, "after": asked.after}

    def rows(self, name: str, **more: Any) -> list[dict[str, Any]]:
        """The rows of one statement, by column."""
        cursor = self._warehouse.execute(asking(name), self._bounds | more)
        names = [column[0] for column in cursor.description or []]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    @property
    def built_at(self) -> str:
        """When the snapshot was made."""
        found = self._warehouse.execute("SELECT value FROM meta_snapshot WHERE item = 'built_at'").fetchone()
        return str(found[0]) if found else ""


def _counted(question: _Question, metrics: tuple[CreditMetric, ...]) -> CreditMonth:
    month = question.month
    units = {row["unit"]: row["name"] for row in question.rows("credit_month_units")}
    produced: Counter[tuple[str, _Place]] = Counter()
    for row in question.rows("credit_month_produced"):
        produced[row["act_type"], (row["unit"], row["office"])] = row["decisions"]
    grouped = _by_place(question.rows("credit_month", today=month.today))
    told = _by_place(_in_words(question))
    places = _places(units, [place for _, place in produced])
    figures = {
        act: tuple(
            _figures(produced[act, place], grouped[act, place], told[act, place], metrics) for place in places
        )
        for act in ACTS
    }
    late = question.rows("credit_month_late", today=month.today)
    return CreditMonth(
        first=month.first,
        today=month.today,
        built_at=question.built_at,
        metrics=metrics,
        names=tuple(_name(units, place) for place in places),
        figures=figures,
        totals={act: _figures_of_all(figures[act], metrics) for act in ACTS},
        late=tuple(_late(row, units) for row in late),
        notes=tuple(_notes(question)),
    )


def _in_words(question: _Question) -> Iterable[dict[str, Any]]:
    known = {**_REASONS, **question.month.codes}
    for row in question.rows("credit_month_told"):
        yield row | {"word": known.get(row["word"], row["word"])}


def _by_place(rows: Iterable[dict[str, Any]]) -> defaultdict[tuple[str, _Place], list[dict[str, Any]]]:
    found: defaultdict[tuple[str, _Place], list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        found[row["act_type"], (row["unit"], row["office"])].append(row)
    return found


def _places(units: dict[str, str], acted: Iterable[_Place]) -> list[_Place]:
    """Units in their order with the offices that decided; a unit that did not act stands without an office."""
    offices: dict[str, set[str]] = {unit: set() for unit in units}
    for unit, office in acted:
        offices[unit].add(office or "")
    places: list[_Place] = []
    for unit, found in offices.items():
        places += [(unit, office) for office in sorted(found)] or [(unit, None)]
    return places


def _name(units: dict[str, str], place: _Place) -> str:
    unit, office = place
    return units[unit] if office is None else f"{units[unit]} {office or _NO_OFFICE}"


def _figures(
    produced: int,
    groups: Sequence[dict[str, Any]],
    told: Sequence[dict[str, Any]],
    metrics: tuple[CreditMetric, ...],
) -> Figures:
    counts: Counter[Measure] = Counter()
    bases: Counter[tuple[Measure, str]] = Counter()
    words: dict[str, Counter[str]] = {kind: Counter() for kind in ("ended", "refused", "not_stored")}
    for group in groups:
        measure = Measure(group["measure"])
        counts[measure] += group["decisions"]
        for one in _OF_THE_REPORTED:
            counts[one] += group[one.value]
        if measure in NOT_REPORTED:
            sentence = basis_words(measure, group["basis_kind"], group["basis_text"])
            bases[measure, sentence] += group["decisions"]
    for row in told:
        words[row["kind"]][row["word"]] += row["decisions"]
    return Figures(
        produced=produced,
        shown=sum(group["shown"] for group in groups),
        counts=counts,
        rates=tuple(metric.of(counts) for metric in metrics),
        ways=tuple(sorted({way for group in groups for way in group["ways"]})),
        bases=_sorted_bases(bases),
        awaiting=sum(group["awaiting"] for group in groups),
        ended=words["ended"],
        refused=words["refused"],
        not_stored=words["not_stored"],
    )


def _sorted_bases(bases: Counter[tuple[Measure, str]]) -> tuple[Basis, ...]:
    order = {measure: place for place, measure in enumerate(NOT_REPORTED)}
    found = sorted(bases.items(), key=lambda one: (order[one[0][0]], -one[1], one[0][1]))
    return tuple(Basis(measure, words, decisions) for (measure, words), decisions in found)


def _figures_of_all(rows: Sequence[Figures], metrics: tuple[CreditMetric, ...]) -> Figures:
    counts: Counter[Measure] = Counter()
    bases: Counter[tuple[Measure, str]] = Counter()
    for row in rows:
        counts.update(row.counts)
        for basis in row.bases:
            bases[basis.measure, basis.words] += basis.decisions
    return Figures(
        produced=sum(row.produced for row in rows),
        shown=sum(row.shown for row in rows),
        counts=counts,
        rates=tuple(metric.of(counts) for metric in metrics),
        ways=tuple(sorted({way for row in rows for way in row.ways})),
        bases=_sorted_bases(bases),
        awaiting=sum(row.awaiting for row in rows),
        ended=sum((Counter(row.ended) for row in rows), Counter()),
        refused=sum((Counter(row.refused) for row in rows), Counter()),
        not_stored=sum((Counter(row.not_stored) for row in rows), Counter()),
    )


def _late(row: dict[str, Any], units: dict[str, str]) -> LateDecision:
    return LateDecision(
        act=ActType(row["act_type"]),
        name=_name(units, (row["unit"], row["office"])),
        document_number=row["document_number"] or "",
        decided_on=row["decided_on"],
        due_on=row["due_on"],
        provisional=row["provisional"],
        reported_on=row["reported_on"],
        held=row["standing"] == "held",
    )


_BESIDE = {
    "other_authority": "另有非本表列明机关的{act}决定{n}件，未计入本表。",
    "sent_back": "另有本月{act}记录{n}条退回待更正，尚未登记，未计入本表。",
    "sent_back_undated": "另有决定日期无法读出的{act}记录{n}条退回待更正，未计入任何月份。",
}


def _notes(question: _Question) -> list[str]:
    month = question.month
    notes = [
        _BESIDE[row["kind"]].format(act=row["act_type"], n=row["decisions"])
        for row in question.rows("credit_month_beside")
    ]
    if month.today < month.after:
        notes.append(f"本月尚未结束，以上为截至{month.today}的数据。")
    return notes
