"""Photos sent as evidence: upright, shrunk, without metadata, before they are stored.

A phone writes into each photo where its owner stood, with what, and when. The place
stays only if the sender chose so. Other documents are kept byte for byte as they came.
"""

import json
import logging
import subprocess
import sys
import threading
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path, PurePath

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.utils import timezone

from ..vietnamese import normalise
from . import files

logger = logging.getLogger(__name__)

READER = Path(__file__).with_name("photo_reader.py")
# Names of pictures that a phone or a chat program may give, whatever is inside.
EXTENSIONS = ("jpg", "jpeg", "jfif", "png", "webp", "heic", "heif", "hif")
ACCEPTED = ",".join(
    ["image/*", ".heic", ".heif", *(f".{extension}" for extension in files.MEDIA_TYPES)]
)
ALLOWED_NAMES = "Ảnh (JPG, PNG, WebP, HEIC), PDF, Word (.docx), Excel (.xlsx)"
TIME_LIMIT = 20  # seconds; of 48 million points, HEIC takes three (measured)
LONGEST_WAIT = 20  # seconds for the photos of others
# Megabytes of addresses: HEIC of 48 million points takes half of them (measured).
MEMORY_LIMIT = 1024
# A web process decodes one photo at a time, however many people send them.
ONE_AT_A_TIME = threading.Lock()
EARLIEST_YEAR = 1990

SENTENCES = {
    "not_a_photo": "Nội dung của “{name}” không phải là ảnh JPG, PNG, WebP hoặc HEIC. "
    "Hãy mở ảnh để kiểm tra rồi lưu lại thành JPG.",
    "broken": "Ảnh “{name}” bị hỏng hoặc chưa chép hết. Hãy mở ảnh trên máy để kiểm "
    "tra rồi chọn lại.",
    "animated": "“{name}” là ảnh động. Hãy chọn ảnh chụp thường, hoặc chụp màn hình "
    "một khung hình rồi gửi.",
    "too_vast": "Ảnh “{name}” quá lớn để xử lý (tối đa 64 triệu điểm ảnh). Hãy đặt máy "
    "ảnh ở mức 50 MP trở xuống, hoặc thu nhỏ ảnh rồi chọn lại.",
    "busy": "Máy chủ đang xử lý nhiều ảnh nên chưa nhận được “{name}”. Hãy gửi lại sau "
    "ít phút.",
    "too_slow": "Ảnh “{name}” xử lý quá lâu nên đã dừng. Hãy thử lại, hoặc lưu ảnh "
    "thành JPG rồi chọn lại.",
}


@dataclass(frozen=True)
class Facts:
    """What a photo tells besides its picture."""

    taken_at: datetime | None = None
    latitude: Decimal | None = None
    longitude: Decimal | None = None

    def for_evidence(self) -> dict:
        has_location = self.latitude is not None
        return vars(self) | {"has_location": has_location}


def is_photo(upload: UploadedFile) -> bool:
    return files.extension_of(upload.name) in EXTENSIONS


def facts_of(upload) -> Facts:
    """Of a prepared photo; of anything else, nothing."""
    return getattr(upload, "facts", Facts())


def prepare(upload: UploadedFile, *, keeps_place: bool) -> UploadedFile:
    """The photo as it will be kept. Call it before the transaction: it takes a second.

    Raises ValidationError with a sentence that tells what to do.
    """
    name = normalise(upload.name)
    _check_size(upload, name)
    told, content = _read(upload, keeps_place=keeps_place)
    if "fault" in told:
        sentence = SENTENCES[told["fault"]].format(name=name)
        raise ValidationError(sentence, code=told["fault"])
    stem = PurePath(name).stem or "anh"
    photo = SimpleUploadedFile(f"{stem[:200]}.{told['extension']}", content)
    photo.facts = Facts(
        taken_at=_moment(told),
        latitude=_coordinate(told, "latitude"),
        longitude=_coordinate(told, "longitude"),
    )
    return photo


def _check_size(upload: UploadedFile, name: str) -> None:
    if upload.size > settings.MAX_UPLOAD_MB * 1024 * 1024:
        raise ValidationError(
            f"Tệp “{name}” lớn hơn {settings.MAX_UPLOAD_MB} MB. Hãy giảm dung lượng "
            "rồi tải lại.",
            code="too_large",
        )
    if not upload.size:
        raise ValidationError(f"Tệp “{name}” rỗng. Hãy chọn lại tệp.", code="empty")


def _read(upload: UploadedFile, *, keeps_place: bool) -> tuple[dict, bytes]:
    """Run the reader, which has neither our settings nor our environment."""
    place = "keep" if keeps_place else "drop"
    limits = [str(MEMORY_LIMIT), str(TIME_LIMIT)]
    command = [sys.executable, "-I", "-X", "utf8", READER, place, *limits]
    upload.seek(0)
    if not ONE_AT_A_TIME.acquire(timeout=LONGEST_WAIT):
        return {"fault": "busy"}, b""
    try:
        done = subprocess.run(
            command,
            input=upload.read(),
            capture_output=True,
            timeout=TIME_LIMIT,
            env={},
        )
    except subprocess.TimeoutExpired:
        logger.warning("A photo was not prepared in %s s", TIME_LIMIT)
        return {"fault": "too_slow"}, b""
    finally:
        ONE_AT_A_TIME.release()
    if done.returncode:
        reason = done.stderr.decode(errors="replace").strip().splitlines()[-1:]
        logger.warning("A photo was not prepared: %s %s", done.returncode, reason)
        return {"fault": "broken"}, b""
    head, _, content = done.stdout.partition(b"\n")
    return json.loads(head), content


def _moment(told: dict) -> datetime | None:
    """Cameras write the hour of the place, often without saying which zone that is."""
    with suppress(ValueError, KeyError, OverflowError):
        moment = datetime.strptime(told["taken"], "%Y:%m:%d %H:%M:%S")  # noqa: DTZ007
        if moment.year < EARLIEST_YEAR:
            return None
        with suppress(ValueError):
            return datetime.strptime(
                f"{told['taken']} {told['offset']}", "%Y:%m:%d %H:%M:%S %z"
            )
        return timezone.make_aware(moment)
    return None


def _coordinate(told: dict, name: str) -> Decimal | None:
    # Both or neither: half a place is none.
    if "latitude" in told and "longitude" in told:
        return Decimal(str(told[name]))
    return None
