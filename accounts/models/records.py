"""Rows that keep the product honest: history, messages, jobs."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.fields import CharField, TextField

LONGEST_IN_A_SENTENCE = 200


def is_long(change: dict) -> bool:
    """Would naming both values make the sentence unreadable?"""
    return max(len(change["from"]), len(change["to"])) > LONGEST_IN_A_SENTENCE


class HistoryEntry(models.Model):
    """Who changed what, when, from, to, why. Never changed, never deleted:

    the database itself refuses (triggers in the migrations). It names its target
    by type and id, so it outlives the row it tells of.
    """

    happened_at = models.DateTimeField("thời điểm", auto_now_add=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    actor_name = CharField("người thực hiện", max_length=200)
    action = TextField("việc đã làm")
    target_type = models.CharField("loại đối tượng", max_length=60)
    target_id = models.BigIntegerField("mã đối tượng")
    target_label = TextField("đối tượng")
    changes = models.JSONField("thay đổi", default=list)
    reason = TextField("lý do", blank=True)

    class Meta:
        verbose_name = "lịch sử"
        verbose_name_plural = "lịch sử"
        ordering = ["-happened_at", "-pk"]
        indexes = [
            models.Index(
                fields=["target_type", "target_id", "-happened_at"],
                name="history_of_target",
            )
        ]

    def __str__(self):
        return f"{self.actor_name} {self.action} {self.target_label}"

    @property
    def long_changes(self) -> list[dict]:
        """Changes of texts too long for a sentence: a page shows them beside it."""
        return [change for change in self.changes if is_long(change)]


class OutgoingMailQuerySet(models.QuerySet):
    def waiting(self, at):
        """Due to be handed over; what was given up waits for a person."""
        return self.filter(
            sent_at__isnull=True, given_up_at__isnull=True, next_attempt_at__lte=at
        )


class OutgoingMail(models.Model):
    """A message written in the transaction of its event, delivered after the commit."""

    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="mails",
        verbose_name="người nhận",
    )
    address = models.EmailField("địa chỉ")
    subject = CharField("tiêu đề", max_length=255)
    body = models.TextField("nội dung")
    html = models.TextField("nội dung có định dạng", blank=True)
    written_at = models.DateTimeField("viết lúc", auto_now_add=True)
    next_attempt_at = models.DateTimeField("gửi từ lúc")
    attempts = models.PositiveSmallIntegerField("số lần gửi", default=0)
    sent_at = models.DateTimeField("đã gửi lúc", null=True, blank=True)
    given_up_at = models.DateTimeField("thôi gửi lúc", null=True, blank=True)
    bounced_at = models.DateTimeField("bị trả lại lúc", null=True, blank=True)
    last_error = TextField("lỗi gần nhất", blank=True)

    objects = OutgoingMailQuerySet.as_manager()

    class Meta:
        verbose_name = "thư gửi đi"
        verbose_name_plural = "hộp thư đi"
        ordering = ["-written_at", "-pk"]
        indexes = [
            models.Index(
                fields=["next_attempt_at"],
                condition=Q(sent_at__isnull=True, given_up_at__isnull=True),
                name="mail_waiting",
            )
        ]

    def __str__(self):
        return f"{self.subject} → {self.address}"


class DeadAddress(models.Model):
    """Nothing is sent to it any more, until an administrator clears it.

    `mail`: the message that was refused, or came back.
    """

    address = models.EmailField("địa chỉ", unique=True)
    reason = TextField("lý do")
    since_at = models.DateTimeField("từ lúc")
    mail = models.ForeignKey(
        OutgoingMail, models.SET_NULL, null=True, related_name="+", verbose_name="thư"
    )

    class Meta:
        verbose_name = "địa chỉ không nhận được thư"
        verbose_name_plural = "địa chỉ không nhận được thư"
        ordering = ["-since_at", "-pk"]

    def __str__(self):
        return self.address


class Notification(models.Model):
    """What the in-app inbox shows to one person."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="notifications"
    )
    text = TextField("nội dung")
    url = models.CharField("liên kết", max_length=300, blank=True)
    created_at = models.DateTimeField("lúc", auto_now_add=True)
    read_at = models.DateTimeField("đã đọc lúc", null=True, blank=True)

    class Meta:
        verbose_name = "thông báo"
        verbose_name_plural = "thông báo"
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(fields=["user", "-created_at"], name="notification_inbox"),
            models.Index(
                fields=["user"],
                condition=Q(read_at__isnull=True),
                name="notification_unread",
            ),
        ]

    def __str__(self):
        return self.text


class BackgroundJob(models.Model):
    """The truth about a job: the broker only wakes a worker, this row decides.

    A worker claims it by one conditional update, renews `beat_at` as it goes, and
    stops when its token is no longer here. A lapsed lease means it is sent again.
    """

    class State(models.TextChoices):
        QUEUED = "queued", "Đang chờ"
        RUNNING = "running", "Đang thực hiện"
        DONE = "done", "Đã xong"
        FAILED = "failed", "Không thành công"

    task_name = models.CharField("công việc", max_length=100)
    subject_id = models.BigIntegerField("mã đối tượng")
    state = models.CharField(
        "trạng thái", max_length=10, choices=State.choices, default=State.QUEUED
    )
    step = CharField("đang làm", max_length=200, blank=True)
    steps_done = models.PositiveIntegerField("số bước đã xong", default=0)
    steps_total = models.PositiveIntegerField("tổng số bước", default=0)
    attempts = models.PositiveSmallIntegerField("số lần nhận", default=0)
    token = models.UUIDField("mã nhận việc", null=True, editable=False)
    queued_at = models.DateTimeField("xếp hàng lúc", auto_now_add=True)
    beat_at = models.DateTimeField("báo sống lúc", null=True, blank=True)
    finished_at = models.DateTimeField("kết thúc lúc", null=True, blank=True)
    error = TextField("lỗi", blank=True)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        verbose_name = "công việc nền"
        verbose_name_plural = "công việc nền"
        ordering = ["-queued_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["task_name", "subject_id"],
                condition=Q(state__in=["queued", "running"]),
                name="job_one_open_per_subject",
            )
        ]

    def __str__(self):
        return f"{self.task_name} {self.subject_id}"

    @property
    def percent(self) -> int:
        if self.state == self.State.DONE:
            return 100
        return 100 * self.steps_done // self.steps_total if self.steps_total else 0

    @property
    def is_open(self) -> bool:
        return self.state in (self.State.QUEUED, self.State.RUNNING)


class FormReceipt(models.Model):
    """A form that was already carried out: sending it again leads to its result."""

    token = models.UUIDField()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    result_url = models.CharField(max_length=300)
    received_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "biểu mẫu đã nhận"
        verbose_name_plural = "biểu mẫu đã nhận"
        constraints = [
            models.UniqueConstraint(
                fields=["user", "token"], name="receipt_once_a_person"
            )
        ]

    def __str__(self):
        return str(self.token)
