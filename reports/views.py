"""Reports for the people who write them: request in, page out."""

import logging

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST
from django.views.generic import DetailView
from django_htmx.http import HttpResponseClientRefresh

from accounts import history
from accounts.errors import NotPossible
from accounts.listings.list_views import ListPage
from accounts.models import BackgroundJob, Role
from accounts.stored_files import files

from . import permissions
from .badges import review_badge
from .contents import comparing_issued, composing
from .filters import ReviewFilter
from .indicators import tracing
from .lists import REVIEWS
from .models import BUILD_JOB, Review, ReviewPoint
from .reviews import completeness, issuing, ordering, papers, remarks, signing_steps

logger = logging.getLogger(__name__)

SECTION = {"section": "reports"}
FILE_CHANGED = (
    "Tệp trên máy chủ không còn đúng bản đã phát hành (sai mã kiểm tra) nên không tải "
    "được. Hãy báo quản trị hệ thống khôi phục tệp từ bản sao lưu."
)


def listed(reviews):
    """What a row of a list shows, in a fixed number of queries."""
    return reviews.select_related(
        *("agreement__kind", "cluster", "office", "plan", "organisation", "province")
    ).defer("bound", "snapshot")


def with_badges(reviews):
    """(review, badge), the failed builds known by one query."""
    reviews = list(reviews)
    ordered = [r.pk for r in reviews if r.state == Review.State.ORDERED]
    jobs = BackgroundJob.objects.filter(task_name=BUILD_JOB, subject_id__in=ordered)
    latest = {job.subject_id: job for job in jobs.order_by("queued_at", "pk")}
    return [(review, review_badge(review, latest.get(review.pk))) for review in reviews]


class ReviewList(ListPage):
    listing = REVIEWS
    template_name = "reports/review_list.html"
    extra_context = {"section": "reports"}

    def get_filter(self):
        seen = Review.objects.visible_to(self.request.user)
        return ReviewFilter(self.request.GET, queryset=listed(seen))

    def dress(self, rows):
        for review, badge in with_badges(rows):
            review.badge = badge
        return rows

    def get_context_data(self, **kwargs):
        user = self.request.user
        return super().get_context_data(
            may_order=user.is_superuser or bool(user.organisation_ids_as(Role.MANAGER)),
            **kwargs,
        )


def recorded_points(review):
    """Results, shortcomings, directions and recommendations of a recorded review."""
    points = list(review.points.select_related("area", "answers"))
    kinds = [(kind.label, kind.value) for kind in ReviewPoint.Kind]
    return {
        "point_groups": [
            (label, [point for point in points if point.kind == value])
            for label, value in kinds
        ],
        "recommendations": list(
            review.recommendations.prefetch_related("answered_by").order_by("position")
        ),
    }


class ReviewDetail(LoginRequiredMixin, DetailView):
    """Is it complete, can I take it: the paper, and beside it what is still missing."""

    template_name = "reports/review_detail.html"
    context_object_name = "review"
    extra_context = {"section": "reports"}

    def get_queryset(self):
        return Review.objects.visible_to(self.request.user).select_related(
            *("agreement__kind", "cluster", "office__kind", "office__parent"),
            *("issued_by", "ordered_by", "corrects", "publication"),
            *("sent_for_review_by", "approved_by"),
        )

    def get_context_data(self, **kwargs):
        review, user = self.object, self.request.user
        job = review.job if review.state in ordering.OPEN else None
        publication = getattr(review, "publication", None)
        context = {
            "job": job,
            "badge": review_badge(review, job),
            "is_building": bool(job and job.is_open),
            "files": review.files.select_related("stored_file"),
            "corrections": review.corrections.visible_to(user),
            "can_edit": permissions.can_edit(user, review),
            "can_submit": permissions.can_submit(user, review),
            "can_decide": permissions.can_decide(user, review),
            "can_approve": permissions.can_approve(user, review),
            "can_take_back": permissions.can_take_back(user, review),
            "can_issue": permissions.can_issue(user, review),
            "can_publish": permissions.can_publish(user, review),
            "can_compare": permissions.can_compare(user, review),
            "publication": publication,
            "steps": signing_steps.of(review, publication),
            "can_rebuild": permissions.can_rebuild(user, review),
            "can_correct": permissions.can_correct(user, review),
            "history": [(e, history.sentence(e)) for e in history.of(review)[:50]]
            if permissions.can_see_history(user, review)
            else [],
        }
        if review.state == Review.State.RECORDED:
            context |= recorded_points(review)
        else:
            context["document"] = composing.document(review)
            context["completeness"] = completeness.of(review)
            context["remarks"] = remarks.of(review)
            if context["can_compare"]:
                context["changed_since"] = comparing_issued.changed_since(review)
            context["registered"] = review.recommendations.order_by("position", "pk")
        return super().get_context_data(**context, **kwargs)


