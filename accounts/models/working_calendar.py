"""The working calendar of a year: days off, swapped Saturdays, hours."""

from datetime import time

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from accounts.fields import CharField, TextField


class WorkingYear(models.Model):
    """A year whose calendar was drawn up; it counts once a person confirmed it.

    Without one, or before that, Saturdays and Sundays are the only days off.
    """

    year = models.PositiveSmallIntegerField("năm", unique=True)
    opens_at = models.TimeField("giờ bắt đầu làm việc", default=time(7, 30))
    closes_at = models.TimeField("giờ kết thúc làm việc", default=time(17, 0))
    note = TextField("căn cứ, ghi chú", blank=True)
    confirmed_at = models.DateTimeField("xác nhận lúc", null=True, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="người xác nhận",
    )

    class Meta:
        verbose_name = "lịch làm việc"
        verbose_name_plural = "lịch làm việc"
        ordering = ["-year"]
        constraints = [
            models.CheckConstraint(
                condition=Q(opens_at__lt=F("closes_at")),
                name="working_hours_in_order",
                violation_error_message="Giờ kết thúc phải sau giờ bắt đầu.",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True, confirmed_by__isnull=True)
                | Q(confirmed_at__isnull=False, confirmed_by__isnull=False),
                name="working_year_confirmed_at_and_by",
            ),
        ]

    def __str__(self):
        return f"Lịch làm việc năm {self.year}"


class SpecialDay(models.Model):
    """A day off, or a Saturday or Sunday on which offices work instead."""

    class Kind(models.TextChoices):
        OFF = "off", "Nghỉ"
        WORKED = "worked", "Làm bù"

    year = models.ForeignKey(WorkingYear, models.CASCADE, related_name="days")
    on = models.DateField("ngày", unique=True)
    kind = models.CharField("loại", max_length=8, choices=Kind.choices)
    name = CharField("tên ngày", max_length=120)

    class Meta:
        verbose_name = "ngày nghỉ, ngày làm bù"
        verbose_name_plural = "ngày nghỉ, ngày làm bù"
        ordering = ["on"]

    def __str__(self):
        return f"{self.name} ({self.on:%d/%m/%Y})"

    @property
    def said(self) -> str:
        """ "Nghỉ: Quốc khánh"; a name that says it itself is enough."""
        kind = self.get_kind_display()
        begins = self.name.lower().startswith(kind.lower())
        return self.name if begins else f"{kind}: {self.name}"
