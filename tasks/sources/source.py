"""A source: one business system from which decisions are pulled, as configured on this installation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tasks.sources.settings import Settings


class SourceKind(StrEnum):
    """How a source is reached."""

    DATABASE = "database"
    API = "api"
    FOLDER = "folder"


KIND_OF_TYPE = {"api": SourceKind.API, "local": SourceKind.FOLDER}
"""ODCS server types that are not databases."""


@dataclass(frozen=True, slots=True)
class Source:
    """A configured source; `settings` is its checked server entry, `configured_in` the file that has it."""

    name: str
    contract: str
    kind: SourceKind
    settings: Settings
    configured_in: str = ""

    @property
    def office(self) -> str:
        """The office that owns the source's records, "" if not said."""
        return self.settings.office

    @property
    def review_attested_by(self) -> str | None:
        """Who attests that every decision passed legal review."""
        return self.settings.review_attested_by or None

    @property
    def review_attested_since(self) -> date | None:
        """From which decision date the legal review is attested; None is always."""
        return self.settings.review_attested_since

    @property
    def release_attested_by(self) -> str | None:
        """Who attests that every decision passed release review."""
        return self.settings.release_attested_by or None

    @property
    def release_attested_since(self) -> date | None:
        """From which decision date the release review is attested; None is always."""
        return self.settings.release_attested_since
