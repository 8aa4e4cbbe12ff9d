"""What a form looks like, as the snapshot describes it."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

from tasks.contracts.tables_counting import FormColumn, FormKind, Measure


class UnknownProfileError(ValueError):
    """No form goes by that profile; the sentence names those there are."""


@dataclass(frozen=True, slots=True)
class FormLayout:
    """A form in one profile, with the rules it was built by."""

    form: FormKind
    profile: str
    title: str
    act_types: list[str]
    severity_order: str | None
    notes: tuple[str, ...]
    columns: tuple[FormColumn, ...]


def form_layout(warehouse: duckdb.DuckDBPyConnection, form: FormKind, profile: str) -> FormLayout:
    """The layout of a form; UnknownProfileError where there is no such profile."""
    found = warehouse.execute(
        "SELECT title, act_types, severity_order, notes FROM meta_form WHERE form = ? AND profile = ?",
        [form.value, profile],
    ).fetchone()
    if found is None:
        known = warehouse.execute(
            "SELECT string_agg(profile, '、' ORDER BY profile) FROM meta_form WHERE form = ?", [form.value]
        ).fetchone()
        raise UnknownProfileError(f"没有样式“{profile}”，可用的样式：{known[0] if known else ''}")
    columns = warehouse.execute(
        "SELECT heading, items, measure FROM meta_form_column WHERE form = ? AND profile = ? ORDER BY ordinal",
        [form.value, profile],
    ).fetchall()
    title, act_types, severity_order, notes = found
    return FormLayout(
        form,
        profile,
        title,
        act_types,
        severity_order,
        tuple(notes),
        tuple(FormColumn(heading, tuple(items), Measure(measure)) for heading, items, measure in columns),
    )
