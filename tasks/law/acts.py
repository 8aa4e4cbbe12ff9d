"""The kinds of enforcement act and the places where a decision is shown (seed 一; clauses G10, G13)."""

from enum import StrEnum


class ActType(StrEnum):
    """The six kinds of act the regulation covers, by their official names."""

    LICENCE = "行政许可"
    PENALTY = "行政处罚"
    COERCION = "行政强制"
    INSPECTION = "行政检查"
    LEVY = "行政征收"
    REQUISITION = "行政征用"


class Channel(StrEnum):
    """A place where a decision is shown."""

    WEBSITE = "website"
    CREDIT = "credit"


ACT_SLUGS: dict[ActType, str] = {
    ActType.LICENCE: "licences",
    ActType.PENALTY: "penalties",
    ActType.COERCION: "coercions",
    ActType.INSPECTION: "inspections",
    ActType.LEVY: "levies",
    ActType.REQUISITION: "requisitions",
}
"""How an act type is written in a web address."""
