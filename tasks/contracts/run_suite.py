"""Running a compiled suite through Great Expectations.

Our own rules are computed as one verdict column for each finding code (0 where all is well, else a bit for each
rule broken), which Great Expectations asserts; counts are looked at first, because listing the rows when every row
fails is twenty times slower (a wholly wrong file must not take minutes).
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from threading import Lock
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from tasks.contracts.compile_suite import Suite
from tasks.contracts.expectations import NativeRule, Rule, Table

Rows = npt.NDArray[np.int64]
_VERDICT, _NATIVE, _ROW = "verdict:", "native:", "row"
_LISTED = 2_000
"""Above this many failing rows the verdict column itself is read, its count being proved by the expectation."""
_one_at_a_time = Lock()


class BrokenCheck(RuntimeError):
    """A check that did not work: our fault, never the data's."""


def run_suite(suite: Suite, table: Table) -> list[tuple[Rule | NativeRule, Rows]]:
    """Every rule that some rows break, with those rows in order."""
    if not table.rows:
        return []
    verdicts = {code: _verdict(rules, table) for code, rules in suite.groups.items()}
    frame = pd.DataFrame({f"{_VERDICT}{code}": verdict for code, verdict in verdicts.items()}, copy=False)
    for name in {n for rule in suite.native for n in rule.names}:
        cells = table.column(name).cells()
        frame[name] = cells.where(cells != "", None)
    frame[_ROW] = np.arange(table.rows)
    failing = _failing_rows(suite, frame)
    broken: list[tuple[Rule | NativeRule, Rows]] = []
    for code, rules in suite.groups.items():
        rows = failing.get(f"{_VERDICT}{code}")
        if rows is not None:
            broken += [(r, rows[(verdicts[code][rows] >> bit) & 1 == 1]) for bit, r in enumerate(rules)]
    broken += [
        (rule, failing[f"{_NATIVE}{n}"]) for n, rule in enumerate(suite.native) if f"{_NATIVE}{n}" in failing
    ]
    return [(rule, rows) for rule, rows in broken if len(rows)]


def _verdict(rules: tuple[Rule, ...], table: Table) -> Rows:
    verdict = np.zeros(table.rows, dtype=np.int64)
    for bit, rule in enumerate(rules):
        mask = rule.broken(table)
        if mask.any():
            verdict |= mask.astype(np.int64) << bit
    return verdict


def _failing_rows(suite: Suite, frame: pd.DataFrame) -> dict[str, Rows]:
    """By expectation, the rows that fail it: counted first, then listed."""
    ids = [f"{_VERDICT}{code}" for code in suite.groups] + [f"{_NATIVE}{n}" for n in range(len(suite.native))]
    counts = {i: int(r["unexpected_count"]) for i, r in _validate(suite, frame, ids, "BASIC").items()}
    failing: dict[str, Rows] = {}
    listed = []
    for name, count in counts.items():
        if count and name.startswith(_VERDICT) and count > _LISTED:
            failing[name] = np.flatnonzero(frame[name].to_numpy())
        elif count:
            listed.append(name)
    if listed:
        wanted = {"result_format": "COMPLETE", "unexpected_index_column_names": [_ROW]}
        for name, result in _validate(suite, frame, listed, wanted).items():
            listing = sorted(entry[_ROW] for entry in result["unexpected_index_list"])
            failing[name] = np.array(listing, dtype=np.int64)
    for name, rows in failing.items():
        if len(rows) != counts[name]:
            raise BrokenCheck(f"检查“{name}”列出{len(rows)}行，与计数{counts[name]}不符")
    return failing


def _validate(
    suite: Suite, frame: pd.DataFrame, ids: list[str], result_format: str | dict[str, Any]
) -> Mapping[str, Mapping[str, Any]]:
    """Each expectation's result by its id; BrokenCheck if one raised, since that says nothing about the data."""
    with _one_at_a_time:
        batch = _batch_definition().get_batch({"dataframe": frame})
        outcome = batch.validate(_gx_suite(suite, ids), result_format=result_format)
    results: dict[str, Mapping[str, Any]] = {}
    for one in outcome.results:
        name = str(one.expectation_config.id)
        raised = (one.exception_info or {}).get("raised_exception", True)
        if raised or "unexpected_count" not in (one.result or {}):
            raise BrokenCheck(f"检查“{name}”未能执行：{one.exception_info}")
        results[name] = one.result
    if set(results) != set(ids):
        raise BrokenCheck(f"检查没有结果：{'、'.join(sorted(set(ids) - set(results)))}")
    return results


def _gx_suite(suite: Suite, ids: list[str]) -> Any:
    import great_expectations as gx

    built = gx.ExpectationSuite(name=suite.contract.name)
    for name in ids:
        if name.startswith(_VERDICT):
            expectation = gx.expectations.ExpectColumnValuesToBeInSet(column=name, value_set=[0])
        else:
            expectation = suite.native[int(name.removeprefix(_NATIVE))].built()
        expectation.id = name
        built.expectations.append(expectation)
    return built


@cache
def _batch_definition() -> Any:
    import great_expectations as gx
    from great_expectations.data_context.types.base import ProgressBarsConfig

    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    source = context.data_sources.add_pandas("gongshi")
    return source.add_dataframe_asset("records").add_batch_definition_whole_dataframe("batch")
