"""Which days and hours offices work: of calendars that a person confirmed."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.models import WorkingYear
from accounts.reminding import working_days
from accounts.reminding.working_days import WorkingDays
from tests import factories

HERE = ZoneInfo("Asia/Ho_Chi_Minh")
DAY = timedelta(days=1)
HOLIDAY = date(2026, 9, 2)  # a Wednesday
SATURDAY = date(2026, 8, 22)

some_day = st.dates(date(2026, 1, 1), date(2026, 12, 31))


@st.composite
def calendars(draw):
    """Any days off, in runs of up to three weeks; any Saturdays and Sundays worked."""
    off = set(draw(st.sets(some_day, max_size=20)))
    first = draw(some_day)
    off |= {first + n * DAY for n in range(draw(st.integers(0, 21)))}
    worked = draw(st.sets(some_day.filter(lambda day: day.weekday() > 4), max_size=8))
    return WorkingDays(off=frozenset(off), worked=frozenset(worked))


def between(first, last):
    return [first + n * DAY for n in range((last - first).days + 1)]


quick = settings(max_examples=60, deadline=None)


@quick
@given(calendars(), some_day)
def test_on_or_before_is_the_last_working_day_up_to_the_day(calendar, day):
    found = calendar.on_or_before(day)
    assert found <= day and calendar.is_working(found)
    assert not any(map(calendar.is_working, between(found + DAY, day)))


@quick
@given(calendars(), some_day)
def test_on_or_after_is_the_first_working_day_from_the_day(calendar, day):
    found = calendar.on_or_after(day)
    assert found >= day and calendar.is_working(found)
    assert not any(map(calendar.is_working, between(day, found - DAY)))


@quick
@given(calendars(), some_day)
def test_before_and_after_never_give_the_day_itself(calendar, day):
    assert calendar.before(day) < day < calendar.after(day)
    if calendar.is_working(day):
        assert calendar.on_or_before(day) == day == calendar.on_or_after(day)
        assert calendar.after(calendar.before(day)) == day


@quick
@given(calendars(), some_day, st.integers(0, 40))
def test_adding_counts_the_working_days_that_follow(calendar, day, count):
    found = calendar.add(day, count)
    assert sum(map(calendar.is_working, between(day + DAY, found))) == count
    assert found == day if count == 0 else calendar.is_working(found)


@quick
@given(calendars(), some_day, st.integers(0, 20), st.integers(0, 20))
def test_adding_in_two_parts_is_adding_at_once(calendar, day, some, more):
    assert calendar.add(calendar.add(day, some), more) == calendar.add(day, some + more)


def test_a_calendar_without_a_working_day_does_not_hang():
    year = frozenset(between(date(2026, 1, 1), date(2026, 12, 31)))
    assert WorkingDays(off=year).on_or_after(HOLIDAY) == HOLIDAY


def test_a_make_up_saturday_is_worked_and_a_day_off_on_a_weekend_changes_nothing():
    calendar = WorkingDays(
        off=frozenset({HOLIDAY, date(2026, 8, 23)}), worked=frozenset({SATURDAY})
    )
    assert calendar.is_working(SATURDAY)
    assert not calendar.is_working(HOLIDAY)
    assert not calendar.is_working(date(2026, 8, 23))
    assert calendar.on_or_before(date(2026, 8, 23)) == SATURDAY


# -- Hours, in local time ---------------------------------------------------------


@pytest.mark.parametrize(
    ("at", "is_open"),
    [
        (datetime(2026, 9, 3, 0, 59, 59, tzinfo=UTC), False),  # 07:59:59 here
        (datetime(2026, 9, 3, 1, 0, tzinfo=UTC), True),
        (datetime(2026, 9, 3, 8, 59, 59, tzinfo=UTC), True),
        (datetime(2026, 9, 3, 9, 0, tzinfo=UTC), False),  # 16:00 sharp
        (datetime(2026, 9, 2, 3, 0, tzinfo=UTC), False),  # a holiday
        (datetime(2026, 9, 1, 20, 0, tzinfo=UTC), False),  # 03:00 of the holiday
    ],
)
def test_the_hours_of_the_year_hold_in_the_time_of_viet_nam(at, is_open):
    hours = {2026: (time(8), time(16))}
    calendar = WorkingDays(off=frozenset({HOLIDAY}), hours=hours)
    assert calendar.is_open(at) is is_open


def test_the_year_of_the_hours_is_the_local_one():
    """20:00 on 31 December in UTC is already the first morning of the next year."""
    hours = {2026: (time(0), time(1)), 2027: (time(2), time(4))}
    calendar = WorkingDays(hours=hours)
    assert calendar.is_open(datetime(2026, 12, 31, 20, 0, tzinfo=UTC))
    assert not calendar.is_open(datetime(2026, 12, 31, 16, 59, tzinfo=UTC))


def test_without_a_calendar_the_usual_hours_hold():
    assert not WorkingDays().is_open(datetime(2026, 9, 3, 7, 29, tzinfo=HERE))
    assert WorkingDays().is_open(datetime(2026, 9, 3, 7, 30, tzinfo=HERE))
    assert not WorkingDays().is_open(datetime(2026, 9, 3, 17, 0, tzinfo=HERE))


# -- What people keep -------------------------------------------------------------


@pytest.fixture
def year(db):
    year = WorkingYear.objects.create(year=2026, opens_at=time(8), closes_at=time(16))
    year.days.create(on=HOLIDAY, kind="off", name="Quốc khánh")
    year.days.create(on=SATURDAY, kind="worked", name="Làm bù")
    return year


def confirm(year):
    year.confirmed_at, year.confirmed_by = timezone.now(), factories.make_user()
    year.save()


def test_a_year_that_nobody_confirmed_knows_weekends_only(year):
    assert working_days.load() == WorkingDays()
    assert working_days.named(date(2026, 1, 1), date(2026, 12, 31)) == {}
    assert working_days.unconfirmed(HOLIDAY, HOLIDAY) == [2026]


def test_a_confirmed_year_counts(year):
    confirm(year)
    calendar = working_days.load({2025, 2026})
    assert calendar == WorkingDays(
        off=frozenset({HOLIDAY}),
        worked=frozenset({SATURDAY}),
        hours={2026: (time(8), time(16))},
    )
    assert list(working_days.named(HOLIDAY, HOLIDAY)) == [HOLIDAY]
    assert working_days.unconfirmed(HOLIDAY, date(2027, 1, 5)) == [2027]


def test_only_the_years_asked_for_are_read(year):
    confirm(year)
    assert working_days.load({2025}) == WorkingDays()


def test_loading_asks_the_database_twice_however_many_days(
    year, django_assert_num_queries
):
    confirm(year)
    for day in range(1, 29):
        year.days.create(on=date(2026, 6, day), kind="off", name="Nghỉ")
    with django_assert_num_queries(2):
        assert len(working_days.load().off) == 29
