"""What was said of single rows when a plan was sent back, and what the office did."""

from collections import defaultdict
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet

from accounts import history
from accounts.errors import NotPossible
from accounts.models import User

from ..models import FocusTask, Remark, YearlyPlan
from ..plans.planning import locked_for_editing

Answer = Remark.Answer


def of_plan(plan: YearlyPlan) -> QuerySet[Remark]:
    return Remark.objects.filter(decision__submission__plan=plan).select_related(
        "decision__party", "decision__submission", "answered_by", "task"
    )


def by_row(remarks) -> dict[int | None, list[Remark]]:
    """By the task they are about; under None those whose row was removed."""
    found = defaultdict(list)
    for remark in remarks:
        found[remark.task_id].append(remark)
    return dict(found)


def asked_of_rows(tasks, texts: dict[int, str]) -> dict[FocusTask, str]:
    """Typed texts as `approval.decide` takes them: those that say something."""
    said = {pk: text.strip() for pk, text in texts.items() if text.strip()}
    return {task: said[task.pk] for task in tasks.filter(pk__in=said)}


@transaction.atomic
def answer(*, remark: Remark, kind: str, text: str, by: User, at: datetime) -> Remark:
    """Mark what the office did about a remark while it revises; may be changed."""
    if kind == Answer.KEPT and not text.strip():
        raise ValidationError({"answer": "Hãy ghi vì sao giữ nguyên."})
    plan = locked_for_editing(remark.decision.submission.plan)
    remark = Remark.objects.select_for_update().filter(pk=remark.pk).first()
    if remark is None:
        raise NotPossible("Ý kiến này không còn.")
    before = history.snapshot(remark, ["answer_kind", "answer"])
    remark.answer_kind, remark.answer = kind, text.strip()
    remark.answered_at, remark.answered_by = at, by
    remark.save()
    changes = history.differences(
        before, history.snapshot(remark, ["answer_kind", "answer"])
    )
    if changes:
        history.record(
            by=by,
            action=f"đã ghi việc xử lý ý kiến về nhiệm vụ “{remark.row_label}”",
            target=plan,
            changes=changes,
        )
    return remark
