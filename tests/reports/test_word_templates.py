"""An office's own Word layout: what is filled, what is refused, who uses it."""

import io
import zipfile
from datetime import date

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm

from accounts import history
from accounts.stored_files import files
from reports.documents.own_word import fill
from reports.documents.sample_layout import write_sample
from reports.documents.template_checks import layout_faults
from reports.models import WordTemplate
from reports.outlines import word_templates
from reports.reviews import papers
from tests.reports.addresses import url

from .document_samples import front_review, joint_review, state_review
from .test_charts import bars
from .word_measures import Sheet

ON = date(2026, 7, 1)


def layout(*paragraphs, header="", table=()) -> bytes:
    """A plain file as Word makes it, with these paragraphs; a list is several runs."""
    document = Document()
    for text in paragraphs:
        paragraph = document.add_paragraph()
        for run in [text] if isinstance(text, str) else text:
            paragraph.add_run(run).bold = len(paragraph.runs) % 2 == 0
    if table:
        cells = document.add_table(1, len(table)).rows[0].cells
        for cell, text in zip(cells, table, strict=True):
            cell.paragraphs[0].text = text
    document.sections[0].header.paragraphs[0].text = header
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def texts(content) -> list[str]:
    return Sheet(content).texts


def changed(content: bytes, name: str, before: bytes, after: bytes) -> bytes:
    """The package with one of its parts changed."""
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as source,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as copy,
    ):
        for part in source.namelist():
            data = source.read(part)
            copy.writestr(part, data.replace(before, after) if part == name else data)
    return target.getvalue()


# -- Filling -----------------------------------------------------------------------


def test_the_sample_layout_is_filled_like_the_decree():
    report = state_review(rows=4)
    sample = write_sample(report.issuers[0])
    sheet = Sheet(fill(sample, report))

    assert layout_faults(sample) == []
    assert not any("{{" in text for text in sheet.texts)
    assert "Số: 05/BC-UBND" in sheet.texts and "BÁO CÁO" in sheet.texts
    assert sheet.line("I. CÔNG TÁC LÃNH ĐẠO.*").is_bold
    assert sheet.line("Chi tiết từng nhiệm vụ.*").first_line == 1.27
    assert sheet.line("KT. CHỦ TỊCH").row is sheet.line("Nơi nhận:").row
    assert [line.text for line in sheet.styled("Phụ lục")] == [
        "Phụ lục I",
        "Phụ lục II",
    ]


def test_a_field_broken_into_several_runs_is_found():
    content = layout(["Số {", "{so_ky", "_hieu}", "} của cơ quan"], "{{noi_dung}}")

    assert layout_faults(content) == []
    assert "Số 05/BC-UBND của cơ quan" in texts(fill(content, state_review(rows=2)))


def test_several_fields_stand_in_one_paragraph_each_with_its_face():
    content = layout(
        ["{{ten_loai}}", " số {{so_ky_hieu}} {{ky_bao_cao}}"], "{{noi_dung}}"
    )
    filled = fill(content, state_review(rows=2))

    assert "BÁO CÁO số 05/BC-UBND Năm 2025" in texts(filled)
    runs = Document(io.BytesIO(filled)).paragraphs[0].runs
    assert [run.bold for run in runs] == [True, False]


def test_the_lines_of_a_name_stay_lines():
    content = layout("{{co_quan_chu_quan}} | {{co_quan}}", "{{noi_dung}}")
    paragraph = Document(io.BytesIO(fill(content, front_review()))).paragraphs[0]

    assert paragraph.text.splitlines() == [
        "ỦY BAN TRUNG ƯƠNG",
        "MẶT TRẬN TỔ QUỐC VIỆT NAM | BAN THƯỜNG TRỰC",
    ]


def test_headers_are_filled_too():
    content = layout("{{noi_dung}}", header="{{trich_yeu}}")
    filled = Document(io.BytesIO(fill(content, state_review(rows=2))))

    assert filled.sections[0].header.paragraphs[0].text.startswith("Sơ kết thực hiện")


def test_what_people_typed_is_never_a_field():
    report = state_review(opening=("Trường {{trich_yeu}} giữ nguyên",), annexes=())

    assert "Trường {{trich_yeu}} giữ nguyên" in texts(
        fill(layout("{{noi_dung}}"), report)
    )


