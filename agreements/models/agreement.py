from datetime import date, timedelta

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Coalesce
from django.urls import reverse

from accounts.fields import CharField, FoldedModel, SortKeyField, TextField
from accounts.models import Organisation
from accounts.search.word_index import Words
from accounts.vietnamese import format_date, sort_key

from .catalogue import AgreementKind
from .conference import Conference
from .party import Party

ENDING_SOON_DAYS = 180
FIRST_YEAR, LAST_YEAR = 1945, 2100

# A text known to be signed, on a day the record has or on one it does not know.
SIGNED = Q(signed_on__isnull=False) | Q(is_signing_day_unknown=True)
NO_TERM = Q(ends_on__isnull=True, term_end_year__isnull=True)


def plausible_year(year: int) -> None:
    """A mistyped year (2206, 20226) would draw a term of centuries, or no date."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValidationError(
            f"Hãy nhập năm gồm bốn chữ số, từ {FIRST_YEAR} đến {LAST_YEAR}."
        )


def plausible_day(day: date) -> None:
    plausible_year(day.year)


class State(models.TextChoices):
    """What an agreement is on a given day; derived, never stored."""

    DRAFT = "draft", "Dự thảo"
    IN_FORCE = "in_force", "Đang hiệu lực"
    TERM_UNKNOWN = "term_unknown", "Chưa rõ thời hạn"
    ENDING_SOON = "ending_soon", "Sắp hết hạn"
    EXPIRED = "expired", "Hết thời hạn"
    TERMINATED = "terminated", "Đã chấm dứt"
    REPLACED = "replaced", "Đã được thay thế"


def _last_day_before(day, on):
    """Agreements whose last day, as it stands `on` that day, lies before `day`.

    A year alone ends on 31/12; an extension counts from the day it takes effect, and
    gives a last day to a text that printed none.
    """
    as_signed = Q(ends_on__lt=day) | Q(ends_on__isnull=True, term_end_year__lt=day.year)
    known = as_signed | NO_TERM & _extended(on)
    return known & ~_extended(on, amendments__extended_to__gte=day)


def _extended(on, **conditions):
    """Agreements with an extension in effect by that day."""
    extended = Agreement.with_trashed.filter(
        amendments__effective_on__lte=on,
        amendments__extended_to__isnull=False,
        **conditions,
    )
    return Q(pk__in=extended.values("pk"))


def _signed_by(day):
    """As `is_signed_by`, in SQL; false, not unknown, where there is no day."""
    known = Q(signed_on__isnull=False, signed_on__lte=day)
    return known | Q(is_signing_day_unknown=True)


def _replaced_by(day):
    """Agreements a successor of which is signed by `day`, or on an unknown day."""
    links = Agreement.predecessors.through.objects.filter(
        Q(from_agreement__signed_on__lte=day)
        | Q(from_agreement__is_signing_day_unknown=True),
        from_agreement__trashed_at__isnull=True,
    )
    return Q(pk__in=links.values("to_agreement"))


class AgreementQuerySet(models.QuerySet):
    def signed(self):
        return self.filter(SIGNED)

    def public(self):
        """What anyone may read: signed and not withheld."""
        return self.signed().filter(is_public=True)

    def visible_to(self, user):
        """Agreements of the person's organisations, or in whose plans they work."""
        if not user.is_authenticated:
            return self.none()
        if user.is_superuser:
            return self
        mine = user.organisation_ids
        signed = Party.objects.of_organisations(mine).values("agreement")
        # From few bodies to their tasks: two indexed walks, not a join of all tasks.
        bodies = Organisation.objects.filter(pk__in=mine)
        led = bodies.filter(led_tasks__plan__issued_on__isnull=False)
        joined = bodies.filter(coordinations__task__plan__issued_on__isnull=False)
        return self.filter(
            Q(owner__in=mine)
            | Q(pk__in=signed)
            | Q(pk__in=led.values("led_tasks__plan__agreement"))
            | Q(pk__in=joined.values("coordinations__task__plan__agreement"))
        )

    def in_state(self, state, on):
        """Agreements whose `state_on(on)` is `state`; the same rules, in SQL."""
        draft = ~_signed_by(on)
        replaced = _replaced_by(on)
        terminated = Q(terminated_on__lte=on)
        expired = _last_day_before(on, on)
        unknown = NO_TERM & ~_extended(on)
        soon_day = on + timedelta(days=ENDING_SOON_DAYS)
        soon = _last_day_before(soon_day + timedelta(days=1), on)
        ladder = [
            (State.DRAFT, draft),
            (State.TERMINATED, terminated),
            (State.REPLACED, replaced),
            (State.TERM_UNKNOWN, unknown),
            (State.EXPIRED, expired),
            (State.ENDING_SOON, soon),
        ]
        found = self
        for rung, condition in ladder:
            if rung == state:
                return found.filter(condition)
            # A condition on a missing date is neither true nor false in SQL.
            found = found.exclude(
                pk__in=self.model.objects.filter(condition).values("pk")
            )
        return found

    def to_review(self, on):
        """Agreements that still run while nobody has decided for an ended party."""
        ended = Party.objects.ended(on)
        return (
            self.filter(_signed_by(on), pk__in=ended.values("agreement"))
            .exclude(terminated_on__lte=on)
            .exclude(_replaced_by(on))
            .exclude(
                pk__in=self.model.objects.filter(_last_day_before(on, on)).values("pk")
            )
        )


