"""An office that reports to the credit platform: decisions as deliveries, its hand-in folder, and the platform's answers."""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import openpyxl
import sqlalchemy as sa
import yaml

from tasks.channels.credit_platform.answers import Answered
from tasks.channels.credit_platform.channel import CreditPlatform, open_credit_platform
from tasks.channels.credit_platform.known_answers import load_answer_table
from tasks.channels.credit_platform.table_file import SHIPPED
from tasks.channels.delivery import Delivery, Task
from tasks.contracts.law_tables import load_law
from tasks.credit_answers import AnswerDesk, AnswersTaken, take_answers
from tasks.installation import Installation
from tasks.law.acts import ActType, Channel
from tasks.law.credit_form import credit_form_on
from tasks.law.credit_record import credit_rendition
from tasks.law.decision import Decision
from tasks.law.identifiers import citizen_id_with_check, uscc_with_check
from tasks.law.lifecycle import WithdrawalReason
from tasks.law.periods import disclosure_period
from tasks.register.schema import finding, hand_in, hand_in_row
from tests.office import AUTHORITY, CODE, Office

LAW = load_law(None)
DECIDED = date(2026, 11, 18)
COMPANY = uscc_with_check("91120101MA0000001")
TRADER = uscc_with_check("92120101MA0000002")
PERSON_ID = citizen_id_with_check("12010119800307001")
_SOURCE = {
    "authority_name": AUTHORITY, "authority_code": CODE, "data_source_name": AUTHORITY, "data_source_code": CODE,
}  # fmt: skip
PENALTY = Decision(
    ActType.PENALTY, decided_on=DECIDED, party_name="滨河市海州区安康口腔门诊部有限公司",
    party_kind="法人及非法人组织", party_uscc=COMPANY, legal_representative="钱某某", violation_kind="超范围执业",
    violation_facts="2026年9月超范围执业", legal_basis="《医疗机构管理条例》第四十七条", penalty_kinds="警告;罚款",
    penalty_content="警告，罚款5000元", fine_fen=500_000, **_SOURCE,
)  # fmt: skip
LICENCE = Decision(
    ActType.LICENCE, document_title="准予行政许可决定书", decided_on=DECIDED,
    party_name="滨河市海州区安康口腔门诊部有限公司", party_kind="法人及非法人组织", party_uscc=COMPANY,
    legal_representative="钱某某", licence_kind="普通", certificate_name="医疗机构执业许可证",
    licence_number="0012", licence_content="准予医疗机构执业登记", valid_from=DECIDED,
    valid_until=date(2031, 11, 17), licence_status="有效", **_SOURCE,
)  # fmt: skip
PERSON = {"party_kind": "自然人", "party_name": "孙某某", "party_uscc": "", "party_id": PERSON_ID}
SHOP = {"party_kind": "个体工商户", "party_name": "海州区平安理发店", "party_uscc": TRADER}


def published(number: int, of: Decision = PENALTY, sequence: int = 1, **changes: Any) -> Delivery:
    """A decision to be published: number 7 is 滨卫医罚〔2026〕7号, or 滨卫医许〔2026〕7号."""
    word = "罚" if of.act_type is ActType.PENALTY else "许"
    decision = replace(of, document_number=f"滨卫医{word}〔2026〕{number}号", **changes)
    period = disclosure_period(decision, LAW.period_regimes, Channel.CREDIT)
    body = credit_rendition(decision, period, credit_form_on(LAW.credit_forms, DECIDED))
    return _delivery(number, decision, sequence, Task.PUBLISH, body.decode(), None)


def withdrawn(number: int, reason: WithdrawalReason, of: Decision = PENALTY, sequence: int = 2) -> Delivery:
    """A decision to be taken down."""
    word = "罚" if of.act_type is ActType.PENALTY else "许"
    decision = replace(of, document_number=f"滨卫医{word}〔2026〕{number}号")
    return _delivery(number, decision, sequence, Task.WITHDRAW, "", reason)


def _delivery(
    number: int, decision: Decision, sequence: int, task: Task, body: str, reason: WithdrawalReason | None
) -> Delivery:
    publication_id = number if decision.act_type is ActType.PENALTY else 10_000 + number
    return Delivery(
        publication_id=publication_id,
        decision_id=publication_id,
        page_id=f"{publication_id:026d}",
        act_type=decision.act_type.value,
        authority_code=decision.authority_code,
        document_number=decision.document_number,
        task=task,
        sequence=sequence,
        key=f"credit-{publication_id}-{sequence}",
        body=body,
        content_hash=sha256(body.encode()).digest(),
        edition_id=publication_id,
        withdrawal_id=publication_id if reason else None,
        reason=reason,
        explanation="撤回说明：已依法撤销" if reason else "",
        due_on="2026-11-27",
        state="due",
        attempts=0,
    )


