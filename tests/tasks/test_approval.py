from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import ValidationError

from accounts.errors import NotPossible
from accounts.models import Membership, OutgoingMail, User
from reports.workspaces import workspace
from tasks import emails, permissions
from tasks.approvals import approval
from tasks.models import Decision, YearlyPlan
from tasks.plans import planning
from tests import factories
from tests.accounts.reorganisations import carry_out, merging, new_body

ON = date(2026, 2, 10)
AGREED, SENT_BACK = Decision.Verdict.AGREED, Decision.Verdict.SENT_BACK


@pytest.fixture
def plan(cast, agreement):
    plan = planning.draft(
        agreement=agreement,
        year=2026,
        title="Kế hoạch phối hợp công tác năm 2026",
        office=cast.committee,
        by=cast.staff,
    )
    add_task(plan, cast, "Giám sát việc bình xét xã đạt chuẩn")
    return plan


def add_task(plan, cast, title, **values):
    return planning.add_task(
        plan=plan,
        values={"title": title, "lead_organisation": cast.department} | values,
        by=cast.staff,
    )


def submit(plan, cast):
    return approval.submit(plan=plan, by=cast.staff, on=ON)


def front_party(plan):
    return plan.agreement.parties.get(position=2)


def decide(plan, cast, verdict, **kwargs):
    return approval.decide(
        plan=plan,
        party=front_party(plan),
        round=kwargs.pop("round", 1),
        verdict=verdict,
        by=cast.reviewer,
        on=ON,
        **kwargs,
    )


def test_submitting_counts_as_the_drafting_party_agreeing(plan, cast):
    submission = submit(plan, cast)

    assert [d.party.organisation for d in submission.decisions.all()] == [
        cast.committee
    ]
    plan.refresh_from_db()
    assert plan.state == YearlyPlan.State.SUBMITTED


def test_submitting_asks_everyone_who_may_decide(plan, cast):
    submit(plan, cast)

    asked = set(OutgoingMail.objects.values_list("recipient__username", flat=True))
    assert asked == {"mattran", "ldmattran"}


def test_an_empty_plan_cannot_be_submitted(cast, agreement):
    empty = factories.make_plan(agreement)

    with pytest.raises(NotPossible, match="chưa có nhiệm vụ"):
        submit(empty, cast)


def test_a_party_without_anyone_to_decide_is_named(cast):
    silent = factories.make_organisation("Hội Nông dân tỉnh")
    agreement = factories.make_agreement(cast.committee, cast.front, silent)
    plan = factories.make_plan(agreement)
    factories.make_focus_task(plan)

    with pytest.raises(NotPossible, match="Hội Nông dân tỉnh"):
        submit(plan, cast)


def test_the_plan_is_agreed_when_the_last_party_agrees(plan, cast):
    submit(plan, cast)
    decide(plan, cast, AGREED)

    plan.refresh_from_db()
    assert plan.state == YearlyPlan.State.AGREED


def test_with_three_parties_one_agreement_is_not_enough(cast):
    council = factories.make_organisation("Thường trực HĐND tỉnh")
    factories.make_user((council, "reviewer"))
    plan = factories.make_plan(
        factories.make_agreement(cast.committee, cast.front, council)
    )
    factories.make_focus_task(plan)
    submit(plan, cast)
    decide(plan, cast, AGREED)

    plan.refresh_from_db()
    assert plan.state == YearlyPlan.State.SUBMITTED


def test_sending_back_needs_a_reason(plan, cast):
    submit(plan, cast)

    with pytest.raises(ValidationError, match="lý do"):
        decide(plan, cast, SENT_BACK, reason="  ")


def test_a_plan_that_was_sent_back_is_open_to_editing_and_goes_round_again(plan, cast):
    submit(plan, cast)
    decide(
        plan,
        cast,
        SENT_BACK,
        reason="Bổ sung sản phẩm",
        remarks={plan.tasks.get(): "Bổ sung sản phẩm"},
    )
    plan.refresh_from_db()
    assert plan.is_open_to_editing

    add_task(plan, cast, "Đối thoại với Nhân dân")
    assert submit(plan, cast).number == 2


