"""What is not known about service (送达): a warning, since a page before service is a complaint in waiting."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from tasks.contracts.contract import Contract
from tasks.contracts.finding import Finding, Scope, Severity
from tasks.contracts.validation import Validation
from tasks.law.acts import ActType

CODE = "service-unknown"
_SERVED = (ActType.LICENCE, ActType.PENALTY, ActType.COERCION)
_FIELDS = ("served_on", "service_method")
_CLAUSE = "《行政处罚法》第六十一条"
_MENDING = "请在来源补充送达日期和送达方式；未送达的填“未送达”"


def service_findings(contract: Contract, validation: Validation) -> Iterator[Finding]:
    """One warning for a batch that has no word on service, else one for each accepted row without it."""
    if contract.act_type not in _SERVED or validation.broken or not len(validation.rejected):
        return
    title = contract.field("served_on").title
    if not set(_FIELDS) & set(validation.columns_used.values()):
        message = "提示：来源未提供送达日期和送达方式，无法确认决定书已经送达"
        yield Finding(None, title, CODE, Severity.WARNING, message, _MENDING, _CLAUSE, Scope.BATCH)
        return
    frame = validation.frame
    unknown = (frame["served_on"] == "") & (frame["service_method"] == "") & ~validation.rejected
    for row in np.flatnonzero(unknown.to_numpy()):
        message = "提示：未填写送达日期，无法确认决定书已经送达"
        yield Finding(int(row) + 1, title, CODE, Severity.WARNING, message, _MENDING, _CLAUSE)


def is_note(found: Finding) -> bool:
    """Whether a finding is only a remark on what the national format cannot carry; nobody can mend the file."""
    return found.code == CODE and found.scope is Scope.BATCH
