"""A real HTTP server that misbehaves in every way seen in practice, and the puller that copes or says why."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from tasks.sources.comparison import compare_keys
from tasks.sources.pull import pull
from tasks.sources.pulled import Pulled, SourceFailure
from tasks.sources.row_texts import row_hashes
from tasks.sources.settings import ApiSettings
from tasks.sources.source import Source, SourceKind

NOW = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
Fault = Callable[["Answering"], None]


class Answering(BaseHTTPRequestHandler):
    """Answers pages of the office's records, unless a fault is next in line."""

    protocol_version = "HTTP/1.1"
    office: Office

    def do_GET(self) -> None:
        self.office.asked.append({k: v[0] for k, v in parse_qs(urlsplit(self.path).query).items()})
        self.office.tokens.append(self.headers.get("Authorization", ""))
        fault = self.office.faults.pop(0) if self.office.faults else self.office.always
        if fault:
            fault(self)
        else:
            self.reply(self.office.page(self.office.asked[-1]))

    def reply(self, document: Any, **headers: str) -> None:
        self.send(200, json.dumps(document).encode(), **headers)

    def send(
        self, status: int, body: bytes, kind: str = "application/json; charset=utf-8", **headers: str
    ) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", headers.pop("length", str(len(body))))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Quiet."""


class Office:
    """A business system with an interface."""

    def __init__(self) -> None:
        self.records: list[dict[str, Any]] = []
        self.faults: list[Fault | None] = []
        self.always: Fault | None = None
        self.asked: list[dict[str, str]] = []
        self.tokens: list[str] = []
        self.with_total = True
        handler = type("Handler", (Answering,), {"office": self})
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}/cases"

    def put(self, *ids: int, stamp: str = "2026-11-02 08:00:00", fact: str = "某事") -> None:
        self.records = [r for r in self.records if r["id"] not in ids]
        self.records += [
            {"id": i, "updated": stamp, "decision": {"CF_WSH": f"{i}号", "CF_NR_FK": 0.2, "CF_SY": fact}}
            for i in ids
        ]

    def page(self, asked: dict[str, str]) -> dict[str, Any]:
        found = [r for r in self.records if r["updated"] >= asked.get("since", "")]
        size, number = int(asked["pageSize"]), int(asked["page"])
        document: dict[str, Any] = {"data": {"records": found[(number - 1) * size : number * size]}}
        if self.with_total:
            document["data"]["total"] = len(found)
        return document

    def source(self, **settings: Any) -> Source:
        given = {
            "server": "一网通办",
            "type": "api",
            "location": self.address,
            "tokenVariable": "OFFICE_TOKEN",
            "keyColumn": "id",
            "stampColumn": "updated",
            "recordsPath": "data.records",
            "totalPath": "data.total",
            "fieldsPath": "decision",
            "pageSize": 10,
            "backoff": 0.01,
            "timeout": 0.5,
            "patience": 5,
        }
        checked = ApiSettings.model_validate(given | settings)
        return Source("一网通办", "penalty_decision", SourceKind.API, checked)


