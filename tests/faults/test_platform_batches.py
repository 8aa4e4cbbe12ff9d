"""One bad decision holds nobody up, an outage costs little, and what is configured wrongly stops the channel."""

from __future__ import annotations

import gzip
import json
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from ipaddress import ip_address
from pathlib import Path

import pytest
import requests
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tasks.channels.delivery import Outcome, Result
from tasks.channels.platforms.faults import PlatformFault
from tasks.channels.platforms.settings import Headers
from tasks.channels.platforms.signing import signed_headers
from tasks.channels.platforms.wire import Standing
from tasks.law.acts import Channel
from tasks.law.lifecycle import PUBLIC_REASONS, WithdrawalReason
from tasks.law.retrying import LONGEST_ASKED, NOT_ITS_OWN, set_aside
from tests import platform_server as server
from tests.deliveries import publishing, withdrawing
from tests.platform_server import Call, Fault, Platform

HALL, SUPERVISION = Channel.SERVICE_HALL, Channel.SUPERVISION
BAD = 3


def results_of(outcomes: list[Outcome]) -> list[Result]:
    return [outcome.result for outcome in outcomes]


def all_but(bad: int, numbers: range) -> list[Result]:
    return [Result.CONFIRMED if number != bad else Result.REFUSED for number in numbers]


def test_an_item_refused_goes_to_a_person_with_the_reason_and_the_rest_go_on(
    platform: Platform, tmp_path: Path
) -> None:
    bad = publishing(BAD)
    platform.state.refused[bad.document_number] = ("E1001", "未查询到主体")
    outcomes = platform.opened(tmp_path, HALL).deliver([publishing(n) for n in range(1, 7)])
    assert results_of(outcomes) == all_but(BAD, range(1, 7))
    assert outcomes[BAD - 1].problem == "网上办事大厅退回：未查询到主体（E1001）"
    assert set_aside(outcomes[BAD - 1].result, 1, 12, outcomes[BAD - 1].code)


@pytest.mark.parametrize("bad", range(1, 9))
def test_the_item_for_which_a_whole_batch_is_refused_is_found(
    platform: Platform, tmp_path: Path, bad: int
) -> None:
    platform.poison[publishing(bad).document_number] = server.answering(
        400, '{"message": "文书号格式不符"}'.encode()
    )
    opened = platform.opened(tmp_path, SUPERVISION, batch_size=8)
    outcomes = opened.deliver([publishing(n) for n in range(1, 9)])
    assert results_of(outcomes) == all_but(bad, range(1, 9))
    assert outcomes[bad - 1].problem == "执法监督平台不接受该内容（HTTP 400）：文书号格式不符"
    assert platform.posts == 7, "one batch of 8, then 4 + 4, 2 + 2, 1 + 1"


@pytest.mark.parametrize(
    "fault",
    [
        server.answering(500), server.answering(502), server.dropped_before, server.slowly,
        server.answering(200, b"<html>"), server.half_answer,
    ],
    ids=["500", "502", "drops", "hangs", "not JSON", "half"],
)  # fmt: skip
@pytest.mark.parametrize("others", [6, 0])
def test_an_item_that_breaks_the_platform_is_known_by_the_platform_answering_otherwise(
    platform: Platform, tmp_path: Path, fault: Fault, others: int
) -> None:
    platform.poison[publishing(1).document_number] = fault
    opened = platform.opened(tmp_path, HALL, batch_size=8, patience=30)
    outcomes = opened.deliver([publishing(n) for n in range(1, others + 2)])
    assert results_of(outcomes[1:]) == [Result.CONFIRMED] * others
    first = outcomes[0]
    if publishing(1).page_id in platform.shown():
        assert first.result is Result.CONFIRMED, "it had arrived, and reading back shows it"
        return
    assert (first.result, first.code) == (Result.FAILED, "item-fails")
    assert not set_aside(first.result, 11, 12, first.code)
    assert set_aside(first.result, 12, 12, first.code)


def test_where_nothing_can_be_read_the_others_answered_tell_a_bad_item_from_an_outage(
    platform: Platform, tmp_path: Path
) -> None:
    platform.poison[publishing(1).document_number] = server.answering(500)
    opened = platform.opened(tmp_path, SUPERVISION, look="receipt")
    assert [one.code for one in opened.deliver([publishing(1), publishing(2)])] == ["item-fails", ""]
    platform.always_on_post = server.answering(500)
    assert (
        platform.opened(tmp_path, SUPERVISION, look="receipt").deliver([publishing(3)])[0].code
        == "server-fault"
    )


