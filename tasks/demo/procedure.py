"""What stands around a decision: legal review, service, release review, and the bodies that answer for it."""

from __future__ import annotations

from datetime import date, timedelta

from tasks.demo.chance import Chance
from tasks.demo.city import Authority
from tasks.demo.records import EXCHANGE

_REVIEWERS = ("林审甲", "高审乙", "许审丙")
_RELEASE_POSTS = {
    "first_reviewer": "办公室初审岗",
    "second_reviewer": "法规处复审岗",
    "final_reviewer": "分管负责人终审岗",
    "secrecy_reviewer": "保密办审查岗",
}
_SERVICE = {"直接送达": 8, "邮寄送达": 2, "电子送达": 2, "留置送达": 0.5}

REVIEW_FIELDS = ("review_date", "review_opinion", "reviewer")
RELEASE_FIELDS = (*_RELEASE_POSTS, "release_reviewed_on")


def authority_fields(authority: Authority) -> dict[str, str]:
    """The deciding body, which is also the data's source."""
    return {
        "authority_name": authority.name,
        "authority_code": authority.code,
        "data_source_name": authority.name,
        "data_source_code": authority.code,
    }


def legal_review(chance: Chance, decided_on: date) -> dict[str, str]:
    """A legal review passed on the day of the decision or shortly before."""
    reviewed = decided_on - timedelta(days=chance.randint(0, 9))
    return {
        "review_date": reviewed.isoformat(),
        "review_opinion": "同意",
        "reviewer": chance.choice(_REVIEWERS),
    }


def service(chance: Chance, decided_on: date, today: date) -> dict[str, str]:
    """Service within a few days, but never later than yesterday."""
    served = min(decided_on + timedelta(days=chance.randint(0, 5)), today - timedelta(days=1))
    return {"served_on": served.isoformat(), "service_method": chance.weighed(_SERVICE)}


def release_review(decided_on: date, today: date, system: str) -> dict[str, str]:
    """Release review by posts; the exchange system vouches for its own and gives only the attribute."""
    if system == EXCHANGE:
        return {"public_attribute": "主动公开"}
    reviewed = min(decided_on + timedelta(days=2), today - timedelta(days=1))
    return {"public_attribute": "主动公开", "release_reviewed_on": reviewed.isoformat(), **_RELEASE_POSTS}
