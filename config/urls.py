"""The site map: the front door, health, the admin, one include per app."""

from django.contrib import admin
from django.urls import include, path

from accounts.health_views import health
from reports.searches.search_views import search, suggestions
from reports.workspaces.workspace_views import home

urlpatterns = [
    path("", home, name="home"),
    path("tim/", search, name="search"),
    path("tim/goi-y/", suggestions, name="search-suggestions"),
    path("suc-khoe/", health, name="health"),
    path("tai-khoan/", include("accounts.auth_urls")),
    path("quan-tri/", admin.site.urls),
    path("", include("accounts.urls")),
    path("", include("agreements.urls")),
    path("", include("tasks.urls")),
    path("", include("reports.urls")),
]
