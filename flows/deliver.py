"""Bring every platform up to what the register says: send what is due, take back what must come down."""

from tasks.bringing_back import bring_back_corrected
from tasks.delivering import Delivered, deliver_everywhere, open_channels
from tasks.disclosing import apply_waiting_notices, end_expired, reassess_waiting
from tasks.installation import open_installation


def deliver() -> list[Delivered]:
    """Deliver to each configured platform; one that is down stops no other."""
    with open_installation() as here:
        apply_waiting_notices(here)
        end_expired(here)
        bring_back_corrected(here)
        open_channels(here)
        reassess_waiting(here)
        return deliver_everywhere(here)
