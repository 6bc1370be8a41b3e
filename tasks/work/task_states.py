"""The moves of a task from state to state: who makes them, from where, to where.

One table. Whatever is not in it is refused; late is computed and is no state.
"""

from typing import NamedTuple

from django.db import models

from accounts.errors import NotPossible
from accounts.models import Role, User

from ..models import OPEN_STATES, WORKING_STATES, FocusTask, TaskState, YearlyPlan

WORKERS = (Role.STAFF, Role.MANAGER)
RUNNING = (YearlyPlan.State.ISSUED,)
# What was reported before a plan was closed can still be found good.
AFTERWARDS = (*RUNNING, YearlyPlan.State.CLOSED)


class Act(models.TextChoices):
    REPORT = "report", "báo cáo tiến độ"
    SUBMIT = "submit", "đề nghị xác nhận hoàn thành"
    CONFIRM = "confirm", "xác nhận hoàn thành"
    RETURN = "return", "trả lại kết quả"
    CANCEL = "cancel", "hủy nhiệm vụ"
    REVIVE = "revive", "khôi phục nhiệm vụ đã hủy"


class Body(models.TextChoices):
    LEAD = "lead", "cơ quan chủ trì"
    OFFICE = "office", "cơ quan soạn thảo kế hoạch"


class Move(NamedTuple):
    body: Body
    roles: tuple[str, ...]
    before: tuple[str, ...]
    after: tuple[str, ...]  # of several, the workflow tells which
    plan_states: tuple[str, ...] = RUNNING


MOVES = {
    Act.REPORT: Move(Body.LEAD, WORKERS, WORKING_STATES, (TaskState.IN_PROGRESS,)),
    Act.SUBMIT: Move(Body.LEAD, WORKERS, WORKING_STATES, (TaskState.SUBMITTED,)),
    Act.CONFIRM: Move(
        Body.OFFICE, WORKERS, (TaskState.SUBMITTED,), (TaskState.DONE,), AFTERWARDS
    ),
    Act.RETURN: Move(
        Body.OFFICE, WORKERS, (TaskState.SUBMITTED,), (TaskState.IN_PROGRESS,)
    ),
    Act.CANCEL: Move(Body.OFFICE, WORKERS, OPEN_STATES, (TaskState.CANCELLED,)),
    # Back to where it stood: begun, if its lead had reported anything.
    Act.REVIVE: Move(
        Body.OFFICE, (Role.MANAGER,), (TaskState.CANCELLED,), WORKING_STATES
    ),
}


def may_when_asked(user: User, task: FocusTask, act: Act) -> bool:
    """Do the person's roles allow the act, whatever the state is by now?"""
    move = MOVES[act]
    bodies = {Body.LEAD: task.lead_organisation_id, Body.OFFICE: task.plan.office_id}
    return user.has_role(bodies[move.body], *move.roles)


def is_possible(task: FocusTask, act: Act) -> bool:
    move = MOVES[act]
    return task.state in move.before and task.plan.state in move.plan_states


def can(user: User, task: FocusTask, act: Act) -> bool:
    return is_possible(task, act) and may_when_asked(user, task, act)


def refuse_unless(allowed: bool, task: FocusTask, doing: str) -> None:
    """NotPossible, in a sentence that says how the task and its plan stand."""
    if allowed:
        return
    if task.plan.state not in RUNNING:
        raise NotPossible(
            f"Không {doing} được: kế hoạch {task.plan.get_state_display().lower()}."
        )
    raise NotPossible(
        f"Không {doing} được: nhiệm vụ đang ở trạng thái "
        f"“{task.get_state_display()}”. Hãy tải lại trang để xem tình trạng hiện tại."
    )


def held(task: FocusTask) -> FocusTask:
    """The task as it is now, held against others until the transaction ends."""
    return (
        FocusTask.objects.select_for_update(of=("self",))
        .select_related("plan__office", "lead_organisation")
        .get(pk=task.pk)
    )


def held_for(task: FocusTask, act: Act) -> FocusTask:
    """The same; NotPossible unless the table allows the act from its state."""
    current = held(task)
    refuse_unless(is_possible(current, act), current, act.label)
    return current


def move(task: FocusTask, act: Act, to: TaskState | None = None) -> None:
    """Set the state the table gives; `to` chooses where it gives several."""
    after = MOVES[act].after
    task.state = to if to is not None else after[0]
    assert task.state in after, f"{act}: {task.state}"
