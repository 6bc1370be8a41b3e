"""Next year's working calendar is owed until a person has confirmed it."""

from datetime import date

import pytest
from django.utils import timezone

from accounts.models import WorkingYear
from accounts.reminding.calendar_duty import CalendarSource
from tests import factories
from tests.duty_checks import is_open, names, owed, queries

ON = date(2026, 11, 20)
CALENDAR = CalendarSource()


def confirmed(year, by):
    return WorkingYear.objects.create(
        year=year, confirmed_at=timezone.now(), confirmed_by=by
    )


@pytest.fixture(autouse=True)
def this_year(cast):
    return confirmed(2026, cast.admin)


def test_next_year_is_due_on_the_last_day_of_this_one(cast):
    found = owed(CALENDAR, ON)
    assert {year: one.due_on for year, one in found.items()} == {
        2027: date(2026, 12, 31)
    }
    assert is_open(CALENDAR, 2027, ON)
    line = CALENDAR.lines({2027})[2027]
    assert line.title == "Lập và xác nhận lịch làm việc năm 2027"


def test_a_calendar_that_nobody_confirmed_is_still_owed(cast):
    WorkingYear.objects.create(year=2027)
    assert is_open(CALENDAR, 2027, ON)
    WorkingYear.objects.update(confirmed_at=timezone.now(), confirmed_by=cast.admin)
    assert not is_open(CALENDAR, 2027, ON)


def test_it_stays_owed_into_the_year_that_has_begun(cast):
    january = date(2027, 1, 8)
    assert set(owed(CALENDAR, january)) == {2027, 2028}
    confirmed(2027, cast.admin)
    assert set(owed(CALENDAR, january)) == {2028}


def test_told_to_administrators_of_the_system_and_of_the_highest_bodies(cast):
    keeper = factories.make_user((cast.committee, "administrator"), username="qtubnd")
    factories.make_user((cast.department, "administrator"))
    factories.make_user(username="daroi", is_superuser=True, is_active=False)
    gone = factories.make_user((cast.front, "administrator"))
    gone.memberships.update(ended_on=ON)
    found = owed(CALENDAR, ON)[2027]

    assert names(found.owners) == ["qtubnd", "quantri"]
    assert "quản trị hệ thống" in found.owners[cast.admin.pk]
    assert "cấp tỉnh" in found.owners[keeper.pk]
    assert not found.leaders and found.ladder_id is None


def test_as_many_questions_for_twice_as_many_keepers(cast):
    few = queries(CALENDAR, ON)
    for _ in range(3):
        factories.make_user((cast.committee, "administrator"))
    assert queries(CALENDAR, ON) == few
