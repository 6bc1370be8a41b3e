"""Bodies in time: names, ends, successors, and whose duty passes to whom."""

from datetime import date

import pytest
from django.urls import reverse

from accounts.models import FormerName, Membership, Organisation, Role, Succession
from tests.factories import make_agreement, make_organisation, make_user

MERGED = date(2025, 7, 1)


@pytest.fixture
def merged(db):
    """Hậu Giang and Sóc Trăng ended in Cần Thơ."""
    old, other = (
        make_organisation(f"UBND tỉnh {name}", dissolved_on=MERGED)
        for name in ("Hậu Giang", "Sóc Trăng")
    )
    new = make_organisation("UBND thành phố Cần Thơ", established_on=MERGED)
    for body in (old, other):
        Succession.objects.create(
            predecessor=body, successor=new, took_effect_on=MERGED
        )
    return old, other, new


def test_it_bears_its_former_name_until_the_day_of_renaming(db):
    body = make_organisation("UBND thành phố Quảng Ninh")
    for name, until in (
        ("UBND khu Hồng Quảng", date(1963, 10, 30)),
        ("UBND tỉnh Quảng Ninh", date(2026, 9, 1)),
    ):
        FormerName.objects.create(organisation=body, name=name, until=until)
    assert body.name_on(date(1960, 1, 1)) == "UBND khu Hồng Quảng"
    assert body.name_on(date(2026, 8, 31)) == "UBND tỉnh Quảng Ninh"
    assert body.name_on(date(2026, 9, 1)) == "UBND thành phố Quảng Ninh"


def test_it_no_longer_exists_on_the_day_it_ends(merged):
    old, other, new = merged
    eve = date(2025, 6, 30)
    assert set(Organisation.objects.existing(eve)) == {old, other}
    assert list(Organisation.objects.existing(MERGED)) == [new]
    assert old.exists_on(eve)
    assert not old.exists_on(MERGED)
    assert set(Organisation.objects.ended(MERGED)) == {old, other}


def test_roles_pass_to_every_predecessor_along_the_chain(merged):
    old, other, new = merged
    later = make_organisation("UBND thành phố Mới")
    Succession.objects.create(
        predecessor=new, successor=later, took_effect_on=date(2026, 1, 1)
    )
    user = make_user((later, "manager"), (other, "reviewer"))
    assert user.roles_by_organisation == {
        later.pk: {Role.MANAGER},
        new.pk: {Role.MANAGER},
        old.pk: {Role.MANAGER},
        other.pk: {Role.MANAGER, Role.REVIEWER},
    }


def test_roles_do_not_pass_before_the_succession_takes_effect(db):
    old, new = make_organisation(), make_organisation()
    Succession.objects.create(
        predecessor=old, successor=new, took_effect_on=date(2999, 1, 1)
    )
    assert make_user((new, "staff")).organisation_ids == {new.pk}


def test_a_place_that_has_ended_gives_no_role(db):
    body = make_organisation()
    user = make_user((body, "staff"))
    Membership.objects.update(ended_on=date(2020, 1, 1))
    assert user.organisation_ids == set()


def test_whoever_serves_the_successor_is_told_of_the_duty(merged):
    old, _, new = merged
    user = make_user((new, "staff"))
    served = Membership.objects.serving(
        [old.pk], roles=[Role.STAFF], on=date(2026, 1, 1)
    )
    assert served.get().user == user


# -- Pages ------------------------------------------------------------------

LIST = reverse("accounts:organisation-list")


def _page(client, address):
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def test_the_list_is_searched_without_marks(client, cast):
    client.force_login(cast.outsider)
    page = _page(client, f"{LIST}?q=so+noi+vu")
    assert "Sở Nội vụ" in page
    assert "UBND tỉnh Thử Nghiệm" not in page


def test_the_list_tells_existing_from_ended(client, cast, merged):
    client.force_login(cast.staff)
    ended = _page(client, f"{LIST}?existence=khong")
    assert "UBND tỉnh Hậu Giang" in ended
    assert "UBND thành phố Cần Thơ" not in ended
    assert "UBND tỉnh Hậu Giang" not in _page(client, f"{LIST}?existence=co")


def test_a_page_tells_where_a_body_came_from_and_went(client, cast, merged):
    old, _, new = merged
    client.force_login(cast.staff)
    assert "UBND thành phố Cần Thơ" in _page(client, old.get_absolute_url())
    page = _page(client, new.get_absolute_url())
    assert page.index("UBND tỉnh Hậu Giang") < page.index("UBND tỉnh Sóc Trăng")


def test_people_are_listed_by_given_name(client, cast):
    for name in ("Trần Văn Ý", "Lê Thị Đào", "Phạm Dũng"):
        make_user((cast.front, "staff"), full_name=name)
    client.force_login(cast.staff)
    page = _page(client, cast.front.get_absolute_url())
    places = [page.index(n) for n in ("Phạm Dũng", "Lê Thị Đào", "Trần Văn Ý")]
    assert places == sorted(places)


def test_agreements_of_others_are_told_of_only_when_public(client, cast):
    shown = make_agreement(cast.committee, cast.front, subject="Văn bản công khai")
    make_agreement(
        cast.committee, cast.front, subject="Văn bản nội bộ", is_public=False
    )
    client.force_login(cast.outsider)
    page = _page(client, cast.front.get_absolute_url())
    assert shown.get_public_url() in page
    assert "Văn bản nội bộ" not in page
    client.force_login(cast.staff)
    page = _page(client, cast.front.get_absolute_url())
    assert shown.get_absolute_url() in page
    assert "Văn bản nội bộ" in page


def test_a_longer_list_makes_no_more_queries(client, cast, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.force_login(cast.staff)
    client.get(LIST)
    with CaptureQueriesContext(connection) as few:
        client.get(LIST)
    for _ in range(6):
        make_organisation(parent=cast.committee)
    with django_assert_num_queries(len(few)):
        client.get(LIST)
