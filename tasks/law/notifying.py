"""公示告知: the party is told in writing, with the decision, that it will be published (DOMAIN 2.3; clause G15)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class NotifyingNote:
    """What is odd about the notice without holding the decision; becomes a warning."""

    code: str
    message: str
    mending: str
    clause: str = "G15"


def late_notice_note(notified_on: date | None, published_on: date) -> NotifyingNote | None:
    """The warning that the notice came after the publication it announces; None where it did not, or none is known."""
    if notified_on is None or notified_on <= published_on:
        return None
    return NotifyingNote(
        "notified-after-publication",
        f"提示：公示告知日期“{notified_on}”晚于公开日期“{published_on}”",
        "公示告知应当在送达决定书时一并书面告知，请核对公示告知书的送达日期",
    )
