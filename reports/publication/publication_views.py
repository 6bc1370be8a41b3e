"""Showing a report to everybody, and taking it down again."""

import hashlib
import json

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.utils import timezone

from accounts.errors import NotPossible
from accounts.forms import posted

from .. import permissions
from ..badges import review_badge
from ..contents import composing
from ..forms import ReasonForm
from ..models import Review
from ..views import SECTION, allowed
from . import masked_reports, masking, public_pages, publishing
from .masking import Mask
from .publication_forms import MaskForm

READ_FIRST = (
    "Các tên được che đã khác bản xem trước Ông/Bà vừa đọc. Bản xem trước dưới đây đã "
    "cập nhật: hãy đọc lại rồi bấm “Công khai”."
)


@login_required
def review_publish(request, pk):
    """Exactly what everybody will see, then the button."""
    review = allowed(request, pk, permissions.can_publish)
    reason = publishing.why_not(review)
    publication = getattr(review, "publication", None)
    kept = masks_before(review)
    form = MaskForm(posted(request), found=names_found(review), kept=kept)
    masks = kept
    if request.method == "POST" and not reason and form.is_valid():
        masks = form.cleaned_data["masks"]
        if "cong-khai" in request.POST:
            if request.POST.get("seen") == fingerprint(masks):
                try:
                    publish(review, masks, request.user)
                except NotPossible as error:
                    form.add_error(None, str(error))
                else:
                    messages.success(request, "Đã công khai. Ai cũng đọc được báo cáo.")
                    return redirect(review)
            else:
                form.add_error(None, READ_FIRST)
    context = {
        "form": form,
        "review": review,
        "why_not": reason,
        "publication": publication,
        "page": public_pages.page_of(review, masks),
        "badge": review_badge(review),
        "seen": fingerprint(masks),
        "can_unpublish": permissions.can_unpublish(request.user, review),
    }
    return render(request, "reports/review_publish.html", context | SECTION)


def masks_before(review: Review) -> list[Mask]:
    """As chosen the last time; for a correction, as in what it corrects."""
    while review is not None:
        publication = getattr(review, "publication", None)
        if publication:
            return masking.read(publication.masks)
        review = review.corrects
    return []


def names_found(review: Review) -> list[str]:
    found = masked_reports.names_in(composing.document(review))
    found += [chair["name"] for chair in review.chairs]
    return list(dict.fromkeys(found))


def publish(review: Review, masks: list[Mask], user) -> None:
    publishing.publish(review=review, masks=masks, by=user, at=timezone.now())


def fingerprint(masks: list[Mask]) -> str:
    """Which masks a preview was made with, whatever order they were chosen in."""
    plain = sorted((mask.name, mask.shown) for mask in masks)
    return hashlib.sha256(json.dumps(plain).encode()).hexdigest()[:16]


@login_required
def review_unpublish(request, pk):
    review = allowed(request, pk, permissions.can_unpublish)
    form = ReasonForm(posted(request))
    form.fields["reason"].help_text = "Lý do này hiện ở địa chỉ công khai của báo cáo."
    if request.method == "POST" and form.is_valid():
        try:
            publishing.withdraw(
                review=review,
                reason=form.cleaned_data["reason"],
                by=request.user,
                at=timezone.now(),
            )
        except NotPossible as error:
            form.add_error(None, str(error))
        else:
            messages.success(
                request, "Đã thôi công khai; thông báo còn lại tại địa chỉ."
            )
            return redirect(review)
    context = {"form": form, "review": review}
    return render(request, "reports/review_unpublish.html", context | SECTION)
