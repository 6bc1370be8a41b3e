from datetime import timedelta

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from accounts.fields import CharField, FoldedModel, SortKeyField, TextField
from accounts.search.word_index import Words
from accounts.vietnamese import format_date, sort_key, with_last_day

from .provinces import Province


class Letterhead(models.TextChoices):
    STATE = "state", "Cơ quan nhà nước (Nghị định 30/2020/NĐ-CP)"
    FRONT = "front", "Mặt trận Tổ quốc Việt Nam"


class OrganisationKind(models.Model):
    code = models.SlugField("mã", unique=True)
    name = CharField("tên loại", max_length=100)
    letterhead = models.CharField(
        "thể thức văn bản",
        max_length=10,
        choices=Letterhead.choices,
        default=Letterhead.STATE,
    )
    position = models.PositiveSmallIntegerField("thứ tự", default=0)

    class Meta:
        verbose_name = "loại cơ quan"
        verbose_name_plural = "loại cơ quan"
        ordering = ["position", "name"]

    def __str__(self):
        return self.name


class OrganisationLevel(models.Model):
    code = models.SlugField("mã", unique=True)
    name = CharField("tên cấp", max_length=100)
    position = models.PositiveSmallIntegerField("thứ tự", default=0)
    ended_on = models.DateField("không còn từ ngày", null=True, blank=True)

    class Meta:
        verbose_name = "cấp"
        verbose_name_plural = "cấp"
        ordering = ["position", "name"]

    def __str__(self):
        return self.name


class OrganisationQuerySet(models.QuerySet):
    def existing(self, on):
        return self.filter(
            Q(established_on__isnull=True) | Q(established_on__lte=on),
            Q(dissolved_on__isnull=True) | Q(dissolved_on__gt=on),
        )

    def ended(self, on):
        return self.filter(dissolved_on__lte=on)


