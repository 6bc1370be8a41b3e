from collections.abc import Collection, Iterator
from datetime import date

from django.db.models import QuerySet

from accounts.models import Duty
from accounts.reminding.duties import Line, Owing
from accounts.reminding.serving import LEADERS, Serving
from agreements.reminder_ladders.ladders import of_agreements
from tasks.approvals import deciding
from tasks.models import YearlyPlan

DECIDES = "Ông/Bà được giao cho ý kiến thay mặt {}."
LEADER_OF_PARTY = "Ông/Bà là lãnh đạo của bên phải cho ý kiến: {}."


class DecisionSource:
    """Plans before the parties: whoever may decide now, or stands in, is reminded."""

    duty = Duty.DECISION

    def _open(self) -> QuerySet[YearlyPlan]:
        return YearlyPlan.objects.filter(
            state=YearlyPlan.State.SUBMITTED, decision_due_on__isnull=False
        )

    def owing(self, first: date, last: date, *, serving: Serving) -> Iterator[Owing]:
        due = self._open().filter(decision_due_on__range=(first, last))
        yield from self._of(due.order_by("decision_due_on", "pk"), serving)

    def owing_of(self, ids: Collection[int], *, serving: Serving) -> Iterator[Owing]:
        yield from self._of(self._open().filter(pk__in=ids).order_by("pk"), serving)

    def _of(self, plans: QuerySet[YearlyPlan], serving: Serving) -> Iterator[Owing]:
        ladders, deciders = of_agreements(self.duty), deciding.Deciders(serving.on)
        for plan in deciding.with_rounds(plans).iterator(chunk_size=200):
            owners, leaders = _people(plan, deciders, serving)
            yield Owing(
                plan.pk,
                plan.decision_due_on,
                owners,
                leaders,
                ladders.get(plan.agreement_id),
            )

    def lines(self, ids: Collection[int]) -> dict[int, Line]:
        plans = self._open().filter(pk__in=ids).select_related("office")
        plans = plans.only("title", "decision_due_on", "round", "office__name")
        return {
            plan.pk: Line(
                _title(plan),
                plan.get_absolute_url(),
                plan.decision_due_on,
                f"{plan.office} trình lần {plan.round}",
            )
            for plan in plans
        }

    def titles(self, ids: Collection[int]) -> dict[int, tuple[str, str]]:
        plans = YearlyPlan.objects.filter(pk__in=ids).only("title")
        return {plan.pk: (_title(plan), plan.get_absolute_url()) for plan in plans}


def _people(
    plan: YearlyPlan, deciders: deciding.Deciders, serving: Serving
) -> tuple[dict[int, str], dict[int, str]]:
    """Who decides for the parties that are asked now; their leaders."""
    owners, leaders = {}, {}
    submission = deciding.round_of(plan)
    for party in deciding.asked_now(submission, deciding.parties_of(plan)):
        why = DECIDES.format(party.name_as_signed)
        for person in deciders.of(party, submission):
            owners.setdefault(person.pk, why)
        why = LEADER_OF_PARTY.format(party.name_as_signed)
        for body in sorted(party.bearer_ids(serving.on)):
            for person in serving.people(body, LEADERS):
                leaders.setdefault(person, why)
    return owners, leaders


def _title(plan: YearlyPlan) -> str:
    return f"Cho ý kiến về “{plan.title}”"
