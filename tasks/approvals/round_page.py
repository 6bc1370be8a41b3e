"""What the page of a plan says of its rounds: who asks what, by when, what changed."""

from datetime import date

from django.db.models import Q

from accounts import history
from accounts.models import HistoryEntry, User

from .. import permissions
from ..models import Decision, Submission, YearlyPlan
from . import deciding, remarking
from .deciding import Deciders
from .round_changes import Changes, between

Verdict = Decision.Verdict
# How `approval` says that a round has ended.
SENT_BACK, TAKEN_BACK = "đã đề nghị sửa kế hoạch", "đã rút kế hoạch"


def rounds_of(plan: YearlyPlan) -> list[Submission]:
    """Without their rows, which are read only where they are compared."""
    return list(
        plan.submissions.defer("rows")
        .select_related("submitted_by", "withdrawn_by")
        .prefetch_related(
            "decisions__party",
            "decisions__decided_by",
            "decisions__stand_in__stands_for",
            "decisions__remarks__answered_by",
        )
    )


def history_of(plan: YearlyPlan, *, is_ours: bool) -> list[HistoryEntry]:
    """What the office changes while it revises is its own until it submits again."""
    entries = history.of(plan)
    if plan.is_open_to_editing and not is_ours:
        ends = Q(action__startswith=SENT_BACK) | Q(action__startswith=TAKEN_BACK)
        ended = entries.filter(ends).first()
        entries = entries.filter(pk__lte=ended.pk if ended else 0)
    return list(entries[:50])


def page_context(
    plan: YearlyPlan,
    rounds: list[Submission],
    rows: list[dict],
    changes: Changes,
    *,
    user: User,
    on: date,
) -> dict:
    """For the page of the plan; `rounds` from `rounds_of`, `rows` of the table."""
    last = rounds[-1] if rounds else None
    is_asked = plan.state == YearlyPlan.State.SUBMITTED
    deciders, asked = Deciders(on), []
    if is_asked:
        submission = deciding.round_of(plan)
        asked = [
            (party, deciders.of(party, submission)[user])
            for party in deciding.asked_of(user, plan, submission, deciders)
        ]
    remarks = [] if plan.document_number else latest_remarks(rounds)
    for remark in remarks:
        remark.change = changes.get(remark.task_id)
    with_remarks(rows, remarks)
    return {
        "rounds": rounds,
        "last_round": last,
        "deciding_for": asked,
        "parties_asked": parties_asked(plan, last) if is_asked and last else [],
        "sent_back": sent_back_in(last) if plan.state == "sent_back" else [],
        "remarks_to_answer": remarks if permissions.can_edit(user, plan) else [],
        "party_count": plan.agreement.parties.count(),
        "can_withdraw": permissions.can_withdraw(user, plan),
    }


def parties_asked(plan: YearlyPlan, submission: Submission) -> list[dict]:
    """Each party with its decision, or whether it is asked now or only later."""
    parties = deciding.parties_of(plan)
    decided = {decision.party_id: decision for decision in submission.decisions.all()}
    asked = deciding.asked_now(submission, parties)
    return [
        {"party": p, "decision": decided.get(p.pk), "is_asked": p in asked}
        for p in parties
    ]


def sent_back_in(submission: Submission | None) -> list[Decision]:
    if submission is None:
        return []
    return [d for d in submission.decisions.all() if d.verdict == Verdict.SENT_BACK]


def remarks_of(submission: Submission | None) -> list:
    found = []
    for decision in sent_back_in(submission):
        for remark in decision.remarks.all():
            remark.decision = decision  # with its party, already read
            found.append(remark)
    return found


def latest_remarks(rounds: list[Submission]) -> list:
    """Of the last round in which there were any: what the next one answers."""
    for submission in reversed(rounds):
        if found := remarks_of(submission):
            return found
    return []


def with_remarks(rows: list[dict], remarks) -> list[dict]:
    """The rows of a table, each with what was said of it."""
    said = remarking.by_row(remarks)
    for row in rows:
        if "cells" in row:
            row["remarks"] = said.get(row["cells"]["task"], ())
    return rows


def changes_to(rounds: list[Submission], submission: Submission) -> Changes:
    """What a round changed from the one before it; nothing in the first."""
    earlier = [other for other in rounds if other.number < submission.number]
    if not earlier:
        return Changes()
    return between(earlier[-1].rows, submission.rows)
