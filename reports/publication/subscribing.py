"""Who asked to be sent what: each issued report, or the figures of a dashboard.

`sent_for` is the first day of the week, month or quarter that figures were last sent
for; whoever asks in the middle of one is sent the next.
"""

from collections.abc import Iterable
from datetime import date

from django.db import transaction

from accounts import history
from accounts.errors import NotPossible
from accounts.models import Membership, Organisation, User, with_successors
from accounts.reminding import working_days
from agreements.models import Party

from .. import permissions
from ..models import ReportSubscription, Review

What, Every = ReportSubscription.What, ReportSubscription.Every
NOT_THERE = "Chỉ đăng ký nhận được tình hình của cơ quan nơi Ông/Bà đang công tác."


# -- Choosing --------------------------------------------------------------------


@transaction.atomic
def subscribe(
    *,
    organisation: Organisation,
    what: str,
    every: str = Every.MONTH,
    by: User,
    on: date,
) -> bool:
    """From the next period on. False where nothing changes."""
    rows = ReportSubscription.objects.select_for_update()
    one = {"user": by, "organisation": organisation, "what": what}
    row = rows.filter(**one).first()
    if row and (row.every == every or what == What.ISSUED):
        return False
    if not permissions.can_subscribe(by, organisation):
        raise NotPossible(NOT_THERE)
    chosen = {"every": every, "sent_for": begun(every, on)}
    row, _ = rows.update_or_create(**one, defaults=chosen)  # two clicks: one row
    history.record(by=by, action=f"đã đăng ký nhận {told(row)}", target=row)
    return True


@transaction.atomic
def unsubscribe(*, organisation: Organisation, what: str, by: User) -> bool:
    rows = ReportSubscription.objects.select_for_update()
    row = rows.filter(user=by, organisation=organisation, what=what).first()
    if row is None:
        return False
    history.record(by=by, action=f"đã thôi nhận {told(row)}", target=row)
    row.delete()
    return True


def told(row: ReportSubscription) -> str:
    """ "bảng điều hành hằng tháng của UBND tỉnh"."""
    how = f" {row.get_every_display().lower()}" if row.what == What.DASHBOARD else ""
    return f"{row.get_what_display().lower()}{how} của {row.organisation.label}"


# -- When ------------------------------------------------------------------------


def begun(every: str, on: date) -> date:
    """The first day of the period that `on` lies in."""
    if every == Every.WEEK:
        return date.fromordinal(on.toordinal() - on.weekday())
    month = on.month if every == Every.MONTH else 3 * ((on.month - 1) // 3) + 1
    return date(on.year, month, 1)


def next_begun(every: str, on: date) -> date:
    """The first day of the period after that."""
    start = begun(every, on)
    if every == Every.WEEK:
        return date.fromordinal(start.toordinal() + 7)
    months = start.month + (1 if every == Every.MONTH else 3)
    return date(start.year + (months > 12), (months - 1) % 12 + 1, 1)


def next_day(
    row: ReportSubscription, on: date, calendar: working_days.WorkingDays
) -> date:
    """When the next letter is sent, as far as the working calendar is known."""
    if row.sent_for is None or row.sent_for < begun(row.every, on):
        return calendar.on_or_after(on)
    return calendar.on_or_after(next_begun(row.every, on))


# -- Issued reports --------------------------------------------------------------


def subscribers(review: Review, bodies: Iterable[int], *, on: date) -> list[User]:
    """Who asked for the reports of these bodies, and may read this one."""
    bodies = {*bodies, *_bodies_beside(review)} - {None}
    asked = ReportSubscription.objects.filter(
        what=What.ISSUED, organisation__in=with_successors(bodies, on)
    )
    rows = asked.select_related("user").order_by("pk")
    people = dict.fromkeys(row.user for row in rows if still_serves(row, on))
    return [
        person
        for person in people
        if Review.objects.visible_to(person).filter(pk=review.pk).exists()
    ]


def _bodies_beside(review: Review) -> set[int | None]:
    """Who keeps the record of what was reviewed, or signed what was reviewed too."""
    others = Party.objects.filter(agreement__in=review.other_agreements.values("pk"))
    found = set(others.order_by().values_list("organisation", flat=True))
    return found | ({review.agreement.owner_id} if review.agreement_id else set())


def still_serves(row: ReportSubscription, on: date) -> bool:
    """Nothing more for who left the body, and the one its duties passed to."""
    bodies = with_successors({row.organisation_id}, on)
    places = Membership.objects.current(on).filter(organisation__in=bodies)
    return places.filter(user=row.user_id, user__is_active=True).exists()
