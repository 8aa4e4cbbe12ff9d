"""The handbooks say what the code says: every command, state, table, assumption and link."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest
import yaml

from flows.cli import COMMANDS, gongshi
from flows.commands.running import FLOWS
from tasks.law.lifecycle import PUBLICATION_STEPS, RECORD_STEPS, Gate, WithdrawalReason
from tasks.register.schema import metadata
from tests.architecture.source_tree import ROOT, own_files

DOCS = ROOT / "docs"
CLI = (DOCS / "cli.md").read_text(encoding="utf-8")
ARCHITECTURE = (DOCS / "architecture.md").read_text(encoding="utf-8")
HANDBOOKS = [path for path in own_files() if path.suffix == ".md"]


def _section(name: str) -> str:
    found = re.search(rf"^### {name}\n(.*?)(?=^##|\Z)", CLI, re.MULTILINE | re.DOTALL)
    assert found, f"docs/cli.md has no section on {name}"
    return found.group(1)


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_and_option_is_documented_and_no_other(name: str) -> None:
    command = gongshi.get_command(click.Context(gongshi), name)
    assert command is not None
    assert command.help, "a command without help"
    section = _section(name)
    below = list(command.commands.values()) if isinstance(command, click.Group) else []
    options = {
        word
        for one in (command, *below)
        for p in one.params
        if isinstance(p, click.Option)
        for word in (*p.opts, *p.secondary_opts)
    }
    assert set(re.findall(r"(?<![\w-])--?[a-z][a-z-]*", section)) == options
    assert f"`gongshi {name}" in section
    assert [one.name for one in below if not one.help or f"`gongshi {name} {one.name}`" not in section] == []


def test_no_command_is_documented_that_is_not_there() -> None:
    assert set(re.findall(r"^### ([\w-]+)$", CLI, re.MULTILINE)) == COMMANDS.keys()
    for flow in FLOWS:
        assert f"`{flow}`" in _section("run")


@pytest.mark.parametrize("readme", ["README.md", "README.zh-CN.md"])
def test_the_readmes_name_every_command(readme: str) -> None:
    text = (ROOT / readme).read_text(encoding="utf-8")
    assert [name for name in COMMANDS if not re.search(rf"`(?:gongshi )?{name}\b", text)] == []


@pytest.mark.parametrize(
    ("heading", "steps"), [("Records", RECORD_STEPS), ("Publications", PUBLICATION_STEPS)]
)
def test_the_tables_of_states_are_those_of_the_code(heading: str, steps: dict[str, frozenset[str]]) -> None:
    section = ARCHITECTURE.split(f"### {heading}\n")[1].split("\n#")[0]
    rows = re.findall(r"^\| `(\w+)` \|[^|]*\| ([^|]*) \|$", section, re.MULTILINE)
    shown = {state: set(re.findall(r"`(\w+)`", following)) for state, following in rows}
    assert shown == {str(state): {str(one) for one in following} for state, following in steps.items()}


def test_gates_endings_and_tables_are_all_named() -> None:
    order = [ARCHITECTURE.index(f"`{gate}`") for gate in Gate]
    assert order == sorted(order), "gates are shown in their order"
    assert [str(r) for r in WithdrawalReason if f"`{r}`" not in ARCHITECTURE] == []
    model = ARCHITECTURE.split("## Data model")[1]
    assert [name for name in metadata.tables if f"`{name}`" not in model] == []


def _assumed(node: object, name: str = "") -> list[str]:
    """The ids (or keys) of everything marked as an assumption."""
    if isinstance(node, list):
        return [found for one in node for found in _assumed(one, name)]
    if not isinstance(node, dict):
        return []
    name = str(node.get("id", name))
    own = [name] if node.get("assumption") is True else []
    return own + [found for key, one in node.items() for found in _assumed(one, str(key))]


def test_every_assumption_of_the_tables_is_in_the_handbook() -> None:
    handbook = (DOCS / "law.md").read_text(encoding="utf-8")
    tables = sorted((ROOT / "data_contracts" / "law").glob("*.yaml"))
    found = [(t.name, one) for t in tables for one in _assumed(yaml.safe_load(t.read_text(encoding="utf-8")))]
    assert len(found) > 10
    assert [(table, one) for table, one in found if f"`{one}`" not in handbook] == []
    assert [table.name for table in tables if f"`{table.name}`" not in handbook] == []


@pytest.mark.parametrize("path", HANDBOOKS, ids=str)
def test_links_between_handbooks_lead_somewhere(path: Path) -> None:
    text = re.sub(r"```.*?```", "", (ROOT / path).read_text(encoding="utf-8"), flags=re.DOTALL)
    broken = []
    for target in re.findall(r"\]\(([^)#\s]*)(?:#[^)]*)?\)", text):
        if (
            target
            and not target.startswith(("http://", "https://"))
            and not (ROOT / path.parent / target).exists()
        ):
            broken.append(target)
    assert broken == []


def test_handbooks_name_no_file_that_is_not_there() -> None:
    gone = []
    for path in HANDBOOKS:
        for named in re.findall(
            r"`((?:flows|tasks|tests|reports|docs|data_contracts)/[\w./-]+\.\w+)`", (ROOT / path).read_text()
        ):
            if "/NAME/" not in named and not (ROOT / named).exists():
                gone.append(f"{path}: {named}")
    assert gone == []


def test_every_decision_that_cost_thought_is_in_the_index() -> None:
    index = (DOCS / "adr" / "README.md").read_text(encoding="utf-8")
    records = [path.name for path in (DOCS / "adr").glob("0*.md")]
    assert len(records) >= 8
    assert [name for name in records if f"({name})" not in index] == []
    for name in records:
        text = (DOCS / "adr" / name).read_text(encoding="utf-8")
        assert {"## Choice", "## Why", "## What lost"} <= set(re.findall(r"^## .*$", text, re.MULTILINE)), (
            name
        )
