"""What else a draft reads: words of the units, money asked for, signing below."""

from collections import Counter
from datetime import date

from django.db.models import QuerySet

from tasks.models import CascadeDuty, FocusTask, ResourceRequest

from ..indicators.late_figures import late_figures
from ..models import Review
from ..reviews import drafting


def bind_units(review: Review) -> list[dict]:
    """The words of the units on each area or part, each with who said it."""
    if not review.collection_id:
        return []
    return [
        {
            "area": row.area.code if row.area else "",
            "area_name": row.area.name if row.area else "",
            "key": row.key,
            "unit": row.unit_report.organisation.label,
            "text": row.text.strip(),
        }
        for row in drafting.said(review.collection_id)
        if row.text.strip()
    ]


def bind_late(review: Review) -> list[dict]:
    """Figures of the period before that came after its report, each with its note."""
    return [{"id": late.figure.pk, "note": late.note} for late in late_figures(review)]


def bind_resources(plans: QuerySet, review: Review) -> dict | None:
    """Asked for in the period under these plans: how many, how much, the answers."""
    State = ResourceRequest.State
    asked = ResourceRequest.objects.filter(
        plan__in=plans.order_by().values("pk"),
        asked_on__range=(review.period_from, review.period_to),
    ).exclude(state=State.WITHDRAWN)
    rows = list(asked.values_list("state", "amount", "granted_amount"))
    if not rows:
        return None
    counts = Counter(state for state, *_ in rows)
    granted = (State.GRANTED, State.PARTLY)
    return {
        "asked": len(rows),
        "waiting": counts[State.ASKED],
        **{s: counts[s] for s in (State.GRANTED, State.PARTLY, State.REFUSED)},
        "without_amount": sum(amount is None for _, amount, _ in rows),
        "amount": sum(amount or 0 for _, amount, _ in rows),
        # Granted whole without a figure of its own: what was asked for.
        "granted_amount": sum(
            (given if given is not None else amount if state == State.GRANTED else 0)
            or 0
            for state, amount, given in rows
            if state in granted
        ),
    }


def bind_cascade(tasks: QuerySet[FocusTask], on: date) -> list[dict]:
    """For each task that has others sign: who has, who has not, who need not."""
    duties = (
        CascadeDuty.objects.filter(task__in=tasks.order_by().values("pk"))
        .select_related("organisation")
        .order_by("task_id", "organisation__sort_key", "pk")
    )
    titles = dict(
        tasks.filter(cascade__isnull=False).order_by().values_list("pk", "title")
    )
    found: dict[int, dict] = {}
    for duty in duties:
        row = found.setdefault(
            duty.task_id,
            {
                "task": duty.task_id,
                "title": titles[duty.task_id],
                **{"signed": 0, "left_out": 0, "late": 0, "waiting": []},
            },
        )
        if duty.signed_on:
            row["signed"] += 1
        elif duty.left_out_reason:
            row["left_out"] += 1
        else:
            row["late"] += duty.is_late(on)
            row["waiting"].append(duty.organisation.label)
    return list(found.values())
