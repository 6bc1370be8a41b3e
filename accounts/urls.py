from django.urls import path

from . import people_views, person_views, province_views, saved_view_views, views

app_name = "accounts"
urlpatterns = [
    path("co-quan/", views.OrganisationList.as_view(), name="organisation-list"),
    path(
        "co-quan/<int:pk>/",
        views.OrganisationDetail.as_view(),
        name="organisation-detail",
    ),
    path("tinh-thanh/", province_views.ProvinceList.as_view(), name="province-list"),
    path(
        "tinh-thanh/<int:pk>/",
        province_views.ProvinceDetail.as_view(),
        name="province-detail",
    ),
    path("co-quan/<int:pk>/them-nguoi/", people_views.place_add, name="place-add"),
    path("vai-tro/<int:pk>/sua/", people_views.place_edit, name="place-edit"),
    path("vai-tro/<int:pk>/thoi/", people_views.place_end, name="place-end"),
    path("nhan-su/", person_views.PersonList.as_view(), name="person-list"),
    path("bo-loc/luu/", saved_view_views.saved_view_save, name="saved-view-save"),
    path("bo-loc/<int:pk>/", saved_view_views.saved_view_open, name="saved-view-open"),
    path(
        "bo-loc/<int:pk>/xoa/",
        saved_view_views.saved_view_delete,
        name="saved-view-delete",
    ),
    path("thong-bao/", views.Inbox.as_view(), name="inbox"),
    path("thong-bao/da-doc/", views.inbox_mark_read, name="inbox-mark-read"),
    path("hop-thu-di/", views.Outbox.as_view(), name="outbox"),
    path(
        "hop-thu-di/<int:pk>/",
        views.OutgoingMailDetail.as_view(),
        name="outbox-mail",
    ),
    path("hop-thu-di/<int:pk>/gui-lai/", views.mail_resend, name="mail-resend"),
]
