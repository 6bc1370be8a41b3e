"""Adding, changing and deleting the ladders of reminders.

What was told stays told; what waits is brought up by the next run.
"""

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts import history
from accounts.errors import NotPossible, Stale
from accounts.models import Audience, Duty, Ladder, LadderStep, User
from accounts.reminding.ladder_wording import Rung, said
from accounts.vietnamese import normalise

NEVER_OFF = (
    "Phải giữ ít nhất một bậc nhắc người thực hiện trước hạn hoặc đúng hạn: không ai "
    "bị để quá hạn mà chưa được nhắc lần nào."
)
TAKEN = "Loại việc này đã có thang mang tên đó."
DEFAULT_STAYS = "Thang mặc định của một loại việc không xóa được."
GONE = "Thang này đã được người khác xóa."


def check(rungs: Sequence[Rung]) -> None:
    """A duty cannot be switched off. Raises ValidationError."""
    if not any(r.audience == Audience.OWNER and r.days <= 0 for r in rungs):
        raise ValidationError(NEVER_OFF)


def rungs_of(ladder: Ladder) -> list[Rung]:
    """Whoever owes the duty first, and in the order of the days."""
    steps = ladder.steps.all()
    rungs = [Rung(step.audience, step.days, step.repeats_weekly) for step in steps]
    return sorted(rungs, key=lambda r: (r.audience != Audience.OWNER, r.days))


def token_of(name: str, rungs: Sequence[Rung]) -> str:
    """The same for the same content: tells a change made by somebody else."""
    return str(
        (name, sorted((str(r.audience), r.days, r.repeats_weekly) for r in rungs))
    )


def named(ladder: Ladder) -> str:
    return f"thang nhắc việc “{ladder.name}” ({ladder.get_duty_display()})"


@transaction.atomic
def add(*, duty: str, name: str, rungs: Sequence[Rung], by: User) -> Ladder:
    """A further ladder for a kind of duty. Raises ValidationError by field."""
    check(rungs)
    _held(duty)
    ladder = Ladder(duty=Duty(duty), name=_free_name(duty, name))
    ladder.full_clean()
    ladder.save()
    _write(ladder, rungs)
    history.record(
        by=by, action=f"đã thêm {named(ladder)}: {said(rungs)}", target=ladder
    )
    return ladder


@transaction.atomic
def revise(
    *, ladder: Ladder, name: str, rungs: Sequence[Rung], was: str, by: User
) -> bool:
    """Save the ladder as it should now be; False if it already is.

    `was` is the `token_of` what the person read: Stale if that is no longer current.
    """
    check(rungs)
    current = _held(ladder.duty).get(ladder.pk)
    if current is None:
        raise NotPossible(GONE)
    before, name = rungs_of(current), normalise(name)
    if token_of(current.name, before) == token_of(name, rungs):
        return False
    if token_of(current.name, before) != was:
        raise Stale("Người khác vừa sửa thang nhắc việc này.")
    action = f"đã đổi {named(current)}"
    said_before = {"tên thang": current.name, "các bậc": said(before)}
    current.name = _free_name(current.duty, name, besides=current)
    current.full_clean()
    current.save()
    _write(current, rungs)
    changes = history.differences(
        said_before, {"tên thang": current.name, "các bậc": said(rungs)}
    )
    history.record(by=by, action=action, target=current, changes=changes)
    return True


@transaction.atomic
def remove(*, ladder: Ladder, by: User) -> None:
    """Raises NotPossible for a default, and while an agreement uses it."""
    current = _held(ladder.duty).get(ladder.pk)
    if current is None:
        raise NotPossible(GONE)
    if current.is_default:
        raise NotPossible(DEFAULT_STAYS)
    if uses := current.uses.count():
        raise NotPossible(
            f"Còn {uses} quy chế dùng thang này. Hãy chọn thang khác cho các quy chế "
            "đó trước khi xóa."
        )
    action = f"đã xóa {named(current)}: {said(rungs_of(current))}"
    history.record(by=by, action=action, target=current)
    current.delete()


def _held(duty: str) -> dict[int, Ladder]:
    """The kind's ladders, held: neither names nor steps change under this change."""
    return Ladder.objects.select_for_update().filter(duty=duty).in_bulk()


def _free_name(duty: str, name: str, besides: Ladder | None = None) -> str:
    name = normalise(name)
    others = Ladder.objects.filter(duty=duty, name=name)
    if others.exclude(pk=besides and besides.pk).exists():
        raise ValidationError({"name": TAKEN})
    return name


def _write(ladder: Ladder, rungs: Sequence[Rung]) -> None:
    ladder.steps.all().delete()
    steps = [LadderStep(ladder=ladder, **rung._asdict()) for rung in set(rungs)]
    for step in steps:
        step.clean_fields()
    LadderStep.objects.bulk_create(steps)
