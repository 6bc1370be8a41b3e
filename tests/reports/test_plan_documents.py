"""The printed joint plan, measured; and what it says for whom."""

import io
from datetime import date

import pytest
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn

from reports import plan_documents
from reports.documents.word import write_docx
from tasks.approvals import comparison
from tasks.models import Heading, YearlyPlan
from tasks.plans import annex, issuing
from tests import factories

from .test_word import line, mm, paragraphs

ON = date(2026, 2, 10)
NAMES = [
    ("UBND tỉnh Thử Nghiệm", "ubnd", "UBND"),
    ("Ủy ban MTTQ Việt Nam tỉnh Thử Nghiệm", "mttq", "MTTQ-BTT"),
    ("HĐND tỉnh Thử Nghiệm", "ubnd", "HĐND"),
    ("Đoàn ĐBQH tỉnh Thử Nghiệm", "ubnd", "ĐĐBQH"),
]


def make(parties=2, rows=3, **fields):
    place = {"locality": "Thử Nghiệm"}
    bodies = [
        factories.make_organisation(name, kind=kind, symbol=symbol, **place)
        for name, kind, symbol in NAMES[:parties]
    ]
    agreement = factories.make_agreement(
        *bodies,
        subject="Quy chế phối hợp công tác giữa các cơ quan",
        document_number="12/QC",
    )
    agreement.legal_bases.create(
        position=1, citation="Luật Mặt trận Tổ quốc Việt Nam ngày 09/6/2015"
    )
    plan = factories.make_plan(
        agreement,
        title="Kế hoạch phối hợp công tác năm 2026",
        purpose="Cụ thể hóa Quy chế.\n- Rõ việc, rõ người.\n- Rõ thời gian.",
        **fields,
    )
    Heading.objects.create(plan=plan, position=1, number="I", title="Tuyên truyền")
    lead = factories.make_organisation("Sở Nội vụ", kind="so")
    for position in range(rows):
        factories.make_focus_task(
            plan,
            position=position + 2,
            title=f"Nhiệm vụ thứ {position + 1}",
            lead_organisation=lead,
            coordinating_group="Các sở, ban, ngành; UBND các xã, phường",
            expected_product="Báo cáo",
        )
    return plan


def issue(plan, number="104/KH-UBND"):
    YearlyPlan.objects.filter(pk=plan.pk).update(
        state="issued", document_number=number, issued_on=date(2026, 1, 5)
    )
    plan.refresh_from_db()
    return issuing.first_version(plan, by=None)


def printed(plan, version=None):
    rows = annex.kept_rows(version.rows if version else comparison.rows_of(plan))
    report = plan_documents.compose(plan, rows, version=version, on=ON)
    return Document(io.BytesIO(write_docx(report)))


def texts(document):
    return [text for _, text in paragraphs(document)]


@pytest.mark.parametrize("parties", [2, 3, 4])
def test_every_party_stands_at_the_head_and_signs_at_the_foot(db, parties):
    plan = make(parties)
    document = printed(plan, issue(plan))
    said = texts(document)

    head = document.tables[0].cell(0, 0).text
    assert head.startswith("ỦY BAN NHÂN DÂN\nTỈNH THỬ NGHIỆM -\n")
    assert head.count(" -\n") == parties - 1
    assert said.count("Số: 104/KH-UBND") == 1
    assert ("TM. BAN THƯỜNG TRỰC" in said) and ("TM. ỦY BAN NHÂN DÂN" in said)
    signed = [text for text in said if text.startswith(("TM. ", "THỦ TRƯỞNG"))]
    assert len(signed) == parties


def test_paper_sizes_and_sections(db):
    plan = make()
    document = printed(plan, issue(plan))
    text, table = document.sections

    assert (mm(text.page_width), mm(text.page_height)) == (210, 297)
    assert 20 <= mm(text.top_margin) <= 25 and 20 <= mm(text.bottom_margin) <= 25
    assert 30 <= mm(text.left_margin) <= 35 and 15 <= mm(text.right_margin) <= 20
    assert table.orientation == WD_ORIENT.LANDSCAPE
    assert mm(table.page_width) == 297
    number = table._sectPr.find(qn("w:pgNumType"))
    assert number.get(qn("w:start")) == "1"
    assert line(document, "KẾ HOẠCH") == (14, True, False)
    assert line(document, "Phối hợp công tác năm 2026") == (14, True, False)


