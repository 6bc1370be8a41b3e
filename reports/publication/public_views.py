"""What anyone may read: published reports, and reviews recorded from public sources."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.decorators import method_decorator
from django.views.generic import DetailView, TemplateView

from accounts.errors import NotPossible
from accounts.listings.paging import page_of

from ..badges import review_badge
from ..filters import PublicReviewFilter
from ..models import Review
from ..views import download, listed, recorded_points
from . import masking, public_pages

SECTION = {"section": "reports"}


@method_decorator(login_not_required, name="dispatch")
class PublicReviewList(TemplateView):
    template_name = "reports/public_review_list.html"
    extra_context = SECTION

    def get_context_data(self, **kwargs):
        public = listed(Review.objects.public()).select_related(
            "agreement__kind", "cluster", "office", "publication"
        )
        filters = PublicReviewFilter(self.request.GET, queryset=public)
        page = page_of(filters.qs, self.request.GET, order=("-pk",))
        rows = [(review, review_badge(review)) for review in page]
        return super().get_context_data(filter=filters, page=page, rows=rows, **kwargs)


@method_decorator(login_not_required, name="dispatch")
class PublicReviewDetail(DetailView):
    """The report; of one that was taken down, since when and why."""

    template_name = "reports/public_review_detail.html"
    context_object_name = "review"
    extra_context = SECTION

    def get_queryset(self):
        return Review.objects.with_public_address().select_related(
            *("agreement__kind", "cluster", "office", "corrects", "publication")
        )

    def get_context_data(self, **kwargs):
        review = self.object
        context = {"badge": review_badge(review)}
        if not review.is_issued:
            context |= recorded_points(review)
        elif review.publication.withdrawn_at:
            context["page"] = public_pages.notice_of(review, review.publication)
        else:
            masks = masking.read(review.publication.masks)
            context["page"] = public_pages.page_of(review, masks)
        return super().get_context_data(**context, **kwargs)


@login_not_required
def public_review_download(request, pk, format):
    """A frozen file bears the names it was signed with: none where names are masked."""
    review = get_object_or_404(
        Review.objects.public().select_related("publication"), pk=pk
    )
    publication = getattr(review, "publication", None)
    if publication and publication.masks:
        raise Http404("Bản công khai của báo cáo này có che tên nên không kèm tệp.")
    try:
        return download(review, format)
    except NotPossible as error:  # not what was issued any more: nobody is given it
        raise Http404(str(error)) from None
