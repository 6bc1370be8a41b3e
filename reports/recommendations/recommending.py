"""Recommendations until they are sent: from a conference, a report, or typed.

From the sending on the sender's words are locked; what follows is `replying`.
"""

from collections.abc import Sequence
from datetime import date

from django.core.exceptions import ValidationError
from django.core.files import File
from django.db import transaction

from accounts import history
from accounts.errors import NotPossible, Stale
from accounts.models import Organisation, User
from accounts.stored_files import files

from .. import emails
from ..models import Addressee, Recommendation, Reply
from . import reply_terms

FIELDS = [
    *("source", "source_note", "area", "wording", "agreement", "sender"),
    *("document_number", "due_as_written", "due_on"),
]


LONGEST_NAMES = Recommendation._meta.get_field("addressee").max_length


SENT = "đã gửi kiến nghị"
ALREADY_SENT = (
    "Kiến nghị đã được gửi nên nội dung đã khóa. Hãy tải lại trang để xem tình trạng "
    "hiện tại."
)


def locked(recommendation: Recommendation) -> Recommendation:
    """The row as it is now, held against others until the transaction ends."""
    rows = Recommendation.objects.select_for_update().order_by()  # joins nothing
    current = rows.filter(pk=recommendation.pk).first()
    if current is None:
        raise NotPossible("Kiến nghị này đã được bỏ.")
    return current


@transaction.atomic
def draft(
    *, values: dict, addressees: Sequence[Organisation], by: User
) -> Recommendation:
    """A recommendation of the sender's own, seen by nobody else until it is sent."""
    recommendation = Recommendation(**values)
    _save(recommendation, addressees)
    history.record(by=by, action="đã soạn kiến nghị", target=recommendation)
    return recommendation


@transaction.atomic
def revise(
    *,
    recommendation: Recommendation,
    version: int,
    values: dict,
    addressees: Sequence[Organisation],
    by: User,
) -> Recommendation:
    """Change one that is not sent yet; Stale if someone else saved since `version`."""
    current = locked(recommendation)
    if current.is_sent:
        raise NotPossible(ALREADY_SENT)
    if current.version != version:
        raise Stale("Người khác vừa sửa kiến nghị này.")
    before = _in_words(current)
    for name, value in values.items():
        setattr(current, name, value)
    current.version += 1
    _save(current, addressees)
    changes = history.differences(before, _in_words(current))
    if changes:
        history.record(
            by=by, action="đã sửa kiến nghị", target=current, changes=changes
        )
    return current


@transaction.atomic
def send(
    *,
    recommendation: Recommendation,
    by: User,
    on: date,
    sent_on: date,
    document_number: str = "",
    due_as_written: str = "",
    due_on: date | None = None,
    use_default: bool = False,
    upload: File | None = None,
) -> bool:
    """Send it to every addressee; False if it was sent before.

    `sent_on`: the day of the document, today or earlier. Without words, a day and a
    default there is no deadline, and nobody is ever late.
    """
    current = locked(recommendation)
    if current.is_sent:
        return False
    addressees = list(current.addressees.select_related("organisation"))
    if current.sender is None or not addressees:
        raise NotPossible(
            "Hãy ghi cơ quan kiến nghị và ít nhất một cơ quan được kiến nghị rồi gửi."
        )
    if sent_on > on:
        raise ValidationError({"sent_on": "Ngày gửi không thể sau ngày hôm nay."})
    default = reply_terms.days_of(current.source) if use_default else None
    due = reply_terms.due(
        words=due_as_written, typed=due_on, default_days=default, sent_on=sent_on
    )
    current.sent_on, current.sent_by = sent_on, by
    current.document_number = document_number
    current.due_as_written = due_as_written
    current.due_on, current.due_basis = due.day, due.basis
    # Under the names of that day: the record keeps them when a body is renamed.
    current.raised_by = current.raised_by or current.sender.name_on(sent_on)
    names = "; ".join(row.organisation.name_on(sent_on) for row in addressees)
    current.addressee = current.addressee or names[:LONGEST_NAMES]
    if upload:
        current.stored_file = files.store(upload=upload, by=by)
    current.version += 1
    current.full_clean()
    current.save()
    history.record(by=by, action=f"{SENT} tới {names}", target=current)
    emails.recommendation_sent(current, on=on)
    return True


