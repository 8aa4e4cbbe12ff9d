"""Reading back across the network gap: what the observer does, and what the register's side does with its receipts."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

from tasks import installation
from tasks.channels.observer.folders import folders_of
from tasks.channels.observer.observe import Observed, observe
from tasks.channels.observer.signed_receipt import KeyUnusable, key_id_of, make_key, public_bytes, read_key
from tasks.register.claims import claim
from tasks.settings import OBSERVER, SettingsFault, read_settings
from tasks.steps import step

if TYPE_CHECKING:
    from tasks.channels.observer.reader import ObserverReader
    from tasks.channels.observer.taking_in import TakenIn
    from tasks.installation import Installation

_KEY = "key.pem"


def observe_public_site() -> Observed:
    """Look at what the waiting work lists ask and leave signed receipts; opens no register."""
    settings = read_settings()
    if settings.site_url is None:
        raise SettingsFault("请以GONGSHI_SITE_URL指明公众读取网站的地址")
    folders = folders_of(settings.home)
    try:
        key = read_key(folders.home / _KEY)
    except KeyUnusable as error:
        raise SettingsFault(str(error)) from error
    return observe(folders, settings.site_url, key, installation.real_clock)


def new_key() -> dict[str, str]:
    """Make the observer's key and give what the office enters in its observers' file."""
    try:
        key = make_key(folders_of(read_settings().home).home / _KEY)
    except KeyUnusable as error:
        raise SettingsFault(str(error)) from error
    public = public_bytes(key)
    return {"key_id": key_id_of(public), "key": base64.b64encode(public).decode()}


def observed_answer(observed: Observed) -> dict[str, Any]:
    """`gongshi observe --json`."""
    return {
        "receipts": list(observed.receipts),
        "seen": observed.seen,
        "problems": list(observed.problems),
    }


def observed_text(answer: dict[str, Any]) -> str:
    """A round of looking for a reader."""
    head = f"已核对，{answer['seen']}处与清单一致，回执{len(answer['receipts'])}份"
    return "\n".join([head, *answer["problems"]])


@step("收取观察员回执")
def take_in_observations(here: Installation) -> TakenIn:
    """Take in the receipts that came through the gap; nothing where the site is read directly."""
    from tasks.channels.observer.taking_in import TakenIn, take_in_receipts

    if here.settings.site.reading != OBSERVER:
        return TakenIn()
    reader = observer_reader(here)
    with claim(here.register, "website", wait=True):
        return take_in_receipts(here.register, reader.folders, reader.observers, installation.real_clock)


def observer_reader(here: Installation) -> ObserverReader:
    """How this installation reads through its observers; SettingsFault where their file is unusable."""
    from tasks.channels.observer.observers_file import ObserversFault, read_observers
    from tasks.channels.observer.reader import ObserverReader

    try:
        observers = read_observers(here.settings.home)
    except ObserversFault as error:
        raise SettingsFault(str(error)) from error
    return ObserverReader(here.register, folders_of(here.settings.home), observers, installation.real_clock)
