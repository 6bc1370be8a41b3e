"""The word of a second person: asked for, given, refused, taken back."""

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from accounts import background, history
from accounts.errors import NotPossible, Stale
from accounts.models import Notification, OutgoingMail
from accounts.reminding.serving import Serving
from reports import permissions
from reports.badges import review_badge
from reports.duties import ReportSource
from reports.models import BUILD_JOB, Review
from reports.reviews import editing, prose_history, remarks, reviewing
from reports.workspaces.waiting import waiting_for
from tests.factories import make_user

AT = datetime(2026, 7, 10, 8, 30, tzinfo=timezone.get_default_timezone())
ON = AT.date()


@pytest.fixture
def submitted(draft, cast):
    reviewing.submit(review=draft, by=cast.staff, at=AT)
    return draft


@pytest.fixture
def other(cast):
    return make_user((cast.committee, "manager"), username="lanhdaohai")


def approve(review, by, **changes):
    values = {"review": review, "version": review.version, "by": by, "at": AT}
    reviewing.approve(**values | changes)


def send_back(review, by, **part_remarks):
    reviewing.send_back(
        review=review,
        reason="Thiếu số liệu quý II",
        remarks={key.replace("_", "-"): text for key, text in part_remarks.items()},
        version=review.version,
        by=by,
    )


def told():
    return sorted(Notification.objects.values_list("user__username", flat=True))


# -- Asking --------------------------------------------------------------------


def test_submitting_tells_the_managers_and_not_the_writer(draft, cast, other):
    make_user((cast.front, "manager"))
    reviewing.submit(review=draft, by=cast.manager, at=AT)
    assert told() == ["lanhdaohai"]
    assert OutgoingMail.objects.get().subject.startswith("Chờ duyệt báo cáo")
    assert (draft.sent_for_review_by, draft.sent_for_review_at) == (cast.manager, AT)


def test_what_is_still_being_built_is_not_submitted(draft, cast):
    background.enqueue(task_name=BUILD_JOB, subject_id=draft.pk, by=cast.staff)
    with pytest.raises(NotPossible, match="đang được dựng lại"):
        reviewing.submit(review=draft, by=cast.staff, at=AT)


def test_withdrawing_needs_nobody_else_and_is_told(submitted, cast):
    Notification.objects.all().delete()
    reviewing.withdraw(review=submitted, reason="Sót phụ lục", by=cast.staff, at=AT)
    assert submitted.state == Review.State.DRAFT
    assert told() == ["lanhdao"]
    entry = history.of(submitted).first()
    assert (entry.action, entry.reason) == ("đã rút báo cáo về để sửa", "Sót phụ lục")


# -- The second pair of eyes -----------------------------------------------------


def test_another_manager_approves(submitted, cast):
    OutgoingMail.objects.all().delete()
    approve(submitted, cast.manager)
    assert (submitted.state, submitted.approved_by) == ("approved", cast.manager)
    assert [mail.recipient for mail in OutgoingMail.objects.all()] == [cast.staff]


def test_nobody_approves_what_they_submitted_while_another_could(draft, cast, other):
    reviewing.submit(review=draft, by=cast.manager, at=AT)
    assert not permissions.can_approve(cast.manager, draft)
    assert not permissions.can_issue(cast.manager, draft)
    with pytest.raises(NotPossible, match="một lãnh đạo khác duyệt"):
        approve(draft, cast.manager)
    assert permissions.can_approve(other, draft)
    approve(draft, other)
    assert permissions.can_issue(cast.manager, draft)  # approved by another


def test_the_only_manager_approves_alone_and_the_history_says_so(draft, cast):
    reviewing.submit(review=draft, by=cast.manager, at=AT)
    approve(draft, cast.manager)
    assert "chỉ có một lãnh đạo" in history.of(draft).first().action


def test_a_manager_who_left_is_no_other_manager(draft, cast, other):
    other.memberships.update(ended_on=ON - timedelta(days=1))
    reviewing.submit(review=draft, by=cast.manager, at=AT)
    assert permissions.can_approve(cast.manager, draft)


def test_what_changed_since_it_was_read_is_not_approved(submitted, cast):
    read = submitted.version
    reviewing.withdraw(review=submitted, reason="Sửa", by=cast.staff, at=AT)
    reviewing.submit(review=submitted, by=cast.staff, at=AT)
    with pytest.raises(Stale, match="đọc lại"):
        approve(submitted, cast.manager, version=read)


def test_what_is_reopened_has_to_be_approved_again(submitted, cast):
    approve(submitted, cast.manager)
    reviewing.reopen(review=submitted, reason="Nhầm kỳ", by=cast.manager)
    assert submitted.state == Review.State.DRAFT
    assert submitted.approved_by is None
    assert submitted.return_reason == "Nhầm kỳ"


# -- Sending back ----------------------------------------------------------------


