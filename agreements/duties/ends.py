from collections.abc import Collection, Iterable, Iterator
from datetime import date

from django.db.models import Q, QuerySet

from accounts.models import Duty
from accounts.reminding.bodies import CHUNK, Bodies
from accounts.reminding.duties import Line, Owing
from accounts.reminding.planning import in_chunks
from accounts.reminding.serving import Serving
from agreements.models import Agreement, Amendment
from agreements.reminder_ladders.ladders import of_agreements

KEEPER = "cơ quan quản lý hồ sơ quy chế"
PARTY = "bên ký quy chế"
UNDECIDED = "Chưa ghi nhận văn bản thay thế, gia hạn hoặc chấm dứt"
ASSUMED = "văn bản chỉ ghi năm, tạm lấy ngày cuối năm"


class AgreementEndSource:
    """Agreements by the last day of their term, until people have decided.

    What is replaced by a signed text, or ended, is decided; an extension moves the
    day, from when it is recorded. One whose last day has passed without any of these
    stays owed: what an outage kept back is still told.
    """

    duty = Duty.AGREEMENT_END

    def _open(self) -> QuerySet[Agreement]:
        replaced = Agreement.predecessors.through.objects.filter(
            from_agreement__in=Agreement.objects.signed().order_by().values("pk")
        )
        running = Agreement.objects.signed().filter(terminated_on__isnull=True)
        running = running.exclude(pk__in=replaced.values("to_agreement"))
        return running.defer("search", "note", "source").prefetch_related("amendments")

    def owing(self, first: date, last: date, *, serving: Serving) -> Iterator[Owing]:
        # Together in memory: the day is worked out from the extensions, and a whole
        # country has some thousand agreements that end within half a year.
        ending = self._open().filter(_may_end(first, last)).order_by("pk")
        due = [(last_day(row), row) for row in _with_parties(ending)]
        due = [(day, row) for day, row in due if first <= day <= last]
        yield from self._of(sorted(due, key=lambda pair: pair[0]), serving)

    def owing_of(self, ids: Collection[int], *, serving: Serving) -> Iterator[Owing]:
        rows = _with_parties(self._open().filter(pk__in=ids).order_by("pk"))
        yield from self._of(((last_day(row), row) for row in rows), serving)

    def _of(
        self, rows: Iterable[tuple[date | None, Agreement]], serving: Serving
    ) -> Iterator[Owing]:
        keepers, parties = Bodies(serving, KEEPER), Bodies(serving, PARTY)
        ladders = of_agreements(self.duty)
        for chunk in in_chunks(rows, CHUNK):
            signed = {row.pk: _bearers(row, serving.on) for _, row in chunk}
            keepers.name_all({row.owner_id for _, row in chunk})
            parties.name_all(set().union(*signed.values()))
            for day, row in chunk:
                if day is None or not row.is_signed_by(serving.on):
                    continue
                yield Owing(
                    row.pk,
                    day,
                    parties.all_owners(signed[row.pk]) | keepers.owners(row.owner_id),
                    parties.all_leaders(signed[row.pk]) | keepers.leaders(row.owner_id),
                    ladders.get(row.pk),
                )

    def lines(self, ids: Collection[int]) -> dict[int, Line]:
        rows = self._open().filter(pk__in=ids).select_related("kind", "owner")
        return {
            row.pk: Line(
                _title(row),
                row.get_absolute_url(),
                day,
                _context(row, day),
                str(row.owner),
            )
            for row in rows
            if (day := last_day(row))
        }

    def titles(self, ids: Collection[int]) -> dict[int, tuple[str, str]]:
        rows = Agreement.with_trashed.filter(pk__in=ids).select_related("kind")
        rows = rows.only("short_name", "document_number", "subject", "kind__name")
        return {row.pk: (_title(row), row.get_absolute_url()) for row in rows}


def last_day(agreement: Agreement) -> date | None:
    """With every extension recorded, also one that takes effect later."""
    return agreement.last_day_on(date.max)


def _may_end(first: date, last: date) -> Q:
    """All that end between these days, and some that do not."""
    extended = Amendment.objects.filter(extended_to__range=(first, last))
    return (
        Q(ends_on__range=(first, last))
        | Q(ends_on__isnull=True, term_end_year__range=(first.year, last.year))
        | Q(pk__in=extended.values("agreement"))
    )


def _with_parties(rows: QuerySet[Agreement]) -> QuerySet[Agreement]:
    return rows.prefetch_related("parties__members", "parties__decisions")


def _bearers(agreement: Agreement, on: date) -> set[int]:
    """The bodies that act as its parties that day."""
    return set().union(*(party.bearer_ids(on) for party in agreement.parties.all()))


def _title(agreement: Agreement) -> str:
    return f"{agreement.label} hết hiệu lực"


def _context(agreement: Agreement, day: date) -> str:
    is_assumed = agreement.is_last_day_assumed and day == agreement.last_day
    return f"{UNDECIDED}; {ASSUMED}" if is_assumed else UNDECIDED
