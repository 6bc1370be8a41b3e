"""What plans and tasks owe: open until when, due when, and who is told."""

from datetime import UTC, date, datetime, timedelta

import pytest

from accounts.models import Ladder, Reminder, Succession
from accounts.reminding import planning, running
from accounts.reminding.serving import Serving
from accounts.reminding.working_days import WorkingDays
from agreements.models import AgreementLadder
from tasks.approvals import standing_in
from tasks.cascades import cascading
from tasks.duties import (
    CascadeSource,
    ConfirmationSource,
    DecisionSource,
    PartSource,
    StandInEndSource,
    StepSource,
    TaskSource,
)
from tasks.models import (
    Coordination,
    FocusTask,
    ProgressUpdate,
    StandIn,
    TaskState,
    YearlyPlan,
)
from tasks.work import assigning, cancelling, parts, progress, stepping
from tests import factories
from tests.duty_checks import is_open, names, owed, queries
from tests.tasks.deciding_cases import decide, name, submitted

ON = date(2026, 6, 10)
DUE = date(2026, 6, 30)


@pytest.fixture
def plan(cast, agreement):
    return factories.make_issued_plan(agreement, office=cast.committee)


@pytest.fixture
def boss(cast):
    return factories.make_user((cast.department, "manager"), username="ldsonoivu")


def make_task(cast, plan, **fields):
    defaults = {"lead_organisation": cast.department, "due_on": DUE}
    return factories.make_focus_task(plan, **defaults | fields)


def make_part(cast, plan, **fields):
    defaults = {"task": make_task(cast, plan), "organisation": cast.front}
    return Coordination.objects.create(**defaults | fields)


def make_step(cast, plan, **fields):
    defaults = {"position": 1, "name": "Khảo sát", "due_on": DUE}
    return make_task(cast, plan, due_on=None).steps.create(**defaults | fields)


def make_confirmation(cast, plan, *, on=ON):
    """The lead has asked; the row of the task."""
    task = make_task(cast, plan)
    ask(task, cast, on=on)
    return task


def ask(task, cast, *, on):
    ProgressUpdate.objects.create(
        task=task,
        organisation=cast.department,
        reported_on=on,
        reported_by=cast.lead,
        percent=100,
        done_text="Đã xong",
    )
    FocusTask.objects.filter(pk=task.pk).update(state=TaskState.SUBMITTED)


def make_cascade(cast, plan, **fields):
    defaults = {"organisation": cast.elsewhere, "due_on": DUE}
    return make_task(cast, plan, due_on=None).cascade.create(**defaults | fields)


# What is owed in a plan: how one is made, its source, who is told, who leads.
OWED = {
    "task": (make_task, TaskSource(), "lead", "department"),
    "part": (make_part, PartSource(), "front_staff", "front"),
    "step": (make_step, StepSource(), "lead", "department"),
    "confirmation": (make_confirmation, ConfirmationSource(), "staff", "committee"),
    "cascade": (make_cascade, CascadeSource(), "outsider", "elsewhere"),
}
each_kind = pytest.mark.parametrize(
    ("make", "source", "owner", "body"), OWED.values(), ids=OWED.keys()
)


def task_of(row):
    return row if isinstance(row, FocusTask) else row.task


def change(row, **values):
    type(row)._base_manager.filter(pk=row.pk).update(**values)


# -- Every kind in a plan --------------------------------------------------------


@each_kind
def test_owed_by_the_staff_of_a_body_and_its_leaders(
    cast, plan, make, source, owner, body
):
    row = make(cast, plan)
    leader = factories.make_user((getattr(cast, body), "manager"), username="a-leader")
    found = owed(source, ON)[row.pk]

    assert names(found.owners) == [getattr(cast, owner).username]
    assert leader.pk in found.leaders
    assert getattr(cast, owner).pk not in found.leaders
    for why in (*found.owners.values(), *found.leaders.values()):
        assert str(getattr(cast, body)) in why and why.endswith(".")
    assert is_open(source, row.pk, ON)


@each_kind
def test_a_cancelled_task_owes_nothing(cast, plan, make, source, owner, body):
    row = make(cast, plan)
    cancelling.cancel(task=task_of(row), reason="Trùng", by=cast.staff, on=ON)

    assert not is_open(source, row.pk, ON)
    assert source.titles({row.pk})  # who asks why is still told of what


