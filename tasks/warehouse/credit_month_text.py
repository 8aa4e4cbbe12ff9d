"""The monthly 双公示 table for reading in a terminal, and as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path

from tasks.law.acts import ActType
from tasks.law.credit_metrics import CreditMetric
from tasks.warehouse.credit_figures import NOT_COLLECTED, TOTAL, UNDETERMINED, CreditMonth, Figures
from tasks.warehouse.form_files import as_cell, write_file
from tasks.warehouse.form_text import centred, note_lines, table_lines
from tasks.warehouse.forms import Cell

UNIT_HEADING = "单位名称/处室"
_FIGURES = (
    "产生数量",
    "本单位公示数量",
    "报送数量",
    "报送方式",
    "未报送数量",
    "有效入库数",
    "市级网站公示数量",
)
BASIS_PLACE = 5
"""Where 未报送依据 stands among the columns of an act in the official layout."""


def print_credit_month(table: CreditMonth) -> str:
    """Both acts one below the other, the bases, the proof that they add up, who was late, and the definitions."""
    lines = [centred(table.title), f"数据截至：{table.today}"]
    for act in table.figures:
        lines += ["", act.value, *_act_lines(table, act)]
    lines += ["", _balance_line(table)]
    if table.late:
        lines += ["", f"迟报、逾期未报（{len(table.late)}件）："]
        lines += [f"  {one.sentence()}" for one in table.late]
    lines += ["", "说明："]
    for number, note in enumerate(explanations(table), 1):
        lines += note_lines(number, note)
    return "\n".join(lines)


def headings(metrics: Sequence[CreditMetric]) -> list[str]:
    """The columns of one act, but for 未报送依据."""
    return [*_FIGURES, *(metric.title for metric in metrics)]


def cells(row: Figures) -> list[Cell]:
    """A row under `headings`."""
    rates = [rate.percent or UNDETERMINED for rate in row.rates]
    figures = (row.produced, row.shown, row.reported, row.way, row.unreported, row.stored, NOT_COLLECTED)
    return [*figures, *rates]


def explanations(table: CreditMonth) -> list[str]:
    """What is printed under the table: who misses what is asked for, how it was counted, and by which rules."""
    notes = [*_misses(table), *table.notes]
    notes += [
        "产生数量按决定日期归入月份；以后月份报送的，仍列在作出决定的月份。一个决定无论报送几次，只计一件。",
        "本单位公示数量含已在原网站公开的和后来依法撤下的；有效入库数为平台答复入库的，含后来终止公示的。",
        f"市级网站公示数量由市信用平台掌握，本系统{NOT_COLLECTED}。“{UNDETERMINED}”表示分母为零或者无从计算，比率舍去尾数。",
    ]
    return notes + [_definition(metric) for metric in table.metrics]


def _definition(metric: CreditMetric) -> str:
    asked = f"；要求{metric.threshold}%：{metric.threshold_source}" if metric.threshold else ""
    unsure = "（口径待与市信用办核对）" if metric.assumption else ""
    return f"{metric.definition}{asked}。来源：{metric.source}{unsure}。"


def _misses(table: CreditMonth) -> list[str]:
    return [
        f"{name}{act.value}{metric.title}{rate.percent}，低于{metric.threshold}%。"
        for act in table.figures
        for name, row in table.rows(act)
        if name != TOTAL
        for metric, rate in zip(table.metrics, row.rates, strict=True)
        if rate.misses(metric.threshold)
    ]


def _act_lines(table: CreditMonth, act: ActType) -> list[str]:
    rows = [[name, *cells(row)] for name, row in table.rows(act) if name not in _acting_otherwise(table, act)]
    lines = table_lines([UNIT_HEADING, *headings(table.metrics)], rows)
    for name, row in zip(table.names, table.figures[act], strict=True):
        if row.bases:
            lines.append(f"{name}未报送依据（{row.unreported}件）：")
            lines += [f"  {basis.decisions}件  {basis.words}" for basis in row.bases]
        if row.problems:
            lines.append(f"{name}报送存在问题情况：{row.problems}")
    return lines


def _acting_otherwise(table: CreditMonth, act: ActType) -> set[str]:
    """Offices that decided nothing of this kind but something of another: their zeros say nothing to a reader."""
    acted = {name for other in table.figures for name, row in table.rows(other) if row.produced}
    return {name for name, row in table.rows(act) if not row.produced and name != TOTAL} & acted


def _balance_line(table: CreditMonth) -> str:
    if table.unbalanced:
        return "核对：不平衡，请用 gongshi verify 核对。\n" + "\n".join(
            f"  {one}" for one in table.unbalanced
        )
    sums = "；".join(
        f"{act.value}产生{row.produced}＝报送{row.reported}＋未报送{row.unreported}"
        for act, row in table.totals.items()
    )
    return f"核对：平衡。{sums}；各单位、处室逐一相符，未报送的均有依据。"


def write_credit_csv(table: CreditMonth, folder: Path) -> list[Path]:
    """Write the table of each act, the late decisions and the text; returns the files."""
    folder.mkdir(parents=True, exist_ok=True)
    month = f"{table.first:%Y-%m}"
    files = []
    for act in table.figures:
        heads = headings(table.metrics)
        heads.insert(BASIS_PLACE, "未报送依据")
        rows = [[UNIT_HEADING, *heads, "报送存在问题情况"]]
        for name, row in table.rows(act):
            found = [as_cell(cell) for cell in cells(row)]
            found.insert(BASIS_PLACE, as_cell(row.basis_text))
            rows.append([as_cell(name), *found, as_cell(row.problems)])
        files.append(write_file(folder / f"{month}双公示月报-{act.value}.csv", _csv(rows)))
    late = [["执法类别", UNIT_HEADING, "文书号", "决定日期", "报送期限", "报送日期"]]
    late += [
        [one.act.value, as_cell(one.name), as_cell(one.document_number), str(one.decided_on), str(one.due_on),
         str(one.reported_on or "")]
        for one in table.late
    ]  # fmt: skip
    files.append(write_file(folder / f"{month}双公示月报-迟报和逾期未报.csv", _csv(late)))
    files.append(write_file(folder / f"{month}双公示月报及说明.txt", print_credit_month(table) + "\n"))
    return files


def _csv(rows: Sequence[Sequence[str]]) -> str:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return "\ufeff" + text.getvalue()
