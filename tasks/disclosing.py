"""Steps that decide what may be public: notices, ended periods, and publications whose day has come."""

from __future__ import annotations

from tasks.installation import Installation
from tasks.register.notices import AppliedNotices, apply_notices
from tasks.register.reassessment import reassess
from tasks.register.withdrawals import request_expiries
from tasks.steps import step

BATCH = 5_000


@step("办理撤下通知")
def apply_waiting_notices(here: Installation) -> AppliedNotices:
    """Apply the revocation notices that wait, also to decisions not yet public."""
    return apply_notices(here.register, here.now, here.withdrawal_rules, here.withdrawal_due)


@step("结束公示期满的公示")
def end_expired(here: Installation) -> int:
    """Request the end of publications whose disclosure period is over."""
    return request_expiries(here.register, here.now, here.withdrawal_rules)


@step("重新判断公示")
def reassess_waiting(here: Installation) -> int:
    """Assess again whatever was changed, ruled on or dated for today; returns how many."""
    assess = here.assess
    total = 0
    while looked_at := reassess(here.register, assess, here.now, BATCH, here.withdrawal_rules):
        total += looked_at
    return total
