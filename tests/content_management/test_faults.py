"""Every fault of the other side is an outcome with a sentence, and the next delivery finishes (promises 5 and 6)."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import requests

from tasks.channels.configuration import channel_file
from tasks.channels.content_management.channel import ContentManagement, content_management
from tasks.channels.delivery import Result
from tasks.law.acts import Channel
from tasks.law.lifecycle import WithdrawalReason
from tests.content_management.deliveries import configured, decision, withdrawn
from tests.content_management.portal import COLUMN, TOKEN, Portal


@contextmanager
def stand_in(answer: object) -> Iterator[str]:
    """A server that answers every request by `answer(handler)`; its address."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            answer(self)  # type: ignore[operator]

        do_PUT = do_GET

        def log_message(self, *_: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def says(status: int, body: bytes | bytearray, **headers: str) -> object:
    """An answer with this status and body, whatever is asked."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.rfile.read(int(handler.headers.get("Content-Length") or 0))
        handler.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(body)

    return answer


def test_a_wrong_token_is_told_and_nothing_is_public(portal: Portal, tmp_path: Path) -> None:
    one = decision()
    (outcome,) = configured(tmp_path, portal.url, token="another").deliver([one])
    assert (outcome.result, outcome.status, outcome.code) == (Result.FAILED, 401, "token-refused")
    assert "请检查令牌" in outcome.problem
    assert requests.get(f"{portal.url}/{COLUMN}/{one.page_id}/", timeout=30).status_code == 404


def test_without_the_token_the_api_shows_nothing(portal: Portal, cms: ContentManagement) -> None:
    one = decision()
    cms.deliver([one])
    address = f"{portal.url}/gongshi/decisions/{one.page_id}"
    assert requests.get(address, timeout=30).status_code == 401
    shown = requests.get(address, headers={"Authorization": f"Bearer {TOKEN}"}, timeout=30)
    assert shown.json() | {"page_id": one.page_id, "sequence": 1, "standing": "published"} == shown.json()


@pytest.mark.parametrize(
    "body",
    [b"", b"[]", b"{}", b'{"sequence": "1", "key": "k", "standing": "published"}', b"\xff\xfe",
     b'{"sequence": 1, "key": "k", "standing": "published", "heading": "", "rows": []}'],
)  # fmt: skip
def test_the_api_refuses_what_it_does_not_understand(portal: Portal, body: bytes) -> None:
    answer = requests.put(
        f"{portal.url}/gongshi/decisions/{decision().page_id}", data=body,
        headers={"Authorization": f"Bearer {TOKEN}"}, timeout=30,
    )  # fmt: skip
    assert answer.status_code == 422
    assert answer.json()["message"]


WRONG = {
    "a login page": (200, b"<html>login</html>", Result.FAILED, "wrong-answer"),
    "another decision": (
        200,
        b'{"page_id": "x", "sequence": 1, "standing": "published"}',
        Result.FAILED,
        "wrong-answer",
    ),
    "a list": (200, b"[]", Result.FAILED, "wrong-answer"),
    "broken JSON": (200, b'{"page_id": ', Result.FAILED, "wrong-answer"),
    "another standing": (
        200,
        b'{"page_id": "ID", "sequence": 1, "standing": "gone"}',
        Result.FAILED,
        "wrong-answer",
    ),
    "moved elsewhere": (302, b"", Result.FAILED, "wrong-answer"),
    "an error": (500, b"oops", Result.FAILED, "http-500"),
    "overload": (429, b"", Result.FAILED, "http-429"),
    "a refusal": (422, '{"code": "too-large", "message": "内容过大"}'.encode(), Result.REFUSED, "too-large"),
    "a refusal of something in between": (400, b"<html>bad request</html>", Result.FAILED, "http-400"),
}


@pytest.mark.parametrize(("status", "body", "result", "code"), WRONG.values(), ids=WRONG.keys())
def test_a_wrong_answer_is_never_taken_for_a_yes(
    tmp_path: Path, status: int, body: bytes, result: Result, code: str
) -> None:
    one = decision()
    answer = says(
        status, body.replace(b"ID", one.page_id.encode()), Retry_After="7", Location="http://127.0.0.1:1/"
    )
    with stand_in(answer) as url:
        (outcome,) = configured(tmp_path, url).deliver([one])
    assert (outcome.result, outcome.status, outcome.code) == (result, status, code)
    assert outcome.problem.startswith("内容管理系统")
    assert outcome.wait_seconds == 7


def test_a_yes_without_the_public_page_is_not_a_publication(tmp_path: Path) -> None:
    """The API took it, but the public reads something else."""
    one = decision()
    told = {"page_id": one.page_id, "sequence": 1, "standing": "published", "reference": "r"}
    with stand_in(says(200, json.dumps(told).encode())) as url:
        (outcome,) = configured(tmp_path, url).deliver([one])
    assert (outcome.result, outcome.code) == (Result.FAILED, "read-back")
    assert outcome.problem == "读回的网页没有（或不止一处）标明的公开文本"


def test_a_place_that_still_shows_a_withdrawn_decision_is_named(portal: Portal, tmp_path: Path) -> None:
    """A cached list outside the CMS, say; once it is clean the same delivery is confirmed."""
    one = decision()
    configured(tmp_path, portal.url).deliver([one])
    shown = bytearray(f'<a href="/{COLUMN}/{one.page_id}/">{one.document_number}</a>'.encode())
    with stand_in(says(200, shown)) as cache:
        extra = f'  - {{name: 首页缓存, address: "{cache}/"}}'
        cms = configured(tmp_path, portal.url, extra_places=extra)
        ending = withdrawn(one, WithdrawalReason.EXPIRED)
        (first,) = cms.deliver([ending])
        shown[:] = bytes(len(shown))
        (second,) = cms.deliver([ending])
    assert (first.result, first.problem) == (Result.FAILED, "首页缓存仍在显示")
    assert (second.result, second.problem) == (Result.CONFIRMED, "")


def test_a_place_that_cannot_be_read_proves_nothing(portal: Portal, tmp_path: Path) -> None:
    one = decision()
    configured(tmp_path, portal.url).deliver([one])
    cms = configured(
        tmp_path, portal.url, extra_places=f'  - {{name: 旧列表, address: "{portal.url}/no-such-list/"}}'
    )
    (outcome,) = cms.deliver([withdrawn(one, WithdrawalReason.EXPIRED)])
    assert (outcome.result, outcome.problem) == (Result.FAILED, "旧列表无法读回：状态404")


def test_a_slow_answer_is_bounded_and_the_next_try_finishes(portal: Portal, tmp_path: Path) -> None:
    """The answer drips, so every single read is fast; only the whole is not."""

    def drip(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", "100")
        handler.end_headers()
        for _ in range(40):
            try:
                handler.wfile.write(b" ")
            except OSError:
                return
            time.sleep(0.25)

    one = decision()
    with stand_in(drip) as url:
        began = time.monotonic()
        (outcome,) = configured(tmp_path, url, timeout=1).deliver([one])
        assert time.monotonic() - began < 6
    assert (outcome.result, outcome.code) == (Result.FAILED, "no-answer")
    assert "在1秒内没有应答" in outcome.problem
    assert configured(tmp_path, portal.url).deliver([one])[0].result is Result.CONFIRMED


def test_a_connection_dropped_after_the_write_is_no_loss(portal: Portal, tmp_path: Path) -> None:
    """What stands between passes the request on and dies before the answer."""

    def write_and_drop(handler: BaseHTTPRequestHandler) -> None:
        body = handler.rfile.read(int(handler.headers.get("Content-Length") or 0))
        kept = {"Authorization": handler.headers.get("Authorization", "")}
        requests.put(f"{portal.url}{handler.path}", data=body, headers=kept, timeout=30)
        handler.close_connection = True

    one = decision()
    with stand_in(write_and_drop) as url:
        (lost,) = configured(tmp_path, url).deliver([one])
    assert (lost.result, lost.code) == (Result.FAILED, "no-answer")
    (again,) = configured(tmp_path, portal.url).deliver([one])
    assert again.result is Result.CONFIRMED


def test_a_server_that_is_down_is_not_asked_for_the_whole_batch(tmp_path: Path) -> None:
    with stand_in(says(200, b"")) as url:
        pass
    outcomes = configured(tmp_path, url).deliver([decision() for _ in range(10)])
    assert {one.result for one in outcomes} == {Result.FAILED}
    assert "无法连接" in outcomes[0].problem
    assert outcomes[-1].problem == "内容管理系统连续无应答，未再发送"


def test_a_server_killed_in_the_middle_of_a_batch_ends_with_every_decision_public(
    portal: Portal, cms: ContentManagement
) -> None:
    batch = [decision() for _ in range(8)]
    said: list[object] = []
    sending = threading.Thread(target=lambda: said.extend(cms.deliver(batch)))
    sending.start()
    second = {"Authorization": f"Bearer {TOKEN}"}
    for _ in range(600):
        if requests.get(f"{portal.url}/gongshi/decisions/{batch[1].page_id}", headers=second, timeout=30).ok:
            break
        time.sleep(0.01)
    portal.kill()
    sending.join(timeout=120)
    assert len(said) == len(batch)
    assert Result.FAILED in {one.result for one in said}  # type: ignore[attr-defined]
    portal.start()
    outcomes = cms.deliver(batch)
    assert {(one.result, one.problem) for one in outcomes} == {(Result.CONFIRMED, "")}


def test_a_server_killed_before_a_withdrawal_was_whole_is_finished_by_the_next(
    portal: Portal, cms: ContentManagement
) -> None:
    batch = [decision() for _ in range(4)]
    cms.deliver(batch)
    endings = [withdrawn(one, WithdrawalReason.IN_ERROR) for one in batch]
    sending = threading.Thread(target=lambda: cms.deliver(endings))
    sending.start()
    time.sleep(0.3)
    portal.kill()
    sending.join(timeout=120)
    portal.start()
    outcomes = cms.deliver(endings)
    assert {(one.result, one.status, one.problem) for one in outcomes} == {(Result.CONFIRMED, 404, "")}


def test_an_installation_without_the_file_has_no_such_channel(tmp_path: Path) -> None:
    assert not channel_file(tmp_path, Channel.CMS).exists()
    assert content_management(tmp_path, {}, "log") is None
