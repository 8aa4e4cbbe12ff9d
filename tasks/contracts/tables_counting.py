"""The counting tables: kinds of penalty, severity orders and the official forms, read and checked (promise 8)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise
from pathlib import Path
from typing import ClassVar

from pydantic import TypeAdapter

from tasks.contracts.law_rows import checked, read_one, table_path
from tasks.law.acts import ActType
from tasks.law.counting import (
    CoercionRule,
    EitherKind,
    InspectionRule,
    KindSpelling,
    LicenceRule,
    PenaltyKinds,
    SeverityOrder,
)

DEFAULT_PROFILE = "default"


class FormKind(StrEnum):
    """The four official forms."""

    PENALTY = "penalty"
    LICENCE = "licence"
    COERCION = "coercion"
    OTHER_ACTS = "other_acts"


class Measure(StrEnum):
    """What a column of a form counts."""

    CASES = "cases"
    YUAN = "yuan"
    WAN = "wan"
    SIMPLE = "simple"
    ORDINARY = "ordinary"
    REVIEWED = "reviewed"
    NOT_COLLECTED = "not_collected"


@dataclass(frozen=True, slots=True)
class FormColumn:
    """One column: its official heading, the items it adds up (none: all), and what of them it counts."""

    __pydantic_config__: ClassVar[Mapping[str, str]] = {"extra": "forbid"}

    heading: str
    items: tuple[str, ...] = ()
    measure: Measure = Measure.CASES


@dataclass(frozen=True, slots=True)
class ReportForm:
    """One official form in one profile."""

    __pydantic_config__: ClassVar[Mapping[str, str]] = {"extra": "forbid"}

    form: FormKind
    profile: str
    title: str
    act_types: tuple[ActType, ...]
    source: str
    columns: tuple[FormColumn, ...]
    notes: tuple[str, ...]
    severity_order: str | None = None


@dataclass(frozen=True, slots=True)
class CountingRules:
    """Which act falls under which item, for the acts other than penalties."""

    __pydantic_config__: ClassVar[Mapping[str, str]] = {"extra": "forbid"}

    licence: LicenceRule
    coercion: CoercionRule
    inspection: InspectionRule


@dataclass(frozen=True, slots=True)
class CountingTables:
    """Everything the official forms are counted by."""

    version: str
    penalty_kinds: PenaltyKinds
    severity_orders: tuple[SeverityOrder, ...]
    rules: CountingRules
    forms: tuple[ReportForm, ...]


@dataclass(frozen=True, slots=True)
class _PenaltyFile:
    __pydantic_config__: ClassVar[Mapping[str, str]] = {"extra": "forbid"}

    version: str
    kinds: tuple[KindSpelling, ...]
    other: str
    either_kind: EitherKind
    severity_orders: tuple[SeverityOrder, ...]


@dataclass(frozen=True, slots=True)
class _FormsFile:
    __pydantic_config__: ClassVar[Mapping[str, str]] = {"extra": "forbid"}

    version: str
    counting: CountingRules
    forms: tuple[ReportForm, ...]


_PENALTY_FILE = TypeAdapter(_PenaltyFile)
_FORMS_FILE = TypeAdapter(_FormsFile)


def load_counting(home: Path | None) -> CountingTables:
    """Read and check the tables; a file in `home/law` replaces the shipped one whole."""
    penalties = read_one(home, "penalty_kinds.yaml", _PENALTY_FILE)
    forms = read_one(home, "report_forms.yaml", _FORMS_FILE)
    tables = CountingTables(
        version=f"{penalties.version}/{forms.version}",
        penalty_kinds=PenaltyKinds(penalties.kinds, penalties.other, penalties.either_kind),
        severity_orders=penalties.severity_orders,
        rules=forms.counting,
        forms=forms.forms,
    )
    checked(str(table_path(home, "penalty_kinds.yaml")), lambda: _check_orders(tables))
    checked(str(table_path(home, "report_forms.yaml")), lambda: _check_forms(tables))
    return tables


def _check_orders(tables: CountingTables) -> None:
    known = set(tables.penalty_kinds.names)
    for order in tables.severity_orders:
        if unknown := set(order.kinds) - known:
            raise ValueError(f"轻重顺序{order.id}含未列的种类：{'、'.join(sorted(unknown))}")
        if len(set(order.kinds)) < len(order.kinds):
            raise ValueError(f"轻重顺序{order.id}有重复的种类")
    dated = sorted(
        (order for order in tables.severity_orders if order.by_decision_date),
        key=lambda order: order.in_force_from or date.min,
    )
    if not dated or dated[0].in_force_from is not None or dated[-1].in_force_to is not None:
        raise ValueError("按决定日期适用的轻重顺序应覆盖所有日期")
    for earlier, later in pairwise(dated):
        if earlier.in_force_to is None or earlier.in_force_to + timedelta(days=1) != later.in_force_from:
            raise ValueError(f"轻重顺序{earlier.id}与{later.id}的施行日期不相衔接")


def _check_forms(tables: CountingTables) -> None:
    seen: set[tuple[FormKind, str]] = set()
    orders = {order.id for order in tables.severity_orders}
    for form in tables.forms:
        if (form.form, form.profile) in seen:
            raise ValueError(f"{form.form}的样式{form.profile}重复")
        seen.add((form.form, form.profile))
        if form.severity_order is not None and form.severity_order not in orders:
            raise ValueError(f"{form.form}的样式{form.profile}引用了未列的轻重顺序{form.severity_order}")
        _check_items(form, tables)
    for kind in FormKind:
        if (kind, DEFAULT_PROFILE) not in seen:
            raise ValueError(f"缺少{kind}的{DEFAULT_PROFILE}样式")


def _check_items(form: ReportForm, tables: CountingTables) -> None:
    """Every item must be in the form, and in a penalty form once, or the columns would not add up."""
    known = _items_of(form.form, tables)
    used = [item for column in form.columns for item in column.items]
    if unknown := set(used) - known:
        raise ValueError(f"{form.form}的样式{form.profile}含未列的项目：{'、'.join(sorted(unknown))}")
    if missing := known - set(used):
        raise ValueError(f"{form.form}的样式{form.profile}缺少项目：{'、'.join(sorted(missing))}")
    if form.form is not FormKind.LICENCE and len(used) > len(set(used)):
        raise ValueError(f"{form.form}的样式{form.profile}有项目重复计数")


def _items_of(form: FormKind, tables: CountingTables) -> set[str]:
    rules = tables.rules
    if form is FormKind.PENALTY:
        return set(tables.penalty_kinds.names)
    if form is FormKind.LICENCE:
        return (set(rules.licence.items) - set(rules.licence.not_counted)) | {rules.licence.otherwise}
    if form is FormKind.COERCION:
        return set(rules.coercion.items) | {rules.coercion.otherwise}
    return {ActType.LEVY.value, ActType.REQUISITION.value, ActType.INSPECTION.value}
