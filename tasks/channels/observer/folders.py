"""The two folders whose files an office carries through the network gap, by whatever it has."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

LIST_SUFFIX, RECEIPT_SUFFIX = ".worklist.json", ".receipt.json"


@dataclass(frozen=True, slots=True)
class Folders:
    """What comes in, goes out, was dealt with and was refused, on either side of the gap."""

    home: Path

    @property
    def arriving(self) -> Path:
        """Files from the other side."""
        return self.home / "in"

    @property
    def leaving(self) -> Path:
        """Files for the other side."""
        return self.home / "out"

    def waiting(self, suffix: str) -> list[Path]:
        """The files that arrived, by name; what is still being copied under a dot name is not looked at."""
        if not self.arriving.is_dir():
            return []
        return sorted(p for p in self.arriving.iterdir() if p.name.endswith(suffix) and p.name[0] != ".")

    def set_by(self, file: Path, where: str) -> None:
        """Move a file that arrived to another folder, "taken" or "refused"."""
        target = self.home / where
        target.mkdir(parents=True, exist_ok=True)
        file.replace(target / file.name)

    def hand_over(self, name: str, content: bytes) -> Path:
        """Put a whole file out for the other side; nobody ever sees half of it."""
        self.leaving.mkdir(parents=True, exist_ok=True)
        temporary, target = self.leaving / f".{name}", self.leaving / name
        with temporary.open("wb") as handle:
            handle.write(content)
            handle.flush()
            os.fsync(handle.fileno())
        temporary.replace(target)
        return target


def folders_of(home: Path) -> Folders:
    """The folders under an installation's home."""
    return Folders(home / "observer")
