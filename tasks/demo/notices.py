"""Revocation notices: what was revoked, changed, annulled or repaired, and one revoked before it was published."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from tasks.demo.chance import Chance
from tasks.demo.city import CITY, COMMISSION
from tasks.demo.records import LICENCE, PENALTY, Record

_PLAIN_MARKS = frozenset({"private"})


@dataclass(frozen=True, slots=True)
class Grounds:
    """Why a decision is taken down, on what basis, by which document of whom, at whose request."""

    reason: str
    basis: str
    number: str
    body: str
    requester: str


@dataclass(frozen=True, slots=True)
class Notices:
    """Notices in canonical field names: those there from the start, and those that come once decisions are out.

    `touched` are keys of the decisions concerned, `successors` decisions made anew.
    """

    early: tuple[dict[str, str], ...]
    later: tuple[dict[str, str], ...]
    touched: frozenset[str]
    successors: list[Record]


def write_notices(chance: Chance, records: list[Record], today: date) -> Notices:
    """Notices about clean decisions of the last months, and the successor of the one that was changed."""
    recent = today - timedelta(days=300)
    able = [r for r in records if r.decided_on > recent and r.marks <= _PLAIN_MARKS]
    penalties = [r for r in able if r.contract == PENALTY]
    licences = [r for r in able if r.contract == LICENCE]
    if len(penalties) < 5 or not licences:
        return Notices((), (), frozenset(), [])
    unpublished = penalties[-1]
    revoked, changed, repaired = chance.sample(penalties[:-1], 3)
    annulled = chance.choice(licences)
    successor = _successor(changed, today)
    grounds = _grounds(today.year)
    change = _notice(changed, today, grounds["changed"])
    later = (
        _notice(revoked, today, grounds["revoked"]),
        change | {"replaced_by": successor.content["document_number"]},
        _notice(annulled, today, grounds["annulled"]),
        _notice(repaired, today, grounds["repaired"]),
    )
    touched = frozenset(r.key for r in (revoked, changed, annulled, repaired, unpublished, successor))
    return Notices((_notice(unpublished, today, grounds["unpublished"]),), later, touched, [successor])


def _grounds(year: int) -> dict[str, Grounds]:
    own, body = "《中华人民共和国行政处罚法》第七十五条第二款", COMMISSION.name
    review = "《中华人民共和国行政复议法》第六十四条第一款第（一）项"
    licence = "《中华人民共和国行政许可法》第六十九条第二款"
    credit = f"{CITY}信用中心"
    return {
        "revoked": Grounds("撤销", review, f"滨政复决〔{year}〕27号", f"{CITY}人民政府", f"{CITY}司法局"),
        "changed": Grounds("变更", own, f"滨卫变更〔{year}〕3号", body, "法规处"),
        "annulled": Grounds("撤销", licence, f"滨卫撤许〔{year}〕2号", body, "政务服务处"),
        "repaired": Grounds("信用修复", "《信用修复管理办法》", f"滨信修〔{year}〕41号", credit, credit),
        "unpublished": Grounds("撤销", own, f"滨卫撤罚〔{year}〕1号", body, "法规处"),
    }


def _notice(record: Record, today: date, grounds: Grounds) -> dict[str, str]:
    yesterday = (today - timedelta(days=1)).isoformat()
    return {
        "document_number": record.content["document_number"],
        "act_type": "行政处罚" if record.contract == PENALTY else "行政许可",
        "authority_name": record.content["authority_name"],
        "authority_code": record.content["authority_code"],
        "reason": grounds.reason,
        "basis": grounds.basis,
        "notice_number": grounds.number,
        "notice_authority": grounds.body,
        "effective_on": yesterday,
        "received_on": yesterday,
        "requester": grounds.requester,
    }


def _successor(changed: Record, today: date) -> Record:
    """The decision that took the place of a changed one, under its own number."""
    day = max(changed.decided_on, today - timedelta(days=3))
    number = changed.content["document_number"]
    content = changed.content | {
        "document_number": f"{number[: number.index('〔')]}变〔{day.year}〕1号",
        "decided_on": day.isoformat(),
        "served_on": max(day, today - timedelta(days=1)).isoformat(),
        "review_date": day.isoformat() if changed.content.get("review_date") else "",
        "remark": f"本决定变更{number}行政处罚决定",
    }
    stamp = changed.stamp.replace(year=day.year, month=day.month, day=day.day)
    again = replace(changed, key=f"{changed.key}B", decided_on=day, stamp=stamp, content=content)
    return again.having("successor")
