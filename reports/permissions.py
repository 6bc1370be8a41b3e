"""Who may see and do what with figures and reports, one function per question."""

from datetime import date

from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.models import (
    ClusterMember,
    EmulationCluster,
    Organisation,
    Province,
    Role,
    User,
    with_successors,
)
from accounts.permissions import can_keep_calendar
from agreements.models import Agreement, Conference, Party
from agreements.permissions import can_follow_up
from tasks.models import YearlyPlan

from .models import (
    Addressee,
    Collection,
    Figure,
    Indicator,
    Outline,
    Recommendation,
    Reply,
    Review,
    UnitReport,
)
from .reviews import review_states, reviewing
from .reviews.review_states import Act

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
    """Only a manager of the office; a superuser issues nothing on its behalf.

    What is not approved yet, whoever may approve it in the same step.
    """
    if not review_states.can(user, review, Act.ISSUE):
        return False
    return review.state == Review.State.APPROVED or reviewing.may_approve(
        review, user, timezone.localdate()
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
    """Staff and managers of the body that entered it; not once it is withdrawn, nor

    while it stands in a report they have handed in: who has that may return it.
    """
    is_ours = user.has_role(figure.entering_organisation_id, *WRITING)
    return is_ours and not figure.is_withdrawn and not is_handed_in(figure)


def is_handed_in(figure: Figure) -> bool:
    """Does the office have the report the body typed it into, and work with it?"""
    report = figure.unit_report
    return (
        report is not None
        and report.organisation_id == figure.entering_organisation_id
        and report.state in (UnitReport.State.SENT, UnitReport.State.RECEIVED)
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
    """One's own bodies' drafts; what was sent to them or under their agreements;

    and those of the conferences, the reports and the plans that one may read.
    """
    if not user.is_authenticated:
        return Recommendation.objects.none()
    if user.is_superuser:
        return Recommendation.objects.all()
    mine = user.organisation_ids
    received = Addressee.objects.filter(organisation__in=mine)
    parties = Party.objects.of_organisations(mine)
    plans = YearlyPlan.objects.visible_to(user).values("pk")
    carried_out = Recommendation.tasks.through.objects.filter(focustask__plan__in=plans)
    return Recommendation.objects.filter(
        Q(sender__in=mine)
        | Q(conclusion__conference__in=Conference.objects.visible_to(user).values("pk"))
        | Q(review__in=Review.objects.visible_to(user).values("pk"))
        | Q(sent_on__isnull=False)
        & (
            Q(pk__in=received.values("recommendation"))
            | Q(agreement__in=parties.values("agreement"))
            | Q(agreement__owner__in=mine)
            | Q(supervision__plan__in=plans)
            | Q(pk__in=carried_out.values("recommendation"))
        )
    )


def senders_for(user: User) -> QuerySet[Organisation]:
    """Bodies in whose name the person may make recommendations."""
    return entering_organisations(user)


def agreements_to_cite(user: User) -> QuerySet[Agreement]:
    """Those of one's own bodies, as parties or as keepers of the record."""
    mine = user.organisation_ids
    signed = Party.objects.of_organisations(mine).values("agreement")
    return (
        Agreement.objects.visible_to(user)
        .filter(Q(owner__in=mine) | Q(pk__in=signed))
        .select_related("kind")
    )


def can_make_recommendation(user: User) -> bool:
    """Staff and managers of any body that exists."""
    return senders_for(user).exists()


def can_prepare(user: User, recommendation: Recommendation) -> bool:
    """Complete and send it: the sender's staff and managers, until it is sent.

    One of a report or a conference has no sender yet: whoever wrote the report or
    follows up the conference; of a report recorded from a source, the parties. What
    was answered on the spot is not sent any more.
    """
    if recommendation.is_sent or recommendation.answered_by.exists():
        return False
    if recommendation.sender_id:
        return user.has_role(recommendation.sender_id, *WRITING)
    if recommendation.conclusion is not None:
        return can_follow_up(user, recommendation.conclusion.conference)
    review = recommendation.review
    if review is None:
        return False
    about = review.agreement or review.cluster
    bodies = {review.office_id} if review.office_id else concerned_ids(about)
    return bool(bodies & user.organisation_ids_as(*WRITING))


def can_remove_recommendation(user: User, recommendation: Recommendation) -> bool:
    """The sender's staff and managers, of a draft that nothing else stands behind."""
    return not recommendation.has_words_of_a_record and can_prepare(
        user, recommendation
    )


def is_of_sender(user: User, recommendation: Recommendation) -> bool:
    """Staff and managers of the body that sent it, or of its successor."""
    return recommendation.is_sent and user.has_role(recommendation.sender_id, *WRITING)


def addressees_to_answer_for(
    user: User, recommendation: Recommendation
) -> list[Addressee]:
    """Those of its addressees for which this person writes, answered or not."""
    if not recommendation.is_sent:
        return []
    return [
        row
        for row in recommendation.addressees.select_related("organisation")
        if user.has_role(row.organisation_id, *WRITING)
    ]


def can_judge(user: User, reply: Reply) -> bool:
    """The sender's staff and managers: never the addressee for itself."""
    return is_of_sender(user, reply.addressee.recommendation)


def can_withdraw(user: User, recommendation: Recommendation) -> bool:
    """Undo the click: whoever follows up the conference, until a report has it."""
    return (
        recommendation.conclusion is not None
        and recommendation.review_id is None
        and can_follow_up(user, recommendation.conclusion.conference)
    )


# -- Review and signing ------------------------------------------------------


def can_submit(user: User, review: Review) -> bool:
    """Staff and managers of the office, when the draft is built."""
    return bool(review.bound) and review_states.can(user, review, Act.SUBMIT)


def can_decide(user: User, review: Review) -> bool:
    """Read it as the one who approves or sends it back: a manager of the office."""
    return review_states.can(user, review, Act.SEND_BACK)


def can_approve(user: User, review: Review) -> bool:
    """A manager who did not submit it, or the only one that the office has."""
    return review_states.can(user, review, Act.APPROVE) and reviewing.may_approve(
        review, user, timezone.localdate()
    )


def can_take_back(user: User, review: Review) -> bool:
    """From review its writers; what was approved, only a manager."""
    acts = (Act.WITHDRAW, Act.REOPEN)
    return any(review_states.can(user, review, act) for act in acts)


def can_compare(user: User, review: Review) -> bool:
    """The office's people: the figures of today are other bodies' until reported."""
    return review.is_issued and can_see_history(user, review)


# -- Publication -------------------------------------------------------------


def can_publish(user: User, review: Review) -> bool:
    """A manager of the office that issued it; again, to change what is masked."""
    return review.is_issued and user.has_role(review.office_id, Role.MANAGER)


def can_unpublish(user: User, review: Review) -> bool:
    publication = getattr(review, "publication", None)
    return (
        publication is not None
        and publication.withdrawn_at is None
        and can_publish(user, review)
    )


# -- Asking the units ----------------------------------------------------------


def collecting_offices(
    user: User, about: Agreement | EmulationCluster | None
) -> QuerySet[Organisation]:
    """Bodies of the person that may collect reports: of an agreement its parties, the

    keeper of its record and the focal bodies its duties name; of a cluster the
    convener; about neither, any body. Nobody collects on behalf of another.
    """
    on, mine = timezone.localdate(), user.organisation_ids_as(*WRITING)
    if isinstance(about, Agreement):
        mine &= _collecting_on(about) if about.is_signed else set()
    elif about is not None:
        mine &= with_successors({about.convener_id} - {None}, on)
    return Organisation.objects.filter(pk__in=mine).existing(on).select_related("kind")


def _collecting_on(agreement: Agreement) -> set[int]:
    focal = agreement.reporting_duties.values_list("focal", flat=True)
    ids = concerned_ids(agreement) | {agreement.owner_id} | set(focal)
    return with_successors(ids - {None}, timezone.localdate())


def can_collect(user: User, about: Agreement | EmulationCluster | None) -> bool:
    """Staff and managers of such a body."""
    return collecting_offices(user, about).exists()


def can_run_collection(user: User, collection: Collection) -> bool:
    """Staff and managers of the office that collects; a superuser only looks on."""
    return user.has_role(collection.office_id, *WRITING)


def sees_all_units(user: User, collection: Collection) -> bool:
    """The office and the parties of the agreement; a unit sees its own line only."""
    if user.is_superuser or collection.office_id in user.organisation_ids:
        return True
    if collection.agreement_id is None:
        return False
    parties = Party.objects.filter(agreement=collection.agreement_id)
    return parties.of_organisations(user.organisation_ids).exists()


def unit_reports_visible_to(user: User) -> QuerySet[UnitReport]:
    """What one's own bodies report, and what is reported to them."""
    if not user.is_authenticated:
        return UnitReport.objects.none()
    if user.is_superuser:
        return UnitReport.objects.all()
    mine = user.organisation_ids
    return UnitReport.objects.filter(
        Q(organisation__in=mine) | Q(collection__office__in=mine)
    )


def is_of_unit(user: User, unit_report: UnitReport) -> bool:
    """Staff and managers of the unit, or of its successor: they write and send."""
    return user.has_role(unit_report.organisation_id, *WRITING)


# -- Word layouts of an office ---------------------------------------------------


def can_keep_word_templates(user: User, organisation: Organisation) -> bool:
    """Its managers and its administrators, and the system's administrator."""
    return user.is_superuser or user.has_role(
        organisation.pk, Role.MANAGER, Role.ADMINISTRATOR
    )


# -- Ordering a report, and outlines ---------------------------------------------

TO_REPORT_ON = (
    Agreement | YearlyPlan | Organisation | EmulationCluster | Province | Collection
)


def offices_to_order_for(user: User, about: TO_REPORT_ON | None) -> QuerySet:
    """Bodies in whose name the person may order a report: where they are manager.

    The successor of a body that ended writes the report, never the ended one. A
    superuser may order for any of them. Standing alone, any body of a manager.
    """
    today = timezone.localdate()
    managed = user.organisation_ids_as(Role.MANAGER)
    ids = managed if about is None else _ordering_ids(about)
    if not user.is_superuser:
        ids = ids & managed
    return (
        Organisation.objects.filter(pk__in=ids).existing(today).select_related("kind")
    )


def _ordering_ids(about: TO_REPORT_ON) -> set[int]:
    """Of what is signed the parties, of a plan that is issued too; of a cluster the

    convener, since its report shows every member's figures; of a body itself and the
    one above it; of a province its provincial bodies; of a collection its office.
    """
    today = timezone.localdate()
    match about:
        case YearlyPlan():
            return _ordering_ids(about.agreement) if about.is_issued else set()
        case Agreement():
            return concerned_ids(about) if about.is_signed else set()
        case EmulationCluster() if about.convener_id is None:
            return concerned_ids(about)
        case EmulationCluster():
            return with_successors({about.convener_id}, today)
        case Organisation():
            return {about.pk, about.parent_id} - {None}
        case Province():
            bodies = about.organisations.filter(level__code="tinh").existing(today)
            return set(bodies.values_list("pk", flat=True))
    return with_successors({about.office_id}, today)


def can_order(user: User, about: TO_REPORT_ON | None) -> bool:
    """A manager of one of these bodies, or a superuser."""
    return offices_to_order_for(user, about).exists()


def outlines_visible_to(user: User) -> QuerySet[Outline]:
    """The common ones, and those of one's own bodies."""
    if not user.is_authenticated:
        return Outline.objects.none()
    if user.is_superuser:
        return Outline.objects.all()
    common = Q(organisation__isnull=True)
    return Outline.objects.filter(common | Q(organisation__in=user.organisation_ids))


def can_edit_outline(user: User, outline: Outline) -> bool:
    """Staff and managers of the office; the common ones only a superuser."""
    if outline.organisation_id is None:
        return user.is_superuser
    return user.has_role(outline.organisation_id, *WRITING)


def offices_with_outlines(user: User) -> QuerySet[Organisation]:
    """Bodies in whose name the person may keep outlines."""
    return entering_organisations(user)


# -- Dashboards --------------------------------------------------------------


def can_see_dashboard(user: User) -> bool:
    """Of all one's bodies: managers and administrators of a body that stands under no

    other, and the administrator of the system.
    """
    if not user.is_authenticated:
        return False
    return user.is_superuser or any(
        place.role in (Role.MANAGER, Role.ADMINISTRATOR)
        and place.organisation.parent_id is None
        for place in user.current_memberships
    )


def can_see_dashboard_of(user: User, organisation: Organisation) -> bool:
    """Its own people, those of its successor, and the administrator of the system."""
    return user.is_superuser or organisation.pk in user.organisation_ids


def bodies_with_dashboards(user: User) -> list[Organisation]:
    """Those one serves today, the first place first."""
    places = user.current_memberships
    return list({p.organisation_id: p.organisation for p in places}.values())


def sees_ranking(user: User, cluster: EmulationCluster) -> bool:
    """Where the cluster ranks its members at all; before a report, the convener."""
    return cluster.ranks_members and sees_all_members(user, cluster)


def can_subscribe(user: User, organisation: Organisation) -> bool:
    """To what a body is told: whoever serves it today."""
    return organisation in bodies_with_dashboards(user)


# -- Catalogue of indicators, sources of sums ------------------------------------


def can_keep_catalogue(user: User) -> bool:
    """Whoever keeps the working calendar: one catalogue serves the whole system."""
    return can_keep_calendar(user)


def agreements_of_targets(user: User) -> QuerySet[Agreement]:
    """Targets of an agreement are for those who may read the agreement."""
    return Agreement.objects.visible_to(user)


def bodies_to_trace(
    user: User, indicator: Indicator, first: date, last: date
) -> set[int] | None:
    """Bodies whose sum of those days the person may follow to its figures; None: all.

    One's own, the members of clusters one's body convenes; units that have sent it a
    report, for what was asked: asking somebody opens nothing by itself.
    """
    if user.is_superuser:
        return None
    mine = user.organisation_ids
    members = ClusterMember.objects.filter(cluster__convener__in=mine)
    sent = UnitReport.objects.filter(
        collection__office__in=mine,
        collection__indicators=indicator,
        collection__period_from__lte=first,
        collection__period_to__gte=last,
        first_sent_at__isnull=False,
    )
    return {
        *mine,
        *with_successors(
            members.values_list("organisation", flat=True), timezone.localdate()
        ),
        *sent.values_list("organisation", flat=True),
    }
