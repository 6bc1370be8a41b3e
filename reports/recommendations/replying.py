"""What becomes of a recommendation: each addressee answers, the sender judges."""

from datetime import date

from django.core.exceptions import ValidationError
from django.core.files import File
from django.db import transaction

from accounts import history
from accounts.errors import NotPossible
from accounts.models import User
from accounts.stored_files import files

from .. import emails
from ..models import Addressee, Recommendation, Reply
from .recommending import locked, refuse_unless_in_force

EXPLAINED = (Reply.Verdict.PARTLY, Reply.Verdict.NOT_ACCEPTED)


def _held(addressee: Addressee) -> tuple[Recommendation, Addressee]:
    """Both rows as they are now. The recommendation is what everybody waits for."""
    recommendation = locked(addressee.recommendation)
    refuse_unless_in_force(recommendation)
    current = recommendation.addressees.select_related("organisation")
    return recommendation, current.get(pk=addressee.pk)


@transaction.atomic
def reply(
    *,
    addressee: Addressee,
    verdict: str,
    text: str,
    by: User,
    on: date,
    document_number: str = "",
    document_on: date | None = None,
    upload: File | None = None,
) -> Reply:
    """Answer for one body, or note that it is being dealt with. Its own words only.

    One answer waits to be judged at a time: of two people at once the second is told.
    """
    if not text.strip():
        sentence = "Hãy ghi nội dung trả lời."
        if verdict in EXPLAINED:
            sentence = "Hãy giải trình nội dung không tiếp thu hoặc tiếp thu một phần."
        raise ValidationError({"text": sentence})
    if document_on and document_on > on:
        raise ValidationError(
            {"document_on": "Ngày văn bản không thể sau ngày hôm nay."}
        )
    recommendation, current = _held(addressee)
    if not current.is_owing:
        raise NotPossible(
            f"{current.organisation} đang ở tình trạng “{current.get_state_display()}” "
            "nên không trả lời thêm được. Hãy tải lại trang."
        )
    row = Reply(
        addressee=current,
        verdict=verdict,
        text=text,
        document_number=document_number,
        document_on=document_on,
        replied_on=on,
        replied_by=by,
    )
    row.full_clean(exclude=["judged_by"])
    if upload:
        row.stored_file = files.store(upload=upload, by=by)
    row.save()
    said = "đã trả lời" if row.is_answer else "đã ghi việc đang giải quyết"
    current.state = (
        Addressee.State.ANSWERED if row.is_answer else Addressee.State.SOLVING
    )
    current.save(update_fields=["state"])
    history.record(
        by=by,
        action=f"{said} kiến nghị thay mặt {current.organisation}: "
        f"{row.get_verdict_display().lower()}",
        target=recommendation,
    )
    emails.recommendation_answered(recommendation, row, on=on)
    return row


@transaction.atomic
def judge(*, reply: Reply, judgement: str, by: User, on: date, note: str = "") -> bool:
    """The sender finds an answer satisfactory, or not and says why.

    False if it was judged before: a second click sends no second message.
    """
    is_good = judgement == Reply.Judgement.SATISFACTORY
    if not is_good and not note.strip():
        raise ValidationError(
            {"note": "Hãy ghi vì sao trả lời chưa thỏa đáng, cần bổ sung gì."}
        )
    if not reply.is_answer:
        raise NotPossible(
            "Ghi chú “đang giải quyết” không phải là trả lời để đánh giá."
        )
    recommendation, current = _held(reply.addressee)
    judged = Reply.objects.filter(pk=reply.pk, judgement="").update(
        judgement=judgement, judgement_note=note, judged_on=on, judged_by=by
    )
    if not judged:
        return False
    current.state = Addressee.State.SETTLED if is_good else Addressee.State.UNSATISFIED
    current.settled_on = on if is_good else None
    current.save(update_fields=["state", "settled_on"])
    reply.refresh_from_db()
    history.record(
        by=by,
        action=f"đã đánh giá trả lời của {current.organisation}: "
        f"{reply.get_judgement_display().lower()}",
        target=recommendation,
        reason=note,
    )
    emails.recommendation_judged(recommendation, reply, on=on)
    return True
