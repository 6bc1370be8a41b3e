"""Standing in for a body between two days ("thay mặt")."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from accounts import history
from accounts.errors import NotPossible
from accounts.models import OutgoingMail, User
from tasks import permissions
from tasks.approvals import deciding, standing_in
from tasks.models import DecidingPost, StandIn
from tests import factories
from tests.tasks.deciding_cases import ON, decide, name, submitted

DAY = timedelta(days=1)


def deciders_of(plan, on=ON):
    kept = deciding.round_of(plan)
    front = plan.agreement.parties.get(position=2)
    return set(deciding.Deciders(on).of(front, kept))


def test_a_stand_in_decides_on_its_days_both_included(cast):
    plan = submitted(cast)
    name(cast, cast.front_staff, first_on=ON, last_on=ON + DAY)

    assert [cast.front_staff in deciders_of(plan, on) for on in days(-1, 3)] == [
        False,
        True,
        True,
        False,
    ]


def days(first, after):
    return [ON + DAY * n for n in range(first, after)]


def test_the_decision_says_that_somebody_stood_in(cast):
    plan = submitted(cast)
    paper = name(cast, cast.front_staff, stands_for=cast.front_manager)
    decision = decide(plan, cast.front_staff)

    assert decision.stand_in == paper
    said = "".join(map(history.sentence, history.of(plan)))
    assert "được giao thay mặt từ 10/02/2026 đến 10/02/2026" in said


def test_who_decides_by_their_own_post_stands_in_for_nobody(cast):
    plan = submitted(cast)
    name(cast, cast.reviewer)

    assert decide(plan, cast.reviewer).stand_in is None


def test_revoked_at_once_what_was_decided_stays(cast):
    plan, other = submitted(cast), submitted(cast)
    paper = name(cast, cast.front_staff)
    decide(plan, cast.front_staff)
    assert standing_in.revoke(stand_in=paper, by=cast.front_manager, on=ON)
    assert not standing_in.revoke(stand_in=paper, by=cast.front_manager, on=ON)

    with pytest.raises(NotPossible, match="không được cho ý kiến"):
        decide(other, cast.front_staff)
    plan.refresh_from_db()
    assert plan.state == "agreed"


def test_a_stand_in_decides_what_the_one_replaced_may(cast):
    plan = submitted(cast, posts={2: (DecidingPost.Who.MANAGERS, "")})
    name(cast, cast.front_staff, stands_for=cast.reviewer)
    assert cast.front_staff not in deciders_of(plan)

    other = factories.make_user((cast.front, "staff"))
    name(cast, other, stands_for=cast.front_manager)
    assert other in deciders_of(plan)


def test_who_works_in_the_drafting_office_never_stands_in_for_another(cast):
    plan = submitted(cast)
    both = factories.make_user((cast.committee, "staff"), (cast.front, "staff"))
    name(cast, both)

    assert both not in deciders_of(plan)
    assert permissions.parties_to_decide_for(both, plan) == []


def test_who_left_the_body_stands_in_no_more(cast):
    plan = submitted(cast)
    name(cast, cast.front_staff, last_on=ON + 9 * DAY)
    cast.front_staff.memberships.update(ended_on=ON + DAY)

    assert cast.front_staff in deciders_of(plan, ON)
    assert cast.front_staff not in deciders_of(plan, ON + DAY)


def test_somebody_of_another_body_of_the_same_party_stands_in(cast):
    """Of a group that signed as one; not for a party in which only the first is."""
    union = factories.make_organisation("Hội Phụ nữ tỉnh")
    person = factories.make_user((union, "staff"))
    plan, alone = submitted(cast), submitted(cast)
    plan.agreement.parties.get(position=2).members.add(union)
    name(cast, person)

    assert person in deciders_of(plan)
    assert person not in deciders_of(alone)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"last_on": ON - DAY}, "last_on"),
        ({"first_on": ON - 3 * DAY, "last_on": ON - DAY}, "last_on"),
        ({"last_on": ON + 400 * DAY}, "last_on"),
        ({"reason": " "}, "reason"),
        ({"stands_for": "self"}, "person"),
        ({"person": "outsider"}, "person"),
    ],
)
def test_what_cannot_be_named(cast, values, field):
    if "person" in values:
        values = {"person": cast.outsider}
    if "stands_for" in values:
        values = {"stands_for": cast.front_staff}
    with pytest.raises(ValidationError) as refused:
        name(cast, **{"person": cast.front_staff} | values)

    assert field in refused.value.message_dict
    assert not StandIn.objects.exists()


def test_days_that_overlap_are_refused(cast):
    paper = name(cast, cast.front_staff, last_on=ON + 5 * DAY)
    for first in (ON, ON + 5 * DAY):
        with pytest.raises(NotPossible, match="Trùng ngày"):
            name(cast, cast.front_staff, first_on=first, last_on=first + DAY)
    name(cast, cast.front_staff, first_on=ON + 6 * DAY, last_on=ON + 7 * DAY)

    standing_in.revoke(stand_in=paper, by=cast.front_manager, on=ON)
    name(cast, cast.front_staff, last_on=ON + 5 * DAY)


# -- The pages -----------------------------------------------------------------


@pytest.fixture
def today():
    return timezone.localdate()


def test_a_manager_names_and_revokes_in_the_pages(client, cast, today):
    client.force_login(cast.front_manager)
    url = reverse("tasks:stand-in-name", args=[cast.front.pk])
    form = client.get(url).context["form"]
    data = {
        "form_token": str(form["form_token"].value()),
        "person": cast.front_staff.pk,
        "stands_for": cast.front_manager.pk,
        "first_on": f"{today:%d/%m/%Y}",
        "last_on": f"{today:%d/%m/%Y}",
        "reason": "Đi công tác",
    }
    for _ in range(2):  # a double click
        page = client.post(url, data, follow=True).content.decode()
    paper = StandIn.objects.get()
    assert "Đang thay mặt" in page and "Đi công tác" in page
    assert OutgoingMail.objects.filter(recipient=cast.front_staff).count() == 1

    revoke = reverse("tasks:stand-in-revoke", args=[paper.pk])
    page = client.post(revoke, follow=True).content.decode()
    assert "Đã thu hồi" in page


def test_a_refused_paper_comes_back_filled(client, cast, today):
    client.force_login(cast.front_manager)
    url = reverse("tasks:stand-in-name", args=[cast.front.pk])
    data = {"person": "9" * 30, "first_on": "hôm nay", "reason": "Lời đã gõ\x00"}
    page = client.post(url, data)
    assert page.status_code == 200
    assert "Lời đã gõ" in page.content.decode()


def test_the_stand_in_decides_in_the_pages_and_it_is_shown(client, cast, today):
    plan = submitted(cast, on=today)
    name(cast, cast.front_staff, on=today)
    client.force_login(cast.front_staff)
    page = client.get(plan.get_absolute_url()).content.decode()
    assert "được giao thay mặt" in page
    front = plan.agreement.parties.get(position=2)
    agree = reverse("tasks:plan-agree", args=[plan.pk, front.pk])
    client.post(agree, {"round": "1"})

    client.force_login(User.objects.get(pk=cast.staff.pk))
    page = client.get(plan.get_absolute_url()).content.decode()
    assert "thay mặt (Đi công tác)" in page
