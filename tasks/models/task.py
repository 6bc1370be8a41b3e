from datetime import date

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Value
from django.db.models.functions import Coalesce
from django.urls import reverse

from accounts.fields import CharField, FoldedModel, TextField
from accounts.models import Organisation, StoredFile
from accounts.search.word_index import Words
from agreements.models import Conclusion, CoordinationArea, Provision

from .plan import YearlyPlan

SOON_DAYS = 15


class TaskState(models.TextChoices):
    NOT_STARTED = "not_started", "Chưa bắt đầu"
    IN_PROGRESS = "in_progress", "Đang thực hiện"
    SUBMITTED = "submitted", "Chờ xác nhận"
    DONE = "done", "Hoàn thành"
    CANCELLED = "cancelled", "Đã hủy"


OPEN_STATES = (TaskState.NOT_STARTED, TaskState.IN_PROGRESS, TaskState.SUBMITTED)
WORKING_STATES = (TaskState.NOT_STARTED, TaskState.IN_PROGRESS)


class DeadlineKind(models.TextChoices):
    DAY = "day", "Ngày"
    MONTH = "month", "Tháng"
    QUARTER = "quarter", "Quý"
    HALF_YEAR = "half_year", "6 tháng, 9 tháng"
    YEAR = "year", "Năm, giai đoạn"
    RECURRING = "recurring", "Hằng năm"
    CONTINUOUS = "continuous", "Thường xuyên"
    CONDITIONAL = "conditional", "Khi cần thiết, theo yêu cầu"
    NONE = "none", "Không nêu"


class FocusTaskQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Tasks of the plans one may see: whoever works on a plan sees it whole."""
        if user.is_authenticated and user.is_superuser:
            return self
        return self.filter(plan__in=YearlyPlan.objects.with_rows_visible_to(user))

    def listed_for(self, user):
        """The same tasks, for a page of many: looks the plans up first.

        A query more, but then the planner knows how much of the table is meant: it
        walks the order of the list for a province, and reads two plans for a commune.
        """
        if user.is_superuser:
            return self.not_amending()
        return self.filter(plan__in=YearlyPlan.objects.ids_visible_to(user))

    def not_amending(self):
        """Without the rows of amendments, which are no tasks (yet).

        Looks the amendments up first: they are few, or none, and then no table is
        joined to walk a province's tasks in their order.
        """
        amending = YearlyPlan.objects.amending().order_by()
        return self.exclude(plan__in=list(amending.values_list("pk", flat=True)))

    def in_rows(self, *more):
        """What templates/tasks/_row.html and its badge read of a task, and no more."""
        return self.select_related("lead_organisation", "plan", "area").only(
            "title",
            "state",
            "percent",
            "due_on",
            "original_due_on",
            "listed_on",
            "completed_on",
            "deadline_as_written",
            "lead_as_written",
            "lead_organisation__name",
            "lead_organisation__short_name",
            "plan__document_number",
            "plan__title",
            "plan__is_illustrative",
            "area__name",
            *more,
        )

    def issued(self):
        return self.filter(plan__state__in=["issued", "closed"])

    def public(self):
        return self.filter(plan__in=YearlyPlan.objects.public())

    def open(self):
        return self.filter(state__in=OPEN_STATES)

    def counted(self):
        """What figures count: everything but the cancelled."""
        return self.exclude(state=TaskState.CANCELLED)

    def done(self):
        return self.filter(state=TaskState.DONE)

    def overdue(self, on):
        """Open past the deadline: from the day after it."""
        # By `listed_on`, the column of the order: one index finds and sorts.
        return self.open().filter(listed_on__lt=on)

    def due_between(self, first, last):
        return self.open().filter(listed_on__gte=first, listed_on__lte=last)

    def done_on_original_time(self):
        """By the first deadline, whatever was granted since."""
        first = Coalesce("original_due_on", "due_on")
        return (
            self.done()
            .annotate(first_due_on=first)
            .filter(Q(first_due_on__isnull=True) | Q(completed_on__lte=first))
        )

    def done_on_time(self):
        return self.done().filter(
            Q(due_on__isnull=True) | Q(completed_on__lte=F("due_on"))
        )

    def led_by(self, organisation_ids):
        return self.filter(lead_organisation__in=organisation_ids)

    def joined_by(self, organisation_ids):
        """Tasks in which these bodies coordinate."""
        parts = Coordination.objects.filter(organisation__in=organisation_ids)
        return self.filter(pk__in=parts.values("task"))

    def involving(self, organisation_ids):
        """Tasks these bodies lead or take part in."""
        parts = Coordination.objects.filter(organisation__in=organisation_ids)
        return self.filter(
            Q(lead_organisation__in=organisation_ids) | Q(pk__in=parts.values("task"))
        )

    def with_late_parts(self, on):
        """Tasks in which a coordinating body is behind with its part."""
        late = Coordination.objects.filter(task=OuterRef("pk"))
        return self.open().filter(Exists(late.late(on)))

    def awaiting_confirmation_by(self, organisation_ids):
        return self.filter(state=TaskState.SUBMITTED, plan__office__in=organisation_ids)


class FocusTask(FoldedModel):
    """Nhiệm vụ trọng tâm: one lead, any number of coordinating bodies, a deadline

    as written and as computed, a product. Late is computed, never a state.
    """

    class Kind(models.TextChoices):
        TASK = "task", "Nhiệm vụ"
        SUPERVISION = "supervision", "Giám sát"
        INSPECTION = "inspection", "Kiểm tra"
        CAMPAIGN = "campaign", "Cuộc vận động, phong trào"
        DIALOGUE = "dialogue", "Đối thoại, tiếp xúc"
        CONFERENCE = "conference", "Hội nghị"
        REVIEW = "review", "Phản biện, góp ý"

    plan = models.ForeignKey(
        YearlyPlan,
        models.CASCADE,
        related_name="tasks",
        db_index=False,  # task_of_plan begins with it
    )
    position = models.PositiveSmallIntegerField("thứ tự")
    code = CharField("ký hiệu", max_length=10, blank=True)
    parent = models.ForeignKey(
        "self", models.CASCADE, null=True, blank=True, related_name="children"
    )
    continues = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="continued_by",
        verbose_name="tiếp nối nhiệm vụ năm trước",
    )
    # In an amendment: the row of the issued plan that this one is a copy of.
    amends = models.ForeignKey(
        "self", models.CASCADE, null=True, blank=True, related_name="+"
    )
    title = TextField("nội dung nhiệm vụ", max_length=1000)
    kind = models.CharField(
        "loại", max_length=15, choices=Kind.choices, default=Kind.TASK
    )
    area = models.ForeignKey(
        CoordinationArea,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="tasks",
        verbose_name="lĩnh vực",
    )
    provisions = models.ManyToManyField(
        Provision, blank=True, related_name="tasks", verbose_name="điều khoản viện dẫn"
    )
    conclusion = models.ForeignKey(
        Conclusion,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="tasks",
        verbose_name="thực hiện kết luận",
    )
    lead_organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        related_name="led_tasks",
        verbose_name="cơ quan chủ trì",
        db_index=False,  # task_plan_of_lead begins with it
    )
    lead_as_written = CharField(
        "tên cơ quan chủ trì như trong văn bản", max_length=255, blank=True
    )
    coordinating_organisations = models.ManyToManyField(
        Organisation,
        through="Coordination",
        related_name="coordinated_tasks",
        verbose_name="cơ quan phối hợp",
    )
    coordinating_group = CharField(
        "nhóm cơ quan phối hợp",
        max_length=500,
        blank=True,
        help_text="Nhóm không nêu tên, ví dụ: các sở, ban, ngành liên quan.",
    )
    deadline_as_written = CharField(
        "thời gian như trong văn bản",
        max_length=200,
        blank=True,
        help_text="Ví dụ: trước 15/11, quý III, thường xuyên.",
    )
    deadline_kind = models.CharField(
        "loại thời hạn",
        max_length=12,
        choices=DeadlineKind.choices,
        default=DeadlineKind.NONE,
    )
    starts_on = models.DateField("từ ngày", null=True, blank=True)
    due_on = models.DateField("hạn hoàn thành", null=True, blank=True)
    # Before the first extension or amendment that moved it; empty: never moved.
    original_due_on = models.DateField("hạn ban đầu", null=True, blank=True)
    expected_product = CharField("sản phẩm dự kiến", max_length=500, blank=True)
    target = CharField("chỉ tiêu", max_length=500, blank=True)
    responsible_person = CharField(
        "người chịu trách nhiệm",
        max_length=255,
        blank=True,
        help_text="Như trong văn bản, ví dụ: đồng chí Phó Chủ tịch phụ trách.",
    )
    funding = CharField("kinh phí", max_length=255, blank=True)
    note = TextField("ghi chú", blank=True)
    state = models.CharField(
        "trạng thái",
        max_length=12,
        choices=TaskState.choices,
        default=TaskState.NOT_STARTED,
    )
    percent = models.PositiveSmallIntegerField("tiến độ (%)", default=0)
    completed_on = models.DateField("hoàn thành ngày", null=True, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    # The lead reported it finished over a coordinating body's open part, and why.
    open_parts_reason = TextField("lý do khi còn phần phối hợp chưa xong", blank=True)
    cancelled_on = models.DateField("hủy ngày", null=True, blank=True)
    cancelled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    cancel_reason = TextField("lý do hủy", blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    # Tasks without a deadline stand last; a column without gaps can be paged by key.
    listed_on = models.GeneratedField(
        expression=Coalesce("due_on", Value(date(9999, 12, 31))),
        output_field=models.DateField(),
        db_persist=True,
    )

    objects = FocusTaskQuerySet.as_manager()

    class Meta:
        verbose_name = "nhiệm vụ trọng tâm"
        verbose_name_plural = "nhiệm vụ trọng tâm"
        ordering = ["position", "pk"]
        indexes = [
            models.Index(fields=["listed_on", "id"], name="task_by_deadline"),
            # Counting by day or by lead, dashboards read these indexes alone.
            models.Index(
                fields=["plan", "listed_on", "id", "state", "completed_on"],
                name="task_of_plan",
            ),
            # In which plans a body works, without reading the tasks themselves.
            models.Index(
                fields=["lead_organisation", "plan"], name="task_plan_of_lead"
            ),
            models.Index(fields=["id", "plan"], name="task_plan_of_id"),
            models.Index(
                fields=["lead_organisation", "listed_on", "id"],
                condition=Q(state__in=["not_started", "in_progress", "submitted"]),
                name="task_open_of_lead",
            ),
            models.Index(
                fields=["plan", "listed_on", "id", "lead_organisation"],
                condition=Q(state__in=["not_started", "in_progress", "submitted"]),
                name="task_open_of_plan",
            ),
            models.Index(
                fields=["listed_on", "id"],
                condition=Q(state__in=["not_started", "in_progress", "submitted"]),
                name="task_open_by_deadline",
            ),
            models.Index(
                fields=["plan", "id"],
                condition=Q(state="submitted"),
                name="task_awaiting_confirmation",
            ),
            GinIndex(Words("search"), name="task_search"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True)
                | Q(due_on__isnull=True)
                | Q(due_on__gte=F("starts_on")),
                name="task_due_after_it_starts",
                violation_error_message="Hạn hoàn thành phải từ ngày bắt đầu trở đi.",
            ),
            models.CheckConstraint(
                condition=Q(percent__lte=100), name="task_percent_at_most_100"
            ),
            models.CheckConstraint(
                condition=Q(state="done", completed_on__isnull=False)
                | ~Q(state="done") & Q(completed_on__isnull=True),
                name="task_done_has_its_day",
            ),
            models.CheckConstraint(
                condition=Q(state="cancelled", cancelled_on__isnull=False)
                & ~Q(cancel_reason="")
                | ~Q(state="cancelled") & Q(cancelled_on__isnull=True),
                name="task_cancelled_says_when_and_why",
            ),
            models.UniqueConstraint(
                fields=["plan", "continues"],
                condition=Q(amends__isnull=True),
                name="task_continued_once_a_plan",
            ),
            models.UniqueConstraint(
                fields=["plan", "amends"], name="task_copied_once_an_amendment"
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("tasks:focus-task-detail", args=[self.pk])

    def search_text(self):
        return (
            f"{self.title} {self.lead_name} {self.coordinating_group} "
            f"{self.expected_product}"
        )

    @property
    def lead_name(self):
        return self.lead_as_written or self.lead_organisation.label

    @property
    def coordinating_names(self):
        names = [part.organisation.label for part in self.coordinations.all()]
        return "; ".join(filter(None, [*names, self.coordinating_group]))

    @property
    def is_open(self):
        return self.state in OPEN_STATES

    def is_overdue(self, on) -> bool:
        return self.is_open and self.due_on is not None and self.due_on < on

    def days_left(self, on) -> int | None:
        """Days until the deadline; negative once it has passed, None without one."""
        return (self.due_on - on).days if self.due_on else None

    def is_late_when_done(self) -> bool:
        return bool(
            self.completed_on and self.due_on and self.completed_on > self.due_on
        )


class CoordinationQuerySet(models.QuerySet):
    def open(self):
        """Not done, in a task that is not closed either."""
        return self.filter(done_on__isnull=True, task__state__in=OPEN_STATES)

    def with_last_day(self):
        return self.annotate(last_on=Coalesce("due_on", "task__due_on"))

    def late(self, on):
        """Open past its own day, or else past the day of the task."""
        return self.open().with_last_day().filter(last_on__lt=on)


class Coordination(models.Model):
    """One coordinating body's own part in a task."""

    task = models.ForeignKey(
        FocusTask,
        models.CASCADE,
        related_name="coordinations",
        db_index=False,  # coordination_once begins with it
    )
    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        related_name="coordinations",
        verbose_name="cơ quan phối hợp",
        db_index=False,  # coordination_of_organisation begins with it
    )
    part = CharField("phần việc", max_length=500, blank=True)
    due_on = models.DateField("hạn phần việc", null=True, blank=True)
    original_due_on = models.DateField("hạn ban đầu", null=True, blank=True)
    done_on = models.DateField("xong phần việc ngày", null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    objects = CoordinationQuerySet.as_manager()

    class Meta:
        verbose_name = "cơ quan phối hợp"
        verbose_name_plural = "cơ quan phối hợp"
        ordering = ["pk"]
        indexes = [
            models.Index(
                fields=["organisation", "task"], name="coordination_of_organisation"
            ),
            models.Index(
                fields=["due_on", "id"],
                condition=Q(done_on__isnull=True, due_on__isnull=False),
                name="coordination_open_by_day",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["task", "organisation"], name="coordination_once"
            ),
            models.CheckConstraint(
                condition=Q(done_on__isnull=True, done_by__isnull=True)
                | Q(done_on__isnull=False, done_by__isnull=False),
                name="coordination_done_on_and_by",
            ),
        ]

    def __str__(self):
        return str(self.organisation)

    @property
    def last_day(self):
        """By when the part is due: its own day, else the task's; None without."""
        return self.due_on or self.task.due_on

    def is_late(self, on) -> bool:
        return (
            self.done_on is None
            and self.task.is_open
            and self.last_day is not None
            and self.last_day < on
        )


class ProgressUpdate(models.Model):
    """One organisation's dated entry: what was done, difficulties, percent, files."""

    task = models.ForeignKey(FocusTask, models.CASCADE, related_name="progress_updates")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", verbose_name="cơ quan báo cáo"
    )
    reported_on = models.DateField("ngày báo cáo")
    reported_at = models.DateTimeField("ghi lúc", auto_now_add=True)
    reported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    percent = models.PositiveSmallIntegerField("tiến độ (%)")
    done_text = TextField("việc đã làm")
    difficulties = TextField("khó khăn, vướng mắc", blank=True)
    is_illustrative = models.BooleanField("minh hoạ", default=False)

    class Meta:
        verbose_name = "báo cáo tiến độ"
        verbose_name_plural = "báo cáo tiến độ"
        ordering = ["-reported_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(percent__lte=100), name="progress_percent_at_most_100"
            )
        ]

    def __str__(self):
        return f"{self.organisation}: {self.percent}%"


class Evidence(models.Model):
    """A file that shows what a progress entry says."""

    update = models.ForeignKey(ProgressUpdate, models.CASCADE, related_name="evidence")
    stored_file = models.OneToOneField(StoredFile, models.PROTECT, verbose_name="tệp")
    # A photo says where it was taken only if its sender chose so.
    has_location = models.BooleanField("giữ vị trí chụp", default=False)
    latitude = models.DecimalField("vĩ độ", max_digits=9, decimal_places=6, null=True)
    longitude = models.DecimalField(
        "kinh độ", max_digits=9, decimal_places=6, null=True
    )
    taken_at = models.DateTimeField("chụp lúc", null=True)

    class Meta:
        verbose_name = "minh chứng"
        verbose_name_plural = "minh chứng"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(latitude__isnull=False, longitude__isnull=False)
                | Q(latitude__isnull=True, longitude__isnull=True, has_location=False),
                name="evidence_place_only_if_kept",
            )
        ]

    def __str__(self):
        return self.stored_file.name

    def get_absolute_url(self):
        return reverse("tasks:evidence-download", args=[self.pk])
