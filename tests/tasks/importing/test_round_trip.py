"""Export, edit, import: the same rows are updated, in the order of the sheet."""

import io
from datetime import date

import openpyxl
import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.errors import NotPossible, Stale
from tasks.plans import exporting, planning
from tests import factories
from tests.tasks.importing import sheets
from tests.tasks.importing.conftest import said


@pytest.fixture
def filled(desk, cast):
    """A heading, two tasks, and a part of the second."""
    draft = desk.draft
    planning.add_heading(plan=draft, title="Tuyên truyền", number="I", by=cast.staff)
    for title, body in (("Một", cast.department), ("Hai", cast.committee)):
        planning.add_task(
            plan=draft,
            by=cast.staff,
            values={
                "title": title,
                "lead_organisation": body,
                "deadline_as_written": "quý II",
            },
            parts=[planning.Part(cast.front, "khảo sát", date(2026, 5, 1))],
        )
    last = draft.tasks.get(title="Hai")
    factories.make_focus_task(draft, title="Phần", position=9, parent=last)
    draft.refresh_from_db()
    return draft


def exported(plan):
    at = timezone.localtime()
    content = exporting.workbook(plan, at=at, is_for_editing=True)
    return openpyxl.load_workbook(io.BytesIO(content))


def saved(book):
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def state(plan):
    rows = plan.tasks.order_by("position")
    return list(rows.values_list("pk", "title", "code", "parent", "version"))


def test_an_unchanged_sheet_changes_nothing(filled, desk):
    before = state(filled)

    result = desk.accept(desk.take_in(saved(exported(filled))))

    assert result.in_words() == "không có gì thay đổi"
    assert state(filled) == before
    part = filled.tasks.get(title="Một").coordinations.get()
    assert (part.part, part.due_on) == ("khảo sát", date(2026, 5, 1))


def test_edited_new_and_moved_lines_reach_their_rows(filled, desk):
    book, before = exported(filled), {t.title: t for t in filled.tasks.all()}
    sheet = book.active
    first = next(r for r in range(1, 20) if sheet.cell(r, 2).value == "Một")
    sheet.cell(first, 5).value = "trước 15/11"
    sheet.cell(first + 3, 1).value = 3
    sheet.cell(first + 3, 2).value = "Ba"
    sheet.cell(first + 3, 3).value = "Sở Nội vụ"

    result = desk.accept(desk.take_in(saved(book)))

    assert (result.added, result.changed, result.removed) == (1, 1, 0)
    rows = list(filled.tasks.order_by("position"))
    assert [row.title for row in rows] == ["Một", "Hai", "Phần", "Ba"]
    assert rows[0].due_on == date(2026, 11, 15)
    assert rows[0].version == before["Một"].version + 1
    assert rows[1].version == before["Hai"].version
    assert rows[2].parent == rows[1]
    assert rows[0].coordinations.get().part == "khảo sát"


def test_a_removed_line_must_be_agreed_to(filled, desk):
    book = exported(filled)
    sheet = book.active
    first = next(r for r in range(1, 20) if sheet.cell(r, 2).value == "Một")
    pk = filled.tasks.get(title="Một").pk
    sheet.delete_rows(first)
    row = desk.take_in(saved(book))
    assert row.mapping["removed"] == {f"t{pk}": "Một"}
    with pytest.raises(NotPossible, match="đồng ý bỏ"):
        desk.accept(row)

    result = desk.accept(desk.decide(row, removals=[f"t{pk}"]))

    assert result.removed == 1
    assert [t.title for t in filled.tasks.order_by("position")] == ["Hai", "Phần"]


def test_a_stale_sheet_is_refused_and_says_what_changed(filled, desk, cast):
    content = saved(exported(filled))
    planning.add_heading(plan=filled, title="Mục mới", by=cast.staff)
    filled.refresh_from_db()
    desk.draft.refresh_from_db()

    with pytest.raises(Stale, match="đã thêm mục “Mục mới”.*xuất lại"):
        desk.take_in(content)


def test_the_sheet_of_another_plan_or_a_tampered_one_is_told_apart(filled, desk):
    other = exported(factories.make_plan(filled.agreement))
    with pytest.raises(NotPossible, match="kế hoạch khác"):
        desk.take_in(saved(other))
    book = exported(filled)
    book[exporting.HIDDEN_SHEET]["A1"] = "giả:1:2"
    with pytest.raises(NotPossible, match="Phần ẩn"):
        desk.take_in(saved(book))
    del book[exporting.HIDDEN_SHEET]
    with pytest.raises(NotPossible, match="Phần ẩn"):
        desk.take_in(saved(book))


def test_a_row_of_another_plan_is_an_error_at_its_line(filled, desk):
    stranger = factories.make_focus_task()
    book = exported(filled)
    sheet = book.active
    first = next(r for r in range(1, 20) if sheet.cell(r, 2).value == "Một")
    sheet.cell(first, sheet.max_column).value = f"t{stranger.pk}"

    row = desk.take_in(saved(book))

    assert "không thuộc kế hoạch này" in said(row, 1)["title"]


def test_what_people_typed_is_never_a_formula(filled, client, cast):
    filled.tasks.filter(title="Một").update(title="=1+1")
    client.force_login(cast.staff)

    page = client.get(reverse("tasks:plan-export", args=[filled.pk]))

    sheet = openpyxl.load_workbook(io.BytesIO(page.content)).active
    values = [cell for row in sheet.iter_rows() for cell in row if cell.value == "=1+1"]
    assert [cell.data_type for cell in values] == ["s"]
    assert sheet.page_setup.orientation == "landscape"


def test_the_file_comes_back_with_a_note_at_the_faulty_cell(desk, client, cast):
    client.force_login(cast.staff)
    row = desk.waiting([1, "Một", "Sở Trời", "", "31/02/2026"])

    page = client.get(reverse("tasks:import-annotated", args=[row.pk]))

    sheet = openpyxl.load_workbook(io.BytesIO(page.content)).active
    assert "Chưa nhận ra" in sheet["C2"].comment.text
    assert "không phải là ngày có thật" in sheet["E2"].comment.text
    assert sheet["E2"].fill.start_color.rgb.endswith("F9C9C6")
    assert sheet["B2"].comment is None


def test_a_sheet_of_another_kind_is_read_by_its_content(desk):
    with pytest.raises(NotPossible, match="Không đọc được tệp"):
        desk.take_in(b"khong phai bang tinh")
    assert sheets.xlsx([["a"]]).startswith(b"PK")
