"""Amendments and the text as of a day: for the office, and for anyone to read."""

from copy import copy

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required, login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from accounts import sent_again
from accounts.errors import NotPossible, Stale
from accounts.forms import ALREADY_SENT, DateField, posted
from accounts.receipts import carry_out_once
from accounts.stored_files import files

from .. import permissions
from ..models import Agreement, Amendment
from ..models.agreement import plausible_day
from . import amending, consolidation
from .amendment_forms import AmendmentCreateForm, AmendmentEditForm, RemoveForm

SECTION = {"section": "agreements"}


def amendable(request, pk) -> Agreement:
    """The agreement, for someone who may record its amendments: else 404, then 403."""
    agreement = get_object_or_404(Agreement.objects.visible_to(request.user), pk=pk)
    if not permissions.can_amend(request.user, agreement):
        raise PermissionDenied
    return agreement


def amendments_under(agreements):
    return Amendment.objects.filter(agreement__in=agreements).select_related(
        "agreement__kind", "stored_file"
    )


@login_required
def amendment_create(request, pk):
    agreement = amendable(request, pk)
    form = AmendmentCreateForm(
        posted(request), request.FILES or None, instance=Amendment(agreement=agreement)
    )

    def save():
        def act():
            return amending.record(
                agreement=agreement,
                **form.contents(),
                by=request.user,
                on=timezone.localdate(),
            ).get_absolute_url()

        token = form.cleaned_data["form_token"]
        return carry_out_once(token=token, user=request.user, act=act)

    return form_page(request, agreement, form, save)


@login_required
def amendment_edit(request, pk):
    visible = Agreement.objects.visible_to(request.user)
    amendment = get_object_or_404(amendments_under(visible), pk=pk)
    agreement = amendable(request, amendment.agreement_id)
    form = AmendmentEditForm(
        posted(request), request.FILES or None, instance=copy(amendment)
    )

    def save():
        amending.revise(
            amendment=amendment,
            version=form.cleaned_data["version"],
            **form.contents(),
            by=request.user,
            reason=form.cleaned_data["reason"],
            on=timezone.localdate(),
        )
        return amendment.get_absolute_url(), True

    return form_page(request, agreement, form, save, amendment=amendment)


def form_page(request, agreement, form, save, amendment=None):
    """The form; asked to preview, with what saving would change below it."""
    preview = None
    if request.method == "POST" and form.is_valid():
        try:
            if "preview" in request.POST:
                preview = previewed(request, agreement, form, amendment)
            else:
                address, is_new = save()
                return saved(request, agreement, address, is_new)
        except ValidationError as error:
            for field, errors in error.error_dict.items():
                form.add_error(field if field in form.fields else None, errors)
        except Stale:
            form.refuse_stale()
        except NotPossible as error:
            form.add_error(None, str(error))
    context = {
        "form": form,
        "agreement": agreement,
        "amendment": amendment,
        "preview": preview,
        "files_to_choose_again": bool(request.FILES),
    }
    return render(request, "agreements/amendment_form.html", context | SECTION)


def previewed(request, agreement, form, amendment) -> list:
    """What saving would change, found by saving and taking it back."""
    kept = form.contents() | {"upload": None}
    with transaction.atomic():
        if amendment:
            now = amending.revise(
                amendment=amendment,
                version=form.cleaned_data["version"],
                **kept,
                by=request.user,
                reason="",
                on=timezone.localdate(),
            )
        else:
            now = amending.record(
                agreement=agreement, **kept, by=request.user, on=timezone.localdate()
            )
        found = consolidation.compare(*consolidation.before_and_after(reread(now)))
        transaction.set_rollback(True)
    return found


def reread(amendment) -> Amendment:
    """With the text it changes, as it is in the database now."""
    return Amendment.objects.select_related("agreement").get(pk=amendment.pk)


def saved(request, agreement, address, is_new):
    if not is_new:
        messages.info(request, ALREADY_SENT)
        return redirect(address)
    messages.success(request, "Đã lưu văn bản sửa đổi, bổ sung.")
    for conflict in consolidation.conflicts(Agreement.objects.get(pk=agreement.pk)):
        messages.warning(request, conflict)
    return redirect(address)


