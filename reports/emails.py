"""One function per message: written in the transaction of its event, sent after."""

from datetime import date

from django.conf import settings
from django.urls import reverse
from django.utils.text import Truncator

from accounts import notices
from accounts.mail import delivery
from accounts.models import Role, User
from accounts.reminding import letters
from accounts.vietnamese import format_date
from tasks.emails import people_of, tell

from .models import Recommendation, Reply, ReportSubscription, Review, ReviewFile
from .publication import subscribing


def review_issued(review: Review, *, on: date) -> None:
    """Tell the managers of the bodies it is about, and of the office, once each;

    and who asked for the reports of these bodies.
    """
    bodies = {review.office_id, review.organisation_id} - {None}
    if review.cluster_id:
        bodies |= set(review.cluster.members.values_list("pk", flat=True))
        bodies |= {review.cluster.convener_id} - {None}
    if review.agreement_id:
        parties = review.agreement.parties.prefetch_related("members", "decisions")
        bodies = bodies.union(*(party.bearer_ids(on) for party in parties))
    managers = people_of(bodies, roles=[Role.MANAGER], on=on)
    asked = subscribing.subscribers(review, bodies, on=on)
    files = [
        (kept.get_format_display(), settings.SITE_URL + _address_of(kept))
        for kept in review.files.all()
    ]
    for person in dict.fromkeys([*managers, *asked]):  # once, whatever they asked for
        tell(
            person,
            "review-issued",
            notice=f"{review.office} đã phát hành “{review}”, "
            f"số {review.document_number}.",
            url=review.get_absolute_url(),
            review=review,
            files=files,
        )


def _address_of(kept: ReviewFile) -> str:
    return reverse("reports:review-download", args=[kept.review_id, kept.format])


# -- Review and signing --------------------------------------------------------


def _managers(review: Review, on: date) -> list[User]:
    return people_of([review.office_id], roles=[Role.MANAGER], on=on)


def review_submitted(review: Review, *, on: date) -> None:
    """Tell the managers of the office, without the one who submitted it."""
    for person in _managers(review, on):
        if person.pk != review.sent_for_review_by_id:
            tell(
                person,
                "review-submitted",
                notice=f"{review.sent_for_review_by} trình duyệt “{review}”.",
                url=review.get_absolute_url(),
                review=review,
            )


def review_withdrawn(review: Review, *, reason: str, by: User, on: date) -> None:
    """A notice only: there is nothing left to do."""
    for person in _managers(review, on):
        if person != by:
            notices.notify(
                user=person,
                text=f"{by} rút “{review}” về để sửa: {reason}",
                url=review.get_absolute_url(),
            )


def review_sent_back(review: Review, *, reason: str, by: User) -> None:
    """Tell whoever submitted it, unless it is their own decision."""
    writer = review.sent_for_review_by
    if writer is not None and writer != by:
        tell(
            writer,
            "review-sent-back",
            notice=f"“{review}” được trả lại để sửa: {reason}",
            url=review.get_absolute_url(),
            review=review,
            reason=reason,
            by=by,
        )


def review_approved(review: Review, *, by: User) -> None:
    writer = review.sent_for_review_by
    if writer is not None and writer != by:
        tell(
            writer,
            "review-approved",
            notice=f"{by} đã duyệt “{review}”; chờ lấy số và phát hành.",
            url=review.get_absolute_url(),
            review=review,
            by=by,
        )


# -- Recommendations -----------------------------------------------------------


def _addressees_people(recommendation: Recommendation, on: date):
    bodies = recommendation.addressees.values_list("organisation", flat=True)
    return people_of(list(bodies), on=on)


def recommendation_sent(recommendation: Recommendation, *, on: date) -> None:
    due = recommendation.due_on
    by_when = f", hạn trả lời {format_date(due)}" if due else ""
    for person in _addressees_people(recommendation, on):
        tell(
            person,
            "recommendation-sent",
            notice=f"{recommendation.sender_name} gửi kiến nghị "
            f"“{shortened(recommendation)}”{by_when}.",
            url=recommendation.get_absolute_url(),
            recommendation=recommendation,
        )


def recommendation_corrected(
    recommendation: Recommendation, *, reason: str, on: date
) -> None:
    for person in _addressees_people(recommendation, on):
        tell(
            person,
            "recommendation-corrected",
            notice=f"{recommendation.sender_name} đính chính kiến nghị "
            f"“{shortened(recommendation)}”: {reason}",
            url=recommendation.get_absolute_url(),
            recommendation=recommendation,
            reason=reason,
        )


def recommendation_withdrawn(recommendation: Recommendation, *, on: date) -> None:
    for person in _addressees_people(recommendation, on):
        tell(
            person,
            "recommendation-withdrawn",
            notice=f"{recommendation.sender_name} rút kiến nghị "
            f"“{shortened(recommendation)}”.",
            url=recommendation.get_absolute_url(),
            recommendation=recommendation,
        )


def recommendation_answered(
    recommendation: Recommendation, reply: Reply, *, on: date
) -> None:
    """Tell the sender, of an answer and of a note that it is being dealt with."""
    body = reply.addressee.organisation
    for person in people_of([recommendation.sender_id], on=on):
        tell(
            person,
            "recommendation-answered",
            notice=f"{body.label} – {reply.get_verdict_display().lower()}: "
            f"“{shortened(recommendation)}”.",
            url=recommendation.get_absolute_url(),
            recommendation=recommendation,
            reply=reply,
            body=body,
        )


def recommendation_judged(
    recommendation: Recommendation, reply: Reply, *, on: date
) -> None:
    body = reply.addressee.organisation
    for person in people_of([body.pk], on=on):
        tell(
            person,
            "recommendation-judged",
            notice=f"Trả lời kiến nghị “{shortened(recommendation)}” được đánh giá: "
            f"{reply.get_judgement_display().lower()}.",
            url=recommendation.get_absolute_url(),
            recommendation=recommendation,
            reply=reply,
            body=body,
        )


def shortened(recommendation: Recommendation) -> str:
    return Truncator(recommendation.wording).chars(120)


# -- Dashboards ----------------------------------------------------------------


def dashboard_summary(row: ReportSubscription, board, tiles, *, on: date) -> None:
    """The figures, each with its list, and who is late; to one person."""
    person, body = row.user, row.organisation
    address = reverse("reports:organisation-dashboard", args=[body.pk])
    subject = f"Tình hình phối hợp ngày {format_date(on)}: {body.label}"
    context = {
        "subject": subject,
        "name": person.full_name or person.username,
        "body": body,
        "on": on,
        "every": row.get_every_display().lower(),
        "tiles": [(tile, _absolute(tile.url, address)) for tile in tiles],
        "late": [(late, settings.SITE_URL + late.url) for late in board.lateness.rows],
        "others": board.lateness.others,
        "link": settings.SITE_URL + address,
        "settings_link": settings.SITE_URL + reverse("reports:subscriptions"),
    }
    text, html = letters.rendered("dashboard-body", context)
    delivery.write(to=person, subject=subject, body=text, html=html)
    notices.notify(user=person, text=f"{subject}.", url=address)


def _absolute(url: str, page: str) -> str:
    """A place on the page of the dashboard, or another page."""
    return settings.SITE_URL + (page + url if url.startswith("#") else url)
