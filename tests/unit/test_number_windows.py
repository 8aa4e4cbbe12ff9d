"""Looking for numbers only where they can be finds all that a reading of the whole text finds."""

from __future__ import annotations

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from tasks.law.detectors import _DETECTORS, Hit, _value_span, detect_plain
from tasks.law.identifiers import citizen_id_with_check
from tasks.law.number_windows import number_windows
from tasks.law.plain_text import plain

_TELLING = """
电话 手机： TEL 13800138000 138 0013 8000 1 3 86 +86 0086 ) ( - · _ . 022 23456789 400 800
89.5 元 万元 X 号 编号： 120103900307123 6222021234567890128 护照 通行证 E12345678 EA1234567 账号 银行卡
支付宝 * ** 120*** @ a.b@example.com 微信 VX WX QQ 扣扣 抖音 医师 执业证书 上岗证 证 书
110120000012345 117.20045 39.13012 ° ′ 东经 纬度 病历 住院 床 位 ID 出生日期 1990年3月7日 出生， 月生， 日生。
一三八零零 零幺两 津A12345 京 A·1B345 2026-01-27 1999-12-31 第 〔2026〕 批号 信用代码 快手 快 手机号 WECHAT
PDY10001512010317D1102 91990000MALGJBN18Y 、 ， : ABC
"""
PIECES = st.sampled_from(_TELLING.split())
NUMBERS = st.builds(
    lambda region, born, serial: citizen_id_with_check(f"{region:06d}{born:%Y%m%d}{serial:03d}"),
    st.integers(110000, 659000),
    st.dates(date(1930, 1, 1), date(2026, 1, 1)),
    st.integers(0, 999),
)
TEXTS = st.lists(
    PIECES
    | NUMBERS
    | st.text("0123456789 -.()X年", max_size=9)
    | st.sampled_from(["清白的文字" * 9, " ", "\x00"]),
    max_size=14,
)


def read_whole(text: str) -> list[Hit]:
    found = []
    for kind, pattern, _, accepts in _DETECTORS:
        for place in pattern.finditer(text):
            if accepts is None or accepts(text, place):
                found.append(Hit(kind, *_value_span(place)))
    return found


@settings(max_examples=600, deadline=None)
@given(pieces=TEXTS)
def test_windows_and_cues_lose_no_hit_and_make_none(pieces: list[str]) -> None:
    text = plain("".join(pieces))
    assert detect_plain(text) == read_whole(text)


def test_a_date_alone_is_no_place_to_look_for_numbers() -> None:
    assert not number_windows("决定日期2026-01-27，有效期至2099-12-31")
    assert number_windows("2026-01-27 8")


def test_words_of_different_cues_neither_begin_alike_nor_overlap() -> None:
    groups = [
        [word.replace("\\", "").partition("(")[0] for word in words]
        for _, _, words, _ in _DETECTORS
        if isinstance(words, tuple)
    ]
    for place, group in enumerate(groups):
        for other in groups[place + 1 :]:
            assert not {word[0] for word in group} & {word[0] for word in other}
            for one, two in [(a, b) for a in group for b in other] + [(b, a) for a in group for b in other]:
                assert not any(two.startswith(one[cut:]) for cut in range(1, len(one)))
                assert one not in two
