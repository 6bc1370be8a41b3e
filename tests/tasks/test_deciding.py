"""Who decides for a party: the order, the posts, the people of the drafting office."""

from datetime import date, timedelta
from itertools import product

import pytest

from accounts.errors import NotPossible
from accounts.models import Membership, OutgoingMail, User
from accounts.reminding.serving import Serving
from reports.workspaces import workspace
from tasks import permissions
from tasks.approvals import approval, deciding, ruling
from tasks.duties import DecisionSource
from tasks.models import DecidingPost, Decision, YearlyPlan
from tests import factories
from tests.tasks.deciding_cases import ON, decide, name, party, rule, submitted

MANAGERS, REVIEWERS = DecidingPost.Who.MANAGERS, DecidingPost.Who.REVIEWERS


@pytest.fixture
def council(cast):
    return factories.make_organisation("Thường trực HĐND tỉnh")


@pytest.fixture
def councillor(council):
    return factories.make_user((council, "reviewer"), username="hdnd")


def mailed():
    found = OutgoingMail.objects.values_list("recipient__username", flat=True)
    return sorted(found)


def may(user, plan):
    fresh = User.objects.get(pk=user.pk)
    return [p.position for p in permissions.parties_to_decide_for(fresh, plan)]


def test_in_turn_the_next_party_is_asked_only_when_the_one_before_agreed(
    cast, council, councillor
):
    plan = submitted(cast, council, is_serial=True)
    assert mailed() == ["ldmattran", "mattran"]
    assert may(councillor, plan) == []
    assert not workspace.waiting_for(councillor, ON)
    with pytest.raises(NotPossible, match="Chưa đến lượt"):
        decide(plan, councillor, position=3)

    decide(plan, cast.reviewer)
    assert mailed() == ["hdnd", "ldmattran", "mattran"]
    assert may(councillor, plan) == [3]
    assert [w.title for w in workspace.waiting_for(councillor, ON)] == [plan.title]
    decide(plan, councillor, position=3)
    plan.refresh_from_db()
    assert plan.state == YearlyPlan.State.AGREED


def test_in_turn_skips_the_party_that_drafted(cast, council, councillor):
    agreement = factories.make_agreement(
        council, cast.committee, cast.front, owner=cast.committee
    )
    rule(agreement, is_serial=True)
    plan = factories.make_plan(agreement, office=cast.committee)
    factories.make_focus_task(plan)
    approval.submit(plan=plan, by=cast.staff, on=ON)
    assert mailed() == ["hdnd"]

    decide(plan, councillor, position=1)
    assert mailed() == ["hdnd", "ldmattran", "mattran"]


def test_sending_back_in_turn_asks_nobody_else(cast, council, councillor):
    plan = submitted(cast, council, is_serial=True)
    decide(plan, cast.reviewer, "sent_back", reason="Sửa")

    assert "hdnd" not in mailed()
    plan.refresh_from_db()
    assert plan.state == YearlyPlan.State.SENT_BACK


@pytest.mark.parametrize(
    ("who", "posts", "expected"),
    [
        (MANAGERS, "", ["ldmattran"]),
        (REVIEWERS, "", ["mattran"]),
        ("any", "chu tich", ["ldmattran"]),
        ("any", "Phó Chủ tịch; Uỷ viên", ["mattran"]),
        (MANAGERS, "CHỦ TỊCH; Trưởng ban", ["ldmattran"]),
    ],
)
def test_the_posts_that_decide(cast, who, posts, expected):
    cast.front_manager.memberships.update(post="Chủ tịch Ủy ban MTTQ tỉnh")
    cast.reviewer.memberships.update(post="Phó Chủ tịch Thường trực")
    plan = submitted(cast, posts={2: (who, posts)})

    assert mailed() == expected
    for user in (cast.front_manager, cast.reviewer):
        assert may(user, plan) == ([2] if user.username in expected else [])


