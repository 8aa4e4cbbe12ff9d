"""Step that brings back what was taken down to be corrected, once its newer version is there."""

from __future__ import annotations

from tasks.installation import Installation
from tasks.register.corrections import reopen_corrected
from tasks.steps import step


@step("恢复更正后的公示")
def bring_back_corrected(here: Installation) -> int:
    """Have corrected decisions assessed again for their permanent address; returns how many."""
    return reopen_corrected(here.register, here.now)
