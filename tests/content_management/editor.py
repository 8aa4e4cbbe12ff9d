"""An editor at the portal's database: reads [page id, Python] as JSON lines, does it with `page`, tells how it went.

Run in the portal's own environment; a process of its own, as starting Wagtail takes seconds. `tell(...)` answers.
"""

import json
import os
import sys
import traceback
from pathlib import Path

sys.path.insert(0, str(Path.cwd()))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

import django

django.setup()

from disclosure_pages.models import DecisionColumn, DecisionPage  # noqa: E402
from django.db import connections  # noqa: E402


def act(page_id: str, what: str) -> str:
    """Do one thing; what it told."""
    told: list[object] = []
    page = DecisionPage.objects.get(page_id=page_id) if page_id else None
    exec(what, {"page": page, "DecisionColumn": DecisionColumn, "tell": told.append})
    return " ".join(map(str, told))


for line in sys.stdin:
    try:
        answer = ("", act(*json.loads(line)))
    except Exception:
        answer = (traceback.format_exc(), "")
    connections.close_all()
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()
