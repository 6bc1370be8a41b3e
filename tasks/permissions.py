"""Who may do what with plans and tasks: one function per question.

Roles are held in organisations; whoever serves the successor of a merged body acts
for it (see `User.roles_by_organisation`). The whole table: docs/permissions.md.
"""

from datetime import date

from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.models import Organisation, Role, User, with_successors
from agreements.models import Agreement, Conclusion, Party

from .models import WORKING_STATES, FocusTask, TaskState, YearlyPlan

WORKERS = (Role.STAFF, Role.MANAGER)
DECIDERS = (Role.REVIEWER, Role.MANAGER)
# What `Party.bearer_ids` reads.
BEARING = ("members", "decisions")


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


def represents(party: Party, organisation_id: int, on: date) -> bool:
    """Is the party, that day, the organisation itself or what both have become?"""
    acting = with_successors({organisation_id}, on)
    return bool(acting & with_successors(party.bearer_ids(on), on))


def parties_to_decide_for(user: User, plan: YearlyPlan) -> list[Party]:
    """Parties for which this person may decide now, in order."""
    if plan.state != YearlyPlan.State.SUBMITTED:
        return []
    decided = set(
        plan.submissions.filter(number=plan.round).values_list(
            "decisions__party", flat=True
        )
    )
    return [
        party
        for party in plan.agreement.parties.prefetch_related(*BEARING)
        if party.pk not in decided and may_decide_when_asked(user, plan, party)
    ]


def may_decide_when_asked(user: User, plan: YearlyPlan, party: Party) -> bool:
    """Reviewers and managers of the party, whether or not it is asked now.

    Nobody who works in the drafting office decides for another party, and the
    office's own party agreed by submitting. A party that became one body with the
    office while it was asked has nobody else: its deciders are those of the office.
    """
    on = timezone.localdate()
    if user.has_role(plan.office_id, *Role.values):
        if not represents(party, plan.office_id, on):
            return False
    return bool(party.bearer_ids(on) & user.organisation_ids_as(*DECIDERS))


def can_decide(user: User, plan: YearlyPlan) -> bool:
    return bool(parties_to_decide_for(user, plan))


def can_issue(user: User, plan: YearlyPlan) -> bool:
    """Staff and managers of the drafting office, once every party agreed."""
    return plan.state == YearlyPlan.State.AGREED and user.has_role(
        plan.office_id, *WORKERS
    )


def can_close(user: User, plan: YearlyPlan) -> bool:
    """Managers of the drafting office, once issued."""
    return plan.state == YearlyPlan.State.ISSUED and user.has_role(
        plan.office_id, Role.MANAGER
    )


def organisations_to_report_for(user: User, task: FocusTask) -> list[Organisation]:
    """The lead or coordinating bodies this person may report progress for."""
    if task.state not in WORKING_STATES or task.plan.state != YearlyPlan.State.ISSUED:
        return []
    return organisations_involved(user, task)


def can_report(user: User, task: FocusTask) -> bool:
    """Staff and managers of the lead and of each coordinating body."""
    return bool(organisations_to_report_for(user, task))


def can_confirm(user: User, task: FocusTask) -> bool:
    """Staff and managers of the plan's office, when the lead asks for it."""
    return task.state == TaskState.SUBMITTED and may_confirm_when_asked(user, task)


def may_confirm_when_asked(user: User, task: FocusTask) -> bool:
    """The same people, whether or not something waits: a second click is told so."""
    return user.has_role(task.plan.office_id, *WORKERS)


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
