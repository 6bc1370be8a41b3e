"""Fields for files with photos among them, which are prepared before they are kept."""

import time

from django import forms
from django.core.exceptions import ValidationError

from ..forms import UploadInput, UploadsField
from . import files, photos

MOST_FILES = 20
# The proxy waits a minute for an answer, and sending takes some of it.
TIME_FOR_ALL = 40  # seconds


class PhotosField(UploadsField):
    """Any number of files; photos also as phones give them (HEIC, WebP, 48 MP).

    Photos still have to be prepared: PhotosFormMixin does, once all else is right.
    """

    def __init__(self, **kwargs):
        kwargs.setdefault("widget", UploadInput(attrs={"accept": photos.ACCEPTED}))
        kwargs.setdefault(
            "help_text",
            f"{photos.ALLOWED_NAMES}; chọn được nhiều tệp. Ảnh được thu nhỏ và xóa "
            "thông tin máy ghi kèm (vị trí, loại máy).",
        )
        super().__init__(**kwargs)

    def check_one(self, upload):
        # By its name, a photo: whether it is one, its preparation tells.
        if not photos.is_photo(upload):
            files.check_upload(upload)

    def clean(self, data, initial=None):
        count = len(data) if isinstance(data, (list, tuple)) else 0
        if count > MOST_FILES:
            raise ValidationError(
                f"Mỗi lần gửi tối đa {MOST_FILES} tệp, Ông/Bà chọn {count} tệp. Hãy bỏ "
                "bớt rồi gửi phần còn lại ở lần sau."
            )
        return super().clean(data, initial)


class PhotosFormMixin(forms.Form):
    """A form with a PhotosField "uploads", and whether places are kept."""

    keep_place = forms.BooleanField(
        label="Giữ vị trí chụp",
        required=False,
        help_text="Chỉ đánh dấu khi cần chứng minh nơi chụp: người xem được minh chứng "
        "sẽ thấy vị trí này.",
    )

    def clean(self):
        cleaned = super().clean()
        keeps_place = cleaned.pop("keep_place", False)
        if cleaned.get("uploads") and not self.errors:
            try:
                cleaned["uploads"] = prepared(
                    cleaned["uploads"], keeps_place=keeps_place
                )
            except ValidationError as error:
                self.add_error("uploads", error)
        return cleaned


def prepared(uploads: list, *, keeps_place: bool) -> list:
    """The same files in their order, photos as they will be kept."""
    found, errors, until = [], [], time.monotonic() + TIME_FOR_ALL
    for number, upload in enumerate(uploads, start=1):
        if not photos.is_photo(upload):
            found.append(upload)
            continue
        if time.monotonic() > until:
            errors.append(
                f"Chưa kịp xử lý ảnh thứ {number} trở đi. Hãy gửi ít ảnh hơn mỗi lần."
            )
            break
        try:
            found.append(photos.prepare(upload, keeps_place=keeps_place))
        except ValidationError as error:
            errors += error.messages
    if errors:
        raise ValidationError(errors)
    return found
