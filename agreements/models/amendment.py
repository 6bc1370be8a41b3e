from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from accounts.fields import CharField, TextField
from accounts.models import StoredFile
from accounts.vietnamese import format_date

from .agreement import Agreement


class Amendment(models.Model):
    """Văn bản sửa đổi, bổ sung, gia hạn: what it changes, from which day.

    The agreement keeps its articles as signed; what it reads on a day is computed
    from them and the amendments in effect by then.
    """

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="amendments")
    document_number = CharField("số ký hiệu", max_length=60, blank=True)
    subject = TextField("trích yếu", max_length=1000)
    signed_on = models.DateField("ngày ký", null=True, blank=True)
    effective_on = models.DateField("có hiệu lực từ ngày")
    extended_to = models.DateField(
        "gia hạn đến ngày",
        null=True,
        blank=True,
        help_text="Chỉ nhập khi văn bản kéo dài thời hạn của quy chế.",
    )
    stored_file = models.OneToOneField(
        StoredFile, models.PROTECT, null=True, blank=True, verbose_name="tệp"
    )
    note = TextField("ghi chú", blank=True)
    source = TextField("nguồn thông tin", blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = "văn bản sửa đổi, bổ sung"
        verbose_name_plural = "văn bản sửa đổi, bổ sung"
        ordering = ["effective_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(signed_on__isnull=True)
                | Q(effective_on__gte=F("signed_on")),
                name="amendment_in_effect_after_signing",
                violation_error_message="Ngày có hiệu lực không thể trước ngày ký.",
            ),
            models.CheckConstraint(
                condition=Q(extended_to__isnull=True)
                | Q(extended_to__gte=F("effective_on")),
                name="amendment_extends_forward",
                violation_error_message="Ngày gia hạn đến phải sau ngày có hiệu lực.",
            ),
        ]

    def __str__(self):
        return f"{self.label[0].upper()}{self.label[1:]}: {self.subject}"

    def get_absolute_url(self):
        return reverse("agreements:amendment-detail", args=[self.pk])

    def get_public_url(self):
        return reverse("agreements:public-amendment-detail", args=[self.pk])

    @property
    def label(self):
        """ "văn bản số 12/SĐ-QCPH"; without a number, by the day it takes effect."""
        if self.document_number:
            return f"văn bản số {self.document_number}"
        return f"văn bản có hiệu lực từ {format_date(self.effective_on)}"


class AmendedProvision(models.Model):
    """One change an amendment makes: an article replaced, inserted or repealed."""

    class Action(models.TextChoices):
        REPLACE = "replace", "Sửa đổi"
        INSERT = "insert", "Bổ sung"
        REPEAL = "repeal", "Bãi bỏ"

    amendment = models.ForeignKey(
        Amendment, models.CASCADE, related_name="changed_provisions"
    )
    position = models.PositiveSmallIntegerField("thứ tự", default=1)
    action = models.CharField("cách sửa", max_length=10, choices=Action.choices)
    number = CharField("điều số", max_length=10, help_text="Ví dụ: 5, 5a.")
    heading = CharField("tiêu đề mới", max_length=500, blank=True)
    text = TextField("nội dung mới", blank=True)
    after_number = CharField(
        "đặt sau điều số",
        max_length=10,
        blank=True,
        help_text="Với điều bổ sung; để trống: đặt sau điều cuối cùng.",
    )

    class Meta:
        verbose_name = "điều được sửa đổi"
        verbose_name_plural = "điều được sửa đổi"
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["amendment", "number"],
                name="amended_provision_once",
                violation_error_message="Mỗi điều chỉ nêu một lần.",
            )
        ]

    def __str__(self):
        return f"{self.get_action_display()} Điều {self.number}"