class InUseManager(models.Manager.from_queryset(AgreementQuerySet)):
    """What is in the trash is nowhere but in the trash."""

    def get_queryset(self):
        return super().get_queryset().filter(trashed_at__isnull=True)


class Agreement(FoldedModel):
    """A coordination agreement as it was signed; gaps in the record stay gaps."""

    kind = models.ForeignKey(AgreementKind, models.PROTECT, verbose_name="loại văn bản")
    document_number = CharField(
        "số ký hiệu",
        max_length=60,
        blank=True,
        help_text="Như in trên văn bản, ví dụ 194/QCPH. Để trống nếu chưa rõ.",
    )
    subject = TextField("trích yếu", max_length=1000)
    short_name = CharField(
        "gọi tắt", max_length=120, blank=True, help_text="Ví dụ: Quy chế số 194."
    )
    owner = models.ForeignKey(
        Organisation,
        models.PROTECT,
        related_name="owned_agreements",
        verbose_name="cơ quan quản lý hồ sơ",
        help_text="Cơ quan được sửa hồ sơ này.",
    )
    signed_on = models.DateField(
        "ngày ký",
        null=True,
        blank=True,
        validators=[plausible_day],
        help_text="ngày/tháng/năm. Để trống khi còn là dự thảo hoặc chưa rõ ngày.",
    )
    is_signing_day_unknown = models.BooleanField(
        "đã ký, chưa rõ ngày",
        default=False,
        help_text="Nguồn cho biết văn bản đã ký nhưng không nêu ngày.",
    )
    is_year_inferred = models.BooleanField(
        "năm ký do suy đoán",
        default=False,
        help_text="Nguồn chỉ in ngày và tháng.",
    )
    inference_reason = CharField("căn cứ suy đoán năm", max_length=500, blank=True)
    place = CharField("nơi ký", max_length=200, blank=True)
    issuer = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="cơ quan cấp số",
        help_text="Để trống nếu là cơ quan quản lý hồ sơ.",
    )
    framework = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="programmes",
        verbose_name="văn bản khung",
        help_text="Khi văn bản này cụ thể hóa một quy chế đã ký.",
    )
    ceremony = models.ForeignKey(
        Conference,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="signed_agreements",
        verbose_name="lễ ký kết",
    )
    term_label = CharField("giai đoạn như in trên văn bản", max_length=100, blank=True)
    term_start_year = models.PositiveSmallIntegerField(
        "từ năm", null=True, blank=True, validators=[plausible_year]
    )
    term_end_year = models.PositiveSmallIntegerField(
        "đến năm", null=True, blank=True, validators=[plausible_year]
    )
    ends_on = models.DateField(
        "hết hiệu lực ngày",
        null=True,
        blank=True,
        validators=[plausible_day],
        help_text="Chỉ nhập khi văn bản ghi rõ ngày.",
    )
    terminated_on = models.DateField(
        "chấm dứt từ ngày", null=True, blank=True, validators=[plausible_day]
    )
    chapter_count = models.PositiveSmallIntegerField("số chương", null=True, blank=True)
    article_count = models.PositiveSmallIntegerField("số điều", null=True, blank=True)
    predecessors = models.ManyToManyField(
        "self",
        symmetrical=False,
        blank=True,
        related_name="successors",
        verbose_name="thay thế văn bản",
    )
    note = TextField("ghi chú", blank=True)
    source = TextField("nguồn thông tin", blank=True)
    is_public = models.BooleanField("công khai", default=True)
    is_illustrative = models.BooleanField("minh hoạ", default=False)
    case_code = models.SlugField("mã hồ sơ mẫu", blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    trashed_at = models.DateTimeField("bỏ vào thùng rác lúc", null=True, editable=False)
    trashed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
    )
    trash_reason = TextField("lý do bỏ", blank=True, editable=False)
    sort_key = SortKeyField("khóa sắp xếp")
    # Drafts stand first in the register and texts signed on an unknown day last;
    # a column without gaps can be paged by key.
    listed_on = models.GeneratedField(
        expression=Case(
            When(is_signing_day_unknown=True, then=Value(date(1900, 1, 1))),
            default=Coalesce("signed_on", Value(date(9999, 12, 31))),
        ),
        output_field=models.DateField(),
        db_persist=True,
    )

    objects = InUseManager()
    with_trashed = AgreementQuerySet.as_manager()

    class Meta:
        verbose_name = "quy chế phối hợp"
        verbose_name_plural = "quy chế phối hợp"
        ordering = ["-listed_on", "-pk"]
        indexes = [
            models.Index(fields=["-listed_on", "-id"], name="agreement_newest"),
            models.Index(fields=["sort_key", "id"], name="agreement_by_subject"),
            GinIndex(Words("search"), name="agreement_search"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(term_start_year__isnull=True)
                | Q(term_end_year__isnull=True)
                | Q(term_end_year__gte=F("term_start_year")),
                name="agreement_term_ends_after_it_starts",
                violation_error_message="Năm kết thúc phải từ năm bắt đầu trở đi.",
            ),
            models.CheckConstraint(
                condition=Q(signed_on__isnull=True) | Q(is_signing_day_unknown=False),
                name="agreement_signing_day_known_or_unknown",
                violation_error_message="Đã nhập ngày ký thì không chọn “đã ký, chưa "
                "rõ ngày”.",
            ),
            models.CheckConstraint(
                condition=Q(is_year_inferred=False) | ~Q(inference_reason=""),
                name="agreement_inferred_year_has_a_reason",
                violation_error_message="Hãy ghi căn cứ suy đoán năm ký.",
            ),
            models.CheckConstraint(
                condition=Q(terminated_on__isnull=True)
                | Q(signed_on__isnull=True)
                | Q(terminated_on__gte=F("signed_on")),
                name="agreement_terminated_after_signing",
                violation_error_message="Ngày chấm dứt không thể trước ngày ký.",
            ),
            models.CheckConstraint(
                condition=Q(trashed_at__isnull=True, trashed_by__isnull=True)
                | Q(trashed_at__isnull=False, trashed_by__isnull=False),
                name="agreement_trashed_at_and_by",
            ),
            models.UniqueConstraint(
                fields=["case_code"],
                condition=~Q(case_code=""),
                name="agreement_case_loaded_once",
            ),
        ]

    def __str__(self):
        return self.subject

    def get_absolute_url(self):
        return reverse("agreements:agreement-detail", args=[self.pk])

    def get_public_url(self):
        return reverse("agreements:public-agreement-detail", args=[self.pk])

    def search_text(self):
        return (
            f"{self.document_number} {self.subject} {self.short_name} "
            f"{self.place} {self.term_text} {' '.join(self._names())} "
            f"{' '.join(self._amended_words())}"
        )

    def _names(self) -> list[str]:
        """Of parties and signatories; the register saves again once they are in."""
        if not self.pk:
            return []
        rows = self.parties.order_by("position").values_list(
            "name_as_signed", "signatories__full_name"
        )
        return list(dict.fromkeys(name for row in rows for name in row if name))

    def _amended_words(self) -> list[str]:
        """Of what amends it; `amending` saves the agreement again after each change."""
        if not self.pk:
            return []
        rows = self.amendments.values_list(
            "document_number",
            "subject",
            "changed_provisions__heading",
            "changed_provisions__text",
        )
        return list(dict.fromkeys(text for row in rows for text in row if text))

    def sort_text_key(self):
        return sort_key(self.subject)

    @property
    def label(self):
        return self.short_name or (
            f"{self.kind} số {self.document_number}"
            if self.document_number
            else self.subject
        )

    @property
    def area_names(self):
        named = (tagged.area.name for tagged in self.areas.all() if tagged.area)
        return "; ".join(dict.fromkeys(named))

    @property
    def term_text(self):
        if self.term_label:
            return self.term_label
        if self.term_start_year and self.term_end_year:
            return f"{self.term_start_year}–{self.term_end_year}"
        if self.term_end_year:
            return f"đến {self.term_end_year}"
        return f"từ {self.term_start_year}" if self.term_start_year else ""

    @property
    def last_day(self) -> date | None:
        """The last day of the term as signed; with a year alone, 31/12 is assumed."""
        if self.ends_on or not self.term_end_year:
            return self.ends_on
        return date(self.term_end_year, 12, 31)

    def last_day_on(self, on) -> date | None:
        """The last day as it stands that day, with the extensions in effect by then."""
        extension = self.extension_on(on)
        return extension.extended_to if extension else self.last_day

    def extension_on(self, on):
        """The amendment that sets the last day as it stands that day, if one does."""
        extensions = [
            amendment
            for amendment in self.amendments.all()
            if amendment.extended_to
            and amendment.effective_on <= on
            and (self.last_day is None or amendment.extended_to > self.last_day)
        ]
        return max(extensions, key=lambda a: a.extended_to, default=None)

    @property
    def is_last_day_assumed(self):
        return self.ends_on is None and self.term_end_year is not None

    @property
    def is_signed(self):
        return self.signed_on is not None or self.is_signing_day_unknown

    def is_signed_by(self, on) -> bool:
        """Signed by that day; a text of which only the day is unknown counts."""
        return self.is_signing_day_unknown or bool(
            self.signed_on and self.signed_on <= on
        )

    def state_on(self, on) -> State:
        """What the agreement is that day; `in_state` asks the same of many rows."""
        if not self.is_signed_by(on):
            return State.DRAFT
        if self.terminated_on and self.terminated_on <= on:
            return State.TERMINATED
        if any(successor.is_signed_by(on) for successor in self.successors.all()):
            return State.REPLACED
        last_day = self.last_day_on(on)
        if last_day is None:
            return State.TERM_UNKNOWN
        if last_day < on:
            return State.EXPIRED
        if (last_day - on).days <= ENDING_SOON_DAYS:
            return State.ENDING_SOON
        return State.IN_FORCE

    def ended_parties(self, on):
        """Parties whose body has ended by that day, and for which nobody decided."""
        return [party for party in self.parties.all() if party.has_ended(on)]

    def needs_review_on(self, on) -> bool:
        """Does a body that signed it no longer exist while it still runs?"""
        running = (State.IN_FORCE, State.ENDING_SOON, State.TERM_UNKNOWN)
        return self.state_on(on) in running and bool(self.ended_parties(on))


def describe_signing(agreement) -> str:
    """ "ký ngày 30/11/2021", with the mark of an inferred year or an unknown day."""
    if agreement.is_signing_day_unknown:
        return "đã ký, chưa rõ ngày"
    if not agreement.signed_on:
        return "chưa ký"
    mark = " (năm suy đoán)" if agreement.is_year_inferred else ""
    return f"ký ngày {format_date(agreement.signed_on)}{mark}"