def test_a_submitted_plan_cannot_be_changed(plan, cast):
    submit(plan, cast)

    with pytest.raises(NotPossible):
        add_task(plan, cast, "Chen ngang")


def test_a_party_decides_once_a_round(plan, cast):
    council = factories.make_organisation("Thường trực HĐND tỉnh")
    factories.make_user((council, "reviewer"))
    agreement = factories.make_agreement(cast.committee, cast.front, council)
    other = factories.make_plan(agreement)
    factories.make_focus_task(other)
    submit(other, cast)
    decide(other, cast, AGREED)

    with pytest.raises(NotPossible, match="đã cho ý kiến"):
        decide(other, cast, SENT_BACK, reason="Đổi ý")


def test_a_decision_about_an_earlier_round_is_refused(plan, cast):
    submit(plan, cast)
    decide(plan, cast, SENT_BACK, reason="Sửa")
    submit(plan, cast)

    with pytest.raises(NotPossible, match="lần 2"):
        decide(plan, cast, AGREED, round=1)


def test_nobody_of_the_drafting_office_decides_for_another_party(plan, cast):
    both = factories.make_user((cast.committee, "staff"), (cast.front, "reviewer"))
    submit(plan, cast)
    plan.refresh_from_db()

    assert permissions.parties_to_decide_for(both, plan) == []
    assert permissions.parties_to_decide_for(cast.reviewer, plan) == [front_party(plan)]
    assert permissions.parties_to_decide_for(cast.admin, plan) == []


def test_the_successor_of_a_merged_front_decides_for_it(plan, cast):
    from accounts.models import Succession

    merged = factories.make_organisation("Ủy ban MTTQ tỉnh (mới)", kind="mttq")
    Succession.objects.create(
        predecessor=cast.front, successor=merged, took_effect_on=date(2025, 7, 1)
    )
    heir = factories.make_user((merged, "reviewer"))
    submit(plan, cast)
    plan.refresh_from_db()

    assert permissions.parties_to_decide_for(heir, plan) == [front_party(plan)]


def become_one(cast, *, existing):
    """The committee and the Front become one body: the committee, or a new one."""
    committee, front = cast.committee, cast.front
    bodies = [front] if existing else [committee, front]
    into = committee if existing else new_body(committee)
    carry_out(merging(*bodies, into=into, day=ON), by=cast.admin)


def fresh(user):
    return User.objects.get(pk=user.pk)


@pytest.mark.parametrize("existing", [True, False])
def test_parties_that_became_one_body_agree_by_submitting(plan, cast, existing):
    become_one(cast, existing=existing)
    submit(plan, cast)

    plan.refresh_from_db()
    assert plan.state == YearlyPlan.State.AGREED


@pytest.mark.parametrize("existing", [True, False])
def test_a_party_that_became_one_with_the_office_while_asked_is_not_left_silent(
    plan, cast, existing
):
    submit(plan, cast)
    become_one(cast, existing=existing)
    plan.refresh_from_db()
    reviewer, staff = fresh(cast.reviewer), fresh(cast.staff)

    assert permissions.parties_to_decide_for(reviewer, plan) == [front_party(plan)]
    assert permissions.parties_to_decide_for(staff, plan) == []
    assert [w.title for w in workspace.waiting_for(reviewer, ON)] == [plan.title]
    decide(plan, cast, AGREED)
    plan.refresh_from_db()
    assert plan.state == YearlyPlan.State.AGREED


def test_who_merely_serves_both_bodies_is_not_asked_on_the_desk(plan, cast):
    both = factories.make_user((cast.committee, "manager"), (cast.front, "reviewer"))
    submit(plan, cast)

    assert workspace.waiting_for(both, ON) == []


