"""Emulation clusters: members, their figures for a period, their reviews."""

from django.contrib.auth.mixins import LoginRequiredMixin
from django.db.models import Count
from django.utils import timezone
from django.views.generic import DetailView, TemplateView

from accounts.listings.paging import page_of
from accounts.models import ClusterMember

from .. import permissions
from ..contents import covering
from ..indicators import figure_rows, figures, tracing
from ..models import Indicator, Review
from ..reporting_calendar import periods
from ..views import listed, with_badges


class ClusterList(LoginRequiredMixin, TemplateView):
    template_name = "reports/cluster_list.html"
    extra_context = {"section": "clusters"}

    def get_context_data(self, **kwargs):
        clusters = permissions.clusters_visible_to(self.request.user)
        counted = ClusterMember.objects.values("cluster").annotate(n=Count("pk"))
        page = page_of(
            clusters.select_related("convener"), self.request.GET, order=("-pk",)
        )
        sizes = dict(
            counted.filter(cluster__in=[c.pk for c in page]).values_list("cluster", "n")
        )
        rows = [(cluster, sizes.get(cluster.pk, 0)) for cluster in page]
        return super().get_context_data(page=page, rows=rows, **kwargs)


class ClusterDetail(LoginRequiredMixin, DetailView):
    template_name = "reports/cluster_detail.html"
    context_object_name = "cluster"
    extra_context = {"section": "clusters"}

    def get_queryset(self):
        return permissions.clusters_visible_to(self.request.user).select_related(
            "convener"
        )

    def get_context_data(self, **kwargs):
        cluster, user = self.object, self.request.user
        places = cluster.places.select_related("organisation")
        members = [place.organisation for place in places]
        sees_all = permissions.sees_all_members(user, cluster)
        offered = periods.offered(cluster, timezone.localdate())
        reviews = listed(Review.objects.visible_to(user).filter(cluster=cluster))[:20]
        offered += reported_periods(reviews, offered)
        period = chosen_period(self.request.GET, offered)
        shown = [
            body
            for body in covering.as_on(members, period.last)
            if sees_all or body.pk in user.organisation_ids
        ]
        return super().get_context_data(
            members=members,
            sees_all=sees_all,
            shown=shown,
            period=period,
            periods=offered,
            table=figure_table(shown, period),
            reviews=with_badges(reviews),
            can_order=permissions.can_order(user, cluster),
            can_enter=permissions.can_enter_figures(user),
            can_collect=permissions.can_collect(user, cluster),
            **kwargs,
        )


def reported_periods(reviews, offered):
    """Periods of the cluster's reports that are past being offered."""
    known = {(period.first, period.last) for period in offered}
    found = {}
    for review in reviews:
        span = review.period_from, review.period_to
        if review.period_from and span not in known:
            found[span] = periods.Period(
                f"bao-cao-{review.pk}", review.period_label, *span
            )
    return list(found.values())


def chosen_period(params, offered):
    """The period the address names by key; otherwise the newest calendar year."""
    by_key = {period.key: period for period in reversed(offered)}
    years = [one for key, one in by_key.items() if key.isdecimal()]
    return by_key.get(params.get("ky")) or (years or offered)[-1]


def figure_table(members, period):
    """(total, its trace, [each member's own part], [what several share]) for each."""
    ids = [member.pk for member in members]
    nothing = figures.Total(None, None, "")
    rows = []
    for total in figures.totals(
        Indicator.objects.all(), ids, period.first, period.last
    ):
        if total.entries:
            own = figure_rows.member_rows(members, total, nothing)
            shared = figure_rows.shared_rows(members, total, nothing)
            trace = tracing.total_url(
                total.indicator.pk, ids, period.first, period.last
            )
            rows.append((total, trace, own, shared))
    return rows
