"""Charts: what is drawn, for eyes and for ears."""

import io
from decimal import Decimal
from xml.etree import ElementTree

import pytest
from django.template.loader import render_to_string
from docx import Document
from docx.oxml.ns import qn
from openpyxl import load_workbook

from reports.contents.charts import svg
from reports.documents.content import Report
from reports.documents.elements import Chart, Part, Series
from reports.documents.excel import write_xlsx
from reports.documents.word import write_docx

from .document_samples import front_review

SVG = "{http://www.w3.org/2000/svg}"


def numbers(*values):
    return tuple(None if value is None else Decimal(value) for value in values)


def bars(**changes) -> Chart:
    content = {
        "title": "Nhà đại đoàn kết",
        "categories": ("Thành phố Hồ Chí Minh", "Hà Nội", "Đà Nẵng"),
        "series": (Series("", numbers(1242, 398, None)),),
        "unit": "căn",
    }
    return Chart(**content | changes)


def stacked() -> Chart:
    series = (
        Series("Hoàn thành", numbers(12, 5)),
        Series("Đang thực hiện", numbers(6, 2)),
        Series("Quá hạn", numbers(1, None)),
    )
    areas = ("Tuyên truyền, vận động Nhân dân", "Giám sát, phản biện xã hội")
    return Chart("Nhiệm vụ theo lĩnh vực", areas, series, "stacked", "nhiệm vụ")


def trend() -> Chart:
    series = (
        Series("Kết quả", numbers("57.5", "99.5", None, "157")),
        Series("Chỉ tiêu", numbers(60, 80, 100, 150)),
    )
    quarters = ("Quý I/2023", "Quý II/2023", "Quý III/2023", "Quý IV/2023")
    return Chart("Quỹ “Vì người nghèo”", quarters, series, "line", "tỷ đồng")


CHARTS = (bars(), stacked(), trend(), bars(series=(Series("", numbers(5, -3, 0)),)))


def drawn(chart, **options):
    return ElementTree.fromstring(svg(chart, **options))


def texts(root):
    return [node.text for node in root.iter(f"{SVG}text")]


@pytest.mark.parametrize("chart", CHARTS)
@pytest.mark.parametrize("width", [320, 560])
def test_every_word_stands_inside_the_drawing(chart, width):
    root = drawn(chart, width=width)
    _, _, right, bottom = map(float, root.get("viewBox").split())

    assert right == width
    for node in root.iter(f"{SVG}text"):
        length = len(node.text) * float(node.get("font-size")) * 0.42
        start = float(node.get("x"))
        start -= {"middle": length / 2, "end": length}.get(node.get("text-anchor"), 0)
        assert start >= -4 and start + length <= right + 4, node.text
        assert 0 < float(node.get("y")) <= bottom


@pytest.mark.parametrize("chart", CHARTS)
def test_nothing_in_it_needs_a_style_attribute_or_a_script(chart):
    for node in drawn(chart).iter():
        assert "style" not in node.attrib
        assert not any(name.startswith("on") for name in node.attrib)


def test_numbers_are_vietnamese_and_missing_is_said():
    told = texts(drawn(bars()))

    assert "1.242" in told and "– chưa có thông tin" in told
    assert "0" not in told, "thiếu số không phải là 0"
    assert "57,5" in bars(series=(Series("", numbers("57.5", 1, 2)),)).alternative


def test_a_gap_in_the_figures_is_a_gap_in_the_line():
    paths = [node.get("d") for node in drawn(trend()).iter(f"{SVG}path")]
    lines = [path for path in paths if path.count("L") and "h" not in path]

    assert any(path.count("M") == 1 and path.count("L") == 1 for path in lines)
    assert any(path.count("L") == 3 for path in lines)


def test_colour_is_not_the_only_sign():
    fills = {node.get("fill") for node in drawn(stacked(), key="a").iter(f"{SVG}rect")}
    dashes = [node.get("stroke-dasharray") for node in drawn(trend()).iter()]

    assert {"url(#a1)", "url(#a2)"} <= fills
    assert "8 4" in dashes


