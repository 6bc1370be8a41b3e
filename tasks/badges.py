"""State as an icon, a word and a colour, in that order of importance."""

from datetime import date
from typing import NamedTuple

from accounts.reminding import ladder

from .models import SOON_DAYS, FocusTask, TaskState, YearlyPlan


class Badge(NamedTuple):
    icon: str
    label: str
    tone: str


PLAN_BADGES = {
    YearlyPlan.State.DRAFT: ("edit", "idle"),
    YearlyPlan.State.SUBMITTED: ("hourglass", "plan"),
    YearlyPlan.State.SENT_BACK: ("back", "late"),
    YearlyPlan.State.WITHDRAWN: ("back", "idle"),
    YearlyPlan.State.AGREED: ("check", "ok"),
    YearlyPlan.State.ISSUED: ("stamp", "ok"),
    YearlyPlan.State.CLOSED: ("lock", "idle"),
    YearlyPlan.State.APPLIED: ("stamp", "ok"),
}


def plan_badge(plan: YearlyPlan) -> Badge:
    icon, tone = PLAN_BADGES[plan.state]
    return Badge(icon, plan.get_state_display(), tone)


UNKNOWN = Badge("circle", "Chưa có thông tin", "idle")


def public_badge(task: FocusTask, on: date) -> Badge:
    """The same in public, but nobody is called late for what a source left unsaid."""
    if task.plan.is_recorded and task.state == TaskState.NOT_STARTED:
        return UNKNOWN
    return task_badge(task, on)


def task_badge(task: FocusTask, on: date) -> Badge:
    """What to say of a task: late and soon come before the state of the work."""
    if task.state == TaskState.DONE:
        late = ", trễ hạn" if task.is_late_when_done() else ""
        return Badge("check", f"Hoàn thành{late}", "ok")
    if task.state == TaskState.CANCELLED:
        return Badge("x", "Đã hủy", "idle")
    days_left = task.days_left(on)
    if days_left is not None and days_left < 0:
        said = ladder.wording(days_left).capitalize()
        waiting = ", chờ xác nhận" if task.state == TaskState.SUBMITTED else ""
        return Badge("warn", said + waiting, "late")
    if task.state == TaskState.SUBMITTED:
        return Badge("hourglass", "Chờ xác nhận", "plan")
    if days_left is not None and days_left <= SOON_DAYS:
        return Badge("clock", ladder.wording(days_left).capitalize(), "soon")
    if task.state == TaskState.IN_PROGRESS:
        return Badge("play", f"Đang thực hiện {task.percent}%", "plan")
    return Badge("circle", "Chưa bắt đầu", "idle")
