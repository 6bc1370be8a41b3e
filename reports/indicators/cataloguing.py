"""The catalogue of indicators: what is counted, by which rule, and what it should be.

A rule that data was entered by is never changed: totals that were reported with it
would say something else. A changed rule is a new indicator, which takes over.
"""

import hashlib
from collections.abc import Iterable
from decimal import Decimal
from itertools import count

from django.db import transaction
from django.db.models import Max, Q
from django.utils.text import slugify

from accounts import history
from accounts.errors import NotPossible, Stale
from accounts.forms import STALE
from accounts.models import User
from accounts.vietnamese import fold

from ..models import Breakdown, Figure, Indicator

# The rule: what a figure means and how figures add up.
LOCKED = [
    *("unit", "scale", "is_money", "time_rule", "body_rule"),
    *("numerator", "denominator"),
]
OPEN = ["name", "decimals", "definition", "source", "position", "is_active"]
FIELDS = [*OPEN, *LOCKED]
RULE_IS_LOCKED = (
    "Chỉ tiêu này đã có số liệu nên không đổi được {fields}: tổng đã báo cáo sẽ thành "
    "số khác. Hãy lập chỉ tiêu mới thay chỉ tiêu này."
)
PART_HAS_DATA = "Phần “{part}” đã có số liệu nên không bỏ được."
PART_NAMED_TWICE = "Phần “{part}” ghi hai lần."
REPLACED_ALREADY = "Chỉ tiêu này đã có chỉ tiêu khác thay: {name}."
USED_IN_RATIO = "Chỉ tiêu này là tử số hoặc mẫu số của “{name}”, đang dùng."


def has_data(indicator: Indicator) -> bool:
    """Withdrawn ones too: a report may stand on them. Of a ratio: of its two parts."""
    sides = [indicator.pk, indicator.numerator_id, indicator.denominator_id]
    return Figure.objects.filter(indicator__in=[pk for pk in sides if pk]).exists()


def seen(indicator: Indicator) -> str:
    """What a form was opened on: a change by someone else is noticed, not undone."""
    parts = [(part.pk, part.name) for part in indicator.breakdowns.all()]
    return print_of([plain(indicator, FIELDS), parts])


def print_of(rows: list) -> str:
    return hashlib.sha256(repr(rows).encode()).hexdigest()[:16]


def plain(row, fields: Iterable[str]) -> list[str]:
    """The same words for a row that was just made and for one that was read again."""
    values = [getattr(row, row._meta.get_field(name).attname) for name in fields]
    return [
        f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)
        for value in values
    ]


def held(indicator: Indicator, as_seen: str | None) -> Indicator:
    """The row, locked: whoever enters a figure waits (`figures.enter` holds it too)."""
    current = Indicator.objects.select_for_update().get(pk=indicator.pk)
    if as_seen is not None and seen(current) != as_seen:
        raise Stale(STALE)
    return current


@transaction.atomic
def define(
    *,
    values: dict,
    parts: Iterable[str] = (),
    replaces: Indicator | None = None,
    by: User,
) -> Indicator:
    """A new indicator; the one it replaces is used no more, and keeps its figures."""
    if replaces:
        replaces = held(replaces, None)
        later = replaces.replaced_by.first()
        if later:
            raise NotPossible(REPLACED_ALREADY.format(name=later.name))
    indicator = Indicator(**values, code=free_code(values["name"]), replaces=replaces)
    if "position" not in values:
        top = Indicator.objects.aggregate(top=Max("position"))["top"] or 0
        indicator.position = replaces.position if replaces else top + 1
    refuse_unsound(indicator)
    indicator.save()
    _set_parts(indicator, parts)
    history.record(by=by, action="đã thêm chỉ tiêu", target=indicator)
    if replaces:
        Indicator.objects.filter(pk=replaces.pk).update(is_active=False)
        history.record(
            by=by, action=f"đã thay bằng chỉ tiêu “{indicator}”", target=replaces
        )
    return indicator


@transaction.atomic
def change(
    *,
    indicator: Indicator,
    values: dict,
    parts: Iterable[str] | None = None,
    as_seen: str | None = None,
    by: User,
) -> Indicator:
    """NotPossible for a rule that is locked; Stale when changed since it was seen."""
    current = held(indicator, as_seen)
    before = readable(current)
    wanted = {name: value for name, value in values.items() if name in FIELDS}
    changed = [n for n in LOCKED if n in wanted and wanted[n] != getattr(current, n)]
    if changed and has_data(current):
        raise NotPossible(RULE_IS_LOCKED.format(fields=names_of(changed)))
    for name, value in wanted.items():
        setattr(current, name, value)
    refuse_unsound(current)
    current.save()
    if parts is not None:
        _set_parts(current, parts)
    differences = history.differences(before, readable(current))
    if differences:
        history.record(
            by=by, action="đã sửa chỉ tiêu", target=current, changes=differences
        )
    return current


def names_of(fields: Iterable[str]) -> str:
    return ", ".join(str(Indicator._meta.get_field(f).verbose_name) for f in fields)


def readable(indicator: Indicator) -> dict[str, str]:
    parts = indicator.breakdowns.order_by("position", "pk")
    said = history.snapshot(indicator, FIELDS)
    return said | {"trong đó": "; ".join(part.name for part in parts) or history.EMPTY}


def refuse_unsound(indicator: Indicator) -> None:
    """What the database would refuse, and a ratio of ratios, said in a sentence."""
    if indicator.body_rule != Indicator.BodyRule.RATIO:
        indicator.numerator = indicator.denominator = None
    else:
        sides = [indicator.numerator, indicator.denominator]
        if None in sides or indicator.pk in [side.pk for side in sides]:
            raise NotPossible("Tỷ lệ phải có tử số và mẫu số là hai chỉ tiêu khác.")
        if any(side.body_rule == Indicator.BodyRule.RATIO for side in sides):
            raise NotPossible("Tử số, mẫu số không thể lại là tỷ lệ.")
        if sides[0].pk == sides[1].pk:
            raise NotPossible("Tử số và mẫu số phải là hai chỉ tiêu khác nhau.")
    using = Indicator.objects.filter(
        Q(numerator=indicator.pk) | Q(denominator=indicator.pk), is_active=True
    ).first()
    if using and indicator.pk and not indicator.is_active:
        raise NotPossible(USED_IN_RATIO.format(name=using.name))


def free_code(name: str) -> str:
    stem = slugify(fold(name))[:40].strip("-") or "chi-tieu"
    taken = set(
        Indicator.objects.filter(code__startswith=stem).values_list("code", flat=True)
    )
    codes = (stem if number == 1 else f"{stem}-{number}" for number in count(1))
    return next(code for code in codes if code not in taken)


def _set_parts(indicator: Indicator, names: Iterable[str]) -> None:
    """In the order given; a part keeps its row by its name, one with data stays."""
    names = list(names)
    for name in names:
        if names.count(name) > 1:
            raise NotPossible(PART_NAMED_TWICE.format(part=name))
    known = {part.name: part for part in indicator.breakdowns.all()}
    for name, part in known.items():
        if name not in names:
            if part.figures.exists():
                raise NotPossible(PART_HAS_DATA.format(part=name))
            part.delete()
    for position, name in enumerate(names, start=1):
        part = known.get(name) or Breakdown(indicator=indicator, name=name)
        part.position = position
        part.save()
