"""Where this installation keeps its things and what it is called: environment variables and `site.yaml`."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

DATA_CONTRACTS = Path(__file__).parents[1] / "data_contracts"
REPORTS = Path(__file__).parents[1] / "reports"
DIRECT, OBSERVER = "direct", "observer"


class SettingsFault(Exception):
    """The installation is configured wrongly; the sentence says what and how to mend it."""


@dataclass(frozen=True, slots=True)
class SiteIdentity:
    """What the website is called; from `$GONGSHI_HOME/site.yaml`.

    `reading` says how it is read back: by ourselves, or by an observer beyond a network gap. `data_licence` is the
    name or address of the licence under which exported statistics may be used again; "" where nothing is allowed.
    """

    name: str = "行政执法信息公示"
    publisher: str = "市卫生健康委员会"
    base_url: str = ""
    id_code: str = ""
    contact: str = ""
    log_origin: str = "gongshi.example/log"
    reading: str = DIRECT
    data_licence: str = ""


@dataclass(frozen=True, slots=True)
class Settings:
    """One installation; `site_url` is where a web server shows the site, None where none is configured."""

    home: Path
    database_url: str
    site_url: str | None
    site: SiteIdentity

    @property
    def site_root(self) -> Path:
        """The website's files."""
        return self.home / "site"

    @property
    def warehouse(self) -> Path:
        """The statisticians' snapshots."""
        return self.home / "warehouse"


def read_settings(environment: dict[str, str] | None = None) -> Settings:
    """The settings as the environment and the installation's files give them; SettingsFault if unusable."""
    env = dict(os.environ) if environment is None else environment
    home = Path(env.get("GONGSHI_HOME") or "var").absolute()
    url = env.get("GONGSHI_DATABASE_URL") or f"sqlite:///{home / 'register.sqlite3'}"
    site_url = (env.get("GONGSHI_SITE_URL") or "").rstrip("/") or None
    if site_url and not site_url.startswith(("http://", "https://")):
        raise SettingsFault(f"GONGSHI_SITE_URL应以 http:// 或 https:// 开头，现为“{site_url}”")
    return Settings(home, url, site_url, _site_identity(home / "site.yaml"))


def _site_identity(path: Path) -> SiteIdentity:
    if not path.exists():
        return SiteIdentity()
    try:
        values: Any = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
        identity = SiteIdentity(**{str(k): str(v) for k, v in values.items()})
    except (yaml.YAMLError, TypeError, AttributeError) as error:
        known = "、".join(SiteIdentity.__slots__)
        raise SettingsFault(f"{path}无法读取（{error}）；可用的项目：{known}") from error
    if identity.reading not in (DIRECT, OBSERVER):
        raise SettingsFault(f"{path}中的reading应为{DIRECT}或{OBSERVER}，现为“{identity.reading}”")
    return identity
