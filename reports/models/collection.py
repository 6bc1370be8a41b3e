"""Asking the units: a collection, and what each unit reported."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from accounts.fields import CharField, TextField
from accounts.models import EmulationCluster, Organisation
from agreements.models import Agreement, CoordinationArea, Party

from .calendar import ReportingDuty
from .figures import Indicator


class CollectionQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Of one's own office, asked of one's own bodies, of one's agreements."""
        if not user.is_authenticated:
            return self.none()
        if user.is_superuser:
            return self
        mine = user.organisation_ids
        asked = UnitReport.objects.filter(organisation__in=mine)
        signed = Party.objects.of_organisations(mine).values("agreement")
        return self.filter(
            Q(office__in=mine)
            | Q(pk__in=asked.values("collection"))
            | Q(agreement__in=signed)
        )

    def open(self):
        return self.filter(closed_at__isnull=True)


class Collection(models.Model):
    """Đợt thu báo cáo: the focal body asks units for words and figures of a period."""

    title = CharField("tên đợt báo cáo", max_length=300)
    office = models.ForeignKey(
        Organisation,
        models.PROTECT,
        related_name="collections",
        verbose_name="cơ quan đầu mối",
    )
    agreement = models.ForeignKey(
        Agreement,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="collections",
        verbose_name="quy chế phối hợp",
    )
    cluster = models.ForeignKey(
        EmulationCluster,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="collections",
        verbose_name="cụm thi đua",
    )
    duty = models.ForeignKey(
        ReportingDuty,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="collections",
        verbose_name="chế độ báo cáo",
    )
    period_label = CharField("kỳ báo cáo", max_length=120)
    period_from = models.DateField("từ ngày")
    period_to = models.DateField("đến ngày")
    units_due_on = models.DateField("đơn vị nộp trước ngày")
    due_on = models.DateField("đầu mối báo cáo trước ngày", null=True, blank=True)
    receiver = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="cơ quan nhận báo cáo",
    )
    indicators = models.ManyToManyField(
        Indicator, blank=True, related_name="collections", verbose_name="chỉ tiêu"
    )
    areas = models.ManyToManyField(
        CoordinationArea,
        blank=True,
        related_name="+",
        verbose_name="nội dung cần báo cáo",
    )
    instructions = TextField("yêu cầu với đơn vị", blank=True)
    created_at = models.DateTimeField("lập lúc", auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    closed_at = models.DateTimeField("kết thúc lúc", null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    is_illustrative = models.BooleanField("minh hoạ", default=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = CollectionQuerySet.as_manager()

    class Meta:
        verbose_name = "đợt thu báo cáo"
        verbose_name_plural = "đợt thu báo cáo"
        ordering = ["-period_to", "-pk"]
        indexes = [
            models.Index(fields=["-period_to", "-id"], name="collection_by_period"),
            models.Index(
                fields=["units_due_on", "id"],
                condition=Q(closed_at__isnull=True),
                name="collection_open_by_due",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(agreement__isnull=True) | Q(cluster__isnull=True),
                name="collection_of_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(period_to__gte=F("period_from")),
                name="collection_period_ends_after_it_starts",
                violation_error_message="Ngày cuối kỳ phải từ ngày đầu kỳ trở đi.",
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, closed_by__isnull=True)
                | Q(closed_at__isnull=False, closed_by__isnull=False),
                name="collection_closed_at_and_by",
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("reports:collection-detail", args=[self.pk])

    @property
    def is_open(self):
        return self.closed_at is None


class UnitReport(models.Model):
    """What one unit reports in a collection. "Đã tổng hợp": its words and figures are
    in a report of the office."""

    class State(models.TextChoices):
        ENTERING = "entering", "Đang nhập"
        SENT = "sent", "Đã gửi"
        RETURNED = "returned", "Yêu cầu chỉnh lý"
        RECEIVED = "received", "Đã nhận"
        MERGED = "merged", "Đã tổng hợp"
        LEFT_OUT = "left_out", "Không phải nộp"

    collection = models.ForeignKey(
        Collection, models.CASCADE, related_name="unit_reports"
    )
    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        related_name="unit_reports",
        verbose_name="đơn vị",
    )
    state = models.CharField(
        "trạng thái", max_length=10, choices=State.choices, default=State.ENTERING
    )
    due_on = models.DateField("hạn nộp")
    # The first time: what the on-time rate goes by; a return does not make it late.
    first_sent_at = models.DateTimeField("nộp lần đầu lúc", null=True, blank=True)
    sent_at = models.DateTimeField("nộp lúc", null=True, blank=True)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    received_at = models.DateTimeField("nhận lúc", null=True, blank=True)
    reason = TextField("lý do trả lại hoặc không phải nộp", blank=True)
    nudged_at = models.DateTimeField("nhắc nộp lúc", null=True, blank=True)
    nudges = models.PositiveSmallIntegerField("số lần nhắc nộp", default=0)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = "báo cáo của đơn vị"
        verbose_name_plural = "báo cáo của các đơn vị"
        ordering = ["organisation__sort_key", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["collection", "organisation"], name="unit_report_once"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["returned", "left_out"]) | ~Q(reason=""),
                name="unit_report_says_why",
                violation_error_message="Hãy ghi lý do.",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["sent", "received", "merged"])
                | Q(sent_at__isnull=False, first_sent_at__isnull=False),
                name="unit_report_sent_at",
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_on", "id"],
                condition=Q(state__in=["entering", "returned"]),
                name="unit_report_owed_by_due",
            ),
            models.Index(
                fields=["organisation", "-due_on"], name="unit_report_of_unit"
            ),
        ]

    def __str__(self):
        return f"{self.organisation}: {self.collection}"

    def get_absolute_url(self):
        return reverse("reports:unit-report", args=[self.pk])

    @property
    def is_editable(self):
        return self.state in (self.State.ENTERING, self.State.RETURNED)


class UnitReportText(models.Model):
    """Words of a unit on one area, or on a general part (`key`, without an area)."""

    unit_report = models.ForeignKey(UnitReport, models.CASCADE, related_name="texts")
    area = models.ForeignKey(
        CoordinationArea, models.PROTECT, null=True, blank=True, related_name="+"
    )
    key = models.SlugField("phần", blank=True)
    text = TextField("nội dung", blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    edited_at = models.DateTimeField("sửa lúc", auto_now=True)

    class Meta:
        verbose_name = "phần lời của đơn vị"
        verbose_name_plural = "phần lời của đơn vị"
        ordering = ["area__position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit_report", "area"],
                condition=Q(key=""),
                name="unit_report_text_once_an_area",
            ),
            models.UniqueConstraint(
                fields=["unit_report", "key"],
                condition=~Q(key=""),
                name="unit_report_text_once_a_part",
            ),
            models.CheckConstraint(
                condition=Q(area__isnull=True) & ~Q(key="")
                | Q(area__isnull=False, key=""),
                name="unit_report_text_of_area_or_part",
            ),
        ]

    def __str__(self):
        return str(self.area or self.key)
