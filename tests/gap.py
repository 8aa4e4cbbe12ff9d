"""A network gap for tests: files and the site are carried across by hand, nothing else passes."""

from __future__ import annotations

import base64
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

import yaml
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tasks.channels.observer.folders import LIST_SUFFIX, RECEIPT_SUFFIX, Folders, folders_of
from tasks.channels.observer.observe import Observed, observe
from tasks.channels.observer.observers_file import read_observers
from tasks.channels.observer.reader import ObserverReader
from tasks.channels.observer.signed_receipt import make_key, public_bytes
from tasks.channels.observer.taking_in import TakenIn, take_in_receipts
from tasks.channels.website.serving import running_site
from tasks.register.database import Register
from tests.office import Office


@dataclass
class Beyond:
    """One observer beyond the gap: its own machine, its key, its clock."""

    name: str
    folders: Folders
    key: Ed25519PrivateKey
    public_url: str
    now: datetime

    def look(self) -> Observed:
        self.now += timedelta(seconds=1)
        return observe(self.folders, self.public_url, self.key, lambda: self.now)


class Gap:
    """The office inside, the public site outside, and what a person carries between them."""

    def __init__(self, office: Office, outside: Path, public_url: str) -> None:
        self.office, self.outside, self.public_url = office, outside, public_url
        self.inside = folders_of(office.home)
        self.observers: list[Beyond] = []

    def observer(self, name: str, since: date, until: date | None = None, registered: bool = True) -> Beyond:
        """A new observer; its public key stands in the office's file unless it is not registered."""
        folders = Folders(self.outside / name)
        key = make_key(folders.home / "key.pem")
        one = Beyond(name, folders, key, self.public_url, self.office.now)
        self.observers.append(one)
        if registered:
            self._register(one, since, until)
        return one

    def _register(self, one: Beyond, since: date, until: date | None) -> None:
        path = self.office.home / "observers.yaml"
        document = yaml.safe_load(path.read_text()) if path.exists() else {"observers": []}
        entry = {
            "name": one.name,
            "key": base64.b64encode(public_bytes(one.key)).decode(),
            "valid_from": since,
        }
        document["observers"].append(entry | ({"valid_until": until} if until else {}))
        path.write_text(yaml.safe_dump(document, allow_unicode=True), encoding="utf-8")

    def carry_site(self) -> None:
        """The site goes out, as by the office's one-way copying."""
        shutil.rmtree(self.outside / "site", ignore_errors=True)
        if (self.office.home / "site").exists():
            shutil.copytree(self.office.home / "site", self.outside / "site")

    def carry_lists(self) -> None:
        for file in sorted(self.inside.leaving.glob(f"*{LIST_SUFFIX}")):
            for one in self.observers:
                one.folders.arriving.mkdir(parents=True, exist_ok=True)
                shutil.copy(file, one.folders.arriving)
            file.unlink()

    def carry_receipts(self) -> list[Path]:
        """Receipts come in; gives copies kept outside."""
        kept = []
        self.inside.arriving.mkdir(parents=True, exist_ok=True)
        for one in self.observers:
            for file in sorted(one.folders.leaving.glob(f"*{RECEIPT_SUFFIX}")):
                shutil.copy(file, self.inside.arriving)
                kept.append(file.replace(self.outside / file.name))
        return kept

    def round(self) -> list[Path]:
        """Site and lists go out, everybody looks, receipts come in."""
        self.carry_site()
        self.carry_lists()
        for one in self.observers:
            one.now = max(one.now, self.office.now)
            one.look()
        self.office.now = max([self.office.now, *(one.now for one in self.observers)]) + timedelta(minutes=1)
        return self.carry_receipts()

    def reader(self, register: Register) -> ObserverReader:
        return ObserverReader(register, self.inside, read_observers(self.office.home), self.office._tick)

    def take_in(self, register: Register) -> TakenIn:
        return take_in_receipts(register, self.inside, read_observers(self.office.home), self.office._tick)


@contextmanager
def network_gap(office: Office, outside: Path) -> Iterator[Gap]:
    """A gap with a public web server on the far side."""
    outside.mkdir()
    with running_site(outside / "site") as url:
        yield Gap(office, outside, url)


SINCE = date(2026, 11, 1)
