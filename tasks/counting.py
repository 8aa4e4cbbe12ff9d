"""Steps that count: the statisticians' snapshot, and a year's official forms from it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from tasks.contracts.tables_counting import FormKind, load_counting
from tasks.district_standing import districts_missing
from tasks.erasing import erase_vanished
from tasks.installation import Installation, open_installation
from tasks.law.annual_report import Scope
from tasks.register.claims import claim
from tasks.steps import step
from tasks.warehouse.catalogue_page import renew_page
from tasks.warehouse.form_files import write_csv
from tasks.warehouse.form_layouts import UnknownProfileError
from tasks.warehouse.form_text import print_forms
from tasks.warehouse.forms import Forms, official_forms
from tasks.warehouse.load import build_snapshot
from tasks.warehouse.rule_rows import StatisticsLaw


def statistics_law(here: Installation) -> StatisticsLaw:
    """What decides what counts, as it is configured now."""
    names = here.privacy.redaction_policy.names
    return StatisticsLaw(here.law.authorities, load_counting(here.settings.home), names)


@step("更新统计库")
def renew_snapshot(here: Installation) -> Path:
    """The snapshot of the register as it is now, with its page; a new one only where something changed."""
    rules = statistics_law(here)
    erase_vanished(here)
    with claim(here.register, "warehouse", wait=True):
        snapshot = build_snapshot(here.register.engine, here.settings.warehouse, rules, here.now)
        renew_page(snapshot, here.settings.site.publisher)
        return snapshot


def year_forms(
    year: int,
    folder: Path | None = None,
    profiles: Mapping[FormKind, str] | None = None,
    scope: Scope | None = None,
) -> Forms:
    """The official forms of a year, from a fresh snapshot; also as CSV files where a folder is given.

    `scope`: the commission's own or the whole city's; without it, every configured authority from systems alone.
    """
    with open_installation() as here:
        forms = counted_forms(here, renew_snapshot(here), year, scope, profiles)
    if folder is not None:
        write_csv(forms, folder)
    return forms


def counted_forms(
    here: Installation,
    snapshot: Path,
    year: int,
    scope: Scope | None,
    profiles: Mapping[FormKind, str] | None = None,
) -> Forms:
    """The forms of a year from a snapshot; those of the city say which districts are still to hand in."""
    missing = districts_missing(here, year, here.now) if scope is Scope.CITY else []
    return official_forms(snapshot, year, profiles, scope, missing)


def chosen_profiles(chosen: Iterable[str]) -> dict[FormKind, str]:
    """Profiles written as FORM=PROFILE; UnknownProfileError where one is not."""
    profiles = {}
    for one in chosen:
        form, _, profile = one.partition("=")
        if form not in {kind.value for kind in FormKind} or not profile:
            raise UnknownProfileError(
                f"样式“{one}”应写成“表=样式”，如 penalty=form-a；表：{'、'.join(FormKind)}"
            )
        profiles[FormKind(form)] = profile
    return profiles


def forms_text(forms: Forms, only: str = "") -> str:
    """The forms for a reader; `only` names one of them."""
    chosen = tuple(form for form in forms.forms if only in ("", form.form.value))
    return print_forms(replace(forms, forms=chosen))
