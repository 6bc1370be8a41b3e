"""Files on the disk, and the words found in them."""

import uuid

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from accounts.fields import CharField, FoldedModel
from accounts.search.word_index import Words


def storage_path(stored_file, filename):
    """Where a file lies on disk: nothing of the user's file name reaches the disk."""
    name = uuid.uuid4().hex
    return f"{name[:2]}/{name}.{stored_file.extension}"


class StoredFile(models.Model):
    """A file as it came or was made; it leaves only through a view that checks."""

    class TextState(models.TextChoices):
        WAITING = "waiting", "Chưa đọc nội dung để tìm kiếm"
        READ = "read", "Đã đọc, tìm được theo nội dung"
        PARTLY = "partly", "Tệp dài, chỉ tìm được theo phần đầu"
        NO_TEXT = "no_text", "Bản quét không có lớp chữ: không tìm được theo nội dung"
        UNREADABLE = (
            "unreadable",
            "Không đọc được nội dung: tệp có mật khẩu hoặc bị hỏng",
        )
        NOT_READ = "not_read", "Loại tệp không đọc nội dung"

    file = models.FileField("tệp", upload_to=storage_path, max_length=200)
    name = CharField("tên tệp", max_length=255)
    extension = models.CharField("loại tệp", max_length=10)
    media_type = models.CharField("kiểu nội dung", max_length=100)
    size = models.PositiveBigIntegerField("dung lượng (byte)")
    sha256 = models.CharField("mã kiểm tra SHA-256", max_length=64)
    stored_at = models.DateTimeField("lưu lúc", auto_now_add=True)
    stored_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    is_illustrative = models.BooleanField("minh hoạ", default=False)
    page_count = models.PositiveIntegerField("số trang", null=True, blank=True)
    text_state = models.CharField(
        "văn bản trong tệp",
        max_length=10,
        choices=TextState.choices,
        default=TextState.WAITING,
    )

    class Meta:
        verbose_name = "tệp"
        verbose_name_plural = "tệp"

    def __str__(self):
        return self.name

    @property
    def is_picture(self):
        return self.media_type in ("image/jpeg", "image/png")

    @property
    def search_note(self):
        """What the page says of it; nothing where search does what one expects."""
        expected = self.text_state in (self.TextState.READ, self.TextState.NOT_READ)
        return "" if expected else self.get_text_state_display()


class FileText(FoldedModel):
    """The words of a file, one row a file, for search; the file itself is the truth."""

    stored_file = models.OneToOneField(StoredFile, models.CASCADE, related_name="words")
    text = models.TextField("nội dung")

    class Meta:
        verbose_name = "nội dung tệp"
        verbose_name_plural = "nội dung tệp"
        indexes = [GinIndex(Words("search"), name="file_text_search")]

    def __str__(self):
        return str(self.stored_file)

    def search_text(self):
        return f"{self.stored_file.name} {self.text}"
