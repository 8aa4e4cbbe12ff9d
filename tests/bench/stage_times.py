"""Seconds and peak memory by stage, measured from outside the code that is measured."""

from __future__ import annotations

import functools
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import psutil

_SAMPLE_SECONDS = 0.02


@dataclass
class Stages:
    """Seconds spent and peak resident memory seen in each stage, nested stages counted once."""

    seconds: dict[str, float] = field(default_factory=dict)
    peak_bytes: dict[str, int] = field(default_factory=dict)
    _running: list[str] = field(default_factory=list)
    _since: float = 0.0

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Count the block under `name`; what an inner stage takes is not counted twice."""
        self._switch()
        self._running.append(name)
        try:
            yield
        finally:
            self._switch()
            self._running.pop()

    def _switch(self) -> None:
        now = time.perf_counter()
        if self._running:
            name = self._running[-1]
            self.seconds[name] = self.seconds.get(name, 0.0) + now - self._since
        self._since = now

    def watch(self, module: Any, attribute: str, name: str) -> None:
        """Count every call of a module's function as a stage."""
        original: Callable[..., Any] = getattr(module, attribute)

        @functools.wraps(original)
        def counted(*args: Any, **kwargs: Any) -> Any:
            with self.stage(name):
                return original(*args, **kwargs)

        setattr(module, attribute, counted)

    @contextmanager
    def sampled(self) -> Iterator[None]:
        """Sample this process's resident memory while the block runs."""
        process, stop = psutil.Process(), threading.Event()

        def sample() -> None:
            while not stop.wait(_SAMPLE_SECONDS):
                used = process.memory_info().rss
                name = self._running[-1] if self._running else "between"
                self.peak_bytes[name] = max(self.peak_bytes.get(name, 0), used)

        sampler = threading.Thread(target=sample, daemon=True)
        sampler.start()
        try:
            yield
        finally:
            stop.set()
            sampler.join()


def table(title: str, stages: Stages, count: int, names: list[str]) -> str:
    """The stages as a table: seconds, decisions a second, peak MB."""
    lines = [title, f"{'stage':<22}{'seconds':>9}{'decisions/s':>13}{'peak MB':>9}"]
    for name in names:
        seconds = stages.seconds.get(name, 0.0)
        rate = f"{count / seconds:,.0f}" if seconds else "-"
        lines.append(f"{name:<22}{seconds:>9.2f}{rate:>13}{stages.peak_bytes.get(name, 0) / 1e6:>9.0f}")
    total = sum(stages.seconds.get(name, 0.0) for name in names)
    peak = max(stages.peak_bytes.values(), default=0) / 1e6
    lines.append(f"{'all':<22}{total:>9.2f}{count / total if total else 0:>13,.0f}{peak:>9.0f}")
    return "\n".join(lines)
