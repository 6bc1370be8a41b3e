"""What waits for one person: decisions, confirmations, drafts, tasks by deadline."""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice

from django.db.models import Count, Min, Q
from django.urls import reverse

from accounts.models import Role, User
from accounts.paging import capped
from agreements.models import Agreement
from agreements.permissions import can_register
from tasks.badges import task_badge
from tasks.models import SOON_DAYS, FocusTask, FocusTaskQuerySet, YearlyPlan
from tasks.permissions import WORKERS, can_decide
from tasks.standing import NOTHING, Standing, standing_by_area

from .models import Review

SHOWN = 12


@dataclass(frozen=True)
class Waiting:
    """One thing that a person has to do, and where."""

    icon: str
    title: str
    detail: str
    url: str
    action: str


@dataclass(frozen=True)
class Workspace:
    waiting: list[Waiting]
    tasks: list[tuple]
    overdue_count: str
    oldest_overdue_days: int | None
    soon_count: str
    this_week_count: str
    year: Standing
    by_area: list[tuple[str, Standing]]


def workspace_of(user: User, on: date) -> Workspace:
    plans = followed_plans(user.organisation_ids)
    this_year = plans.tasks(lambda plan: plan.year == on.year)
    by_area = standing_by_area([tasks.counted() for tasks in this_year], on)
    running = plans.tasks(lambda plan: plan.state == YearlyPlan.State.ISSUED)
    return Workspace(
        waiting=waiting_for(user, on),
        tasks=[(task, task_badge(task, on)) for task in first_tasks(running)],
        **deadlines_of(plans.tasks(), on),
        year=sum((standing for _, standing in by_area), NOTHING),
        by_area=by_area,
    )


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


def first_tasks(parts: list[FocusTaskQuerySet]) -> list[FocusTask]:
    """The most urgent open tasks: the first of each part, in one order."""
    found = [
        task
        for part in parts
        for task in part.open().order_by("listed_on", "pk").in_rows()[:SHOWN]
    ]
    return sorted(found, key=lambda task: (task.listed_on, task.pk))[:SHOWN]


def waiting_for(user: User, on: date) -> list[Waiting]:
    """Ordered by consequence: what holds others up comes first."""
    return [
        *_decisions(user, on),
        *_confirmations(user),
        *_plans_of_the_office(user),
        *_draft_reviews(user),
        *_agreements_to_review(user, on),
    ]


def _decisions(user, on):
    deciding = user.organisation_ids_as(Role.REVIEWER, Role.MANAGER)
    plans = YearlyPlan.objects.awaiting_decision_of(deciding, on)
    waiting = (
        plan
        for plan in plans.select_related("office").order_by("decision_due_on", "pk")
        if plan.office_id not in user.organisation_ids or can_decide(user, plan)
    )
    for plan in islice(waiting, SHOWN):
        late = plan.decision_due_on and plan.decision_due_on < on
        due = f" · hạn {plan.decision_due_on:%d/%m/%Y}" if plan.decision_due_on else ""
        yield Waiting(
            icon="warn" if late else "hourglass",
            title=plan.title,
            detail=f"{plan.office.label} trình lần {plan.round}{due}",
            url=plan.get_absolute_url(),
            action="Cho ý kiến",
        )


def _confirmations(user):
    tasks = FocusTask.objects.awaiting_confirmation_by(
        user.organisation_ids_as(*WORKERS)
    )
    for task in tasks.select_related("lead_organisation").order_by("listed_on")[:SHOWN]:
        yield Waiting(
            icon="check",
            title=task.title,
            detail=f"{task.lead_name} báo cáo đã hoàn thành",
            url=task.get_absolute_url(),
            action="Xác nhận",
        )


def _plans_of_the_office(user):
    plans = YearlyPlan.objects.filter(
        office__in=user.organisation_ids_as(*WORKERS),
        state__in=[YearlyPlan.State.SENT_BACK, YearlyPlan.State.AGREED],
    )
    for plan in plans[:SHOWN]:
        agreed = plan.state == YearlyPlan.State.AGREED
        yield Waiting(
            icon="stamp" if agreed else "back",
            title=plan.title,
            detail=plan.get_state_display(),
            url=plan.get_absolute_url(),
            action="Ban hành" if agreed else "Sửa và trình lại",
        )


def _agreements_to_review(user, on):
    """One line for all: after a reorganisation they are many at once."""
    if not can_register(user):
        return
    waiting = Agreement.objects.visible_to(user).to_review(on)
    count = waiting.count()
    if count:
        yield Waiting(
            icon="warn",
            title=f"{count} quy chế cần rà soát",
            detail="Có bên ký không còn tồn tại; cần quyết định tiếp tục, thay thế hay "
            "chấm dứt",
            url=f"{reverse('agreements:agreement-list')}?review=on",
            action="Rà soát",
        )


def _draft_reviews(user):
    drafts = Review.objects.filter(
        state=Review.State.DRAFT, office__in=user.organisation_ids_as(*WORKERS)
    )
    for review in drafts[:SHOWN]:
        yield Waiting(
            icon="report",
            title=review.subject,
            detail=f"{review.get_kind_display()} · {review.period_label} · dự thảo",
            url=review.get_absolute_url(),
            action="Hoàn thiện",
        )
