"""Provinces and the bodies each had on a day."""

from django.contrib.auth.mixins import LoginRequiredMixin
from django.utils import timezone
from django.views.generic import DetailView, TemplateView

from .filters import OrganisationDayFilter, ProvinceFilter
from .models import Organisation, Province
from .reorganisation import registers


class ProvinceList(LoginRequiredMixin, TemplateView):
    """Not paged: a country has some dozens of them at a time."""

    template_name = "accounts/province_list.html"
    extra_context = {"section": "organisations"}

    def get_context_data(self, **kwargs):
        filters = ProvinceFilter(
            self.request.GET,
            queryset=Province.objects.prefetch_related(
                "former_titles", "predecessors", "successors"
            ),
            today=timezone.localdate(),
        )
        on = filters.day
        provinces = list(filters.qs.existing(on))
        for province in provinces:
            province.shown_name = province.full_name_on(on)
        return super().get_context_data(
            filter=filters, on=on, provinces=provinces, **kwargs
        )


class ProvinceDetail(LoginRequiredMixin, DetailView):
    queryset = Province.objects.prefetch_related(
        "former_titles", "predecessors", "successors"
    )
    extra_context = {"section": "organisations"}

    def get_context_data(self, **kwargs):
        province, today = self.object, timezone.localdate()
        last_day = province.last_day
        filters = OrganisationDayFilter(
            self.request.GET,
            queryset=Organisation.objects.filter(province=province)
            .select_related("kind", "level", "parent")
            .prefetch_related(*registers.TRAITS)
            .order_by("kind__position", "sort_key"),
            # Of a province that ended, the bodies are asked for on its last day.
            today=last_day if last_day and last_day < today else today,
        )
        bodies = list(filters.qs.existing(filters.day))
        registers.tell_as_of(bodies, filters.day)
        return super().get_context_data(
            filter=filters,
            on=filters.day,
            bodies=bodies,
            is_existing=province.exists_on(today),
            **kwargs,
        )
