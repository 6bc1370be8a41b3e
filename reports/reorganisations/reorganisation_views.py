"""Reorganising bodies step by step: choose, fill in, see what it touches, carry out."""

from functools import wraps

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from accounts import history
from accounts.errors import NotPossible, Stale
from accounts.forms import ALREADY_SENT, id_in, posted
from accounts.listings.paging import page_of
from accounts.models import Organisation, Reorganisation
from accounts.permissions import can_reorganise
from accounts.receipts import carry_out_once
from accounts.reorganisation import reorganising
from accounts.reorganisation.arrangements import Kind
from accounts.reorganisation.proposals import propose
from accounts.stored_files import files

from . import reorganisation_effects as effects
from .reorganisation_forms import ConfirmForm, UndoForm, Wish

SECTION = {"section": "reorganisations"}
EXPLAINED = {
    Kind.MERGE: (
        "cluster",
        "Một hay nhiều cơ quan kết thúc; nhiệm vụ, người và cơ quan trực thuộc chuyển "
        "sang một cơ quan mới hoặc đang có.",
    ),
    Kind.SPLIT: (
        "figures",
        "Một cơ quan kết thúc, chia thành từ hai cơ quan; đúng một cơ quan tiếp nhận "
        "nhiệm vụ còn dở.",
    ),
    Kind.RENAME: (
        "edit",
        "Vẫn là cơ quan ấy, mang tên mới từ một ngày; văn bản đã ký giữ tên cũ.",
    ),
    Kind.RECLASSIFY: (
        "organisation",
        "Vẫn là cơ quan ấy, đổi loại, cấp hoặc cơ quan cấp trên, có thể đổi cả tên. "
        "Ví dụ: tỉnh trở thành thành phố trực thuộc trung ương.",
    ),
    Kind.END: (
        "x",
        "Một cơ quan kết thúc hoạt động; có thể có cơ quan tiếp nhận nhiệm vụ còn dở.",
    ),
}


def for_reorganisers(view):
    """Signing in first, then the question of rights."""

    @login_required
    @wraps(view)
    def guarded(request, *args, **kwargs):
        if not can_reorganise(request.user):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded


@for_reorganisers
def reorganisations(request):
    rows = Reorganisation.objects.select_related("recorded_by")
    page = page_of(rows, request.GET, order=("-took_effect_on", "-pk"))
    context = {"page": page, "on": timezone.localdate()}
    return render(request, "reports/reorganisation_list.html", context | SECTION)


@for_reorganisers
def reorganisation_choose(request):
    kinds = [(kind, *EXPLAINED[kind]) for kind in Kind]
    context = {"kinds": kinds, "body": body_named(request)}
    return render(request, "reports/reorganisation_choose.html", context | SECTION)


def body_named(request) -> Organisation | None:
    """The body from whose page one came; an ended one is not reorganised."""
    body = Organisation.objects.filter(pk=id_in(request.GET, "co-quan")).first()
    return body if body and body.dissolved_on is None else None


@for_reorganisers
def reorganisation_new(request, kind):
    if kind not in Kind.values:
        raise Http404
    on = timezone.localdate()
    wish = Wish(Kind(kind), on=on, data=posted(request), body=body_named(request))
    if "add_row" in request.POST:
        wish.is_valid()
        wish.forget_errors()
    elif request.method == "POST" and wish.is_valid():
        step = request.POST.get("step")
        try:
            if step == "carry-out":
                return confirmed(request, wish, on)
            if step != "edit":
                return dry_run(request, wish, on)
        except NotPossible as error:
            wish.form.add_error(None, str(error))
    context = {"wish": wish, "kind": wish.kind, "explained": EXPLAINED[wish.kind][1]}
    return render(request, "reports/reorganisation_form.html", context | SECTION)


def dry_run(request, wish, on, *, form=None, notice=""):
    """What it would do and touch; the same proposal is what is carried out."""
    proposal = propose(wish.arrangement(), on=on)
    day = proposal.arrangement.took_effect_on
    form = form or ConfirmForm(initial={"fingerprint": proposal.fingerprint()})
    context = {
        "wish": wish,
        "kind": wish.kind,
        "proposal": proposal,
        "effects": effects.of_ending(proposal.ended, day=day, on=on)
        + effects.of_renaming(proposal.renamed),
        "people_shown": proposal.places[: effects.LISTED],
        "people_more": max(0, len(proposal.places) - effects.LISTED),
        "is_ahead": day > on,
        "form": form,
        "notice": notice,
    }
    return render(request, "reports/reorganisation_dry_run.html", context | SECTION)


def confirmed(request, wish, on):
    form = ConfirmForm(request.POST, request.FILES)
    if not form.is_valid():
        return dry_run(request, wish, on, form=form)
    cleaned = form.cleaned_data

    def act():
        done = reorganising.carry_out(
            wanted=wish.arrangement(),
            by=request.user,
            on=on,
            fingerprint=cleaned["fingerprint"],
            document=cleaned["document"],
        )
        return done.get_absolute_url()

    try:
        url, is_first = carry_out_once(
            token=cleaned["form_token"], user=request.user, act=act
        )
    except Stale as error:
        return dry_run(request, wish, on, notice=str(error))
    if is_first:
        messages.success(request, "Đã thực hiện sắp xếp.")
    else:
        messages.info(request, ALREADY_SENT)
    return redirect(url)


@for_reorganisers
def reorganisation_detail(request, pk):
    done = get_object_or_404(
        Reorganisation.objects.select_related("recorded_by", "undone_by", "document"),
        pk=pk,
    )
    on = timezone.localdate()
    bodies = list(done.organisations.all())
    ended = [body for body in bodies if body.dissolved_on == done.took_effect_on]
    touched = []
    if not done.undone_at:
        touched = effects.of_ending(ended, day=done.took_effect_on, on=on)
    context = {
        "done": done,
        "bodies": bodies,
        "effects": touched,
        "obstacles": [] if done.undone_at else list(reorganising.obstacles(done)),
        "is_ahead": done.took_effect_on > on,
        "history": [(e, history.sentence(e)) for e in history.of(done)[:50]],
    }
    return render(request, "reports/reorganisation_detail.html", context | SECTION)


@for_reorganisers
def reorganisation_undo(request, pk):
    done = get_object_or_404(Reorganisation, pk=pk)
    form = UndoForm(posted(request))
    if request.method == "POST" and form.is_valid():

        def act():
            reorganising.undo(
                reorganisation=done,
                by=request.user,
                reason=form.cleaned_data["reason"],
                at=timezone.now(),
            )
            return done.get_absolute_url()

        try:
            url, is_first = carry_out_once(
                token=form.cleaned_data["form_token"], user=request.user, act=act
            )
        except NotPossible as error:
            form.add_error(None, str(error))
        else:
            if is_first:
                messages.success(request, "Đã hoàn tác việc sắp xếp.")
            else:
                messages.info(request, ALREADY_SENT)
            return redirect(url)
    context = {"form": form, "done": done}
    return render(request, "reports/reorganisation_undo.html", context | SECTION)


@for_reorganisers
def reorganisation_document(request, pk):
    done = get_object_or_404(Reorganisation.objects.select_related("document"), pk=pk)
    if done.document is None:
        raise Http404
    return files.download(done.document)
