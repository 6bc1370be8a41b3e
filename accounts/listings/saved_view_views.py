"""Saving a list as it is arranged, opening it again, deleting it."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from .. import permissions
from ..errors import NotPossible
from ..models import Organisation, SavedView
from ..vietnamese import normalise
from . import saved_views
from .listing import LISTINGS, Listing


class SavedViewForm(forms.Form):
    name = forms.CharField(
        label="Tên bộ lọc",
        max_length=100,
        error_messages={"required": "Hãy đặt tên cho bộ lọc."},
    )
    shared_with = forms.ModelChoiceField(
        label="Ai dùng được",
        queryset=Organisation.objects.none(),
        required=False,
        empty_label="Chỉ mình tôi",
        help_text="Mỗi người mở bộ lọc dùng chung chỉ thấy những gì mình được xem.",
    )
    query = forms.CharField(widget=forms.HiddenInput, required=False)
    list_name = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args, organisations, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["shared_with"].queryset = organisations

    def clean_name(self):
        return normalise(self.cleaned_data["name"])


def at(listing: Listing, query: str):
    address = listing.get_absolute_url()
    return redirect(f"{address}?{query}" if query else address)


@require_POST
@login_required
def saved_view_save(request):
    listing = LISTINGS.get(request.POST.get("list_name", ""))
    if listing is None:
        messages.error(request, "Hãy mở danh sách cần lưu rồi bấm “Lưu bộ lọc này”.")
        return redirect("home")
    organisations = permissions.organisations_to_share_with(request.user)
    form = SavedViewForm(request.POST, organisations=organisations)
    is_taken = False
    if form.is_valid():
        try:
            view = saved_views.save(
                listing=listing,
                name=form.cleaned_data["name"],
                params=QueryDict(form.cleaned_data["query"]),
                shared_with=form.cleaned_data["shared_with"],
                replace="replace" in request.POST,
                by=request.user,
            )
        except NotPossible as error:
            is_taken = isinstance(error, saved_views.NameTaken)
            form.add_error("name", str(error))
        else:
            messages.success(request, f"Đã lưu bộ lọc “{view.name}”.")
            return at(listing, view.query)
    context = {"form": form, "listing": listing, "is_taken": is_taken}
    return render(request, "accounts/saved_view_form.html", context)


def visible(request, pk) -> SavedView:
    return get_object_or_404(
        SavedView.objects.visible_to(request.user).filter(list_name__in=LISTINGS), pk=pk
    )


@login_required
def saved_view_open(request, pk):
    view = visible(request, pk)
    return at(LISTINGS[view.list_name], view.query)


@require_POST
@login_required
def saved_view_delete(request, pk):
    view = visible(request, pk)
    if not permissions.can_delete_view(request.user, view):
        raise PermissionDenied
    view.delete()
    messages.success(request, f"Đã xóa bộ lọc “{view.name}”.")
    return at(LISTINGS[view.list_name], "")
