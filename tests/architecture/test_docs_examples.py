"""What the README and the handbooks show works as shown."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
from collections.abc import Callable
from pathlib import Path

import duckdb
import pandas as pd
import pytest
import sqlalchemy as sa
import yaml

from flows.cli import main
from tasks.channels.credit_platform.configuration import load_configuration
from tasks.channels.credit_platform.profiles import load_profile
from tasks.contracts.contract import load_contract
from tasks.contracts.law_tables import load_law
from tasks.settings import read_settings
from tasks.sources.configuration import configured_sources
from tasks.sources.source import SourceKind
from tests.architecture.source_tree import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
IN_CHINESE = (ROOT / "README.zh-CN.md").read_text(encoding="utf-8")
EXAMPLES = ROOT / "docs" / "example"

Run = Callable[[str], tuple[int, str]]


def lines_of(example: str, text: str = README) -> list[str]:
    """The commands of the blocks marked with an example's name."""
    blocks = re.findall(rf"<!-- example: {example} -->\n```sh\n(.*?)```", text, re.DOTALL)
    return [line for block in blocks for line in block.splitlines() if line.strip()]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a line as a reader would type it in the clone, in a home of its own."""
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("GONGSHI_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("GONGSHI_DATABASE_URL", raising=False)
    monkeypatch.delenv("GONGSHI_SITE_URL", raising=False)
    monkeypatch.delenv("PREFECT_API_URL", raising=False)

    def typed(line: str) -> tuple[int, str]:
        words = shlex.split(line, comments=True)
        if words[0] != "gongshi":
            assert words[0] in ("mkdir", "cp", "export"), line
            if words[0] != "export":
                subprocess.run(line, shell=True, check=True, cwd=ROOT)
            return 0, ""
        monkeypatch.setattr("sys.argv", [os.path.expandvars(word) for word in words])
        code = 0
        try:
            main()
        except SystemExit as end:
            code = int(end.code or 0)
        return code, capsys.readouterr().out

    return typed


def test_the_readme_takes_a_reader_from_a_csv_file_to_a_withdrawal(run: Run) -> None:
    said = {}
    for line in lines_of("csv"):
        code, out = run(line)
        command = " ".join(shlex.split(line, comments=True)[1:3])
        has_findings = command.startswith(("validate", "import"))
        assert code == (1 if has_findings else 0), f"{line}\n{out}"
        said.setdefault(command, []).append(out)
    first, second, last = said["run publish"]
    assert "公开0件" in first, "nothing may go out without its reviews"
    assert "公开2件" in second
    assert "公开0件" in last
    assert "撤下1件" in said["run withdraw"][0]
    assert "没有序号" in said["rejected"][0]
    assert "一致" in said["verify"][0]
    code, out = run("gongshi status --json")
    balance = json.loads(out)["balance"]
    assert balance["records"] | {"pulled": 3, "quarantined": 1, "accepted": 2} == balance["records"]
    assert balance["website"] | {"published": 1, "withdrawn": 1} == balance["website"]
    assert balance["records"]["balanced"]
    assert balance["website"]["balanced"]


def test_the_readme_connects_a_database(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    url = f"sqlite:///{tmp_path / 'exchange.db'}"
    monkeypatch.setenv("EXCHANGE_URL", url)
    _fill_exchange(url)
    said = [run(line) for line in lines_of("sources")]
    assert [code for code, _ in said] == [0] * len(said)
    assert any("读到3条，新登记3条，退回1条" in out for _, out in said)
    assert any("公开2件" in out for _, out in said)
    assert any("已签署政策website-minor-36" in out for _, out in said)
    assert "滨河市卫生健康委员会行政执法公示" in (tmp_path / "home/site/public/index.html").read_text(
        encoding="utf-8"
    )
    _, out = run("gongshi statistics 2026 --json")
    forms = json.loads(out)["forms"]
    assert forms["licence"]["rows"][0][0] == "滨河市卫生健康委员会"
    assert len(forms["penalty"]["rows"]) == 2, "an authority named by its one present name, and 合计"


def _fill_exchange(url: str) -> None:
    """The example file as an exchange table with a key and a change stamp."""
    frame = pd.read_csv(EXAMPLES / "licences.csv", dtype=str, keep_default_na=False)
    frame = frame.assign(ID=[str(n) for n in range(1, len(frame) + 1)], GXSJ="2026-10-13 09:00:00")
    engine = sa.create_engine(url)
    frame.to_sql("T_XZXK", engine, index=False)
    engine.dispose()


def test_the_readmes_nginx_configuration_is_accepted(run: Run, nginx_binary: str, tmp_path: Path) -> None:
    make_folder, configure, start = lines_of("nginx")
    assert run(make_folder) == (0, "")
    command, file = configure.split(">")
    code, out = run(command)
    path = Path(os.path.expandvars(file.strip().strip('"')))
    path.write_text(out, encoding="utf-8")
    assert code == 0
    assert start.startswith("nginx -c")
    subprocess.run([nginx_binary, "-t", "-e", str(tmp_path / "error.log"), "-c", str(path)], check=True)


def test_both_readmes_show_the_same_commands() -> None:
    def commands(text: str) -> list[str]:
        blocks = re.findall(r"```sh\n(.*?)```", text, re.DOTALL)
        return [
            " ".join(line.split("#")[0].split())
            for block in blocks
            for line in block.splitlines()
            if line.strip()
        ]

    assert commands(README) == commands(IN_CHINESE)


def test_the_source_in_the_readme_is_the_example() -> None:
    (shown,) = re.findall(r"```yaml\n(.*?)```", README, re.DOTALL)
    assert yaml.safe_load(shown) == yaml.safe_load((EXAMPLES / "exchange.yaml").read_text(encoding="utf-8"))


def test_the_example_sources_are_sound(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GONGSHI_HOME", str(tmp_path))
    for name in ("EXCHANGE_URL", "LICENCES_URL", "LICENCES_TOKEN"):
        monkeypatch.setenv(name, "sqlite://" if name == "EXCHANGE_URL" else "http://127.0.0.1:1/x")
    (tmp_path / "sources").mkdir()
    for path in EXAMPLES.glob("*.yaml"):
        if path.name not in ("site.yaml", "authorities.yaml") and not path.name.startswith("channel-"):
            (tmp_path / "sources" / path.name).write_bytes(path.read_bytes())
    configuration = configured_sources(tmp_path)
    assert configuration.findings == ()
    assert {source.kind for source in configuration.sources} == set(SourceKind)


def test_the_example_credit_channel_is_sound(tmp_path: Path) -> None:
    (tmp_path / "channels").mkdir()
    (tmp_path / "channels" / "credit.yaml").write_bytes((EXAMPLES / "channel-credit.yaml").read_bytes())
    configuration = load_configuration(tmp_path)
    assert configuration is not None
    assert configuration.hand_in_folder == tmp_path / "channels" / "credit" / "out"
    assert load_profile(tmp_path, configuration.profile).id == "national-2018"


def test_the_example_site_and_authorities_are_sound(tmp_path: Path) -> None:
    (tmp_path / "law").mkdir()
    (tmp_path / "site.yaml").write_bytes((EXAMPLES / "site.yaml").read_bytes())
    (tmp_path / "law" / "authorities.yaml").write_bytes((EXAMPLES / "authorities.yaml").read_bytes())
    assert read_settings({"GONGSHI_HOME": str(tmp_path)}).site.id_code == "9900000001"
    assert {a.id for a in load_law(tmp_path).authorities} == {"commission"}


def test_the_row_in_the_law_handbook_is_sound(tmp_path: Path) -> None:
    handbook = (ROOT / "docs" / "law.md").read_text(encoding="utf-8")
    (row,) = re.findall(r"```yaml\n(.*?)```", handbook, re.DOTALL)
    shipped = (ROOT / "data_contracts" / "law" / "deadlines.yaml").read_text(encoding="utf-8")
    (tmp_path / "law").mkdir()
    (tmp_path / "law" / "deadlines.yaml").write_text(f"{shipped}\n{row}", encoding="utf-8")
    assert len(load_law(tmp_path).deadline_rules.rows) == len(load_law(None).deadline_rules.rows) + 1


def test_the_rule_in_the_contract_handbook_stands_in_a_contract() -> None:
    handbook = (ROOT / "docs" / "contracts.md").read_text(encoding="utf-8")
    (shown,) = re.findall(r"```yaml\n(.*?)```", handbook, re.DOTALL)
    (rule,) = yaml.safe_load(shown)["quality"]
    rules = [rule for field in load_contract("coercion_decision").fields for rule in field.rules]
    assert rule in rules


def test_the_example_queries_run_on_a_snapshot(run: Run, tmp_path: Path) -> None:
    run('gongshi import licence_decision docs/example/licences.csv --release-approved-by "办公室 吴某"')
    assert run("gongshi run publish")[0] == 0
    assert run("gongshi run count")[0] == 0
    handbook = (ROOT / "docs" / "statistics.md").read_text(encoding="utf-8")
    queries = re.findall(r"```sql\n(.*?)```", handbook, re.DOTALL)
    assert len(queries) >= 5
    snapshot = (tmp_path / "home" / "warehouse" / "current.duckdb").resolve()
    with duckdb.connect(str(snapshot), read_only=True) as connection:
        answers = [connection.execute(query).fetchall() for query in queries]
        named = re.findall(r"`((?:core|raw|out|meta)_\w+)`", handbook)
        tables = {
            name
            for (name,) in connection.execute("SELECT table_name FROM information_schema.tables").fetchall()
        }
    assert answers[0]
    assert answers[2]
    assert answers[-1]
    assert set(named) == tables
