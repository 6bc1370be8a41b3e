"""Files are checked by their content and keep nothing of their name on the disk."""

import hashlib
import zipfile

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import Http404

from accounts.models import StoredFile
from accounts.stored_files import files
from tests import uploads

PDF, PNG, JPEG = uploads.pdf("x"), uploads.png(), uploads.jpg()
WORD, EXCEL = uploads.docx("x"), uploads.xlsx("x")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("bản ký.pdf", PDF),
        ("BẢN KÝ.PDF", PDF),
        ("từ máy quét.pdf", b"\xef\xbb\xbf" + PDF),
        ("phụ lục.docx", WORD),
        ("phụ lục.xlsx", EXCEL),
        ("ảnh.png", PNG),
        ("ảnh.jpg", JPEG),
    ],
)
def test_a_file_that_is_what_it_says_is_taken(name, content):
    files.check_upload(SimpleUploadedFile(name, content))


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.pdf", b"", "empty"),
        ("a.exe", b"MZ", "extension"),
        ("a", b"%PDF-1.7", "extension"),
        ("a.html", b"<script>", "extension"),
        ("a.pdf", b"<html><script>alert(1)</script>", "content"),
        ("a.pdf", WORD, "content"),
        ("a.docx", EXCEL, "content"),
        ("a.xlsx", b"PK\x03\x04 broken", "broken"),
        ("a.jpg", PNG, "content"),
        ("\u200b.pdf", PDF, "extension"),
        ("a.pdf", PDF[:-60], "broken"),
        ("a.docx", WORD[:-60], "broken"),
        ("a.docx", WORD.replace(b"\x50\x4b\x03\x04", b"PK\x03\x05", 1), "content"),
        ("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "locked"),
        ("a.png", PNG[:-12], "broken"),
        ("a.png", PNG.replace(b"\x08\0\0\0\0", b"\x08\2\0\0\0"), "broken"),
        ("a.png", uploads.png(100_000, 100_000), "too_vast"),
        ("a.jpg", JPEG[:-2], "broken"),
        ("a.jpg", uploads.jpg(65_000, 65_000), "too_vast"),
        ("a.jpg", JPEG[:3] + b"\xff" * 200_000, "broken"),
    ],
)
def test_a_file_that_is_not_is_refused(name, content, code):
    with pytest.raises(ValidationError) as error:
        files.check_upload(SimpleUploadedFile(name, content))
    assert error.value.code == code


def test_a_file_above_the_limit_is_refused_before_it_is_read(settings):
    upload = SimpleUploadedFile("a.pdf", b"%PDF-1.7")
    upload.size = 60 * 1024 * 1024
    with pytest.raises(ValidationError) as error:
        files.check_upload(upload)
    assert error.value.code == "too_large"
    assert f"{settings.MAX_UPLOAD_MB} MB" in error.value.messages[0]


def test_a_stored_file_keeps_its_name_as_a_label_only(db):
    stored = files.store_bytes(
        content=b"%PDF-1.7", name="../../etc/bản ký.pdf", by=None
    )
    assert stored.name == "bản ký.pdf"
    assert "bản" not in stored.file.name
    assert ".." not in stored.file.name
    assert stored.sha256 == hashlib.sha256(b"%PDF-1.7").hexdigest()


def test_a_changed_or_missing_file_is_noticed(db):
    stored = files.store_bytes(content=b"%PDF-1.7", name="a.pdf", by=None)
    assert files.is_unchanged(stored)
    with open(stored.file.path, "ab") as file:
        file.write(b"!")
    assert not files.is_unchanged(stored)
    stored.file.storage.delete(stored.file.name)
    assert not files.is_unchanged(StoredFile.objects.get())


def test_a_download_is_an_attachment_that_nobody_caches(db):
    stored = files.store_bytes(content=b"%PDF-1.7", name="bản ký.pdf", by=None)
    response = files.download(stored)
    assert response.getvalue() == b"%PDF-1.7"
    assert response["Content-Disposition"].startswith("attachment; filename*=UTF-8''b")
    assert response["Cache-Control"] == "private, no-store"
    response.close()


def test_behind_a_proxy_the_proxy_sends_the_file(db, settings):
    settings.PROTECTED_MEDIA_PREFIX = "/tep-noi-bo/"
    stored = files.store_bytes(content=b"%PDF-1.7", name="a.pdf", by=None)
    response = files.download(stored)
    assert response["X-Accel-Redirect"] == f"/tep-noi-bo/{stored.file.name}"
    assert response.content == b""


def test_a_package_of_an_unknown_zip_version_is_refused():
    """The version needed to extract stands at byte 6 of the central directory."""
    central = WORD.rindex(b"PK\x01\x02")
    broken = WORD[: central + 6] + b"\xff\x00" + WORD[central + 8 :]
    with pytest.raises(ValidationError):
        files.check_upload(SimpleUploadedFile("a.docx", broken))


