"""Documents come to a record and leave it, each time with its history."""

from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts import history
from accounts.models import FileText, StoredFile
from accounts.stored_files import extraction, files
from agreements import documents
from agreements.entries import UploadEntry
from agreements.models import AgreementDocument
from tests import uploads

Kind = AgreementDocument.Kind
TEXT = "Quy chế phối hợp công tác giữa Ủy ban nhân dân và Mặt trận"


@pytest.fixture
def document(agreement):
    stored = files.store_bytes(content=uploads.pdf(TEXT), name="bản ký.pdf", by=None)
    extraction.read_stored(stored, lambda *step: None)
    return AgreementDocument.objects.create(
        agreement=agreement, stored_file=stored, kind=Kind.SCAN
    )


def told(agreement):
    return history.sentence(history.of(agreement)[0])


def test_files_are_added_and_the_history_names_them(agreement, cast):
    entries = [
        UploadEntry(SimpleUploadedFile(f"{n}.pdf", uploads.pdf(TEXT)), Kind.ANNEX)
        for n in "ab"
    ]
    version = agreement.version
    documents.add(agreement=agreement, uploads=entries, by=cast.staff)
    assert agreement.documents.count() == 2
    assert "đã thêm tài liệu (Phụ lục: a.pdf; Phụ lục: b.pdf)" in told(agreement)
    agreement.refresh_from_db()
    assert agreement.version == version  # whoever edits it meanwhile is not refused


def test_a_kind_is_changed_once(document, cast):
    change = {"document": document, "kind": Kind.OTHER, "by": cast.staff}
    assert documents.change_kind(**change)
    assert not documents.change_kind(**change)
    assert "từ “Bản ký (bản quét)” thành “Tài liệu khác”" in told(document.agreement)


def test_a_removed_document_is_not_found_and_its_file_stays(document, cast):
    agreement, stored = document.agreement, document.stored_file
    assert FileText.objects.filter(search__contains="mat").exists()
    removal = {"document": document, "by": cast.staff, "reason": "tải nhầm"}
    assert documents.remove(**removal)
    assert not FileText.objects.exists()
    assert files.is_unchanged(StoredFile.objects.get(pk=stored.pk))
    assert "đã gỡ tài liệu “bản ký.pdf” khỏi hồ sơ. Lý do: tải nhầm" in told(agreement)


def test_a_document_is_removed_once(document, cast):
    again = AgreementDocument.objects.get()
    documents.remove(document=document, by=cast.staff, reason="tải nhầm")
    entries = history.of(document.agreement).count()
    assert not documents.remove(document=again, by=cast.staff, reason="tải nhầm")
    assert history.of(document.agreement).count() == entries


@pytest.fixture
def shown(client, cast, agreement, document):
    """The answer of a page about the document, or about documents, to the staff."""
    client.force_login(cast.staff)

    def visit(name, *args, **data):
        address = reverse(f"agreements:{name}", args=[agreement.pk, *args])
        answer = client.post if data else client.get
        return answer(address, data)

    return visit


def test_the_form_adds_several_files_and_twice_adds_once(shown, agreement):
    def sent():
        return [SimpleUploadedFile(f"{n}.pdf", uploads.pdf(TEXT)) for n in "ab"]

    token = uuid4()
    for _ in range(2):
        response = shown("document-add", kind="other", uploads=sent(), form_token=token)
        assert response.url.endswith("#tai-lieu")
    assert agreement.documents.filter(kind="other").count() == 2


def test_the_pages_change_the_kind_and_take_the_document_off(shown, document):
    assert "bản ký.pdf" in shown("document-edit", document.pk).content.decode()
    shown("document-edit", document.pk, kind="annex")
    document.refresh_from_db()
    assert document.kind == Kind.ANNEX
    assert "bản ký.pdf" in shown("document-remove", document.pk).content.decode()
    shown("document-remove", document.pk, reason="tải nhầm")
    assert not AgreementDocument.objects.exists()


@pytest.mark.parametrize("name", ["document-edit", "document-remove"])
def test_a_document_that_is_gone_leads_back_to_the_record(shown, document, name):
    pk = document.pk
    document.delete()
    response = shown(name, pk, reason="tải nhầm", kind="annex")
    assert response.url.endswith("#tai-lieu")


def test_the_record_tells_what_a_document_is(shown, document, cast, client):
    StoredFile.objects.update(text_state="no_text", page_count=12, stored_by=cast.staff)
    page = shown("agreement-detail").content.decode()
    for words in (
        "Bản ký (bản quét) · PDF · 12 trang",
        "Bản quét không có lớp chữ: không tìm được theo nội dung",
        document.stored_file.sha256,
        f", {cast.staff}</div>",
        "Thêm tài liệu",
    ):
        assert words in page
    client.logout()
    public = shown("public-agreement-detail").content.decode()
    assert "12 trang" in public
    assert document.stored_file.sha256 in public
    assert str(cast.staff) not in public
