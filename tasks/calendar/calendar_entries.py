"""How a day of each kind of duty reads on a calendar."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Model

from agreements.models import Agreement, Conference

from ..models import (
    SOON_DAYS,
    CascadeDuty,
    Coordination,
    FocusTask,
    TaskState,
    TaskStep,
    YearlyPlan,
)


@dataclass(frozen=True)
class Entry:
    day: date
    kind: str
    said: str
    title: str
    detail: str
    url: str
    uid: str
    icon: str
    about: Model  # its history tells when the duty last changed
    is_done: bool = False

    def tone(self, on: date) -> str:
        if self.is_done:
            return "ok"
        if self.kind in ("conference", "end"):
            return "plan"
        if self.day < on:
            return "late"
        return "soon" if (self.day - on).days <= SOON_DAYS else "plan"


def _of_task(task: FocusTask, kind: str, said: str) -> Entry:
    return Entry(
        day=task.due_on,
        kind=kind,
        said=said,
        title=task.title,
        detail=f"{task.lead_name} chủ trì · {task.plan.label}",
        url=task.get_absolute_url(),
        uid=f"nhiem-vu-{task.pk}",
        icon="check" if task.state == TaskState.DONE else "task",
        about=task,
        is_done=task.state == TaskState.DONE,
    )


def of_led(task: FocusTask) -> Entry:
    return _of_task(task, "led", "Hạn chủ trì")


def of_followed(task: FocusTask) -> Entry:
    return _of_task(task, "followed", "Hạn theo dõi")


def of_part(part: Coordination) -> Entry:
    is_done = part.done_on is not None or part.task.state == TaskState.DONE
    return Entry(
        day=part.last_day,
        kind="part",
        said="Hạn phối hợp",
        title=part.part or part.task.title,
        detail=f"{part.organisation.label} phối hợp · {part.task.plan.label}",
        url=part.task.get_absolute_url(),
        uid=f"phoi-hop-{part.pk}",
        icon="check" if is_done else "task",
        about=part.task,
        is_done=is_done,
    )


def of_step(step: TaskStep) -> Entry:
    return Entry(
        day=step.due_on,
        kind="step",
        said="Bước",
        title=f"{step.name}: {step.task.title}",
        detail=step.task.plan.label,
        url=step.task.get_absolute_url(),
        uid=f"buoc-{step.pk}",
        icon="check" if step.done_on else "play",
        about=step.task,
        is_done=step.done_on is not None,
    )


def of_programme(duty: CascadeDuty) -> Entry:
    return Entry(
        day=duty.due_on,
        kind="cascade",
        said="Hạn ký chương trình",
        title=duty.task.title,
        detail=f"{duty.organisation.label} · {duty.task.plan.label}",
        url=duty.get_absolute_url(),
        uid=f"ky-chuong-trinh-{duty.pk}",
        icon="check" if duty.signed_on else "agreement",
        about=duty.task,
        is_done=duty.signed_on is not None,
    )


def of_decision(plan: YearlyPlan) -> Entry:
    return Entry(
        day=plan.decision_due_on,
        kind="decision",
        said="Hạn cho ý kiến",
        title=plan.title,
        detail=f"lần trình {plan.round}",
        url=plan.get_absolute_url(),
        uid=f"y-kien-{plan.pk}-{plan.round}",
        icon="hourglass",
        about=plan,
    )


def of_conference(conference: Conference) -> Entry:
    return Entry(
        day=conference.held_on,
        kind="conference",
        said="Hội nghị",
        title=conference.name,
        detail=conference.place,
        url=conference.get_absolute_url(),
        uid=f"hoi-nghi-{conference.pk}",
        icon="conference",
        about=conference,
    )


def of_ending(agreement: Agreement, day: date) -> Entry:
    return Entry(
        day=day,
        kind="end",
        said="Hết thời hạn",
        title=agreement.label,
        detail=agreement.subject if agreement.subject != agreement.label else "",
        url=agreement.get_absolute_url(),
        uid=f"het-han-{agreement.pk}",
        icon="agreement",
        about=agreement,
    )
