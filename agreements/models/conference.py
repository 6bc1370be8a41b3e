from datetime import date

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Coalesce
from django.urls import reverse

from accounts.fields import CharField, FoldedModel, TextField
from accounts.models import Organisation
from accounts.search.word_index import Words


class ConferenceQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those of one's own bodies, and of the agreements one may see."""
        if not user.is_authenticated:
            return self.none()
        if user.is_superuser:
            return self
        visible = self.model._meta.get_field("agreements").related_model.objects
        visible = visible.visible_to(user).values("pk")
        conferences = self.model.objects
        about = conferences.filter(agreements__in=visible)
        signing = conferences.filter(signed_agreements__in=visible)
        return self.filter(
            Q(owner__in=user.organisation_ids)
            | Q(pk__in=about.values("pk"))
            | Q(pk__in=signing.values("pk"))
        )

    def ceremonies(self):
        return self.filter(kind=Conference.Kind.SIGNING)

    def of_agreement(self, agreement):
        """Those about the agreement, and the one at which it was signed."""
        return self.filter(
            Q(pk__in=self.model.objects.filter(agreements=agreement).values("pk"))
            | Q(pk=agreement.ceremony_id)
        )


class Conference(FoldedModel):
    """Hội nghị: a meeting of the parties; one signing may sign several agreements."""

    class Kind(models.TextChoices):
        SIGNING = "signing", "Ký kết"
        BRIEFING = "briefing", "Giao ban"
        PERIODIC_REVIEW = "periodic", "Sơ kết"
        FINAL_REVIEW = "final", "Tổng kết"
        DIALOGUE = "dialogue", "Đối thoại"
        OTHER = "other", "Khác"

    kind = models.CharField(
        "loại hội nghị", max_length=10, choices=Kind.choices, default=Kind.SIGNING
    )
    name = CharField("tên hội nghị", max_length=255)
    held_on = models.DateField("ngày tổ chức", null=True, blank=True)
    is_year_inferred = models.BooleanField(
        "năm do suy đoán", default=False, help_text="Nguồn chỉ in ngày và tháng."
    )
    inference_reason = CharField("căn cứ suy đoán năm", max_length=500, blank=True)
    place = CharField("địa điểm", max_length=200, blank=True)
    participants = TextField("thành phần dự", blank=True)
    owner = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="owned_conferences",
        verbose_name="cơ quan ghi biên bản",
        help_text="Cơ quan được sửa biên bản này.",
    )
    agreements = models.ManyToManyField(
        "agreements.Agreement",
        blank=True,
        related_name="conferences",
        verbose_name="về các văn bản",
    )
    note = TextField("ghi chú", blank=True)
    source = TextField("nguồn thông tin", blank=True)
    case_code = models.SlugField("mã hồ sơ mẫu", blank=True, editable=False)
    is_illustrative = models.BooleanField("minh hoạ", default=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    # Those without a day stand last; a column without gaps can be paged by key.
    listed_on = models.GeneratedField(
        expression=Coalesce("held_on", Value(date(1900, 1, 1))),
        output_field=models.DateField(),
        db_persist=True,
    )

    objects = ConferenceQuerySet.as_manager()

    class Meta:
        verbose_name = "hội nghị"
        verbose_name_plural = "hội nghị"
        ordering = ["-listed_on", "-pk"]
        indexes = [
            models.Index(fields=["-listed_on", "-id"], name="conference_newest"),
            GinIndex(Words("search"), name="conference_search"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["case_code"],
                condition=~Q(case_code=""),
                name="conference_case_loaded_once",
            ),
            models.CheckConstraint(
                condition=Q(is_year_inferred=False) | ~Q(inference_reason=""),
                name="conference_inferred_year_has_a_reason",
                violation_error_message="Hãy ghi căn cứ suy đoán năm.",
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("agreements:conference-detail", args=[self.pk])

    def concerned(self):
        """The agreements it is about, and those that were signed at it."""
        agreements = self.agreements.model.objects
        about = self.agreements.values("pk")
        return agreements.filter(Q(pk__in=about) | Q(ceremony=self))

    def is_upcoming(self, on) -> bool:
        return self.held_on is not None and self.held_on > on

    def search_text(self):
        rows = []
        if self.pk:
            rows = [
                *self.chairs.values_list("full_name", flat=True),
                *self.conclusions.values_list("wording", flat=True),
            ]
        return f"{self.name} {self.place} {self.participants} {' '.join(rows)}"


class Chair(models.Model):
    """Who chaired: name and post are text frozen at the conference."""

    conference = models.ForeignKey(Conference, models.CASCADE, related_name="chairs")
    position = models.PositiveSmallIntegerField("thứ tự", default=1)
    full_name = CharField("họ và tên", max_length=150)
    post = CharField("chức vụ", max_length=255, blank=True)

    class Meta:
        verbose_name = "người chủ trì"
        verbose_name_plural = "người chủ trì"
        ordering = ["position"]

    def __str__(self):
        return self.full_name


class Conclusion(models.Model):
    """What a conference concluded; it may become a focus task or a recommendation."""

    class Kind(models.TextChoices):
        CONCLUSION = "conclusion", "Kết luận, chỉ đạo"
        OPINION = "opinion", "Ý kiến, kiến nghị"

    conference = models.ForeignKey(
        Conference, models.CASCADE, related_name="conclusions"
    )
    position = models.PositiveSmallIntegerField("thứ tự", default=1)
    kind = models.CharField(
        "loại", max_length=10, choices=Kind.choices, default=Kind.CONCLUSION
    )
    wording = TextField("nội dung")
    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="cơ quan thực hiện",
    )
    deadline_as_written = CharField("thời gian như đã nêu", max_length=200, blank=True)

    class Meta:
        verbose_name = "kết luận"
        verbose_name_plural = "kết luận"
        ordering = ["position"]

    def __str__(self):
        return self.wording
