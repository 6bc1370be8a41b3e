"""A sheet waits, is corrected, and becomes rows: all of it or nothing, and once."""

from datetime import date

import pytest
from django.urls import reverse

from accounts import history
from accounts.errors import NotPossible, Stale
from accounts.models import Succession
from tasks.importing import intake, reading
from tasks.models import PlanImport
from tasks.plans import planning
from tests import factories
from tests.tasks.importing import sheets
from tests.tasks.importing.conftest import said

GOOD = [
    1,
    "Tuyên truyền",
    "Sở Nội vụ",
    "Ủy ban MTTQ tỉnh; các sở, ban, ngành",
    "quý II",
]


def test_rows_are_saved_in_the_order_of_the_sheet_with_their_headings(desk, cast):
    row = desk.waiting(["I", "Tuyên truyền"], GOOD, ["a)", "In tờ rơi"], ["II", "Khác"],
                       [2, "Đối thoại", "UBND tỉnh", "", "khi cần thiết"])  # fmt: skip

    result = desk.accept(row)

    first, part, second = desk.draft.tasks.order_by("position")
    assert (result.added, result.headings) == (3, 2)
    assert first.lead_organisation == cast.department
    assert [p.organisation for p in first.coordinations.all()] == [cast.front]
    assert first.coordinating_group == "các sở, ban, ngành"
    assert (first.due_on, second.due_on) == (date(2026, 6, 30), None)
    assert part.parent == first and part.lead_organisation == cast.department
    assert "to roi" in part.search and "noi vu" in first.search
    places = [h.position for h in desk.draft.headings.all()]
    assert places[0] < first.position < places[1] < second.position
    assert history.of(first).count() == 1


def test_accepting_twice_adds_the_rows_once(desk):
    row = desk.waiting(GOOD)

    assert desk.accept(row).added == 1
    assert desk.accept(row) is None
    assert desk.draft.tasks.count() == 1


def test_a_row_with_an_error_blocks_until_it_is_left_out(desk):
    row = desk.waiting(GOOD, [2, "Giám sát", "Sở Trời ơi", "", "31/02/2026"])
    assert set(said(row, 1)) == {"lead", "deadline"}
    with pytest.raises(NotPossible, match="1 dòng có lỗi"):
        desk.accept(row)

    row = desk.decide(row, left_out=[2])
    desk.accept(row)

    row.refresh_from_db()
    assert desk.draft.tasks.count() == 1
    assert row.mapping["left_out"] == ["Dòng 3: Giám sát"]


def test_a_choice_of_body_applies_to_every_cell_with_the_same_name(desk, cast):
    row = desk.waiting(
        [1, "Một", "Sở Nội vu tỉnh X", "", ""], [2, "Hai", "Sở Nội vu tỉnh X", "", ""]
    )
    ask = row.rows[0]["problems"]["lead"]["asks"][0]
    assert cast.department.pk in ask["choices"]

    row = desk.decide(row, bodies={ask["key"]: cast.department.pk})
    desk.accept(row)

    assert {t.lead_organisation for t in desk.draft.tasks.all()} == {cast.department}


def test_of_two_leads_the_first_may_lead_and_the_other_coordinates(desk, cast):
    row = desk.waiting([1, "Một", "Sở Nội vụ; UBND tỉnh", "Ủy ban MTTQ tỉnh", ""])
    problem = row.rows[0]["problems"]["lead"]
    assert "2 cơ quan" in problem["texts"][0]

    desk.accept(desk.decide(row, first_leads=[problem["several"]]))

    task = desk.draft.tasks.get()
    bodies = [part.organisation for part in task.coordinations.all()]
    assert task.lead_organisation == cast.department
    assert bodies == [cast.committee, cast.front]


def test_a_corrected_cell_is_checked_again_and_saved(desk):
    row = desk.waiting([1, "Một", "Sở Nội vụ", "", "31/02/2026"])

    row = desk.decide(row, cells={"1:deadline": "28/02/2026"})
    assert not said(row)
    desk.accept(row)

    assert desk.draft.tasks.get().due_on == date(2026, 2, 28)


def test_a_body_that_ended_offers_its_successor(desk, cast):
    old = factories.make_organisation(
        "Sở Lao động", kind="so", parent=cast.committee, dissolved_on=date(2025, 3, 1)
    )
    Succession.objects.create(
        predecessor=old,
        successor=cast.department,
        took_effect_on=date(2025, 3, 1),
        takes_duties=True,
    )
    row = desk.waiting([1, "Một", "Sở Lao động", "", ""])

    assert "Cơ quan kế tục: Sở Nội vụ" in said(row)["lead"]
    ask = row.rows[0]["problems"]["lead"]["asks"][0]
    assert ask["choices"] == [cast.department.pk]


def test_a_plan_changed_meanwhile_is_refused_until_it_is_checked_again(desk, cast):
    row = desk.waiting(GOOD)
    planning.add_heading(plan=desk.draft, title="Mục khác", by=cast.staff)

    with pytest.raises(Stale, match="Mục khác.*Kiểm tra lại"):
        desk.accept(row)
    assert not desk.draft.tasks.exists()
    desk.accept(desk.decide(row))

    assert desk.draft.tasks.count() == 1


