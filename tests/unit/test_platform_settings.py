"""A platform's configuration: what is wrong with it is one sentence that names file and property; no secret in it."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from tasks.channels.configuration import ChannelFault
from tasks.channels.platforms.configuration import open_platform, platform_settings
from tasks.channels.platforms.exchange import Answer
from tasks.channels.platforms.settings import Fields, Headers, Look, Paths, PlatformSettings, Words
from tasks.channels.platforms.signing import batch_key, signature, signed_headers
from tasks.channels.platforms.wire import read_results, read_shown, written_batch, written_item
from tasks.channels.retry_after import seconds_asked
from tasks.contracts.contract import load_contract
from tasks.law.acts import Channel
from tests.deliveries import publishing, withdrawing

HANDBOOK = Path(__file__).parents[2] / "docs" / "channels-http.md"
EXAMPLES = Path(__file__).parents[2] / "docs" / "example"
HALL = {"base_url": "https://hall.binhe.example/api", "client": "binhe-wjw", "key_variable": "HALL_KEY"}
KEY = "k" * 32
NOW = datetime(2026, 11, 28, 4, 0, tzinfo=UTC)


def write(home: Path, content: Any, channel: Channel = Channel.SERVICE_HALL) -> None:
    (home / "channels").mkdir(exist_ok=True)
    text = content if isinstance(content, str) else yaml.safe_dump(content, allow_unicode=True)
    (home / "channels" / f"{channel.value}.yaml").write_text(text, encoding="utf-8")


def fault(home: Path, content: Any, channel: Channel = Channel.SERVICE_HALL) -> str:
    write(home, content, channel)
    with pytest.raises(ChannelFault) as told:
        platform_settings(home, channel)
    return str(told.value)


def test_without_a_file_a_channel_is_not_connected(tmp_path: Path) -> None:
    assert platform_settings(tmp_path, Channel.SERVICE_HALL) is None
    assert open_platform(tmp_path, Channel.SERVICE_HALL, {}) is None


def test_the_hall_is_read_for_its_text_and_the_supervision_platform_for_its_hash(tmp_path: Path) -> None:
    for channel, look in ((Channel.SERVICE_HALL, Look.CONTENT), (Channel.SUPERVISION, Look.HASH)):
        write(tmp_path, HALL, channel)
        settings = platform_settings(tmp_path, channel)
        assert settings is not None
        assert (settings.channel, settings.look) == (channel, look)


@pytest.mark.parametrize("name", ["service_hall", "supervision"])
def test_the_examples_are_sound(tmp_path: Path, name: str) -> None:
    write(tmp_path, (EXAMPLES / f"channel-{name}.yaml").read_text(encoding="utf-8"), Channel(name))
    settings = platform_settings(tmp_path, Channel(name))
    assert settings is not None
    assert settings.base_url.startswith("https://")


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"base_url": None}, "属性 base_url 应为文字（数字请加引号）"),
        ({"base_url": "hall.binhe.example"}, "属性 base_url 应为 https:// 开头的完整地址"),
        ({"base_url": "https://u:secret@hall.example"}, "地址中不得写入用户名和密码"),
        ({"base_url": "https://hall.example/?a=1"}, "地址中不得含 ? 或 #"),
        ({"base_url": "http://hall.binhe.example"}, "须写明 plain_http: true"),
        ({"batch_size": 5000}, "属性 batch_size 不应大于1000"),
        ({"batch_size": "many"}, "属性 batch_size 应为整数"),
        ({"batch_size": True}, "属性 batch_size 应为数字"),
        ({"read_timeout": 0}, "属性 read_timeout 应大于0"),
        ({"key_variable": "a key with spaces"}, "属性 key_variable 应为环境变量的名称（字母、数字、下划线），不是密钥本身"),
        ({"bach_size": 5}, "属性 bach_size 不认识，是否应为 batch_size"),
        ({"headers": {"nonce": "X Nonce"}}, "属性 headers.nonce 应为HTTP头的名称（字母、数字、连字符）"),
        ({"fields": {"recipt": "hzbh"}}, "属性 fields.recipt 不认识，是否应为 receipt"),
        ({"paths": {"decision": "/decisions"}}, "paths.decision 须含一处 {page_id}"),
        ({"paths": {"decisions": "decisions"}}, "属性 paths.decisions 应以 / 开头，不含空格"),
        ({"words": {"stale": "accepted"}}, "须各不相同"),
        ({"look": "receipt"}, "网上办事大厅是公开场所"),
        ({"look": "never"}, "属性 look 应为以下之一"),
        ({"paths": "x"}, "属性 paths 应为键值结构"),
        ({"channel": "cms"}, "文件名就是渠道"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_file_and_property(
    tmp_path: Path, changes: dict[str, Any], told: str
) -> None:
    sentence = fault(tmp_path, HALL | changes)
    assert told in sentence
    assert sentence.startswith("渠道配置 channels/service_hall.yaml ")
    assert "secret" not in sentence


def test_everything_wrong_is_told_at_once(tmp_path: Path) -> None:
    sentence = fault(tmp_path, {"client": "", "batch_size": 0})
    assert sentence.count("；") == 3
    assert "属性 key_variable 未填写" in sentence


@pytest.mark.parametrize("text", ["base_url: [", "", "- a list", "just text"])
def test_a_file_that_is_no_configuration_is_told(tmp_path: Path, text: str) -> None:
    assert "channels/service_hall.yaml" in fault(tmp_path, text)


def test_plain_http_in_the_government_network_must_be_said(tmp_path: Path) -> None:
    write(tmp_path, HALL | {"base_url": "http://10.1.2.3/api/", "plain_http": True})
    settings = platform_settings(tmp_path, Channel.SERVICE_HALL)
    assert settings is not None
    assert settings.base_url == "http://10.1.2.3/api"


@pytest.mark.parametrize(
    ("environment", "told"),
    [
        ({}, "环境变量 HALL_KEY 未设置"),
        ({"HALL_KEY": ""}, "环境变量 HALL_KEY 未设置"),
        ({"HALL_KEY": "short-and-secret"}, "过短，不应少于32个字符"),
    ],
)
def test_a_missing_or_weak_key_is_told_without_showing_it(
    tmp_path: Path, environment: dict[str, str], told: str
) -> None:
    write(tmp_path, HALL)
    with pytest.raises(ChannelFault) as refused:
        open_platform(tmp_path, Channel.SERVICE_HALL, environment)
    assert told in str(refused.value)
    assert "short-and-secret" not in str(refused.value)


def test_a_root_certificate_that_is_not_there_is_told(tmp_path: Path) -> None:
    write(tmp_path, HALL | {"ca_file": str(tmp_path / "root.pem")})
    with pytest.raises(ChannelFault, match="ca_file"):
        open_platform(tmp_path, Channel.SERVICE_HALL, {"HALL_KEY": KEY})


def test_the_platform_says_where_it_is(tmp_path: Path) -> None:
    write(tmp_path, HALL | {"batch_size": 7})
    opened = open_platform(tmp_path, Channel.SERVICE_HALL, {"HALL_KEY": KEY})
    assert opened is not None
    assert (opened.address, opened.batch_size) == ("https://hall.binhe.example/api", 7)
    assert KEY not in repr(opened)


def test_every_property_is_in_the_handbook() -> None:
    handbook = HANDBOOK.read_text(encoding="utf-8")
    names = {n for m in (PlatformSettings, Paths, Headers, Fields, Words) for n in m.model_fields} - {
        "channel"
    }
    assert {name for name in names if f"`{name}`" not in handbook} == set()


def test_the_signature_is_what_the_handbook_says() -> None:
    body = b'{"items":[]}'
    lines = [
        "POST",
        "/api/decisions?x=1",
        "2026-11-28T04:00:00Z",
        "0f" * 16,
        hashlib.sha256(body).hexdigest(),
    ]
    expected = hmac.new(KEY.encode(), "\n".join(lines).encode(), "sha256").hexdigest()
    assert signature(KEY.encode(), "post", *lines[1:4], body) == expected


def test_each_request_has_a_nonce_of_its_own() -> None:
    twice = [signed_headers(Headers(), "c", KEY.encode(), "GET", "/", b"", NOW) for _ in range(2)]
    assert twice[0]["X-Gongshi-Timestamp"] == "2026-11-28T04:00:00Z"
    assert twice[0]["X-Gongshi-Nonce"] != twice[1]["X-Gongshi-Nonce"]
    assert twice[0]["X-Gongshi-Signature"] != twice[1]["X-Gongshi-Signature"]


def test_a_batch_is_named_by_its_items_and_their_order() -> None:
    assert batch_key(["a", "b"]) == batch_key(["a", "b"])
    assert len({batch_key(keys) for keys in (["a", "b"], ["b", "a"], ["ab"], ["a"], [])}) == 5


@pytest.mark.parametrize(
    ("told", "seconds"),
    [
        ("120", 120), (" 0 ", 0), ("999999999999999999", 86_400), ("", None), ("soon", None), ("-5", None), ("１２", None),
        (format_datetime(NOW + timedelta(minutes=5), usegmt=True), 300),
        (format_datetime(NOW - timedelta(minutes=5), usegmt=True), 0),
        (format_datetime(NOW + timedelta(days=400), usegmt=True), 86_400),
    ],
)  # fmt: skip
def test_retry_after_is_seconds_or_a_date_up_to_a_day(told: str, seconds: float | None) -> None:
    assert seconds_asked(told, NOW) == seconds


@pytest.mark.parametrize("channel", [Channel.SERVICE_HALL, Channel.SUPERVISION])
def test_what_is_sent_is_what_the_contract_agrees(channel: Channel) -> None:
    name = {Channel.SERVICE_HALL: "service_hall_licence", Channel.SUPERVISION: "supervision_decision"}[
        channel
    ]
    contract = load_contract(name)
    settings = PlatformSettings.model_validate(HALL | {"channel": channel})
    required = {field.name for field in contract.fields if field.required}
    for delivery in (publishing(1), withdrawing(1)):
        item = written_item(delivery, settings)
        assert required <= item.keys() <= {field.name for field in contract.fields}
    succeeded = replace(withdrawing(1), successor=publishing(2).page_id)
    publication, withdrawal = written_item(publishing(1), settings), written_item(succeeded, settings)
    assert publication.keys() | withdrawal.keys() == {field.name for field in contract.fields}
    assert hashlib.sha256(publication["body"].encode()).hexdigest() == publication["content_hash"]


def test_names_and_words_are_the_platforms_own_where_the_file_says_so() -> None:
    settings = PlatformSettings.model_validate(
        HALL
        | {"channel": "supervision", "fields": {"key": "bsbh", "task": "bslx"}, "words": {"publish": "1"}}
    )
    item = written_item(publishing(1), settings)
    assert (item["bsbh"], item["bslx"]) == (publishing(1).key, "1")
    assert "key" not in item


def test_lists_may_lie_deeper_in_the_document() -> None:
    fields = {"items": "data.list", "results": "data.results"}
    settings = PlatformSettings.model_validate(HALL | {"channel": "supervision", "fields": fields})
    one = publishing(1)
    assert written_batch([one], settings) == {"data": {"list": [written_item(one, settings)]}}
    told = {"data": {"results": [{"key": one.key, "status": "accepted", "receipt": 17}]}}
    results = read_results(Answer(200, told), [one], settings, "执法监督平台")
    assert results[one.key].receipt == "17"


def test_the_hash_is_our_own_where_the_text_is_given() -> None:
    settings = PlatformSettings.model_validate(HALL | {"channel": "service_hall"})
    entry = {"page_id": "p", "state": "published", "sequence": 1, "body": "正文", "content_hash": "ab" * 32}
    shown = read_shown(entry, settings)
    assert shown is not None
    assert shown.content_hash == hashlib.sha256("正文".encode()).digest()
    assert read_shown(entry | {"state": "gone"}, settings) is None
    assert read_shown(entry | {"body": "", "content_hash": "zz"}, settings) is None
