"""Who may do what with plans and tasks: one function per question.

Roles are held in organisations; whoever serves the successor of a merged body acts
for it (see `User.roles_by_organisation`). The whole table: docs/permissions.md.
"""

from datetime import date

from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.models import Membership, Organisation, Role, User, with_successors
from agreements.models import Agreement, Conclusion, Party

from .approvals.deciding import BEARING, Deciders, asked_of, round_of
from .models import (
    OPEN_STATES,
    WORKING_STATES,
    CalendarFeed,
    CascadeDuty,
    FocusTask,
    Handover,
    TaskState,
    YearlyPlan,
)

WORKERS = (Role.STAFF, Role.MANAGER)
WITHDRAWABLE = (YearlyPlan.State.SUBMITTED, YearlyPlan.State.AGREED)
NAMING = (Role.MANAGER, Role.ADMINISTRATOR)


def offices_to_draft_for(user: User, agreement: Agreement) -> list[Organisation]:
    """Bodies of the agreement for which this person may draft a plan.

    None before it is signed. A body that has ended drafts nothing: its successor does.
    """
    if not agreement.is_signed:
        return []
    on = timezone.localdate()
    parties = agreement.parties.prefetch_related(*BEARING)
    signed = {pk for party in parties for pk in party.bearer_ids(on)}
    signed = with_successors(signed | {agreement.owner_id}, on)
    mine = signed & user.organisation_ids_as(*WORKERS)
    return list(Organisation.objects.filter(pk__in=mine).existing(on))


def can_draft(user: User, agreement: Agreement) -> bool:
    """Staff and managers of a body that signed."""
    return bool(offices_to_draft_for(user, agreement))


def draftable(user: User, agreements: QuerySet[Agreement]) -> QuerySet[Agreement]:
    """Those of many for which `can_draft` holds, in a fixed number of queries."""
    on, mine = timezone.localdate(), user.organisation_ids_as(*WORKERS)
    if not Organisation.objects.filter(pk__in=mine).existing(on).exists():
        return agreements.none()
    borne = Party.objects.borne_by(mine, on).values("agreement")
    return agreements.signed().filter(Q(owner__in=mine) | Q(pk__in=borne))


def is_of_office(user: User, plan: YearlyPlan) -> bool:
    """Anyone of the drafting office, and a superuser: they read the draft as it is."""
    return user.is_superuser or user.has_role(plan.office_id, *Role.values)


def can_edit(user: User, plan: YearlyPlan) -> bool:
    """Staff and managers of the drafting office, until the plan is submitted."""
    return plan.is_open_to_editing and user.has_role(plan.office_id, *WORKERS)


def parties_to_decide_for(user: User, plan: YearlyPlan) -> list[Party]:
    """Parties for which this person may decide now, in order."""
    if plan.state != YearlyPlan.State.SUBMITTED:
        return []
    deciders = Deciders(timezone.localdate())
    return asked_of(user, plan, round_of(plan), deciders)


def may_decide_when_asked(user: User, plan: YearlyPlan, party: Party) -> bool:
    """Who decides for the party in this round, or stands in, asked now or not.

    The rules are in `deciding.Deciders`: posts, stand-ins, and nobody of the drafting
    office for another party.
    """
    return user in Deciders(timezone.localdate()).of(party, round_of(plan))


def can_decide(user: User, plan: YearlyPlan) -> bool:
    return bool(parties_to_decide_for(user, plan))


def can_withdraw(user: User, plan: YearlyPlan) -> bool:
    """Staff and managers of the drafting office, from submitting until it is issued."""
    return plan.state in WITHDRAWABLE and may_withdraw_when_asked(user, plan)


def may_withdraw_when_asked(user: User, plan: YearlyPlan) -> bool:
    """The same people, whatever became of the plan: who is late is told so."""
    return user.has_role(plan.office_id, *WORKERS)


def organisations_to_name_for(user: User, on: date) -> list[Organisation]:
    """Bodies in which the person may name or revoke who stands in ("thay mặt").

    Managers and administrators of the body itself: nobody above or beside it.
    """
    managed = Organisation.objects.filter(pk__in=user.organisation_ids_as(*NAMING))
    return list(managed.existing(on))


def can_issue(user: User, plan: YearlyPlan) -> bool:
    """Staff and managers of the drafting office, once every party agreed."""
    return plan.state == YearlyPlan.State.AGREED and user.has_role(
        plan.office_id, *WORKERS
    )


def can_amend(user: User, plan: YearlyPlan) -> bool:
    """Staff and managers of the drafting office, once issued and until it is closed."""
    return plan.state == YearlyPlan.State.ISSUED and user.has_role(
        plan.office_id, *WORKERS
    )


def can_discard(user: User, plan: YearlyPlan) -> bool:
    """Staff and managers of the office, of an amendment that they may still edit."""
    return plan.is_amendment and can_edit(user, plan)


