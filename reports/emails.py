"""One function per message: written in the transaction of its event, sent after."""

from datetime import date

from accounts.models import Role
from tasks.emails import people_of, tell

from .models import Review


def review_issued(review: Review, *, on: date) -> None:
    """Tell the managers of the parties, or of the cluster's bodies, once each."""
    if review.cluster_id:
        bodies = set(review.cluster.members.values_list("pk", flat=True))
        bodies |= {review.cluster.convener_id} - {None}
    else:
        parties = review.agreement.parties.prefetch_related("members", "decisions")
        bodies = set().union(*(party.bearer_ids(on) for party in parties))
    for person in people_of(bodies, roles=[Role.MANAGER], on=on):
        tell(
            person,
            "review-issued",
            notice=f"{review.office} đã phát hành “{review}”, "
            f"số {review.document_number}.",
            url=review.get_absolute_url(),
            review=review,
        )
