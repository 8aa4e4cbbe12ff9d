"""Publish what is due on the website, after whatever must not become public has been held or ended."""

from tasks.bringing_back import bring_back_corrected
from tasks.disclosing import apply_waiting_notices, end_expired, reassess_waiting
from tasks.installation import open_installation
from tasks.observing import take_in_observations
from tasks.publishing import Published, publish_website


def publish() -> Published:
    """Bring the website up to what the register says should be public."""
    with open_installation() as here:
        seen = take_in_observations(here)
        apply_waiting_notices(here)
        end_expired(here)
        bring_back_corrected(here)
        reassess_waiting(here)
        return publish_website(here).beside(seen.problems)
