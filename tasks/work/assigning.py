"""Within each body of a task: the person who looks after it ("người theo dõi").

The duty stays the body's and any of its staff may report; the one who is named is
reminded first, as long as they serve there.
"""

from collections.abc import Sequence
from datetime import date

from django.db import transaction

from accounts import history
from accounts.errors import NotPossible
from accounts.models import Organisation, Role, User

from .. import emails, permissions
from ..models import Assignment, FocusTask
from ..serving import people_by_body, serves


@transaction.atomic
def assign(
    *,
    tasks: Sequence[FocusTask],
    organisation: Organisation,
    person: User | None,
    by: User,
    on: date,
) -> list[FocusTask]:
    """Name the person for the body in these tasks, or nobody. The tasks that changed.

    One message for all of them: whoever is given forty tasks gets one letter.
    """
    if person and not serves(person.pk, organisation.pk, on=on):
        raise NotPossible(
            f"{person} hiện không giữ vai trò nào ở {organisation}. Hãy chọn người "
            "đang làm việc ở cơ quan này."
        )
    # The rows themselves wait for each other: two who name at once leave one name.
    locked = FocusTask.objects.select_for_update(of=("self",)).order_by("pk")
    current = {task.pk: task for task in locked.filter(pk__in=[t.pk for t in tasks])}
    before = {
        row.task_id: row
        for row in Assignment.objects.filter(
            task__in=current, organisation=organisation
        ).select_related("person")
    }
    changed = [
        task
        for task in current.values()
        if task.is_open and _change(task, before.get(task.pk), organisation, person, on)
    ]
    for task in changed:
        _record(task, before.get(task.pk), organisation, person, by=by)
    if person and person != by and changed:
        emails.tasks_assigned(changed, organisation, to=person, by=by)
    return changed


def _change(task, row, organisation, person, on) -> bool:
    if row is None:
        if person is None:
            return False
        Assignment.objects.create(
            task=task, organisation=organisation, person=person, since_on=on
        )
    elif person is None:
        Assignment.objects.filter(pk=row.pk).delete()
    elif row.person == person:
        return False
    else:
        Assignment.objects.filter(pk=row.pk).update(person=person, since_on=on)
    return True


def _record(task, row, organisation, person, *, by) -> None:
    nobody = "không giao riêng"
    history.record(
        by=by,
        action=f"đã đổi người theo dõi nhiệm vụ ở {organisation}",
        target=task,
        changes=[
            {
                "field": "người theo dõi",
                "from": str(row.person) if row else nobody,
                "to": str(person) if person else nobody,
            }
        ],
    )


def people_to_choose(organisation: Organisation, on: date) -> list[User]:
    """Whoever serves the body today, in any role, by given name."""
    return people_by_body([organisation.pk], roles=Role.values, on=on)[organisation.pk]


def looking_after(task: FocusTask, user: User, on: date) -> dict:
    """For the page of a task: {body: its person}, and what one may do about it."""
    bodies = permissions.organisations_involved(user, task)
    rows = task.assignments.select_related("person", "organisation")
    return {
        "assignments": list(rows),
        "can_assign": bool(bodies) and task.is_open,
    }
