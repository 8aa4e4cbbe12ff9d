"""`gongshi status` as an officer reads it: what many wait for is never told with the reason of one of them."""

from __future__ import annotations

from tasks.deciding import review
from tasks.law.lifecycle import GATE_NAMES, Gate
from tasks.reporting import status_text
from tests.office import NOW, Office, licence

NUMBERS = [f"滨卫医许〔2026〕{n}号" for n in (1, 2, 3)]
UNREVIEWED = {"公开属性": "", "终审人": ""}


def lines(office: Office, word: str) -> list[str]:
    return [line.strip() for line in status_text(NOW).splitlines() if line.strip().startswith(word)]


def test_a_gate_at_which_all_wait_for_the_same_says_it(office: Office) -> None:
    office.take(*(licence(number, **UNREVIEWED) for number in NUMBERS))
    assert lines(office, "暂缓") == ["暂缓 3件：待发布审查：未经审查不得公开"]


def test_where_reasons_differ_the_gate_is_named_and_nobodys_reason_is_told_as_everybodys(
    office: Office,
) -> None:
    office.take(*(licence(number, **UNREVIEWED) for number in NUMBERS))
    review(NUMBERS[0], None, "终审", "", "审查人甲", "附件有误", "审查表", returned=True)
    (line,) = lines(office, "暂缓")
    assert line == "暂缓 3件：发布审查未完成或者被退回（各件原因见 gongshi timeline）"
    assert "附件有误" not in line


def test_old_addresses_of_one_decision_are_not_told_of_all(office: Office) -> None:
    old = [{"原公开网址": f"http://www.binhe.example/{n}.html", "原公开日期": "2026-11-20"} for n in range(3)]
    office.take(*(licence(number, **one) for number, one in zip(NUMBERS, old, strict=True)))
    (line,) = lines(office, "暂缓")
    assert line == "暂缓 3件：已在原网站公开，待接管（各件原因见 gongshi timeline）"


def test_rejections_that_differ_are_told_as_an_example(office: Office) -> None:
    office.take(
        *(
            licence(number, 许可决定日期=day)
            for number, day in zip(NUMBERS, ("2026-13-01", "2026-02-30", "2026-02-30"), strict=True)
        )
    )
    (line,) = lines(office, "退回")
    assert line == "退回 3条：如“许可决定日期”的“2026-02-30”不是有效日期（各条见 gongshi rejected）"


def test_rejections_that_are_alike_are_told_once(office: Office) -> None:
    office.take(*(licence(number, 许可决定日期="2026-02-30") for number in NUMBERS))
    (line,) = lines(office, "退回")
    assert line == "退回 3条：“许可决定日期”的“2026-02-30”不是有效日期"


def test_every_gate_has_a_name_officers_read() -> None:
    assert GATE_NAMES.keys() == set(Gate)
