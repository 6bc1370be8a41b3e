"""Filters kept under a name: one's own, shared, and nobody else's."""

import pytest
from django.http import QueryDict

from accounts.errors import NotPossible
from accounts.listings import saved_views
from accounts.models import SavedView
from tasks.lists import TASKS
from tests import factories

SAVE = "/bo-loc/luu/"


def save(by, name="Việc của tôi", query="mine=lead", shared_with=None, replace=False):
    return saved_views.save(
        listing=TASKS,
        name=name,
        params=QueryDict(query),
        shared_with=shared_with,
        replace=replace,
        by=by,
    )


def names_on_the_list(client, user):
    client.force_login(user)
    found = client.get("/nhiem-vu/").context["saved_views"]
    return [view.name for view, _ in found]


def test_only_what_arranges_the_list_is_saved(cast):
    view = save(cast.staff, query="mine=lead&sau=abc&next=//xau.vn&cot=la,han&tai=csv")

    assert view.query == "mine=lead&cot=han"


def test_the_same_saved_twice_is_one(cast):
    assert save(cast.staff) == save(cast.staff)
    assert SavedView.objects.count() == 1


def test_another_under_the_same_name_only_on_purpose(cast):
    save(cast.staff)
    with pytest.raises(saved_views.NameTaken):
        save(cast.staff, query="situation=overdue")
    save(cast.staff, query="situation=overdue", replace=True)

    assert SavedView.objects.get().query == "situation=overdue"


def test_two_people_may_use_one_name(cast):
    save(cast.staff)
    save(cast.manager)

    assert SavedView.objects.count() == 2


def test_a_person_saves_no_more_than_can_be_read(cast, monkeypatch):
    monkeypatch.setattr(saved_views, "MOST_VIEWS", 1)
    save(cast.staff, name="Một")
    with pytest.raises(NotPossible, match="xóa bớt"):
        save(cast.staff, name="Hai")


def test_one_sees_ones_own_and_those_shared_with_ones_organisation(client, cast):
    save(cast.staff, name="Riêng")
    save(cast.staff, name="Chung", shared_with=cast.committee)

    assert names_on_the_list(client, cast.staff) == ["Chung", "Riêng"]
    assert names_on_the_list(client, cast.manager) == ["Chung"]
    assert names_on_the_list(client, cast.front_staff) == []
    assert names_on_the_list(client, cast.admin) == []


def test_opening_goes_to_the_list_and_each_sees_their_own_rows(client, cast, agreement):
    plan = factories.make_issued_plan(agreement, office=cast.committee)
    factories.make_focus_task(plan)
    view = save(cast.staff, query="situation=open", shared_with=cast.committee)
    newcomer = factories.make_user((cast.committee, "staff"), (cast.elsewhere, "staff"))
    for user in (cast.staff, newcomer):
        client.force_login(user)
        response = client.get(f"/bo-loc/{view.pk}/", follow=True)

        assert response.redirect_chain == [("/nhiem-vu/?situation=open", 302)]
        assert len(response.context["page"]) == 1


@pytest.mark.parametrize("person", ["front_staff", "outsider", "admin"])
def test_anothers_is_not_there(client, cast, person):
    view = save(cast.staff, shared_with=cast.committee)
    client.force_login(getattr(cast, person))

    assert client.get(f"/bo-loc/{view.pk}/").status_code == 404
    assert client.post(f"/bo-loc/{view.pk}/xoa/").status_code == 404


def test_a_shared_one_is_deleted_by_its_owner_or_the_organisations_administrator(
    client, cast
):
    administrator = factories.make_user((cast.committee, "administrator"))
    for user, status in ((cast.manager, 403), (administrator, 302)):
        view = save(cast.staff, shared_with=cast.committee)
        client.force_login(user)

        assert client.post(f"/bo-loc/{view.pk}/xoa/").status_code == status
    assert not SavedView.objects.exists()


def test_saving_from_the_page_returns_to_the_list(client, cast):
    client.force_login(cast.staff)
    sent = {
        "list_name": "nhiem-vu",
        "query": "mine=lead&xep=-han",
        "name": " Việc  của tôi ",
        "shared_with": cast.committee.pk,
    }
    response = client.post(SAVE, sent)
    view = SavedView.objects.get()

    assert response.url == "/nhiem-vu/?mine=lead&xep=-han"
    assert (view.name, view.shared_with) == ("Việc của tôi", cast.committee)


def test_a_taken_name_asks_before_it_replaces(client, cast):
    view = save(cast.staff)
    client.force_login(cast.staff)
    sent = {"list_name": "nhiem-vu", "query": "situation=open", "name": view.name}
    asked = client.post(SAVE, sent)

    assert "Ông/Bà đã có bộ lọc “Việc của tôi”" in asked.content.decode()
    assert "Thay bộ lọc đã có" in asked.content.decode()
    client.post(SAVE, sent | {"replace": "1"})
    view.refresh_from_db()
    assert view.query == "situation=open"


def test_a_form_without_a_name_or_with_a_foreign_organisation_is_shown_again(
    client, cast
):
    client.force_login(cast.staff)
    sent = {"list_name": "nhiem-vu", "name": "", "shared_with": cast.front.pk}
    response = client.post(SAVE, sent)

    assert set(response.context["form"].errors) == {"name", "shared_with"}
    assert not SavedView.objects.exists()


def test_an_unknown_list_is_refused_in_words(client, cast):
    client.force_login(cast.staff)
    client.post(SAVE, {"list_name": "../../", "name": "x"})

    assert not SavedView.objects.exists()
