"""What stands on a calendar, each kind of duty with its day, for one reader.

Whose calendar: a body's (all that it leads, takes part in, writes the plan of), or
one's own (what one's bodies have not given to somebody else, and what one follows).
Every row concerns a body that the reader serves today, so it is theirs to see.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import Organisation, User
from agreements.models import Agreement, Conference, Party
from agreements.models.agreement import State

from ..approvals import deciding
from ..models import (
    Assignment,
    CascadeDuty,
    Coordination,
    FocusTask,
    Follow,
    TaskState,
    TaskStep,
    YearlyPlan,
)
from .calendar_entries import (
    Entry,
    of_conference,
    of_decision,
    of_ending,
    of_followed,
    of_led,
    of_part,
    of_programme,
    of_step,
)

GONE = (State.DRAFT, State.TERMINATED, State.REPLACED)


@dataclass(frozen=True)
class Scope:
    """Whose days: these bodies', or one person's among them."""

    organisation_ids: frozenset[int]
    user: User
    is_personal: bool


@dataclass(frozen=True)
class Source:
    """One kind of duty: its rows, the column of its day, and how a row reads."""

    kind: str
    rows: QuerySet
    day: str
    entry: Callable[..., Entry]

    def between(self, first: date, last: date) -> QuerySet:
        return self.rows.filter(**{f"{self.day}__range": (first, last)})


def sources(scope: Scope, on: date) -> list[Source]:
    """Ordered by consequence: what stops others first."""
    return [
        Source("decision", decisions(scope, on), "decision_due_on", of_decision),
        Source("led", led(scope), "listed_on", of_led),
        Source("part", parts(scope), "last_on", of_part),
        Source("step", steps(scope), "due_on", of_step),
        Source("cascade", programmes(scope), "due_on", of_programme),
        Source("conference", conferences(scope), "held_on", of_conference),
        Source("followed", followed(scope), "listed_on", of_followed),
    ]


# -- Which rows -----------------------------------------------------------------


def decisions(scope: Scope, on: date) -> QuerySet:
    if scope.is_personal:
        asked = [plan.pk for plan in deciding.awaiting(scope.user, on)]
        return YearlyPlan.objects.filter(pk__in=asked)
    return YearlyPlan.objects.awaiting_decision_of(scope.organisation_ids, on)


def _plans_led(ids: Iterable[int]) -> list[int]:
    """With the plans known, the tasks of some days come from an index."""
    led = FocusTask.objects.led_by(ids).order_by().values_list("plan", flat=True)
    plans = YearlyPlan.objects.issued().filter(pk__in=list(led.distinct()))
    return list(plans.order_by().values_list("pk", flat=True))


def _given_to_another(scope: Scope, body: str, task: str) -> Exists:
    """Somebody else of the same body looks after the task."""
    given = Assignment.objects.filter(
        task=OuterRef(task), organisation=OuterRef(body)
    ).exclude(person=scope.user)
    return Exists(given)


def led(scope: Scope) -> QuerySet:
    ids = scope.organisation_ids
    tasks = FocusTask.objects.led_by(ids).filter(plan__in=_plans_led(ids)).counted()
    if scope.is_personal:
        tasks = tasks.exclude(_given_to_another(scope, "lead_organisation", "pk"))
    return tasks.in_rows()


def parts(scope: Scope) -> QuerySet:
    parts = Coordination.objects.filter(organisation__in=scope.organisation_ids)
    issued = [YearlyPlan.State.ISSUED, YearlyPlan.State.CLOSED]
    parts = parts.filter(task__plan__state__in=issued)
    if scope.is_personal:
        parts = parts.exclude(_given_to_another(scope, "organisation", "task"))
    return (
        parts.exclude(task__state=TaskState.CANCELLED)
        .with_last_day()
        .select_related("organisation", "task__plan", "task__lead_organisation")
    )


def steps(scope: Scope) -> QuerySet:
    tasks = led(scope).open().order_by()
    steps = TaskStep.objects.filter(task__in=tasks.values("pk"))
    return steps.select_related("task__plan", "task__lead_organisation")


def programmes(scope: Scope) -> QuerySet:
    """Programmes that a task told these bodies to sign."""
    duties = CascadeDuty.objects.filter(
        organisation__in=scope.organisation_ids, left_out_reason=""
    )
    return duties.select_related("task__plan", "organisation")


def conferences(scope: Scope) -> QuerySet:
    ids = scope.organisation_ids
    ours = _agreements(ids).values("pk")
    about = Conference.objects.filter(agreements__in=ours).values("pk")
    signing = Conference.objects.filter(signed_agreements__in=ours).values("pk")
    return Conference.objects.filter(
        Q(owner__in=ids) | Q(pk__in=about) | Q(pk__in=signing)
    )


def followed(scope: Scope) -> QuerySet:
    """Tasks of the plans that a body wrote; or those that a person asked to follow."""
    issued = FocusTask.objects.issued() if scope.is_personal else FocusTask.objects
    if scope.is_personal:
        follows = Follow.objects.filter(person=scope.user).order_by()
        tasks = issued.visible_to(scope.user).filter(
            Q(pk__in=follows.filter(task__isnull=False).values("task"))
            | Q(plan__in=follows.filter(plan__isnull=False).values("plan"))
        )
    else:
        plans = YearlyPlan.objects.issued().filter(office__in=scope.organisation_ids)
        own = list(plans.order_by().values_list("pk", flat=True))
        tasks = FocusTask.objects.filter(plan__in=own)
    tasks = tasks.exclude(lead_organisation__in=scope.organisation_ids)
    return tasks.counted().in_rows()


def _agreements(ids: Iterable[int]) -> QuerySet:
    signed = Party.objects.of_organisations(ids).values("agreement")
    return Agreement.objects.filter(Q(owner__in=ids) | Q(pk__in=signed))


def endings(scope: Scope, first: date, last: date, on: date) -> list[Entry]:
    """Agreements whose last day, as it stands today, lies within these days.

    A last day is worked out from the term and its extensions: the rows that could
    have one then are few, the rest is asked of each.
    """
    years = range(first.year, last.year + 1)
    extended = Q(amendments__extended_to__gte=first, amendments__extended_to__lte=last)
    near = Agreement.objects.filter(extended).values("pk")
    found = _agreements(scope.organisation_ids).filter(
        Q(ends_on__gte=first, ends_on__lte=last)
        | Q(ends_on__isnull=True, term_end_year__in=years)
        | Q(pk__in=near)
    )
    found = found.select_related("kind").prefetch_related("amendments", "successors")
    days = [(agreement.last_day_on(on), agreement) for agreement in found]
    return [
        of_ending(agreement, day)
        for day, agreement in days
        if day and first <= day <= last and agreement.state_on(on) not in GONE
    ]


def bodies_of(user: User) -> list[Organisation]:
    """The bodies one serves today, each once, in the order of one's places."""
    places = user.current_memberships
    return list(
        {place.organisation_id: place.organisation for place in places}.values()
    )