@each_kind
@pytest.mark.parametrize("state", ["draft", "submitted", "agreed", "closed"])
def test_only_an_issued_plan_owes(cast, plan, make, source, owner, body, state):
    row = make(cast, plan)
    issued = {} if state == "closed" else {"document_number": "", "issued_on": None}
    YearlyPlan.objects.filter(pk=plan.pk).update(state=state, **issued)

    assert not is_open(source, row.pk, ON)


@each_kind
def test_the_rows_of_an_amendment_are_never_owed(cast, plan, make, source, owner, body):
    row = make(cast, plan)
    amendment = factories.make_plan(plan.agreement, amends=plan, office=plan.office)
    copy = make(cast, amendment)
    for state in ("draft", "submitted", "agreed"):
        YearlyPlan.objects.filter(pk=amendment.pk).update(state=state)
        assert set(owed(source, ON)) == {row.pk}
    YearlyPlan.objects.filter(pk=amendment.pk).update(
        state="applied", document_number="2/KH", issued_on=ON
    )
    assert set(owed(source, ON)) == {row.pk}
    assert copy.pk != row.pk


@each_kind
def test_the_successor_of_a_body_is_told_and_who_left_is_not(
    cast, plan, make, source, owner, body
):
    row = make(cast, plan)
    old = getattr(cast, body)
    heir = factories.make_organisation("Sở Mới")
    told = factories.make_user((heir, "staff"))
    leader = factories.make_user((heir, "manager"))
    old.memberships.update(ended_on=ON)
    Succession.objects.create(predecessor=old, successor=heir, took_effect_on=ON)

    before = owed(source, ON - timedelta(days=1))[row.pk]
    assert names(before.owners) == [getattr(cast, owner).username]
    found = owed(source, ON)[row.pk]
    assert set(found.owners) == {told.pk} and set(found.leaders) == {leader.pk}
    assert f"{old} (nay là Sở Mới)" in found.owners[told.pk]
    type(heir).objects.update(name=old.name)  # as merged provinces kept a name
    assert "nay là" not in owed(source, ON)[row.pk].owners[told.pk]


@each_kind
def test_a_body_without_staff_has_its_leaders_told(
    cast, plan, make, source, owner, body
):
    row = make(cast, plan)
    getattr(cast, owner).memberships.update(role="manager")

    found = owed(source, ON)[row.pk]
    assert getattr(cast, owner).pk in found.owners
    assert "chưa có chuyên viên" in found.owners[getattr(cast, owner).pk]


@each_kind
def test_the_ladder_of_the_agreement_is_used(cast, plan, make, source, owner, body):
    row = make(cast, plan)
    assert owed(source, ON)[row.pk].ladder_id is None
    ladder = Ladder.objects.create(duty=source.duty, name="Dày")
    AgreementLadder.objects.create(
        agreement=plan.agreement, duty=source.duty, ladder=ladder
    )
    assert owed(source, ON)[row.pk].ladder_id == ladder.pk


@each_kind
def test_as_many_questions_for_twice_as_many_rows(
    cast, plan, make, source, owner, body
):
    for _ in range(2):
        make(cast, plan)
    few = queries(source, ON)
    for _ in range(4):
        make(cast, plan)

    assert len(owed(source, ON)) == 6
    assert queries(source, ON) == few


# -- Tasks and parts -------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "expected"),
    [("not_started", True), ("in_progress", True), ("submitted", False)],
)
def test_a_task_is_owed_while_it_is_worked_on(cast, plan, state, expected):
    task = make_task(cast, plan, state=state)
    assert is_open(TaskSource(), task.pk, ON) is expected


def test_a_done_task_owes_neither_itself_nor_a_step_nor_a_part(cast, plan):
    step, part = make_step(cast, plan), make_part(cast, plan)
    for row in (step, part):
        change(row.task, state=TaskState.DONE, completed_on=ON, due_on=DUE)

    assert not owed(TaskSource(), ON)
    assert not owed(StepSource(), ON) and not owed(PartSource(), ON)


@pytest.mark.parametrize("kind", ["task", "part", "step", "cascade"])
def test_a_moved_day_moves_the_duty(cast, plan, kind):
    make, source, *_ = OWED[kind]
    row = make(cast, plan)
    change(row, due_on=DUE + timedelta(days=40))

    assert owed(source, ON)[row.pk].due_on == DUE + timedelta(days=40)
    assert is_open(source, row.pk, ON)


