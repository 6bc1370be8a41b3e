"""What a reorganisation touches beyond the bodies themselves: shown before and after.

Nothing here is changed by it: agreements, tasks and reports keep the body that they
name, and whoever bears its duties answers for them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from accounts.models import (
    Duty,
    EmulationCluster,
    Organisation,
    Reminder,
    with_predecessors,
)
from accounts.vietnamese import format_date
from agreements.models import Agreement, Conference, Party, State
from tasks.models import (
    CascadeDuty,
    Coordination,
    FocusTask,
    StandIn,
    TaskStep,
    YearlyPlan,
)

from ..models import Addressee, Review

LISTED = 10
RUNNING = {State.IN_FORCE, State.TERM_UNKNOWN, State.ENDING_SOON}


@dataclass(frozen=True)
class Effect:
    """One kind of thing touched: how many, the first of them, and what follows."""

    icon: str
    title: str
    count: int
    follows: str
    items: tuple[tuple[str, str, str], ...] = ()  # (name, address, remark)

    @property
    def more(self) -> int:
        return self.count - len(self.items)


def of_ending(bodies: Iterable[Organisation], *, day: date, on: date) -> list[Effect]:
    """What names the bodies that end, or those they bear the duties of already.

    Only what there is any of.
    """
    ending = {body.pk for body in bodies}
    ids = with_predecessors(ending, on)
    found = [
        _agreements(ending, max(day, on)),
        *_tasks(ids, on),
        *_plans(ids, on),
        _reviews(ids),
        _clusters(ids),
        _reminders(ids, on),
    ]
    return [effect for effect in found if effect.count]


def of_renaming(bodies: Iterable[Organisation]) -> list[Effect]:
    signed = Agreement.objects.signed().filter(
        parties__organisation__in=[body.pk for body in bodies]
    )
    agreements = _listed(
        "agreement",
        "Văn bản đã ký",
        signed.select_related("kind").distinct(),
        "Giữ nguyên tên bên ký như khi ký; bên cạnh ghi “nay là …”.",
        lambda agreement: (agreement.label, agreement.subject),
    )
    return [agreements] if agreements.count else []


def to_review(organisation_ids: Iterable[int], day: date) -> list[Agreement]:
    """Running agreements of which a party ends: one it signed, or carries on."""
    parties = Party.objects.carried_by(organisation_ids, day)
    concerned = (
        Agreement.objects.filter(pk__in=parties.values("agreement"))
        .select_related("kind")
        .prefetch_related("amendments", "successors")
    )
    return [agreement for agreement in concerned if agreement.state_on(day) in RUNNING]


def _agreements(ids: Iterable[int], day: date) -> Effect:
    found = to_review(ids, day)
    return Effect(
        "agreement",
        "Quy chế cần rà soát",
        len(found),
        "Chờ quyết định cho từng văn bản: tiếp tục, thay thế hay chấm dứt.",
        tuple(
            (agreement.label, agreement.get_absolute_url(), agreement.subject)
            for agreement in found[:LISTED]
        ),
    )


def _tasks(ids: Iterable[int], on: date) -> Iterable[Effect]:
    running = FocusTask.objects.issued().open().order_by("listed_on", "pk")
    for title, tasks in (
        ("Nhiệm vụ đang chủ trì", running.led_by(ids)),
        ("Nhiệm vụ đang phối hợp", running.joined_by(ids)),
    ):
        late = tasks.overdue(on).count()
        yield _listed(
            "task",
            title,
            tasks,
            f"{late} nhiệm vụ quá hạn. Cơ quan tiếp nhận báo cáo tiến độ; tên trong kế "
            "hoạch giữ nguyên.",
            lambda task: (task.title, _due(task, on)),
        )


def _due(task: FocusTask, on: date) -> str:
    if task.due_on is None:
        return task.deadline_as_written
    late = " (quá hạn)" if task.is_overdue(on) else ""
    return f"hạn {format_date(task.due_on)}{late}"


def _plans(ids: Iterable[int], on: date) -> Iterable[Effect]:
    plans = YearlyPlan.objects.order_by("-pk")
    yield _listed(
        "plan",
        "Kế hoạch chờ cho ý kiến",
        plans.awaiting_decision_of(ids, on),
        "Cơ quan tiếp nhận cho ý kiến thay.",
        lambda plan: (plan.title, ""),
    )
    unfinished = [
        YearlyPlan.State.DRAFT,
        YearlyPlan.State.SUBMITTED,
        YearlyPlan.State.SENT_BACK,
        YearlyPlan.State.AGREED,
    ]
    yield _listed(
        "edit",
        "Kế hoạch đang soạn",
        plans.filter(office__in=ids, state__in=unfinished),
        "Cơ quan tiếp nhận soạn tiếp và ban hành.",
        lambda plan: (plan.title, plan.get_state_display()),
    )


def _reviews(ids: Iterable[int]) -> Effect:
    open_ones = Review.objects.filter(office__in=ids).exclude(
        state__in=[Review.State.ISSUED, Review.State.RECORDED]
    )
    return _listed(
        "report",
        "Báo cáo đang soạn",
        open_ones.defer("bound", "snapshot").order_by("-pk"),
        "Cơ quan tiếp nhận viết tiếp. Báo cáo đã phát hành không đổi một chữ.",
        lambda review: (review.subject, review.get_state_display()),
    )


def _clusters(ids: Iterable[int]) -> Effect:
    return _listed(
        "cluster",
        "Cụm thi đua",
        EmulationCluster.objects.filter(
            Q(members__in=ids) | Q(convener__in=ids)
        ).distinct(),
        "Cơ quan tiếp nhận thay chỗ trong báo cáo và số liệu của cụm.",
        lambda cluster: (cluster.name, ""),
    )


def _reminders(ids: Iterable[int], on: date) -> Effect:
    owed = Q(pk__in=[])
    for duty, rows in _owed_by(ids, on).items():
        owed |= Q(duty=duty, duty_id__in=rows.order_by().values("pk"))
    planned = Reminder.objects.filter(owed, state=Reminder.State.PLANNED)
    return Effect(
        "clock",
        "Lượt nhắc việc đang chờ gửi",
        planned.count(),
        "Lần nhắc tới gửi cho người của cơ quan tiếp nhận.",
    )


def _owed_by(ids: Iterable[int], on: date) -> dict[str, QuerySet]:
    """What people of these bodies can be reminded of, by the kind of duty."""
    tasks = FocusTask.objects.issued().open()
    agreements = Agreement.objects.filter(
        Q(owner__in=ids) | Q(pk__in=Party.objects.borne_by(ids, on).values("agreement"))
    )
    of_bodies = {"organisation__in": ids}
    return {
        Duty.TASK: tasks.led_by(ids),
        Duty.PART: Coordination.objects.open().filter(**of_bodies),
        Duty.STEP: TaskStep.objects.filter(task__in=tasks.led_by(ids).values("pk")),
        Duty.CONFIRMATION: tasks.awaiting_confirmation_by(ids),
        Duty.CASCADE: CascadeDuty.objects.filter(**of_bodies),
        Duty.DECISION: YearlyPlan.objects.awaiting_decision_of(ids, on),
        Duty.STAND_IN_END: StandIn.objects.filter(**of_bodies),
        Duty.MEETING: Conference.objects.filter(owner__in=ids),
        Duty.AGREEMENT_END: agreements,
        Duty.REPLY: Addressee.objects.filter(**of_bodies),
        Duty.REPORT: Review.objects.filter(office__in=ids),
    }


def _listed(icon: str, title: str, rows: QuerySet, follows: str, told) -> Effect:
    items = []
    for row in rows[:LISTED]:
        name, remark = told(row)
        address = row.get_absolute_url() if hasattr(row, "get_absolute_url") else ""
        items.append((name, address, remark))
    return Effect(icon, title, rows.count(), follows, tuple(items))
