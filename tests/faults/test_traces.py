"""`gongshi verify` finds every place of the website that still shows a withdrawn decision (promise 4)."""

from __future__ import annotations

from pathlib import Path

import pytest

from tasks.channels.website.traces import Trace, find_traces
from tasks.websites import open_website
from tests.office import Office, licence, notice, penalty

REVOKED, REPAIRED, STANDING = "滨卫医许〔2026〕35号", "滨卫医许〔2026〕36号", "滨卫医许〔2026〕37号"
ODD = "许可/2026第8\"'丙号"


def traces(office: Office) -> list[Trace]:
    with office.open() as here, open_website(here) as website:
        return find_traces(here.register, website)


@pytest.fixture
def ended(sqlite_office: Office) -> Office:
    office = sqlite_office
    office.take(*(licence(number) for number in (REVOKED, REPAIRED, STANDING, ODD)))
    office.publish()
    assert traces(office) == [], "nothing has ended yet"
    office.take(
        notice(REVOKED, 撤下原因="变更", 变更后文书号=STANDING),
        notice(REPAIRED, 撤下原因="信用修复"),
        notice(ODD, 撤下原因="信用修复"),
    )
    office.withdraw()
    assert {office.state(number) for number in (REVOKED, REPAIRED, ODD)} == {"withdrawn"}
    return office


def public(office: Office, path: str) -> Path:
    return office.home / "site" / "public" / path.lstrip("/")


def test_a_site_that_took_everything_down_shows_no_trace(ended: Office) -> None:
    assert REVOKED in public(ended, "/withdrawals/2026.html").read_text()
    assert REVOKED in ended.read(ended.page(STANDING))[1], "the successor leads back to what it replaced"
    assert traces(ended) == []


@pytest.mark.parametrize("number", [REVOKED, REPAIRED, ODD])
@pytest.mark.parametrize(
    ("path", "written"),
    [
        ("/lists/index.html", "<p>{number}</p>"),
        ("/downloads/old.csv", '"网址","{number}"'),
        ("/downloads/old.json", '{{"decisions": [{{"page": "https://x/decisions/aa/{page_id}.html"}}]}}'),
        ("/sitemaps/old.xml", "<loc>https://x/decisions/aa/{page_id}.html</loc>"),
        ("/feed.xml", "<entry><title>{number}</title></entry>"),
    ],
)
def test_every_file_that_names_a_withdrawn_decision_is_found(
    ended: Office, number: str, path: str, written: str
) -> None:
    page_id = ended.publication(number).page_id
    target = public(ended, path)
    text = written.format(number=number, page_id=page_id)
    target.write_text((target.read_text() if target.exists() else "") + text, encoding="utf-8")
    found = traces(ended)
    assert [(one.path, one.document_number) for one in found] == [(path, number)]
    assert "仍显示已撤下的决定" in found[0].problem


def test_a_silent_page_that_was_made_to_tell_and_a_list_of_withdrawals_that_names_it_are_found(
    ended: Office,
) -> None:
    page = ended.page(REPAIRED)
    gone = ended.home / "site" / "gone" / page.lstrip("/")
    gone.write_text(f"<p>{REPAIRED}</p>", encoding="utf-8")
    public(ended, "/withdrawals/2026.html").write_text(f"<p>{REPAIRED}</p>", encoding="utf-8")
    assert {one.path for one in traces(ended)} == {page, "/withdrawals/2026.html"}


def test_a_number_that_a_standing_decision_has_or_names_is_no_trace(ended: Office) -> None:
    ended.take(licence("滨卫医许〔2026〕38号", 许可内容=f"准予变更登记，原决定{REPAIRED}"))
    ended.take(penalty(REPAIRED))
    ended.publish()
    assert ended.where_public(REPAIRED)
    assert traces(ended) == []


def test_a_longer_number_is_another_number(ended: Office) -> None:
    public(ended, "/about.html").write_text("滨卫医许〔2026〕361号；滨卫医许〔2026〕3号", encoding="utf-8")
    assert traces(ended) == []
