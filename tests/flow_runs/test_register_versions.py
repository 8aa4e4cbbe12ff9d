"""One decision, many versions: what a second, a corrected, a late and a rejected row do to the register."""

from __future__ import annotations

import sqlalchemy as sa

from tasks.importing import import_files
from tasks.register.schema import decision, record, sighting
from tasks.register.source_rows import known_rows
from tests.office import Office, licence

NUMBER = "滨卫医许〔2026〕35号"
A = licence(NUMBER)
B = licence(NUMBER, 许可内容="准予医疗机构执业登记，诊疗科目：口腔科、麻醉科")
REJECTED = licence(NUMBER, 许可决定日期="2026-13-45")
MENDED = licence(NUMBER, 许可内容="准予医疗机构执业登记，诊疗科目：内科")


def content_of_current(office: Office) -> str:
    (row,) = office.rows(
        sa.select(record.c.content).join_from(decision, record, record.c.id == decision.c.current_record_id)
    )
    return str(row.content)


def test_importing_the_same_file_twice_adds_no_record(office: Office) -> None:
    path = office.home / "许可.csv"
    rows = [licence(f"滨卫医许〔2026〕{n}号") for n in range(1, 6)]
    lines = [",".join(rows[0]), *(",".join(f'"{v}"' for v in row.values()) for row in rows)]
    path.write_text("\n".join(lines), encoding="utf-8-sig")
    first = import_files("licence_decision", [path], None, None)
    again = import_files("licence_decision", [path], None, None)
    assert (first["files"][0]["added"], again["files"][0]["added"]) == (5, 0)
    assert office.record_states() == ["accepted"] * 5
    assert office.rows(sa.select(sighting)) == []
    office.assert_balanced()


def test_new_content_under_the_same_number_supersedes_the_old(office: Office) -> None:
    office.take(A)
    office.take(B)
    assert office.record_states() == ["superseded", "accepted"]
    assert "麻醉科" in content_of_current(office)
    office.assert_balanced()


def test_a_change_back_is_a_change_and_its_sighting_is_logged(office: Office) -> None:
    office.take(A, keys=["1"], stamps=["2026-11-20 08:00:00"])
    office.take(B, keys=["1"], stamps=["2026-11-20 09:00:00"])
    office.take(A, keys=["1"], stamps=["2026-11-20 10:00:00"])
    assert office.record_states() == ["accepted", "superseded"]
    assert [row.record_id for row in office.rows(sa.select(sighting))] == [1]
    assert "麻醉科" not in content_of_current(office)
    office.assert_balanced()


def test_after_a_change_back_the_full_comparison_knows_the_row_that_stands(office: Office) -> None:
    for row, stamp in ((A, "08"), (B, "09"), (A, "10")):
        office.take(row, keys=["1"], stamps=[f"2026-11-20 {stamp}:00:00"])
    (current,) = office.rows(sa.select(record.c.raw_hash).where(record.c.state == "accepted"))
    with office.open() as here:
        assert known_rows(here.register, "licence_decision") == {"1": current.raw_hash}


def test_an_older_row_arriving_late_does_not_displace_the_newer(office: Office) -> None:
    office.take(B, keys=["1"], stamps=["2026-11-20 09:00:00"])
    office.take(A, keys=["1"], stamps=["2026-11-20 08:00:00"])
    assert office.record_states() == ["accepted", "superseded"]
    assert "麻醉科" in content_of_current(office)
    office.assert_balanced()


def test_an_older_row_under_another_key_of_the_same_system_does_not_displace_the_newer(
    office: Office,
) -> None:
    office.take(B, keys=["2"], stamps=["2026-11-20 09:00:00"])
    office.take(A, keys=["1"], stamps=["2026-11-20 08:00:00"])
    assert "麻醉科" in content_of_current(office)
    office.assert_balanced()


def test_a_row_changed_twice_within_one_second_shows_what_came_last(office: Office) -> None:
    stamp = "2026-11-20 09:00:00"
    other = licence("滨卫医许〔2026〕99号")
    office.take(other, A, keys=["9", "1"], stamps=[stamp, stamp])
    office.take(B, keys=["1"], stamps=[stamp])
    assert (
        "麻醉科" in [r.content for r in office.rows(sa.select(record).where(record.c.state == "accepted"))][1]
    )
    office.assert_balanced()


