"""What a new draft takes from the plan before it, and from the articles.

A row remembers the one it continues, so that nothing is taken twice. Bodies that have
ended give way to those that bear their duties; words are read for the new year.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction

from accounts import history
from accounts.models import HistoryEntry, User

from ..models import (
    OPEN_STATES,
    Coordination,
    DeadlineKind,
    FocusTask,
    TaskState,
    YearlyPlan,
)
from . import planning
from .outline import Outline
from .placing import Sheet
from .renewing import Bodies, renewed

Citation = FocusTask.provisions.through


@dataclass(frozen=True)
class Offer:
    """A row of the earlier plan that may go into the draft."""

    task: FocusTask
    is_recurring: bool
    is_taken: bool
    replaced: list[str]


@dataclass
class Taken:
    """What came into the draft, and what people should know of it."""

    tasks: list[FocusTask] = field(default_factory=list)
    replaced: list[str] = field(default_factory=list)
    to_review: int = 0


def predecessor_of(plan: YearlyPlan, user: User) -> YearlyPlan | None:
    """The last issued plan before it, of its agreement or of one that this replaces."""
    if plan.is_amendment:
        return None
    plans = (
        YearlyPlan.objects.visible_to(user)
        .issued()
        .exclude(pk=plan.pk)
        .select_related("agreement")
        .order_by("-year", "-issued_on", "-pk")
    )
    replaced = plan.agreement.predecessors.values("pk")
    return (
        plans.filter(agreement=plan.agreement, year__lt=plan.year).first()
        or plans.filter(agreement__in=replaced, year__lte=plan.year).first()
    )


def offers(plan: YearlyPlan, earlier: YearlyPlan, *, on: date) -> list[Offer]:
    """Unfinished rows, and those of every year, in the order of the earlier plan."""
    bodies, taken = Bodies(on), _taken(plan)
    return [
        Offer(
            task,
            task.deadline_kind == DeadlineKind.RECURRING,
            task.pk in taken,
            bodies.replaced_in(task),
        )
        for task in _rows_of(earlier)
        if task.state in OPEN_STATES
        or task.deadline_kind == DeadlineKind.RECURRING
        and task.state != TaskState.CANCELLED
    ]


def carry_over(
    *,
    plan: YearlyPlan,
    earlier: YearlyPlan,
    chosen: Iterable[int],
    by: User,
    on: date,
) -> Taken:
    """Rows of the earlier plan that are still to be done, or done every year."""
    allowed = {offer.task.pk for offer in offers(plan, earlier, on=on)}
    wanted = allowed & set(chosen)
    tasks = [task for task in _rows_of(earlier) if task.pk in wanted]
    return _take(plan, earlier, tasks, by=by, on=on, is_copy=False)


def copy(*, plan: YearlyPlan, earlier: YearlyPlan, by: User, on: date) -> Taken:
    """The earlier plan as it is, without its progress; cancelled rows stay behind."""
    tasks = [t for t in _rows_of(earlier) if t.state != TaskState.CANCELLED]
    return _take(plan, earlier, tasks, by=by, on=on, is_copy=True)


# -- Taking rows -------------------------------------------------------------------


def _rows_of(plan: YearlyPlan) -> Sequence[FocusTask]:
    return plan.tasks.select_related(
        "lead_organisation", "plan", "area"
    ).prefetch_related("coordinations__organisation", "provisions")


def _taken(plan: YearlyPlan) -> set[int]:
    """What this year's plans of the agreement continue already: once a year."""
    of_the_year = FocusTask.objects.filter(
        plan__agreement=plan.agreement_id,
        plan__year=plan.year,
        plan__amends=None,
        continues__isnull=False,
    )
    return set(of_the_year.values_list("continues", flat=True))


@transaction.atomic
def _take(plan, earlier, tasks, *, by, on, is_copy) -> Taken:
    plan = planning.locked_for_editing(plan)
    already = _taken(plan)
    tasks = [task for task in tasks if task.pk not in already]
    if not tasks:
        return Taken()
    bodies, result, sheet = Bodies(on), Taken(), Sheet(plan)
    outline, made = Outline([earlier.pk]), _continued_in(plan)
    fresh = []
    for path in outline.paths(earlier.pk) if is_copy else ():
        sheet.section(path)  # also those that hold no task
    for task in tasks:
        row = renewed(task, plan, bodies, result, is_copy=is_copy)
        parent = made.get(task.parent_id)
        row.parent = parent
        sheet.put(row, under=outline.path(task), part_of=parent)
        made[task.pk] = row
        fresh.append((task, row))
    sheet.save()
    _write_parts(plan, fresh, bodies)
    result.tasks = [row for _, row in fresh]
    _record(plan, earlier, fresh, bodies, by, is_copy=is_copy)
    if plan.continues_id is None:
        YearlyPlan.objects.filter(pk=plan.pk).update(continues=earlier)
    planning.touch(plan)
    return result


def _continued_in(plan: YearlyPlan) -> dict[int, FocusTask]:
    """Rows taken at an earlier visit, by what they continue: parents of parts."""
    rows = plan.tasks.filter(continues__isnull=False, parent=None)
    return {row.continues_id: row for row in rows}


def _write_parts(plan, fresh, bodies) -> None:
    """Coordinating bodies as they are now, and the articles of the same agreement."""
    parts, citations = [], []
    for task, row in fresh:
        held: dict[int, Coordination] = {}
        for part in task.coordinations.all():
            body = bodies.now(part.organisation) or part.organisation
            if body.pk == row.lead_organisation_id:
                continue  # it became one body with the lead
            due = part.due_on
            new = held.setdefault(body.pk, Coordination(task=row, organisation=body))
            new.part = "; ".join(filter(None, [new.part, part.part]))[:500]
            new.due_on = due if due and due.year >= plan.year else new.due_on
        parts += held.values()
        citations += [
            Citation(focustask=row, provision=provision)
            for provision in task.provisions.all()
            if provision.agreement_id == plan.agreement_id
        ]
    Coordination.objects.bulk_create(parts, batch_size=500)
    Citation.objects.bulk_create(citations, batch_size=500)


def _record(plan, earlier, fresh, bodies, by, *, is_copy) -> None:
    done = "chép" if is_copy else "chuyển tiếp"
    entries = []
    for task, row in fresh:
        replaced = "; ".join(bodies.replaced_in(task))
        action = f"đã {done} nhiệm vụ từ {earlier.label}"
        action += f" ({replaced})" if replaced else ""
        entries.append(history.unwritten(by=by, action=action, target=row))
    HistoryEntry.objects.bulk_create(entries, batch_size=500)
    history.record(
        by=by,
        action=f"đã {done} {len(fresh)} nhiệm vụ từ {earlier.label}",
        target=plan,
    )
