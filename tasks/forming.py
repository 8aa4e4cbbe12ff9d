"""Steps that make official papers: filled from the register, numbered, kept, and written as DOCX."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from tasks.acting import vouching_operator
from tasks.channels.website.addresses import decision_page
from tasks.installation import Installation, open_installation
from tasks.law.document_numbers import normalise
from tasks.law.lifecycle import WithdrawalReason
from tasks.law.powers import Power
from tasks.papers.filling import fill, fill_batch
from tasks.papers.layout import Layout, load_layouts
from tasks.papers.paper import Paper, paper_from_json
from tasks.papers.values import Occasion
from tasks.register.form_facts import CaseFacts, decisions_of_batch, read_cases
from tasks.register.official_forms import KeptForm, earlier_numbers, keep_form, read_form
from tasks.register.operator_acts import ActRefused, find_decision


@dataclass(frozen=True, slots=True)
class MadeForm:
    """A paper that was made or printed again, where it was written, and earlier ones of its kind."""

    name: str
    number: str
    path: Path
    earlier: tuple[str, ...] = ()


def make_form(
    kind: str,
    number: str | None,
    batch: int | None,
    operator: str,
    output: Path,
    act_type: str = "",
    authority: str = "",
) -> MadeForm:
    """Fill, number, keep and write a paper about one decision or a batch; ActRefused where it cannot be made."""
    if not operator.strip():
        raise ActRefused("请填写填表人（--by）")
    _refuse_unwritable(output)
    with open_installation() as here:
        operator = vouching_operator(here, Power.FORM, operator)
        layout = _layout(here, kind)
        made_at = here.now
        if batch is not None:
            decision_id, paper = None, _about_batch(here, layout, batch, operator)
        else:
            decision_id, paper = _about_decision(here, layout, number or "", operator, act_type, authority)
        with here.register.reading() as connection:
            earlier = earlier_numbers(connection, layout.id, decision_id, batch)
        kept = keep_form(
            here.register,
            layout.id,
            numbering(layout),
            paper.to_json(),
            operator,
            made_at,
            decision_id=decision_id,
            batch_id=batch,
        )
    return MadeForm(paper.name, kept.number, _written(kept, output), tuple(earlier))


def print_again(number: str, output: Path) -> MadeForm:
    """Write a paper again, byte for byte as it was; ActRefused where there is none with this number."""
    _refuse_unwritable(output)
    with open_installation() as here, here.register.reading() as connection:
        kept = read_form(connection, normalise(number))
    if kept is None:
        raise ActRefused(f"没有编号为“{number}”的表单")
    return MadeForm(paper_from_json(kept.content).name, kept.number, _written(kept, output))


def form_names() -> tuple[str, ...]:
    """The papers that can be made here."""
    with open_installation() as here:
        return tuple(load_layouts(here.settings.home))


def numbering(layout: Layout) -> Callable[[int, int], str]:
    """How papers of a kind are numbered: year and ordinal to number."""

    def number(year: int, ordinal: int) -> str:
        return normalise(layout.number.format(year=year, ordinal=ordinal))

    return number


def _layout(here: Installation, kind: str) -> Layout:
    layouts = load_layouts(here.settings.home)
    if kind not in layouts:
        raise ActRefused(f"没有“{kind}”；可用的表单：{'、'.join(layouts)}")
    return layouts[kind]


def _occasion(here: Installation, operator: str) -> Occasion:
    site = here.settings.site
    return Occasion(
        site.publisher,
        site.contact,
        site.base_url,
        operator.strip(),
        here.today,
        here.privacy.redaction_policy,
    )


def _about_decision(
    here: Installation, layout: Layout, number: str, operator: str, act_type: str, authority: str
) -> tuple[int, Paper]:
    with here.register.reading() as connection:
        named = find_decision(connection, normalise(number), act_type, authority)
        (case,) = read_cases(connection, [named.id])
    _refuse_unneeded(layout, case)
    return named.id, fill(layout, case, decision_page(case.row.page_id), _occasion(here, operator))


def _about_batch(here: Installation, layout: Layout, batch: int, operator: str) -> Paper:
    if not layout.batch:
        raise ActRefused(f"{layout.name}须逐件办理，不能整批（--batch）")
    with here.register.reading() as connection:
        ids = decisions_of_batch(connection, batch)
        if not ids:
            raise ActRefused(f"第{batch}号批次没有现行的决定，请核对批次编号")
        cases = read_cases(connection, ids)
    return fill_batch(layout, cases, batch, _occasion(here, operator))


def _refuse_unneeded(layout: Layout, case: CaseFacts) -> None:
    """A paper that speaks of something the register knows nothing of is not made."""
    if layout.act_types and case.decision.act_type not in layout.act_types:
        raise ActRefused(f"{layout.name}只用于{'、'.join(layout.act_types)}决定")
    number, received = case.row.document_number, case.objection
    if layout.needs in ("objection", "reply") and received is None:
        raise ActRefused(f"“{number}”没有登记异议，请先用 gongshi object 登记")
    if layout.needs == "reply" and received.replied_on is None:
        raise ActRefused(f"“{number}”的异议尚未答复，请先用 gongshi reply 登记答复")
    ending = case.withdrawal
    if layout.needs == "leak" and (ending is None or ending.reason != WithdrawalReason.IN_ERROR):
        raise ActRefused(f"“{number}”没有以“公示有误”登记撤下，不需要{layout.name}")


def _refuse_unwritable(output: Path) -> None:
    """Said before a number is given out: a paper that cannot be written would leave one behind."""
    folder = output if output.is_dir() else output.parent
    if not folder.is_dir():
        raise ActRefused(f"没有文件夹“{folder}”，请先建立")


def _written(kept: KeptForm, output: Path) -> Path:
    """Render and write; where the disk refuses, the number is told, since the paper is kept already."""
    from tasks.papers.rendering import render

    paper = paper_from_json(kept.content)
    path = output / _file_name(kept.number, paper.name) if output.is_dir() else output
    file = render(kept.number, paper, datetime.fromisoformat(kept.made_at))
    try:
        path.write_bytes(file)
    except OSError as error:
        raise ActRefused(
            f"{kept.number}已登记，但无法写入“{path}”：{error.strerror}；"
            f"可用 gongshi form --again {kept.number} 重新打印"
        ) from error
    return path


def _file_name(number: str, name: str) -> str:
    return f"{number} {name}.docx".replace("/", "-")
