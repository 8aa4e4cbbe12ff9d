"""Minors, operators of sole traders, the sick, and those named in passing are nowhere to be read (G14; promise 3)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tasks.contracts.tables_privacy import load_privacy
from tasks.law.acts import ActType
from tasks.law.decision import Decision
from tasks.law.edition import Edition, canonical_json
from tasks.law.identifiers import citizen_id_with_check, uscc_with_check
from tasks.law.redaction import private_values, public_edition
from tasks.law.scan import edition_leaks

POLICY = load_privacy(None).redaction_policy
TODAY = date(2026, 11, 23)
SHOP = Decision(
    ActType.PENALTY,
    document_number="滨卫公罚〔2026〕12号",
    decided_on=date(2026, 5, 6),
    authority_name="滨河市卫生健康委员会",
    party_name="滨河市云裳文身工作室",
    party_kind="法人及非法人组织",
    party_uscc=uscc_with_check("91120103MA0000001"),
    legal_representative="明若涵",
    violation_facts="未办理公共场所卫生许可证。",
    penalty_kinds="警告",
    penalty_content="警告",
)
TRADER = replace(
    SHOP,
    party_name="某区好再来理发店（周福明）",
    party_kind="个体工商户",
    party_uscc=uscc_with_check("92120103MA0000001"),
    legal_representative="周福明",
)


def edition_of(decision: Decision, **changed: str) -> Edition:
    return public_edition(replace(decision, **changed), POLICY, TODAY)


def facts(text: str, decision: Decision = SHOP) -> str:
    return edition_of(decision, violation_facts=text).fields["违法事实"]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (
            "该单位为未成年人刘小花（2015年3月出生，就读于某市实验小学，法定监护人刘大海）文身",
            "该单位为未成年人刘某甲（已隐去，就读于（已隐去），法定监护人刘某乙）文身",
        ),
        (
            "为未成年人刘小花(女，2012年5月6日生，系滨河市第三中学学生)文身",
            "为未成年人刘某(女，（已隐去），系（已隐去）学生)文身",
        ),
        ("学生赵子轩（13岁，就读于育才小学三年级2班）", "学生赵某（13岁，就读于（已隐去））"),
        ("为一名13岁女孩刘小花文身", "为一名13岁女孩刘某文身"),
        ("为16岁少年王浩然文身，王浩然出生于2010年3月", "为16岁少年王某文身，王某出生于（已隐去）"),
        ("向马春财（15岁）提供文身服务", "向马某（15岁）提供文身服务"),
        ("为李某某（2013年出生）文身", "为李某某（已隐去）文身"),
        ("2014年3月2日出生于滨河市的女孩刘小花", "（已隐去）出生于滨河市的女孩刘某"),
    ],
)
def test_minors_their_guardians_birth_and_school_are_hidden(text: str, shown: str) -> None:
    assert facts(text) == shown


@pytest.mark.parametrize("text", ["为未成年人小花文身", "为就读于滨河市实验小学的小花文身"])
def test_a_minor_whose_name_may_still_stand_there_waits(text: str) -> None:
    assert "minor-not-masked" in {doubt.code for doubt in edition_of(SHOP, violation_facts=text).doubts}


@pytest.mark.parametrize(
    "text",
    [
        "依据《中华人民共和国未成年人保护法》，不得向未成年人提供文身服务，未成年人文身、未成年人成长",
        "滨河市第三中学为学生提供的二次供水未检测，学生、教师共300人，学生宿舍未消毒",
        "学生、儿童健康体检，6岁以下儿童，65岁以上老年人",
        "经查，杨某于2026年8月6日前租用该房屋，2026年3月生产的消毒剂，出生医学证明未签发",
        "2026年3月出生新生儿30例未登记",
    ],
)
def test_schools_days_and_rules_about_minors_stay_readable(text: str) -> None:
    edition = edition_of(SHOP, violation_facts=text)
    assert edition.fields["违法事实"] == text
    assert not edition.doubts


@pytest.mark.parametrize("operator", ["周福明", "", "李长贵"])
@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("某区好再来理发店（周福明）", "某区好再来理发店（周某）"),
        ("某区好再来理发店(周福明)", "某区好再来理发店(周某)"),
        ("某区好再来理发店（经营者：周福明）", "某区好再来理发店（经营者：周某）"),
    ],
)
def test_operator_in_brackets_behind_the_business_name_is_masked(
    operator: str, name: str, shown: str
) -> None:
    decision = replace(
        TRADER, party_name=name, legal_representative=operator, violation_facts=f"{name}未办证，周福明签字。"
    )
    edition = edition_of(decision)
    assert edition.fields["执法对象"] == shown
    assert edition.fields["执法对象代码"] == TRADER.party_uscc
    assert "福明" not in canonical_json(edition).decode()
    assert not edition.doubts
    assert not edition_leaks(edition, private_values(decision, POLICY))


@pytest.mark.parametrize(
    "name", ["好再来理发店（海州店）", "好再来理发店（个体工商户）", "好再来（滨河）理发店"]
)
def test_brackets_without_a_persons_name_stay(name: str) -> None:
    assert edition_of(TRADER, party_name=name).fields["执法对象"] == name


@pytest.mark.parametrize(
    ("text", "illness"),
    [
        ("患者孙某（女，34岁，患梅毒）就诊", "梅毒"),
        ("李某患高血压，未登记", "高血压"),
        ("患者王小丽（HIV感染者）就诊", "HIV"),
        ("患者王小丽（hiv感染者）就诊", "hiv"),
        ("其系乙肝病毒携带者，仍从事直接为顾客服务的工作", "乙肝"),
        ("从业人员何春英（乙肝表面抗原阳性）正在理发", "乙肝"),
        ("从业人员何春英乙肝两对半检测结果为阳性", "阳性"),
        ("患者王芳的乙肝、丙肝检测报告", "丙肝"),
        ("患者刘某因患2型糖尿病、冠心病到该诊所就诊", "冠心病"),
        ("患者孙玉兰（诊断：急性阑尾炎）", "阑尾炎"),
        ("为患者李秀英治疗牙周炎", "牙周炎"),
        ("张某有癫痫病史", "癫痫"),
        ("患者张丽系精神分裂症患者", "精神分裂"),
    ],
)
def test_illness_of_a_natural_person_is_hidden(text: str, illness: str) -> None:
    shown = facts(text)
    assert illness not in shown
    assert "健康状况已隐去" in shown


@pytest.mark.parametrize(
    "text",
    [
        "传染病防治工作由滨河市结核病防治所负责，依据《传染病防治法》第五十二条，艾滋病检测实验室未备案",
        "法定代表人明若涵称，该院结核病防治工作、乙肝疫苗接种记录不全，艾滋病检测实验室无资质",
        "医师李某未在24小时内报告梅毒病例3例，肺结核疫情未登记",
        "安排患有有碍公众健康疾病的人员从事直接为顾客服务的工作，该店王某签字",
        "护士王某将感染性废物混入生活垃圾，感染性疾病科未设置，精神障碍诊疗未登记",
    ],
)
def test_what_institutions_do_about_illnesses_stays_readable(text: str) -> None:
    assert facts(text) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("从业人员何春英正在为顾客理发", "从业人员何某正在为顾客理发"),
        ("从业人员韩国梅正在为顾客服务", "从业人员韩某正在为顾客服务"),
        ("聘用的马春财未取得医师资格", "聘用的马某未取得医师资格"),
        ("证人施长梅证实该店营业", "证人施某证实该店营业"),
        ("投诉人鲍玉兰通过信件投诉", "投诉人鲍某通过信件投诉"),
        ("患者王芳怀孕12周", "患者王某怀孕12周"),
        (
            f"陪同检查人员韩国军（身份证号{citizen_id_with_check('12010319900307775')}）在场",
            "陪同检查人员韩某（身份证号（已隐去））在场",
        ),
        ("陪同检查人员韩国籍，从业人员江苏人", "陪同检查人员韩国籍，从业人员江苏人"),
    ],
)
def test_persons_named_in_passing_are_hidden(text: str, shown: str) -> None:
    assert facts(text) == shown
