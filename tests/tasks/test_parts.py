from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from accounts import history
from accounts.errors import NotPossible
from accounts.models import OutgoingMail
from tasks.models import Coordination, FocusTask, TaskState
from tasks.work import parts, progress
from tests import factories, world

DUE = date(2026, 6, 30)


@pytest.fixture
def task(cast, agreement):
    plan = factories.make_issued_plan(agreement, office=cast.committee)
    return factories.make_focus_task(
        plan, lead_organisation=cast.department, due_on=DUE
    )


@pytest.fixture
def part(task, cast):
    return Coordination.objects.create(
        task=task, organisation=cast.front, part="Bình xét", due_on=date(2026, 5, 31)
    )


def report(task, cast, *, body=None, by=None, on=DUE, **values):
    return progress.report(
        task=task,
        organisation=body or cast.department,
        by=by or cast.lead,
        on=on,
        **{"percent": 100, "done_text": "Xong"} | values,
    )


def end_part(task, cast, on=date(2026, 5, 20)):
    report(task, cast, body=cast.front, by=cast.front_staff, on=on, part_is_done=True)


def submit(task, cast, **values):
    from django.core.files.uploadedfile import SimpleUploadedFile

    upload = SimpleUploadedFile("kq.pdf", world.PDF)
    return report(task, cast, is_final=True, uploads=[upload], **values)


def test_a_part_is_late_from_the_day_after_its_own_day(task, part):
    late = Coordination.objects.late
    assert not late(part.due_on).exists()
    assert late(part.due_on + timedelta(1)).get() == part
    assert FocusTask.objects.with_late_parts(date(2026, 6, 1)).get() == task


def test_a_part_without_a_day_of_its_own_follows_the_task(task, part):
    Coordination.objects.update(due_on=None)

    assert not Coordination.objects.late(DUE).exists()
    assert Coordination.objects.late(DUE + timedelta(1)).get().last_on == DUE


def test_a_part_that_is_done_or_of_a_closed_task_is_not_late(task, part, cast):
    end_part(task, cast)
    assert not Coordination.objects.late(date(2027, 1, 1)).exists()

    Coordination.objects.update(done_on=None, done_by=None)
    FocusTask.objects.update(state=TaskState.DONE, completed_on=DUE)
    assert not Coordination.objects.late(date(2027, 1, 1)).exists()
    assert not FocusTask.objects.with_late_parts(date(2027, 1, 1)).exists()


def test_the_board_says_who_is_late_with_whose_part_and_by_how_much(task, part, cast):
    updates = list(task.progress_updates.all())
    shares = parts.board(task, updates, user=cast.lead, on=date(2026, 6, 3))

    assert [(s.name, s.days_late) for s in shares] == [
        ("Sở Nội vụ", 0),
        ("Ủy ban MTTQ tỉnh", 3),
    ]
    assert parts.late_of(shares)[0].badge.label == "Quá hạn 3 ngày"


def test_the_lead_says_why_it_reports_completion_over_an_open_part(task, part, cast):
    with pytest.raises(ValidationError, match="phần của Ủy ban MTTQ") as refused:
        submit(task, cast)
    assert "open_parts_reason" in refused.value.message_dict

    submit(task, cast, open_parts_reason="Mặt trận gửi báo cáo riêng sau")
    task.refresh_from_db()
    assert task.open_parts_reason == "Mặt trận gửi báo cáo riêng sau"
    assert "còn chưa xong: phần của" in history.of(task).first().reason


def test_no_reason_is_kept_where_nothing_is_open(task, part, cast):
    end_part(task, cast)
    submit(task, cast, open_parts_reason="Không cần nữa")

    task.refresh_from_db()
    assert (task.state, task.open_parts_reason) == (TaskState.SUBMITTED, "")


def test_an_open_sub_task_needs_the_reason_too(task, cast):
    child = factories.make_focus_task(task.plan, parent=task, title="In tài liệu")
    with pytest.raises(ValidationError, match="In tài liệu"):
        submit(task, cast)

    FocusTask.objects.filter(pk=child.pk).update(
        state=TaskState.CANCELLED, cancelled_on=DUE, cancel_reason="Không in"
    )
    submit(task, cast)


def test_the_percent_of_sub_tasks_is_suggested_never_forced(task, cast):
    assert progress.suggested_percent(task) is None
    for percent in (20, 60):
        factories.make_focus_task(task.plan, parent=task, percent=percent)
    cancelled = {"state": "cancelled", "percent": 0}
    factories.make_focus_task(task.plan, parent=task, **cancelled)

    assert progress.suggested_percent(task) == 40
    report(task, cast, percent=10)
    task.refresh_from_db()
    assert task.percent == 10


def test_a_body_reopens_its_part_until_the_task_is_confirmed(task, part, cast):
    end_part(task, cast)
    assert parts.reopen(part=part, reason="Bổ sung danh sách", by=cast.front_staff)
    part.refresh_from_db()
    assert (part.done_on, part.done_by) == (None, None)
    assert not parts.reopen(part=part, reason="Lần nữa", by=cast.front_staff)

    end_part(task, cast)
    submit(task, cast)
    progress.confirm(task=task, by=cast.staff, on=DUE)
    with pytest.raises(NotPossible, match="Hoàn thành"):
        parts.reopen(part=part, reason="Muộn", by=cast.front_staff)


def test_the_office_returns_a_part_and_the_body_is_told_why(task, part, cast):
    end_part(task, cast)
    given = {"part": part, "by": cast.staff, "on": DUE}
    with pytest.raises(ValidationError, match="lý do"):
        parts.return_part(**given, reason=" ")

    assert parts.return_part(**given, reason="Thiếu biên bản")
    assert not parts.return_part(**given, reason="Thiếu biên bản")
    told = OutgoingMail.objects.filter(recipient=cast.front_staff)
    assert told.filter(body__contains="Thiếu biên bản").count() == 1
    assert [entry.reason for entry in progress.returns_of(task)] == ["Thiếu biên bản"]


def test_a_part_is_still_ended_while_the_lead_waits_for_confirmation(task, part, cast):
    submit(task, cast, open_parts_reason="Làm sau")
    end_part(task, cast, on=DUE)

    part.refresh_from_db()
    task.refresh_from_db()
    assert (part.done_on, task.state) == (DUE, TaskState.SUBMITTED)


def test_every_return_is_listed_with_its_reason(task, cast):
    for reason in ("Thiếu chữ ký", "Thiếu số liệu"):
        submit(task, cast)
        progress.return_for_more(task=task, reason=reason, by=cast.staff, on=DUE)
        task.refresh_from_db()

    reasons = [entry.reason for entry in progress.returns_of(task)]
    assert reasons == ["Thiếu số liệu", "Thiếu chữ ký"]
