"""Secrets and addresses from environment variables: they never stand in a file."""

from __future__ import annotations

import os
import re

from tasks.sources.pulled import SourceFailure, source_finding

_REFERENCE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")


def variable(name: str, source: str) -> str:
    """The value of an environment variable a source needs; SourceFailure names the one that is missing."""
    value = os.environ.get(name, "")
    if not value:
        raise SourceFailure(
            source_finding(
                "variable-missing",
                f"来源“{source}”需要的环境变量 {name} 未设置",
                f"请在运行环境中设置 {name} 后重新取数",
                field=name,
            )
        )
    return value


def resolved(text: str, source: str) -> str:
    """A text with every ${NAME} replaced by that environment variable."""
    return _REFERENCE.sub(lambda reference: variable(reference[1], source), text)
