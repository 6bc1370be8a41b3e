"""Plans put to the parties that wait for somebody's decision: whose, and how long."""

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet
from django.utils.timezone import localdate

from tasks import answering
from tasks.approvals import deciding
from tasks.models import YearlyPlan

from .scope import Scope

SHOWN = 4


@dataclass(frozen=True)
class Row:
    plan: YearlyPlan
    waits_for: str
    days: int | None  # since it was put to them
    is_late: bool

    @property
    def url(self) -> str:
        return self.plan.get_absolute_url()


@dataclass(frozen=True)
class Decisions:
    """`amendments` wait as well; the list of plans, where `url` leads, has none."""

    rows: list[Row]
    plans: int
    late: int
    amendments: int
    url: str

    @property
    def others(self) -> int:
        return self.plans + self.amendments - len(self.rows)


def decisions(scope: Scope, *, shown: int | None = SHOWN) -> Decisions:
    """The nearest day to decide by first."""
    found = submitted(scope)
    late = Q(decision_due_on__lt=scope.on)
    counts = found.order_by().aggregate(
        plans=Count("pk", filter=Q(amends__isnull=True)),
        late=Count("pk", filter=late & Q(amends__isnull=True)),
        amendments=Count("pk", filter=Q(amends__isnull=False)),
    )
    plans = deciding.with_rounds(found.order_by("decision_due_on", "pk"))
    rows = [_row(plan, scope) for plan in plans[:shown]]
    url = scope.to_plans(state=YearlyPlan.State.SUBMITTED.value)
    return Decisions(rows=rows, url=url, **counts)


def submitted(scope: Scope) -> QuerySet[YearlyPlan]:
    """Of the agreements of the bodies; what a body drafted is theirs too."""
    plans = YearlyPlan.objects.visible_to(scope.user).filter(
        scope.about_plan(""), state=YearlyPlan.State.SUBMITTED
    )
    known = answering.whole(YearlyPlan.objects.order_by(), scope.bodies)
    return plans if scope.is_all else plans.filter(pk__in=known.values("pk"))


def _row(plan: YearlyPlan, scope: Scope) -> Row:
    submission = deciding.round_of(plan)
    parties = deciding.asked_now(submission, plan.agreement.parties.all())
    since = submission.submitted_at and localdate(submission.submitted_at)
    return Row(
        plan=plan,
        waits_for="; ".join(party.name_as_signed for party in parties),
        days=(scope.on - since).days if since else None,
        is_late=bool(plan.decision_due_on and plan.decision_due_on < scope.on),
    )
