"""Making, sending, correcting and taking back a recommendation."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from accounts.errors import NotPossible, Stale
from accounts.forms import ALREADY_SENT, STALE, id_in, posted
from accounts.models import Organisation
from accounts.receipts import carry_out_once
from agreements.models import Agreement
from tasks.models import FocusTask

from .. import permissions
from ..models import Recommendation, Source
from . import recommending, reply_terms
from .recommendation_forms import (
    AddresseeFormSet,
    CorrectForm,
    RecallForm,
    RecommendationForm,
    SendForm,
)
from .recommendation_views import SECTION, visible


def show_errors(form, error: ValidationError) -> None:
    """What the workflow found, at its field; nothing typed is lost."""
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for field, errors in error.error_dict.items():
        form.add_error(field if field in form.fields else None, errors)


@login_required
def recommendation_create(request):
    """A new one; a link may name the task, the agreement, or the one raised again."""
    if not permissions.can_make_recommendation(request.user):
        raise PermissionDenied
    start = beginning(request)
    return recommendation_form(request, Recommendation(**start))


def beginning(request) -> dict:
    """What the page that led here already knows."""
    user = request.user
    if request.GET.get("neu-lai"):
        earlier = visible(request, id_in(request.GET, "neu-lai"))
        if not permissions.is_of_sender(user, earlier):
            raise PermissionDenied
        names = ("wording", "source", "source_note", "area", "agreement")
        again = {name: getattr(earlier, name) for name in names}
        sender = permissions.senders_for(user).filter(pk=earlier.sender_id).first()
        return again | {
            "sender": sender,
            "supervision_id": earlier.supervision_id,
            "raises_again": earlier,
        }
    if request.GET.get("nhiem-vu"):
        task = get_object_or_404(
            FocusTask.objects.visible_to(user).select_related("plan__agreement"),
            pk=id_in(request.GET, "nhiem-vu"),
        )
        is_review = task.kind == FocusTask.Kind.REVIEW
        return {
            "supervision": task,
            "agreement": task.plan.agreement,
            "area": task.area,
            "source": Source.CRITICISM if is_review else Source.SUPERVISION,
            "source_note": task.title[:500],
        }
    if request.GET.get("quy-che"):
        agreements = Agreement.objects.visible_to(user)
        agreement = get_object_or_404(agreements, pk=id_in(request.GET, "quy-che"))
        return {"agreement": agreement}
    return {}


@login_required
def recommendation_edit(request, pk):
    recommendation = visible(request, pk)
    if not permissions.can_prepare(request.user, recommendation):
        raise PermissionDenied
    return recommendation_form(request, recommendation)


def recommendation_form(request, row):
    existing = Organisation.objects.existing(timezone.localdate())
    if row.pk and not row.sender_id and not row.agreement_id:
        row.agreement = agreement_of_record(row)
    senders = permissions.senders_for(request.user)
    agreements = permissions.agreements_to_cite(request.user)
    if row.agreement_id:
        agreements |= Agreement.objects.filter(pk=row.agreement_id).select_related(
            "kind"
        )
    form = RecommendationForm(
        posted(request), instance=row, senders=senders, agreements=agreements
    )
    bodies = AddresseeFormSet(
        posted(request),
        prefix="noi-nhan",
        form_kwargs={"organisations": existing},
        initial=[{"organisation": body} for body in first_addressees(row)],
    )
    if request.method == "POST" and form.is_valid() & bodies.is_valid():
        try:
            return redirect(saved(request, row, form, bodies.organisations()))
        except Stale:
            current = Recommendation.objects.filter(pk=row.pk).first()
            form.stale(current.version if current else 0, STALE)
        except NotPossible as error:
            form.add_error(None, str(error))
        except ValidationError as error:
            show_errors(form, error)
    context = {"form": form, "bodies": bodies, "recommendation": row} | SECTION
    return render(request, "reports/recommendation_form.html", context)


def agreement_of_record(row) -> Agreement | None:
    """What the report, or the conference, was about; the person may say otherwise."""
    if row.review_id:
        return row.review.agreement
    concerned = list(row.conclusion.conference.concerned()[:2])
    return concerned[0] if len(concerned) == 1 else None


def first_addressees(row) -> list:
    """Its own; of one raised again, those with whom it is not settled."""
    source = row if row.pk else row.raises_again
    if source is None:
        return []
    addressees = source.addressees.select_related("organisation")
    if not row.pk:
        addressees = addressees.unsettled()
    return [addressee.organisation for addressee in addressees]


def saved(request, row, form, addressees) -> str:
    chosen = {"values": form.values(), "addressees": addressees, "by": request.user}
    if row.pk:
        recommending.revise(
            recommendation=row, version=form.cleaned_data.get("version") or 0, **chosen
        )
        return row.get_absolute_url()
    chosen["values"] |= {
        "supervision_id": row.supervision_id,
        "raises_again_id": row.raises_again_id,
    }
    url, is_new = carry_out_once(
        token=form.cleaned_data["form_token"],
        user=request.user,
        act=lambda: recommending.draft(**chosen).get_absolute_url(),
    )
    if not is_new:
        messages.info(request, ALREADY_SENT)
    return url


@login_required
def recommendation_send(request, pk):
    recommendation = visible(request, pk)
    if recommendation.is_sent and permissions.is_of_sender(
        request.user, recommendation
    ):
        messages.info(request, "Kiến nghị này đã được gửi trước đó.")
        return redirect(recommendation)
    if not permissions.can_prepare(request.user, recommendation):
        raise PermissionDenied
    addressees = recommendation.addressees.select_related("organisation")
    if recommendation.sender is None or not addressees:
        messages.info(request, "Hãy ghi cơ quan kiến nghị và nơi nhận trước khi gửi.")
        return redirect("reports:recommendation-edit", recommendation.pk)
    on = timezone.localdate()
    form = SendForm(
        posted(request),
        request.FILES or None,
        default_days=reply_terms.days_of(recommendation.source),
        initial={"sent_on": on},
    )
    if request.method == "POST" and form.is_valid():
        try:
            recommending.send(
                recommendation=recommendation, by=request.user, on=on, **form.values()
            )
            messages.success(request, "Đã gửi kiến nghị.")
            return redirect(recommendation)
        except NotPossible as error:
            form.add_error(None, str(error))
        except ValidationError as error:
            show_errors(form, error)
    context = {
        "form": form,
        "recommendation": recommendation,
        "addressees": addressees,
    }
    return render(request, "reports/recommendation_send.html", context | SECTION)


@login_required
def recommendation_correct(request, pk):
    recommendation = visible(request, pk)
    if not permissions.is_of_sender(request.user, recommendation):
        raise PermissionDenied
    form = CorrectForm(posted(request), recommendation=recommendation)
    if request.method == "POST" and form.is_valid():
        try:
            recommending.correct(
                recommendation=recommendation,
                version=form.cleaned_data["version"],
                values=form.values(),
                reason=form.cleaned_data["reason"],
                by=request.user,
                on=timezone.localdate(),
            )
            messages.success(request, "Đã đính chính kiến nghị.")
            return redirect(recommendation)
        except Stale:
            current = Recommendation.objects.filter(pk=pk).first()
            form.stale(current.version if current else 0, STALE)
        except NotPossible as error:
            form.add_error(None, str(error))
        except ValidationError as error:
            show_errors(form, error)
    context = {"form": form, "recommendation": recommendation} | SECTION
    return render(request, "reports/recommendation_correct.html", context)


@login_required
def recommendation_recall(request, pk):
    recommendation = visible(request, pk)
    if not recommendation.is_sent:
        raise Http404
    if not permissions.is_of_sender(request.user, recommendation):
        raise PermissionDenied
    form = RecallForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            done = recommending.recall(
                recommendation=recommendation,
                reason=form.cleaned_data["reason"],
                by=request.user,
                on=timezone.localdate(),
            )
            if done:
                messages.success(request, "Đã rút kiến nghị; hồ sơ vẫn còn.")
            else:
                messages.info(request, "Kiến nghị này đã được rút trước đó.")
            return redirect(recommendation)
        except NotPossible as error:
            form.add_error(None, str(error))
        except ValidationError as error:
            show_errors(form, error)
    context = {"form": form, "recommendation": recommendation} | SECTION
    return render(request, "reports/recommendation_recall.html", context)
