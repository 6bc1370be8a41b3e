"""Collections: which there are, who has sent and who has not, chasing, closing."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST
from django.views.generic import DetailView

from accounts import history
from accounts.errors import NotPossible
from accounts.forms import ALREADY_SENT, id_in, posted
from accounts.listings.list_views import ListPage
from accounts.models import Duty, Organisation
from accounts.receipts import carry_out_once
from accounts.reminding import panel, promising

from .. import permissions
from ..badges import unit_report_badge
from ..indicators import figures, tracing
from ..indicators.figures import Total
from ..models import Collection, Indicator, Review, UnitReport
from . import collecting, collection_chasing, unit_report_states
from .collection_forms import NudgeForm
from .collection_lists import COLLECTIONS, CollectionFilter, with_counts
from .collection_standing import (
    OWED,
    counts,
    days_late,
    days_late_when_sent,
    in_order,
    nudged_lately,
)
from .unit_report_states import Act

SECTION = {"section": "collections"}


class CollectionList(ListPage):
    listing = COLLECTIONS
    template_name = "reports/collection_list.html"
    extra_context = SECTION

    def get_filter(self):
        seen = Collection.objects.visible_to(self.request.user)
        offices = Organisation.objects.filter(pk__in=seen.order_by().values("office"))
        rows = seen.select_related("office", "agreement__kind", "cluster")
        return CollectionFilter(self.request.GET, queryset=rows, offices=offices)

    def dress(self, rows):
        return with_counts(rows, self.on)

    def get_context_data(self, **kwargs):
        can_collect = permissions.can_collect(self.request.user, None)
        return super().get_context_data(can_collect=can_collect, **kwargs)


def visible(request, pk) -> Collection:
    return get_object_or_404(
        Collection.objects.visible_to(request.user).select_related(
            *("office", "agreement__kind", "cluster", "receiver", "created_by"),
            "closed_by",
        ),
        pk=pk,
    )


def run_by(request, pk) -> Collection:
    """For staff and managers of its office: else 404, then 403."""
    collection = visible(request, pk)
    if not permissions.can_run_collection(request.user, collection):
        raise PermissionDenied
    return collection


class CollectionDetail(LoginRequiredMixin, DetailView):
    """Who has sent and who has not: the late ones first, and what can be done."""

    template_name = "reports/collection_detail.html"
    context_object_name = "collection"
    extra_context = SECTION

    def get_object(self, queryset=None):
        return visible(self.request, self.kwargs["pk"])

    def get_context_data(self, **kwargs):
        collection, user = self.object, self.request.user
        on, at = timezone.localdate(), timezone.now()
        sees_all = permissions.sees_all_units(user, collection)
        reports = list(collection.unit_reports.select_related("organisation"))
        own = [row for row in reports if row.organisation_id in user.organisation_ids]
        shown = reports if sees_all else own
        can_run = permissions.can_run_collection(user, collection)
        is_office = user.is_superuser or collection.office_id in user.organisation_ids
        return super().get_context_data(
            on=on,
            rows=dressed(shown, user, collection, on, at, opens=is_office),
            counts=counts(reports, on) if sees_all else None,
            sees_all=sees_all,
            can_run=can_run,
            own=own,
            indicators=indicators_of(collection, reports if is_office else []),
            areas=collection.areas.order_by("position", "pk"),
            reviews=Review.objects.visible_to(user).filter(collection=collection),
            history=[(e, history.sentence(e)) for e in history.of(collection)[:50]]
            if is_office
            else [],
            reminders=is_office
            and panel.of_duties({Duty.UNIT_REPORT: [row.pk for row in reports]}),
            **kwargs,
        )


def indicators_of(collection, reports) -> list[tuple[Indicator, Total | None, str]]:
    """What is asked; what those come to that have sent, and where that is told."""
    asked = list(
        collection.indicators.select_related("numerator", "denominator").order_by(
            "position", "name"
        )
    )
    sent = [
        row.organisation_id
        for row in reports
        if row.first_sent_at and row.state != UnitReport.State.LEFT_OUT
    ]
    if not sent:
        return [(one, None, "") for one in asked]
    days = collection.period_from, collection.period_to
    return [
        (total.indicator, total, tracing.total_url(total.indicator.pk, sent, *days))
        for total in figures.totals(asked, sent, *days)
    ]


def dressed(reports, user, collection, on, at, *, opens: bool) -> list[UnitReport]:
    """Each with its badge, its promise and what the person may do with it."""
    made = promising.latest({Duty.UNIT_REPORT: [row.pk for row in reports]})
    for row in reports:
        row.collection = collection
        is_owed = row.state in OWED
        row.badge = unit_report_badge(row, on)
        row.promise = made.get((Duty.UNIT_REPORT, row.pk)) if is_owed else None
        row.days_late = days_late_when_sent(row)
        row.is_late = days_late(row, on) > 0
        row.opens = opens or row.organisation_id in user.organisation_ids
        row.was_nudged_lately = nudged_lately(row, at)
        row.can = {
            act.value: collection.is_open and unit_report_states.can(user, row, act)
            for act in (Act.NUDGE, Act.EXTEND, Act.LEAVE_OUT, Act.TAKE_BACK)
        }
    return in_order(reports, on)


@login_required
def collection_nudge(request, pk):
    """All that owe, or the one the address names; within a day only on purpose."""
    collection = run_by(request, pk)
    on, at = timezone.localdate(), timezone.now()
    owing = collection.unit_reports.filter(state__in=OWED)
    owing = owing.select_related("organisation")
    one = id_in(request.GET, "don-vi")
    owing = list(owing.filter(pk=one) if one else owing)
    form = NudgeForm(posted(request))
    if request.method == "POST" and form.is_valid():

        def act():
            nudged = collection_chasing.nudge(
                collection=collection,
                reports=owing,
                again=form.cleaned_data["again"],
                by=request.user,
                on=on,
                at=at,
            )
            say_nudged(request, nudged)
            return collection.get_absolute_url()

        try:
            url, is_new = carry_out_once(
                token=form.cleaned_data["form_token"], user=request.user, act=act
            )
        except NotPossible as error:
            form.add_error(None, str(error))
        else:
            if not is_new:
                messages.info(request, ALREADY_SENT)
            return redirect(url)
    lately = [row for row in owing if nudged_lately(row, at)]
    if not lately:
        del form.fields["again"]
    context = {
        "form": form,
        "collection": collection,
        "owing": in_order(owing, on),
        "lately": lately,
        "on": on,
    }
    return render(request, "reports/collection_nudge.html", context | SECTION)


def say_nudged(request, nudged) -> None:
    if nudged.told:
        names = collection_chasing.names_of(nudged.told)
        messages.success(request, f"Đã nhắc nộp: {names}.")
    if nudged.lately:
        names = collection_chasing.names_of(nudged.lately)
        messages.info(
            request,
            f"Chưa nhắc lại vì mới nhắc trong 24 giờ qua: {names}. Muốn nhắc nữa, mở "
            "“Nhắc nộp” và đánh dấu xác nhận.",
        )
    if not nudged.told and not nudged.lately:
        messages.info(request, "Không còn đơn vị nào phải nhắc.")


@require_POST
@login_required
def collection_close(request, pk):
    collection = run_by(request, pk)
    if collecting.close(collection=collection, by=request.user, at=timezone.now()):
        messages.success(
            request,
            "Đã kết thúc đợt thu. Báo cáo gửi sau vẫn nhận, số liệu đưa vào kỳ sau.",
        )
    return redirect(collection)


@require_POST
@login_required
def collection_reopen(request, pk):
    collection = run_by(request, pk)
    if collecting.reopen(collection=collection, by=request.user):
        messages.success(request, "Đã mở lại đợt thu báo cáo.")
    return redirect(collection)
