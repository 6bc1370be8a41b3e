"""One act on many tasks: what it would do, who would be told, then doing it.

The preview and the act ask the same questions, so a row that changed in between is
left out, and said.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction
from django.db.models import TextChoices

from accounts.errors import NotPossible
from accounts.models import Organisation, User

from .. import permissions
from ..models import FocusTask, Follow, TaskState, YearlyPlan
from ..serving import people_by_body
from . import assigning, following, nudging, progress

MOST_TASKS = 200


class Action(TextChoices):
    ASSIGN = "giao", "Giao người theo dõi"
    NUDGE = "nhac", "Nhắc việc"
    CONFIRM = "xac-nhan", "Xác nhận hoàn thành"
    FOLLOW = "theo-doi", "Theo dõi"


DONE = {
    Action.ASSIGN: "Đã ghi người theo dõi của {} nhiệm vụ.",
    Action.NUDGE: "Đã nhắc {} nhiệm vụ.",
    Action.CONFIRM: "Đã xác nhận hoàn thành {} nhiệm vụ.",
    Action.FOLLOW: "Đang theo dõi thêm {} nhiệm vụ.",
}


@dataclass
class Outcome:
    """What is done, or would be: the tasks, those left out and why, who is told."""

    tasks: list[FocusTask] = field(default_factory=list)
    left: list[tuple[FocusTask, str]] = field(default_factory=list)
    told: list[tuple[Organisation, list[User]]] = field(default_factory=list)


@dataclass(frozen=True)
class Chosen:
    """For `Action.ASSIGN`: who looks after the tasks in which body; None is nobody."""

    organisation: Organisation
    person: User | None


def tasks_of(user: User, ids: list[int]) -> list[FocusTask]:
    """Those of them that the person may see, with all that the acts read."""
    tasks = FocusTask.objects.listed_for(user).filter(pk__in=ids[:MOST_TASKS])
    return list(
        tasks.select_related("plan__office", "lead_organisation")
        .prefetch_related("coordinations__organisation", "assignments__person")
        .order_by("listed_on", "pk")
    )


def preview(
    action: str, tasks: list[FocusTask], *, by: User, on: date, chosen=None
) -> Outcome:
    if action == Action.NUDGE:
        asked = nudging.asked_in(tasks, by=by, on=on)
        outcome = _sorted(tasks, lambda task: asked.refusals.get(task.pk, ""))
        outcome.told = asked.told
        return outcome
    outcome = _sorted(tasks, _refusal(action, tasks, by, chosen))
    outcome.told = _told(action, outcome.tasks, by=by, on=on, chosen=chosen)
    return outcome


@transaction.atomic
def carry_out(
    action: str, tasks: list[FocusTask], *, by: User, on: date, chosen=None
) -> Outcome:
    """As previewed, but for what changed since: that is left out."""
    if action == Action.NUDGE:
        asked = nudging.nudge(tasks=tasks, by=by, on=on)
        return _sorted(tasks, lambda task: asked.refusals.get(task.pk, ""))
    outcome = _sorted(tasks, _refusal(action, tasks, by, chosen))
    if action == Action.ASSIGN:
        assigning.assign(
            tasks=outcome.tasks,
            organisation=chosen.organisation,
            person=chosen.person,
            by=by,
            on=on,
        )
    elif action == Action.FOLLOW:
        following.follow_many(tasks=outcome.tasks, by=by)
    else:
        return _confirm(outcome, by=by, on=on)
    return outcome


def _confirm(outcome: Outcome, *, by: User, on: date) -> Outcome:
    confirmed = Outcome(left=list(outcome.left))
    # In the order in which everybody takes tasks: two never wait for each other.
    for task in sorted(outcome.tasks, key=lambda task: task.pk):
        try:
            with transaction.atomic():  # one refused keeps none of the others
                is_done = progress.confirm(task=task, by=by, on=on)
        except NotPossible as error:
            confirmed.left.append((task, str(error)))
            continue
        if is_done:
            confirmed.tasks.append(task)
        else:
            confirmed.left.append((task, "không còn chờ xác nhận"))
    return confirmed


def _sorted(tasks, refusal: Callable[[FocusTask], str]) -> Outcome:
    outcome = Outcome()
    for task in tasks:
        reason = refusal(task)
        if reason:
            outcome.left.append((task, reason))
        else:
            outcome.tasks.append(task)
    return outcome


def _refusal(action, tasks, by, chosen) -> Callable[[FocusTask], str]:
    if action == Action.ASSIGN:
        return lambda task: _why_not_assigned(task, chosen)
    if action == Action.FOLLOW:
        followed = set(
            Follow.objects.filter(person=by, task__in=tasks).values_list(
                "task", flat=True
            )
        )
        return lambda task: "đang theo dõi rồi" if task.pk in followed else ""
    return lambda task: _why_not_confirmed(task, by)


def _why_not_assigned(task, chosen) -> str:
    if not task.is_open:
        return f"nhiệm vụ {task.get_state_display().lower()}"
    bodies = {task.lead_organisation_id}
    bodies |= {part.organisation_id for part in task.coordinations.all()}
    if chosen.organisation.pk not in bodies:
        return f"{chosen.organisation.label} không chủ trì hay phối hợp"
    now = next(
        (
            row.person
            for row in task.assignments.all()
            if row.organisation_id == chosen.organisation.pk
        ),
        None,
    )
    if now == chosen.person:
        return f"đã giao {now}" if now else "chưa giao riêng ai"
    return ""


def _why_not_confirmed(task, by) -> str:
    if task.state != TaskState.SUBMITTED:
        return "không chờ xác nhận"
    if task.plan.state not in (YearlyPlan.State.ISSUED, YearlyPlan.State.CLOSED):
        return "kế hoạch chưa ban hành"
    if not permissions.can_confirm(by, task):
        return f"chỉ {task.plan.office.label} xác nhận được"
    return ""


def _told(action, tasks, *, by, on, chosen):
    if action == Action.ASSIGN and tasks and chosen.person not in (None, by):
        return [(chosen.organisation, [chosen.person])]
    if action == Action.CONFIRM:
        bodies = {task.lead_organisation_id: task.lead_organisation for task in tasks}
        people = people_by_body(bodies, roles=permissions.WORKERS, on=on)
        return [(body, people[pk]) for pk, body in bodies.items()]
    return []


def bodies_to_assign_in(tasks: list[FocusTask], user: User) -> list[Organisation]:
    """One's own bodies in any of the tasks, those with most of them first."""
    counted, bodies = defaultdict(int), {}
    for task in tasks:
        for body in permissions.organisations_involved(user, task):
            counted[body.pk] += 1
            bodies[body.pk] = body
    return sorted(bodies.values(), key=lambda body: (-counted[body.pk], body.pk))
