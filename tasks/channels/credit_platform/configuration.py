"""Where this installation hands in its files and finds the answers: `$GONGSHI_HOME/channels/credit.yaml`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, field_validator, model_validator

from tasks.channels.configuration import channel_file, own_settings
from tasks.channels.credit_platform.table_file import checked_table
from tasks.law.acts import Channel

DONE, ASIDE = "done", "aside"
"""Folders beside the answers in the answer folder: read and kept; kept although nothing could be read."""

Code = Annotated[str, Field(pattern=r"^[A-Za-z0-9_\-]{1,40}$")]


class CreditConfiguration(BaseModel):
    """The channel as configured; folders may be relative to the installation's home.

    `quiet` is how many seconds an answer file must have been left alone before it is read.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    hand_in_folder: Path
    answer_folder: Path
    unit_code: Code
    region_code: Code = "000000"
    profile: str = "national-2018"
    quiet: Annotated[float, Field(ge=0, le=86_400)] = 30

    @field_validator("unit_code", "region_code", mode="before")
    @classmethod
    def _as_written(cls, value: object) -> object:
        """A code of digits must be quoted in YAML, or its leading zeros are gone before we see it."""
        if not isinstance(value, str):
            raise ValueError("代码应加引号填写")
        return value

    @model_validator(mode="after")
    def _apart(self) -> CreditConfiguration:
        if self.hand_in_folder == self.answer_folder:
            raise ValueError("hand_in_folder与answer_folder不能是同一文件夹")
        return self

    def under(self, home: Path) -> CreditConfiguration:
        """The same with absolute folders."""
        folders = {"hand_in_folder": home / self.hand_in_folder, "answer_folder": home / self.answer_folder}
        return self.model_copy(update=folders)


_CONFIGURATION = TypeAdapter(CreditConfiguration)


def load_configuration(home: Path) -> CreditConfiguration | None:
    """The channel as configured, None where it is not; ChannelFault where the file cannot be used."""
    path = channel_file(home, Channel.CREDIT)
    if not path.exists():
        return None
    return checked_table(path, own_settings(path), _CONFIGURATION).under(home)
