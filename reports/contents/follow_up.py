"""What became of recommendations, as the next report tells it."""

from django.db.models import Exists, OuterRef, Prefetch, Q
from django.db.models.functions import Coalesce

from accounts.vietnamese import format_date

from ..badges import standing
from ..models import Addressee, Recommendation, Reply, Review
from .covering import agreements_of, bodies_in_its_place


def review_before(review: Review) -> Review | None:
    """The last report out about the same thing whose period ended before this one."""
    about = _about_the_same(review)
    if about is None:
        return None
    return (
        Review.objects.filter(
            about, state__in=[Review.State.ISSUED, Review.State.RECORDED]
        )
        .annotate(told_on=Coalesce("period_to", "held_on"))
        .filter(told_on__lt=review.period_to)
        .exclude(pk__in=[review.pk, review.corrects_id or 0])
        .exclude(corrections__state=Review.State.ISSUED)
        .order_by("-told_on", "-pk")
        .first()
    )


def _about_the_same(review: Review) -> Q | None:
    """Of an agreement also what was reviewed together with others, and the one it

    replaced: what was asked at the end of a term is answered in the next. None where
    it stands alone.
    """
    if review.agreement_id:
        line = agreements_in_line(review)
        together = Review.other_agreements.through.objects.filter(agreement__in=line)
        return Q(agreement__in=line) | Q(pk__in=together.values("review"))
    for name in ("cluster", "organisation", "province"):
        if getattr(review, f"{name}_id"):
            return Q(**{name: getattr(review, f"{name}_id")})
    return None


def agreements_in_line(review: Review) -> set[int]:
    agreement = review.agreement
    return {agreement.pk, *agreement.predecessors.values_list("pk", flat=True)}


def bind_recommendations(review: Review) -> dict | None:
    """Those of the report before, and those sent under the agreement since or still

    open: each with what became of it by the end of the build. None where there are
    neither. `register` and `state` are missing in what was frozen before they existed.
    """
    earlier = review_before(review)
    told = earlier.recommendations.order_by("position", "pk") if earlier else ()
    register = _registered(review, earlier)
    if earlier is None and not register:
        return None
    return {
        "review": earlier.pk if earlier else None,
        "title": earlier.subject if earlier else "",
        "rows": [
            _recommendation_row(row) for row in (_with_replies(told) if earlier else ())
        ],
        "register": [_recommendation_row(row) for row in register],
    }


def _with_replies(found):
    addressees = Addressee.objects.select_related("organisation")
    return found.prefetch_related(
        "answered_by",
        "raised_again_by",
        Prefetch("addressees", addressees.prefetch_related("replies")),
    ).select_related("sender")


def _registered(review: Review, earlier: Review | None) -> list[Recommendation]:
    """Sent by the end of the period; the settled only if that was in the period."""
    found = _concerning(review).filter(sent_on__lte=review.period_to)
    open_then = Addressee.objects.filter(recommendation=OuterRef("pk")).filter(
        Q(settled_on__isnull=True) | Q(settled_on__gte=review.period_from)
    )
    found = found.filter(Exists(open_then))
    if earlier:
        found = found.exclude(review=earlier)
    return list(_with_replies(found.order_by("sent_on", "pk")))


def _concerning(review: Review):
    """Under the agreements it covers; of one body, what it sent or has to answer."""
    sent = Recommendation.objects.in_force()
    if review.organisation_id:
        bodies = bodies_in_its_place(review)
        asked = Addressee.objects.filter(organisation__in=bodies)
        own = Q(sender__in=bodies)
        return sent.filter(own | Q(pk__in=asked.values("recommendation")))
    if review.agreement_id:
        return sent.filter(agreement__in=agreements_in_line(review))
    return sent.filter(agreement__in=agreements_of(review).order_by().values("pk"))


def bind_register(review: Review) -> list[dict]:
    """Sent in the period, whatever became of them."""
    found = _concerning(review).filter(
        sent_on__range=(review.period_from, review.period_to)
    )
    return [
        _recommendation_row(row)
        for row in _with_replies(found.order_by("sent_on", "pk"))
    ]


def _recommendation_row(row: Recommendation) -> dict:
    answers = [point.wording for point in row.answered_by.all()]
    answers += [
        _reply_words(addressee, reply)
        for addressee in row.addressees.all()
        for reply in addressee.replies.all()
    ]
    told = {
        "wording": row.wording,
        "raised_by": row.raised_by or row.sender_name,
        "addressee": row.addressee,
        "answers": answers,
    }
    if not row.is_sent:
        return told
    return told | {
        "state": standing(row).label,
        "sent_on": row.sent_on.isoformat(),
        "due_on": row.due_on.isoformat() if row.due_on else None,
    }


def _reply_words(addressee: Addressee, reply: Reply) -> str:
    """As "Sở Nội vụ: tiếp thu một phần (12/SNV, 05/06/2026): …; thỏa đáng"."""
    document = ", ".join(
        filter(None, [reply.document_number, format_date(reply.document_on)])
    )
    said = f"{addressee.organisation.label}: {reply.get_verdict_display().lower()}"
    said += f" ({document})" if document else ""
    said += f": {reply.text}"
    if reply.judgement:
        said += f" – đánh giá: {reply.get_judgement_display().lower()}"
    return said
