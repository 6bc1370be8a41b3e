"""One function per message: written in the transaction of its event, sent after."""

from datetime import date

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.timezone import localdate

from accounts import delivery, notices
from accounts.models import Membership, Role, User
from agreements.models import Party

from .models import Decision, FocusTask, ProgressUpdate, YearlyPlan

WORKERS = (Role.STAFF, Role.MANAGER)


def tell(to: User, event: str, *, notice: str, url: str, **context) -> None:
    """One mail and one in-app notice about one event to one person."""
    context |= {"to": to, "link": settings.SITE_URL + url}
    subject = render_to_string(f"emails/{event}-subject.txt", context)
    body = render_to_string(f"emails/{event}-body.txt", context)
    delivery.write(to=to, subject=" ".join(subject.split()), body=body)
    notices.notify(user=to, text=notice, url=url)


def people_of(organisation_ids, *, roles=WORKERS, on: date) -> list[User]:
    """Each person once, whatever number of places they hold."""
    places = Membership.objects.serving(organisation_ids, roles=roles, on=on)
    return list(User.objects.filter(pk__in=places.values("user")))


def plan_submitted(plan: YearlyPlan, *, party: Party, to: User) -> None:
    tell(
        to,
        "plan-submitted",
        notice=f"“{plan}” được trình lần {plan.round}, chờ {party} cho ý kiến.",
        url=plan.get_absolute_url(),
        plan=plan,
        party=party,
    )


def plan_sent_back(plan: YearlyPlan, decision: Decision) -> None:
    for person in people_of([plan.office_id], on=localdate(decision.decided_at)):
        tell(
            person,
            "plan-sent-back",
            notice=f"{decision.party} đề nghị sửa “{plan}”: {decision.reason}",
            url=plan.get_absolute_url(),
            plan=plan,
            decision=decision,
        )


def plan_agreed(plan: YearlyPlan, decision: Decision) -> None:
    """`decision`: the last one, with which the round was complete."""
    for person in people_of([plan.office_id], on=localdate(decision.decided_at)):
        tell(
            person,
            "plan-agreed",
            notice=f"Các bên đã thống nhất “{plan}”; có thể ban hành.",
            url=plan.get_absolute_url(),
            plan=plan,
        )


def plan_issued(plan: YearlyPlan, *, on: date) -> None:
    """Tell the people of every body that leads or joins a task, once each."""
    bodies = set(plan.tasks.values_list("lead_organisation", flat=True))
    bodies |= set(
        plan.tasks.filter(coordinations__isnull=False).values_list(
            "coordinations__organisation", flat=True
        )
    )
    for person in people_of(bodies, on=on):
        tell(
            person,
            "plan-issued",
            notice=f"“{plan}” đã ban hành, số {plan.document_number}.",
            url=plan.get_absolute_url(),
            plan=plan,
        )


def completion_submitted(task: FocusTask, update: ProgressUpdate, *, on: date) -> None:
    for person in people_of([task.plan.office_id], on=on):
        tell(
            person,
            "completion-submitted",
            notice=f"{update.organisation} đề nghị xác nhận hoàn thành “{task}”.",
            url=task.get_absolute_url(),
            task=task,
            update=update,
        )


def completion_confirmed(task: FocusTask) -> None:
    for person in people_of([task.lead_organisation_id], on=task.completed_on):
        tell(
            person,
            "completion-confirmed",
            notice=f"Nhiệm vụ “{task}” đã được xác nhận hoàn thành.",
            url=task.get_absolute_url(),
            task=task,
        )


def completion_returned(task: FocusTask, *, reason: str, on: date) -> None:
    for person in people_of([task.lead_organisation_id], on=on):
        tell(
            person,
            "completion-returned",
            notice=f"Kết quả nhiệm vụ “{task}” được trả lại: {reason}",
            url=task.get_absolute_url(),
            task=task,
            reason=reason,
        )
