"""The pages of outlines: who reads, who edits, and that nothing typed is lost."""

import pytest
from django.urls import reverse

from reports.models import Outline
from reports.outlines import outline_forms, outlining
from tests.factories import make_user


@pytest.fixture
def common(cast):
    outlining.create_missing()
    return Outline.objects.get(kind="periodic", scope="agreement", organisation=None)


@pytest.fixture
def own(cast, common):
    return outlining.begin_own(
        common=common, organisation=cast.committee, by=cast.manager
    )


def url(name, *args):
    return reverse(f"reports:{name}", args=args)


def typed(row, act="save", **changes):
    """The whole form of the editor, as the browser sends it."""
    rows = outline_forms.rows_of(row.sections)
    data = {"name": row.name, "version": row.version, "rows": len(rows), "act": act}
    for place, line in enumerate(rows):
        for name in outline_forms.FIELDS:
            data[f"{name}-{place}"] = getattr(line, name)
    return data | changes


def test_the_list_marks_what_is_the_offices_own(visit, cast, own):
    page = visit(cast.staff, url("outline-list")).text
    assert own.get_absolute_url() in page
    assert page.count("Riêng của cơ quan") == 1
    assert "Riêng của cơ quan" not in visit(cast.front_staff, url("outline-list")).text


def test_with_two_offices_one_chooses_which(visit, cast, own):
    user = make_user((cast.committee, "staff"), (cast.front, "staff"))
    page = visit(user, f"{url('outline-list')}?co-quan={cast.front.pk}").text
    assert "Riêng của cơ quan" not in page
    page = visit(user, f"{url('outline-list')}?co-quan={cast.committee.pk}").text
    assert "Riêng của cơ quan" in page
    assert visit(user, f"{url('outline-list')}?co-quan=x").status_code == 200


def test_the_page_of_an_outline_shows_it_as_the_paper_will(visit, cast, common):
    page = visit(cast.outsider, common.get_absolute_url()).text
    assert "II. KẾT QUẢ THỰC HIỆN" in page
    assert "1. Thực hiện nhiệm vụ trọng tâm" in page
    assert "Lập đề cương riêng" in page


def test_an_offices_own_is_for_its_people(visit, cast, own):
    assert visit(cast.staff, own.get_absolute_url()).status_code == 200
    assert visit(cast.outsider, own.get_absolute_url()).status_code == 404
    assert visit(cast.front_staff, url("outline-edit", own.pk)).status_code == 404


def test_the_common_one_is_edited_by_a_superuser_only(visit, cast, common):
    assert visit(cast.manager, url("outline-edit", common.pk)).status_code == 403
    assert visit(cast.admin, url("outline-edit", common.pk)).status_code == 200


def test_an_office_begins_its_own_from_the_common_one(visit, cast, common):
    data = {"organisation": cast.committee.pk}
    answer = visit(cast.staff, url("outline-own", common.pk), data)
    own = Outline.objects.get(organisation=cast.committee)
    assert answer.url == url("outline-edit", own.pk)
    other = {"organisation": cast.front.pk}
    assert visit(cast.staff, url("outline-own", common.pk), other).status_code == 403


def test_a_row_is_bound_to_data_and_saved(visit, cast, own):
    data = typed(own, **{"heading-1": "Biểu đồ", "source-1": "chart_trend"})
    answer = visit(cast.staff, url("outline-edit", own.pk), data)
    assert answer.url == own.get_absolute_url()
    own.refresh_from_db()
    (part,) = own.sections[0]["parts"]
    assert part == {"binding": "chart_trend", "heading": "Biểu đồ"}
    assert own.version == 2


def test_a_new_part_of_prose_gets_a_key_of_its_own(visit, cast, own):
    data = typed(own, **{"heading-1": "Mô hình hay", "key-1": "", "hint-1": "Nêu tên."})
    visit(cast.staff, url("outline-edit", own.pk), data)
    own.refresh_from_db()
    assert own.sections[0]["parts"] == [
        {"key": "mo-hinh-hay", "heading": "Mô hình hay", "hint": "Nêu tên."}
    ]


def test_a_button_moves_a_row_and_keeps_what_is_typed(visit, cast, own):
    data = typed(own, "down:0", name="Đề cương của tỉnh")
    page = visit(cast.staff, url("outline-edit", own.pk), data).text
    assert "Đề cương của tỉnh" in page
    assert page.index("Kết quả thực hiện") < page.index("Công tác lãnh đạo")
    own.refresh_from_db()
    assert own.version == 1


def test_the_preview_saves_nothing(visit, cast, own):
    data = typed(own, "preview", **{"heading-0": "Tình hình chung"})
    page = visit(cast.staff, url("outline-edit", own.pk), data).text
    assert "I. TÌNH HÌNH CHUNG" in page
    own.refresh_from_db()
    assert own.version == 1


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"name": " "}, "Hãy đặt tên cho đề cương"),
        ({"heading-0": ""}, "Hãy nhập tên phần lớn"),
        ({"source-1": "khong-co"}, "không dùng được cho phạm vi này"),
        ({"rows": "0"}, "ít nhất một phần lớn"),
        ({"rows": "x"}, "ít nhất một phần lớn"),
        ({"heading-1": "a" * 400}, "dài quá 300 chữ"),
        ({"version": "9" * 30}, "người khác đã sửa"),
    ],
)
def test_what_is_wrong_is_said_and_kept(visit, cast, own, changes, sentence):
    data = typed(own, **changes)
    answer = visit(cast.staff, url("outline-edit", own.pk), data)
    assert answer.status_code == 200
    assert sentence in answer.text
    own.refresh_from_db()
    assert own.version == 1


def test_two_people_at_once_lose_nothing(visit, cast, own):
    before = typed(own, name="Bản của An")
    visit(cast.staff, url("outline-edit", own.pk), typed(own, name="Bản của Bình"))
    page = visit(cast.manager, url("outline-edit", own.pk), before).text
    assert "người khác đã sửa" in page
    assert "Bản của An" in page
    again = before | {"version": 2}
    assert visit(cast.manager, url("outline-edit", own.pk), again).status_code == 302


def test_the_offices_own_is_given_up_again(visit, cast, own, common):
    assert visit(cast.admin, url("outline-remove", common.pk), {}).status_code == 302
    visit(cast.staff, url("outline-remove", own.pk), {})
    assert list(Outline.objects.exclude(organisation=None)) == []
    assert Outline.objects.filter(pk=common.pk).exists()


def test_the_list_makes_no_more_queries_for_more_outlines(
    visit, cast, common, django_assert_max_num_queries
):
    visit(cast.staff, url("outline-list"))
    for row in Outline.objects.filter(organisation=None)[:20]:
        outlining.begin_own(common=row, organisation=cast.committee, by=cast.staff)
    with django_assert_max_num_queries(14):
        visit(cast.staff, url("outline-list"))
