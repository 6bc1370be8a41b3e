"""Ordering a report in two steps: what it is about, then kind, period and outline."""

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from accounts.forms import ALREADY_SENT, id_in, posted
from accounts.models import (
    ClusterMember,
    EmulationCluster,
    Organisation,
    Province,
    Role,
)
from accounts.receipts import carry_out_once
from agreements.models import Agreement, Party
from tasks.models import YearlyPlan

from .. import permissions
from ..models import Collection, Outline
from ..reporting_calendar import periods
from ..reporting_calendar.periods import Period
from . import ordering
from .ordering_forms import OrderForm

CHOICES_SHOWN = 100
PLANS_SHOWN = 30
SECTION = {"section": "reports"}
Scope = Outline.Scope
OF_COLLECTION = "dot-thu"


@dataclass(frozen=True)
class Chosen:
    """What the address names: `about` None where the report stands alone."""

    about: ordering.About
    scope: str
    title: str
    collection: Collection | None = None

    @property
    def asked(self):
        """What permissions are asked about."""
        return self.collection or self.about


def chosen_in(request) -> Chosen | None:
    if "rieng" in request.GET:
        return Chosen(None, Scope.ALONE, "Báo cáo đứng riêng, không theo quy chế nào")
    for name, rows, scope in sources(request.user):
        if name in request.GET:
            about = get_object_or_404(rows, pk=id_in(request.GET, name))
            return Chosen(about, scope, title_of(about))
    if "dot" in request.GET:
        rows = Collection.objects.visible_to(request.user).select_related(
            "agreement__kind", "cluster"
        )
        return of_collection(get_object_or_404(rows, pk=id_in(request.GET, "dot")))
    return None


def sources(user):
    """[(the name in the address, what one may see, its scope)]"""
    existing = Organisation.objects.existing(timezone.localdate())
    return (
        (
            "quy-che",
            Agreement.objects.visible_to(user).select_related("kind"),
            Scope.AGREEMENT,
        ),
        (
            "ke-hoach",
            YearlyPlan.objects.visible_to(user)
            .not_amending()
            .select_related("agreement__kind"),
            Scope.PLAN,
        ),
        ("co-quan", existing, Scope.ORGANISATION),
        ("cum", permissions.clusters_visible_to(user), Scope.CLUSTER),
        ("tinh", Province.objects.all(), Scope.PROVINCE),
    )


def title_of(about) -> str:
    if isinstance(about, Agreement):
        return about.subject
    if isinstance(about, YearlyPlan):
        return about.title
    if isinstance(about, Province):
        return f"Công tác phối hợp trên địa bàn {about.label}"
    return about.name


def of_collection(collection: Collection) -> Chosen:
    about = collection.agreement or collection.cluster
    scope = Scope.CLUSTER if collection.cluster_id else Scope.AGREEMENT
    if about is None:  # its office reports on itself, from its units
        about, scope = collection.office, Scope.ORGANISATION
    return Chosen(about, scope, collection.title, collection)


def offered_periods(chosen: Chosen, on) -> list[Period]:
    about = chosen.about
    if isinstance(about, YearlyPlan):
        about = about.agreement
    if not isinstance(about, Agreement | EmulationCluster):
        about = None
    found = periods.offered(about, on)
    if chosen.collection is None:
        return found
    row = chosen.collection
    own = Period(OF_COLLECTION, row.period_label, row.period_from, row.period_to)
    days = (own.first, own.last)
    return [own, *(each for each in found if (each.first, each.last) != days)]


@login_required
def review_order(request):
    chosen = chosen_in(request)
    if chosen is None:
        return render(request, "reports/review_choose.html", choices_for(request.user))
    offices = permissions.offices_to_order_for(request.user, chosen.asked)
    if not offices.exists():
        raise PermissionDenied
    form = order_form(request, chosen, offices)
    if request.method == "POST" and form.is_valid():

        def act():
            review = ordering.order(
                about=chosen.about,
                collection=chosen.collection,
                by=request.user,
                **form.values(),
            )
            return review.get_absolute_url()

        url, is_new = carry_out_once(
            token=form.cleaned_data["form_token"], user=request.user, act=act
        )
        if not is_new:
            messages.info(request, ALREADY_SENT)
        return redirect(url)
    context = {"form": form, "chosen": chosen}
    return render(request, "reports/review_order.html", context | SECTION)


def order_form(request, chosen: Chosen, offices) -> OrderForm:
    outlines = permissions.outlines_visible_to(request.user).filter(
        Q(organisation__isnull=True) | Q(organisation__in=offices.values("pk")),
        scope=chosen.scope,
    )
    collection = chosen.collection
    return OrderForm(
        posted(request),
        offices=offices,
        periods=offered_periods(chosen, timezone.localdate()),
        scope=chosen.scope,
        may_rank=getattr(chosen.about, "ranks_members", False),
        outlines=outlines.select_related("organisation"),
        initial={"due_on": collection.due_on} if collection else None,
    )


def choices_for(user) -> dict:
    """What the person may order a report on; a long register is searched elsewhere."""
    agreements = Agreement.objects.visible_to(user).signed()
    clusters = permissions.clusters_visible_to(user)
    plans = YearlyPlan.objects.visible_to(user).issued().not_amending()
    managed = user.organisation_ids_as(Role.MANAGER)
    if not user.is_superuser:
        parties = Party.objects.of_organisations(managed).values("agreement")
        agreements = agreements.filter(pk__in=parties)
        plans = plans.filter(agreement__in=parties)
        members = ClusterMember.objects.filter(organisation__in=managed)
        clusters = clusters.filter(
            Q(convener__in=managed) | Q(pk__in=members.values("cluster"))
        )
    today = timezone.localdate()
    bodies = Organisation.objects.filter(pk__in=managed).existing(today)
    provincial = bodies.filter(level__code="tinh").exclude(province=None)
    collections = Collection.objects.filter(office__in=managed)
    return SECTION | {
        "agreements": agreements.select_related("kind")[:CHOICES_SHOWN],
        "plans": plans.select_related("agreement")[:PLANS_SHOWN],
        "clusters": clusters[:CHOICES_SHOWN],
        "collections": collections[:PLANS_SHOWN],
        "bodies": bodies,
        "provinces": Province.objects.filter(
            pk__in=provincial.values("province")
        ).existing(today),
    }
