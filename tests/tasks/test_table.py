import pytest
from django.core.exceptions import ValidationError

from accounts import history
from accounts.errors import NotPossible, Stale
from tasks.models import Coordination, FocusTask, Heading
from tasks.plans import ordering, planning, rearranging, removing_rows, table
from tests import factories


@pytest.fixture
def plan(cast, agreement):
    return factories.make_plan(agreement, office=cast.committee)


@pytest.fixture
def task(plan, cast):
    return planning.add_task(
        plan=plan,
        values={
            "title": "Giám sát nhà ở",
            "lead_organisation": cast.department,
            "lead_as_written": "Sở",
            "deadline_as_written": "quý II",
        },
        parts=[planning.Part(cast.front, "Cử người")],
        by=cast.staff,
    )


def set_cell(task, cast, cell, value, **changes):
    seen = {"version": task.version, "was": table.value_of(task, cell)} | changes
    return table.set_cell(
        plan=task.plan,
        key=ordering.key_of(task),
        cell=cell,
        value=value,
        by=cast.staff,
        **seen,
    )


def test_new_words_give_a_new_day(task, cast):
    row = set_cell(task, cast, "deadline", "quý III")

    assert f"{row.due_on:%d/%m/%Y}" == "30/09/2026"
    assert row.version == task.version + 1
    said = history.sentence(history.of(task).first())
    assert "thời gian như trong văn bản từ “quý II” thành “quý III”" in said


def test_another_cell_leaves_a_typed_day_and_the_parts(task, cast):
    FocusTask.objects.filter(pk=task.pk).update(due_on="2026-05-05")
    row = set_cell(task, cast, "product", "Báo cáo")

    assert f"{row.due_on:%d/%m/%Y}" == "05/05/2026"
    assert row.coordinations.get().part == "Cử người"


def test_a_new_lead_is_not_called_by_the_old_name(task, cast):
    row = set_cell(task, cast, "lead", cast.committee)

    assert row.lead_name == "UBND tỉnh"


def test_the_lead_does_not_coordinate_as_well(task, cast):
    with pytest.raises(ValidationError, match="không đồng thời"):
        set_cell(task, cast, "lead", cast.front)


def test_a_body_that_stays_keeps_its_part(task, cast):
    bodies = table.Bodies([cast.committee, cast.front], "Các sở liên quan")
    row = set_cell(task, cast, "coordinating", bodies)

    parts = dict(row.coordinations.values_list("organisation", "part"))
    assert parts == {cast.committee.pk: "", cast.front.pk: "Cử người"}
    assert row.coordinating_group == "Các sở liên quan"


def test_a_change_of_another_cell_is_no_conflict(task, cast):
    set_cell(task, cast, "product", "Báo cáo")
    row = set_cell(task, cast, "target", "100%")

    assert (row.expected_product, row.target) == ("Báo cáo", "100%")


def test_a_cell_changed_by_someone_else_is_not_overwritten(task, cast):
    set_cell(task, cast, "title", "Giám sát nhà ở xã hội")

    with pytest.raises(table.Taken) as taken:
        set_cell(task, cast, "title", "Giám sát đất đai")
    assert taken.value.row.title == "Giám sát nhà ở xã hội"


def test_a_cell_of_a_removed_row_says_so(task, cast):
    planning.remove_task(task=FocusTask.objects.get(pk=task.pk), by=cast.staff)

    with pytest.raises(Stale, match="vừa bỏ dòng này"):
        set_cell(task, cast, "title", "Việc khác")


def test_a_submitted_plan_takes_no_cell(task, cast):
    task.plan.state = "submitted"
    task.plan.save()
    with pytest.raises(NotPossible, match="Chờ thống nhất"):
        set_cell(task, cast, "title", "Việc khác")


def test_rows_and_headings_are_added_where_they_are_asked_for(plan, task, cast):
    table.add_heading(plan=plan, after="", text="II. Giám sát", by=cast.staff)
    heading = table.add_heading(
        plan=plan, after=ordering.key_of(task), text="III. Phản biện", by=cast.staff
    )
    added = table.add_row(
        plan=plan,
        after=ordering.key_of(heading),
        title="Góp ý",
        lead=cast.front,
        by=cast.staff,
    )

    names = [row.key for row in ordering.read(plan)]
    assert names[0] == ordering.key_of(task)
    assert names[1:3] == [ordering.key_of(heading), ordering.key_of(added)]
    assert (heading.number, heading.title) == ("III", "Phản biện")


def test_a_row_below_a_part_is_a_part_as_well(plan, task, cast):
    part = planning.add_task(
        plan=plan,
        values={"title": "a", "lead_organisation": cast.front, "parent": task},
        by=cast.staff,
    )
    row = table.add_row(
        plan=plan, after=f"nv-{part.pk}", title="b", lead=cast.front, by=cast.staff
    )

    assert row.parent_id == task.pk


