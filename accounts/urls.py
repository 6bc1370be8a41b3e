from django.urls import path

from . import health_views, province_views, views
from .listings import saved_view_views
from .mail import outbox_views
from .people import people_views, person_views
from .reminding import (
    ladder_editing_views,
    ladder_views,
    link_views,
    reminding_views,
    reminding_why_views,
)
from .working_calendar import (
    special_day_views,
    working_calendar_state_views,
    working_calendar_views,
)

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
    path("nhac-viec/", reminding_views.reminder_settings, name="reminder-settings"),
    path("nhac-viec/vi-sao/", reminding_why_views.why, name="reminder-why"),
    path("so-nhac-viec/", reminding_why_views.Ledger.as_view(), name="reminder-ledger"),
    path("nhac-viec/<int:pk>/", reminding_views.DigestDetail.as_view(), name="digest"),
    path("lien-ket/<str:token>/", link_views.public_link, name="public-link"),
    path("hen-ngay/<slug:duty>/<int:duty_id>/", link_views.promise, name="promise"),
    path(
        "lich-lam-viec/",
        working_calendar_views.working_calendar_list,
        name="working-calendar-list",
    ),
    path(
        "lich-lam-viec/<int:year>/",
        working_calendar_views.working_calendar,
        name="working-calendar",
    ),
    path(
        "lich-lam-viec/<int:year>/de-xuat/",
        working_calendar_views.working_calendar_propose,
        name="working-calendar-propose",
    ),
    path(
        "lich-lam-viec/<int:year>/xac-nhan/",
        working_calendar_state_views.working_calendar_confirm,
        name="working-calendar-confirm",
    ),
    path(
        "lich-lam-viec/<int:year>/mo-lai/",
        working_calendar_state_views.working_calendar_reopen,
        name="working-calendar-reopen",
    ),
    path(
        "lich-lam-viec/<int:year>/gio/",
        special_day_views.working_hours_edit,
        name="working-hours-edit",
    ),
    path(
        "lich-lam-viec/<int:year>/ngay/them/",
        special_day_views.special_day_add,
        name="special-day-add",
    ),
    path(
        "lich-lam-viec/<int:year>/ngay/<int:pk>/sua/",
        special_day_views.special_day_edit,
        name="special-day-edit",
    ),
    path(
        "lich-lam-viec/<int:year>/ngay/<int:pk>/bo/",
        special_day_views.special_day_remove,
        name="special-day-remove",
    ),
    path("thang-nhac-viec/", ladder_views.ladder_list, name="ladder-list"),
    path(
        "thang-nhac-viec/them/<slug:duty>/",
        ladder_editing_views.LadderAdd.as_view(),
        name="ladder-add",
    ),
    path(
        "thang-nhac-viec/<int:pk>/sua/",
        ladder_editing_views.LadderEdit.as_view(),
        name="ladder-edit",
    ),
    path(
        "thang-nhac-viec/<int:pk>/xoa/",
        ladder_views.ladder_delete,
        name="ladder-delete",
    ),
    path("hop-thu-di/", outbox_views.Outbox.as_view(), name="outbox"),
    path("hop-thu-di/gui-lai/", outbox_views.mails_resend, name="mails-resend"),
    path(
        "hop-thu-di/<int:pk>/",
        outbox_views.OutgoingMailDetail.as_view(),
        name="outbox-mail",
    ),
    path("hop-thu-di/<int:pk>/gui-lai/", outbox_views.mail_resend, name="mail-resend"),
    path(
        "hop-thu-di/dia-chi-hong/",
        outbox_views.dead_address_list,
        name="dead-address-list",
    ),
    path(
        "hop-thu-di/dia-chi-hong/<int:pk>/gui-lai/",
        outbox_views.dead_address_clear,
        name="dead-address-clear",
    ),
    path("tinh-trang/", health_views.status, name="status"),
]
