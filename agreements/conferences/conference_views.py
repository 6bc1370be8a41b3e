"""Conferences of the parties: request in, page out."""

from copy import copy

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.generic import DetailView

from accounts import history, sent_again
from accounts.errors import NotPossible, Stale
from accounts.forms import ALREADY_SENT, id_in, posted
from accounts.listings.list_views import ListPage
from accounts.models import Organisation
from accounts.receipts import carry_out_once

from .. import permissions, standing
from ..editing import EditingWithRows
from ..lists import CONFERENCES
from ..models import Agreement, Conclusion, Conference
from . import conferences
from .conference_filters import ConferenceFilter
from .conference_forms import (
    ConferenceForms,
    ConferenceRecordForm,
    ConferenceRemoveForm,
    ConferenceReviseForm,
)


class ConferenceList(ListPage):
    listing = CONFERENCES
    template_name = "agreements/conference_list.html"
    extra_context = {"section": "conferences"}

    def get_filter(self):
        return ConferenceFilter(
            self.request.GET,
            queryset=Conference.objects.visible_to(self.request.user),
            request=self.request,
        )

    def rows_of(self, queryset):
        rows = super().rows_of(queryset)
        if not self.arrangement.shown["vanban"]:
            return rows
        # A conference may be about several texts, not all for everyone to see.
        visible = Agreement.objects.visible_to(self.request.user).select_related("kind")
        return rows.prefetch_related(
            Prefetch("agreements", visible), Prefetch("signed_agreements", visible)
        )

    def dress(self, rows):
        for conference in rows:
            conference.badge = standing.conference_badge(conference, self.on)
        return rows

    def get_context_data(self, **kwargs):
        can_record = permissions.can_register(self.request.user)
        return super().get_context_data(can_record=can_record, **kwargs)


class ConferenceDetail(LoginRequiredMixin, DetailView):
    extra_context = {"section": "conferences"}

    def get_queryset(self):
        return Conference.objects.visible_to(self.request.user).select_related("owner")

    def get_context_data(self, **kwargs):
        user, conference = self.request.user, self.object
        on = timezone.localdate()
        visible = Agreement.objects.visible_to(user)
        can_see_history = permissions.can_see_history_of_conference(user, conference)
        return super().get_context_data(
            badge=standing.conference_badge(conference, on),
            facts=standing.conference_facts(conference),
            conclusions=with_results(conference.conclusions.all(), user),
            signed=visible.filter(ceremony=conference),
            about=visible.filter(conferences=conference),
            can_revise=permissions.can_revise_conference(user, conference),
            can_follow_up=permissions.can_follow_up(user, conference),
            history=(
                [(e, history.sentence(e)) for e in history.of(conference)[:100]]
                if can_see_history
                else None
            ),
            **kwargs,
        )


def with_results(conclusions, user):
    """Each conclusion with the tasks one may see, and what it became elsewhere."""
    # A row of a plan's amendment is no task until the amendment is issued.
    tasks = Conclusion._meta.get_field("tasks").related_model.objects.not_amending()
    rows = list(
        conclusions.select_related("organisation", "recommendation").prefetch_related(
            Prefetch("tasks", queryset=tasks)
        )
    )
    visible = {}
    for task in (
        tasks.visible_to(user).filter(conclusion__in=rows).select_related("plan")
    ):
        visible.setdefault(task.conclusion_id, []).append(task)
    for row in rows:
        row.visible_tasks = visible.get(row.pk, [])
        row.has_task_elsewhere = len(row.tasks.all()) > len(row.visible_tasks)
    return rows


