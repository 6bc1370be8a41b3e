"""Why nobody is reminded of a reply or of a report; and which open ones hold words."""

from accounts.fields import containing_words
from accounts.models import Duty, User
from accounts.reminding import asking
from accounts.vietnamese import fold, format_date

from .duties import OUT, OWED
from .models import Addressee, Recommendation, Review, UnitReport
from .permissions import recommendations_visible_to

MOST, MOST_READ = 50, 500
GONE = "Việc này không còn trong hệ thống."
NOT_SENT = "Kiến nghị còn là dự thảo, chưa gửi."
WITHDRAWN = "Kiến nghị đã rút ngày {}."
RAISED_AGAIN = "Kiến nghị đã được nêu lại; trả lời kiến nghị mới."
ANSWERED = "Không còn chờ {} trả lời (hiện: {})."
NO_REPLY_DAY = "Kiến nghị không có hạn trả lời, nên không có bậc nhắc."
ISSUED = "Báo cáo không còn chờ phát hành (hiện: {})."
CORRECTION = "Đây là bản đính chính của báo cáo đã phát hành, nên không có hạn."
NO_REPORT_DAY = (
    "Báo cáo không có hạn, đợt thu báo cáo không có hạn và không có ngày hội nghị, nên "
    "không có bậc nhắc."
)
CLOSED = "Đợt thu báo cáo đã kết thúc; đơn vị vẫn gửi được nhưng không nhắc nữa."
NOT_OWED = "Không còn chờ {} nộp (hiện: {})."


def reply_silent(pk: int) -> str:
    rows = Addressee.objects.select_related("recommendation", "organisation")
    row = rows.filter(pk=pk).first()
    if row is None:
        return GONE
    asked = row.recommendation
    if not asked.sent_on:
        return NOT_SENT
    if asked.withdrawn_on:
        return WITHDRAWN.format(format_date(asked.withdrawn_on))
    if not Recommendation.objects.in_force().filter(pk=asked.pk).exists():
        return RAISED_AGAIN
    if not Addressee.objects.owing().filter(pk=pk).exists():
        return _no_longer(ANSWERED, row)
    return "" if asked.due_on else NO_REPLY_DAY


def report_silent(pk: int) -> str:
    review = Review.objects.filter(pk=pk).select_related("collection").first()
    if review is None:
        return GONE
    if review.state in OUT:
        return ISSUED.format(review.get_state_display().lower())
    if review.corrects_id:
        return CORRECTION
    collected = review.collection and review.collection.due_on
    return "" if review.due_on or collected or review.held_on else NO_REPORT_DAY


def unit_report_silent(pk: int) -> str:
    rows = UnitReport.objects.select_related("collection", "organisation")
    row = rows.filter(pk=pk).first()
    if row is None:
        return GONE
    if row.state not in OWED:
        return _no_longer(NOT_OWED, row)
    return "" if row.collection.is_open else CLOSED


def _no_longer(sentence: str, row: Addressee | UnitReport) -> str:
    return sentence.format(row.organisation.label, row.get_state_display().lower())


def replies_containing(words: str, person: User) -> list[int]:
    asked = recommendations_visible_to(person).in_force()
    rows = Addressee.objects.owing().filter(
        recommendation__in=containing_words(asked, words).order_by().values("pk")
    )
    return list(rows.order_by("-pk").values_list("pk", flat=True)[:MOST])


def reports_containing(words: str, person: User) -> list[int]:
    rows = containing_words(Review.objects.visible_to(person), words)
    rows = rows.exclude(state__in=OUT).order_by("-pk")
    return list(rows.values_list("pk", flat=True)[:MOST])


def unit_reports_containing(words: str, person: User) -> list[int]:
    """Read one by one: a title has no search column, and one's own bodies owe few."""
    rows = UnitReport.objects.filter(
        organisation__in=person.organisation_ids,
        state__in=OWED,
        collection__closed_at__isnull=True,
    )
    titles = rows.order_by("-pk").values_list("pk", "collection__title")[:MOST_READ]
    wanted = fold(words).split()
    return [pk for pk, title in titles if all(word in fold(title) for word in wanted)]


def register_all() -> None:
    for duty, silent, containing in (
        (Duty.REPLY, reply_silent, replies_containing),
        (Duty.REPORT, report_silent, reports_containing),
        (Duty.UNIT_REPORT, unit_report_silent, unit_reports_containing),
    ):
        asking.register(duty, asking.Answers(silent, containing))
