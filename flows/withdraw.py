"""Take down what was revoked, changed, expired or withdrawn by hand, everywhere."""

from tasks.bringing_back import bring_back_corrected
from tasks.disclosing import apply_waiting_notices, end_expired, reassess_waiting
from tasks.erasing import erase_vanished
from tasks.installation import open_installation
from tasks.observing import take_in_observations
from tasks.publishing import Published, withdraw_website


def withdraw() -> Published:
    """Bring the website down to what the register says may still be public."""
    with open_installation() as here:
        seen = take_in_observations(here)
        apply_waiting_notices(here)
        end_expired(here)
        bring_back_corrected(here)
        reassess_waiting(here)
        done = withdraw_website(here)
        erase_vanished(here)
        return done.beside(seen.problems)