@pytest.mark.parametrize("kind", ["part", "cascade"])
def test_without_a_day_of_its_own_the_task_gives_it(cast, plan, kind):
    make, source, *_ = OWED[kind]
    row = make(cast, plan, due_on=None)
    change(row.task, due_on=DUE + timedelta(days=5))
    assert owed(source, ON)[row.pk].due_on == DUE + timedelta(days=5)
    assert is_open(source, row.pk, ON)

    change(row.task, due_on=None)
    assert not is_open(source, row.pk, ON)


def test_parts_come_in_the_order_of_their_days_wherever_those_are_from(cast, plan):
    days = [date(2026, 7, 1), None, date(2026, 6, 20), None, date(2026, 6, 29)]
    for day in days:
        make_part(cast, plan, due_on=day)

    assert len(owed(PartSource(), ON)) == 5  # which checks the order


def test_a_part_that_is_done_is_not_owed_and_owed_again_when_it_is_returned(cast, plan):
    part = make_part(cast, plan)
    parts.end(task=part.task, organisation=cast.front, by=cast.front_staff, on=ON)
    assert not is_open(PartSource(), part.pk, ON)

    change(part, done_on=None, done_by=None)
    assert is_open(PartSource(), part.pk, ON)


def test_a_part_is_owed_while_the_task_waits_for_its_confirmation(cast, plan):
    part = make_part(cast, plan)
    ask(part.task, cast, on=ON)
    assert is_open(PartSource(), part.pk, ON)


@pytest.mark.parametrize("kind", ["task", "step", "part"])
def test_the_person_named_is_told_alone_and_the_others_once_they_left(cast, plan, kind):
    make, source, owner, body = OWED[kind]
    row, body = make(cast, plan), getattr(cast, body)
    named = factories.make_user((body, "reviewer"))
    assigning.assign(
        tasks=[task_of(row)],
        organisation=body,
        person=named,
        by=getattr(cast, owner),
        on=ON,
    )
    assert set(owed(source, ON)[row.pk].owners) == {named.pk}

    named.memberships.update(ended_on=ON)
    assert names(owed(source, ON)[row.pk].owners) == [getattr(cast, owner).username]
    named.memberships.update(ended_on=None)
    named.is_active = False
    named.save()
    assert named.pk not in owed(source, ON)[row.pk].owners


# -- Steps -----------------------------------------------------------------------


def test_a_step_is_owed_until_it_is_ticked(cast, plan):
    step = make_step(cast, plan)
    stepping.mark(step=step, is_done=True, by=cast.lead, on=ON)
    assert not is_open(StepSource(), step.pk, ON)

    stepping.mark(step=step, is_done=False, by=cast.lead, on=ON)
    assert is_open(StepSource(), step.pk, ON)


def test_steps_without_a_day_or_of_a_reported_task_are_not_owed(cast, plan):
    without = make_step(cast, plan, due_on=None)
    reported = make_step(cast, plan)
    ask(reported.task, cast, on=ON)

    assert not is_open(StepSource(), without.pk, ON)
    assert not is_open(StepSource(), reported.pk, ON)


def test_a_step_names_itself_and_its_task(cast, plan):
    step = make_step(cast, plan)
    line = StepSource().lines({step.pk})[step.pk]
    assert line.title == f"Khảo sát – {step.task.title}"
    assert (line.context, line.body) == (plan.title, "Sở Nội vụ")


# -- Confirmations ---------------------------------------------------------------


def test_the_office_has_five_days_from_when_the_lead_asked(cast, plan):
    task = make_confirmation(cast, plan, on=ON)
    assert owed(ConfirmationSource(), ON)[task.pk].due_on == date(2026, 6, 15)
    line = ConfirmationSource().lines({task.pk})[task.pk]
    assert line.title == f"Xác nhận kết quả: {task.title}"
    assert "Sở Nội vụ đề nghị ngày 10/06/2026" in line.context


def test_asked_again_after_a_return_it_has_its_days_again(cast, plan):
    task, source = make_confirmation(cast, plan), ConfirmationSource()
    progress.return_for_more(task=task, reason="Thiếu", by=cast.staff, on=ON)
    assert not is_open(source, task.pk, ON)

    ask(task, cast, on=ON + timedelta(days=20))
    day = ON + timedelta(days=25)
    assert owed(source, ON + timedelta(days=20))[task.pk].due_on == day
    task.refresh_from_db()
    progress.confirm(task=task, by=cast.staff, on=day)
    assert not is_open(source, task.pk, day)


def test_what_another_body_reported_since_moves_nothing(cast, plan):
    task = make_confirmation(cast, plan)
    ProgressUpdate.objects.create(
        task=task,
        organisation=cast.front,
        reported_on=ON + timedelta(days=3),
        reported_by=cast.front_staff,
        percent=50,
        done_text="Đang làm",
    )
    assert owed(ConfirmationSource(), ON)[task.pk].due_on == date(2026, 6, 15)


