"""Asking the bodies that owe something how far they are: "nhắc việc".

The plan's office asks the lead and everybody whose part is open; the lead asks the
latter. A body is asked once a day by the same office, in one letter to a person.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction

from accounts import history
from accounts.models import HistoryEntry, Organisation, Role, User

from .. import emails
from ..models import WORKING_STATES, FocusTask, YearlyPlan
from ..permissions import WORKERS
from ..serving import people_by_body

ORGANISATION = "accounts.organisation"


@dataclass
class Asked:
    """`asking`: [(office that asks, body asked, task)]; `refusals`: {task id: why}."""

    asking: list[tuple[Organisation, Organisation, FocusTask]] = field(
        default_factory=list
    )
    refusals: dict[int, str] = field(default_factory=dict)
    people: dict[tuple[int, int], list[User]] = field(default_factory=dict)

    @property
    def told(self) -> list[tuple[Organisation, list[User]]]:
        """The bodies asked, each with its people, in the order of the tasks.

        An ended body and the one of its name that took over are one line.
        """
        bodies, people = {}, defaultdict(dict)
        for _, body, task in self.asking:
            bodies.setdefault(body.name, body)
            for person in self.people[task.pk, body.pk]:
                people[body.name][person.pk] = person
        return [(body, list(people[name].values())) for name, body in bodies.items()]


def asked_in(tasks: list[FocusTask], *, by: User, on: date) -> Asked:
    """Whom the person may ask about these tasks now, and why not about the others."""
    asked, wanted = Asked(), {}
    for task in tasks:
        office, bodies, refusal = _owing(task, by)
        wanted[task.pk] = (office, bodies)
        if refusal:
            asked.refusals[task.pk] = refusal
    asked_today = _asked_today(wanted.values(), on)
    for task in tasks:
        office, bodies = wanted[task.pk]
        left = [body for body in bodies if (office.pk, body.pk) not in asked_today]
        if bodies and not left:
            names = ", ".join(body.label for body in bodies)
            asked.refusals[task.pk] = f"hôm nay đã nhắc {names}"
        asked.asking += [(office, body, task) for body in left]
    _find_people(asked, on)
    return asked


def _owing(task: FocusTask, by: User):
    """(who asks, the bodies asked, "" or why nobody is)."""
    if task.plan.state != YearlyPlan.State.ISSUED:
        return None, [], "kế hoạch chưa ban hành hoặc đã kết thúc"
    if task.state not in WORKING_STATES:
        return None, [], f"nhiệm vụ {task.get_state_display().lower()}"
    bodies = [
        part.organisation for part in task.coordinations.all() if not part.done_on
    ]
    if by.has_role(task.plan.office_id, *WORKERS):
        office = task.plan.office
        bodies.insert(0, task.lead_organisation)
    elif by.has_role(task.lead_organisation_id, *WORKERS):
        office = task.lead_organisation
    else:
        return None, [], "chỉ cơ quan soạn thảo kế hoạch và cơ quan chủ trì nhắc được"
    bodies = [body for body in dict.fromkeys(bodies) if body != office]
    return office, bodies, "" if bodies else "không còn cơ quan nào khác để nhắc"


def _said(office: Organisation) -> str:
    return f"đã thay mặt {office.name} nhắc việc"


def _asked_today(wanted, on: date) -> set[tuple[int, int]]:
    """{(office id, body id)} of what the history of the bodies says of that day."""
    offices = {office.pk: office for office, bodies in wanted if bodies}
    bodies = {body.pk for _, bodies in wanted for body in bodies}
    entries = HistoryEntry.objects.filter(
        target_type=ORGANISATION, target_id__in=bodies, happened_at__date=on
    ).values_list("target_id", "action")
    return {
        (office.pk, body)
        for body, action in entries
        for office in offices.values()
        if action.startswith(f"{_said(office)}:")
    }


def _find_people(asked: Asked, on: date) -> None:
    """Who looks after the task in the body and serves there; else all its staff."""
    bodies = {body.pk for _, body, _ in asked.asking}
    staff = people_by_body(bodies, roles=[Role.STAFF], on=on)
    anybody = people_by_body(bodies, roles=Role.values, on=on)
    for _, body, task in asked.asking:
        named = [
            row.person
            for row in task.assignments.all()
            if row.organisation_id == body.pk and row.person in anybody[body.pk]
        ]
        asked.people[task.pk, body.pk] = named or staff[body.pk]


@transaction.atomic
def nudge(*, tasks: list[FocusTask], by: User, on: date) -> Asked:
    """Ask, once a body and day. Two who ask at once: the second finds it done."""
    bodies = {task.lead_organisation_id for task in tasks}
    bodies |= {p.organisation_id for task in tasks for p in task.coordinations.all()}
    locked = Organisation.objects.select_for_update().filter(pk__in=bodies)
    list(locked.order_by("pk"))
    asked = asked_in(tasks, by=by, on=on)
    by_body, by_task = defaultdict(list), defaultdict(list)
    for office, body, task in asked.asking:
        by_body[office, body].append(task)
        by_task[task].append(body)
    for (office, body), about in by_body.items():
        history.record(
            by=by, action=f"{_said(office)}: {len(about)} nhiệm vụ", target=body
        )
    for task, about in by_task.items():
        names = ", ".join(body.label for body in about)
        history.record(by=by, action=f"đã nhắc {names} báo cáo tiến độ", target=task)
    _write(asked)
    return asked


def _write(asked: Asked) -> None:
    letters = defaultdict(dict)  # (office, person) → {task id: task}
    for office, body, task in asked.asking:
        for person in asked.people[task.pk, body.pk]:
            letters[office, person][task.pk] = task
    for (office, person), tasks in letters.items():
        emails.nudge(list(tasks.values()), office=office, to=person)