class ConferenceEditing(EditingWithRows):
    template_name = "agreements/conference_form.html"
    extra_context = {"section": "conferences"}
    row_names = ("chairs", "conclusions")
    form_class = None
    conference = None

    def forms(self, data=None, sent_files=None):
        user = self.request.user
        owners = permissions.organisations_to_register_for(user)
        agreements = Agreement.objects.visible_to(user)
        if self.conference:
            # What is already recorded stays offered, whoever is editing.
            owners |= Organisation.objects.filter(pk=self.conference.owner_id)
            recorded = self.conference.agreements.values("pk")
            agreements |= Agreement.objects.filter(pk__in=recorded)
        form = self.form_class(
            data,
            instance=copy(self.conference),
            initial=self.preset(),
            owners=owners,
            agreements=agreements,
            on=self.on,
        )
        return ConferenceForms(form, on=self.on, conference=self.conference)

    def preset(self):
        return {}

    def show(self, forms, **context):
        return super().show(forms, conference=self.conference, **context)


class ConferenceCreate(ConferenceEditing):
    form_class = ConferenceRecordForm
    agreement = None

    def dispatch(self, request, *args, **kwargs):
        user = request.user
        if user.is_authenticated:
            if not permissions.can_register(user):
                raise PermissionDenied
            if "quy-che" in request.GET:
                self.agreement = get_object_or_404(
                    Agreement.objects.visible_to(user), pk=id_in(request.GET, "quy-che")
                )
        return super().dispatch(request, *args, **kwargs)

    def preset(self):
        """Opened from an agreement: about it, and no longer its signing."""
        if self.agreement is None:
            return {}
        kind = Conference.Kind.BRIEFING if self.agreement.is_signed else None
        return {"agreements": [self.agreement]} | ({"kind": kind} if kind else {})

    def show(self, forms, **context):
        return super().show(forms, agreement=self.agreement, **context)

    def carry_out(self, forms):
        def act():
            conference = conferences.record(
                **forms.contents(), by=self.request.user, on=self.on
            )
            return conference.get_absolute_url()

        address, is_new = carry_out_once(
            token=forms.form.cleaned_data["form_token"],
            user=self.request.user,
            act=act,
        )
        if is_new:
            messages.success(self.request, "Đã ghi hội nghị.")
        else:
            messages.info(self.request, ALREADY_SENT)
        return address


class ConferenceUpdate(ConferenceEditing):
    form_class = ConferenceReviseForm

    def dispatch(self, request, *args, **kwargs):
        if request.user.is_authenticated:
            self.conference = revisable_conference(request.user, kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    def carry_out(self, forms):
        conference = conferences.revise(
            conference=self.conference,
            version=forms.form.cleaned_data["version"],
            **forms.contents(),
            by=self.request.user,
            on=self.on,
        )
        messages.success(self.request, "Đã lưu hội nghị.")
        return conference.get_absolute_url()


def revisable_conference(user, pk) -> Conference:
    """The conference, for someone who may change it: else 404, then 403."""
    conference = get_object_or_404(Conference.objects.visible_to(user), pk=pk)
    if not permissions.can_revise_conference(user, conference):
        raise PermissionDenied
    return conference


@login_required
def conference_delete(request, pk):
    visible = Conference.objects.visible_to(request.user)
    if not visible.filter(pk=pk).exists():
        return sent_again.answer(request)
    conference = revisable_conference(request.user, pk)
    form = ConferenceRemoveForm(posted(request), instance=copy(conference))
    if request.method == "POST" and form.is_valid():

        def act():
            conferences.remove(
                conference=conference,
                version=form.cleaned_data["version"],
                by=request.user,
                reason=form.cleaned_data["reason"],
            )
            return reverse("agreements:conference-list")

        token = form.cleaned_data["form_token"]
        try:
            address, is_new = carry_out_once(token=token, user=request.user, act=act)
        except Stale:
            form.refuse_stale()
        except NotPossible as error:
            form.add_error(None, str(error))
        else:
            if is_new:
                messages.success(request, "Đã xóa hội nghị.")
            else:
                messages.info(request, ALREADY_SENT)
            return redirect(address)
    context = {"form": form, "conference": conference, "section": "conferences"}
    return render(request, "agreements/conference_delete.html", context)
