"""Published means seen: what counts as published, what replaces it, and what a run with nothing new costs."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import event

from tasks.channels.website import publish_pages
from tasks.deciding import disclose
from tasks.register.schema import publication, receipt
from tasks.register.standing import read_standing
from tests.office import NOW, Office, licence, notice

NUMBER = "滨卫医许〔2026〕35号"


@contextmanager
def lying_server(root: Path, lie: str) -> Iterator[str]:
    """A web server that shows decision pages wrongly and everything else as it is."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = root / "public" / self.path[1:]
            if not path.is_file():
                self.send_error(404)
                return
            body, status = path.read_bytes(), 200
            if self.path.startswith("/decisions/"):
                if lie == "silence":
                    self.close_connection = True
                    return
                status = 500 if lie == "fault" else 200
                body = body.replace(b"</html>", b"<!-- -->\n</html>") if lie == "other bytes" else body
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()


def test_a_decision_is_published_only_after_it_was_read_back_and_the_receipt_is_kept(
    office: Office,
) -> None:
    office.take(licence(NUMBER))
    assert office.state(NUMBER) == "due"
    done = office.publish()
    assert (done.published, done.problems) == (1, ())
    (kept,) = office.rows(sa.select(receipt))
    found = office.publication(NUMBER)
    assert (kept.kind, kept.status, kept.read_from) == ("published", 200, office.site_url)
    assert kept.page_hash == found.page_hash
    assert found.first_published_at == kept.read_at
    status, text = office.read(office.page(NUMBER))
    assert status == 200
    assert NUMBER in text
    assert office.differences() == []
    office.assert_balanced()


