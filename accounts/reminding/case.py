"""All that is known of one person and one duty, read once; what follows is pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.db.models import Min
from django.utils import timezone

from accounts.models import (
    Audience,
    DeadAddress,
    Digest,
    Reminder,
    ReminderPreference,
    ReminderRun,
    SpecialDay,
    User,
)
from accounts.reminding import ladder
from accounts.reminding.ladder import Step

from . import asking
from .duties import Owing, source_of
from .ladders import LaddersOf
from .serving import Serving
from .working_days import WorkingDays, load

State = Reminder.State


class StepDay(NamedTuple):
    """A step with the day as counted and the working day it moves to."""

    audience: str
    days: int
    printed_on: date
    tell_on: date
    repeats_weekly: bool


@dataclass(frozen=True)
class Case:
    person: User
    duty: str
    duty_id: int
    title: str
    url: str
    on: date
    at: datetime
    calendar: WorkingDays
    day_names: Mapping[date, str]
    owing: Owing | None  # None: nobody owes it now
    silent: str  # why nobody does
    audiences: tuple[str, ...]  # as what the person is told of it now
    steps: tuple[StepDay, ...]  # of these audiences, in time order
    reach: tuple[date, date]  # the due days at which its ladders are read
    rows: tuple[Reminder, ...]  # of the person, oldest first
    others: Mapping[int, tuple[str, ...]]  # step: who else was told, by its due day
    first_step_on: date | None  # the earliest step ever in the ledger, for anybody
    names: Mapping[int, str]
    digests: Mapping[date, Digest]  # of the days on which its rows were written
    digest_today: Digest | None
    last_digest_on: date | None
    preference: ReminderPreference | None
    waiting_due_on: date | None  # the most urgent of all that waits for the person
    last_run_at: datetime | None
    run_days: frozenset[date]  # on which a run was finished
    serving_since: date | None  # None: for as long as is known
    dead: Mapping[str, DeadAddress]

    @property
    def due_on(self) -> date | None:
        return self.owing and self.owing.due_on


def read(
    person: User, duty: str, duty_id: int, *, on: date, at: datetime
) -> Case | None:
    """None for a duty that never was."""
    source = source_of(duty)
    title = source.titles([duty_id]).get(duty_id) if source else None
    if title is None:
        return None
    owing = next(iter(source.owing_of([duty_id], serving=Serving(on))), None)
    calendar = load()
    ladders = LaddersOf(duty, on=on, calendar=calendar)
    audiences = audiences_of(person, owing)
    steps = _steps(owing, audiences, ladders, calendar)
    rows = Reminder.objects.filter(receiver=person, duty=duty, duty_id=duty_id)
    rows = tuple(rows.select_related("digest__mail").order_by("planned_at", "pk"))
    others, first = _others(person, duty, duty_id, owing)
    digests = Digest.objects.filter(receiver=person, kind=Digest.Kind.DAILY)
    last = digests.filter(on__lte=on).order_by("-on").first()
    waiting = Reminder.objects.filter(receiver=person, state=State.PLANNED)
    return Case(
        person=person,
        duty=duty,
        duty_id=duty_id,
        title=title[0],
        url=title[1],
        on=on,
        at=at,
        calendar=calendar,
        day_names=_day_names(calendar, steps, on),
        owing=owing,
        silent="" if owing else asking.why_silent(duty, duty_id),
        audiences=audiences,
        steps=steps,
        reach=ladders.window,
        rows=rows,
        others=others,
        first_step_on=first,
        names=_names(owing),
        digests=_digests_of(digests, rows),
        digest_today=last if last and last.on == on else None,
        last_digest_on=last and last.on,
        preference=ReminderPreference.objects.filter(user=person).first(),
        waiting_due_on=waiting.aggregate(least=Min("due_on"))["least"],
        last_run_at=_last_run_at(at),
        run_days=_run_days(steps, on),
        serving_since=_serving_since(person, on),
        dead=_dead(person, rows),
    )


def audiences_of(person: User, owing: Owing | None) -> tuple[str, ...]:
    told = ((Audience.OWNER, "owners"), (Audience.LEADER, "leaders"))
    return tuple(
        audience for audience, who in told if owing and person.pk in getattr(owing, who)
    )


def _steps(owing, audiences, ladders, calendar) -> tuple[StepDay, ...]:
    found = [
        _step_day(audience, step, days, owing.due_on, calendar)
        for audience in audiences
        for step in ladders.steps.get(ladders.ladder_of(owing.ladder_id), {}).get(
            audience, ()
        )
        for days in step.all_days()
    ]
    return tuple(sorted(found, key=lambda step: (step.days, step.audience)))


def _step_day(audience, step: Step, days: int, due_on: date, calendar) -> StepDay:
    printed_on = due_on + timedelta(days=days)
    tell_on = ladder.tell_on(due_on, days, calendar)
    return StepDay(audience, days, printed_on, tell_on, step.repeats_weekly)


def _others(person, duty, duty_id, owing) -> tuple[dict, date | None]:
    """{step: names} of others who were sent it; the day of the earliest step."""
    rows = Reminder.objects.filter(duty=duty, duty_id=duty_id)
    first = rows.aggregate(first=Min("tell_on"))["first"]
    sent = rows.filter(state=State.SENT, due_on=owing and owing.due_on)
    found: dict[int, list[str]] = {}
    for step, name in (
        sent.exclude(receiver=person)
        .order_by("step", "receiver__sort_key", "receiver")
        .values_list("step", "receiver__full_name")
    ):
        found.setdefault(step, []).append(name)
    return {step: tuple(names) for step, names in found.items()}, first


def _names(owing: Owing | None) -> dict[int, str]:
    told = {*owing.owners, *owing.leaders} if owing else ()
    people = User.objects.filter(pk__in=told).order_by("sort_key", "pk")
    return {person.pk: str(person) for person in people}


def _day_names(calendar, steps, on) -> dict[date, str]:
    """Of the days off that matter here, as the confirmed calendars call them."""
    off = {on, *(step.printed_on for step in steps)} & calendar.off
    named = SpecialDay.objects.filter(on__in=off).values_list("on", "name")
    return dict(named) if off else {}


def _digests_of(digests, rows) -> dict[date, Digest]:
    days = {timezone.localtime(row.planned_at).date() for row in rows}
    return {digest.on: digest for digest in digests.filter(on__in=days)}


def _last_run_at(at: datetime) -> datetime | None:
    done = ReminderRun.objects.filter(finished_at__isnull=False, started_at__lte=at)
    return done.order_by("-pk").values_list("started_at", flat=True).first()


def _run_days(steps, on) -> frozenset[date]:
    past = [step.tell_on for step in steps if step.tell_on <= on]
    if not past:
        return frozenset()
    done = ReminderRun.objects.filter(finished_at__isnull=False, on__gte=min(past))
    return frozenset(done.values_list("on", flat=True).distinct().order_by())


def _serving_since(person: User, on: date) -> date | None:
    began = list(
        person.memberships.current(on).values_list("started_on", flat=True).order_by()
    )
    return min(began) if began and None not in began else None


def _dead(person, rows) -> dict[str, DeadAddress]:
    used = {person.email, *(r.digest.mail.address for r in rows if _mail(r))} - {""}
    return {row.address: row for row in DeadAddress.objects.filter(address__in=used)}


def _mail(row: Reminder):
    return row.digest and row.digest.mail
