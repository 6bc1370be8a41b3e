"""Signing in, out and changing a password: every sentence people meet is Vietnamese."""

import re

import pytest
from django.contrib.auth import get_user_model
from django.contrib.messages import get_messages
from django.core import mail
from django.core.cache import cache
from django.urls import reverse

pytestmark = pytest.mark.django_db

PASSWORD = "mot-mat-khau-dai-2026"
WRONG_BY_NAME = "Tên đăng nhập hoặc mật khẩu không đúng."
WRONG_BY_EMAIL = "Thư điện tử hoặc mật khẩu không đúng."
LOCKED = "Đăng nhập sai quá nhiều lần"
ENGLISH = re.compile(
    r"\b(password|sign|login|username|remember|forgot|email|enter|please|current)\b",
    re.IGNORECASE,
)


@pytest.fixture(autouse=True)
def _no_failures_remembered():
    cache.clear()  # the failures are counted in the cache, which outlives a test
    yield
    cache.clear()


@pytest.fixture
def person():
    return get_user_model().objects.create_user(
        username="lan.nt",
        email="lan@tinh.example.vn",
        password=PASSWORD,
        full_name="Nguyễn Thị Lan",
    )


def sign_in(client, login="lan.nt", password=PASSWORD):
    return client.post(reverse("account_login"), {"login": login, "password": password})


def words(response):
    """What the page says, without its tags and their attributes."""
    return re.sub(r"<[^>]*>", " ", response.content.decode())


@pytest.mark.parametrize("login", ["lan.nt", "lan@tinh.example.vn"])
def test_user_name_and_email_both_open_the_door(client, person, login):
    response = sign_in(client, login)

    assert response.status_code == 302
    assert client.session["_auth_user_id"] == str(person.pk)


@pytest.mark.parametrize(
    ("login", "sentence"),
    [("lan.nt", WRONG_BY_NAME), ("lan@tinh.example.vn", WRONG_BY_EMAIL)],
)
def test_a_wrong_password_is_told_in_vietnamese(client, person, login, sentence):
    response = sign_in(client, login, "sai-mat-khau")

    assert response.status_code == 200
    assert sentence in words(response)
    assert "_auth_user_id" not in client.session


def test_an_unknown_name_gets_the_same_sentence_as_a_wrong_password(client, person):
    assert WRONG_BY_NAME in words(sign_in(client, "khong-co-ai"))


def test_after_five_failures_even_the_right_password_waits(client, person):
    for _ in range(5):
        sign_in(client, password="sai-mat-khau")

    response = sign_in(client)

    assert LOCKED in words(response)
    assert "5 phút" in words(response)
    assert "_auth_user_id" not in client.session


def test_a_closed_account_is_told_whom_to_ask(client, person):
    get_user_model().objects.filter(pk=person.pk).update(is_active=False)

    response = client.get(sign_in(client).url)

    assert "tạm khóa" in words(response)
    assert "_auth_user_id" not in client.session


def test_signing_out_needs_a_post(client, person):
    client.force_login(person)

    page = client.get(reverse("account_logout"))
    assert "Đăng xuất" in words(page)
    assert "_auth_user_id" in client.session

    client.post(reverse("account_logout"))
    assert "_auth_user_id" not in client.session


def change_password(client, old=PASSWORD, new="mat-khau-moi-that-dai", again=None):
    return client.post(
        reverse("account_change_password"),
        {"oldpassword": old, "password1": new, "password2": again or new},
    )


def test_changing_the_password_asks_who_it_is_first(client):
    response = client.get(reverse("account_change_password"))

    assert response.status_code == 302
    assert response.url.startswith(reverse("account_login"))


