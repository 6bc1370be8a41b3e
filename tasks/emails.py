"""One function per message: written in the transaction of its event, sent after."""

from datetime import date

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.timezone import localdate

from accounts import notices
from accounts.mail import delivery
from accounts.models import Membership, Organisation, Role, User
from accounts.vietnamese import format_date
from agreements.models import Party

from .models import (
    CalendarFeed,
    Decision,
    FocusTask,
    Handover,
    ProgressUpdate,
    StandIn,
    Submission,
    YearlyPlan,
)
from .serving import people_by_body

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


def plan_submitted(
    plan: YearlyPlan, *, party: Party, to: User, stand_in: StandIn | None = None
) -> None:
    tell(
        to,
        "plan-submitted",
        notice=f"“{plan}” được trình lần {plan.round}, chờ {party} cho ý kiến.",
        url=plan.get_absolute_url(),
        plan=plan,
        party=party,
        stand_in=stand_in,
    )


def plan_withdrawn(plan: YearlyPlan, submission: Submission, *, to: User) -> None:
    tell(
        to,
        "plan-withdrawn",
        notice=f"{plan.office} đã rút “{plan}” để sửa: {submission.withdrawal_reason}",
        url=plan.get_absolute_url(),
        plan=plan,
        submission=submission,
    )


def stand_in_named(stand_in: StandIn) -> None:
    tell(
        stand_in.person,
        "stand-in-named",
        notice=f"Ông/Bà được giao thay mặt {stand_in.organisation} cho ý kiến về kế "
        f"hoạch từ {stand_in.first_on:%d/%m/%Y} đến {stand_in.last_on:%d/%m/%Y}.",
        url=reverse("tasks:stand-in-list"),
        stand_in=stand_in,
    )