def test_a_submitted_plan_takes_no_sheet(desk):
    row = desk.waiting(GOOD)
    desk.draft.state = "submitted"
    desk.draft.save()

    with pytest.raises(NotPossible):
        desk.accept(row)


def test_an_unknown_column_goes_to_the_note_or_is_left_by_choice(desk):
    header = [*sheets.HEADER, "Thuộc nhóm nhiệm vụ"]
    row = desk.take_in(sheets.xlsx([header, [*GOOD, "Nhóm 2"]]))
    assert row.rows[0]["cells"]["note"] == "Thuộc nhóm nhiệm vụ: Nhóm 2"

    taken = {int(c): name for c, name in row.mapping["taken"].items()}
    row = intake.reread(
        waiting=row, sheet="Phụ lục", header_row=0, taken=taken,
        unknown={"5": "skip"}, on=date(2026, 3, 1),
    )  # fmt: skip

    assert row.rows[0]["cells"]["note"] == ""


@pytest.mark.parametrize(
    "rows", [[["Không có gì"]], [["", "", ""], ["x"]], [["TT", "Ghi chú"], [1, "a"]]]
)
def test_a_sheet_without_a_table_is_kept_for_choosing_columns(desk, rows):
    row = desk.take_in(sheets.xlsx(rows))

    assert row.rows == [] and row.mapping["header_row"] == -1


def test_a_sheet_too_long_is_refused_with_what_to_do(desk, monkeypatch):
    monkeypatch.setattr(reading, "MOST_ROWS", 2)  # 5,000 would take seconds to write
    rows = [[number, "Việc", "Sở Nội vụ", "", ""] for number in range(1, 4)]

    with pytest.raises(NotPossible, match="hơn 5.000 dòng"):
        desk.take_in(sheets.xlsx([sheets.HEADER, *rows]))
    assert not PlanImport.objects.exists()


def test_the_pages_lead_from_the_file_to_the_rows(client, desk, cast):
    client.force_login(cast.staff)
    address = reverse("tasks:import-upload", args=[desk.draft.pk])
    token = client.get(address).context["form"]["form_token"].value()
    content = sheets.xlsx([sheets.HEADER, GOOD, [2, "Hai", "Sở Trời", "", ""]])
    sent = {"form_token": token, "sheet": sheets.upload(content)}
    page = client.post(address, sent, follow=True)
    assert "Chưa nhận ra cơ quan “Sở Trời”" in page.text

    row = PlanImport.objects.get()
    typed = {"as_of": 0, "cell-2-lead": "Sở Nội vụ"}
    page = client.post(row.get_absolute_url(), typed, follow=True)
    assert "Không còn lỗi" in page.text
    accept = reverse("tasks:import-accept", args=[row.pk])
    page = client.post(accept, {"as_of": 1}, follow=True)

    assert "2 nhiệm vụ mới" in page.text
    assert desk.draft.tasks.count() == 2
    client.post(accept, {"as_of": 1})
    assert desk.draft.tasks.count() == 2


def test_opening_another_row_keeps_what_was_typed(client, desk, cast):
    row = desk.waiting(GOOD, [2, "Hai", "Sở Trời", "", ""])
    client.force_login(cast.staff)
    typed = {"as_of": 0, "cell-2-lead": "Sở Nội vụ"}
    answer = client.post(f"{row.get_absolute_url()}?trang=1&mo=1", typed)

    assert answer.url.endswith("?trang=1&sua=1")
    page = client.get(answer.url)
    assert "Sở Trời" not in page.text and 'name="cell-1-title"' in page.text


def test_below_rows_that_are_there_the_sheet_is_not_counted_anew(desk):
    factories.make_focus_task(desk.draft)
    desk.accept(desk.waiting(["2a", *GOOD[1:]], [2, *GOOD[1:]], [3, *GOOD[1:]]))

    codes = [task.code for task in desk.draft.tasks.order_by("position")]
    assert codes == ["", "2a", "", ""]


@pytest.mark.parametrize(
    "typed", [{}, {"as_of": "x"}, {"as_of": 7}, {"as_of": 0, "body-x": "\0"}]
)
def test_a_malformed_correction_changes_nothing(client, desk, cast, typed):
    client.force_login(cast.staff)
    row = desk.waiting([1, "Một", "Sở Trời", "", ""])

    for name in ("import-preview", "import-accept"):
        page = client.post(reverse(f"tasks:{name}", args=[row.pk]), typed)
        assert page.status_code in (200, 302)

    assert not desk.draft.tasks.exists()


def test_the_queries_of_the_preview_do_not_grow_with_its_rows(
    client, desk, cast, django_assert_max_num_queries
):
    client.force_login(cast.staff)
    row = desk.waiting(*[[n, f"Việc {n}", f"Sở {n}", "", ""] for n in range(1, 40)])

    with django_assert_max_num_queries(20):
        page = client.get(row.get_absolute_url())
    assert page.text.count("Chưa nhận ra cơ quan") == 39
