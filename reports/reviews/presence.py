"""Who has a part of a report open just now: a soft notice, never a lock.

Kept in the cache and nowhere else: it may be wrong for a minute and harms nothing.
"""

from datetime import datetime, timedelta

from django.core.cache import cache

from accounts.models import User

from ..models import Review

HERE_FOR = timedelta(seconds=50)  # the page says so every 20


def here(*, review: Review, key: str, user: User, at: datetime) -> list[str]:
    """Say that the person has the part open; the names of the others who have."""
    name = f"phan-dang-mo:{review.pk}:{key}"
    known = cache.get(name) or {}
    fresh = {
        pk: (person, seen)
        for pk, (person, seen) in known.items()
        if seen > at - HERE_FOR
    }
    others = [person for pk, (person, _) in fresh.items() if pk != user.pk]
    fresh[user.pk] = (str(user), at)
    cache.set(name, fresh, timeout=HERE_FOR.total_seconds())
    return others


def left(*, review: Review, key: str, user: User) -> None:
    """Nobody is told of someone who has saved and gone."""
    name = f"phan-dang-mo:{review.pk}:{key}"
    known = cache.get(name) or {}
    if known.pop(user.pk, None):
        cache.set(name, known, timeout=HERE_FOR.total_seconds())
