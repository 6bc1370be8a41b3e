from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse

from accounts.fields import CharField, FoldedModel, TextField
from accounts.models import Organisation, StoredFile
from accounts.search.word_index import Words
from agreements.models import Agreement, Party


def _decisions_of(plan):
    """Of the party that the outer query stands at, in the plan's present round."""
    return Decision.objects.filter(
        party=OuterRef("pk"),
        submission__plan=plan,
        submission__number=F("submission__plan__round"),
    )


class YearlyPlanQuerySet(models.QuerySet):
    def issued(self):
        return self.filter(state__in=[YearlyPlan.State.ISSUED, YearlyPlan.State.CLOSED])

    def open_to_editing(self):
        return self.filter(state__in=EDITABLE_STATES)

    def amending(self):
        """Amendments of an issued plan: their rows are copies, never counted."""
        return self.filter(amends__isnull=False)

    def not_amending(self):
        return self.filter(amends__isnull=True)

    def public(self):
        return self.issued().filter(agreement__is_public=True)

    def visible_to(self, user):
        """Plans of one's own agreements; a drafting office's draft is its own;

        once issued, also plans in which one's organisations have work.
        """
        if not user.is_authenticated:
            return self.none()
        if user.is_superuser:
            return self
        return self.visible_to_bodies(user.organisation_ids)

    def visible_to_bodies(self, mine):
        """What anybody who serves one of these bodies may see."""
        signed = Party.objects.of_organisations(mine).values("agreement")
        # From the bodies to their tasks; named so that indexes alone can answer.
        bodies = Organisation.objects.filter(pk__in=mine)
        working = bodies.filter(led_tasks__plan__isnull=False).values("led_tasks__plan")
        joining = bodies.filter(coordinations__task__isnull=False).values(
            "coordinations__task__plan"
        )
        ours = Q(agreement__in=signed) | Q(agreement__owner__in=mine)
        # The cheap questions first: the others are asked only of what these leave.
        return self.filter(
            Q(office__in=mine)
            | ours & ~Q(state=YearlyPlan.State.DRAFT)
            | Q(issued_on__isnull=False) & (Q(pk__in=working) | Q(pk__in=joining))
        )

    def with_rows_visible_to(self, user):
        """Those whose rows one may read as they are now.

        While a plan is revised the other parties keep to the round they were shown:
        what the office is changing is its own until it submits again.
        """
        visible = self.visible_to(user)
        if not user.is_authenticated or user.is_superuser:
            return visible
        return visible.exclude(
            ~Q(office__in=user.organisation_ids), state__in=EDITABLE_STATES
        )

    def ids_visible_to(self, user) -> list[int]:
        """For a list of tasks: with the plans known, its order comes from an index.

        Without amendments, whose rows are no tasks.
        """
        visible = self.with_rows_visible_to(user).not_amending()
        return list(visible.order_by().values_list("pk", flat=True))

    def awaiting_decision_of(self, organisation_ids, on):
        """Plans submitted to a party of these bodies that has not yet decided."""
        # Whoever decides for two parties still owes the second decision.
        undecided = Party.objects.borne_by(organisation_ids, on).filter(
            ~Exists(_decisions_of(OuterRef(OuterRef("pk")))),
            agreement=OuterRef("agreement"),
        )
        # One after another: not before those who signed above it have agreed.
        serial = Submission.objects.filter(
            plan=OuterRef(OuterRef("pk")),
            number=F("plan__round"),
            is_serial=True,
        )
        above = Party.objects.filter(
            ~Exists(_decisions_of(OuterRef(OuterRef(OuterRef("pk"))))),
            agreement=OuterRef("agreement"),
            position__lt=OuterRef("position"),
        )
        undecided = undecided.filter(~(Exists(serial) & Exists(above)))
        return self.filter(Exists(undecided), state=YearlyPlan.State.SUBMITTED)


