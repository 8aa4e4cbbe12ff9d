"""What a district filled in, checked cell by cell; figures only where nothing is wrong (clause G17)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from tasks.law.district_cells import Entry, cell_value, quoted
from tasks.law.district_template import (
    FORMAT,
    NO_POWER,
    NOTES_SHEET,
    VERSION_SHEET,
    ColumnRole,
    DistrictTemplate,
    Place,
    TemplateForm,
    cell_name,
    column_name,
)

_FROM_TEMPLATE = "请用 gongshi districts template 发出的模板重新填写"


@dataclass(frozen=True, slots=True)
class FilledSheet:
    """One sheet as it came back; `hidden_rows` and `hidden_columns` are those nobody sees."""

    title: str
    entries: Mapping[Place, Entry]
    visible: bool = True
    hidden_rows: tuple[int, ...] = ()
    hidden_columns: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong: where (行政处罚!C7), what, and how to mend it."""

    place: str
    code: str
    message: str
    mending: str


@dataclass(frozen=True, slots=True)
class Identity:
    """What the hidden sheet says the workbook is."""

    year: int
    district_id: str
    version: str


@dataclass(frozen=True, slots=True)
class DistrictFigure:
    """One figure: a count, or fen where the column is money; None where the unit has no such power."""

    form: str
    unit: str
    unit_ordinal: int
    heading: str
    value: int | None


def identity_of(sheets: Iterable[FilledSheet]) -> Identity | Fault:
    """Which template a workbook was filled in, or why that cannot be told."""
    sheet = next((one for one in sheets if one.title == VERSION_SHEET), None)
    said = {
        entry.text: value.text
        for (row, column), entry in (sheet.entries.items() if sheet else ())
        if column == 1 and sheet and (value := sheet.entries.get((row, 2))) is not None
    }
    if said.get("格式") != FORMAT:
        return Fault(
            VERSION_SHEET, "not-our-template", "不是本系统发出的模板，或者版本页已被删改", _FROM_TEMPLATE
        )
    year = said.get("年度", "")
    if not (year.isascii() and year.isdigit() and len(year) == 4):
        return Fault(f"{VERSION_SHEET}!B2", "not-our-template", f"年度“{year}”无法读出", _FROM_TEMPLATE)
    return Identity(int(year), said.get("区县", ""), said.get("模板版本", ""))


def check_workbook(
    template: DistrictTemplate, sheets: Iterable[FilledSheet]
) -> tuple[list[DistrictFigure], list[Fault]]:
    """The figures of a workbook and everything wrong with it; where anything is, there are no figures."""
    by_title = {sheet.title: sheet for sheet in sheets}
    faults = list(_odd_sheets(template, by_title.values()))
    figures: list[DistrictFigure] = []
    for form in template.forms:
        sheet = by_title.get(form.sheet)
        if sheet is None:
            faults.append(Fault(form.sheet, "sheet-missing", f"缺少工作表“{form.sheet}”", _FROM_TEMPLATE))
            continue
        faults += _moved(template, form, sheet)
        found = dict(_figures(template, form, sheet))
        faults += [one for one in found.values() if isinstance(one, Fault)]
        read = {place: one for place, one in found.items() if isinstance(one, DistrictFigure)}
        faults += _at_odds(form, read)
        figures += read.values()
    return ([], faults) if faults else (figures, [])


def _odd_sheets(template: DistrictTemplate, sheets: Iterable[FilledSheet]) -> Iterator[Fault]:
    forms = {form.sheet for form in template.forms}
    for sheet in sheets:
        if sheet.title not in forms | {VERSION_SHEET, NOTES_SHEET}:
            message = f"模板中没有工作表“{sheet.title}”"
            yield Fault(sheet.title, "extra-sheet", message, "请删除该工作表，说明另附")
        elif sheet.title in forms and not sheet.visible:
            yield Fault(sheet.title, "hidden", "工作表被隐藏", "请取消隐藏，核对后重新报送")


