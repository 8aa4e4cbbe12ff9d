"""How one city's platform wants its files: columns in order, headings, form, names. Profiles are data (clause G12)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import ClassVar

from pydantic import TypeAdapter

from tasks.channels.configuration import ChannelFault
from tasks.channels.credit_platform.table_file import SHIPPED, read_table_file
from tasks.contracts.contract import Contract, load_contract
from tasks.law.acts import ActType
from tasks.law.credit_record import PREFIXES
from tasks.law.lifecycle import WithdrawalReason
from tasks.law.shanghai import SHANGHAI

_STRICT: Mapping[str, str] = {"extra": "forbid"}
_NAME = re.compile(r"[\w\-]{1,120}")
_CONTRACTS = {ActType.LICENCE: "credit_licence", ActType.PENALTY: "credit_penalty"}
_NUMBER_FIELDS = {ActType.LICENCE: ("XK_WSH", "XK_XKJGDM"), ActType.PENALTY: ("CF_WSH", "CF_CFJGDM")}
_PROFILE_NAME = re.compile(r"[A-Za-z0-9][\w\-]{0,60}")


class FileFormat(StrEnum):
    """The kinds of file a platform may want."""

    XLSX = "xlsx"
    XLS = "xls"
    CSV = "csv"
    JSON = "json"


class Batch(StrEnum):
    """What a file holds: legal persons and sole traders, natural persons, or what is to be taken down."""

    LEGAL = "legal"
    NATURAL = "natural"
    WITHDRAWN = "withdrawn"


class Own(StrEnum):
    """What a column may hold beside the national fields."""

    KEY = "key"
    SEQUENCE = "sequence"
    ROW_NUMBER = "row_number"
    STATE = "state"
    DOCUMENT_NUMBER = "document_number"
    AUTHORITY_CODE = "authority_code"
    REASON = "reason"
    EXPLANATION = "explanation"


@dataclass(frozen=True, slots=True)
class ProfileColumn:
    """One column: its heading, and the national code or our own value it is filled from."""

    __pydantic_config__: ClassVar[Mapping[str, str]] = _STRICT

    field: str
    heading: str


@dataclass(frozen=True, slots=True)
class Withdrawals:
    """How it is told that something must come down: its state by reason (dqzt), and the columns of that file."""

    __pydantic_config__: ClassVar[Mapping[str, str]] = _STRICT

    states: Mapping[WithdrawalReason, str]
    columns: tuple[ProfileColumn, ...]

    def __post_init__(self) -> None:
        """ValueError where a reason has no state or a row could not be told apart."""
        if missing := [reason.value for reason in WithdrawalReason if reason not in self.states]:
            raise ValueError(f"states缺少{'、'.join(missing)}")
        own = {column.field for column in self.columns}
        if strange := own - {one.value for one in Own}:
            raise ValueError(f"撤下文件的列不能取自{'、'.join(sorted(strange))}")
        if not ({Own.KEY.value} <= own or {Own.DOCUMENT_NUMBER.value, Own.AUTHORITY_CODE.value} <= own):
            raise ValueError("撤下文件应有文书号和机关代码，或者有key")


@dataclass(frozen=True, slots=True)
class Profile:
    """One profile; `file_name` may use unit_code, region_code, batch_code, act_code, hour and day."""

    __pydantic_config__: ClassVar[Mapping[str, str]] = _STRICT

    id: str
    title: str
    source: str
    format: FileFormat
    file_name: str
    repeated: str
    batch_codes: Mapping[Batch, str]
    act_codes: Mapping[ActType, str]
    columns: Mapping[ActType, tuple[ProfileColumn, ...]]
    withdrawals: Withdrawals
    published_state: str
    encoding: str = "utf-8-sig"
    date_form: str = "%Y/%m/%d"
    sheet: str = "数据"
    most_rows: int = 2_000
    left_blank: tuple[str, ...] = ()
    note: str = ""
    assumption: bool = False

    def __post_init__(self) -> None:
        """ValueError for a profile that would lose a file, a row or an answer."""
        for act in PREFIXES:
            if act not in self.act_codes or act not in self.columns:
                raise ValueError(f"act_codes和columns缺少{act.value}")
            self._check_columns(act)
        if missing := [batch.value for batch in Batch if batch not in self.batch_codes]:
            raise ValueError(f"batch_codes缺少{'、'.join(missing)}")
        if not 1 <= self.most_rows <= 60_000:
            raise ValueError("most_rows应在1至60000之间")
        named = {
            self.name_of(batch, act, "U", "R", datetime(2026, 1, 2, tzinfo=SHANGHAI), 1)
            for batch in Batch
            for act in PREFIXES
        }
        if len(named) < len(Batch) * len(PREFIXES):
            raise ValueError("file_name不能区分执法类别或者文件种类，应含batch_code和act_code")

    def _check_columns(self, act: ActType) -> None:
        fields = [column.field for column in self.columns[act]]
        if not (Own.KEY.value in fields or {*_NUMBER_FIELDS[act]} <= {*fields}):
            raise ValueError(f"{act.value}的列应有文书号和机关代码，或者有key，否则无法对应答复")
        if len({column.heading for column in self.columns[act]}) < len(fields):
            raise ValueError(f"{act.value}的列名重复")

    def name_of(
        self, batch: Batch, act: ActType, unit_code: str, region_code: str, at: datetime, count: int
    ) -> str:
        """A file's name; the second of one name and hour carries its `count`. ValueError for an unfit name."""
        here = at.astimezone(SHANGHAI)
        try:
            stem = self.file_name.format(
                unit_code=unit_code,
                region_code=region_code,
                batch_code=self.batch_codes[batch],
                act_code=self.act_codes[act],
                hour=f"{here:%Y%m%d%H}",
                day=f"{here:%Y%m%d}",
            )
            stem += self.repeated.format(count=count) if count > 1 else ""
        except (KeyError, IndexError) as unknown:
            raise ValueError(f"file_name或repeated中的{unknown}不能识别") from unknown
        if _NAME.fullmatch(stem) is None:
            raise ValueError(f"文件名“{stem}”含不允许的字符")
        return f"{stem}.{self.format.value}"


_PROFILE = TypeAdapter(Profile)
_OF_PUBLISHED = frozenset(one.value for one in Own) - {Own.REASON.value, Own.EXPLANATION.value}


def load_profile(home: Path | None, name: str) -> Profile:
    """A profile by its name: the installation's own (`channels/profiles/NAME.yaml`), else the shipped one."""
    if _PROFILE_NAME.fullmatch(name) is None:
        raise ChannelFault(f"样式名称“{name}”不能识别")
    own = home / "channels" / "profiles" / f"{name}.yaml" if home else None
    path = own if own and own.is_file() else SHIPPED / "profiles" / f"{name}.yaml"
    if not path.is_file():
        shipped = "、".join(sorted(one.stem for one in (SHIPPED / "profiles").glob("*.yaml")))
        raise ChannelFault(f"没有名为“{name}”的报送样式；随附的有：{shipped}")
    profile = read_table_file(path, _PROFILE)
    for act, columns in profile.columns.items():
        known = {field.code for field in outward_contract(act, home).fields} | _OF_PUBLISHED
        if strange := [column.field for column in columns if column.field not in known]:
            raise ChannelFault(f"信用平台配置{path}：{act.value}的列不能取自{'、'.join(strange)}")
    return profile


def outward_contract(act: ActType, home: Path | None) -> Contract:
    """What a record of an act must be before it leaves; KeyError for an act that is not collected."""
    return load_contract(_CONTRACTS[act], home)
