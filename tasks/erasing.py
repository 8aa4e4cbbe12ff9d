"""Step that erases from the statisticians' snapshots what was published in error (*vanish*)."""

from __future__ import annotations

from tasks.installation import Installation
from tasks.register.claims import claim
from tasks.register.ending_rows import vanished_decisions
from tasks.steps import step


@step("清除统计库中误公开的文字")
def erase_vanished(here: Installation) -> int:
    """Erase from every kept snapshot the text of what was published in error; how many were rewritten or removed."""
    with here.register.reading() as connection:
        vanished = vanished_decisions(connection)
    if not vanished or not here.settings.warehouse.exists():
        return 0
    from tasks.warehouse.catalogue_page import renew_page
    from tasks.warehouse.erasure import erase_from_snapshots
    from tasks.warehouse.snapshots import current_snapshot

    with claim(here.register, "warehouse", wait=True):
        erased = erase_from_snapshots(here.settings.warehouse, vanished)
        current = current_snapshot(here.settings.warehouse)
        if current is not None and current.name in {path.name for path in erased.rewritten}:
            renew_page(current, here.settings.site.publisher)
    return len(erased.rewritten) + len(erased.removed)
