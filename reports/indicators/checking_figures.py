"""What looks wrong about a figure at entry: saved only when explained, or corrected.

The rules are pure and compare with what the same bodies, and others, reported before.
Of others nothing is told but that they differ: their figures are theirs to show.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from statistics import median

from accounts.errors import NotPossible
from accounts.models import Organisation
from accounts.vietnamese import format_date, format_number

from ..models import Figure, Indicator
from .wording import PERCENT

JUMP = 5
ENOUGH_OTHERS = 5
# Spreads from the middle: one spread is 1,4826 times the median distance from the
# median (the standard deviation, were they spread evenly), at least a tenth of it.
FAR = 5
SPREAD = Decimal("1.4826")
LEAST_SPREAD = Decimal("0.1")
SAME_LENGTH = Decimal("0.1")  # a half-year has 181 days or 184


class Unexplained(NotPossible):
    """Out of the ordinary, and nobody said why; `doubts` are for beside the field."""

    def __init__(self, doubts: Iterable[str]):
        self.doubts = tuple(doubts)
        super().__init__(" ".join([*self.doubts, EXPLAIN]))


EXPLAIN = "Hãy kiểm tra lại, hoặc ghi giải trình nếu số đúng như vậy."


@dataclass(frozen=True)
class Known:
    """A figure there was, as the rules see it; `is_own`: of the same bodies."""

    first: date
    last: date
    amount: Decimal
    is_own: bool = True

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def period(self) -> str:
        return f"{format_date(self.first)}–{format_date(self.last)}"


def doubts(indicator: Indicator, new: Known, known: Iterable[Known]) -> list[str]:
    """Sentences, each a reason to look again; none for what is ordinary."""
    known = list(known)
    own = [one for one in known if one.is_own]
    found = _beside_before(indicator, new, own) + _falling(indicator, new, own)
    # A large city is far from the others each time: its own past speaks for it.
    if found or comparable(new, own) is None:
        found += _far_from_others(new, [one for one in known if not one.is_own])
    if indicator.unit == PERCENT and indicator.in_unit(new.amount) > 100:
        found.append("Tỷ lệ lớn hơn 100%.")
    return found


def comparable(new: Known, own: list[Known]) -> Known | None:
    """The last earlier figure of the same bodies over as long a time."""
    before = [
        one
        for one in own
        if one.last < new.first and abs(one.days - new.days) <= new.days * SAME_LENGTH
    ]
    return max(before, key=lambda one: one.last, default=None)


def _beside_before(indicator: Indicator, new: Known, own: list[Known]) -> list[str]:
    before = comparable(new, own)
    if before is None or not before.amount:
        return []
    said = f"kỳ trước ({before.period}) là {indicator.words(before.amount)}"
    if not new.amount:
        return [f"Bằng 0, trong khi {said}."]
    if new.amount > before.amount * JUMP:
        return [f"Gấp {times(new.amount / before.amount)} lần: {said}."]
    if new.amount * JUMP < before.amount:
        return [f"Giảm {times(before.amount / new.amount)} lần: {said}."]
    return []


def times(factor: Decimal) -> str:
    return format_number(factor.quantize(Decimal("0.1")))


def _falling(indicator: Indicator, new: Known, own: list[Known]) -> list[str]:
    """What is counted from the same day cannot become less; a state of affairs can."""
    if indicator.unit == PERCENT or indicator.time_rule == Indicator.Rule.LATEST:
        return []
    same_start = [one for one in own if one.first == new.first]
    shorter = [o for o in same_start if o.last < new.last and o.amount > new.amount]
    longer = [o for o in same_start if o.last > new.last and o.amount < new.amount]
    found = []
    for one in sorted(shorter, key=lambda o: o.last)[-1:]:
        words = indicator.words(one.amount)
        found.append(f"Số lũy kế giảm: đến {format_date(one.last)} đã là {words}.")
    for one in sorted(longer, key=lambda o: o.last)[:1]:
        words = indicator.words(one.amount)
        found.append(f"Lớn hơn số đến {format_date(one.last)}: {words}.")
    return found


def _far_from_others(new: Known, others: list[Known]) -> list[str]:
    same = [o.amount for o in others if (o.first, o.last) == (new.first, new.last)]
    if len(same) < ENOUGH_OTHERS:
        return []
    middle = median(same)
    spread = SPREAD * median(abs(amount - middle) for amount in same)
    spread = max(spread, abs(middle) * LEAST_SPREAD)
    if not spread or abs(new.amount - middle) <= spread * FAR:
        return []
    side = "cao hơn hẳn" if new.amount > middle else "thấp hơn hẳn"
    return [f"{side.capitalize()} số cùng kỳ của {len(same)} cơ quan khác."]


# -- With what the database holds ----------------------------------------------


def about(
    values: dict, organisations: Iterable[Organisation], *, but: Figure | None = None
) -> list[str]:
    """Doubts about a figure that is to be saved; one query, and one for the bodies."""
    bodies = {body.pk for body in organisations}
    new = Known(values["period_from"], values["period_to"], values["amount"])
    rows = Figure.objects.standing().filter(
        indicator=values["indicator"], breakdown=values.get("breakdown")
    )
    rows = rows.exclude(pk=but.pk if but else None).prefetch_related("organisations")
    own = rows.of(bodies)
    same_days = rows.filter(period_from=new.first, period_to=new.last)
    known = []
    for figure in own | same_days:
        of = {body.pk for body in figure.organisations.all()}
        if of == bodies or not of & bodies:
            span = figure.period_from, figure.period_to
            known.append(Known(*span, figure.amount, is_own=of == bodies))
    return doubts(values["indicator"], new, known)


def about_figure(figure: Figure) -> list[str]:
    """Doubts about a figure as it stands, beside what is known today."""
    names = ("indicator", "breakdown", "period_from", "period_to", "amount")
    values = {name: getattr(figure, name) for name in names}
    return about(values, figure.organisations.all(), but=figure)


def refuse_unexplained(
    values: dict, organisations: Iterable[Organisation], *, but: Figure | None = None
) -> None:
    """Unexplained, unless nothing is out of the ordinary or it was said why."""
    if values.get("explanation", "").strip():
        return
    if found := about(values, organisations, but=but):
        raise Unexplained(found)