def test_the_offices_own_style_goes_before_ours():
    document = Document()
    style = document.styles.add_style("Thân văn bản", 1)
    style.paragraph_format.first_line_indent = Mm(10)
    document.add_paragraph("{{noi_dung}}")
    target = io.BytesIO()
    document.save(target)
    line = Sheet(fill(target.getvalue(), state_review(annexes=()))).line("Hai bên đã.*")

    assert line.first_line == 1.0
    assert line.style.name == "Thân văn bản"


def test_words_own_heading_styles_are_left_alone():
    sheet = Sheet(fill(layout("{{noi_dung}}"), state_review(annexes=())))

    assert sheet.line("I. CÔNG TÁC.*").style.name == "Đề mục I"
    assert sheet.line("I. CÔNG TÁC.*").size == 14


def test_tables_and_pictures_fit_the_paper_of_the_layout():
    document = Document(io.BytesIO(layout("{{noi_dung}}")))
    section = document.sections[0]
    section.page_width, section.page_height = Mm(148), Mm(210)
    section.left_margin = section.right_margin = Mm(20)
    target = io.BytesIO()
    document.save(target)
    part = state_review().parts[0]
    part = type(part)("I", "Kết quả", (bars(), bars().table))
    filled = Document(io.BytesIO(fill(target.getvalue(), front_review(parts=(part,)))))

    assert round(filled.inline_shapes[0].width.mm) == 108
    widths = [int(x.get(qn("w:w"))) for x in filled.tables[0]._tbl.tblGrid]
    assert sum(widths) * 25.4 / 1440 == pytest.approx(108, abs=0.5)


def test_annexes_come_last_on_turned_paper_numbered_anew():
    content = layout("{{noi_dung}}", "{{phu_luc}}", "Chữ sau cùng của mẫu")
    filled = Document(io.BytesIO(fill(content, state_review(rows=4))))
    first, wide, narrow = filled.sections
    order = [paragraph.text for paragraph in filled.paragraphs]

    assert first.orientation == narrow.orientation == WD_ORIENT.PORTRAIT
    assert wide.orientation == WD_ORIENT.LANDSCAPE
    assert wide._sectPr.find(qn("w:pgNumType")).get(qn("w:start")) == "1"
    assert order.index("Chữ sau cùng của mẫu") < order.index("Phụ lục I")


def test_parts_can_be_placed_by_themselves():
    content = layout("{{bieu_do}}", "{{kien_nghi}}", "Hết riêng", "{{noi_dung}}")
    report = joint_review()
    found = texts(fill(content, report))

    assert found.index("1. Với Trung ương.") < found.index("Hết riêng")
    assert found.count("1. Với Trung ương.") == 2


def test_a_draft_is_marked_even_where_the_layout_has_no_place_for_it():
    content = layout("Số {{so_ky_hieu}}", "{{noi_dung}}")
    filled = Document(io.BytesIO(fill(content, front_review())))

    assert filled.paragraphs[0].text.splitlines()[-1] == "DỰ THẢO"
    assert "(Tài liệu minh hoạ)" in [x.text for x in filled.paragraphs]


def test_where_a_layout_came_from_is_left_out():
    document = Document(io.BytesIO(layout("{{noi_dung}}")))
    settings = document.settings.element
    part = document.part.part_related_by(
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships/settings"
    )
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
    key = part.relate_to("file:///C:/mau.dotx", f"{kind}attachedTemplate", True)
    settings.append(
        parse_xml(f'<w:attachedTemplate {nsdecls("w", "r")} r:id="{key}"/>')
    )
    target = io.BytesIO()
    document.save(target)
    filled = fill(target.getvalue(), state_review(rows=2))

    assert layout_faults(target.getvalue()) == []
    with zipfile.ZipFile(io.BytesIO(filled)) as package:
        assert b"mau.dotx" not in b"".join(map(package.read, package.namelist()))


def test_the_same_layout_and_content_give_the_same_bytes():
    content = layout("{{noi_dung}}")

    assert fill(content, state_review(rows=3)) == fill(content, state_review(rows=3))


# -- Checking ----------------------------------------------------------------------


def faults(*paragraphs, **more) -> str:
    return " ".join(layout_faults(layout(*paragraphs, **more)))


def test_an_unknown_field_is_told_with_the_nearest_known_one():
    said = faults("{{noi_dung}}", "{{trich_yéu}} {{so_ki_hieu}}")

    assert "tên là {{trich_yéu}}. Có phải là {{trich_yeu}}?" in said
    assert "Có phải là {{so_ky_hieu}}?" in said