@login_required
def review_progress(request, pk):
    """The bar while a draft is built; when it ends, the whole page comes again."""
    review = visible(request, pk)
    job = review.job
    if job is None or not job.is_open:
        return HttpResponseClientRefresh()
    context = {"review": review, "job": job}
    context["can_rebuild"] = permissions.can_rebuild(request.user, review)
    return render(request, "reports/_progress.html", context)


def visible(request, pk) -> Review:
    return get_object_or_404(
        Review.objects.visible_to(request.user).select_related(
            "agreement__kind", "cluster", "office__kind", "office__parent"
        ),
        pk=pk,
    )


def allowed(request, pk, question) -> Review:
    """The review one may see, if `question` says yes: else 404, then 403."""
    review = visible(request, pk)
    if not question(request.user, review):
        raise PermissionDenied
    return review


# -- Building again ----------------------------------------------------------


@require_POST
@login_required
def review_rebuild(request, pk):
    review = allowed(request, pk, permissions.can_rebuild)
    try:
        ordering.rebuild(review=review, by=request.user)
    except NotPossible as error:
        messages.error(request, str(error))
    return redirect(review)


# -- Files and figures -------------------------------------------------------


@login_required
def review_download(request, pk, format):
    review = visible(request, pk)
    try:
        return download(review, format)
    except NotPossible as error:  # too large for a PDF, a layout that does not fill
        messages.error(request, str(error))
        return redirect(review)


def download(review: Review, format: str) -> HttpResponse:
    """The frozen file of an issued report; a draft is written as it now stands."""
    if format not in papers.WRITERS:
        raise Http404
    frozen = review.files.select_related("stored_file").filter(format=format).first()
    if frozen:
        if not files.is_unchanged(frozen.stored_file):
            logger.error("The frozen %s of report %s has changed", format, review.pk)
            raise NotPossible(FILE_CHANGED)
        return files.download(frozen.stored_file)
    # Of an issued report there is nothing but what was frozen.
    if not review.bound or review.state in (Review.State.RECORDED, Review.State.ISSUED):
        raise Http404
    content = papers.write(review, format, composing.compose(review))
    return files.attachment(content=content, name=issuing.file_name(review, format))


@login_required
def review_compare(request, pk):
    """An issued report beside what its sources say at this moment."""
    review = allowed(request, pk, permissions.can_compare)
    context = {
        "review": review,
        "comparison": comparing_issued.compare(review, at=timezone.localtime()),
    }
    return render(request, "reports/review_compare.html", context | SECTION)


@login_required
def review_figures(request, pk, indicator_pk):
    """Where one figure of the report comes from: its entries then and now."""
    review = visible(request, pk)
    rows = (review.bound or {}).get("figures", [])
    row = tracing.row_of(rows, indicator_pk)
    if row is None:
        raise Http404
    current = {
        figure.pk: figure
        for figure in permissions.figures_of_review(review)
        .filter(pk__in=row["figures"])
        .select_related("indicator", "breakdown", "evidence", "entering_organisation")
    }
    context = {
        "review": review,
        "row": row,
        "entries": [(entry, current.get(entry["id"])) for entry in row["entries"]],
    }
    return render(request, "reports/review_figures.html", context | SECTION)
