"""Ways in which a message reaches a person; one class each.

A channel only writes rows, in the transaction of the event: whatever must go out over
a network waits in an outbox, so no event waits for it or fails with it. A third way
(web push, a webhook) is one more class in `CHANNELS` and an outbox of its own.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from ..models import Notification, OutgoingMail, User
from . import delivery


@dataclass(frozen=True)
class Message:
    """`notice`: one sentence where there is no room for more; else the subject."""

    to: User
    subject: str
    body: str
    html: str = ""
    url: str = ""  # within the site
    notice: str = ""


class Channel(Protocol):
    name: str

    def write(self, messages: Sequence[Message], *, at: datetime) -> list:
        """What was written for each, in order; None for whom it does not reach."""
        ...


class InApp:
    name = "in-app"

    def write(self, messages: Sequence[Message], *, at: datetime) -> list[Notification]:
        return Notification.objects.bulk_create(
            Notification(user=m.to, text=m.notice or f"{m.subject}.", url=m.url)
            for m in messages
        )


class Mail:
    name = "mail"

    def write(
        self, messages: Sequence[Message], *, at: datetime
    ) -> list[OutgoingMail | None]:
        written = [
            delivery.unsaved(
                to=m.to, subject=m.subject, body=m.body, html=m.html, at=at
            )
            if m.to.email
            else None
            for m in messages
        ]
        if OutgoingMail.objects.bulk_create(mail for mail in written if mail):
            delivery.wake()
        return written


CHANNELS: list[Channel] = [InApp(), Mail()]


def give(messages: Sequence[Message], *, at: datetime) -> dict[str, list]:
    """Each message to each channel: {channel: what it wrote for each message}."""
    return {channel.name: channel.write(messages, at=at) for channel in CHANNELS}
