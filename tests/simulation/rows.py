"""The simulated world in the database, and what the product wrote there."""

from collections import Counter
from datetime import UTC, date, datetime, time

from accounts.models import (
    Digest,
    Membership,
    Organisation,
    Reminder,
    ReminderPreference,
    SpecialDay,
    Succession,
    User,
    WorkingYear,
)
from tasks.models import Assignment, Coordination, FocusTask, YearlyPlan
from tests import factories

from .days import Days
from .oracle import Notice
from .world import Heir, Part, Person, Place, Task, World

PLANS = 12


class Rows:
    def __init__(self, world: World, days: Days):
        self.admin = factories.make_user(username="quantri", is_superuser=True)
        self._calendar(days)
        # Keys of our own, far from those of rows that are there already.
        self.base = 10_000
        for body in world.bodies:
            factories.make_organisation(pk=self.base + body)
        self.plans = [self._plan(days, n) for n in range(PLANS)]
        self.save([*world.people, *world.places, *world.tasks, *world.parts])

    def _calendar(self, days: Days) -> None:
        for year in days.years:
            row = WorkingYear.objects.create(
                year=year,
                confirmed_at=datetime(year - 1, 12, 1, tzinfo=UTC),
                confirmed_by=self.admin,
            )
            SpecialDay.objects.bulk_create(
                SpecialDay(year=row, on=on, kind=kind, name="Ngày đặc biệt")
                for kind, all_of_kind in (("off", days.off), ("worked", days.worked))
                for on in all_of_kind
                if on.year == year
            )

    def _plan(self, days: Days, number: int) -> YearlyPlan:
        owner, other = list(Organisation.objects.all())[:2]
        agreement = factories.make_agreement(
            *(owner, other),
            signed_on=date(days.years[0], 1, 2),
            term_start_year=days.years[0],
            term_end_year=days.years[-1] + 3,  # its end is no matter here
        )
        return factories.make_issued_plan(agreement, office=owner)

    # -- Into the database -----------------------------------------------------------

    def save(self, changed: list) -> None:
        for one in changed:
            getattr(self, f"_save_{type(one).__name__.lower()}")(one)

    def _save_person(self, person: Person) -> None:
        pk = self.base + person.id
        User.objects.update_or_create(
            pk=pk,
            defaults={"is_active": person.is_active},
            create_defaults={
                "username": f"nguoi{person.id}",
                "full_name": f"Nguyễn Văn {person.id}",
                "email": f"nguoi{person.id}@example.vn" if person.has_address else "",
                "is_active": person.is_active,
            },
        )
        if person.weekly is None:
            ReminderPreference.objects.filter(user=pk).delete()
        else:
            ReminderPreference.objects.update_or_create(
                user_id=pk, defaults={"frequency": "weekly", "weekday": person.weekly}
            )

    def _save_place(self, place: Place) -> None:
        Membership.objects.update_or_create(
            user_id=self.base + place.person.id,
            organisation_id=self.base + place.body,
            role=place.role,
            defaults={"ended_on": place.ended_on},
        )

    def _save_heir(self, heir: Heir) -> None:
        Succession.objects.create(
            predecessor_id=self.base + heir.body,
            successor_id=self.base + heir.successor,
            took_effect_on=heir.since,
        )

    def _save_task(self, task: Task) -> None:
        pk = self.base + task.id
        values = {
            "state": task.state,
            "due_on": task.due_on,
            "completed_on": task.due_on if task.state == "done" else None,
            "cancelled_on": task.due_on if task.state == "cancelled" else None,
            "cancel_reason": "Trùng việc" if task.state == "cancelled" else "",
        }
        if not FocusTask.objects.filter(pk=pk).update(**values):
            plan = self.plans[task.id % PLANS]
            factories.make_focus_task(
                plan, pk=pk, lead_organisation_id=self.base + task.body, **values
            )
        given = {
            self.base + body: self.base + person.id
            for body, person in task.looked_after_by.items()
        }
        rows = Assignment.objects.filter(task=pk)
        rows.exclude(organisation__in=given).delete()
        for body, person in given.items():
            rows.update_or_create(
                task_id=pk,
                organisation_id=body,
                defaults={"person_id": person, "since_on": task.due_on},
            )

    def _save_part(self, part: Part) -> None:
        Coordination.objects.update_or_create(
            pk=self.base + part.id,
            defaults={
                "due_on": part.due_on,
                "done_on": (part.due_on or part.task.due_on) if part.is_done else None,
                "done_by": self.admin if part.is_done else None,
            },
            create_defaults={
                "task_id": self.base + part.task.id,
                "organisation_id": self.base + part.body,
                "due_on": part.due_on,
            },
        )

    # -- What the product wrote -------------------------------------------------------

    def told(self, on: date) -> dict[Notice, bool]:
        rows = Reminder.objects.filter(digest__on=on, digest__kind=Digest.Kind.DAILY)
        return {
            Notice(receiver - self.base, duty, pk - self.base, due_on, step): is_late
            for receiver, duty, pk, due_on, step, is_late in rows.filter(
                state=Reminder.State.SENT
            ).values_list("receiver", "duty", "duty_id", "due_on", "step", "is_late")
        }

    def digests(self, on: date) -> Counter:
        rows = Digest.objects.filter(on=on, kind=Digest.Kind.DAILY)
        return Counter(pk - self.base for pk in rows.values_list("receiver", flat=True))


def moment(on: date, hour: int, minute: int = 0) -> datetime:
    from django.utils import timezone

    return timezone.make_aware(datetime.combine(on, time(hour, minute)))
