"""A withdrawn text cannot be confirmed by guessing: once its page is down, its salt is nowhere any more."""

from __future__ import annotations

import sqlalchemy as sa

from tasks.checking import check_public_log
from tasks.register.schema import decision, edition, log_leaf
from tasks.register.transparency import forget_salts
from tests.office import Office, licence, notice

ENDED, CHANGED, KEPT = (f"滨卫医许〔2026〕{n}号" for n in (1, 2, 3))


def salts(office: Office, number: str) -> list[bytes | None]:
    rows = office.rows(
        sa.select(edition.c.salt)
        .join_from(edition, decision, decision.c.id == edition.c.decision_id)
        .where(decision.c.document_number == number)
        .order_by(edition.c.id)
    )
    return [row.salt for row in rows]


def forget(office: Office, *numbers: str) -> None:
    ids = [office.publication(number).decision_id for number in numbers]
    with office.open() as here, here.register.writing() as connection:
        forget_salts(connection, ids)


def test_what_ended_has_no_salt_left_anywhere_and_its_leaf_stays(office: Office) -> None:
    office.take(licence(ENDED), licence(CHANGED), licence(KEPT))
    office.publish()
    (ended,) = salts(office, ENDED)
    assert ended
    assert office.where_public(ended.hex())
    office.take(notice(ENDED))
    office.withdraw()
    forget(office, ENDED, KEPT)
    assert office.where_public(ended.hex()) == []
    assert salts(office, ENDED) == [None]
    (kept,) = salts(office, KEPT)
    assert kept, "what stands on the site keeps its salt"
    kinds = office.rows(sa.select(log_leaf.c.kind).order_by(log_leaf.c.index))
    assert [row.kind for row in kinds] == ["publish"] * 3 + ["withdraw"]
    with office.open() as here:
        assert check_public_log(here, {}) == []
    assert office.differences() == []


def test_a_replaced_text_loses_its_salt_and_the_one_that_replaced_it_keeps_its_own(office: Office) -> None:
    office.take(licence(CHANGED))
    office.publish()
    (first,) = salts(office, CHANGED)
    assert first
    office.take(licence(CHANGED, 许可内容="准予变更登记"))
    with office.open() as here:
        from tasks.disclosing import reassess_waiting

        reassess_waiting(here)
    forget(office, CHANGED)
    assert salts(office, CHANGED)[0] == first, "it stands until the new text does"
    office.publish()
    forget(office, CHANGED)
    old, new = salts(office, CHANGED)
    assert old is None
    assert new
    assert office.where_public(first.hex()) == []
    office.take(licence(CHANGED))
    office.publish()
    assert office.differences() == [], "a change back is a text of its own, with a salt of its own"
    assert salts(office, CHANGED)[-1] not in (None, first)
