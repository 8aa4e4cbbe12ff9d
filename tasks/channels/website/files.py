"""Writes and removes the site's files: each atomically, only where something changed, one sync a batch.

The site's root holds two trees of the same addresses: `public/`, what is served, and `gone/`, whose files
answer with 410 before `public/` is looked at.
"""

import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

PUBLIC, GONE = "public", "gone"

_ADDRESS = re.compile(r"(?:/[A-Za-z0-9_][A-Za-z0-9_.\-]*)+")
_EMPTY: Mapping[str, bytes] = {}


class UnsafeAddress(ValueError):
    """An address that could lead out of the site, or that no file of the site may have."""


@dataclass(frozen=True, slots=True)
class Written:
    """What a batch did: the addresses whose bytes changed, and the SHA-256 of every file of the batch."""

    changed: tuple[str, ...]
    hashes: dict[str, bytes]


def is_address(path: str) -> bool:
    """Whether a file of the site may have this address."""
    return _ADDRESS.fullmatch(path) is not None


def public_file(root: Path, path: str) -> Path:
    """The file behind an address in the public tree."""
    return root / PUBLIC / _safe(path)[1:]


def gone_file(root: Path, path: str) -> Path:
    """The file behind an address in the gone tree."""
    return root / GONE / _safe(path)[1:]


def write_files(root: Path, files: Mapping[str, bytes], known: Mapping[str, bytes] = _EMPTY) -> Written:
    """Write the files whose bytes are not there yet.

    `known` gives the SHA-256 of what is known to stand at an address, which spares reading it back from disk;
    leave an address out of it to have it compared, and mended, on disk.
    """
    hashes = {path: sha256(body).digest() for path, body in files.items()}
    changed = tuple(path for path in files if known.get(path) != hashes[path])
    written = _write_tree(root / PUBLIC, {path: files[path] for path in changed})
    return Written(tuple(written), hashes)


def put_gone(root: Path, files: Mapping[str, bytes]) -> Written:
    """Let addresses answer 410 with these bodies: first the gone file, then the page goes away."""
    written = _write_tree(root / GONE, files)
    _remove_tree(root / PUBLIC, files)
    return Written(tuple(written), {path: sha256(body).digest() for path, body in files.items()})


def bring_back(root: Path, paths: Iterable[str]) -> tuple[str, ...]:
    """Let addresses answer with their public files again; gives those that had answered 410."""
    return tuple(_remove_tree(root / GONE, paths))


def remove_files(root: Path, paths: Iterable[str]) -> tuple[str, ...]:
    """Remove public files; gives those that were there."""
    return tuple(_remove_tree(root / PUBLIC, paths))


def vanish(root: Path, paths: Iterable[str]) -> tuple[str, ...]:
    """Remove every trace of addresses from both trees, so that they answer 404."""
    chosen = tuple(paths)
    found = dict.fromkeys(_remove_tree(root / PUBLIC, chosen))
    found.update(dict.fromkeys(_remove_tree(root / GONE, chosen)))
    return tuple(found)


def _write_tree(tree: Path, files: Mapping[str, bytes]) -> list[str]:
    top, written = str(tree), []
    folders: dict[str, bool] = {}
    for path in sorted(files):  # one folder after the other is a third faster than to and fro
        body, target = files[path], top + _safe(path)
        folder, _, name = target.rpartition("/")
        fresh = folders.get(folder)
        if fresh is None:
            fresh = folders[folder] = _make_folder(folder)
        if not fresh and _holds(target, body):
            continue
        _replace(f"{folder}/.{name}.{os.getpid()}", target, body)
        written.append(path)
    if written:
        os.sync()
    return written


def _make_folder(folder: str) -> bool:
    """Make a folder; True where it is new and so holds nothing yet."""
    try:
        Path(folder).mkdir(parents=True)
    except FileExistsError:
        return False
    return True


def _holds(target: str, body: bytes) -> bool:
    try:
        descriptor = os.open(target, os.O_RDONLY)
    except FileNotFoundError:
        return False
    try:
        if os.fstat(descriptor).st_size != len(body):
            return False
        return os.pread(descriptor, len(body) + 1, 0) == body
    finally:
        os.close(descriptor)


def _replace(temporary: str, target: str, body: bytes) -> None:
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o644)
    try:
        rest = memoryview(body)
        while rest:
            rest = rest[os.write(descriptor, rest) :]
    finally:
        os.close(descriptor)
    os.replace(temporary, target)  # noqa: PTH105  pathlib costs more than the call itself


def _remove_tree(tree: Path, paths: Iterable[str]) -> list[str]:
    top, removed = str(tree), []
    for path in paths:
        try:
            os.unlink(top + _safe(path))  # noqa: PTH108
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
            continue
        removed.append(path)
    if removed:
        os.sync()
    return removed


def _safe(path: str) -> str:
    if not _ADDRESS.fullmatch(path):
        raise UnsafeAddress(f"not an address of the site: {path!r}")
    return path
