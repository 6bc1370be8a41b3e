"""Outlines as data: the common ones, an office's own, what a report keeps."""

import pytest

from accounts import history
from accounts.errors import NotPossible, Stale
from agreements.models import CoordinationArea
from reports.models import Outline
from reports.outlines import common_outlines, outline, outline_forms, outlining
from tests.factories import make_focus_task, make_issued_plan
from tests.factories import make_review as make


@pytest.fixture
def common(db):
    outlining.create_missing()
    return Outline.objects.get(kind="periodic", scope="agreement", organisation=None)


def test_there_is_a_common_outline_for_every_kind_and_scope(db):
    outlining.create_missing()
    outlining.create_missing()
    assert Outline.objects.count() == len(common_outlines.every()) == 48


@pytest.mark.parametrize(("kind", "scope"), common_outlines.every())
def test_each_common_outline_may_be_kept_as_it_is(kind, scope):
    outlining.check(common_outlines.sections(kind, scope), scope)


def test_a_final_report_has_lessons_and_a_briefing_is_short():
    def keys(kind):
        found = outline.read(common_outlines.sections(kind, "agreement"))
        parts = [part for section in found for part in section.parts]
        return [part.key for part in parts if isinstance(part, outline.Prose)]

    assert "bai-hoc" in keys("final")
    assert "bai-hoc" not in keys("periodic")
    assert keys("briefing") == [
        *("trien-khai", "ket-qua", "ton-tai", "phuong-huong", "kien-nghi"),
    ]
    assert "kiem-tra" in keys("inspection")


def test_a_report_from_before_outlines_reads_the_built_in_of_its_kind(agreement):
    review = make(agreement, kind="final")
    keys = [part.key for part in outline.prose_parts(review)]
    assert keys[:2] == ["trien-khai", "ket-qua"]
    assert "bai-hoc" in keys
    assert outline.prose_part(review, "trien-khai").label.startswith("Công tác lãnh")


def test_the_areas_of_the_agreement_become_items_in_their_own_words(agreement, area):
    agreement.areas.create(position=1, wording="Giám sát việc công khai", area=area)
    agreement.areas.create(position=2, wording="Việc chưa có lĩnh vực")
    other = make_area("doi-thoai", "Đối thoại")
    make_focus_task(make_issued_plan(agreement), area=other)
    review = make(agreement)
    assert outlining.areas_of(review) == [
        ("giam-sat", "Giám sát việc công khai"),
        ("muc-2", "Việc chưa có lĩnh vực"),
        ("doi-thoai", "Đối thoại"),
    ]
    review.outline = outlining.for_report(review, None)
    part = outline.prose_part(review, "nd-giam-sat")
    assert (part.heading, part.area) == ("Giám sát việc công khai", "giam-sat")
    assert outline.has(review, "area_tasks")


def test_two_wordings_of_one_area_make_one_item(agreement, area):
    for place, wording in enumerate(("Giám sát", "Giám sát đầu tư"), start=1):
        agreement.areas.create(position=place, wording=wording, area=area)
    assert outlining.areas_of(make(agreement)) == [("giam-sat", "Giám sát")]


@pytest.fixture
def area(db):
    return make_area("giam-sat", "Giám sát")


def make_area(code, name):
    return CoordinationArea.objects.create(code=code, name=name)


# -- An office's own -----------------------------------------------------------


def own(cast, common):
    return outlining.begin_own(
        common=common, organisation=cast.committee, by=cast.manager
    )


def changed(sections):
    return [*sections, {"number": "VI", "heading": "Khen thưởng", "parts": []}]


def test_an_office_with_an_outline_of_its_own_uses_it(cast, common):
    mine = own(cast, common)
    assert own(cast, common) == mine
    assert outlining.in_use("periodic", "agreement", cast.committee) == mine
    assert outlining.in_use("periodic", "agreement", cast.front) == common


def test_reports_already_ordered_keep_what_they_have(cast, common, agreement):
    mine = own(cast, common)
    review = make(agreement, office=cast.committee)
    review.outline = outlining.for_report(review, None)
    save(mine, 1, changed(mine.sections), cast.staff)
    assert "Khen thưởng" not in [s.heading for s in outline.sections(review)]
    assert "Khen thưởng" in [
        row["heading"] for row in outlining.for_report(review, None)
    ]


