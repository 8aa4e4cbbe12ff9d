"""A redaction corrected by an operator reaches the page: hidden everywhere, shown where it was hidden wrongly."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from tasks.correcting import correct
from tasks.proposing import confirm
from tasks.register.acting import ActRefused
from tasks.register.schema import operator_act
from tasks.reporting import timeline_answer
from tests.office import SECOND, Office, penalty

NUMBER = "滨卫医罚〔2026〕12号"
FACTS = "使用护士钱多多从事诊疗活动，采用独家配方调制"
BECAUSE = ("涉及商业秘密", "《政府信息公开条例》第十五条")


def test_what_an_operator_hides_is_gone_from_the_page_and_stays_so_in_the_next_version(
    office: Office,
) -> None:
    office.take(penalty(NUMBER, 违法事实=FACTS))
    office.publish()
    assert office.where_public("独家配方")
    correct(NUMBER, ("独家配方",), (), "", "审查人甲", *BECAUSE)
    office.publish()
    assert office.where_public("独家配方") == []
    assert office.where_public("调制")
    office.take(penalty(NUMBER, 违法事实=FACTS + "，违法所得无法计算"))
    office.publish()
    assert office.where_public("违法所得无法计算")
    assert office.where_public("独家配方") == []
    told = {entry["what"]: entry for entry in timeline_answer(NUMBER)}
    assert "独家配方；涉及商业秘密" in told["更正隐去内容：隐去"]["detail"]
    office.assert_balanced()
    assert office.differences() == []


def test_what_was_hidden_wrongly_is_shown_in_that_version_only(office: Office) -> None:
    office.take(penalty(NUMBER, 违法事实=FACTS))
    office.publish()
    assert office.where_public("钱多多") == []
    correct(NUMBER, (), ("钱多多",), "", "审查人甲", "系器械品名", "核对记录")
    office.publish()
    assert office.where_public("钱多多")
    correct(NUMBER, ("钱多多",), (), "", "审查人甲", "仍属人名", "核对记录")
    office.publish()
    assert office.where_public("钱多多") == []


def test_a_number_is_not_shown_and_what_cannot_be_done_leaves_no_act(sqlite_office: Office) -> None:
    sqlite_office.take(penalty(NUMBER, 违法事实=FACTS + "，电话13800000000"))
    with pytest.raises(ActRefused, match="任何人不得恢复显示"):
        correct(NUMBER, (), ("13800000000",), "", "审查人甲", *BECAUSE)
    with pytest.raises(ActRefused, match="未找到"):
        correct(NUMBER, ("祖传秘方",), (), "", "审查人甲", *BECAUSE)
    with pytest.raises(ActRefused, match="请写明"):
        correct(NUMBER, (" ",), (), "", "审查人甲", *BECAUSE)
    with pytest.raises(ActRefused, match="既要隐去又要恢复显示"):
        correct(NUMBER, ("独家",), ("独家",), "", "审查人甲", *BECAUSE)
    assert sqlite_office.rows(sa.select(operator_act)) == []


def test_showing_something_of_a_text_in_doubt_needs_two(office: Office) -> None:
    doubtful = {"不宜公开内容": "祖传秘方"}
    office.take(penalty(NUMBER, 违法事实=FACTS, **doubtful))
    assert office.publication(NUMBER).gate == "redaction_doubt"
    said = correct(NUMBER, (), ("钱多多",), "", "审查人甲", "系器械品名", "核对记录")
    assert "“钱多多”" in said
    assert "须由另一人确认" in said
    assert office.rows(sa.select(operator_act).where(operator_act.c.act == "show")) == []
    confirm(1, SECOND, "", "")
    (act,) = office.rows(sa.select(operator_act).where(operator_act.c.act == "show"))
    assert (act.subject, act.proposal_id) == ("钱多多", 1)
