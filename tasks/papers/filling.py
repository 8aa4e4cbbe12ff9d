"""Fills a layout: texts, cells, opinions and the list of a batch become a paper ready to print."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tasks.law.edition import PARTY
from tasks.papers.layout import Box, Layout
from tasks.papers.paper import Attachment, Cell, Opinion, Paper
from tasks.papers.values import Occasion, edition_of, values_of, values_of_batch
from tasks.papers.wording import day_text, instant_day_text, printable, without_identity_numbers
from tasks.register.form_facts import CaseFacts

_STAGES = ("first", "second", "final", "secrecy")
_RECORDED = {stage: f"{stage}_reviewer" for stage in _STAGES}
_COLUMNS = ("序号", "文书号", "执法类别", "执法对象", "决定日期", "公开期限")
_WIDTHS_MM = (12, 43, 20, 37, 22, 22)


def fill(layout: Layout, case: CaseFacts, page_path: str, occasion: Occasion) -> Paper:
    """A paper about one decision."""
    return _paper(layout, values_of(case, page_path, occasion), _opinions(case), None)


def fill_batch(layout: Layout, cases: Sequence[CaseFacts], batch_id: int, occasion: Occasion) -> Paper:
    """A paper about a batch, with the list of its decisions behind it."""
    values = values_of_batch(cases, batch_id, occasion)
    return _paper(layout, values, _batch_opinions(cases), _list(layout, cases, occasion))


def _paper(
    layout: Layout,
    values: Mapping[str, str],
    opinions: Mapping[str, Opinion],
    attachment: Attachment | None,
) -> Paper:
    def filled(text: str) -> str:
        return text.format_map(values)

    return Paper(
        name=layout.name,
        title=layout.title,
        issuer=values["publisher"],
        addressee=filled(layout.addressee),
        paragraphs=tuple(filled(one) for one in layout.paragraphs),
        rows=tuple(tuple(Cell(field.label, filled(field.value)) for field in row) for row in layout.rows),
        opinions=tuple(_boxed(box, opinions) for box in layout.boxes),
        signature=tuple(filled(one) for one in layout.signature),
        receipt=tuple(filled(one) for one in layout.receipt),
        notes=tuple(filled(one) for one in (*layout.notes, layout.kept_by)),
        attachment=attachment,
    )


def _boxed(box: Box, opinions: Mapping[str, Opinion]) -> Opinion:
    given = opinions.get(box.opinion)
    if given is None:
        return Opinion(box.label)
    text = without_identity_numbers(printable(given.text))
    return Opinion(box.label, text, printable(given.signer), given.day)


def _opinions(case: CaseFacts) -> dict[str, Opinion]:
    """The newest opinion of each kind; what the source recorded stands where no operator acted."""
    found = {
        stage: Opinion(
            "", "同意公开（来源系统记录）", name, day_text(case.content.get("release_reviewed_on"))
        )
        for stage, field in _RECORDED.items()
        if (name := case.content.get(field, ""))
    }
    for act in case.acts:
        found |= _opinions_of_act(act)
    one = case.objection
    if one is not None:
        registered = instant_day_text(one.registered_at)
        found["objection"] = Opinion("", "已登记，按规定核查并答复。", one.registered_by, registered)
        if one.replied_by:
            found["reply"] = Opinion(
                "", f"{one.result}：{one.reply}", one.replied_by, day_text(one.replied_on)
            )
    return found


def _opinions_of_act(act: Any) -> dict[str, Opinion]:
    day = instant_day_text(act.acted_at)
    if act.stage in _STAGES:
        return {act.stage: Opinion("", _worded(act, act.outcome or "通过"), act.operator, day)}
    if act.act == "approve":
        return {"final": Opinion("", _worded(act, "通过"), act.operator, day)}
    if act.act not in ("withdraw", "withhold", "defer"):
        return {}
    given = {act.act: Opinion("", _worded(act, ""), act.operator, day)}
    if act.settled_by:
        given[f"{act.act}_agreed"] = Opinion("", "同意。", act.settled_by, instant_day_text(act.settled_at))
    return given


def _worded(act: Any, outcome: str) -> str:
    head = f"{outcome}：" if outcome else ""
    return f"{head}{act.reason}（依据：{act.basis}）"


def _batch_opinions(cases: Sequence[CaseFacts]) -> dict[str, Opinion]:
    """The opinions given for every one of the batch alike; those on single decisions stand on their own papers."""
    shared = _given(cases[0])
    for case in cases[1:]:
        own = _given(case)
        shared = {name: opinion for name, opinion in shared.items() if own.get(name) == opinion}
    return shared


def _given(case: CaseFacts) -> dict[str, Opinion]:
    found: dict[str, Opinion] = {}
    for act in case.acts:
        found |= _opinions_of_act(act)
    return found


def _list(layout: Layout, cases: Sequence[CaseFacts], occasion: Occasion) -> Attachment:
    rows = tuple(
        (
            str(place),
            printable(case.row.document_number),
            case.row.act_type,
            printable(edition_of(case, occasion).fields.get(PARTY, "")),
            case.row.decided_on,
            case.row.due_on or "",
        )
        for place, case in enumerate(cases, 1)
    )
    return Attachment(f"{layout.title}清单", _COLUMNS, _WIDTHS_MM, rows)
