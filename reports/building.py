"""Building a draft: the data of the period is read and bound, the prose is left alone.

Nothing is locked while it reads; one short transaction at the end writes. Run twice
on the same data it writes the same. What a task was on the last day of the period
cannot be known afterwards, so tasks are told as they stand on the day of building.
"""

from collections import Counter
from collections.abc import Callable
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import F, Prefetch
from django.db.models.functions import Coalesce
from django.utils.timezone import localdate

from accounts.background import JobFailed
from accounts.models import Organisation, with_successors
from tasks.models import Coordination, FocusTask, TaskState, YearlyPlan

from . import figures
from .models import Figure, Indicator, Review
from .ordering import OPEN

Progress = Callable[[str, int, int], None]
NO_AREA = "Nội dung khác"
STEPS = 5


def build(review: Review, progress: Progress, *, at: datetime) -> None:
    """Bind the data of the period; a review that was ordered becomes a draft."""
    if not review.period_from or not review.period_to:
        raise JobFailed(
            "Báo cáo chưa có kỳ báo cáo (từ ngày, đến ngày) nên chưa dựng được."
        )
    progress("Đọc kế hoạch và nhiệm vụ trong kỳ", 0, STEPS)
    tasks = tasks_of(review)
    progress(f"Tổng hợp tiến độ {len(tasks)} nhiệm vụ", 1, STEPS)
    on = localdate(at)
    bound = {
        "read_on": on.isoformat(),
        "tasks": bind_tasks(review, tasks, on) if review.agreement_id else None,
    }
    progress("Cộng số liệu của các cơ quan", 2, STEPS)
    bound["previous_period"] = period_words(*previous_period(review))
    bound["figures"] = bind_figures(review)
    progress("Đối chiếu kiến nghị của kỳ trước", 3, STEPS)
    bound["recommendations"] = bind_recommendations(review)
    with transaction.atomic():
        progress("Ghi dự thảo", 4, STEPS)
        written = Review.objects.filter(pk=review.pk, state__in=OPEN).update(
            bound=bound,
            bound_at=at,
            state=Review.State.DRAFT,
            version=F("version") + 1,
        )
        if not written:
            raise JobFailed("Báo cáo đã phát hành trong lúc dựng; số liệu giữ nguyên.")
        progress("Đã xong", STEPS, STEPS)


# -- Tasks -------------------------------------------------------------------


def tasks_of(review: Review) -> list[FocusTask]:
    """Focus tasks of the issued plans of the years the period touches."""
    if not review.agreement_id:
        return []
    plans = YearlyPlan.objects.issued().filter(
        agreement=review.agreement_id,
        year__gte=review.period_from.year,
        year__lte=review.period_to.year,
    )
    coordinations = Coordination.objects.select_related("organisation")
    return list(
        FocusTask.objects.filter(plan__in=plans)
        .counted()
        .select_related("plan", "area", "lead_organisation")
        .prefetch_related(Prefetch("coordinations", queryset=coordinations))
        .order_by("plan__year", "plan_id", "position", "pk")
    )


def bind_tasks(review: Review, tasks: list[FocusTask], on: date) -> dict:
    rows = [_task_row(task, review, on) for task in tasks]
    due = [row for row in rows if row["is_due"]]
    areas: dict[str, Counter] = {}
    for row in rows:
        counts = areas.setdefault(row["area"], Counter())
        counts.update([row["state"], "total"])
        counts.update(["overdue"] * row["is_overdue"])
    on_time = sum(row["is_done"] and not row["is_late"] for row in due)
    plans = {task.plan_id: task.plan for task in tasks}
    return {
        "plans": [{"id": plan.pk, "label": plan.label} for plan in plans.values()],
        "is_illustrative": any(plan.is_illustrative for plan in plans.values()),
        "total": len(rows),
        "done": sum(row["is_done"] for row in rows),
        "overdue": sum(row["is_overdue"] for row in rows),
        "due": len(due),
        "due_done": sum(row["is_done"] for row in due),
        "on_time": on_time,
        "areas": [{"area": area, **counts} for area, counts in areas.items()],
        "rows": rows,
    }