class YearlyPlan(FoldedModel):
    """A year's joint plan under an agreement; locked once it is issued.

    With `amends` it is an amendment of an issued plan: it holds copies of the rows,
    goes its own rounds, and changes the plan on the day it is issued. It is then
    `applied`, never `issued`: no list or figure counts its rows beside the plan's.
    """

    class State(models.TextChoices):
        DRAFT = "draft", "Đang soạn thảo"
        SUBMITTED = "submitted", "Chờ thống nhất"
        SENT_BACK = "sent_back", "Bị đề nghị sửa"
        WITHDRAWN = "withdrawn", "Đã rút về để sửa"
        AGREED = "agreed", "Đã thống nhất"
        ISSUED = "issued", "Đã ban hành"
        CLOSED = "closed", "Đã kết thúc"
        APPLIED = "applied", "Đã sửa vào kế hoạch"  # an amendment, once issued

    agreement = models.ForeignKey(
        Agreement,
        models.PROTECT,
        related_name="yearly_plans",
        verbose_name="quy chế phối hợp",
    )
    year = models.PositiveSmallIntegerField("năm")
    title = TextField("tên kế hoạch", max_length=500)
    purpose = TextField("mục đích, yêu cầu", blank=True)
    office = models.ForeignKey(
        Organisation,
        models.PROTECT,
        related_name="drafted_plans",
        verbose_name="cơ quan chủ trì soạn thảo",
    )
    amends = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="amendments",
        verbose_name="sửa đổi kế hoạch",
    )
    continues = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="continued_by",
        verbose_name="tiếp nối kế hoạch",
    )
    state = models.CharField(
        "trạng thái", max_length=10, choices=State.choices, default=State.DRAFT
    )
    round = models.PositiveSmallIntegerField("lần trình", default=0)
    decision_due_on = models.DateField("hạn cho ý kiến", null=True, blank=True)
    document_number = CharField("số ký hiệu", max_length=60, blank=True)
    issued_on = models.DateField("ngày ban hành", null=True, blank=True)
    signer = CharField("người ký ban hành", max_length=255, blank=True)
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    issued_file = models.OneToOneField(
        StoredFile, models.PROTECT, null=True, blank=True, verbose_name="bản ban hành"
    )
    note = TextField("ghi chú", blank=True)
    source = TextField("nguồn thông tin", blank=True)
    is_illustrative = models.BooleanField("minh hoạ", default=False)
    case_code = models.SlugField("mã hồ sơ mẫu", blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    # Of the annex as a whole: moves with every change of any row or heading.
    rows_version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField("tạo lúc", auto_now_add=True)

    objects = YearlyPlanQuerySet.as_manager()

    class Meta:
        verbose_name = "kế hoạch năm"
        verbose_name_plural = "kế hoạch năm"
        ordering = ["-year", "-pk"]
        indexes = [
            models.Index(fields=["-year", "-id"], name="plan_newest"),
            GinIndex(Words("search"), name="plan_search"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(issued_on__isnull=True, document_number="")
                & ~Q(state__in=["issued", "closed", "applied"])
                | Q(issued_on__isnull=False, state__in=["issued", "closed", "applied"])
                & ~Q(document_number=""),
                name="plan_issued_with_number_and_date",
            ),
            models.CheckConstraint(
                condition=Q(amends__isnull=True) & ~Q(state="applied")
                | Q(amends__isnull=False) & ~Q(state__in=["issued", "closed"]),
                name="plan_amendment_is_applied_never_issued",
            ),
            models.UniqueConstraint(
                fields=["amends"],
                condition=~Q(state="applied"),
                name="plan_one_open_amendment",
                violation_error_message="Kế hoạch này đang có một lần sửa đổi dở dang.",
            ),
            models.UniqueConstraint(
                fields=["case_code"],
                condition=~Q(case_code=""),
                name="plan_case_loaded_once",
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("tasks:plan-detail", args=[self.pk])

    def get_public_url(self):
        return reverse("tasks:public-plan-detail", args=[self.pk])

    def search_text(self):
        return f"{self.document_number} {self.title} {self.year} {self.office.name}"

    @property
    def label(self):
        return f"KH {self.document_number}" if self.document_number else self.title

    @property
    def is_recorded(self):
        """Taken from a source after the fact: what came of it may not be known."""
        return self.is_issued and self.issued_by_id is None and bool(self.source)

    @property
    def is_open_to_editing(self):
        return self.state in EDITABLE_STATES

    @property
    def is_amendment(self):
        return self.amends_id is not None

    @property
    def is_issued(self):
        return self.state in (self.State.ISSUED, self.State.CLOSED)


EDITABLE_STATES = (
    YearlyPlan.State.DRAFT,
    YearlyPlan.State.SENT_BACK,
    YearlyPlan.State.WITHDRAWN,
)


class Heading(models.Model):
    """A row that groups those after it: "A. …", "I. …", "1. …".

    Headings and tasks share one order, `position`, as the rows of an annex do: a
    task belongs to the nearest heading above it, and to those of a higher level
    above that one (`outline.py`).
    """

    MOST_LEVELS = 3

    plan = models.ForeignKey(YearlyPlan, models.CASCADE, related_name="headings")
    position = models.PositiveSmallIntegerField("thứ tự")
    level = models.PositiveSmallIntegerField("cấp", default=1)
    number = CharField("số mục", max_length=10, blank=True)
    title = CharField("tên mục", max_length=500)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = "mục của kế hoạch"
        verbose_name_plural = "mục của kế hoạch"
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(level__gte=1, level__lte=3), name="heading_level_1_to_3"
            )
        ]

    def __str__(self):
        return f"{self.number}. {self.title}" if self.number else self.title


class PlanVersion(models.Model):
    """The plan as one document issued it: it stays readable when a later one amends.

    `content`: title, purpose, note; `rows`: as `comparison.rows_of` gives them.
    """

    plan = models.ForeignKey(YearlyPlan, models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField("bản số")
    amendment = models.OneToOneField(
        YearlyPlan,
        models.PROTECT,
        null=True,
        related_name="made_version",
        verbose_name="theo lần sửa đổi",
    )
    document_number = CharField("số ký hiệu", max_length=60)
    issued_on = models.DateField("ngày ban hành")
    signer = CharField("người ký ban hành", max_length=255, blank=True)
    # The file of the first issue hangs on the plan; of an amendment, on that.
    content = models.JSONField("nội dung", default=dict)
    rows = models.JSONField("các dòng", default=list)
    recorded_at = models.DateTimeField("ghi lúc", auto_now_add=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        verbose_name = "bản ban hành của kế hoạch"
        verbose_name_plural = "các bản ban hành của kế hoạch"
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "number"], name="plan_version_number_once"
            )
        ]

    def __str__(self):
        return f"Bản {self.number}, số {self.document_number}"

    def get_absolute_url(self):
        return reverse("tasks:plan-version", args=[self.plan_id, self.number])


