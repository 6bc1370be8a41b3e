"""A conclusion of a conference becomes a recommendation, in its own words."""

from datetime import date

from django.db import transaction

from accounts import history
from accounts.errors import NotPossible
from accounts.models import Organisation, User
from agreements.models import Conclusion

from ..models import Recommendation, Source
from .recommending import ALREADY_SENT


@transaction.atomic
def recommend(*, conclusion: Conclusion, by: User) -> tuple[Recommendation, bool]:
    """The recommendation that the conclusion has become, and whether it is new.

    In the words of the conclusion, to the body named in it, under its name of the day.
    Whoever keeps the record of the conference raises it, unless it is the addressee:
    then nobody is named. A second click finds the first one's row.
    """
    # Held, so that two clicks at once do not make two.
    conclusion = Conclusion.objects.select_for_update().get(pk=conclusion.pk)
    conference, addressee = conclusion.conference, conclusion.organisation
    raised_by = conference.owner if conference.owner != addressee else None
    recommendation, is_new = Recommendation.objects.get_or_create(
        conclusion=conclusion,
        defaults={
            "wording": conclusion.wording,
            "source": Source.CONFERENCE,
            "raised_by": _name_then(raised_by, conference.held_on),
            "addressee": _name_then(addressee, conference.held_on),
        },
    )
    if is_new:
        action = f"đã lập kiến nghị từ ý kiến “{conclusion}”"
        history.record(by=by, action=action, target=conference)
        history.record(by=by, action="đã lập kiến nghị", target=recommendation)
    return recommendation, is_new


@transaction.atomic
def withdraw(*, recommendation: Recommendation, by: User) -> None:
    """Undo a click: the conclusion may then be corrected and become one again."""
    current = Recommendation.objects.select_for_update().get(pk=recommendation.pk)
    if current.conclusion is None or current.review_id:
        raise NotPossible("Kiến nghị này thuộc một báo cáo nên không bỏ được ở đây.")
    if current.is_sent:
        raise NotPossible(ALREADY_SENT)
    if current.answered_by.exists():
        raise NotPossible("Kiến nghị đã được trả lời nên không bỏ được.")
    conference = current.conclusion.conference
    history.record(by=by, action=f"đã bỏ kiến nghị “{current}”", target=conference)
    history.record(by=by, action="đã bỏ kiến nghị", target=current)
    current.delete()


def _name_then(organisation: Organisation | None, day: date | None) -> str:
    if organisation is None:
        return ""
    return organisation.name_on(day) if day else organisation.name
