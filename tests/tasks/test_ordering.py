"""Any sequence of moves keeps one order, loses no row, and parts one level deep."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts import history
from accounts.errors import NotPossible
from tasks.models import FocusTask, Heading
from tasks.plans import ordering, rearranging
from tests import factories

SHAPES = st.lists(st.sampled_from("123tps"), min_size=1, max_size=9)
MOVES = st.lists(
    st.tuples(
        st.integers(0, 20), st.sampled_from(rearranging.ACTS), st.integers(0, 20)
    ),
    max_size=6,
)


@pytest.fixture
def plan(cast, agreement):
    return factories.make_plan(agreement, office=cast.committee)


def lay_out(plan, shape):
    """ "1", "2", "3" are headings of that level, "t" a task, "p" a part of the last.

    "s" stands at the position of the row before it.
    """
    last, position = None, 0
    for kind in shape:
        position += kind != "s"
        if kind in "123":
            Heading.objects.create(
                plan=plan, position=position, level=int(kind), title=f"Mục {position}"
            )
            last = None
            continue
        parent = last if kind == "p" else None
        task = factories.make_focus_task(
            plan, position=position, parent=parent, title=f"Việc {position}"
        )
        last = last if parent else task


def titles(plan):
    tasks, headings = plan.tasks.in_bulk(), plan.headings.in_bulk()
    return [
        str((headings if row.is_heading else tasks)[row.pk])
        for row in ordering.read(plan)
    ]


def key(plan, title):
    row = plan.tasks.filter(title=title).first() or plan.headings.get(title=title)
    return ordering.key_of(row)


def go(plan, cast, title, act, other=""):
    return rearranging.move(
        plan=plan,
        key=key(plan, title),
        act=act,
        other=key(plan, other) if other else "",
        by=cast.staff,
    )


@settings(
    max_examples=20,
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(shape=SHAPES, moves=MOVES)
def test_any_sequence_of_moves_keeps_every_row_in_one_order(plan, cast, shape, moves):
    FocusTask.objects.filter(plan=plan).delete()
    Heading.objects.filter(plan=plan).delete()
    lay_out(plan, shape)
    everything = sorted(row.key for row in ordering.read(plan))

    for index, act, other in moves:
        rows = ordering.read(plan)
        try:
            rearranging.move(
                plan=plan,
                key=rows[index % len(rows)].key,
                act=act,
                other=rows[other % len(rows)].key,
                by=cast.staff,
            )
        except NotPossible:
            continue
        rows = ordering.read(plan)
        assert sorted(row.key for row in rows) == everything
        assert len({row.position for row in rows}) == len(rows)
        assert ordering._grouped(rows) == rows  # each part below its parent
        whole = {row.pk for row in rows if not row.is_heading and not row.parent}
        assert all(row.parent in whole for row in rows if row.parent)
        assert all(1 <= row.level <= 3 for row in rows if row.is_heading)


@settings(
    max_examples=10,
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(shape=SHAPES, index=st.integers(0, 20), act=st.sampled_from(["up", "down"]))
def test_a_moved_row_takes_its_block_and_leaves_the_others(
    plan, cast, shape, index, act
):
    FocusTask.objects.filter(plan=plan).delete()
    Heading.objects.filter(plan=plan).delete()
    lay_out(plan, shape)
    rows = ordering.tidied(plan)
    start = index % len(rows)
    block = [row.key for row in rows[start : ordering.end_of_block(rows, start)]]
    try:
        rearranging.move(plan=plan, key=rows[start].key, act=act, by=cast.staff)
    except NotPossible:
        return

    after = [row.key for row in ordering.read(plan)]
    at = after.index(block[0])
    assert after[at : at + len(block)] == block
    others = [row.key for row in rows if row.key not in block]
    assert [found for found in after if found not in block] == others


def test_a_heading_moves_with_its_tasks(plan, cast):
    lay_out(plan, "1tt1t")
    go(plan, cast, "Mục 4", "up")

    assert titles(plan) == ["Mục 4", "Việc 5", "Mục 1", "Việc 2", "Việc 3"]
    said = history.sentence(history.of(plan).first())
    assert "đã chuyển lên: mục “Mục 4”" in said


def test_a_task_moves_with_its_parts(plan, cast):
    lay_out(plan, "tppt")
    go(plan, cast, "Việc 1", "down")

    assert titles(plan) == ["Việc 4", "Việc 1", "Việc 2", "Việc 3"]


def test_a_task_moved_past_a_heading_changes_its_section(plan, cast):
    lay_out(plan, "1t1t")
    go(plan, cast, "Việc 2", "down")

    assert titles(plan) == ["Mục 1", "Mục 3", "Việc 2", "Việc 4"]


def test_indenting_makes_a_part_of_the_task_above(plan, cast):
    lay_out(plan, "ttt")
    go(plan, cast, "Việc 2", "in")
    go(plan, cast, "Việc 3", "in")

    first = plan.tasks.get(title="Việc 1")
    assert {task.title for task in first.children.all()} == {"Việc 2", "Việc 3"}


def test_parts_are_one_level_deep(plan, cast):
    lay_out(plan, "ttp")
    with pytest.raises(NotPossible, match="một cấp"):
        go(plan, cast, "Việc 3", "in")
    with pytest.raises(NotPossible, match="đang có nhiệm vụ con"):
        go(plan, cast, "Việc 2", "in")


def test_a_part_taken_out_stands_below_its_former_parent(plan, cast):
    lay_out(plan, "tppt")
    go(plan, cast, "Việc 2", "out")

    assert titles(plan) == ["Việc 1", "Việc 3", "Việc 2", "Việc 4"]
    assert plan.tasks.get(title="Việc 2").parent is None


def test_a_task_is_not_dropped_between_a_task_and_its_parts(plan, cast):
    lay_out(plan, "ttp")
    go(plan, cast, "Việc 1", "after", "Việc 2")

    assert titles(plan) == ["Việc 2", "Việc 3", "Việc 1"]


def test_a_part_dropped_elsewhere_is_a_task_of_its_own(plan, cast):
    lay_out(plan, "tpt")
    go(plan, cast, "Việc 2", "after", "Việc 3")

    assert titles(plan) == ["Việc 1", "Việc 3", "Việc 2"]
    assert plan.tasks.get(title="Việc 2").parent is None


def test_a_heading_dropped_among_tasks_takes_none_of_them(plan, cast):
    lay_out(plan, "1tt1t")
    go(plan, cast, "Mục 4", "after", "Việc 2")

    assert titles(plan) == ["Mục 1", "Việc 2", "Việc 3", "Mục 4", "Việc 5"]


def test_headings_have_three_levels_and_each_has_one_above(plan, cast):
    lay_out(plan, "1233")
    with pytest.raises(NotPossible, match="ba cấp"):
        go(plan, cast, "Mục 4", "in")
    with pytest.raises(NotPossible, match="chưa có mục cấp trên"):
        go(plan, cast, "Mục 1", "in")
    go(plan, cast, "Mục 2", "out")

    levels = list(plan.headings.values_list("level", flat=True))
    assert levels == [1, 1, 2, 2]


def test_one_move_among_many_rows_is_a_few_updates(
    plan, cast, django_assert_max_num_queries
):
    tasks = [
        FocusTask(
            plan=plan, position=n, title=f"Việc {n}", lead_organisation=plan.office
        )
        for n in range(1, 400)
    ]
    FocusTask.objects.bulk_create(tasks)
    first, last = plan.tasks.first(), plan.tasks.last()

    with django_assert_max_num_queries(14):
        rearranging.move(
            plan=plan,
            key=f"nv-{first.pk}",
            act="after",
            other=f"nv-{last.pk}",
            by=cast.staff,
        )
    assert titles(plan)[-1] == "Việc 1"