class Submission(models.Model):
    """One round: the plan as it was put to the parties, row by row."""

    plan = models.ForeignKey(YearlyPlan, models.CASCADE, related_name="submissions")
    number = models.PositiveSmallIntegerField("lần trình")
    submitted_at = models.DateTimeField("trình lúc", auto_now_add=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    note = TextField("lời trình", blank=True)
    rows = models.JSONField("các dòng đã trình", default=list)
    # The rule as it was when the round began: {"party id": {"who", "posts"}}.
    is_serial = models.BooleanField("lần lượt từng bên", default=False)
    days_to_decide = models.PositiveSmallIntegerField(null=True)  # None: a day typed
    deciding = models.JSONField("ai quyết định", default=dict)
    withdrawn_at = models.DateTimeField("rút lúc", null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    withdrawal_reason = TextField("lý do rút", blank=True)

    class Meta:
        verbose_name = "lần trình"
        verbose_name_plural = "các lần trình"
        ordering = ["number"]
        constraints = [
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False)
                & ~Q(withdrawal_reason=""),
                name="submission_withdrawn_by_whom_and_why",
            ),
            models.UniqueConstraint(
                fields=["plan", "number"], name="submission_number_once"
            ),
        ]

    def __str__(self):
        return f"Trình lần {self.number}"

    @property
    def agreed_count(self) -> int:
        return sum(d.verdict == Decision.Verdict.AGREED for d in self.decisions.all())

    @property
    def is_sent_back(self) -> bool:
        return any(
            d.verdict == Decision.Verdict.SENT_BACK for d in self.decisions.all()
        )


class Decision(models.Model):
    """What one party decided in one round; sending back gives its reason."""

    class Verdict(models.TextChoices):
        AGREED = "agreed", "Đồng ý"
        SENT_BACK = "sent_back", "Đề nghị sửa"

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="decisions")
    party = models.ForeignKey(Party, models.PROTECT, related_name="plan_decisions")
    verdict = models.CharField("ý kiến", max_length=10, choices=Verdict.choices)
    reason = TextField("lý do", blank=True)
    stand_in = models.ForeignKey(
        "tasks.StandIn",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="decisions",
        verbose_name="quyết định thay mặt theo",
    )
    decided_at = models.DateTimeField("lúc", auto_now_add=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = "ý kiến của bên ký"
        verbose_name_plural = "ý kiến của các bên ký"
        ordering = ["decided_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "party"], name="decision_once_a_round"
            ),
            models.CheckConstraint(
                condition=Q(verdict="agreed") | ~Q(reason=""),
                name="decision_to_send_back_has_a_reason",
                violation_error_message="Hãy ghi lý do đề nghị sửa.",
            ),
        ]

    def __str__(self):
        return f"{self.party}: {self.get_verdict_display()}"


class Remark(models.Model):
    """What a party says of one row when it sends a plan back, and the answer."""

    class Answer(models.TextChoices):
        CHANGED = "changed", "Đã sửa"
        KEPT = "kept", "Giữ nguyên"

    decision = models.ForeignKey(Decision, models.CASCADE, related_name="remarks")
    task = models.ForeignKey(
        "tasks.FocusTask", models.SET_NULL, null=True, related_name="remarks"
    )
    row_label = TextField("dòng")  # as it was called then: rows come and go
    text = TextField("ý kiến")
    # What the drafting office did about it while revising.
    answer_kind = models.CharField(
        "xử lý", max_length=10, choices=Answer.choices, blank=True
    )
    answer = TextField("giải trình", blank=True)
    answered_at = models.DateTimeField("xử lý lúc", null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        verbose_name = "ý kiến về một dòng"
        verbose_name_plural = "ý kiến về từng dòng"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="remark_says_something"),
            models.CheckConstraint(
                condition=Q(answer_kind="", answered_at__isnull=True)
                | Q(answer_kind="changed", answered_at__isnull=False)
                | Q(answer_kind="kept", answered_at__isnull=False) & ~Q(answer=""),
                name="remark_kept_says_why",
            ),
        ]

    def __str__(self):
        return f"{self.row_label}: {self.text}"
