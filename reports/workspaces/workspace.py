"""The first screen of a person: what waits, the tasks by deadline, the year.

Who manages sees also who is behind; who administers, what people are missing.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode

from django.db.models import Count, Min, Q
from django.urls import reverse

from accounts.listings.paging import capped
from accounts.models import Role, User
from tasks.badges import task_badge
from tasks.models import SOON_DAYS, FocusTask, FocusTaskQuerySet, YearlyPlan
from tasks.standing import NOTHING, Standing, standing_by_area

from ..dashboards.lateness import Lateness, lateness
from ..dashboards.scope import Scope
from .desks import Gap, gaps_of_bodies, gaps_of_system
from .waiting import Waiting, waiting_for

SHOWN = 12


@dataclass(frozen=True)
class Workspace:
    waiting: list[Waiting]
    tasks: list[tuple]
    overdue_count: str
    oldest_overdue_days: int | None
    soon_count: str
    this_week_count: str
    links: dict[str, str]  # to the lists of what the figures count
    year: Standing
    by_area: list[tuple[str, Standing, str]]  # the last: where they are listed
    # Whose first question is answered first: see `role_of`.
    role: str
    behind: Lateness | None
    gaps: list[Gap]

    @property
    def has_duties(self) -> bool:
        """Who only administers leads nothing and decides nothing."""
        return bool(self.tasks) or self.role not in ("system", Role.ADMINISTRATOR)

    @property
    def waiting_late(self) -> int:
        return sum(line.is_late for line in self.waiting)


def workspace_of(user: User, on: date) -> Workspace:
    plans = followed_plans(user.organisation_ids)
    this_year = plans.tasks(lambda plan: plan.year == on.year)
    by_area = standing_by_area([tasks.counted() for tasks in this_year], on)
    running = plans.tasks(is_running)
    return Workspace(
        waiting=waiting_for(user, on),
        tasks=[(task, task_badge(task, on)) for task in first_tasks(running)],
        **deadlines_of(running, on),
        links=links_of(on),
        year=sum((standing for *_, standing in by_area), NOTHING),
        by_area=[
            (name, standing, to_tasks(area=pk, year=on.year, situation="counted"))
            for pk, name, standing in by_area
        ],
        role=role_of(user),
        behind=behind_of(user, on),
        gaps=gaps_of(user, on),
    )


def role_of(user: User) -> str:
    """The one whose work comes first on the page, of all that the person holds."""
    if user.is_superuser:
        return "system"
    held = {role for roles in user.roles_by_organisation.values() for role in roles}
    order = (Role.MANAGER, Role.STAFF, Role.REVIEWER, Role.ADMINISTRATOR)
    return next((role for role in order if role in held), Role.STAFF)


def behind_of(user: User, on: date) -> Lateness | None:
    """For managers: whose tasks and parts are late, as their dashboard tells it."""
    if not user.organisation_ids_as(Role.MANAGER):
        return None
    return lateness(Scope(user, on, user.organisation_ids))


def is_running(plan: YearlyPlan) -> bool:
    return plan.state == YearlyPlan.State.ISSUED


def gaps_of(user: User, on: date) -> list[Gap]:
    """What people are missing, for those who can give places."""
    if user.is_superuser:
        return gaps_of_system(on)
    return gaps_of_bodies(user.organisation_ids_as(Role.ADMINISTRATOR), on)


@dataclass(frozen=True)
class FollowedPlans:
    """Issued plans by what some bodies do in them: write them, lead, take part."""

    organisation_ids: set[int]
    own: list[YearlyPlan]
    led: list[YearlyPlan]
    joined: list[YearlyPlan]

    def tasks(self, wanted=lambda plan: True) -> list[FocusTaskQuerySet]:
        """The tasks these bodies follow in the wanted plans, in parts sharing none.

        Each part has its index, and is not asked for where it is known to be empty;
        a single "or" over the whole table has neither.
        """
        own, led, joined = (
            FocusTask.objects.filter(
                plan__in=[plan.pk for plan in plans if wanted(plan)]
            )
            for plans in (self.own, self.led, self.joined)
        )
        ids = self.organisation_ids
        return [
            own,
            led.led_by(ids),
            joined.joined_by(ids).exclude(lead_organisation__in=ids),
        ]


def followed_plans(organisation_ids) -> FollowedPlans:
    tasks = FocusTask.objects.order_by().values_list("plan", flat=True).distinct()
    led = set(tasks.led_by(organisation_ids))
    joined = set(tasks.joined_by(organisation_ids))
    plans = (
        YearlyPlan.objects.issued()
        .filter(Q(office__in=organisation_ids) | Q(pk__in=led | joined))
        .only("office", "year", "state")
    )
    own = [plan for plan in plans if plan.office_id in organisation_ids]
    others = [plan for plan in plans if plan.office_id not in organisation_ids]
    return FollowedPlans(
        organisation_ids,
        own=own,
        led=[plan for plan in others if plan.pk in led],
        joined=[plan for plan in others if plan.pk in joined],
    )


def deadlines_of(parts: list[FocusTaskQuerySet], on: date) -> dict:
    """The open tasks behind their day, and those whose day is near."""
    soon, this_week = on + timedelta(days=SOON_DAYS), on + timedelta(days=6)
    found = [
        part.open()
        .filter(listed_on__lte=soon)
        .aggregate(
            overdue=Count("pk", filter=Q(listed_on__lt=on)),
            soon=Count("pk", filter=Q(listed_on__gte=on)),
            this_week=Count(
                "pk", filter=Q(listed_on__gte=on, listed_on__lte=this_week)
            ),
            first=Min("listed_on"),
        )
        for part in parts
    ]
    first = min((row["first"] for row in found if row["first"]), default=on)
    return {
        "overdue_count": capped(sum(row["overdue"] for row in found)),
        "oldest_overdue_days": (on - first).days if first < on else None,
        "soon_count": capped(sum(row["soon"] for row in found)),
        "this_week_count": capped(sum(row["this_week"] for row in found)),
    }


def links_of(on: date) -> dict[str, str]:
    """Where what the figures count is listed: by deadline, in plans that run."""
    return {
        "open": to_tasks(situation="open", running=1),
        "overdue": to_tasks(situation="overdue", running=1),
        "soon": to_tasks(situation="soon", running=1),
        "done": to_tasks(situation="done", year=on.year),
        "done_on_time": to_tasks(situation="on_time", year=on.year),
    }


def to_tasks(**asked) -> str:
    """The list of one's desk; "" for what it cannot be asked, as tasks of no area."""
    if None in asked.values():
        return ""
    return f"{reverse('tasks:focus-task-list')}?{urlencode({'mine': 'desk'} | asked)}"


def first_tasks(parts: list[FocusTaskQuerySet]) -> list[FocusTask]:
    """The most urgent open tasks: the first of each part, in one order."""
    found = [
        task
        for part in parts
        for task in part.open().order_by("listed_on", "pk").in_rows()[:SHOWN]
    ]
    return sorted(found, key=lambda task: (task.listed_on, task.pk))[:SHOWN]
