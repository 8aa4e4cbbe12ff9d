"""The portal's environment is as clean as ours: what is in its lock, nothing with a licence that conflicts."""

from __future__ import annotations

import json
import subprocess

from tests.architecture.licences import conflicts
from tests.content_management.portal import PYTHON, Portal


def test_every_package_of_the_portal_fits_and_none_carries_x265(portal: Portal) -> None:
    """The wheels of pillow-heif carry it under the GPL, whatever their metadata say."""
    done = subprocess.run(
        [str(PYTHON), "-m", "piplicenses", "--format=json", "--with-system"],
        capture_output=True, text=True, check=True, timeout=120,
    )  # fmt: skip
    packages = json.loads(done.stdout)
    names = {one["Name"].lower().replace("_", "-") for one in packages}
    assert "wagtail" in names
    assert "pillow-heif" not in names
    assert conflicts(packages) == []


def test_the_models_and_their_migrations_agree(portal: Portal) -> None:
    assert "No changes detected" in portal.manage("makemigrations", "--check", "--dry-run")
