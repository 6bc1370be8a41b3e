"""Who may see and do what with figures and reports, one function per question."""

from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.models import (
    ClusterMember,
    EmulationCluster,
    Organisation,
    Role,
    User,
    with_successors,
)
from agreements.models import Agreement, Conference
from agreements.permissions import can_follow_up

from .models import Figure, Recommendation, Review

WRITING = (Role.STAFF, Role.MANAGER)


# -- Reports -----------------------------------------------------------------


def concerned_ids(about: Agreement | EmulationCluster) -> set[int]:
    """The parties of an agreement, or a cluster's members and convener, as today."""
    on = timezone.localdate()
    if isinstance(about, EmulationCluster):
        ids = set(about.members.values_list("pk", flat=True)) | {about.convener_id}
    else:
        ids = set()
        for party in about.parties.prefetch_related("members", "decisions"):
            ids |= party.bearer_ids(on)
    return with_successors(ids - {None}, on)


def offices_to_order_for(
    user: User, about: Agreement | EmulationCluster
) -> QuerySet[Organisation]:
    """Bodies in whose name the person may order a report: where they are manager.

    The successor of a party that ended writes the report, never the ended body. A
    superuser may order for any of them. Nobody reports on what is not signed.
    """
    if isinstance(about, Agreement) and not about.is_signed:
        return Organisation.objects.none()
    ids = concerned_ids(about)
    if isinstance(about, EmulationCluster) and about.convener_id:
        # Its report shows every member's figures, which members see once it is out.
        ids = with_successors({about.convener_id}, timezone.localdate())
    if not user.is_superuser:
        ids &= user.organisation_ids_as(Role.MANAGER)
    today = timezone.localdate()
    return (
        Organisation.objects.filter(pk__in=ids).existing(today).select_related("kind")
    )


def can_order(user: User, about: Agreement | EmulationCluster) -> bool:
    """A manager of a party of the agreement, or of the convener of the cluster."""
    return offices_to_order_for(user, about).exists()


def can_edit(user: User, review: Review) -> bool:
    """Staff and managers of the office that writes it, while it is a draft."""
    return review.state == Review.State.DRAFT and user.has_role(
        review.office_id, *WRITING
    )


def can_rebuild(user: User, review: Review) -> bool:
    """Whoever may edit it, the one who ordered it, and a superuser; until issued."""
    if review.state not in (Review.State.ORDERED, Review.State.DRAFT):
        return False
    return (
        user.is_superuser
        or review.ordered_by_id == user.pk
        or user.has_role(review.office_id, *WRITING)
    )


def can_issue(user: User, review: Review) -> bool:
    """Only a manager of the office; a superuser issues nothing on its behalf."""
    return review.state == Review.State.DRAFT and user.has_role(
        review.office_id, Role.MANAGER
    )


def can_correct(user: User, review: Review) -> bool:
    """A manager of the office; the last issued version only, so the thread is one."""
    return (
        review.is_issued
        and user.has_role(review.office_id, Role.MANAGER)
        and not review.corrections.issued().exists()
    )


def can_see_history(user: User, review: Review) -> bool:
    """The office's people: it tells every wording the draft once had."""
    return user.is_superuser or review.office_id in {None, *user.organisation_ids}


# -- Figures -----------------------------------------------------------------


def can_enter_figures(user: User) -> bool:
    """Staff and managers of any body."""
    return bool(user.organisation_ids_as(*WRITING))


def entering_organisations(user: User) -> QuerySet[Organisation]:
    """Bodies in whose name the person enters figures."""
    ids = user.organisation_ids_as(*WRITING)
    return Organisation.objects.filter(pk__in=ids).existing(timezone.localdate())


def organisations_to_enter_for(user: User) -> QuerySet[Organisation]:
    """One's own bodies, and the members of the clusters they convene."""
    ids = user.organisation_ids_as(*WRITING)
    members = ClusterMember.objects.filter(cluster__convener__in=ids)
    return Organisation.objects.filter(
        Q(pk__in=ids) | Q(pk__in=members.values("organisation"))
    )


def can_correct_figure(user: User, figure: Figure) -> bool:
    """Staff and managers of the body that entered it; not once it is withdrawn."""
    return not figure.is_withdrawn and user.has_role(
        figure.entering_organisation_id, *WRITING
    )


def figures_of_review(review: Review) -> QuerySet[Figure]:
    """The figures its draft was built from: who may read it may follow them."""
    rows = (review.bound or {}).get("figures", [])
    return Figure.objects.filter(pk__in={pk for row in rows for pk in row["figures"]})


# -- Clusters ----------------------------------------------------------------


def clusters_visible_to(user: User) -> QuerySet[EmulationCluster]:
    """Clusters in which one's body is a member or the convener."""
    if not user.is_authenticated:
        return EmulationCluster.objects.none()
    if user.is_superuser:
        return EmulationCluster.objects.all()
    mine = user.organisation_ids
    places = ClusterMember.objects.filter(organisation__in=mine)
    return EmulationCluster.objects.filter(
        Q(convener__in=mine) | Q(pk__in=places.values("cluster"))
    )


def sees_all_members(user: User, cluster: EmulationCluster) -> bool:
    """The convener follows every member; a member only itself, until a report."""
    return user.is_superuser or cluster.convener_id in user.organisation_ids


# -- Recommendations ---------------------------------------------------------


def recommendations_visible_to(user: User) -> QuerySet[Recommendation]:
    """Those of the conferences and of the reports that one may read."""
    conferences = Conference.objects.visible_to(user)
    return Recommendation.objects.filter(
        Q(conclusion__conference__in=conferences.values("pk"))
        | Q(review__in=Review.objects.visible_to(user).values("pk"))
    )


def can_withdraw(user: User, recommendation: Recommendation) -> bool:
    """Whoever follows up the conference, until it is in a report."""
    return (
        recommendation.conclusion is not None
        and recommendation.review_id is None
        and can_follow_up(user, recommendation.conclusion.conference)
    )
