"""The weekly summary for leaders: once a week, on its first working day."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import (
    Digest,
    Notification,
    OutgoingMail,
    SpecialDay,
    Succession,
    User,
    WorkingYear,
)
from accounts.reminding import running, summaries, summary_letters
from reports.models import Recommendation
from tasks.approvals import approval
from tasks.models import Coordination, Extension, FocusTask, TaskState
from tests import factories

MONDAY = date(2026, 6, 8)
DAY = timedelta(days=1)


def run(on):
    at = datetime(on.year, on.month, on.day, 2, tzinfo=UTC)  # 9:00 in Vietnam
    return running.remind(on=on, at=at)


def tell(on):
    return summaries.tell_all(
        on=on, at=datetime(on.year, on.month, on.day, 2, tzinfo=UTC)
    )


def letters(user=None):
    found = OutgoingMail.objects.filter(digest__kind=Digest.Kind.WEEKLY).order_by("pk")
    return list(found.filter(recipient=user) if user else found)


@pytest.fixture
def boss(cast):
    return factories.make_user((cast.department, "manager"), username="giamdoc")


@pytest.fixture
def plan(cast, agreement):
    return factories.make_issued_plan(agreement, office=cast.committee)


@pytest.fixture
def late(cast, plan):
    return factories.make_focus_task(
        plan,
        title="Việc chậm",
        lead_organisation=cast.department,
        due_on=MONDAY - 40 * DAY,
    )


# -- When ----------------------------------------------------------------------


def test_a_leader_gets_one_letter_a_week_however_often_it_runs(late, boss):
    for day in range(5):
        tell(MONDAY + day * DAY)
        tell(MONDAY + day * DAY)

    (mail,) = letters(boss)
    assert mail.digest.on == MONDAY
    assert mail.subject == "Tổng hợp tuần 08/06–14/06/2026: 1 việc chậm"
    notice = Notification.objects.get(user=boss, text__startswith="Tổng hợp")
    assert notice.url == mail.digest.get_absolute_url()


def test_the_next_week_brings_the_next_one(late, boss):
    tell(MONDAY)
    tell(MONDAY + 7 * DAY)

    assert [m.digest.on for m in letters(boss)] == [MONDAY, MONDAY + 7 * DAY]


def test_where_monday_is_off_the_next_working_day_brings_it(late, boss, cast):
    year = WorkingYear.objects.create(
        year=2026,
        confirmed_at=datetime(2026, 1, 1, tzinfo=UTC),
        confirmed_by=cast.admin,
    )
    SpecialDay.objects.create(year=year, on=MONDAY, kind="off", name="Nghỉ bù")
    run(MONDAY)
    assert letters() == []
    run(MONDAY + DAY)

    assert [m.digest.on for m in letters(boss)] == [MONDAY + DAY]


def test_a_monday_lost_in_an_outage_is_told_on_the_next_day_that_runs(late, boss):
    tell(MONDAY - 3 * DAY)
    run(MONDAY + 2 * DAY)
    tell(MONDAY + 3 * DAY)

    assert letters(boss)[-1].digest.on == MONDAY + 2 * DAY
    assert len(letters(boss)) == 2  # Friday's week, and this one


def test_with_nothing_to_say_there_is_no_letter_also_later_that_week(plan, boss, cast):
    tell(MONDAY)
    factories.make_focus_task(
        plan, lead_organisation=cast.department, due_on=MONDAY - DAY
    )
    tell(MONDAY + DAY)

    assert letters() == []
    assert not Notification.objects.filter(text__startswith="Tổng hợp").exists()


def test_only_active_leaders_are_told(late, boss, cast):
    User.objects.filter(pk=boss.pk).update(is_active=False)
    tell(MONDAY)

    assert letters() == []


def test_a_leader_without_an_address_is_told_in_the_app(late, boss):
    User.objects.filter(pk=boss.pk).update(email="")
    tell(MONDAY)

    assert letters() == []
    assert Notification.objects.filter(user=boss, text__startswith="Tổng hợp").exists()


def test_one_who_fails_keeps_nobody_from_theirs_and_is_tried_again(
    late, boss, cast, monkeypatch
):
    other = factories.make_user((cast.department, "manager"))
    write = summaries.written

    def fail_for_one(person, bodies, *, on):
        if person == boss:
            raise RuntimeError
        return write(person, bodies, on=on)

    monkeypatch.setattr(summaries, "written", fail_for_one)
    tell(MONDAY)
    assert [m.recipient for m in letters()] == [other]

    monkeypatch.undo()
    tell(MONDAY)
    assert {m.recipient for m in letters()} == {other, boss}


# -- What ----------------------------------------------------------------------


def said_of(body, on=MONDAY):
    told = summary_letters.told_of([body.pk], summaries.inherited_by(on), on=on)
    return {
        section["title"]: [row["title"] for row in section["rows"]]
        for section in told[body.pk].sections
    }


def test_what_is_late_due_and_done_in_the_body(late, plan, cast):
    def task(title, **fields):
        return factories.make_focus_task(
            plan, title=title, lead_organisation=cast.department, **fields
        )

    task("Tuần này", due_on=MONDAY + 6 * DAY)
    task("Tuần sau", due_on=MONDAY + 7 * DAY)
    done = {"state": TaskState.DONE, "due_on": MONDAY}
    task("Vừa xong", completed_on=MONDAY - DAY, **done)
    task("Xong từ lâu", completed_on=MONDAY - 8 * DAY, **done)
    task("Hủy", state="cancelled", due_on=MONDAY - DAY)

    assert said_of(cast.department) == {
        "Nhiệm vụ quá hạn": ["Việc chậm"],
        "Đến hạn trong tuần": ["Tuần này"],
        "Hoàn thành tuần trước": ["Vừa xong"],
    }


def test_parts_by_their_own_day_or_the_day_of_the_task(late, plan, cast):
    other = factories.make_focus_task(plan, title="Việc khác", due_on=MONDAY + 90 * DAY)
    for task, due_on in ((late, None), (other, MONDAY + DAY)):
        Coordination.objects.create(
            task=task, organisation=cast.front, part="Vận động", due_on=due_on
        )

    assert said_of(cast.front) == {
        "Phần việc phối hợp bị chậm": ["Vận động – Việc chậm"],
        "Đến hạn trong tuần": ["Vận động – Việc khác"],
    }


def test_what_waits_for_the_decision_of_the_body(late, plan, cast, agreement):
    FocusTask.objects.filter(pk=late.pk).update(state=TaskState.SUBMITTED)
    Extension.objects.create(
        task=late,
        organisation=cast.department,
        was_due_on=late.due_on,
        asked_due_on=MONDAY,
        reason="Mưa lũ",
        asked_on=MONDAY - DAY,
        asked_by=cast.lead,
    )
    draft = factories.make_plan(agreement, office=cast.committee, title="Kế hoạch 2027")
    factories.make_focus_task(draft)
    approval.submit(plan=draft, by=cast.staff, on=MONDAY)

    waiting = said_of(cast.committee)["Chờ cơ quan quyết định"]
    assert sorted(waiting) == ["Gia hạn: Việc chậm", "Xác nhận kết quả: Việc chậm"]
    assert said_of(cast.front)["Chờ cơ quan quyết định"] == [
        "Cho ý kiến về “Kế hoạch 2027”"
    ]


def test_recommendations_that_await_the_reply_of_the_body(cast):
    asked, unsent = (
        Recommendation.objects.create(wording=wording, sender=cast.front)
        for wording in ("Bố trí kinh phí", "Chưa gửi")
    )
    for row in (asked, unsent):
        row.addressees.create(organisation=cast.committee)
    Recommendation.objects.filter(pk=asked.pk).update(sent_on=MONDAY - DAY)

    assert said_of(cast.committee) == {"Kiến nghị chờ trả lời": ["Bố trí kinh phí"]}


def test_ten_lines_of_a_section_and_how_many_others(plan, boss, cast):
    for number in range(13):
        factories.make_focus_task(
            plan, lead_organisation=cast.department, due_on=MONDAY - number * DAY - DAY
        )
    tell(MONDAY)

    mail = letters(boss)[0]
    assert mail.body.count("(hạn ") == 10
    assert "13 nhiệm vụ quá hạn" in mail.body and "và 3 việc khác" in mail.body
    assert "situation=overdue&mine=lead" in mail.body
    assert "situation=overdue&amp;mine=lead" in mail.html
    assert ">và 3 việc khác</a>" in mail.html


def test_what_was_typed_is_escaped(late, boss):
    FocusTask.objects.filter(pk=late.pk).update(title="Họp <b>& ký</b>")
    tell(MONDAY)

    mail = letters(boss)[0]
    assert "Họp <b>& ký</b>" in mail.body
    assert "Họp &lt;b&gt;&amp; ký&lt;/b&gt;" in mail.html and "<b>& ký" not in mail.html


def test_the_successor_reads_of_what_it_took_over(late, cast):
    heir = factories.make_organisation("Sở Nội vụ mới", kind="so")
    Succession.objects.create(
        predecessor=cast.department,
        successor=heir,
        took_effect_on=MONDAY - DAY,
        takes_duties=True,
    )

    assert said_of(heir) == {"Nhiệm vụ quá hạn": ["Việc chậm"]}


def test_who_leads_two_bodies_reads_of_both_in_one_letter(late, plan, cast):
    both = factories.make_user((cast.department, "manager"), (cast.front, "manager"))
    Coordination.objects.create(task=late, organisation=cast.front)
    tell(MONDAY)

    (mail,) = letters(both)
    assert mail.subject.endswith("2 việc chậm")
    assert mail.body.index(cast.department.name) < mail.body.index(cast.front.name)


def test_figures_of_ten_bodies_cost_as_many_queries_as_those_of_one(plan):
    bodies = [factories.make_organisation(kind="so") for _ in range(10)]
    for body in bodies:
        factories.make_focus_task(plan, lead_organisation=body, due_on=MONDAY - DAY)
    counts = []
    for asked in (bodies[:1], bodies):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            summary_letters.told_of([body.pk for body in asked], {}, on=MONDAY)
        counts.append(len(queries))

    assert counts[0] == counts[1]
