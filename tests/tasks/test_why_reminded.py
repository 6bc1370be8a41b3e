"""Every answer to "vì sao tôi (không) nhận được thư này", from facts alone."""

from datetime import UTC, date, datetime, timedelta

import pytest

from accounts.models import (
    DeadAddress,
    LadderStep,
    Membership,
    OutgoingMail,
    Reminder,
    ReminderPreference,
    ReminderRun,
    SpecialDay,
    User,
    WorkingYear,
)
from accounts.reminding import explaining, planning, running, working_days
from tasks.models import Assignment, FocusTask, TaskState, YearlyPlan
from tests import factories

DUE = date(2026, 6, 30)  # a Tuesday
FIFTEEN, SEVEN = date(2026, 6, 15), date(2026, 6, 23)  # a Monday, a Tuesday


def at(on, hour=9, minute=0):
    """That hour in Vietnam."""
    utc = datetime(on.year, on.month, on.day, hour, minute, tzinfo=UTC)
    return utc - timedelta(hours=7)


def run(on, hour=9):
    return running.remind(on=on, at=at(on, hour))


def why(person, thing, on, *, to=None, duty="task", hour=10):
    return explaining.explain(
        person=person,
        duty=duty,
        duty_id=thing.pk,
        to=to or person,
        on=on,
        at=at(on, hour),
    )


def said(facts):
    return " ".join(fact.sentence for fact in facts)


@pytest.fixture
def task(cast, agreement):
    plan = factories.make_issued_plan(agreement, office=cast.committee)
    return factories.make_focus_task(
        plan, lead_organisation=cast.department, due_on=DUE
    )


@pytest.fixture
def lead(cast):
    return cast.lead


def change(task, **fields):
    FocusTask.objects.filter(pk=task.pk).update(**fields)


# -- Why told ------------------------------------------------------------------


def test_a_letter_is_explained_by_its_reason_its_digest_and_its_delivery(task, lead):
    run(FIFTEEN)
    OutgoingMail.objects.update(sent_at=at(FIFTEEN, 9, 5))
    told = why(lead, task, FIFTEEN)

    assert told.answer.sentence == (
        "Ông/Bà đã được nhắc việc này 1 lần, gần nhất lúc 09:00 ngày 15/06/2026."
    )
    assert "chuyên viên của Sở Nội vụ, cơ quan chủ trì" in said(told.reasons)
    step, digest, mail = told.past
    assert step.sentence == "Bậc 15 ngày trước hạn, thứ Hai 15/06/2026."
    assert "trong bản nhắc việc ngày 15/06/2026: bậc 15 ngày trước" in digest.sentence
    assert digest.url == lead.digests.get().get_absolute_url()
    assert mail.sentence == (
        "Thư nhắc việc ngày 15/06/2026 gửi tới sonoivu@example.vn đã giao cho máy chủ "
        "thư."
    )
    assert mail.when == at(FIFTEEN, 9, 5)


def test_steps_say_the_day_as_counted_and_the_working_day_they_move_to(task, lead):
    change(task, due_on=date(2026, 11, 29), listed_on=date(2026, 11, 29))
    coming = said(why(lead, task, FIFTEEN).coming)

    assert (
        "Bậc 7 ngày trước hạn rơi vào Chủ nhật 22/11/2026, nên nhắc sớm vào thứ Sáu "
        "20/11/2026." in coming
    )


def test_a_holiday_that_moves_a_step_is_named(task, lead, cast):
    year = WorkingYear.objects.create(
        year=2026, confirmed_at=at(FIFTEEN), confirmed_by=cast.admin
    )
    year.days.create(on=SEVEN, kind=SpecialDay.Kind.OFF, name="Ngày thử nghiệm")

    assert (
        "rơi vào thứ Ba 23/06/2026 (nghỉ: Ngày thử nghiệm), nên nhắc sớm vào thứ Hai "
        "22/06/2026." in said(why(lead, task, FIFTEEN).coming)
    )


def test_a_step_after_the_deadline_moves_later(task, lead):
    change(task, due_on=date(2026, 6, 27), listed_on=date(2026, 6, 27))
    LadderStep.objects.filter(ladder__duty="task", days=7).update(days=1)

    assert (
        "Bậc 1 ngày sau hạn rơi vào Chủ nhật 28/06/2026, nên nhắc vào ngày làm việc kế "
        "tiếp, thứ Hai 29/06/2026." in said(why(lead, task, FIFTEEN).coming)
    )


