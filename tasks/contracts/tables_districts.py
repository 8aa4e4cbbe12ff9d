"""The districts that hand in workbooks, and the workbook each gets: made of the default official forms."""

from __future__ import annotations

from pathlib import Path

from pydantic import TypeAdapter

from tasks.contracts.law_rows import checked, read_rows, table_path
from tasks.contracts.tables_counting import DEFAULT_PROFILE, CountingTables, FormColumn, Measure, ReportForm
from tasks.law.district_template import ColumnRole, DistrictTemplate, TemplateColumn, TemplateForm
from tasks.law.districts import District, check_districts

_FILE = "districts.yaml"
_DISTRICT = TypeAdapter(District)
_FEN = {Measure.YUAN: 100, Measure.WAN: 1_000_000}
_FINES = ("罚款",)
_TITLE_END = "实施情况统计表"
_LONGEST_SHEET_NAME = 31


def load_districts(home: Path | None) -> tuple[District, ...]:
    """Every dated row; none where no district hands in workbooks."""
    rows = read_rows(home, _FILE, _DISTRICT, may_be_empty=True)
    checked(str(table_path(home, _FILE)), lambda: check_districts(rows))
    return rows


def template_for(
    district: District, units: tuple[str, ...], year: int, counting: CountingTables
) -> DistrictTemplate:
    """The workbook of a district for a year, with those of its units that are not counted otherwise."""
    forms = tuple(_form(form) for form in counting.forms if form.profile == DEFAULT_PROFILE)
    return DistrictTemplate(year, district.id, district.name, units, forms)


def _form(form: ReportForm) -> TemplateForm:
    summed = any(_is_total(column) for column in form.columns)
    columns = tuple(
        TemplateColumn(
            column.heading,
            _role(column, summed=summed),
            fines=column.items == _FINES and column.measure is Measure.CASES,
            fen=_FEN.get(column.measure, 0),
        )
        for column in form.columns
        if column.measure is not Measure.NOT_COLLECTED
    )
    sheet = form.title.removesuffix(_TITLE_END)[:_LONGEST_SHEET_NAME]
    return TemplateForm(form.form.value, sheet, form.title, columns, form.notes)


def _is_total(column: FormColumn) -> bool:
    return column.measure is Measure.CASES and not column.items


def _role(column: FormColumn, *, summed: bool) -> ColumnRole:
    if column.measure in _FEN:
        return ColumnRole.AMOUNT
    if _is_total(column):
        return ColumnRole.TOTAL
    return ColumnRole.PART if summed and column.measure is Measure.CASES else ColumnRole.COUNT
