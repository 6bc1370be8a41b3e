"""Entering, correcting and following figures."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST
from django.views.generic import DetailView

from accounts import history
from accounts.errors import NotPossible, Stale
from accounts.forms import ALREADY_SENT, STALE, id_in, posted
from accounts.listings.list_views import ListPage
from accounts.models import Organisation
from accounts.receipts import carry_out_once
from accounts.stored_files import files
from tasks.models import FocusTask, ProgressUpdate

from .. import permissions
from ..filters import FigureFilter
from ..forms import ReasonForm
from ..lists import FIGURES
from ..models import Figure, Review
from . import amounts, checking_figures, figures, tracing
from .figure_forms import FigureCorrectForm, FigureEnterForm

SECTION = {"section": "figures"}


def listed(found):
    return found.select_related(
        *("indicator", "breakdown", "entering_organisation", "evidence"),
        "unit_report",
    ).prefetch_related("organisations")


class FigureList(ListPage):
    listing = FIGURES
    template_name = "reports/figure_list.html"
    extra_context = SECTION

    def get_filter(self):
        seen = Figure.objects.visible_to(self.request.user)
        through = Figure.organisations.through.objects.filter(figure__in=seen)
        return FigureFilter(
            self.request.GET,
            queryset=listed(seen.standing()),
            organisations=Organisation.objects.filter(
                pk__in=through.values("organisation")
            ),
        )

    def get_context_data(self, **kwargs):
        can_enter = permissions.can_enter_figures(self.request.user)
        return super().get_context_data(can_enter=can_enter, **kwargs)


def readable(request, pk) -> Figure:
    """A figure one may see, or one that a report one may see was built from."""
    seen = Figure.objects.visible_to(request.user)
    cited = id_in(request.GET, "bao-cao")
    figure = listed(seen).filter(pk=pk).first()
    if figure is None and cited:
        review = get_object_or_404(Review.objects.visible_to(request.user), pk=cited)
        found = listed(permissions.figures_of_review(review))
        figure = found.filter(pk=pk).first()
    if figure is None:
        raise Http404
    return figure


class FigureDetail(LoginRequiredMixin, DetailView):
    template_name = "reports/figure_detail.html"
    extra_context = SECTION

    def get_object(self, queryset=None):
        return readable(self.request, self.kwargs["pk"])

    def get_context_data(self, **kwargs):
        figure, user = self.object, self.request.user
        can_correct = permissions.can_correct_figure(user, figure)
        update = figure.progress_update
        used, others = tracing.uses(figure, user)
        task = (
            update
            and FocusTask.objects.visible_to(user).filter(pk=update.task_id).first()
        )
        return super().get_context_data(
            can_correct=can_correct,
            is_handed_in=permissions.is_handed_in(figure),
            withdraw_form=ReasonForm() if can_correct else None,
            task=task,
            spelled=amounts.spelled(figure.indicator, figure.amount, figure.qualifier),
            doubts=[] if figure.is_withdrawn else checking_figures.about_figure(figure),
            uses=used,
            other_uses=others,
            unit_report=tracing.unit_report_of(figure, user),
            evidence_query=self.request.GET.urlencode(),
            history=[(e, history.sentence(e)) for e in history.of(figure)[:50]],
            **kwargs,
        )


@login_required
def figure_evidence(request, pk):
    figure = readable(request, pk)
    if figure.evidence is None:
        raise Http404
    return files.download(figure.evidence)


def reported_in(request) -> ProgressUpdate | None:
    """The progress entry the address names, if its body is one's own."""
    if not request.GET.get("tien-do"):
        return None
    mine = request.user.organisation_ids_as(*permissions.WRITING)
    seen = FocusTask.objects.visible_to(request.user)
    updates = ProgressUpdate.objects.filter(organisation__in=mine, task__in=seen)
    return get_object_or_404(
        updates.select_related("task", "organisation"),
        pk=id_in(request.GET, "tien-do"),
    )


