import django_filters as filters
from django import forms
from django.db.models import Q
from django.forms.utils import flatatt
from django.utils.html import escape
from django.utils.safestring import mark_safe

from accounts.fields import containing_words
from accounts.models import Organisation
from agreements.models import CoordinationArea

from .models import SOON_DAYS, FocusTask, TaskState, YearlyPlan


class NameSelect(forms.Select):
    """A choice among hundreds of rows by name: read and written in one go."""

    def render(self, name, value, attrs=None, renderer=None):
        chosen = set(self.format_value(value))
        rows = self.choices.queryset.values_list("pk", "name")
        options = "\n".join(
            f'<option value="{key}"{" selected" * (str(key) in chosen)}>'
            f"{escape(label)}</option>"
            for key, label in [("", self.choices.field.empty_label), *rows]
        )
        attrs = self.build_attrs(self.attrs, {**(attrs or {}), "name": name})
        return mark_safe(f"<select{flatatt(attrs)}>\n{options}\n</select>")


class WordsFilter(filters.CharFilter):
    """Rows that hold every word, typed with or without marks."""

    def filter(self, queryset, value):
        return containing_words(queryset, value or "")


class YearlyPlanFilter(filters.FilterSet):
    q = WordsFilter(label="Tìm trong tên, số ký hiệu")
    year = filters.NumberFilter(label="Năm", widget=forms.NumberInput)
    state = filters.ChoiceFilter(
        label="Trạng thái", choices=YearlyPlan.State.choices, empty_label="Tất cả"
    )

    class Meta:
        model = YearlyPlan
        fields = []


SITUATIONS = [
    ("open", "Chưa xong"),
    ("overdue", "Quá hạn"),
    ("soon", f"Đến hạn trong {SOON_DAYS} ngày"),
    *TaskState.choices,
]


class FocusTaskFilter(filters.FilterSet):
    """The lists of tasks; `on` decides what is late, so the view passes the day."""

    q = WordsFilter(label="Tìm nhiệm vụ, cơ quan")
    situation = filters.ChoiceFilter(
        label="Tình trạng",
        choices=SITUATIONS,
        empty_label="Tất cả",
        method="filter_situation",
    )
    mine = filters.ChoiceFilter(
        label="Vai trò của cơ quan tôi",
        choices=[("lead", "Chủ trì"), ("involved", "Chủ trì hoặc phối hợp")],
        empty_label="Tất cả",
        method="filter_mine",
    )
    lead = filters.ModelChoiceFilter(
        label="Cơ quan chủ trì",
        field_name="lead_organisation",
        queryset=Organisation.objects.none(),
        empty_label="Tất cả",
        widget=NameSelect,
    )
    area = filters.ModelChoiceFilter(
        label="Lĩnh vực",
        queryset=CoordinationArea.objects.all(),
        empty_label="Tất cả",
        widget=NameSelect,
    )
    year = filters.NumberFilter(label="Năm", method="filter_year")

    class Meta:
        model = FocusTask
        fields = []

    def __init__(self, *args, on, organisations, **kwargs):
        super().__init__(*args, **kwargs)
        self.on = on
        self.filters["lead"].queryset = organisations

    def filter_situation(self, queryset, name, value):
        on = self.on
        if value == "open":
            return queryset.open()
        if value == "overdue":
            return queryset.overdue(on)
        if value == "soon":
            last = on.fromordinal(on.toordinal() + SOON_DAYS)
            return queryset.due_between(on, last)
        return queryset.filter(state=value)

    def filter_mine(self, queryset, name, value):
        mine = self.request.user.organisation_ids
        return queryset.led_by(mine) if value == "lead" else queryset.involving(mine)

    def filter_year(self, queryset, name, value):
        return queryset.filter(Q(plan__year=value))
