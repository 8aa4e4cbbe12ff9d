"""What really lies in the site's two trees, whatever a hand put there; nothing here follows a link."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path

from tasks.channels.website.files import is_address
from tasks.law.reconciling import Shape

_LEFTOVER = re.compile(r"\..+\.\d+")
_PORTION = 5_000


def shape_at(tree: Path, address: str) -> Shape:
    """What stands at an address of a tree."""
    target = tree / address[1:]
    try:
        found = target.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return Shape.ABSENT
    if stat.S_ISDIR(found.st_mode):
        return Shape.OCCUPIED if any(os.scandir(target)) else Shape.ODD
    return _shape_of(target.name, found.st_mode)


def _shape_of(name: str, mode: int) -> Shape:
    if not stat.S_ISREG(mode):
        return Shape.ODD
    if name.startswith("."):
        return Shape.LEFTOVER if _LEFTOVER.fullmatch(name) else Shape.FILE
    return Shape.FILE if mode & stat.S_IRUSR else Shape.UNREADABLE


def walked(tree: Path) -> Iterator[dict[str, Shape]]:
    """Everything but folders, in portions; links are named and not entered."""
    portion: dict[str, Shape] = {}
    for address, shape in _walk(tree):
        portion[address] = shape
        if len(portion) >= _PORTION:
            yield portion
            portion = {}
    if portion:
        yield portion


def _walk(tree: Path) -> Iterator[tuple[str, Shape]]:
    top, folders = str(tree), [str(tree)]
    while folders:
        folder = folders.pop()
        try:
            entries = list(os.scandir(folder))
        except FileNotFoundError:
            continue
        except PermissionError:
            yield _address(folder[len(top) :]), Shape.UNREADABLE
            continue
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                folders.append(entry.path)
            elif (mode := _mode_of(entry)) is not None:
                yield _address(entry.path[len(top) :]), _shape_of(entry.name, mode)


def _mode_of(entry: os.DirEntry[str]) -> int | None:
    """None where it is gone meanwhile, as the half-written files of another process are."""
    try:
        return entry.stat(follow_symlinks=False).st_mode
    except FileNotFoundError:
        return None


def _address(path: str) -> str:
    """The path as text that can be stored and shown, also where its name is no text."""
    return path.encode("utf-8", "backslashreplace").decode()


def make_room(tree: Path, addresses: Iterable[str]) -> list[str]:
    """Remove links, empty folders and unreadable files where files are to be written; gives where that may be done.

    Nothing is written behind a link, and a folder that holds something stays for a person to see.
    """
    return [address for address in addresses if _is_free(tree, address) or _cleared(tree, address)]


def remove(tree: Path, addresses: Iterable[str]) -> None:
    """Remove what stands at addresses; a link goes and never what it leads to."""
    removed = [address for address in addresses if _cleared(tree, address)]
    if removed:
        os.sync()


def clear_leftovers(tree: Path, addresses: Iterable[str]) -> None:
    """Remove what interrupted writes left; the caller holds the claim "website", so no write is under way."""
    for address in addresses:
        if shape_at(tree, address) is Shape.LEFTOVER and _way_is_plain(tree, tree / address[1:]):
            (tree / address[1:]).unlink(missing_ok=True)


def _is_free(tree: Path, address: str) -> bool:
    plain = is_address(address) and _way_is_plain(tree, tree / address[1:])
    return plain and shape_at(tree, address) in (Shape.ABSENT, Shape.FILE)


def _cleared(tree: Path, address: str) -> bool:
    target, shape = tree / address[1:], shape_at(tree, address)
    if not is_address(address) or not _way_is_plain(tree, target) or shape is Shape.OCCUPIED:
        return False
    if target.is_dir() and not target.is_symlink():
        target.rmdir()
    else:
        target.unlink(missing_ok=True)
    return True


def _way_is_plain(tree: Path, target: Path) -> bool:
    """Whether every folder above is one, or is not there yet."""
    parent = target.parent
    while parent != tree:
        if parent.is_symlink() or (parent.exists() and not parent.is_dir()):
            return False
        parent = parent.parent
    return True