@pytest.fixture
def office(monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    monkeypatch.setenv("OFFICE_TOKEN", "synthetic-token")
    office = Office()
    yield office
    office.server.shutdown()
    office.server.server_close()


def keys(batches: list[Pulled]) -> list[str]:
    return [key for pulled in batches for key in pulled.keys or []]


def pulled_all(office: Office, cursor: str | None = None, **settings: Any) -> list[Pulled]:
    return list(pull(office.source(**settings), cursor, NOW))


def failure_of(office: Office, **settings: Any) -> str:
    with pytest.raises(SourceFailure) as failure:
        pulled_all(office, **settings)
    assert "一网通办" in failure.value.finding.message
    assert failure.value.finding.mending
    assert "synthetic-token" not in str(failure.value.finding)
    return failure.value.finding.code


def test_all_pages_are_read_with_the_token(office: Office) -> None:
    office.put(*range(25))
    (pulled,) = pulled_all(office)
    assert pulled.keys == [str(i) for i in range(25)]
    assert list(pulled.rows.columns) == ["CF_WSH", "CF_NR_FK", "CF_SY"]
    assert pulled.rows.iloc[3].tolist() == ["3号", "0.2", "某事"]
    assert pulled.origin == office.address
    assert set(office.tokens) == {"Bearer synthetic-token"}
    assert len(office.asked) == 3


def test_without_a_total_pages_are_read_until_an_empty_one(office: Office) -> None:
    office.with_total = False
    office.put(*range(25))
    assert len(keys(pulled_all(office, totalPath=""))) == 25
    assert len(office.asked) == 4


def test_an_interface_with_smaller_pages_than_asked_loses_nothing(office: Office) -> None:
    office.put(*range(25))
    assert len(keys(pulled_all(office, pageSize=1000, totalPath=""))) == 25


def test_a_second_pull_asks_from_the_overlap_on_until_it_is_past(office: Office) -> None:
    office.put(1)
    first = pulled_all(office)
    office.put(2, stamp="2026-11-02 09:00:00")
    office.asked.clear()
    second = pulled_all(office, first[-1].cursor_after)
    assert office.asked[0]["since"] == "2026-11-02 07:50:00"
    assert keys(second) == ["1", "2"]
    later = list(pull(office.source(), second[-1].cursor_after, NOW + timedelta(hours=1)))
    list(pull(office.source(), later[-1].cursor_after, NOW + timedelta(hours=2)))
    assert office.asked[-1]["since"] == "2026-11-02 09:00:00"


def test_the_cursor_moves_with_the_last_batch_only(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tasks.sources.rest.BATCH_ROWS", 10)
    office.put(*range(15), stamp="2026-11-03 08:00:00")
    office.put(*range(15, 25))
    batches = pulled_all(office)
    assert [len(pulled.rows) for pulled in batches] == [10, 10, 5]
    assert [pulled.cursor_after is None for pulled in batches] == [True, True, False]
    assert "2026-11-03 08:00:00" in str(batches[-1].cursor_after)


def server_error(answering: Answering) -> None:
    answering.send(500, b"<h1>oops</h1>", "text/html")


def silence(answering: Answering) -> None:
    time.sleep(1)
    answering.close_connection = True


def hang_up(answering: Answering) -> None:
    answering.connection.shutdown(socket.SHUT_RDWR)
    answering.close_connection = True


def half_a_body(answering: Answering) -> None:
    answering.send(200, b'{"data": {"rec', length="500")
    answering.close_connection = True


def half_a_document(answering: Answering) -> None:
    answering.send(200, b'{"data": {"records": [{"id"')


def too_many(answering: Answering) -> None:
    answering.send(429, b"{}", Retry_After="0")


def gateway(answering: Answering) -> None:
    answering.send(503, b"", Retry_After=format_datetime(datetime.now(UTC), usegmt=True))


PASSING = [server_error, silence, hang_up, half_a_body, half_a_document, too_many, gateway]


@pytest.mark.parametrize("fault", PASSING, ids=lambda fault: fault.__name__)
def test_trouble_that_passes_is_waited_out(office: Office, fault: Fault) -> None:
    office.put(*range(25))
    office.faults = [None, fault, fault]
    assert len(keys(pulled_all(office))) == 25


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (server_error, "api-error"),
        (silence, "api-timeout"),
        (hang_up, "api-unreachable"),
        (half_a_body, "api-unreachable"),
        (half_a_document, "api-not-json"),
        (too_many, "api-error"),
    ],
    ids=lambda value: getattr(value, "__name__", value),
)
def test_trouble_that_stays_is_told_after_bounded_attempts(office: Office, fault: Fault, code: str) -> None:
    office.always = fault
    assert failure_of(office, attempts=3) == code
    assert len(office.asked) == 3


def test_the_wait_a_server_asks_for_is_honoured(office: Office) -> None:
    office.faults = [lambda answering: answering.send(503, b"", Retry_After="1")]
    started = time.monotonic()
    pulled_all(office)
    assert time.monotonic() - started >= 1


def test_a_wait_beyond_all_patience_is_not_begun(office: Office) -> None:
    office.always = lambda answering: answering.send(503, b"", Retry_After="86400")
    started = time.monotonic()
    assert failure_of(office) == "api-error"
    assert time.monotonic() - started < 3


def test_a_body_that_trickles_is_given_up(office: Office) -> None:
    def trickle(answering: Answering) -> None:
        answering.send(200, b"", length="1000000")
        for _ in range(40):
            answering.wfile.write(b" " * 70_000)
            time.sleep(0.1)

    office.always = trickle
    started = time.monotonic()
    assert failure_of(office, patience=0.5) == "api-timeout"
    assert time.monotonic() - started < 3


