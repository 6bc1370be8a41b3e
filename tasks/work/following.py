"""Plans and tasks that people asked to be told of: a notice in the bell, no mail."""

from django.db import transaction
from django.db.models import Q

from accounts import notices
from accounts.models import User

from ..models import FocusTask, Follow, YearlyPlan

Followed = FocusTask | YearlyPlan


def _of(thing: Followed) -> dict:
    return {"task" if isinstance(thing, FocusTask) else "plan": thing}


@transaction.atomic
def follow(*, thing: Followed, by: User) -> bool:
    """False if the person followed it already."""
    return Follow.objects.get_or_create(person=by, **_of(thing))[1]


def follow_many(*, tasks: list[FocusTask], by: User) -> None:
    Follow.objects.bulk_create(
        [Follow(person=by, task=task) for task in tasks], ignore_conflicts=True
    )


def unfollow(*, thing: Followed, by: User) -> bool:
    """False if there was nothing to stop."""
    return bool(Follow.objects.filter(person=by, **_of(thing)).delete()[0])


def is_following(user: User, thing: Followed) -> bool:
    return Follow.objects.filter(person=user, **_of(thing)).exists()


def tell(thing: Followed, said: str, by: User | None) -> int:
    """Tell everybody who follows the task, or its plan; how many were told.

    `said` reads on from the name, as in the history: "đã hủy nhiệm vụ".
    Never whoever did it, and never those who may no longer see it.
    """
    asked = Q(**_of(thing))
    if isinstance(thing, FocusTask):
        asked |= Q(plan=thing.plan_id)
    people = User.objects.filter(
        is_active=True, pk__in=Follow.objects.filter(asked).values("person")
    )
    told = 0
    for person in people.exclude(pk=by.pk if by else None):
        if type(thing).objects.visible_to(person).filter(pk=thing.pk).exists():
            text = f"{by or 'Hệ thống'} {said} “{thing}”."
            notices.notify(user=person, text=text, url=thing.get_absolute_url())
            told += 1
    return told


def page_context(thing: Followed, user: User) -> dict:
    """For the button of a page: templates/tasks/_follow.html."""
    kind = "nhiem-vu" if isinstance(thing, FocusTask) else "ke-hoach"
    return {
        "follow_kind": kind,
        "followed": thing,
        "is_following": is_following(user, thing),
    }
