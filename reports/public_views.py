"""What anyone may read: issued reports, and reviews recorded from public sources."""

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import get_object_or_404
from django.utils.decorators import method_decorator
from django.views.generic import DetailView, TemplateView

from accounts.paging import page_of

from . import composing
from .badges import review_badge
from .filters import PublicReviewFilter
from .models import Review
from .views import download, listed, recorded_points

SECTION = {"section": "reports"}


@method_decorator(login_not_required, name="dispatch")
class PublicReviewList(TemplateView):
    template_name = "reports/public_review_list.html"
    extra_context = SECTION

    def get_context_data(self, **kwargs):
        filters = PublicReviewFilter(
            self.request.GET, queryset=listed(Review.objects.public())
        )
        page = page_of(filters.qs, self.request.GET, order=("-pk",))
        rows = [(review, review_badge(review)) for review in page]
        return super().get_context_data(filter=filters, page=page, rows=rows, **kwargs)


@method_decorator(login_not_required, name="dispatch")
class PublicReviewDetail(DetailView):
    template_name = "reports/public_review_detail.html"
    context_object_name = "review"
    extra_context = SECTION

    def get_queryset(self):
        return Review.objects.public().select_related(
            "agreement__kind", "cluster", "office", "corrects"
        )

    def get_context_data(self, **kwargs):
        review = self.object
        context = {"badge": review_badge(review)}
        if review.is_issued:
            report = composing.document(review)
            context["document"] = composing.without_links(report)
            context["files"] = review.files.select_related("stored_file")
            context["corrections"] = review.corrections.public()
        else:
            context |= recorded_points(review)
        return super().get_context_data(**context, **kwargs)


@login_not_required
def public_review_download(request, pk, format):
    review = get_object_or_404(Review.objects.public(), pk=pk)
    return download(review, format)