def test_sending_back_tells_the_writer_why_and_where(submitted, cast):
    OutgoingMail.objects.all().delete()
    send_back(submitted, cast.manager, uu_diem="Nêu số cụ thể", bai_hoc="không có phần")
    assert submitted.state == Review.State.DRAFT
    assert review_badge(submitted).label == "Được trả lại để sửa"
    assert "Thiếu số liệu quý II" in OutgoingMail.objects.get().body
    assert set(remarks.of(submitted)) == {"uu-diem"}
    assert remarks.of(submitted)["uu-diem"].text == "Nêu số cụ thể"


def test_a_remark_is_answered_when_the_part_is_saved_again(submitted, cast):
    send_back(submitted, cast.manager, uu_diem="Nêu số cụ thể", ton_tai="Gọn lại")
    editing.save_part(
        review=submitted, key="uu-diem", text="157 tỷ đồng", version=1, by=cast.staff
    )
    assert remarks.of(submitted)["uu-diem"].is_answered
    assert not remarks.of(submitted)["ton-tai"].is_answered


def test_the_next_sending_back_brings_its_own_remarks(submitted, cast):
    send_back(submitted, cast.manager, uu_diem="Nêu số cụ thể")
    reviewing.submit(review=submitted, by=cast.staff, at=AT)
    send_back(submitted, cast.manager, ton_tai="Gọn lại")
    assert set(remarks.of(submitted)) == {"ton-tai"}


# -- What waits ------------------------------------------------------------------


def lines(user):
    return [(line.action, line.title) for line in waiting_for(user, ON)]


def test_a_report_waits_for_whoever_has_the_next_step(submitted, cast, other):
    title = submitted.subject
    assert ("Duyệt", title) in lines(cast.manager)
    assert ("Duyệt", title) not in lines(cast.staff)
    approve(submitted, cast.manager)
    assert ("Phát hành", title) in lines(other)
    assert ("Duyệt", title) not in lines(other)


def test_ones_own_report_waits_for_somebody_else(draft, cast, other):
    reviewing.submit(review=draft, by=cast.manager, at=AT)
    assert ("Duyệt", draft.subject) not in lines(cast.manager)
    assert ("Duyệt", draft.subject) in lines(other)


def test_what_was_sent_back_waits_for_its_writer_with_the_reason(submitted, cast):
    send_back(submitted, cast.manager)
    waiting = [x for x in waiting_for(cast.staff, ON) if x.title == submitted.subject]
    assert [line.action for line in waiting] == ["Sửa"]
    assert "Thiếu số liệu quý II" in waiting[0].detail


@pytest.mark.parametrize("state", ["draft", "in_review", "approved", "issued"])
def test_reminders_go_on_until_the_report_is_issued(draft, cast, state):
    due = date(2026, 7, 20)
    Review.objects.filter(pk=draft.pk).update(due_on=due)
    if state != "draft":
        reviewing.submit(review=draft, by=cast.staff, at=AT)
    if state in ("approved", "issued"):
        approve(draft, cast.manager)
    if state == "issued":
        from tests.reports.test_review_states import issue

        issue(draft, cast)
    owing = ReportSource().owing(due, due, serving=Serving(ON))
    assert bool(list(owing)) == (state != "issued")


# -- What the history tells of the prose -------------------------------------------


def save(review, text, version, by, **more):
    return editing.save_part(
        review=review, key="uu-diem", text=text, version=version, by=by, **more
    )


def wordings(review):
    entries = history.of(review).filter(action__startswith="đã sửa phần")
    return [
        (entry.actor_name, entry.changes[0]["from"], entry.changes[0]["to"])
        for entry in entries.order_by("pk")
    ]


def test_a_sitting_is_told_once_however_often_the_page_saved(draft, cast):
    save(draft, "P", 1, cast.staff, is_by_itself=True)
    save(draft, "Ph", 2, cast.staff, is_by_itself=True)
    assert wordings(draft) == []
    save(draft, "Phối hợp tốt.", 3, cast.staff)
    assert wordings(draft) == [(str(cast.staff), "để trống", "Phối hợp tốt.")]


def test_who_takes_over_a_part_has_the_other_told_first(draft, cast):
    save(draft, "Của chuyên viên", 1, cast.staff, is_by_itself=True)
    save(draft, "Của lãnh đạo", 2, cast.manager)
    assert wordings(draft) == [
        (str(cast.staff), "để trống", "Của chuyên viên"),
        (str(cast.manager), "Của chuyên viên", "Của lãnh đạo"),
    ]


def test_submitting_tells_what_nobody_pressed_a_button_for(draft, cast):
    save(draft, "Phối hợp tốt.", 1, cast.staff, is_by_itself=True)
    reviewing.submit(review=draft, by=cast.manager, at=AT)
    assert wordings(draft) == [(str(cast.staff), "để trống", "Phối hợp tốt.")]
    prose_history.settle(draft)
    assert len(wordings(draft)) == 1


def test_saving_the_same_words_again_tells_nothing(draft, cast):
    save(draft, "Tốt", 1, cast.staff)
    save(draft, "Tốt", 2, cast.staff)
    assert len(wordings(draft)) == 1
