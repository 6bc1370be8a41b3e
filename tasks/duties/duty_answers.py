"""Why nobody is reminded of a task, a part, a decision; and which ones hold words."""

from accounts.fields import containing_words
from accounts.models import Duty, User
from accounts.reminding import asking
from accounts.vietnamese import format_date

from ..models import OPEN_STATES, Coordination, FocusTask, TaskState, YearlyPlan

MOST = 50
CANCELLED = "Nhiệm vụ đã hủy ngày {}, lý do: {}."
DONE = "Nhiệm vụ đã hoàn thành ngày {}."
WAITS = (
    "Kết quả nhiệm vụ đã gửi và đang chờ xác nhận, nên không nhắc người thực hiện nữa."
)
NOT_ISSUED = "Kế hoạch “{}” không ở trạng thái đã ban hành (hiện: {}), nên chưa nhắc."
NO_DAY = "Nhiệm vụ không có ngày hạn (ghi trong văn bản: “{}”), nên không có bậc nhắc."
PART_DONE = "Phần việc này đã xong ngày {}."
NOT_SUBMITTED = "Kế hoạch không chờ ý kiến (hiện: {})."
NO_DECISION_DAY = "Lần trình này không đặt hạn cho ý kiến, nên không có bậc nhắc."
GONE = "Việc này không còn trong sổ công việc."


def _of_task(task: FocusTask) -> str:
    if task.state == TaskState.CANCELLED:
        return CANCELLED.format(format_date(task.cancelled_on), task.cancel_reason)
    if task.state == TaskState.DONE:
        return DONE.format(format_date(task.completed_on))
    if task.plan.state != YearlyPlan.State.ISSUED:
        state = task.plan.get_state_display().lower()
        return NOT_ISSUED.format(task.plan.title, state)
    return ""


def _no_day(task: FocusTask) -> str:
    return NO_DAY.format(task.deadline_as_written or "không ghi")


def task_silent(pk: int) -> str:
    task = FocusTask.objects.select_related("plan").filter(pk=pk).first()
    if task is None:
        return GONE
    if task.state == TaskState.SUBMITTED:
        return WAITS
    return _of_task(task) or ("" if task.due_on else _no_day(task))


def part_silent(pk: int) -> str:
    part = Coordination.objects.select_related("task__plan").filter(pk=pk).first()
    if part is None:
        return GONE
    if part.done_on:
        return PART_DONE.format(format_date(part.done_on))
    if reason := _of_task(part.task):
        return reason
    return "" if part.due_on or part.task.due_on else _no_day(part.task)


def decision_silent(pk: int) -> str:
    plan = YearlyPlan.objects.filter(pk=pk).first()
    if plan is None:
        return GONE
    if plan.state != YearlyPlan.State.SUBMITTED:
        return NOT_SUBMITTED.format(plan.get_state_display().lower())
    return "" if plan.decision_due_on else NO_DECISION_DAY


def _tasks(words: str, person: User):
    tasks = FocusTask.objects.visible_to(person).filter(state__in=OPEN_STATES)
    return containing_words(tasks, words).order_by("-pk").values_list("pk", flat=True)


def tasks_containing(words: str, person: User) -> list[int]:
    return list(_tasks(words, person)[:MOST])


def parts_containing(words: str, person: User) -> list[int]:
    found = list(_tasks(words, person)[:MOST])
    parts = Coordination.objects.filter(
        task__in=found, organisation__in=person.organisation_ids
    )
    return list(parts.values_list("pk", flat=True)[:MOST])


def decisions_containing(words: str, person: User) -> list[int]:
    plans = YearlyPlan.objects.visible_to(person).filter(
        state=YearlyPlan.State.SUBMITTED
    )
    found = containing_words(plans, words).order_by("-pk")
    return list(found.values_list("pk", flat=True)[:MOST])


def register_all() -> None:
    for duty, silent, containing in (
        (Duty.TASK, task_silent, tasks_containing),
        (Duty.PART, part_silent, parts_containing),
        (Duty.DECISION, decision_silent, decisions_containing),
    ):
        asking.register(duty, asking.Answers(silent, containing))
