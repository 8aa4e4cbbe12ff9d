"""The full comparison of keys and hashes: it alone finds late commits and rows that vanished (design 5)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tasks.contracts.finding import Finding, Severity
from tasks.sources.database import table_size, whole_table
from tasks.sources.keyed_rows import KeyedRows
from tasks.sources.pulled import BATCH_ROWS, Pulled, source_finding
from tasks.sources.rest import whole_interface
from tasks.sources.row_texts import row_hashes
from tasks.sources.settings import KeyedSettings
from tasks.sources.source import Source, SourceKind

_NAMED = 20


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a source holds now against what is known of it.

    `unseen` are keys never pulled, `changed` those whose row is not the one known, `vanished` those known but
    gone. `stopped` says why the comparison gave up; then the others are empty and nothing may be changed.
    """

    source: Source
    rows: int
    unseen: frozenset[str]
    changed: frozenset[str]
    vanished: tuple[str, ...]
    findings: tuple[Finding, ...]
    stopped: Finding | None = None

    def late(self) -> Iterator[Pulled]:
        """The rows to take in, unseen and changed, read once more."""
        wanted = self.unseen | self.changed
        if not wanted:
            return
        for rows in _every_row(self.source):
            found = [i for i in _newest(rows).values() if rows.keys[i] in wanted]
            if found:
                late = rows.picked(found)
                yield Pulled(late.frame, late.keys, late.stamps, f"{self.source.name}:全量比对", None, None)


def compare_keys(source: Source, known: Mapping[str, bytes]) -> Comparison:
    """Compare every row of a database or interface with what is known: key to raw hash of its last version.

    A source that holds nothing, or less than its floor, stops the comparison with an alert.
    """
    settings = source.settings
    if not isinstance(settings, KeyedSettings):
        raise TypeError(f"{source.name} has no keys to compare")
    floor = settings.floor if settings.floor >= 1 else max(1.0, settings.floor * len(known))
    if source.kind is SourceKind.DATABASE and (known or settings.floor >= 1):
        size = table_size(source)
        if size < floor:
            return _stopped(source, size, floor, len(known))
    missing = set(known)
    unseen: set[str] = set()
    changed: set[str] = set()
    seen = 0
    for rows in _every_row(source):
        seen += len(rows.keys)
        newest = _newest(rows)
        hashes = row_hashes(rows.frame)
        missing.difference_update(newest)
        unseen.update(key for key in newest if key not in known)
        changed.update(key for key, i in newest.items() if key in known and known[key] != hashes[i])
    if seen < floor and (known or settings.floor >= 1):
        return _stopped(source, seen, floor, len(known))
    vanished = tuple(sorted(missing))
    findings = (_vanished_finding(source, vanished),) if vanished else ()
    return Comparison(source, seen, frozenset(unseen), frozenset(changed), vanished, findings)


def _every_row(source: Source) -> Iterator[KeyedRows]:
    return whole_table(source) if source.kind is SourceKind.DATABASE else whole_interface(source, BATCH_ROWS)


def _newest(rows: KeyedRows) -> dict[str, int]:
    """Position of the newest row of each key: a table may keep earlier versions beside the last."""
    newest: dict[str, int] = {}
    for position, key in enumerate(rows.keys):
        other = newest.get(key)
        if key and (other is None or rows.stamps[other] <= rows.stamps[position]):
            newest[key] = position
    return newest


def _stopped(source: Source, size: int, floor: float, known: int) -> Comparison:
    alert = source_finding(
        "source-below-floor",
        f"来源“{source.name}”全量比对中止：现有{size}条，低于下限{floor:.0f}条（已取入{known}条）；未作任何改动",
        "请与来源系统核实数据是否被清空、换库或权限变化；确属正常的，请调低 floor 后重新比对",
    )
    return Comparison(source, size, frozenset(), frozenset(), (), (alert,), alert)


def _vanished_finding(source: Source, vanished: tuple[str, ...]) -> Finding:
    named = "、".join(vanished[:_NAMED]) + ("等" if len(vanished) > _NAMED else "")
    return source_finding(
        "vanished-at-source",
        f"来源“{source.name}”有{len(vanished)}条已取入的数据不见了：{named}；公开信息未因此撤下",
        "请来源处室说明原因：误删的请恢复，确应撤下的请报送撤下通知",
        severity=Severity.WARNING,
    )
