"""The main job from end to end on the demonstration city: three kinds of sources, two rounds, everything proved."""

from __future__ import annotations

import sqlalchemy as sa

from flows.publish import publish
from flows.pull import pull
from flows.withdraw import withdraw
from tasks.channels.website.addresses import decision_page
from tasks.demo.demo_city import build_demo
from tasks.law.shanghai import shanghai_date
from tasks.register.schema import decision, publication
from tests.office import NOW, Office


def test_the_whole_job_runs_twice_and_everything_agrees(office: Office) -> None:
    with build_demo(office.home, shanghai_date(NOW), 20260101, 400) as city:
        first = pull()
        office.assert_balanced()
        assert [one for one in first if one.problem and one.added], "what is broken stops nothing else"
        assert sum(one.added for one in first) > 100
        assert sum(one.rejected for one in first) > 0
        published = publish()
        assert published.problems == ()
        assert published.published > 50
        city.changes_arrive()
        pull()
        withdrawn = withdraw()
        assert withdrawn.problems == ()
        assert withdrawn.withdrawn > 0
        assert publish().problems == ()
        assert office.differences() == []
        office.assert_balanced()
        before = office.record_states()
        assert sum(one.added for one in pull()) == 0
        assert (publish().published, withdraw().withdrawn) == (0, 0)
        assert office.record_states() == before
    standing = sa.select(decision.c.page_id, publication.c.state).join_from(
        publication, decision, decision.c.id == publication.c.decision_id
    )
    for page_id, state in office.rows(standing)[:40]:
        assert (office.read(decision_page(page_id))[0] == 200) == (state == "published")
