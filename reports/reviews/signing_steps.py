"""How far a report has come, as the line of steps at the head of its page."""

from typing import NamedTuple

from ..models import Publication, Review

State = Review.State
ORDER = (State.DRAFT, State.IN_REVIEW, State.APPROVED, State.ISSUED)
LABELS = {
    State.DRAFT: "Soạn thảo",
    State.IN_REVIEW: "Trình duyệt",
    State.APPROVED: "Duyệt",
    State.ISSUED: "Phát hành",
}


class Step(NamedTuple):
    """`mark`: done, now, back or nothing yet, as the style sheet knows them."""

    label: str
    mark: str = ""
    who: str = ""
    at: object = None  # a moment or a day


def of(review: Review, publication: Publication | None) -> list[Step]:
    if review.state not in ORDER:
        return []
    here = ORDER.index(review.state)
    steps = [
        Step(
            LABELS[state], _mark(review, place, here), *_by(review, state, place, here)
        )
        for place, state in enumerate(ORDER)
    ]
    return [*steps, _public(review, publication)]


def _mark(review: Review, place: int, here: int) -> str:
    """A step is what somebody does: submitted, it waits at "Duyệt"."""
    if here == 0:
        return ("back" if review.return_reason else "now") if place == 0 else ""
    if place <= here:
        return "done"
    return "now" if place == here + 1 else ""


def _by(review: Review, state: str, place: int, here: int) -> tuple:
    """Who took the step, once it is taken."""
    known = {
        State.IN_REVIEW: (review.sent_for_review_by, review.sent_for_review_at),
        State.APPROVED: (review.approved_by, review.approved_at),
        State.ISSUED: (review.issued_by, review.issued_on),
    }
    by, at = known.get(state, (None, None))
    return (str(by), at) if by is not None and place <= here else ("", None)


def _public(review: Review, publication: Publication | None) -> Step:
    if publication is None:
        return Step("Công khai", "now" if review.is_issued else "")
    if publication.withdrawn_at:
        return Step("Đã thôi công khai", "back", "", publication.withdrawn_at)
    return Step("Đang công khai", "done", "", publication.published_at)
