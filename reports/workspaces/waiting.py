"""What waits for one person, what holds others up first: one line a thing.

Each source is asked in a fixed number of queries and gives its first few lines.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice

from accounts.models import User
from accounts.vietnamese import format_date
from tasks.approvals.deciding import awaiting
from tasks.models import (
    OPEN_STATES,
    SOON_DAYS,
    Assignment,
    CascadeDuty,
    Coordination,
    Extension,
    FocusTask,
    ResourceRequest,
    YearlyPlan,
)
from tasks.permissions import WORKERS
from tasks.work import extending

from ..models import Addressee, Recommendation
from ..unit_reports import waiting_collections as collections
from . import waiting_papers as papers
from .waiting_lines import SHOWN, Waiting, due

ASKED = 5 * SHOWN  # requests for more time that are looked at, to show those decided


def waiting_for(user: User, on: date) -> list[Waiting]:
    """Ordered by consequence: what holds others up comes first."""
    working = user.organisation_ids_as(*WORKERS)
    lines = list(_decisions(user, on))
    late, others = [x for x in lines if x.is_late], [x for x in lines if not x.is_late]
    return [
        *late,
        *others,
        *papers.reviews_to_approve(user, on),
        *_confirmations(working),
        *_extensions(user, working),
        *_resource_requests(working, on),
        *_recommendations(working, on),
        *collections.owed(working, on),
        *collections.to_receive(working, on),
        *papers.plans_of_the_office(working),
        *papers.reviews_to_issue(user, on),
        *papers.imports(user, working),
        *_late_parts(working, on),
        *_assigned(user, on),
        *_cascade(working, on),
        *papers.stand_ins(user, on),
        *papers.draft_reviews(working, on),
        *papers.agreements_to_review(user, on),
    ]


def _decisions(user: User, on: date) -> Iterator[Waiting]:
    for plan in islice(awaiting(user, on), SHOWN):
        said, is_late = due(plan.decision_due_on, on)
        yield Waiting(
            icon="warn" if is_late else "hourglass",
            title=plan.title,
            detail=f"{plan.office.label} trình lần {plan.round}{said}",
            url=plan.get_absolute_url(),
            action="Cho ý kiến",
            is_late=is_late,
        )


def _confirmations(working):
    tasks = FocusTask.objects.awaiting_confirmation_by(working)
    for task in tasks.select_related("lead_organisation").order_by("listed_on")[:SHOWN]:
        yield Waiting(
            icon="check",
            title=task.title,
            detail=f"{task.lead_name} báo cáo đã hoàn thành",
            url=task.get_absolute_url(),
            action="Xác nhận",
        )


def _extensions(user, working):
    """Without what another decides: of one's own body, the office's managers do."""
    rows = Extension.objects.awaiting_decision_by(working).order_by("was_due_on", "pk")
    rows = rows.select_related("task__plan", "organisation")[:ASKED]
    decided_here = (row for row in rows if extending.may_decide(user, row))
    for row in islice(decided_here, SHOWN):
        yield Waiting(
            icon="clock",
            title=row.task.title,
            detail=f"{row.organisation.label} đề nghị gia hạn từ "
            f"{format_date(row.was_due_on)} đến {format_date(row.asked_due_on)}",
            url=row.get_absolute_url(),
            action="Quyết định",
        )


def _resource_requests(working, on):
    rows = ResourceRequest.objects.awaiting_answer_by(working)
    rows = rows.select_related("organisation").order_by("due_on", "pk")
    for row in rows[:SHOWN]:
        said, is_late = due(row.due_on, on)
        yield Waiting(
            icon="warn" if is_late else "inbox",
            title=row.purpose,
            detail=f"{row.organisation.label} đề nghị nguồn lực{said}",
            url=row.get_absolute_url(),
            action="Trả lời",
            is_late=is_late,
        )


def _recommendations(working, on):
    """Those to answer, then the answers to judge."""
    asked = Addressee.objects.filter(
        recommendation__in=Recommendation.objects.in_force()
    ).select_related("recommendation__sender", "organisation")
    owing = asked.owing().filter(organisation__in=working)
    for row in owing.order_by("recommendation__due_on", "pk")[:SHOWN]:
        wanted = row.recommendation
        said, is_late = due(wanted.due_on, on)
        yield Waiting(
            icon="warn" if is_late else "recommendation",
            title=wanted.wording,
            detail=f"{wanted.sender.label} kiến nghị · {row.get_state_display()}{said}",
            url=wanted.get_absolute_url(),
            action="Trả lời",
            is_late=is_late,
        )
    answered = asked.filter(
        recommendation__sender__in=working, state=Addressee.State.ANSWERED
    )
    for row in answered.order_by("recommendation__sent_on", "pk")[:SHOWN]:
        yield Waiting(
            icon="recommendation",
            title=row.recommendation.wording,
            detail=f"{row.organisation.label} đã trả lời kiến nghị",
            url=row.recommendation.get_absolute_url(),
            action="Đánh giá",
        )


def _late_parts(working, on):
    """Parts of one's bodies, past their own day or the day of the task.

    In the order of that computed day: so the database starts from the parts of the
    bodies, and never walks everybody's overdue tasks in search of them.
    """
    rows = (
        Coordination.objects.filter(organisation__in=working)
        .late(on)
        .filter(task__plan__state=YearlyPlan.State.ISSUED)
        .select_related("task", "organisation")
        .order_by("last_on", "pk")
    )
    for row in rows[:SHOWN]:
        yield Waiting(
            icon="warn",
            title=row.task.title,
            detail=f"Phần việc của {row.organisation.label}"
            f"{': ' + row.part if row.part else ''}{due(row.last_day, on)[0]}",
            url=row.task.get_absolute_url(),
            action="Báo cáo",
            is_late=True,
        )


def _assigned(user, on):
    """What the person looks after, late or soon."""
    rows = Assignment.objects.filter(
        person=user,
        task__state__in=OPEN_STATES,
        task__plan__state=YearlyPlan.State.ISSUED,
        task__listed_on__lte=on + timedelta(days=SOON_DAYS),
    ).select_related("task", "organisation")
    for row in rows.order_by("task__listed_on", "pk")[:SHOWN]:
        said, is_late = due(row.task.due_on, on)
        yield Waiting(
            icon="warn" if is_late else "clock",
            title=row.task.title,
            detail=f"Ông/Bà được giao theo dõi ở {row.organisation.label}{said}",
            url=row.task.get_absolute_url(),
            action="Xem",
            is_late=is_late,
        )


def _cascade(working, on):
    rows = CascadeDuty.objects.filter(
        organisation__in=working,
        signed_on__isnull=True,
        left_out_reason="",
        task__plan__state=YearlyPlan.State.ISSUED,
        task__state__in=(*OPEN_STATES, "done"),
    )
    rows = rows.select_related("task", "organisation").order_by("due_on", "pk")
    for row in rows[:SHOWN]:
        said, is_late = due(row.due_on, on)
        yield Waiting(
            icon="warn" if is_late else "agreement",
            title=row.task.title,
            detail=f"{row.organisation.label} ký chương trình phối hợp{said}",
            url=row.get_absolute_url(),
            action="Xem",
            is_late=is_late,
        )
