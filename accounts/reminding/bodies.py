"""Who is told of what a body owes: its staff, and its leaders."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date

from accounts.models import Organisation

from .duties import Owing
from .planning import in_chunks
from .serving import LEADERS, WORKERS, Serving

CHUNK = 500  # duties read at a time; within what SQLite takes in one question
STAFF_OF = "Ông/Bà là chuyên viên của {}, {}."
LEADER_OF = "Ông/Bà là lãnh đạo của {}, {}."
FOR_WANT_OF_STAFF = "Ông/Bà là lãnh đạo của {}, {}; cơ quan hiện chưa có chuyên viên."

# (duty id, due day, the body that owes it, its agreement)
Row = tuple[int, date, int, int | None]


class Bodies:
    """The people of the bodies in one kind of duty, with why each is told.

    `share`: what a body is in it ("cơ quan chủ trì của nhiệm vụ"). Where a body has
    no staff its leaders are told at once: no duty is owed by nobody.
    """

    def __init__(self, serving: Serving, share: str):
        self.serving, self.share = serving, share
        self._names: dict[int, str] = {}
        self._owners: dict[int, dict[int, str]] = {}
        self._leaders: dict[int, dict[int, str]] = {}

    def name_all(self, ids: Collection[int]) -> None:
        """Look the names up before asking for people; those known cost nothing."""
        new = set(ids) - self._names.keys()
        if not new:
            return
        now = {pk: self.serving.acting(pk)[-1] for pk in new}
        bodies = Organisation.objects.filter(pk__in=new | set(now.values()))
        names = dict(bodies.values_list("pk", "name"))
        for pk, bearer in now.items():
            # Merged under an old name, as many provinces were, it is called the same.
            is_renamed = names[bearer] != names[pk]
            heir = f" (nay là {names[bearer]})" if is_renamed else ""
            self._names[pk] = f"{names[pk]}{heir}"

    def owners(self, body: int) -> dict[int, str]:
        if body not in self._owners:
            self._owners[body] = self._told(body, WORKERS, STAFF_OF) or self._told(
                body, LEADERS, FOR_WANT_OF_STAFF
            )
        return self._owners[body]

    def leaders(self, body: int) -> dict[int, str]:
        if body not in self._leaders:
            self._leaders[body] = self._told(body, LEADERS, LEADER_OF)
        return self._leaders[body]

    def all_owners(self, bodies: Iterable[int]) -> dict[int, str]:
        """Of bodies that owe one thing together, each person once."""
        return {k: why for pk in sorted(bodies) for k, why in self.owners(pk).items()}

    def all_leaders(self, bodies: Iterable[int]) -> dict[int, str]:
        return {k: why for pk in sorted(bodies) for k, why in self.leaders(pk).items()}

    def _told(self, body: int, roles: tuple[str, ...], why: str) -> dict[int, str]:
        why = why.format(self._names[body], self.share)
        return self.serving.told(body, roles, why)


def owed_by_bodies(
    rows: Iterable[Row], bodies: Bodies, ladders: Mapping[int, int]
) -> Iterator[Owing]:
    """`ladders`: of the agreements that do not use the default."""
    for chunk in in_chunks(rows, CHUNK):
        bodies.name_all({body for _, _, body, _ in chunk})
        for pk, due_on, body, agreement in chunk:
            yield Owing(
                pk,
                due_on,
                bodies.owners(body),
                bodies.leaders(body),
                ladders.get(agreement),
            )
