"""The people of an installation and what each may do: read exactly, refused with file, person and field."""

from __future__ import annotations

from pathlib import Path

import pytest

from tasks.contracts.law_rows import SHIPPED_LAW, LawTableError
from tasks.contracts.tables_operators import load_operators, load_powers, load_roster
from tasks.contracts.tables_privacy import load_privacy
from tests.architecture.source_tree import ROOT

ONE = "- {name: 云初, office: 办公室, roles: [终审], in_office_from: 2026-01-01}\n"


def test_the_example_is_sound_and_has_somebody_for_every_role(tmp_path: Path) -> None:
    (tmp_path / "operators.yaml").write_bytes((ROOT / "docs/example/operators.yaml").read_bytes())
    people = load_operators(tmp_path)
    assert {role.value for one in people.roster.people for role in one.roles} == {
        *("经办", "初审", "复审", "终审", "保密审查", "法规", "负责人")
    }


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "应为至少一人的列表"),
        ("name: 云初\n", "应为至少一人的列表"),
        ("{{{", "不是有效的YAML"),
        (ONE + "- {name: 舟衡, office: 办公室, roles: [局长], in_office_from: 2026-01-01}\n", "第2人（舟衡）：字段roles.0有误"),
        (ONE.replace("2026-01-01", "去年"), "第1人（云初）：字段in_office_from有误"),
        (ONE.replace("终审", "''"), "第1人（云初）：字段roles.0有误"),
        (ONE.replace("[终审]", "[]"), "roles至少一项"),
        (ONE.replace("name: 云初", "name: ' '"), "name和office不能为空"),
        (ONE.replace("办公室", "办" * 60), "合计不超过47个字"),
        (ONE.replace("roles", "duties"), "字段roles有误"),
        (ONE + ONE, "“办公室 云初”重复"),
    ],
)  # fmt: skip
def test_a_file_of_people_that_cannot_be_used_says_where(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "operators.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(LawTableError, match=said) as refused:
        load_roster(path)
    assert str(path) in str(refused.value)


def _own(home: Path, name: str, old: str, new: str) -> None:
    (home / "law").mkdir(exist_ok=True)
    text = (SHIPPED_LAW / name).read_text(encoding="utf-8")
    assert old in text
    (home / "law" / name).write_text(text.replace(old, new, 1), encoding="utf-8")


def test_a_table_of_powers_without_an_act_or_with_nobody_is_refused(tmp_path: Path) -> None:
    _own(tmp_path, "operator_powers.yaml", "act: sign", "act: dismiss")
    with pytest.raises(LawTableError, match="缺少以下事项的行：sign"):
        load_powers(tmp_path)
    _own(tmp_path, "operator_powers.yaml", "roles: [法规]", "roles: []")
    with pytest.raises(LawTableError, match="roles至少一项"):
        load_powers(tmp_path)
    _own(tmp_path, "operator_powers.yaml", "  agreeing: [保密审查, 终审, 负责人]\n", "")
    with pytest.raises(LawTableError, match="agreeing"):
        load_powers(tmp_path)


def test_stages_and_clock_of_release_review_are_read_exactly(tmp_path: Path) -> None:
    _own(tmp_path, "release_stages.yaml", "stages: [final]", "stages: [final, first]")
    with pytest.raises(LawTableError, match=r"release_stages.yaml第1行.*终审是准予公开的签署"):
        load_privacy(tmp_path)
    _own(tmp_path, "release_stages.yaml", "stages: [final]", "stages: [first, final]")
    _own(tmp_path, "release_clock.yaml", "working_days: 3", "working_days: 0")
    with pytest.raises(LawTableError, match=r"release_clock.yaml第1行.*working_days至少为1"):
        load_privacy(tmp_path)
