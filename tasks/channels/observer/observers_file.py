"""The observers whose receipts count: `$GONGSHI_HOME/observers.yaml`, kept on the register's side of the gap."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from tasks.channels.observer.signed_receipt import key_id_of
from tasks.law.observing import Observer

FILE = "observers.yaml"


class ObserversFault(Exception):
    """The observers' file cannot be used; the sentence says what is wrong with it."""


def read_observers(home: Path) -> dict[str, Observer]:
    """The observers by key; ObserversFault where the file is missing or wrong."""
    path = home / FILE
    try:
        document: Any = yaml.safe_load(path.read_text(encoding="utf-8"))
        observers = [_observer(entry) for entry in document["observers"]]
    except FileNotFoundError as error:
        raise ObserversFault(f"没有观察员名册{path}，见 docs/observer.md") from error
    except (yaml.YAMLError, KeyError, TypeError, ValueError) as error:
        raise ObserversFault(f"观察员名册{path}无法读取（{error}）") from error
    found = {one.key_id: one for one in observers}
    if len(found) != len(observers):
        raise ObserversFault(f"观察员名册{path}中有重复的公钥")
    return found


def _observer(entry: Mapping[str, Any]) -> Observer:
    if unknown := set(entry) - {"name", "key", "valid_from", "valid_until"}:
        raise ValueError(f"不认识的项目：{'、'.join(sorted(unknown))}")
    public_key = base64.b64decode(str(entry["key"]), validate=True)
    if len(public_key) != 32 or not str(entry["name"]).strip():
        raise ValueError("name、key须填写，key为gongshi observe --new-key所示")
    valid_until = entry.get("valid_until")
    if not all(isinstance(day, date) for day in (entry["valid_from"], valid_until or entry["valid_from"])):
        raise ValueError("valid_from、valid_until应为日期")
    return Observer(
        str(entry["name"]).strip(), key_id_of(public_key), public_key, entry["valid_from"], valid_until
    )
