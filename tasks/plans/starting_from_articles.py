"""A draft that begins with the articles of the agreement."""

from collections.abc import Iterable
from datetime import date

from django.db import transaction

from accounts.models import User

from ..models import FocusTask, YearlyPlan
from . import coverage, planning
from .renewing import Bodies


@transaction.atomic
def start_from_articles(
    *, plan: YearlyPlan, chosen: Iterable[int], by: User, on: date
) -> list[FocusTask]:
    """A row for each chosen article that no row cites yet."""
    plan = planning.locked_for_editing(plan)
    wanted, bodies, added = set(chosen), Bodies(on), []
    for article in coverage.uncovered(plan):
        if article.row.pk not in wanted:
            continue
        party = article.row.responsible_party
        lead = bodies.now(party.organisation) if party and party.organisation else None
        title = article.reading.heading or article.reading.text or str(article.reading)
        task = planning.add_task(
            plan=plan,
            values={
                "title": " ".join(title.split())[:1000],
                "lead_organisation": lead or plan.office,
            },
            provisions=[article.row],
            by=by,
        )
        added.append(task)
    return added