def _task_row(task: FocusTask, review: Review, on: date) -> dict:
    bodies = [part.organisation.label for part in task.coordinations.all()]
    bodies += [task.coordinating_group] if task.coordinating_group else []
    due_on, completed_on = task.due_on, task.completed_on
    return {
        "id": task.pk,
        "plan": task.plan_id,
        "group": task.section,
        "area": task.area.name if task.area else NO_AREA,
        "title": task.title,
        "lead": task.lead_name,
        "others": "; ".join(bodies),
        "deadline": task.deadline_as_written,
        "due_on": due_on.isoformat() if due_on else None,
        "completed_on": completed_on.isoformat() if completed_on else None,
        "state": task.state,
        "percent": task.percent,
        "is_due": bool(
            due_on and review.period_from <= due_on <= min(review.period_to, on)
        ),
        "is_done": task.state == TaskState.DONE,
        "is_late": task.is_late_when_done(),
        "is_overdue": task.is_overdue(on),
        "days_late": (on - due_on).days if task.is_overdue(on) else 0,
    }


# -- Figures -----------------------------------------------------------------


def previous_period(review: Review) -> tuple[date, date]:
    """The same months a year before; for longer periods, the years just before."""
    first, last = review.period_from, review.period_to
    years = max(1, round((last - first + timedelta(days=1)).days / 365.25))
    return _years_before(first, years), _years_before(last, years)


def _years_before(day: date, years: int) -> date:
    # The last day of February stays the last day, in a leap year and out of it.
    next_day = day + timedelta(days=1)
    if next_day.day == 1:
        return next_day.replace(year=next_day.year - years) - timedelta(days=1)
    return day.replace(year=day.year - years)


def period_words(first: date, last: date) -> dict:
    return {"first": first.isoformat(), "last": last.isoformat()}


def bodies_of(review: Review) -> list[Organisation]:
    """Whose figures the report adds up: the members, or the parties, in their order."""
    if review.cluster_id:
        places = review.cluster.places.select_related("organisation")
        bodies = [place.organisation for place in places]
    else:
        bodies = []
        parties = review.agreement.parties.select_related("organisation")
        for party in parties.prefetch_related("members", "decisions__organisation"):
            bearer = party.bearer_on(review.period_to)
            bodies += [bearer] if bearer else []
            bodies += party.members.all()
    return as_on(bodies, review.period_to)


def as_on(bodies: list[Organisation], day: date) -> list[Organisation]:
    """Each body once, in its place; one that has ended by then as its successors."""
    found = {}
    for body in bodies:
        if body.exists_on(day):
            heirs = [body]
        else:
            after = with_successors([body.pk], day) - {body.pk}
            heirs = Organisation.objects.filter(pk__in=after).existing(day)
        for heir in heirs or [body]:
            found[heir.pk] = heir
    return list(found.values())


def bind_figures(review: Review) -> list[dict]:
    """A row for each indicator that has a figure in this period or the one before."""
    bodies = bodies_of(review)
    ids = [body.pk for body in bodies]
    now = review.period_from, review.period_to
    before = previous_period(review)
    lineage = figures.Lineage(ids)
    also = set()
    if review.agreement_id:  # what lead bodies reported while working on its tasks
        reported = Figure.objects.filter(
            progress_update__task__plan__agreement=review.agreement_id
        )
        also = set(reported.values_list("pk", flat=True))
    indicators = list(Indicator.objects.all())
    rows = []
    for total, earlier in zip(
        figures.totals(indicators, ids, *now, also=also),
        figures.totals(indicators, ids, *before, also=also),
        strict=True,
    ):
        if not (total.entries or earlier.entries):
            continue
        row = _total_row(total) | {"previous": _amount(earlier)}
        if review.cluster_id:
            row["members"] = member_rows(bodies, lineage, total, earlier)
            row["shared"] = shared_rows(bodies, lineage, total, earlier)
        rows.append(row)
    return rows


def member_rows(
    bodies: list[Organisation],
    lineage: figures.Lineage,
    total: figures.Total,
    earlier: figures.Total,
) -> list[dict]:
    """Each member's own part of the total, and its own part of the one before."""
    now, before = _by_owners(total, lineage), _by_owners(earlier, lineage)
    return [
        {
            "name": body.label,
            "is_missing": body in total.missing,
            **_sum(total.indicator, now.get(frozenset([body.pk]), [])),
            "previous": _amount_of(
                _sum(total.indicator, before.get(frozenset([body.pk]), []))
            ),
        }
        for body in bodies
    ]