@pytest.mark.parametrize(
    ("paragraphs", "more", "said"),
    [
        (["Không có gì"], {}, "chưa có trường {{noi_dung}}"),
        (["{{noi_dung}}", "{{noi_dung}}"], {}, "có 2 lần"),
        (["Nội dung: {{noi_dung}}"], {}, "phải đứng riêng một đoạn"),
        (["{{noi_dung}}", "{{chu_ky}} {{noi_nhan}}"], {}, "phải đứng riêng một đoạn"),
        (["{{noi_dung}}", "{{trich_yeu}"], {}, "chưa đủ cặp"),
        (["{{noi_dung}}"], {"header": "{{noi_nhan}}"}, "đầu trang hay chân trang"),
        (["x"], {"table": ("{{noi_dung}}",)}, "trong ô của bảng"),
    ],
)
def test_a_field_in_the_wrong_place_is_told(paragraphs, more, said):
    assert said in faults(*paragraphs, **more)


def test_signatures_and_recipients_may_stand_in_a_table():
    assert faults("{{noi_dung}}", table=("{{noi_nhan}}", "{{chu_ky}}")) == ""


def test_a_picture_or_data_from_elsewhere_is_refused():
    good = layout("{{noi_dung}}")
    relation = (
        b'<Relationship Id="rId99" Type="http://schemas.openxmlformats.org/office'
        b'Document/2006/relationships/image" Target="http://example.vn/a.png" '
        b'TargetMode="External"/></Relationships>'
    )
    rels = "word/_rels/document.xml.rels"
    remote = changed(good, rels, b"</Relationships>", relation)
    field = b'<w:p><w:r><w:instrText> INCLUDETEXT "C:/x.docx"</w:instrText></w:r></w:p>'
    fetching = changed(good, "word/document.xml", b"<w:sectPr", field + b"<w:sectPr")

    assert "http://example.vn/a.png" in " ".join(layout_faults(remote))
    assert "INCLUDETEXT" in " ".join(layout_faults(fetching))


def test_tracked_changes_and_embedded_objects_are_refused():
    good = layout("{{noi_dung}}")
    kept = b'<w:p><w:ins w:id="1"><w:r><w:t>x</w:t></w:r></w:ins></w:p>'
    tracked = changed(good, "word/document.xml", b"<w:sectPr", kept + b"<w:sectPr")
    target = io.BytesIO(good)
    with zipfile.ZipFile(target, "a") as package:
        package.writestr("word/embeddings/oleObject1.bin", b"x")

    assert "Track Changes" in " ".join(layout_faults(tracked))
    assert "đối tượng nhúng" in " ".join(layout_faults(target.getvalue()))


def test_a_layout_that_is_too_large_or_tries_entities_is_refused():
    good = layout("{{noi_dung}}")
    target = io.BytesIO(good)
    with zipfile.ZipFile(target, "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/extra.xml", b"<a>" + b" " * 9_000_000 + b"</a>")
    bomb = changed(
        *(good, "word/document.xml", b"<w:document"),
        b'<!DOCTYPE x [<!ENTITY a "b">]><w:document',
    )

    assert "quá lớn" in " ".join(layout_faults(target.getvalue()))
    assert "Không đọc được" in " ".join(layout_faults(bomb))


# -- Keeping -----------------------------------------------------------------------


def upload_of(content, name="mau.docx"):
    return SimpleUploadedFile(name, content)


def add(office, by, content=None, name="Mẫu 2026") -> WordTemplate:
    upload = ContentFile(content or layout("{{noi_dung}}"), name="mau.docx")
    return word_templates.add(organisation=office, name=name, upload=upload, by=by)


def test_a_new_layout_takes_the_place_of_the_old_and_is_recorded(cast):
    first = add(cast.committee, cast.manager)
    second = add(cast.committee, cast.manager, name="Mẫu mới")
    first.refresh_from_db()

    assert word_templates.active_for(cast.committee) == second
    assert not first.is_active and second.fields == ["noi_dung"]
    said = history.sentence(history.of(cast.committee).first())
    assert "đã tải lên và dùng mẫu Word “Mẫu mới”" in said


def test_one_layout_is_in_use_at_a_time(cast):
    first, second = (add(cast.committee, cast.manager) for _ in range(2))

    assert word_templates.use(template=first, by=cast.manager)
    assert not word_templates.use(template=first, by=cast.manager), "lần bấm thứ hai"
    assert word_templates.active_for(cast.committee) == first
    assert word_templates.stop_using(template=first, by=cast.manager)
    assert not word_templates.stop_using(template=first, by=cast.manager)
    assert word_templates.active_for(cast.committee) is None
    assert second.organisation == cast.committee


