"""Many new rows at once, each in its section: the order is worked out in memory.

One row at a time would shift all the others each time.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from ..models import FocusTask, Heading, YearlyPlan
from . import ordering


@dataclass(eq=False)
class Entry:
    """A row that stands in the plan (`row`) or will (`new`)."""

    level: int = 0
    owner: object = None  # of a sub-task: the id or the new row of its parent
    row: ordering.Row | None = None
    new: FocusTask | Heading | None = None


def path_of(headings: Sequence[Heading]) -> tuple:
    """Sections are the same when their headings read the same."""
    return tuple((h.level, h.number, " ".join(h.title.split())) for h in headings)


class Sheet:
    """The rows of a plan, with those that are being put among them."""

    def __init__(self, plan: YearlyPlan):
        self.plan = plan
        rows, headings = ordering.tidied(plan), plan.headings.in_bulk()
        self.entries, self._sections, held = [], {}, []
        self._own_tasks = (0, 0)  # a place and where the tasks below it end
        for row in rows:
            path = ()
            if row.is_heading:
                heading = headings[row.pk]
                held = [h for h in held if h.level < heading.level] + [heading]
                path = path_of(held)
            entry = Entry(row.level, row.parent, row=row)
            self.entries.append(entry)
            if row.is_heading:
                self._sections.setdefault(path, entry)

    def put(
        self,
        task: FocusTask,
        *,
        under: Sequence[Heading] = (),
        part_of: FocusTask | None = None,
    ) -> None:
        """Last in its section, or last of the parts of its parent."""
        if part_of is None:
            place = self._end_of_own_tasks(self.section(under))
        else:
            place = self._end_of_parts(part_of)
        self._insert(place, Entry(owner=_name(part_of), new=task))

    def save(self) -> None:
        """Write the new rows and every position; parents before their parts."""
        moved = []
        for position, entry in enumerate(self.entries, start=1):
            if entry.new:
                entry.new.position = position
            elif entry.row.position != position:
                moved.append((entry.row, position))
        for model, is_heading in ((Heading, True), (FocusTask, False)):
            changed = [
                model(pk=row.pk, position=position)
                for row, position in moved
                if row.is_heading == is_heading
            ]
            model.objects.bulk_update(changed, ["position"], batch_size=400)
        new = [entry.new for entry in self.entries if entry.new]
        Heading.objects.bulk_create([row for row in new if isinstance(row, Heading)])
        tasks = [row for row in new if isinstance(row, FocusTask)]
        whole = [task for task in tasks if task.parent is None]
        FocusTask.objects.bulk_create(whole, batch_size=200)
        parts = [task for task in tasks if task.parent is not None]
        for task in parts:
            task.parent = task.parent  # its id is known now
        FocusTask.objects.bulk_create(parts, batch_size=200)

    def section(self, under: Sequence[Heading]) -> int:
        """After the heading of the section, made if there is none; -1: under none."""
        place = -1
        for depth, heading in enumerate(under, start=1):
            wanted = path_of(under[:depth])
            entry = self._sections.get(wanted)
            if entry is None:
                place = self._end_of_block(place)
                new = Heading(
                    plan=self.plan,
                    level=heading.level,
                    number=heading.number,
                    title=heading.title,
                )
                entry = self._sections[wanted] = Entry(heading.level, new=new)
                self._insert(place, entry)
            else:
                place = self.entries.index(entry)
        return place

    def _insert(self, place: int, entry: Entry) -> None:
        self.entries.insert(place, entry)
        start, end = self._own_tasks
        if place < start:
            self._own_tasks = start + 1, end + 1
        elif place <= end:
            self._own_tasks = start, place if entry.level else end + 1

    def _end_of_block(self, place: int) -> int:
        end = place + 1
        level = self.entries[place].level if place >= 0 else 0
        while end < len(self.entries):
            if 0 < self.entries[end].level <= level:
                break
            end += 1
        return end

    def _end_of_own_tasks(self, place: int) -> int:
        """Rows come in order: the next is nearly always of the section before it."""
        start, end = self._own_tasks
        if start != place + 1:
            start = end = place + 1
        while end < len(self.entries) and not self.entries[end].level:
            end += 1
        self._own_tasks = start, end
        return end

    def _from_the_end(self):
        """The parent was mostly put a moment ago."""
        for index in range(len(self.entries) - 1, -1, -1):
            yield index, self.entries[index]

    def _end_of_parts(self, parent: FocusTask) -> int:
        wanted = _name(parent)
        place = next(
            index
            for index, entry in self._from_the_end()
            if entry.new is parent
            or (entry.row and not entry.level and entry.row.pk == parent.pk)
        )
        place += 1
        while place < len(self.entries) and self.entries[place].owner == wanted:
            place += 1
        return place


def _name(parent: FocusTask | None):
    """New parents have no id yet."""
    return None if parent is None else parent.pk or id(parent)
