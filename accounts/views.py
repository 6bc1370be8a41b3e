"""Organisations, and one's own notices."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.mixins import LoginRequiredMixin
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST
from django.views.generic import DetailView, TemplateView

from . import history, notices, permissions
from .filters import OrganisationFilter
from .listings.list_views import ListPage
from .listings.paging import page_of
from .lists import ORGANISATIONS
from .models import Organisation
from .people import people
from .reorganisation import registers, succession, timelines


class OrganisationList(ListPage):
    listing = ORGANISATIONS
    template_name = "accounts/organisation_list.html"
    extra_context = {"section": "organisations"}

    def get_filter(self):
        return OrganisationFilter(
            self.request.GET,
            queryset=Organisation.objects.select_related(
                "kind", "level", "parent"
            ).prefetch_related(*registers.TRAITS),
            today=self.on,
        )

    def dress(self, rows):
        registers.tell_as_of(rows, self.filter.day)
        return rows


class OrganisationDetail(LoginRequiredMixin, DetailView):
    queryset = Organisation.objects.select_related(
        "kind", "level", "parent", "province"
    )
    extra_context = {"section": "organisations"}

    def get_context_data(self, **kwargs):
        organisation, user, on = self.object, self.request.user, timezone.localdate()
        by_signing = ("-agreement__listed_on", "-agreement__pk")
        signed = organisation.parties.select_related("agreement__kind")
        in_group = organisation.group_parties.select_related("agreement__kind")
        visible = {
            party.pk
            for parties in (signed, in_group)
            for party in parties.visible_to(user)
        }
        can_manage = permissions.can_manage_people(user, organisation)
        return super().get_context_data(
            on=on,
            can_manage_people=can_manage,
            can_give_places=can_manage and not people.has_ended(organisation, on),
            history=[(e, history.sentence(e)) for e in history.of(organisation)[:50]]
            if can_manage
            else [],
            is_existing=organisation.exists_on(on),
            kind_today=organisation.kind_on(on),
            level_today=organisation.level_on(on),
            became=[]
            if organisation.exists_on(on)
            else succession.successors_on(organisation, on),
            timeline=timelines.of(organisation),
            namesakes=timelines.namesakes(organisation),
            children=organisation.children.existing(on),
            people=people.places_shown(organisation, to=user, on=on),
            # Newest first; what is neither one's own nor public is not told of.
            parties=[
                (party, party.pk in visible)
                for parties in (signed, in_group)
                for party in (parties.visible_to(user) | parties.public()).order_by(
                    *by_signing
                )
            ],
            **kwargs,
        )


class Inbox(LoginRequiredMixin, TemplateView):
    template_name = "accounts/inbox.html"
    extra_context = {"section": "inbox"}

    def get_context_data(self, **kwargs):
        page = page_of(
            self.request.user.notifications.all(),
            self.request.GET,
            order=("-created_at", "-pk"),
        )
        return super().get_context_data(page=page, **kwargs)


@require_POST
@login_required
def inbox_mark_read(request):
    count = notices.mark_read(user=request.user, at=timezone.now())
    if count:
        messages.success(request, f"Đã đánh dấu {count} thông báo là đã đọc.")
    return redirect("accounts:inbox")
