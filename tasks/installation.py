"""One installation, opened: its register, its law and its channels, shared by the steps of a run."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property

from tasks.channels.website.addresses import LIST_SIZE
from tasks.contracts.law_tables import Law, load_law
from tasks.contracts.tables_privacy import Privacy, load_privacy
from tasks.law.acts import ActType, Channel
from tasks.law.deadlines import withdrawal_deadline
from tasks.law.shanghai import shanghai_date
from tasks.law.withdrawing import WithdrawalRequest
from tasks.register.assess import assessor
from tasks.register.assessment import Assess
from tasks.register.database import Register, open_register
from tasks.register.withdrawals import WithdrawalRules
from tasks.settings import Settings, read_settings


def real_clock() -> datetime:
    """The instant now; receipts, log entries and everything sent outward take it (promise 9)."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class Installation:
    """What the steps of a run work with."""

    settings: Settings
    register: Register

    @cached_property
    def law(self) -> Law:
        """Deadlines, periods, calendar and authorities as data."""
        return load_law(self.settings.home, None)

    @cached_property
    def privacy(self) -> Privacy:
        """Disclosure, redaction and review rules as data."""
        return load_privacy(self.settings.home, None)

    @cached_property
    def channels_since(self) -> dict[Channel, date | None]:
        """The website and every configured channel, with the first decision date each carries."""
        from tasks.channels.configuration import configured_channels

        return configured_channels(self.settings.home)

    @property
    def channels(self) -> tuple[Channel, ...]:
        """The channels on which decisions are shown, the website first."""
        return tuple(self.channels_since)

    @property
    def assess(self) -> Assess:
        """The rules of today."""
        return assessor(self.law, self.privacy, self.today, self.channels_since)

    @cached_property
    def withdrawal_rules(self) -> WithdrawalRules:
        """Which endings reach which channel."""
        return WithdrawalRules(self.law.channels, LIST_SIZE)

    @property
    def now(self) -> datetime:
        """The instant now."""
        return real_clock()

    @property
    def today(self) -> date:
        """The Shanghai date."""
        return shanghai_date(self.now)

    def withdrawal_due(self, request: WithdrawalRequest, act_type: ActType) -> date | None:
        """The day by which a withdrawal must be done: counted from effect, else from receipt, else from today."""
        start = request.effective_on or request.received_on or self.today
        return withdrawal_deadline(start, act_type, self.law.withdrawal_rules, self.law.calendar).due_on


_GARBAGE_THRESHOLDS = (200_000, 20, 100)
"""Batches make millions of short-lived values and hardly a cycle: the default thresholds cost a fourth of a
bulk run (docs/benchmarks.md)."""


@contextmanager
def open_installation(settings: Settings | None = None) -> Iterator[Installation]:
    """Open the installation that the environment names."""
    settings = settings or read_settings()
    gc.set_threshold(*_GARBAGE_THRESHOLDS)
    register = open_register(settings.database_url, settings.home)
    try:
        yield Installation(settings, register)
    finally:
        register.close()
