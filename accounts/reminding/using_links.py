"""What a link of a digest does, if it still may: once, on record, as its receiver."""

from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import LinkUse, Organisation, Promise, Reminder, Role, User
from accounts.vietnamese import format_date

from . import promising
from .duties import Line
from .links import Purpose, Refused, confirming, read

VALID = timedelta(days=14)
VIA = "qua liên kết trong thư"

EXPIRED = (
    f"Liên kết đã hết hạn: mỗi liên kết dùng được trong {VALID.days} ngày kể từ ngày "
    "lập thư. Mời Ông/Bà dùng liên kết trong thư nhắc việc gần nhất, hoặc đăng nhập."
)
INACTIVE = (
    "Tài khoản của người nhận thư này đã ngừng hoạt động nên liên kết không còn dùng "
    "được."
)
READDRESSED = (
    "Địa chỉ thư của người nhận đã thay đổi sau khi thư này được gửi. Để an toàn, liên "
    "kết không còn dùng được. Mời Ông/Bà đăng nhập để làm việc này."
)
LEFT = "{} hiện không giữ vai trò làm việc này ở {}; liên kết không còn dùng được."
MET = f"{promising.NO_LONGER} Ông/Bà không cần làm gì thêm."
MOVED = (
    "Hạn của việc này đã đổi từ {} thành {}. Mời Ông/Bà dùng liên kết trong thư nhắc "
    "việc theo hạn mới, hoặc đăng nhập."
)
USED = "Liên kết này đã được dùng lúc {}: {}."


class Link(NamedTuple):
    """A link that works: what it is for, and the duty as it is now."""

    reminder: Reminder
    purpose: str
    line: Line
    body: Organisation
    label: str

    @property
    def receiver(self) -> User:
        return self.reminder.receiver

    @property
    def expires_at(self) -> datetime:
        return self.reminder.digest.built_at + VALID


def usable(token: str, *, at: datetime) -> Link:
    """What the link would do now; Refused in a sentence that says why it does not.

    Who opens one that has run out, or that was not sent to them, learns nothing of
    the duty: those questions come first.
    """
    reminder, purpose = read(token)
    if at > reminder.digest.built_at + VALID:
        raise Refused(EXPIRED)
    if not reminder.receiver.is_active:
        raise Refused(INACTIVE)
    # The link goes with the person: whoever has their old mailbox is somebody else.
    mail = reminder.digest.mail
    if mail is None or mail.address.lower() != reminder.receiver.email.lower():
        raise Refused(READDRESSED)
    if used := LinkUse.objects.filter(reminder=reminder, purpose=purpose).first():
        raise Refused(in_words(used), is_used=True)
    return _still_owed(reminder, purpose)


def _still_owed(reminder: Reminder, purpose: str) -> Link:
    """By that day, and by a body for which the receiver still acts."""
    line = promising.open_line(reminder.duty, reminder.duty_id)
    found = _owing(reminder, purpose) if line else None
    if found is None:
        raise Refused(MET)
    body, label, roles = found
    if not reminder.receiver.has_role(body.pk, *roles):
        raise Refused(LEFT.format(reminder.receiver, body))
    if line.due_on != reminder.due_on:
        days = format_date(reminder.due_on), format_date(line.due_on)
        raise Refused(MOVED.format(*days))
    return Link(reminder, purpose, line, body, label)


def _owing(reminder: Reminder, purpose: str) -> tuple | None:
    """(the body, what the link is called, the roles that may use it)."""
    if purpose == Purpose.CONFIRM_PART:
        act = confirming(reminder.duty)
        body = act and act.body(reminder.duty_id)
        return body and (body, act.label, act.roles)
    kind = promising.kind_of(reminder.duty)
    owed = kind and kind.find(reminder.duty_id)
    # Whoever was named to look after it may serve there in any role.
    return owed and (owed.body, kind.label, tuple(Role))


def in_words(use: LinkUse) -> str:
    """When, and what was noted: the promise was made at the same moment."""
    if use.purpose == Purpose.CONFIRM_PART:
        what = "đã xác nhận xong phần việc"
    else:
        made = Promise.objects.filter(
            person=use.reminder.receiver_id, said_at=use.used_at
        ).first()
        what = f"đã hẹn ngày {format_date(made.promised_on)}" if made else "đã hẹn ngày"
    return USED.format(f"{timezone.localtime(use.used_at):%H:%M ngày %d/%m/%Y}", what)


@transaction.atomic
def use(
    token: str,
    *,
    on: date,
    at: datetime,
    ip: str | None,
    note: str = "",
    promised_on: date | None = None,
) -> Link:
    """Do what the link is for, once, as the person to whom the letter went.

    What it does and the row that notes the use are one transaction: of two clicks at
    once the second waits on the key and finds the first; a refusal uses nothing up.
    """
    link = usable(token, at=at)
    row = link.reminder
    _note_use(row, link.purpose, at=at, ip=ip)
    how = {"by": row.receiver, "on": on, "note": note, "via": VIA}
    if link.purpose == Purpose.CONFIRM_PART:
        confirming(row.duty).do(row.duty_id, **how)
    else:
        what = {"duty": row.duty, "duty_id": row.duty_id, "promised_on": promised_on}
        promising.promise(**what, **how, at=at)
    return link


def _note_use(row: Reminder, purpose: str, *, at: datetime, ip: str | None) -> None:
    try:
        with transaction.atomic():
            LinkUse.objects.create(
                reminder=row, purpose=purpose, used_at=at, address=ip
            )
    except IntegrityError:
        earlier = LinkUse.objects.get(reminder=row, purpose=purpose)
        raise Refused(in_words(earlier), is_used=True) from None
