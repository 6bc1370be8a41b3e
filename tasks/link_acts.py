"""What a letter lets people do without signing in, for tasks and what is under them."""

from datetime import date

from django.db.models import Q
from django.urls import reverse

from accounts.errors import NotPossible
from accounts.models import Duty, Organisation, User
from accounts.reminding import links, promising
from accounts.reminding.promising import NO_LONGER, Owed

from .models import CascadeDuty, Coordination, FocusTask, Follow, TaskStep
from .permissions import WORKERS
from .work import following, progress
from .work.task_states import held

DONE = "Đã xong phần việc được giao."


class OfATask:
    """The plan's office hears of a promise, and the lead of one of another body."""

    model = FocusTask
    related = ("plan", "lead_organisation")

    def _row(self, pk: int):
        return self.model.objects.select_related(*self.related).filter(pk=pk).first()

    def tell(self, owed: Owed, said: str, *, by: User, on: date) -> None:
        task = owed.target
        asked = Q(task=task) | Q(plan=task.plan_id)
        followers = Follow.objects.filter(asked).values_list("person", flat=True)
        following.tell(task, said, by)
        promising.tell_people(
            {task.plan.office_id, task.lead_organisation_id} - {owed.body.pk},
            text=f"{by} {said} “{task}”.",
            url=task.get_absolute_url(),
            by=by,
            on=on,
            besides=set(followers),
        )


class TaskPromise(OfATask):
    duty, label = Duty.TASK, "Hẹn ngày hoàn thành"

    def find(self, duty_id: int) -> Owed | None:
        task = self._row(duty_id)
        if task is None:
            return None
        body = task.lead_organisation
        return Owed(task, body, f"{body.label} hoàn thành nhiệm vụ")


class PartPromise(OfATask):
    duty, label = Duty.PART, "Hẹn ngày xong phần việc"
    model = Coordination
    related = ("task__plan", "organisation")

    def find(self, duty_id: int) -> Owed | None:
        part = self._row(duty_id)
        if part is None:
            return None
        body = part.organisation
        return Owed(part.task, body, f"{body.label} xong phần việc trong nhiệm vụ")


class StepPromise(OfATask):
    duty, label = Duty.STEP, "Hẹn ngày làm xong bước này"
    model = TaskStep
    related = ("task__plan", "task__lead_organisation")

    def find(self, duty_id: int) -> Owed | None:
        step = self._row(duty_id)
        if step is None:
            return None
        said = f"làm xong bước “{step}” của nhiệm vụ"
        return Owed(step.task, step.task.lead_organisation, said)


class CascadePromise(OfATask):
    duty, label = Duty.CASCADE, "Hẹn ngày ký"
    model = CascadeDuty
    related = ("task__plan", "organisation")

    def find(self, duty_id: int) -> Owed | None:
        duty = self._row(duty_id)
        if duty is None:
            return None
        body = duty.organisation
        said = f"{body.label} ký chương trình riêng theo nhiệm vụ"
        return Owed(duty.task, body, said)


def body_of_part(part_id: int) -> Organisation | None:
    part = Coordination.objects.select_related("organisation").filter(pk=part_id)
    return part[0].organisation if part else None


def confirm_part(part_id: int, *, by: User, on: date, note: str, via: str) -> None:
    """As on the page: a report by which the body ends its own part."""
    part = Coordination.objects.select_related("task", "organisation").get(pk=part_id)
    task = held(part.task)
    if not task.coordinations.filter(pk=part_id, done_on__isnull=True).exists():
        raise NotPossible(NO_LONGER)  # somebody else ended it in this moment
    progress.report(
        task=task,
        organisation=part.organisation,
        percent=100,
        done_text=note.strip() or DONE,
        part_is_done=True,
        by=by,
        on=on,
        via=via,
    )


def files_url(part_id: int) -> str:
    task = Coordination.objects.values_list("task", flat=True).get(pk=part_id)
    return reverse("tasks:progress-report", args=[task])


def register_all() -> None:
    for kind in (TaskPromise(), PartPromise(), StepPromise(), CascadePromise()):
        promising.register(kind)
    links.register_confirming(
        Duty.PART,
        links.Confirming(
            label="Xác nhận đã xong phần việc",
            body=body_of_part,
            roles=WORKERS,
            do=confirm_part,
            files_url=files_url,
        ),
    )
