"""How a row of an earlier plan reads in the new one.

Bodies that have ended give way to those that bear their duties; words are read for
the new year, and what is unsure is said in the note.
"""

import re
from datetime import date

from accounts.models import Organisation
from accounts.reorganisation.succession import bearer_of
from accounts.vietnamese import format_date

from .. import deadlines
from ..models import DeadlineKind, FocusTask
from . import planning

COPIED = [
    "title",
    "kind",
    "area",
    "lead_organisation",
    "lead_as_written",
    "coordinating_group",
    "deadline_as_written",
    "expected_product",
    "target",
    "responsible_person",
    "funding",
    "note",
]
TO_REVIEW = "Cần xem lại "
_YEAR = re.compile(r"\b(?:19|20)\d{2}\b")


def words_for(words: str, *, before: int, year: int) -> tuple[str, bool]:
    """The same words for another year, and whether a person must look at them.

    "quý III/2025" becomes "quý III/2026"; a period that still runs stays; a day that
    somebody named with its year is nobody's choice for the next one.
    """
    read = deadlines.parse(words, year=before)
    if read.due_on is None or not _YEAR.search(words) or read.due_on.year >= year:
        return words, False
    if read.kind == DeadlineKind.DAY:
        return words, True
    later = _YEAR.sub(lambda found: str(int(found[0]) + year - before), words)
    return later[: FocusTask._meta.get_field("deadline_as_written").max_length], False


class Bodies:
    """Which body carries the duties of another that day; each is looked up once."""

    def __init__(self, on: date):
        self._on, self._known = on, {}

    def now(self, body: Organisation) -> Organisation | None:
        if body.pk not in self._known:
            known = body if body.exists_on(self._on) else bearer_of(body, self._on)
            self._known[body.pk] = known
        return self._known[body.pk]

    def in_words(self, body: Organisation) -> str:
        new = self.now(body)
        if new == body:
            return ""
        if new:
            return f"{body.label} nay là {new.label}"
        return (
            f"{body.label} đã kết thúc, chưa có cơ quan kế tục: cần chọn cơ quan khác"
        )

    def replaced_in(self, task: FocusTask) -> list[str]:
        involved = [task.lead_organisation]
        involved += [part.organisation for part in task.coordinations.all()]
        return [said for said in map(self.in_words, involved) if said]


def renewed(task, plan, bodies, result, *, is_copy) -> FocusTask:
    """The row as it begins in the new plan; what is unsure is said in its note."""
    row = FocusTask(
        plan=plan, continues=task, **{name: getattr(task, name) for name in COPIED}
    )
    if is_copy:
        row.code = task.code
    else:
        row.conclusion_id = task.conclusion_id
    unsure = []
    words, is_unsure = words_for(
        task.deadline_as_written, before=task.plan.year, year=plan.year
    )
    row.deadline_as_written = words
    if is_unsure:
        unsure.append(f"thời hạn (kế hoạch trước ghi “{words}”)")
    read = deadlines.parse(task.deadline_as_written, year=task.plan.year)
    typed = task.due_on if task.due_on != read.due_on else None
    if typed and typed.year < plan.year:
        unsure.append(f"thời hạn (kế hoạch trước là ngày {format_date(typed)})")
        typed = None
    planning.set_deadline(row, typed=typed)
    lead = bodies.now(task.lead_organisation)
    if lead != task.lead_organisation:
        row.lead_organisation, row.lead_as_written = lead or task.lead_organisation, ""
        if lead is None:
            unsure.append("cơ quan chủ trì")
    unsure += [
        f"hạn phần việc của {part.organisation.label} (kế hoạch trước là ngày "
        f"{format_date(part.due_on)})"
        for part in task.coordinations.all()
        if part.due_on and part.due_on.year < plan.year
    ]
    # What last year's draft was to look at again is not for this one.
    notes = [said for said in row.note.splitlines() if not said.startswith(TO_REVIEW)]
    if unsure:
        result.to_review += 1
        notes.append(f"{TO_REVIEW}{'; '.join(unsure)}.")
    row.note = "\n".join(notes)
    for said in bodies.replaced_in(task):
        if said not in result.replaced:
            result.replaced.append(said)
    return row
