"""What waits for the decision of bodies: plans, results, requests for more time."""

from collections.abc import Collection
from datetime import date

from django.urls import reverse

from accounts.reminding import ladder
from accounts.reminding.sections import Entry, Found, first_of_each, gathered, merged
from accounts.vietnamese import format_date

from .approvals import deciding
from .models import Extension, FocusTask, YearlyPlan


def said_of(due_on: date, on: date) -> str:
    return f"{ladder.wording((due_on - on).days)} (hạn {format_date(due_on)})"


class ToDecide:
    """Plans before the body, results and requests for time before its plans."""

    title = "Chờ cơ quan quyết định"
    figure = "việc chờ quyết định"
    tone = "soon"

    def found(self, bodies: Collection[int], on: date) -> dict[int, Found]:
        return merged(
            _plans(set(bodies), on), _results(bodies, on), _extensions(bodies)
        )

    def url(self, body: int) -> str:
        return f"{reverse('reports:workspace')}#cho-xu-ly"


def _plans(bodies: set[int], on: date) -> dict[int, Found]:
    result: dict[int, Found] = {}
    plans = YearlyPlan.objects.awaiting_decision_of(bodies, on)
    for plan in deciding.with_rounds(plans):
        said = f"{plan.office} trình lần {plan.round}"
        if plan.decision_due_on:
            said += f", {said_of(plan.decision_due_on, on)}"
        entry = Entry(
            f"Cho ý kiến về “{plan.title}”",
            plan.get_absolute_url(),
            said,
            plan.decision_due_on or on,
        )
        parties = deciding.asked_now(deciding.round_of(plan), deciding.parties_of(plan))
        asked = {body for party in parties for body in party.bearer_ids(on)}
        for body in asked & bodies:
            result.setdefault(body, Found()).add(Found(1, [entry]))
    return result


def _results(bodies: Collection[int], on: date) -> dict[int, Found]:
    tasks = FocusTask.objects.awaiting_confirmation_by(bodies)
    tasks = tasks.filter(plan__state=YearlyPlan.State.ISSUED).select_related(
        "lead_organisation"
    )
    return gathered(
        first_of_each(tasks, "plan__office", order="listed_on"),
        lambda task: Entry(
            f"Xác nhận kết quả: {task.title}",
            task.get_absolute_url(),
            f"{task.lead_name} báo cáo đã hoàn thành",
            task.due_on or on,
        ),
    )


def _extensions(bodies: Collection[int]) -> dict[int, Found]:
    rows = Extension.objects.awaiting_decision_by(bodies)
    rows = rows.select_related("task", "organisation")
    return gathered(
        first_of_each(rows, "task__plan__office", order="asked_on"),
        lambda row: Entry(
            f"Gia hạn: {row.task.title}",
            row.get_absolute_url(),
            f"{row.organisation} đề nghị đến {format_date(row.asked_due_on)}",
            row.asked_on,
        ),
    )
