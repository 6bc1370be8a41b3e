"""The account pages we offer, under the names allauth itself reverses.

What is not here does not exist: no sign-up, no e-mail management, no codes.
"""

from allauth.account import views
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect
from django.urls import path, re_path


@login_not_required
def signup_closed(request):
    messages.info(
        request,
        "Tài khoản do quản trị cơ quan cấp, không tự đăng ký được. "
        "Mời liên hệ quản trị cơ quan của Ông/Bà.",
    )
    return redirect("account_login")


urlpatterns = [
    path("dang-nhap/", views.login, name="account_login"),
    path("dang-xuat/", views.logout, name="account_logout"),
    path("dang-ky/", signup_closed, name="account_signup"),
    path("tam-khoa/", views.account_inactive, name="account_inactive"),
    path("xac-nhan-lai/", views.reauthenticate, name="account_reauthenticate"),
    path("doi-mat-khau/", views.password_change, name="account_change_password"),
    # Someone without a password gets one through the letter, not a second form.
    path("dat-mat-khau/", views.password_reset, name="account_set_password"),
    path("quen-mat-khau/", views.password_reset, name="account_reset_password"),
    path(
        "quen-mat-khau/da-gui/",
        views.password_reset_done,
        name="account_reset_password_done",
    ),
    re_path(
        r"^quen-mat-khau/dat-lai/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        views.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "quen-mat-khau/xong/",
        views.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
]
