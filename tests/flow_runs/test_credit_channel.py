"""The credit platform from the register and back: files out, answers in, endings handed in (clause G12, DOMAIN 1)."""

from __future__ import annotations

import csv
from datetime import timedelta
from pathlib import Path

import pytest

from tasks.deciding import withdraw
from tasks.law.acts import Channel
from tests.office import CODE, Office, licence, penalty

CREDIT = Channel.CREDIT
LICENCE, PENALTY, MINOR, UNFIT = (
    "滨卫医许〔2026〕35号",
    "滨卫医罚〔2026〕12号",
    "滨卫医罚〔2026〕13号",
    "滨卫医罚〔2026〕14号",
)
SETTINGS = """\
hand_in_folder: channels/credit/out
answer_folder: channels/credit/in
unit_code: "ZHXYXT0000"
region_code: "990000"
quiet: 0
"""


@pytest.fixture
def credit(office: Office) -> Office:
    """An office that reports to the credit platform."""
    for folder in ("out", "in"):
        (office.home / "channels" / "credit" / folder).mkdir(parents=True)
    (office.home / "channels" / "credit.yaml").write_text(SETTINGS, encoding="utf-8")
    return office


def handed_in(office: Office) -> list[Path]:
    return sorted((office.home / "channels" / "credit" / "out").iterdir())


def answer(office: Office, **said: str) -> None:
    """The platform's answer file: document number to result."""
    path = office.home / "channels" / "credit" / "in" / f"答复{len(list(handed_in(office)))}.csv"
    heads = ["决定书文号", "处罚机关统一社会信用代码", "处理结果", "错误代码", "错误信息", "回执编号"]
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(heads)
        for number, result in said.items():
            refused = ["退回", "1001", "未查询到主体或查询到的主体信息不匹配", ""]
            writer.writerow([number, CODE, *(refused if result == "退回" else [result, "", "", "HZ1"])])


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


def test_minor_penalties_and_other_acts_stay_out_and_what_the_platform_would_refuse_waits(
    credit: Office,
) -> None:
    credit.take(
        penalty(MINOR, 案件程序类别="简易程序", 处罚类别="警告", 处罚内容="警告", **{"罚款金额（万元）": ""}),
        penalty(UNFIT, 违法行为类型="长" * 3000),
    )
    credit.deliver()
    assert states(credit, MINOR) == ["exempt"]
    assert credit.publication(MINOR, CREDIT).disclosure_rule == "credit-minor-36"


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
