from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import date

from django.db.models import QuerySet

from accounts.models import Duty
from accounts.reminding.bodies import CHUNK, Bodies
from accounts.reminding.duties import Line, Owing
from accounts.reminding.planning import in_chunks
from accounts.reminding.serving import Serving
from agreements.models import Agreement, Conference
from agreements.reminder_ladders.ladders import of_agreements

CONVENER = "cơ quan ghi biên bản, chuẩn bị hội nghị"


class MeetingSource:
    """Conferences still to be held; told to the body that keeps the record.

    Who attends is written in words alone, so nobody else is told. One that no body
    keeps is kept by the keepers of its agreements.
    """

    duty = Duty.MEETING

    def _planned(self) -> QuerySet[Conference]:
        return Conference.objects.filter(held_on__isnull=False)

    def owing(self, first: date, last: date, *, serving: Serving) -> Iterator[Owing]:
        coming = self._planned().filter(held_on__range=(first, last))
        yield from self._of(coming.order_by("held_on", "pk"), serving)

    def owing_of(self, ids: Collection[int], *, serving: Serving) -> Iterator[Owing]:
        yield from self._of(self._planned().filter(pk__in=ids).order_by("pk"), serving)

    def _of(
        self, conferences: QuerySet[Conference], serving: Serving
    ) -> Iterator[Owing]:
        bodies, ladders = Bodies(serving, CONVENER), of_agreements(self.duty)
        coming = conferences.filter(held_on__gte=serving.on)
        rows = coming.values_list("pk", "held_on", "owner")
        for chunk in in_chunks(rows.iterator(chunk_size=2000), CHUNK):
            concerned = _concerned([pk for pk, _, _ in chunk])
            keepers = {
                pk: {owner} if owner else {kept_by for _, kept_by in concerned[pk]}
                for pk, _, owner in chunk
            }
            bodies.name_all(set().union(*keepers.values()))
            for pk, held_on, _ in chunk:
                own = (ladders.get(agreement) for agreement, _ in concerned[pk])
                yield Owing(
                    pk,
                    held_on,
                    bodies.all_owners(keepers[pk]),
                    bodies.all_leaders(keepers[pk]),
                    next(filter(None, own), None),
                )

    def lines(self, ids: Collection[int]) -> dict[int, Line]:
        rows = self._planned().filter(pk__in=ids).select_related("owner")
        rows = rows.only("name", "held_on", "place", "owner__name")
        return {
            row.pk: Line(
                row.name,
                row.get_absolute_url(),
                row.held_on,
                row.place and f"Địa điểm: {row.place}",
                str(row.owner or ""),
            )
            for row in rows
        }

    def titles(self, ids: Collection[int]) -> dict[int, tuple[str, str]]:
        rows = Conference.objects.filter(pk__in=ids).only("name")
        return {row.pk: (row.name, row.get_absolute_url()) for row in rows}


def _concerned(ids: list[int]) -> dict[int, list[tuple[int, int]]]:
    """{conference: [(agreement, its keeper)]}, as `Conference.concerned`."""
    found = defaultdict(list)
    for conference in ("conferences", "ceremony"):
        rows = Agreement.objects.filter(**{f"{conference}__in": ids}).order_by("pk")
        for pk, agreement, owner in rows.values_list(conference, "pk", "owner"):
            found[pk].append((agreement, owner))
    return found
