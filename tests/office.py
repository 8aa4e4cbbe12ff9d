"""An office for tests: one installation on a register of its own, with files to hand in and a website to read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import requests
import sqlalchemy as sa

from flows.deliver import deliver
from flows.prove import prove
from flows.publish import publish
from flows.withdraw import withdraw
from tasks.channels.website.addresses import decision_page
from tasks.channels.website.difference import Difference
from tasks.channels.website.serving import running_site
from tasks.contracts.contract import load_contract
from tasks.delivering import Delivered
from tasks.disclosing import apply_waiting_notices, reassess_waiting
from tasks.installation import Installation, open_installation
from tasks.proposing import confirm
from tasks.publishing import Published
from tasks.pulling import register_batch
from tasks.register.assessment import Attestation
from tasks.register.counters import recount
from tasks.register.incoming import Taken
from tasks.register.schema import decision, finding, live_file, proposal, publication, record
from tasks.sources.pulled import Pulled

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
PEOPLE = """\
- {name: 审查人甲, office: 办公室, roles: [经办, 终审], in_office_from: 2020-01-01}
- {name: 审查人乙, office: 办公室, roles: [复审], in_office_from: 2020-01-01}
- {name: 初审人甲, office: 办公室, roles: [初审], in_office_from: 2020-01-01}
- {name: 保密员甲, office: 保密办, roles: [保密审查], in_office_from: 2020-01-01}
- {name: 办理人甲, office: 办公室, roles: [经办, 终审], in_office_from: 2020-01-01}
- {name: 撤下甲, office: 监督处, roles: [经办], in_office_from: 2020-01-01}
- {name: 处长甲, office: 政务服务处, roles: [经办], in_office_from: 2020-01-01}
- {name: 主任甲, office: 委领导, roles: [负责人], in_office_from: 2020-01-01}
- {name: 吴某, office: 办公室, roles: [经办, 终审], in_office_from: 2020-01-01}
- {name: 路某, office: 法规处, roles: [法规], in_office_from: 2020-01-01}
"""
"""The office's people; two-person acts are proposed by one and confirmed by 主任甲."""
SECOND = "委领导 主任甲"
AUTHORITY, CODE = "滨河市卫生健康委员会", "111201000000000013"
_PARTY = {
    "行政相对人名称": "滨河市海州区安康口腔门诊部有限公司",
    "行政相对人类别": "法人及非法人组织",
    "行政相对人代码_1(统一社会信用代码)": "91120101MA0000001C",
    "法定代表人": "钱某某",
    "数据来源单位": AUTHORITY,
    "数据来源单位统一社会信用代码": CODE,
    "公开属性": "主动公开",
    "终审人": "审核人甲",
}


def licence(number: str, **changes: str) -> dict[str, str]:
    """A licence decision that passes every gate, unless changed."""
    row = _PARTY | {
        "行政许可决定文书名称": "准予行政许可决定书",
        "行政许可决定文书号": number,
        "许可类别": "普通",
        "许可证书名称": "医疗机构执业许可证",
        "许可编号": "PDY00001X12010101",
        "许可内容": "准予医疗机构执业登记，诊疗科目：口腔科",
        "许可决定日期": "2026-11-18",
        "有效期自": "2026-11-18",
        "有效期至": "2031-11-17",
        "许可机关": AUTHORITY,
        "许可机关统一社会信用代码": CODE,
        "当前状态": "有效",
    }
    return row | changes


def penalty(number: str, **changes: str) -> dict[str, str]:
    """An ordinary-procedure penalty with its legal review, that passes every gate, unless changed."""
    row = _PARTY | {
        "行政处罚决定书文号": number,
        "违法行为类型": "使用非卫生技术人员从事医疗卫生技术工作",
        "违法事实": "2026年9月使用非卫生技术人员从事诊疗活动",
        "处罚依据": "《医疗机构管理条例》第四十七条",
        "处罚类别": "警告;罚款",
        "处罚内容": "警告，罚款人民币伍仟元整",
        "罚款金额（万元）": "0.5",
        "处罚决定日期": "2026-11-18",
        "处罚机关": AUTHORITY,
        "处罚机关统一社会信用代码": CODE,
        "案件程序类别": "普通程序",
        "法制审核日期": "2026-11-16",
        "法制审核意见": "同意",
        "法制审核人员": "审核人乙",
        "送达日期": "2026-11-19",
        "送达方式": "直接送达",
    }
    return row | changes


