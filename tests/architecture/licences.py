"""Whether a dependency's licence conflicts with ours (Apache-2.0) or with use by a public body.

`python tests/architecture/licences.py FILE`, with the JSON of pip-licenses; exit code 1 where one does.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

PERMISSIVE = frozenset(
    {
        "0BSD", "Apache Software License", "Apache-2.0", "BSD", "BSD License", "BSD-2-Clause", "BSD-3-Clause",
        "CC0-1.0", "CNRI-Python", "ISC", "ISC License (ISCL)", "MIT", "MIT License", "MIT-0", "MIT-CMU", "PSF-2.0",
        "Python Software Foundation License", "Python-2.0", "The Unlicense (Unlicense)", "Unlicense",
        "Zlib", "zlib License", "DFSG approved",
    }
)  # fmt: skip
"""No more than a notice is asked for."""

WEAK_COPYLEFT = frozenset(
    {"LGPL-2.1-only", "LGPL-2.1-or-later", "LGPL-3.0-only", "LGPL-3.0-or-later", "MPL-2.0",
     "Mozilla Public License 2.0 (MPL 2.0)"}
)  # fmt: skip
"""Binds changes to the library itself, which we use unchanged, as a package anyone can replace (docs/adr)."""

ACCEPTED = {
    "text-unidecode": "offered under the Artistic License or the GPL as the user chooses; we choose the Artistic "
    "License. It comes with python-slugify, which Prefect needs",
}
"""Packages whose licence text needed reading by a person, with what was found."""


def conflicts(packages: Iterable[Mapping[str, str]]) -> list[str]:
    """One sentence for each package whose licence does not fit, or is not known to."""
    return [
        f"{one['Name']} {one['Version']}: {one['License']}"
        for one in packages
        if one["Name"] not in ACCEPTED and not fits(one["License"])
    ]


def fits(licence: str) -> bool:
    """Whether a licence expression can be used: one of the alternatives, every part of it."""
    bare = licence.replace("(Apache-2.0 OR MIT)", "MIT")
    alternatives = re.split(r"\s+OR\s+", bare)
    return any(
        all(_known(part) for part in re.split(r"\s+AND\s+|;\s*", alternative)) for alternative in alternatives
    )


def _known(part: str) -> bool:
    return part.strip() in PERMISSIVE | WEAK_COPYLEFT


def main(file: Path) -> int:
    """Print what does not fit; 1 where anything does not."""
    found = conflicts(json.loads(file.read_text(encoding="utf-8")))
    for sentence in found:
        print(f"licence conflict or unknown licence: {sentence}", file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
