"""The wizard that hands over a person's work, and what was handed over.

Its three steps post the same form on: nothing is kept before the last one.
"""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST
from django.views.generic import DetailView, TemplateView

from accounts import history
from accounts.errors import NotPossible
from accounts.forms import ALREADY_SENT, OnceForm, id_in, posted
from accounts.listings.paging import page_of
from accounts.permissions import can_manage_people
from accounts.receipts import carry_out_once
from accounts.stored_files import files

from .. import permissions
from . import handing_over
from .handover_forms import BodyForm, HandoverForm, ScanForm
from .handover_items import KINDS, STAYS

SECTION = {"section": "handovers"}
MOST_TICKS = 5000


@login_required
def handover_new(request):
    on = timezone.localdate()
    organisations = permissions.organisations_to_hand_over_in(request.user, on)
    choices = list(organisations[:2])
    if not choices:
        raise PermissionDenied
    wanted = id_in(request.POST or request.GET, "co-quan")
    organisation = organisations.filter(pk=wanted).first()
    if organisation is None:
        if len(choices) > 1:
            return choose_body(request, organisations)
        organisation = choices[0]
    return Wizard(request, organisation, on).answer()


def choose_body(request, organisations):
    form = BodyForm(
        {"organisation": request.GET.get("organisation")}
        if "organisation" in request.GET
        else None,
        organisations=organisations,
    )
    if form.is_bound and form.is_valid():
        chosen = form.cleaned_data["organisation"]
        return redirect(f"{request.path}?co-quan={chosen.pk}")
    context = {"form": form} | SECTION
    return render(request, "tasks/handover_body.html", context)


class Wizard:
    """Step 1 the two people, step 2 the ticks, step 3 what happens; then it does."""

    def __init__(self, request, organisation, on):
        self.request, self.organisation, self.on = request, organisation, on
        self.form = HandoverForm(
            posted(request),
            organisation=organisation,
            on=on,
            can_end=can_manage_people(request.user, organisation),
            initial={"handed_on": on, "giver": id_in(request.GET, "nguoi")},
        )
        self.step = request.POST.get("buoc", "1")

    def answer(self):
        if self.request.method != "POST" or self.step == "sua" or not self.is_sound():
            return self.page("handover_form.html")
        self.items = handing_over.items_of(self.wanted, on=self.on)
        # Coming from step 1 everything is ticked; coming back, what was left ticked.
        ticked = self.request.POST.getlist("viec")[:MOST_TICKS]
        keys = set(ticked) if "chon" in self.request.POST else None
        self.chosen = {
            item.key for item in self.items if keys is None or item.key in keys
        }
        if self.step in ("3", "xong"):
            if self.step == "xong" and (done := self.carry_out(set(ticked))):
                return done
            return self.page("handover_confirm.html")
        return self.page("handover_items.html")

    def is_sound(self) -> bool:
        if not self.form.is_valid():
            return False
        self.wanted = self.form.wanted()
        try:
            handing_over.check(self.wanted, by=self.request.user, on=self.on)
        except ValidationError as error:
            for field, errors in error.message_dict.items():
                self.form.add_error(
                    field if field in self.form.fields else None, errors
                )
            return False
        return True

    def carry_out(self, chosen):
        token = OnceForm(self.request.POST)
        if not token.is_valid():
            return None

        def act():
            return handing_over.hand_over(
                wanted=self.wanted,
                chosen=chosen,
                by=self.request.user,
                on=self.on,
                at=timezone.now(),
            ).get_absolute_url()

        try:
            url, is_first = carry_out_once(
                token=token.cleaned_data["form_token"],
                user=self.request.user,
                act=act,
            )
        except NotPossible as error:
            messages.error(self.request, str(error))
            return None
        except ValidationError as error:
            messages.error(self.request, " ".join(error.messages))
            return None
        if is_first:
            messages.success(self.request, "Đã bàn giao. Hãy in biên bản để ký.")
        else:
            messages.info(self.request, ALREADY_SENT)
        return redirect(url)

    def page(self, template):
        context = SECTION | {
            "form": self.form,
            "organisation": self.organisation,
            "can_end": "ends_place" in self.form.fields,
            "stays": STAYS,
        }
        if hasattr(self, "items"):
            moving = [item for item in self.items if item.key in self.chosen]
            context |= {
                "wanted": self.wanted,
                "items": [(item, item.key in self.chosen) for item in self.items],
                "moving": moving,
                "left": [item for item in self.items if item.key not in self.chosen],
                "told": [item for item in moving if not item.is_moved],
                "token": OnceForm(),
                "places": handing_over.places_of(self.wanted, self.on)
                if self.wanted.ended_on
                else [],
            }
        return render(self.request, f"tasks/{template}", context)


class HandoverList(LoginRequiredMixin, TemplateView):
    template_name = "tasks/handover_list.html"
    extra_context = SECTION

    def get_context_data(self, **kwargs):
        user, on = self.request.user, timezone.localdate()
        rows = permissions.handovers_visible_to(user).select_related(
            "organisation", "giver", "receiver"
        )
        rows = rows.defer("items")  # hundreds of rows each
        return super().get_context_data(
            page=page_of(rows, self.request.GET, order=("-pk",)),
            can_record=permissions.organisations_to_hand_over_in(user, on).exists(),
            **kwargs,
        )


class HandoverDetail(LoginRequiredMixin, DetailView):
    template_name = "tasks/handover_detail.html"
    context_object_name = "handover"
    extra_context = SECTION

    def get_queryset(self):
        return permissions.handovers_visible_to(self.request.user).select_related(
            "organisation", "giver", "receiver", "recorded_by", "stored_file"
        )

    def get_context_data(self, **kwargs):
        handover = self.object
        entries = history.of(handover)[:50]
        return super().get_context_data(
            rows=handover_rows(handover),
            can_keep=permissions.can_keep_minutes(self.request.user, handover),
            scan_form=kwargs.pop("scan_form", None) or ScanForm(),
            history=[(entry, history.sentence(entry)) for entry in entries],
            **kwargs,
        )


def handover_rows(handover):
    """The frozen items, each with the name of its kind."""
    return [
        row | {"kind_label": KINDS.get(row["kind"], row["kind"])}
        for row in handover.items
    ]


def visible(request, pk):
    return get_object_or_404(
        permissions.handovers_visible_to(request.user).select_related(
            "organisation", "stored_file"
        ),
        pk=pk,
    )


@require_POST
@login_required
def scan_add(request, pk):
    handover = visible(request, pk)
    if not permissions.can_keep_minutes(request.user, handover):
        raise PermissionDenied
    form = ScanForm(request.POST, request.FILES)
    if not form.is_valid():
        messages.error(request, " ".join(form.errors["upload"]))
        return redirect(handover)
    with transaction.atomic():
        stored = files.store(upload=form.cleaned_data["upload"], by=request.user)
        handing_over.keep_scan(handover=handover, stored=stored, by=request.user)
    messages.success(request, "Đã lưu biên bản đã ký.")
    return redirect(handover)


@login_required
def scan_download(request, pk):
    handover = visible(request, pk)
    if handover.stored_file is None:
        raise Http404
    return files.download(handover.stored_file)
