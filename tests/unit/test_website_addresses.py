"""Addresses are permanent and opaque, and one decision touches a handful of files at any size."""

import pytest

from tasks.channels.website import addresses
from tasks.channels.website.addresses import Part
from tasks.law.acts import ActType

PAGE = "ab3cd4ef5gh6jk7m"


def test_decision_stands_under_its_own_opaque_number() -> None:
    assert addresses.decision_page(PAGE) == f"/decisions/ab/{PAGE}.html"


@pytest.mark.parametrize(
    "wrong", ["", "short", "../../../../etc/x", "AB3CD4EF5GH6JK7M", "ab3cd4ef5gh6jk7/", "a" * 27]
)
def test_only_page_ids_make_addresses(wrong: str) -> None:
    with pytest.raises(ValueError):
        addresses.decision_page(wrong)


def test_lists_are_numbered_from_the_oldest_in_fifties() -> None:
    assert [addresses.list_number(ordinal) for ordinal in (0, 49, 50, 99, 100)] == [1, 1, 2, 2, 3]
    assert [*addresses.list_ordinals(2)] == [*range(50, 100)]
    assert addresses.list_page(Part("penalties", "2026-03"), 2) == "/lists/penalties/2026-03/2.html"


def test_downloads_and_sitemaps_hold_a_thousand_by_the_same_ordinals() -> None:
    assert [addresses.block_number(ordinal) for ordinal in (0, 999, 1000)] == [1, 1, 2]
    assert [*addresses.block_ordinals(3)] == [*range(2000, 3000)]
    part = Part("penalties", "2026-03")
    assert addresses.download(part, 1, "csv") == "/downloads/penalties/2026-03-1.csv"
    assert addresses.sitemap(part, 1) == "/sitemaps/penalties-2026-03-1.xml"


def test_part_and_its_key_name_each_other() -> None:
    for part in (
        addresses.act_part(ActType.PENALTY, "2026-03-04"),
        addresses.office_part("综合监督处", "2026-03-04"),
    ):
        assert addresses.part_from_key(part.key) == part
        assert len(part.key) <= 60
    assert addresses.act_part(ActType.PENALTY, "2026-03-04").key == "penalties/2026-03"


def test_office_has_a_stable_opaque_address_that_is_not_an_act_type() -> None:
    part = addresses.office_part("综合监督处", "2026-03-04")
    assert part.of_office
    assert part.slug == addresses.office_slug("综合监督处") != addresses.office_slug("政务服务处")
    assert addresses.list_page(part, 1).startswith(f"/offices/{part.slug}/2026-03/")
    assert part.slug.isascii()


@pytest.mark.parametrize("ordinal", [7, 999_999])
def test_one_decision_touches_a_handful_of_files_however_many_there_are(ordinal: int) -> None:
    touched = addresses.parts_of(PAGE, ActType.PENALTY, "2026-03-04", "综合监督处", (ordinal, ordinal))
    assert len(touched) == len(set(touched)) <= 20
    number = addresses.block_number(ordinal)
    assert addresses.download(Part("penalties", "2026-03"), number, "csv") in touched


def test_first_decision_of_a_list_page_also_touches_the_one_before_which_links_to_it() -> None:
    part = Part("penalties", "2026-03")
    assert addresses.lists_touched(part, 0) == ("/lists/penalties/2026-03/1.html",)
    assert addresses.lists_touched(part, 50) == (
        "/lists/penalties/2026-03/1.html",
        "/lists/penalties/2026-03/2.html",
    )
    assert addresses.lists_touched(part, 51) == ("/lists/penalties/2026-03/2.html",)
