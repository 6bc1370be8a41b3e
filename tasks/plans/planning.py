"""Drafting a yearly plan: the plan, its focus tasks, and closing it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F

from accounts import history
from accounts.errors import NotPossible, Stale
from accounts.models import Organisation, User
from agreements.models import Agreement, Provision

from .. import deadlines
from ..approvals import comparison
from ..models import EDITABLE_STATES, Coordination, FocusTask, Heading, YearlyPlan
from ..work import following
from . import ordering, outline

ONE_LEAD = (
    "Mỗi nhiệm vụ chỉ có một cơ quan chủ trì. Hãy chọn một cơ quan và ghi các cơ quan "
    "còn lại ở phần phối hợp."
)
PLAN_FIELDS = ["year", "title", "purpose", "note"]
TASK_FIELDS = [
    "title",
    "kind",
    "area",
    "lead_organisation",
    "lead_as_written",
    "deadline_as_written",
    "due_on",
    "expected_product",
    "target",
    "responsible_person",
    "funding",
    "note",
]


@dataclass(frozen=True)
class Part:
    """A coordinating body and its own part of a task."""

    organisation: Organisation
    part: str = ""
    due_on: date | None = None


def locked(plan: YearlyPlan, *states: str) -> YearlyPlan:
    """The plan as it is now, held against others until the transaction ends."""
    current = YearlyPlan.objects.select_for_update().get(pk=plan.pk)
    if current.state not in states:
        raise NotPossible(
            f"Kế hoạch đang ở trạng thái “{current.get_state_display()}” nên không làm "
            "được việc này. Hãy tải lại trang để xem tình trạng hiện tại."
        )
    return current


def locked_for_editing(plan: YearlyPlan) -> YearlyPlan:
    return locked(plan, *EDITABLE_STATES)


def touch(plan: YearlyPlan) -> None:
    """A row or heading changed: a sheet exported before is stale from here on."""
    YearlyPlan.objects.filter(pk=plan.pk).update(rows_version=F("rows_version") + 1)


def next_year(agreement: Agreement, on: date) -> int:
    """The first year, from this one on, for which there is no plan yet."""
    planned = set(agreement.yearly_plans.values_list("year", flat=True))
    return next(year for year in range(on.year, 2101) if year not in planned)


@transaction.atomic
def draft(
    *,
    agreement: Agreement,
    year: int,
    title: str,
    office: Organisation,
    by: User,
    purpose: str = "",
    note: str = "",
    is_illustrative: bool = False,
) -> YearlyPlan:
    # Held, so that it is not put into the trash at the same moment.
    if not Agreement.objects.select_for_update().filter(pk=agreement.pk).exists():
        raise NotPossible("Hồ sơ quy chế này đã được bỏ vào thùng rác.")
    plan = YearlyPlan.objects.create(
        agreement=agreement,
        year=year,
        title=title,
        office=office,
        purpose=purpose,
        note=note,
        is_illustrative=is_illustrative,
    )
    history.record(by=by, action="đã lập dự thảo kế hoạch", target=plan)
    return plan


@transaction.atomic
def revise(*, plan: YearlyPlan, version: int, values: dict, by: User) -> YearlyPlan:
    """Change the plan's own fields; Stale if someone else saved since `version`."""
    current = locked_for_editing(plan)
    if current.version != version:
        raise Stale("Người khác vừa sửa kế hoạch này.")
    before, year = history.snapshot(current, PLAN_FIELDS), current.year
    if current.is_amendment and values.get("year", year) != year:
        raise ValidationError(
            {"year": "Bản sửa đổi theo năm của kế hoạch được sửa, không đổi được."}
        )
    for name, value in values.items():
        setattr(current, name, value)
    current.version += 1
    current.save()
    if current.year != year:
        _move_deadlines(current, year, by)
    changes = history.differences(before, history.snapshot(current, PLAN_FIELDS))
    if changes:
        history.record(by=by, action="đã sửa kế hoạch", target=current, changes=changes)
    return current


