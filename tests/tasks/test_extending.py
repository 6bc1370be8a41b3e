from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from accounts.errors import NotPossible
from accounts.models import OutgoingMail
from tasks import standing
from tasks.models import Coordination, Extension, FocusTask, TaskState
from tasks.work import cancelling, extending
from tests import factories
from tests.tasks.test_concurrency import at_the_same_moment

DUE = date(2026, 6, 30)
ON = date(2026, 6, 20)
NEW = date(2026, 8, 15)


@pytest.fixture
def task(cast, agreement):
    plan = factories.make_issued_plan(agreement, office=cast.committee)
    task = factories.make_focus_task(
        plan, lead_organisation=cast.department, due_on=DUE
    )
    Coordination.objects.create(task=task, organisation=cast.front)
    return task


def ask(task, cast, *, day=NEW, on=ON, **values):
    defaults = {"organisation": cast.department, "by": cast.lead, "reason": "Mưa lũ"}
    return extending.ask(task=task, asked_due_on=day, on=on, **defaults | values)


def ask_for_part(task, cast, **values):
    part = task.coordinations.get()
    body = {"organisation": cast.front, "by": cast.front_staff, "part": part}
    return ask(task, cast, **body | values)


def grant(extension, cast, *, day=NEW, by=None, on=ON):
    return extending.grant(extension=extension, due_on=day, by=by or cast.staff, on=on)


def test_a_granted_day_is_the_deadline_and_the_first_one_is_kept(task, cast):
    assert grant(ask(task, cast), cast)
    task.refresh_from_db()
    assert (task.original_due_on, task.due_on) == (DUE, NEW)
    assert task.deadline_as_written == "quý II"

    later = NEW + timedelta(30)
    assert grant(ask(task, cast, day=later), cast, day=later)
    task.refresh_from_db()
    assert (task.original_due_on, task.due_on) == (DUE, later)


def test_another_day_than_the_one_asked_may_be_granted(task, cast):
    extension = ask(task, cast)
    grant(extension, cast, day=date(2026, 7, 15))

    extension.refresh_from_db()
    assert (extension.asked_due_on, extension.granted_due_on) == (
        NEW,
        date(2026, 7, 15),
    )


def test_more_time_may_be_asked_after_the_deadline(task, cast):
    assert ask(task, cast, on=DUE + timedelta(10)).state == "asked"


def test_a_part_gets_a_day_of_its_own_and_the_task_keeps_its(task, cast):
    assert grant(ask_for_part(task, cast), cast)

    part, task = task.coordinations.get(), FocusTask.objects.get(pk=task.pk)
    assert (part.original_due_on, part.due_on) == (DUE, NEW)
    assert (task.due_on, task.original_due_on) == (DUE, None)


@pytest.mark.parametrize(
    ("day", "on", "reason", "said"),
    [
        (DUE, ON, "Lũ", "phải sau hạn hiện tại"),
        (date(2026, 7, 1), date(2026, 7, 2), "Lũ", "đã qua"),
        (NEW, ON, "  ", "Hãy ghi lý do"),
    ],
)
def test_what_cannot_be_asked(task, cast, day, on, reason, said):
    with pytest.raises(ValidationError, match=said):
        ask(task, cast, day=day, on=on, reason=reason)
    assert not Extension.objects.exists()


def test_one_request_waits_at_a_time_for_a_task_and_for_a_part(task, cast):
    ask(task, cast)
    ask_for_part(task, cast)

    with pytest.raises(NotPossible, match="chờ quyết định"):
        ask(task, cast)
    with pytest.raises(NotPossible, match="chờ quyết định"):
        ask_for_part(task, cast)


def test_the_database_keeps_the_second_request_out_too(task, cast):
    first = ask(task, cast)
    with pytest.raises(IntegrityError, match="extension_one_asked|UNIQUE"):
        with transaction.atomic():
            first.pk = None
            first.save(force_insert=True)


