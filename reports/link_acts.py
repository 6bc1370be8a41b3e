"""What a letter lets people promise of answers and reports without signing in."""

from datetime import date

from accounts.models import Duty, Role, User
from accounts.reminding import promising
from accounts.reminding.promising import Owed

from .emails import shortened
from .models import Addressee, Review, UnitReport


class ReplyPromise:
    """A day for the answer to a recommendation; its sender hears of it."""

    duty, label = Duty.REPLY, "Hẹn ngày trả lời"

    def find(self, duty_id: int) -> Owed | None:
        rows = Addressee.objects.select_related("recommendation__sender")
        row = rows.select_related("organisation").filter(pk=duty_id).first()
        if row is None:
            return None
        body = row.organisation
        return Owed(row.recommendation, body, f"{body.label} trả lời kiến nghị")

    def tell(self, owed: Owed, said: str, *, by: User, on: date) -> None:
        recommendation = owed.target
        promising.tell_people(
            [recommendation.sender_id],
            text=f"{by} {said} “{shortened(recommendation)}”.",
            url=recommendation.get_absolute_url(),
            by=by,
            on=on,
        )


class ReportPromise:
    """A day for a report; those who lead the office that writes it hear of it."""

    duty, label = Duty.REPORT, "Hẹn ngày phát hành"

    def find(self, duty_id: int) -> Owed | None:
        rows = Review.objects.select_related("office").filter(office__isnull=False)
        review = rows.filter(pk=duty_id).first()
        if review is None:
            return None
        return Owed(review, review.office, f"{review.office.label} phát hành báo cáo")

    def tell(self, owed: Owed, said: str, *, by: User, on: date) -> None:
        promising.tell_people(
            [owed.body.pk],
            roles=[Role.MANAGER],
            text=f"{by} {said} “{owed.target}”.",
            url=owed.target.get_absolute_url(),
            by=by,
            on=on,
        )


class UnitReportPromise:
    """A day for what a unit has to send; the office that collects hears of it."""

    duty, label = Duty.UNIT_REPORT, "Hẹn ngày nộp"

    def find(self, duty_id: int) -> Owed | None:
        rows = UnitReport.objects.select_related("organisation", "collection")
        report = rows.filter(pk=duty_id).first()
        if report is None:
            return None
        body = report.organisation
        return Owed(report, body, f"{body.label} nộp báo cáo")

    def tell(self, owed: Owed, said: str, *, by: User, on: date) -> None:
        collection = owed.target.collection
        promising.tell_people(
            [collection.office_id],
            text=f"{by} {said} “{collection}”.",
            url=collection.get_absolute_url(),
            by=by,
            on=on,
        )


def register_all() -> None:
    promising.register(ReplyPromise())
    promising.register(ReportPromise())
    promising.register(UnitReportPromise())
