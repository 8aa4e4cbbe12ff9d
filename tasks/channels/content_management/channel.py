"""The content management system as a channel: write through its API, read back where the public reads (G9)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tasks.channels.content_management.configuration import Connection, read_connection
from tasks.channels.content_management.exchange import Answer, Ask, Exchange
from tasks.channels.content_management.looking import Looking
from tasks.channels.content_management.page_request import PageRequest, page_request
from tasks.channels.content_management.reading_back import PageSeen, page_seen, still_shown
from tasks.channels.delivery import Delivery, Outcome, Result, Task

_NOT_OUR_CONTENT = frozenset({400, 413, 415, 422})
"""Answers that say that this content is refused; sending it again would be refused again."""


@dataclass(frozen=True)
class ContentManagement:
    """One CMS; `log_origin` is the name of the log, as pages show it."""

    connection: Connection
    log_origin: str

    @property
    def address(self) -> str:
        """Where the public reads it."""
        return self.connection.settings.column

    @property
    def batch_size(self) -> int:
        """How many deliveries it takes at once."""
        return self.connection.settings.batch_size

    def deliver(self, deliveries: Sequence[Delivery]) -> list[Outcome]:
        """Bring each page to stand as delivered and read it back; a fault of the other side is an outcome."""
        settings = self.connection.settings
        exchange = Exchange(self.connection.token, settings.timeout, settings.connections)
        requests = [page_request(one, self.log_origin) for one in deliveries]
        asks = [
            Ask(f"{settings.api}{one.page_id}", request.body, one.key)
            for one, request in zip(deliveries, requests, strict=True)
        ]
        refusals = [
            _refusal(one, request, answer)
            for one, request, answer in zip(deliveries, requests, exchange.ask(asks), strict=True)
        ]
        taken = [index for index, outcome in enumerate(refusals) if outcome.result is Result.SENT]
        seen = self._read_back(exchange, [(deliveries[i], requests[i]) for i in taken])
        read = {i: _seen(refusals[i], one) for i, one in zip(taken, seen, strict=True)}
        return [read.get(index, outcome) for index, outcome in enumerate(refusals)]

    def looking(self) -> Looking:
        """Everything it shows, as the public reads it; faults of the other side are part of what is seen."""
        settings = self.connection.settings
        exchange = Exchange(self.connection.token, settings.timeout, settings.connections)
        return Looking(settings, exchange, self.log_origin)

    def _read_back(self, exchange: Exchange, taken: Sequence[tuple[Delivery, PageRequest]]) -> list[PageSeen]:
        settings = self.connection.settings
        answers = exchange.ask([Ask(f"{settings.column}{one.page_id}/") for one, _ in taken])
        seen = [page_seen(answer, request.page) for (_, request), answer in zip(taken, answers, strict=True)]
        gone = [
            one
            for (one, _), page in zip(taken, seen, strict=True)
            if one.task is Task.WITHDRAW and not page.problem
        ]
        shown = still_shown(settings.places, gone, exchange)
        return [
            PageSeen(page.status, page.hash, page.problem or shown.get(one.page_id, ""))
            for (one, _), page in zip(taken, seen, strict=True)
        ]


def content_management(
    home: Path, environment: Mapping[str, str], log_origin: str
) -> ContentManagement | None:
    """The CMS of an installation; None where it has none, ChannelFault where its file is unusable."""
    connection = read_connection(home, environment)
    return ContentManagement(connection, log_origin) if connection else None


def _refusal(delivery: Delivery, request: PageRequest, answer: Answer) -> Outcome:
    """What the API said; SENT where it took the delivery and only reading back is missing."""
    told = answer.told
    if answer.status in (200, 201) and _repeats(told, delivery, request.standing):
        return Outcome(
            delivery,
            Result.SENT,
            answer.status,
            reference=str(told.get("reference", ""))[:200],
            sent_as=delivery.key,
        )
    result = Result.REFUSED if answer.status in _NOT_OUR_CONTENT and told else Result.FAILED
    code, problem = _fault(answer)
    return Outcome(
        delivery, result, answer.status, problem=problem, code=code, wait_seconds=answer.wait_seconds,
        sent_as=delivery.key,
    )  # fmt: skip


def _repeats(told: Mapping[str, object], delivery: Delivery, standing: str) -> bool:
    """Whether the answer speaks of this delivery and not of another, nor is some page in between."""
    wanted = {"page_id": delivery.page_id, "sequence": delivery.sequence, "standing": standing}
    return {name: told.get(name) for name in wanted} == wanted


def _fault(answer: Answer) -> tuple[str, str]:
    """Code and sentence of an answer that is not a yes."""
    status, said = answer.status, str(answer.told.get("message", ""))[:500]
    if status == 0:
        return "no-answer", f"内容管理系统{answer.problem}"
    if status in (401, 403):
        return "token-refused", f"内容管理系统拒绝访问（HTTP {status}），请检查令牌是否有效、有无权限"
    if status == 409:
        return "overtaken", f"内容管理系统未采用：{said or '已有更新的一次变动'}"
    if status in (200, 201) or 300 <= status < 400:
        return (
            "wrong-answer",
            f"内容管理系统的应答（HTTP {status}）不是所请求的决定，可能是登录页，请检查 api 地址",
        )
    code = str(answer.told.get("code", "")) or f"http-{status}"
    return code[:60], f"内容管理系统返回HTTP {status}{'：' + said if said else ''}"


def _seen(sent: Outcome, page: PageSeen) -> Outcome:
    """The outcome once the public's page was read."""
    result = Result.FAILED if page.problem else Result.CONFIRMED
    return Outcome(
        sent.delivery, result, page.status, sent.reference, page.hash, page.problem,
        "read-back" if page.problem else "", sent_as=sent.sent_as,
    )  # fmt: skip
