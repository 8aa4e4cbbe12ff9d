"""The demonstration's years counted once more by hand from the register's records, cell by cell (DOMAIN 4.2).

Nothing here knows the counting rules of the program: headings, orders and rules are written out from the official
forms' own instructions.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa
import yaml

from flows.pull import pull
from tasks.contracts.tables_counting import FormKind
from tasks.counting import renew_snapshot
from tasks.demo.demo_city import build_demo
from tasks.law.shanghai import shanghai_date
from tasks.register.schema import decision, record
from tasks.statistics_checking import check_year
from tasks.warehouse.forms import official_forms
from tests.office import NOW, Office

# Light to heavy. Before the 2021 law: (1)警告(2)罚款(3)没收(4)暂扣(5)停产停业(6)吊销(7)拘留.
BEFORE_2021 = [
    "警告",
    "罚款",
    "没收违法所得、没收非法财物",
    "暂扣许可证件",
    "责令停产停业",
    "吊销许可证件",
    "行政拘留",
]
ARTICLE_9 = [
    "警告", "通报批评", "罚款", "没收违法所得、没收非法财物", "暂扣许可证件", "降低资质等级", "吊销许可证件",
    "限制开展生产经营活动", "责令停产停业", "责令关闭", "限制从业", "行政拘留",
]  # fmt: skip
FORM_A = [
    "警告", "通报批评", "罚款", "没收违法所得、没收非法财物", "暂扣许可证件", "降低资质等级", "限制开展生产经营活动",
    "责令停产停业", "责令关闭", "限制从业", "吊销许可证件", "行政拘留",
]  # fmt: skip
OTHER = "其他行政处罚"
NEW_LAW = date(2021, 7, 15)

NOT_COLLECTED = "not collected"
ALL, YUAN, WAN, SIMPLE, ORDINARY, REVIEWED = "all", "yuan", "wan", "simple", "ordinary", "reviewed"
Counts = tuple[str, ...] | str
_SINGLE: list[tuple[str, Counts]] = [(kind, (kind,)) for kind in [*ARTICLE_9, OTHER]]
FORM_D_BESIDE = [
    "不予处罚案件数量", "不罚金额", "减轻处罚案件数量", "轻罚金额", "被行政复议数量", "被行政复议纠错数量",
    "被行政诉讼数量", "行政诉讼败诉数量", "移送司法机关数量",
]  # fmt: skip
PENALTY_FORMS: dict[str, list[tuple[str, Counts]]] = {
    "default": [*_SINGLE, ("合计(宗)", ALL), ("罚没金额(元)", YUAN)],
    "form-a": [
        *((kind, (kind,)) for kind in FORM_A[:8]),
        ("责令关闭、限制从业", ("责令关闭", "限制从业")),
        *((kind, (kind,)) for kind in ("吊销许可证件", "行政拘留", OTHER)),
        ("合计(宗)", ALL),
        ("罚没金额(元)", YUAN),
    ],
    "form-b": [
        *_SINGLE,
        ("合计", ALL),
        ("罚没金额(万元)", WAN),
        ("简易程序数量", SIMPLE),
        ("一般程序数量", ORDINARY),
        ("法制审核数量", REVIEWED),
        *((h, NOT_COLLECTED) for h in ("法制审核纠错数量", "涉嫌犯罪移送案件数量", "司法机关受理案件数量")),
    ],
    "form-c": [
        ("警告、通报批评", ("警告", "通报批评")),
        ("罚款", ("罚款",)),
        ("没收违法所得、没收非法财物", ("没收违法所得、没收非法财物",)),
        ("暂扣许可证、执照，降低资质等级", ("暂扣许可证件", "降低资质等级")),
        ("吊销许可证、执照", ("吊销许可证件",)),
        ("限制开展生产经营活动", ("限制开展生产经营活动",)),
        ("责令停产停业、责令关闭、限制从业", ("责令停产停业", "责令关闭", "限制从业")),
        ("行政拘留", ("行政拘留",)),
        (OTHER, (OTHER,)),
        ("合计(宗)", ALL),
        ("罚没金额(万元)", WAN),
    ],
    "form-d": [
        ("立案数量", NOT_COLLECTED),
        ("结案数量", NOT_COLLECTED),
        *_SINGLE,
        ("合计(宗)", ALL),
        ("罚没金额(万元)", WAN),
        *((heading, NOT_COLLECTED) for heading in FORM_D_BESIDE),
    ],
}
LICENCE = ["申请数量", "受理数量", "许可数量", "不予许可数量", "撤销许可数量"]
MEASURES = ["查封场所、设施或者财物", "扣押财物", "冻结存款、汇款", "其他强制措施"]
EXECUTIONS = [
    "加处罚款或者滞纳金", "划拨存款、汇款", "拍卖或者依法处理查封、扣押的场所、设施或者财物", "排除妨碍、恢复原状",
    "代履行", "其他强制执行",
]  # fmt: skip
COERCION = [*MEASURES, *EXECUTIONS, "申请法院强制执行"]
OTHER_ACTS = ["行政征收", "行政征用", "行政检查"]
Row = list[Any]


@dataclass(frozen=True)
class Act:
    """A decision as its current record says it."""

    act_type: str
    content: Mapping[str, str]

    @property
    def decided_on(self) -> date:
        return date.fromisoformat(self.content["decided_on"])

    @property
    def kinds(self) -> list[str]:
        named = re.split("[;；]", self.content["penalty_kinds"])
        return [kind if kind in ARTICLE_9 else OTHER for kind in map(str.strip, named)]

    @property
    def wan(self) -> Decimal:
        """The amounts of the decision; a confiscation without an amount adds none."""
        return sum(
            (Decimal(self.content.get(name) or 0) for name in ("fine_wan", "confiscated_wan")), Decimal(0)
        )


class Recount:
    """The register's decisions and the installation's authorities, read as they stand."""

    def __init__(self, acts: list[Act], authorities: list[dict[str, Any]]) -> None:
        self.acts, self.authorities = acts, authorities

    def unit_of(self, act: Act) -> str | None:
        for row in self.authorities:
            named = (
                row["code"] == act.content.get("authority_code")
                or row["name"] == act.content["authority_name"]
            )
            if named and row["in_force_from"] <= act.decided_on <= row.get("in_force_to", date.max):
                return str(row["name"])
        return None

    def units(self, year: int) -> list[str]:
        return [
            row["name"]
            for row in self.authorities
            if row["in_force_from"].year <= year <= row.get("in_force_to", date.max).year
        ]

    def of(self, act_type: str, year: int, day: Callable[[Act], date | None]) -> Iterator[tuple[str, Act]]:
        for act in self.acts:
            on = day(act)
            if (
                act.act_type == act_type
                and on is not None
                and on.year == year
                and (unit := self.unit_of(act))
            ):
                yield unit, act

    def rows(self, year: int, width: int, cells: Mapping[str, Row]) -> list[Row]:
        rows = [[unit, *cells.get(unit, [0] * width)] for unit in self.units(year)]
        assert not set(cells) - set(self.units(year))
        total = [
            None if any(row[place] is None for row in rows) else sum(row[place] for row in rows)
            for place in range(1, width + 1)
        ]
        return [*rows, ["合计", *total]]


def heaviest(act: Act, profile: str) -> str:
    """Single kind: that kind; several: the most severe; a named kind beside 其他: the named kind."""
    named = [kind for kind in act.kinds if kind != OTHER]
    if not named:
        return OTHER
    by_date = ARTICLE_9 if act.decided_on >= NEW_LAW else BEFORE_2021
    order = {"form-a": FORM_A, "form-d": ARTICLE_9}.get(profile, by_date)
    return max(named, key=lambda kind: order.index(kind) if kind in order else -1)


def adds(act: Act, counts: Counts, profile: str) -> Any:
    if isinstance(counts, tuple):
        return int(heaviest(act, profile) in counts)
    return {
        ALL: 1,
        YUAN: act.wan * 10000,
        WAN: act.wan,
        SIMPLE: int(act.content.get("procedure_kind") == "简易程序"),
        ORDINARY: int(act.content.get("procedure_kind") == "普通程序"),
        REVIEWED: int(bool(act.content.get("review_date"))),
    }[counts]


def penalties(book: Recount, year: int, profile: str) -> list[Row]:
    columns = PENALTY_FORMS[profile]
    blank: Row = [None if counts == NOT_COLLECTED else 0 for _, counts in columns]
    cells: dict[str, Row] = {unit: list(blank) for unit in book.units(year)}
    for unit, act in book.of("行政处罚", year, lambda one: one.decided_on):
        for place, (_, counts) in enumerate(columns):
            if counts != NOT_COLLECTED:
                cells[unit][place] += adds(act, counts, profile)
    return book.rows(year, len(columns), cells)


def licences(book: Recount, year: int) -> list[Row]:
    granted, refused = LICENCE[:3], [*LICENCE[:2], LICENCE[3]]
    headings = {"准予许可": granted, "变更许可": granted, "延续许可": granted, "": granted, "不予许可": refused,
                "不予受理": LICENCE[:1], "撤销许可": LICENCE[4:], "注销许可": []}  # fmt: skip
    cells: dict[str, Row] = defaultdict(lambda: [0] * len(LICENCE))
    for unit, act in book.of("行政许可", year, lambda one: one.decided_on):
        for heading in headings[act.content.get("licence_outcome", "")]:
            cells[unit][LICENCE.index(heading)] += 1
    return book.rows(year, len(LICENCE), cells)


def coercions(book: Recount, year: int) -> list[Row]:
    """Measures count when decided, execution when completed, an application to the court when made."""

    def day(act: Act) -> date | None:
        if act.content.get("coercion_kind") not in EXECUTIONS:
            return act.decided_on
        done = act.content.get("completed_on")
        return date.fromisoformat(done) if done else None

    cells: dict[str, Row] = defaultdict(lambda: [0] * (len(COERCION) + 1))
    for unit, act in book.of("行政强制", year, day):
        cells[unit][COERCION.index(act.content["coercion_kind"])] += 1
        cells[unit][-1] += 1
    return book.rows(year, len(COERCION) + 1, cells)


def other_acts(book: Recount, year: int) -> list[Row]:
    cells: dict[str, Row] = defaultdict(lambda: [0] * len(OTHER_ACTS))
    for act_type in OTHER_ACTS[:2]:
        for unit, _ in book.of(act_type, year, lambda one: one.decided_on):
            cells[unit][OTHER_ACTS.index(act_type)] += 1
    for unit, act in book.of("行政检查", year, lambda one: one.decided_on):
        one_object = bool(act.content.get("party_name"))
        complete = act.content.get("record_complete") != "否"
        nothing_followed = act.content.get("followed_by", "") in ("", "无")
        cells[unit][2] += one_object and complete and nothing_followed
    return book.rows(year, len(OTHER_ACTS), cells)


def exactly(rows: Any) -> list[Row]:
    """Rows with numbers as decimals, so that 0.2 is 0.2."""
    return [
        [cell if cell is None or isinstance(cell, str) else Decimal(str(cell)) for cell in row]
        for row in rows
    ]


def read_book(office: Office) -> Recount:
    rows = office.rows(
        sa.select(decision.c.act_type, record.c.content).join_from(
            decision, record, record.c.id == decision.c.current_record_id
        )
    )
    authorities = yaml.safe_load((office.home / "law" / "authorities.yaml").read_text(encoding="utf-8"))
    return Recount([Act(row.act_type, json.loads(row.content)) for row in rows], authorities)


@pytest.mark.parametrize("seed", [20, 20260101])
def test_the_demos_years_recounted_by_hand_agree_in_every_cell_of_every_profile(
    sqlite_office: Office, seed: int
) -> None:
    today = shanghai_date(NOW)
    with build_demo(sqlite_office.home, today, seed, 1200) as city:
        pull()
        city.changes_arrive()
        pull()
    sqlite_office.withdraw_without_site()
    book = read_book(sqlite_office)
    years = sorted({act.decided_on.year for act in book.acts})
    assert len(years) >= 2
    assert len(book.acts) > 1000
    assert {"行政处罚", "行政许可", "行政强制", "行政检查"} <= {act.act_type for act in book.acts}
    with sqlite_office.open() as here:
        snapshot = renew_snapshot(here)
        checked = {year: check_year(here, year, snapshot) for year in years}
    for year in [*years, years[-1] + 1]:
        for profile, columns in PENALTY_FORMS.items():
            penalty, licence, coercion, other = official_forms(
                snapshot, year, {FormKind.PENALTY: profile}
            ).forms
            assert penalty.columns == ("单位名称", *(heading for heading, _ in columns))
            assert exactly(penalty.rows) == exactly(penalties(book, year, profile)), (year, profile)
        assert licence.columns == ("单位名称", *LICENCE)
        assert exactly(licence.rows) == exactly(licences(book, year)), year
        assert coercion.columns == ("单位名称", *COERCION, "合计(宗)")
        assert exactly(coercion.rows) == exactly(coercions(book, year)), year
        assert other.columns == ("单位名称", *(f"{act}次数" for act in OTHER_ACTS))
        assert exactly(other.rows) == exactly(other_acts(book, year)), year
    wrong = [one for found in checked.values() for one in found if one.severity == "blocking"]
    assert {one.check for one in wrong} == {"rejected"}
