"""How often a person wants the digest; what it holds is not theirs to choose."""

from django.db import transaction

from accounts import history
from accounts.models import ReminderPreference, User

FIELDS = ["frequency", "weekday"]


def of(user: User) -> ReminderPreference:
    """The person's own, or else what holds for everybody."""
    found = ReminderPreference.objects.filter(user=user).first()
    return found or ReminderPreference(user=user)


@transaction.atomic
def choose(*, user: User, frequency: str, weekday: int, by: User) -> bool:
    """False if it is as it was."""
    ReminderPreference.objects.get_or_create(user=user)
    preference = ReminderPreference.objects.select_for_update().get(user=user)
    before = history.snapshot(preference, FIELDS)
    preference.frequency, preference.weekday = frequency, weekday
    changes = history.differences(before, history.snapshot(preference, FIELDS))
    if not changes:
        return False
    preference.save()
    history.record(
        by=by, action="đã đổi cách nhận nhắc việc", target=preference, changes=changes
    )
    return True
