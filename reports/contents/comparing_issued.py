""" "Khác với số liệu hiện nay": an issued report beside what its sources say today.

The report is read again in memory and nothing is written. What differs is told figure
by figure, count by count and task by task, each with the way to it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime

from django.urls import reverse
from django.utils.timezone import localdate

from tasks.models import TaskState

from ..models import Figure, Review
from .building import Reading

TASKS_SHOWN = 100
NOTHING = "không có"
COUNTS = {
    "total": "Nhiệm vụ trong kỳ",
    "done": "Đã hoàn thành",
    "overdue": "Quá hạn",
    "due": "Đến hạn trong kỳ",
    "due_done": "Đến hạn và đã hoàn thành",
    "on_time": "Hoàn thành đúng hạn",
}


@dataclass(frozen=True)
class Difference:
    """One thing as the report has it and as it is now; `details` say what made it."""

    label: str
    then: str
    now: str
    url: str = ""
    details: list["Difference"] = field(default_factory=list)


@dataclass(frozen=True)
class Comparison:
    read_on: date
    figures: list[Difference]
    counts: list[Difference]
    tasks: list[Difference]
    tasks_changed: int

    @property
    def is_same(self) -> bool:
        return not (self.figures or self.counts or self.tasks_changed)


def quiet(step: str, done: int, total: int) -> None:
    """Nobody watches the progress of a reading that is looked at right away."""


def compare(review: Review, *, at: datetime) -> Comparison:
    """The whole comparison: as long as building the draft takes, without writing."""
    then, now = review.bound, Reading(review, quiet, at).all()
    tasks = list(_tasks(then.get("tasks"), now.get("tasks")))
    return Comparison(
        read_on=localdate(at),
        figures=list(_figures(review, then["figures"], now["figures"])),
        counts=list(_counts(then.get("tasks"), now.get("tasks"))),
        tasks=tasks[:TASKS_SHOWN],
        tasks_changed=len(tasks),
    )


def changed_since(review: Review) -> int:
    """How many entries of its figures were corrected or withdrawn since: one query.

    What was entered or done later shows only in the whole comparison.
    """
    rows = (review.bound or {}).get("figures", [])
    versions = {
        entry["id"]: entry["version"] for row in rows for entry in row["entries"]
    }
    current = Figure.objects.filter(pk__in=versions)
    return sum(
        withdrawn is not None or version != versions[pk]
        for pk, version, withdrawn in current.values_list(
            "pk", "version", "withdrawn_at"
        )
    )


# -- Figures -----------------------------------------------------------------


def _figures(review: Review, then: list, now: list) -> Iterator[Difference]:
    before = {row["indicator"]: row for row in then}
    after = {row["indicator"]: row for row in now}
    for key in dict.fromkeys([*before, *after]):
        old, new = before.get(key), after.get(key)
        details = [*_entries(old, new), *_bodies(old, new)]
        if details or _words(old) != _words(new):
            yield Difference(
                (old or new)["name"],
                _words(old),
                _words(new),
                reverse("reports:review-figures", args=[review.pk, key]) if old else "",
                details,
            )


def _words(row: dict | None) -> str:
    return row["words"] if row else NOTHING


def _entries(old: dict | None, new: dict | None) -> Iterator[Difference]:
    """Entries corrected, gone or come: what the sum was made of, then and now."""
    before = {entry["id"]: entry for entry in (old or {}).get("entries", [])}
    after = {entry["id"]: entry for entry in (new or {}).get("entries", [])}
    for key in dict.fromkeys([*before, *after]):
        was, is_now = before.get(key), after.get(key)
        if was and is_now and was["version"] == is_now["version"]:
            continue
        yield Difference(
            ", ".join((was or is_now)["bodies"]),
            was["words"] if was else "chưa nhập",
            is_now["words"] if is_now else "không còn tính",
            # One that came later may be another body's, which opens to others only
            # in a report that tells it.
            reverse("reports:figure-detail", args=[key]) if was else "",
        )


def _bodies(old: dict | None, new: dict | None) -> Iterator[Difference]:
    before, after = (set((row or {}).get("missing", [])) for row in (old, new))
    for name in sorted(before - after):
        yield Difference(name, "chưa có thông tin", "đã có")
    if old:
        for name in sorted(after - before):
            yield Difference(name, "đã có hoặc chưa phải báo cáo", "chưa có thông tin")


# -- Tasks -------------------------------------------------------------------


def _counts(then: dict | None, now: dict | None) -> Iterator[Difference]:
    if not then or not now:
        return
    for name, label in COUNTS.items():
        if then.get(name) != now.get(name):
            yield Difference(label, str(then.get(name, 0)), str(now.get(name, 0)))


def _tasks(then: dict | None, now: dict | None) -> Iterator[Difference]:
    """Tasks that came, went, or stand otherwise than when the report was built."""
    before = {row["id"]: row for row in (then or {}).get("rows", [])}
    after = {row["id"]: row for row in (now or {}).get("rows", [])}
    for key in dict.fromkeys([*before, *after]):
        old, new = before.get(key), after.get(key)
        if _standing(old) != _standing(new):
            yield Difference(
                (new or old)["title"],
                _standing(old),
                _standing(new),
                reverse("tasks:focus-task-detail", args=[key]) if new else "",
            )


def _standing(row: dict | None) -> str:
    if row is None:
        return NOTHING
    state = TaskState(row["state"])
    words = state.label
    if state == TaskState.IN_PROGRESS and row["percent"]:
        words += f" {row['percent']}%"
    return f"{words}, quá hạn" if row["is_overdue"] else words