def likely_bodies(entering, bodies) -> list[Organisation]:
    """The one there is, its predecessors aside; nobody for who enters for several."""
    living = [body for body in bodies if body.exists_on(timezone.localdate())]
    return living if living == list(entering) and len(living) == 1 else []


@login_required
def figure_create(request):
    if not permissions.can_enter_figures(request.user):
        raise PermissionDenied
    update = reported_in(request)
    entering = permissions.entering_organisations(request.user)
    bodies = permissions.organisations_to_enter_for(request.user)
    form = FigureEnterForm(
        posted(request),
        request.FILES or None,
        organisations=bodies,
        entering=entering,
        initial={
            "organisations": [update.organisation]
            if update
            else likely_bodies(entering, bodies)
        },
    )
    if request.method == "POST" and form.is_valid():

        def act():
            figure = figures.enter(
                values=form.values() | {"progress_update": update},
                organisations=form.cleaned_data["organisations"],
                entering_organisation=form.cleaned_data["entering_organisation"],
                evidence=form.cleaned_data["evidence"],
                by=request.user,
            )
            return figure.get_absolute_url()

        try:
            url, is_new = carry_out_once(
                token=form.cleaned_data["form_token"], user=request.user, act=act
            )
        except checking_figures.Unexplained as error:
            form.doubt(error.doubts, checking_figures.EXPLAIN)
        except NotPossible as error:
            form.add_error(None, str(error))
        else:
            if is_new:
                said = tracing.said_after_saving(form.cleaned_data)
                messages.success(request, f"Đã ghi số liệu: {said}.")
            else:
                messages.info(request, ALREADY_SENT)
            return redirect(url)
    context = {"form": form, "update": update, "cancel": reverse("reports:figure-list")}
    return render(request, "reports/figure_form.html", context | SECTION)


def correctable(request, pk) -> Figure:
    figure = get_object_or_404(listed(Figure.objects.visible_to(request.user)), pk=pk)
    if not permissions.can_correct_figure(request.user, figure):
        raise PermissionDenied
    return figure


@login_required
def figure_edit(request, pk):
    figure = correctable(request, pk)
    bodies = permissions.organisations_to_enter_for(request.user)
    current = Organisation.objects.filter(figures=figure).values("pk")
    form = FigureCorrectForm(
        posted(request),
        request.FILES or None,
        figure=figure,
        organisations=Organisation.objects.filter(pk__in=bodies.values("pk"))
        | Organisation.objects.filter(pk__in=current),
    )
    if request.method == "POST" and form.is_valid():
        try:
            figures.correct(
                figure=figure,
                version=form.cleaned_data["version"],
                values=form.values(),
                organisations=form.cleaned_data["organisations"],
                evidence=form.cleaned_data["evidence"],
                reason=form.cleaned_data["reason"],
                by=request.user,
            )
        except Stale:
            form.stale(figure.version, STALE)
        except checking_figures.Unexplained as error:
            form.doubt(error.doubts, checking_figures.EXPLAIN)
        except NotPossible as error:
            form.add_error(None, str(error))
        else:
            messages.success(
                request, "Đã sửa số liệu. Báo cáo đã phát hành giữ nguyên số đã chốt."
            )
            return redirect(figure)
    context = {"form": form, "figure": figure, "cancel": figure.get_absolute_url()}
    return render(request, "reports/figure_form.html", context | SECTION)


@require_POST
@login_required
def figure_withdraw(request, pk):
    figure = correctable(request, pk)
    form = ReasonForm(request.POST)
    version = id_in(request.POST, "version")
    if not form.is_valid() or version is None:
        messages.error(request, "Hãy ghi lý do rút số liệu.")
        return redirect(figure)
    try:
        figures.withdraw(
            figure=figure,
            version=version,
            reason=form.cleaned_data["reason"],
            by=request.user,
            at=timezone.now(),
        )
    except Stale as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "Đã rút số liệu; từ nay không cộng vào tổng nào.")
    return redirect(figure)
