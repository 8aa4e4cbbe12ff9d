"""Count: the statisticians' snapshot is renewed from the register."""

from tasks.counting import renew_snapshot
from tasks.installation import open_installation


def count() -> str:
    """Build a new snapshot where the register changed; returns its file name."""
    with open_installation() as here:
        return renew_snapshot(here).name