def test_later_weeks_are_said_in_one_sentence(task, lead):
    coming = why(lead, task, FIFTEEN).coming

    assert [fact.when for fact in coming] == [
        SEVEN,
        date(2026, 6, 26),
        date(2026, 6, 29),
        DUE,
        date(2026, 7, 7),
        None,
    ]
    assert "mỗi tuần một lần, lần cuối thứ Ba 22/09/2026" in coming[-1].sentence


def test_of_two_steps_on_one_working_day_the_later_one_speaks(task, lead):
    change(task, due_on=date(2026, 6, 28), listed_on=date(2026, 6, 28))  # a Sunday
    run(date(2026, 6, 26))
    past = said(why(lead, task, date(2026, 6, 26)).past)

    assert "Trùng ngày với bậc đúng hạn, nên chỉ nhắc một lần" in past


def test_events_stand_in_the_order_of_time(task, lead):
    for on in (FIFTEEN, SEVEN):
        run(on)
    past = why(lead, task, SEVEN).past

    assert [fact.moment for fact in past] == sorted(fact.moment for fact in past)


# -- What became of the letter -------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({}, "gửi tới sonoivu@example.vn đang chờ gửi."),
        (
            {"attempts": 2, "last_error": "Máy chủ bận"},
            "chưa gửi được, đã thử 2 lần: Máy chủ bận.",
        ),
        (
            {"given_up_at": at(SEVEN), "attempts": 8, "last_error": "Không có hộp thư"},
            "không gửi được, đã thử 8 lần và đã thôi: Không có hộp thư.",
        ),
        (
            {"sent_at": at(FIFTEEN), "bounced_at": at(SEVEN)},
            "gửi tới sonoivu@example.vn bị trả lại.",
        ),
    ],
)
def test_what_became_of_the_letter_is_said(task, lead, fields, sentence):
    run(FIFTEEN)
    OutgoingMail.objects.update(**fields)

    assert sentence in said(why(lead, task, SEVEN).past)


def test_a_dead_address_is_named_with_its_reason(task, lead):
    run(FIFTEEN)
    DeadAddress.objects.create(
        address=lead.email, reason="Hộp thư đã đóng", since_at=at(SEVEN)
    )

    assert "sonoivu@example.vn không nhận được thư: Hộp thư đã đóng." in said(
        why(lead, task, SEVEN).past
    )


def test_a_letter_that_never_came_leaves_the_notice_in_the_app(task, lead):
    run(FIFTEEN)
    Reminder.objects.update(state="failed", settled_why="Máy chủ từ chối.")
    told = why(lead, task, FIFTEEN)

    assert "Thư của lượt nhắc này không tới được" in said(told.past)
    assert "Máy chủ từ chối." in said(told.past)
    assert "đã được nhắc việc này 1 lần" in told.answer.sentence


def test_without_an_address_the_reminder_is_in_the_app_only(task, lead):
    User.objects.filter(pk=lead.pk).update(email="")
    run(FIFTEEN)
    lead.refresh_from_db()

    assert "không có địa chỉ thư dùng được, nên chỉ nhắc ở mục Thông báo" in said(
        why(lead, task, FIFTEEN).past
    )


# -- Withdrawn, late -----------------------------------------------------------


def plan(on, hour=9):
    planning.plan(on=on, at=at(on, hour), calendar=working_days.load())


def test_a_withdrawn_reminder_says_why(task, lead):
    plan(FIFTEEN)
    change(task, due_on=date(2026, 9, 30), listed_on=date(2026, 9, 30))
    run(FIFTEEN)
    told = why(lead, task, FIFTEEN)

    assert "đã rút, không gửi: Hạn đã đổi thành 30/09/2026." in said(told.past)
    assert told.answer.sentence == "Ông/Bà chưa được nhắc việc này."
    assert "Chưa đến bậc nhắc đầu tiên. Bậc 15 ngày trước hạn" in said(told.reasons)


def test_a_reminder_after_an_outage_says_that_it_is_late(task, lead):
    run(date(2026, 6, 12))
    run(date(2026, 6, 19))
    past = said(why(lead, task, date(2026, 6, 19)).past)

    assert "Nhắc muộn: ngày cần nhắc là thứ Hai 15/06/2026" in past


