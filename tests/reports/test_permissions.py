"""The rules in words, each with everyone who may and someone who may not."""

from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser

from accounts.models import Succession
from reports import permissions
from tests.factories import make_cluster, make_organisation, make_review, make_user

PEOPLE = [
    *("staff", "manager", "reviewer", "front_staff", "front_manager"),
    *("lead", "outsider", "admin"),
]


def who(cast, question):
    return {name for name in PEOPLE if question(getattr(cast, name))}


def test_managers_of_the_parties_order_and_a_superuser(cast, agreement):
    found = who(cast, lambda user: permissions.can_order(user, agreement))
    assert found == {"manager", "front_manager", "admin"}


def test_managers_of_the_convener_order_a_clusters_report(cast):
    cluster = make_cluster(cast.front, cast.committee)
    found = who(cast, lambda user: permissions.can_order(user, cluster))
    assert found == {"front_manager", "admin"}


def test_one_orders_in_the_name_of_ones_own_office(cast, agreement):
    assert list(permissions.offices_to_order_for(cast.manager, agreement)) == [
        cast.committee
    ]


def test_the_successor_of_an_ended_party_writes_the_report(cast, agreement):
    new = make_organisation("UBND tỉnh Mới")
    cast.committee.dissolved_on = date(2025, 7, 1)
    cast.committee.save()
    Succession.objects.create(
        predecessor=cast.committee, successor=new, took_effect_on=date(2025, 7, 1)
    )
    manager = make_user((new, "manager"))
    assert list(permissions.offices_to_order_for(manager, agreement)) == [new]


@pytest.mark.parametrize(
    ("question", "state", "expected"),
    [
        (permissions.can_edit, "draft", {"staff", "manager"}),
        (permissions.can_edit, "ordered", set()),
        (permissions.can_rebuild, "draft", {"staff", "manager", "admin"}),
        (permissions.can_rebuild, "recorded", set()),
        (permissions.can_issue, "draft", {"manager"}),
        (permissions.can_issue, "ordered", set()),
        (permissions.can_correct, "issued", {"manager"}),
        (permissions.can_correct, "draft", set()),
    ],
)
def test_what_may_be_done_with_a_report(cast, agreement, question, state, expected):
    review = make_review(agreement)
    review.state = state
    assert who(cast, lambda user: question(user, review)) == expected


def test_staff_and_managers_enter_figures(cast):
    found = who(cast, permissions.can_enter_figures)
    assert found == {"staff", "manager", "front_staff", "front_manager", "lead"} | {
        "outsider"
    }


def test_a_convener_enters_for_its_members_and_a_member_for_itself(cast):
    make_cluster(cast.front, cast.committee)
    convener = permissions.organisations_to_enter_for(cast.front_staff)
    assert set(convener) == {cast.front, cast.committee}
    member = permissions.organisations_to_enter_for(cast.staff)
    assert set(member) == {cast.committee}


def test_a_visitor_sees_no_cluster(cast):
    make_cluster(cast.front, cast.committee)
    assert not permissions.clusters_visible_to(AnonymousUser()).exists()
