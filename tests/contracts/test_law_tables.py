"""Law tables as files: shipped, replaced by an installation, and refused with file, row and field (promise 8)."""

import json
from datetime import date
from pathlib import Path

import pytest
import yaml

from tasks.contracts.law_rows import SHIPPED_LAW
from tasks.contracts.law_tables import LawTableError, add_notice, load_law, load_notices
from tasks.law.acts import ActType
from tasks.law.deadlines import deadline

RECEIVED = date(2026, 11, 24)
# Invented arrangement for 2027, in holiday-cn's form: statutory days with plausible bridges.
OFF_2027 = [
    "2027-01-01", "2027-01-02", "2027-01-03", "2027-02-05", "2027-02-06", "2027-02-07", "2027-02-08",
    "2027-02-09", "2027-02-10", "2027-02-11", "2027-04-05", "2027-05-01", "2027-05-02", "2027-05-03",
    "2027-06-09", "2027-09-15", "2027-10-01", "2027-10-02", "2027-10-03", "2027-10-04", "2027-10-05",
]  # fmt: skip
WORK_2027 = ["2027-01-30", "2027-02-14"]


def holiday_cn(folder: Path, year: int = 2027, papers: tuple[str, ...] = ()) -> Path:
    days = [{"name": "节", "date": day, "isOffDay": True} for day in OFF_2027]
    days += [{"name": "节", "date": day, "isOffDay": False} for day in WORK_2027]
    path = folder / f"{year}.json"
    path.write_text(json.dumps({"year": year, "papers": papers, "days": days}), encoding="utf-8")
    return path


def own_form(folder: Path, **changes: object) -> Path:
    notice = {"year": 2027, "source": ["某通知"], "off": OFF_2027, "work": WORK_2027, **changes}
    path = folder / "notice.json"
    path.write_text(json.dumps(notice), encoding="utf-8")
    return path


def test_every_shipped_row_names_its_source_and_every_assumption_is_explained() -> None:
    for name in ("deadlines.yaml", "withdrawal_deadlines.yaml", "periods.yaml", "authorities.yaml"):
        for row in yaml.safe_load((SHIPPED_LAW / name).read_text(encoding="utf-8")):
            assert row["source"], (name, row["id"])
            assert name == "authorities.yaml" or not row.get("assumption") or row["note"], (name, row["id"])


def test_every_year_from_2007_has_a_notice_known_before_it_began() -> None:
    notices = load_notices(None)
    first = {one.year: one for one in reversed(notices)}
    assert sorted(first) == list(range(2007, 2027))
    assert all(one.known_since < date(year, 1, 1) for year, one in first.items())
    assert {one.version for one in notices if not one.version.endswith("-1")} == {
        "2015-2",
        "2019-2",
        "2020-2",
    }


def test_an_installations_table_replaces_the_shipped_one_whole(tmp_path: Path) -> None:
    (tmp_path / "law").mkdir()
    row = "{id: own, act_types: [行政处罚], working_days: 5, in_force_from: 2020-01-01, known_since: 2020-01-01,"
    (tmp_path / "law" / "deadlines.yaml").write_text(
        f"- {row} clause: G10, source: 某规定}}\n", encoding="utf-8"
    )
    law = load_law(tmp_path)
    assert deadline(date(2026, 3, 2), ActType.PENALTY, law.deadline_rules, law.calendar).working_days == 5
    assert deadline(date(2026, 3, 2), ActType.LICENCE, law.deadline_rules, law.calendar).due_on is None
    assert law.period_regimes == load_law(None).period_regimes


@pytest.mark.parametrize(
    ("table", "text", "told"),
    [
        (
            "deadlines.yaml",
            "- {id: a, act_types: [行政处罚], working_days: x}",
            r"deadlines\.yaml第1行（a）：字段",
        ),
        ("deadlines.yaml", "- {id: a, unknown: 1}", "字段"),
        ("deadlines.yaml", "{}", "列表"),
        ("deadlines.yaml", "- [", "YAML"),
        ("deadlines.yaml", "[]", "至少一行"),
        ("authorities.yaml", "- {id: a, name: b, role: c, source: d, name_pattern: '('}", "name_pattern"),
        ("periods.yaml", "- {id: a, channels: [fax]}", "channels"),
        ("calendars/customs.yaml", "{source: a}", "customs"),
    ],
)
def test_a_broken_table_is_told_by_file_row_and_field(
    tmp_path: Path, table: str, text: str, told: str
) -> None:
    path = tmp_path / "law" / table
    path.parent.mkdir(parents=True)
    path.write_text(text, encoding="utf-8")
    with pytest.raises(LawTableError, match=told):
        load_law(tmp_path)


