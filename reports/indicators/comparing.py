"""A total beside the period before, and beside its target."""

from dataclasses import dataclass
from decimal import Decimal

from accounts.vietnamese import format_number

from ..models import Indicator, Target
from . import adding
from .totals import Total

NO_PREVIOUS = "chưa có số của kỳ trước"
NO_CURRENT = "chưa có số của kỳ này"
PROVISIONAL = "so sánh với số sơ bộ"
OTHER_BODIES = "hai kỳ không cùng số cơ quan có số liệu"


@dataclass(frozen=True)
class Comparison:
    """Amounts in base units. A side that is missing leaves its fields None, with the
    reason in `notes`; never a difference from 0.

    `difference` carries its own qualifier: "trên" less "trên" is "khoảng". `percent` is
    of the period before; None when that was 0. `reached` is % of the target,
    `remaining` what still lacks (0 once reached).
    """

    indicator: Indicator
    difference: Decimal | None = None
    qualifier: str = ""
    percent: Decimal | None = None
    target: Target | None = None
    reached: Decimal | None = None
    remaining: Decimal | None = None
    notes: tuple[str, ...] = ()

    @property
    def direction(self) -> str:
        """ "up", "down", "same", or "" where nothing was compared."""
        if self.difference is None:
            return ""
        signs = {1: "up", -1: "down", 0: "same"}
        return signs[(self.difference > 0) - (self.difference < 0)]

    @property
    def words(self) -> str:
        """ "tăng 12 căn (10,5%)"; "" where nothing was compared."""
        if self.difference is None:
            return ""
        if not self.difference:
            return "không đổi"
        turn = "tăng" if self.difference > 0 else "giảm"
        amount = self.indicator.words(abs(self.difference), self.qualifier)
        if self.indicator.unit == "%":
            amount = amount.replace("%", " điểm %")
        share = f" ({percent_words(abs(self.percent))})" if self.has_share else ""
        return f"{turn} {amount}{share}"

    @property
    def has_share(self) -> bool:
        return self.percent is not None and self.indicator.unit != "%"

    @property
    def target_words(self) -> str:
        """ "đạt 87,5% mục tiêu 120 tỷ đồng, còn 15 tỷ đồng"; "" without a target."""
        if self.target is None:
            return ""
        aim = self.indicator.words(self.target.amount)
        if self.reached is None:
            return f"mục tiêu {aim}"
        left = self.remaining and f", còn {self.indicator.words(self.remaining)}"
        return f"đạt {percent_words(self.reached)} mục tiêu {aim}{left or ''}"


def percent_words(value: Decimal) -> str:
    """To one decimal; what is not quite 100% is not said to be."""
    shown = value.quantize(Decimal("0.1"))
    if shown == 100 and value < 100:
        shown = Decimal("99.9")
    return f"{format_number(shown)}%"


def compare(
    total: Total, earlier: Total | None = None, target: Target | None = None
) -> Comparison:
    found: dict = {"indicator": total.indicator, "target": target}
    notes: list[str] = []
    if earlier is not None:
        found |= _beside(total, earlier, notes)
    if target is not None and total.amount is not None:
        found |= _against(total.amount, target)
    elif target is not None and NO_CURRENT not in notes:
        notes.append(NO_CURRENT)
    return Comparison(**found, notes=tuple(notes))


def _beside(total: Total, earlier: Total, notes: list[str]) -> dict:
    if total.amount is None or earlier.amount is None:
        notes += [NO_CURRENT] if total.amount is None else []
        notes += [NO_PREVIOUS] if earlier.amount is None else []
        return {}
    if total.is_provisional or earlier.is_provisional:
        notes.append(PROVISIONAL)
    if {b.pk for b in total.inside} != {b.pk for b in earlier.inside}:
        notes.append(OTHER_BODIES)
    difference = total.amount - earlier.amount
    return {
        "difference": difference,
        "qualifier": adding.join(total.qualifier, adding.turned(earlier.qualifier)),
        "percent": difference / earlier.amount * 100 if earlier.amount else None,
    }


def _against(amount: Decimal, target: Target) -> dict:
    """Where less is better (a target below its baseline), by the way come so far."""
    aim, start = target.amount, target.baseline
    if start is not None and aim < start:
        reached = (start - amount) / (start - aim) * 100
        return {"reached": max(reached, Decimal(0)), "remaining": max(amount - aim, 0)}
    reached = amount / aim * 100 if aim else None
    return {"reached": reached, "remaining": max(aim - amount, Decimal(0))}
