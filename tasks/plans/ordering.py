"""Moving the rows of an annex: a heading goes with its block, a task with its parts.

Headings and tasks share one sequence of positions, with gaps where rows were removed.
A move exchanges two neighbouring stretches of it, so it is one update of each table
however many rows there are.
"""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Case, F, When

from accounts.errors import NotPossible

from ..models import FocusTask, Heading, YearlyPlan

LAST_POSITION = 32_767  # what the column holds
FIRST = "Dòng này đã ở đầu, không chuyển lên được nữa."
LAST = "Dòng này đã ở cuối, không chuyển xuống được nữa."
FIRST_PART = (
    "Nhiệm vụ con này đã ở ngay dưới nhiệm vụ cha. Muốn chuyển lên nữa, hãy đưa nó ra "
    "ngoài trước."
)
LAST_PART = (
    "Nhiệm vụ con này đã ở cuối nhiệm vụ cha. Muốn chuyển xuống nữa, hãy đưa nó ra "
    "ngoài trước."
)


@dataclass(frozen=True)
class Row:
    """What the order needs of a row: `level` of a heading, `parent` of a sub-task."""

    position: int
    pk: int
    level: int = 0
    parent: int | None = None

    @property
    def is_heading(self) -> bool:
        return self.level > 0

    @property
    def key(self) -> str:
        return f"muc-{self.pk}" if self.is_heading else f"nv-{self.pk}"

    @property
    def group(self) -> int | None:
        """The task that it stands with: its parent, or itself."""
        return None if self.is_heading else self.parent or self.pk


def key_of(row: FocusTask | Heading) -> str:
    return f"muc-{row.pk}" if isinstance(row, Heading) else f"nv-{row.pk}"


def read(plan: YearlyPlan) -> list[Row]:
    """Every row in order, in two light queries; a heading before a task beside it."""
    rows = [
        Row(*found) for found in plan.headings.values_list("position", "pk", "level")
    ]
    rows += [
        Row(position, pk, parent=parent)
        for position, pk, parent in plan.tasks.values_list("position", "pk", "parent")
    ]
    return sorted(rows, key=lambda row: (row.position, not row.is_heading, row.pk))


def tidied(plan: YearlyPlan) -> list[Row]:
    """The same, each with a position of its own and each part below its parent."""
    rows = read(plan)
    wanted = _grouped(rows)
    is_tidy = wanted == rows and all(
        a.position < b.position for a, b in zip(rows, rows[1:], strict=False)
    )
    if is_tidy and (not rows or rows[-1].position < LAST_POSITION - len(rows)):
        return rows
    renumber(wanted)
    return read(plan)


def _grouped(rows: Sequence[Row]) -> list[Row]:
    parts: dict[int, list[Row]] = {}
    own = {row.pk for row in rows if not row.is_heading and row.parent is None}
    for row in rows:
        if row.parent in own:
            parts.setdefault(row.parent, []).append(row)
    found = []
    for row in rows:
        if row.parent not in own:
            found += [row, *(() if row.is_heading else parts.get(row.pk, ()))]
    return found


def renumber(rows: Sequence[Row]) -> None:
    """Give every row the position at which it stands here."""
    for model, is_heading in ((Heading, True), (FocusTask, False)):
        changed = [
            model(pk=row.pk, position=position)
            for position, row in enumerate(rows, start=1)
            if row.is_heading == is_heading and row.position != position
        ]
        model.objects.bulk_update(changed, ["position"], batch_size=400)


def index_of(rows: Sequence[Row], key: str) -> int:
    for index, row in enumerate(rows):
        if row.key == key:
            return index
    raise NotPossible("Dòng này không còn trong dự thảo. Hãy tải lại trang.")


def end_of_block(rows: Sequence[Row], start: int) -> int:
    """Where what moves together with this row ends."""
    first, end = rows[start], start + 1
    while end < len(rows):
        row = rows[end]
        if first.is_heading:
            if row.is_heading and row.level <= first.level:
                break
        elif row.parent != first.pk or first.parent:
            break
        end += 1
    return end