def notice(number: str, **changes: str) -> dict[str, str]:
    """A notice that a licence decision was revoked, unless changed."""
    row = {
        "原决定文书号": number,
        "执法类别": "行政许可",
        "原决定机关": AUTHORITY,
        "原决定机关统一社会信用代码": CODE,
        "撤下原因": "撤销",
        "撤下依据": "滨政复决〔2026〕21号行政复议决定撤销原决定",
        "撤销文书号": "滨政复决〔2026〕21号",
        "撤销机关": "滨河市人民政府",
        "生效日期": "2026-11-20",
        "收到日期": "2026-11-21",
        "申请人（单位）": AUTHORITY,
    }
    return row | changes


def _contract_of(row: Mapping[str, str]) -> str:
    if "原决定文书号" in row:
        return "revocation_notice"
    return "penalty_decision" if "行政处罚决定书文号" in row else "licence_decision"


class Office:
    """One installation and what its people do."""

    def __init__(self, home: Path, url: str, site_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
        self.home, self.url, self.site_url = home, url, site_url
        self._monkeypatch = monkeypatch
        home.mkdir(parents=True, exist_ok=True)
        (home / "operators.yaml").write_text(PEOPLE, encoding="utf-8")
        monkeypatch.setenv("GONGSHI_HOME", str(home))
        monkeypatch.setenv("GONGSHI_DATABASE_URL", url)
        monkeypatch.setenv("GONGSHI_SITE_URL", site_url)
        self.now = NOW
        monkeypatch.setattr("tasks.installation.real_clock", self._tick)

    def _tick(self) -> datetime:
        """Each look at the clock is a millisecond later, so that what follows is later."""
        self.now += timedelta(milliseconds=1)
        return self.now

    def on(self, instant: datetime) -> None:
        """Let the clock stand at an instant."""
        self.now = instant

    @contextmanager
    def open(self) -> Iterator[Installation]:
        """The installation, as the flows open it."""
        with open_installation() as here:
            yield here

    def take(
        self,
        *rows: Mapping[str, str],
        contract: str = "",
        keys: Sequence[str] | None = None,
        stamps: Sequence[str] | None = None,
        source: str = "",
        review: str | None = None,
        release: str | None = None,
    ) -> Taken:
        """Validate rows and take them into the register, as a source would bring them."""
        contract = contract or _contract_of(rows[0])
        names = list(dict.fromkeys(name for row in rows for name in row))
        frame = pd.DataFrame([[row.get(name, "") for name in names] for row in rows], columns=names)
        pulled = Pulled(
            frame, list(keys) if keys else None, list(stamps) if stamps else None, "表", None, None
        )
        with self.open() as here:
            taken, _ = register_batch(
                here,
                source or contract,
                load_contract(contract, self.home),
                pulled,
                Attestation(review) if review else None,
                Attestation(release) if release else None,
            )
        return taken

    def agree(self) -> None:
        """The second person agrees to the newest proposal."""
        (newest,) = self.rows(sa.select(sa.func.max(proposal.c.id).label("id")))
        confirm(newest.id, SECOND, "", "")

    def publish(self) -> Published:
        """The publish flow."""
        return publish()

    def withdraw(self) -> Published:
        """The withdraw flow."""
        return withdraw()

    def withdraw_without_site(self) -> None:
        """What a second process does before it may touch the site: notices are applied, publications assessed."""
        with self.open() as here:
            apply_waiting_notices(here)
            reassess_waiting(here)

    def differences(self) -> list[Difference]:
        """What `gongshi verify` finds."""
        return prove()

    def rows(self, query: sa.Select[Any]) -> list[Any]:
        """Rows of the register."""
        with self.open() as here, here.register.reading() as connection:
            return list(connection.execute(query).all())

    def deliver(self) -> list[Delivered]:
        """The deliver flow."""
        return deliver()

    def publication(self, number: str, channel: str = "website") -> Any:
        """The publication of the decision with this number on a channel, with the decision's columns."""
        (row,) = self.rows(
            sa.select(publication, decision.c.page_id, decision.c.document_number, decision.c.number_key)
            .join_from(publication, decision, decision.c.id == publication.c.decision_id)
            .where(decision.c.document_number == number, publication.c.channel == channel)
        )
        return row

    def state(self, number: str, channel: str = "website") -> str:
        """The publication's state."""
        return str(self.publication(number, channel).state)

    def page(self, number: str) -> str:
        """The address of a decision."""
        return decision_page(self.publication(number).page_id)

    def record_states(self) -> list[str]:
        """The states of all records, by id."""
        return [row.state for row in self.rows(sa.select(record.c.state).order_by(record.c.id))]

    def findings(self, code: str) -> list[Any]:
        """The findings with a code, by id."""
        return self.rows(sa.select(finding).where(finding.c.code == code).order_by(finding.c.id))

    def read(self, path: str) -> tuple[int, str]:
        """What the public gets at an address."""
        response = requests.get(self.site_url + path, timeout=10, allow_redirects=False)
        return response.status_code, response.content.decode()

    def everything_public(self) -> dict[str, str]:
        """Every file the site answers with 200, read over HTTP, by address; log files left out."""
        files = self.rows(sa.select(live_file.c.path).where(live_file.c.status == 200))
        paths = {row.path for row in files if not row.path.startswith("/log/")}
        tree = self.home / "site" / "public"
        paths |= {"/" + str(p.relative_to(tree)) for p in tree.rglob("*") if p.is_file()}
        found = {}
        for path in sorted(p for p in paths if not re.search(r"/(log/|\.)", p)):
            status, text = self.read(path)
            if status == 200:
                found[path] = text
        return found

    def where_public(self, text: str) -> list[str]:
        """The addresses whose files contain a text."""
        return [path for path, body in self.everything_public().items() if text in body]

    def assert_balanced(self) -> None:
        """Both balances hold to the row, and each accepted decision has exactly one publication on each channel."""
        with self.open() as here:
            channels = here.channels
            for name, (kept, counted) in recount(here.register).items():
                assert kept == counted, name
                assert kept.balanced, name
        accepted = self.rows(
            sa.select(record.c.decision_id, sa.func.count())
            .where(record.c.state == "accepted", record.c.act_type != "")
            .group_by(record.c.decision_id)
        )
        decisions = {row.id for row in self.rows(sa.select(decision.c.id))}
        published = self.rows(sa.select(publication.c.decision_id, publication.c.channel))
        assert all(count == 1 for _, count in accepted)
        assert {number for number, _ in accepted} == decisions
        assert len(published) == len(decisions) * len(channels)
        assert {(row.decision_id, row.channel) for row in published} == {
            (one, channel.value) for one in decisions for channel in channels
        }


@pytest.fixture(scope="session")
def site_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    """One running web server for all offices of a test process: a link that is pointed at each in turn."""
    link = tmp_path_factory.mktemp("served") / "site"
    with running_site(link) as url:
        yield link, url


@pytest.fixture(params=["sqlite", "postgresql"])
def office(
    request: pytest.FixtureRequest,
    tmp_path: Path,
    site_server: tuple[Path, str],
    monkeypatch: pytest.MonkeyPatch,
) -> Office:
    """An office on each of the two databases."""
    return _office(request, tmp_path, site_server, monkeypatch, request.param)


@pytest.fixture
def sqlite_office(
    request: pytest.FixtureRequest,
    tmp_path: Path,
    site_server: tuple[Path, str],
    monkeypatch: pytest.MonkeyPatch,
) -> Office:
    """An office on SQLite, for what does not depend on the database."""
    return _office(request, tmp_path, site_server, monkeypatch, "sqlite")


def _office(
    request: pytest.FixtureRequest,
    folder: Path,
    site_server: tuple[Path, str],
    monkeypatch: pytest.MonkeyPatch,
    database: str,
) -> Office:
    link, site_url = site_server
    home = folder / "home"
    if database == "sqlite":
        url = f"sqlite:///{home / 'register.sqlite3'}"
    else:
        url = str(request.getfixturevalue("postgres_url"))
    link.unlink(missing_ok=True)
    link.symlink_to(home / "site", target_is_directory=True)
    return Office(home, url, site_url, monkeypatch)
