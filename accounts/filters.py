"""What may be searched among organisations, people and outgoing mail."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

import django_filters
from django import forms
from django.db.models import BigIntegerField, OuterRef, Subquery, TextChoices
from django.db.models.functions import Coalesce
from django.db.models.lookups import Exact
from django.forms.utils import flatatt
from django.utils.html import escape
from django.utils.safestring import mark_safe

from .fields import containing_words
from .forms import DateField
from .labels import told_apart
from .mail import outbox
from .models import (
    FormerKind,
    FormerLevel,
    Membership,
    Organisation,
    OrganisationKind,
    OrganisationLevel,
    OutgoingMail,
    Province,
    Role,
    User,
)
from .vietnamese import format_date


@dataclass(frozen=True)
class Condition:
    """A filter in use, in words, and the query of the list without it."""

    text: str
    query_without: str


class FilterSet(django_filters.FilterSet):
    """Filters of a page: those most asked in `asked_first`, the others under a heading.

    What cannot be read is said at its field, and the list is as if it were not asked.
    """

    asked_first: tuple[str, ...] = ()  # all, where none is named

    @property
    def first_fields(self):
        """Those asked first; what no box is shown for comes last."""
        fields = [field for field in self.form if self._is_first(field)]
        return sorted(fields, key=lambda field: field.is_hidden)

    @property
    def more_fields(self):
        return [field for field in self.form if not self._is_first(field)]

    @property
    def is_more_open(self):
        """Is any of them in use, or wrong?"""
        return any(
            field.errors or self.form.cleaned_data.get(field.name)
            for field in (self.more_fields if self.form.is_bound else ())
        )

    def _is_first(self, field):
        asked_first = not self.asked_first or field.name in self.asked_first
        return field.is_hidden or asked_first

    @cached_property
    def conditions(self) -> list[Condition]:
        found = []
        if self.form.is_bound and self.errors is not None:
            for name, value in self.form.cleaned_data.items():
                if value:
                    rest = self.data.copy()
                    for dropped in (name, "sau", "truoc"):
                        rest.pop(dropped, None)
                    found.append(Condition(self._words(name, value), rest.urlencode()))
        return found

    def _words(self, name, value) -> str:
        """As "Lĩnh vực: Giám sát"; a box that is ticked says itself."""
        field = self.form.fields[name]
        if value is True:
            return str(field.label)
        if isinstance(value, date):
            said = format_date(value)
        elif hasattr(field, "queryset"):
            said = getattr(value, "label", None) or str(value)
        else:
            said = dict(getattr(field, "choices", ())).get(value, value)
        return f"{field.label}: {said}"


class NameSelect(forms.Select):
    """A choice among hundreds of rows by name: read and written in one go."""

    def rows(self):
        return self.choices.queryset.values_list("pk", "name")

    def render(self, name, value, attrs=None, renderer=None):
        chosen = set(self.format_value(value))
        options = "\n".join(
            f'<option value="{key}"{" selected" * (str(key) in chosen)}>'
            f"{escape(label)}</option>"
            for key, label in [("", self.choices.field.empty_label), *self.rows()]
        )
        attrs = self.build_attrs(self.attrs, {**(attrs or {}), "name": name})
        return mark_safe(f"<select{flatatt(attrs)}>\n{options}\n</select>")


class BodySelect(NameSelect):
    """Bodies by name; of two with one name, what differs tells which is meant."""

    def rows(self):
        return told_apart(self.choices.queryset)


class WordsFilter(django_filters.CharFilter):
    """Rows that hold every word, typed with or without marks."""

    def filter(self, queryset, value):
        return containing_words(queryset, value or "")


class DateFilter(django_filters.DateFilter):
    field_class = DateField


class DayFilter(FilterSet):
    """A page read as of the day in its field `ngay`; pass `today` for when none is."""

    def __init__(self, *args, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today

    @property
    def day(self) -> date:
        if self.is_bound and self.errors is not None:  # what is wrong is left out
            return self.form.cleaned_data.get("ngay") or self.today
        return self.today

    def unchanged(self, queryset, name, value):
        return queryset


class OrganisationDayFilter(DayFilter):
    ngay = DateFilter(method="unchanged", label="Vào ngày")

    class Meta:
        model = Organisation
        fields = []


class ProvinceFilter(DayFilter):
    q = WordsFilter(label="Tên, mã", widget=forms.TextInput)
    ngay = DateFilter(method="unchanged", label="Vào ngày")

    class Meta:
        model = Province
        fields = []


class OrganisationFilter(DayFilter):
    """The register as of a day: those that exist then, unless others are asked for."""

    class Existence(TextChoices):
        EXISTING = "co", "Đang tồn tại"
        ENDED = "khong", "Đã kết thúc"

    q = django_filters.CharFilter(
        method="containing",
        label="Từ khóa",
        widget=forms.TextInput(attrs={"placeholder": "tên, tên gọi tắt, địa danh"}),
    )
    kind = django_filters.ModelChoiceFilter(
        method="of_kind",
        queryset=OrganisationKind.objects.all(),
        label="Loại",
        empty_label="Tất cả",
    )
    level = django_filters.ModelChoiceFilter(
        method="of_level",
        queryset=OrganisationLevel.objects.all(),
        label="Cấp",
        empty_label="Tất cả",
    )
    province = django_filters.ModelChoiceFilter(
        method="of_province",
        queryset=Province.objects.all(),
        label="Tỉnh, thành phố",
        empty_label="Tất cả",
    )
    existence = django_filters.ChoiceFilter(
        method="in_existence",
        label="Tồn tại",
        choices=Existence.choices,
        empty_label="Tất cả",
    )
    ngay = DateFilter(method="on_day", label="Đọc sổ như vào ngày")

    asked_first = ("q", "province", "kind", "existence", "ngay")

    class Meta:
        model = Organisation
        fields = []

    def containing(self, queryset, name, value):
        return containing_words(queryset, value)

    def of_kind(self, queryset, name, value):
        return self._having(queryset, "kind", value, FormerKind)

    def of_level(self, queryset, name, value):
        return self._having(queryset, "level", value, FormerLevel)

    def _having(self, queryset, trait, value, formers):
        """Bodies of that trait on the day; as `kind_on` and `level_on` of one."""
        later = formers.objects.filter(
            organisation=OuterRef("pk"), until__gt=self.day
        ).order_by("until")
        then = Coalesce(
            Subquery(later.values(trait)[:1]), trait, output_field=BigIntegerField()
        )
        return queryset.filter(Exact(then, value.pk))

    def of_province(self, queryset, name, value):
        chosen = Province.objects.filter(pk=value.pk).with_predecessors()
        return queryset.filter(province__in=chosen)

    def in_existence(self, queryset, name, value):
        if value == self.Existence.ENDED:
            return queryset.ended(self.day)
        return queryset.existing(self.day)

    def on_day(self, queryset, name, value):
        if self.form.cleaned_data.get("existence"):
            return queryset  # already asked of that day
        return queryset.existing(value)


class OutgoingMailFilter(FilterSet):
    state = django_filters.ChoiceFilter(
        method="in_state",
        label="Trạng thái",
        choices=outbox.MailState.choices,
        empty_label="Tất cả",
    )
    address = django_filters.CharFilter(lookup_expr="icontains", label="Địa chỉ")

    class Meta:
        model = OutgoingMail
        fields = []

    def in_state(self, queryset, name, value):
        return outbox.in_state(queryset, value)


class PersonFilter(FilterSet):
    """Pass `on`: places are asked for as they are held that day."""

    q = django_filters.CharFilter(method="containing", label="Họ tên, chức vụ")
    organisation = django_filters.ModelChoiceFilter(
        method="of_organisation",
        queryset=Organisation.objects.none(),
        label="Cơ quan",
        empty_label="Tất cả",
        widget=BodySelect,
    )
    role = django_filters.ChoiceFilter(
        method="with_role", choices=Role.choices, label="Vai trò", empty_label="Tất cả"
    )

    class Meta:
        model = User
        fields = []

    def __init__(self, *args, on, **kwargs):
        super().__init__(*args, **kwargs)
        self.places = Membership.objects.current(on)
        self.filters["organisation"].queryset = Organisation.objects.filter(
            pk__in=self.places.values("organisation")
        )

    def holding(self, queryset, places):
        return queryset.filter(pk__in=places.values("user"))

    def containing(self, queryset, name, value):
        return self.holding(queryset, containing_words(self.places, value))

    def of_organisation(self, queryset, name, value):
        return self.holding(queryset, self.places.filter(organisation=value))

    def with_role(self, queryset, name, value):
        return self.holding(queryset, self.places.filter(role=value))
