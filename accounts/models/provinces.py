from django.db import models
from django.db.models import F, Q

from accounts.fields import CharField, FoldedModel, SortKeyField, TextField
from accounts.vietnamese import sort_key


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
    sort_key = SortKeyField("khóa sắp xếp")

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
            models.CheckConstraint(
                condition=Q(dissolved_on__isnull=True)
                | Q(established_on__isnull=True)
                | Q(dissolved_on__gt=F("established_on")),
                name="province_ends_after_it_begins",
                violation_error_message="Ngày kết thúc phải sau ngày bắt đầu tồn tại.",
            ),
        ]

    def __str__(self):
        return self.full_name

    def search_text(self):
        return f"{self.full_name} {self.code}"

    def sort_text_key(self):
        return sort_key(self.name)

    @property
    def full_name(self):
        return f"{self.title} {self.name}"

    def exists_on(self, on):
        begun = self.established_on is None or self.established_on <= on
        return begun and (self.dissolved_on is None or on < self.dissolved_on)

    def title_on(self, on):
        """What kind of unit it was that day: tỉnh before it became a city."""
        later = [former for former in self.former_titles.all() if former.until > on]
        return (
            min(later, key=lambda former: former.until).title if later else self.title
        )


class FormerTitle(models.Model):
    """The kind of unit a province was until the day it was reclassified."""

    province = models.ForeignKey(Province, models.CASCADE, related_name="former_titles")
    title = CharField("loại đơn vị cũ", max_length=50)
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
        return self.title