@pytest.mark.parametrize("state", ["submitted", "done", "cancelled"])
def test_nothing_is_asked_of_what_is_reported_or_closed(task, cast, state):
    values = {"state": state}
    values |= {"completed_on": ON} if state == "done" else {}
    if state == "cancelled":
        values |= {"cancelled_on": ON, "cancel_reason": "Trùng"}
    FocusTask.objects.update(**values)

    with pytest.raises(NotPossible, match=TaskState(state).label):
        ask(task, cast)
    assert extending.shares_to_extend(cast.lead, FocusTask.objects.get()) == []


def test_a_task_without_a_day_has_nothing_to_extend(task, cast):
    FocusTask.objects.update(due_on=None)

    with pytest.raises(NotPossible, match="không có hạn"):
        ask(task, cast)


def test_deciding_twice_counts_once(task, cast):
    extension = ask(task, cast)
    assert grant(extension, cast)
    told = OutgoingMail.objects.count()

    assert not grant(extension, cast, day=NEW + timedelta(9), by=cast.manager)
    assert not extending.refuse(
        extension=extension, reason="Không", by=cast.manager, on=ON
    )
    assert not extending.withdraw(extension=extension, by=cast.lead, on=ON)
    task.refresh_from_db()
    assert (task.due_on, OutgoingMail.objects.count()) == (NEW, told)


def test_a_refusal_says_why_and_leaves_the_day(task, cast):
    extension = ask(task, cast)
    with pytest.raises(ValidationError, match="lý do"):
        extending.refuse(extension=extension, reason="", by=cast.staff, on=ON)

    assert extending.refuse(extension=extension, reason="Gấp", by=cast.staff, on=ON)
    task.refresh_from_db()
    assert (task.due_on, task.original_due_on) == (DUE, None)
    assert OutgoingMail.objects.filter(recipient=cast.lead, body__contains="Gấp")


def test_a_withdrawn_request_makes_room_for_another(task, cast):
    assert extending.withdraw(extension=ask(task, cast), by=cast.lead, on=ON)
    assert ask(task, cast).state == "asked"


def test_what_waits_ends_with_the_task(task, cast):
    extension = ask(task, cast)
    cancelling.cancel(task=task, reason="Trùng", by=cast.staff, on=ON)

    extension.refresh_from_db()
    assert (extension.state, extension.decision_reason) == (
        "withdrawn",
        "Nhiệm vụ đã hủy.",
    )


def test_who_decides_and_never_whoever_asked(task, cast):
    extension = ask(task, cast)
    everyone = [cast.staff, cast.manager, cast.lead, cast.reviewer, cast.admin]
    may = [user for user in everyone if extending.may_decide(user, extension)]
    assert may == [cast.staff, cast.manager]


def test_of_the_offices_own_task_only_its_manager_decides(cast, agreement):
    plan = factories.make_issued_plan(agreement, office=cast.committee)
    task = factories.make_focus_task(plan, due_on=DUE)
    extension = ask(task, cast, organisation=cast.committee, by=cast.staff)
    assert not extending.may_decide(cast.staff, extension)
    assert extending.may_decide(cast.manager, extension)

    extension.asked_by = cast.manager
    assert not extending.may_decide(cast.manager, extension)


def test_the_on_time_rate_is_told_by_both_days(task, cast):
    grant(ask(task, cast), cast)
    FocusTask.objects.update(state="done", completed_on=date(2026, 7, 10))
    factories.make_focus_task(
        task.plan, due_on=DUE, state="done", completed_on=date(2026, 6, 1)
    )
    found = standing.standing_of(FocusTask.objects.all(), NEW)

    assert (found.done, found.done_on_time, found.done_on_original_time) == (2, 2, 1)
    assert (found.on_time_percent, found.on_original_time_percent) == (100, 50)
    assert FocusTask.objects.done_on_original_time().count() == 1


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_two_who_decide_at_once_decide_once(db, cast, agreement):
    if connection.vendor != "postgresql":
        pytest.skip("cần PostgreSQL: SQLite chỉ có một người ghi")
    plan = factories.make_issued_plan(agreement, office=cast.committee)
    task = factories.make_focus_task(
        plan, lead_organisation=cast.department, due_on=DUE
    )
    extension = ask(task, cast)
    results = at_the_same_moment(
        lambda: grant(extension, cast),
        lambda: extending.refuse(
            extension=extension, reason="Không", by=cast.manager, on=ON
        ),
    )
    assert sorted(results) == [False, True]
