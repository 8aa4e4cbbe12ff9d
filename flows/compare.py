"""The full comparison: late commits come in, rows that vanished at a source are reported."""

from tasks.installation import open_installation
from tasks.pulling import PulledSource, compare_source, read_sources
from tasks.sources.source import SourceKind


def compare(source: str = "") -> list[PulledSource]:
    """Compare all keys and hashes of the sources that have keys."""
    with open_installation() as here:
        keyed = [one for one in read_sources(here) if one.kind is not SourceKind.FOLDER]
        return [compare_source(here, one) for one in keyed if source in ("", one.name)]