def test_a_field_nobody_knows_is_refused(tmp_path: Path) -> None:
    rows = yaml.safe_load((SHIPPED_LAW / "deadlines.yaml").read_text(encoding="utf-8"))
    rows[1]["working_dayz"] = 9
    path = tmp_path / "law" / "deadlines.yaml"
    path.parent.mkdir(parents=True)
    path.write_text(yaml.safe_dump(rows, allow_unicode=True), encoding="utf-8")
    with pytest.raises(LawTableError, match="第2行（decision-2018）：字段working_dayz"):
        load_law(tmp_path)


@pytest.mark.parametrize("form", [holiday_cn, own_form])
def test_a_notice_taken_in_ends_the_provisional_year(tmp_path: Path, form) -> None:
    notice = add_notice(tmp_path, form(tmp_path), RECEIVED)
    assert (notice.version, notice.known_since) == ("2027-1", RECEIVED)
    law = load_law(tmp_path)
    answer = deadline(date(2026, 12, 23), ActType.PENALTY, law.deadline_rules, law.calendar)
    assert (answer.due_on, answer.latest_on) == (date(2027, 1, 4), date(2027, 1, 4))
    assert not answer.provisional
    assert answer.calendar == "2026-1+2027-1"
    before = load_law(tmp_path, as_of=date(2026, 11, 23))
    assert deadline(date(2026, 12, 23), ActType.PENALTY, before.deadline_rules, before.calendar).provisional


def test_the_same_notice_twice_is_one_and_a_changed_one_is_the_next_version(tmp_path: Path) -> None:
    add_notice(tmp_path, holiday_cn(tmp_path), RECEIVED)
    assert add_notice(tmp_path, own_form(tmp_path), date(2026, 11, 30)).version == "2027-1"
    changed = own_form(tmp_path, work=[*WORK_2027, "2027-10-09"])
    assert add_notice(tmp_path, changed, date(2026, 11, 30)).version == "2027-2"
    assert load_law(tmp_path).calendar.is_working(date(2027, 10, 9))
    assert len(list((tmp_path / "law" / "calendars").iterdir())) == 2


def test_a_notice_is_known_since_the_day_of_its_paper(tmp_path: Path) -> None:
    dated = holiday_cn(tmp_path, papers=("https://www.gov.cn/zhengce/zhengceku/2026-11/20/content_1.htm",))
    assert add_notice(tmp_path, dated, RECEIVED).known_since == date(2026, 11, 20)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"off": [], "work": []}, "尚未公布"),
        ({"off": [*OFF_2027, "2027-01-30"]}, "两次"),
        ({"off": [*OFF_2027, "2028-01-01"]}, "只能含"),
        ({"off": OFF_2027[:3]}, "过少"),
        ({"off": OFF_2027[1:]}, "元旦"),
        ({"version": "first"}, "版本号"),
        ({"year": "soon"}, "year"),
        ({"days": [{"date": "2027-01-01"}]}, "isOffDay"),
    ],
)
def test_what_cannot_be_a_notice_is_refused_and_not_kept(
    tmp_path: Path, changes: dict[str, object], told: str
) -> None:
    with pytest.raises(LawTableError, match=told):
        add_notice(tmp_path, own_form(tmp_path, **changes), RECEIVED)
    assert not (tmp_path / "law").exists()


def test_the_empty_2027_of_public_data_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "2027.json"
    path.write_text('{"year": 2027, "papers": [], "days": []}', encoding="utf-8")
    with pytest.raises(LawTableError, match="尚未公布"):
        add_notice(tmp_path, path, RECEIVED)
    path.write_text("not json", encoding="utf-8")
    with pytest.raises(LawTableError, match="JSON"):
        add_notice(tmp_path, path, RECEIVED)


def test_a_version_that_stands_with_other_days_is_not_overwritten(tmp_path: Path) -> None:
    add_notice(tmp_path, own_form(tmp_path, version="2027-1"), RECEIVED)
    with pytest.raises(LawTableError, match="2027-1"):
        add_notice(tmp_path, own_form(tmp_path, version="2027-1", work=["2027-01-30"]), RECEIVED)


def test_before_any_notice_nothing_can_be_counted() -> None:
    with pytest.raises(LawTableError, match="2006"):
        load_law(None, as_of=date(2006, 1, 1))
