"""Pages anyone may read: issued plans of public agreements, with their progress."""

from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.generic import DetailView, ListView

from accounts.listings.paging import page_of
from accounts.stored_files import files

from .badges import public_badge
from .filters import PlanFilter
from .models import YearlyPlan
from .plans.annex import annex_rows
from .standing import standing_of


class PublicPlanFilter(PlanFilter):
    state = None


class PublicPlanList(ListView):
    template_name = "tasks/public_plan_list.html"
    extra_context = {"section": "plans"}

    def get_queryset(self):
        plans = YearlyPlan.objects.public().select_related("agreement", "office")
        self.filter = PublicPlanFilter(self.request.GET, queryset=plans)
        return self.filter.qs

    def get_context_data(self, **kwargs):
        page = page_of(self.object_list, self.request.GET, order=("-year", "-pk"))
        return super().get_context_data(filter=self.filter, page=page, **kwargs)


class PublicPlanDetail(DetailView):
    template_name = "tasks/public_plan_detail.html"
    context_object_name = "plan"
    extra_context = {"section": "plans"}

    def get_queryset(self):
        return YearlyPlan.objects.public().select_related(
            "agreement", "office", "issued_file"
        )

    def get_context_data(self, **kwargs):
        on = timezone.localdate()
        return super().get_context_data(
            rows=annex_rows(self.object, on, badge=public_badge),
            standing=standing_of(self.object.tasks.all(), on),
            versions=list(self.object.versions.defer("rows", "content")),
            on=on,
            **kwargs,
        )


def public_plan_download(request, pk):
    plans = YearlyPlan.objects.public().exclude(issued_file=None)
    return files.download(get_object_or_404(plans, pk=pk).issued_file)