def test_a_changed_password_is_confirmed_and_keeps_the_session(client, person):
    client.force_login(person)

    response = change_password(client)

    assert response.status_code == 302
    told = [str(message) for message in get_messages(response.wsgi_request)]
    assert told == ["Đã đổi mật khẩu."]
    person.refresh_from_db()
    assert person.check_password("mat-khau-moi-that-dai")
    assert "_auth_user_id" in client.session


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"old": "khong-phai"}, "Mật khẩu hiện tại không đúng"),
        ({"new": "ngan9"}, "Mật khẩu phải có ít nhất 8 ký tự"),
        ({"again": "mot-mat-khau-khac"}, "Hai lần nhập mật khẩu phải giống nhau."),
    ],
)
def test_a_refused_change_says_why(client, person, typed, sentence):
    client.force_login(person)

    response = change_password(client, **typed)

    assert sentence in words(response)
    person.refresh_from_db()
    assert person.check_password(PASSWORD)


def test_nobody_signs_up_alone(client):
    response = client.post(
        reverse("account_signup"),
        {"username": "moi", "password1": PASSWORD, "password2": PASSWORD},
        follow=True,
    )

    assert response.redirect_chain == [(reverse("account_login"), 302)]
    assert "Tài khoản do quản trị cơ quan cấp" in words(response)
    assert not get_user_model().objects.exists()


def test_the_letter_waits_where_the_mail_server_is_down(
    client, person, settings, django_capture_on_commit_callbacks
):
    settings.EMAIL_BACKEND = "khong.co.May"
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(reverse("account_reset_password"), {"email": person.email})

    assert answer.url == reverse("account_reset_password_done")
    assert person.mails.get().sent_at is None


def test_a_forgotten_password_is_set_anew_through_the_letter(
    client, person, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("account_reset_password"), {"email": person.email})

    (letter,) = mail.outbox
    assert letter.subject == "[Phối hợp] Đặt lại mật khẩu"
    assert letter.body.startswith("Kính gửi Nguyễn Thị Lan,")
    link = re.search(r"https?://[^/]+(/\S+)", letter.body)[1]
    form = client.get(link, follow=True)
    assert "Đặt mật khẩu mới" in words(form)
    new = "mat-khau-moi-that-dai"
    client.post(form.request["PATH_INFO"], {"password1": new, "password2": new})
    person.refresh_from_db()
    assert person.check_password(new)


def test_a_used_link_offers_another(client):
    page = client.get(reverse("account_reset_password_from_key", args=["1", "het-han"]))

    assert "đã được dùng hoặc đã hết hạn" in words(page)


def test_an_unknown_address_is_answered_alike(client, person):
    response = client.post(
        reverse("account_reset_password"), {"email": "ai@tinh.example.vn"}
    )

    assert response.url == reverse("account_reset_password_done")
    assert mail.outbox == []  # nobody is written to for what a stranger types


@pytest.mark.parametrize(
    ("name", "sentence", "signed_in"),
    [
        ("account_login", "Tên đăng nhập hoặc thư điện tử", False),
        ("account_reset_password", "Gửi liên kết", False),
        ("account_reset_password_done", "Đã gửi thư", False),
        ("account_reset_password_from_key_done", "Đã đặt mật khẩu mới", False),
        ("account_inactive", "tạm khóa", False),
        ("account_change_password", "Mật khẩu hiện tại", True),
        ("account_reauthenticate", "Xác nhận lại mật khẩu", True),
        ("account_logout", "kết thúc phiên làm việc", True),
    ],
)
def test_no_english_is_left(client, person, name, sentence, signed_in):
    if signed_in:
        client.force_login(person)

    response = client.get(reverse(name))

    assert response.status_code == 200
    assert sentence in words(response)
    assert not ENGLISH.search(words(response)), ENGLISH.search(words(response))


@pytest.mark.parametrize(
    "elsewhere",
    [
        "//evil.example",
        "https://evil.example/",
        "/\\evil.example",
        "https:evil.example",
    ],
)
def test_signing_in_never_leads_to_another_site(client, person, elsewhere):
    response = client.post(
        reverse("account_login"),
        {"login": "lan.nt", "password": PASSWORD, "next": elsewhere},
    )
    assert response.status_code == 302
    assert "evil" not in response.url
