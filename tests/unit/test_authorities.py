"""Whose acts count as the installation's own (DOMAIN 10)."""

from datetime import date

import pytest

from tasks.contracts.law_tables import load_law
from tasks.law.authorities import Authority, authority_id, is_configured_authority, number_fits_authority

SHIPPED = load_law(None).authorities
DAY = date(2026, 5, 6)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("滨河市卫生健康委员会", "health-commission"),
        ("滨河市海州区卫生健康委", "health-commission"),
        ("滨河市卫生计生综合监督所", "health-supervision"),
        ("滨河市卫生健康综合行政执法支队", "health-supervision"),
        ("滨河市卫生监督所", "health-supervision"),
        ("滨河市疾病预防控制局", "disease-control"),
        ("滨河市中医药管理局", "traditional-medicine"),
        ("滨河市市场监督管理局", None),
        ("滨河市公安局", None),
        ("滨河市卫生健康委员会机关服务中心", None),
        ("", None),
    ],
)
def test_as_shipped_any_health_authority_is_known_by_how_its_name_ends(
    name: str, expected: str | None
) -> None:
    assert authority_id(name, "", DAY, SHIPPED) == expected


def test_names_count_only_while_they_were_in_use() -> None:
    old = "滨河市卫生和计划生育委员会"
    assert is_configured_authority(old, "", date(2016, 3, 1), SHIPPED)
    assert not is_configured_authority(old, "", date(2026, 3, 1), SHIPPED)
    assert not is_configured_authority("滨河市卫生健康委员会", "", date(2016, 3, 1), SHIPPED)


OWN = (
    Authority("commission", "滨河市卫生健康委员会", "主管部门", "三定规定", code="11990000MB0X00001A"),
    Authority("commission", "滨河市卫计委", "曾用名", "三定规定", in_force_to=date(2018, 12, 31)),
    Authority("institute", "滨河市卫生监督所", "监督机构", "三定规定", other_names=("滨河市卫监所",)),
)


def test_an_installation_names_its_own_by_name_code_and_short_name() -> None:
    assert authority_id("滨河市卫生健康委员会", "", DAY, OWN) == "commission"
    assert authority_id("滨河市卫健委（盖章）", "11990000MB0X00001A", DAY, OWN) == "commission"
    assert authority_id("滨河市卫监所", "", DAY, OWN) == "institute"
    assert authority_id("滨河市卫计委", "", date(2018, 1, 2), OWN) == "commission"
    assert authority_id("滨河市卫计委", "", DAY, OWN) is None
    assert authority_id("某县卫生健康委员会", "", DAY, OWN) is None


@pytest.mark.parametrize(
    ("number", "name"),
    [
        ("滨卫罚〔2026〕12号", "滨河市卫生健康委员会"),
        ("滨卫医罚〔2026〕12号", "滨河市卫生监督所"),
        ("滨疾控罚〔2026〕1号", "滨河市疾病预防控制局"),
        ("海环卫罚〔2026〕3号", "海环区卫生健康委员会"),
        ("卫市监罚〔2026〕3号", "卫河市市场监督管理局"),
        ("滨许〔2026〕3号", "滨河市卫生健康委员会"),
        ("滨市监罚〔2026〕3号", "某某中心"),
        ("PDY00123", "滨河市卫生健康委员会"),
        ("", ""),
    ],
)
def test_a_number_that_may_be_the_authoritys_draws_no_warning(number: str, name: str) -> None:
    assert number_fits_authority(number, name)


@pytest.mark.parametrize(
    ("number", "name"),
    [
        ("市场【2019】1号", "滨河市公安局"),
        ("滨市监罚〔2026〕12号", "滨河市卫生健康委员会"),
        ("滨环罚〔2026〕2号", "滨河市卫生健康委员会"),
        ("滨公（治）罚〔2026〕2号", "滨河市卫生健康委员会"),
        ("滨卫罚〔2026〕12号", "滨河市市场监督管理局"),
        ("滨税罚2026年第2号", "滨河市卫生健康委员会"),
    ],
)
def test_a_number_of_another_field_draws_a_warning(number: str, name: str) -> None:
    assert not number_fits_authority(number, name)


def test_a_pattern_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="name_pattern"):
        Authority("a", "b", "c", "d", name_pattern="(")
