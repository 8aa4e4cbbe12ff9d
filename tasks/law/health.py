"""The health of a named person, which is nobody's business (个人信息保护法 28; 精神卫生法; 传染病防治法)."""

from __future__ import annotations

import re

_TOLD = re.compile("患有|罹患|身患|确诊|诊断[为患结]|感染了|检出|病史[为:：]")
_ILLNESS = re.compile(
    r"(?:患有|罹患|身患|确诊(?:为|患有?|感染)?|诊断(?:为|患有?|结果为)|感染了?|检出|病史[为:：])[:：“\"]?([^，。；、,;:（）()“”\x00]{0,18}?"
    r"(?:综合征|肝炎|结核|梅毒|艾滋病?|肿瘤|感染|阳性|抑郁症?|分裂症|障碍|[病症炎癌瘤]))"
)
_TELLING = re.compile("患有|罹患|身患|确诊|诊断|感染|检出|病史")
"""How every illness told begins."""
_SENTENCE = re.compile(r"[^。\x00]+")


def may_tell_illness(text: str) -> bool:
    """Whether an illness could be told; fast."""
    return _TOLD.search(text) is not None


def illnesses(text: str, named_at: list[int], masked: str) -> list[tuple[int, int]]:
    """Illnesses told in sentences that name somebody: at one of the places, or masked already."""
    if _TELLING.search(text) is None:
        return []
    found = []
    for sentence in _SENTENCE.finditer(text):
        if masked in sentence.group() or any(
            sentence.start() <= place < sentence.end() for place in named_at
        ):
            offset = sentence.start()
            found += [
                (offset + place.start(1), offset + place.end(1))
                for place in _ILLNESS.finditer(sentence.group())
            ]
    return found
