"""What happens in the simulated years: moves, results, people who come and go."""

from collections.abc import Callable
from datetime import date, timedelta
from random import Random

from .world import MANAGER, STAFF, Heir, Part, Person, Place, Task, World

DAY = timedelta(days=1)
TO_COME = 0.3  # the share of the duties that is thought of on the way


class Story:
    """Draws changes of the world; each returns the objects that changed."""

    def __init__(self, random: Random, *, first: date, days: int, duties: int):
        self.random, self.first, self.days = random, first, days
        self.world = World()
        self.to_come = 0
        self._found(duties)
        self._arrivals = self.to_come / days
        self._reorganised = sorted(random.sample(range(days), 1 + days // 365))
        self.changes_a_day = max(2.0, 5 * duties / days)

    # -- Before the first day ------------------------------------------------------

    def _found(self, duties: int) -> None:
        random, world = self.random, self.world
        world.bodies = list(range(1, 7 + min(30, duties // 12)))
        for body in world.bodies:
            for role in (STAFF, STAFF, MANAGER):
                self._join(body, role)
        for person in random.sample(world.people, len(world.people) // 5):
            person.weekly = random.randrange(5)
        for person in random.sample(world.people, len(world.people) // 20):
            person.has_address = False
        tasks = duties * 3 // 5
        self.to_come = int(duties * TO_COME)
        for _ in range(tasks - self.to_come):
            self._make_task(self.first + random.randrange(-40, self.days + 30) * DAY)
        for _ in range(duties - tasks):
            self._make_part(random.choice(world.tasks))

    def _join(self, body: int, role: str, person: Person | None = None) -> list:
        if person is None:
            person = Person(len(self.world.people) + 1)
            self.world.people.append(person)
        place = Place(person, body, role)
        self.world.places.append(place)
        return [person, place]

    def _make_task(self, due_on: date) -> list:
        bodies = [body for body in self.world.bodies if body not in self.world.heirs]
        task = Task(len(self.world.tasks) + 1, self.random.choice(bodies), due_on)
        self.world.tasks.append(task)
        return [task]

    def _make_part(self, task: Task) -> list:
        world = self.world
        taken = {part.body for part in world.parts if part.task is task} | {task.body}
        free = [body for body in world.bodies if body not in taken]
        part = Part(len(world.parts) + 1, task, self.random.choice(free))
        if self.random.random() < 0.4:
            part.due_on = task.due_on - self.random.randrange(40) * DAY
        world.parts.append(part)
        return [part]

    # -- On a day ------------------------------------------------------------------

    def changes_of(self, on: date) -> list:
        """At the start of the day."""
        changed = []
        if (on - self.first).days in self._reorganised:
            changed += self.reorganise(on)
        for _ in range(self._number(self.changes_a_day)):
            changed += self._drawn(AT_THE_START)(self, on)
        for _ in range(self._number(self._arrivals)):
            changed += self.think_of(on)
        return changed

    def changes_during(self, on: date) -> list:
        """While runs go on: of duties only, each once."""
        changed, seen = [], set()
        for _ in range(self.random.randrange(1, 4)):
            if not seen & (now := set(self._drawn(MEANWHILE)(self, on))):
                changed += now
                seen |= now
        return changed

    def _number(self, mean: float) -> int:
        return int(mean) + (self.random.random() < mean % 1)

    def _drawn(self, kinds: dict[Callable, float]) -> Callable:
        return self.random.choices(list(kinds), kinds.values())[0]

    def _task(self, on: date, **wanted) -> Task | None:
        """Mostly one whose day is near: there the reminders are."""
        fits = [
            task
            for task in self.world.tasks
            if all(getattr(task, name) == value for name, value in wanted.items())
        ]
        near = [task for task in fits if -60 <= (task.due_on - on).days <= 30]
        pool = near if near and self.random.random() < 0.8 else fits
        return self.random.choice(pool) if pool else None

    def _part(self, on: date, *, is_done: bool) -> Part | None:
        fits = [
            part
            for part in self.world.parts
            if part.is_done == is_done
            and part.task.is_open
            and abs(((part.due_on or part.task.due_on) - on).days) < 60
        ]
        return self.random.choice(fits) if fits else None

    # -- What may happen -------------------------------------------------------------

    def move(self, on: date) -> list:
        task = self._task(on, is_open=True)
        if task is None:
            return []
        there = self.random.choice(task.earlier) if task.earlier else None
        task.earlier.append(task.due_on)
        if there and self.random.random() < 0.4:
            task.due_on = there  # back to where it was
        else:
            task.due_on = max(
                task.due_on + self.random.randrange(-25, 60) * DAY,
                on - self.random.randrange(20) * DAY,
            )
        return [task]

    def complete(self, on: date) -> list:
        """Around its day: what is months away is seldom done today."""
        task = self._task(on, is_open=True)
        return self._become("done", task if task and self._is_near(task, on) else None)

    def cancel(self, on: date) -> list:
        return self._become("cancelled", self._task(on, is_open=True))

    def _is_near(self, task: Task, on: date) -> bool:
        return -90 <= (task.due_on - on).days <= self.random.choice([0, 4, 30])

    def reopen(self, on: date) -> list:
        return self._become("in_progress", self._task(on, is_open=False))

    def _become(self, state: str, task: Task | None) -> list:
        if task:
            task.state = state
        return [task] if task else []

    def finish_part(self, on: date) -> list:
        return self._part_becomes(True, self._part(on, is_done=False))

    def reopen_part(self, on: date) -> list:
        return self._part_becomes(False, self._part(on, is_done=True))

    def _part_becomes(self, is_done: bool, part: Part | None) -> list:
        if part:
            part.is_done = is_done
        return [part] if part else []

    def move_part(self, on: date) -> list:
        part = self._part(on, is_done=False)
        if part is None:
            return []
        part.due_on = self.random.choice(
            [None, on + self.random.randrange(-10, 30) * DAY]
        )
        return [part]

    def hand_over(self, on: date) -> list:
        """To a person of one of its bodies, or to nobody in particular."""
        task = self._task(on, is_open=True)
        if task is None:
            return []
        bodies = [part.body for part in self.world.parts if part.task is task]
        body = self.random.choice([task.body, *bodies])
        people = self.world.serving(body)
        if not people or self.random.random() < 0.15:
            task.looked_after_by.pop(body, None)
        else:
            task.looked_after_by[body] = self.random.choice(people)
        return [task]

    def think_of(self, on: date) -> list:
        """A duty made on the way, often later than its first steps."""
        if not self.to_come:
            return []
        self.to_come -= 1
        return self._make_task(on + self.random.randrange(-12, 45) * DAY)

    def leave(self, on: date) -> list:
        place = self.random.choice(self.world.places)
        if not self._can_be_spared(place):
            return []
        place.ended_on = on
        return [place]

    def join(self, on: date) -> list:
        bodies = [body for body in self.world.bodies if body not in self.world.heirs]
        return self._join(self.random.choice(bodies), STAFF)

    def block(self, on: date) -> list:
        place = self.random.choice(self.world.places)
        if not place.person.is_active or not self._can_be_spared(place):
            return []
        place.person.is_active = False
        return [place.person]

    def unblock(self, on: date) -> list:
        blocked = [person for person in self.world.people if not person.is_active]
        for person in blocked[:1]:
            person.is_active = True
        return blocked[:1]

    def _can_be_spared(self, place: Place) -> bool:
        others = [p for p in self.world.serving(place.body, STAFF)]
        return place.ended_on is None and place.role == STAFF and len(others) > 1

    def prefer(self, on: date) -> list:
        person = self.random.choice(self.world.people)
        person.weekly = self.random.choice([None, None, self.random.randrange(5)])
        return [person]

    def reorganise(self, on: date) -> list:
        """A body gives way to another; half of its people go there with their work."""
        world = self.world
        going = [body for body in world.bodies if body not in world.heirs]
        old, new = self.random.sample(going, 2)
        world.heirs[old] = Heir(old, new, on)
        changed = [world.heirs[old]]
        for place in [p for p in world.places if p.body == old and not p.ended_on]:
            if self.random.random() < 0.5:
                place.ended_on = on
                changed += [place, *self._join(new, place.role, place.person)]
        return changed


MEANWHILE = {
    Story.move: 30,
    Story.complete: 16,
    Story.reopen: 6,
    Story.cancel: 2,
    Story.hand_over: 16,
    Story.finish_part: 8,
    Story.reopen_part: 3,
    Story.move_part: 6,
    Story.think_of: 1,
}
AT_THE_START = MEANWHILE | {
    Story.leave: 0.6,
    Story.join: 0.4,
    Story.block: 0.3,
    Story.unblock: 0.3,
    Story.prefer: 1,
}