class CreditOffice:
    """One installation with its credit channel, on the register of an `Office`."""

    def __init__(self, office: Office, **settings: Any) -> None:
        self.office = office
        self.out, self.back = office.home / "credit" / "out", office.home / "credit" / "back"
        for folder in (self.out, self.back):
            folder.mkdir(parents=True, exist_ok=True)
        given = {
            "hand_in_folder": "credit/out", "answer_folder": "credit/back", "unit_code": "ZHXYXT0000",
            "region_code": "990000", "quiet": 0,
        } | settings  # fmt: skip
        (office.home / "channels").mkdir(exist_ok=True)
        (office.home / "channels" / "credit.yaml").write_text(yaml.safe_dump(given), encoding="utf-8")

    def own_profile(self, shipped: str, **changes: Any) -> None:
        """A profile of the installation's own, `own`, made from a shipped one."""
        content = yaml.safe_load((SHIPPED / "profiles" / f"{shipped}.yaml").read_text(encoding="utf-8"))
        folder = self.office.home / "channels" / "profiles"
        folder.mkdir(parents=True, exist_ok=True)
        text = yaml.safe_dump(content | {"id": "own"} | changes, allow_unicode=True)
        (folder / "own.yaml").write_text(text, encoding="utf-8")

    def open(self) -> AbstractContextManager[Installation]:
        """The installation."""
        return self.office.open()

    def platform(self, here: Installation) -> CreditPlatform:
        """The channel on an open installation."""
        platform = open_credit_platform(self.office.home, here.register, self.office._tick)
        assert platform is not None
        return platform

    def deliver(self, *deliveries: Delivery) -> list[Any]:
        """Hand deliveries in, as the publish step does."""
        with self.open() as here:
            return self.platform(here).deliver(deliveries)

    def files(self) -> list[str]:
        """The names of what a collector would see in the hand-in folder."""
        return sorted(path.name for path in self.out.iterdir() if not path.name.startswith("."))

    def answers(self) -> tuple[AnswersTaken, list[Answered]]:
        """Read the answer folder; with what would be settled."""
        settled: list[Answered] = []
        with self.open() as here:
            configuration = self.platform(here).configuration
            desk = AnswerDesk(
                configuration,
                load_answer_table(self.office.home),
                here.register,
                self.office._tick,
                lambda _connection, answered: settled.extend(answered),
            )
            return take_answers(desk), settled

    def rows(self) -> list[Any]:
        """Every row that was handed in, by file and place."""
        return self.office.rows(
            sa.select(hand_in.c.name, hand_in.c.placed_at, hand_in_row)
            .join_from(hand_in_row, hand_in)
            .order_by(hand_in_row.c.hand_in_id, hand_in_row.c.row_number)
        )

    def findings(self) -> list[tuple[str, str]]:
        """Code and message of every open finding on the platform's answers."""
        return [
            (row.code, row.message)
            for row in self.office.rows(
                sa.select(finding)
                .where(finding.c.source == "信用平台", finding.c.closed_at.is_(None))
                .order_by(finding.c.id)
            )
        ]

    def put_away(self) -> dict[str, str]:
        """By name without its hash, the folder in which each answer file ended."""
        return {
            f"{path.name.rsplit('.', 2)[0]}{path.suffix}": path.parent.name
            for path in self.back.rglob("*")
            if path.is_file() and path.parent != self.back and not path.name.endswith(".reason.txt")
        }

    def answer_csv(self, name: str, rows: Sequence[Mapping[str, str]]) -> Path:
        """The platform drops a CSV answer."""
        path = self.back / name
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.DictWriter(file, list(dict.fromkeys(k for row in rows for k in row)))
            writer.writeheader()
            writer.writerows(rows)
        return self._age(path)

    def answer_json(self, name: str, content: object) -> Path:
        """The platform drops a JSON answer."""
        path = self.back / name
        path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
        return self._age(path)

    def answer_xlsx(self, name: str, rows: Iterable[Sequence[str]]) -> Path:
        """The platform drops an XLSX answer."""
        workbook = openpyxl.Workbook()
        for row in rows:
            workbook.active.append(list(row))
        path = self.back / name
        workbook.save(path)
        return self._age(path)

    def answer_bytes(self, name: str, content: bytes) -> Path:
        """The platform, or somebody, drops anything at all."""
        path = self.back / name
        path.write_bytes(content)
        return self._age(path)

    def _age(self, path: Path) -> Path:
        then = (self.office.now - timedelta(minutes=5)).timestamp()
        os.utime(path, (then, then))
        return path
