"""Kiến nghị: from whom it came, to whom it goes, by when, and what became of it."""

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse

from accounts.fields import CharField, FoldedModel, TextField
from accounts.models import Organisation, StoredFile
from accounts.search.word_index import Words
from agreements.models import Agreement, Conclusion, CoordinationArea
from tasks.models import FocusTask

from .review import Review


class Source(models.TextChoices):
    SUPERVISION = "supervision", "Sau giám sát"
    CONFERENCE = "conference", "Tại hội nghị"
    VOTERS = "voters", "Cử tri và Nhân dân"
    CRITICISM = "criticism", "Phản biện dự thảo"
    REVIEW = "review", "Báo cáo sơ kết, tổng kết"
    OTHER = "other", "Khác"


class ReplyTerm(models.Model):
    """Days to reply by default, as this administrator set them; never shown as law."""

    source = models.CharField(
        "nguồn kiến nghị", max_length=12, choices=Source.choices, unique=True
    )
    days = models.PositiveSmallIntegerField(
        "số ngày mặc định", help_text="Tính từ ngày gửi, ngày thường."
    )

    class Meta:
        verbose_name = "hạn trả lời mặc định"
        verbose_name_plural = "hạn trả lời mặc định"
        ordering = ["source"]

    def __str__(self):
        return f"{self.get_source_display()}: {self.days} ngày"


class RecommendationQuerySet(models.QuerySet):
    def sent(self):
        return self.filter(sent_on__isnull=False)

    def in_force(self):
        """Sent, not withdrawn, and not taken over by one that raises it again."""
        again = Recommendation.objects.filter(
            raises_again=OuterRef("pk"),
            sent_on__isnull=False,
            withdrawn_on__isnull=True,
        )
        return self.sent().filter(~Exists(again), withdrawn_on__isnull=True)

    def open(self):
        """In force, and not settled with every addressee."""
        unsettled = Addressee.objects.unsettled().filter(recommendation=OuterRef("pk"))
        return self.in_force().filter(Exists(unsettled))

    def overdue(self, on):
        """In force, and somebody owes the answer past the day it was due."""
        owing = Addressee.objects.owing().filter(recommendation=OuterRef("pk"))
        return self.in_force().filter(Exists(owing), due_on__lt=on)


class Recommendation(FoldedModel):
    """What one side asks of others. The sender's words are the sender's alone.

    Those of a report or a conference may name nobody who answers: then it is only
    told of. Once sent (`sent_on`), each addressee owes a reply by `due_on`.
    """

    class DueBasis(models.TextChoices):
        DOCUMENT = "document", "Theo văn bản kiến nghị hoặc quy chế"
        DEFAULT = "default", "Theo mặc định của quản trị"

    review = models.ForeignKey(
        Review,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="recommendations",
        verbose_name="nêu tại",
    )
    conclusion = models.OneToOneField(
        Conclusion,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="recommendation",
        verbose_name="từ ý kiến tại hội nghị",
    )
    agreement = models.ForeignKey(
        Agreement,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="recommendations",
        verbose_name="theo quy chế",
    )
    supervision = models.ForeignKey(
        FocusTask,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="raised_recommendations",
        verbose_name="từ nhiệm vụ giám sát, phản biện",
    )
    tasks = models.ManyToManyField(
        FocusTask,
        blank=True,
        related_name="recommendations",
        verbose_name="nhiệm vụ thực hiện",
    )
    raises_again = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="raised_again_by",
        verbose_name="nêu lại kiến nghị",
    )
    position = models.PositiveSmallIntegerField("thứ tự", default=1)
    code = CharField("ký hiệu", max_length=10, blank=True)
    source = models.CharField(
        "nguồn", max_length=12, choices=Source.choices, default=Source.OTHER
    )
    source_note = CharField(
        "nguồn cụ thể",
        max_length=500,
        blank=True,
        help_text="Ví dụ: tiếp xúc cử tri trước kỳ họp thứ 5; đoàn giám sát số 12.",
    )
    area = models.ForeignKey(
        CoordinationArea,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="recommendations",
        verbose_name="lĩnh vực",
    )
    wording = TextField("nội dung kiến nghị")
    sender = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="recommendations_sent",
        verbose_name="cơ quan kiến nghị",
    )
    raised_by = CharField("bên kiến nghị", max_length=255, blank=True)
    addressee = CharField("gửi tới", max_length=255, blank=True)
    document_number = CharField("số văn bản kiến nghị", max_length=60, blank=True)
    stored_file = models.OneToOneField(
        StoredFile,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name="văn bản kiến nghị",
    )
    sent_on = models.DateField("gửi ngày", null=True, blank=True)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    due_on = models.DateField("hạn trả lời", null=True, blank=True)
    due_as_written = CharField(
        "hạn trả lời như trong văn bản", max_length=200, blank=True
    )
    due_basis = models.CharField(
        "cơ sở của hạn trả lời", max_length=10, choices=DueBasis.choices, blank=True
    )
    withdrawn_on = models.DateField("rút ngày", null=True, blank=True)
    withdrawal_reason = TextField("lý do rút", blank=True)
    is_illustrative = models.BooleanField("minh hoạ", default=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = RecommendationQuerySet.as_manager()

    class Meta:
        verbose_name = "kiến nghị"
        verbose_name_plural = "kiến nghị"
        ordering = ["review", "position", "pk"]
        indexes = [
            models.Index(fields=["due_on", "id"], name="recommendation_by_due"),
            GinIndex(Words("search"), name="recommendation_search"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(sent_on__isnull=True) | Q(sender__isnull=False),
                name="recommendation_sent_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(due_on__isnull=True, due_basis="")
                | Q(due_on__isnull=False) & ~Q(due_basis=""),
                name="recommendation_due_day_has_a_basis",
            ),
            models.CheckConstraint(
                condition=Q(due_on__isnull=True)
                | Q(sent_on__isnull=True)
                | Q(due_on__gte=F("sent_on")),
                name="recommendation_due_after_sent",
                violation_error_message="Hạn trả lời phải từ ngày gửi trở đi.",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_on__isnull=True) | ~Q(withdrawal_reason=""),
                name="recommendation_withdrawn_says_why",
            ),
        ]

    def __str__(self):
        return self.wording

    def get_absolute_url(self):
        return reverse("reports:recommendation-detail", args=[self.pk])

    @property
    def is_sent(self):
        return self.sent_on is not None

    @property
    def is_withdrawn(self):
        return self.withdrawn_on is not None

    @property
    def has_words_of_a_record(self):
        """Taken from a report or a conference: its wording is theirs."""
        return self.review_id is not None or self.conclusion_id is not None

    @property
    def sender_name(self):
        return self.sender.label if self.sender else self.raised_by

    @property
    def addressee_names(self):
        names = [row.organisation.label for row in self.addressees.all()]
        return "; ".join(names) or self.addressee

    def search_text(self):
        return (
            f"{self.wording} {self.raised_by} {self.addressee} {self.document_number} "
            f"{self.source_note}"
        )


