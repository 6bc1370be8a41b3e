from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from accounts.fields import CharField, FoldedModel, TextField
from accounts.models import (
    BackgroundJob,
    EmulationCluster,
    Organisation,
    Province,
    StoredFile,
)
from accounts.search.word_index import Words
from agreements.models import Agreement, CoordinationArea, Party
from tasks.models import YearlyPlan

from ..publication import masking
from .collection import Collection

BUILD_JOB = "reports.jobs.build_review"


class ReviewQuerySet(models.QuerySet):
    def issued(self):
        return self.filter(state=Review.State.ISSUED)

    def numbered(self, document_number, *, office, year):
        """Issued ones that bear the number: used once by an office in a year."""
        return self.issued().filter(
            office=office, document_number=document_number, issued_on__year=year
        )

    def about(self, agreement):
        """Reviews of the agreement, alone or together with others."""
        together = Review.other_agreements.through.objects.filter(agreement=agreement)
        return self.filter(Q(agreement=agreement) | Q(pk__in=together.values("review")))

    def of_public_agreements(self):
        """Those about no agreement that is withheld from the public."""
        withheld = Review.other_agreements.through.objects.filter(
            agreement__is_public=False
        )
        return self.filter(
            Q(agreement__isnull=True) | Q(agreement__is_public=True)
        ).exclude(pk__in=withheld.values("review"))

    def public(self):
        """Issued and published reports, and reviews recorded from public sources."""
        return self.of_public_agreements().filter(
            Q(state=Review.State.RECORDED)
            | Q(
                state=Review.State.ISSUED,
                publication__isnull=False,
                publication__withdrawn_at__isnull=True,
            )
        )

    def with_public_address(self):
        """The public ones, and those taken down: their address says when and why."""
        return self.of_public_agreements().filter(
            Q(state=Review.State.RECORDED)
            | Q(state=Review.State.ISSUED, publication__isnull=False)
        )

    def visible_to(self, user):
        """One's own office's reports; once out, those of one's agreements, clusters."""
        if not user.is_authenticated:
            return self.none()
        if user.is_superuser:
            return self
        mine = user.organisation_ids
        signed = Party.objects.of_organisations(mine).values("agreement")
        together = Review.other_agreements.through.objects.filter(
            Q(agreement__in=signed) | Q(agreement__owner__in=mine)
        )
        home = Organisation.objects.filter(pk__in=mine)
        ours = (
            Q(agreement__in=signed)
            | Q(agreement__owner__in=mine)
            | Q(pk__in=together.values("review"))
            | Q(organisation__in=mine)
            | Q(province__in=home.values("province"))
            | Q(
                cluster__in=EmulationCluster.objects.filter(
                    Q(members__in=mine) | Q(convener__in=mine)
                ).values("pk")
            )
        )
        out = Q(state__in=[Review.State.ISSUED, Review.State.RECORDED])
        return self.filter(Q(office__in=mine) | ours & out)


