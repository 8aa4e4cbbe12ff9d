"""Renders every page of the website from plain values: the same values always give the same bytes."""

from collections.abc import Sequence
from dataclasses import replace

from tasks.channels.website import addresses, decision_form, markup, overviews
from tasks.channels.website.markup import fit, fit_text
from tasks.channels.website.page_content import (
    CORRECTING_MORE,
    CORRECTING_NOTICE,
    SILENT_NOTICE,
    WITHDRAWN_NOTICE,
    Entry,
    ListPage,
    PartCount,
    Site,
    SiteFacts,
    Tombstone,
    WithdrawalItem,
    successor_name,
    successor_notice,
)
from tasks.law.acts import ActType

RECENT_WITHDRAWALS = 20
"""Withdrawals shown on their front page."""


class Pages:
    """Renders the pages of one site."""

    def __init__(self, site: Site) -> None:
        self.site = fit(site)
        self._env = markup.environment()
        self._fixed: dict[str, object] = {
            "site": self.site,
            "style": markup.hashed_asset("style.css")[0][1:],
            "icon": markup.hashed_asset("icon.svg")[0][1:],
            "here": "",
        }
        self._decision = self._env.get_template("decision.html")
        fixed = {**self._fixed, "here": "lists"}
        self._forms = {
            (act_type, redacted): decision_form.cut(self._decision, fixed, act_type, redacted=redacted)
            for act_type in ActType
            for redacted in (False, True)
        }

    def decision(self, entry: Entry) -> bytes:
        """The page of a decision: depends on the decision and the site's name only, so its hash is stable."""
        path = addresses.decision_page(entry.page_id)
        url = self.site.base_url and self.site.base_url + path
        if entry.revision or entry.replaces:
            fixed = {**self._fixed, "here": "lists"}
            return decision_form.render_entry(self._decision, fixed, entry, url)
        return self._forms[entry.act_type, entry.redacted].fill(entry, url)

    def home(self, facts: SiteFacts) -> bytes:
        """The home page: counts, latest decisions, entry points."""
        acts = overviews.groups(facts.acts)
        return self._page(
            "home.html",
            addresses.HOME,
            "home",
            facts=replace(facts, latest=tuple(map(fit, facts.latest))),
            acts=acts,
            years=overviews.years_by_slug(facts.acts),
            total=sum(act.live for act in acts),
        )

    def lists(self, acts: Sequence[PartCount]) -> bytes:
        """All act types."""
        groups = overviews.groups(acts)
        return self._page(
            "lists.html", addresses.LISTS, "lists", heading="执法决定", base="lists", groups=groups
        )

    def offices(self, offices: Sequence[PartCount]) -> bytes:
        """All offices."""
        groups = overviews.groups(offices)
        return self._page(
            "lists.html", addresses.OFFICES, "offices", heading="承办处室", base="offices", groups=groups
        )

    def list_index(self, name: str, slug: str, parts: Sequence[PartCount]) -> bytes:
        """The years and months of one act type or office; `parts` are all of it."""
        return self._page(
            "list_index.html",
            addresses.list_index(slug),
            *_above(slug),
            name=fit_text(name),
            years=overviews.years(parts),
            total=sum(part.live for part in parts),
        )

    def list_year(self, name: str, slug: str, year: str, parts: Sequence[PartCount]) -> bytes:
        """The months of one year; `parts` may hold other years too."""
        chosen = [part for part in parts if part.part.year == year]
        return self._page(
            "list_year.html",
            addresses.list_year(slug, year),
            *_above(slug),
            name=fit_text(name),
            year=overviews.years(chosen)[0] if chosen else overviews.Year(year, 0, ()),
        )

    def list_page(self, page: ListPage) -> bytes:
        """One list page, newest first."""
        return self._page(
            "list_page.html",
            addresses.list_page(page.part, page.number),
            *_above(page.part.slug),
            page=fit(page),
            rows=[fit(row) for row in reversed(page.rows)],
            label=f"{page.part.year}年{overviews.month_label(page.part.month)}",
        )

    def withdrawals(self, facts: SiteFacts, latest: Sequence[WithdrawalItem]) -> bytes:
        """The front page of the withdrawals; `latest` newest first."""
        return self._page(
            "withdrawals.html",
            addresses.WITHDRAWALS,
            "withdrawals",
            years=sorted(facts.withdrawals.items(), reverse=True),
            items=[fit(item) for item in latest[:RECENT_WITHDRAWALS]],
        )

    def withdrawals_year(self, year: str, items: Sequence[WithdrawalItem]) -> bytes:
        """The withdrawals of one year, newest first."""
        path = addresses.withdrawals_year(year)
        return self._page(
            "withdrawals_year.html", path, "withdrawals", year=year, items=[fit(item) for item in items]
        )

    def downloads(self, acts: Sequence[PartCount]) -> bytes:
        """The front page of the downloads."""
        groups = overviews.groups(acts)
        return self._page("downloads.html", addresses.DOWNLOADS, "downloads", groups=groups)

    def downloads_index(self, name: str, slug: str, parts: Sequence[PartCount]) -> bytes:
        """The download files of one act type."""
        path = addresses.downloads_index(slug)
        files = overviews.download_files(parts)
        return self._page("downloads_act.html", path, "downloads", name=name, parts=files)

    def gone(self, tombstone: Tombstone) -> bytes:
        """What a withdrawn address answers with 410: nothing about the decision beyond the explanation given."""
        return self._page(
            "gone.html",
            addresses.decision_page(tombstone.page_id),
            tombstone=fit(tombstone),
            heading=_gone_heading(tombstone),
            successor_notice=successor_notice(tombstone.reason),
            successor_name=successor_name(tombstone.reason),
            correcting=CORRECTING_MORE if tombstone.correcting else "",
        )

    def about(self) -> bytes:
        """What is published, when, and how to check it."""
        return self._page("about.html", addresses.ABOUT, "about")

    def not_found(self) -> bytes:
        """The page for an address nothing stands at; its links start at the host, as it shows at any depth."""
        template = self._env.get_template("not_found.html")
        return template.render(self._fixed, root=f"{self.site.base_path}/").encode()

    def fixed_files(self) -> dict[str, bytes]:
        """The files that change only with the software or the site's name, by address."""
        robots = f"User-agent: *\nAllow: /\nSitemap: {self.site.base_url}{addresses.SITEMAP}\n"
        return {
            addresses.ABOUT: self.about(),
            addresses.NOT_FOUND: self.not_found(),
            addresses.ROBOTS: robots.encode(),
            **dict(markup.hashed_asset(name) for name in ("style.css", "icon.svg")),
        }

    def _page(self, template: str, path: str, here: str = "", above: str = "", **values: object) -> bytes:
        page = self._env.get_template(template)
        values |= {"root": addresses.root_of(path), "here": here, "above": above}
        return page.render(self._fixed | values).encode()


def _above(slug: str) -> tuple[str, str]:
    """The entry of the navigation a list stands under, and its name."""
    return ("offices", "承办处室") if slug.startswith("office-") else ("lists", "执法决定")


def _gone_heading(tombstone: Tombstone) -> str:
    if tombstone.explanation:
        return WITHDRAWN_NOTICE
    if tombstone.changed_to_url:
        return successor_notice(tombstone.reason)
    return CORRECTING_NOTICE if tombstone.correcting else SILENT_NOTICE
