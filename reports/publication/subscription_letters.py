"""The letter with a dashboard's figures, to those who asked for it.

On the first working day of its week, month or quarter; a day that was missed is
caught up on the next one. The period is claimed first, so that two runs send one.
"""

import logging
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from accounts.reminding import working_days

from .. import emails
from ..dashboards import boards
from ..dashboards.summary import tiles
from ..models import ReportSubscription
from .subscribing import Every, What, begun, still_serves

logger = logging.getLogger(__name__)


def due(on: date) -> QuerySet[ReportSubscription]:
    """Letters with figures that the present period has not had."""
    wanted = Q()
    for every in Every:
        before = Q(sent_for__isnull=True) | Q(sent_for__lt=begun(every, on))
        wanted |= Q(every=every) & before
    rows = ReportSubscription.objects.filter(wanted, what=What.DASHBOARD)
    return rows.select_related("user", "organisation").order_by("pk")


def send_due(*, on: date, at: datetime) -> int:
    """Send in office hours what is due; how many letters.

    Not atomic: what cannot be written for one person does not hold the others, and
    is tried again by the next run.
    """
    if not working_days.load({on.year}).is_open(at):
        return 0
    sent = 0
    for row in due(on):
        try:
            sent += send(row, on=on)
        except Exception:
            logger.exception("No figures for subscription %s", row.pk)
    return sent


@transaction.atomic
def send(row: ReportSubscription, *, on: date) -> bool:
    """Claim the period and write the letter; False if another run has, or no right."""
    start = begun(row.every, on)
    claimed = ReportSubscription.objects.filter(
        Q(sent_for__isnull=True) | Q(sent_for__lt=start),
        pk=row.pk,
        every=row.every,
    ).update(sent_for=start)
    if not claimed or not still_serves(row, on):
        return False
    scope = boards.scope_of_body(row.organisation, row.user, on)
    figures = boards.figure_bodies_of(scope)
    asked = boards.filter_of({}, scope, figures)
    name = row.organisation.name
    board = boards.board(scope, asked, figures, name=name)
    emails.dashboard_summary(row, board, tiles(board), on=on)
    return True