@transaction.atomic
def add_heading(
    *, plan: YearlyPlan, title: str, by: User, number: str = "", level: int = 1
) -> Heading:
    """Add a row that groups those after it, at the end of a draft."""
    plan = locked_for_editing(plan)
    heading = Heading(
        plan=plan,
        position=outline.next_position(plan),
        level=level,
        number=number,
        title=title,
    )
    heading.full_clean(exclude=["plan"])
    heading.save()
    touch(plan)
    history.record(by=by, action=f"đã thêm mục “{heading}”", target=plan)
    return heading


@transaction.atomic
def add_task(
    *,
    plan: YearlyPlan,
    values: dict,
    by: User,
    parts: Sequence[Part] = (),
    provisions: Iterable[Provision] = (),
    position: int | None = None,
) -> FocusTask:
    """Add a row to a draft. `values`: fields of FocusTask; the deadline is computed.

    Without a position: last, or last among the parts of its parent.
    """
    plan = locked_for_editing(plan)
    task = FocusTask(plan=plan, position=position or 0, **values)
    check_parent(task)
    task.position = position or _next_position(task)
    _save(task, values, parts, provisions)
    touch(plan)
    history.record(by=by, action="đã thêm nhiệm vụ", target=task)
    return task


@transaction.atomic
def revise_task(
    *,
    task: FocusTask,
    version: int,
    values: dict,
    by: User,
    parts: Sequence[Part] = (),
    provisions: Iterable[Provision] = (),
) -> FocusTask:
    """Change a row of a draft; Stale if someone else saved since `version`."""
    plan = locked_for_editing(task.plan)
    current = plan.tasks.select_for_update().filter(pk=task.pk).first()
    if current is None or current.version != version:
        raise Stale("Người khác vừa sửa hoặc bỏ nhiệm vụ này.")
    before, given = _in_words(current), _read(current, plan.year).due_on
    for name, value in values.items():
        setattr(current, name, value)
    current.version += 1
    # The form shows the day that the earlier words gave: nobody typed that one.
    typed = values if values.get("due_on") != given else values | {"due_on": None}
    _save(current, typed, parts, provisions)
    touch(plan)
    changes = history.differences(before, _in_words(current))
    if changes:
        history.record(by=by, action="đã sửa nhiệm vụ", target=current, changes=changes)
    return current


@transaction.atomic
def remove_task(*, task: FocusTask, by: User) -> None:
    """Take a row and its sub-rows out of a draft; their history stays."""
    plan = locked_for_editing(task.plan)
    task = plan.tasks.select_for_update().filter(pk=task.pk).first()
    if task is None:
        raise NotPossible("Nhiệm vụ này đã được bỏ khỏi dự thảo.")
    for part in task.children.all():
        remove_task(task=part, by=by)
    history.record(by=by, action="đã bỏ khỏi kế hoạch nhiệm vụ", target=task)
    history.record(by=by, action=f"đã bỏ nhiệm vụ “{task.title}”", target=plan)
    task.delete()
    touch(plan)


@transaction.atomic
def close(*, plan: YearlyPlan, by: User) -> None:
    """End a plan: its open tasks stay open in the record, but nobody is reminded.

    Not over an open amendment, on which the parties would decide for nothing.
    """
    plan = locked(plan, YearlyPlan.State.ISSUED)
    if plan.amendments.exclude(state=YearlyPlan.State.APPLIED).exists():
        raise NotPossible(
            "Kế hoạch đang có một lần sửa đổi dở dang. Hãy ban hành hoặc bỏ lần sửa "
            "đổi đó rồi kết thúc kế hoạch."
        )
    plan.state = YearlyPlan.State.CLOSED
    plan.save(update_fields=["state"])
    history.record(by=by, action="đã kết thúc kế hoạch", target=plan)
    following.tell(plan, "đã kết thúc kế hoạch", by)


