"""The proposal of a year, against the notices of the years that are known."""

from datetime import date

import pytest

from accounts.reminding.working_days import WorkingDays
from accounts.working_calendar import holiday_proposals
from accounts.working_calendar.holiday_proposals import proposal


def of(year):
    found = proposal(year)
    off = {day.on: day.name for day in found if day.kind == "off"}
    worked = {day.on: day.name for day in found if day.kind == "worked"}
    return off, worked


def days(month, *numbers):
    return {date(2026, month, number) for number in numbers}


def test_2026_is_as_it_was_announced():
    off, worked = of(2026)
    assert set(off) == (
        days(1, 1, 2)
        | days(2, 16, 17, 18, 19, 20)  # Tết, Monday to Friday
        | days(4, 26, 27, 30)  # Giỗ Tổ on a Sunday, made up for on the Monday
        | days(5, 1)
        | days(8, 31)
        | days(9, 1, 2)
        | days(11, 24)  # Nghị quyết 28/2026/QH16
    )
    assert set(worked) == days(1, 10) | days(8, 22)


def test_the_names_are_the_products_own():
    off, worked = of(2026)
    assert off[date(2026, 2, 17)] == "Mùng một Tết Nguyên đán"
    assert off[date(2026, 4, 27)] == "Nghỉ bù Giỗ Tổ Hùng Vương"
    assert off[date(2026, 8, 31)] == "Nghỉ hoán đổi với ngày 22/08/2026"
    assert worked[date(2026, 8, 22)] == "Làm bù cho ngày 31/08/2026"
    assert off[date(2026, 9, 1)] == "Quốc khánh (ngày liền kề)"


def test_the_names_do_not_follow_the_language_of_the_machine(monkeypatch):
    monkeypatch.setenv("LANGUAGE", "en_US")
    monkeypatch.setenv("LANG", "en_US.UTF-8")
    assert of(2025)[0][date(2025, 1, 1)] == "Tết Dương lịch"


def test_every_day_says_by_what_it_is_proposed():
    sources = " ".join(holiday_proposals.sources(proposal(2026)))
    for expected in ("Điều 111", "28/2026/QH16", "25/12/2025"):
        assert expected in sources
    assert "28/2026" not in " ".join(holiday_proposals.sources(proposal(2025)))


@pytest.mark.parametrize("year", range(2024, 2061))
def test_each_holiday_gives_a_day_off_from_work(year):
    """Eleven by Điều 112, from 2026 twelve: one on a weekend is made up for."""
    off, worked = of(year)
    rest = [on for on in off if on.weekday() < 5]
    assert len(rest) - len(worked) == (12 if year >= 2026 else 11)
    assert all(on.year == year for on in [*off, *worked])
    assert all(on.weekday() > 4 for on in worked)


def test_what_is_made_up_for_falls_on_the_next_working_day():
    """2033: 30 April and 1 May are Saturday and Sunday."""
    off, _ = of(2033)
    others = WorkingDays(off=frozenset(off) - {date(2033, 5, 2), date(2033, 5, 3)})
    assert others.add(date(2033, 5, 1), 2) == date(2033, 5, 3)
    assert off[date(2033, 5, 2)] == "Nghỉ bù Ngày Chiến thắng 30/4"
