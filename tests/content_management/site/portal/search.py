"""The portal's own search over all its public pages."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from wagtail.models import Page


def search(request: HttpRequest) -> HttpResponse:
    """What the CMS's search finds among the public pages."""
    query = request.GET.get("query", "").strip()
    found = Page.objects.live().public().specific().search(query) if query else Page.objects.none()
    page = Paginator(found, 20).get_page(request.GET.get("page"))
    return render(request, "search.html", {"query": query, "found": page})