def test_without_a_report_there_is_no_day_to_count_from(cast, plan):
    task = make_task(cast, plan, state=TaskState.SUBMITTED)
    assert not is_open(ConfirmationSource(), task.pk, ON)


# -- Cascades --------------------------------------------------------------------


def test_a_programme_is_owed_until_it_is_signed(cast, plan):
    duty, source = make_cascade(cast, plan), CascadeSource()
    cascading.record_signing(duty=duty, signed_on=ON, by=cast.staff, on=ON)
    assert not is_open(source, duty.pk, ON)
    cascading.take_back_signing(duty=duty, reason="Nhầm", by=cast.staff)
    assert is_open(source, duty.pk, ON)


def test_a_body_that_is_left_out_owes_nothing(cast, plan):
    duty, source = make_cascade(cast, plan), CascadeSource()
    cascading.leave_out(duty=duty, reason="Không thuộc diện", by=cast.staff)
    assert not is_open(source, duty.pk, ON)
    cascading.put_back(duty=duty, by=cast.staff)
    assert is_open(source, duty.pk, ON)


def test_a_programme_is_owed_also_after_the_task_itself_is_done(cast, plan):
    duty = make_cascade(cast, plan)
    change(duty.task, state=TaskState.DONE, completed_on=ON)
    assert is_open(CascadeSource(), duty.pk, ON)


def test_bodies_that_became_one_owe_one_programme(cast, plan):
    first = make_cascade(cast, plan)
    heir = factories.make_organisation("Sở Mới")
    told = factories.make_user((heir, "staff"))
    second = first.task.cascade.create(
        organisation=cast.front, due_on=DUE - timedelta(days=3)
    )
    assert set(owed(CascadeSource(), ON)) == {first.pk, second.pk}
    for body in (cast.elsewhere, cast.front):
        body.memberships.update(ended_on=ON)
        Succession.objects.create(predecessor=body, successor=heir, took_effect_on=ON)

    found = owed(CascadeSource(), ON)
    assert set(found) == {second.pk} and set(found[second.pk].owners) == {told.pk}
    cascading.record_signing(duty=first, signed_on=ON, by=cast.staff, on=ON)
    assert not owed(CascadeSource(), ON)  # signed by either is signed


# -- Decisions -------------------------------------------------------------------


@pytest.fixture
def asked(cast):
    return submitted(cast, days=10, on=ON)


def test_whoever_may_decide_owes_a_decision_until_it_is_given(cast, asked):
    source = DecisionSource()
    found = owed(source, ON)[asked.pk]
    assert found.due_on == ON + timedelta(days=10)
    assert names(found.owners) == ["ldmattran", "mattran"]
    assert names(found.leaders) == ["ldmattran"]
    assert is_open(source, asked.pk, ON)

    decide(asked, cast.reviewer, on=ON)
    assert not is_open(source, asked.pk, ON)


@pytest.mark.parametrize("state", ["draft", "sent_back", "withdrawn", "agreed"])
def test_a_plan_that_is_not_before_the_parties_asks_nobody(asked, state):
    change(asked, state=state)
    assert not is_open(DecisionSource(), asked.pk, ON)


def test_an_amendment_before_the_parties_is_decided_on_too(cast, asked):
    change(asked, amends=factories.make_issued_plan(asked.agreement))
    assert is_open(DecisionSource(), asked.pk, ON)


def test_a_party_that_ended_is_answered_for_by_its_successor(cast, asked):
    heir = factories.make_organisation("Mặt trận mới", kind="mttq")
    told = factories.make_user((heir, "reviewer"))
    cast.front.memberships.update(ended_on=ON)
    Succession.objects.create(predecessor=cast.front, successor=heir, took_effect_on=ON)
    assert set(owed(DecisionSource(), ON)[asked.pk].owners) == {told.pk}


def test_who_stands_in_is_told_while_it_lasts(cast, asked):
    name(cast, cast.front_staff, on=ON, last_on=ON + timedelta(days=2))
    owners = owed(DecisionSource(), ON)[asked.pk].owners
    assert "cvmattran" in names(owners)
    later = owed(DecisionSource(), ON + timedelta(days=3))[asked.pk].owners
    assert "cvmattran" not in names(later)


