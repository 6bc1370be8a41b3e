from django.conf import settings
from django.db import models
from django.urls import reverse

from accounts.fields import CharField
from accounts.models import StoredFile

from .plan import YearlyPlan


class PlanImport(models.Model):
    """A sheet on its way into a draft: what was read waits until a person accepts.

    `mapping`: which column is what, and those left unread; `rows`: the rows as read,
    each with its cells, what they mean, and what is wrong with each cell.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "Chờ kiểm tra"
        ACCEPTED = "accepted", "Đã nhập"
        DISCARDED = "discarded", "Đã bỏ"

    plan = models.ForeignKey(YearlyPlan, models.CASCADE, related_name="imports")
    stored_file = models.OneToOneField(StoredFile, models.PROTECT, verbose_name="tệp")
    sheet_name = CharField("trang tính", max_length=100, blank=True)
    state = models.CharField(
        "trạng thái", max_length=10, choices=State.choices, default=State.WAITING
    )
    # Of the plan when the sheet was read: what changed since makes it stale.
    rows_version = models.PositiveIntegerField()
    mapping = models.JSONField("các cột", default=dict)
    rows = models.JSONField("các dòng", default=list)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    uploaded_at = models.DateTimeField("tải lên lúc", auto_now_add=True)
    settled_at = models.DateTimeField("nhập hoặc bỏ lúc", null=True, blank=True)

    class Meta:
        verbose_name = "lần nhập từ Excel"
        verbose_name_plural = "các lần nhập từ Excel"
        ordering = ["-pk"]

    def __str__(self):
        return f"{self.stored_file}"

    def get_absolute_url(self):
        return reverse("tasks:import-preview", args=[self.pk])
