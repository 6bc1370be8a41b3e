from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from accounts.fields import CharField, TextField
from accounts.models import ClusterMember, Organisation, StoredFile
from accounts.vietnamese import format_number, normalise, parse_number
from tasks.models import ProgressUpdate


class Qualifier(models.TextChoices):
    """How sure the source is of its figure; part of the claim, printed back."""

    EXACT = "", "đúng"
    ABOVE = "above", "trên"
    OVER = "over", "hơn"
    NEARLY = "nearly", "gần"
    ABOUT = "about", "khoảng"
    ESTIMATED = "estimated", "ước"


# As sources and sheets write them before the number.
QUALIFIERS = [
    *((label, value) for value, label in Qualifier.choices if value),
    *((sign, Qualifier.ABOVE.value) for sign in (">=", "≥")),
]


class Indicator(models.Model):
    """What is counted, in which unit, and how it adds up over time and bodies."""

    class Rule(models.TextChoices):
        SUM = "sum", "Cộng dồn"
        LATEST = "latest", "Lấy số mới nhất"
        MAXIMUM = "maximum", "Lấy số lớn nhất"

    class BodyRule(models.TextChoices):
        SUM = "sum", "Cộng các cơ quan"
        MAXIMUM = "maximum", "Lấy số lớn nhất"
        RATIO = "ratio", "Tỷ lệ: tổng tử số trên tổng mẫu số"
        NONE = "none", "Không cộng, để riêng từng cơ quan"

    code = models.SlugField("mã", unique=True)
    name = CharField("chỉ tiêu", max_length=255)
    unit = CharField("đơn vị tính", max_length=40)
    scale = models.PositiveBigIntegerField(
        "hệ số",
        default=1,
        help_text="Một đơn vị bằng bao nhiêu đơn vị gốc: tỷ đồng = 1000000000 đồng.",
    )
    time_rule = models.CharField(
        "cách cộng theo thời gian",
        max_length=10,
        choices=Rule.choices,
        default=Rule.SUM,
    )
    body_rule = models.CharField(
        "cách cộng các cơ quan",
        max_length=10,
        choices=BodyRule.choices,
        default=BodyRule.SUM,
    )
    numerator = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="tử số",
    )
    denominator = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="mẫu số",
    )
    is_money = models.BooleanField("là tiền", default=False)
    decimals = models.PositiveSmallIntegerField("số chữ số phần lẻ", default=0)
    definition = TextField("cách tính, cách hiểu", blank=True)
    source = CharField("nguồn", max_length=255, blank=True)
    position = models.PositiveSmallIntegerField("thứ tự", default=0)
    is_active = models.BooleanField("đang dùng", default=True)
    # A rule that data was entered by is never changed: a new indicator takes over.
    replaces = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="replaced_by",
        verbose_name="thay cho",
    )

    class Meta:
        verbose_name = "chỉ tiêu"
        verbose_name_plural = "chỉ tiêu"
        ordering = ["position", "name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    body_rule="ratio",
                    numerator__isnull=False,
                    denominator__isnull=False,
                )
                | ~Q(body_rule="ratio")
                & Q(numerator__isnull=True, denominator__isnull=True),
                name="indicator_ratio_has_both_parts",
                violation_error_message="Tỷ lệ phải có cả tử số và mẫu số; chỉ tiêu "
                "khác thì không.",
            ),
            models.CheckConstraint(
                condition=Q(scale__gt=0), name="indicator_scale_above_zero"
            ),
        ]

    def __str__(self):
        return f"{self.name} ({self.unit})"

    def in_unit(self, amount: Decimal) -> Decimal:
        return amount / self.scale

    def words(self, amount: Decimal | None, qualifier: str = "") -> str:
        """ "trên 157 tỷ đồng"; an unknown amount is said, never shown as 0."""
        if amount is None:
            return "chưa có thông tin"
        said = Qualifier(qualifier).label + " " if qualifier else ""
        space = "" if self.unit == "%" else " "
        return f"{said}{format_number(self.in_unit(amount))}{space}{self.unit}"

    def read(self, words: str) -> tuple[str, Decimal]:
        """Qualifier and amount of "trên 157 tỷ đồng" or ">=157 tỷ đồng".

        ValueError where it is not a number in the unit of this indicator.
        """
        text = " ".join(normalise(words).split())
        number = text.removesuffix(self.unit).strip()
        if number == text:
            raise ValueError(words)
        for said, qualifier in QUALIFIERS:
            if number.startswith(said):
                amount = parse_number(number.removeprefix(said))
                return qualifier, amount * self.scale
        return "", parse_number(number) * self.scale


class Breakdown(models.Model):
    """ "Trong đó": a part of an indicator that may be told apart."""

    indicator = models.ForeignKey(
        Indicator, models.CASCADE, related_name="breakdowns", verbose_name="chỉ tiêu"
    )
    name = CharField("trong đó", max_length=120)
    position = models.PositiveSmallIntegerField("thứ tự", default=0)

    class Meta:
        verbose_name = "phân tổ"
        verbose_name_plural = "phân tổ"
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "name"], name="breakdown_name_once"
            )
        ]

    def __str__(self):
        return self.name