@transaction.atomic
def correct(
    *,
    recommendation: Recommendation,
    version: int,
    values: dict,
    reason: str,
    by: User,
    on: date,
) -> Recommendation:
    """The sender mends its own words after sending, until somebody has replied."""
    current = locked(recommendation)
    refuse_unless_in_force(current)
    if Reply.objects.filter(addressee__recommendation=current).exists():
        raise NotPossible(
            "Đã có cơ quan trả lời nên kiến nghị không sửa được nữa. Nếu cần, hãy nêu "
            "lại bằng một kiến nghị mới."
        )
    if current.version != version:
        raise Stale("Người khác vừa sửa kiến nghị này.")
    before = history.snapshot(current, FIELDS)
    words, day = current.due_as_written, current.due_on
    for name, value in values.items():
        setattr(current, name, value)
    if (current.due_as_written, current.due_on) != (words, day):
        # The form shows the earlier day: with other words, nobody typed that one.
        kept = current.due_on == day and current.due_as_written != words
        due = reply_terms.due(
            words=current.due_as_written,
            typed=None if kept else current.due_on,
            default_days=None,
            sent_on=current.sent_on,
        )
        current.due_on, current.due_basis = due.day, due.basis
    current.version += 1
    current.full_clean()
    current.save()
    changes = history.differences(before, history.snapshot(current, FIELDS))
    if changes:
        history.record(
            by=by,
            action="đã đính chính kiến nghị",
            target=current,
            changes=changes,
            reason=reason,
        )
        emails.recommendation_corrected(current, reason=reason, on=on)
    return current


@transaction.atomic
def recall(*, recommendation: Recommendation, reason: str, by: User, on: date) -> bool:
    """The sender takes it back and says why; the record stays. False if it did."""
    if not reason.strip():
        raise ValidationError({"reason": "Hãy ghi lý do rút kiến nghị."})
    current = locked(recommendation)
    if current.is_withdrawn:
        return False
    if not current.is_sent:
        raise NotPossible("Kiến nghị chưa gửi: hãy bỏ bản soạn thay vì rút.")
    if not current.addressees.unsettled().exists():
        raise NotPossible("Kiến nghị đã giải quyết xong nên không rút nữa.")
    current.withdrawn_on, current.withdrawal_reason = on, reason
    current.save(update_fields=["withdrawn_on", "withdrawal_reason"])
    history.record(by=by, action="đã rút kiến nghị", target=current, reason=reason)
    emails.recommendation_withdrawn(current, on=on)
    return True


@transaction.atomic
def remove(*, recommendation: Recommendation, by: User) -> None:
    """Throw away what was never sent; words of a report or conference stay there."""
    current = locked(recommendation)
    if current.is_sent:
        raise NotPossible(ALREADY_SENT)
    if current.has_words_of_a_record:
        raise NotPossible("Kiến nghị này thuộc một báo cáo nên không bỏ được ở đây.")
    history.record(by=by, action="đã bỏ bản soạn kiến nghị", target=current)
    current.delete()


def refuse_unless_in_force(recommendation: Recommendation) -> None:
    if not recommendation.is_sent:
        raise NotPossible("Kiến nghị này chưa được gửi.")
    if recommendation.is_withdrawn:
        raise NotPossible("Kiến nghị này đã được rút.")
    if not Recommendation.objects.in_force().filter(pk=recommendation.pk).exists():
        raise NotPossible(
            "Kiến nghị này đã được nêu lại bằng một kiến nghị mới; mời làm việc ở đó."
        )


def _save(recommendation, addressees) -> None:
    bodies = list(dict.fromkeys(addressees))
    if recommendation.sender in bodies:
        raise ValidationError(
            {"addressees": "Cơ quan kiến nghị không đồng thời là nơi nhận."}
        )
    recommendation.full_clean(exclude=["sent_by"])
    recommendation.save()
    recommendation.addressees.exclude(organisation__in=bodies).delete()
    for position, body in enumerate(bodies, start=1):
        Addressee.objects.update_or_create(
            recommendation=recommendation,
            organisation=body,
            defaults={"position": position},
        )


def _in_words(recommendation: Recommendation) -> dict[str, str]:
    rows = recommendation.addressees.select_related("organisation")
    names = "; ".join(row.organisation.name for row in rows)
    said = {"cơ quan được kiến nghị": names or history.EMPTY}
    return history.snapshot(recommendation, FIELDS) | said