def in_chunks(call: Call) -> None:
    content = json.dumps(call.apply()[1]).encode()
    call.send_response(200)
    call.send_header("Transfer-Encoding", "chunked")
    call.end_headers()
    for start in range(0, len(content), 50):
        piece = content[start : start + 50]
        call.wfile.write(f"{len(piece):x}\r\n".encode() + piece + b"\r\n")
    call.wfile.write(b"0\r\n\r\n")


def broken_chunks(call: Call) -> None:
    call.apply()
    call.send_response(200)
    call.send_header("Transfer-Encoding", "chunked")
    call.end_headers()
    call.wfile.write(b'8\r\n{"result\r\nzz\r\n')
    call.hang_up()


def zipped(call: Call) -> None:
    call.send(200, gzip.compress(json.dumps(call.apply()[1]).encode()), Content_Encoding="gzip")


def not_really_zipped(call: Call) -> None:
    call.apply()
    call.send(200, b"this is no gzip", Content_Encoding="gzip")


@pytest.mark.parametrize("fault", [in_chunks, zipped])
def test_answers_may_come_in_chunks_and_zipped(platform: Platform, tmp_path: Path, fault: Fault) -> None:
    platform.on_post.append(fault)
    opened = platform.opened(tmp_path, SUPERVISION, look="receipt", attempts=1)
    assert results_of(opened.deliver([publishing(1), publishing(2)])) == [Result.CONFIRMED] * 2


@pytest.mark.parametrize("fault", [broken_chunks, not_really_zipped])
def test_answers_damaged_on_the_way_are_asked_for_again(
    platform: Platform, tmp_path: Path, fault: Fault
) -> None:
    platform.on_post.append(fault)
    opened = platform.opened(tmp_path, SUPERVISION, look="receipt")
    assert results_of(opened.deliver([publishing(1), publishing(2)])) == [Result.CONFIRMED] * 2
    assert len(platform.state.changes) == 2


def test_an_outage_is_given_up_soon_and_leaves_no_row_to_a_person(platform: Platform, tmp_path: Path) -> None:
    platform.stop()
    started = time.monotonic()
    opened = platform.opened(tmp_path, HALL)
    outcomes = opened.deliver([publishing(n) for n in range(1, 41)])
    assert time.monotonic() - started < 5
    assert set(results_of(outcomes)) == {Result.FAILED}
    assert {outcome.code for outcome in outcomes[:12]} == {"unreachable"}
    assert {outcome.code for outcome in outcomes[12:]} == {"not-tried"}
    assert outcomes[0].problem == "网上办事大厅无法连接，将自动重试"
    assert outcomes[-1].problem.startswith("本次未向网上办事大厅报送：此前接连失败（网上办事大厅无法连接")
    assert not any(set_aside(one.result, 99, 12, one.code) for one in outcomes)
    assert opened.deliver([publishing(1)])[0].code == "not-tried", "the rest of the run is not tried"
    platform.start()
    again = platform.opened(tmp_path, HALL).deliver([publishing(n) for n in range(1, 41)])
    assert set(results_of(again)) == {Result.CONFIRMED}


def test_a_platform_that_answers_500_to_everything_is_not_asked_for_each_row(
    platform: Platform, tmp_path: Path
) -> None:
    platform.always_on_post = server.answering(500)
    platform.always_on_get = server.answering(500)
    outcomes = platform.opened(tmp_path, HALL).deliver([publishing(n) for n in range(1, 101)])
    assert set(results_of(outcomes)) == {Result.FAILED}
    assert {outcome.code for outcome in outcomes} <= NOT_ITS_OWN
    assert len(platform.requests) < 20


def test_a_platform_that_refuses_everything_refuses_few_before_the_run_stops(
    platform: Platform, tmp_path: Path
) -> None:
    platform.always_on_post = server.answering(400)
    outcomes = platform.opened(tmp_path, HALL).deliver([publishing(n) for n in range(1, 101)])
    assert results_of(outcomes).count(Result.REFUSED) < 10
    assert set(results_of(outcomes)) == {Result.REFUSED, Result.FAILED}
    assert {one.code for one in outcomes if one.result is Result.FAILED} == {"not-tried"}


