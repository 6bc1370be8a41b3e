"""The reporting calendar: periods are data, and who reports by when."""

from django.db import models
from django.db.models import Q

from accounts.fields import CharField, TextField
from accounts.models import Organisation
from agreements.models import Agreement

YEARS = [(-1, "năm trước"), (0, "năm báo cáo"), (1, "năm sau")]


class PeriodKind(models.Model):
    """A kind of period that offices report on; its days and cut-off are data.

    With `every_months`, one of several in a year (months, quarters): the days are
    those of the first one. Nghị định 09/2019/NĐ-CP, Điều 12 cuts State figures off on
    the 14th; agreements may have days of their own.
    """

    class Kind(models.TextChoices):
        MONTH = "month", "Tháng"
        QUARTER = "quarter", "Quý"
        HALF_YEAR = "half_year", "6 tháng"
        NINE_MONTHS = "nine_months", "9 tháng"
        YEAR = "year", "Năm"
        FREE = "free", "Khác"

    code = models.SlugField("mã", unique=True)
    name = CharField("tên kỳ", max_length=120)
    kind = models.CharField("loại kỳ", max_length=12, choices=Kind.choices)
    label = CharField(
        "cách gọi",
        max_length=120,
        help_text="{năm} và {số} được thay khi dùng, ví dụ: Quý {số} năm {năm}.",
    )
    every_months = models.PositiveSmallIntegerField(
        "mỗi bao nhiêu tháng", null=True, blank=True
    )
    first_year = models.SmallIntegerField("năm của ngày đầu", choices=YEARS, default=0)
    first_month = models.PositiveSmallIntegerField("tháng đầu")
    first_day = models.PositiveSmallIntegerField("ngày đầu")
    last_year = models.SmallIntegerField("năm của ngày cuối", choices=YEARS, default=0)
    last_month = models.PositiveSmallIntegerField("tháng cuối")
    last_day = models.PositiveSmallIntegerField(
        "ngày cuối", help_text="31 là ngày cuối tháng."
    )
    due_days = models.SmallIntegerField(
        "hạn báo cáo, số ngày sau ngày cuối kỳ",
        null=True,
        blank=True,
        help_text="Âm nếu phải báo cáo trước khi hết kỳ.",
    )
    source = TextField("căn cứ", blank=True)
    position = models.PositiveSmallIntegerField("thứ tự", default=0)
    is_active = models.BooleanField("đang dùng", default=True)

    class Meta:
        verbose_name = "loại kỳ báo cáo"
        verbose_name_plural = "lịch kỳ báo cáo"
        ordering = ["position", "name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(first_month__range=(1, 12), last_month__range=(1, 12))
                & Q(first_day__range=(1, 31), last_day__range=(1, 31)),
                name="period_kind_days_exist",
                violation_error_message="Ngày phải từ 1 đến 31, tháng từ 1 đến 12.",
            ),
            models.CheckConstraint(
                condition=Q(every_months__isnull=True)
                | Q(every_months__in=(1, 2, 3, 4, 6)),
                name="period_kind_divides_the_year",
                violation_error_message="Số tháng phải chia hết 12.",
            ),
        ]

    def __str__(self):
        return self.name


class ReportingDuty(models.Model):
    """Chế độ báo cáo of an agreement: units report to the focal body, which reports on.

    The printed words are kept; days are month and day, of the year of the period or
    the one beside it. "Trước ngày 15/11" is due on the 15th, as offices treat it.
    """

    agreement = models.ForeignKey(
        Agreement, models.CASCADE, related_name="reporting_duties"
    )
    period_kind = models.ForeignKey(
        PeriodKind, models.PROTECT, related_name="+", verbose_name="kỳ báo cáo"
    )
    wording = CharField("như quy chế ghi", max_length=500, blank=True)
    focal = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="cơ quan đầu mối tổng hợp",
    )
    receiver = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="cơ quan nhận báo cáo",
    )
    units_due_year = models.SmallIntegerField(
        "năm của hạn đơn vị", choices=YEARS, default=0
    )
    units_due_month = models.PositiveSmallIntegerField(
        "tháng hạn của đơn vị", null=True, blank=True
    )
    units_due_day = models.PositiveSmallIntegerField(
        "ngày hạn của đơn vị", null=True, blank=True
    )
    due_year = models.SmallIntegerField("năm của hạn đầu mối", choices=YEARS, default=0)
    due_month = models.PositiveSmallIntegerField(
        "tháng hạn của đầu mối", null=True, blank=True
    )
    due_day = models.PositiveSmallIntegerField(
        "ngày hạn của đầu mối", null=True, blank=True
    )

    class Meta:
        verbose_name = "chế độ báo cáo"
        verbose_name_plural = "chế độ báo cáo"
        ordering = ["agreement", "period_kind__position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(units_due_month__isnull=True, units_due_day__isnull=True)
                | Q(units_due_month__range=(1, 12), units_due_day__range=(1, 31)),
                name="reporting_duty_units_day_exists",
                violation_error_message="Hạn của đơn vị phải có cả ngày và tháng.",
            ),
            models.CheckConstraint(
                condition=Q(due_month__isnull=True, due_day__isnull=True)
                | Q(due_month__range=(1, 12), due_day__range=(1, 31)),
                name="reporting_duty_day_exists",
                violation_error_message="Hạn của đầu mối phải có cả ngày và tháng.",
            ),
        ]

    def __str__(self):
        return self.wording or str(self.period_kind)
