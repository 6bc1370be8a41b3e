"""Which files a report has: Word and Excel always, PDF unless it is too large."""

from datetime import date

import pytest

from accounts.errors import NotPossible
from reports.documents import pdf
from reports.documents.typesetting import BUSY, TooLarge
from reports.reviews import issuing, papers, verifying
from tests.reports.addresses import url

from .document_samples import state_review

ON = date(2026, 7, 15)
SIGNERS = [{"lines": ["TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"], "name": "Nguyễn Văn A"}]


def issue(review, cast):
    return issuing.issue(
        review=review,
        document_number="12/BC-UBND",
        issued_on=ON,
        signers=SIGNERS,
        recipients="Lưu: VT",
        by=cast.manager,
        on=ON,
    )


def test_an_issued_report_has_all_three(visit, draft, cast):
    """Slow (half a second): a PDF is made."""
    issue(draft, cast)
    formats = {file.format: file.stored_file.name for file in draft.files.all()}
    page = visit(cast.manager, draft.get_absolute_url()).text

    assert formats == {
        "docx": "Bao-cao-12-BC-UBND.docx",
        "pdf": "Bao-cao-12-BC-UBND.pdf",
        "xlsx": "Bao-cao-12-BC-UBND.xlsx",
    }
    assert not verifying.verify(draft)
    assert url("review-download", draft.pk, "pdf") in page
    assert "không có tệp PDF" not in page


def test_a_report_too_long_for_pdf_is_issued_without_and_says_so(
    visit, draft, cast, monkeypatch
):
    monkeypatch.setattr(pdf, "MOST_ROWS", 0)
    before = visit(cast.manager, url("review-issue", draft.pk)).text
    issue(draft, cast)
    page = visit(cast.manager, draft.get_absolute_url()).text

    assert "tệp PDF chỉ làm được đến 0 dòng" in before
    assert {file.format for file in draft.files.all()} == {"docx", "xlsx"}
    assert not verifying.verify(draft)
    assert "tệp PDF chỉ làm được đến 0 dòng" in page
    assert url("review-download", draft.pk, "pdf") not in page


def test_a_pdf_that_the_machine_cannot_make_is_left_out(draft, cast, monkeypatch):
    def fails(report):
        raise TooLarge("Báo cáo quá lớn")

    monkeypatch.setitem(papers.WRITERS, "pdf", fails)

    assert set(papers.write_all(draft, state_review(rows=1))) == {"docx", "xlsx"}


def test_while_others_wait_nothing_is_issued_without_its_pdf(draft, cast, monkeypatch):
    def busy(report):
        raise NotPossible(BUSY)

    monkeypatch.setitem(papers.WRITERS, "pdf", busy)
    with pytest.raises(NotPossible, match="thử lại"):
        issue(draft, cast)
    draft.refresh_from_db()

    assert not draft.is_issued and not draft.files.exists()


def test_a_draft_that_is_too_long_leads_back_with_a_sentence(
    client, draft, cast, monkeypatch
):
    monkeypatch.setattr(pdf, "MOST_ROWS", 0)
    client.force_login(cast.manager)
    answer = client.get(url("review-download", draft.pk, "pdf"), follow=True)

    assert answer.redirect_chain[0][0] == draft.get_absolute_url()
    assert "Hãy dùng tệp Word hoặc Excel" in answer.text
