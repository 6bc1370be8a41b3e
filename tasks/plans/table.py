"""Drafting in a table: one cell at a time, and new rows where one stands."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction

from accounts import history
from accounts.errors import Stale
from accounts.models import Organisation, User
from agreements.models import Provision

from ..models import FocusTask, Heading, YearlyPlan
from . import ordering, planning
from .planning import Part

TEXTS = {
    "title": "title",
    "deadline": "deadline_as_written",
    "product": "expected_product",
    "target": "target",
    "funding": "funding",
    "person": "responsible_person",
    "note": "note",
}
GONE = "Người khác vừa bỏ dòng này khỏi dự thảo."
_NUMBERED = re.compile(
    r"(?P<number>[A-ZĐ]|[IVXLC]{1,7}|\d{1,3}(?:\.\d{1,3}){0,2})\s*[.)]\s*(?P<title>.+)",
    re.DOTALL,
)


@dataclass(frozen=True)
class Bodies:
    """What the cell of coordinating bodies holds: those named, and a group."""

    named: Sequence[Organisation] = ()
    group: str = ""


class Taken(Stale):
    """Someone else changed this very cell; `row` is as it is now."""

    def __init__(self, row):
        super().__init__("Người khác vừa sửa ô này.")
        self.row = row


def value_of(row: FocusTask | Heading, cell: str):
    """What the page holds of a cell, to tell later whether somebody changed it."""
    if isinstance(row, Heading):
        return str(row)
    if cell == "lead":
        return row.lead_organisation_id
    if cell == "coordinating":
        named = [part.organisation_id for part in row.coordinations.all()]
        return {"ids": named, "group": row.coordinating_group}
    return getattr(row, TEXTS[cell])


@transaction.atomic
def set_cell(
    *, plan: YearlyPlan, key: str, version: int, cell: str, value, was, by: User
) -> FocusTask | Heading:
    """Write one cell. A change of another cell since `version` is no conflict.

    Raises Taken if this cell no longer holds `was`, Stale if the row is gone.
    """
    plan = planning.locked_for_editing(plan)
    row = row_of(plan, key)
    if row is None:
        raise Stale(GONE)
    if row.version != version and _plain(value_of(row, cell)) != _plain(was):
        raise Taken(row)
    if isinstance(row, Heading):
        return _rename(row, value, by)
    return planning.revise_task(
        task=row,
        version=row.version,
        values=_changed(row, cell, value),
        parts=_parts(row, value if cell == "coordinating" else None),
        provisions=row.provisions.all(),
        by=by,
    )


@transaction.atomic
def add_row(
    *,
    plan: YearlyPlan,
    after: str,
    title: str,
    lead: Organisation,
    by: User,
    texts: dict[str, str] | None = None,
    bodies: Bodies = Bodies(),  # noqa: B008 - frozen
    provisions: Iterable[Provision] = (),
) -> FocusTask:
    """A new task below a row; below a sub-task, it is one of its parent as well."""
    plan = planning.locked_for_editing(plan)
    rows = ordering.tidied(plan)
    parent = rows[ordering.index_of(rows, after)].parent if after else None
    place = ordering.place_after(rows, after, is_part_of=parent)
    values = {TEXTS[cell]: text for cell, text in (texts or {}).items()}
    return planning.add_task(
        plan=plan,
        values=values
        | {
            "title": title,
            "lead_organisation": lead,
            "coordinating_group": bodies.group,
            "parent_id": parent,
        },
        parts=[Part(body) for body in bodies.named],
        provisions=provisions,
        position=ordering.make_room(plan, place),
        by=by,
    )


@transaction.atomic
def add_heading(
    *, plan: YearlyPlan, after: str, text: str, by: User, level: int | None = None
) -> Heading:
    """A new heading below a row, of the level of the one above it."""
    plan = planning.locked_for_editing(plan)
    rows = ordering.tidied(plan)
    place = ordering.place_after(rows, after)
    above = [row.level for row in rows[:place] if row.is_heading]
    position = ordering.make_room(plan, place)
    heading = planning.add_heading(
        plan=plan, by=by, level=level or (above[-1] if above else 1), **numbered(text)
    )
    Heading.objects.filter(pk=heading.pk).update(position=position)
    heading.position = position
    return heading


def numbered(text: str) -> dict[str, str]:
    """ "II. Giám sát" is number II and title Giám sát."""
    found = _NUMBERED.fullmatch(" ".join(text.split()))
    return found.groupdict() if found else {"number": "", "title": text}


# -- Rows and what they hold -------------------------------------------------------


def row_of(plan: YearlyPlan, key: str) -> FocusTask | Heading | None:
    kind, _, pk = key.partition("-")
    rows = plan.headings if kind == "muc" else plan.tasks
    return rows.select_for_update().filter(pk=pk).first()


def _plain(value):
    """Pages read every line end as one sign."""
    return value.replace("\r\n", "\n") if isinstance(value, str) else value


def _rename(heading: Heading, text: str, by: User) -> Heading:
    before = str(heading)
    for name, value in numbered(text).items():
        setattr(heading, name, value)
    if str(heading) == before:
        return heading
    heading.version += 1
    heading.full_clean(exclude=["plan"])
    heading.save()
    planning.touch(heading.plan)
    changes = [{"field": "tên mục", "from": before, "to": str(heading)}]
    history.record(by=by, action="đã sửa mục", target=heading.plan, changes=changes)
    return heading


def _changed(task: FocusTask, cell: str, value) -> dict:
    """The fields that a cell writes. New words give a new day; a typed day stands."""
    if cell == "deadline":
        return {"deadline_as_written": value}
    values = {"due_on": task.due_on}
    if cell == "lead":
        # Another body is not called what the document called the one before.
        return values | {"lead_organisation": value, "lead_as_written": ""}
    if cell == "coordinating":
        return values | {"coordinating_group": value.group}
    return values | {TEXTS[cell]: value}


def _parts(task: FocusTask, bodies: Bodies | None) -> list[Part]:
    """Who stays keeps its part and its day."""
    held = {
        part.organisation_id: Part(part.organisation, part.part, part.due_on)
        for part in task.coordinations.select_related("organisation")
    }
    if bodies is None:
        return list(held.values())
    return [held.get(body.pk, Part(body)) for body in bodies.named]