def test_a_step_lost_to_an_outage_is_said_to_be_so(task, lead):
    run(date(2026, 6, 12))
    run(SEVEN)
    past = said(why(lead, task, SEVEN).past)

    assert (
        "Bậc 15 ngày trước hạn, thứ Hai 15/06/2026. Hệ thống không chạy nhắc việc từ "
        "ngày này cho đến bậc sau." in past
    )


def test_a_task_made_late_says_when_it_came_into_the_ledger(task, lead):
    plan(date(2026, 6, 17))
    run(date(2026, 6, 17))
    past = said(why(lead, task, date(2026, 6, 17)).past)

    assert "Ngày cần nhắc của bậc 15 ngày trước hạn là thứ Hai 15/06/2026" in past
    assert "được ghi vào sổ lúc 09:00 ngày 17/06/2026" in past


def test_news_after_the_digest_of_the_day_says_that_it_waited_for_the_next(
    task, lead, cast
):
    run(FIFTEEN)
    other = factories.make_focus_task(
        task.plan, lead_organisation=cast.department, due_on=DUE
    )
    run(FIFTEEN, hour=11)
    run(date(2026, 6, 16))

    assert "Ngày 15/06/2026 Ông/Bà đã có bản nhắc việc lúc 09:00" in said(
        why(lead, other, date(2026, 6, 16)).past
    )


# -- Why not -------------------------------------------------------------------


def test_not_told_for_the_first_step_is_yet_to_come(task, lead):
    told = why(lead, task, date(2026, 6, 1))

    assert told.answer.sentence == "Ông/Bà chưa được nhắc việc này."
    assert said(told.reasons) == (
        "Chưa đến bậc nhắc đầu tiên. Bậc 15 ngày trước hạn, thứ Hai 15/06/2026."
    )


def test_not_told_for_the_body_named_somebody_else(task, lead, cast):
    named = factories.make_user((cast.department, "staff"), full_name="Trần Thị Bình")
    Assignment.objects.create(
        task=task, organisation=cast.department, person=named, since_on=FIFTEEN
    )

    assert said(why(lead, task, FIFTEEN, to=cast.admin).reasons) == (
        f"{lead} hiện không thuộc những người được nhắc việc này. Người được nhắc hiện "
        "nay: Trần Thị Bình được cơ quan giao theo dõi nhiệm vụ này."
    )


def test_not_told_for_nobody_is(task, lead, cast):
    Membership.objects.filter(user=lead).delete()

    assert "Hiện không có ai được nhắc việc này." in said(
        why(lead, task, FIFTEEN, to=cast.admin).reasons
    )


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        (
            {"state": TaskState.DONE, "completed_on": date(2026, 6, 10)},
            "Nhiệm vụ đã hoàn thành ngày 10/06/2026.",
        ),
        (
            {
                "state": TaskState.CANCELLED,
                "cancelled_on": date(2026, 6, 9),
                "cancel_reason": "Trùng việc",
            },
            "Nhiệm vụ đã hủy ngày 09/06/2026, lý do: Trùng việc.",
        ),
        ({"state": TaskState.SUBMITTED}, "đang chờ xác nhận"),
        (
            {"due_on": None, "deadline_as_written": "thường xuyên"},
            "không có ngày hạn (ghi trong văn bản: “thường xuyên”)",
        ),
    ],
)
def test_not_told_for_the_duty_is_closed_or_has_no_day(
    task, lead, cast, fields, sentence
):
    change(task, **fields)

    assert sentence in said(why(lead, task, FIFTEEN, to=cast.admin).reasons)


def test_not_told_for_the_plan_is_not_issued(task, lead, cast):
    YearlyPlan.objects.filter(pk=task.plan_id).update(
        state="draft", document_number="", issued_on=None
    )

    assert "không ở trạng thái đã ban hành (hiện: đang soạn thảo)" in said(
        why(lead, task, FIFTEEN, to=cast.admin).reasons
    )


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"done_on": date(2026, 6, 2)}, "Phần việc này đã xong ngày 02/06/2026."),
        ({}, "Nhiệm vụ đã hoàn thành ngày 10/06/2026."),
    ],
)
def test_not_told_for_the_part_or_its_task_is_done(task, cast, fields, sentence):
    if fields:
        fields = fields | {"done_by": cast.front_staff}
    part = task.coordinations.create(organisation=cast.front, **fields)
    change(task, state=TaskState.DONE, completed_on=date(2026, 6, 10))
    told = why(cast.front_staff, part, FIFTEEN, to=cast.admin, duty="part")

    assert sentence in said(told.reasons)


