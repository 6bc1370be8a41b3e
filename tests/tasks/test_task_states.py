"""Every act in every state: what the table allows works, all else is refused."""

from datetime import date

import pytest

from accounts.errors import NotPossible
from accounts.models import Role
from tasks.models import Evidence, FocusTask, ProgressUpdate, TaskState, YearlyPlan
from tasks.work import cancelling, progress, task_states
from tasks.work.task_states import MOVES, Act, Body
from tests import factories, world

ON = date(2026, 6, 28)


def task_in(state, cast, agreement):
    plan = factories.make_issued_plan(agreement, office=cast.committee)
    done = {"completed_on": ON} if state == TaskState.DONE else {}
    task = factories.make_focus_task(
        plan, lead_organisation=cast.department, state=state, **done
    )
    update = ProgressUpdate.objects.create(
        task=task,
        organisation=cast.department,
        reported_on=ON,
        reported_by=cast.lead,
        percent=90,
        done_text="Đã làm",
    )
    Evidence.objects.create(update=update, stored_file=world.stored())
    return task


def carry_out(act, task, cast):
    reported = {"task": task, "organisation": cast.department, "by": cast.lead}
    reported |= {"percent": 100, "done_text": "Xong", "on": ON}
    office = {"task": task, "by": cast.manager}
    acts = {
        Act.REPORT: lambda: progress.report(**reported),
        Act.SUBMIT: lambda: progress.report(**reported, is_final=True),
        Act.CONFIRM: lambda: progress.confirm(**office, on=ON),
        Act.RETURN: lambda: progress.return_for_more(**office, reason="Thiếu", on=ON),
        Act.CANCEL: lambda: cancelling.cancel(**office, reason="Trùng", on=ON),
        Act.REVIVE: lambda: cancelling.revive(**office, reason="Cần lại", on=ON),
    }
    return acts[act]()


@pytest.mark.parametrize("state", TaskState)
@pytest.mark.parametrize("act", Act)
def test_every_act_in_every_state(act, state, cast, agreement):
    task = task_in(state, cast, agreement)

    if state in MOVES[act].before:
        carry_out(act, task, cast)
        now = FocusTask.objects.get(pk=task.pk).state
        assert now in MOVES[act].after
    elif (act, state) == (Act.CONFIRM, TaskState.DONE):
        assert carry_out(act, task, cast) is False  # told once, not refused
    else:
        with pytest.raises(NotPossible, match=task.get_state_display()):
            carry_out(act, task, cast)
        assert FocusTask.objects.get(pk=task.pk).state == state


@pytest.mark.parametrize("act", Act)
def test_of_a_closed_plan_only_a_result_is_confirmed(act, cast, agreement):
    before = MOVES[act].before[0]
    task = task_in(before, cast, agreement)
    YearlyPlan.objects.update(state=YearlyPlan.State.CLOSED)

    if act == Act.CONFIRM:
        assert carry_out(act, task, cast)
    else:
        with pytest.raises(NotPossible, match="kế hoạch đã kết thúc"):
            carry_out(act, task, cast)


@pytest.mark.parametrize("act", Act)
def test_who_may_do_each_act(act, cast, agreement):
    task = task_in(MOVES[act].before[0], cast, agreement)
    office = {Role.STAFF: cast.staff, Role.MANAGER: cast.manager}
    may = (
        {cast.lead}
        if MOVES[act].body == Body.LEAD
        else {office[role] for role in MOVES[act].roles}
    )
    everyone = [cast.lead, cast.staff, cast.manager, cast.reviewer, cast.outsider]
    everyone += [cast.front_staff, cast.front_manager, cast.admin]

    assert {u for u in everyone if task_states.can(u, task, act)} == may


def test_late_is_no_state():
    assert {"late", "overdue"}.isdisjoint(TaskState.values)
