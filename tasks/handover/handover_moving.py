"""How each kind of work passes from the giver to the receiver."""

from datetime import date, datetime

from django.db.models import Q

from accounts import history
from accounts.errors import NotPossible
from accounts.models import Audience, Duty, Reminder, SavedView

from .. import permissions
from ..approvals import standing_in
from ..models import Assignment, CalendarFeed, Follow, StandIn
from .handover_items import Item

NOT_NAMING = (
    "Chỉ lãnh đạo hoặc quản trị của {body} giao người thay mặt. Hãy bỏ chọn việc thay "
    "mặt, rồi đề nghị cơ quan tự giao."
)


class Mover:
    """Moves one item after another; rows gone meanwhile were not found any more."""

    def __init__(self, giver, receiver, *, by, on: date, at: datetime, keeps: bool):
        self.giver, self.receiver = giver, receiver
        self.by, self.on, self.at = by, on, at
        self.keeps = keeps  # the giver goes on serving somewhere, and may follow on

    def move(self, item: Item) -> None:
        act = getattr(self, f"_{item.kind.replace('-', '_')}", None)
        if act:
            act(item.pk)

    def _assignment(self, pk):
        row = Assignment.objects.select_related("task").filter(pk=pk).first()
        mine = Assignment.objects.filter(pk=pk, person=self.giver)
        if not mine.update(person=self.receiver, since_on=self.on):
            return  # given to somebody else in this moment
        self._withdraw_reminders(row)
        history.record(
            by=self.by,
            action="đã chuyển người theo dõi nhiệm vụ khi bàn giao",
            target=row.task,
            changes=[
                {
                    "field": "người theo dõi",
                    "from": str(self.giver),
                    "to": str(self.receiver),
                }
            ],
        )

    def _withdraw_reminders(self, row: Assignment) -> None:
        """Of what the giver was told as the one named there.

        The next run writes the receiver's own rows, with the step reached by then.
        """
        leading = Q(duty=Duty.TASK, duty_id=row.task_id) | Q(
            duty=Duty.STEP, duty_id__in=row.task.steps.values("pk")
        )
        parts = row.task.coordinations.filter(organisation=row.organisation_id)
        joining = Q(duty=Duty.PART, duty_id__in=parts.values("pk"))
        is_lead = row.task.lead_organisation_id == row.organisation_id
        Reminder.objects.filter(
            leading if is_lead else joining,
            receiver=self.giver,
            audience=Audience.OWNER,
            state=Reminder.State.PLANNED,
        ).update(
            state=Reminder.State.WITHDRAWN,
            settled_at=self.at,
            settled_why=f"Đã bàn giao cho {self.receiver}.",
        )

    def _stand_in(self, pk):
        """By the rules of naming: what they refuse, the whole hand-over says."""
        row = StandIn.objects.select_related("organisation", "stands_for").get(pk=pk)
        if not self.by.has_role(row.organisation_id, *permissions.NAMING):
            raise NotPossible(NOT_NAMING.format(body=row.organisation))
        if not standing_in.revoke(stand_in=row, by=self.by, on=self.on):
            return  # taken back in this moment: nobody is named in its place
        standing_in.name(
            organisation=row.organisation,
            person=self.receiver,
            stands_for=row.stands_for,
            first_on=max(row.first_on, self.on),
            last_on=row.last_on,
            reason=f"{row.reason} (nhận bàn giao từ {self.giver})",
            by=self.by,
            on=self.on,
        )

    def _follow(self, pk):
        row = Follow.objects.filter(pk=pk).first()
        if row is None:
            return
        Follow.objects.get_or_create(
            person=self.receiver, task_id=row.task_id, plan_id=row.plan_id
        )
        if not self.keeps:
            row.delete()

    def _view(self, pk):
        view = SavedView.objects.get(pk=pk)
        taken = set(
            SavedView.objects.filter(
                owner=self.receiver, list_name=view.list_name
            ).values_list("name", flat=True)
        )
        name, number = view.name, 2
        while view.name in taken:
            view.name = f"{name[:90]} ({number})"
            number += 1
        view.owner = self.receiver
        view.save(update_fields=["owner", "name"])

    def _feed(self, pk):
        CalendarFeed.objects.filter(pk=pk, revoked_at=None).update(revoked_at=self.at)
