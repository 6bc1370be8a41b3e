"""What a preview promises is what the runs of the next thirty days do."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest

from accounts.models import (
    Digest,
    Ladder,
    Reminder,
    SpecialDay,
    WorkingYear,
)
from accounts.reminding import ladder_previews, nearest, previewing, revising, running
from accounts.reminding.ladder_wording import Rung
from agreements.models import AgreementLadder
from tasks.models import Assignment, FocusTask
from tests import factories

TODAY = date(2026, 6, 10)  # a Wednesday
SENT = Reminder.State.SENT
OTHER = [
    Rung("owner", -20),
    Rung("owner", -6),
    Rung("owner", 0),
    Rung("owner", 3, True),
    Rung("leader", 3),
]


def at(on, hour=9):
    """That hour in Vietnam."""
    return datetime(on.year, on.month, on.day, hour - 7, tzinfo=UTC)


def default():
    return Ladder.objects.get(duty="task", is_default=True)


def previewed(ladder=None, rungs=OTHER, moment=None):
    return previewing.preview(
        ladder=ladder or default(), rungs=rungs, at=moment or at(TODAY)
    )


def walk(first, days=previewing.DAYS):
    """Run every day; {(day, duty, receiver, step)} of the tasks told since."""
    before = set(Reminder.objects.filter(state=SENT).values_list("pk", flat=True))
    for day in range(days + 1):
        on = first + timedelta(days=day)
        running.remind(on=on, at=at(on))
    told = Reminder.objects.filter(state=SENT, duty="task").exclude(pk__in=before)
    return set(told.values_list("digest__on", "duty_id", "receiver", "step"))


def promised(rows):
    return {(row.day, row.duty_id, row.receiver, row.step) for row in rows}


@pytest.fixture
def world(cast, agreement):
    """Tasks from long late to far ahead, a holiday, a person named, a leader, weeks
    of runs behind them, and an agreement with a ladder of its own."""
    year = WorkingYear.objects.create(
        year=2026, confirmed_at=at(TODAY), confirmed_by=cast.admin
    )
    for day in (date(2026, 6, 22), date(2026, 6, 23)):
        SpecialDay.objects.create(year=year, on=day, kind="off", name="Nghỉ")
    factories.make_user((cast.department, "manager"), username="giamdoc")
    factories.make_user((cast.department, "staff"), (cast.department, "manager"))
    own = factories.make_agreement(cast.committee, cast.front)
    ladder = revising.add(
        duty="task", name="Nhanh", rungs=[Rung("owner", -2)], by=cast.admin
    )
    AgreementLadder.objects.create(agreement=own, duty="task", ladder=ladder)
    for row in (agreement, own):
        plan = factories.make_issued_plan(row, office=cast.committee)
        for days in (-130, -90, -33, -9, -1, 0, 3, 8, 12, 19, 26, 44):
            task = factories.make_focus_task(
                plan,
                lead_organisation=cast.department,
                due_on=TODAY + timedelta(days=days),
            )
        Assignment.objects.create(
            task=task,
            organisation=cast.department,
            person=cast.lead,
            since_on=TODAY,
        )
    return ladder


@pytest.mark.parametrize(
    ("change", "told_today"), [(False, False), (True, False), (True, True)]
)
def test_a_preview_is_what_the_runs_then_do(world, cast, change, told_today):
    """A month walked day by day, three times: slow, and worth it."""
    for day in (9, 8, 7, 2, 1):
        running.remind(
            on=TODAY - timedelta(days=day), at=at(TODAY - timedelta(days=day))
        )
    if told_today:
        running.remind(on=TODAY, at=at(TODAY, hour=8))
        assert Digest.objects.filter(on=TODAY).exists()
    ladder = default()
    before = previewed(ladder)
    if change:
        revising.revise(
            ladder=ladder,
            name=ladder.name,
            rungs=OTHER,
            was=revising.token_of(ladder.name, revising.rungs_of(ladder)),
            by=cast.admin,
        )
    of_ladder = promised(before.coming if change else before.now)
    of_other = promised(previewed(world, []).now)
    assert len(of_ladder) > 50 and of_other and not of_ladder & of_other

    assert walk(TODAY) == of_ladder | of_other


@pytest.mark.parametrize(
    ("moment", "first"),
    [
        (at(TODAY), TODAY),
        (at(TODAY, hour=7), TODAY),
        (at(TODAY, hour=18), TODAY + timedelta(days=1)),
        (at(date(2026, 6, 13)), date(2026, 6, 15)),
    ],
)
def test_nobody_is_promised_a_reminder_at_night_or_on_a_sunday(world, moment, first):
    found = previewed(moment=moment)

    assert found.days[0] == min(row.day for row in found.coming) == first
    assert {row.day for row in found.coming} <= set(found.days)


def test_nothing_is_written_by_looking(world):
    previewed()

    assert not Reminder.objects.exists() and not Digest.objects.exists()
    assert default().steps.count() == 7


def test_what_was_told_is_not_promised_again(world):
    running.remind(on=TODAY, at=at(TODAY))
    told = Reminder.objects.filter(state=SENT)
    told = set(told.values_list("duty_id", "step", "due_on", "receiver"))
    rungs = revising.rungs_of(default())
    rows = previewed(rungs=rungs).coming

    assert told and rows
    assert not told & {(r.duty_id, r.step, r.due_on, r.receiver) for r in rows}


def test_the_same_steps_change_nothing(world):
    found = previewed(rungs=revising.rungs_of(default()))

    assert found.now == found.coming and ladder_previews.changes(found) == []


@pytest.fixture
def task(cast, agreement):
    plan = factories.make_issued_plan(agreement, office=cast.committee)
    return factories.make_focus_task(
        plan, lead_organisation=cast.department, due_on=TODAY + timedelta(days=16)
    )  # Friday the 26th


def changed(rungs):
    found = previewed(rungs=rungs)
    return [
        (change.kind, change.was_on, change.row.day, change.row.step)
        for change in ladder_previews.changes(found)
    ]


def test_a_moved_an_added_and_a_removed_step_are_told_apart(task):
    rungs = revising.rungs_of(default())
    rungs[1] = Rung("owner", -8)  # was -7, Friday the 19th
    assert changed(rungs) == [
        ("moved", date(2026, 6, 19), date(2026, 6, 18), -8),
    ]
    assert changed([*rungs[:1], *rungs[2:]]) == [
        ("removed", None, date(2026, 6, 19), -7)
    ]
    assert changed([*revising.rungs_of(default()), Rung("owner", -2)]) == [
        ("added", None, date(2026, 6, 24), -2)
    ]


def test_a_step_before_the_due_day_does_not_move_behind_it(task):
    FocusTask.objects.update(due_on=TODAY + timedelta(days=7))
    rungs = revising.rungs_of(default())
    rungs[3] = Rung("owner", 2)  # was -1
    assert [kind for kind, *_ in changed(rungs)] == ["removed", "added"]


def test_another_step_on_the_same_working_day_is_no_change(task):
    FocusTask.objects.update(due_on=date(2026, 6, 28))  # a Sunday: told on the 26th
    rungs = revising.rungs_of(default())
    assert Rung("owner", -1) in rungs and Rung("owner", 0) in rungs

    assert changed([rung for rung in rungs if rung.days != -1]) == []


def test_more_duties_than_a_page_is_worth_are_said_to_be_left_out(world, monkeypatch):
    monkeypatch.setattr(nearest, "MOST_DUTIES", 5)
    found = previewed()

    assert not found.is_whole
    due = {row.due_on for row in found.now} | {row.due_on for row in found.coming}
    assert due and all(abs((day - TODAY).days) <= 26 for day in due)


def test_reading_outward_takes_each_day_once_the_nearest_weeks_first():
    first, last = TODAY - timedelta(days=40), TODAY + timedelta(days=15)
    spans = list(nearest.outward(first, last, TODAY))
    assert spans[0][0] == TODAY and spans[1][1] == TODAY - timedelta(days=1)
    spans.sort()
    assert (spans[0][0], spans[-1][1]) == (first, last)
    assert all(b[0] - a[1] == timedelta(days=1) for a, b in pairwise(spans))


def test_looking_costs_no_more_questions_with_more_duties(
    world, task, django_assert_max_num_queries
):
    with django_assert_max_num_queries(40):
        ladder_previews.context_of(previewed(), default(), on=TODAY)


def test_a_reader_learns_titles_only_of_the_bodies_they_look_after(world, cast):
    found = previewed()
    shown = ladder_previews.context_of(
        found, default(), on=TODAY, bodies={cast.front.pk}
    )
    assert {row.title for row in shown["rows"]} == {ladder_previews.ELSEWHERE}
    assert not any(row.url for row in shown["rows"])
    shown = ladder_previews.context_of(
        found, default(), on=TODAY, bodies={cast.department.pk}
    )
    assert ladder_previews.ELSEWHERE not in {row.title for row in shown["rows"]}
