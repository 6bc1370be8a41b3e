from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from accounts.fields import CharField, FoldedModel, TextField
from accounts.models import Organisation, StoredFile
from accounts.word_index import Words
from agreements.models import Agreement, Party


class YearlyPlanQuerySet(models.QuerySet):
    def issued(self):
        return self.filter(state__in=[YearlyPlan.State.ISSUED, YearlyPlan.State.CLOSED])

    def open_to_editing(self):
        return self.filter(
            state__in=[YearlyPlan.State.DRAFT, YearlyPlan.State.SENT_BACK]
        )

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
        mine = user.organisation_ids
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

    def ids_visible_to(self, user) -> list[int]:
        """For a list of tasks: with the plans known, its order comes from an index."""
        return list(self.visible_to(user).order_by().values_list("pk", flat=True))

    def awaiting_decision_of(self, organisation_ids, on):
        """Plans submitted to a party of these bodies that has not yet decided."""
        decided = Decision.objects.filter(
            party=OuterRef("pk"),
            submission__plan=OuterRef(OuterRef("pk")),
            submission__number=OuterRef(OuterRef("round")),
        )
        # Whoever decides for two parties still owes the second decision.
        undecided = Party.objects.borne_by(organisation_ids, on).filter(
            ~Exists(decided), agreement=OuterRef("agreement")
        )
        return self.filter(Exists(undecided), state=YearlyPlan.State.SUBMITTED)


class YearlyPlan(FoldedModel):
    """A year's joint plan under an agreement; locked once it is issued."""

    class State(models.TextChoices):
        DRAFT = "draft", "Đang soạn thảo"
        SUBMITTED = "submitted", "Chờ thống nhất"
        SENT_BACK = "sent_back", "Bị đề nghị sửa"
        AGREED = "agreed", "Đã thống nhất"
        ISSUED = "issued", "Đã ban hành"
        CLOSED = "closed", "Đã kết thúc"

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
                & ~Q(state__in=["issued", "closed"])
                | Q(issued_on__isnull=False, state__in=["issued", "closed"])
                & ~Q(document_number=""),
                name="plan_issued_with_number_and_date",
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
        return self.state in (self.State.DRAFT, self.State.SENT_BACK)

    @property
    def is_issued(self):
        return self.state in (self.State.ISSUED, self.State.CLOSED)


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

    class Meta:
        verbose_name = "lần trình"
        verbose_name_plural = "các lần trình"
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "number"], name="submission_number_once"
            )
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
    about_task = models.ForeignKey(
        "tasks.FocusTask",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="về nhiệm vụ",
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
