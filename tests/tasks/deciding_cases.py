"""A plan submitted to parties, with the rule and the people a test names."""

from datetime import date

from agreements.models import Party
from tasks.approvals import approval, standing_in
from tasks.models import ApprovalRule, DecidingPost, YearlyPlan
from tests import factories

ON = date(2026, 2, 10)


def submitted(cast, *bodies, on=ON, is_serial=False, days=None, posts=()) -> YearlyPlan:
    """Of the committee's office; `posts`: {position: (who, posts)}."""
    agreement = factories.make_agreement(cast.committee, cast.front, *bodies)
    rule(agreement, is_serial=is_serial, days=days, posts=posts)
    plan = factories.make_plan(agreement)
    factories.make_focus_task(plan)
    approval.submit(plan=plan, by=cast.staff, on=on)
    plan.refresh_from_db()
    return plan


def rule(agreement, *, is_serial=False, days=None, posts=()):
    ApprovalRule.objects.update_or_create(
        agreement=agreement,
        defaults={"is_serial": is_serial, "days_to_decide": days},
    )
    for position, (who, words) in dict(posts).items():
        DecidingPost.objects.update_or_create(
            party=party(agreement, position), defaults={"who": who, "posts": words}
        )


def party(agreement, position=2) -> Party:
    return agreement.parties.get(position=position)


def decide(plan, by, verdict="agreed", *, position=2, on=ON, **more):
    plan.refresh_from_db()
    return approval.decide(
        plan=plan,
        party=party(plan.agreement, position),
        round=plan.round,
        verdict=verdict,
        by=by,
        on=on,
        **more,
    )


def name(cast, person, *, on=ON, **values):
    defaults = {
        "organisation": cast.front,
        "person": person,
        "first_on": on,
        "last_on": on,
        "reason": "Đi công tác",
        "by": cast.front_manager,
    }
    return standing_in.name(on=on, **defaults | values)