@pytest.mark.parametrize(
    ("text", "number", "title"),
    [
        ("A. Tuyên truyền", "A", "Tuyên truyền"),
        ("IV) Giám sát", "IV", "Giám sát"),
        ("1.2. Phản biện", "1.2", "Phản biện"),
        ("Tuyên truyền", "", "Tuyên truyền"),
        ("2026 là năm đầu", "", "2026 là năm đầu"),
    ],
)
def test_the_number_of_a_heading_is_read_from_its_words(text, number, title):
    assert table.numbered(text) == {"number": number, "title": title}


def test_a_removed_row_is_restored_with_all_that_it_held(plan, task, cast):
    part = planning.add_task(
        plan=plan,
        values={"title": "Phần", "lead_organisation": cast.front, "parent": task},
        by=cast.staff,
    )
    before = (
        FocusTask.objects.filter(plan=plan)
        .values("pk", "title", "parent")
        .order_by("pk")
    )
    before = list(before)
    kept = removing_rows.remove(plan=plan, key=f"nv-{task.pk}", by=cast.staff)
    assert not plan.tasks.exists()

    keys = removing_rows.restore(plan=plan, kept=kept, by=cast.staff)
    assert keys == [f"nv-{task.pk}", f"nv-{part.pk}"]
    after = plan.tasks.values("pk", "title", "parent").order_by("pk")
    assert list(after) == before
    assert Coordination.objects.get(task=task).part == "Cử người"


def test_a_row_is_restored_once_and_in_its_own_plan(plan, task, cast, agreement):
    other = factories.make_plan(agreement, office=cast.committee)
    kept = removing_rows.remove(plan=plan, key=f"nv-{task.pk}", by=cast.staff)
    with pytest.raises(NotPossible):
        removing_rows.restore(plan=other, kept=kept, by=cast.staff)
    removing_rows.restore(plan=plan, kept=kept, by=cast.staff)

    with pytest.raises(NotPossible, match="đã được lấy lại"):
        removing_rows.restore(plan=plan, kept=kept, by=cast.staff)
    with pytest.raises(NotPossible):
        removing_rows.restore(plan=plan, kept="giả mạo", by=cast.staff)


def test_a_removed_heading_leaves_its_tasks(plan, task, cast):
    heading = Heading.objects.create(plan=plan, position=0, title="Mục")
    kept = removing_rows.remove(plan=plan, key=f"muc-{heading.pk}", by=cast.staff)
    assert plan.tasks.count() == 1

    assert removing_rows.restore(plan=plan, kept=kept, by=cast.staff) == [
        f"muc-{heading.pk}"
    ]
    assert ordering.read(plan)[0].is_heading


def test_a_row_is_put_under_a_heading_or_a_task(plan, task, cast):
    heading = table.add_heading(plan=plan, after="", text="Mục", by=cast.staff)
    rearranging.put_under(task=task, heading=heading, parent=None, by=cast.staff)
    assert [row.is_heading for row in ordering.read(plan)] == [True, False]

    other = planning.add_task(
        plan=plan,
        values={"title": "Việc", "lead_organisation": cast.front},
        by=cast.staff,
    )
    rearranging.put_under(task=other, heading=None, parent=task, by=cast.staff)
    other.refresh_from_db()
    assert other.parent_id == task.pk

    third = factories.make_focus_task(plan, position=99)
    with pytest.raises(ValidationError, match="đang có nhiệm vụ con"):
        rearranging.put_under(task=task, heading=None, parent=third, by=cast.staff)


def test_a_part_of_a_part_is_refused_by_the_workflow(plan, task, cast):
    values = {"title": "Phần", "lead_organisation": cast.front}
    part = planning.add_task(plan=plan, values=values | {"parent": task}, by=cast.staff)

    with pytest.raises(ValidationError, match="không có nhiệm vụ con nữa"):
        planning.add_task(plan=plan, values=values | {"parent": part}, by=cast.staff)


def test_every_change_makes_an_older_sheet_stale(plan, task, cast):
    plan.refresh_from_db()
    before = plan.rows_version
    heading = table.add_heading(plan=plan, after="", text="Mục", by=cast.staff)
    set_cell(task, cast, "title", "Việc khác")
    rearranging.move(plan=plan, key=f"nv-{task.pk}", act="down", by=cast.staff)
    removing_rows.remove(plan=plan, key=f"muc-{heading.pk}", by=cast.staff)

    plan.refresh_from_db()
    assert plan.rows_version >= before + 4
