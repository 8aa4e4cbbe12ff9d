"""Take down what was revoked, changed, expired or withdrawn by hand, everywhere."""

from tasks.disclosing import apply_waiting_notices, end_expired, reassess_waiting
from tasks.installation import open_installation
from tasks.publishing import Published, withdraw_website


def withdraw() -> Published:
    """Bring the website down to what the register says may still be public."""
    with open_installation() as here:
        apply_waiting_notices(here)
        end_expired(here)
        reassess_waiting(here)
        return withdraw_website(here)