def test_not_told_for_the_plan_is_not_before_the_parties(task, cast):
    told = why(cast.reviewer, task.plan, FIFTEEN, to=cast.admin, duty="decision")

    assert "Kế hoạch không chờ ý kiến (hiện: đã ban hành)." in said(told.reasons)


def test_not_told_for_todays_digest_went_before(task, lead, cast):
    run(FIFTEEN)
    other = factories.make_focus_task(
        task.plan, lead_organisation=cast.department, due_on=DUE
    )
    run(FIFTEEN, hour=11)
    told = why(lead, other, FIFTEEN, hour=12)

    assert told.answer.sentence == "Việc này đã vào sổ, đang chờ nhắc Ông/Bà."
    assert (
        "Hôm nay Ông/Bà đã có bản nhắc việc lúc 09:00; mỗi người mỗi ngày một bản, nên "
        "việc này để đến ngày làm việc kế tiếp, thứ Ba 16/06/2026."
        in said(told.reasons)
    )


def test_not_told_for_the_person_asked_for_one_digest_a_week(task, lead, cast):
    ReminderPreference.objects.create(user=lead, frequency="weekly", weekday=0)
    run(FIFTEEN)
    other = factories.make_focus_task(
        task.plan, lead_organisation=cast.department, due_on=date(2026, 7, 1)
    )
    run(date(2026, 6, 16))

    assert (
        "chọn nhận nhắc việc mỗi tuần một lần, vào thứ Hai; tuần này đã có bản ngày "
        "15/06/2026, không có việc nào còn từ 3 ngày trở xuống, nên để đến thứ Hai "
        "22/06/2026." in said(why(lead, other, date(2026, 6, 16)).reasons)
    )


@pytest.mark.parametrize(
    ("hour", "sentence"),
    [
        (6, "từ 07:30 đến 17:00; hôm nay chưa đến giờ."),
        (18, "hôm nay đã hết giờ, ngày làm việc tới là thứ Ba 16/06/2026."),
    ],
)
def test_not_told_outside_office_hours(task, lead, hour, sentence):
    plan(FIFTEEN, hour=5)

    assert sentence in said(why(lead, task, FIFTEEN, hour=hour).reasons)


def test_not_told_on_a_day_off(task, lead):
    plan(FIFTEEN)
    saturday = date(2026, 6, 20)

    assert (
        "Hôm nay, thứ Bảy 20/06/2026, cơ quan nghỉ; ngày làm việc tới là thứ Hai "
        "22/06/2026." in said(why(lead, task, saturday).reasons)
    )


def test_not_told_for_the_account_is_locked(task, lead, cast):
    User.objects.filter(pk=lead.pk).update(is_active=False)
    lead.refresh_from_db()

    assert f"Tài khoản của {lead} đang bị khóa" in said(
        why(lead, task, FIFTEEN, to=cast.admin).reasons
    )


def test_not_told_of_a_step_before_joining(task, cast):
    for on in (FIFTEEN, date(2026, 6, 22), SEVEN):
        run(on)
    new = factories.make_user((cast.department, "staff"))
    new.memberships.update(started_on=date(2026, 6, 24))
    run(date(2026, 6, 24))
    past = said(why(new, task, date(2026, 6, 24)).past)

    assert "giữ vai trò tại cơ quan từ ngày 24/06/2026, khi đã sang bậc sau" in past


def test_not_told_of_a_step_that_others_were_told_of(task, lead, cast):
    named = factories.make_user((cast.department, "staff"), full_name="Trần Thị Bình")
    Assignment.objects.create(
        task=task, organisation=cast.department, person=named, since_on=FIFTEEN
    )
    run(FIFTEEN)
    Assignment.objects.all().delete()
    run(SEVEN)

    assert (
        "Sổ không có lượt nhắc nào của bậc này cho Ông/Bà. Bậc này đã nhắc Trần Thị "
        "Bình." in said(why(lead, task, SEVEN).past)
    )