@login_required
def amendment_remove(request, pk):
    visible = Agreement.objects.visible_to(request.user)
    amendment = amendments_under(visible).filter(pk=pk).first()
    if amendment is None:
        return sent_again.answer(request)
    agreement = amendable(request, amendment.agreement_id)
    form = RemoveForm(posted(request))
    if request.method == "POST" and form.is_valid():

        def act():
            amending.remove(
                amendment=amendment,
                by=request.user,
                reason=form.cleaned_data["reason"],
            )
            return agreement.get_absolute_url()

        token = form.cleaned_data["form_token"]
        try:
            address, is_new = carry_out_once(token=token, user=request.user, act=act)
        except NotPossible as error:
            form.add_error(None, str(error))
        else:
            if is_new:
                messages.success(request, "Đã bỏ văn bản sửa đổi khỏi hồ sơ.")
            else:
                messages.info(request, ALREADY_SENT)
            return redirect(address)
    context = {"form": form, "agreement": agreement, "amendment": amendment}
    return render(request, "agreements/amendment_remove.html", context | SECTION)


# -- Reading ----------------------------------------------------------------


@login_required
def amendment_detail(request, pk):
    visible = Agreement.objects.visible_to(request.user)
    amendment = get_object_or_404(amendments_under(visible), pk=pk)
    can_amend = permissions.can_amend(request.user, amendment.agreement)
    context = amendment_context(amendment) | {"can_amend": can_amend}
    return render(request, "agreements/amendment_detail.html", context)


@login_required
def amendment_document(request, pk):
    return document_of(amendments_under(Agreement.objects.visible_to(request.user)), pk)


@login_required
def agreement_text(request, pk):
    context = text_context(request, Agreement.objects.visible_to(request.user), pk)
    return render(request, "agreements/agreement_text.html", context)


@login_not_required
def public_amendment_detail(request, pk):
    amendment = get_object_or_404(amendments_under(Agreement.objects.public()), pk=pk)
    context = amendment_context(amendment) | {"is_public_page": True}
    return render(request, "agreements/public_amendment_detail.html", context)


@login_not_required
def public_amendment_document(request, pk):
    return document_of(amendments_under(Agreement.objects.public()), pk)


@login_not_required
def public_agreement_text(request, pk):
    context = text_context(request, Agreement.objects.public(), pk)
    context["is_public_page"] = True
    return render(request, "agreements/public_agreement_text.html", context)


def document_of(amendments, pk):
    amendment = get_object_or_404(amendments, pk=pk)
    if amendment.stored_file is None:
        raise Http404
    return files.download(amendment.stored_file)


def amendment_context(amendment) -> dict:
    agreement = amendment.agreement
    agreement = Agreement.objects.prefetch_related(*consolidation.SOURCES).get(
        pk=agreement.pk
    )
    amendment.agreement = agreement
    return SECTION | {
        "amendment": amendment,
        "agreement": agreement,
        "comparisons": consolidation.compare(
            *consolidation.before_and_after(amendment)
        ),
        "conflicts": consolidation.conflicts(agreement),
        "summary": amending.describe(amendment),
        "on": timezone.localdate(),
    }


def text_context(request, agreements, pk) -> dict:
    agreement = get_object_or_404(
        agreements.select_related("kind").prefetch_related(*consolidation.SOURCES),
        pk=pk,
    )
    on, problem = asked_day(request)
    amendments = consolidation.in_order(agreement.amendments.all())
    return SECTION | {
        "agreement": agreement,
        "day": on,
        "problem": problem,
        "rows": consolidation.consolidated(agreement, on),
        "counted": [a for a in amendments if a.effective_on <= on],
        "later": [a for a in amendments if a.effective_on > on],
    }


def asked_day(request):
    """The day in the address, today without one; and what is wrong with it, if so."""
    today = timezone.localdate()
    typed = request.GET.get("ngay", "")
    if not typed:
        return today, ""
    try:
        day = DateField(validators=[plausible_day]).clean(typed)
    except ValidationError as error:
        return today, " ".join(error.messages)
    return day, ""