def test_who_holds_no_deciding_post_is_refused(cast):
    plan = submitted(cast, posts={2: (MANAGERS, "")})

    with pytest.raises(NotPossible, match="không được cho ý kiến"):
        decide(plan, cast.reviewer)


def test_a_plan_is_not_submitted_to_a_post_that_nobody_holds(cast, agreement):
    rule(agreement, posts={2: (MANAGERS, "Chủ tịch")})
    plan = factories.make_plan(agreement)
    factories.make_focus_task(plan)

    with pytest.raises(NotPossible, match="Chưa có ai giữ vai trò, chức vụ"):
        approval.submit(plan=plan, by=cast.staff, on=ON)
    plan.refresh_from_db()
    assert (plan.state, plan.round) == ("draft", 0)


def test_a_round_keeps_the_rule_it_began_with(cast, council, councillor):
    plan = submitted(cast, council)
    rule(plan.agreement, is_serial=True, posts={2: (MANAGERS, "")})

    assert may(councillor, plan) == [3]
    assert may(cast.reviewer, plan) == [2]
    decide(plan, cast.reviewer, "sent_back", reason="Sửa")
    approval.submit(plan=plan, by=cast.staff, on=ON)
    plan.refresh_from_db()
    assert may(councillor, plan) == may(cast.reviewer, plan) == []


def test_when_the_last_who_may_decide_leaves_the_others_of_the_party_may(cast):
    plan = submitted(cast, posts={2: (MANAGERS, "")})
    cast.front_manager.memberships.update(ended_on=ON)

    assert may(cast.reviewer, plan) == [2]
    decide(plan, cast.reviewer)


def test_the_rule_gives_the_day_where_none_is_typed(cast, agreement):
    rule(agreement, days=7)
    plan = factories.make_plan(agreement)
    factories.make_focus_task(plan)
    assert approval.due_day(plan, ON) == "17/02/2026"
    approval.submit(plan=plan, by=cast.staff, on=ON)
    plan.refresh_from_db()
    assert plan.decision_due_on == ON + timedelta(days=7)


def test_a_typed_day_stands(cast, agreement):
    rule(agreement, days=7)
    plan = factories.make_plan(agreement)
    factories.make_focus_task(plan)
    typed = ON + timedelta(days=3)
    approval.submit(plan=plan, by=cast.staff, on=ON, decision_due_on=typed)
    plan.refresh_from_db()
    assert plan.decision_due_on == typed


def test_each_turn_has_its_days_from_when_it_is_asked(cast, council, councillor):
    plan = submitted(cast, council, is_serial=True, days=5)
    decide(plan, cast.reviewer, on=ON + timedelta(days=4))
    plan.refresh_from_db()

    assert plan.decision_due_on == ON + timedelta(days=9)


def owing(plan, on):
    """Who is reminded of the decision that day."""
    (one,) = DecisionSource().owing_of({plan.pk}, serving=Serving(on))
    found = User.objects.filter(pk__in=one.owners).values_list("username", flat=True)
    return sorted(found)


def test_whoever_may_decide_is_reminded_and_nobody_else(cast, council, councillor):
    plan = submitted(cast, council, is_serial=True, days=3, posts={2: (MANAGERS, "")})
    name(cast, cast.front_staff, last_on=ON + timedelta(days=30))
    assert owing(plan, ON) == ["cvmattran", "ldmattran"]

    decide(plan, cast.front_manager)
    assert owing(plan, ON) == ["hdnd"]


def test_who_is_asked_may_decide_and_nobody_else(cast, council):
    """Every rule, and each person of the cast: mail, desk and permission agree."""
    both = factories.make_user((cast.committee, "staff"), (cast.front, "reviewer"))
    factories.make_user((council, "manager"))
    people = list(User.objects.all())
    for is_serial, who in product((False, True), DecidingPost.Who.values):
        plan = submitted(cast, council, is_serial=is_serial, posts={2: (who, "")})
        deciders, kept = deciding.Deciders(ON), deciding.round_of(plan)
        asked = deciding.asked_now(kept, deciding.parties_of(plan))
        expected = {user for p in asked for user in deciders.of(p, kept)}
        allowed = {user for user in people if permissions.can_decide(user, plan)}
        waiting = {u for u in people if plan in deciding.awaiting(u, ON)}
        assert allowed == waiting == expected
        assert both not in allowed


