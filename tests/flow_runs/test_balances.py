"""Nothing is lost: after whatever happens, every record and every decision is counted once, to the row."""

from __future__ import annotations

import random
from datetime import date

import pytest
import sqlalchemy as sa

from tasks.deciding import approve, disclose, dismiss, review
from tasks.deciding import withdraw as withdraw_by_hand
from tasks.law.acts import Channel
from tasks.proposing import confirm, proposals_answer
from tasks.register.operator_acts import ActRefused
from tasks.register.schema import decision, record
from tasks.releasing import release
from tests.office import SECOND, Office, licence, notice, penalty

BY = ("办理人甲", "经研究决定", "会议纪要")
NUMBERS = [f"滨卫医许〔2026〕{n}号" for n in range(1, 9)]
UNREVIEWED = {"公开属性": "", "终审人": ""}
REASONS = ("撤销", "信用修复", "公示有误", "更正")


class Week:
    """A week of an office's work, at random but repeatable."""

    def __init__(self, office: Office, seed: int) -> None:
        self.office, self.chance = office, random.Random(seed)

    def row(self, number: str) -> dict[str, str]:
        content = self.chance.choice(("口腔科", "内科", "外科"))
        row = licence(number, 许可内容=f"准予登记，诊疗科目：{content}")
        if self.chance.random() < 0.3:
            row |= UNREVIEWED
        if self.chance.random() < 0.2:
            row |= {"许可决定日期": "2026-02-30"}
        return row

    def arrivals(self) -> None:
        chosen = self.chance.sample(NUMBERS, 4)
        rows = [self.row(number) for number in chosen]
        rows += [licence("", 许可编号=f"X{self.chance.randrange(3)}")]
        self.office.take(*rows, source=self.chance.choice(("甲系统", "甲系统", "乙系统")))

    def notices(self) -> None:
        number = self.chance.choice(NUMBERS)
        self.office.take(notice(number, 撤下原因=self.chance.choice(REASONS)))

    def operators(self) -> None:
        number = self.chance.choice(NUMBERS)
        acts = (
            lambda: approve(number, None, "", *BY),
            lambda: approve(None, self.chance.randrange(1, 5), "", *BY),
            lambda: disclose(number, "不予公示", None, "", *BY),
            lambda: disclose(number, "公示", None, "", *BY),
            lambda: disclose(number, "暂缓", date(2026, 12, 9), "", *BY),
            lambda: withdraw_by_hand(number, "撤销", "监督处", "", "", "", *BY),
            lambda: withdraw_by_hand(number, "公示有误", "监督处", "", "", "", *BY),
            lambda: review(number, None, "终审", "", *BY, returned=True),
            self.agree,
            lambda: dismiss(self.rejected(), *BY),
            lambda: release(self.rejected(), *BY),
            lambda: disclose(number, "不予公示", None, "", *BY, channel=Channel.WEBSITE),
        )
        try:
            self.chance.choice(acts)()
        except ActRefused:
            return

    def agree(self) -> None:
        for one in proposals_answer():
            confirm(one["id"], SECOND, "", "")

    def rejected(self) -> tuple[int, ...]:
        ids = [r.id for r in self.office.rows(sa.select(record.c.id).where(record.c.state == "quarantined"))]
        return tuple(ids[:1])

    def flows(self) -> None:
        done = self.chance.choice((self.office.publish, self.office.withdraw))()
        assert done.problems == ()

    def live(self, steps: int) -> None:
        """Do that many things, the balances looked at after each."""
        kinds = (self.arrivals, self.arrivals, self.notices, self.operators, self.operators, self.flows)
        for _ in range(steps):
            self.chance.choice(kinds)()
            self.office.assert_balanced()


@pytest.mark.parametrize("seed", [1, 2])
def test_after_any_week_of_work_both_balances_hold_to_the_row(office: Office, seed: int) -> None:
    Week(office, seed).live(20)
    office.publish()
    office.withdraw()
    office.assert_balanced()
    assert office.differences() == []
    for number in {row.document_number for row in office.rows(sa.select(decision.c.document_number))}:
        found = office.publication(number)
        public = office.read(office.page(number))[0] == 200
        assert public == (found.state == "published"), number
        assert bool(office.where_public(found.page_id)) == (found.state == "published"), number


HOSTILE = [
    "滨卫医许〔2026〕35号/../../etc",
    "滨卫医许〔2026〕35号'; DROP TABLE record; --",
    '滨卫医许〔2026〕35号" onmouseover="x',
    "滨卫医许〔2026〕" + "3" * 300 + "号",
    "滨卫医许〔2026〕35号\u202e\u200f",
    "<script>alert(1)</script>〔2026〕35号",
    '=cmd|"/C calc"!A1〔2026〕35号',
    "@SUM(1)〔2026〕35号",
    "滨卫医许〔2026〕35号\x00",
    "%00%2e%2e/〔2026〕35号",
    "{{7*7}}〔2026〕35号",
    "滨卫医许〔2026〕35号\n第二行",
]


def test_hostile_document_numbers_are_registered_or_rejected_but_never_break_a_page(office: Office) -> None:
    office.take(*(licence(number) for number in HOSTILE))
    assert office.publish().problems == ()
    office.assert_balanced()
    assert office.differences() == []
    for path, text in office.everything_public().items():
        if path.endswith((".html", ".xml")):
            assert "<script" not in text, path
            assert '" onmouseover="' not in text, path
        if path.endswith(".csv"):
            cells = [cell for line in text.splitlines() for cell in line.lstrip("\ufeff").split(",")]
            assert not [cell for cell in cells if cell.strip('"')[:1] in ("=", "@", "+")], path
    states = office.rows(sa.select(record.c.state, record.c.decision_id))
    assert all((state == "quarantined") == (of is None) for state, of in states if state != "superseded")
    told = {
        row.record_id
        for row in office.rows(sa.text("SELECT record_id FROM finding WHERE severity = 'error'"))
    }  # type: ignore[arg-type]
    quarantined = office.rows(sa.select(record.c.id).where(record.c.state == "quarantined"))
    assert {row.id for row in quarantined} <= told


def test_a_number_of_three_hundred_characters_is_a_clear_finding(office: Office) -> None:
    office.take(penalty(HOSTILE[3]))
    office.take(licence(HOSTILE[3]))
    assert office.record_states() == ["quarantined"] * len(office.record_states())
    assert any("文书号" in found.message or "文号" in found.field for found in office.findings("too-long"))
