"""Writing a part of a report: one form, with or without JavaScript.

With it the page saves by itself and asks in JSON; without, each button is a page.
"""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.errors import NotPossible, Stale
from accounts.forms import posted
from agreements import marking

from .. import permissions
from ..forms import PartForm
from ..models import Review, ReviewPart
from ..outlines import outline
from ..views import SECTION, visible
from . import drafting, editing, presence, remarks, review_states
from .review_states import Act

STALE = (
    "{by} đã sửa phần này trong lúc Ông/Bà viết. Dưới đây là hai bản cạnh nhau: hãy "
    "giữ bản của mình, dùng bản kia, hoặc ghép hai bản rồi lưu."
)
NOT_OPEN = "Báo cáo đang ở trạng thái “{state}” nên phần lời không sửa được lúc này."


@login_required
def part_edit(request, pk, slug):
    review, part, row = part_of(request, pk, slug)
    if not permissions.can_edit(request.user, review):
        return locked(request, review, part)
    form = PartForm(posted(request), initial={"text": row.text, "version": row.version})
    form.fields["text"].help_text = part.hint
    theirs = None
    if request.method == "POST" and "chen" in request.POST:
        form = with_proposal(request, review, part, row)
    elif request.method == "POST" and "ghep" in request.POST:
        form = with_theirs(request, part, row)
    elif request.method == "POST" and form.is_valid():
        try:
            saved = save(request, review, slug, form)
        except Stale:
            row = part_row(review, slug)
            theirs = row
            if asks_json(request):
                return JsonResponse({"by": str(row.edited_by)}, status=409)
            form.stale(row.version, STALE.format(by=row.edited_by))
        except NotPossible as error:
            if asks_json(request):
                return JsonResponse({"refused": str(error)}, status=422)
            form.add_error(None, str(error))
        else:
            return answer(request, review, part, saved)
    elif request.method == "POST" and asks_json(request):
        return JsonResponse({"refused": first_error(form)}, status=422)
    return page(request, review, part, row, form, theirs)


def part_of(request, pk, slug) -> tuple[Review, outline.Prose, ReviewPart]:
    review = visible(request, pk)
    part = outline.prose_part(review, slug)
    if part is None or review.state == Review.State.RECORDED:
        raise Http404
    return review, part, part_row(review, slug)


def part_row(review: Review, slug: str) -> ReviewPart:
    row = review.parts.select_related("edited_by").filter(key=slug).first()
    return row or ReviewPart(review=review, key=slug)


def locked(request, review, part):
    """Whoever wrote while it was submitted keeps the words, and learns what to do."""
    if not request.user.has_role(review.office_id, *permissions.WRITING):
        raise PermissionDenied
    if request.method != "POST":  # an old link: the page of the report says why
        messages.info(request, NOT_OPEN.format(state=review.get_state_display()))
        return redirect(review)
    try:
        review_states.refuse_unless_possible(review, Act.WRITE)
    except NotPossible as error:
        sentence = str(error)
    if asks_json(request):
        return JsonResponse({"refused": sentence}, status=422)
    form = PartForm(request.POST)
    form.is_valid()
    form.add_error(None, sentence)
    return page(request, review, part, part_row(review, part.key), form, None)


def save(request, review, slug, form) -> ReviewPart:
    return editing.save_part(
        review=review,
        key=slug,
        text=form.cleaned_data["text"],
        version=form.cleaned_data["version"],
        by=request.user,
        is_by_itself="tu-luu" in request.POST,
    )


def answer(request, review, part, saved: ReviewPart):
    if "tu-luu" in request.POST:
        at = timezone.localtime(saved.edited_at)
        return JsonResponse({"version": saved.version, "at": f"{at:%H:%M}"})
    presence.left(review=review, key=part.key, user=request.user)
    messages.success(request, f"Đã lưu phần “{part.label}”.")
    if asks_json(request):
        return JsonResponse({"url": review.get_absolute_url()})
    return redirect(review)


def asks_json(request) -> bool:
    return request.headers.get("Accept", "").startswith("application/json")


def first_error(form) -> str:
    return next(iter(form.errors.values()))[0]


# -- Text that is put in, not saved yet --------------------------------------


def with_proposal(request, review, part, row) -> PartForm:
    chosen = [
        proposal
        for proposal in drafting.proposals(review, part.key)
        if str(proposal.id) == request.POST["chen"]
    ]
    text = drafting.with_proposals(request.POST.get("text", ""), chosen)
    return refilled(request, part, row, text)


def with_theirs(request, part, row) -> PartForm:
    """One's own words, and the stored ones below them."""
    mine = request.POST.get("text", "").rstrip()
    return refilled(request, part, row, f"{mine}\n{row.text}".strip())


def refilled(request, part, row, text: str) -> PartForm:
    form = PartForm(
        initial={"text": text, "version": request.POST.get("version", row.version)}
    )
    form.fields["text"].help_text = part.hint
    return form


# -- The page ----------------------------------------------------------------


def page(request, review, part, row, form, theirs):
    context = {
        "form": form,
        "review": review,
        "part": part,
        "row": row,
        "remark": remarks.of(review).get(part.key),
        "refilled": {"chen", "ghep"} & set(request.POST),
        "proposals": drafting.proposals(review, part.key),
        "others": presence.here(
            review=review, key=part.key, user=request.user, at=timezone.now()
        ),
    }
    if theirs is not None:
        marks = marking.mark(form.data.get("text", ""), theirs.text)
        context |= {"theirs": theirs, "their_pieces": marks.after}
    return render(request, "reports/part_form.html", context | SECTION)


@require_POST
@login_required
def part_here(request, pk, slug):
    """The open page says so: who else has it open, and whether somebody saved."""
    review, part, row = part_of(request, pk, slug)
    if not permissions.can_edit(request.user, review):
        raise PermissionDenied
    others = presence.here(
        review=review, key=part.key, user=request.user, at=timezone.now()
    )
    by = str(row.edited_by) if row.edited_by_id not in (None, request.user.pk) else ""
    return JsonResponse({"others": others, "version": row.version, "by": by})