def save(row, version, sections, by):
    return outlining.save(
        row=row, version=version, name=row.name, sections=sections, by=by
    )


def test_an_outline_read_at_an_older_version_is_not_overwritten(cast, common):
    save(common, 1, changed(common.sections), cast.admin)
    with pytest.raises(Stale):
        save(common, 1, common.sections[:1], cast.admin)
    assert common.sections[-1]["heading"] == "Khen thưởng"
    said = history.sentence(history.of(common).get())
    assert "đã sửa đề cương" in said


def test_the_common_outline_is_not_removed(cast, common):
    with pytest.raises(NotPossible):
        outlining.remove_own(row=common, by=cast.admin)
    outlining.remove_own(row=own(cast, common), by=cast.manager)
    assert outlining.in_use("periodic", "agreement", cast.committee) == common


@pytest.mark.parametrize(
    ("sections", "sentence"),
    [
        ([], "ít nhất một phần lớn"),
        ([{"number": "I", "heading": "", "parts": []}], "cần có tên"),
        (
            [{"number": "I", "heading": "A", "parts": [{"binding": "ranking"}]}],
            "không dùng được cho phạm vi này",
        ),
        (
            [
                {
                    "number": "",
                    "heading": "A",
                    "parts": 2 * [{"key": "a", "heading": ""}],
                }
            ],
            "không được trùng",
        ),
        ([{"number": "I", "heading": "A", "parts": []}] * 21, "tối đa 20"),
    ],
)
def test_what_cannot_be_kept_is_said(sections, sentence):
    with pytest.raises(NotPossible, match=sentence):
        outlining.check(sections, "agreement")


def test_a_heading_everyone_uses_keeps_the_key_units_are_asked_by():
    assert outlining.key_for("Ưu điểm", set()) == "uu-diem"
    assert outlining.key_for("ƯU ĐIỂM", {"uu-diem"}) == "uu-diem-2"
    assert outlining.key_for("Mô hình “Dân vận khéo”", set()) == "mo-hinh-dan-van-kheo"
    assert outlining.key_for("!!!", set()) == "phan"


# -- The rows of the editor ----------------------------------------------------


ROWS = outline_forms.rows_of(common_outlines.sections("periodic", "agreement"))


def headings(rows):
    return [row.heading for row in rows]


def test_rows_and_sections_are_the_same_thing():
    sections = common_outlines.sections("final", "cluster")
    assert outline_forms.sections_of(outline_forms.rows_of(sections)) == sections


def test_a_section_moves_with_its_parts():
    moved = outline_forms.acted(ROWS, "down:0")
    assert moved[0].heading == "Kết quả thực hiện"
    assert outline_forms.acted(moved, "up:0") == moved
    back = [row.heading for row in moved].index(
        "Công tác lãnh đạo, chỉ đạo, triển khai"
    )
    assert outline_forms.acted(moved, f"up:{back}") == ROWS


def test_a_part_moves_one_row_and_over_a_section():
    assert headings(outline_forms.acted(ROWS, "down:1"))[1] == "Kết quả thực hiện"
    assert outline_forms.acted(ROWS, "up:3")[2] == ROWS[3]


@pytest.mark.parametrize(
    "act", ["up:999", "down:", "x:1", "", "remove:-1", "up:-1", "part:²", "up:1e3"]
)
def test_a_button_typed_by_hand_does_nothing(act):
    assert outline_forms.acted(ROWS, act) == ROWS


def test_rows_are_added_and_removed():
    added = outline_forms.acted(ROWS, "part:0")
    assert (len(added), added[1].kind) == (len(ROWS) + 1, "part")
    assert outline_forms.acted(added, "remove:1") == ROWS
    assert [row.kind for row in outline_forms.acted([], "section:-1")] == ["section"]
    assert outline_forms.acted(ROWS, f"section:{len(ROWS) - 1}")[-1].is_section


def test_a_part_cannot_come_before_every_section():
    rows = outline_forms.checked(ROWS[1:])
    assert rows[0].error == "Dòng đầu phải là một phần lớn."
