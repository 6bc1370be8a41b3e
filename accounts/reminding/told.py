"""What happened, from the rows of the ledger: told, by which mail, late, withdrawn."""

from collections.abc import Iterator
from datetime import date

from django.utils import timezone

from accounts.models import Digest, OutgoingMail, Reminder
from accounts.vietnamese import format_date, format_number

from .case import Case, State
from .facts import Fact, at_time, on_day, step_words

SENT = "Đã nhắc Ông/Bà trong bản nhắc việc ngày {}: {}, hạn {}."
IN_APP = (
    "Không có thư kèm theo: lúc đó Ông/Bà không có địa chỉ thư dùng được, nên chỉ nhắc "
    "ở mục Thông báo."
)
LATE = (
    "Nhắc muộn: ngày cần nhắc là {}, nhưng hệ thống không chạy nhắc việc những ngày "
    "đó; một lượt này thay cho các bậc đã lỡ."
)
BEHIND = "Ngày cần nhắc của {} là {}; việc được ghi vào sổ lúc {}."
AFTER_DIGEST = (
    "Ngày {} Ông/Bà đã có bản nhắc việc lúc {}, trước khi việc này được ghi sổ; mỗi "
    "người mỗi ngày một bản."
)
WITHDRAWN = "Lượt nhắc {} (hạn {}) đã rút, không gửi: {}"
FAILED = "Thư của lượt nhắc này không tới được; bản nhắc vẫn ở mục Thông báo. {}"
TOLD = (State.SENT, State.FAILED)  # what failed is the letter, not the notice


def happened(case: Case) -> Iterator[Fact]:
    for row in case.rows:
        if row.state in TOLD:
            yield from _told(row, case)
        elif row.state == State.WITHDRAWN:
            why = row.settled_why or "không ghi lý do."
            yield Fact(row.settled_at, WITHDRAWN.format(*_step(row), why))


def _step(row: Reminder) -> tuple[str, str]:
    return step_words(row.step), format_date(row.due_on)


def _told(row: Reminder, case: Case) -> Iterator[Fact]:
    digest = row.digest
    said = SENT.format(format_date(digest.on), *_step(row))
    yield Fact(digest.built_at, said, "ok", digest.get_absolute_url(), "Mở bản nhắc")
    yield from _delay(row, case)
    if row.state == State.FAILED:
        yield Fact(row.settled_at, FAILED.format(row.settled_why).strip(), "late")
    if digest.mail:
        yield mail_fact(digest)
        yield from _dead(digest.mail.address, case)
    else:
        yield Fact(digest.built_at, IN_APP)
        yield from _dead(case.person.email, case)


def _delay(row: Reminder, case: Case) -> Iterator[Fact]:
    """Why it came after the day of its step, as far as the ledger knows."""
    told_on, planned_on = row.digest.on, _day(row.planned_at)
    if row.is_late:
        yield Fact(row.digest.built_at, LATE.format(on_day(row.tell_on)), "soon")
    elif planned_on > row.tell_on:
        step, day = step_words(row.step), on_day(row.tell_on)
        yield Fact(row.planned_at, BEHIND.format(step, day, at_time(row.planned_at)))
    if told_on > planned_on:
        before = case.digests.get(planned_on)
        if before and before.built_at < row.planned_at:
            at = timezone.localtime(before.built_at).strftime("%H:%M")
            said = AFTER_DIGEST.format(format_date(before.on), at)
            yield Fact(row.planned_at, said)


def _day(at) -> date:
    return timezone.localtime(at).date()


def mail_fact(digest: Digest) -> Fact:
    """What became of its letter; the newest thing that is known of it."""
    mail = digest.mail
    letter = f"Thư nhắc việc ngày {format_date(digest.on)} gửi tới {mail.address}"
    if mail.bounced_at:
        said = f"{letter} bị trả lại{_error(mail)}"
        return Fact(mail.bounced_at, said, "late")
    if mail.sent_at:
        return Fact(mail.sent_at, f"{letter} đã giao cho máy chủ thư.", "ok")
    tried = f"đã thử {format_number(mail.attempts)} lần"
    if mail.given_up_at:
        said = f"{letter} không gửi được, {tried} và đã thôi{_error(mail)}"
        return Fact(mail.given_up_at, said, "late")
    if mail.attempts:
        said = f"{letter} chưa gửi được, {tried}{_error(mail)}"
        return Fact(mail.written_at, said, "soon")
    return Fact(mail.written_at, f"{letter} đang chờ gửi.", "soon")


def _error(mail: OutgoingMail) -> str:
    return f": {mail.last_error.rstrip('.')}." if mail.last_error else "."


def _dead(address: str, case: Case) -> Iterator[Fact]:
    if dead := case.dead.get(address):
        said = f"Địa chỉ {address} không nhận được thư: {dead.reason.rstrip('.')}."
        yield Fact(dead.since_at, said, "late")
