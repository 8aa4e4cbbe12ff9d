"""Becomes a command that the kernel ends with the process that started it, so that a killed parent leaves nobody.

`python -m flows.tether PARENT COMMAND…`; with PARENT 0 whoever started it is the parent.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys

_PR_SET_PDEATHSIG = 1
_PR_SET_CHILD_SUBREAPER = 36


def adopt_orphans() -> None:
    """Become the parent of whoever a child leaves behind, so that it can be seen, ended and reaped."""
    _prctl(_PR_SET_CHILD_SUBREAPER, 1)


def _prctl(option: int, value: int) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(option, value, 0, 0, 0):
        raise OSError(ctypes.get_errno(), "prctl")


def main(arguments: list[str]) -> None:
    """Ask the kernel for SIGTERM on the parent's death, then become the command."""
    parent, command = int(arguments[0]), arguments[1:]
    _prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    if parent and os.getppid() != parent:
        sys.exit(0)  # it died before the kernel was asked
    os.execvp(command[0], command)  # noqa: S606 - the command comes from our own station


if __name__ == "__main__":
    main(sys.argv[1:])
