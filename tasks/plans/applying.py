"""An amendment comes into force: its plan takes over what it changed, at once.

What progressed meanwhile stays. A row that is done, or waits for confirmation, is
neither changed nor taken out; the version then made says which ones were kept so.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction

from accounts import history
from accounts.models import User
from accounts.vietnamese import format_date

from .. import emails
from ..approvals import comparison
from ..models import (
    WORKING_STATES,
    Coordination,
    FocusTask,
    Heading,
    PlanVersion,
    TaskState,
    YearlyPlan,
)
from ..work import extending
from . import amending, differences
from .amending import FIELDS, raw
from .outline import rows_in_order
from .planning import locked


@dataclass
class Applied:
    """What an amendment did: whom to tell of which rows, and what stayed."""

    told: dict[int, list[str]] = field(default_factory=lambda: defaultdict(list))
    kept: list[list[str]] = field(default_factory=list)

    def tell(self, bodies, said: str) -> None:
        for body in bodies:
            self.told[body].append(said)

    def keep_day(self, title: str, owed: FocusTask | Coordination) -> None:
        self.kept.append([title, f"đã được gia hạn đến {format_date(owed.due_on)}"])


@transaction.atomic
def apply(*, amendment: YearlyPlan, by: User, on: date) -> YearlyPlan:
    """Carry the amendment over into its plan; gives the amendment, applied.

    It bears its number and date already. NotPossible unless the plan is in force.
    """
    plan = locked(amendment.amends, YearlyPlan.State.ISSUED)
    begun = amendment.versions.get(number=amending.BEGINNING)
    # Held against a progress report that would end a row in the same moment.
    held = plan.tasks.select_for_update(of=("self",)).order_by("pk")
    list(held.values_list("pk", flat=True))
    live = {task.pk: task for task in amending.with_relations(plan.tasks.all())}
    rows = list(amending.with_relations(amendment.tasks.all()))
    shown = differences.between(begun.rows, comparison.rows_of(amendment, rows))
    done, placed = Applied(), {}
    for row in rows:
        task = live.get(row.amends_id)
        if task is not None:
            placed[row.pk] = task
            _change(task, row, begun.content["tasks"], shown, amendment, done, by)
    _remove(live, rows, begun, amendment, done, by=by, on=on)
    _add(plan, rows, placed, amendment, done, by)
    _order(plan, amendment, rows, placed)
    _settle(plan, amendment, begun, done, by)
    emails.plan_amended(plan, amendment, told=done.told, on=on)
    return amendment


def _change(task, row, begun, shown, amendment, done, by) -> None:
    before, after = begun[str(task.pk)], raw(row)
    changed = [name for name in after if before[name] != after[name]]
    if set(changed) <= {"code"}:
        if changed and task.state != TaskState.CANCELLED:
            FocusTask.objects.filter(pk=task.pk).update(code=row.code)
        return
    if task.state not in WORKING_STATES:
        done.kept.append([task.title, differences.why_kept(task)])
        return
    bodies = _bodies(task)
    if "due_on" in changed and _is_extended(task, before["due_on"], row.due_on):
        changed.remove("due_on")
        done.keep_day(task.title, task)
    if "due_on" in changed and task.original_due_on is None:
        task.original_due_on = task.due_on
    for name in changed:
        if name in FIELDS:
            setattr(task, name, getattr(row, name))
    if "lead_organisation_id" in changed:
        task.lead_organisation = row.lead_organisation
    if task.starts_on and task.due_on and task.starts_on > task.due_on:
        task.starts_on = None
    task.version += 1
    task.save()
    if "provisions" in changed:
        task.provisions.set(after["provisions"])
    if "parts" in changed:
        _merge_parts(task, before["parts"], row, done)
    gone = bodies - _bodies(task)
    task.assignments.filter(organisation__in=gone).delete()
    cells = shown[task.pk].cells if task.pk in shown else []
    history.record(
        by=by,
        action=f"đã sửa theo kế hoạch số {amendment.document_number} nhiệm vụ",
        target=task,
        changes=[
            {
                "field": label,
                "from": old or history.EMPTY,
                "to": new or history.EMPTY,
            }
            for label, old, new in cells
        ],
    )
    named = ", ".join(label for label, *_ in cells)
    done.tell(
        bodies | _bodies(task),
        f"Sửa: {task.title}" + (f" ({named})" if named else ""),
    )


def _is_extended(owed: FocusTask | Coordination, before: str | None, wanted) -> bool:
    """Was it given more time since, beyond the day that the amendment wants?"""
    was_moved = amending.plain(owed.due_on) != before
    return bool(was_moved and owed.due_on and wanted and owed.due_on > wanted)


def _bodies(task: FocusTask) -> set[int]:
    parts = Coordination.objects.filter(task=task)
    return {task.lead_organisation_id, *parts.values_list("organisation", flat=True)}


def _merge_parts(task: FocusTask, before: dict, row: FocusTask, done: Applied) -> None:
    """Bodies as the amendment has them; a part that is done stays as it is."""
    wanted = {part.organisation_id: part for part in row.coordinations.all()}
    held = {part.organisation_id: part for part in task.coordinations.all()}
    for body, part in held.items():
        was_there = str(body) in before
        if was_there and body not in wanted and part.done_on is None:
            part.delete()
    for body, part in wanted.items():
        mine = held.get(body)
        if mine is None:
            Coordination.objects.create(
                task=task, organisation_id=body, part=part.part, due_on=part.due_on
            )
        elif mine.done_on is None:
            was = before.get(str(body), ["", None])
            if _change_part(mine, part, was):
                done.keep_day(f"{task.title} (phần của {mine.organisation})", mine)
    task.coordinations.filter(
        organisation=task.lead_organisation_id, done_on__isnull=True
    ).delete()


def _change_part(mine: Coordination, part: Coordination, before: list) -> bool:
    """Does the day stay that it was given since?"""
    text, due_on = before
    if part.part != text:
        mine.part = part.part
    is_new_day = amending.plain(part.due_on) != due_on
    is_kept = is_new_day and _is_extended(mine, due_on, part.due_on)
    if is_new_day and not is_kept:
        mine.original_due_on = mine.original_due_on or mine.due_on
        mine.due_on = part.due_on
    mine.save()
    return is_kept


def _remove(live, rows, begun, amendment, done, *, by, on) -> None:
    """Cancel what the amendment left out, and what has since been split off it."""
    kept = {row.amends_id for row in rows}
    gone = {int(pk) for pk in begun.content["tasks"]} - kept
    known = set(map(int, begun.content["tasks"]))
    for task in live.values():
        is_later_part = task.parent_id in gone and task.pk not in known
        if task.pk not in gone and not is_later_part:
            continue
        if task.state == TaskState.CANCELLED:
            continue
        if task.state not in WORKING_STATES:
            done.kept.append([task.title, differences.why_kept(task)])
            continue
        task.state, task.cancelled_on, task.cancelled_by = TaskState.CANCELLED, on, by
        task.cancel_reason = (
            f"Bỏ theo kế hoạch sửa đổi số {amendment.document_number}. "
            f"{amendment.purpose}"
        )
        task.version += 1
        task.save()
        extending.settle(task=task, why="Nhiệm vụ đã hủy.", on=on)
        history.record(
            by=by,
            action="đã hủy nhiệm vụ",
            target=task,
            reason=task.cancel_reason,
        )
        done.tell(_bodies(task), f"Bỏ: {task.title}")


def _add(plan, rows, placed, amendment, done, by) -> None:
    """The rows that are new, wholes before their parts; each then has its task."""
    fresh = [row for row in rows if row.pk not in placed]
    pairs = []
    for row in sorted(fresh, key=lambda row: row.parent_id is not None):
        task = amending.copied(row, plan=plan, parent=placed.get(row.parent_id))
        task.save()
        placed[row.pk] = task
        FocusTask.objects.filter(pk=row.pk).update(amends=task)
        _move_links(row, task)
        pairs.append((row, task))
        history.record(
            by=by,
            action=f"đã thêm theo kế hoạch số {amendment.document_number} nhiệm vụ",
            target=task,
        )
    amending.copy_relations(pairs)
    for _, task in pairs:
        done.tell(_bodies(task), f"Thêm: {task.title}")


def _move_links(row: FocusTask, task: FocusTask) -> None:
    """What hangs on a row that was new belongs to the task that it has become."""
    task.recommendations.set(row.recommendations.all())
    row.recommendations.clear()
    row.steps.update(task=task)
    row.assignments.update(task=task)


def _order(plan, amendment, rows, placed) -> None:
    """Headings and order as the amendment has them; what it lacks keeps its place."""
    before = [task.pk for task in plan.tasks.order_by("position", "pk")]
    plan.headings.all().delete()
    wanted = [
        row if isinstance(row, Heading) else placed[row.pk].pk
        for row in rows_in_order(amendment, rows)
    ]
    _insert_left_out(wanted, before, {task.pk for task in placed.values()})
    headings, places = [], {}
    for place, row in enumerate(wanted, start=1):
        if isinstance(row, Heading):
            headings.append(amending.heading_like(row, plan=plan, position=place))
        else:
            places[row] = place
    Heading.objects.bulk_create(headings)
    moved = []
    for task in plan.tasks.only("position"):
        if task.position != places[task.pk]:
            task.position = places[task.pk]
            moved.append(task)
    FocusTask.objects.bulk_update(moved, ["position"], batch_size=500)


def _insert_left_out(wanted: list, before: list[int], known: set[int]) -> None:
    """Each after the row that stood before it, or below the first headings."""
    top = next((i for i, row in enumerate(wanted) if not isinstance(row, Heading)), 0)
    for place, pk in enumerate(before):
        if pk in known:
            continue
        earlier = before[place - 1] if place else None
        wanted.insert(wanted.index(earlier) + 1 if earlier in known else top, pk)
        known.add(pk)


def _settle(plan, amendment, begun, done, by) -> None:
    amendment.state = YearlyPlan.State.APPLIED
    amendment.save()
    if not plan.versions.exists():  # recorded from a source, or from before versions
        keep_version(plan, number=1, document=plan, rows=begun.rows, by=None)
    last = plan.versions.order_by("-number").first()
    keep_version(
        plan,
        number=last.number + 1,
        document=amendment,
        rows=comparison.rows_of(plan, amending.with_relations(amending.in_force(plan))),
        by=by,
        kept=done.kept,
    )
    plan.version += 1
    plan.rows_version += 1
    plan.save(update_fields=["version", "rows_version"])
    said = f"số {amendment.document_number}"
    history.record(
        by=by,
        action=f"đã sửa đổi kế hoạch theo văn bản {said}",
        target=plan,
        reason=amendment.purpose,
    )
    history.record(
        by=by, action=f"đã ban hành bản sửa đổi kế hoạch {said}", target=amendment
    )


def keep_version(
    plan: YearlyPlan,
    *,
    number: int,
    document: YearlyPlan,
    rows: list[dict],
    by: User | None,
    kept: list = (),
) -> PlanVersion:
    """`document`: what issued it, the plan itself or its amendment."""
    content = {"title": plan.title, "purpose": plan.purpose, "note": plan.note}
    if document.is_amendment:
        content |= {"reason": document.purpose, "kept": list(kept)}
    return PlanVersion.objects.create(
        plan=plan,
        number=number,
        amendment=document if document.is_amendment else None,
        document_number=document.document_number,
        issued_on=document.issued_on,
        signer=document.signer,
        content=content,
        rows=rows,
        recorded_by=by,
    )
