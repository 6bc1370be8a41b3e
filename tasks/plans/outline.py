"""The order of an annex: headings and tasks in one sequence, as its rows stand.

A task belongs to the nearest heading above it, and to the headings of a higher level
above that one: "A. …" › "I. …" › the task.
"""

from bisect import bisect_left
from collections.abc import Iterable
from operator import attrgetter

from ..models import FocusTask, Heading, YearlyPlan

SEPARATOR = " › "


def rows_in_order(plan: YearlyPlan, tasks: Iterable[FocusTask]) -> list:
    """The plan's headings among its tasks, by position; a heading comes first."""
    rows = [*plan.headings.all(), *tasks]
    return sorted(rows, key=lambda row: (row.position, isinstance(row, FocusTask)))


def after(path: list[Heading], heading: Heading) -> list[Heading]:
    """The headings that hold from `heading` on, given those that held before it."""
    return [above for above in path if above.level < heading.level] + [heading]


class Outline:
    """The headings above any task of some plans; reads them all at once."""

    def __init__(self, plan_ids: Iterable[int]):
        self._paths: dict[int, list[tuple[int, list[Heading]]]] = {}
        headings = Heading.objects.filter(plan__in=plan_ids)
        for heading in headings.order_by("plan_id", "position", "pk"):
            held = self._paths.setdefault(heading.plan_id, [])
            before = held[-1][1] if held else []
            held.append((heading.position, after(before, heading)))

    def paths(self, plan_id: int) -> list[list[Heading]]:
        """Every heading of a plan with those above it, in order."""
        return [path for _, path in self._paths.get(plan_id, [])]

    def path(self, task: FocusTask) -> list[Heading]:
        held = self._paths.get(task.plan_id, [])
        # A heading of the same position stands before the task.
        place = bisect_left(held, task.position + 1, key=lambda pair: pair[0])
        return held[place - 1][1] if place else []

    def section(self, task: FocusTask) -> str:
        """ "A. Tuyên truyền › I. Phổ biến pháp luật"; "" above every heading."""
        return SEPARATOR.join(map(str, self.path(task)))


def next_position(plan: YearlyPlan) -> int:
    rows = [*plan.headings.order_by("-position")[:1]]
    rows += plan.tasks.order_by("-position")[:1]
    return max(map(attrgetter("position"), rows), default=0) + 1
