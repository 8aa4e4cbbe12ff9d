"""What an office does to end a publication, one act for each way; each is called with the office and the document number."""

from __future__ import annotations

from collections.abc import Callable

from tasks.deciding import disclose, withdraw
from tests.office import Office, notice

Act = Callable[[Office, str], object]

BY = ("审查人甲", "经核实", "审批表")


def withdrawn(reason: str, by: str = "") -> Act:
    """Withdrawn by an operator for a reason, with the decision that takes its place where there is one."""

    def end(_office: Office, number: str) -> None:
        withdraw(number, reason, "滨河市人民政府", "滨政复决〔2026〕21号", by, "", *BY)

    return end


def noticed(office: Office, number: str) -> None:
    """Revoked by a notice from the source."""
    office.take(notice(number))


def vanished(office: Office, number: str) -> None:
    """Published in error: proposed by one person, agreed by a second."""
    withdraw(number, "公示有误", "政务服务处 处长甲", "", "", "", *BY)
    office.agree()


def withheld(office: Office, number: str) -> None:
    """Found not to be disclosable after it was public: proposed by one person, agreed by a second."""
    disclose(number, "不予公示", None, "", "处长甲", "涉及商业秘密", "《政府信息公开条例》第十五条")
    office.agree()
