import django_filters as filters
from django import forms
from django.db.models import Q

from accounts.filters import BodySelect, DateFilter, FilterSet, NameSelect, WordsFilter
from accounts.models import Organisation
from agreements.models import CoordinationArea

from . import answering
from .board_filters import PlanBoardFilterSet, TaskBoardFilterSet
from .models import SOON_DAYS, FocusTask, TaskState, YearlyPlan


class PlanFilter(FilterSet):
    """What visitors may ask too."""

    q = WordsFilter(label="Tìm trong tên, số ký hiệu")
    year = filters.NumberFilter(label="Năm", widget=forms.NumberInput)
    state = filters.ChoiceFilter(
        label="Trạng thái", choices=YearlyPlan.State.choices, empty_label="Tất cả"
    )

    class Meta:
        model = YearlyPlan
        fields = []


class YearlyPlanFilter(PlanFilter, PlanBoardFilterSet):
    """Pass `request` and `on`."""

    class Meta(PlanFilter.Meta):
        pass


SITUATIONS = [
    ("open", "Chưa xong"),
    ("overdue", "Quá hạn"),
    ("soon", f"Đến hạn trong {SOON_DAYS} ngày"),
    ("late_parts", "Có phần phối hợp chậm"),
    ("counted", "Tất cả, trừ đã hủy"),
    ("on_time", "Hoàn thành đúng hạn"),
    *TaskState.choices,
]


class FocusTaskFilter(TaskBoardFilterSet):
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
        choices=[
            ("lead", "Chủ trì"),
            ("involved", "Chủ trì hoặc phối hợp"),
            ("desk", "Soạn kế hoạch, chủ trì hoặc phối hợp"),
        ],
        empty_label="Tất cả",
        method="filter_mine",
    )
    watch = filters.ChoiceFilter(
        label="Việc tôi theo dõi",
        choices=[
            ("assigned", "Tôi được giao theo dõi"),
            ("followed", "Tôi đăng ký theo dõi"),
        ],
        empty_label="Tất cả",
        method="filter_watch",
    )
    lead = filters.ModelChoiceFilter(
        label="Cơ quan chủ trì",
        field_name="lead_organisation",
        queryset=Organisation.objects.none(),
        empty_label="Tất cả",
        widget=BodySelect,
    )
    area = filters.ModelChoiceFilter(
        label="Lĩnh vực",
        queryset=CoordinationArea.objects.all(),
        empty_label="Tất cả",
        widget=NameSelect,
    )
    year = filters.NumberFilter(label="Năm", method="filter_year")
    due_from = DateFilter(
        label="Hạn từ ngày", field_name="listed_on", lookup_expr="gte"
    )
    due_to = DateFilter(label="Hạn đến ngày", field_name="listed_on", lookup_expr="lte")

    asked_first = ("q", "situation", "mine", "lead")

    class Meta:
        model = FocusTask
        fields = []

    def __init__(self, *args, organisations, **kwargs):
        super().__init__(*args, **kwargs)
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
        if value == "late_parts":
            return queryset.with_late_parts(on)
        if value == "counted":
            return queryset.counted()
        if value == "on_time":
            return queryset.done_on_time()
        return queryset.filter(state=value)

    def filter_mine(self, queryset, name, value):
        mine = self.request.user.organisation_ids
        if value == "desk":
            return queryset.filter(answering.followed_by(mine))
        return queryset.led_by(mine) if value == "lead" else queryset.involving(mine)

    def filter_watch(self, queryset, name, value):
        mine = "assignments__person" if value == "assigned" else "followers__person"
        return queryset.filter(**{mine: self.request.user})

    def filter_year(self, queryset, name, value):
        return queryset.filter(Q(plan__year=value))