@pytest.mark.parametrize("lie", ["other bytes", "fault", "silence"])
def test_a_web_server_that_shows_something_else_leaves_the_decision_due_with_a_problem(
    office: Office, lie: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.take(licence(NUMBER))
    with lying_server(office.home / "site", lie) as url:
        monkeypatch.setenv("GONGSHI_SITE_URL", url)
        done = office.publish()
    found = office.publication(NUMBER)
    assert (done.published, found.state, found.to_do) == (0, "due", "publish")
    assert found.last_problem
    assert any(NUMBER in problem for problem in done.problems)
    assert office.rows(sa.select(receipt)) == []
    office.assert_balanced()
    monkeypatch.setenv("GONGSHI_SITE_URL", office.site_url)
    assert office.publish().published == 1
    assert office.differences() == []


def test_no_web_server_at_all_leaves_everything_due_and_the_next_run_publishes(
    sqlite_office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = sqlite_office
    office.take(licence(NUMBER))
    monkeypatch.setenv("GONGSHI_SITE_URL", "http://127.0.0.1:9")
    done = office.publish()
    assert done.published == 0
    assert done.problems
    monkeypatch.setenv("GONGSHI_SITE_URL", office.site_url)
    assert office.publish().published == 1
    assert office.differences() == []


def test_a_page_written_but_never_read_back_is_removed_when_it_must_wait_after_all(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.take(licence(NUMBER))
    with lying_server(office.home / "site", "fault") as url:
        monkeypatch.setenv("GONGSHI_SITE_URL", url)
        office.publish()
    monkeypatch.setenv("GONGSHI_SITE_URL", office.site_url)
    assert office.read(office.page(NUMBER))[0] == 200
    disclose(NUMBER, "不予公示", None, "", "处长甲", "涉及商业秘密", "《政府信息公开条例》第十五条")
    office.publish()
    assert office.state(NUMBER) == "exempt"
    assert office.read(office.page(NUMBER))[0] == 404
    assert office.differences() == []
    disclose(NUMBER, "公示", None, "", "处长甲", "同意公开", "《政府信息公开条例》第十五条")
    office.publish()
    assert office.state(NUMBER) == "published"
    assert office.differences() == []
    office.assert_balanced()


def test_a_decision_is_overdue_from_24_hours_shanghai_of_its_due_day(office: Office) -> None:
    office.take(licence(NUMBER))
    due_on = office.publication(NUMBER).due_on
    midnight = datetime.fromisoformat(f"{due_on}T16:00:00+00:00")
    with office.open() as here:
        before = read_standing(here.register, midnight.replace(hour=15, minute=59), NOW.date())
        after = read_standing(here.register, midnight, NOW.date())
    assert (before.clocks.overdue, after.clocks.overdue) == (0, 1)


def test_a_rejected_decision_keeps_its_clock(office: Office) -> None:
    office.take(licence(""))
    with office.open() as here:
        standing = read_standing(here.register, datetime(2027, 3, 1, tzinfo=UTC), NOW.date())
    assert standing.clocks.overdue == 1


def test_a_corrected_version_replaces_the_page_at_the_same_address_and_the_old_text_is_gone(
    office: Office,
) -> None:
    office.take(licence(NUMBER))
    office.publish()
    before, since = office.page(NUMBER), office.publication(NUMBER).first_published_at
    office.take(licence(NUMBER, 许可内容="准予医疗机构变更登记，诊疗科目：内科"))
    assert office.publish().published == 1
    assert office.page(NUMBER) == before
    assert office.publication(NUMBER).first_published_at == since
    assert office.where_public("诊疗科目：口腔科") == []
    assert len(office.where_public("诊疗科目：内科")) >= 3
    assert [row.kind for row in office.rows(sa.select(receipt.c.kind))] == ["published"] * 2
    assert office.differences() == []
    office.assert_balanced()


def test_a_version_changed_and_changed_back_before_publishing_shows_what_stands(office: Office) -> None:
    first, second = licence(NUMBER), licence(NUMBER, 许可内容="准予变更登记")
    office.take(first)
    office.publish()
    office.take(second)
    office.take(first)
    assert office.publish().published == 0
    assert office.where_public("准予变更登记") == []
    office.take(second)
    assert office.publish().published == 1
    assert office.where_public("准予变更登记")
    assert office.differences() == []


def test_a_decision_whose_month_was_corrected_moves_to_the_other_list(office: Office) -> None:
    office.take(licence(NUMBER, 许可决定日期="2026-10-28"))
    office.publish()
    page_id = office.publication(NUMBER).page_id
    assert "/lists/licences/2026-10/1.html" in office.where_public(page_id)
    office.take(licence(NUMBER, 许可决定日期="2026-11-18"))
    office.publish()
    shown = office.where_public(page_id)
    assert "/lists/licences/2026-11/1.html" in shown
    assert not [path for path in shown if "2026-10" in path]
    assert office.differences() == []
    office.assert_balanced()


def test_what_was_decided_while_pages_were_read_back_is_not_overwritten(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.take(licence(NUMBER))
    settle = publish_pages.settle_pages

    def after_a_notice(*given: Any) -> int:
        office.take(notice(NUMBER))
        office.withdraw_without_site()
        return settle(*given)

    monkeypatch.setattr(publish_pages, "settle_pages", after_a_notice)
    assert office.publish().published == 0
    office.assert_balanced()
    office.withdraw()
    assert office.state(NUMBER) == "withdrawn"
    assert office.read(office.page(NUMBER))[0] == 410
    assert office.differences() == []
    office.assert_balanced()


def count_of_a_run(office: Office, monkeypatch: pytest.MonkeyPatch) -> tuple[int, list[str]]:
    """Statements of a publish run with nothing new, and the files it wrote."""
    statements: list[str] = []

    def note(_c: object, _cur: object, statement: str, *_rest: object) -> None:
        statements.append(statement)

    tree = office.home / "site"
    before = {path: path.stat().st_mtime_ns for path in tree.rglob("*") if path.is_file()}
    event.listen(sa.Engine, "before_cursor_execute", note)
    try:
        office.publish()
        office.withdraw()
    finally:
        event.remove(sa.Engine, "before_cursor_execute", note)
    after = {path: path.stat().st_mtime_ns for path in tree.rglob("*") if path.is_file()}
    changed = sorted(
        str(path) for path in after.keys() | before.keys() if after.get(path) != before.get(path)
    )
    return len(statements), changed


def test_a_run_with_nothing_new_costs_the_same_at_any_size_and_writes_nothing(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.take(*(licence(f"滨卫医许〔2026〕{n}号") for n in range(1, 6)))
    office.publish()
    few, changed = count_of_a_run(office, monkeypatch)
    assert changed == []
    office.take(*(licence(f"滨卫医许〔2026〕{n}号") for n in range(6, 306)))
    office.publish()
    many, changed = count_of_a_run(office, monkeypatch)
    assert changed == []
    assert few == many
    assert len(office.rows(sa.select(publication.c.id).where(publication.c.state == "published"))) == 305
