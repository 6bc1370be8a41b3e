"""Files: checked by content on the way in, by permission on the way out."""

import hashlib
import io
import logging
import struct
import zipfile
from pathlib import PurePath
from urllib.parse import quote

import puremagic
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase

from .models import StoredFile, User
from .vietnamese import normalise

logger = logging.getLogger(__name__)

MEDIA_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "png": "image/png",
}
# The part of an office package that says what it really is.
OFFICE_PARTS = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml"}
ALLOWED_NAMES = "PDF, Word (.docx), Excel (.xlsx), ảnh JPG hoặc PNG"


def extension_of(name: str) -> str:
    return PurePath(name).suffix.lower().lstrip(".")


def check_upload(upload: UploadedFile) -> None:
    """Refuse a file that is empty, too large, or not what its name says.

    Raises ValidationError with a sentence that tells what to do.
    """
    limit = settings.MAX_UPLOAD_MB
    extension = extension_of(upload.name)
    if upload.size > limit * 1024 * 1024:
        raise ValidationError(
            f"Tệp “{upload.name}” lớn hơn {limit} MB. Hãy giảm dung lượng hoặc chia "
            "thành nhiều tệp rồi tải lại.",
            code="too_large",
        )
    if not upload.size:
        raise ValidationError(
            f"Tệp “{upload.name}” rỗng. Hãy chọn lại tệp.", code="empty"
        )
    if extension not in MEDIA_TYPES:
        raise ValidationError(
            f"Không nhận tệp loại “.{extension}”. Hãy dùng {ALLOWED_NAMES}.",
            code="extension",
        )
    if not _content_matches(upload, extension):
        raise ValidationError(
            f"Nội dung của “{upload.name}” không phải là tệp .{extension}. Hãy mở tệp "
            "để kiểm tra rồi lưu lại đúng định dạng.",
            code="content",
        )


# A package lists its parts at its end; ten thousand parts take less than this.
MOST_LISTING = 1024 * 1024


def _lists_too_much(upload: UploadedFile) -> bool:
    """Is the list of parts so long that reading it would fill the memory?"""
    upload.seek(max(0, upload.size - 66_000))
    before, mark, end = upload.read().rpartition(b"PK\x05\x06")
    # The mark of a 64-bit list, which would be read instead of the size here.
    if not mark or len(end) < 12 or b"PK\x06\x07" in before[-20:]:
        return True
    return struct.unpack_from("<L", end, 8)[0] > MOST_LISTING


def _content_matches(upload: UploadedFile, extension: str) -> bool:
    upload.seek(0)
    try:
        if extension in OFFICE_PARTS:
            if _lists_too_much(upload):
                return False
            with zipfile.ZipFile(upload) as package:
                return OFFICE_PARTS[extension] in package.namelist()
        head = io.BytesIO(upload.read(4096))
        found = {match.mime_type for match in puremagic.magic_stream(head)}
        return MEDIA_TYPES[extension] in found
    except (
        puremagic.PureError,
        ValueError,
        zipfile.BadZipFile,
        NotImplementedError,  # a zip of a version that does not exist
        OSError,
    ):
        return False
    finally:
        upload.seek(0)


def store(*, upload: File, by: User | None, name: str = "") -> StoredFile:
    """Keep a checked file; its name is a label, never a path on the disk."""
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    name = normalise(PurePath(name or upload.name).name)[-255:]
    extension = extension_of(name)
    stored = StoredFile(
        name=name,
        extension=extension,
        media_type=MEDIA_TYPES[extension],
        size=upload.size,
        sha256=digest.hexdigest(),
        stored_by=by,
    )
    upload.seek(0)
    stored.file.save(name, upload, save=False)
    stored.save()
    return stored


def store_bytes(*, content: bytes, name: str, by: User | None) -> StoredFile:
    return store(upload=ContentFile(content, name=name), by=by)


def is_unchanged(stored: StoredFile) -> bool:
    """Do the bytes on the disk still have the checksum they were stored with?"""
    digest = hashlib.sha256()
    try:
        with stored.file.open("rb") as file:
            for chunk in iter(lambda: file.read(1024 * 1024), b""):
                digest.update(chunk)
    except FileNotFoundError:
        return False
    return digest.hexdigest() == stored.sha256


def download(stored: StoredFile) -> HttpResponseBase:
    """The answer to a download that the calling view has authorised."""
    if settings.PROTECTED_MEDIA_PREFIX:
        response = HttpResponse(content_type=stored.media_type)
        path = quote(f"{settings.PROTECTED_MEDIA_PREFIX}{stored.file.name}")
        response["X-Accel-Redirect"] = path
    else:
        try:
            content = stored.file.open("rb")
        except FileNotFoundError:
            logger.error("File %s is not on the disk: %s", stored.pk, stored.file.name)
            raise Http404("Tệp không còn trên máy chủ.") from None
        response = FileResponse(content, content_type=stored.media_type)
    response["Content-Disposition"] = (
        f"attachment; filename*=UTF-8''{quote(stored.name, safe='')}"
    )
    response["Cache-Control"] = "private, no-store"
    return response


def attachment(*, content: bytes, name: str) -> HttpResponse:
    """A document made for this one request."""
    response = HttpResponse(content, content_type=MEDIA_TYPES[extension_of(name)])
    response["Content-Disposition"] = (
        f"attachment; filename*=UTF-8''{quote(name, safe='')}"
    )
    response["Cache-Control"] = "private, no-store"
    return response
