"""Who owes a programme of its own under a task, and how each stands that day.

A body that has ended passes its duty on when it is read: two that became one owe one
programme, and one that is signed by either is signed.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from accounts.models import Organisation, Succession
from accounts.vietnamese import sort_key

from ..models import CascadeDuty, FocusTask

LATE, WAITING, SIGNED = "late", "waiting", "signed"
LEFT_OUT, ENDED = "left_out", "ended"
IN_ORDER = (LATE, WAITING, SIGNED, LEFT_OUT, ENDED)
LABELS = {
    LATE: "Chậm ký",
    WAITING: "Chưa ký",
    SIGNED: "Đã ký",
    LEFT_OUT: "Không phải ký",
    ENDED: "Đã kết thúc hoạt động",
}
LONGEST_CHAIN = 20  # of bodies that succeeded one another


@dataclass
class Owed:
    """What one body owes that day: its own duty and those that passed to it."""

    body: Organisation | None
    duties: list[CascadeDuty]
    state: str

    @property
    def duty(self) -> CascadeDuty:
        """The one that tells its state: the signed one, else the first to be due."""
        return self.duties[0]

    @property
    def name(self) -> str:
        return (self.body or self.duty.organisation).name

    @property
    def former(self) -> list[str]:
        """The bodies it was given to, where that is not the one that owes it now."""
        bodies = [duty.organisation for duty in self.duties]
        return [body.name for body in bodies if body != self.body and self.body]

    @property
    def label(self) -> str:
        return LABELS[self.state]


def owed_under(task: FocusTask, on: date, *, by_bodies=None) -> list[Owed]:
    """Who has signed and who has not: the late first. `by_bodies`: of these only."""
    duties = task.cascade.select_related("organisation", "agreement", "stored_file")
    if by_bodies is not None:
        duties = duties.filter(organisation__in=by_bodies)
    duties = list(duties)
    bearers = bearers_of([duty.organisation for duty in duties], on)
    grouped: dict[object, list[CascadeDuty]] = {}
    for duty in duties:
        bearer = bearers[duty.organisation_id]
        # Of those that ended without a successor each stands for itself.
        key = bearer.pk if bearer else ("ended", duty.pk)
        grouped.setdefault(key, []).append(duty)
    rows = []
    for held in grouped.values():
        body = bearers[held[0].organisation_id]
        held.sort(key=lambda duty: _consequence(duty))
        rows.append(Owed(body, held, _state(held, body, on)))
    return sorted(rows, key=_order)


def bearers_of(
    bodies: Iterable[Organisation], on: date
) -> dict[int, Organisation | None]:
    """As `succession.bearer_of`, of many bodies: a query for each link of a chain."""
    held: dict[int, Organisation | None] = {body.pk: body for body in bodies}
    for _ in range(LONGEST_CHAIN):
        ended = {body.pk for body in held.values() if body and not body.exists_on(on)}
        if not ended:
            break
        links = Succession.objects.filter(
            predecessor__in=ended, took_effect_on__lte=on, takes_duties=True
        ).select_related("successor")
        after = {link.predecessor_id: link.successor for link in links}
        held = {
            pk: after.get(body.pk) if body and body.pk in ended else body
            for pk, body in held.items()
        }
    return held


def _consequence(duty: CascadeDuty) -> tuple:
    return (
        duty.signed_on is None,
        bool(duty.left_out_reason),
        duty.due_on or date.max,
        duty.pk,
    )


def _state(duties: list[CascadeDuty], body: Organisation | None, on: date) -> str:
    first = duties[0]
    if first.signed_on:
        return SIGNED
    if first.left_out_reason:
        return LEFT_OUT
    if body is None:
        return ENDED
    return LATE if first.is_late(on) else WAITING


def _order(row: Owed) -> tuple:
    due = row.duty.due_on or date.max
    return IN_ORDER.index(row.state), due, sort_key(row.name), row.duty.pk


def counts(rows: Iterable[Owed]) -> dict[str, int]:
    """`asked`: of whom a programme is expected; the left out and ended are not."""
    found = dict.fromkeys(IN_ORDER, 0)
    for row in rows:
        found[row.state] += 1
    return found | {"asked": found[SIGNED] + found[LATE] + found[WAITING]}


def candidates(*, kinds, levels, province, parent, on: date):
    """The existing bodies of a group."""
    bodies = Organisation.objects.existing(on)
    if kinds:
        bodies = bodies.filter(kind__in=kinds)
    if levels:
        bodies = bodies.filter(level__in=levels)
    if province:
        bodies = bodies.filter(province=province)
    if parent:
        bodies = bodies.filter(parent=parent)
    return bodies.select_related("kind", "level", "parent").order_by("sort_key", "pk")
