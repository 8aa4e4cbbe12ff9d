"""The flows: what runs on a schedule, and the gongshi command. Prefect never calls home from here."""

import os

os.environ.setdefault("DO_NOT_TRACK", "1")
os.environ.setdefault("PREFECT_SERVER_ANALYTICS_ENABLED", "false")
