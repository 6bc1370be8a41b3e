"""Asking the units: whom, for what, by when; chasing them; how it stands."""

from datetime import date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts import history
from accounts.errors import NotPossible, Stale
from accounts.models import Succession
from agreements.models import CoordinationArea
from reports.models import Collection, UnitReport
from reports.unit_reports import (
    collecting,
    collection_chasing,
    collection_standing,
    collection_units,
    unit_receiving,
)
from tests import factories
from tests.reports.asking import AT, DAY, ON, State, in_state, make

FIRST, LAST = date(2026, 1, 1), date(2026, 6, 30)


@pytest.fixture
def asked(cast, agreement):
    return make(cast, agreement)


def values(cast, **changes):
    return {
        "title": "",
        "office": cast.committee,
        "period_label": "6 tháng đầu năm 2026",
        "period_from": FIRST,
        "period_to": LAST,
        "units_due_on": date(2026, 6, 20),
        "due_on": date(2026, 6, 30),
        "instructions": "",
    } | changes


def said(target) -> str:
    return " ".join(history.sentence(entry) for entry in history.of(target))


# -- Whom to ask ---------------------------------------------------------------


def test_of_an_agreement_the_parties_and_who_works_in_its_plans(cast, agreement):
    plan = factories.make_issued_plan(agreement, office=cast.committee)
    task = factories.make_focus_task(plan, lead_organisation=cast.department)
    task.coordinations.create(organisation=cast.elsewhere)
    other_year = factories.make_issued_plan(agreement, year=2024)
    stranger = factories.make_organisation(kind="so")
    factories.make_focus_task(other_year, lead_organisation=stranger)
    found = collection_units.default_units(agreement, cast.committee, FIRST, LAST)
    assert set(found) == {cast.front, cast.department, cast.elsewhere}


def test_of_a_cluster_its_members_and_of_nothing_ones_own_departments(cast):
    cluster = factories.make_cluster(cast.committee, cast.front, cast.elsewhere)
    ask = collection_units.default_units
    assert ask(cluster, cast.committee, FIRST, LAST) == [cast.front, cast.elsewhere]
    assert ask(None, cast.committee, FIRST, LAST) == [cast.department]


def test_a_body_that_has_ended_is_asked_as_its_successor(cast):
    heir = factories.make_organisation()
    ended = factories.make_organisation(dissolved_on=date(2026, 3, 1))
    Succession.objects.create(
        predecessor=ended, successor=heir, took_effect_on=date(2026, 3, 1)
    )
    cluster = factories.make_cluster(cast.committee, ended)
    found = collection_units.default_units(cluster, cast.committee, FIRST, LAST)
    assert found == [heir]


def test_what_was_asked_last_time_is_asked_again(cast, agreement, asked):
    area = CoordinationArea.objects.create(code="gs", name="Giám sát")
    asked.collection.areas.add(area)
    before = collection_units.earlier(agreement, cast.committee)
    assert before == asked.collection
    found = collection_units.default_indicators(before, [], LAST)
    assert found == [asked.houses.pk]
    assert collection_units.default_areas(agreement, before, FIRST, LAST) == [area.pk]


# -- Starting ------------------------------------------------------------------


def test_starting_tells_every_unit_once(
    cast, mailoutbox, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        collection = collecting.start(
            values=values(cast),
            units=[cast.department, cast.front, cast.front],
            by=cast.staff,
            on=ON,
        )
    assert collection.title == "Báo cáo 6 tháng đầu năm 2026"
    rows = collection.unit_reports.all()
    assert {row.due_on for row in rows} == {date(2026, 6, 20)}
    assert rows.count() == 2
    told = sorted(address for mail in mailoutbox for address in mail.to)
    people = (cast.lead, cast.front_staff, cast.front_manager)
    assert told == sorted(person.email for person in people)
    assert "hạn 20/06/2026" in cast.lead.notifications.get().text
    assert "2 đơn vị" in said(collection)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"units_due_on": ON - DAY}, "units_due_on"),
        ({"due_on": date(2026, 6, 19)}, "due_on"),
    ],
)
def test_days_that_cannot_be_are_refused(cast, changes, field):
    with pytest.raises(ValidationError) as caught:
        collecting.start(
            values=values(cast, **changes), units=[cast.front], by=cast.staff, on=ON
        )
    assert field in caught.value.error_dict
    assert not Collection.objects.exists()


