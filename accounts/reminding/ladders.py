"""The ladders as they stand, and what each has reached on a day."""

from collections import defaultdict
from datetime import date, timedelta

from accounts.models import Audience, Duty, Ladder, LadderStep
from accounts.reminding import ladder
from accounts.reminding.ladder import Reached, Step

from .working_days import WorkingDays

# Duties of the office as a whole: no agreement chooses their ladder.
OF_NO_AGREEMENT = (Duty.STAND_IN_END, Duty.CALENDAR)
BEFORE = (-15, -7, -3, -1, 0)
# What a new database begins with: days (weekly after the last), for leaders too.
FIRST = {
    "task": (BEFORE, 7, 5),
    "part": (BEFORE, 7, 5),
    "confirmation": ((0,), 7, 5),
    "step": ((-7, -3, -1, 0), 7, None),
    "cascade": (BEFORE, 7, 7),
    "decision": (BEFORE, 7, 3),
    "unit_report": (BEFORE, 3, 5),
    "report": (BEFORE, 7, 5),
    "reply": (BEFORE, 7, 5),
    "meeting": ((-15, -7, -3, -1), None, None),
    "agreement_end": ((-180, -90, -30, -7, 0), None, -30),
    "stand_in_end": ((-7, -1), None, None),
    "calendar": ((-45, -30, -15, -7, -1), 7, None),
}


def create_missing(**kwargs) -> None:
    """A default ladder for each kind of duty that has none; after each migration."""
    known = set(Ladder.objects.filter(is_default=True).values_list("duty", flat=True))
    for duty, (before, weekly_from, leaders_from) in FIRST.items():
        if duty in known:
            continue
        made = Ladder.objects.create(duty=duty, name="Mặc định", is_default=True)
        steps = [LadderStep(ladder=made, days=days) for days in before]
        if weekly_from:
            steps.append(LadderStep(ladder=made, days=weekly_from, repeats_weekly=True))
        if leaders_from:
            steps.append(
                LadderStep(
                    ladder=made,
                    days=leaders_from,
                    audience=Audience.LEADER,
                    repeats_weekly=leaders_from > 0,
                )
            )
        LadderStep.objects.bulk_create(steps)


class LaddersOf:
    """All ladders of one kind of duty, as they stand on a day.

    `window`: the due days that can be at a step; a run reads no further.
    """

    def __init__(self, duty: str, *, on: date, calendar: WorkingDays):
        self.on, self.calendar = on, calendar
        self.steps: dict[int, dict[str, list[Step]]] = {}
        self.default: int | None = None
        rows = Ladder.objects.filter(duty=duty).order_by("steps__days")
        for pk, is_default, audience, *step in rows.values_list(
            *("pk", "is_default", "steps__audience"),
            *("steps__days", "steps__repeats_weekly"),
        ):
            by_audience = self.steps.setdefault(pk, defaultdict(list))
            if audience:  # a ladder without steps has none
                by_audience[audience].append(Step(*step))
            if is_default:
                self.default = pk
        self._reached: dict[tuple, list[tuple[str, Reached]]] = {}

    @property
    def window(self) -> tuple[date, date]:
        every = [
            step
            for audiences in self.steps.values()
            for steps in audiences.values()
            for step in steps
        ]
        before, after = ladder.span(every)
        return self.on - timedelta(days=after), self.on + timedelta(days=before)

    def ladder_of(self, ladder_id: int | None) -> int | None:
        """The ladder a duty uses: the one it names, or else the default."""
        return ladder_id if ladder_id in self.steps else self.default

    def reached(self, ladder_id: int | None, due_on: date) -> list[tuple[str, Reached]]:
        """[(audience, step)] of a duty that is due that day; worked out once a day."""
        ladder_id = self.ladder_of(ladder_id)
        key = (ladder_id, due_on)
        if key not in self._reached:
            self._reached[key] = [
                (audience, step)
                for audience, steps in self.steps.get(ladder_id, {}).items()
                for step in self._at(steps, due_on)
            ]
        return self._reached[key]

    def _at(self, steps: list[Step], due_on: date) -> list[Reached]:
        step = ladder.reached(steps, due_on=due_on, on=self.on, calendar=self.calendar)
        return [step] if step else []