def can_cascade(user: User, task: FocusTask) -> bool:
    """Staff and managers of the plan's office and of the lead, while it is carried

    out: they say which bodies sign a programme of their own.
    """
    is_running = task.plan.state == YearlyPlan.State.ISSUED
    return (
        is_running and task.state != TaskState.CANCELLED and keeps_cascade(user, task)
    )


def keeps_cascade(user: User, task: FocusTask) -> bool:
    """The same people, at any time: they see all bodies and correct the record."""
    bodies = (task.plan.office_id, task.lead_organisation_id)
    return any(user.has_role(body, *WORKERS) for body in bodies)


def can_record_signing(user: User, duty: CascadeDuty) -> bool:
    """They, and staff and managers of the body itself or of its successor."""
    if not duty.task.plan.is_issued:
        return False
    is_own = user.has_role(duty.organisation_id, *WORKERS)
    return is_own or keeps_cascade(user, duty.task)


def can_close(user: User, plan: YearlyPlan) -> bool:
    """Managers of the drafting office, once issued."""
    return plan.state == YearlyPlan.State.ISSUED and user.has_role(
        plan.office_id, Role.MANAGER
    )


def organisations_to_report_for(user: User, task: FocusTask) -> list[Organisation]:
    """The lead or coordinating bodies this person may report progress for.

    The lead until it asks for confirmation; the others until that is given.
    """
    if task.state not in OPEN_STATES or task.plan.state != YearlyPlan.State.ISSUED:
        return []
    involved = organisations_involved(user, task)
    if task.state in WORKING_STATES:
        return involved
    return [body for body in involved if body.pk != task.lead_organisation_id]


def can_report(user: User, task: FocusTask) -> bool:
    """Staff and managers of the lead and of each coordinating body."""
    return bool(organisations_to_report_for(user, task))


def can_confirm(user: User, task: FocusTask) -> bool:
    """Staff and managers of the plan's office, when the lead asks for it."""
    return task.state == TaskState.SUBMITTED and may_confirm_when_asked(user, task)


def may_confirm_when_asked(user: User, task: FocusTask) -> bool:
    """The same people, whether or not something waits: a second click is told so."""
    return user.has_role(task.plan.office_id, *WORKERS)


def can_step(user: User, task: FocusTask) -> bool:
    """The steps of a task: staff and managers of the plan's office and of its lead."""
    bodies = (task.plan.office_id, task.lead_organisation_id)
    # A copy in an amendment is no task: what is noted there would be lost.
    is_kept = task.amends_id is None and task.plan.state != YearlyPlan.State.CLOSED
    return is_kept and any(user.has_role(pk, *WORKERS) for pk in bodies)


def organisations_involved(user: User, task: FocusTask) -> list[Organisation]:
    """One's own bodies in the task, also when nothing can be reported any more."""
    mine = user.organisation_ids_as(*WORKERS)
    involved = [task.lead_organisation]
    involved += [part.organisation for part in task.coordinations.all()]
    return [organisation for organisation in involved if organisation.pk in mine]


def drafts_for_conclusion(user: User, conclusion: Conclusion) -> QuerySet[YearlyPlan]:
    """Plans still being drafted, by the person's office, in which it may be a task."""
    return (
        YearlyPlan.objects.open_to_editing()
        .filter(
            agreement__in=conclusion.conference.concerned().values("pk"),
            office__in=user.organisation_ids_as(*WORKERS),
        )
        .select_related("agreement__kind")
    )


HANDING_OVER = (Role.MANAGER, Role.ADMINISTRATOR)


def can_hand_over(user: User, organisation: Organisation) -> bool:
    """Managers and administrators of the body, and the system's administrator."""
    return user.is_superuser or user.has_role(organisation.pk, *HANDING_OVER)


def organisations_to_hand_over_in(user: User, on: date) -> QuerySet[Organisation]:
    """Existing bodies in which the person records hand-overs."""
    existing = Organisation.objects.existing(on)
    if user.is_superuser:
        return existing.filter(
            pk__in=Membership.objects.current(on).values("organisation")
        )
    return existing.filter(pk__in=user.organisation_ids_as(*HANDING_OVER))


def handovers_visible_to(user: User) -> QuerySet[Handover]:
    """Those of the bodies one serves, and those one gave or received."""
    if user.is_superuser:
        return Handover.objects.all()
    return Handover.objects.filter(
        Q(organisation__in=user.organisation_ids) | Q(giver=user) | Q(receiver=user)
    )


def can_keep_minutes(user: User, handover: Handover) -> bool:
    """Who may record it, and the two who sign."""
    both = (handover.giver_id, handover.receiver_id)
    return user.pk in both or can_hand_over(user, handover.organisation)


def can_revoke_feed(user: User, feed: CalendarFeed) -> bool:
    """Whoever made the address; for a body's, also its managers and administrators."""
    keepers = (Role.MANAGER, Role.ADMINISTRATOR)
    return feed.owner_id == user.pk or user.has_role(feed.organisation_id, *keepers)