def test_nobody_is_no_collection(cast):
    with pytest.raises(NotPossible, match="ít nhất một đơn vị"):
        collecting.start(values=values(cast), units=[], by=cast.staff, on=ON)


def test_a_unit_is_added_later_and_only_once(cast, asked):
    add = {"collection": asked.collection, "by": cast.staff, "on": ON}
    assert collecting.add_units(units=[cast.front, cast.elsewhere], **add) == 1
    assert cast.outsider.notifications.count() == 1
    with pytest.raises(NotPossible, match="đều có trong"):
        collecting.add_units(units=[cast.elsewhere], **add)


def revised(asked, cast, version=1, **changes):
    given = {
        "title": asked.collection.title,
        "units_due_on": date(2026, 6, 20),
        "due_on": None,
        "receiver": None,
        "instructions": "",
    } | changes
    return collecting.revise(
        collection=asked.collection,
        version=version,
        values=given,
        indicators=[],
        areas=[],
        by=cast.staff,
        on=ON,
    )


def test_a_moved_day_moves_those_who_stood_by_it(cast, asked):
    UnitReport.objects.filter(pk=asked.other.pk).update(due_on=date(2026, 7, 1))
    revised(asked, cast, units_due_on=date(2026, 6, 25))
    days = dict(asked.collection.unit_reports.values_list("organisation", "due_on"))
    assert days == {
        cast.department.pk: date(2026, 6, 25),
        cast.front.pk: date(2026, 7, 1),
    }
    assert "trước là 20/06/2026" in cast.lead.notifications.get().text
    assert not cast.front_staff.notifications.exists()
    assert "thành “25/06/2026”" in said(asked.collection)


def test_a_collection_changed_meanwhile_is_not_overwritten(cast, asked):
    revised(asked, cast, instructions="Gửi kèm ảnh")
    with pytest.raises(Stale):
        revised(asked, cast, instructions="Khác")


def test_a_closed_collection_is_not_changed_until_it_is_opened_again(cast, asked):
    collection = asked.collection
    assert collecting.close(collection=collection, by=cast.staff, at=AT)
    assert not collecting.close(collection=collection, by=cast.staff, at=AT)
    with pytest.raises(NotPossible, match="đã kết thúc"):
        revised(asked, cast)
    with pytest.raises(NotPossible, match="đã kết thúc"):
        collection_chasing.nudge(collection=collection, by=cast.staff, on=ON, at=AT)
    assert collecting.reopen(collection=collection, by=cast.staff)
    assert not collecting.reopen(collection=collection, by=cast.staff)


# -- Chasing -------------------------------------------------------------------


def nudge(asked, cast, at=AT, **options):
    return collection_chasing.nudge(
        collection=asked.collection, by=cast.staff, on=ON, at=at, **options
    )


def test_a_reminder_is_told_and_logged_on_both_sides(cast, asked):
    in_state(asked.other, State.SENT)
    nudged = nudge(asked, cast)
    assert nudged.told == [asked.report]
    assert cast.lead.notifications.count() == 1
    assert not cast.front_staff.notifications.exists()
    assert "đã nhắc nộp báo cáo: Sở Nội vụ" in said(asked.collection)
    assert "nhắc nộp báo cáo (lần 1)" in said(asked.report)
    asked.report.refresh_from_db()
    assert (asked.report.nudges, asked.report.nudged_at) == (1, AT)


def test_nobody_is_reminded_twice_within_a_day_unless_on_purpose(cast, asked):
    nudge(asked, cast, reports=[asked.report])
    later = AT + timedelta(hours=23)
    nudged = nudge(asked, cast, at=later)
    assert (nudged.told, nudged.lately) == ([asked.other], [asked.report])
    assert cast.lead.notifications.count() == 1
    nudge(asked, cast, at=later, reports=[asked.report], again=True)
    nudge(asked, cast, at=AT + 3 * DAY, reports=[asked.report])
    asked.report.refresh_from_db()
    assert asked.report.nudges == 3


