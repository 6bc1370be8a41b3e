"""The lines of a sheet written as rows of a draft, many at once."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError

from accounts import history
from accounts.errors import NotPossible
from accounts.models import HistoryEntry, Organisation, User
from accounts.vietnamese import normalise

from .. import deadlines
from ..models import Coordination, FocusTask, Heading, PlanImport
from ..plans import planning
from .choices import Choices, Current, is_out, text_of

TEXTS = (
    "title",
    "expected_product",
    "target",
    "responsible_person",
    "funding",
    "note",
)
TOLD = [*TEXTS, "lead_organisation", "lead_as_written", "deadline_as_written", "due_on"]
AT_ONCE = 500


@dataclass
class Result:
    """How many rows were written; `left_out` names those a person left aside."""

    added: int = 0
    changed: int = 0
    removed: int = 0
    headings: int = 0
    left_out: int = 0

    def in_words(self) -> str:
        said = [
            f"{count} {words}"
            for count, words in (
                (self.added, "nhiệm vụ mới"),
                (self.changed, "dòng sửa"),
                (self.headings, "mục mới"),
                (self.removed, "dòng bỏ"),
                (self.left_out, "dòng để lại không nhập"),
            )
            if count
        ]
        return ", ".join(said) or "không có gì thay đổi"


class Writer:
    """Rows in the order of the sheet; new ones go below those the plan has."""

    def __init__(self, waiting: PlanImport, choices: Choices, *, by: User):
        self.plan, self.by, self.result = waiting.plan, by, Result()
        self.mapping, self.lines = waiting.mapping, []
        self.choices = choices
        self.current = Current.of(self.plan)
        for line in waiting.rows:
            if line["kind"] == "left":
                continue
            if is_out(line, choices):
                self.result.left_out += 1
                if not line["now"]:
                    continue
            self.lines.append(line)
        self.is_update = bool(self.mapping["exported"])
        self.source = f"từ tệp “{waiting.stored_file}”"
        pks = {pk for line in self.lines for pk in bodies_of(line)}
        self.bodies = Organisation.objects.in_bulk(pks)
        self.tasks: dict[int, FocusTask] = {}  # by the row of the sheet
        self.kept: dict[int, FocusTask] = {}
        self.entries: list[HistoryEntry] = []
        self.count = 0
        self.is_below_others = False

    def write(self) -> Result:
        first = 1 if self.is_update else planning.outline.next_position(self.plan)
        if not self.is_update:
            self.count = self.plan.tasks.filter(parent=None).count()
            self.is_below_others = self.count > 0
        new, existing = [], []
        for position, line in enumerate(self.lines, start=first):
            if line["kind"] == "heading":
                self._heading(line, position)
            elif line["now"]:
                existing.append(self._existing(line, position))
            else:
                new.append(self._new(line, position))
        self._create(new)
        self._save_existing(existing)
        self._remove()
        HistoryEntry.objects.bulk_create(self.entries, batch_size=AT_ONCE)
        return self.result

    # -- Headings ----------------------------------------------------------------

    def _heading(self, line, position) -> None:
        title = text_of(line, "title")
        heading = self.current.headings.get(line["now"])
        if heading is None:
            self.result.headings += 1
            heading = Heading(plan=self.plan, level=line["level"])
        elif self._is_left(line):
            title = heading.title
            line = line | {"number": heading.number}
        before = (heading.number, heading.title)
        is_new = heading.pk is None
        heading.number, heading.title = line["number"][:10], title
        is_changed = not is_new and before != (heading.number, heading.title)
        if is_changed:
            heading.version += 1
            self.result.changed += 1
            self._note(f"đã sửa tên mục thành “{heading}” {self.source}", self.plan)
        if is_new or is_changed or heading.position != position:
            heading.position = position
            heading.full_clean(exclude=["plan"])
            heading.save()

    def _is_left(self, line) -> bool:
        return is_out(line, self.choices)

    # -- Tasks -------------------------------------------------------------------

    def _new(self, line, position) -> FocusTask:
        task = FocusTask(plan=self.plan, position=position)
        self._fill(task, line)
        self._place(task, line)
        check_row(task, line)
        self._note(f"đã thêm nhiệm vụ {self.source}", task)
        return task

    def _existing(self, line, position) -> tuple[FocusTask, dict, dict]:
        """The row with the cells of the sheet, what it said, and what changes."""
        task = self.current.tasks[line["now"]][0]
        before, parent, place = in_words(task), task.parent_id, task.position
        self._place(task, line)
        is_changed = not self._is_left(line) and self._changes(line)
        if is_changed:
            self._fill(task, line)
            check_row(task, line)
        above = task.parent and (task.parent.pk or "new")
        task.position = position
        what = {
            "is_changed": is_changed or above != parent,
            "is_moved": place != position,
            "line": line,
        }
        return task, before, what

    def _save_existing(self, rows) -> None:
        moved = []
        for task, before, what in rows:
            if what["is_changed"]:
                task.parent = task.parent  # takes over the key given meanwhile
                task.version += 1
                task.save()
                names = self._save_parts(task, what["line"])
                changes = history.differences(before, in_words(task, names))
                self._note(f"đã sửa nhiệm vụ {self.source}", task, changes)
                self.result.changed += 1
            elif what["is_moved"]:
                moved.append(task)
        # Not their `version`: who has such a row open may still save it.
        FocusTask.objects.bulk_update(moved, ["position"], batch_size=AT_ONCE)

    def _changes(self, line) -> bool:
        return bool({*line["cells"], "number"} - set(line["same"]))

    def _fill(self, task: FocusTask, line) -> None:
        """The cells that differ; the deadline is computed from its words."""
        changed = (set(line["cells"]) | {"number"}) - set(line.get("same", ()))
        for name in TEXTS:
            if name in changed:
                setattr(task, name, normalise(text_of(line, name)))
        meaning = line["meaning"]
        task.lead_organisation = self.bodies[meaning["lead"]]
        if "lead_as_written" in meaning:
            task.lead_as_written = meaning["lead_as_written"]
        if "group" in meaning:
            task.coordinating_group = meaning["group"]
        if "deadline" in changed:
            task.deadline_as_written = normalise(text_of(line, "deadline"))
            read = deadlines.parse(task.deadline_as_written, year=self.plan.year)
            task.deadline_kind = read.kind
            task.starts_on, task.due_on = read.starts_on, read.due_on

    def _place(self, task: FocusTask, line) -> None:
        """Below which task it stands, and the number it bears if it is its own."""
        is_same = "number" in line.get("same", ())
        if line["now"] and is_same:
            # As it was, unless its task is no longer there.
            parent = self.kept.get(task.parent_id)
        else:
            parent = self.tasks.get(line["part_of"])
        # One level deep: a part of a part hangs on the same task.
        while parent is not None and parent.parent is not None:
            parent = parent.parent
        task.parent = parent
        self.count += parent is None
        self.tasks[line["row"]] = task
        if task.pk:
            self.kept[task.pk] = task
        if not is_same:
            running = str(self.count) if parent is None else ""
            number = line["number"][:10]
            if self.is_below_others and number.replace(".", "").isdecimal():
                number = running  # the sheet counts anew: it would be there twice
            task.code = "" if number == running else number

    # -- Writing -----------------------------------------------------------------

    def _create(self, tasks: list[FocusTask]) -> None:
        """Those without a parent first: a part needs the key of its task."""
        # The history names rows by their keys, which they only get here.
        for group in (
            [task for task in tasks if task.parent is None],
            [task for task in tasks if task.parent is not None],
        ):
            for task in group:
                task.parent = task.parent  # takes over the key given meanwhile
            FocusTask.objects.bulk_create(group, batch_size=AT_ONCE)
        self.result.added = len(tasks)
        parts = [
            Coordination(task=self.tasks[line["row"]], organisation=self.bodies[pk])
            for line in self.lines
            if line["kind"] == "task" and not line["now"]
            for pk in line["meaning"].get("coordinating", ())
        ]
        Coordination.objects.bulk_create(parts, batch_size=AT_ONCE)
        for entry in self.entries:
            if entry.target_id is None:
                entry.target_id = entry.about.pk

    def _save_parts(self, task: FocusTask, line) -> list[str] | None:
        """The bodies' own parts and days stay with those that stay."""
        pks = line["meaning"].get("coordinating")
        held = {part.organisation_id for part in task.coordinations.all()}
        if pks is None or held == set(pks) or self._is_left(line):
            return None
        task.coordinations.exclude(organisation__in=pks).delete()
        Coordination.objects.bulk_create(
            Coordination(task=task, organisation=self.bodies[pk])
            for pk in pks
            if pk not in held
        )
        return [self.bodies[pk].label for pk in pks]

    def _remove(self) -> None:
        for pk in self.mapping["removed"]:
            self.result.removed += 1
            if pk in self.current.headings:
                heading = self.current.headings[pk]
                self._note(f"đã bỏ mục “{heading}” {self.source}", self.plan)
                heading.delete()
                continue
            task = self.plan.tasks.filter(pk=int(pk[1:])).first()
            if task is not None:  # not gone with the task it was a part of
                planning.remove_task(task=task, by=self.by)

    def _note(self, action, target, changes=()) -> None:
        entry = HistoryEntry(
            actor=self.by,
            actor_name=str(self.by),
            action=action,
            target_type=target._meta.label_lower,
            target_id=target.pk,
            target_label=str(target),
            changes=list(changes),
        )
        entry.about = target
        self.entries.append(entry)


def in_words(task: FocusTask, names: list[str] | None = None) -> dict[str, str]:
    """What the history compares; `names`: the coordinating bodies saved just now."""
    said = task.coordinating_names
    if names is not None:
        said = "; ".join(filter(None, [*names, task.coordinating_group]))
    return history.snapshot(task, TOLD) | {"phối hợp": said or history.EMPTY}


def bodies_of(line: dict) -> set[int]:
    meaning = line.get("meaning", {})
    return {*meaning.get("coordinating", ()), *filter(None, [meaning.get("lead")])}


def check_row(task: FocusTask, line: dict) -> None:
    """As `full_clean` does, but without a query for each row."""
    try:
        task.clean_fields(exclude=["plan", "lead_organisation", "parent"])
    except ValidationError as error:
        sentences = " ".join(error.messages)
        raise NotPossible(f"Dòng {line['row'] + 1}: {sentences}") from None
