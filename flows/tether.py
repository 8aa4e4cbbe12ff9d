"""Becomes a command that the kernel ends with the process that started it, so that a killed parent leaves nobody.

`python -m flows.tether PARENT COMMAND…`; with PARENT 0 whoever started it is the parent.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys

_PR_SET_PDEATHSIG = 1


def main(arguments: list[str]) -> None:
    """Ask the kernel for SIGTERM on the parent's death, then become the command."""
    parent, command = int(arguments[0]), arguments[1:]
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_PR_SET_PDEATHSIG, int(signal.SIGTERM), 0, 0, 0):
        raise OSError(ctypes.get_errno(), "prctl")
    if parent and os.getppid() != parent:
        sys.exit(0)  # it died before the kernel was asked
    os.execvp(command[0], command)  # noqa: S606 - the command comes from our own station


if __name__ == "__main__":
    main(sys.argv[1:])