def stand_in_revoked(stand_in: StandIn) -> None:
    tell(
        stand_in.person,
        "stand-in-revoked",
        notice=f"Ông/Bà thôi thay mặt {stand_in.organisation} cho ý kiến về kế hoạch.",
        url=reverse("tasks:stand-in-list"),
        stand_in=stand_in,
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


def plan_amended(
    plan: YearlyPlan, amendment: YearlyPlan, *, told: dict[int, list[str]], on: date
) -> None:
    """Tell who leads or joins a row that was changed, each of the rows of theirs."""
    said: dict[User, dict[str, None]] = {}
    for body, lines in told.items():
        for person in people_of([body], on=on):
            said.setdefault(person, {}).update(dict.fromkeys(lines))
    for person, lines in said.items():
        tell(
            person,
            "plan-amended",
            notice=f"“{plan}” đã được sửa đổi theo số {amendment.document_number}: "
            f"{len(lines)} nhiệm vụ liên quan.",
            url=plan.get_absolute_url(),
            plan=plan,
            amendment=amendment,
            lines=list(lines),
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


def part_returned(part, *, task: FocusTask, reason: str, on: date) -> None:
    for person in people_of([part.organisation_id], on=on):
        tell(
            person,
            "part-returned",
            notice=f"Phần việc trong “{task}” được trả lại: {reason}",
            url=task.get_absolute_url(),
            task=task,
            part=part,
            reason=reason,
        )


def extension_asked(extension, *, on: date) -> None:
    """Tell those of the plan's office who may decide: not the person who asked."""
    task = extension.task
    for person in people_of([task.plan.office_id], on=on):
        if person.pk != extension.asked_by_id:
            tell(
                person,
                "extension-asked",
                notice=f"{extension.organisation} đề nghị gia hạn “{task}” đến "
                f"{extension.asked_due_on:%d/%m/%Y}.",
                url=extension.get_absolute_url(),
                extension=extension,
                task=task,
            )


def extension_decided(extension, *, on: date) -> None:
    task = extension.task
    said = extension.get_state_display()
    if extension.granted_due_on:
        said += f" đến {extension.granted_due_on:%d/%m/%Y}"
    for person in people_of([extension.organisation_id], on=on):
        tell(
            person,
            "extension-decided",
            notice=f"{said}: “{task}”.",
            url=task.get_absolute_url(),
            extension=extension,
            task=task,
            said=said,
        )


def task_cancelled(task: FocusTask, children, *, on: date) -> None:
    """Tell every body that works on it or on its sub-tasks, and the parties."""
    for person in people_of(bodies_of(task, *children, on=on), on=on):
        tell(
            person,
            "task-cancelled",
            notice=f"Nhiệm vụ “{task}” đã hủy: {task.cancel_reason}",
            url=task.get_absolute_url(),
            task=task,
            children=children,
        )


def task_revived(task: FocusTask, *, reason: str, on: date) -> None:
    for person in people_of(bodies_of(task, on=on), on=on):
        tell(
            person,
            "task-revived",
            notice=f"Nhiệm vụ “{task}” được khôi phục: {reason}",
            url=task.get_absolute_url(),
            task=task,
            reason=reason,
        )


def bodies_of(*tasks: FocusTask, on: date) -> set[int]:
    """The leads, the coordinating bodies and the parties of the agreement."""
    found = {task.lead_organisation_id for task in tasks}
    for task in tasks:
        found |= {part.organisation_id for part in task.coordinations.all()}
    agreement = tasks[0].plan.agreement
    for party in agreement.parties.prefetch_related("members", "decisions"):
        found |= set(party.bearer_ids(on))
    return found | {tasks[0].plan.office_id}


def resource_asked(request, *, on: date) -> None:
    for person in people_of([request.addressee_id], on=on):
        tell(
            person,
            "resource-asked",
            notice=f"{request.organisation} đề nghị nguồn lực: {request.purpose}",
            url=request.get_absolute_url(),
            request=request,
        )


def resource_answered(request, *, on: date) -> None:
    for person in people_of([request.organisation_id], on=on):
        tell(
            person,
            "resource-answered",
            notice=f"{request.addressee} trả lời đề nghị nguồn lực: "
            f"{request.get_state_display().lower()}.",
            url=request.get_absolute_url(),
            request=request,
        )


def tasks_assigned(
    tasks: list[FocusTask], organisation: Organisation, *, to: User, by: User
) -> None:
    """One letter, however many tasks the person is to look after."""
    first = tasks[0]
    many = f"{len(tasks)} nhiệm vụ" if len(tasks) > 1 else f"nhiệm vụ “{first}”"
    url = first.get_absolute_url()
    if len(tasks) > 1:
        url = f"{reverse('tasks:focus-task-list')}?watch=assigned"
    tell(
        to,
        "tasks-assigned",
        notice=f"{by} giao Ông/Bà theo dõi {many} ở {organisation.label}.",
        url=url,
        tasks=[(task, settings.SITE_URL + task.get_absolute_url()) for task in tasks],
        organisation=organisation,
        by=by,
    )


def nudge(tasks: list[FocusTask], *, office: Organisation, to: User) -> None:
    """The office asks about what is owed: one letter for all of a person's tasks."""
    first = tasks[0]
    many = f"{len(tasks)} nhiệm vụ" if len(tasks) > 1 else f"nhiệm vụ “{first}”"
    url = first.get_absolute_url()
    if len(tasks) > 1:
        url = f"{reverse('tasks:focus-task-list')}?situation=open&mine=involved"
    tell(
        to,
        "nudge",
        notice=f"{office.label} nhắc: {many} cần báo cáo tiến độ.",
        url=url,
        tasks=[(task, settings.SITE_URL + task.get_absolute_url()) for task in tasks],
        office=office,
    )


def handed_over(handover: Handover) -> None:
    """The receiver learns what is theirs now."""
    tell(
        handover.receiver,
        "handed-over",
        notice=f"Ông/Bà nhận bàn giao công việc của {handover.giver} ở "
        f"{handover.organisation.label}.",
        url=handover.get_absolute_url(),
        handover=handover,
    )


def cascade_asked(
    task: FocusTask, organisation_ids: list[int], *, due_on: date | None, on: date
) -> None:
    """One message a person, whatever number of the bodies they serve."""
    found = people_by_body(organisation_ids, roles=WORKERS, on=on)
    until = f", hạn {format_date(due_on)}" if due_on else ""
    for person in dict.fromkeys(who for people in found.values() for who in people):
        tell(
            person,
            "cascade-asked",
            notice=f"Cơ quan của Ông/Bà được giao ký chương trình riêng{until}: "
            f"“{task}”.",
            url=reverse("tasks:cascade", args=[task.pk]),
            task=task,
            due_on=due_on,
        )


def cascade_nudged(task: FocusTask, waiting, *, on: date) -> None:
    """A notice only: `waiting` are the bodies that owe, each with when it is due."""
    found = people_by_body([row.body.pk for row in waiting], roles=WORKERS, on=on)
    told = set()
    for row in waiting:
        due = row.duty.due_on
        until = f" (hạn {format_date(due)})" if due else ""
        for person in found[row.body.pk]:
            if person.pk not in told:
                told.add(person.pk)
                notices.notify(
                    user=person,
                    text=f"{row.name} chưa ký chương trình riêng{until}: “{task}”.",
                    url=reverse("tasks:cascade", args=[task.pk]),
                )


def calendar_feed_revoked(feed: CalendarFeed, *, by: User) -> None:
    tell(
        feed.owner,
        "calendar-feed-revoked",
        notice=f"{by} đã thu hồi địa chỉ lịch “{feed}” do Ông/Bà lập.",
        url=reverse("tasks:feed-list"),
        feed=feed,
        by=by,
    )