@pytest.mark.parametrize(
    ("status", "body", "kind", "code"),
    [
        (401, b"{}", "application/json", "api-refused"),
        (403, b"{}", "application/json", "api-refused"),
        (404, b"{}", "application/json", "api-error"),
        (200, b"<html>login</html>", "text/html", "api-not-json"),
        (200, b'{"error": "maintenance"}', "application/json", "api-unexpected"),
        (200, b'{"data": {"records": [1, 2]}}', "application/json", "api-unexpected"),
        (200, b'{"data": {"records": [], "total": 7}}', "application/json", "api-incomplete"),
    ],
)
def test_what_will_not_pass_is_told_at_once(
    office: Office, status: int, body: bytes, kind: str, code: str
) -> None:
    office.always = lambda answering: answering.send(status, body, kind)
    assert failure_of(office) == code
    assert len(office.asked) == 1


def test_an_interface_that_ignores_the_page_is_found_out(office: Office) -> None:
    office.put(*range(10))
    office.always = lambda answering: answering.reply(office.page({"page": "1", "pageSize": "10"}))
    assert failure_of(office, totalPath="") == "api-repeats"
    assert len(office.asked) == 2


def test_an_interface_that_repeats_its_last_page_is_read_to_the_end(office: Office) -> None:
    office.put(*range(25))

    def clamped(answering: Answering) -> None:
        number = min(int(office.asked[-1]["page"]), 3)
        answering.reply(office.page({"page": str(number), "pageSize": "10"}))

    office.always = clamped
    assert len(keys(pulled_all(office, totalPath=""))) == 25


def test_pages_without_end_are_stopped(office: Office) -> None:
    def endless(answering: Answering) -> None:
        number = len(office.asked)
        answering.reply({"data": {"records": [{"id": number, "updated": "2026-11-02 08:00:00"}]}})

    office.always = endless
    assert failure_of(office, totalPath="", maxPages=20) == "api-endless"
    assert len(office.asked) == 20


def test_a_record_on_two_pages_comes_twice_and_ends_nothing(office: Office) -> None:
    office.put(*range(15))
    office.records.insert(10, office.records[9])
    assert len(keys(pulled_all(office, totalPath=""))) == 16


def test_the_token_goes_to_no_other_host(office: Office) -> None:
    elsewhere = Office()
    office.always = lambda answering: answering.send(302, b"", Location=elsewhere.address)
    assert failure_of(office) == "api-redirected"
    assert elsewhere.asked == []
    elsewhere.server.shutdown()
    elsewhere.server.server_close()


def test_a_redirect_within_the_host_is_followed(office: Office) -> None:
    office.put(1)
    target = "/moved?page=1&pageSize=10"
    office.faults = [lambda answering: answering.send(307, b"", Location=target)]
    assert keys(pulled_all(office)) == ["1"]
    office.always = lambda answering: answering.send(307, b"", Location=target)
    assert failure_of(office) == "api-redirected"


def test_a_proxy_of_the_environment_is_not_used(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    office.put(1)
    assert keys(pulled_all(office)) == ["1"]


def test_a_missing_token_is_named(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OFFICE_TOKEN")
    with pytest.raises(SourceFailure) as failure:
        pulled_all(office)
    assert failure.value.finding.field == "OFFICE_TOKEN"
    assert office.asked == []


def test_a_server_that_is_down_is_told(office: Office) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    assert failure_of(office, location=f"http://127.0.0.1:{port}/", attempts=2) == "api-unreachable"


def test_records_without_key_or_stamp_leave_a_warning(office: Office) -> None:
    office.put(1, 2)
    office.records.append({"decision": {"CF_WSH": "3号"}, "updated": "2026-11-02 08:00:00"})
    office.with_total = False
    (pulled,) = pulled_all(office)
    assert pulled.keys == ["1", "2", ""]
    assert [f.code for f in pulled.findings] == ["key-missing"]


def test_the_full_comparison_works_over_an_interface(office: Office) -> None:
    office.put(*range(1, 25))
    known = {
        key: row
        for pulled in pulled_all(office)
        for key, row in zip(pulled.keys or [], row_hashes(pulled.rows), strict=True)
    }
    office.put(99, stamp="2026-10-01 08:00:00")
    office.put(5, fact="另一事")
    office.records = [r for r in office.records if r["id"] != 3]
    comparison = compare_keys(office.source(), known)
    assert (comparison.unseen, comparison.changed) == (frozenset({"99"}), frozenset({"5"}))
    assert comparison.vanished == ("3",)
    assert sorted(keys(list(comparison.late()))) == ["5", "99"]
    office.records = []
    stopped = compare_keys(office.source(), known).stopped
    assert stopped is not None
    assert stopped.code == "source-below-floor"
