"""Who looks after what: the person within a body, followers, feeds, hand-overs."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from accounts.fields import TextField
from accounts.models import Organisation, StoredFile

from .plan import YearlyPlan
from .task import FocusTask


class Assignment(models.Model):
    """The person who looks after a task within one of its bodies ("người theo dõi").

    The duty stays the body's: any of its staff may report. Who is named is told first.
    """

    task = models.ForeignKey(
        FocusTask,
        models.CASCADE,
        related_name="assignments",
        db_index=False,  # assignment_once begins with it
    )
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", verbose_name="cơ quan"
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="assignments",
        verbose_name="người theo dõi",
    )
    since_on = models.DateField("từ ngày")

    class Meta:
        verbose_name = "người theo dõi nhiệm vụ"
        verbose_name_plural = "người theo dõi nhiệm vụ"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["task", "organisation"], name="assignment_once"
            )
        ]

    def __str__(self):
        return f"{self.person}, {self.organisation}"


class Follow(models.Model):
    """A person asked to be told what happens to a plan, or to one task."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="follows"
    )
    plan = models.ForeignKey(
        YearlyPlan, models.CASCADE, null=True, blank=True, related_name="followers"
    )
    task = models.ForeignKey(
        FocusTask, models.CASCADE, null=True, blank=True, related_name="followers"
    )

    class Meta:
        verbose_name = "đăng ký theo dõi"
        verbose_name_plural = "đăng ký theo dõi"
        constraints = [
            models.CheckConstraint(
                condition=Q(plan__isnull=True, task__isnull=False)
                | Q(plan__isnull=False, task__isnull=True),
                name="follow_one_thing",
            ),
            models.UniqueConstraint(fields=["person", "plan"], name="follow_plan_once"),
            models.UniqueConstraint(fields=["person", "task"], name="follow_task_once"),
        ]

    def __str__(self):
        return f"{self.person}: {self.task or self.plan}"


class Handover(models.Model):
    """What one person handed to another in a body, frozen as it was that day.

    `items`: [{"kind", "label", "detail", "url"}], the rows of the minutes.
    """

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="handovers", verbose_name="cơ quan"
    )
    giver = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="handovers_given",
        verbose_name="người bàn giao",
    )
    receiver = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="handovers_received",
        verbose_name="người nhận",
    )
    handed_on = models.DateField("bàn giao ngày")
    reason = TextField("lý do")
    note = TextField("nội dung cần lưu ý", blank=True)
    ends_place = models.BooleanField("người bàn giao thôi làm ở cơ quan", default=False)
    items = models.JSONField("việc bàn giao", default=list)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField("ghi lúc", auto_now_add=True)
    stored_file = models.OneToOneField(
        StoredFile, models.PROTECT, null=True, blank=True, verbose_name="biên bản đã ký"
    )

    class Meta:
        verbose_name = "bàn giao công việc"
        verbose_name_plural = "bàn giao công việc"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(giver=models.F("receiver")),
                name="handover_between_two_people",
                violation_error_message="Người nhận phải khác người bàn giao.",
            )
        ]

    def __str__(self):
        return f"{self.giver} bàn giao cho {self.receiver}"

    def get_absolute_url(self):
        return reverse("tasks:handover-detail", args=[self.pk])


class CalendarFeed(models.Model):
    """An address of a calendar (iCal) that shows deadlines without signing in.

    Only the digest of its secret is kept: who loses the address makes a new one.
    """

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="calendar_feeds"
    )
    organisation = models.ForeignKey(
        Organisation,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="calendar_feeds",
        verbose_name="của cơ quan",
        help_text="Để trống: việc của riêng người lập.",
    )
    digest = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField("lập lúc", auto_now_add=True)
    read_at = models.DateTimeField("đọc lần cuối", null=True, blank=True)
    revoked_at = models.DateTimeField("thu hồi lúc", null=True, blank=True)

    class Meta:
        verbose_name = "địa chỉ lịch"
        verbose_name_plural = "địa chỉ lịch"
        ordering = ["-pk"]

    def __str__(self):
        return str(self.organisation or self.owner)
