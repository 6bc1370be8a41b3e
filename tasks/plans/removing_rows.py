"""A row taken out of a draft, and put back within a day as it was."""

from django.core import signing
from django.core.exceptions import ValidationError
from django.db import transaction

from accounts import history
from accounts.errors import NotPossible
from accounts.models import User
from agreements.models import Provision

from ..models import FocusTask, Heading, Remark, YearlyPlan
from . import ordering, planning
from .table import GONE, row_of

UNDO_FOR = 24 * 3600  # seconds
UNDO_SALT = "tasks.plans.table.undo"


@transaction.atomic
def remove(*, plan: YearlyPlan, key: str, by: User) -> str:
    """Take a row out; gives what `restore` needs to put it back within a day.

    A heading leaves alone: its tasks join the section above.
    """
    plan = planning.locked_for_editing(plan)
    row = row_of(plan, key)
    if row is None:
        raise NotPossible(GONE)
    rows = ordering.tidied(plan)
    index = ordering.index_of(rows, key)
    row = row_of(plan, key)
    kept = {
        "plan": plan.pk,
        "after": rows[index - 1].key if index else "",
        "heading": _held(row) if isinstance(row, Heading) else None,
        "tasks": [] if isinstance(row, Heading) else _held_tasks(row),
    }
    if isinstance(row, Heading):
        history.record(by=by, action=f"đã bỏ mục “{row}”", target=plan)
        row.delete()
        planning.touch(plan)
    else:
        planning.remove_task(task=row, by=by)
    return signing.dumps(kept, salt=UNDO_SALT, compress=True)


@transaction.atomic
def restore(*, plan: YearlyPlan, kept: str, by: User) -> list[str]:
    """Put a removed row back where it was, with its parts and its history."""
    plan = planning.locked_for_editing(plan)
    try:
        held = signing.loads(kept, salt=UNDO_SALT, max_age=UNDO_FOR)
    except signing.BadSignature:
        held = {"plan": None}
    if held["plan"] != plan.pk:
        raise NotPossible("Không lấy lại được dòng này nữa. Hãy nhập lại.")
    rows = ordering.tidied(plan)
    try:
        place = ordering.place_after(
            rows, held["after"], is_part_of=_parent_of(held["tasks"])
        )
    except NotPossible:  # the row above has gone as well
        place = len(rows)
    if not held["after"]:
        place = 0
    if held["heading"]:
        row = _put_back(Heading, held["heading"], ordering.make_room(plan, place))
        history.record(by=by, action=f"đã lấy lại mục “{row}”", target=plan)
        planning.touch(plan)
        return [ordering.key_of(row)]
    put_back = []
    for offset, task in enumerate(held["tasks"]):
        position = ordering.make_room(plan, place + offset)
        row = _put_back(FocusTask, task["row"], position)
        row.provisions.set(Provision.objects.filter(pk__in=task["provisions"]))
        for part in task["parts"]:
            row.coordinations.create(**part)
        Remark.objects.filter(pk__in=task["remarks"], task=None).update(task=row)
        history.record(by=by, action="đã lấy lại vào kế hoạch", target=row)
        put_back.append(ordering.key_of(row))
    planning.touch(plan)
    return put_back


def _held(row: FocusTask | Heading) -> dict:
    return {
        field.attname: field.value_to_string(row)
        if field.get_internal_type() in ("DateField", "DateTimeField")
        and getattr(row, field.attname)
        else getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if not field.generated
    }


def _held_tasks(task: FocusTask) -> list[dict]:
    return [
        {
            "row": _held(row),
            "provisions": list(row.provisions.values_list("pk", flat=True)),
            "parts": [
                {
                    "organisation_id": part.organisation_id,
                    "part": part.part,
                    "due_on": part.due_on and part.due_on.isoformat(),
                }
                for part in row.coordinations.all()
            ],
            "remarks": list(row.remarks.values_list("pk", flat=True)),
        }
        for row in [task, *task.children.all()]
    ]


def _parent_of(tasks: list[dict]) -> int | None:
    return tasks[0]["row"]["parent_id"] if tasks else None


def _put_back(model, held: dict, position: int):
    row = model(**held | {"position": position})
    if model.objects.filter(pk=row.pk).exists():
        raise NotPossible("Dòng này đã được lấy lại rồi.")
    try:
        if isinstance(row, FocusTask):
            planning.check_parent(row)
        row.full_clean(exclude=["plan"])
    except ValidationError as error:
        raise NotPossible(
            "Không lấy lại được dòng này: " + " ".join(error.messages)
        ) from None
    row.save(force_insert=True)
    return row
