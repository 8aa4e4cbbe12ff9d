"""Decisions batch by batch into the warehouse, each with the authority, the item and the day it counts under."""

from __future__ import annotations

from typing import Any

import duckdb
import pyarrow as pa

from tasks.law.parties import name_without_persons
from tasks.warehouse.authorities import AuthorityBook
from tasks.warehouse.classifying import Classified, Wording, classify, most_severe_kinds
from tasks.warehouse.rule_rows import StatisticsLaw, insert_rows
from tasks.warehouse.statements import building


class DecisionCounting:
    """Asks the rules once per name and wording met, whatever the number of decisions."""

    def __init__(self, warehouse: duckdb.DuckDBPyConnection, law: StatisticsLaw) -> None:
        self._warehouse = warehouse
        self._tables = law.counting
        self._lists = law.names
        self._book = AuthorityBook(law.authorities)
        self._names: set[tuple[str, str]] = set()
        self._wordings: set[Wording] = set()
        self._combinations: set[tuple[str, ...]] = set()
        self._asked = {
            "either_kind": list(law.counting.penalty_kinds.either_kind.spellings),
            "no_object": list(law.counting.rules.inspection.no_object),
        }

    def take(self, batch: pa.Table) -> None:
        """Store one batch of decisions."""
        self._warehouse.register("register_rows", batch)
        self._warehouse.execute(building("stage_decisions"), self._asked)
        self._warehouse.unregister("register_rows")
        self._assign_authorities()
        self._assign_items()
        self._hide_persons()
        self._warehouse.execute(building("erase_stage"))
        self._warehouse.execute(building("count_decisions"))

    def finish(self) -> None:
        """Store the authorities that were met, and those that are there without having acted."""
        insert_rows(
            self._warehouse,
            "INSERT INTO core_authority FROM given_rows",
            [
                (
                    a.key,
                    a.authority_id,
                    a.unit,
                    a.name,
                    a.ordinal,
                    a.explicit,
                    a.level.value,
                    list(a.act_types),
                    a.in_force_from,
                    a.in_force_to,
                )
                for a in self._book.found.values()
            ],
        )

    def _assign_authorities(self) -> None:
        met = self._warehouse.execute("SELECT DISTINCT authority_name, authority_code FROM stage_decision")
        new = set(met.fetchall()) - self._names
        self._names |= new
        insert_rows(
            self._warehouse,
            "INSERT INTO stage_authority FROM given_rows",
            [
                (one.name, one.code, one.decided_from, one.decided_to, one.key)
                for one in self._book.assign(sorted(new))
            ],
        )

    def _assign_items(self) -> None:
        met = self._warehouse.execute("SELECT DISTINCT act_type, named, told, has_object FROM stage_decision")
        new = {Wording(*row) for row in met.fetchall()} - self._wordings
        self._wordings |= new
        classified = [classify(wording, self._tables) for wording in new]
        combinations = {one.kinds for one in classified if one.kinds} - self._combinations
        self._combinations |= combinations
        insert_rows(
            self._warehouse,
            "INSERT INTO stage_item FROM given_rows",
            [_item_row(one) for one in classified],
        )
        insert_rows(
            self._warehouse,
            "INSERT INTO meta_most_severe FROM given_rows",
            [
                (order, list(kinds), kind)
                for order, kinds, kind in most_severe_kinds(combinations, self._tables)
            ],
        )

    def _hide_persons(self) -> None:
        met = self._warehouse.execute(
            "SELECT DISTINCT party_kind, party_name, operator FROM stage_decision WHERE party_name IS NOT NULL"
        )
        shown = (
            (kind, name, operator, name_without_persons(kind, name, operator, self._lists))
            for kind, name, operator in met.fetchall()
        )
        insert_rows(
            self._warehouse,
            "INSERT INTO stage_party FROM given_rows",
            [row for row in shown if row[3] != row[1]],
        )
        self._warehouse.execute(building("hide_persons"))


def _item_row(one: Classified) -> tuple[Any, ...]:
    wording, item = one.wording, one.item
    named = (wording.act_type, wording.named, wording.told, wording.has_object)
    return (*named, list(one.kinds), item.name, item.not_counted, item.on_completion)
