"""It works on an island (promise 10): nothing in the repository names a host we might ask, nothing calls home."""

from __future__ import annotations

import re
import tomllib

import pytest

from tests.architecture.source_tree import ROOT, own_files

LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
_REGISTRIES = (
    "py" + r"pi\.org",
    "python" + "hosted",
    "npm" + "js",
    r"registry\." + "yarn",
    r"crates\." + "io",
)
_MIRRORS = (r"mirrors?\.(?:ali" + "yun|tuna|ustc|cloud)", r"artifact" + "ory", r"nexus\.[a-z]+\.")
_MACHINES = ("/" + r"(?:work|root|home/\w+|Users/\w+)/[\w.]",)
_TEXTS = {
    ".py",
    ".md",
    ".toml",
    ".yaml",
    ".yml",
    ".lock",
    ".html",
    ".css",
    ".js",
    ".sql",
    ".json",
    ".svg",
    ".xml",
    "",
}


def _texts() -> list[tuple[str, str]]:
    files = [path for path in own_files() if path.suffix in _TEXTS]
    return [(path.as_posix(), (ROOT / path).read_text(encoding="utf-8", errors="replace")) for path in files]


@pytest.mark.parametrize("pattern", [*_REGISTRIES, *_MIRRORS, *_MACHINES])
def test_no_file_names_a_package_registry_or_a_path_of_one_machine(pattern: str) -> None:
    found = [f"{path}: {m.group()}" for path, text in _texts() if (m := re.search(pattern, text))]
    assert found == []


def test_pages_load_nothing_from_elsewhere() -> None:
    outside = []
    for path in (ROOT / "reports").rglob("*"):
        if path.suffix not in (".html", ".css", ".xml", ".svg", ".js"):
            continue
        text = re.sub(r'xmlns(?::\w+)?="[^"]*"', "", path.read_text(encoding="utf-8"))
        outside += [f"{path.name}: {url}" for url in re.findall(r"(?:https?:)?//[\w.-]+\.\w+", text)]
        outside += [f"{path.name}: @import" for _ in re.findall(r"@import|<script[^>]+src=", text)]
    assert outside == []


def _pins() -> dict[str, str]:
    return dict(re.findall(r"^([A-Za-z0-9_.-]+)==([^ ;\\]+)", LOCK, re.MULTILINE))


@pytest.mark.parametrize(("lock", "least"), [("requirements.lock", 100), ("requirements-cms.lock", 30)])
def test_every_locked_package_has_its_hashes_and_no_address(lock: str, least: int) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    blocks = re.split(r"\n(?=[A-Za-z0-9])", text.strip())
    assert len(blocks) > least
    assert [block.splitlines()[0] for block in blocks if "--hash=sha256:" not in block] == []
    assert re.findall(r"https?://|--index|--extra-index|--find-links| @ ", text) == []


def test_the_lock_keeps_what_is_known_to_work_together() -> None:
    """Newer FastAPI breaks Prefect 3.8.8 loudly, SQLAlchemy 2.1 breaks its scheduler silently (traps)."""
    pins = _pins()
    assert pins["prefect"] == "3.8.8"
    assert pins["fastapi"] == "0.150.0"
    assert pins["sqlalchemy"].startswith("2.0.")
    assert pins["duckdb"].startswith("1.")


def test_every_direct_dependency_is_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    names = {re.split(r"[\[<>=!~ ]", one)[0].lower().replace("_", "-") for one in wanted}
    assert names <= {name.lower().replace("_", "-") for name in _pins()}


def test_prefect_reports_nothing() -> None:
    import flows  # noqa: F401 - sets the environment
    from flows.prefect_server import SILENT, prefect_environment

    told = prefect_environment(ROOT / "var", "http://127.0.0.1:1/api")
    for name, value in {**SILENT, "DO_NOT_TRACK": "1", "PREFECT_SERVER_ANALYTICS_ENABLED": "false"}.items():
        assert told[name] == value, name
    import os

    assert os.environ["DO_NOT_TRACK"] == "1"
    assert os.environ["PREFECT_SERVER_ANALYTICS_ENABLED"] == "false"


def test_make_tells_prefect_the_same() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert "export PREFECT_SERVER_ANALYTICS_ENABLED := false" in makefile
    assert "export DO_NOT_TRACK := 1" in makefile
