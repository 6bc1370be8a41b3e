"""What the page of a task says first: whose turn, what is late, what may I do."""

from datetime import date

from accounts.models import Duty, User
from accounts.reminding import panel

from ..badges import task_badge
from ..models import FocusTask
from . import cancelling, extending, parts, progress, requesting, task_states
from .task_states import Act


def context(task: FocusTask, updates: list, *, user: User, on: date) -> dict:
    """`updates`: the progress entries, newest first, with their bodies and files."""
    shares = parts.board(task, updates, user=user, on=on)
    others = [share for share in shares if not share.is_lead]
    children = list(task.children.select_related("lead_organisation"))
    is_issued = task.plan.is_issued
    return {
        "shares": shares if is_issued else [],
        "late_shares": parts.late_of(shares) if is_issued else [],
        "parts_done": sum(share.done_on is not None for share in others),
        "parts_total": len(others),
        "children": [(child, task_badge(child, on)) for child in children],
        "children_percent": progress.suggested_percent(task) if children else None,
        "still_open": progress.what_is_open(task) if task.state == "submitted" else [],
        "returns": progress.returns_of(task),
        "extensions": extensions_of(task, user),
        "can_extend": bool(extending.shares_to_extend(user, task)),
        "can_cancel": task_states.can(user, task, Act.CANCEL),
        "can_revive": task_states.can(user, task, Act.REVIVE),
        "open_children": len(cancelling.open_children(task)) if children else 0,
        **requesting.page_context(user, plan=task.plan, task=task),
    }


def reminders_of(task: FocusTask) -> list[panel.Told]:
    """Of the task, its parts and steps, and of the office that confirms it."""
    return panel.of_duties(
        {
            Duty.TASK: [task.pk],
            Duty.CONFIRMATION: [task.pk],
            Duty.PART: [part.pk for part in task.coordinations.all()],
            Duty.STEP: list(task.steps.values_list("pk", flat=True)),
        }
    )


def extensions_of(task: FocusTask, user: User) -> list[tuple]:
    """(extension, may this person decide, may it take it back), newest first."""
    found = []
    for extension in task.extensions.select_related(
        "organisation", "part__organisation", "asked_by", "decided_by"
    ):
        extension.task = task
        is_open = extension.state == extension.State.ASKED
        found.append(
            (
                extension,
                is_open and extending.may_decide(user, extension),
                is_open and extending.may_withdraw(user, extension),
            )
        )
    return found
