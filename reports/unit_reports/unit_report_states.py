"""The moves of a unit's report from state to state: who makes them, from where.

One table. Whatever is not in it is refused; late is computed and is no state.
"""

from typing import NamedTuple

from django.db import models

from accounts.errors import NotPossible
from accounts.models import Role, User

from ..models import UnitReport

State = UnitReport.State
WORKERS = (Role.STAFF, Role.MANAGER)
WRITTEN = (State.ENTERING, State.RETURNED)  # by the unit: what it still owes


class Act(models.TextChoices):
    WRITE = "write", "sửa báo cáo"
    SEND = "send", "gửi báo cáo"
    RECEIVE = "receive", "nhận báo cáo"
    RETURN = "return", "trả lại báo cáo"
    LEAVE_OUT = "leave_out", "cho không phải nộp"
    TAKE_BACK = "take_back", "đưa lại vào diện phải nộp"
    EXTEND = "extend", "lùi hạn nộp"
    NUDGE = "nudge", "nhắc nộp"
    MERGE = "merge", "tổng hợp"


class Body(models.TextChoices):
    UNIT = "unit", "đơn vị"
    OFFICE = "office", "cơ quan đầu mối"
    NOBODY = "", "khi báo cáo phát hành"


class Move(NamedTuple):
    body: Body
    before: tuple[str, ...]
    after: str | None  # None: it stays where it is


# A collection that was closed still takes reports: late is better than never.
MOVES = {
    Act.WRITE: Move(Body.UNIT, WRITTEN, None),
    Act.SEND: Move(Body.UNIT, WRITTEN, State.SENT),
    Act.RECEIVE: Move(Body.OFFICE, (State.SENT,), State.RECEIVED),
    Act.RETURN: Move(Body.OFFICE, (State.SENT, State.RECEIVED), State.RETURNED),
    Act.LEAVE_OUT: Move(Body.OFFICE, WRITTEN, State.LEFT_OUT),
    Act.TAKE_BACK: Move(Body.OFFICE, (State.LEFT_OUT,), State.ENTERING),
    Act.EXTEND: Move(Body.OFFICE, WRITTEN, None),
    Act.NUDGE: Move(Body.OFFICE, WRITTEN, None),
    Act.MERGE: Move(Body.NOBODY, (State.RECEIVED,), State.MERGED),
}


def may_when_asked(user: User, report: UnitReport, act: Act) -> bool:
    """Do the person's roles allow the act, whatever the state is by now?"""
    bodies = {
        Body.UNIT: report.organisation_id,
        Body.OFFICE: report.collection.office_id,
        Body.NOBODY: None,
    }
    return user.has_role(bodies[MOVES[act].body], *WORKERS)


def is_possible(report: UnitReport, act: Act) -> bool:
    return report.state in MOVES[act].before


def can(user: User, report: UnitReport, act: Act) -> bool:
    return is_possible(report, act) and may_when_asked(user, report, act)


def held_for(report: UnitReport, act: Act) -> UnitReport:
    """The report as it is now, held until the transaction ends.

    NotPossible unless the table allows the act from its state.
    """
    current = (
        UnitReport.objects.select_for_update(of=("self",))
        .select_related("collection__office", "organisation")
        .get(pk=report.pk)
    )
    if not is_possible(current, act):
        raise NotPossible(
            f"Không {act.label} được: báo cáo của {current.organisation.label} đang ở "
            f"trạng thái “{current.get_state_display()}”. Hãy tải lại trang để xem "
            "tình trạng hiện tại."
        )
    return current


def moved(report: UnitReport, act: Act, **values) -> UnitReport:
    """Set what the table gives and what comes with it; `report` is held."""
    after = MOVES[act].after
    values |= {"state": after} if after else {}
    for name, value in values.items():
        setattr(report, name, value)
    report.version += 1
    report.save(update_fields=[*values, "version"])
    return report
