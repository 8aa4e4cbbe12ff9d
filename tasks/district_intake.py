"""Steps that send districts their workbooks and take the filled ones in, whole or not at all (clause G17)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

from tasks.acting import acting
from tasks.contracts.tables_counting import load_counting
from tasks.contracts.tables_districts import load_districts, template_for
from tasks.district_standing import units_to_report
from tasks.installation import Installation, open_installation
from tasks.law.authorities import counting_row
from tasks.law.district_figures import Fault, check_workbook, identity_of
from tasks.law.district_template import VERSION_SHEET, DistrictTemplate
from tasks.law.districts import districts_of_year
from tasks.law.powers import Power
from tasks.papers.district_workbook import write_district_workbook
from tasks.register.acting import Act, ActRefused
from tasks.register.district_workbooks import NewWorkbook, names_that_decided, take_workbook
from tasks.sources.broken_file import BrokenFile
from tasks.sources.figure_workbooks import FigureWorkbook, read_figure_workbook

_ONE_SOURCE = "一个单位只用一种来源：由系统计数的，从 districts.yaml 中删去该单位，重新下发模板"


@dataclass(frozen=True, slots=True)
class TakenFile:
    """What became of one file: kept as the how manieth of its district, or refused with everything wrong with it."""

    file: str
    sentence: str
    ordinal: int | None = None
    faults: tuple[Fault, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """For programs."""
        faults = [asdict(one) for one in self.faults]
        return {"file": self.file, "version": self.ordinal, "said": self.sentence, "findings": faults}


def write_templates(year: int, folder: Path) -> list[Path]:
    """Write the workbook of every district that hands in a year; ActRefused where there is none."""
    with open_installation() as here:
        counting = load_counting(here.settings.home)
        districts = districts_of_year(load_districts(here.settings.home), year)
        asked = [(one, units) for one in districts.values() if (units := units_to_report(here, one, year))]
    if not asked:
        raise ActRefused(f"{year}年度没有须用报表报送的区县，请先填写 $GONGSHI_HOME/law/districts.yaml")
    return [write_district_workbook(template_for(one, units, year, counting), folder) for one, units in asked]


def take_files(files: Sequence[Path], operator: str, reason: str, basis: str) -> list[TakenFile]:
    """Check and keep each file; one with a fault is left out whole and says everything that is wrong with it."""
    with open_installation() as here:
        act = acting(here, Power.TAKE_DISTRICT, operator, reason, basis)
        return [_take(here, act, file) for file in files]


def _take(here: Installation, act: Act, file: Path) -> TakenFile:
    try:
        book = read_figure_workbook(file)
    except BrokenFile as refusal:
        one = refusal.finding
        return _refused(file, [Fault("", one.code, one.message, one.mending)])
    template = _template_of(here, book)
    if isinstance(template, Fault):
        return _refused(file, [template])
    figures, faults = check_workbook(template, book.sheets)
    if faults := [*faults, *_system_faults(here, template)]:
        return _refused(file, faults)
    ordinal = take_workbook(
        here.register,
        act,
        NewWorkbook(
            template.year,
            template.district_id,
            template.district,
            template.version,
            file.name[-300:],
            book.content_hash,
            figures,
        ),
    )
    if ordinal is None:
        message = f"{template.district}{template.year}年度的这份报表已经收下"
        return _refused(file, [Fault("", "already-taken", message, "内容没有变化，无需再收")])
    replaced = f"，替换第{ordinal - 1}份" if ordinal > 1 else ""
    sentence = (
        f"已收下：{template.district}{template.year}年度统计报表（第{ordinal}份{replaced}），{act.operator}"
    )
    return TakenFile(file.name, sentence, ordinal)


def _refused(file: Path, faults: Sequence[Fault]) -> TakenFile:
    return TakenFile(file.name, f"未收下：{len(faults)}处不符，整份未收", None, tuple(faults))


def _template_of(here: Installation, book: FigureWorkbook) -> DistrictTemplate | Fault:
    """The template that a workbook should have been filled in, from today's tables."""
    identity = identity_of(book.sheets)
    if isinstance(identity, Fault):
        return identity
    year = identity.year
    if here.today < date(year, 12, 31):
        return Fault(f"{VERSION_SHEET}!B2", "too-early", f"{year}年度尚未结束", "请在年度结束后填报全年数字")
    district = districts_of_year(load_districts(here.settings.home), year).get(identity.district_id)
    if district is None:
        message = f"区县“{identity.district_id}”不在{year}年度须报送报表的区县之列"
        mending = "请核对 $GONGSHI_HOME/law/districts.yaml 中的编号和起止日期"
        return Fault(f"{VERSION_SHEET}!B3", "unknown-district", message, mending)
    units = units_to_report(here, district, year)
    if not units:
        message = f"{district.name}的单位{year}年度均按接入的系统计数，报表不能再计一次"
        return Fault(f"{VERSION_SHEET}!B3", "counted-by-system", message, _ONE_SOURCE)
    template = template_for(district, units, year, load_counting(here.settings.home))
    if identity.version != template.version:
        message = f"模板版本为{identity.version or '空'}，现行为{template.version}：统计表样或单位已经改变"
        return Fault(f"{VERSION_SHEET}!B4", "other-version", message, "请用新发出的模板填报")
    return template


def _system_faults(here: Installation, template: DistrictTemplate) -> list[Fault]:
    """Units whose decisions of the year are in the register and count: never counted twice."""
    with here.register.reading() as connection:
        decided = names_that_decided(connection, template.units, template.year)
    message = "登记簿中有{}该年度的决定，已按系统计数，报表不能再计一次"
    return [
        Fault("", "counted-by-system", message.format(name), _ONE_SOURCE)
        for name in template.units
        if name in decided and counting_row(name, template.year, here.law.authorities)
    ]


def taken_text(taken: Sequence[TakenFile]) -> str:
    """What became of the files, for a reader."""
    lines = []
    for one in taken:
        lines.append(f"{one.file}　{one.sentence}")
        lines += [f"    {fault.place or '整份'}　{fault.message}；{fault.mending}" for fault in one.faults]
    return "\n".join(lines)
