"""Deciding for an agreement that needs review: request in, page out."""

from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from accounts.errors import NotPossible
from accounts.forms import ALREADY_SENT, posted
from accounts.receipts import carry_out_once
from accounts.stored_files import files

from .. import permissions
from ..models import Agreement, ContinuationDecision, Party
from . import continuing
from .continuing_forms import ContinueForm, DecisionForm, ReplaceForm, WithdrawForm

TEMPLATE = "agreements/decision_form.html"


def decidable(request, **conditions) -> Agreement:
    """The agreement, for someone who may record its decision: else 404, then 403."""
    agreements = Agreement.objects.visible_to(request.user).prefetch_related(
        "parties__organisation", "parties__members", "parties__decisions__organisation"
    )
    agreement = get_object_or_404(agreements, **conditions)
    if not permissions.can_decide_continuation(request.user, agreement):
        raise PermissionDenied
    return agreement


@login_required
def decision_continue(request, pk):
    on = timezone.localdate()
    party = get_object_or_404(Party, pk=pk)
    agreement = decidable(request, pk=party.agreement_id)
    party = next(row for row in agreement.parties.all() if row.pk == pk)
    if request.method == "GET" and not party.has_ended(on):
        return nothing_to_decide(request, agreement)
    form = ContinueForm(
        posted(request),
        request.FILES or None,
        on=on,
        suggested=continuing.suggested_for(party, on),
        initial={"decided_on": party.bearer_on(on).dissolved_on},
    )
    return decision_page(
        request,
        agreement,
        form,
        act=partial(continuing.continue_under, party=party),
        title="Tiếp tục thực hiện",
        lead=f"Bên ký “{party}”: cơ quan nào tiếp tục thực hiện văn bản này?",
    )


@login_required
def decision_replace(request, pk):
    on = timezone.localdate()
    agreement = decidable(request, pk=pk)
    if request.method == "GET" and not agreement.needs_review_on(on):
        return nothing_to_decide(request, agreement)
    signed = Agreement.objects.visible_to(request.user).signed()
    form = ReplaceForm(
        posted(request),
        request.FILES or None,
        replacements=signed.exclude(pk=agreement.pk).distinct(),
        initial={"decided_on": on},
    )
    return decision_page(
        request,
        agreement,
        form,
        act=partial(continuing.replace_by, agreement=agreement),
        title="Thay thế bằng văn bản mới",
        lead="Văn bản này chuyển sang “Đã được thay thế”. Kế hoạch năm và nhiệm vụ "
        "đang thực hiện theo văn bản này không tự kết thúc.",
    )


@login_required
def decision_end(request, pk):
    on = timezone.localdate()
    agreement = decidable(request, pk=pk)
    if request.method == "GET" and not agreement.needs_review_on(on):
        return nothing_to_decide(request, agreement)
    form = DecisionForm(
        posted(request), request.FILES or None, initial={"decided_on": on}
    )
    return decision_page(
        request,
        agreement,
        form,
        act=partial(continuing.end, agreement=agreement),
        title="Chấm dứt",
        lead="Văn bản này chuyển sang “Đã chấm dứt”. Kế hoạch năm và nhiệm vụ đang "
        "thực hiện theo văn bản này không tự kết thúc.",
    )


@login_required
def decision_withdraw(request, pk):
    decision = get_object_or_404(ContinuationDecision, pk=pk)
    agreement = decidable(request, pk=decision.agreement_id)
    form = WithdrawForm(posted(request))

    def act(*, reason, by, on):
        continuing.withdraw(decision=decision, by=by, reason=reason)

    return decision_page(
        request,
        agreement,
        form,
        act=act,
        title="Rút quyết định đã ghi",
        lead=f"{continuing.describe(decision)}. Hồ sơ trở lại như trước khi ghi; lịch "
        "sử vẫn giữ cả hai việc.",
        said="Đã rút quyết định.",
    )


@login_required
def decision_document(request, pk):
    decision = get_object_or_404(
        ContinuationDecision.objects.select_related("stored_file"),
        pk=pk,
        agreement__in=Agreement.objects.visible_to(request.user),
    )
    if decision.stored_file is None:
        raise Http404
    return files.download(decision.stored_file)


def decision_page(
    request, agreement, form, *, act, title, lead, said="Đã ghi quyết định."
):
    """The form of one decision; once sent and accepted, the agreement's page."""
    on = timezone.localdate()
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        token = values.pop("form_token")

        def acted():
            act(by=request.user, on=on, **values)
            return agreement.get_absolute_url()

        try:
            address, is_new = carry_out_once(token=token, user=request.user, act=acted)
        except NotPossible as error:
            form.add_error(None, str(error))
        except ValidationError as error:
            for field, errors in error.error_dict.items():
                form.add_error(field, errors)
        else:
            if is_new:
                messages.success(request, said)
                warn_of_one_bearer(request, agreement.pk, on)
            else:
                messages.info(request, ALREADY_SENT)
            return redirect(address)
    context = {
        "form": form,
        "agreement": agreement,
        "title": title,
        "lead": lead,
        "files_to_choose_again": bool(request.FILES),
        "section": "agreements",
    }
    return render(request, TEMPLATE, context)


def warn_of_one_bearer(request, pk, on):
    for body, parties in continuing.borne_by_one(Agreement.objects.get(pk=pk), on):
        names = "” và “".join(map(str, parties))
        messages.warning(
            request,
            f"“{names}”: {continuing.SAME_BODY} ({body}). Hãy xem văn bản còn cần thực "
            "hiện như một quy chế phối hợp hay không.",
        )


def nothing_to_decide(request, agreement):
    """Someone was first, or the address is old: the page shows what was decided."""
    messages.info(
        request, "Không còn gì chờ quyết định ở đây: mời xem quyết định đã ghi."
    )
    return redirect(agreement)