def test_a_file_that_is_gone_from_the_disk_is_not_found(db):
    stored = files.store_bytes(content=b"%PDF-1.7 x", name="a.pdf", by=None)
    stored.file.storage.delete(stored.file.name)

    with pytest.raises(Http404):
        files.download(stored)


def test_a_package_of_an_unknown_version_is_refused():
    content = WORD.replace(b"PK\x01\x02\x14\x03\x14", b"PK\x01\x02\x14\x03\xff")
    assert content != WORD
    with pytest.raises(ValidationError):
        files.check_upload(SimpleUploadedFile("a.docx", content))


def test_a_package_that_lists_a_hundred_thousand_parts_is_refused_unread(monkeypatch):
    # Fifty bytes a part: fifty megabytes would become a million objects in memory.
    listing = (b"PK\x01\x02" + b"\0" * 42) * 100_000
    end = b"PK\x05\x06" + b"\0" * 8 + len(listing).to_bytes(4, "little") + b"\0" * 6
    monkeypatch.setattr(zipfile, "ZipFile", None)  # it must not be asked
    with pytest.raises(ValidationError) as error:
        files.check_upload(SimpleUploadedFile("a.docx", b"PK\x03\x04" + listing + end))
    assert error.value.code == "broken"


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("bản ký\u202efdp.docx", "bản kýfdp.docx"),
        ("a\r\nSet-Cookie: b.docx", "a Set-Cookie: b.docx"),
        ("\u0958" * 250 + ".docx", ("\u0915\u093c" * 250 + ".docx")[-255:]),
    ],
)
def test_the_label_of_a_file_cannot_deceive(db, name, kept):
    stored = files.store_bytes(content=WORD, name=name, by=None)
    stored.refresh_from_db()
    assert stored.name.replace("\n", " ") == kept
    response = files.download(stored)
    assert "\n" not in response["Content-Disposition"]
    response.close()


def test_office_files_that_carry_programs_are_refused():
    template = uploads.relation("attachedTemplate", "https://xa.example/mau.dotm")
    macro_type = '<Override PartName="/word/document.xml" ContentType="application/'
    macro_type += 'vnd.ms-word.document.macroEnabled.main+xml"/>'
    for content, code in [
        (uploads.docx(parts={"word/vbaProject.bin": b"x"}), "macro"),
        (uploads.docx(types=macro_type), "macro"),
        (uploads.docx(parts={"word/_rels/settings.xml.rels": template}), "remote"),
    ]:
        with pytest.raises(ValidationError) as error:
            files.check_upload(SimpleUploadedFile("a.docx", content))
        assert error.value.code == code


@pytest.mark.parametrize(
    ("kind", "target"),
    [
        ("hyperlink", "https://chinhphu.vn/"),
        ("image", "https://laocai.gov.vn/anh.png"),
        ("attachedTemplate", "file:///C:/Users/an/Templates/Normal.dotm"),
    ],
)
def test_what_office_documents_normally_point_at_is_taken(kind, target):
    parts = {"word/_rels/document.xml.rels": uploads.relation(kind, target)}
    files.check_upload(SimpleUploadedFile("a.docx", uploads.docx(parts=parts)))


def test_a_package_that_unpacks_without_end_is_refused_unpacked(monkeypatch):
    monkeypatch.setattr("accounts.stored_files.file_checks.MOST_UNPACKED", 1_000_000)
    monkeypatch.setattr(zipfile.ZipFile, "testzip", None)  # it must not be asked
    bomb = uploads.docx(parts={"word/media/a.bin": b"\0" * 2_000_000})
    with pytest.raises(ValidationError) as error:
        files.check_upload(SimpleUploadedFile("a.docx", bomb))
    assert error.value.code == "too_vast"


def test_a_changed_byte_in_a_package_is_noticed():
    """Two parts of one name, or a part against its checksum."""
    place = WORD.index(b"word/document.xml") + 20
    spoilt = WORD[:place] + bytes([WORD[place] ^ 0x55]) + WORD[place + 1 :]
    with pytest.raises(ValidationError) as error:
        files.check_upload(SimpleUploadedFile("a.docx", spoilt))
    assert error.value.code == "broken"


def test_a_checked_file_is_not_read_a_second_time_to_store_it(db, monkeypatch):
    upload = SimpleUploadedFile("a.pdf", PDF)
    files.check_upload(upload)
    monkeypatch.setattr(files, "_digest", None)
    stored = files.store(upload=upload, by=None)
    assert stored.sha256 == hashlib.sha256(PDF).hexdigest()


def test_a_slash_in_a_document_number_is_no_folder_in_the_file_name():
    response = files.attachment(content=b"x", name="Báo cáo 12/BC-UBND.docx")
    assert response["Content-Disposition"].endswith("12%2FBC-UBND.docx")
