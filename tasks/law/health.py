"""The health of a person, which is nobody's business (个人信息保护法 28; 精神卫生法; 传染病防治法).

An illness is hidden where it is told of somebody: behind a verb (患, 确诊为), with a status (乙肝病毒携带者), in the
brackets behind a name, or beside it. What institutions do about illnesses (结核病防治, 乙肝疫苗) stays.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tasks.law.characters import CJK

Place = tuple[int, int]

_KNOWN = (
    r"(?:HIV|AIDS|HPV|HBV|HCV|艾滋病?|梅毒|淋病|尖锐湿疣|生殖器疱疹|性病|[甲乙丙丁戊]肝|[甲乙丙丁戊]型(?:病毒性)?肝炎|肝炎"
    r"|(?:肺|骨|肠|喉|淋巴)?结核病?|大三阳|小三阳|精神分裂症?|精神病|抑郁症?|焦虑症|癫痫病?|麻风病?|霍乱|伤寒|痢疾|新冠(?:病毒|肺炎)?"
    r"|糖尿病|高血压|冠心病|白血病|尿毒症|[肺胃肝肠乳宫颈腺]{1,2}癌)"
)
_ENDING = (
    r"(?:综合征|结核|梅毒|艾滋|高血压|骨折|肿瘤|感染|阳性|抑郁|分裂|障碍|癫痫|霍乱|伤寒|痢疾|[炎癌瘤]"
    r"|[病症](?![人例房历情区床案友患因程原毒]))"
)
_INSTITUTIONAL = (
    r"(?!病?(?:防治|防控|防制|预防|疫苗|(?:检测|检验|筛查)(?!报告|结果|单|[阳呈])|监测|实验室|诊疗|诊断试剂|试剂|医院|专科|科|门诊|法|条例|办法|标准|规范"
    r"|制度|管理|报告|疫情|病例|定点|工作|登记|消毒|传播|等))"
)
_HEAD = r"[^,。;、()“”\x00]"
_ILLNESS = rf"(?:{_HEAD}{{0,16}}?{_ENDING}|{_KNOWN}){_INSTITUTIONAL}"
_STATUS = r"(?:感染者?|携带者?|阳性|患者|病人|病?史)"

_VERB = re.compile(
    rf"(?:患有|罹患|身患|患上|患了?(?![者儿病处部方区侧难])|确诊(?:为|患有?|感染)?|诊断(?:为|患有?|结果为)?|感染了|感染(?={_KNOWN})|检出|病史[为:]"
    rf"|查出)[:“\"]?((?!有*碍|传染性?疾病){_HEAD}{{0,18}}?(?:{_ENDING}|{_KNOWN})(?:[、和及]{_ILLNESS})*(?:{_STATUS})?)"
)
_TOLD_STATUS = re.compile(
    rf"(?:(?:急性|慢性|活动性|早期|晚期|隐性){{0,2}}{_KNOWN}[^,。;、()\x00]{{0,14}}?{_STATUS}"
    rf"|(?:病毒|病原体|病菌|抗原|抗体|核酸){_HEAD}{{0,4}}(?:携带者|阳性))(?!病例报告|的?人员不得)"
)
_NEAR = re.compile(
    rf"(?:的|系|为|有|曾|曾患|既往){{0,2}}((?:急性|慢性)?{_KNOWN}{_INSTITUTIONAL}(?:[、和及]{_KNOWN}{_INSTITUTIONAL})*)"
)
_INSIDE = re.compile(rf"(?:患有?|诊断[为:]*)?({_HEAD}{{0,16}}?(?:{_ENDING}|{_KNOWN}))")
_TREATED = re.compile(
    rf"(?:因|由于|治疗|诊治|医治|诊断:|行|出现|并发|术后)(?:患有?)?({_ILLNESS}(?:[、和及,]{_ILLNESS})*)"
)
_PATIENT = re.compile("(?:患者|患儿|病人|病患|产妇|孕妇|求美者|消费者|顾客|就诊者|就诊人员?)$")
_BRACKET = re.compile(r"\(([^()]{1,60})\)")
_SOMEBODY = re.compile(
    f"(?<=[{CJK}])(?<![区市县省村镇路街在于为由])某[某甲乙丙丁戊]?(?![市区县镇街路省村院店公单])"
    "|其(?=[系为是患有曾因确乙丙])|[他她](?=[系为是患有曾因确])|本人(?=[系为是患有曾因确])|该(?:员工|患者|从业人员|名?男子|名?女子)"
)
_PARTY = re.compile("当事人|被处罚人")
_FAR = 30
"""How far before a status the person may stand."""
_TELLING = re.compile(
    "患(?![者儿])|确诊|诊断[为患结:：]|感染[了者]|检出|查出|病史|阳性|携带者|艾滋|梅毒|淋病|湿疣|疱疹|性病|[甲乙丙丁戊]肝|型肝炎|结核|三阳|分裂症"
    "|抑郁|癫痫|[HhＨｈ][IiＩｉ][VvＶｖ]|[HhＨｈ][BPCbpcＢＰＣｂｐｃ][VvＶｖ]|AIDS|某[（(因，,]"
)
"""How every illness told of somebody whom nothing else gives away begins or goes on; quick to look for."""
_TERM = re.compile(
    "[炎癌瘤症艾梅淋疱癫抑霍伤痢]|综合征|结核|骨折|感染|阳性|分裂|障碍|湿疣|[甲乙丙丁戊]肝|三阳|高血压|新冠|携带者|[HAIVPBCDS]{3}"
    "|病(?!防治|人员|原体|媒)"
)
"""What every illness has in it."""
_SENTENCE = re.compile(r"[^。\x00]+")


def may_tell_illness(text: str) -> bool:
    """Whether an illness could be told; fast."""
    return _TELLING.search(text) is not None


def illnesses(text: str, named: list[Place], masked: str, *, party_is_person: bool = False) -> list[Place]:
    """Illnesses told of persons: those named at the given places, masked already, or meant by a pronoun."""
    if _TERM.search(text) is None:
        return []
    people = [*named, *(place.span() for place in _SOMEBODY.finditer(text))]
    if party_is_person:
        people += [place.span() for place in _PARTY.finditer(text)]
    if not people and masked not in text:
        return []
    found: list[Place] = []
    for sentence in _SENTENCE.finditer(text):
        start, end = sentence.span()
        if _TERM.search(text, start, end) is None:
            continue
        here = sorted({place for place in people if start <= place[0] < end})
        if here or masked in sentence.group():
            found += (place.span(1) for place in _VERB.finditer(text, start, end))
        if here:
            found += _of_persons(text, here, end)
            found += _by_status(text, here, start, end)
    return found


def _of_persons(text: str, here: list[Place], end: int) -> Iterator[Place]:
    """What stands in the brackets behind a person, directly beside one, or is treated in a patient."""
    treated = False
    for first, last in here:
        if near := _NEAR.match(text, last, end):
            yield near.span(1)
        if bracket := _BRACKET.match(text, last, end):
            yield from (place.span(1) for place in _INSIDE.finditer(text, *bracket.span(1)))
        head = text[max(0, first - 6) : last]
        treated = treated or _PATIENT.search(text, max(0, first - 6), first) is not None or "患者" in head
    if treated:
        yield from (place.span(1) for place in _TREATED.finditer(text, here[0][0], end))


def _by_status(text: str, here: list[Place], start: int, end: int) -> Iterator[Place]:
    """Carriers, infected persons and positive results, with the person close before or right behind."""
    for told in _TOLD_STATUS.finditer(text, start, end):
        first, last = told.span()
        if any(first - _FAR <= place[1] <= first or 0 <= place[0] - last <= 1 for place in here):
            yield first, last
