"""The credit platform from the register and back: files out, answers in, endings handed in (clause G12, DOMAIN 1)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import pytest
import xlrd

from tasks.deciding import disclose, retry, withdraw
from tasks.law.acts import Channel
from tasks.reporting import status_answer, status_text
from tests.credit_folders import answer, credit, handed_in
from tests.ending_acts import Act, noticed, vanished, withdrawn, withheld
from tests.office import Office, licence, penalty

__all__ = ["credit"]

CREDIT = Channel.CREDIT
LICENCE, PENALTY, MINOR, UNFIT = (
    "滨卫医许〔2026〕35号",
    "滨卫医罚〔2026〕12号",
    "滨卫医罚〔2026〕13号",
    "滨卫医罚〔2026〕14号",
)


def states(office: Office, *numbers: str) -> list[str]:
    return [office.state(number, CREDIT) for number in numbers]


def test_what_is_handed_in_counts_only_when_the_platform_answered(credit: Office) -> None:
    credit.take(licence(LICENCE))
    credit.take(penalty(PENALTY))
    (done,) = credit.deliver()
    assert (done.sent, done.published) == (2, 0)
    assert states(credit, LICENCE, PENALTY) == ["due", "due"]
    assert len(handed_in(credit)) == 2
    credit.deliver()
    assert len(handed_in(credit)) == 2, "what waits for its answer is not handed in again"
    answer(credit, **{LICENCE: "入库成功", PENALTY: "退回"})
    (done,) = credit.deliver()
    assert (done.published, done.set_aside) == (1, 1)
    assert [problem.count(PENALTY) for problem in done.problems] == [1], "each is named once"
    assert states(credit, LICENCE, PENALTY) == ["published", "due"]
    assert "1001" in credit.publication(PENALTY, CREDIT).last_problem
    assert len(credit.findings("credit-refused")) == 1
    assert credit.findings("delivery-refused") == []
    credit.assert_balanced()


def test_a_refused_record_mended_at_its_source_is_handed_in_again(credit: Office) -> None:
    credit.take(penalty(PENALTY), keys=["1"], stamps=["2026-11-24T01:00:00"])
    credit.deliver()
    answer(credit, **{PENALTY: "退回"})
    credit.deliver()
    mended = penalty(PENALTY, 行政相对人名称="滨河市海州区安康第二口腔门诊部有限公司")
    credit.take(mended, keys=["1"], stamps=["2026-11-24T02:00:00"])
    (done,) = credit.deliver()
    assert done.sent == 1
    assert len(handed_in(credit)) == 2
    answer(credit, **{PENALTY: "入库成功"})
    credit.deliver()
    assert states(credit, PENALTY) == ["published"]
    assert credit.findings("credit-refused")[0].closed_at is not None


def test_minor_penalties_stay_out_and_what_the_platform_would_refuse_waits_until_it_is_mended(
    credit: Office,
) -> None:
    minor = {"案件程序类别": "简易程序", "处罚类别": "警告", "处罚内容": "警告", "罚款金额（万元）": ""}
    credit.take(penalty(MINOR, **minor))
    credit.take(penalty(UNFIT, 行政相对人类别="个体工商户"), keys=["1"], stamps=["2026-11-24T01:00:00"])
    credit.deliver()
    assert states(credit, MINOR, UNFIT) == ["exempt", "held"]
    assert credit.publication(MINOR, CREDIT).disclosure_rule == "credit-minor-36"
    found = credit.publication(UNFIT, CREDIT)
    assert found.gate == "redaction_doubt"
    assert found.gate_note == "暂缓报送：个体工商户的统一社会信用代码应当以92开头，请核对类别和代码"
    assert handed_in(credit) == []
    assert status_answer(credit.now)["balance"]["credit"]["held"] == 1
    assert "暂缓1" in next(line for line in status_text(credit.now).splitlines() if "信用" in line)
    credit.take(penalty(UNFIT), keys=["1"], stamps=["2026-11-24T02:00:00"])
    (done,) = credit.deliver()
    assert (done.sent, states(credit, UNFIT)) == (1, ["due"])
    credit.assert_balanced()


def test_an_ending_is_handed_in_and_settled_by_the_answer(credit: Office) -> None:
    credit.take(penalty(PENALTY))
    credit.deliver()
    answer(credit, **{PENALTY: "入库成功"})
    credit.deliver()
    withdraw(PENALTY, "信用修复", "当事人", "", "", "", "审查人甲", "信用修复完成", "信用修复决定")
    credit.deliver()
    assert len(handed_in(credit)) == 2
    assert states(credit, PENALTY) == ["published"]
    answer(credit, **{PENALTY: "删除成功"})
    credit.deliver()
    assert states(credit, PENALTY) == ["withdrawn"]
    credit.assert_balanced()


def test_an_ended_disclosure_period_takes_the_record_from_the_platform(credit: Office) -> None:
    credit.take(penalty(PENALTY))
    credit.deliver()
    answer(credit, **{PENALTY: "入库成功"})
    credit.deliver()
    credit.on(credit.now + timedelta(days=366))
    credit.deliver()
    answer(credit, **{PENALTY: "删除成功"})
    credit.deliver()
    assert states(credit, PENALTY) == ["expired"]
    assert credit.state(PENALTY) in ("due", "expired")
    credit.assert_balanced()


@dataclass(frozen=True)
class Ending:
    """What the office does, and the reason the platform reads."""

    act: Act
    reason: str


STAYS, CORRECTED = "滨卫医许〔2026〕78号", "滨卫医许〔2026〕77号"
ENDINGS: dict[str, Ending] = {
    "滨卫医许〔2026〕71号": Ending(noticed, "撤销"),
    "滨卫医许〔2026〕72号": Ending(withdrawn("确认无效"), "确认无效"),
    "滨卫医许〔2026〕73号": Ending(withdrawn("确认违法"), "确认违法"),
    "滨卫医许〔2026〕74号": Ending(withdrawn("变更", STAYS), "变更"),
    "滨卫医许〔2026〕75号": Ending(withdrawn("重新作出", STAYS), "重新作出"),
    "滨卫医许〔2026〕76号": Ending(withdrawn("信用修复"), "信用修复"),
    CORRECTED: Ending(withdrawn("更正"), "更正"),
    "滨卫医许〔2026〕81号": Ending(vanished, "公示有误"),
    "滨卫医许〔2026〕82号": Ending(withheld, "公示有误"),
}
EVERYONE = (*ENDINGS, STAYS)


class Killed(BaseException):
    """A process that ends in the middle."""


def _nothing_odd(office: Office, waiting: dict[str, str]) -> None:
    answer(office, **waiting)


def _refused_first(office: Office, waiting: dict[str, str]) -> None:
    answer(office, **dict.fromkeys(waiting, "退回"))
    office.deliver()
    (done,) = office.deliver()
    assert done.sent == 0, "what a person must look at is not sent again"
    assert f"已重新排入{len(waiting)}件" in retry("credit", "", "", "处长甲", "平台已更正", "平台工单")
    (done,) = office.deliver()
    assert done.sent == len(waiting)
    answer(office, **waiting)


def _contradictory_first(office: Office, waiting: dict[str, str]) -> None:
    answer(office, also="退回", **waiting)
    office.deliver()
    assert office.findings("answer-contradictory")
    answer(office, **waiting)


def _older_again(office: Office, waiting: dict[str, str]) -> None:
    """The first answer ever is dropped once more before the right one comes."""
    answer(office, "首批.csv", **dict.fromkeys(EVERYONE, "入库成功"))
    before = states(office, *EVERYONE)
    office.deliver()
    if waiting.keys() != set(EVERYONE):
        assert states(office, *EVERYONE) == before, "an old answer settles nothing new"
    answer(office, **waiting)


def _twice(office: Office, waiting: dict[str, str]) -> None:
    path = answer(office, **waiting)
    content = path.read_bytes()
    office.deliver()
    path.write_bytes(content)


def _killed_before_it_settles(office: Office, waiting: dict[str, str]) -> None:
    answer(office, **waiting)
    before = states(office, *EVERYONE)

    def die(*_: object) -> object:
        raise Killed

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("tasks.credit_answers.settle_on", die)
        with pytest.raises(Killed):
            office.deliver()
    assert states(office, *EVERYONE) == before


ODD = {
    "nothing": _nothing_odd,
    "refused": _refused_first,
    "contradictory": _contradictory_first,
    "an older answer again": _older_again,
    "dropped twice": _twice,
    "killed before it settles": _killed_before_it_settles,
}


@pytest.mark.parametrize("odd", ODD)
def test_every_ending_reaches_the_credit_platform_through_every_odd_answer(credit: Office, odd: str) -> None:
    stamps = ["2026-11-24T01:00:00"] * len(EVERYONE)
    credit.take(*(licence(number) for number in EVERYONE), keys=list(EVERYONE), stamps=stamps)
    credit.publish()
    _answered(credit, odd, dict.fromkeys(EVERYONE, "入库成功"))
    assert set(states(credit, *EVERYONE)) == {"published"}
    for number, ending in ENDINGS.items():
        ending.act(credit, number)
    (done,) = credit.deliver()
    assert (done.sent, done.problems) == (len(ENDINGS), ())
    assert set(states(credit, *EVERYONE)) == {"published"}, "down only once the platform said so"
    _answered(credit, odd, dict.fromkeys(ENDINGS, "删除成功"))
    assert states(credit, *EVERYONE) == ["withdrawn"] * len(ENDINGS) + ["published"]
    assert _reasons_told(credit) == {number: ending.reason for number, ending in ENDINGS.items()}
    mended = licence(CORRECTED, 许可内容="准予医疗机构执业登记，诊疗科目：口腔科、眼科")
    credit.take(mended, keys=[CORRECTED], stamps=["2026-11-24T05:00:00"])
    (done,) = credit.deliver()
    assert done.sent == 1
    _answered(credit, odd, {CORRECTED: "入库成功"})
    assert states(credit, CORRECTED) == ["published"]
    waiting = len(handed_in(credit))
    credit.deliver()
    assert len(handed_in(credit)) == waiting, "nothing is left to be handed in"
    credit.assert_balanced()


def _answered(office: Office, odd: str, waiting: dict[str, str]) -> None:
    office.deliver()
    ODD[odd](office, waiting)
    office.deliver()
    office.deliver()
    office.assert_balanced()


def _reasons_told(office: Office) -> dict[str, str]:
    """By document number, the reason that stands in the withdrawal files."""
    found = {}
    for path in handed_in(office):
        if "XYGJJH3" not in path.name:
            continue
        sheet = xlrd.open_workbook(path).sheet_by_index(0)
        heads = [str(cell) for cell in sheet.row_values(0)]
        for number in range(1, sheet.nrows):
            row = dict(zip(heads, sheet.row_values(number), strict=True))
            found[str(row["决定书文号"])] = str(row["撤销原因"])
    return found


def test_what_must_wait_after_it_was_handed_in_is_taken_back(credit: Office) -> None:
    credit.take(licence(LICENCE))
    credit.deliver()
    disclose(LICENCE, "暂缓", date(2026, 12, 20), "", "处长甲", "核实中", "《政府信息公开条例》")
    (done,) = credit.deliver()
    assert (done.sent, done.problems) == (1, ())
    assert _reasons_told(credit) == {LICENCE: "暂不公示"}
    path = answer(credit, **{LICENCE: "删除成功"})
    path.rename(path.with_name(f"{handed_in(credit)[-1].stem}_答复.csv"))
    credit.deliver()
    assert states(credit, LICENCE) == ["held"]
    assert len(handed_in(credit)) == 2
    credit.assert_balanced()


def test_withholding_what_only_the_credit_platform_shows_takes_two_people_and_takes_it_down(
    credit: Office,
) -> None:
    credit.take(licence(LICENCE))
    credit.deliver()
    answer(credit, **{LICENCE: "入库成功"})
    credit.deliver()
    assert (credit.state(LICENCE), credit.state(LICENCE, CREDIT)) == ("due", "published")
    withheld(credit, LICENCE)
    credit.deliver()
    answer(credit, **{LICENCE: "删除成功"})
    credit.deliver()
    assert states(credit, LICENCE) == ["withdrawn"]
    assert credit.state(LICENCE) in ("exempt", "withdrawn")
    credit.assert_balanced()
