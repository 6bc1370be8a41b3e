"""Pages on which documents are added to a record, renamed in kind and taken off."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render

from accounts.forms import ALREADY_SENT, posted
from accounts.receipts import carry_out_once

from . import documents, permissions
from .document_forms import DocumentKindForm, DocumentRemovalForm, DocumentsForm
from .models import Agreement, AgreementDocument

GONE = "Tài liệu này không còn trong hồ sơ."


def _agreement_to_revise(request, pk) -> Agreement:
    agreement = get_object_or_404(Agreement.objects.visible_to(request.user), pk=pk)
    if not permissions.can_revise(request.user, agreement):
        raise PermissionDenied
    return agreement


def _place_of_documents(agreement) -> str:
    return f"{agreement.get_absolute_url()}#tai-lieu"


def _page(request, template, agreement, form, **context):
    context |= {"agreement": agreement, "form": form, "section": "agreements"}
    return render(request, f"agreements/{template}.html", context)


@login_required
def document_add(request, pk):
    agreement = _agreement_to_revise(request, pk)
    form = DocumentsForm(posted(request), request.FILES or None)
    if request.method == "POST" and form.is_valid():

        def act():
            documents.add(agreement=agreement, uploads=form.entries(), by=request.user)
            return _place_of_documents(agreement)

        address, is_new = carry_out_once(
            token=form.cleaned_data["form_token"], user=request.user, act=act
        )
        if is_new:
            messages.success(request, "Đã thêm tài liệu vào hồ sơ.")
        else:
            messages.info(request, ALREADY_SENT)
        return redirect(address)
    return _page(request, "document_add", agreement, form)


@login_required
def document_edit(request, pk, document):
    agreement = _agreement_to_revise(request, pk)
    found = _document_of(agreement, document)
    if found is None:
        return _told_gone(request, agreement)
    form = DocumentKindForm(posted(request), initial={"kind": found.kind})
    if request.method == "POST" and form.is_valid():
        kind = form.cleaned_data["kind"]
        documents.change_kind(document=found, kind=kind, by=request.user)
        messages.success(request, "Đã lưu loại tài liệu.")
        return redirect(_place_of_documents(agreement))
    return _page(request, "document_edit", agreement, form, document=found)


@login_required
def document_remove(request, pk, document):
    agreement = _agreement_to_revise(request, pk)
    found = _document_of(agreement, document)
    if found is None:  # a second click finds it gone, as was asked
        return _told_gone(request, agreement)
    form = DocumentRemovalForm(posted(request))
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        documents.remove(document=found, by=request.user, reason=reason)
        messages.success(request, f"Đã gỡ tài liệu “{found}” khỏi hồ sơ.")
        return redirect(_place_of_documents(agreement))
    return _page(request, "document_remove", agreement, form, document=found)


def _document_of(agreement, pk) -> AgreementDocument | None:
    return agreement.documents.select_related("stored_file").filter(pk=pk).first()


def _told_gone(request, agreement):
    messages.info(request, GONE)
    return redirect(_place_of_documents(agreement))