class Organisation(FoldedModel):
    """A body that exists between two days; documents keep the name it had then."""

    class EndKind(models.TextChoices):
        MERGED = "merged", "Sáp nhập"
        SPLIT = "split", "Chia, tách"
        ENDED = "ended", "Kết thúc hoạt động"

    name = CharField("tên cơ quan", max_length=255)
    short_name = CharField("tên gọi tắt", max_length=120, blank=True)
    symbol = CharField(
        "ký hiệu trong số văn bản",
        max_length=30,
        blank=True,
        help_text="Ví dụ: UBND, MTTQ-BTT.",
    )
    kind = models.ForeignKey(OrganisationKind, models.PROTECT, verbose_name="loại")
    level = models.ForeignKey(OrganisationLevel, models.PROTECT, verbose_name="cấp")
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name="cơ quan cấp trên trực tiếp",
    )
    locality = CharField("địa danh", max_length=120, blank=True)
    province = models.ForeignKey(
        Province,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="organisations",
        verbose_name="tỉnh, thành phố",
    )
    established_on = models.DateField("tồn tại từ ngày", null=True, blank=True)
    dissolved_on = models.DateField(
        "kết thúc từ ngày",
        null=True,
        blank=True,
        help_text="Ngày đầu tiên cơ quan không còn tồn tại.",
    )
    end_kind = models.CharField(
        "hình thức kết thúc", max_length=10, choices=EndKind.choices, blank=True
    )
    legal_basis = TextField("căn cứ", blank=True)
    successors = models.ManyToManyField(
        "self",
        through="Succession",
        through_fields=("predecessor", "successor"),
        symmetrical=False,
        related_name="predecessors",
        verbose_name="cơ quan kế tục",
    )
    case_code = models.SlugField("mã hồ sơ mẫu", blank=True, editable=False)
    sort_key = SortKeyField("khóa sắp xếp")

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = "cơ quan, tổ chức"
        verbose_name_plural = "cơ quan, tổ chức"
        ordering = ["sort_key", "pk"]
        indexes = [
            models.Index(fields=["sort_key"], name="organisation_sort"),
            GinIndex(Words("search"), name="organisation_search"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(dissolved_on__isnull=True)
                | Q(established_on__isnull=True)
                | Q(dissolved_on__gt=F("established_on")),
                name="organisation_ends_after_it_begins",
                violation_error_message="Ngày kết thúc phải sau ngày bắt đầu tồn tại.",
            ),
            models.UniqueConstraint(
                fields=["case_code"],
                condition=~Q(case_code=""),
                name="organisation_case_loaded_once",
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        from django.urls import reverse

        return reverse("accounts:organisation-detail", args=[self.pk])

    def search_text(self):
        former = []
        if self.pk:
            former = [
                name
                for names in self.former_names.values_list("name", "short_name")
                for name in names
            ]
        return f"{self.name} {self.short_name} {self.locality} {' '.join(former)}"

    def sort_text_key(self):
        return sort_key(self.name)

    @property
    def label(self):
        return self.short_name or self.name

    @property
    def label_in_full(self):
        """ "Sở Nội vụ – tỉnh Lào Cai – Cấp tỉnh": this body, whatever others there are.

        Reads its province, or the body above it, and its level.
        """
        named = with_last_day(self.name, self.dissolved_on)
        where = self.province or self.parent
        return " – ".join(map(str, filter(None, [named, where, self.level])))

    def exists_on(self, on):
        begun = self.established_on is None or self.established_on <= on
        return begun and (self.dissolved_on is None or on < self.dissolved_on)

    def name_on(self, on):
        """The name the body bore on that day, from its former names."""
        former = _before(self.former_names.all(), on)
        return former.name if former else self.name

    def label_on(self, on):
        former = _before(self.former_names.all(), on)
        return (former.short_name or former.name) if former else self.label

    def kind_on(self, on):
        former = _before(self.former_kinds.all(), on)
        return former.kind if former else self.kind

    def level_on(self, on):
        former = _before(self.former_levels.all(), on)
        return former.level if former else self.level

    def parent_on(self, on):
        """The body above it that day; None where it stood alone."""
        former = _before(self.former_parents.all(), on)
        return former.parent if former else self.parent

    @property
    def last_day(self):
        return self.dissolved_on and self.dissolved_on - timedelta(days=1)

    @property
    def choice_label(self):
        return with_last_day(self.name, self.dissolved_on)

    def lifespan(self):
        begun = f"từ {format_date(self.established_on)}" if self.established_on else ""
        ended = f"đến {format_date(self.last_day)}" if self.last_day else ""
        return " ".join(filter(None, [begun, ended])) or "chưa có thông tin"


def _before(former_traits, on):
    """The trait that still held on that day: the one that ended first after it."""
    later = [former for former in former_traits if former.until > on]
    return min(later, key=lambda former: former.until, default=None)


class EmulationCluster(FoldedModel):
    """Cụm thi đua: bodies that compete and review their work together."""

    name = CharField("tên cụm", max_length=255)
    convener = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="convened_clusters",
        verbose_name="cơ quan chủ trì cụm",
    )
    members = models.ManyToManyField(
        Organisation,
        through="ClusterMember",
        related_name="clusters",
        verbose_name="thành viên",
    )
    ranks_members = models.BooleanField(
        "xếp hạng thành viên",
        default=False,
        help_text="Chỉ chọn khi các thành viên đã thống nhất xếp hạng.",
    )
    source = TextField("nguồn", blank=True)
    is_illustrative = models.BooleanField("minh hoạ", default=False)

    class Meta:
        verbose_name = "cụm thi đua"
        verbose_name_plural = "cụm thi đua"
        ordering = ["name"]

    def __str__(self):
        return self.name

    def search_text(self):
        return self.name


class ClusterMember(models.Model):
    cluster = models.ForeignKey(EmulationCluster, models.CASCADE, related_name="places")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, verbose_name="cơ quan"
    )
    position = models.PositiveSmallIntegerField("thứ tự")

    class Meta:
        verbose_name = "thành viên cụm"
        verbose_name_plural = "thành viên cụm"
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["cluster", "organisation"], name="cluster_member_once"
            )
        ]

    def __str__(self):
        return str(self.organisation)
