"""What went wrong in a flow's answer, however deep it stands in it."""

from __future__ import annotations

import dataclasses
from typing import Any


def problems_of(answer: Any) -> list[str]:
    """Every `problem` and all `problems` of an answer made of dataclasses, lists and tuples."""
    if isinstance(answer, (list, tuple)):
        return [problem for one in answer for problem in problems_of(one)]
    if not dataclasses.is_dataclass(answer) or isinstance(answer, type):
        return []
    found = []
    for name in (field.name for field in dataclasses.fields(answer)):
        value = getattr(answer, name)
        if name == "problem":
            found += [str(value)] if value else []
        elif name == "problems":
            found += [str(one) for one in value]
        else:
            found += problems_of(value)
    return found
