"""What cannot wait for the timetable: an error whose withdrawal two people agreed on comes down at once."""

from __future__ import annotations

import time
from dataclasses import replace

from flows.deliver import deliver
from flows.running import Outcome, run_flow
from flows.withdraw import withdraw
from tasks.publishing import Published
from tasks.register.claims import ClaimedElsewhere

TRIES, PAUSE_SECONDS = 60, 2.0
"""How long another process's run is waited for: it may have begun before the withdrawal was requested."""


def run_withdrawal_now() -> Outcome:
    """The withdraw flow, through Prefect where a server is up; a run under way is waited for, then run after it."""
    for _ in range(TRIES - 1):
        outcome = run_flow("withdraw")
        if not (isinstance(outcome.answer, dict) and "busy" in outcome.answer):
            return _with_platforms(outcome)
        time.sleep(PAUSE_SECONDS)
    return run_flow("withdraw")


def _with_platforms(outcome: Outcome) -> Outcome:
    """The platforms are told in the same breath; what of them did not work is told beside."""
    return Outcome(outcome.answer, (*outcome.problems, *run_flow("deliver").problems))


def withdraw_within_flow() -> Published:
    """The same inside a flow run of Prefect, whose record it joins; ClaimedElsewhere where the wait was in vain."""
    for _ in range(TRIES - 1):
        try:
            done = withdraw()
            told = [problem for one in deliver() for problem in one.problems]
            return replace(done, problems=(*done.problems, *told))
        except ClaimedElsewhere:
            time.sleep(PAUSE_SECONDS)
    return withdraw()
