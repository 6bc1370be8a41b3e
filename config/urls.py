"""The site map: the front door, health, the admin, one include per app."""

from django.contrib import admin
from django.urls import include, path

from accounts.health_views import health
from reports.workspace_views import home, search

urlpatterns = [
    path("", home, name="home"),
    path("tim/", search, name="search"),
    path("suc-khoe/", health, name="health"),
    path("tai-khoan/", include("accounts.auth_urls")),
    path("quan-tri/", admin.site.urls),
    path("", include("accounts.urls")),
    path("", include("agreements.urls")),
    path("", include("tasks.urls")),
    path("", include("reports.urls")),
]
