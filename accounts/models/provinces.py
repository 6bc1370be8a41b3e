from datetime import timedelta

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from accounts.fields import CharField, FoldedModel, SortKeyField, TextField
from accounts.vietnamese import sort_key, with_last_day


class ProvinceQuerySet(models.QuerySet):
    def existing(self, on):
        return self.filter(
            Q(established_on__isnull=True) | Q(established_on__lte=on),
            Q(dissolved_on__isnull=True) | Q(dissolved_on__gt=on),
        )

    def with_predecessors(self):
        """These provinces and all they were formed from, however far back."""
        found = frontier = set(self.values_list("pk", flat=True))
        while frontier:
            earlier = self.model.objects.filter(successors__in=frontier)
            frontier = set(earlier.values_list("pk", flat=True)) - found
            found |= frontier
        return self.model.objects.filter(pk__in=found)


class Province(FoldedModel):
    """Đơn vị hành chính cấp tỉnh: a unit between two days, with its code as text.

    Case data that an administrator edits; the code keeps its leading zero.
    """

    code = CharField("mã đơn vị", max_length=2, blank=True)
    name = CharField("tên", max_length=100, help_text="Ví dụ: Quảng Ninh.")
    title = CharField("loại đơn vị", max_length=50, help_text="Ví dụ: tỉnh, thành phố.")
    seat = CharField("trung tâm hành chính", max_length=120, blank=True)
    established_on = models.DateField("tồn tại từ ngày", null=True, blank=True)
    dissolved_on = models.DateField("kết thúc từ ngày", null=True, blank=True)
    legal_basis = TextField("căn cứ", blank=True)
    source = TextField("nguồn", blank=True)
    predecessors = models.ManyToManyField(
        "self",
        symmetrical=False,
        blank=True,
        related_name="successors",
        verbose_name="hợp thành từ",
    )
    case_code = models.SlugField("mã hồ sơ mẫu", blank=True, editable=False)
    sort_key = SortKeyField("khóa sắp xếp")

    objects = ProvinceQuerySet.as_manager()

    class Meta:
        verbose_name = "tỉnh, thành phố"
        verbose_name_plural = "tỉnh, thành phố"
        ordering = ["sort_key", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["code"],
                condition=Q(dissolved_on__isnull=True) & ~Q(code=""),
                name="province_code_once",
                violation_error_message="Mã này đã có tỉnh, thành phố đang tồn tại.",
            ),
            models.UniqueConstraint(
                fields=["case_code"],
                condition=~Q(case_code=""),
                name="province_case_loaded_once",
            ),
            models.CheckConstraint(
                condition=Q(dissolved_on__isnull=True)
                | Q(established_on__isnull=True)
                | Q(dissolved_on__gt=F("established_on")),
                name="province_ends_after_it_begins",
                violation_error_message="Ngày kết thúc phải sau ngày bắt đầu tồn tại.",
            ),
        ]

    def __str__(self):
        return self.label

    def get_absolute_url(self):
        return reverse("accounts:province-detail", args=[self.pk])

    def search_text(self):
        former = []
        if self.pk:
            former = [str(former) for former in self.former_titles.all()]
        return f"{self.full_name} {self.code} {' '.join(former)}"

    def sort_text_key(self):
        return sort_key(self.name)

    @property
    def full_name(self):
        return f"{self.title} {self.name}"

    @property
    def label(self):
        return with_last_day(self.full_name, self.dissolved_on)

    @property
    def last_day(self):
        return self.dissolved_on and self.dissolved_on - timedelta(days=1)

    def exists_on(self, on):
        begun = self.established_on is None or self.established_on <= on
        return begun and (self.dissolved_on is None or on < self.dissolved_on)

    def title_on(self, on):
        """What kind of unit it was that day: tỉnh before it became a city."""
        former = self._former_on(on)
        return former.title if former else self.title

    def full_name_on(self, on):
        former = self._former_on(on)
        return former.full_name if former else self.full_name

    def _former_on(self, on):
        later = [former for former in self.former_titles.all() if former.until > on]
        return min(later, key=lambda former: former.until, default=None)


class FormerTitle(models.Model):
    """The kind of unit a province was until the day it was reclassified.

    Becoming a city may bring a new name with it (Thừa Thiên Huế became Huế): one act,
    one row. The name stays empty where only the kind of unit changed.
    """

    province = models.ForeignKey(Province, models.CASCADE, related_name="former_titles")
    title = CharField("loại đơn vị cũ", max_length=50)
    name = CharField(
        "tên cũ",
        max_length=100,
        blank=True,
        help_text="Chỉ ghi khi tên cũng đổi cùng ngày.",
    )
    until = models.DateField("đến trước ngày")
    legal_basis = TextField("căn cứ", blank=True)

    class Meta:
        verbose_name = "loại đơn vị cũ"
        verbose_name_plural = "loại đơn vị cũ"
        ordering = ["-until"]
        constraints = [
            models.UniqueConstraint(
                fields=["province", "until"], name="former_title_one_per_day"
            )
        ]

    def __str__(self):
        return self.full_name

    def save(self, *args, **kwargs):
        super().save(*args, **kwargs)
        self.province.save(update_fields=["search"])  # found by it as well

    @property
    def full_name(self):
        return f"{self.title} {self.name or self.province.name}"