def issue(plan, cast, **values):
    defaults = {"document_number": "104/KH-UBND", "issued_on": ON}
    return approval.issue(plan=plan, by=cast.staff, on=ON, **defaults | values)


@pytest.fixture
def agreed_plan(plan, cast):
    submit(plan, cast)
    decide(plan, cast, AGREED)
    plan.refresh_from_db()
    return plan


def test_an_agreed_plan_is_issued_with_its_number_and_date(agreed_plan, cast):
    issue(agreed_plan, cast)

    agreed_plan.refresh_from_db()
    assert agreed_plan.is_issued
    assert agreed_plan.document_number == "104/KH-UBND"
    told = OutgoingMail.objects.filter(recipient=cast.lead)
    assert told.count() == 1


def test_a_plan_is_not_issued_before_every_party_agreed(plan, cast):
    submit(plan, cast)

    with pytest.raises(NotPossible):
        issue(plan, cast)


def test_a_plan_is_not_issued_in_the_future_nor_without_a_number(agreed_plan, cast):
    with pytest.raises(ValidationError, match="tương lai"):
        issue(agreed_plan, cast, issued_on=date(2026, 2, 11))
    with pytest.raises(ValidationError, match="số ký hiệu"):
        issue(agreed_plan, cast, document_number=" ")


def test_a_number_used_in_the_same_year_is_noticed(agreed_plan, cast):
    issue(agreed_plan, cast)
    other = factories.make_plan(agreed_plan.agreement)

    repeats = approval.repeats_of(other, "104/KH-UBND", date(2026, 5, 1))
    assert list(repeats) == [agreed_plan]
    assert not approval.repeats_of(other, "104/KH-UBND", date(2027, 5, 1))


def test_a_person_with_two_roles_is_asked_once(plan, cast):
    Membership.objects.create(
        user=cast.reviewer, organisation=cast.front, role="manager"
    )
    submit(plan, cast)

    assert OutgoingMail.objects.filter(recipient=cast.reviewer).count() == 1


def test_who_decides_for_two_parties_still_owes_the_second_decision(cast):
    agreement = factories.make_agreement(cast.committee, cast.front, cast.elsewhere)
    both = factories.make_user((cast.front, "reviewer"), (cast.elsewhere, "reviewer"))
    plan = factories.make_plan(agreement)
    factories.make_focus_task(plan)
    submit(plan, cast)
    waiting = YearlyPlan.objects.awaiting_decision_of(
        both.organisation_ids, date(2026, 1, 20)
    )
    assert waiting.get() == plan
    decide(plan, cast, AGREED)
    assert waiting.get() == plan
    approval.decide(
        plan=plan,
        party=agreement.parties.get(position=3),
        round=1,
        verdict=AGREED,
        by=both,
        on=ON,
    )
    assert not waiting.exists()


def test_a_plan_of_an_agreement_without_parties_is_not_submitted(cast):
    plan = factories.make_plan(factories.make_agreement(cast.committee))
    plan.agreement.parties.all().delete()
    factories.make_focus_task(plan)

    with pytest.raises(NotPossible, match="chưa có bên ký"):
        submit(plan, cast)


def test_a_party_with_a_long_name_decides(plan, cast):
    plan.agreement.parties.filter(position=2).update(name_as_signed="Tổ chức " * 30)
    submit(plan, cast)

    assert decide(plan, cast, AGREED).verdict == AGREED


def test_a_decision_after_midnight_is_of_the_day_here(plan, cast):
    """00:30 in Hà Nội is the day before in UTC: who begins today is told."""
    newcomer = factories.make_user((cast.committee, "staff"))
    newcomer.memberships.update(started_on=ON)
    submit(plan, cast)
    decision = decide(plan, cast, SENT_BACK, reason="Thiếu")
    decision.decided_at = datetime(2026, 2, 9, 17, 30, tzinfo=UTC)
    emails.plan_sent_back(plan, decision)

    assert OutgoingMail.objects.filter(recipient=newcomer).exists()
