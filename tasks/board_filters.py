"""The conditions under which a dashboard leads to a list: as chips, not as boxes."""

import django_filters as filters
from django import forms
from django.db.models import Q

from accounts.filters import FilterSet
from agreements.models import Agreement

from . import answering
from .models import YearlyPlan


class BoardFilterSet(FilterSet):
    """Pass `request` and `on`. `task`: the way from a row of the list to its task."""

    board = filters.ChoiceFilter(
        label="Phạm vi theo dõi",
        choices=[],
        widget=forms.HiddenInput,
        method="on_board",
    )
    agreement = filters.ModelChoiceFilter(
        label="Quy chế",
        queryset=lambda request: (
            Agreement.objects.visible_to(request.user).select_related("kind").order_by()
        ),
        widget=forms.HiddenInput,
        method="under_agreement",
    )

    def __init__(self, data=None, *args, on, **kwargs):
        super().__init__(data, *args, **kwargs)
        self.on = on
        boards = answering.boards_in(self.data, self.request.user)
        self.filters["board"].extra["choices"] = boards

    def bodies_asked(self, value):
        return answering.asked_bodies(value, self.request.user, self.on)

    def on_board(self, queryset, name, value):
        raise NotImplementedError

    def under_agreement(self, queryset, name, value):
        raise NotImplementedError


class PlanBoardFilterSet(BoardFilterSet):
    def on_board(self, queryset, name, value):
        bodies = self.bodies_asked(value)
        known = answering.whole(YearlyPlan.objects.order_by(), bodies)
        if bodies is None:
            return queryset
        return queryset.filter(pk__in=known.values("pk"))

    def under_agreement(self, queryset, name, value):
        return queryset.filter(agreement=value)


class TaskBoardFilterSet(BoardFilterSet):
    running = filters.BooleanFilter(
        label="Kế hoạch đang thực hiện",
        widget=forms.HiddenInput,
        method="only_running",
    )

    def on_board(self, queryset, name, value):
        return queryset.filter(answering.tasks_of(self.bodies_asked(value)))

    def under_agreement(self, queryset, name, value):
        plans = YearlyPlan.objects.filter(agreement=value).order_by()
        return queryset.filter(plan__in=list(plans.values_list("pk", flat=True)))

    def only_running(self, queryset, name, value):
        plans = answering.issued(running=True).values_list("pk", flat=True)
        return queryset.filter(plan__in=list(plans)) if value else queryset


class PartBoardFilterSet(BoardFilterSet):
    def on_board(self, queryset, name, value):
        return queryset.filter(answering.parts_of(self.bodies_asked(value)))

    def under_agreement(self, queryset, name, value):
        return queryset.filter(Q(task__plan__agreement=value))