class AddresseeQuerySet(models.QuerySet):
    def owing(self):
        """Those whose answer is awaited: a poor one is awaited again."""
        return self.filter(state__in=OWING_STATES)

    def unsettled(self):
        return self.exclude(state=Addressee.State.SETTLED)


class Addressee(models.Model):
    """One body that is asked, and how far it is; answers are rows of `Reply`."""

    class State(models.TextChoices):
        WAITING = "waiting", "Chưa trả lời"
        SOLVING = "solving", "Đang giải quyết"
        ANSWERED = "answered", "Đã trả lời, chờ đánh giá"
        SETTLED = "settled", "Đã giải quyết xong"
        UNSATISFIED = "unsatisfied", "Trả lời chưa thỏa đáng"

    recommendation = models.ForeignKey(
        Recommendation, models.CASCADE, related_name="addressees"
    )
    position = models.PositiveSmallIntegerField("thứ tự", default=1)
    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        related_name="recommendations_received",
        verbose_name="cơ quan được kiến nghị",
    )
    state = models.CharField(
        "tình trạng", max_length=12, choices=State.choices, default=State.WAITING
    )
    settled_on = models.DateField("giải quyết xong ngày", null=True, blank=True)

    objects = AddresseeQuerySet.as_manager()

    class Meta:
        verbose_name = "cơ quan được kiến nghị"
        verbose_name_plural = "các cơ quan được kiến nghị"
        ordering = ["position", "pk"]
        indexes = [
            models.Index(
                fields=["organisation", "state"], name="addressee_of_organisation"
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["recommendation", "organisation"], name="addressee_once"
            ),
            models.CheckConstraint(
                condition=Q(state="settled", settled_on__isnull=False)
                | ~Q(state="settled") & Q(settled_on__isnull=True),
                name="addressee_settled_has_its_day",
            ),
        ]

    def __str__(self):
        return str(self.organisation)

    @property
    def is_owing(self):
        return self.state in OWING_STATES


OWING_STATES = (
    Addressee.State.WAITING,
    Addressee.State.SOLVING,
    Addressee.State.UNSATISFIED,
)


class Reply(models.Model):
    """An answer with its document; the sender judges it, and may find it wanting."""

    class Verdict(models.TextChoices):
        ACCEPTED = "accepted", "Tiếp thu"
        PARTLY = "partly", "Tiếp thu một phần"
        NOT_ACCEPTED = "not_accepted", "Không tiếp thu"
        SOLVING = "solving", "Đang giải quyết"

    class Judgement(models.TextChoices):
        SATISFACTORY = "satisfactory", "Thỏa đáng"
        UNSATISFACTORY = "unsatisfactory", "Chưa thỏa đáng"

    addressee = models.ForeignKey(Addressee, models.CASCADE, related_name="replies")
    verdict = models.CharField("ý kiến", max_length=12, choices=Verdict.choices)
    text = TextField("nội dung trả lời, giải trình")
    document_number = CharField("số văn bản trả lời", max_length=60, blank=True)
    document_on = models.DateField("ngày văn bản", null=True, blank=True)
    stored_file = models.OneToOneField(
        StoredFile,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name="văn bản trả lời",
    )
    replied_on = models.DateField("trả lời ngày")
    replied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    judgement = models.CharField(
        "đánh giá", max_length=15, choices=Judgement.choices, blank=True
    )
    judgement_note = TextField("nhận xét khi đánh giá", blank=True)
    judged_on = models.DateField("đánh giá ngày", null=True, blank=True)
    judged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        verbose_name = "văn bản, ý kiến trả lời"
        verbose_name_plural = "các lần trả lời"
        ordering = ["replied_on", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="reply_says_something"),
            models.CheckConstraint(
                condition=Q(judgement="", judged_on__isnull=True)
                | ~Q(judgement="") & Q(judged_on__isnull=False),
                name="reply_judged_has_its_day",
            ),
            models.CheckConstraint(
                condition=~Q(judgement="unsatisfactory") | ~Q(judgement_note=""),
                name="reply_found_wanting_says_why",
            ),
        ]

    def __str__(self):
        return f"{self.addressee}: {self.get_verdict_display()}"

    @property
    def is_answer(self):
        """A note that it is being dealt with answers nothing yet."""
        return self.verdict != self.Verdict.SOLVING
