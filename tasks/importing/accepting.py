"""The lines a person has checked become rows of the draft: all of them, or none."""

from dataclasses import asdict
from datetime import date, datetime

from django.db import transaction

from accounts import history
from accounts.errors import NotPossible, Stale
from accounts.models import User

from ..models import PlanImport
from ..plans import planning
from . import intake
from .choices import Choices, is_out, text_of
from .writing import Result, Writer


def blocking(waiting: PlanImport) -> list[dict]:
    """Lines with an error that nobody has left out."""
    choices = Choices(**waiting.mapping["choices"])
    return [
        line
        for line in waiting.rows
        if line.get("problems") and not is_out(line, choices)
    ]


@transaction.atomic
def accept(*, waiting: PlanImport, by: User, on: date, at: datetime) -> Result | None:
    """Save what was checked. None if somebody accepted it before: nothing is added."""
    plan = planning.locked_for_editing(waiting.plan)
    current = PlanImport.objects.select_for_update(of=("self",)).get(pk=waiting.pk)
    if current.state == PlanImport.State.ACCEPTED:
        return None
    current = intake.held(waiting)
    current.plan = plan
    if current.rows_version != plan.rows_version:
        what = "xuất lại tệp rồi sửa trên tệp mới"
        if not current.mapping["exported"]:
            what = "bấm “Kiểm tra lại”, xem lại rồi nhập"
        changes = intake.changes_since(plan, current.uploaded_at)
        raise Stale(intake.CHANGED.format(changes=changes, what=what))
    # What stands in the database may be days old: bodies end, names change.
    intake.check(current, on=on)
    if found := blocking(current):
        raise NotPossible(
            f"Còn {len(found)} dòng có lỗi. Hãy sửa, hoặc đánh dấu để lại các dòng ấy."
        )
    choices = Choices(**current.mapping["choices"])
    if missing := set(current.mapping["removed"]) - set(choices.removals):
        raise NotPossible(
            f"Tệp không còn {len(missing)} dòng của dự thảo. Hãy đánh dấu đồng ý bỏ "
            "từng dòng, hoặc xuất lại tệp."
        )
    result = Writer(current, choices, by=by).write()
    current.state, current.settled_at, current.rows = "accepted", at, []
    current.mapping["result"] = result.in_words()
    current.mapping["left_out"] = named_left_out(waiting, choices)
    current.save(update_fields=["state", "settled_at", "rows", "mapping"])
    planning.touch(plan)
    history.record(
        by=by,
        action=f"đã nhập từ tệp “{current.stored_file}”: {result.in_words()}",
        target=plan,
    )
    return result


def settle(
    *, waiting: PlanImport, choices: Choices, by: User, on: date, at: datetime
) -> Result | None:
    """Accept with what was decided last; decisions stay even if it cannot be done."""
    if asdict(choices) != waiting.mapping["choices"]:
        intake.correct(waiting=waiting, choices=choices, on=on, is_renewed=False)
    return accept(waiting=waiting, by=by, on=on, at=at)


def named_left_out(waiting: PlanImport, choices: Choices) -> list[str]:
    return [
        f"Dòng {line['row'] + 1}: {text_of(line, 'title') or 'chưa có nội dung'}"
        for line in waiting.rows
        if line["kind"] != "left" and is_out(line, choices)
    ]
