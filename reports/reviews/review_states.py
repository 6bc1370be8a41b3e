"""The moves of a report from state to state: who makes them, from where, to where.

One table. Whatever is not in it is refused, in a sentence that says how to go on.
"""

from typing import NamedTuple

from django.db import models

from accounts.errors import NotPossible
from accounts.models import Role, User

from ..models import Review

State = Review.State
WRITING = (Role.STAFF, Role.MANAGER)
DECIDING = (Role.MANAGER,)


class Act(models.TextChoices):
    WRITE = "write", "sửa phần lời"
    SUBMIT = "submit", "trình duyệt"
    WITHDRAW = "withdraw", "rút về để sửa"
    SEND_BACK = "send_back", "trả lại"
    APPROVE = "approve", "duyệt"
    REOPEN = "reopen", "mở lại để sửa"
    ISSUE = "issue", "phát hành"
    CORRECT = "correct", "lập bản đính chính"


class Move(NamedTuple):
    """`after` None: the report stays as it is."""

    roles: tuple[str, ...]
    before: tuple[str, ...]
    after: str | None = None


MOVES = {
    Act.WRITE: Move(WRITING, (State.DRAFT,)),
    Act.SUBMIT: Move(WRITING, (State.DRAFT,), State.IN_REVIEW),
    Act.WITHDRAW: Move(WRITING, (State.IN_REVIEW,), State.DRAFT),
    Act.SEND_BACK: Move(DECIDING, (State.IN_REVIEW,), State.DRAFT),
    Act.APPROVE: Move(DECIDING, (State.IN_REVIEW,), State.APPROVED),
    # Somebody answers for it by now, so taking it back is a decision too.
    Act.REOPEN: Move(DECIDING, (State.APPROVED,), State.DRAFT),
    # From a draft and from review only by who may approve it in the same step.
    Act.ISSUE: Move(
        DECIDING, (State.DRAFT, State.IN_REVIEW, State.APPROVED), State.ISSUED
    ),
    Act.CORRECT: Move(DECIDING, (State.ISSUED,)),
}
LOCKED = (
    "Báo cáo đang ở trạng thái “{state}” nên phần lời đã khóa. Muốn sửa, hãy rút báo "
    "cáo về ở trang báo cáo. Nội dung Ông/Bà vừa nhập vẫn còn ở đây."
)
GONE = (
    "Báo cáo đã phát hành nên không sửa được; hãy lập bản đính chính. Nội dung Ông/Bà "
    "vừa nhập vẫn còn ở đây."
)
REFUSED = (
    "Không {act} được: báo cáo đang ở trạng thái “{state}”. Hãy tải lại trang để xem "
    "tình trạng hiện tại."
)


def is_possible(review: Review, act: Act) -> bool:
    return review.state in MOVES[act].before


def can(user: User, review: Review, act: Act) -> bool:
    """Is it the state for the act, and the person's role in the office?"""
    return is_possible(review, act) and user.has_role(
        review.office_id, *MOVES[act].roles
    )


def refuse_unless_possible(review: Review, act: Act) -> None:
    """NotPossible, in a sentence that says how the report stands."""
    if is_possible(review, act):
        return
    state = review.get_state_display()
    if act == Act.WRITE and review.state in (State.IN_REVIEW, State.APPROVED):
        raise NotPossible(LOCKED.format(state=state))
    if act == Act.WRITE and review.state == State.ISSUED:
        raise NotPossible(GONE)
    raise NotPossible(REFUSED.format(act=act.label, state=state))


def held_for(review: Review, act: Act) -> Review:
    """As it is now, held against others; NotPossible unless the table allows it."""
    current = (
        Review.objects.select_for_update(of=("self",))
        .select_related("office__kind", "agreement", "cluster")
        .get(pk=review.pk)
    )
    refuse_unless_possible(current, act)
    return current
