"""A draft's rows in another order, or another depth, with what belongs to them."""

from django.db import transaction
from django.db.models import F

from accounts import history
from accounts.errors import NotPossible
from accounts.models import User

from ..models import FocusTask, Heading, YearlyPlan
from . import ordering, planning


@transaction.atomic
def move(*, plan: YearlyPlan, key: str, act: str, by: User, other: str = "") -> str:
    """Move a row with its block: up, down, in, out, before or after another row.

    Gives a sentence of what happened; NotPossible says why nothing did.
    """
    plan = planning.locked_for_editing(plan)
    rows = ordering.tidied(plan)
    start = ordering.index_of(rows, key)
    said = _ACTS[act](plan, rows, start, other)
    if said:
        planning.touch(plan)
        label = _label(plan, rows[start])
        action = f"đã {said[0].lower()}{said[1:]}: {label}"
        history.record(by=by, action=action, target=plan)
    return said


def _up(plan, rows, start, other) -> str:
    ordering.move(plan, rows, start, ordering.place_above(rows, start))
    return "Chuyển lên"


def _down(plan, rows, start, other) -> str:
    ordering.move(plan, rows, start, ordering.place_below(rows, start))
    return "Chuyển xuống"


def _beside(plan, rows, start, other, *, shift) -> str:
    place = ordering.index_of(rows, other) + shift
    end = ordering.end_of_block(rows, start)
    if start <= place <= end:
        return ""
    place = ordering.settled(rows, start, place)
    row = rows[start]
    if row.parent and (place == 0 or rows[place - 1].group != row.parent):
        plan.tasks.filter(pk=row.pk).update(parent=None, version=F("version") + 1)
    return "Chuyển chỗ" if ordering.move(plan, rows, start, place) else ""


def _before(plan, rows, start, other) -> str:
    return _beside(plan, rows, start, other, shift=0)


def _after(plan, rows, start, other) -> str:
    return _beside(plan, rows, start, other, shift=1)


def _in(plan, rows, start, other) -> str:
    row = rows[start]
    if row.is_heading:
        return _change_level(plan, rows, start, 1)
    if row.parent:
        raise NotPossible("Nhiệm vụ con chỉ có một cấp, không thụt vào thêm được.")
    if start == 0 or rows[start - 1].is_heading:
        raise NotPossible(
            "Phía trên, trong cùng mục, chưa có nhiệm vụ nào để làm nhiệm vụ cha."
        )
    if ordering.end_of_block(rows, start) > start + 1:
        raise NotPossible(
            "Nhiệm vụ này đang có nhiệm vụ con. Hãy đưa các nhiệm vụ con ra ngoài "
            "trước."
        )
    parent = rows[start - 1].group
    plan.tasks.filter(pk=row.pk).update(parent=parent, version=F("version") + 1)
    return "Thụt vào thành nhiệm vụ con"


def _out(plan, rows, start, other) -> str:
    row = rows[start]
    if row.is_heading:
        return _change_level(plan, rows, start, -1)
    if not row.parent:
        raise NotPossible("Nhiệm vụ này không phải nhiệm vụ con.")
    ordering.move(plan, rows, start, ordering.end_of_parts(rows, row.parent))
    plan.tasks.filter(pk=row.pk).update(parent=None, version=F("version") + 1)
    return "Đưa ra khỏi nhiệm vụ cha"


def _change_level(plan, rows, start, by_levels) -> str:
    """The headings within it go along."""
    block = rows[start : ordering.end_of_block(rows, start)]
    levels = [row.level for row in block if row.is_heading]
    above = [row.level for row in rows[:start] if row.is_heading]
    if by_levels > 0 and levels[0] > (above[-1] if above else 0):
        raise NotPossible("Mục này chưa có mục cấp trên để thụt vào.")
    if max(levels) + by_levels > Heading.MOST_LEVELS:
        raise NotPossible("Các mục chỉ có ba cấp, không thụt vào thêm được.")
    if levels[0] + by_levels < 1:
        raise NotPossible("Mục này đã ở cấp ngoài cùng.")
    headings = [row.pk for row in block if row.is_heading]
    for some in range(0, len(headings), 400):
        plan.headings.filter(pk__in=headings[some : some + 400]).update(
            level=F("level") + by_levels
        )
    return "Hạ cấp mục" if by_levels > 0 else "Nâng cấp mục"


_ACTS = {
    "up": _up,
    "down": _down,
    "in": _in,
    "out": _out,
    "before": _before,
    "after": _after,
}
ACTS = tuple(_ACTS)


@transaction.atomic
def put_under(
    *,
    task: FocusTask,
    heading: Heading | None,
    parent: FocusTask | None,
    by: User,
) -> None:
    """Make a row the part of a task, or else the last of a section's own tasks."""
    plan = planning.locked_for_editing(task.plan)
    rows = ordering.tidied(plan)
    start = ordering.index_of(rows, f"nv-{task.pk}")
    row, wanted = rows[start], parent.pk if parent else None
    if row.parent == wanted:
        held = ordering.heading_above(rows, row.position)
        if parent or held == (heading.pk if heading else None):
            return
    current = plan.tasks.get(pk=task.pk)
    current.parent = parent
    planning.check_parent(current)
    plan.tasks.filter(pk=task.pk).update(parent=parent)
    place = (
        ordering.end_of_parts(rows, parent.pk)
        if parent
        else ordering.end_of_section(rows, heading.pk if heading else None)
    )
    ordering.move(plan, rows, start, place)
    planning.touch(plan)
    where = f"nhiệm vụ “{parent}”" if parent else f"mục “{heading}”"
    where = where if parent or heading else "phần đầu, ngoài các mục"
    history.record(by=by, action=f"đã xếp nhiệm vụ vào {where}", target=task)


def _label(plan: YearlyPlan, row: ordering.Row) -> str:
    if row.is_heading:
        return f"mục “{plan.headings.get(pk=row.pk)}”"
    return f"nhiệm vụ “{plan.tasks.get(pk=row.pk)}”"
