"""The dead-man's switch, hour by hour. 2026-06-05 is a Friday."""

from datetime import date, datetime, time, timedelta

import pytest
from django.utils import timezone

from accounts.reminding.watching import late_since
from accounts.reminding.working_days import WorkingDays

FRIDAY, SATURDAY, MONDAY = date(2026, 6, 5), date(2026, 6, 6), date(2026, 6, 8)


def at(day, hour):
    return timezone.make_aware(datetime.combine(day, time.fromisoformat(hour)))


def watch(last, now, **calendar):
    return late_since(last, calendar=WorkingDays(**calendar), now=now)


@pytest.mark.parametrize(
    ("last", "now", "late"),
    [
        ("09:00", "09:59", None),
        ("09:00", "10:01", "10:00"),
        ("07:00", "08:29", None),  # office hours begin at half past seven
        ("07:00", "08:31", "08:30"),
        ("06:00", "08:01", "08:00"),
        ("16:30", "18:29", None),  # an hour later the offices are closed
        ("16:30", "18:31", "18:30"),
        ("17:30", "19:29", None),
        ("17:30", "19:31", "19:30"),
        ("03:00", "05:01", "05:00"),
    ],
)
def test_on_a_working_day(last, now, late):
    assert watch(at(FRIDAY, last), at(FRIDAY, now)) == (late and at(FRIDAY, late))


def test_nobody_is_woken_by_a_silent_weekend():
    last = at(FRIDAY, "23:00")
    assert watch(last, at(SATURDAY, "15:00")) is None
    assert watch(last, at(MONDAY, "01:59")) is None
    assert watch(last, at(MONDAY, "02:01")) == at(MONDAY, "02:00")


def test_what_was_late_on_friday_stays_late_until_a_run_finishes():
    assert watch(at(FRIDAY, "15:00"), at(SATURDAY, "12:00")) == at(FRIDAY, "16:00")
    assert watch(at(SATURDAY, "12:00"), at(SATURDAY, "12:10")) is None


def test_a_day_off_is_no_working_day_and_a_swapped_saturday_is_one():
    last = at(FRIDAY, "23:00")
    monday = at(MONDAY, "15:00")
    assert watch(last, monday, off=frozenset({MONDAY})) is None
    saturday = at(SATURDAY, "02:01")
    assert watch(last, saturday, worked=frozenset({SATURDAY})) == at(SATURDAY, "02:00")


def test_the_hours_are_those_of_the_calendar():
    hours = {2026: (time(9), time(16))}
    assert watch(at(FRIDAY, "08:30"), at(FRIDAY, "09:59"), hours=hours) is None
    assert watch(at(FRIDAY, "08:30"), at(FRIDAY, "10:01"), hours=hours)


def test_silence_of_years_is_late_since_its_beginning():
    now = at(FRIDAY, "09:00")
    long_ago = now - timedelta(days=1200)
    assert watch(long_ago, now) < long_ago + timedelta(days=5)


def test_a_clock_set_back_is_not_late():
    assert watch(at(MONDAY, "09:00"), at(FRIDAY, "09:00")) is None
