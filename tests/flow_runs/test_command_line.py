"""The gongshi command: what is used or configured wrongly ends with one Chinese line and exit code 2."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from flows.cli import main
from flows.running import Outcome, told
from tests.office import licence, penalty


def gongshi(*arguments: object, monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setattr("sys.argv", ["gongshi", *map(str, arguments)])
    try:
        main()
    except SystemExit as end:
        return int(end.code or 0)
    return 0


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A fresh installation with nothing configured."""
    monkeypatch.delenv("GONGSHI_DATABASE_URL", raising=False)
    monkeypatch.delenv("GONGSHI_SITE_URL", raising=False)
    monkeypatch.setenv("GONGSHI_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def _one_line(said: str) -> str:
    (line,) = said.strip().splitlines()
    return line


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("nothing",), "没有命令“nothing”"),
        (("status", "--nothing"), "没有选项 --nothing"),
        (("import", "penalty_decision"), "缺少参数"),
        (("run", "nothing"), "应为：pull、compare"),
        (("statistics", "1999"), "应为2000至2100的整数"),
        (("status", "--as-of", "昨天"), "“昨天”不是时刻"),
        (("withdraw", "某卫罚〔2026〕1号"), "缺少选项"),
    ],
)
def test_a_wrong_call_is_answered_in_one_chinese_line(
    home: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: tuple[str, ...],
    said: str,
) -> None:
    assert gongshi(*arguments, monkeypatch=monkeypatch) == 2
    assert said in _one_line(capsys.readouterr().err)


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("nonsense", "不是可用的数据库地址"),
        ("postgresql+pg8000://someone@127.0.0.1/x", "驱动pg8000未安装"),
        ("postgresql+psycopg://someone@127.0.0.1:1/x", "登记簿数据库无法使用"),
    ],
)
def test_a_database_address_that_cannot_be_used_is_told_in_one_line(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], url: str, said: str
) -> None:
    monkeypatch.setenv("GONGSHI_DATABASE_URL", url)
    assert gongshi("status", monkeypatch=monkeypatch) == 2
    assert said in _one_line(capsys.readouterr().err)


def test_a_register_that_is_no_database_is_told_in_one_line(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    home.mkdir()
    (home / "register.sqlite3").write_bytes(b"not a database " * 500)
    assert gongshi("status", monkeypatch=monkeypatch) == 2
    assert "登记簿数据库无法使用" in _one_line(capsys.readouterr().err)


def test_a_home_that_is_a_file_is_told_in_one_line(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    home.write_text("x")
    assert gongshi("status", monkeypatch=monkeypatch) == 2
    assert str(home) in _one_line(capsys.readouterr().err)


def test_a_broken_law_table_is_told_in_one_line(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (home / "law").mkdir(parents=True)
    (home / "law" / "authorities.yaml").write_text("{{{")
    assert gongshi("status", monkeypatch=monkeypatch) == 2
    assert "authorities.yaml" in _one_line(capsys.readouterr().err)


def _national_file(folder: Path, row: dict[str, str]) -> Path:
    """A file with the national fields only: it has no column for service or review."""
    ours = {"案件程序类别", "公开属性", "终审人", "送达日期", "送达方式"}
    national = {name: text for name, text in row.items() if name not in ours and "法制审核" not in name}
    path = folder / "decisions.csv"
    with path.open("w", newline="") as handle:
        writer = csv.DictWriter(handle, national)
        writer.writeheader()
        writer.writerow(national)
    return path


@pytest.mark.parametrize(
    ("contract", "row"),
    [
        ("penalty_decision", penalty("滨卫医罚〔2026〕12号")),
        ("licence_decision", licence("滨卫医许〔2026〕12号")),
    ],
)
def test_a_flawless_file_in_the_national_format_has_no_findings(
    home: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    contract: str,
    row: dict[str, str],
) -> None:
    file = _national_file(tmp_path, row)
    assert gongshi("validate", contract, file, "--json", monkeypatch=monkeypatch) == 0
    assert json.loads(capsys.readouterr().out) == {
        "records": 1,
        "accepted": 1,
        "rejected": 0,
        "findings": [],
    }
    assert gongshi("import", contract, file, monkeypatch=monkeypatch) == 0
    assert "无法确认决定书已经送达" in capsys.readouterr().out


def test_what_a_flow_did_is_told_in_chinese() -> None:
    done = {"published": 3, "withdrawn": 0, "lists": 22, "problems": ["网站无法读回"]}
    assert told("publish", Outcome(done, ("网站无法读回",))).splitlines() == [
        "公开：已运行",
        "  公开3件，撤下0件，更新列表等文件22个",
        "  需要处理：网站无法读回",
    ]
    source = {"source": "前置库", "contract": "penalty_decision", "seen": 5, "added": 2, "rejected": 1}
    whole = {"pulled": [source], "published": done, "withdrawn": done}
    said = told("everything", Outcome(whole, ()))
    assert "前置库：读到5条，新登记2条，退回1条" in said
    assert "penalty_decision" not in said
    assert told("prove", Outcome([], ())) == "核对：已运行，没有需要处理的事项"
    difference = {"place": "/x.html", "decision": "某卫罚〔2026〕1号", "problem": "读回状态404，应为200"}
    assert told("prove", Outcome([difference], ("读回状态404，应为200",))).splitlines() == [
        "核对：已运行",
        "  /x.html　某卫罚〔2026〕1号　读回状态404，应为200",
    ]
