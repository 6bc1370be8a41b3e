"""Files: checked by content on the way in, by permission on the way out."""

import hashlib
import logging
from pathlib import PurePath
from urllib.parse import quote

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase

from ..models import StoredFile, User
from ..vietnamese import normalise
from . import extraction, file_checks

logger = logging.getLogger(__name__)

MEDIA_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "png": "image/png",
}
# Taken only where a table is read from them: older or other spreadsheet programs.
SHEET_TYPES = {
    "xlsx": MEDIA_TYPES["xlsx"],
    "xls": "application/vnd.ms-excel",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
}
SHEET_NAMES = "Excel (.xlsx, .xls) hoặc OpenDocument (.ods)"
ALLOWED_NAMES = "PDF, Word (.docx), Excel (.xlsx), ảnh JPG hoặc PNG"


def extension_of(name: str) -> str:
    return PurePath(normalise(name)).suffix.lower().lstrip(".")


def check_upload(
    upload: UploadedFile, *, types: dict = MEDIA_TYPES, names: str = ALLOWED_NAMES
) -> None:
    """Refuse a file that is empty, too large, or not what its name says.

    Raises ValidationError with a sentence that tells what to do.
    """
    limit = settings.MAX_UPLOAD_MB
    name, extension = normalise(upload.name), extension_of(upload.name)
    if upload.size > limit * 1024 * 1024:
        raise ValidationError(
            f"Tệp “{name}” lớn hơn {limit} MB. Hãy giảm dung lượng hoặc chia "
            "thành nhiều tệp rồi tải lại.",
            code="too_large",
        )
    if not upload.size:
        raise ValidationError(f"Tệp “{name}” rỗng. Hãy chọn lại tệp.", code="empty")
    if extension not in types:
        raise ValidationError(
            f"Không nhận tệp loại “.{extension}”. Hãy dùng {names}.",
            code="extension",
        )
    try:
        file_checks.check(upload, extension, upload.size)
    except file_checks.Unfit as unfit:
        sentence = file_checks.SENTENCES[unfit.code]
        raise ValidationError(
            sentence.format(name=name, extension=extension), code=unfit.code
        ) from None
    finally:
        upload.seek(0)
    # Here, and not while storing: that is done inside a transaction.
    upload.sha256 = _digest(upload)


def _digest(file: File) -> str:
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    return digest.hexdigest()


def store(*, upload: File, by: User | None, name: str = "") -> StoredFile:
    """Keep a checked file; its name is a label, never a path on the disk."""
    name = normalise(PurePath(name or upload.name).name)[-255:]
    extension = extension_of(name)
    stored = StoredFile(
        name=name,
        extension=extension,
        media_type=(MEDIA_TYPES | SHEET_TYPES)[extension],
        size=upload.size,
        sha256=getattr(upload, "sha256", None) or _digest(upload),
        stored_by=by,
    )
    upload.seek(0)
    stored.file.save(name, upload, save=False)
    stored.save()
    extraction.request(stored, by=by)
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


def download(stored: StoredFile, *, inline: bool = False) -> HttpResponseBase:
    """The answer to a download that the calling view has authorised.

    Only pictures are shown in the browser: whatever else could run something there.
    """
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
    way = "inline" if inline and stored.is_picture else "attachment"
    response["Content-Disposition"] = (
        f"{way}; filename*=UTF-8''{quote(stored.name, safe='')}"
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