def test_who_submitted_does_not_decide_for_another_after_moving_there(cast):
    plan = submitted(cast)
    cast.staff.memberships.update(ended_on=ON)
    Membership.objects.create(user=cast.staff, organisation=cast.front, role="reviewer")

    assert may(cast.staff, plan) == []


def test_changing_the_rule_is_recorded_and_a_stale_change_refused(cast, agreement):
    was = ruling.rule_of(agreement)
    posts = {party(agreement).pk: (MANAGERS, "Chủ tịch")}
    new = ruling.Rule(is_serial=True, days_to_decide=5, posts=posts)
    assert ruling.set_rule(agreement=agreement, rule=new, was=was, by=cast.staff)
    assert ruling.rule_of(agreement) == new
    assert not ruling.set_rule(agreement=agreement, rule=new, was=new, by=cast.staff)

    with pytest.raises(NotPossible, match="vừa sửa"):
        ruling.set_rule(agreement=agreement, rule=was, was=was, by=cast.staff)


# -- Withdrawing ---------------------------------------------------------------


def withdraw(plan, cast, reason="Bổ sung nhiệm vụ"):
    from django.utils import timezone

    return approval.withdraw(
        plan=plan, reason=reason, by=cast.staff, on=ON, at=timezone.now()
    )


def test_a_withdrawn_plan_is_editable_and_its_round_is_void_but_kept(
    cast, council, councillor
):
    plan = submitted(cast, council)
    decide(plan, cast.reviewer)
    OutgoingMail.objects.all().delete()
    submission = withdraw(plan, cast)
    plan.refresh_from_db()

    assert plan.state == YearlyPlan.State.WITHDRAWN and plan.is_open_to_editing
    assert submission.decisions.count() == 2
    assert mailed() == ["hdnd", "ldmattran", "mattran"]
    with pytest.raises(NotPossible):
        decide(plan, councillor, position=3)
    again = approval.submit(plan=plan, by=cast.staff, on=ON)
    assert again.number == 2
    assert [d.party.position for d in again.decisions.all()] == [1]


def test_who_was_not_yet_asked_is_not_told_of_a_withdrawal(cast, council, councillor):
    plan = submitted(cast, council, is_serial=True)
    OutgoingMail.objects.all().delete()
    withdraw(plan, cast)

    assert mailed() == ["ldmattran", "mattran"]


def test_an_agreed_plan_is_withdrawn_an_issued_one_is_not(cast):
    plan = submitted(cast)
    decide(plan, cast.reviewer)
    withdraw(plan, cast)
    plan.refresh_from_db()
    assert plan.state == YearlyPlan.State.WITHDRAWN
    issued = factories.make_issued_plan(plan.agreement)
    with pytest.raises(NotPossible):
        withdraw(issued, cast)


def test_a_decision_after_a_withdrawal_leaves_nothing_behind(cast):
    plan = submitted(cast)
    withdraw(plan, cast)

    with pytest.raises(NotPossible, match="Đã rút"):
        decide(plan, cast.reviewer)
    assert Decision.objects.filter(submission__plan=plan).count() == 1


@pytest.mark.parametrize("day", [date(2026, 2, 9), date(2026, 2, 11)])
def test_outside_its_days_a_stand_in_does_not_decide(cast, day):
    plan = submitted(cast)
    name(cast, cast.front_staff)

    with pytest.raises(NotPossible, match="không được cho ý kiến"):
        decide(plan, cast.front_staff, on=day)