def _moved(template: DistrictTemplate, form: TemplateForm, sheet: FilledSheet) -> Iterator[Fault]:
    """Words that are not where they were, cells filled where nothing is asked, and what nobody sees."""
    fixed, known = template.fixed(form), set(template.controls(form))
    known |= {place for _, place, _ in template.inputs(form)}
    for place, words in sorted(fixed.items()):
        entry = sheet.entries.get(place)
        if entry is None or "".join(entry.text.split()) != "".join(words.split()):
            found = quoted(entry) if entry else "空"
            message = f"应为“{words}”，现为{found}：表头、单位或者行列已被移动或改写"
            yield Fault(_at(sheet, place), "moved", message, _FROM_TEMPLATE)
    for place, entry in sorted(sheet.entries.items()):
        if place not in fixed and place not in known:
            message = f"表外有内容{quoted(entry)}"
            yield Fault(_at(sheet, place), "outside", message, "请删除；需要说明的另附，不写在表内")
    rows = {row for row, _ in {*fixed, *known, *sheet.entries}}
    columns = {column for _, column in {*fixed, *known, *sheet.entries}}
    hidden = [f"第{row}行" for row in sheet.hidden_rows if row in rows]
    hidden += [f"{column_name(one)}列" for one in sheet.hidden_columns if one in columns]
    for one in hidden:
        yield Fault(f"{sheet.title}!{one}", "hidden", f"{one}被隐藏", "请取消隐藏或筛选，核对后重新报送")


def _figures(
    template: DistrictTemplate, form: TemplateForm, sheet: FilledSheet
) -> Iterator[tuple[Place, DistrictFigure | Fault]]:
    for unit, place, column in template.inputs(form):
        value = cell_value(sheet.entries.get(place), column)
        if isinstance(value, tuple):
            yield place, Fault(_at(sheet, place), *value)
        else:
            ordinal = template.units.index(unit) + 1
            yield place, DistrictFigure(form.form, unit, ordinal, column.heading, value)


def _at_odds(form: TemplateForm, read: Mapping[Place, DistrictFigure]) -> Iterator[Fault]:
    """Figures of one unit that contradict each other; only where all of them could be read."""
    totals, parts = form.columns_of(ColumnRole.TOTAL), form.columns_of(ColumnRole.PART)
    fines = [place for place, column in enumerate(form.columns, 2) if column.fines]
    for row in sorted({row for row, _ in read}):
        cells = {column: one.value for (at, column), one in read.items() if at == row}
        if len(cells) < len(form.columns):
            continue
        for total in totals:
            yield from _sum_fault(form, cells, row, total, parts)
        for amount in form.columns_of(ColumnRole.AMOUNT):
            place = f"{form.sheet}!{cell_name(row, amount)}"
            if any(cells[one] for one in fines) and not cells[amount]:
                message = f"罚款为{sum(cells[one] or 0 for one in fines)}宗，{form.columns[amount - 2].heading}却没有金额"
                yield Fault(place, "amount-missing", message, "请填决定书所载的罚没金额")
            if cells[amount] and not any(cells[one] for one in [*totals, *parts]):
                yield Fault(place, "amount-alone", "没有处罚，却有罚没金额", "请核对宗数或者金额")


def _sum_fault(
    form: TemplateForm, cells: Mapping[int, int | None], row: int, total: int, parts: list[int]
) -> Iterator[Fault]:
    place = f"{form.sheet}!{cell_name(row, total)}"
    had = [value for one in parts if (value := cells[one]) is not None]
    if (cells[total] is None) != (not had):
        message = f"合计与各栏对“{NO_POWER}”的填写不一致"
        yield Fault(place, "sum", message, f"各栏均为“{NO_POWER}”的，合计也填“{NO_POWER}”；否则填数字")
    elif cells[total] is not None and sum(had) != cells[total]:
        message = f"合计为{cells[total]}，各栏相加为{sum(had)}"
        yield Fault(place, "sum", message, "一宗只计入一栏，各栏之和应等于合计；请核对")


def _at(sheet: FilledSheet, place: Place) -> str:
    return f"{sheet.title}!{cell_name(*place)}"
