"""Open recommendations become focus tasks in the draft of a yearly plan."""

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.db.models import Prefetch, Q, QuerySet

from accounts import history
from accounts.models import User
from accounts.reorganisation.succession import bearer_of
from tasks.models import FocusTask, YearlyPlan
from tasks.plans import planning

from ..models import Addressee, Recommendation

LONGEST_TITLE = FocusTask._meta.get_field("title").max_length


def open_for(plan: YearlyPlan) -> QuerySet[Recommendation]:
    """Those under the plan's agreement, or under one that it replaced, not settled."""
    agreement = plan.agreement
    predecessors = agreement.predecessors.values("pk")
    addressees = Addressee.objects.unsettled().select_related("organisation")
    return (
        Recommendation.objects.open()
        .filter(Q(agreement=agreement) | Q(agreement__in=predecessors))
        .select_related("sender", "agreement__kind", "area")
        .prefetch_related(Prefetch("addressees", addressees))
        .order_by("due_on", "pk")
    )


@transaction.atomic
def carry_over(
    *,
    plan: YearlyPlan,
    recommendations: Iterable[Recommendation],
    by: User,
    on: date,
) -> list[FocusTask]:
    """A task each, led by whoever was asked first; one a plan already has is left.

    Its deadline is for the parties to agree on: when the reply was due says nothing of
    when the work is done. Raises NotPossible unless the plan is open to editing.
    """
    plan = planning.locked_for_editing(plan)  # two at once: the second finds the tasks
    wanted = [recommendation.pk for recommendation in recommendations]
    there = set(
        plan.tasks.filter(recommendations__in=wanted).values_list(
            "recommendations", flat=True
        )
    )
    added = []
    for row in open_for(plan).filter(pk__in=wanted).exclude(pk__in=there):
        task = planning.add_task(
            plan=plan, values=_values(row, plan, on), parts=_parts(row, on), by=by
        )
        row.tasks.add(task)
        history.record(
            by=by,
            action=f"đã đưa vào dự thảo kế hoạch năm {plan.year} kiến nghị",
            target=row,
        )
        added.append(task)
    return added


def _bearers(recommendation: Recommendation, on: date) -> list:
    bodies = [
        bearer_of(row.organisation, on) for row in recommendation.addressees.all()
    ]
    return list(dict.fromkeys(body for body in bodies if body))


def _parts(recommendation: Recommendation, on: date) -> list[planning.Part]:
    return [planning.Part(body) for body in _bearers(recommendation, on)[1:]]


def _values(recommendation: Recommendation, plan: YearlyPlan, on: date) -> dict:
    bearers = _bearers(recommendation, on)
    wording = recommendation.wording
    values = {
        "title": wording,
        "area": recommendation.area,
        "lead_organisation": bearers[0] if bearers else plan.office,
    }
    if len(wording) > LONGEST_TITLE:
        values |= {"title": wording[: LONGEST_TITLE - 1] + "…", "note": wording}
    return values