def test_grounds_sections_and_the_end_mark(db):
    plan = make()
    said = texts(printed(plan, issue(plan)))

    assert "Căn cứ Luật Mặt trận Tổ quốc Việt Nam ngày 09/6/2015;" in said
    assert (
        "Căn cứ Quy chế phối hợp công tác giữa các cơ quan (số 12/QC, ký ngày "
        "13/03/2024)." in said
    )
    assert "I. MỤC ĐÍCH, YÊU CẦU" in said
    assert "- Tuyên truyền: 3 nhiệm vụ." in said
    assert any(text.endswith("UBND tỉnh Thử Nghiệm./.") for text in said)
    assert "- Lưu: VT." in said


def test_the_annex_repeats_its_head_and_merges_groups(db):
    plan = make()
    document = printed(plan, issue(plan))
    table = document.tables[-1]

    assert [cell.text for cell in table.rows[0].cells] == [
        "TT",
        "Nội dung nhiệm vụ",
        "Cơ quan chủ trì",
        "Cơ quan phối hợp",
        "Thời gian hoàn thành",
        "Sản phẩm",
    ]
    assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert len(table.rows[1]._tr.tc_lst) == 1
    assert table.rows[1].cells[0].text == "I. Tuyên truyền"
    assert [cell.text for cell in table.rows[2].cells][:3] == [
        "1",
        "Nhiệm vụ thứ 1",
        "Sở Nội vụ",
    ]
    note = [text for text in texts(document) if text.startswith("(Kèm theo")]
    assert note == [
        "(Kèm theo Kế hoạch số 104/KH-UBND ngày 05 tháng 01 năm 2026 của UBND tỉnh Thử "
        "Nghiệm và Ban Thường trực Ủy ban MTTQ Việt Nam tỉnh Thử Nghiệm)"
    ]


def test_targets_and_money_have_columns_only_when_a_row_has_them(db):
    plan = make()
    plan.tasks.filter(title="Nhiệm vụ thứ 2").update(funding="Ngân sách tỉnh")

    head = [cell.text for cell in printed(plan).tables[-1].rows[0].cells]

    assert head[-1] == "Kinh phí"
    assert "Chỉ tiêu" not in head


def test_a_draft_says_so_and_leaves_the_number_blank(db):
    said = texts(printed(make()))

    assert "DỰ THẢO" in said
    assert "Số: …/KH-UBND-MTTQ-BTT" in said
    assert "Thử Nghiệm, ngày … tháng … năm …" in said


def test_a_plan_of_one_body_has_its_own_layout(db):
    plan = make(1)
    report = plan_documents.compose(plan, [], version=None, on=ON)

    assert (report.style, len(report.signatures), report.annexes) == ("state", 1, ())


def test_a_named_group_signs_by_its_name(db):
    plan = make()
    plan.agreement.parties.create(position=3, name_as_signed="Các tổ chức thành viên")
    said = texts(printed(plan))

    assert "ĐẠI DIỆN CÁC TỔ CHỨC THÀNH VIÊN" in said


def test_the_page_gives_the_file_of_a_draft_and_a_version(client, cast, agreement):
    plan = factories.make_plan(agreement, office=cast.committee)
    factories.make_focus_task(plan, title="Việc thứ nhất")
    client.force_login(cast.staff)

    draft = client.get(f"/ke-hoach/{plan.pk}/tai-word/")
    assert "ke-hoach-du-thao-2026.docx" in draft["Content-Disposition"]
    issue(plan)
    plan.tasks.update(title="Sửa sau khi ban hành")
    for query in ("", "?ban=1"):
        response = client.get(f"/ke-hoach/{plan.pk}/tai-word/{query}")
        assert "ke-hoach-104-kh-ubnd.docx" in response["Content-Disposition"]
        assert "Việc thứ nhất" in "".join(
            cell.text
            for row in Document(io.BytesIO(response.content)).tables[-1].rows
            for cell in row.cells
        )


@pytest.mark.parametrize("asked", ["2", "0", "x", "9" * 30, "1\x00"])
def test_a_version_that_is_not_there_is_not_found(client, cast, agreement, asked):
    plan = factories.make_plan(agreement, office=cast.committee)
    issue(plan)
    client.force_login(cast.staff)

    response = client.get(f"/ke-hoach/{plan.pk}/tai-word/", {"ban": asked})
    assert response.status_code == 404
