"""The column, its decisions, and how each decision should stand.

The CMS holds the text that is public and no other: what is corrected or withdrawn leaves no revision behind.
"""

from django.core.paginator import EmptyPage, InvalidPage, Paginator
from django.db import models
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from wagtail import blocks
from wagtail.admin.panels import FieldPanel
from wagtail.api import APIField
from wagtail.fields import StreamField
from wagtail.models import Page, PagePermissionTester
from wagtail.search import index
from wagtail.url_routing import RouteResult

ROWS_ON_A_PAGE = 50


class Standing(models.Model):
    """How a decision stands here: the newest change that arrived, and what its address tells the public."""

    class State(models.TextChoices):
        """What the address answers: the page, 410 with the reason, 410 without a word on the case, 404."""

        PUBLISHED = "published", "已公开"
        GONE = "gone", "已撤回"
        SILENT = "silent", "已停止公示"
        ERASED = "erased", "已清除"

    page_id = models.CharField("索引号", max_length=26, unique=True)
    sequence = models.BigIntegerField("变动序号")
    key = models.CharField("变动编号", max_length=200)
    state = models.CharField("状态", max_length=10, choices=State.choices)
    heading = models.TextField("标题", blank=True)
    explanation = models.TextField("撤回说明", blank=True)
    successor = models.CharField("接替它的决定", max_length=26, blank=True)
    successor_notice = models.TextField("接替说明", blank=True)
    changed_at = models.DateTimeField("变动时间", auto_now=True)

    class Meta:
        verbose_name = verbose_name_plural = "公示状态"

    def __str__(self):
        return f"{self.page_id} {self.get_state_display()}"


class DecisionColumn(Page):
    """The column under which the decisions stand; it also answers for those that are gone."""

    parent_page_types = ("wagtailcore.Page",)
    subpage_types = ("disclosure_pages.DecisionPage",)
    max_count = 1

    class Meta:
        verbose_name = "行政执法公示栏目"

    def decisions(self):
        """The public decisions, newest first."""
        return DecisionPage.objects.child_of(self).live().public().order_by("-decided_on", "-pk")

    def get_context(self, request, *args, **kwargs):
        """One page of the list; 404 past its end."""
        context = super().get_context(request, *args, **kwargs)
        pages = Paginator(self.decisions(), ROWS_ON_A_PAGE)
        try:
            context["decisions"] = pages.page(request.GET.get("page", "1"))
        except (InvalidPage, EmptyPage) as wrong:
            raise Http404 from wrong
        return context

    def route(self, request, path_components):
        """The page, or the notice that stands in its place."""
        try:
            return super().route(request, path_components)
        except Http404:
            if len(path_components) != 1:
                raise
            told = get_object_or_404(
                Standing,
                page_id=path_components[0],
                state__in=(Standing.State.GONE, Standing.State.SILENT),
            )
            return RouteResult(self, kwargs={"told": told})

    def serve(self, request, *args, told=None, **kwargs):
        """The list, or 410 with what the public is told of a decision that is gone."""
        if told is None:
            return super().serve(request, *args, **kwargs)
        context = {"page": self, "self": self, "told": told}
        answer = TemplateResponse(request, "disclosure_pages/gone.html", context, status=410)
        answer["Cache-Control"] = "max-age=60, must-revalidate"
        return answer


class _Tester(PagePermissionTester):
    """A decision comes and goes through the API only: a copy or a moved page would outlive its withdrawal."""

    def can_copy(self):
        return False

    def can_move(self):
        return False

    def can_copy_to(self, destination, recursive=False):
        return False

    def can_move_to(self, destination):
        return False


class DecisionPage(Page):
    """One decision as the public reads it."""

    page_id = models.CharField("索引号", max_length=26, unique=True, editable=False)
    act_type = models.CharField("执法类别", max_length=10)
    document_number = models.TextField("文书号", blank=True)
    decided_on = models.CharField("决定日期", max_length=10, blank=True)
    heading = models.TextField("标题")
    rows = StreamField(
        [
            (
                "row",
                blocks.StructBlock(
                    [("name", blocks.CharBlock(label="项目")), ("value", blocks.TextBlock(label="内容"))],
                    label="项目",
                ),
            )
        ],
        verbose_name="公开文本",
    )
    notices = models.JSONField("说明", default=list)
    check_rows = models.JSONField("核验信息", default=list)
    metadata = models.JSONField("网页元数据", default=list)

    parent_page_types = ("disclosure_pages.DecisionColumn",)
    subpage_types = ()
    is_creatable = False
    content_panels = (*Page.content_panels, FieldPanel("heading"), FieldPanel("rows"))
    search_fields = (
        *Page.search_fields,
        index.SearchField("heading", boost=2),
        index.SearchField("document_number", boost=2),
        index.SearchField("rows"),
        index.FilterField("page_id"),
    )
    api_fields = (APIField("heading"), APIField("document_number"), APIField("rows"), APIField("notices"))

    class Meta:
        verbose_name = verbose_name_plural = "执法决定"

    def permissions_for_user(self, user):
        """Editors may not copy or move a decision."""
        return _Tester(user, self)