@pytest.mark.parametrize(
    ("status", "said"),
    [(401, "接口身份"), (403, "接口身份"), (404, "base_url"), (405, "base_url"), (302, "base_url")],
)
def test_a_fault_of_the_configuration_stops_the_channel_at_once(
    platform: Platform, tmp_path: Path, status: int, said: str
) -> None:
    platform.always_on_post = server.answering(status, Location="http://127.0.0.1:9/elsewhere")
    opened = platform.opened(tmp_path, HALL)
    outcomes = opened.deliver([publishing(n) for n in range(1, 20)])
    assert platform.posts == 1
    assert {one.code for one in outcomes} <= {"channel-refused", "channel-address"}
    assert {one.result for one in outcomes} == {Result.FAILED}
    assert all(said in one.problem and server.KEY not in one.problem for one in outcomes)
    assert not any(set_aside(one.result, 99, 12, one.code) for one in outcomes)


def test_a_redirect_takes_nothing_elsewhere(platform: Platform, tmp_path: Path) -> None:
    elsewhere = Platform()
    platform.always_on_post = server.answering(307, Location=f"{elsewhere.address}/decisions")
    (outcome,) = platform.opened(tmp_path, HALL).deliver([publishing(1)])
    assert outcome.code == "channel-address"
    assert elsewhere.requests == []
    elsewhere.stop()


