"""公示, 不予公示 or 暂缓, per channel (DOMAIN 2.4, 10): unsigned policy holds only what it touches."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tasks.contracts.law_rows import LawTableError
from tasks.contracts.tables_privacy import load_privacy
from tasks.law.acts import ActType, Channel
from tasks.law.decision import Decision
from tasks.law.disclosure import Disclosure, Outcome, disclose, next_examination, unsigned_rows
from tasks.law.identifiers import citizen_id_with_check

ROWS = load_privacy(None).disclosure_rows
TODAY = date(2026, 11, 23)
SIGNED = frozenset({"website-minor-36"})
FINE = Decision(
    ActType.PENALTY, decided_on=date(2026, 5, 6), party_name="海州区仁和口腔诊所", party_kind="法人及非法人组织",
    penalty_kinds="警告;罚款", penalty_content="警告，罚款2000元", fine_fen=200_000, procedure_kind="普通程序",
)  # fmt: skip
PERSON = replace(
    FINE, party_name="张桂兰", party_kind="自然人", party_id=citizen_id_with_check("12010319900307775")
)


SEEN_BY_THE_PUBLIC = [one for one in Channel if one is not Channel.SUPERVISION]


def answer(
    decision: Decision, channel: Channel = Channel.WEBSITE, signed: frozenset[str] = frozenset()
) -> Disclosure:
    return disclose(decision, ROWS, channel, TODAY, signed)


@pytest.mark.parametrize("channel", list(Channel))
def test_ordinary_fine_is_shown_whether_or_not_policy_is_signed(channel):
    for signed in (frozenset[str](), SIGNED):
        assert answer(FINE, channel, signed).outcome is Outcome.SHOWN


@pytest.mark.parametrize("channel", SEEN_BY_THE_PUBLIC)
@pytest.mark.parametrize("born", ["20080601", "20120301"])
def test_minor_is_never_shown(channel, born):
    minor = replace(PERSON, party_id=citizen_id_with_check(f"120103{born}001"))
    found = answer(minor, channel)
    assert found.outcome is Outcome.EXEMPT
    assert found.rule == "minor-party"
    assert found.reexamine_on == date(2027, 5, 6)
    assert "复核日期2027-05-06" in found.reason


def test_party_of_full_age_on_the_day_of_decision_is_shown():
    assert (
        answer(replace(PERSON, party_id=citizen_id_with_check("12010320080505001"))).outcome is Outcome.SHOWN
    )


def test_mistyped_id_number_does_not_hide_a_minor():
    right = citizen_id_with_check("12010320100601001")
    wrong = right[:17] + ("1" if right[17] != "1" else "2")
    assert answer(replace(PERSON, party_id=wrong)).rule == "minor-party"


@pytest.mark.parametrize(
    "text", ["当事人系未成年人。", "张桂兰，女，16岁，自愿", "当事人已满十四周岁不满十八周岁"]
)
def test_party_told_to_be_a_minor_is_not_shown(text):
    assert answer(replace(PERSON, party_id="", violation_facts=text)).rule == "minor-party"


@pytest.mark.parametrize("text", ["当事人向未成年人提供文身服务", "为一名16岁未成年人实施医疗美容"])
def test_offence_against_a_minor_is_shown(text):
    assert answer(replace(FINE, violation_facts=text)).outcome is Outcome.SHOWN
    assert answer(replace(PERSON, violation_facts=text)).outcome is Outcome.SHOWN


@pytest.mark.parametrize(
    ("changed", "rule"),
    [
        ({"public_attribute": "不予公开"}, "attribute-not-public"),
        ({"public_attribute": "依申请公开"}, "attribute-on-request"),
        ({"withheld_content": "涉及国家秘密"}, "state-secret"),
        ({"withheld_content": "全部"}, "state-secret"),
        ({"document_title": "秘密★5年"}, "state-secret"),
    ],
)
def test_secrets_and_attributes_exempt_wherever_the_public_reads(changed, rule):
    for channel in SEEN_BY_THE_PUBLIC:
        found = answer(replace(FINE, **changed), channel)
        assert (found.outcome, found.rule) == (Outcome.EXEMPT, rule)
        assert found.basis
        assert found.reexamine_on is not None
        assert found.reexamine_on > TODAY


@pytest.mark.parametrize(
    "minor", [{"procedure_kind": "简易程序"}, {"penalty_kinds": "警告"}, {"penalty_kinds": "警告;通报批评"}]
)
def test_minor_penalty_waits_for_the_legal_office_then_is_exempt(minor):
    decision = replace(FINE, **minor)
    waiting = answer(decision)
    assert waiting.outcome is Outcome.DEFERRED
    assert waiting.needs_signature == "website-minor-36"
    assert waiting.reason == "暂缓：轻微处罚是否在本机关网站公示，待法规处确认政策"
    exempt = answer(decision, signed=SIGNED)
    assert exempt.outcome is Outcome.EXEMPT
    assert exempt.reason.startswith("不予公示：轻微失信信息（《信用修复管理办法》，经法规处确认）")
    assert answer(decision, Channel.CREDIT).outcome is Outcome.EXEMPT


def test_minor_class_begins_with_decisions_of_april_2026():
    assert answer(replace(FINE, penalty_kinds="警告", decided_on=date(2026, 3, 31))).outcome is Outcome.SHOWN
    assert (
        answer(replace(FINE, penalty_kinds="警告", decided_on=date(2026, 4, 1))).outcome is Outcome.DEFERRED
    )


def test_simple_procedure_was_never_for_the_credit_channel():
    simple = replace(FINE, procedure_kind="01", decided_on=date(2025, 3, 3))
    assert answer(simple, Channel.CREDIT).outcome is Outcome.EXEMPT
    assert answer(simple).outcome is Outcome.SHOWN


def test_bad_id_number_blocks_the_credit_channel_only():
    decision = replace(PERSON, party_id="120103199003077751")
    assert answer(decision, Channel.CREDIT).outcome is Outcome.DEFERRED
    assert answer(decision).outcome is Outcome.SHOWN


def test_orders_to_mend_are_no_penalties():
    decision = replace(FINE, penalty_kinds="责令改正")
    assert answer(decision).outcome is Outcome.DEFERRED
    assert answer(decision, Channel.CREDIT).outcome is Outcome.EXEMPT
    assert answer(replace(FINE, penalty_kinds="罚款;责令改正")).outcome is Outcome.SHOWN


def test_a_state_secret_does_not_go_to_the_supervision_platform_either():
    secret = replace(FINE, document_title="秘密★5年")
    assert answer(secret, Channel.SUPERVISION).rule == "state-secret"


def test_re_examination_does_not_drift_with_today():
    days = {next_examination(date(2024, 2, 29), 12, date(2026, month, 1)) for month in range(3, 13)}
    assert days == {date(2027, 2, 28)}


def test_new_installation_is_told_what_is_unsigned():
    assert [row.id for row in unsigned_rows(ROWS, ())] == ["website-minor-36"]
    assert unsigned_rows(ROWS, SIGNED) == ()


def test_rows_not_yet_known_are_left_out():
    known = {row.id for row in load_privacy(None, date(2025, 11, 25)).disclosure_rows}
    assert "website-minor-36" not in known
    assert "minor-party" in known


def test_installation_replaces_a_table_whole(tmp_path):
    (tmp_path / "law").mkdir()
    (tmp_path / "law" / "review_scope.yaml").write_text(
        "- {id: all, act_types: [行政许可], when: always, label: 全部许可, in_force_from: 2020-01-01,"
        " known_since: 2020-01-01, clause: L4, source: 本机关清单}\n",
        encoding="utf-8",
    )
    privacy = load_privacy(tmp_path)
    assert [row.id for row in privacy.review_scope] == ["all"]
    assert privacy.disclosure_rows == ROWS


def test_unknown_condition_is_an_error(tmp_path):
    (tmp_path / "law").mkdir()
    (tmp_path / "law" / "disclosure.yaml").write_text(
        "- {id: x, channels: [website], act_types: [行政处罚], when: guess, outcome: 公示, reason: r, basis: b,"
        " in_force_from: 2020-01-01, known_since: 2020-01-01, clause: G14, source: s}\n",
        encoding="utf-8",
    )
    with pytest.raises(LawTableError, match="when"):
        load_privacy(tmp_path)


@pytest.mark.parametrize(
    "decided_on", [date(2019, 7, 1), date(2023, 5, 1), date(2026, 3, 31), date(2026, 4, 1)]
)
def test_simple_procedure_stays_out_of_the_credit_channel_under_every_regime(decided_on):
    found = answer(replace(FINE, procedure_kind="简易程序", decided_on=decided_on), Channel.CREDIT)
    assert found.outcome is Outcome.EXEMPT
    assert found.rule == ("credit-simple-58" if decided_on < date(2026, 4, 1) else "credit-minor-36")


@pytest.mark.parametrize("kinds", ["警告", "通报批评", "警告;通报批评"])
def test_warnings_and_public_criticism_stay_out_of_the_credit_channel_since_april_2026(kinds):
    minor = replace(FINE, penalty_kinds=kinds, procedure_kind="普通程序")
    assert answer(minor, Channel.CREDIT).rule == "credit-minor-36"
    assert answer(replace(minor, decided_on=date(2026, 3, 31)), Channel.CREDIT).outcome is Outcome.SHOWN


def test_a_penalty_of_unknown_procedure_is_ordinary_on_the_credit_channel():
    assert answer(replace(FINE, procedure_kind=""), Channel.CREDIT).outcome is Outcome.SHOWN


def test_simple_procedure_that_revokes_a_certificate_contradicts_itself_and_waits():
    odd = replace(FINE, procedure_kind="简易程序", penalty_kinds="吊销许可证件")
    found = answer(odd, Channel.CREDIT)
    assert (found.outcome, found.rule) == (Outcome.DEFERRED, "credit-simple-serious")
    assert found.reason.startswith("暂缓报送：案件程序为简易程序，处罚类别却含吊销")


def test_a_refused_licence_has_no_term_and_is_not_handed_in():
    refused = Decision(ActType.LICENCE, decided_on=date(2026, 5, 6), licence_outcome="不予许可")
    assert answer(refused, Channel.CREDIT).rule == "credit-refused-licence"
    assert answer(replace(refused, licence_outcome="准予许可"), Channel.CREDIT).outcome is Outcome.SHOWN
    assert answer(refused).outcome is Outcome.SHOWN
