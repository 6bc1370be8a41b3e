"""What the ladder asks, step by step: the day as counted, the working day, why."""

from collections.abc import Iterator

from accounts.models import Audience

from .case import Case, StepDay
from .facts import Fact, listed, on_day, step_words

ON = "{}, {}{}."
EARLIER = "{} rơi vào {}{}, nên nhắc sớm vào {}{}."
LATER = "{} rơi vào {}{}, nên nhắc vào ngày làm việc kế tiếp, {}{}."
FOR_LEADERS = ", dành cho lãnh đạo cơ quan"
WEEKLY = "Sau đó nhắc lại mỗi tuần một lần, lần cuối {}, nếu việc vẫn chưa xong."
SAME_DAY = "Trùng ngày với {}, nên chỉ nhắc một lần, ở bậc sau."
JOINED = (
    "Ông/Bà giữ vai trò tại cơ quan từ ngày {}, khi đã sang bậc sau, nên không có lượt "
    "nhắc của bậc này."
)
NO_RUN = "Hệ thống không chạy nhắc việc từ ngày này cho đến bậc sau."
OTHERS = "Bậc này đã nhắc {}."
NOBODY_YET = "Sổ chưa có lượt nhắc nào của việc này, cho bất kỳ ai, trước bậc ngày {}."
NOBODY = "Sổ chưa có lượt nhắc nào của việc này, cho bất kỳ ai."
NO_ROW = "Sổ không có lượt nhắc nào của bậc này cho Ông/Bà."


def past(case: Case) -> Iterator[Fact]:
    """The steps whose day has come; what was passed over says why."""
    for step in come(case):
        said = in_words(step, case)
        if not row_of(step, case) and step != latest(case, step.audience):
            said = f"{said} {_why_passed(step, case)}"
        yield Fact(step.tell_on, said)


def come(case: Case) -> list[StepDay]:
    return [step for step in case.steps if step.tell_on <= case.on]


def latest(case: Case, audience: str) -> StepDay | None:
    """The step that the duty is at for this audience: `ladder.reached`, of the past."""
    found = [step for step in come(case) if step.audience == audience]
    return found[-1] if found else None


def coming(case: Case) -> Iterator[Fact]:
    for audience in case.audiences:
        to_come = [s for s in case.steps if s.audience == audience]
        yield from _coming([s for s in to_come if s.tell_on > case.on], case)


def _coming(steps: list[StepDay], case: Case) -> Iterator[Fact]:
    """Each step; of a weekly one the next time, and the later weeks in a sentence."""
    # Of several on one working day the last, as a run tells.
    once_a_day = list({step.tell_on: step for step in steps}.values())
    weekly = [step for step in once_a_day if step.repeats_weekly]
    for step in once_a_day:
        if step not in weekly[1:]:
            yield Fact(step.tell_on, in_words(step, case))
    if weekly[1:]:
        yield Fact(None, WEEKLY.format(on_day(weekly[-1].tell_on)))


def in_words(step: StepDay, case: Case) -> str:
    name = step_words(step.days).capitalize()
    leaders = FOR_LEADERS if step.audience == Audience.LEADER else ""
    if step.printed_on == step.tell_on:
        return ON.format(name, on_day(step.tell_on), leaders)
    moved = EARLIER if step.tell_on < step.printed_on else LATER
    off = case.day_names.get(step.printed_on)
    off = f" (nghỉ: {off})" if off else ""
    days = on_day(step.printed_on), on_day(step.tell_on)
    return moved.format(name, days[0], off, days[1], leaders)


def row_of(step: StepDay, case: Case):
    return next(
        (
            row
            for row in case.rows
            if row.step == step.days and row.due_on == case.due_on
        ),
        None,
    )


def _why_passed(step: StepDay, case: Case) -> str:
    same = [s for s in come(case) if s.audience == step.audience]
    following = same[same.index(step) + 1]
    if following.tell_on == step.tell_on:
        return SAME_DAY.format(step_words(following.days))
    joined = case.serving_since
    if joined and joined >= following.tell_on:
        return JOINED.format(f"{joined:%d/%m/%Y}")
    if not any(step.tell_on <= day < following.tell_on for day in case.run_days):
        return NO_RUN
    return _in_the_ledger(step, case)


def _in_the_ledger(step: StepDay, case: Case) -> str:
    if others := case.others.get(step.days):
        return f"{NO_ROW} {OTHERS.format(listed(list(others)))}"
    if case.first_step_on is None:
        return NOBODY
    if case.first_step_on > step.tell_on:
        return NOBODY_YET.format(f"{case.first_step_on:%d/%m/%Y}")
    return NO_ROW
