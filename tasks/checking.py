"""Steps that prove the promises: the balances to the row, the website to the byte."""

from __future__ import annotations

from collections.abc import Mapping

from tasks.channels.website.difference import Difference
from tasks.channels.website.log_check import check_log
from tasks.channels.website.site_check import check_site
from tasks.channels.website.site_mending import Mended, mend_site
from tasks.channels.website.traces import find_traces
from tasks.installation import Installation
from tasks.register.claims import claim
from tasks.register.counters import recount
from tasks.steps import step
from tasks.websites import open_website


@step("核对两本账")
def check_balances(here: Installation) -> list[Difference]:
    """Count every row and compare with the counters."""
    found = []
    for name, (kept, counted) in recount(here.register).items():
        if kept != counted or not counted.balanced:
            problem = (
                f"计数{dict(kept.states)}，共{kept.total}；清点{dict(counted.states)}，共{counted.total}"
            )
            found.append(Difference(f"账目：{name}", "", problem))
    return found


@step("核对网站与公示日志")
def check_website(here: Installation) -> list[Difference]:
    """Read back everything the site should answer, and prove the log from what is published of it."""
    with open_website(here) as website:
        return [
            *check_site(here.register, website),
            *check_log(here.register, website),
            *(
                Difference(one.path, one.document_number, one.problem)
                for one in find_traces(here.register, website)
            ),
        ]


@step("核对公示日志")
def check_public_log(here: Installation, kept: Mapping[str, bytes]) -> list[Difference]:
    """Prove the log alone, from what is published of it; `kept` are heads that somebody kept, by name."""
    with open_website(here) as website:
        return check_log(here.register, website, kept)


@step("恢复网站")
def mend_website(here: Installation) -> Mended:
    """Mend what may be mended without a person, once no other process works on the website, and read it back."""
    with claim(here.register, "website", wait=True), open_website(here) as website:
        return mend_site(here.register, website)
