"""One timed main job in a process of its own: pull, validate, register, publish, read back, statistics."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from stage_times import Stages, table

NAMES = [
    "pull",
    "validate",
    "assess",
    "register",
    "render",
    "write",
    "read back",
    "settle",
    "lists",
    "statistics",
]


def main(home: Path, site_url: str, count: int) -> None:
    """Run the job over the exchange tables in `home`, print its table, then a run with nothing new."""
    os.environ |= {"GONGSHI_HOME": str(home), "GONGSHI_SITE_URL": site_url}
    import flows.count
    import flows.publish
    import flows.pull
    import flows.withdraw

    stages = Stages()
    _watch(stages)
    with stages.sampled():
        with stages.stage("pull"):
            pulled = flows.pull.pull()
        with stages.stage("settle"):
            published = flows.publish.publish()
        with stages.stage("statistics"):
            flows.count.count()
            from tasks.counting import year_forms
            from tasks.installation import real_clock

            year_forms(real_clock().year, None)
    print(table(f"{count:,} decisions, SQLite, website read back from {site_url}", stages, count, NAMES))
    print(
        f"pulled {sum(p.seen for p in pulled):,}, published {published.published:,}, problems {len(published.problems)}"
    )
    print("nothing new: " + json.dumps(_nothing_new()))


def _watch(stages: Stages) -> None:
    import tasks.channels.website.publish_pages as pages
    import tasks.channels.website.stale_lists as lists
    import tasks.contracts.validation as validation
    import tasks.pulling as pulling
    from tasks.channels.website.rendering import Pages

    stages.watch(validation, "validate", "validate")
    stages.watch(pulling, "incoming_records", "assess")
    stages.watch(pulling, "take_in", "register")
    stages.watch(pages, "intend_pages", "settle")
    stages.watch(pages, "settle_pages", "settle")
    stages.watch(pages, "write_files", "write")
    stages.watch(pages._Written, "readings", "read back")
    stages.watch(Pages, "decision", "render")
    stages.watch(lists, "refresh_lists", "lists")


def _nothing_new() -> dict[str, Any]:
    """Statements and rows of a second run over the same sources."""
    import flows.publish
    import flows.pull
    import flows.withdraw

    counted = {"statements": 0, "rows_changed": 0}

    def after(
        _connection: Any, cursor: Any, _statement: str, _parameters: Any, _context: Any, many: bool
    ) -> None:
        counted["statements"] += 1
        counted["rows_changed"] += max(cursor.rowcount, 0)

    sa.event.listen(sa.engine.Engine, "after_cursor_execute", after)
    try:
        flows.pull.pull()
        flows.publish.publish()
        flows.withdraw.withdraw()
    finally:
        sa.event.remove(sa.engine.Engine, "after_cursor_execute", after)
    return counted


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
