"""Pull what is new at every source into the register."""

from tasks.installation import open_installation
from tasks.pulling import PulledSource, pull_source, read_sources


def pull(source: str = "") -> list[PulledSource]:
    """Pull from one source, or from all; a source that is down stops no other."""
    with open_installation() as here:
        chosen = [one for one in read_sources(here) if source in ("", one.name)]
        return [pull_source(here, one) for one in chosen]
