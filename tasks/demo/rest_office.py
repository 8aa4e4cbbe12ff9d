"""The supervision system's HTTP interface: paged JSON with a bearer token, misbehaving as such systems do."""

from __future__ import annotations

import hmac
import json
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tasks.contracts.contract import load_contract
from tasks.demo.chance import Chance
from tasks.demo.records import COERCION, INSPECTION, Record
from tasks.law.shanghai import SHANGHAI

PATHS = {INSPECTION: "/inspections", COERCION: "/coercions"}
"""Address of each contract's records."""

KEY_FIELD, STAMP_FIELD = "记录编号", "更新时间"
SLOW_SECONDS = 1.0
"""How long the slowest answer takes."""

_REFUSALS = {"unavailable": (503, "1"), "busy": (503, "0"), "server_error": (500, "")}
_FAULTS = (*_REFUSALS, "truncated", "slow")


class RestOffice:
    """What the interface serves, and the faults it has still to show; safe to use from its many threads."""

    def __init__(self, records: Iterable[Record], token: str, seed: int) -> None:
        self._token = token
        self._lock = threading.Lock()
        self._records: dict[str, dict[str, Record]] = {contract: {} for contract in PATHS}
        self._chance = Chance(seed, "rest")
        self._faults: dict[tuple[str, int], list[str]] = {}
        self.faults_served: Counter[str] = Counter()
        self.base_url = ""
        self.put(records)
        self._plan_faults()

    def put(self, records: Iterable[Record]) -> int:
        """Take in new records and later versions; how many."""
        count = 0
        with self._lock:
            for record in records:
                self._records[record.contract][record.key] = record
                count += 1
        return count

    def allows(self, header: str) -> bool:
        """Whether a request carries the token."""
        return hmac.compare_digest(header, f"Bearer {self._token}")

    def next_fault(self, path: str, page: int) -> str:
        """The fault with which this request is answered, "" for none; every page answers in the end."""
        with self._lock:
            waiting = self._faults.get((path, page))
            if not waiting:
                return ""
            fault = waiting.pop(0)
            self.faults_served[fault] += 1
            return fault

    def page(self, contract: str, since: datetime | None, page: int, size: int) -> dict[str, Any]:
        """One page of records in the order of their stamps; a page may repeat the last record of the one before."""
        with self._lock:
            rows = sorted(self._records[contract].values(), key=lambda record: (record.stamp, record.key))
        if since:
            rows = [row for row in rows if row.stamp >= since]
        start = (page - 1) * size
        shown = rows[start : start + size]
        if page > 1 and page % 2 == 0 and shown:
            shown = [rows[start - 1], *shown]
            with self._lock:
                self.faults_served["repeated_record"] += 1
        more = start + size < len(rows)
        return {
            "records": [_served(row) for row in shown],
            "next_page": page + 1 if more else None,
            "total": len(rows),
        }

    def _plan_faults(self) -> None:
        faults = self._chance.sample(_FAULTS, len(_FAULTS))
        pages = [(PATHS[INSPECTION], number) for number in (1, 2, 3)]
        pages += [(PATHS[COERCION], 1), (PATHS[INSPECTION], 1)]
        for page, fault in zip(pages, faults, strict=True):
            self._faults.setdefault(page, []).append(fault)


@contextmanager
def running_rest_office(records: Iterable[Record], token: str, seed: int) -> Iterator[RestOffice]:
    """A running interface on a free port of this machine; its address is `base_url`."""
    office = RestOffice(records, token, seed)
    server = _Server(("127.0.0.1", 0), _handler(office))
    office.base_url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), name="rest-office", daemon=True)
    thread.start()
    try:
        yield office
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


class _Server(ThreadingHTTPServer):
    """Silent about callers who hung up, as those do who grow tired of a slow answer."""

    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


def _instant(text: str) -> datetime:
    instant = datetime.fromisoformat(text)
    return instant if instant.tzinfo else instant.replace(tzinfo=SHANGHAI)


def _served(record: Record) -> dict[str, str]:
    titles = {field.name: field.title for field in load_contract(record.contract).fields}
    row = {titles[name]: text for name, text in record.content.items() if text}
    return {KEY_FIELD: record.key, STAMP_FIELD: f"{record.stamp:%Y-%m-%d %H:%M:%S}", **row}


def _handler(office: RestOffice) -> type[BaseHTTPRequestHandler]:
    contracts = {path: contract for contract, path in PATHS.items()}

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        server_version = "SupervisionOffice/1.0"

        def do_GET(self) -> None:
            asked = urlsplit(self.path)
            query = {name: values[-1] for name, values in parse_qs(asked.query).items()}
            if not office.allows(self.headers.get("Authorization", "")):
                return self._answer(401, {"error": "未授权"})
            contract = contracts.get(asked.path)
            if contract is None:
                return self._answer(404, {"error": "没有此接口"})
            try:
                page, size = int(query.get("page", "1")), int(query.get("size", "100"))
                since = _instant(query["since"]) if query.get("since") else None
            except ValueError:
                return self._answer(400, {"error": "参数有误"})
            fault = office.next_fault(asked.path, page)
            if fault in _REFUSALS:
                status, wait = _REFUSALS[fault]
                return self._answer(status, {"error": "系统繁忙"}, {"Retry-After": wait} if wait else {})
            if fault == "slow":
                time.sleep(SLOW_SECONDS)
            found = office.page(contract, since, max(1, page), min(500, max(1, size)))
            return self._answer(200, found, cut=fault == "truncated")

        def _answer(
            self,
            status: int,
            content: dict[str, Any],
            headers: dict[str, str] | None = None,
            cut: bool = False,
        ) -> None:
            body = json.dumps(content, ensure_ascii=False).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            for name, value in (headers or {}).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body[: len(body) // 2] if cut else body)
            self.close_connection = self.close_connection or cut

        def log_message(self, format: str, *args: Any) -> None:
            """Nothing: the one who asked knows."""

    return Handler
