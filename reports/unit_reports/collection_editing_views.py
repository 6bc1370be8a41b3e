"""Collections: starting one, correcting what is asked, asking more units."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from accounts.errors import NotPossible, Stale
from accounts.forms import ALREADY_SENT, id_in, posted
from accounts.models import Organisation
from accounts.receipts import carry_out_once
from agreements.models import Agreement
from tasks.cascades import cascade_list
from tasks.cascades.cascade_forms import MOST

from .. import permissions
from ..models import ReportingDuty
from ..reporting_calendar import periods
from . import collecting, collection_periods, collection_units
from .collection_forms import (
    AddUnitsForm,
    CollectionEditForm,
    CollectionForm,
    UnitGroupForm,
)
from .collection_views import SECTION, run_by


def asked_about(request):
    """(agreement, cluster or None; the duty or None) that the address names."""
    user, params = request.user, request.GET
    agreements = Agreement.objects.visible_to(user).select_related("kind")
    if "che-do" in params:
        rows = ReportingDuty.objects.select_related("period_kind", "receiver")
        rows = rows.filter(agreement__in=agreements.values("pk"))
        duty = get_object_or_404(rows, pk=id_in(params, "che-do"))
        return agreements.get(pk=duty.agreement_id), duty
    if "quy-che" in params:
        return get_object_or_404(agreements, pk=id_in(params, "quy-che")), None
    if "cum" in params:
        clusters = permissions.clusters_visible_to(user)
        return get_object_or_404(clusters, pk=id_in(params, "cum")), None
    return None, None


class New:
    """What the page of a new collection begins with, from its address."""

    def __init__(self, request):
        self.request, self.on = request, timezone.localdate()
        self.about, self.duty = asked_about(request)
        self.is_agreement = isinstance(self.about, Agreement)
        self.offices = permissions.collecting_offices(request.user, self.about)
        self.office = self._likely_office()
        if self.office is None:
            raise PermissionDenied
        rows = collection_periods.offered(self.about, self.duty, self.on)
        likely = collection_periods.likeliest(rows, self.duty, self.on)
        self.period_form = collection_periods.PeriodForm(
            request.GET, rows=rows, chosen=likely
        )
        self.period = self.period_form.period()
        self.units = []
        if self.period:
            self.units = collection_units.default_units(
                self.about, self.office, self.period.first, self.period.last
            )

    def _likely_office(self) -> Organisation | None:
        offices = list(self.offices)
        focal = self.duty and self.duty.focal_id
        return next((o for o in offices if o.pk == focal), next(iter(offices), None))

    def initial(self) -> dict:
        """One click is enough where the duty says the days."""
        first, last = self.period.first, self.period.last
        before = collection_units.earlier(self.about, self.office)
        areas = collection_units.default_areas(
            self.about if self.is_agreement else None, before, first, last
        )
        indicators = collection_units.default_indicators(before, self.units, last)
        units_due_on = due_on = None
        if self.duty and self.period.year:
            units_due_on, due_on = periods.due_days(
                self.duty, self.duty.period_kind, self.period
            )
        units_due_on = units_due_on or self.period.due
        return {
            "office": self.office,
            "units": [unit.pk for unit in self.units],
            "areas": areas,
            "indicators": indicators,
            # A day that has passed asks nobody for anything.
            "units_due_on": units_due_on
            if units_due_on and units_due_on >= self.on
            else None,
            "due_on": due_on if due_on and due_on >= self.on else None,
            "receiver": self.duty and self.duty.receiver_id,
        }

    def form(self) -> CollectionForm:
        return CollectionForm(
            posted(self.request),
            offices=self.offices,
            units=self.units,
            bodies=Organisation.objects.existing(self.on),
            initial=self.initial(),
        )

    def values(self, form: CollectionForm) -> dict:
        about = "agreement" if self.is_agreement else "cluster"
        return form.asked() | {
            about: self.about,
            "office": form.cleaned_data["office"],
            "duty": self.duty,
            "period_label": self.period.label,
            "period_from": self.period.first,
            "period_to": self.period.last,
        }


@login_required
def collection_create(request):
    new = New(request)
    form = new.form() if new.period else None
    if form and request.method == "POST" and form.is_valid():

        def act():
            collection = collecting.start(
                values=new.values(form),
                units=form.bodies_asked(),
                **form.chosen(),
                by=request.user,
                on=new.on,
            )
            return collection.get_absolute_url()

        try:
            url, is_new = carry_out_once(
                token=form.cleaned_data["form_token"], user=request.user, act=act
            )
        except ValidationError as error:
            form.add_error(None, error)
        except NotPossible as error:
            form.add_error(None, str(error))
        else:
            if is_new:
                messages.success(request, "Đã lập đợt thu và báo các đơn vị.")
            else:
                messages.info(request, ALREADY_SENT)
            return redirect(url)
    context = {
        "form": form,
        "new": new,
        "kept": [(k, v) for k, v in request.GET.items() if k in KEPT],
    }
    return render(request, "reports/collection_form.html", context | SECTION)


KEPT = ("che-do", "quy-che", "cum")


@login_required
def collection_edit(request, pk):
    collection = run_by(request, pk)
    on = timezone.localdate()
    bodies = Organisation.objects.existing(on)
    bodies |= Organisation.objects.filter(pk=collection.receiver_id)
    form = CollectionEditForm(posted(request), collection=collection, bodies=bodies)
    if request.method == "POST" and form.is_valid():
        try:
            collecting.revise(
                collection=collection,
                version=form.cleaned_data["version"],
                values=form.asked(),
                **form.chosen(),
                by=request.user,
                on=on,
            )
        except Stale:
            form.stale(type(collection).objects.get(pk=collection.pk).version)
        except ValidationError as error:
            form.add_error(None, error)
        except NotPossible as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "Đã lưu đợt thu báo cáo.")
            return redirect(collection)
    context = {"form": form, "collection": collection}
    return render(request, "reports/collection_edit.html", context | SECTION)


@login_required
def collection_add(request, pk):
    """A group in the address, its bodies with ticks; or one body by name."""
    collection = run_by(request, pk)
    on = timezone.localdate()
    is_asked = bool(request.GET)
    group = UnitGroupForm(
        request.GET if is_asked else None,
        office=collection.office,
        on=on,
        initial={"province": collection.office.province_id},
    )
    bodies = []
    if is_asked and group.is_valid():
        found = cascade_list.candidates(on=on, **group.chosen())
        known = collection.unit_reports.values("organisation")
        bodies = list(found.exclude(pk__in=known)[: MOST + 1])
    chosen = set(request.POST.getlist("co-quan"))
    ticked = [body for body in bodies if str(body.pk) in chosen]
    form = AddUnitsForm(
        posted(request), ticked=ticked, bodies=Organisation.objects.existing(on)
    )
    if request.method == "POST" and form.is_valid():
        try:
            count = collecting.add_units(
                collection=collection, units=form.units(), by=request.user, on=on
            )
        except NotPossible as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"Đã thêm {count} đơn vị và báo cho đơn vị.")
            return redirect(collection)
    context = {
        "collection": collection,
        "group": group,
        "form": form,
        "bodies": bodies[:MOST],
        "is_cut": len(bodies) > MOST,
        "is_asked": is_asked and group.is_valid(),
        "ticked": {body.pk for body in (ticked if request.POST else bodies)},
    }
    return render(request, "reports/collection_add.html", context | SECTION)
