"""The scan of what a reader would see: any hit holds, exact spans of known origin do not (promise 3)."""

from __future__ import annotations

from tasks.law.detectors import HitKind
from tasks.law.edition import Edition
from tasks.law.scan import edition_leaks, leak_doubts, leaks


def edition(**fields: str) -> Edition:
    return Edition({"执法对象": "海州区李长贵理发店", **fields}, False, (), frozenset({"13812345678"}))


def test_clean_texts_have_no_leaks():
    assert leaks(["滨河市卫生健康委员会", "滨卫医罚〔2026〕12号", "罚款2000元"]) == ()


def test_number_in_any_text_is_a_leak():
    assert [hit.kind for hit in leaks(["标题", "联系 13812345678"])] == [HitKind.PHONE]


def test_exact_span_of_known_origin_is_exempt():
    assert leaks(["许可编号：13812345678"], {"13812345678"}) == ()


def test_number_that_only_holds_an_exempt_value_stays_a_leak():
    assert leaks(["+86 13812345678"], {"3812345678"})
    assert leaks(["12010319900307123X"], {"19900307"})


def test_numbers_do_not_run_together_across_texts():
    assert leaks(["1381234", "5678"]) == ()


def test_masked_name_that_is_still_there_is_a_leak():
    hits = edition_leaks(edition(违法事实="经营者李长贵承认"), ["李长贵"])
    assert [hit.kind for hit in hits] == [HitKind.NAME]


def test_name_inside_the_partys_own_name_is_none():
    assert edition_leaks(edition(违法事实="海州区李长贵理发店、李长贵理发店未办证"), ["李长贵"]) == ()


def test_private_value_in_disguise_is_found():
    hits = edition_leaks(edition(违法事实="证件Ｈ１２３４"), ["H1234"])
    assert [hit.kind for hit in hits] == [HitKind.PRIVATE_VALUE]


def test_doubts_name_the_kind_and_never_the_number():
    (doubt,) = leak_doubts(leaks(["13812345678", "13912345678"]))
    assert doubt.sentence == "暂缓公开：公开文本中发现疑似电话号码，请核对"