def test_reading_the_same_rows_again_in_an_overlap_changes_nothing(office: Office) -> None:
    stamp = "2026-11-20 09:00:00"
    office.take(A, keys=["1"], stamps=[stamp])
    office.take(licence("滨卫医许〔2026〕99号"), A, keys=["9", "1"], stamps=[stamp, stamp])
    assert office.record_states() == ["accepted", "accepted"]
    assert office.rows(sa.select(sighting)) == []


def test_a_rejected_new_version_leaves_the_accepted_one_standing_and_public(office: Office) -> None:
    office.take(A, keys=["1"], stamps=["2026-11-20 08:00:00"])
    office.publish()
    office.take(REJECTED, keys=["1"], stamps=["2026-11-20 09:00:00"])
    office.publish()
    assert office.record_states() == ["accepted", "quarantined"]
    assert office.state(NUMBER) == "published"
    assert office.read(office.page(NUMBER))[0] == 200
    office.assert_balanced()


def test_seeing_the_standing_version_again_in_an_overlap_does_not_close_a_later_rejection(
    office: Office,
) -> None:
    office.take(A, keys=["1"], stamps=["2026-11-20 08:00:00"])
    office.take(REJECTED, keys=["1"], stamps=["2026-11-20 09:00:00"])
    office.take(A, keys=["1"], stamps=["2026-11-20 08:00:00"])
    assert office.record_states() == ["accepted", "quarantined"]


def test_the_mended_version_closes_the_quarantine_and_its_findings(office: Office) -> None:
    office.take(A, keys=["1"], stamps=["2026-11-20 08:00:00"])
    office.take(REJECTED, keys=["1"], stamps=["2026-11-20 09:00:00"])
    assert any(f.closed_at is None for f in office.findings("impossible-date"))
    office.take(MENDED, keys=["1"], stamps=["2026-11-20 10:00:00"])
    assert office.record_states() == ["superseded", "superseded", "accepted"]
    assert all(f.closed_at for f in office.findings("impossible-date"))
    assert "内科" in content_of_current(office)
    office.assert_balanced()


def test_a_row_without_a_number_goes_through_once_its_mended_twin_arrives(office: Office) -> None:
    office.take(licence(""))
    assert office.record_states() == ["quarantined"]
    open_errors = office.rows(
        sa.text("SELECT id FROM finding WHERE severity = 'error' AND closed_at IS NULL")  # type: ignore[arg-type]
    )
    assert open_errors
    office.take(A)
    assert office.record_states() == ["superseded", "accepted"]
    assert not office.rows(
        sa.text("SELECT id FROM finding WHERE severity = 'error' AND closed_at IS NULL")  # type: ignore[arg-type]
    )
    office.assert_balanced()


def test_two_systems_that_report_the_same_decision_make_one_decision(office: Office) -> None:
    office.take(A, source="审批系统")
    office.take(A, source="双公示系统")
    assert office.record_states() == ["accepted", "superseded"]
    assert office.findings("systems-disagree") == []
    office.assert_balanced()


def test_two_systems_that_disagree_are_a_finding_for_both_told_once(office: Office) -> None:
    office.take(A, source="审批系统")
    for _ in range(3):
        office.take(B, source="双公示系统")
    assert [f.source for f in office.findings("systems-disagree")] == ["双公示系统", "审批系统"]
    assert "麻醉科" not in content_of_current(office)
    office.assert_balanced()


def test_other_spellings_of_a_number_name_the_same_decision(office: Office) -> None:
    office.take(A)
    office.take(licence("滨卫医许[2026]第035号", 许可内容="准予变更登记"))
    assert len(office.rows(sa.select(decision.c.id))) == 1
    office.assert_balanced()


def test_the_later_row_of_a_file_is_the_version(office: Office) -> None:
    for _ in range(2):
        office.take(A, B)
        assert office.record_states() == ["superseded", "accepted"]
        assert "麻醉科" in content_of_current(office)
    office.assert_balanced()


def test_a_corrected_document_number_keeps_the_page_address(office: Office) -> None:
    office.take(A, keys=["1"], stamps=["2026-11-20 08:00:00"])
    office.publish()
    before = office.page(NUMBER)
    corrected = "滨卫医许〔2026〕53号"
    office.take(licence(corrected), keys=["1"], stamps=["2026-11-20 09:00:00"])
    office.publish()
    assert office.page(corrected) == before
    status, text = office.read(before)
    assert status == 200
    assert corrected in text
    assert office.where_public(NUMBER) == []
    assert office.differences() == []
