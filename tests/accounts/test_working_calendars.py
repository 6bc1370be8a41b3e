"""A year's calendar: proposed, put right, confirmed, reopened; nothing lost."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError

from accounts import history
from accounts.errors import NotPossible, Stale
from accounts.models import Reminder, Role, SpecialDay, WorkingYear
from accounts.permissions import can_keep_calendar
from accounts.reminding import working_days
from accounts.working_calendar import (
    special_days,
    working_calendar_pages,
    working_calendars,
)
from tests import factories

HERE = ZoneInfo("Asia/Ho_Chi_Minh")
AT = datetime(2026, 1, 5, 9, tzinfo=HERE)
FRIDAY = date(2026, 4, 24)


@pytest.fixture
def keeper(cast):
    return cast.admin


@pytest.fixture
def year(keeper):
    working_calendars.propose(year=2026, by=keeper)
    return WorkingYear.objects.get()


def confirm(year, by):
    seen = working_calendars.fingerprint_of_all(year)
    working_calendars.confirm(calendar=year, seen=seen, by=by, at=AT)
    year.refresh_from_db()


def told(year):
    return [history.sentence(entry) for entry in history.of(year)]


def day_of(year, on):
    day = year.days.get(on=on)
    return {"day": day, "seen": working_calendars.fingerprint(day)}


# -- Proposing --------------------------------------------------------------------


def test_a_proposal_does_not_count_until_it_is_confirmed(year, keeper):
    assert year.days.count() == 17
    assert "28/2026/QH16" in year.note
    assert working_days.load().is_working(date(2026, 9, 2))

    confirm(year, keeper)
    assert not working_days.load().is_working(date(2026, 9, 2))
    assert working_days.load().is_working(date(2026, 8, 22))


def test_proposing_again_adds_only_what_is_lacking(year, keeper):
    year.days.filter(on=date(2026, 1, 1)).delete()
    year.days.filter(on=date(2026, 9, 2)).update(name="Tết Độc lập")

    assert working_calendars.propose(year=2026, by=keeper) == 1
    assert working_calendars.propose(year=2026, by=keeper) == 0
    assert year.days.get(on=date(2026, 9, 2)).name == "Tết Độc lập"
    assert len(told(year)) == 2


def test_a_confirmed_year_takes_no_proposal(year, keeper):
    confirm(year, keeper)
    with pytest.raises(NotPossible):
        working_calendars.propose(year=2026, by=keeper)


# -- Days -------------------------------------------------------------------------


def add(year, by, on, kind="off", name="Nghỉ"):
    return special_days.add_day(calendar=year, on=on, kind=kind, name=name, by=by)


def test_a_day_is_added_changed_and_removed_and_all_of_it_is_told(year, keeper):
    add(year, keeper, FRIDAY, name="Nghỉ theo thông báo")
    special_days.change_day(
        **day_of(year, FRIDAY), on=FRIDAY, kind="off", name="Nghỉ thêm", by=keeper
    )
    special_days.remove_day(**day_of(year, FRIDAY), by=keeper)

    removed, changed, added = told(year)[:3]
    assert "đã thêm ngày nghỉ 24/04/2026 (Nghỉ theo thông báo)" in added
    assert "tên ngày từ “Nghỉ theo thông báo” thành “Nghỉ thêm”" in changed
    assert "đã bỏ ngày nghỉ 24/04/2026 (Nghỉ thêm)" in removed


@pytest.mark.parametrize(
    ("on", "kind", "said"),
    [
        (FRIDAY, "worked", "phải là thứ Bảy hoặc Chủ nhật"),
        (date(2027, 1, 1), "off", "phải thuộc năm 2026"),
        (date(2026, 9, 2), "off", "đã có trong lịch: nghỉ, Quốc khánh 02/9"),
    ],
)
def test_a_day_that_cannot_be_is_refused_with_the_reason(year, keeper, on, kind, said):
    with pytest.raises(ValidationError) as refused:
        add(year, keeper, on, kind)
    assert said in refused.value.message_dict["on"][0]


def test_a_day_off_on_a_weekend_is_allowed(year, keeper):
    assert add(year, keeper, date(2026, 4, 25)).pk


def test_a_day_changed_by_someone_else_meanwhile_is_not_overwritten(year, keeper):
    mine, theirs = day_of(year, date(2026, 9, 2)), day_of(year, date(2026, 9, 2))
    new = {"on": date(2026, 9, 2), "kind": "off", "by": keeper}
    special_days.change_day(**theirs, name="Tết Độc lập", **new)

    with pytest.raises(Stale):
        special_days.change_day(**mine, name="Quốc khánh", **new)
    with pytest.raises(Stale):
        special_days.remove_day(**mine, by=keeper)
    assert year.days.get(on=date(2026, 9, 2)).name == "Tết Độc lập"


def test_two_people_change_two_days_and_nothing_is_lost(year, keeper):
    first, second = (day_of(year, date(2026, 9, day)) for day in (1, 2))
    for one, name in ((first, "Một"), (second, "Hai")):
        special_days.change_day(
            **one, on=one["day"].on, kind="off", name=name, by=keeper
        )
    assert set(year.days.filter(on__month=9).values_list("name", flat=True)) == {
        "Một",
        "Hai",
    }


def test_a_day_that_is_gone_is_said_to_be_gone(year, keeper):
    gone = day_of(year, date(2026, 9, 2))
    year.days.filter(on=date(2026, 9, 2)).delete()
    with pytest.raises(NotPossible):
        special_days.remove_day(**gone, by=keeper)


def test_the_hours_of_someone_else_are_not_overwritten(year, keeper):
    seen = working_calendars.fingerprint(year)
    hours = {"opens_at": time(8), "closes_at": time(17), "by": keeper, "seen": seen}
    working_calendars.change_hours(calendar=year, note="Thông báo 12", **hours)
    with pytest.raises(Stale):
        working_calendars.change_hours(calendar=year, note="", **hours)
    year.refresh_from_db()
    assert (year.opens_at, year.note) == (time(8), "Thông báo 12")
    assert "giờ bắt đầu làm việc từ “07:30” thành “08:00”" in told(year)[0]


# -- Confirming -------------------------------------------------------------------


def test_who_confirms_sees_what_is_confirmed(year, keeper):
    seen = working_calendars.fingerprint_of_all(year)
    add(year, keeper, FRIDAY)
    with pytest.raises(Stale):
        working_calendars.confirm(calendar=year, seen=seen, by=keeper, at=AT)
    year.refresh_from_db()
    assert year.confirmed_at is None


def test_a_confirmed_year_is_not_changed_until_it_is_reopened(year, keeper):
    confirm(year, keeper)
    with pytest.raises(NotPossible):
        add(year, keeper, FRIDAY)

    reopened = {"calendar": year, "reason": "Có thông báo mới", "by": keeper}
    assert working_calendars.reopen(**reopened)
    assert not working_calendars.reopen(**reopened)
    assert add(year, keeper, FRIDAY).pk
    assert working_days.load() == working_days.WorkingDays()
    assert any("Lý do: Có thông báo mới" in line for line in told(year))


def test_an_empty_calendar_is_not_confirmed(keeper):
    year = WorkingYear.objects.create(year=2026)
    with pytest.raises(NotPossible):
        confirm(year, keeper)


# -- What it changes --------------------------------------------------------------


def effects(year, *at):
    return working_calendar_pages.effects(year, at=datetime(*at, tzinfo=HERE))


def test_the_days_on_which_nobody_is_told_are_named_with_those_in_their_place(year):
    found = effects(year, 2026, 2, 1, 9)
    tet = found.rests[0]
    assert (tet.first, tet.last) == (date(2026, 2, 16), date(2026, 2, 20))
    assert (tet.before, tet.after) == (date(2026, 2, 13), date(2026, 2, 23))
    assert found.worked == [date(2026, 8, 22)]
    # The Saturday before is worked only in August: the week of 2 September is whole.
    assert (found.rests[-2].first, found.rests[-2].before) == (
        date(2026, 8, 31),
        date(2026, 8, 28),
    )


def test_days_gone_by_change_nothing(year):
    assert effects(year, 2026, 12, 1, 9).rests == []
    assert effects(year, 2027, 2, 1, 9).worked == []


def test_what_waits_in_the_ledger_is_counted_with_the_day_on_which_it_goes(year, cast):
    Reminder.objects.create(
        receiver=cast.staff,
        duty="task",
        duty_id=1,
        due_on=date(2026, 9, 2),
        step=-1,
        why="Vì được giao.",
        tell_on=date(2026, 9, 1),
        planned_at=AT,
    )
    found = effects(year, 2026, 8, 31, 9)
    assert found.waiting == 1
    assert found.next_on_now == date(2026, 8, 31)
    assert found.next_on == date(2026, 9, 3)
    assert effects(year, 2026, 9, 3, 18).next_on == date(2026, 9, 4)


# -- Who keeps it -----------------------------------------------------------------


def test_who_keeps_the_calendar(cast):
    administrator = (cast.committee, Role.ADMINISTRATOR)
    below = (cast.department, Role.ADMINISTRATOR)
    assert can_keep_calendar(cast.admin)
    assert can_keep_calendar(factories.make_user(administrator))
    assert not can_keep_calendar(factories.make_user(below))
    assert not can_keep_calendar(factories.make_user(administrator, is_active=False))
    for person in (cast.staff, cast.manager, cast.reviewer, cast.lead, cast.outsider):
        assert not can_keep_calendar(person)


def test_special_days_say_what_they_are(year):
    assert SpecialDay.Kind.WORKED == "worked"
    assert special_days.in_words(year.days.get(on=date(2026, 8, 22))) == (
        "ngày làm bù 22/08/2026 (Làm bù cho ngày 31/08/2026)"
    )