def test_proxies_of_the_environment_are_not_used(
    platform: Platform, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    (outcome,) = platform.opened(tmp_path, HALL).deliver([publishing(1)])
    assert outcome.result is Result.CONFIRMED


@pytest.mark.parametrize(
    ("told", "least", "most"),
    [
        ("3600", 3600, 3600),
        ("999999999999", LONGEST_ASKED.total_seconds(), LONGEST_ASKED.total_seconds()),
        ("in two hours", 7000, 7200),
    ],
    ids=["seconds", "absurd", "date"],
)
def test_a_long_wait_asked_for_ends_the_run_and_is_passed_on(
    platform: Platform, tmp_path: Path, told: str, least: float, most: float
) -> None:
    if told == "in two hours":
        told = format_datetime(datetime.now(UTC) + timedelta(hours=2), usegmt=True)
    platform.always_on_post = server.answering(429, Retry_After=told)
    outcomes = platform.opened(tmp_path, HALL).deliver([publishing(n) for n in range(1, 20)])
    assert platform.posts == 1
    assert all(least <= (one.wait_seconds or 0) <= most for one in outcomes)
    assert "要求" in outcomes[0].problem


def test_a_batch_too_large_is_halved_and_later_batches_are_smaller(
    platform: Platform, tmp_path: Path
) -> None:
    too_large: list[int] = []

    def at_most_four(call: Call) -> None:
        if len(call.body) > 2700:
            too_large.append(len(json.loads(call.body)["items"]))
            call.reply(413, {})
        else:
            call.reply(*call.apply())

    platform.always_on_post = at_most_four
    small = [publishing(n) for n in range(1, 17)]
    opened = platform.opened(tmp_path, SUPERVISION, batch_size=8)
    assert set(results_of(opened.deliver(small))) == {Result.CONFIRMED}
    assert too_large == [8], "the second eight were sent in fours from the start"
    before = platform.posts
    large = publishing(99, 许可内容="口腔科" * 2000)
    outcomes = opened.deliver([publishing(17), large, publishing(18)])
    assert results_of(outcomes) == [Result.CONFIRMED, Result.REFUSED, Result.CONFIRMED]
    assert outcomes[1].code == "item-too-large"
    assert platform.posts - before <= 5


def test_a_receipt_lost_on_the_way_is_the_same_receipt_when_asked_again(
    platform: Platform, tmp_path: Path
) -> None:
    platform.on_post.append(server.dropped_after)
    opened = platform.opened(tmp_path, SUPERVISION, attempts=1, look="receipt")
    (first,) = opened.deliver([publishing(1)])
    assert (first.result, first.code) == (Result.FAILED, "dropped")
    receipt = platform.state.pages[publishing(1).page_id].receipt
    (second,) = opened.deliver([publishing(1)])
    assert (second.result, second.reference) == (Result.CONFIRMED, receipt)
    assert len(platform.state.changes) == 1


def test_a_recorded_request_sent_again_or_altered_is_worth_nothing(platform: Platform) -> None:
    body = b'{"items": []}'
    path = "/api/decisions"

    def post(headers: dict[str, str], content: bytes = body) -> int:
        return requests.post(
            f"{platform.address}/decisions", data=content, headers=headers, timeout=5
        ).status_code

    def signed(now: datetime, key: str = server.KEY) -> dict[str, str]:
        return signed_headers(Headers(), server.CLIENT, key.encode(), "POST", path, body, now)

    recorded = signed(datetime.now(UTC))
    assert post(recorded) == 200
    assert post(recorded) == 401
    assert post(signed(datetime.now(UTC)), b'{"items": [] }') == 401
    assert post(signed(datetime.now(UTC) - timedelta(minutes=6))) == 401
    assert post(signed(datetime.now(UTC), key="another-key-that-is-as-long-as-it-must-be")) == 401
    assert requests.get(f"{platform.address}/decisions?after=&limit=5", timeout=5).status_code == 401


def test_a_clock_that_is_wrong_is_told_as_such(platform: Platform, tmp_path: Path) -> None:
    platform.signatures.clock = lambda: datetime.now(UTC) + timedelta(hours=1)
    (outcome,) = platform.opened(tmp_path, HALL).deliver([publishing(1)])
    assert outcome.code == "channel-refused"
    assert "时间戳与平台时间相差过大" in outcome.problem
    assert "本机时钟" in outcome.problem


@pytest.mark.parametrize("reason", list(WithdrawalReason))
def test_a_withdrawal_carries_no_text_and_the_reason_only_where_the_law_wants_it_told(
    platform: Platform, tmp_path: Path, reason: WithdrawalReason
) -> None:
    opened = platform.opened(tmp_path, HALL)
    opened.deliver([publishing(1)])
    (outcome,) = opened.deliver([withdrawing(1, reason=reason)])
    assert outcome.result is Result.CONFIRMED
    assert outcome.status == 410
    item = platform.items[-1]
    assert item["reason"] == reason.value
    assert "body" not in item
    assert "content_hash" not in item
    assert ("explanation" in item) == (reason in PUBLIC_REASONS)
    assert platform.shown() == {}


@pytest.mark.parametrize(("channel", "look"), [(HALL, "content"), (HALL, "hash"), (SUPERVISION, "hash")])
def test_a_platform_that_lies_is_not_believed(
    platform: Platform, tmp_path: Path, channel: Channel, look: str
) -> None:
    platform.always_on_post = server.lying
    (outcome,) = platform.opened(tmp_path, channel, look=look).deliver([publishing(1)])
    assert (outcome.result, outcome.code) == (Result.FAILED, "not-shown")
    assert "尚未读到" in outcome.problem
    platform.mend()
    opened = platform.opened(tmp_path, channel, look=look)
    assert results_of(opened.deliver([publishing(1)])) == [Result.CONFIRMED]
    platform.always_on_post = server.lying
    (still,) = opened.deliver([withdrawing(1)])
    assert (still.result, still.code) == (Result.FAILED, "still-shown")


def test_a_text_that_differs_by_one_character_is_not_published(platform: Platform, tmp_path: Path) -> None:
    def altered(call: Call) -> None:
        status, document = call.apply()
        call.reply(status, document | {"body": document["body"] + " "})

    platform.always_on_get = altered
    (outcome,) = platform.opened(tmp_path, HALL).deliver([publishing(1)])
    assert (outcome.result, outcome.code) == (Result.FAILED, "read-back-differs")
    assert outcome.shown_hash not in (b"", publishing(1).content_hash)


@pytest.mark.parametrize("rest", [{"state": "published"}, {"content_hash": "ab" * 32}, {"body": "许可内容"}])
def test_a_withdrawal_counts_only_when_no_text_can_be_read_any_more(
    platform: Platform, tmp_path: Path, rest: dict[str, str]
) -> None:
    def still_there(call: Call) -> None:
        status, document = call.apply()
        call.reply(status, document | rest)

    opened = platform.opened(tmp_path, SUPERVISION)
    opened.deliver([publishing(1)])
    platform.always_on_get = still_there
    (outcome,) = opened.deliver([withdrawing(1)])
    assert (outcome.result, outcome.code) == (Result.FAILED, "still-shown")
    assert "读回仍在显示，未计为已撤下" in outcome.problem


def test_an_older_change_never_overwrites_a_newer_one(platform: Platform, tmp_path: Path) -> None:
    opened = platform.opened(tmp_path, HALL)
    newer = publishing(1, 3, 许可内容="口腔科、外科")
    outcomes = opened.deliver([newer, publishing(1, 1), withdrawing(1, 2)])
    assert results_of(outcomes) == [Result.CONFIRMED, Result.REFUSED, Result.REFUSED]
    assert {one.code for one in outcomes[1:]} == {"stale-sequence"}
    assert platform.shown() == {newer.page_id: newer.body}


def test_a_withdrawal_that_overtakes_its_publication_wins(platform: Platform, tmp_path: Path) -> None:
    opened = platform.opened(tmp_path, HALL)
    outcomes = opened.deliver([withdrawing(1, 2), publishing(1, 1)])
    assert results_of(outcomes) == [Result.CONFIRMED, Result.REFUSED]
    assert platform.shown() == {}


def test_the_same_key_for_another_text_is_refused(platform: Platform, tmp_path: Path) -> None:
    opened = platform.opened(tmp_path, HALL)
    opened.deliver([publishing(1)])
    forged = replace(publishing(1, 许可内容="外科"), key=publishing(1).key)
    (outcome,) = opened.deliver([forged])
    assert (outcome.result, outcome.code) == (Result.REFUSED, "key-reused")


def test_the_time_for_one_call_is_kept(platform: Platform, tmp_path: Path) -> None:
    platform.always_on_post = server.slowly
    opened = platform.opened(tmp_path, HALL, patience=1, failures_allowed=100)
    started = time.monotonic()
    outcomes = opened.deliver([publishing(n) for n in range(1, 60)])
    assert time.monotonic() - started < 5
    assert "所用时间已满" in outcomes[-1].problem
    assert "是否收到尚不清楚" in outcomes[0].problem


def test_the_list_gives_everything_page_by_page(platform: Platform, tmp_path: Path) -> None:
    opened = platform.opened(tmp_path, HALL, page_size=3)
    opened.deliver([publishing(n) for n in range(1, 9)])
    opened.deliver([withdrawing(4)])
    platform.on_get.extend([None, server.answering(500), server.dropped_before, None])
    shown = list(opened.listing())
    assert [one.page_id for one in shown] == [publishing(n).page_id for n in range(1, 9)]
    assert [one.content_hash for n, one in enumerate(shown, 1) if n != 4] == [
        publishing(n).content_hash for n in range(1, 9) if n != 4
    ]
    assert (shown[3].state, shown[3].sequence, shown[3].content_hash) == (Standing.WITHDRAWN, 2, b"")


def again_from_the_start(call: Call) -> None:
    call.reply(200, {"decisions": call.platform.state.list_after("", 3)})


@pytest.mark.parametrize(
    "fault",
    [
        server.answering(500), server.answering(200, b'{"decisions": "all"}'), again_from_the_start,
        server.answering(200, b'{"decisions": [{"page_id": "x"}]}'),
    ],
)  # fmt: skip
def test_half_a_list_is_no_list(platform: Platform, tmp_path: Path, fault: Fault) -> None:
    opened = platform.opened(tmp_path, HALL, page_size=3)
    opened.deliver([publishing(n) for n in range(1, 9)])
    platform.on_get.append(None)
    platform.always_on_get = fault
    with pytest.raises(PlatformFault, match="网上办事大厅"):
        list(opened.listing())


def test_several_hundred_arrive_in_few_requests(platform: Platform, tmp_path: Path) -> None:
    opened = platform.opened(tmp_path, SUPERVISION, batch_size=100, look="receipt", read_timeout=10)
    outcomes = opened.deliver([publishing(n) for n in range(1, 501)])
    assert set(results_of(outcomes)) == {Result.CONFIRMED}
    assert len(platform.requests) == 5
    assert len(platform.shown()) == 500


def test_a_certificate_nobody_vouches_for_gets_nothing(platform: Platform, tmp_path: Path) -> None:
    certificate = self_signed(tmp_path)
    platform.stop()
    platform.start(certificate)
    address = platform.address.replace("http://", "https://")
    (outcome,) = platform.opened(tmp_path, HALL, base_url=address).deliver([publishing(1)])
    assert (outcome.result, outcome.code) == (Result.FAILED, "channel-address")
    assert "证书未通过验证" in outcome.problem
    assert platform.requests == []
    trusting = platform.opened(tmp_path, HALL, base_url=address, ca_file=str(certificate))
    assert results_of(trusting.deliver([publishing(1)])) == [Result.CONFIRMED]


def self_signed(folder: Path) -> Path:
    """A certificate for 127.0.0.1 with its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "platform of the tests")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file = folder / "platform.pem"
    file.write_bytes(certificate.public_bytes(serialization.Encoding.PEM) + private)
    return file


def test_a_withdrawal_that_never_arrived_is_not_taken_for_done(platform: Platform, tmp_path: Path) -> None:
    opened = platform.opened(tmp_path, SUPERVISION)
    opened.deliver([publishing(1)])
    platform.always_on_post = server.dropped_before
    (outcome,) = opened.deliver([withdrawing(1)])
    assert (outcome.result, outcome.code) == (Result.FAILED, "item-fails")
    platform.mend()
    assert results_of(opened.deliver([withdrawing(1)])) == [Result.CONFIRMED]
