"""Which version of a record is current after a batch: pure, by source order (design 3)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from tasks.law.lifecycle import RecordState
from tasks.register.incoming import IncomingRecord

_LIVE = (RecordState.ACCEPTED, RecordState.QUARANTINED)


@dataclass(slots=True)
class Version:
    """One content of one source key: known to the register, or new (`row` says from which row)."""

    id: int
    source_key: str
    content_hash: bytes
    state: RecordState
    decision_id: int | None
    source_order: str
    row: IncomingRecord | None = None
    was: RecordState | None = None
    sightings: list[str] = field(default_factory=list)
    reseen: bool = False

    @property
    def new(self) -> bool:
        """Whether the register does not hold it yet."""
        return self.was is None


class VersionHistory:
    """All versions of the keys a batch touches, and what the batch does to them."""

    def __init__(self, known: Iterable[Version], first_new_id: int) -> None:
        self._by_key: dict[str, dict[bytes, Version]] = defaultdict(dict)
        self._next_id = first_new_id
        for version in known:
            self._by_key[version.source_key][version.content_hash] = version

    def sight(self, rows: Sequence[IncomingRecord]) -> None:
        """Take in the rows, in source order."""
        for row in rows:
            self._sight(row)

    def __iter__(self) -> Iterator[Version]:
        for versions in self._by_key.values():
            yield from versions.values()

    def _sight(self, row: IncomingRecord) -> None:
        versions = self._by_key[row.source_key]
        verdict = RecordState.QUARANTINED if row.rejected else RecordState.ACCEPTED
        seen = versions.get(row.content_hash)
        if seen is None:
            seen = self._add(row, verdict, versions)
            if any(
                is_later(v.source_order, row.source_order) and v.state in _LIVE
                for v in versions.values()
                if v is not seen
            ):
                seen.state = RecordState.SUPERSEDED
                return
        elif seen.state in (RecordState.DISMISSED, RecordState.APPLIED):
            return
        elif seen.state is RecordState.SUPERSEDED:
            newest = max((v.source_order for v in versions.values()), default="")
            if row.source_order <= newest:
                return
            seen.sightings.append(row.source_order)
            seen.source_order = row.source_order
        elif seen.state is RecordState.ACCEPTED:
            verdict = RecordState.ACCEPTED  # what stands in the register is not undone by a stricter contract
        seen.reseen = not seen.new
        seen.row = seen.row or row
        seen.state = verdict
        self._step_down(
            seen,
            [
                v
                for v in versions.values()
                if v is not seen and not is_later(v.source_order, row.source_order)
            ],
        )

    def _add(self, row: IncomingRecord, verdict: RecordState, versions: dict[bytes, Version]) -> Version:
        decision_id = next((v.decision_id for v in versions.values() if v.decision_id is not None), None)
        version = Version(
            self._next_id, row.source_key, row.content_hash, verdict, decision_id, row.source_order, row
        )
        self._next_id += 1
        versions[row.content_hash] = version
        return version

    @staticmethod
    def _step_down(current: Version, earlier: Iterable[Version]) -> None:
        """An accepted version ends every earlier live one; a rejected one leaves the accepted one standing."""
        ends = _LIVE if current.state is RecordState.ACCEPTED else (RecordState.QUARANTINED,)
        for other in earlier:
            if other.state in ends:
                other.state = RecordState.SUPERSEDED


def is_later(source_order: str, other: str) -> bool:
    """Whether one row is later at its source than another; the place in the batch does not count."""
    return source_order.partition("#")[0] > other.partition("#")[0]