def shared_rows(
    bodies: list[Organisation],
    lineage: figures.Lineage,
    total: figures.Total,
    earlier: figures.Total,
) -> list[dict]:
    """Results several members have in common: counted once, in nobody's own part."""
    now, before = _by_owners(total, lineage), _by_owners(earlier, lineage)
    return [
        {
            "bodies": [body.label for body in bodies if body.pk in owners],
            **_sum(total.indicator, now.get(owners, [])),
            "previous": _amount_of(_sum(total.indicator, before.get(owners, []))),
        }
        for owners in sorted({*now, *before}, key=sorted)
        if len(owners) > 1
    ]


def _by_owners(
    total: figures.Total, lineage: figures.Lineage
) -> dict[frozenset[int], list[Figure]]:
    groups: dict[frozenset[int], list[Figure]] = {}
    for figure in total.entries:
        groups.setdefault(frozenset(lineage.owners(figure)), []).append(figure)
    return groups


def _sum(indicator: Indicator, entries: list[Figure]) -> dict:
    """Entries a total has already chosen, added without choosing again."""
    qualifier = ""
    for figure in entries:
        qualifier = figures.adding.join(qualifier, figure.qualifier)
    amount = sum(figure.amount for figure in entries) if entries else None
    return _amount_row(indicator, amount, qualifier) | {
        "figures": [figure.pk for figure in entries]
    }


def _total_row(total: figures.Total) -> dict:
    indicator = total.indicator
    return {
        "indicator": indicator.pk,
        "name": indicator.name,
        "unit": indicator.unit,
        **_amount(total),
        "figures": [figure.pk for figure in total.entries],
        "entries": [
            {
                "id": figure.pk,
                "words": figure.words,
                "bodies": [body.label for body in figure.organisations.all()],
                "first": figure.period_from.isoformat(),
                "last": figure.period_to.isoformat(),
                "version": figure.version,
            }
            for figure in total.entries
        ],
        "inside": [body.label for body in total.inside],
        "missing": [body.label for body in total.missing],
        "left_out": [
            {"id": figure.pk, "words": figure.words, "reason": reason}
            for figure, reason in total.left_out
        ],
        "is_provisional": total.is_provisional,
        "is_illustrative": total.is_illustrative,
    }


def _amount(total: figures.Total) -> dict:
    return _amount_row(total.indicator, total.amount, total.qualifier)


def _amount_row(indicator: Indicator, amount, qualifier: str) -> dict:
    """Amounts travel as text: JSON has no decimals. In the indicator's unit."""
    number = None if amount is None else f"{indicator.in_unit(amount).normalize():f}"
    return {
        "number": number,
        "qualifier": qualifier,
        "words": indicator.words(amount, qualifier),
    }


def _amount_of(row: dict) -> dict:
    return {name: row[name] for name in ("number", "qualifier", "words")}


# -- Recommendations of the review before ------------------------------------


def review_before(review: Review) -> Review | None:
    """The last report out about the same thing whose period ended before this one."""
    return (
        Review.objects.filter(
            agreement=review.agreement_id,
            cluster=review.cluster_id,
            state__in=[Review.State.ISSUED, Review.State.RECORDED],
        )
        .annotate(told_on=Coalesce("period_to", "held_on"))
        .filter(told_on__lt=review.period_to)
        .exclude(pk__in=[review.pk, review.corrects_id or 0])
        .exclude(corrections__state=Review.State.ISSUED)
        .order_by("-told_on", "-pk")
        .first()
    )


def bind_recommendations(review: Review) -> dict | None:
    earlier = review_before(review)
    if earlier is None:
        return None
    found = earlier.recommendations.prefetch_related("answered_by")
    return {
        "review": earlier.pk,
        "title": earlier.subject,
        "rows": [
            {
                "wording": row.wording,
                "raised_by": row.raised_by,
                "addressee": row.addressee,
                "answers": [point.wording for point in row.answered_by.all()],
            }
            for row in found.order_by("position", "pk")
        ],
    }
