"""What happens to a task while it is carried out, beyond its progress."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from accounts.fields import CharField, TextField
from accounts.models import Organisation, StoredFile
from agreements.models import Agreement

from .plan import YearlyPlan
from .task import Coordination, FocusTask


class ExtensionQuerySet(models.QuerySet):
    def waiting(self):
        return self.filter(state=Extension.State.ASKED)

    def awaiting_decision_by(self, organisation_ids):
        """Asked of the offices of running plans."""
        return self.waiting().filter(
            task__plan__office__in=organisation_ids,
            task__plan__state=YearlyPlan.State.ISSUED,
        )


class Extension(models.Model):
    """More time asked for a task, or for one body's part of it, and what was decided.

    Both days are kept: `was_due_on` is the deadline when it was asked.
    """

    class State(models.TextChoices):
        ASKED = "asked", "Chờ quyết định"
        GRANTED = "granted", "Đã gia hạn"
        REFUSED = "refused", "Không gia hạn"
        WITHDRAWN = "withdrawn", "Đã rút đề nghị"

    task = models.ForeignKey(FocusTask, models.CASCADE, related_name="extensions")
    part = models.ForeignKey(
        Coordination,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="extensions",
        verbose_name="phần việc phối hợp",
    )
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", verbose_name="cơ quan đề nghị"
    )
    was_due_on = models.DateField("hạn lúc đề nghị", null=True)
    asked_due_on = models.DateField("đề nghị gia hạn đến ngày")
    reason = TextField("lý do")
    asked_on = models.DateField("đề nghị ngày")
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    state = models.CharField(
        "trạng thái", max_length=10, choices=State.choices, default=State.ASKED
    )
    granted_due_on = models.DateField("gia hạn đến ngày", null=True, blank=True)
    decision_reason = TextField("ý kiến khi quyết định", blank=True)
    decided_on = models.DateField("quyết định ngày", null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    objects = ExtensionQuerySet.as_manager()

    class Meta:
        verbose_name = "đề nghị gia hạn"
        verbose_name_plural = "đề nghị gia hạn"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["task"],
                condition=Q(state="asked", part__isnull=True),
                name="extension_one_asked_a_task",
            ),
            models.UniqueConstraint(
                fields=["part"],
                condition=Q(state="asked"),
                name="extension_one_asked_a_part",
            ),
            models.CheckConstraint(
                condition=Q(state="granted", granted_due_on__isnull=False)
                | ~Q(state="granted") & Q(granted_due_on__isnull=True),
                name="extension_granted_to_a_day",
            ),
            models.CheckConstraint(
                condition=~Q(state="refused") | ~Q(decision_reason=""),
                name="extension_refused_says_why",
            ),
        ]

    def __str__(self):
        return f"{self.task}: đến {self.asked_due_on:%d/%m/%Y}"

    def get_absolute_url(self):
        return reverse("tasks:extension-detail", args=[self.pk])


class ResourceRequestQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Requests one's own body made or received, and those of its own plans."""
        if not user.is_authenticated:
            return self.none()
        if user.is_superuser:
            return self
        mine = user.organisation_ids
        return self.filter(
            Q(organisation__in=mine) | Q(addressee__in=mine) | Q(plan__office__in=mine)
        )

    def awaiting_answer_by(self, organisation_ids):
        return self.filter(
            state=ResourceRequest.State.ASKED, addressee__in=organisation_ids
        )


class ResourceRequest(models.Model):
    """Money or means asked for a plan or one of its tasks, and the answer."""

    class State(models.TextChoices):
        ASKED = "asked", "Chờ trả lời"
        GRANTED = "granted", "Đồng ý"
        PARTLY = "partly", "Đồng ý một phần"
        REFUSED = "refused", "Không đồng ý"
        WITHDRAWN = "withdrawn", "Đã rút"

    plan = models.ForeignKey(
        YearlyPlan, models.CASCADE, related_name="resource_requests"
    )
    task = models.ForeignKey(
        FocusTask,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="resource_requests",
        verbose_name="cho nhiệm vụ",
    )
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", verbose_name="cơ quan đề nghị"
    )
    addressee = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", verbose_name="gửi tới"
    )
    purpose = TextField("nội dung đề nghị")
    amount = models.BigIntegerField(
        "số tiền (đồng)", null=True, blank=True, help_text="Để trống: không phải tiền."
    )
    source = CharField(
        "nguồn",
        max_length=255,
        blank=True,
        help_text="Ví dụ: ngân sách tỉnh, Quỹ Vì người nghèo.",
    )
    asked_on = models.DateField("đề nghị ngày")
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    due_on = models.DateField("đề nghị trả lời trước ngày", null=True, blank=True)
    state = models.CharField(
        "trạng thái", max_length=10, choices=State.choices, default=State.ASKED
    )
    granted_amount = models.BigIntegerField(
        "số tiền đồng ý (đồng)", null=True, blank=True
    )
    answer = TextField("nội dung trả lời", blank=True)
    document_number = CharField("số văn bản trả lời", max_length=60, blank=True)
    stored_file = models.OneToOneField(
        StoredFile,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name="văn bản trả lời",
    )
    answered_on = models.DateField("trả lời ngày", null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    objects = ResourceRequestQuerySet.as_manager()

    class Meta:
        verbose_name = "đề nghị nguồn lực"
        verbose_name_plural = "đề nghị nguồn lực"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__isnull=True) | Q(amount__gt=0),
                name="resource_amount_above_0",
            ),
            models.CheckConstraint(
                condition=Q(granted_amount__isnull=True) | Q(granted_amount__gt=0),
                name="resource_granted_above_0",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["asked", "withdrawn"], answered_on__isnull=True)
                | Q(
                    state__in=["granted", "partly", "refused"],
                    answered_on__isnull=False,
                ),
                name="resource_answered_has_its_day",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["partly", "refused"]) | ~Q(answer=""),
                name="resource_not_all_granted_says_why",
            ),
        ]

    def __str__(self):
        return self.purpose

    def get_absolute_url(self):
        return reverse("tasks:resource-detail", args=[self.pk])


