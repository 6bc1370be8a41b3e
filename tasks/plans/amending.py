"""Amending an issued plan: its rows are copied, edited, and agreed to as a plan is.

The copies are never tasks. Until the amendment is issued (`applying.py`) the plan
goes on as it is, and what moves in it meanwhile stays: only what the amendment itself
changed since it was begun is carried over. That beginning is its version number 0.
"""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts import history
from accounts.errors import NotPossible
from accounts.models import User

from ..approvals import comparison
from ..models import (
    Coordination,
    FocusTask,
    Heading,
    PlanVersion,
    TaskState,
    YearlyPlan,
)
from .planning import locked, locked_for_editing

BEGINNING = 0
# What an amendment may change in a row; bodies and articles are merged apart.
FIELDS = (
    "code",
    "title",
    "kind",
    "area_id",
    "conclusion_id",
    "lead_organisation_id",
    "lead_as_written",
    "coordinating_group",
    "deadline_as_written",
    "deadline_kind",
    "starts_on",
    "due_on",
    "expected_product",
    "target",
    "responsible_person",
    "funding",
    "note",
)
OPEN_ALREADY = (
    "Kế hoạch này đang có một lần sửa đổi dở dang. Hãy hoàn tất hoặc bỏ lần sửa đổi đó "
    "trước khi bắt đầu lần khác."
)


@transaction.atomic
def start(*, plan: YearlyPlan, title: str, reason: str, by: User) -> YearlyPlan:
    """Begin an amendment of an issued plan; one at a time."""
    if not reason.strip():
        raise ValidationError({"reason": "Hãy ghi lý do sửa đổi kế hoạch."})
    plan = locked(plan, YearlyPlan.State.ISSUED)
    if open_amendment(plan):
        raise NotPossible(OPEN_ALREADY)
    amendment = YearlyPlan.objects.create(
        agreement_id=plan.agreement_id,
        year=plan.year,
        title=title,
        purpose=reason,
        office_id=plan.office_id,
        amends=plan,
        is_illustrative=plan.is_illustrative,
    )
    tasks = list(with_relations(in_force(plan)))
    _copy_rows(plan, amendment, tasks)
    PlanVersion.objects.create(
        plan=amendment,
        number=BEGINNING,
        document_number=plan.document_number,
        issued_on=plan.issued_on,
        content={"tasks": {str(task.pk): raw(task) for task in tasks}},
        rows=comparison.rows_of(plan, tasks),
        recorded_by=by,
    )
    # Many read the plan; why and how it may change is the office's until it submits.
    history.record(by=by, action="đã bắt đầu sửa đổi kế hoạch", target=plan)
    history.record(
        by=by, action="đã lập bản sửa đổi kế hoạch", target=amendment, reason=reason
    )
    return amendment


@transaction.atomic
def discard(*, amendment: YearlyPlan, by: User) -> None:
    """Abandon an amendment that is open to editing; the plan stays as it is."""
    amendment = locked_for_editing(amendment)
    if not amendment.is_amendment:
        raise NotPossible("Đây không phải bản sửa đổi nên không bỏ được.")
    history.record(by=by, action="đã bỏ bản sửa đổi dở dang", target=amendment.amends)
    history.record(by=by, action="đã bỏ bản sửa đổi", target=amendment)
    amendment.delete()


def open_amendment(plan: YearlyPlan) -> YearlyPlan | None:
    return plan.amendments.exclude(state=YearlyPlan.State.APPLIED).first()


def in_force(plan: YearlyPlan):
    """The rows of the plan that stand: what was cancelled is no longer in it."""
    return plan.tasks.exclude(state=TaskState.CANCELLED)


def with_relations(tasks):
    return tasks.select_related("lead_organisation").prefetch_related(
        "coordinations__organisation", "provisions"
    )


def raw(task: FocusTask) -> dict:
    """A row as JSON keeps it, to tell later what was changed; prefetch relations."""
    return {name: plain(getattr(task, name)) for name in FIELDS} | {
        "provisions": sorted(provision.pk for provision in task.provisions.all()),
        "parts": {
            str(part.organisation_id): [part.part, plain(part.due_on)]
            for part in task.coordinations.all()
        },
    }


def plain(value):
    return value.isoformat() if isinstance(value, date) else value


def copied(task: FocusTask, **changes) -> FocusTask:
    """A new row that says what `task` says; not saved, nothing of its progress."""
    values = {name: getattr(task, name) for name in FIELDS} | {
        "position": task.position,
        "continues_id": task.continues_id,
        # The object, since the words to search for name the lead.
        "lead_organisation": task.lead_organisation,
    }
    del values["lead_organisation_id"]
    return FocusTask(**values | changes)


def copy_relations(pairs) -> None:
    """Of each (from, to): the bodies with their parts, and the articles cited."""
    Coordination.objects.bulk_create(
        [
            Coordination(
                task=new,
                organisation_id=part.organisation_id,
                part=part.part,
                due_on=part.due_on,
            )
            for old, new in pairs
            for part in old.coordinations.all()
        ],
        batch_size=1000,
    )
    cited = FocusTask.provisions.through
    cited.objects.bulk_create(
        [
            cited(focustask=new, provision=provision)
            for old, new in pairs
            for provision in old.provisions.all()
        ],
        batch_size=1000,
    )


def heading_like(heading: Heading, *, plan: YearlyPlan, position: int) -> Heading:
    return Heading(
        plan=plan,
        position=position,
        level=heading.level,
        number=heading.number,
        title=heading.title,
    )


def _copy_rows(plan: YearlyPlan, amendment: YearlyPlan, tasks) -> None:
    Heading.objects.bulk_create(
        heading_like(heading, plan=amendment, position=heading.position)
        for heading in plan.headings.all()
    )
    copies: dict[int, FocusTask] = {}
    known = {task.pk for task in tasks}
    # Parts after the tasks they are parts of; of a cancelled task they stand alone.
    parts = [task for task in tasks if task.parent_id in known]
    wholes = [task for task in tasks if task.parent_id not in known]
    for batch in (wholes, parts):
        new = [
            copied(task, plan=amendment, amends=task, parent=copies.get(task.parent_id))
            for task in batch
        ]
        FocusTask.objects.bulk_create(new, batch_size=500)
        copies |= {row.amends_id: row for row in new}
    copy_relations([(task, copies[task.pk]) for task in tasks])