def _next_position(task: FocusTask) -> int:
    if task.parent is None:
        return outline.next_position(task.plan)
    place = ordering.end_of_parts(ordering.tidied(task.plan), task.parent.pk)
    return ordering.make_room(task.plan, place)


def check_parent(task: FocusTask) -> None:
    """Sub-tasks are one level deep, within one plan."""
    if task.parent_id is None:
        return
    # As it is now: it may have become a part itself since it was read.
    parent, problem = FocusTask.objects.filter(pk=task.parent_id).first(), ""
    if parent is None or parent.plan_id != task.plan_id or parent.pk == task.pk:
        problem = "Nhiệm vụ cha phải là một nhiệm vụ khác của cùng kế hoạch."
    elif parent.parent_id:
        problem = "Nhiệm vụ con không có nhiệm vụ con nữa. Hãy chọn một nhiệm vụ khác."
    elif task.pk and task.children.exists():
        problem = (
            "Nhiệm vụ này đang có nhiệm vụ con nên không làm nhiệm vụ con của nhiệm vụ "
            "khác được. Hãy đưa các nhiệm vụ con ra ngoài trước."
        )
    if problem:
        raise ValidationError({"parent": problem})


def _save(task, values, parts, provisions) -> None:
    """Check the row as a whole, compute its deadline, and write it with its parts."""
    check_parent(task)
    _check_bodies(task, parts)
    set_deadline(task, typed=values.get("due_on"))
    task.full_clean(exclude=["plan"])
    task.save()
    task.provisions.set(provisions)
    kept = {part.organisation.pk: part for part in parts}
    task.coordinations.exclude(organisation__in=kept).delete()
    for pk, part in kept.items():
        Coordination.objects.update_or_create(
            task=task,
            organisation_id=pk,
            defaults={"part": part.part, "due_on": part.due_on},
        )


def _read(task: FocusTask, year: int) -> deadlines.Deadline:
    return deadlines.parse(task.deadline_as_written, year=year)


def set_deadline(task: FocusTask, *, typed: date | None) -> None:
    """A day typed by a person stands; otherwise the words decide."""
    read = _read(task, task.plan.year)
    task.deadline_kind, task.starts_on = read.kind, read.starts_on
    task.due_on = typed or read.due_on
    if task.starts_on and task.due_on and task.starts_on > task.due_on:
        task.starts_on = None


def _move_deadlines(plan: YearlyPlan, year: int, by: User) -> None:
    """The days that the words gave in `year` follow the plan; typed ones stand."""
    for task in plan.tasks.select_related("plan"):
        before = history.snapshot(task, ["due_on"])
        is_typed = task.due_on != _read(task, year).due_on
        set_deadline(task, typed=task.due_on if is_typed else None)
        task.version += 1
        task.save()
        changes = history.differences(before, history.snapshot(task, ["due_on"]))
        if changes:
            history.record(
                by=by,
                action="đã sửa năm của kế hoạch",
                target=task,
                changes=changes,
            )


def _in_words(task: FocusTask) -> dict[str, str]:
    """All that the parties agree to in a row, its coordinating bodies included."""
    row = comparison.row_of(task, outline.Outline([task.plan_id]))
    names = ("coordinating", "parts", "provisions")
    said = {comparison.CELLS[name]: row[name] or history.EMPTY for name in names}
    return history.snapshot(task, TASK_FIELDS) | said


def _check_bodies(task, parts) -> None:
    bodies = [part.organisation.pk for part in parts]
    if task.lead_organisation_id in bodies:
        raise ValidationError(
            {
                "coordinating": "Cơ quan chủ trì không đồng thời là cơ quan phối hợp. "
                "Hãy bỏ cơ quan này khỏi danh sách phối hợp."
            }
        )
    if len(bodies) != len(set(bodies)):
        raise ValidationError({"coordinating": "Mỗi cơ quan phối hợp chỉ nêu một lần."})