class Review(FoldedModel):
    """Báo cáo sơ kết, tổng kết: of an agreement or an emulation cluster, over a period.

    The draft binds figures and leaves the prose to people. Once issued it is
    frozen: content, Word and Excel files, each with its checksum.
    """

    class Kind(models.TextChoices):
        BRIEFING = "briefing", "Báo cáo giao ban"
        HALF_YEAR = "half_year", "Báo cáo 6 tháng"
        NINE_MONTHS = "nine_months", "Báo cáo 9 tháng"
        YEAR = "year", "Báo cáo năm"
        PERIODIC = "periodic", "Báo cáo sơ kết"
        MID_TERM = "mid_term", "Báo cáo sơ kết giữa kỳ"
        FINAL = "final", "Báo cáo tổng kết"
        INSPECTION = "inspection", "Báo cáo kiểm tra"

    class State(models.TextChoices):
        ORDERED = "ordered", "Đang dựng dự thảo"
        DRAFT = "draft", "Dự thảo"
        IN_REVIEW = "in_review", "Chờ duyệt"
        APPROVED = "approved", "Đã duyệt, chờ phát hành"
        ISSUED = "issued", "Đã phát hành"
        RECORDED = "recorded", "Ghi nhận từ nguồn"

    kind = models.CharField(
        "loại báo cáo", max_length=12, choices=Kind.choices, default=Kind.PERIODIC
    )
    agreement = models.ForeignKey(
        Agreement,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="reviews",
        verbose_name="quy chế phối hợp",
    )
    other_agreements = models.ManyToManyField(
        Agreement,
        blank=True,
        related_name="joint_reviews",
        verbose_name="quy chế cùng được đánh giá",
        help_text="Khi một hội nghị đánh giá nhiều quy chế.",
    )
    cluster = models.ForeignKey(
        EmulationCluster,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="reviews",
        verbose_name="cụm thi đua",
    )
    # What it is about, besides an agreement or a cluster; none: it stands alone.
    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="reviews_about",
        verbose_name="cơ quan được báo cáo",
    )
    plan = models.ForeignKey(
        YearlyPlan,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="reviews",
        verbose_name="kế hoạch năm",
    )
    province = models.ForeignKey(
        Province,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="reviews",
        verbose_name="tỉnh, thành phố",
    )
    collection = models.ForeignKey(
        Collection,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="reviews",
        verbose_name="đợt thu báo cáo",
    )
    office = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="reviews",
        verbose_name="cơ quan lập báo cáo",
    )
    due_on = models.DateField("hạn phát hành", null=True, blank=True)
    # The outline as chosen when ordered: [{"number", "heading", "parts": [{"key" or
    # "binding", "heading", "hint"}]}]; empty: the outline of its kind.
    outline = models.JSONField("đề cương", default=list, blank=True, editable=False)
    shows_ranking = models.BooleanField("có xếp hạng thành viên", default=False)
    is_joint = models.BooleanField(
        "báo cáo liên tịch",
        default=False,
        help_text="Các bên ký quy chế cùng ký báo cáo.",
    )
    subject = TextField("trích yếu", max_length=500)
    period_label = CharField("kỳ báo cáo", max_length=120)
    period_from = models.DateField("từ ngày", null=True, blank=True)
    period_to = models.DateField("đến ngày", null=True, blank=True)
    held_on = models.DateField("ngày hội nghị", null=True, blank=True)
    held_on_note = CharField("ghi chú về ngày hội nghị", max_length=300, blank=True)
    place = CharField("địa điểm", max_length=200, blank=True)
    chairs = models.JSONField(
        "chủ trì hội nghị", default=list, blank=True
    )  # [{"name": …, "post": …}]
    state = models.CharField(
        "trạng thái", max_length=10, choices=State.choices, default=State.ORDERED
    )
    ordered_at = models.DateTimeField("đặt lúc", auto_now_add=True)
    ordered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    sent_for_review_at = models.DateTimeField("trình duyệt lúc", null=True, blank=True)
    sent_for_review_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    approved_at = models.DateTimeField("duyệt lúc", null=True, blank=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    return_reason = TextField("lý do trả lại", blank=True)
    bound = models.JSONField("số liệu đã gắn", null=True, blank=True, editable=False)
    bound_at = models.DateTimeField("gắn số liệu lúc", null=True, blank=True)
    document_number = CharField("số ký hiệu", max_length=60, blank=True)
    issued_on = models.DateField("ngày phát hành", null=True, blank=True)
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    signers = models.JSONField(
        "người ký", default=list, blank=True
    )  # [{"lines": […], "name": …}] in the order of the signature blocks
    recipients = TextField("nơi nhận", blank=True, help_text="Mỗi nơi nhận một dòng.")
    snapshot = models.JSONField("bản chụp nội dung", null=True, editable=False)
    snapshot_sha256 = models.CharField("mã kiểm tra", max_length=64, blank=True)
    corrects = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="corrections",
        verbose_name="đính chính cho",
    )
    source = TextField("nguồn thông tin", blank=True)
    note = TextField("ghi chú", blank=True)
    is_illustrative = models.BooleanField("minh hoạ", default=False)
    case_code = models.SlugField("mã hồ sơ mẫu", blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        verbose_name = "báo cáo sơ kết, tổng kết"
        verbose_name_plural = "báo cáo sơ kết, tổng kết"
        ordering = ["-pk"]
        indexes = [GinIndex(Words("search"), name="review_search")]
        constraints = [
            # Of a plan: its agreement is named beside it.
            models.CheckConstraint(
                condition=Q(
                    cluster__isnull=True,
                    organisation__isnull=True,
                    province__isnull=True,
                )
                | Q(agreement__isnull=True, plan__isnull=True)
                & (
                    Q(organisation__isnull=True, province__isnull=True)
                    | Q(cluster__isnull=True, province__isnull=True)
                    | Q(cluster__isnull=True, organisation__isnull=True)
                ),
                name="review_of_one_thing",
            ),
            models.CheckConstraint(
                condition=~Q(state="approved")
                | Q(approved_at__isnull=False, approved_by__isnull=False),
                name="review_approved_at_and_by",
            ),
            models.CheckConstraint(
                condition=Q(period_from__isnull=True)
                | Q(period_to__isnull=True)
                | Q(period_to__gte=F("period_from")),
                name="review_period_ends_after_it_starts",
                violation_error_message="Ngày cuối kỳ phải từ ngày đầu kỳ trở đi.",
            ),
            models.CheckConstraint(
                condition=~Q(state="issued")
                | Q(issued_on__isnull=False, snapshot__isnull=False)
                & ~Q(document_number="")
                & ~Q(snapshot_sha256=""),
                name="review_issued_is_frozen_with_number_and_date",
            ),
            models.CheckConstraint(
                condition=Q(state="recorded") | Q(office__isnull=False),
                name="review_has_an_office",
            ),
            models.UniqueConstraint(
                fields=["case_code"],
                condition=~Q(case_code=""),
                name="review_case_loaded_once",
            ),
        ]

    def __str__(self):
        return self.subject

    def get_absolute_url(self):
        return reverse("reports:review-detail", args=[self.pk])

    def get_public_url(self):
        return reverse("reports:public-review-detail", args=[self.pk])

    def search_text(self):
        about = self.about_label
        office = self.office.name if self.office else ""
        chairs = " ".join(f"{chair['name']} {chair['post']}" for chair in self.chairs)
        return (
            f"{self.document_number} {self.get_kind_display()} {self.subject} "
            f"{self.period_label} {self.place} {office} {about} {chairs}"
        )

    @property
    def public_subject(self):
        """The subject as everybody reads it; select `publication` for many."""
        publication = getattr(self, "publication", None)
        masks = masking.read(publication.masks) if publication else []
        return masking.replacer(masks)(self.subject)

    @property
    def about_label(self):
        """What it is about, short; "" where it stands alone. Of many, select all."""
        about = self.plan or self.agreement or self.organisation or self.province
        return about.label if about else str(self.cluster or "")

    @property
    def is_issued(self):
        return self.state == self.State.ISSUED

    @property
    def job(self) -> BackgroundJob | None:
        """The latest run that built (or is building) the draft."""
        return BackgroundJob.objects.filter(
            task_name=BUILD_JOB, subject_id=self.pk
        ).first()


class ReviewPart(models.Model):
    """A prose part of the outline, written by people."""

    review = models.ForeignKey(Review, models.CASCADE, related_name="parts")
    key = models.SlugField("phần")
    text = TextField("nội dung", blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    edited_at = models.DateTimeField("sửa lúc", auto_now=True)

    class Meta:
        verbose_name = "phần lời của báo cáo"
        verbose_name_plural = "phần lời của báo cáo"
        constraints = [
            models.UniqueConstraint(fields=["review", "key"], name="review_part_once")
        ]

    def __str__(self):
        return self.key


class ReviewPoint(models.Model):
    """A result, shortcoming or direction stated at the review."""

    class Kind(models.TextChoices):
        RESULT = "result", "Kết quả"
        SHORTCOMING = "shortcoming", "Tồn tại, hạn chế"
        DIRECTION = "direction", "Phương hướng, chỉ đạo"

    review = models.ForeignKey(Review, models.CASCADE, related_name="points")
    kind = models.CharField("loại", max_length=12, choices=Kind.choices)
    position = models.PositiveSmallIntegerField("thứ tự", default=1)
    code = CharField("ký hiệu", max_length=10, blank=True)
    wording = TextField("nội dung")
    area = models.ForeignKey(
        CoordinationArea,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="review_points",
        verbose_name="lĩnh vực",
    )
    answers = models.ForeignKey(
        "reports.Recommendation",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="answered_by",
        verbose_name="trả lời kiến nghị",
    )

    class Meta:
        verbose_name = "ý của báo cáo"
        verbose_name_plural = "kết quả, hạn chế, phương hướng"
        ordering = ["review", "kind", "position"]

    def __str__(self):
        return self.wording


class ReviewFile(models.Model):
    """A frozen file of an issued report."""

    class Format(models.TextChoices):
        WORD = "docx", "Word"
        PDF = "pdf", "PDF"
        EXCEL = "xlsx", "Excel"

    review = models.ForeignKey(Review, models.CASCADE, related_name="files")
    format = models.CharField("định dạng", max_length=5, choices=Format.choices)
    stored_file = models.OneToOneField(StoredFile, models.PROTECT, verbose_name="tệp")

    class Meta:
        verbose_name = "tệp báo cáo"
        verbose_name_plural = "tệp báo cáo"
        ordering = ["format"]
        constraints = [
            models.UniqueConstraint(
                fields=["review", "format"], name="review_file_once"
            )
        ]

    def __str__(self):
        return self.stored_file.name
