"""`channels/cms.yaml` is checked before anything is sent (G9)."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from tasks.channels.configuration import ChannelFault, channel_file
from tasks.channels.content_management.configuration import read_connection
from tasks.law.acts import Channel

SOUND = {
    "api": "http://127.0.0.1/api/",
    "column": "http://127.0.0.1/xzzf/",
    "token_variable": "CMS_TOKEN",
    "places": [{"name": "列表", "address": "http://127.0.0.1/xzzf/?page={page}"}],
}


def written(home: Path, document: object) -> Path:
    channel_file(home, Channel.CMS).parent.mkdir(exist_ok=True)
    channel_file(home, Channel.CMS).write_text(yaml.safe_dump(document, allow_unicode=True), encoding="utf-8")
    return home


def test_no_file_is_no_channel(tmp_path: Path) -> None:
    assert read_connection(tmp_path, {}) is None


def test_the_token_comes_from_the_environment(tmp_path: Path) -> None:
    connection = read_connection(written(tmp_path, SOUND), {"CMS_TOKEN": "secret"})
    assert connection
    assert connection.token == "secret"
    assert "secret" not in channel_file(tmp_path, Channel.CMS).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"api": "ftp://127.0.0.1/"}, "api：应为 http:// 或 https:// 开头的完整地址"),
        ({"api": "http://user:word@127.0.0.1/"}, "api：地址中不得写入用户名和密码"),
        ({"column": "http://127.0.0.1/xzzf"}, "column：地址应以 / 结尾"),
        ({"api": "http://127.0.0.1/接口/"}, "api：地址中的汉字与空格应写成百分号编码"),
        ({"places": []}, "places"),
        ({"places": [{"name": "检索", "address": "http://127.0.0.1/?q={party}"}]}, "places.0.address：地址中只能用"),
        ({"places": [{"name": "检索", "address": "http://127.0.0.1/?q={page"}]}, "places.0.address"),
        ({"token": "secret"}, "token：不认识这个项目"),
        ({"token_variable": "not a name"}, "token_variable"),
        ({"timeout": 0}, "timeout"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named(tmp_path: Path, change: dict[str, object], told: str) -> None:
    with pytest.raises(ChannelFault, match=f"(?s){told.replace('?', '.')}"):
        read_connection(written(tmp_path, SOUND | change), {"CMS_TOKEN": "secret"})


@pytest.mark.parametrize("document", [None, [], "text"])
def test_a_file_of_another_form_is_refused(tmp_path: Path, document: object) -> None:
    with pytest.raises(ChannelFault, match="不是键值结构"):
        read_connection(written(tmp_path, document), {"CMS_TOKEN": "secret"})


def test_a_missing_member_or_token_is_named(tmp_path: Path) -> None:
    without = {name: value for name, value in SOUND.items() if name != "api"}
    with pytest.raises(ChannelFault, match="api：未填写"):
        read_connection(written(tmp_path, without), {"CMS_TOKEN": "secret"})
    with pytest.raises(ChannelFault, match="令牌只能含字母"):
        read_connection(written(tmp_path, SOUND), {"CMS_TOKEN": "a\nb"})
    with pytest.raises(ChannelFault, match="CMS_TOKEN"):
        read_connection(written(tmp_path, SOUND), {})
