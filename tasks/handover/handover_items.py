"""What hangs on a person in a body, one kind at a time."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from accounts.models import (
    HistoryEntry,
    Organisation,
    SavedView,
    User,
    with_predecessors,
)
from accounts.vietnamese import format_date

from ..approvals.deciding import Deciders, asked_of, awaiting, round_of
from ..models import (
    OPEN_STATES,
    Assignment,
    CalendarFeed,
    Extension,
    FocusTask,
    Follow,
    ResourceRequest,
    StandIn,
    YearlyPlan,
)

KINDS = {
    "assignment": "Theo dõi nhiệm vụ",
    "stand-in": "Thay mặt cho ý kiến",
    "decision": "Cho ý kiến về kế hoạch",
    "draft": "Kế hoạch đang soạn thảo",
    "extension": "Đề nghị gia hạn đang chờ",
    "resource": "Đề nghị nguồn lực đang chờ",
    "follow": "Đăng ký theo dõi",
    "view": "Bộ lọc dùng chung",
    "feed": "Địa chỉ lịch",
}
# The rest belongs to the body: the receiver takes it up by serving there.
MOVED = ("assignment", "stand-in", "follow", "view", "feed")
STAYS = (
    "Vai trò và quyền: người nhận làm theo vai trò của mình ở cơ quan.",
    "Báo cáo tiến độ, ý kiến, quyết định đã ghi: vẫn mang tên người đã làm.",
    "Nhiệm vụ đã xong, đã hủy và bộ lọc riêng của người bàn giao.",
    "Mọi việc của người bàn giao ở cơ quan khác.",
    "Lượt nhắc đang chờ của việc được chuyển thì rút; người nhận được nhắc theo lịch.",
)


TAKES_UP = {
    True: "người nhận cho ý kiến được theo vai trò của mình",
    False: "người nhận chưa cho ý kiến được: cần giao vai trò hoặc người thay mặt",
}


@dataclass(frozen=True)
class Item:
    kind: str
    pk: int
    label: str
    detail: str
    url: str = ""

    @property
    def key(self) -> str:
        return f"{self.kind}:{self.pk}"

    @property
    def kind_label(self) -> str:
        return KINDS[self.kind]

    @property
    def is_moved(self) -> bool:
        """False: only told to the receiver and listed in the minutes."""
        return self.kind in MOVED

    def frozen(self) -> dict:
        return {
            "kind": self.kind,
            "label": self.label,
            "detail": self.detail,
            "url": self.url,
        }


def found(
    giver: User,
    receiver: User,
    organisation: Organisation,
    *,
    leaves: bool,
    on: date,
) -> list[Item]:
    """Everything there is, in the order of the minutes."""
    # A body acts for those whose duties passed to it.
    bodies = with_predecessors({organisation.pk}, on)
    return [
        *_assignments(giver, bodies),
        *_stand_ins(giver, receiver, bodies, on),
        *_decisions(giver, receiver, bodies, on),
        *_drafts(giver, bodies),
        *_requests(giver, bodies),
        *_follows(giver, receiver, bodies),
        *_views(giver, organisation),
        *_feeds(giver, organisation, leaves),
    ]


def _assignments(giver, bodies):
    rows = Assignment.objects.filter(
        person=giver, organisation__in=bodies, task__state__in=OPEN_STATES
    )
    for row in rows.select_related("task").order_by("task__listed_on", "pk"):
        task = row.task
        due = f"hạn {format_date(task.due_on)}" if task.due_on else "không có hạn"
        yield Item(
            "assignment",
            row.pk,
            task.title,
            f"{task.get_state_display()}, {due}",
            task.get_absolute_url(),
        )


def _stand_ins(giver, receiver, bodies, on):
    rows = StandIn.objects.filter(
        person=giver, organisation__in=bodies, revoked_on=None, last_on__gte=on
    )
    for row in rows.exclude(stands_for=receiver).select_related("organisation"):
        yield Item(
            "stand-in",
            row.pk,
            f"Thay mặt {row.organisation}",
            f"từ {format_date(max(row.first_on, on))} đến hết "
            f"{format_date(row.last_on)}",
        )


def _decisions(giver, receiver, bodies, on):
    """Plans that wait for the body, where the giver is one who may decide."""
    deciders = Deciders(on)
    for plan in awaiting(giver, on):
        submission = round_of(plan)
        for party in asked_of(giver, plan, submission, deciders):
            if party.bearer_ids(on) & bodies:
                due = plan.decision_due_on
                can = receiver in deciders.of(party, submission)
                yield Item(
                    "decision",
                    plan.pk,
                    plan.title,
                    (f"hạn {format_date(due)}; " if due else "") + TAKES_UP[can],
                    plan.get_absolute_url(),
                )
                break


def _drafts(giver, bodies):
    """Drafts of the office in which the giver's hand shows."""
    written = HistoryEntry.objects.filter(actor=giver, target_type="tasks.yearlyplan")
    plans = YearlyPlan.objects.open_to_editing().filter(
        office__in=bodies, pk__in=written.values("target_id")
    )
    for plan in plans:
        yield Item(
            "draft",
            plan.pk,
            plan.title,
            plan.get_state_display(),
            plan.get_absolute_url(),
        )


def _requests(giver, bodies):
    asked = {"asked_by": giver, "organisation__in": bodies, "state": "asked"}
    for row in Extension.objects.filter(**asked).select_related("task"):
        yield Item(
            "extension",
            row.pk,
            row.task.title,
            f"đề nghị gia hạn đến {format_date(row.asked_due_on)}, chờ quyết định",
            row.task.get_absolute_url(),
        )
    for row in ResourceRequest.objects.filter(**asked).select_related("addressee"):
        yield Item(
            "resource",
            row.pk,
            row.purpose,
            f"gửi {row.addressee} ngày {format_date(row.asked_on)}, chờ trả lời",
            row.get_absolute_url(),
        )


def _follows(giver, receiver, bodies):
    """What the receiver may see too; the rest stays where it is.

    Nor what only another body of theirs may see: the minutes are read in this one.
    """
    ours = YearlyPlan.objects.visible_to_bodies(bodies)
    mine = Follow.objects.filter(
        Q(plan__in=ours) | Q(task__plan__in=ours), person=giver
    )
    tasks = FocusTask.objects.visible_to(receiver).filter(followers__person=giver)
    plans = YearlyPlan.objects.visible_to(receiver).filter(followers__person=giver)
    rows = mine.filter(
        Q(task__in=list(tasks.values_list("pk", flat=True)))
        | Q(plan__in=list(plans.values_list("pk", flat=True)))
    )
    for row in rows.select_related("task", "plan").order_by("pk"):
        thing = row.task or row.plan
        kind = "nhiệm vụ" if row.task else "cả kế hoạch"
        yield Item("follow", row.pk, str(thing), kind, thing.get_absolute_url())


def _views(giver, organisation):
    for view in SavedView.objects.filter(owner=giver, shared_with=organisation):
        yield Item("view", view.pk, view.name, "dùng chung trong cơ quan")


def _feeds(giver, organisation, leaves):
    """Secret addresses are never passed on: they end, the receiver makes new ones."""
    ours = Q(organisation=organisation)
    if leaves:
        ours |= Q(organisation=None)
    for feed in CalendarFeed.objects.filter(ours, owner=giver, revoked_at=None):
        yield Item(
            "feed",
            feed.pk,
            f"Lịch của {feed}",
            "thu hồi, không chuyển: người nhận tự lập địa chỉ mới",
        )
