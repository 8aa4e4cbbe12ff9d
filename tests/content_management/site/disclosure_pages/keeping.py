"""Bringing about how a decision should stand: whole or not at all, and the same wish twice does nothing new."""

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.db.models import CharField, Q
from django.db.models.functions import Cast
from modelsearch.index import remove_object
from wagtail.admin.models import FormState
from wagtail.models import Page, PageLogEntry, PageViewRestriction, ReferenceIndex, Revision

from disclosure_pages.models import DecisionColumn, DecisionPage, Standing
from disclosure_pages.wishes import NotAccepted, Wish


class Overtaken(Exception):
    """A newer change is here already; `sequence` is its number."""

    def __init__(self, sequence: int) -> None:
        super().__init__(sequence)
        self.sequence = sequence


def bring_about(column: DecisionColumn, wish: Wish) -> Standing:
    """Make a decision stand as wished; Overtaken or NotAccepted where it must not."""
    with transaction.atomic():
        Standing.objects.get_or_create(page_id=wish.page_id, defaults={"sequence": -1, "state": wish.state})
        standing = Standing.objects.select_for_update().get(page_id=wish.page_id)
        if standing.sequence > wish.sequence:
            raise Overtaken(standing.sequence)
        if standing.sequence == wish.sequence and standing.key != wish.key:
            raise NotAccepted("sequence-reused", f"变动序号{wish.sequence}已用于另一次变动")
        if wish.state == Standing.State.PUBLISHED:
            _publish(column, wish)
        else:
            _take_down(column, wish.page_id)
        standing.sequence, standing.key, standing.state = wish.sequence, wish.key, wish.state
        told = wish.state in (Standing.State.GONE, Standing.State.SILENT)
        for name in ("heading", "explanation", "successor", "successor_notice"):
            setattr(standing, name, getattr(wish, name) if told else "")
        standing.save()
    _forget_traces()
    if wish.state == Standing.State.ERASED:
        _scrub_index()
    return standing


def _publish(column: DecisionColumn, wish: Wish) -> None:
    _make_room(column, wish.page_id)
    page = DecisionPage.objects.filter(page_id=wish.page_id).first() or DecisionPage(page_id=wish.page_id)
    if page.pk is None:
        _fill(page, wish)
        page.live = False
        column.add_child(instance=page)
    elif _stands(column, page, wish):
        return
    else:
        _fill(page, wish)
        if page.get_parent().pk != column.pk:
            page.save()
            page.move(column, pos="last-child")
            page.refresh_from_db(fields=["path", "depth", "url_path"])
    page.save()
    revision = page.save_revision()
    revision.publish()
    page.revisions.exclude(pk=revision.pk).delete()
    FormState.objects.for_instance(page).delete()
    PageLogEntry.objects.filter(page_id=page.pk).update(label=page.title, data={})
    PageViewRestriction.objects.filter(page_id=page.pk).delete()


def _texts(wish: Wish) -> dict[str, object]:
    """The wished values by the page's fields, the rows apart."""
    return {
        "title": wish.heading[:255],
        "draft_title": wish.heading[:255],
        "slug": wish.page_id,
        "seo_title": "",
        "search_description": "",
        "act_type": wish.act_type,
        "document_number": wish.document_number,
        "decided_on": wish.decided_on,
        "heading": wish.heading,
        "notices": wish.notices,
        "check_rows": wish.check_rows,
        "metadata": wish.metadata,
        "go_live_at": None,
        "expire_at": None,
        "expired": False,
        "locked": False,
    }


def _fill(page: DecisionPage, wish: Wish) -> None:
    for name, value in _texts(wish).items():
        setattr(page, name, value)
    page.rows = [("row", {"name": name, "value": value}) for name, value in wish.rows]


def _stands(column: DecisionColumn, page: DecisionPage, wish: Wish) -> bool:
    """Whether the page is public just as wished, with nothing waiting behind it."""
    return (
        page.live
        and not page.has_unpublished_changes
        and page.get_parent().pk == column.pk
        and page.revisions.count() == 1
        and not page.get_view_restrictions().exists()
        and all(getattr(page, name) == value for name, value in _texts(wish).items())
        and [[row.value["name"], row.value["value"]] for row in page.rows] == wish.rows
    )


def _make_room(column: DecisionColumn, page_id: str) -> None:
    """Remove what is not the decision but sits at its address."""
    for page in column.get_children().filter(slug=page_id).exclude(decisionpage__page_id=page_id):
        page.specific.delete()


def _take_down(column: DecisionColumn, page_id: str) -> None:
    here = Q(decisionpage__page_id=page_id) | Q(
        slug=page_id, path__startswith=column.path, depth=column.depth + 1
    )
    for page in Page.objects.filter(here).specific():
        remove_object(page)
        page.delete()


def _forget_traces() -> None:
    """Erase what Wagtail keeps of decisions that are gone: revisions, log entries, references, drafts, search entries.

    It looks at what has no page, not at one page, so the next change also finishes what a crash left.
    """
    kind = ContentType.objects.get_for_model(DecisionPage)
    kept = DecisionPage.objects.annotate(as_text=Cast("pk", CharField())).values("as_text")
    entries = apps.get_model("wagtailsearch", "IndexEntry").objects
    with transaction.atomic():
        for traces in (Revision.objects, ReferenceIndex.objects, FormState.objects, entries):
            traces.filter(content_type=kind).exclude(object_id__in=kept).delete()
        alive = DecisionPage.objects.values("pk")
        PageLogEntry.objects.filter(content_type=kind).exclude(page_id__in=alive).delete()


def _scrub_index() -> None:
    """SQLite's full-text index keeps the words of deleted rows until its parts are merged."""
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO wagtailsearch_indexentry_fts(wagtailsearch_indexentry_fts) VALUES('optimize')"
        )
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
