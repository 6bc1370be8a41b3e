"""What a body was before, and which body its duties passed to."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from accounts.fields import CharField, TextField
from accounts.vietnamese import format_date

from .organisations import Organisation, OrganisationKind, OrganisationLevel
from .stored_files import StoredFile


class FormerTrait(models.Model):
    """What held of a body until the day before `until`; each trait ends on its own."""

    until = models.DateField("đến trước ngày")
    legal_basis = TextField("căn cứ", blank=True)

    class Meta:
        abstract = True
        ordering = ["-until"]


class FormerName(FormerTrait):
    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="former_names"
    )
    name = CharField("tên cũ", max_length=255)
    short_name = CharField("tên gọi tắt cũ", max_length=120, blank=True)

    class Meta(FormerTrait.Meta):
        verbose_name = "tên cũ"
        verbose_name_plural = "tên cũ"
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "until"], name="former_name_one_per_day"
            )
        ]

    def __str__(self):
        return f"{self.name} (đến {format_date(self.until)})"

    def save(self, *args, **kwargs):
        super().save(*args, **kwargs)
        self.organisation.save(update_fields=["search"])  # found by it as well


class FormerKind(FormerTrait):
    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="former_kinds"
    )
    kind = models.ForeignKey(OrganisationKind, models.PROTECT, verbose_name="loại cũ")

    class Meta(FormerTrait.Meta):
        verbose_name = "loại cũ"
        verbose_name_plural = "loại cũ"
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "until"], name="former_kind_one_per_day"
            )
        ]

    def __str__(self):
        return f"{self.kind} (đến {format_date(self.until)})"


class FormerLevel(FormerTrait):
    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="former_levels"
    )
    level = models.ForeignKey(OrganisationLevel, models.PROTECT, verbose_name="cấp cũ")

    class Meta(FormerTrait.Meta):
        verbose_name = "cấp cũ"
        verbose_name_plural = "cấp cũ"
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "until"], name="former_level_one_per_day"
            )
        ]

    def __str__(self):
        return f"{self.level} (đến {format_date(self.until)})"


class FormerParent(FormerTrait):
    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="former_parents"
    )
    parent = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="cơ quan cấp trên cũ",
        help_text="Để trống nếu trước ngày này cơ quan không trực thuộc cơ quan nào.",
    )

    class Meta(FormerTrait.Meta):
        verbose_name = "cơ quan cấp trên cũ"
        verbose_name_plural = "cơ quan cấp trên cũ"
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "until"], name="former_parent_one_per_day"
            )
        ]

    def __str__(self):
        above = self.parent or "không trực thuộc cơ quan nào"
        return f"{above} (đến {format_date(self.until)})"


class Succession(models.Model):
    """On this day a body gave way to another; many to many.

    However many successors a body has, one at most takes over its duties: a duty is
    neither lost nor doubled. The others are recorded as what it was divided into.
    """

    predecessor = models.ForeignKey(
        Organisation, models.PROTECT, related_name="successions_out"
    )
    successor = models.ForeignKey(
        Organisation, models.PROTECT, related_name="successions_in"
    )
    took_effect_on = models.DateField("từ ngày")
    takes_duties = models.BooleanField(
        "tiếp nhận nhiệm vụ",
        default=True,
        help_text="Khi một cơ quan chia thành nhiều, chỉ một cơ quan tiếp nhận nhiệm "
        "vụ còn dở.",
    )
    legal_basis = TextField("căn cứ", blank=True)

    class Meta:
        verbose_name = "kế tục"
        verbose_name_plural = "kế tục"
        constraints = [
            models.UniqueConstraint(
                fields=["predecessor", "successor"], name="succession_once"
            ),
            models.UniqueConstraint(
                fields=["predecessor"],
                condition=Q(takes_duties=True),
                name="succession_one_takes_the_duties",
                violation_error_message="Đã có cơ quan khác tiếp nhận nhiệm vụ của cơ "
                "quan này.",
            ),
            models.CheckConstraint(
                condition=~Q(predecessor=F("successor")),
                name="succession_not_to_itself",
            ),
        ]

    def __str__(self):
        return f"{self.predecessor} → {self.successor}"


def with_successors(organisation_ids, on) -> set[int]:
    """The bodies and all that have taken over their duties by that day."""
    serving, frontier = set(organisation_ids), set(organisation_ids)
    while frontier:
        links = Succession.objects.filter(
            predecessor__in=frontier, took_effect_on__lte=on, takes_duties=True
        )
        frontier = set(links.values_list("successor_id", flat=True)) - serving
        serving |= frontier
    return serving


def with_predecessors(organisation_ids, on) -> set[int]:
    """The bodies and all whose duties had passed to them by that day."""
    served, frontier = set(organisation_ids), set(organisation_ids)
    while frontier:
        links = Succession.objects.filter(
            successor__in=frontier, took_effect_on__lte=on, takes_duties=True
        )
        frontier = set(links.values_list("predecessor_id", flat=True)) - served
        served |= frontier
    return served


class Reorganisation(models.Model):
    """Sắp xếp tổ chức: what was decided, and every value it changed.

    The journal is what undoing puts back: {"created": [["accounts.x", pk, {"field":
    value}]], "changed": [["accounts.x", pk, {"field": [before, after]}]], "words":
    [[name of a body, what became of it]]}, in order.
    """

    class Kind(models.TextChoices):
        MERGE = "merge", "Sáp nhập, hợp nhất"
        SPLIT = "split", "Chia, tách"
        RENAME = "rename", "Đổi tên"
        RECLASSIFY = "reclassify", "Đổi loại, đổi cấp"
        END = "end", "Kết thúc hoạt động"

    kind = models.CharField("việc sắp xếp", max_length=12, choices=Kind.choices)
    took_effect_on = models.DateField("có hiệu lực từ ngày")
    legal_basis = TextField("căn cứ pháp lý")
    document = models.ForeignKey(
        StoredFile,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="văn bản",
    )
    note = TextField("ghi chú", blank=True)
    organisations = models.ManyToManyField(
        Organisation,
        related_name="reorganisations",
        verbose_name="các cơ quan liên quan",
    )
    summary = TextField("nội dung", editable=False)
    journal = models.JSONField(default=dict, editable=False)
    recorded_at = models.DateTimeField("ghi lúc", auto_now_add=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    undone_at = models.DateTimeField("hoàn tác lúc", null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    undo_reason = TextField("lý do hoàn tác", blank=True)

    class Meta:
        verbose_name = "sắp xếp tổ chức"
        verbose_name_plural = "sắp xếp tổ chức"
        ordering = ["-took_effect_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(undone_at__isnull=True, undone_by__isnull=True)
                | Q(undone_at__isnull=False, undone_by__isnull=False),
                name="reorganisation_undone_at_and_by",
            )
        ]

    def __str__(self):
        return self.summary

    def get_absolute_url(self):
        return reverse("reports:reorganisation-detail", args=[self.pk])
