"""The nightly proof: both balances to the row, the website and the log to the byte, the other channels as they can be read."""

from tasks.channels.website.difference import Difference
from tasks.checking import check_balances, check_website
from tasks.installation import open_installation
from tasks.platform_checking import check_platforms


def prove() -> list[Difference]:
    """Every difference between register, balances, channels and log."""
    with open_installation() as here:
        return [*check_balances(here), *check_website(here), *check_platforms(here)]
