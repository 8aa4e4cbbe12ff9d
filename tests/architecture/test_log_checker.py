"""The checker in the handbook: short, the standard library only, and right about every public file and forgery."""

from __future__ import annotations

import ast
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.source_tree import ROOT
from tests.office import Office, licence, notice, penalty, site_server, sqlite_office

__all__ = ["site_server", "sqlite_office"]

CHECKER = ROOT / "docs" / "example" / "check_proof.py"
NUMBER = "滨卫医许〔2026〕35号"
MONTH = "downloads/licences/2026-11-1.json"


def check(site: str | Path, decision: Path) -> tuple[int, str]:
    """Run the checker as an outsider would: another process, without our packages."""
    done = subprocess.run(
        [sys.executable, "-I", "-S", CHECKER, str(site), str(decision)],
        capture_output=True,
        text=True,
        check=False,
        env={"PATH": os.environ["PATH"], "PYTHONIOENCODING": "utf-8"},
        timeout=120,
    )
    return done.returncode, done.stdout + done.stderr


@pytest.fixture
def public(sqlite_office: Office) -> Path:
    """The files of a site with more than one tile: 280 licences, a penalty, one decision withdrawn."""
    office = sqlite_office
    office.take(licence(NUMBER, 许可内容="准予“口腔科” <新增> & 变更'登记'\n第二行"))
    office.take(*(licence(f"滨卫医许〔2026〕{n}号") for n in range(100, 379)))
    office.take(penalty("滨卫医罚〔2026〕5号"))
    office.publish()
    office.take(notice("滨卫医许〔2026〕101号"))
    office.withdraw()
    return office.home / "site" / "public"


def page_of(office: Office, public: Path, number: str = NUMBER) -> Path:
    return public / office.page(number)[1:]


def test_it_is_sixty_lines_of_the_standard_library() -> None:
    text = CHECKER.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 60
    imported = {
        name.split(".")[0]
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in ([a.name for a in node.names] if isinstance(node, ast.Import) else [node.module or ""])
    }
    assert imported
    assert imported <= sys.stdlib_module_names


def test_an_outsider_confirms_a_page_and_a_month_from_the_public_files(
    sqlite_office: Office, public: Path
) -> None:
    for site in (sqlite_office.site_url, public):
        code, said = check(site, page_of(sqlite_office, public))
        assert code == 0, said
        assert "1件公示，1件确在日志gongshi.example/log之中：282项" in said
    code, said = check(public, page_of(sqlite_office, public, "滨卫医罚〔2026〕5号"))
    assert code == 0, said
    code, said = check(public, public / MONTH)
    assert code == 0, said
    assert "279件公示，279件确在" in said


def test_a_forgery_anywhere_does_not_hold(sqlite_office: Office, public: Path, tmp_path: Path) -> None:
    first, last = (page_of(sqlite_office, public, n) for n in (NUMBER, "滨卫医罚〔2026〕5号"))
    text = first.read_text(encoding="utf-8")
    (salt,) = re.findall(r'随机盐</dt><dd class="code">(..)', text)
    mark = '</dt><dd class="code">'
    for what, old, new in (
        ("text", "新增", "减少"),
        ("name of a field", ">许可内容<", ">许可内容二<"),
        ("salt", f"随机盐{mark}{salt}", f"随机盐{mark}{int(salt, 16) ^ 1:02x}"),
        ("index", f"日志序号{mark}0<", f"日志序号{mark}1<"),
        ("index beyond", f"日志序号{mark}0<", f"日志序号{mark}9999<"),
    ):
        assert old in text, what
        forged = tmp_path / "forged.html"
        forged.write_text(text.replace(old, new), encoding="utf-8")
        code, said = check(public, forged)
        assert (code, "不成立" in said) == (1, True), f"{what}: {said}"
    for name, page in (
        ("tile/0/000", first),
        ("tile/0/001.p/26", last),
        ("tile/1/000.p/1", last),
        ("checkpoint", first),
    ):
        file = public / "log" / name
        body = file.read_bytes()
        size = body.replace(b"\n282\n", b"\n281\n")
        file.write_bytes(size if name == "checkpoint" else bytes([body[0] ^ 1]) * 32 + body[32:-1] + b"!")
        assert check(public, page)[0] == 1, name
        file.write_bytes(body)
        assert check(public, page)[0] == 0, name


def test_decisions_of_a_month_are_checked_each_for_itself(sqlite_office: Office, tmp_path: Path) -> None:
    sqlite_office.take(*(licence(f"滨卫医许〔2026〕{n}号") for n in range(1, 6)))
    sqlite_office.publish()
    public = sqlite_office.home / "site" / "public"
    month = json.loads((public / MONTH).read_text(encoding="utf-8"))
    one = tmp_path / "one.json"
    one.write_text(json.dumps(month["decisions"][3]), encoding="utf-8")
    assert check(public, one)[0] == 0
    month["decisions"][3]["edition"]["许可内容"] = "准予别的"
    (public / MONTH).write_text(json.dumps(month, ensure_ascii=False), encoding="utf-8")
    code, said = check(public, public / MONTH)
    assert code == 1
    assert f"不成立：{month['decisions'][3]['edition']['文书号']}" in said
    assert "5件公示，4件确在" in said


def test_the_signature_is_checked_with_the_commands_of_the_handbook(
    sqlite_office: Office, public: Path, tmp_path: Path
) -> None:
    assert shutil.which("openssl"), "OpenSSL is part of the system (make system)"
    assert shutil.which("curl"), "curl is part of the system (make system)"
    handbook = (ROOT / "docs" / "log.md").read_text(encoding="utf-8")
    (commands,) = re.findall(r"<!-- example: openssl -->\n```sh\n(.*?)```", handbook, re.DOTALL)

    def verify() -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["bash", "-e", "-o", "pipefail", "-c", commands],
            cwd=tmp_path,
            env={**os.environ, "SITE": sqlite_office.site_url},
            capture_output=True,
            text=True,
            check=False,
        )

    done = verify()
    assert done.returncode == 0, done.stderr
    assert "Signature Verified Successfully" in done.stdout
    checkpoint = public / "log" / "checkpoint"
    checkpoint.write_bytes(checkpoint.read_bytes().replace(b"\n282\n", b"\n283\n"))
    assert verify().returncode != 0
