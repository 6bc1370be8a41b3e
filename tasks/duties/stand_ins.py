from collections.abc import Collection, Iterator
from datetime import date

from django.db.models import QuerySet
from django.urls import reverse

from accounts.models import Duty
from accounts.reminding.duties import Line, Owing
from accounts.reminding.serving import Serving
from tasks.models import StandIn
from tasks.permissions import NAMING

STANDS_IN = "Ông/Bà là người được giao thay mặt."
NAMES = "Ông/Bà là lãnh đạo hoặc quản trị của {}, nơi giao người thay mặt."


class StandInEndSource:
    """Papers in force, by their last day: who stands in, and who may name another."""

    duty = Duty.STAND_IN_END

    def _open(self) -> QuerySet[StandIn]:
        papers = StandIn.objects.filter(revoked_on__isnull=True)
        return papers.select_related("organisation", "person").only(
            *("last_on", "reason", "person__is_active", "person__full_name"),
            *("person__username", "organisation__name"),
        )

    def owing(self, first: date, last: date, *, serving: Serving) -> Iterator[Owing]:
        ending = self._open().filter(last_on__range=(first, last))
        yield from self._of(ending.order_by("last_on", "pk"), serving)

    def owing_of(self, ids: Collection[int], *, serving: Serving) -> Iterator[Owing]:
        yield from self._of(self._open().filter(pk__in=ids).order_by("pk"), serving)

    def _of(self, papers: QuerySet[StandIn], serving: Serving) -> Iterator[Owing]:
        standing = papers.standing(serving.on)
        for paper in standing.iterator(chunk_size=2000):
            why = NAMES.format(paper.organisation)
            owners = dict(serving.told(paper.organisation_id, NAMING, why))
            if paper.person.is_active:
                owners[paper.person_id] = STANDS_IN
            yield Owing(paper.pk, paper.last_on, owners)

    def lines(self, ids: Collection[int]) -> dict[int, Line]:
        return {
            paper.pk: Line(
                _title(paper),
                reverse("tasks:stand-in-list"),
                paper.last_on,
                paper.reason,
                str(paper.organisation),
            )
            for paper in self._open().filter(pk__in=ids)
        }

    def titles(self, ids: Collection[int]) -> dict[int, tuple[str, str]]:
        papers = StandIn.objects.filter(pk__in=ids)
        return {
            paper.pk: (_title(paper), reverse("tasks:stand-in-list"))
            for paper in papers.select_related("organisation", "person")
        }


def _title(paper: StandIn) -> str:
    return f"{paper.person} thay mặt {paper.organisation} cho ý kiến"
