from datetime import date

import pytest
from django.core.exceptions import ValidationError

from accounts import history
from accounts.errors import NotPossible, Stale
from tasks.approvals import comparison
from tasks.models import DeadlineKind
from tasks.plans import planning
from tests import factories


@pytest.fixture
def plan(cast, agreement):
    return factories.make_plan(agreement, office=cast.committee)


def values(cast, **changes):
    return {
        "title": "Xây dựng kế hoạch kiểm tra",
        "lead_organisation": cast.department,
        "deadline_as_written": "trong quý III",
    } | changes


def test_the_deadline_is_computed_from_the_words(plan, cast):
    task = planning.add_task(plan=plan, values=values(cast), by=cast.staff)

    assert task.deadline_kind == DeadlineKind.QUARTER
    assert task.due_on == date(2026, 9, 30)


def test_a_day_typed_by_a_person_stands(plan, cast):
    typed = values(cast, due_on=date(2026, 8, 15))
    task = planning.add_task(plan=plan, values=typed, by=cast.staff)

    assert task.due_on == date(2026, 8, 15)
    assert task.deadline_as_written == "trong quý III"


def test_the_lead_is_not_also_a_coordinating_body(plan, cast):
    part = planning.Part(cast.department)

    with pytest.raises(ValidationError, match="chủ trì không đồng thời"):
        planning.add_task(plan=plan, values=values(cast), parts=[part], by=cast.staff)


def test_a_coordinating_body_is_named_once(plan, cast):
    parts = [planning.Part(cast.front), planning.Part(cast.front, "Cử người")]

    with pytest.raises(ValidationError, match="một lần"):
        planning.add_task(plan=plan, values=values(cast), parts=parts, by=cast.staff)


def test_a_change_is_told_in_words(plan, cast):
    task = planning.add_task(plan=plan, values=values(cast), by=cast.staff)
    changed = values(cast, deadline_as_written="trước 15/11")
    planning.revise_task(task=task, version=1, values=changed, by=cast.staff)

    sentence = history.sentence(history.of(task).first())
    assert "hạn hoàn thành từ “30/09/2026” thành “15/11/2026”" in sentence


def test_a_stale_save_is_refused(plan, cast):
    task = planning.add_task(plan=plan, values=values(cast), by=cast.staff)
    planning.revise_task(task=task, version=1, values=values(cast), by=cast.staff)

    with pytest.raises(Stale):
        planning.revise_task(task=task, version=1, values=values(cast), by=cast.staff)


def test_the_history_of_a_removed_task_stays(plan, cast):
    task = planning.add_task(plan=plan, values=values(cast), by=cast.staff)
    key = task.pk
    planning.remove_task(task=task, by=cast.staff)

    task.pk = key
    assert history.of(task).count() == 2
    assert "Xây dựng kế hoạch kiểm tra" in history.sentence(history.of(plan).first())


def test_rounds_are_compared_cell_by_cell(plan, cast):
    kept = planning.add_task(plan=plan, values=values(cast), by=cast.staff)
    removed = planning.add_task(
        plan=plan, values=values(cast, title="Bỏ đi"), by=cast.staff
    )
    before = comparison.rows_of(plan)
    planning.revise_task(
        task=kept,
        version=1,
        values=values(cast, expected_product="Báo cáo"),
        by=cast.staff,
    )
    key = removed.pk
    planning.remove_task(task=removed, by=cast.staff)
    new = planning.add_task(plan=plan, values=values(cast, title="Mới"), by=cast.staff)

    changes = comparison.compare(before, comparison.rows_of(plan))
    assert changes[kept.pk].cells == [("sản phẩm", "", "Báo cáo")]
    assert changes[key].mark == "removed"
    assert changes[new.pk].mark == "new"


def revise(task, cast, **changes):
    """The form sent again as it was shown, with what the person changed."""
    shown = {"due_on": task.due_on, "deadline_as_written": task.deadline_as_written}
    return planning.revise_task(
        task=task,
        version=task.version,
        values=values(cast, **shown) | changes,
        by=cast.staff,
    )


def test_other_words_give_another_day(plan, cast):
    task = planning.add_task(plan=plan, values=values(cast), by=cast.staff)
    task = revise(task, cast, deadline_as_written="quý IV")
    assert task.due_on == date(2026, 12, 31)

    task = revise(task, cast, deadline_as_written="thường xuyên")
    assert task.due_on is None


def test_other_words_leave_a_typed_day(plan, cast):
    typed = values(cast, due_on=date(2026, 8, 15))
    task = planning.add_task(plan=plan, values=typed, by=cast.staff)

    assert revise(task, cast, deadline_as_written="quý IV").due_on == date(2026, 8, 15)


def test_days_that_words_gave_follow_the_year_of_the_plan(plan, cast):
    given = planning.add_task(plan=plan, values=values(cast), by=cast.staff)
    typed = planning.add_task(
        plan=plan, values=values(cast, due_on=date(2026, 8, 15)), by=cast.staff
    )
    planning.revise(plan=plan, version=1, values={"year": 2027}, by=cast.staff)
    given.refresh_from_db()
    typed.refresh_from_db()

    assert (given.due_on, typed.due_on) == (date(2027, 9, 30), date(2026, 8, 15))


def test_a_changed_part_is_told_and_compared(plan, cast):
    parts = [planning.Part(cast.front, "Vận động")]
    task = planning.add_task(plan=plan, values=values(cast), parts=parts, by=cast.staff)
    before = comparison.rows_of(plan)
    planning.revise_task(
        task=task,
        version=1,
        values=values(cast, due_on=task.due_on),
        parts=[planning.Part(cast.front, "Vận động", date(2026, 5, 1))],
        by=cast.staff,
    )

    said = history.sentence(history.of(task).first())
    assert "Vận động, hạn 01/05/2026" in said
    assert comparison.compare(before, comparison.rows_of(plan))[task.pk].mark


def test_removing_a_task_tells_of_its_parts_and_happens_once(plan, cast):
    task = planning.add_task(
        plan=plan, values=values(cast, title="Nội dung dài " * 70), by=cast.staff
    )
    part = factories.make_focus_task(plan, parent=task)
    planning.remove_task(task=task, by=cast.staff)
    assert history.of(part).exists()

    task.pk = -1  # as another person's page still has it
    with pytest.raises(NotPossible, match="đã được bỏ"):
        planning.remove_task(task=task, by=cast.staff)
