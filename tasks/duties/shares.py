"""What the bodies of a task owe: told to who is named there, or else to the staff."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from django.db.models import F, FilteredRelation, Q, QuerySet

from accounts.reminding.bodies import CHUNK, Bodies
from accounts.reminding.duties import Owing
from accounts.reminding.planning import in_chunks
from accounts.reminding.serving import ANYBODY

PAGE = "tasks:focus-task-detail"  # where all of it is seen and done
LEADING = "cơ quan chủ trì của nhiệm vụ"
JOINING = "cơ quan phối hợp của nhiệm vụ"
LOOKS_AFTER = "Ông/Bà được cơ quan giao theo dõi nhiệm vụ này."

# (duty id, due day, the body that owes it, the plan's agreement, who is named there)
Row = tuple[int, date, int, int, int | None]


def owed_in_tasks(
    rows: Iterable[Row], bodies: Bodies, ladders: Mapping[int, int]
) -> Iterator[Owing]:
    for chunk in in_chunks(rows, CHUNK):
        bodies.name_all({body for _, _, body, _, _ in chunk})
        for pk, due_on, body, agreement, named in chunk:
            yield Owing(
                pk,
                due_on,
                owners(bodies, body, named),
                bodies.leaders(body),
                ladders.get(agreement),
            )


def owners(bodies: Bodies, body: int, named: int | None) -> dict[int, str]:
    """Who is named is told alone, while serving there or in what it became."""
    if named and named in bodies.serving.told(body, ANYBODY, ""):
        return {named: LOOKS_AFTER}
    return bodies.owners(body)


def with_named(rows: QuerySet, assignments: str, body: str) -> QuerySet:
    """With `named__person`: who looks after the task within the body that owes it.

    `assignments`, `body`: the ways to them from these rows.
    """
    of_body = Q((f"{assignments}__organisation", F(body)))
    return rows.alias(named=FilteredRelation(assignments, condition=of_body))
