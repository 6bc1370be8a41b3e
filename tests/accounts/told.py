"""A ledger row that went out in a digest, without a run of the reminders."""

import uuid
from datetime import UTC, date, datetime

from accounts.models import Audience, Digest, OutgoingMail, Reminder

AT = datetime(2026, 6, 23, 2, tzinfo=UTC)  # 9:00 in Vietnam


def told(receiver, duty, thing, *, due_on=date(2026, 6, 30), at=AT, **fields):
    """`thing`: the row whose id the duty bears."""
    mail = OutgoingMail.objects.create(
        recipient=receiver,
        address=receiver.email,
        subject="Nhắc việc",
        body="Nhắc việc",
        next_attempt_at=at,
        sent_at=at,
    )
    digest = Digest.objects.create(
        receiver=receiver,
        kind=Digest.Kind.DAILY,
        on=at.date(),
        built_at=at,
        run=uuid.uuid4(),
        mail=mail,
    )
    values = {
        "step": -7,
        "audience": Audience.OWNER,
        "why": "Ông/Bà là chuyên viên của cơ quan phối hợp.",
        "tell_on": at.date(),
        "planned_at": at,
        "settled_at": at,
        "state": Reminder.State.SENT,
    }
    return Reminder.objects.create(
        receiver=receiver,
        duty=duty,
        duty_id=thing.pk,
        due_on=due_on,
        digest=digest,
        **values | fields,
    )