def place_above(rows: Sequence[Row], start: int) -> int:
    """Where the block goes when it is moved up by one."""
    row = rows[start]
    if row.is_heading:
        for index in range(start - 1, -1, -1):
            if rows[index].is_heading and rows[index].level <= row.level:
                return index
        raise NotPossible(FIRST)
    if row.parent:
        if rows[start - 1].parent != row.parent:
            raise NotPossible(FIRST_PART)
        return start - 1
    if start == 0:
        raise NotPossible(FIRST)
    place = start - 1
    while rows[place].parent:
        place -= 1
    return place


def place_below(rows: Sequence[Row], start: int) -> int:
    """Before which row the block goes when it is moved down by one."""
    row, end = rows[start], end_of_block(rows, start)
    if row.parent and (end == len(rows) or rows[end].parent != row.parent):
        raise NotPossible(LAST_PART)
    if end == len(rows):
        raise NotPossible(LAST)
    following = rows[end]
    if row.is_heading and following.level < row.level:
        return settled(rows, start, end + 1)  # into the section that comes next
    if not row.is_heading and following.is_heading:
        return end + 1
    return end_of_block(rows, end)


def settled(rows: Sequence[Row], start: int, place: int) -> int:
    """The nearest place, from this one on, where the block parts no other block.

    Between two tasks of a section a heading would take the later ones with it.
    """
    row = rows[start]
    while 0 < place < len(rows):
        before, after = rows[place - 1], rows[place]
        if row.is_heading:
            fits = after.is_heading and after.level <= row.level
        else:
            fits = not after.parent or before.group == row.parent
        if fits:
            break
        place += 1
    if row.is_heading and place == 0 and rows and not rows[0].is_heading:
        return settled(rows, start, 1)
    return place


def move(plan: YearlyPlan, rows: Sequence[Row], start: int, place: int) -> bool:
    """Put the block before the row at `place`; False if it stands there already."""
    end = end_of_block(rows, start)
    if start <= place <= end:
        return False
    if place < start:
        first, last = rows[place:start], rows[start:end]
    else:
        first, last = rows[start:end], rows[end:place]
    _exchange(plan, first, last)
    return True


def _exchange(plan: YearlyPlan, first: Sequence[Row], last: Sequence[Row]) -> None:
    """Two neighbouring stretches change places; gaps within them go with them."""
    up = last[0].position - first[0].position
    down = last[-1].position - first[-1].position
    shift = Case(
        When(position__lt=last[0].position, then=F("position") + down),
        default=F("position") - up,
    )
    for model in (Heading, FocusTask):
        model.objects.filter(
            plan=plan,
            position__gte=first[0].position,
            position__lte=last[-1].position,
        ).update(position=shift)


def make_room(plan: YearlyPlan, place: int) -> int:
    """A free position before the row that stands at `place` of the tidied order."""
    rows = tidied(plan)
    if place >= len(rows):
        return rows[-1].position + 1 if rows else 1
    wanted = rows[place].position
    before = rows[place - 1].position if place else 0
    if wanted - before > 1:
        return before + 1
    for model in (Heading, FocusTask):
        model.objects.filter(plan=plan, position__gte=wanted).update(
            position=F("position") + 1
        )
    return wanted


def place_after(rows: Sequence[Row], key: str, *, is_part_of: int | None = None) -> int:
    """Where a new row goes after this one: a task goes after the parts of a task."""
    if not key:
        return len(rows)
    index = index_of(rows, key)
    row = rows[index]
    if row.is_heading or row.group == is_part_of:
        return index + 1
    place = index + 1
    while place < len(rows) and rows[place].parent:
        place += 1
    return place


def end_of_section(rows: Sequence[Row], heading: int | None) -> int:
    """After the tasks that stand directly under the heading; None: under none."""
    place = 0 if heading is None else index_of(rows, f"muc-{heading}") + 1
    while place < len(rows) and not rows[place].is_heading:
        place += 1
    return place


def end_of_parts(rows: Sequence[Row], parent: int) -> int:
    return end_of_block(rows, index_of(rows, f"nv-{parent}"))


def heading_above(rows: Sequence[Row], position: int) -> int | None:
    """The nearest heading above a position."""
    place = bisect_left(rows, position, key=lambda row: row.position)
    above = (row.pk for row in reversed(rows[:place]) if row.is_heading)
    return next(above, None)
