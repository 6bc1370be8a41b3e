"""What a later round changes: rows, words, headings, order."""

from hypothesis import given, settings
from hypothesis import strategies as st

from tasks.approvals.round_changes import between


def row(task, title="Giám sát", *headings, **cells):
    above = [[level, text] for level, text in enumerate(headings, start=1)]
    section = " › ".join(headings)
    return {"task": task, "title": title, "headings": above, "section": section} | cells


def marks_of(changes):
    return {pk: change.mark for pk, change in changes.rows.items()}


def test_new_changed_and_removed_rows_are_told_apart():
    before = [row(1), row(2), row(3)]
    after = [row(1), row(2, "Giám sát lại"), row(4)]

    changes = between(before, after)
    assert marks_of(changes) == {2: "changed", 4: "new", 3: "removed"}
    assert changes.in_words == "1 nhiệm vụ mới, 1 nhiệm vụ sửa, 1 nhiệm vụ bỏ"


def test_only_the_words_that_changed_are_marked():
    before = [row(1, "Tổ chức giám sát ở 3 xã trong quý II")]
    after = [row(1, "Tổ chức giám sát ở 5 xã trong quý II")]

    (cell,) = between(before, after).rows[1].cells
    assert [p.text for p in cell.marks.before if p.is_changed] == ["3"]
    assert [p.text for p in cell.marks.after if p.is_changed] == ["5"]


def test_a_row_that_only_moved_says_so_and_the_others_do_not():
    changes = between([row(1), row(2), row(3)], [row(3), row(1), row(2)])

    assert marks_of(changes) == {3: "moved"}
    assert changes.in_words == "1 nhiệm vụ chuyển chỗ"


def test_rows_inserted_above_move_nothing():
    assert marks_of(between([row(1), row(2)], [row(9), row(1), row(2)])) == {9: "new"}


def test_a_renamed_heading_is_one_change_and_not_one_in_each_row():
    before = [row(1, "Một", "A. Cũ", "I. Con"), row(2, "Hai", "A. Cũ", "I. Con")]
    after = [row(1, "Một", "A. Mới", "I. Con"), row(2, "Hai", "A. Mới", "I. Con")]

    changes = between(before, after)
    assert changes.headings == [("A. Cũ", "A. Mới")]
    assert not changes.rows and changes


def test_a_row_put_under_another_heading_is_a_change_of_the_row():
    before = [row(1, "Một", "A"), row(2, "Hai", "A"), row(3, "Ba", "B")]
    after = [row(1, "Một", "A"), row(2, "Hai", "B"), row(3, "Ba", "B")]

    changes = between(before, after)
    assert [cell.label for cell in changes.rows[2].cells] == ["mục"]
    assert changes.headings == []


def test_headings_that_came_and_went():
    changes = between([row(1, "Một", "A"), row(2)], [row(1), row(2, "Giám sát", "B")])

    assert sorted(changes.headings) == [("", "B"), ("A", "")]


rows = st.lists(
    st.builds(row, st.integers(1, 8), st.sampled_from(["x", "y z"]), st.text("AB")),
    unique_by=lambda row: row["task"],
)


@settings(derandomize=True, max_examples=40, deadline=None)
@given(rows, rows)
def test_every_row_that_differs_is_told_and_no_other(before, after):
    changes = between(before, after)
    old, new = ({row["task"]: row for row in rows} for rows in (before, after))

    assert {c.row["task"] for c in changes.of("new")} == new.keys() - old.keys()
    assert {c.row["task"] for c in changes.removed} == old.keys() - new.keys()
    titled = {
        pk for pk in old.keys() & new.keys() if old[pk]["title"] != new[pk]["title"]
    }
    assert titled <= {c.row["task"] for c in changes.of("changed")}
    assert not between(after, after)
