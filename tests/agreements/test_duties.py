"""Conferences to hold and terms that end: open until when, due when, told to whom."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from accounts.models import Ladder, Reminder, Succession
from accounts.reminding import planning
from accounts.reminding.serving import Serving
from accounts.reminding.working_days import WorkingDays
from agreements.duties import AgreementEndSource, MeetingSource
from agreements.models import AgreementLadder, Amendment
from agreements.trash import trash
from tests import factories
from tests.duty_checks import is_open, names, owed, queries

ON = date(2029, 7, 20)
ENDS = date(2029, 12, 31)
END, MEETING = AgreementEndSource(), MeetingSource()


def ladder_for(agreement, duty):
    ladder = Ladder.objects.create(duty=duty, name="Dày")
    AgreementLadder.objects.create(agreement=agreement, duty=duty, ladder=ladder)
    return ladder


def take_over(body, *, on=ON):
    """The body gives way to another, of which the one person is told."""
    heir = factories.make_organisation("Cơ quan kế tục")
    body.memberships.update(ended_on=on)
    Succession.objects.create(predecessor=body, successor=heir, took_effect_on=on)
    return factories.make_user((heir, "staff"))


# -- The end of a term -----------------------------------------------------------


def test_its_end_is_told_to_the_keeper_and_the_parties(cast, agreement):
    agreement.owner = cast.department
    agreement.save()
    boss = factories.make_user((cast.department, "manager"), username="giamdoc")
    found = owed(END, ON)[agreement.pk]

    assert found.due_on == ENDS
    assert names(found.owners) == ["chuyenvien", "cvmattran", "sonoivu"]
    assert names(found.leaders) == ["giamdoc", "lanhdao", "ldmattran"]
    assert "cơ quan quản lý hồ sơ quy chế" in found.leaders[boss.pk]
    assert "bên ký quy chế" in found.owners[cast.front_staff.pk]
    assert is_open(END, agreement.pk, ON)


def test_who_keeps_what_it_signed_is_told_as_the_keeper(cast, agreement):
    why = owed(END, ON)[agreement.pk].owners[cast.staff.pk]
    assert "cơ quan quản lý hồ sơ quy chế" in why


def test_the_day_is_the_printed_one_or_the_last_of_the_printed_year(agreement):
    assert "tạm lấy ngày cuối năm" in END.lines({agreement.pk})[agreement.pk].context
    agreement.ends_on = date(2029, 11, 8)
    agreement.save()
    assert owed(END, ON)[agreement.pk].due_on == date(2029, 11, 8)
    assert "tạm lấy" not in END.lines({agreement.pk})[agreement.pk].context


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"signed_on": None}, False),
        ({"signed_on": None, "is_signing_day_unknown": True}, True),
        ({"terminated_on": date(2029, 6, 1)}, False),
        ({"terminated_on": date(2029, 9, 1)}, False),  # decided, though not yet
        ({"term_end_year": None}, False),
        ({"signed_on": date(2029, 8, 1)}, False),
    ],
)
def test_what_is_no_agreement_or_has_no_end_to_come(agreement, fields, expected):
    for field, value in fields.items():
        setattr(agreement, field, value)
    agreement.save()
    assert is_open(END, agreement.pk, ON) is expected


def test_a_signed_replacement_settles_it_and_a_draft_does_not(cast, agreement):
    new = factories.make_agreement(cast.committee, cast.front, signed_on=None)
    new.predecessors.add(agreement)
    assert is_open(END, agreement.pk, ON)

    new.signed_on = ON
    new.term_end_year = 2034
    new.save()
    assert not is_open(END, agreement.pk, ON)
    trash.throw_away(
        agreement=new, reason="nhập nhầm", by=cast.staff, at=timezone.now()
    )
    assert is_open(END, agreement.pk, ON)


@pytest.mark.parametrize("effective_on", [date(2029, 5, 1), date(2029, 12, 1)])
def test_an_extension_moves_the_day_from_when_it_is_recorded(agreement, effective_on):
    Amendment.objects.create(
        agreement=agreement,
        subject="Gia hạn",
        effective_on=effective_on,
        extended_to=date(2030, 6, 30),
    )
    assert owed(END, ON)[agreement.pk].due_on == date(2030, 6, 30)
    assert is_open(END, agreement.pk, ON)


def test_past_its_last_day_it_stays_owed_until_people_decide(agreement):
    after = ENDS + timedelta(days=20)
    assert owed(END, after)[agreement.pk].due_on == ENDS
    agreement.terminated_on = ENDS
    agreement.save()
    assert not is_open(END, agreement.pk, after)


def test_one_in_the_trash_is_never_told_of(cast, agreement):
    trash.throw_away(
        agreement=agreement, reason="trùng", by=cast.staff, at=timezone.now()
    )
    assert not is_open(END, agreement.pk, ON)
    assert agreement.pk in END.titles({agreement.pk})


def test_the_successor_of_a_party_is_told_of_the_end(cast, agreement):
    told = take_over(cast.front)
    assert told.pk in owed(END, ON)[agreement.pk].owners
    before = owed(END, ON - timedelta(days=1))[agreement.pk]
    assert told.pk not in before.owners


def test_the_body_that_carries_a_party_on_by_decision_is_told_instead(cast, agreement):
    party = agreement.parties.get(position=2)
    party.decisions.create(
        agreement=agreement,
        outcome="continue",
        organisation=cast.department,
        decided_on=ON,
    )
    assert names(owed(END, ON)[agreement.pk].owners) == ["chuyenvien", "sonoivu"]


def test_the_steps_of_half_a_year_are_told_once_each(cast, agreement):
    for days in (-190, -180, -179, -90, -31, -28, -7, -1, 0, 9):
        day = ENDS + timedelta(days=days)
        at = datetime(day.year, day.month, day.day, 2, tzinfo=UTC)
        planning.plan(on=day, at=at, calendar=WorkingDays())

    rows = Reminder.objects.filter(duty="agreement_end")
    steps = rows.filter(receiver=cast.staff).values_list("step", flat=True)
    assert sorted(steps) == [-180, -90, -30, -7, 0]
    leaders = rows.filter(receiver=cast.manager).values_list("step", flat=True)
    assert list(leaders) == [-30]


def test_its_own_ladder_is_used(agreement):
    ladder = ladder_for(agreement, "agreement_end")
    assert owed(END, ON)[agreement.pk].ladder_id == ladder.pk


def test_as_many_questions_for_twice_as_many_agreements(cast, agreement):
    few = queries(END, ON)
    for number in range(4):
        more = factories.make_agreement(cast.committee, cast.front)
        more.amendments.create(
            subject="Gia hạn",
            effective_on=ON,
            extended_to=date(2030, 1, 1 + number),
        )
    assert len(owed(END, ON)) == 5
    assert queries(END, ON) == few


# -- Conferences -----------------------------------------------------------------


@pytest.fixture
def meeting(agreement):
    return factories.make_conference(
        agreement, held_on=ON + timedelta(days=9), place="Hội trường A"
    )


def test_the_body_that_keeps_the_record_is_told_of_a_conference(cast, meeting):
    found = owed(MEETING, ON)[meeting.pk]
    assert found.due_on == meeting.held_on
    assert names(found.owners) == ["chuyenvien"]
    assert names(found.leaders) == ["lanhdao"]
    line = MEETING.lines({meeting.pk})[meeting.pk]
    assert (line.context, line.body) == ("Địa điểm: Hội trường A", str(cast.committee))
    assert is_open(MEETING, meeting.pk, ON)


def test_without_a_keeper_the_keepers_of_its_agreements_are_told(cast, meeting):
    other = factories.make_agreement(cast.front, cast.elsewhere)
    other.ceremony = meeting
    other.save()
    meeting.owner = None
    meeting.save()
    found = owed(MEETING, ON)[meeting.pk]
    assert names(found.owners) == ["chuyenvien", "cvmattran"]
    assert names(found.leaders) == ["lanhdao", "ldmattran"]


@pytest.mark.parametrize(("days", "expected"), [(0, True), (9, True), (10, False)])
def test_it_is_told_of_up_to_its_day(meeting, days, expected):
    serving = Serving(ON + timedelta(days=days))
    asked = MEETING.owing_of({meeting.pk}, serving=serving)
    swept = MEETING.owing(ON, ON + timedelta(days=90), serving=serving)
    assert bool(list(asked)) is bool(list(swept)) is expected


def test_a_conference_that_is_put_off_moves_and_one_without_a_day_is_not_owed(meeting):
    meeting.held_on = ON + timedelta(days=30)
    meeting.save()
    assert owed(MEETING, ON)[meeting.pk].due_on == meeting.held_on
    meeting.held_on = None
    meeting.save()
    assert not is_open(MEETING, meeting.pk, ON)


def test_the_successor_of_the_keeper_prepares_it(cast, meeting):
    told = take_over(cast.committee)
    assert set(owed(MEETING, ON)[meeting.pk].owners) == {told.pk}


def test_the_ladder_of_one_of_its_agreements_is_used(cast, agreement, meeting):
    meeting.agreements.add(factories.make_agreement(cast.front, cast.elsewhere))
    assert owed(MEETING, ON)[meeting.pk].ladder_id is None
    ladder = ladder_for(agreement, "meeting")
    assert owed(MEETING, ON)[meeting.pk].ladder_id == ladder.pk


def test_as_many_questions_for_twice_as_many_conferences(agreement, meeting):
    few = queries(MEETING, ON)
    for days in range(4):
        factories.make_conference(agreement, held_on=ON + timedelta(days=days))
    assert len(owed(MEETING, ON)) == 5
    assert queries(MEETING, ON) == few
