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
    SERVICE_HALL = "service_hall"
    CREDIT = "credit"
    SUPERVISION = "supervision"
    CMS = "cms"


CHANNEL_NAMES: dict[Channel, str] = {
    Channel.WEBSITE: "官方网站",
    Channel.SERVICE_HALL: "网上办事大厅",
    Channel.CREDIT: "信用平台",
    Channel.SUPERVISION: "执法监督平台",
    Channel.CMS: "内容管理系统",
}
"""Channels by the names officers use."""

ACT_SLUGS: dict[ActType, str] = {
    ActType.LICENCE: "licences",
    ActType.PENALTY: "penalties",
    ActType.COERCION: "coercions",
    ActType.INSPECTION: "inspections",
    ActType.LEVY: "levies",
    ActType.REQUISITION: "requisitions",
}
"""How an act type is written in a web address."""