class CascadeDuty(models.Model):
    """One body of a group that a task tells to sign a programme of its own.

    "Các sở, ban, ngành, UBND cấp xã ký chương trình phối hợp với MTTQ cùng cấp".
    """

    task = models.ForeignKey(FocusTask, models.CASCADE, related_name="cascade")
    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        related_name="cascade_duties",
        verbose_name="cơ quan phải ký",
    )
    due_on = models.DateField("hạn ký", null=True, blank=True)
    signed_on = models.DateField("đã ký ngày", null=True, blank=True)
    document_number = CharField("số ký hiệu", max_length=60, blank=True)
    agreement = models.ForeignKey(
        Agreement,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="cascade_duties",
        verbose_name="hồ sơ trong sổ quy chế",
    )
    stored_file = models.OneToOneField(
        StoredFile, models.PROTECT, null=True, blank=True, verbose_name="bản đã ký"
    )
    left_out_reason = TextField("lý do không phải ký", blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        verbose_name = "việc ký chương trình của cơ quan cấp dưới"
        verbose_name_plural = "việc ký chương trình của các cơ quan cấp dưới"
        ordering = ["organisation__sort_key", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["task", "organisation"], name="cascade_duty_once"
            ),
            models.CheckConstraint(
                condition=Q(signed_on__isnull=True) | Q(left_out_reason=""),
                name="cascade_signed_or_left_out",
            ),
        ]

    def __str__(self):
        return f"{self.organisation}: {self.task}"

    def get_absolute_url(self):
        return reverse("tasks:cascade", args=[self.task_id])

    def is_late(self, on) -> bool:
        return (
            self.signed_on is None
            and not self.left_out_reason
            and self.due_on is not None
            and self.due_on < on
        )


class WorkTemplate(models.Model):
    """Steps of a kind of work with the days the rules give, edited by administrators.

    Supervision and criticism of drafts come as data (NQLT 403/2017, Luật MTTQ 2015).
    """

    code = models.SlugField("mã", unique=True)
    name = CharField("tên mẫu", max_length=255)
    kind = models.CharField(
        "dùng cho loại nhiệm vụ", max_length=15, choices=FocusTask.Kind.choices
    )
    anchor = CharField(
        "ngày mốc",
        max_length=255,
        help_text="Các bước tính từ ngày này, ví dụ: ngày làm việc với đơn vị.",
    )
    is_active = models.BooleanField("đang dùng", default=True)
    position = models.PositiveSmallIntegerField("thứ tự", default=0)

    class Meta:
        verbose_name = "mẫu các bước"
        verbose_name_plural = "mẫu các bước"
        ordering = ["position", "pk"]

    def __str__(self):
        return self.name


class TemplateStep(models.Model):
    template = models.ForeignKey(WorkTemplate, models.CASCADE, related_name="steps")
    position = models.PositiveSmallIntegerField("thứ tự")
    name = CharField("việc", max_length=255)
    days = models.SmallIntegerField(
        "số ngày so với ngày mốc",
        null=True,
        blank=True,
        help_text="Âm: trước ngày mốc; để trống: quy định không nêu thời hạn.",
    )
    basis = CharField("căn cứ", max_length=255, blank=True)

    class Meta:
        verbose_name = "bước"
        verbose_name_plural = "các bước"
        ordering = ["position", "pk"]

    def __str__(self):
        return self.name

    @property
    def days_before(self):
        return -self.days


class TaskStep(models.Model):
    """A step of one task: copied from a template, then the office's own to change."""

    task = models.ForeignKey(FocusTask, models.CASCADE, related_name="steps")
    position = models.PositiveSmallIntegerField("thứ tự")
    name = CharField("việc", max_length=255)
    basis = CharField("căn cứ", max_length=255, blank=True)
    due_on = models.DateField("hạn", null=True, blank=True)
    done_on = models.DateField("xong ngày", null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    note = TextField("ghi chú", blank=True)

    class Meta:
        verbose_name = "bước của nhiệm vụ"
        verbose_name_plural = "các bước của nhiệm vụ"
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(done_on__isnull=True, done_by__isnull=True)
                | Q(done_on__isnull=False, done_by__isnull=False),
                name="task_step_done_on_and_by",
            )
        ]

    def __str__(self):
        return self.name