def test_more_time_is_for_one_unit_and_says_why(cast, asked):
    extend = {"report": asked.report, "by": cast.staff, "on": ON}
    with pytest.raises(ValidationError):
        collection_chasing.extend(due_on=date(2026, 6, 20), reason="Lũ", **extend)
    with pytest.raises(ValidationError, match="lý do"):
        collection_chasing.extend(due_on=date(2026, 6, 27), reason=" ", **extend)
    collection_chasing.extend(due_on=date(2026, 6, 27), reason="Mưa lũ", **extend)
    asked.report.refresh_from_db()
    assert asked.report.due_on == date(2026, 6, 27)
    assert "trước là 20/06/2026" in cast.lead.notifications.get().text
    for target in (asked.report, asked.collection):
        assert "Mưa lũ" in said(target)


def test_a_unit_is_left_out_and_taken_back_with_a_reason(cast, asked):
    act = {"report": asked.report, "by": cast.staff, "on": ON}
    with pytest.raises(ValidationError, match="lý do"):
        collection_chasing.leave_out(reason="", **act)
    collection_chasing.leave_out(reason="Mới thành lập", **act)
    asked.report.refresh_from_db()
    assert asked.report.state == State.LEFT_OUT
    collection_chasing.take_back(reason="Đã ổn định tổ chức", **act)
    asked.report.refresh_from_db()
    assert (asked.report.state, asked.report.reason) == (State.ENTERING, "")
    assert "Đã ổn định tổ chức" in said(asked.collection)
    assert cast.lead.notifications.count() == 2


# -- How it stands -------------------------------------------------------------


def row(pk=1, *, due=date(2026, 6, 20), sent=None, state=State.ENTERING):
    organisation = factories.Organisation(pk=pk, name=f"Đơn vị {pk}", sort_key=str(pk))
    at = sent and datetime(
        sent.year, sent.month, sent.day, 17, tzinfo=timezone.get_default_timezone()
    )
    return UnitReport(
        pk=pk, organisation=organisation, due_on=due, first_sent_at=at, state=state
    )


def test_late_from_the_day_after_while_it_was_never_sent():
    day = date(2026, 6, 20)
    assert collection_standing.days_late(row(), day) == 0
    assert collection_standing.days_late(row(), day + DAY) == 1
    returned = row(sent=day, state=State.RETURNED)
    assert collection_standing.days_late(returned, day + 9 * DAY) == 0
    assert collection_standing.days_late(row(state=State.LEFT_OUT), day + DAY) == 0


def test_the_rate_counts_what_was_due_by_the_first_sending():
    day = date(2026, 6, 20)
    rows = [
        row(1, sent=day, state=State.RETURNED),
        row(2, sent=day + DAY, state=State.RECEIVED),
        row(3),
        row(4, due=day + 9 * DAY),
        row(5, state=State.LEFT_OUT),
    ]
    found = collection_standing.counts(rows, day + 2 * DAY)
    assert (found.asked, found.sent, found.late, found.waiting) == (4, 2, 1, 1)
    assert (found.on_time, found.due, found.rate) == (1, 3, 33)
    assert found.left_out == 1


def test_no_rate_before_anything_is_due():
    assert collection_standing.counts([row()], date(2026, 6, 1)).rate is None


def test_the_longest_late_stands_first_then_what_the_office_has_to_do():
    day = date(2026, 6, 20)
    rows = [
        row(1, sent=day, state=State.RECEIVED),
        row(2, sent=day, state=State.SENT),
        row(3),
        row(4, due=day - 3 * DAY),
        row(5, due=day + 9 * DAY),
    ]
    found = collection_standing.in_order(rows, day + DAY)
    assert [one.pk for one in found] == [4, 3, 2, 5, 1]


def test_at_issue_what_was_received_in_time_is_merged(cast, asked, agreement):
    in_state(asked.report, State.RECEIVED)
    late = in_state(asked.other, State.RECEIVED)
    UnitReport.objects.filter(pk=late.pk).update(received_at=AT + 2 * DAY)
    review = factories.make_review(
        agreement, collection=asked.collection, bound_at=AT + DAY
    )
    assert unit_receiving.merge(asked.collection, review, by=cast.manager) == 1
    states = dict(asked.collection.unit_reports.values_list("organisation", "state"))
    assert states == {cast.department.pk: "merged", cast.front.pk: "received"}
    assert "đã tổng hợp vào báo cáo" in said(asked.report)
    assert unit_receiving.merge(asked.collection, review, by=cast.manager) == 0
