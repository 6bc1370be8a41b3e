"""Who was reminded of a thing, when and why: what its own page shows of the ledger."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.timezone import localtime

from accounts.models import OutgoingMail, Reminder
from accounts.reminding.ladder_wording import step_said

from . import ledger

MOST = 50
State = Reminder.State
# "Đã nhắc": in the digest and the inbox; what became of the letter stands beside it.
SAID = {
    State.PLANNED: "chờ nhắc",
    State.SENT: "đã nhắc",
    State.WITHDRAWN: "đã rút",
    State.FAILED: "không gửi được",
}
TONES = {State.PLANNED: "soon", State.SENT: "ok", State.FAILED: "late"}


@dataclass(frozen=True)
class Told:
    row: Reminder

    @property
    def step(self) -> str:
        return step_said(self.row.step)

    @property
    def state(self) -> str:
        return SAID[self.row.state]

    @property
    def tone(self) -> str:
        mail = self.row.digest and self.row.digest.mail
        if mail and (mail.bounced_at or mail.given_up_at):
            return "late"
        return TONES.get(self.row.state, "")

    @property
    def mail(self) -> str:
        """What became of the letter; the in-app notice came with the digest."""
        return _of_mail(self.row.digest.mail) if self.row.digest else ""


def _of_mail(mail: OutgoingMail | None) -> str:
    if mail is None:
        return "chỉ báo trong hộp thông báo, vì chưa có địa chỉ thư"
    if mail.bounced_at:
        return f"thư bị trả lại lúc {_when(mail.bounced_at)}"
    if mail.sent_at:
        return f"thư đã chuyển đi lúc {_when(mail.sent_at)}"
    return "thư không gửi được" if mail.given_up_at else "thư đang chờ gửi"


def _when(moment) -> str:
    return f"{localtime(moment):%H:%M %d/%m/%Y}"


def of_duties(ids_by_duty: Mapping[str, list[int]]) -> list[Told]:
    """The latest rows, newest first, without the letters themselves."""
    rows = ledger.of_duties(ids_by_duty)
    rows = rows.defer("digest__mail__body", "digest__mail__html")
    return [Told(row) for row in rows[:MOST]]