def test_two_drawings_of_a_page_share_no_name():
    first, second = svg(stacked(), key="a"), svg(stacked(), key="b")

    assert 'id="a1"' in first and 'id="a1"' not in second


def test_the_alternative_tells_every_figure():
    assert bars().alternative == (
        "Biểu đồ thanh: Nhà đại đoàn kết (căn). Thành phố Hồ Chí Minh: 1.242; "
        "Hà Nội: 398; chưa có thông tin của Đà Nẵng."
    )
    assert "Chỉ tiêu – Quý I/2023: 60" in trend().alternative


def test_what_people_type_is_escaped():
    chart = bars(title='<b>"&', categories=("<script>", "a & b", '"c"'))
    root = drawn(chart)

    assert "<script>" in texts(root) and root.get("aria-label").count('"') >= 1


@pytest.mark.parametrize("value", [0, "0.001", 10**15])
def test_any_size_of_number_can_be_drawn(value):
    one = Series("", numbers(value))
    for shape in ("bar", "line", "stacked"):
        assert drawn(Chart("x", ("a",), (one,), shape)) is not None


def test_nothing_known_is_drawn_as_such():
    for shape in ("bar", "line", "stacked"):
        nothing = (Series("", (None, None)), Series("b", (None, None)))
        assert drawn(Chart("x", ("a", "b"), nothing, shape)) is not None


def test_what_does_not_fit_is_refused():
    with pytest.raises(ValueError, match="chưa có số liệu"):
        Chart("x", (), ())
    with pytest.raises(ValueError, match="không khớp"):
        Chart("x", ("a",), (Series("", numbers(1, 2)),))
    with pytest.raises(ValueError, match="số âm"):
        Chart("x", ("a",), (Series("", numbers(-1)),), "stacked")


# -- In the report -----------------------------------------------------------------


def report_with(*charts) -> Report:
    return front_review(parts=(Part("I", "Kết quả", charts),))


def test_a_snapshot_keeps_its_charts():
    report = report_with(*CHARTS)

    assert Report.from_json(report.to_json()) == report


def test_the_page_draws_each_chart_wide_and_for_a_phone():
    page = render_to_string(
        "reports/_document.html", {"document": report_with(trend())}
    )

    assert page.count("<svg") == 2 and 'viewBox="0 0 320' in page
    assert page.count(f'aria-label="{trend().alternative}') == 2
    assert " style=" not in page


def test_word_has_a_picture_with_words_for_who_cannot_see_it():
    """Slow (a third of a second): the picture is made by the typesetter."""
    content = write_docx(report_with(trend(), bars()))
    document = Document(io.BytesIO(content))
    names = [node.get("descr") for node in document.element.iter(qn("wp:docPr"))]

    assert names == [trend().alternative, bars().alternative]
    assert len(document.inline_shapes) == 2
    assert round(document.inline_shapes[0].width.mm) == 165
    assert content == write_docx(report_with(trend(), bars()))


def test_excel_has_the_figures_and_a_chart_of_its_own():
    book = load_workbook(io.BytesIO(write_xlsx(report_with(trend()))))
    sheet = book["Bảng 1"]

    assert [cell.value for cell in sheet[4]] == ["Mục", "Kết quả", "Chỉ tiêu"]
    assert [cell.value for cell in sheet[5]] == ["Quý I/2023", 57.5, 60]
    assert sheet.cell(7, 2).value is None, "“–” sẽ bị vẽ thành 0"
    assert len(sheet._charts) == 1


def test_a_qualifier_stands_before_its_value():
    series = Series("", numbers(157, 48, None), ("trên", "", ""))
    chart = bars(series=(series,))
    assert ">trên 157<" in svg(chart)
    assert "trên 157" in chart.alternative
    assert "trên 48" not in chart.alternative


def test_the_axis_of_what_is_counted_has_no_halves():
    counted = Chart("x", ("a", "b"), (Series("", numbers(0, 1)),), "line")
    assert "0,2" not in svg(counted)