def test_not_told_of_a_step_before_the_duty_was_in_the_ledger(task, lead):
    ReminderRun.objects.create(
        on=FIFTEEN, started_at=at(FIFTEEN), finished_at=at(SEVEN)
    )
    run(SEVEN)

    assert "cho bất kỳ ai, trước bậc ngày 23/06/2026" in said(
        why(lead, task, SEVEN).past
    )


def test_not_told_for_the_run_has_not_come_by(task, lead):
    assert "Hệ thống chưa chạy lượt nhắc việc nào." in said(
        why(lead, task, FIFTEEN).reasons
    )
    run(date(2026, 6, 12))
    ReminderRun.objects.update(finished_at=at(date(2026, 6, 12)))

    assert (
        "Đã đến bậc 15 ngày trước hạn (thứ Hai 15/06/2026) nhưng sổ chưa ghi lượt nhắc "
        "này cho Ông/Bà. Lượt chạy nhắc việc gần nhất là lúc 09:00 ngày 12/06/2026."
        in said(why(lead, task, FIFTEEN).reasons)
    )


def test_not_told_for_the_ladder_has_no_step_for_leaders(task, cast):
    leader = factories.make_user((cast.department, "manager"))
    LadderStep.objects.filter(ladder__duty="task", audience="leader").delete()

    assert "không có bậc nào dành cho lãnh đạo cơ quan" in said(
        why(leader, task, FIFTEEN).reasons
    )


def test_not_told_for_the_leader_comes_after_the_staff(task, cast):
    leader = factories.make_user((cast.department, "manager"))
    reasons = said(why(leader, task, FIFTEEN).reasons)

    assert "Chưa đến bậc nhắc đầu tiên của lãnh đạo. Bậc 5 ngày sau hạn" in reasons


def test_not_told_for_the_duty_is_past_the_end_of_the_ladder(task, lead):
    assert "đã ra ngoài thang nhắc" in said(
        why(lead, task, DUE + timedelta(days=300)).reasons
    )


def test_a_duty_owed_again_says_that_its_reminder_comes_back(task, lead):
    plan(FIFTEEN)
    Reminder.objects.update(
        state="withdrawn", settled_at=at(FIFTEEN), settled_why="Việc đã xong."
    )

    assert "nay Ông/Bà lại phải làm việc này" in said(why(lead, task, FIFTEEN).reasons)


# -- Who asks ------------------------------------------------------------------


def test_of_somebody_else_every_sentence_names_them(task, lead, cast):
    run(FIFTEEN)
    told = why(lead, task, FIFTEEN, to=cast.admin)
    facts = [told.answer, *told.reasons, *told.past, *told.coming]

    assert "Ông/Bà" not in said(facts)
    assert told.answer.sentence.startswith(f"{lead} đã được nhắc việc này 1 lần")


def test_a_digest_is_linked_only_for_who_may_open_it(task, lead, cast):
    run(FIFTEEN)
    leader = factories.make_user((cast.department, "manager"))

    def links(reader):
        return [f.url for f in why(lead, task, FIFTEEN, to=reader).past if f.url]

    assert links(lead) == links(cast.admin) == [lead.digests.get().get_absolute_url()]
    assert links(leader) == []


def test_a_duty_is_explained_to_whoever_was_told_or_owes_it_and_to_nobody_else(
    task, lead, cast
):
    assert why(lead, task, FIFTEEN)
    assert why(cast.admin, task, FIFTEEN)
    assert why(cast.outsider, task, FIFTEEN) is None
    assert why(cast.staff, task, FIFTEEN) is None  # sees it, but does not owe it
    run(FIFTEEN)
    Membership.objects.filter(user=lead).delete()
    assert why(lead, task, FIFTEEN)  # was told


def test_a_duty_that_never_was_is_not_explained(cast, task):
    missing = FocusTask(pk=999_999)

    assert why(cast.admin, missing, FIFTEEN) is None
    assert why(cast.admin, task, FIFTEEN, duty="khong-co") is None


def test_a_new_reason_of_an_unknown_kind_falls_back_to_what_is_always_true(db):
    from accounts.reminding import asking

    assert asking.why_silent("khong-co", 1) == asking.NOT_OWED
