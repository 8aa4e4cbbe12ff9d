"""Addresses of the example portal: the CMS, its search, its sitemap, its API, and our two."""

from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.api.v2.router import WagtailAPIRouter
from wagtail.api.v2.views import PagesAPIViewSet
from wagtail.contrib.sitemaps.views import sitemap

from portal.search import search

pages_api = WagtailAPIRouter("wagtailapi")
pages_api.register_endpoint("pages", PagesAPIViewSet)

urlpatterns = [
    path("admin/", include(wagtailadmin_urls)),
    path("search/", search, name="search"),
    path("sitemap.xml", sitemap),
    path("api/v2/", pages_api.urls),
    path("gongshi/", include("disclosure_pages.urls")),
    path("", include(wagtail_urls)),
]
