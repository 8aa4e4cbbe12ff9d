"""What the website shows, as plain values: pages are functions of these and of nothing else.

Dates are ISO text and Shanghai dates; `published_on` may carry a time, "2026-11-23 09:30".
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from tasks.channels.website.addresses import Part
from tasks.law.acts import ActType
from tasks.law.lifecycle import WithdrawalReason
from tasks.law.withdrawing import REASON_NAMES

CREDIT_NOTICE = "除已通过本市相关信用信息公示系统公开的外，本页信息不能直接作为信用等级评价依据"
"""The sentence clause G12 asks for on every page and download."""
CREDIT_USE = "not-direct"
"""The same for programs, as `gongshi:credit-rating-use`."""
REDACTED_NOTICE = "已按规定隐去不宜公开的信息"
WITHDRAWN_NOTICE = "该信息已依法撤回"
SILENT_NOTICE = "该信息已停止公示"
CHANGED_NOTICE = "该决定已依法变更，请查看变更后的决定"
REMADE_NOTICE = "该决定已依法重新作出，请查看重新作出的决定"
CORRECTING_NOTICE = "该信息正在更正"
CORRECTING_MORE = "更正后的信息将在本网址公开。"
NO_OFFICE = "未列明处室"


@dataclass(frozen=True, slots=True)
class Site:
    """What is the same on every page; a change here changes every page."""

    name: str
    publisher: str
    base_url: str = ""
    """Where the public reads the site, without a final slash; "" keeps every address relative."""
    id_code: str = ""
    """政府网站标识码, ten digits; may be empty."""
    subject: str = "卫生健康"
    contact: str = ""
    search_url: str = ""

    @property
    def domain(self) -> str:
        """The host name of the site, or ""."""
        return urlsplit(self.base_url).hostname or ""

    @property
    def base_path(self) -> str:
        """The path under which the site hangs, without a final slash; "" at a host's root."""
        return urlsplit(self.base_url).path.rstrip("/")


@dataclass(frozen=True, slots=True)
class ListRow:
    """One decision in a list, a feed or a sitemap."""

    page_id: str
    title: str
    act_type: ActType
    authority: str
    party: str
    document_number: str
    decided_on: str
    published_on: str


@dataclass(frozen=True, slots=True)
class Replaced:
    """A withdrawn decision whose place another took, as that one's page names it."""

    url: str
    """Address of its explanation, "/decisions/…"."""
    document_number: str
    reason: str
    """变更 or 重新作出."""
    withdrawn_on: str


@dataclass(frozen=True, slots=True)
class Revision:
    """That the text shown took the place of an earlier one, and where that one is in the log."""

    revised_on: str
    corrected: bool
    """Whether the page was taken down to be corrected (更正), or just got a newer version (更新)."""
    earlier_leaf: int | None


@dataclass(frozen=True, slots=True)
class Entry:
    """One decision as the public sees it; `fields` is the public edition in display order."""

    page_id: str
    title: str
    act_type: ActType
    authority: str
    party: str
    document_number: str
    decided_on: str
    published_on: str
    office: str
    fields: Mapping[str, str]
    redacted: bool
    leaf_index: int
    salt_hex: str
    edition_hash_hex: str
    log_origin: str
    revision: Revision | None = None
    replaces: tuple[Replaced, ...] = ()

    @property
    def row(self) -> ListRow:
        """The decision as a list shows it."""
        return ListRow(
            self.page_id,
            self.title,
            self.act_type,
            self.authority,
            self.party,
            self.document_number,
            self.decided_on,
            self.published_on,
        )


@dataclass(frozen=True, slots=True)
class ListPage:
    """One list page; `name` is the act type's or the office's, `rows` come by ordinal and show newest first."""

    name: str
    part: Part
    number: int
    rows: tuple[ListRow, ...]
    has_newer: bool


@dataclass(frozen=True, slots=True)
class PartCount:
    """How many decisions of a part stand on the site now, and how many ordinals it has given out."""

    name: str
    part: Part
    live: int
    next_ordinal: int


@dataclass(frozen=True, slots=True)
class Tombstone:
    """What answers at a withdrawn address: silent unless there is an explanation or a successor."""

    page_id: str
    reason: str = ""
    explanation: str = ""
    changed_to_url: str | None = None
    """Address of the decision that took its place, "/decisions/…"."""

    @property
    def correcting(self) -> bool:
        """Whether the corrected text is to show at this address."""
        return self.reason == REASON_NAMES[WithdrawalReason.CORRECTED]


@dataclass(frozen=True, slots=True)
class WithdrawalItem:
    """One withdrawal with a public reason; it never names the party."""

    page_id: str
    withdrawn_on: str
    act_type: ActType
    authority: str
    document_number: str
    reason: str
    """The reason in Chinese: 撤销, 确认违法, …"""
    explanation: str
    changed_to_url: str | None = None


@dataclass(frozen=True, slots=True)
class DeletedEntry:
    """What feed readers are to forget (RFC 6721): never a name, number or address; the reason only where it is told."""

    page_id: str
    when: str
    """An instant with its zone, "2026-11-24T10:00:00+08:00"."""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class SiteFacts:
    """What the home page and the overviews count."""

    generated_on: str
    acts: tuple[PartCount, ...] = ()
    offices: tuple[PartCount, ...] = ()
    latest: tuple[ListRow, ...] = ()
    withdrawals: Mapping[str, int] = field(default_factory=dict)
    """Withdrawals with public reasons by year."""


def successor_notice(reason: str) -> str:
    """The sentence that leads to the decision in another's place; `reason` is 变更 or 重新作出."""
    return REMADE_NOTICE if reason == REASON_NAMES[WithdrawalReason.REMADE] else CHANGED_NOTICE


def successor_name(reason: str) -> str:
    """What the decision in another's place is called."""
    return "重新作出的决定" if reason == REASON_NAMES[WithdrawalReason.REMADE] else "变更后的决定"


def decision_title(party: str, act_type: ActType, document_number: str) -> str:
    """The heading of a decision: 某某公司 行政处罚决定（津卫罚〔2026〕12号）."""
    number = f"（{document_number}）" if document_number else ""
    kind = "行政检查结果" if act_type is ActType.INSPECTION else f"{act_type}决定"
    return f"{party} {kind}{number}".strip()


def title_in_list(row: ListRow) -> str:
    """The heading without the document number, which has a column of its own there."""
    return decision_title(row.party, row.act_type, "") if row.party else row.title
