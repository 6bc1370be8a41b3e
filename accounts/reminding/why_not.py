"""Why a person was not told of a duty, or not of its latest step: from facts alone."""

from collections.abc import Iterator
from datetime import date, timedelta

from django.utils import timezone

from accounts.models import Audience, Reminder, ReminderPreference
from accounts.vietnamese import format_date

from . import asked
from .case import Case, State, StepDay
from .facts import Fact, at_time, on_day, step_words, told_people
from .items import URGENT_DAYS

LOCKED = "Tài khoản của Ông/Bà đang bị khóa, nên không được nhắc việc nào."
NOT_AMONG = "Ông/Bà hiện không thuộc những người được nhắc việc này."
NOBODY = "Hiện không có ai được nhắc việc này."
INSTEAD = "Người được nhắc hiện nay: {}"
NO_STEPS = "Thang nhắc của việc này không có bậc nào dành cho {}."
NOT_YET = "Chưa đến bậc nhắc đầu tiên{}. {}"
TOO_OLD = (
    "Việc có hạn ngày {}, đã ra ngoài thang nhắc: hệ thống chỉ nhắc việc có hạn từ "
    "ngày {}."
)
HAD_TODAYS = (
    "Hôm nay Ông/Bà đã có bản nhắc việc lúc {}; mỗi người mỗi ngày một bản, nên việc "
    "này để đến ngày làm việc kế tiếp, {}."
)
WEEKLY = (
    "Ông/Bà chọn nhận nhắc việc mỗi tuần một lần, vào {}; tuần này đã có bản ngày {}, "
    "không có việc nào còn từ {} ngày trở xuống, nên để đến {}."
)
DAY_OFF = "Hôm nay, {}{}, cơ quan nghỉ; ngày làm việc tới là {}."
TOO_EARLY = "Chỉ nhắc trong giờ làm việc, từ {} đến {}; hôm nay chưa đến giờ."
TOO_LATE = (
    "Chỉ nhắc trong giờ làm việc, từ {} đến {}; hôm nay đã hết giờ, ngày làm việc tới "
    "là {}."
)
NEXT_RUN = "Việc này đã vào sổ và chờ lượt nhắc tới."
UNPLANNED = "Đã đến {} ({}) nhưng sổ chưa ghi lượt nhắc này cho Ông/Bà."
REARMED = (
    "Lượt nhắc {} ({}) đã rút trước đây; nay Ông/Bà lại phải làm việc này, nên lượt đó "
    "sẽ được lập lại."
)
LAST_RUN = "Lượt chạy nhắc việc gần nhất là lúc {}."
NEVER_RUN = "Hệ thống chưa chạy lượt nhắc việc nào."
TOLD = {Audience.OWNER: "người thực hiện", Audience.LEADER: "lãnh đạo cơ quan"}


def reasons(case: Case) -> list[Fact]:
    """Empty if the person was told of all that could be told by now."""
    return [Fact(None, sentence, tone) for sentence, tone in _reasons(case)]


def _reasons(case: Case) -> Iterator[tuple[str, str]]:
    if not case.person.is_active:
        yield LOCKED, "late"
    if case.owing is None:
        yield case.silent, "plan"
    elif not case.audiences:
        yield NOT_AMONG, "plan"
        yield _instead(case), "plan"
    else:
        yield from _of_steps(case)


def _instead(case: Case) -> str:
    told = told_people(case.owing.owners, case.names)
    return INSTEAD.format(told) if told else NOBODY


def _of_steps(case: Case) -> Iterator[tuple[str, str]]:
    first, last = case.reach
    if case.due_on < first:
        yield TOO_OLD.format(format_date(case.due_on), format_date(first)), "plan"
        return
    pending: dict[tuple, StepDay] = {}
    for audience in case.audiences:
        step = asked.latest(case, audience)
        if step is None:
            yield _not_reached(audience, case), "plan"
        elif _state(step, case) not in (State.SENT, State.FAILED):
            pending[step.days, step.tell_on] = step
    waiting = [s for s in pending.values() if _state(s, case) == State.PLANNED]
    for step in pending.values():
        if step not in waiting:
            missing = UNPLANNED if _state(step, case) is None else REARMED
            said = missing.format(step_words(step.days), on_day(step.tell_on))
            yield f"{said} {_of_the_run(case)}", "soon"
    if waiting:
        yield holding_back(case), "soon"


def _state(step: StepDay, case: Case) -> str | None:
    row: Reminder | None = asked.row_of(step, case)
    return row and row.state


def _not_reached(audience: str, case: Case) -> str:
    steps = [step for step in case.steps if step.audience == audience]
    if not steps:
        return NO_STEPS.format(TOLD[audience])
    of_leaders = " của lãnh đạo" if audience == Audience.LEADER else ""
    return NOT_YET.format(of_leaders, asked.in_words(steps[0], case))


def _of_the_run(case: Case) -> str:
    if not case.calendar.is_working(case.on):
        return _day_off(case)
    if case.last_run_at is None:
        return NEVER_RUN
    return LAST_RUN.format(at_time(case.last_run_at))


def holding_back(case: Case) -> str:
    """Why what waits in the ledger was not told yet, and when it will be."""
    calendar, local = case.calendar, timezone.localtime(case.at)
    opens, closes = calendar.hours_of(case.on)
    hours = f"{opens:%H:%M}", f"{closes:%H:%M}"
    if case.digest_today:
        built = timezone.localtime(case.digest_today.built_at).strftime("%H:%M")
        return HAD_TODAYS.format(built, on_day(calendar.after(case.on)))
    if week := week_begun(case):
        return _weekly(week, case)
    if not calendar.is_working(case.on):
        return _day_off(case)
    if local.time() < opens:
        return TOO_EARLY.format(*hours)
    if local.time() >= closes:
        return TOO_LATE.format(*hours, on_day(calendar.after(case.on)))
    return f"{NEXT_RUN} {_of_the_run(case)}"


def _day_off(case: Case) -> str:
    name = case.day_names.get(case.on)
    after = case.calendar.after(case.on)
    return DAY_OFF.format(on_day(case.on), f" ({name})" if name else "", on_day(after))


def week_begun(case: Case) -> date | None:
    """The first day of the person's week, if its digest holds back what waits."""
    wish, last = case.preference, case.last_digest_on
    if not wish or wish.frequency != ReminderPreference.Frequency.WEEKLY:
        return None
    urgent_until = case.on + timedelta(days=URGENT_DAYS)
    if case.waiting_due_on and case.waiting_due_on <= urgent_until:
        return None
    begun = case.on - timedelta(days=(case.on.weekday() - wish.weekday) % 7)
    return begun if last and last >= begun else None


def _weekly(begun: date, case: Case) -> str:
    name = case.preference.get_weekday_display().replace("Thứ", "thứ")
    following = case.calendar.on_or_after(begun + timedelta(days=7))
    return WEEKLY.format(
        name, format_date(case.last_digest_on), URGENT_DAYS, on_day(following)
    )
