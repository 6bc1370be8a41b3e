from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts import history
from accounts.errors import NotPossible
from accounts.models import OutgoingMail
from tasks import permissions
from tasks.models import Coordination, FocusTask, TaskState
from tasks.plans import planning
from tasks.work import progress
from tests import factories

ON = date(2026, 6, 28)
PDF = b"%PDF-1.7\n1 0 obj << >> endobj\n%%EOF"


@pytest.fixture
def task(cast, agreement):
    plan = factories.make_issued_plan(agreement, office=cast.committee)
    task = factories.make_focus_task(plan, lead_organisation=cast.department)
    Coordination.objects.create(task=task, organisation=cast.front)
    return task


def report(task, cast, *, organisation=None, on=ON, **values):
    defaults = {
        "percent": 40,
        "done_text": "Đã họp bàn",
        "by": cast.lead,
        "open_parts_reason": "Phần của Mặt trận làm sau",
    }
    return progress.report(
        task=task,
        organisation=organisation or cast.department,
        on=on,
        **defaults | values,
    )


def evidence():
    return SimpleUploadedFile("bao-cao.pdf", PDF)


def test_the_leads_report_moves_the_task(task, cast):
    report(task, cast)

    task.refresh_from_db()
    assert (task.state, task.percent) == (TaskState.IN_PROGRESS, 40)


def test_a_coordinating_bodys_report_does_not_move_the_task(task, cast):
    report(task, cast, organisation=cast.front, part_is_done=True, by=cast.front_staff)

    task.refresh_from_db()
    assert (task.state, task.percent) == (TaskState.NOT_STARTED, 0)
    assert task.coordinations.get().done_on == ON


def test_asking_for_confirmation_needs_evidence(task, cast):
    with pytest.raises(ValidationError, match="minh chứng"):
        report(task, cast, percent=100, is_final=True)

    task.refresh_from_db()
    assert task.state == TaskState.NOT_STARTED
    assert not task.progress_updates.exists()


def test_the_office_is_asked_and_confirms_with_the_day_of_the_report(task, cast):
    report(task, cast, percent=100, is_final=True, uploads=[evidence()])
    asked = OutgoingMail.objects.filter(recipient=cast.staff)
    assert asked.count() == 1

    assert progress.confirm(task=task, by=cast.staff, on=ON)
    task.refresh_from_db()
    assert (task.state, task.completed_on) == (TaskState.DONE, ON)
    assert not task.is_late_when_done()


def test_a_second_confirmation_tells_nobody_again(task, cast):
    report(task, cast, percent=100, is_final=True, uploads=[evidence()])
    progress.confirm(task=task, by=cast.staff, on=ON)
    mails = OutgoingMail.objects.count()

    assert progress.confirm(task=task, by=cast.manager, on=ON) is False
    assert OutgoingMail.objects.count() == mails


def test_a_returned_result_goes_on_with_its_reason(task, cast):
    report(task, cast, percent=100, is_final=True, uploads=[evidence()])

    assert progress.return_for_more(
        task=task, reason="Thiếu chữ ký", by=cast.staff, on=ON
    )
    task.refresh_from_db()
    assert task.state == TaskState.IN_PROGRESS
    told = OutgoingMail.objects.filter(recipient=cast.lead).first()
    assert "Thiếu chữ ký" in told.body


def test_nothing_is_reported_on_a_finished_task(task, cast):
    report(task, cast, percent=100, is_final=True, uploads=[evidence()])
    progress.confirm(task=task, by=cast.staff, on=ON)

    with pytest.raises(NotPossible, match="Hoàn thành"):
        report(task, cast)


def test_late_is_computed_from_the_day_after_the_deadline(task):
    assert not task.is_overdue(task.due_on)
    assert task.is_overdue(date(2026, 7, 1))
    assert FocusTask.objects.overdue(date(2026, 7, 1)).contains(task)
    assert not FocusTask.objects.overdue(task.due_on).contains(task)


def test_who_may_report_and_who_may_confirm(task, cast):
    may_report = [cast.lead, cast.front_staff, cast.front_manager]
    may_not = [cast.staff, cast.manager, cast.reviewer, cast.outsider, cast.admin]
    assert all(permissions.can_report(user, task) for user in may_report)
    assert not any(permissions.can_report(user, task) for user in may_not)

    task.state = TaskState.SUBMITTED
    assert permissions.can_confirm(cast.staff, task)
    assert permissions.can_confirm(cast.manager, task)
    for user in (cast.lead, cast.reviewer, cast.front_staff, cast.outsider, cast.admin):
        assert not permissions.can_confirm(user, task)


def test_a_coordinating_body_asks_for_no_confirmation(task, cast):
    report(task, cast, organisation=cast.front, is_final=True, by=cast.front_staff)

    task.refresh_from_db()
    assert task.state == TaskState.NOT_STARTED
    assert "đề nghị xác nhận" not in history.of(task).first().action


def test_the_end_of_a_part_is_told_in_history(task, cast):
    report(task, cast, organisation=cast.front, part_is_done=True, by=cast.front_staff)

    assert "xong phần việc" in history.of(task).first().action


def test_a_result_is_not_sent_back_when_nobody_can_report_any_more(task, cast):
    report(task, cast, percent=100, is_final=True, uploads=[evidence()])
    planning.close(plan=task.plan, by=cast.manager)
    task.refresh_from_db()

    with pytest.raises(NotPossible, match="đã kết thúc"):
        progress.return_for_more(task=task, reason="Thiếu", by=cast.staff, on=ON)
    assert progress.confirm(task=task, by=cast.staff, on=ON)
