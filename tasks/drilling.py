"""Steps that lead from a figure of an official form to its decisions."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from tasks.contracts.tables_counting import DEFAULT_PROFILE, FormKind
from tasks.counting import chosen_profiles, renew_snapshot
from tasks.installation import open_installation
from tasks.law.annual_report import SCOPE_NAMES, Scope
from tasks.law.lifecycle import STATE_NAMES
from tasks.warehouse.drill import CellPlace, DecisionBehind, Drill, drill

_ERASED = "（公示有误已撤除，不留文书号）"


def drill_year(
    year: int, form: str, unit: str, column: str, profiles: Iterable[str] = (), scope: Scope | None = None
) -> Drill:
    """The decisions behind a figure of the forms in a scope, from a fresh snapshot; `profiles`: FORM=PROFILE."""
    kind = FormKind(form)
    profile = chosen_profiles(profiles).get(kind, DEFAULT_PROFILE)
    with open_installation() as here:
        return drill(renew_snapshot(here), CellPlace(year, kind, unit, column, profile, scope))


def drill_answer(found: Drill) -> dict[str, Any]:
    """The decisions for programs; amounts in yuan."""
    return {
        "year": found.year,
        **({"scope": found.scope.value} if found.scope else {}),
        "form": found.form.value,
        "profile": found.profile,
        "unit": found.unit,
        "column": found.column or None,
        "cell": found.cell,
        "decisions": [
            {
                "document_number": one.document_number,
                "act_type": one.act_type,
                "decided_on": one.decided_on.isoformat(),
                "authority": one.authority,
                "office": one.office,
                "kinds": list(one.kinds),
                "counted_as": one.counted_as,
                "amount_yuan": _yuan(one),
                "website_state": one.website_state,
                "why": one.why,
            }
            for one in found.decisions
        ],
        **({"handed_in": dict(found.handed_in)} if found.scope is Scope.CITY else {}),
    }


def drill_text(found: Drill) -> str:
    """The decisions for a reader, oldest first, and before them what districts' workbooks add."""
    what = found.column or "已登记但按规则未计入"
    scope = f"（{SCOPE_NAMES[found.scope]}）" if found.scope else ""
    lines = [f"{found.year}年度{found.title}{scope}　{found.unit}　{what}：{found.cell}"]
    lines += [f"      {unit}：{cell}，取自区县报送的报表，由该单位逐件说明" for unit, cell in found.handed_in]
    for number, one in enumerate(found.decisions, 1):
        lines += [f"{number:>4}. {line}" if not place else f"      {line}" for place, line in _lines(one)]
    return "\n".join(lines)


def _lines(one: DecisionBehind) -> list[tuple[int, str]]:
    state = STATE_NAMES.get(one.website_state or "", "")
    amount = f"{_yuan(one)}元" if one.fen else ""
    counted = f"计入{one.counted_as}" if one.counted_as else ""
    return [
        (0, _joined(one.document_number or _ERASED, one.decided_on.isoformat(), one.authority, one.office)),
        (1, _joined("、".join(one.kinds), counted, amount, state)),
        (2, one.why if one.counted_as else f"未计入：{one.why}"),
    ]


def _joined(*parts: str) -> str:
    return "　".join(part for part in parts if part)


def _yuan(one: DecisionBehind) -> int | float:
    return one.fen // 100 if one.fen % 100 == 0 else round(one.fen / 100, 2)
