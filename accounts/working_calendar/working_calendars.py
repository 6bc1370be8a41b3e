"""The calendar of a year: proposed, put right by people, confirmed, reopened.

One calendar for everybody. It counts from its confirmation; to change it afterwards
it is reopened, with the reason.
"""

from datetime import datetime, time

from django.db import transaction
from django.utils.crypto import salted_hmac

from .. import history
from ..errors import NotPossible, Stale
from ..models import SpecialDay, User, WorkingYear
from . import holiday_proposals

FIRST_YEAR, LAST_YEAR = 2021, 2100  # from the year of Bộ luật Lao động 2019
PROPOSED = (
    "Đề xuất theo {}. Hãy đối chiếu với thông báo nghỉ lễ, tết của năm trước khi xác "
    "nhận."
)
CONFIRMED = (
    "Lịch năm này đã được xác nhận nên không sửa được. Muốn sửa, hãy mở lại lịch và "
    "nêu lý do."
)
HOURS = ["opens_at", "closes_at", "note"]
DAY = ["on", "kind", "name"]


def fingerprint(*rows: WorkingYear | SpecialDay) -> str:
    """What a page showed of these rows; another one says that they were changed."""
    shown = [
        history.snapshot(row, HOURS if isinstance(row, WorkingYear) else DAY)
        for row in rows
    ]
    return salted_hmac("working-calendar", repr(shown)).hexdigest()[:16]


def fingerprint_of_all(calendar: WorkingYear) -> str:
    return fingerprint(calendar, *calendar.days.all())


@transaction.atomic
def propose(*, year: int, by: User) -> int:
    """Draw the year up, or add what its draft lacks; how many days are new."""
    proposed = holiday_proposals.proposal(year)
    calendar, is_new = WorkingYear.objects.get_or_create(
        year=year,
        defaults={
            "note": PROPOSED.format("; ".join(holiday_proposals.sources(proposed)))
        },
    )
    lock(calendar)
    added = lacking(calendar, proposed)
    SpecialDay.objects.bulk_create(
        [
            SpecialDay(year=calendar, on=day.on, kind=day.kind, name=day.name)
            for day in added
        ]
    )
    if added:
        said = "đã lập" if is_new else "đã bổ sung"
        history.record(
            by=by,
            action=f"{said} lịch theo đề xuất: {len(added)} ngày nghỉ, ngày làm bù",
            target=calendar,
        )
    return len(added)


def lacking(
    calendar: WorkingYear, proposed: list[holiday_proposals.Proposed] | None = None
) -> list[holiday_proposals.Proposed]:
    """What would be proposed and does not stand in the calendar in any way."""
    if proposed is None:
        proposed = holiday_proposals.proposal(calendar.year)
    known = set(calendar.days.values_list("on", flat=True))
    return [day for day in proposed if day.on not in known]


# -- Hours and the notice -----------------------------------------------------------


@transaction.atomic
def change_hours(
    *,
    calendar: WorkingYear,
    seen: str,
    opens_at: time,
    closes_at: time,
    note: str,
    by: User,
) -> None:
    """The hours of the year, and by what notice the calendar was drawn up."""
    calendar = lock(calendar)
    refuse_stale(seen, calendar)
    before = history.snapshot(calendar, HOURS)
    calendar.opens_at, calendar.closes_at = opens_at, closes_at
    calendar.note = note
    calendar.full_clean()
    calendar.save(update_fields=HOURS)
    changes = history.differences(before, history.snapshot(calendar, HOURS))
    if changes:
        history.record(by=by, action="đã sửa lịch", target=calendar, changes=changes)


# -- Confirming and reopening -----------------------------------------------------


@transaction.atomic
def confirm(*, calendar: WorkingYear, seen: str, by: User, at: datetime) -> None:
    """From now on it counts. Stale if it is no longer what the person looked at."""
    calendar = lock(calendar)
    refuse_stale(seen, calendar, *calendar.days.all())
    if not calendar.days.exists():
        raise NotPossible("Lịch chưa có ngày nghỉ nào nên chưa xác nhận được.")
    calendar.confirmed_at, calendar.confirmed_by = at, by
    calendar.save(update_fields=["confirmed_at", "confirmed_by"])
    history.record(by=by, action="đã xác nhận lịch", target=calendar)


@transaction.atomic
def reopen(*, calendar: WorkingYear, reason: str, by: User) -> bool:
    """Until it is confirmed again only weekends are off; False if it is open."""
    was_confirmed = WorkingYear.objects.filter(
        pk=calendar.pk, confirmed_at__isnull=False
    )
    if not was_confirmed.update(confirmed_at=None, confirmed_by=None):
        return False
    history.record(
        by=by, action="đã mở lại lịch để sửa", target=calendar, reason=reason
    )
    return True


def lock(calendar: WorkingYear) -> WorkingYear:
    """As it is now; changes of one year wait for each other."""
    calendar = WorkingYear.objects.select_for_update().get(pk=calendar.pk)
    if calendar.confirmed_at:
        raise NotPossible(CONFIRMED)
    return calendar


def refuse_stale(seen: str, *rows) -> None:
    if fingerprint(*rows) != seen:
        raise Stale("Người khác vừa sửa lịch này.")