def test_decisions_ask_as_many_questions_for_twice_as_many_plans(cast):
    plans = [submitted(cast, days=10, on=ON) for _ in range(2)]
    Ladder.objects.create(duty="decision", name="Dày")
    few = queries(DecisionSource(), ON)
    plans += [submitted(cast, days=10, on=ON) for _ in range(4)]
    assert set(owed(DecisionSource(), ON)) == {plan.pk for plan in plans}
    assert queries(DecisionSource(), ON) == few


def test_the_ladder_of_the_agreement_is_used_for_its_decisions(asked):
    ladder = Ladder.objects.create(duty="decision", name="Dày")
    AgreementLadder.objects.create(
        agreement=asked.agreement, duty="decision", ladder=ladder
    )
    assert owed(DecisionSource(), ON)[asked.pk].ladder_id == ladder.pk


# -- Stand-ins -------------------------------------------------------------------


@pytest.fixture
def paper(cast):
    return name(cast, cast.front_staff, on=ON, last_on=ON + timedelta(days=20))


def test_who_stands_in_and_who_may_name_another_are_told_of_its_end(cast, paper):
    keeper = factories.make_user((cast.front, "administrator"), username="qtmattran")
    found = owed(StandInEndSource(), ON)[paper.pk]

    assert found.due_on == ON + timedelta(days=20)
    assert names(found.owners) == ["cvmattran", "ldmattran", "qtmattran"]
    assert found.owners[cast.front_staff.pk] == "Ông/Bà là người được giao thay mặt."
    assert str(cast.front) in found.owners[keeper.pk]
    assert not found.leaders
    assert is_open(StandInEndSource(), paper.pk, ON)


@pytest.mark.parametrize(("days", "expected"), [(-1, 0), (0, 1), (20, 1), (21, 0)])
def test_only_a_paper_in_force_has_an_end_to_come(paper, days, expected):
    found = StandInEndSource().owing_of(
        {paper.pk}, serving=Serving(ON + timedelta(days=days))
    )
    assert len(list(found)) == expected


def test_a_revoked_paper_has_no_end_to_be_told_of(cast, paper):
    standing_in.revoke(stand_in=paper, by=cast.front_manager, on=ON)
    assert not is_open(StandInEndSource(), paper.pk, ON)


def test_the_successor_of_the_body_names_the_next(cast, paper):
    heir = factories.make_organisation("Mặt trận mới", kind="mttq")
    told = factories.make_user((heir, "manager"))
    cast.front.memberships.update(ended_on=ON)
    Succession.objects.create(predecessor=cast.front, successor=heir, took_effect_on=ON)
    assert told.pk in owed(StandInEndSource(), ON)[paper.pk].owners


def test_papers_ask_as_many_questions_for_twice_as_many(cast, paper):
    few = queries(StandInEndSource(), ON)
    for _ in range(4):
        person = factories.make_user((cast.front, "staff"))
        StandIn.objects.create(
            organisation=cast.front, person=person, first_on=ON, last_on=ON, reason="Ốm"
        )
    assert len(owed(StandInEndSource(), ON)) == 5
    assert queries(StandInEndSource(), ON) == few


# -- In the ledger ---------------------------------------------------------------


def plan_day(on):
    at = datetime(on.year, on.month, on.day, 2, tzinfo=UTC)  # 9:00 in Vietnam
    return planning.plan(on=on, at=at, calendar=WorkingDays())


def test_a_step_put_in_late_is_told_of_by_the_nearest_rung(cast, plan):
    step = make_step(cast, plan, due_on=ON + timedelta(days=2))
    running.remind(on=ON, at=datetime(2026, 6, 10, 2, tzinfo=UTC))

    row = Reminder.objects.get(duty="step")
    assert (row.duty_id, row.step, row.receiver) == (step.pk, -3, cast.lead)
    assert "Khảo sát" in row.digest.mail.body


def test_the_confirmation_is_asked_of_the_office_on_the_fifth_day(cast, plan):
    make_confirmation(cast, plan, on=ON)
    plan_day(ON + timedelta(days=2))
    assert not Reminder.objects.filter(duty="confirmation").exists()
    plan_day(ON + timedelta(days=5))
    assert Reminder.objects.get(duty="confirmation").receiver == cast.staff


def test_a_step_ticked_between_two_runs_withdraws_what_waits(cast, plan):
    step = make_step(cast, plan, due_on=ON)
    plan_day(ON)
    stepping.mark(step=step, is_done=True, by=cast.lead, on=ON)
    plan_day(ON)
    assert Reminder.objects.get().state == Reminder.State.WITHDRAWN
