"""Outlines of reports, an office's own Word layouts, and who is sent what."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from accounts.fields import CharField, TextField
from accounts.models import Organisation, StoredFile

from .review import Review


class Outline(models.Model):
    """Đề cương: the parts of a kind of report, in order, bound to data or prose.

    `sections`: [{"number": "I", "heading": …, "parts": [{"binding": "task_results",
    "heading": …} or {"key": "uu-diem", "heading": …, "hint": …}]}]. An office's own
    outline goes before the common one. Reports keep the outline they began with.
    """

    class Scope(models.TextChoices):
        AGREEMENT = "agreement", "Quy chế phối hợp"
        PLAN = "plan", "Kế hoạch năm"
        ORGANISATION = "organisation", "Cơ quan"
        CLUSTER = "cluster", "Cụm thi đua"
        PROVINCE = "province", "Tỉnh, thành phố"
        ALONE = "alone", "Đứng riêng"

    name = CharField("tên đề cương", max_length=200)
    kind = models.CharField("loại báo cáo", max_length=12, choices=Review.Kind.choices)
    scope = models.CharField("phạm vi", max_length=12, choices=Scope.choices)
    organisation = models.ForeignKey(
        Organisation,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="outlines",
        verbose_name="của cơ quan",
    )
    sections = models.JSONField("các phần", default=list)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = "đề cương báo cáo"
        verbose_name_plural = "đề cương báo cáo"
        ordering = ["kind", "scope", "organisation_id", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "scope"],
                condition=Q(organisation__isnull=True),
                name="outline_one_common",
            ),
            models.UniqueConstraint(
                fields=["kind", "scope", "organisation"],
                condition=Q(organisation__isnull=False),
                name="outline_one_an_office",
                violation_error_message="Cơ quan đã có đề cương cho loại báo cáo này.",
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("reports:outline-detail", args=[self.pk])


class WordTemplate(models.Model):
    """An office's own .docx with named fields, checked when it was uploaded."""

    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="word_templates"
    )
    name = CharField("tên mẫu", max_length=200)
    stored_file = models.OneToOneField(StoredFile, models.PROTECT, verbose_name="tệp")
    fields = models.JSONField("các trường có trong mẫu", default=list, editable=False)
    is_active = models.BooleanField("đang dùng", default=True)
    uploaded_at = models.DateTimeField("tải lên lúc", auto_now_add=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        verbose_name = "mẫu Word của cơ quan"
        verbose_name_plural = "mẫu Word của cơ quan"
        ordering = ["organisation", "-is_active", "-pk"]

    def __str__(self):
        return self.name


class Publication(models.Model):
    """What the public sees of an issued report; a withdrawal stays visible.

    `masks`: [{"from": "Nguyễn Văn A", "to": "N.V.A."}], as chosen when published.
    """

    review = models.OneToOneField(
        Review, models.PROTECT, related_name="publication", verbose_name="báo cáo"
    )
    masks = models.JSONField("che tên", default=list, blank=True)
    published_at = models.DateTimeField("công khai lúc")
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    withdrawn_at = models.DateTimeField("thôi công khai lúc", null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    withdrawn_reason = TextField("lý do thôi công khai", blank=True)

    class Meta:
        verbose_name = "công khai báo cáo"
        verbose_name_plural = "công khai báo cáo"
        ordering = ["-published_at"]
        indexes = [
            models.Index(fields=["-published_at", "-id"], name="publication_newest")
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False)
                & ~Q(withdrawn_reason=""),
                name="publication_withdrawn_says_why",
            )
        ]

    def __str__(self):
        return str(self.review)


class ReportSubscription(models.Model):
    """A manager is sent the figures of the dashboard, or each issued report."""

    class What(models.TextChoices):
        ISSUED = "issued", "Báo cáo vừa phát hành"
        DASHBOARD = "dashboard", "Bảng điều hành"

    class Every(models.TextChoices):
        WEEK = "week", "Hằng tuần"
        MONTH = "month", "Hằng tháng"
        QUARTER = "quarter", "Hằng quý"

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="report_subscriptions"
    )
    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="+", verbose_name="của cơ quan"
    )
    what = models.CharField("gửi gì", max_length=10, choices=What.choices)
    every = models.CharField(
        "định kỳ", max_length=8, choices=Every.choices, default=Every.MONTH
    )
    sent_for = models.DateField("đã gửi cho kỳ bắt đầu từ", null=True, editable=False)

    class Meta:
        verbose_name = "đăng ký nhận báo cáo"
        verbose_name_plural = "đăng ký nhận báo cáo"
        ordering = ["user", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "organisation", "what"], name="subscription_once"
            )
        ]

    def __str__(self):
        return f"{self.user}: {self.get_what_display()}, {self.organisation}"
