"""The administration reads days as dd/mm/yyyy, tells history, and deletes no past."""

from datetime import date

import pytest
from django.contrib import admin
from django.urls import reverse

from accounts import history
from accounts.models import Membership, Organisation, User


@pytest.fixture
def admin_client(client, cast):
    client.force_login(cast.admin)
    return client


ROWS_BELOW = [
    "former_names",
    "former_kinds",
    "former_levels",
    "former_parents",
    "successions_out",
]


def _blank(*prefixes):
    return {
        f"{prefix}-{key}": 0
        for prefix in prefixes
        for key in ("TOTAL_FORMS", "INITIAL_FORMS")
    }


@pytest.fixture
def change(admin_client, cast):
    address = reverse("admin:accounts_organisation_change", args=[cast.front.pk])

    def call(**changed):
        base = {
            "name": cast.front.name,
            "kind": cast.front.kind_id,
            "level": cast.front.level_id,
            **_blank(*ROWS_BELOW),
        }
        return admin_client.post(address, base | changed)

    return call


@pytest.mark.parametrize(
    "typed", ["05/06/2026", "5-6-2026", "05.06.2026", "2026-06-05"]
)
def test_the_fifth_of_june_is_not_the_sixth_of_may(change, cast, typed):
    assert change(established_on=typed).status_code == 302
    cast.front.refresh_from_db()
    assert cast.front.established_on == date(2026, 6, 5)


def test_a_day_is_shown_day_first(admin_client, change, cast):
    change(established_on="05/06/2026")
    address = reverse("admin:accounts_organisation_change", args=[cast.front.pk])
    assert 'value="05/06/2026"' in admin_client.get(address).content.decode()


def test_a_month_that_is_not_one_is_refused(change, cast):
    response = change(established_on="06/13/2026")
    assert response.status_code == 200
    assert response.context["adminform"].form.errors["established_on"]


def test_a_correction_is_told_in_history(change, cast):
    change(
        name="Tên mới",
        **{
            "former_names-TOTAL_FORMS": 1,
            "former_names-0-name": "Tên cũ",
            "former_names-0-until": "01/07/2025",
        },
    )
    sentence = history.sentence(history.of(cast.front)[0])
    assert "thành “Tên mới”" in sentence
    assert "Tên cũ (đến 01/07/2025)" in sentence


def test_a_person_is_made_with_a_place_in_an_organisation(admin_client, cast):
    admin_client.post(
        reverse("admin:accounts_user_add"),
        {
            "username": "nguoimoi",
            "full_name": "Nguyễn Văn Mới",
            "email": "moi@example.vn",
            "usable_password": "true",
            "password1": "mat-khau-thu-2026",
            "password2": "mat-khau-thu-2026",
            **_blank("memberships"),
            "memberships-TOTAL_FORMS": 1,
            "memberships-0-organisation": cast.front.pk,
            "memberships-0-role": "staff",
            "memberships-0-started_on": "05/06/2026",
        },
    )
    user = User.objects.get(username="nguoimoi")
    assert Membership.objects.get(user=user).started_on == date(2026, 6, 5)
    told = history.sentence(history.of(user)[0])
    assert "Chuyên viên, Ủy ban MTTQ Việt Nam tỉnh Thử Nghiệm" in told


def test_a_password_is_never_told(admin_client, cast):
    admin_client.post(
        reverse("admin:auth_user_password_change", args=[cast.staff.pk]),
        {"password1": "mat-khau-khac-2026", "password2": "mat-khau-khac-2026"},
    )
    for entry in history.of(cast.staff):
        assert "pbkdf2" not in history.sentence(entry)
        assert "mat-khau" not in history.sentence(entry)


RECORDS = ["outgoingmail", "historyentry", "reminder", "backgroundjob"]


@pytest.mark.parametrize("name", RECORDS)
def test_records_are_looked_at_and_never_touched(admin_client, rf, cast, name):
    assert (
        admin_client.get(reverse(f"admin:accounts_{name}_changelist")).status_code
        == 200
    )
    assert admin_client.get(reverse(f"admin:accounts_{name}_add")).status_code == 403
    model = next(m for m in admin.site._registry if m._meta.model_name == name)
    request = rf.get("/")
    request.user = cast.admin
    assert not admin.site._registry[model].has_delete_permission(request)
    assert not admin.site._registry[model].has_change_permission(request)


@pytest.mark.parametrize("name", ["user", "organisation"])
def test_people_and_bodies_are_never_deleted(admin_client, cast, name):
    pk = {"user": cast.staff.pk, "organisation": cast.front.pk}[name]
    response = admin_client.get(reverse(f"admin:accounts_{name}_delete", args=[pk]))
    assert response.status_code == 403
    assert Organisation.objects.filter(pk=cast.front.pk).exists()


def _own_pages():
    return [
        reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        for model in admin.site._registry
        if model._meta.app_label in ("accounts", "agreements")
    ]


def test_every_administration_page_obeys_the_policy(admin_client):
    for address in ["/quan-tri/", *_own_pages()]:
        response = admin_client.get(address)
        page = response.content.decode()
        assert response.status_code == 200, address
        assert "style=" not in page, address
        assert "<style" not in page, address
        assert "onclick=" not in page, address
        assert "script-src 'self'" in response["Content-Security-Policy"]


@pytest.mark.parametrize("search", ["uy ban mttq", "UY BAN", "thử nghiệm"])
def test_bodies_are_searched_without_marks(admin_client, cast, search):
    address = reverse("admin:accounts_organisation_changelist")
    page = admin_client.get(address, {"q": search}).content.decode()
    assert cast.front.name in page
