"""Ladders, and the ledger of what each person was told, when and why."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from accounts.fields import CharField, TextField

from .organisations import Organisation
from .records import OutgoingMail


class Duty(models.TextChoices):
    """Kinds of duty with a day; each has a source registered in reminding.duties."""

    TASK = "task", "Hoàn thành nhiệm vụ"
    PART = "part", "Phần việc phối hợp"
    CONFIRMATION = "confirmation", "Xác nhận kết quả"
    STEP = "step", "Bước công việc"
    CASCADE = "cascade", "Ký chương trình riêng"
    DECISION = "decision", "Cho ý kiến về kế hoạch"
    UNIT_REPORT = "unit_report", "Nộp báo cáo của đơn vị"
    REPORT = "report", "Phát hành báo cáo"
    REPLY = "reply", "Trả lời kiến nghị"
    MEETING = "meeting", "Tổ chức hội nghị"
    AGREEMENT_END = "agreement_end", "Quy chế hết hiệu lực"
    STAND_IN_END = "stand_in_end", "Hết thời gian thay mặt"
    CALENDAR = "calendar", "Lập lịch làm việc năm sau"


class Audience(models.TextChoices):
    OWNER = "owner", "Người thực hiện"
    LEADER = "leader", "Lãnh đạo cơ quan"


class Ladder(models.Model):
    """The steps by which one kind of duty is reminded of.

    Each kind has one default; an agreement may use another one for its duties.
    """

    duty = models.CharField("loại việc", max_length=20, choices=Duty.choices)
    name = CharField("tên thang", max_length=120)
    is_default = models.BooleanField("thang mặc định", default=False)

    class Meta:
        verbose_name = "thang nhắc việc"
        verbose_name_plural = "thang nhắc việc"
        ordering = ["duty", "-is_default", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["duty"],
                condition=Q(is_default=True),
                name="ladder_one_default",
            ),
            models.UniqueConstraint(
                fields=["duty", "name"],
                name="ladder_name_once",
                violation_error_message="Loại việc này đã có thang mang tên đó.",
            ),
        ]

    def __str__(self):
        return f"{self.get_duty_display()}: {self.name}"


class LadderStep(models.Model):
    """One rung: days from the due day; each week after if repeated."""

    ladder = models.ForeignKey(Ladder, models.CASCADE, related_name="steps")
    days = models.SmallIntegerField(
        "số ngày", help_text="Âm: trước hạn; 0: đúng hạn; dương: sau hạn."
    )
    audience = models.CharField(
        "nhắc ai",
        max_length=10,
        choices=Audience.choices,
        default=Audience.OWNER,
    )
    repeats_weekly = models.BooleanField("nhắc lại mỗi tuần sau đó", default=False)

    class Meta:
        verbose_name = "bậc nhắc việc"
        verbose_name_plural = "bậc nhắc việc"
        ordering = ["audience", "days"]
        constraints = [
            models.UniqueConstraint(
                fields=["ladder", "audience", "days"],
                name="ladder_step_once",
                violation_error_message="Mỗi bậc chỉ ghi một lần.",
            ),
            models.CheckConstraint(
                condition=Q(days__gte=-400, days__lte=400), name="ladder_step_in_reach"
            ),
            # A weekly step before the due day would be repeated past the next ones.
            models.CheckConstraint(
                condition=Q(repeats_weekly=False) | Q(days__gt=0),
                name="ladder_step_repeats_after_due",
                violation_error_message="Chỉ bậc sau hạn mới nhắc lại mỗi tuần.",
            ),
        ]

    def __str__(self):
        return f"{self.ladder}: {self.days:+d} ngày"


class Digest(models.Model):
    """The one message of a kind that a person gets on a day."""

    class Kind(models.TextChoices):
        DAILY = "daily", "Nhắc việc trong ngày"
        WEEKLY = "weekly", "Tổng hợp tuần"

    receiver = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="digests"
    )
    kind = models.CharField("loại", max_length=8, choices=Kind.choices)
    on = models.DateField("ngày")
    built_at = models.DateTimeField("lập lúc")
    # Who built it: two runs at once learn by it whose row came first.
    run = models.UUIDField("lượt chạy", editable=False)
    mail = models.OneToOneField(
        OutgoingMail, models.PROTECT, null=True, related_name="digest"
    )

    class Meta:
        verbose_name = "bản nhắc việc"
        verbose_name_plural = "bản nhắc việc"
        ordering = ["-on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["receiver", "on", "kind"], name="digest_one_a_person_and_day"
            )
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.on:%d/%m/%Y}, {self.receiver}"

    def get_absolute_url(self):
        return reverse("accounts:digest", args=[self.pk])


class Reminder(models.Model):
    """The ledger: one row for each receiver, duty, step and due day.

    `tell_on`: the working day on which the step was reached. A late row stands for
    all that an outage kept back.
    """

    class State(models.TextChoices):
        PLANNED = "planned", "Chờ gửi"
        SENT = "sent", "Đã gửi"
        WITHDRAWN = "withdrawn", "Đã rút"
        FAILED = "failed", "Không gửi được"

    receiver = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="reminders",
        db_index=False,  # reminder_of_receiver begins with it
    )
    duty = models.CharField("loại việc", max_length=20, choices=Duty.choices)
    duty_id = models.BigIntegerField("mã việc")
    due_on = models.DateField("hạn")
    step = models.SmallIntegerField("bậc (số ngày so với hạn)")
    audience = models.CharField(
        "nhắc ai", max_length=10, choices=Audience.choices, default=Audience.OWNER
    )
    state = models.CharField(
        "trạng thái", max_length=10, choices=State.choices, default=State.PLANNED
    )
    why = TextField("vì sao")
    is_late = models.BooleanField("nhắc muộn", default=False)
    tell_on = models.DateField("ngày cần nhắc")
    planned_at = models.DateTimeField("lập lúc")
    settled_at = models.DateTimeField("gửi hoặc rút lúc", null=True, blank=True)
    settled_why = TextField("vì sao rút, không gửi được", blank=True)
    digest = models.ForeignKey(
        Digest, models.PROTECT, null=True, related_name="reminders"
    )

    class Meta:
        verbose_name = "lượt nhắc việc"
        verbose_name_plural = "sổ nhắc việc"
        ordering = ["-planned_at", "-pk"]
        constraints = [
            # In this order a run reads what was told of its duties from the index.
            models.UniqueConstraint(
                fields=["duty", "duty_id", "step", "due_on", "receiver"],
                name="reminder_told_once",
            ),
            models.CheckConstraint(
                condition=Q(state="planned", settled_at__isnull=True)
                | ~Q(state="planned") & Q(settled_at__isnull=False),
                name="reminder_settled_at",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["sent", "failed"]) | Q(digest__isnull=False),
                name="reminder_sent_in_a_digest",
            ),
        ]
        indexes = [
            models.Index(
                fields=["receiver"],
                condition=Q(state="planned"),
                name="reminder_waiting",
            ),
            models.Index(
                fields=["receiver", "-planned_at"], name="reminder_of_receiver"
            ),
            # The register pages by it, and reads no more than the days asked for.
            models.Index(fields=["planned_at", "id"], name="reminder_by_time"),
        ]

    def __str__(self):
        return f"{self.get_duty_display()} {self.duty_id} → {self.receiver}"


class ReminderPreference(models.Model):
    """How often a person wants the digest. What it holds is not theirs to choose."""

    class Frequency(models.TextChoices):
        DAILY = "daily", "Mỗi ngày làm việc có việc cần nhắc"
        WEEKLY = "weekly", "Mỗi tuần một lần"

    class Weekday(models.IntegerChoices):
        MONDAY = 0, "Thứ Hai"
        TUESDAY = 1, "Thứ Ba"
        WEDNESDAY = 2, "Thứ Tư"
        THURSDAY = 3, "Thứ Năm"
        FRIDAY = 4, "Thứ Sáu"

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        primary_key=True,
        related_name="reminder_preference",
    )
    frequency = models.CharField(
        "gửi", max_length=8, choices=Frequency.choices, default=Frequency.DAILY
    )
    weekday = models.PositiveSmallIntegerField(
        "vào", choices=Weekday.choices, default=Weekday.MONDAY
    )

    class Meta:
        verbose_name = "cách nhận nhắc việc"
        verbose_name_plural = "cách nhận nhắc việc"

    def __str__(self):
        return f"{self.user}: {self.get_frequency_display()}"


class ReminderRun(models.Model):
    """One run of the reminders; without an end, it was cut off or is still going."""

    on = models.DateField("ngày")
    started_at = models.DateTimeField("bắt đầu lúc")
    finished_at = models.DateTimeField("xong lúc", null=True, blank=True)
    planned = models.PositiveIntegerField("lượt mới lập", default=0)
    withdrawn = models.PositiveIntegerField("lượt đã rút", default=0)
    told = models.PositiveIntegerField("người được nhắc", default=0)
    error = TextField("lỗi", blank=True)

    class Meta:
        verbose_name = "lượt chạy nhắc việc"
        verbose_name_plural = "lượt chạy nhắc việc"
        ordering = ["-started_at", "-pk"]
        indexes = [
            models.Index(
                fields=["-finished_at"],
                condition=Q(finished_at__isnull=False),
                name="reminder_run_finished",
            )
        ]

    def __str__(self):
        return f"Lượt chạy {self.started_at:%H:%M %d/%m/%Y}"


class LinkUse(models.Model):
    """A link of a digest was used, once: without signing in, so it is on record."""

    class Purpose(models.TextChoices):
        CONFIRM_PART = "confirm", "Xác nhận đã xong phần việc"
        PROMISE = "promise", "Hẹn ngày nộp"

    reminder = models.ForeignKey(Reminder, models.PROTECT, related_name="link_uses")
    purpose = models.CharField("để làm gì", max_length=10, choices=Purpose.choices)
    used_at = models.DateTimeField("dùng lúc")
    address = models.GenericIPAddressField("địa chỉ mạng", null=True)

    class Meta:
        verbose_name = "lượt dùng liên kết một lần"
        verbose_name_plural = "lượt dùng liên kết một lần"
        ordering = ["-used_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["reminder", "purpose"], name="link_used_once"
            )
        ]

    def __str__(self):
        return f"{self.get_purpose_display()}, {self.used_at:%H:%M %d/%m/%Y}"


class Promise(models.Model):
    """ "Sẽ nộp ngày …": said by who owes a duty; it does not move the deadline."""

    duty = models.CharField("loại việc", max_length=20, choices=Duty.choices)
    duty_id = models.BigIntegerField("mã việc")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, related_name="+"
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="promises"
    )
    promised_on = models.DateField("hẹn ngày")
    note = TextField("ghi chú", blank=True)
    said_at = models.DateTimeField("hẹn lúc")

    class Meta:
        verbose_name = "lời hẹn"
        verbose_name_plural = "lời hẹn"
        ordering = ["-said_at", "-pk"]
        indexes = [models.Index(fields=["duty", "duty_id"], name="promise_of_duty")]

    def __str__(self):
        return f"{self.person} hẹn {self.promised_on:%d/%m/%Y}"
