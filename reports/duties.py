"""The duties of reports and recommendations that have a day."""

from collections.abc import Collection, Iterator
from datetime import date

from django.db.models import QuerySet
from django.db.models.functions import Coalesce
from django.utils.text import Truncator

from accounts.models import Duty
from accounts.reminding.bodies import Bodies, owed_by_bodies
from accounts.reminding.duties import Line, Owing, register
from accounts.reminding.serving import Serving
from agreements.reminder_ladders.ladders import of_agreements

from .models import Addressee, Recommendation, Review, UnitReport

ADDRESSEE = "cơ quan được kiến nghị"
OFFICE = "cơ quan lập báo cáo"
UNIT = "đơn vị phải nộp báo cáo"
OWED = (UnitReport.State.ENTERING, UnitReport.State.RETURNED)
OUT = (Review.State.ISSUED, Review.State.RECORDED)
WORDS = 40  # of a recommendation, which may be pages long


class ReplySource:
    """Replies owed to recommendations in force, until the sender is satisfied."""

    duty = Duty.REPLY

    def _open(self) -> QuerySet[Addressee]:
        in_force = Recommendation.objects.in_force().order_by()
        return Addressee.objects.owing().filter(
            recommendation__in=in_force.values("pk"),
            recommendation__due_on__isnull=False,
        )

    def owing(self, first: date, last: date, *, serving: Serving) -> Iterator[Owing]:
        due = self._open().filter(recommendation__due_on__range=(first, last))
        yield from self._of(due.order_by("recommendation__due_on", "pk"), serving)

    def owing_of(self, ids: Collection[int], *, serving: Serving) -> Iterator[Owing]:
        yield from self._of(self._open().filter(pk__in=ids).order_by("pk"), serving)

    def _of(self, rows: QuerySet[Addressee], serving: Serving) -> Iterator[Owing]:
        rows = rows.values_list(
            *("pk", "recommendation__due_on", "organisation"),
            "recommendation__agreement",
        )
        yield from owed_by_bodies(
            rows.iterator(chunk_size=2000),
            Bodies(serving, ADDRESSEE),
            of_agreements(self.duty),
        )

    def lines(self, ids: Collection[int]) -> dict[int, Line]:
        rows = self._open().filter(pk__in=ids)
        rows = rows.select_related("recommendation__sender", "organisation").only(
            *("recommendation__wording", "recommendation__due_on"),
            *("recommendation__sender__name", "organisation__name"),
        )
        return {
            row.pk: Line(
                _title(row),
                row.recommendation.get_absolute_url(),
                row.recommendation.due_on,
                f"{row.recommendation.sender} kiến nghị",
                str(row.organisation),
            )
            for row in rows
        }

    def titles(self, ids: Collection[int]) -> dict[int, tuple[str, str]]:
        rows = Addressee.objects.filter(pk__in=ids).select_related("recommendation")
        return {
            row.pk: (_title(row), row.recommendation.get_absolute_url())
            for row in rows.only("recommendation__wording")
        }


def _title(addressee: Addressee) -> str:
    wording = " ".join(addressee.recommendation.wording.split())
    return f"Trả lời kiến nghị: {Truncator(wording).words(WORDS)}"


class ReportSource:
    """Reports ordered and not yet issued, by the day they are due.

    Where none is set, the day set when the units were asked, and else that of the
    conference they are for; the end of the period is no deadline. A correction is of
    a report already issued, and owes nothing.
    """

    duty = Duty.REPORT

    def _open(self) -> QuerySet[Review]:
        on_the_way = Review.objects.exclude(state__in=OUT)
        on_the_way = on_the_way.annotate(
            last_on=Coalesce("due_on", "collection__due_on", "held_on")
        )
        return on_the_way.filter(corrects__isnull=True, last_on__isnull=False)

    def owing(self, first: date, last: date, *, serving: Serving) -> Iterator[Owing]:
        due = self._open().filter(last_on__range=(first, last))
        yield from self._of(due.order_by("last_on", "pk"), serving)

    def owing_of(self, ids: Collection[int], *, serving: Serving) -> Iterator[Owing]:
        yield from self._of(self._open().filter(pk__in=ids).order_by("pk"), serving)

    def _of(self, rows: QuerySet[Review], serving: Serving) -> Iterator[Owing]:
        rows = rows.values_list("pk", "last_on", "office", "agreement")
        yield from owed_by_bodies(
            rows.iterator(chunk_size=2000),
            Bodies(serving, OFFICE),
            of_agreements(self.duty),
        )

    def lines(self, ids: Collection[int]) -> dict[int, Line]:
        rows = self._open().filter(pk__in=ids).select_related("office", "collection")
        rows = rows.only(
            *("subject", "due_on", "held_on", "period_label"),
            *("office__name", "collection__due_on"),
        )
        return {
            row.pk: Line(
                _report_title(row),
                row.get_absolute_url(),
                row.last_on,
                row.period_label
                if row.due_on or row.collection and row.collection.due_on
                else f"{row.period_label}; hạn là ngày hội nghị",
                str(row.office),
            )
            for row in rows
        }

    def titles(self, ids: Collection[int]) -> dict[int, tuple[str, str]]:
        rows = Review.objects.filter(pk__in=ids).only("subject")
        return {row.pk: (_report_title(row), row.get_absolute_url()) for row in rows}


def _report_title(review: Review) -> str:
    return f"Phát hành báo cáo: {review.subject}"


class UnitReportSource:
    """What units have to send in collections that are open, until it is sent."""

    duty = Duty.UNIT_REPORT

    def _open(self) -> QuerySet[UnitReport]:
        return UnitReport.objects.filter(
            state__in=OWED, collection__closed_at__isnull=True
        )

    def owing(self, first: date, last: date, *, serving: Serving) -> Iterator[Owing]:
        due = self._open().filter(due_on__range=(first, last))
        yield from self._of(due.order_by("due_on", "pk"), serving)

    def owing_of(self, ids: Collection[int], *, serving: Serving) -> Iterator[Owing]:
        yield from self._of(self._open().filter(pk__in=ids).order_by("pk"), serving)

    def _of(self, rows: QuerySet[UnitReport], serving: Serving) -> Iterator[Owing]:
        rows = rows.values_list("pk", "due_on", "organisation", "collection__agreement")
        yield from owed_by_bodies(
            rows.iterator(chunk_size=2000),
            Bodies(serving, UNIT),
            of_agreements(self.duty),
        )

    def lines(self, ids: Collection[int]) -> dict[int, Line]:
        rows = self._open().filter(pk__in=ids)
        rows = rows.select_related("collection__office", "organisation").only(
            *("due_on", "state", "collection__title", "collection__office__name"),
            "organisation__name",
        )
        return {
            row.pk: Line(
                _unit_title(row),
                row.get_absolute_url(),
                row.due_on,
                f"gửi {row.collection.office}",
                str(row.organisation),
            )
            for row in rows
        }

    def titles(self, ids: Collection[int]) -> dict[int, tuple[str, str]]:
        rows = UnitReport.objects.filter(pk__in=ids).select_related("collection")
        return {
            row.pk: (_unit_title(row), row.get_absolute_url())
            for row in rows.only("state", "collection__title")
        }


def _unit_title(report: UnitReport) -> str:
    is_back = report.state == UnitReport.State.RETURNED
    return f"{'Chỉnh lý' if is_back else 'Nộp'} báo cáo: {report.collection}"


def register_all() -> None:
    register(ReplySource())
    register(ReportSource())
    register(UnitReportSource())