def test_a_report_of_the_office_has_its_layout_and_a_joint_one_the_common(cast, draft):
    add(cast.committee, cast.manager, layout("CƠ QUAN {{so_ky_hieu}}", "{{noi_dung}}"))
    report = state_review(rows=2)

    assert "CƠ QUAN 05/BC-UBND" in texts(papers.write(draft, "docx", report))
    draft.is_joint = True
    assert "CƠ QUAN 05/BC-UBND" not in texts(papers.write(draft, "docx", report))


def test_a_layout_lost_from_the_disk_is_told_and_nothing_is_issued_without_it(
    cast, draft
):
    template = add(cast.committee, cast.manager)
    template.stored_file.file.storage.delete(template.stored_file.file.name)

    with pytest.raises(papers.NotPossible, match="Mẫu 2026"):
        papers.write(draft, "docx", state_review(rows=2))


# -- Pages -------------------------------------------------------------------------


def page(office):
    return url("word-template-list", office.pk)


def test_a_manager_uploads_sees_and_tries_a_layout(visit, client, cast):
    client.force_login(cast.manager)
    form = client.get(page(cast.committee)).context["form"]
    data = {"name": "Mẫu 2026", "form_token": form["form_token"].value()}
    upload = upload_of(word_templates.sample(cast.committee, ON))
    answer = client.post(page(cast.committee), data | {"upload": upload}, follow=True)
    again = client.post(
        *(page(cast.committee), data | {"upload": upload_of(layout("{{noi_dung}}"))}),
        follow=True,
    )
    template = WordTemplate.objects.get()

    assert "Đã nhận mẫu" in answer.text and "Đang dùng" in answer.text
    assert "đã được gửi trước đó" in again.text, "gửi hai lần không thành hai mẫu"
    preview = client.get(url("word-template-preview", template.pk))
    assert "Nhiệm vụ theo lĩnh vực" in texts(b"".join(preview))


def test_what_is_wrong_is_said_and_the_name_stays(client, cast):
    client.force_login(cast.manager)
    form = client.get(page(cast.committee)).context["form"]
    data = {"name": "Mẫu 2026", "form_token": form["form_token"].value()}
    upload = upload_of(layout("{{noi_dng}}"))
    answer = client.post(page(cast.committee), data | {"upload": upload})

    assert "Có phải là {{noi_dung}}?" in answer.text
    assert 'value="Mẫu 2026"' in answer.text
    assert not WordTemplate.objects.exists()


@pytest.mark.parametrize("name", ["mau.pdf", "mau.docm", "mau.docx"])
def test_another_kind_of_file_is_refused(client, cast, name):
    client.force_login(cast.manager)
    form = client.get(page(cast.committee)).context["form"]
    data = {"name": "Mẫu", "form_token": form["form_token"].value()}
    answer = client.post(
        page(cast.committee), data | {"upload": upload_of(b"khong phai Word", name)}
    )

    assert answer.status_code == 200 and not WordTemplate.objects.exists()
    assert "Word (.docx)" in answer.text or "không phải là tệp .docx" in answer.text


def test_layouts_are_put_to_use_and_out_of_it(client, cast):
    template = add(cast.committee, cast.manager)
    client.force_login(cast.manager)

    stopped = client.post(url("word-template-stop", template.pk), follow=True)
    assert "trở lại bố cục chung" in stopped.text
    used = client.post(url("word-template-use", template.pk), follow=True)
    assert "Đang dùng" in used.text
    kept = client.get(url("word-template-file", template.pk))
    assert files.MEDIA_TYPES["docx"] == kept["Content-Type"]
    kept.close()


def test_the_page_of_the_office_leads_there_for_those_who_may(visit, cast):
    address = cast.committee.get_absolute_url()

    assert page(cast.committee) in visit(cast.manager, address).text
    assert page(cast.committee) not in visit(cast.staff, address).text


def test_more_layouts_make_no_more_queries(visit, cast, django_assert_max_num_queries):
    for number in range(3):
        add(cast.committee, cast.manager, name=f"Mẫu {number}")
    visit(cast.manager, page(cast.committee))
    with django_assert_max_num_queries(25):
        visit(cast.manager, page(cast.committee))
