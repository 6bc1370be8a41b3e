"""How a set of tasks stands on a day: counts that pages and reports share."""

from collections.abc import Iterable
from dataclasses import astuple, dataclass
from datetime import date, timedelta

from django.db.models import Count, F, Q
from django.db.models.functions import Coalesce

from .models import OPEN_STATES, SOON_DAYS, FocusTaskQuerySet, TaskState


@dataclass(frozen=True)
class Standing:
    """Counts of tasks; `counted` leaves out the cancelled."""

    counted: int
    done: int
    done_on_time: int
    done_on_original_time: int  # by the first deadline, whatever was granted since
    overdue: int
    soon: int
    submitted: int

    def __add__(self, other: "Standing") -> "Standing":
        pairs = zip(astuple(self), astuple(other), strict=True)
        return Standing(*(mine + theirs for mine, theirs in pairs))

    @property
    def open(self) -> int:
        return self.counted - self.done

    @property
    def on_time_percent(self) -> int | None:
        """Done by the deadline, of all done; None before anything is done."""
        return self._share_of_done(self.done_on_time)

    @property
    def on_original_time_percent(self) -> int | None:
        """The same by the deadline before any extension."""
        return self._share_of_done(self.done_on_original_time)

    def _share_of_done(self, number: int) -> int | None:
        return round(100 * number / self.done) if self.done else None

    def share(self, number: int) -> int:
        return round(100 * number / self.counted) if self.counted else 0

    @property
    def bar(self) -> dict[str, int]:
        """Whole percents for the bar: done, overdue, soon."""
        return {
            "ok": self.share(self.done),
            "late": self.share(self.overdue),
            "soon": self.share(self.soon),
        }


NOTHING = Standing(0, 0, 0, 0, 0, 0, 0)


def counters(on: date) -> dict[str, Count]:
    """Aggregates that one query can take together, or per group."""
    is_open = Q(state__in=OPEN_STATES)
    done = Q(state=TaskState.DONE)
    soon = Q(due_on__gte=on, due_on__lte=on + timedelta(days=SOON_DAYS))
    no_day = Q(due_on__isnull=True)
    on_time = no_day | Q(completed_on__lte=F("due_on"))
    first = Coalesce("original_due_on", "due_on")
    on_original_time = no_day | Q(completed_on__lte=first)
    return {
        "counted": Count("pk", filter=~Q(state=TaskState.CANCELLED)),
        "done": Count("pk", filter=done),
        "done_on_time": Count("pk", filter=done & on_time),
        "done_on_original_time": Count("pk", filter=done & on_original_time),
        "overdue": Count("pk", filter=is_open & Q(due_on__lt=on)),
        "soon": Count("pk", filter=is_open & soon),
        "submitted": Count("pk", filter=Q(state=TaskState.SUBMITTED)),
    }


def standing_of(tasks: FocusTaskQuerySet, on: date) -> Standing:
    return Standing(**tasks.order_by().aggregate(**counters(on)))


def standing_by_area(
    parts: Iterable[FocusTaskQuerySet], on: date
) -> list[tuple[int | None, str, Standing]]:
    """(area, its name, standing) in the taxonomy's order; those without one last.

    `parts` share no task; their counts are added up.
    """
    found = {}
    for tasks in parts:
        rows = tasks.order_by().values("area", "area__name", "area__position")
        for row in rows.annotate(**counters(on)):
            area = row.pop("area__position"), row.pop("area__name"), row.pop("area")
            found[area] = found.get(area, NOTHING) + Standing(**row)
    in_order = sorted(found.items(), key=lambda item: (item[0][0] is None, item[0]))
    return [
        (pk, name or "Chưa gắn lĩnh vực", standing)
        for (_, name, pk), standing in in_order
    ]
