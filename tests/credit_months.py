"""What tests of the monthly 双公示 table share: decisions of a day, handed in at a time, and what the table says."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from tasks.law.acts import ActType
from tasks.law.shanghai import SHANGHAI
from tasks.warehouse.credit_figures import CreditMonth, Figures
from tests.credit_folders import answer
from tests.office import Office, licence, penalty

OCTOBER, NOVEMBER, SEPTEMBER = date(2026, 10, 1), date(2026, 11, 1), date(2026, 9, 1)
LICENCE, PENALTY = ActType.LICENCE, ActType.PENALTY


def at(month: int, day: int, hour: int = 10, minute: int = 0, second: int = 0) -> datetime:
    """A time in Shanghai."""
    return datetime(2026, month, day, hour, minute, second, tzinfo=SHANGHAI).astimezone(UTC)


def licensed(ordinal: int, day: date, **changes: str) -> dict[str, str]:
    """A licence of a day."""
    dates = {"许可决定日期": str(day), "有效期自": str(day)}
    return licence(f"滨卫医许〔2026〕{ordinal}号", **dates, **changes)


def punished(ordinal: int, day: date, **changes: str) -> dict[str, str]:
    """A penalty of a day, reviewed the day before and served the day after."""
    before, after = str(day - timedelta(days=1)), str(day + timedelta(days=1))
    dates = {"处罚决定日期": str(day), "法制审核日期": before, "送达日期": after}
    return penalty(f"滨卫医罚〔2026〕{ordinal}号", **(dates | changes))


def lic(ordinal: int) -> str:
    """A licence's number."""
    return f"滨卫医许〔2026〕{ordinal}号"


def pen(ordinal: int) -> str:
    """A penalty's number."""
    return f"滨卫医罚〔2026〕{ordinal}号"


def handed_in_at(office: Office, instant: datetime, *rows: dict[str, str]) -> None:
    """Take rows in at an instant, publish and hand in."""
    office.on(instant)
    for row in rows:
        number = row.get("行政许可决定文书号") or row["行政处罚决定书文号"]
        office.take(row, keys=[number], stamps=[instant.isoformat()])
    office.publish()
    office.deliver()


def answered(office: Office, **said: str) -> None:
    """The platform answers, and the answers are read."""
    answer(office, **said)
    office.deliver()


def of(table: CreditMonth, act: ActType) -> Figures:
    """The totals of an act."""
    return table.totals[act]


def bases(row: Figures) -> dict[str, int]:
    """By words, how many were not handed in."""
    return {basis.words: basis.decisions for basis in row.bases}


def percents(table: CreditMonth, act: ActType) -> dict[str, str | None]:
    """By title, the metrics of an act as printed; None for “—”."""
    rates = table.totals[act].rates
    return {metric.title: rate.percent for metric, rate in zip(table.metrics, rates, strict=True)}
