"""What is said of a total, besides its value."""

from collections import defaultdict
from collections.abc import Iterable
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

from accounts.vietnamese import format_number

from ..models import Breakdown, Figure, Indicator
from . import adding, ratios

PERCENT = "%"


def rounded(indicator: Indicator, value: Decimal | None) -> Decimal | None:
    """In base units, to the decimals of the indicator; 99,96% is never said as 100%."""
    if value is None:
        return None
    scale = indicator.scale
    amount = value * 100 if indicator.unit == PERCENT else value / scale
    step = Decimal(1).scaleb(-indicator.decimals)
    near = amount.quantize(step, ROUND_HALF_UP)
    if indicator.unit == PERCENT and near == 100 and amount < 100:
        near = amount.quantize(step, ROUND_DOWN)
    return near if indicator.unit == PERCENT else near * scale


def notes(
    indicator: Indicator,
    result: adding.Sum,
    by_id: dict[int, Figure],
    parts: Iterable[Breakdown],
) -> tuple[str, ...]:
    names = {part.pk: part.name for part in parts}
    found = []
    for whole in result.lacking:
        lacks = ", ".join(names[pk] for pk in names if pk in whole.lacks)
        least = indicator.words(whole.amount)
        found.append(
            f"{bodies_of(by_id, whole)}, kỳ {whole.period}: ít nhất {least}, "
            f"chưa có phần {lacks}."
        )
    for conflict in result.conflicts:
        said = indicator.words(conflict.whole.amount, conflict.whole.qualifier)
        found.append(
            f"{bodies_of(by_id, conflict.whole)}, kỳ {conflict.whole.period}: các phần "
            f"cộng lại là {indicator.words(conflict.amount)}, khác số chung {said}; "
            "giữ nguyên như báo cáo."
        )
    return tuple(found)


def nested(
    indicator: Indicator, result: adding.Sum, by_id: dict[int, Figure]
) -> tuple[str, ...]:
    """Said, and not decided: a body's figure may have those of its units in it."""
    if indicator.body_rule != Indicator.BodyRule.SUM:
        return ()
    told = {
        body.pk: body
        for whole in result.wholes
        for one in whole.entered
        for body in by_id[one.id].organisations.all()
    }
    under: dict[int, list[str]] = defaultdict(list)
    for body in told.values():
        if body.parent_id in told:
            under[body.parent_id].append(body.label)
    return tuple(
        f"Cộng cả số của {told[pk].label} và số của cơ quan trực thuộc: "
        f"{', '.join(names[:3])}"
        + (f" và {len(names) - 3} cơ quan khác." if len(names) > 3 else ".")
        for pk, names in under.items()
    )


def bodies_of(by_id: dict[int, Figure], whole: adding.Entry) -> str:
    figure = by_id[whole.entered[0].id]
    return ", ".join(body.label for body in figure.organisations.all())


def ratio_notes(
    indicator: Indicator, result: ratios.Ratio, known: dict[int, Indicator]
) -> tuple[str, ...]:
    if not result.pairs:
        return ()
    if result.value is None:
        return ("Mẫu số bằng 0 nên không tính được tỷ lệ.",)
    above, below = known[indicator.numerator_id], known[indicator.denominator_id]
    top = format_number(above.in_unit(result.above))
    bottom = format_number(below.in_unit(result.below))
    return (f"Tính từ {top} {above.unit} trên {bottom} {below.unit}.",)