class Target(models.Model):
    """What an indicator should reach in a period, and where it started.

    Of one body or, without one, of everything the agreement or the province reports.
    Amounts are in the base unit.
    """

    indicator = models.ForeignKey(
        Indicator, models.CASCADE, related_name="targets", verbose_name="chỉ tiêu"
    )
    organisation = models.ForeignKey(
        Organisation,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="targets",
        verbose_name="cơ quan",
    )
    agreement = models.ForeignKey(
        "agreements.Agreement",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="targets",
        verbose_name="quy chế phối hợp",
    )
    period_from = models.DateField("từ ngày")
    period_to = models.DateField("đến ngày")
    baseline = models.DecimalField(
        "giá trị ban đầu", max_digits=24, decimal_places=4, null=True, blank=True
    )
    amount = models.DecimalField("mục tiêu", max_digits=24, decimal_places=4)
    source = TextField("căn cứ", blank=True)

    class Meta:
        verbose_name = "mục tiêu"
        verbose_name_plural = "mục tiêu"
        ordering = ["-period_to", "indicator__position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(period_to__gte=F("period_from")),
                name="target_period_ends_after_it_starts",
                violation_error_message="Ngày cuối kỳ phải từ ngày đầu kỳ trở đi.",
            )
        ]

    def __str__(self):
        return f"{self.indicator.name}: {self.indicator.words(self.amount)}"


class FigureQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Figures of one's own bodies, entered by them, of clusters they convene, or

        reported to them by the units they asked.
        """
        if not user.is_authenticated:
            return self.none()
        if user.is_superuser:
            return self
        mine = user.organisation_ids
        convened = ClusterMember.objects.filter(cluster__convener__in=mine)
        own = Figure.organisations.through.objects.filter(
            Q(organisation__in=mine)
            | Q(organisation__in=convened.values("organisation"))
        )
        return self.filter(
            Q(pk__in=own.values("figure"))
            | Q(entering_organisation__in=mine)
            | Q(unit_report__collection__office__in=mine)
        )

    def standing(self):
        """Not withdrawn: what totals are made of."""
        return self.filter(withdrawn_at__isnull=True)

    def within(self, first, last):
        return self.filter(period_from__gte=first, period_to__lte=last)

    def of(self, organisation_ids):
        """Figures that belong to any of the bodies; a shared one comes once."""
        shares = Figure.organisations.through.objects.filter(
            organisation__in=organisation_ids
        )
        return self.filter(pk__in=shares.values("figure"))


class Figure(models.Model):
    """A value as its source has it: amount, qualifier, bodies, period, evidence."""

    indicator = models.ForeignKey(
        Indicator, models.PROTECT, related_name="figures", verbose_name="chỉ tiêu"
    )
    organisations = models.ManyToManyField(
        Organisation,
        related_name="figures",
        verbose_name="kết quả của",
        help_text="Chọn nhiều cơ quan nếu đây là kết quả chung: chỉ tính một lần.",
    )
    entering_organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        related_name="entered_figures",
        verbose_name="cơ quan nhập",
    )
    period_from = models.DateField("từ ngày")
    period_to = models.DateField("đến ngày")
    qualifier = models.CharField(
        "mức độ", max_length=10, choices=Qualifier.choices, blank=True
    )
    amount = models.DecimalField(
        "giá trị (đơn vị gốc)", max_digits=24, decimal_places=4
    )
    is_provisional = models.BooleanField("số liệu sơ bộ", default=False)
    source = TextField("nguồn, căn cứ", blank=True)
    evidence = models.OneToOneField(
        StoredFile, models.PROTECT, null=True, blank=True, verbose_name="minh chứng"
    )
    progress_update = models.ForeignKey(
        ProgressUpdate,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="figures",
        verbose_name="từ báo cáo tiến độ",
    )
    breakdown = models.ForeignKey(
        Breakdown,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="figures",
        verbose_name="trong đó",
    )
    unit_report = models.ForeignKey(
        "reports.UnitReport",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="figures",
        verbose_name="từ báo cáo của đơn vị",
    )
    # Said by who entered it, when the value was out of the ordinary.
    explanation = TextField("giải trình", blank=True)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    entered_at = models.DateTimeField("nhập lúc", auto_now_add=True)
    # Kept when withdrawn: a report that was issued with it still leads here.
    withdrawn_at = models.DateTimeField("rút lúc", null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    version = models.PositiveIntegerField(default=1, editable=False)
    is_illustrative = models.BooleanField("minh hoạ", default=False)
    case_code = models.SlugField("mã hồ sơ mẫu", blank=True, editable=False)

    objects = FigureQuerySet.as_manager()

    class Meta:
        verbose_name = "số liệu"
        verbose_name_plural = "số liệu"
        ordering = ["-period_to", "indicator__position", "pk"]
        indexes = [
            models.Index(
                fields=["indicator", "period_from", "period_to"], name="figure_period"
            ),
            models.Index(fields=["period_to", "id"], name="figure_by_period"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(period_to__gte=F("period_from")),
                name="figure_period_ends_after_it_starts",
                violation_error_message="Ngày cuối kỳ phải từ ngày đầu kỳ trở đi.",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                name="figure_withdrawn_at_and_by",
            ),
            models.UniqueConstraint(
                fields=["case_code"],
                condition=~Q(case_code=""),
                name="figure_case_loaded_once",
            ),
        ]

    def __str__(self):
        return f"{self.indicator.name}: {self.words}"

    def get_absolute_url(self):
        return reverse("reports:figure-detail", args=[self.pk])

    @property
    def words(self):
        return self.indicator.words(self.amount, self.qualifier)

    @property
    def is_withdrawn(self):
        return self.withdrawn_at is not None


class FigureUse(models.Model):
    """A report was built with this figure as it was at `version`: the way back up."""

    review = models.ForeignKey(
        "reports.Review", models.CASCADE, related_name="figure_uses"
    )
    figure = models.ForeignKey(Figure, models.PROTECT, related_name="uses")
    version = models.PositiveIntegerField()

    class Meta:
        verbose_name = "số liệu dùng trong báo cáo"
        verbose_name_plural = "số liệu dùng trong báo cáo"
        constraints = [
            models.UniqueConstraint(
                fields=["review", "figure"], name="figure_use_once_a_review"
            )
        ]

    def __str__(self):
        return f"{self.figure}: {self.review}"
