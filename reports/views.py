"""Reports for the people who write them: request in, page out."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST
from django.views.generic import DetailView
from django_htmx.http import HttpResponseClientRefresh

from accounts import files, history
from accounts.errors import NotPossible, Stale
from accounts.forms import ALREADY_SENT, STALE, id_in, posted
from accounts.list_views import ListPage
from accounts.models import BackgroundJob, ClusterMember, Role
from accounts.receipts import carry_out_once
from agreements.models import Agreement, Party

from . import (
    completeness,
    composing,
    editing,
    issuing,
    ordering,
    outline,
    periods,
    permissions,
)
from .badges import review_badge
from .filters import ReviewFilter
from .forms import IssueForm, OrderForm, PartForm, ReasonForm
from .lists import REVIEWS
from .models import BUILD_JOB, Review, ReviewFile, ReviewPart, ReviewPoint

CHOICES_SHOWN = 100


def listed(reviews):
    """What a row of a list shows, in a fixed number of queries."""
    return reviews.select_related("agreement__kind", "cluster", "office").defer(
        "bound", "snapshot"
    )


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
            *("issued_by", "ordered_by", "corrects"),
        )

    def get_context_data(self, **kwargs):
        review, user = self.object, self.request.user
        job = review.job if review.state in ordering.OPEN else None
        context = {
            "job": job,
            "badge": review_badge(review, job),
            "is_building": bool(job and job.is_open),
            "files": review.files.select_related("stored_file"),
            "corrections": review.corrections.visible_to(user),
            "can_edit": permissions.can_edit(user, review),
            "can_issue": permissions.can_issue(user, review),
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
        return super().get_context_data(**context, **kwargs)


@login_required
def review_progress(request, pk):
    """The bar while a draft is built; when it ends, the whole page comes again."""
    review = visible(request, pk)
    job = review.job
    if job is None or not job.is_open:
        return HttpResponseClientRefresh()
    return render(request, "reports/_progress.html", {"review": review, "job": job})


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


# -- Ordering ----------------------------------------------------------------


def to_report_on(request):
    """The agreement or the cluster that the address names, or None."""
    for name, about in (
        ("quy-che", Agreement.objects.visible_to(request.user).select_related("kind")),
        ("cum", permissions.clusters_visible_to(request.user)),
    ):
        if name in request.GET:
            return get_object_or_404(about, pk=id_in(request.GET, name))
    return None


@login_required
def review_order(request):
    about = to_report_on(request)
    if about is None:
        return render(request, "reports/review_choose.html", choices_for(request.user))
    offices = permissions.offices_to_order_for(request.user, about)
    if not offices.exists():
        raise PermissionDenied
    is_cluster = not isinstance(about, Agreement)
    form = OrderForm(
        posted(request),
        offices=offices,
        periods=periods.offered(about, timezone.localdate()),
        is_cluster=is_cluster,
    )
    if request.method == "POST" and form.is_valid():

        def act():
            review = ordering.order(about=about, by=request.user, **form.values())
            return review.get_absolute_url()

        url, is_new = carry_out_once(
            token=form.cleaned_data["form_token"], user=request.user, act=act
        )
        if not is_new:
            messages.info(request, ALREADY_SENT)
        return redirect(url)
    context = {"form": form, "about": about, "is_cluster": is_cluster}
    return render(request, "reports/review_order.html", context | SECTION)


SECTION = {"section": "reports"}


def choices_for(user) -> dict:
    """What the person may order a report on; a long register is searched elsewhere."""
    agreements = Agreement.objects.visible_to(user).signed()
    clusters = permissions.clusters_visible_to(user)
    if not user.is_superuser:
        managed = user.organisation_ids_as(Role.MANAGER)
        parties = Party.objects.of_organisations(managed)
        agreements = agreements.filter(pk__in=parties.values("agreement"))
        members = ClusterMember.objects.filter(organisation__in=managed)
        clusters = clusters.filter(
            Q(convener__in=managed) | Q(pk__in=members.values("cluster"))
        )
    return SECTION | {
        "agreements": agreements.select_related("kind")[:CHOICES_SHOWN],
        "clusters": clusters[:CHOICES_SHOWN],
    }


@require_POST
@login_required
def review_rebuild(request, pk):
    review = allowed(request, pk, permissions.can_rebuild)
    try:
        ordering.rebuild(review=review, by=request.user)
    except NotPossible as error:
        messages.error(request, str(error))
    return redirect(review)


# -- Writing -----------------------------------------------------------------


@login_required
def part_edit(request, pk, slug):
    review = visible(request, pk)
    part = outline.prose_part(review, slug)
    if part is None or review.state == Review.State.RECORDED:
        raise Http404
    if not permissions.can_edit(request.user, review):
        raise PermissionDenied
    row = review.parts.select_related("edited_by").filter(key=slug).first()
    row = row or ReviewPart(review=review, key=slug)
    form = PartForm(posted(request), initial={"text": row.text, "version": row.version})
    form.fields["text"].help_text = part.hint
    if request.method == "POST" and form.is_valid():
        try:
            editing.save_part(
                review=review, key=slug, by=request.user, **form.cleaned_data
            )
        except Stale:
            form.stale(row.version, STALE)
        except NotPossible as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"Đã lưu phần “{part.label}”.")
            return redirect(review)
    context = {"form": form, "review": review, "part": part, "row": row}
    return render(request, "reports/part_form.html", context | SECTION)


# -- Issuing -----------------------------------------------------------------


@login_required
def review_issue(request, pk):
    review = visible(request, pk)
    if review.is_issued and request.method == "POST":
        messages.info(request, "Báo cáo đã được phát hành; đây là bản đã phát hành.")
        return redirect(review)
    if not permissions.can_issue(request.user, review):
        raise PermissionDenied
    on = timezone.localdate()
    form = IssueForm(
        posted(request),
        review=review,
        signatures=composing.signatures(review),
        on=on,
        initial={
            "recipients": "\n".join(composing.recipients(review)),
            "version": review.version,
        },
    )
    if request.method == "POST" and form.is_valid():
        try:
            issuing.issue(
                review=review,
                document_number=form.cleaned_data["document_number"],
                issued_on=form.cleaned_data["issued_on"],
                signers=form.signers(),
                recipients=form.cleaned_data["recipients"],
                version=form.cleaned_data["version"],
                by=request.user,
                on=on,
            )
        except Stale as error:
            PartForm.stale(form, review.version, str(error))
        except NotPossible as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "Đã phát hành. Nội dung và tệp đã được chốt.")
            return redirect(review)
    context = {
        "form": form,
        "review": review,
        "completeness": completeness.of(review),
        "symbol": composing.compose(review).symbol,
    }
    return render(request, "reports/review_issue.html", context | SECTION)


@login_required
def review_correct(request, pk):
    review = allowed(request, pk, permissions.can_correct)
    form = ReasonForm(posted(request))
    if request.method == "POST" and form.is_valid():

        def act():
            new = issuing.correction(
                review=review, reason=form.cleaned_data["reason"], by=request.user
            )
            return new.get_absolute_url()

        try:
            url, _ = carry_out_once(
                token=form.cleaned_data["form_token"], user=request.user, act=act
            )
            return redirect(url)
        except NotPossible as error:
            form.add_error(None, str(error))
    context = {"form": form, "review": review}
    return render(request, "reports/review_correct.html", context | SECTION)


@login_required
def review_download(request, pk, format):
    return download(visible(request, pk), format)


def download(review: Review, format: str) -> HttpResponse:
    """The frozen file of an issued report; a draft is written as it now stands."""
    if format not in issuing.WRITERS:
        raise Http404
    frozen = review.files.select_related("stored_file").filter(format=format).first()
    if frozen:
        return files.download(frozen.stored_file)
    if review.state != Review.State.DRAFT:
        raise Http404
    content = issuing.WRITERS[ReviewFile.Format(format)](composing.compose(review))
    return files.attachment(content=content, name=issuing.file_name(review, format))


@login_required
def review_figures(request, pk, indicator_pk):
    """Where one figure of the report comes from: its entries then and now."""
    review = visible(request, pk)
    rows = (review.bound or {}).get("figures", [])
    row = next((row for row in rows if row["indicator"] == indicator_pk), None)
    if row is None:
        raise Http404
    current = {
        figure.pk: figure
        for figure in permissions.figures_of_review(review)
        .filter(indicator=indicator_pk)
        .select_related("indicator", "evidence", "entering_organisation")
    }
    context = {
        "review": review,
        "row": row,
        "entries": [(entry, current.get(entry["id"])) for entry in row["entries"]],
    }
    return render(request, "reports/review_figures.html", context | SECTION)
