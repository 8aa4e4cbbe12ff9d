"""No dependency's licence conflicts with ours, and an unknown one is never taken for a good one."""

from __future__ import annotations

import json
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.architecture.licences import ACCEPTED, conflicts, fits, main
from tests.architecture.source_tree import ROOT


@pytest.mark.parametrize(
    "licence",
    [
        "MIT", "Apache-2.0 OR BSD-3-Clause", "Apache-2.0 AND MIT", "LGPL-3.0-only", "MPL-2.0 AND (Apache-2.0 OR MIT)",
        "Apache Software License; BSD License", "GPL-2.0-only OR MIT",
    ],
)  # fmt: skip
def test_licences_that_a_public_body_can_use(licence: str) -> None:
    assert fits(licence)


@pytest.mark.parametrize(
    "licence",
    [
        "GPL-3.0-only", "AGPL-3.0-or-later", "GNU Affero General Public License v3", "UNKNOWN", "", "Proprietary",
        "Other/Proprietary License", "MIT AND GPL-2.0-only", "MIT License; GNU General Public License (GPL)",
        "SSPL-1.0", "BUSL-1.1",
    ],
)  # fmt: skip
def test_licences_that_conflict_or_are_not_known(licence: str) -> None:
    assert not fits(licence)


def test_exceptions_hold_for_one_package_only() -> None:
    gpl = {"Version": "1", "License": "Artistic License; GNU General Public License (GPL)"}
    assert conflicts([{"Name": next(iter(ACCEPTED)), **gpl}]) == []
    assert len(conflicts([{"Name": "something-else", **gpl}])) == 1


def test_a_conflict_ends_the_check_with_1(tmp_path: Path) -> None:
    file = tmp_path / "licences.json"
    file.write_text(json.dumps([{"Name": "x", "Version": "1", "License": "AGPL-3.0-only"}]), encoding="utf-8")
    assert main(file) == 1


def test_everything_installed_here_fits(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "piplicenses", "--format=json", "--with-system"],
        capture_output=True, text=True, check=True, timeout=120,
    )  # fmt: skip
    packages = json.loads(done.stdout)
    assert len(packages) > 100
    assert conflicts(packages) == []


def test_our_own_licence_is_the_same_everywhere() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["license"] == "Apache-2.0"
    assert "Apache License" in (ROOT / "LICENSE").read_text(encoding="utf-8")
    for readme in ("README.md", "README.zh-CN.md"):
        assert "Apache-2.0" in (ROOT / readme).read_text(encoding="utf-8")
