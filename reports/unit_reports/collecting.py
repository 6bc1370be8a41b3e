"""Asking the units: a collection is started, changed, closed; units are added."""

from collections.abc import Iterable
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F

from accounts import history
from accounts.errors import NotPossible, Stale
from accounts.models import Organisation, User
from accounts.vietnamese import format_date

from ..models import Collection, UnitReport
from . import collection_emails as emails

CHANGED = "Người khác vừa sửa đợt thu báo cáo này."
CLOSED = "Đợt thu báo cáo đã kết thúc. Hãy mở lại đợt thu rồi làm tiếp."
FIELDS = ["title", "units_due_on", "due_on", "receiver", "instructions"]


@transaction.atomic
def start(
    *,
    values: dict,
    units: Iterable[Organisation],
    indicators: Iterable = (),
    areas: Iterable = (),
    by: User,
    on: date,
) -> Collection:
    """Ask the units, who are told; `values` are fields of the collection."""
    units = list(dict.fromkeys(units))
    if not units:
        raise NotPossible("Hãy chọn ít nhất một đơn vị phải báo cáo.")
    collection = Collection(**values, created_by=by)
    check_days(collection, on)
    collection.title = collection.title or title_of(collection)
    collection.save()
    collection.indicators.set(indicators)
    collection.areas.set(areas)
    history.record(
        by=by,
        action=f"đã lập đợt thu báo cáo, {len(units)} đơn vị, hạn nộp "
        f"{format_date(collection.units_due_on)}",
        target=collection,
    )
    _ask(collection, units, on)
    return collection


def title_of(collection: Collection) -> str:
    about = collection.agreement or collection.cluster
    named = getattr(about, "label", None) or (str(about) if about else "")
    said = f"Báo cáo {collection.period_label}"
    return f"{said}: {named}"[:300] if named else said


def check_days(collection: Collection, on: date) -> None:
    faults = {}
    if collection.units_due_on < on:
        faults["units_due_on"] = "Hạn nộp phải từ hôm nay trở đi."
    if collection.due_on and collection.due_on < collection.units_due_on:
        faults["due_on"] = "Hạn của đầu mối phải từ hạn nộp của đơn vị trở đi."
    if faults:
        raise ValidationError(faults)


def _ask(collection: Collection, units: list[Organisation], on: date) -> None:
    made = UnitReport.objects.bulk_create(
        UnitReport(
            collection=collection, organisation=unit, due_on=collection.units_due_on
        )
        for unit in units
    )
    for report in made:
        emails.asked(report, on=on)


@transaction.atomic
def add_units(
    *, collection: Collection, units: Iterable[Organisation], by: User, on: date
) -> int:
    """Ask more units; who is asked already keeps what it has. How many are new."""
    collection = held_open(collection)
    known = set(collection.unit_reports.values_list("organisation", flat=True))
    new = [unit for unit in dict.fromkeys(units) if unit.pk not in known]
    if not new:
        raise NotPossible("Các đơn vị đã chọn đều có trong đợt thu. Hãy chọn thêm.")
    _ask(collection, new, on)
    names = ", ".join(unit.label for unit in new[:10])
    more = f" và {len(new) - 10} đơn vị khác" if len(new) > 10 else ""
    history.record(by=by, action=f"đã thêm đơn vị {names}{more}", target=collection)
    return len(new)


@transaction.atomic
def revise(
    *,
    collection: Collection,
    version: int,
    values: dict,
    indicators: Iterable,
    areas: Iterable,
    by: User,
    on: date,
) -> Collection:
    """Change what is asked. A new day moves those who stood by the old one."""
    current = held_open(collection)
    if current.version != version:
        raise Stale(CHANGED)
    before = _readable(current)
    was_due = current.units_due_on
    for name, value in values.items():
        setattr(current, name, value)
    # A day that has passed may stay as it is; a new one must lie ahead.
    check_days(current, min(on, was_due) if current.units_due_on == was_due else on)
    current.version += 1
    current.save()
    current.indicators.set(indicators)
    current.areas.set(areas)
    if current.units_due_on != was_due:
        rows = current.unit_reports.filter(due_on=was_due, first_sent_at__isnull=True)
        rows.update(due_on=current.units_due_on, version=F("version") + 1)
        emails.day_moved(current, was_due, on=on)
    changes = history.differences(before, _readable(current))
    if changes:
        history.record(
            by=by, action="đã sửa đợt thu báo cáo", target=current, changes=changes
        )
    return current


def _readable(collection: Collection) -> dict[str, str]:
    said = history.snapshot(collection, FIELDS)
    for name in ("indicators", "areas"):
        rows = getattr(collection, name).order_by("position", "pk")
        label = str(collection._meta.get_field(name).verbose_name)
        said[label] = "; ".join(map(str, rows)) or history.EMPTY
    return said


@transaction.atomic
def close(*, collection: Collection, by: User, at: datetime) -> bool:
    """No more chasing; what still comes is taken. False if it already was closed."""
    claimed = Collection.objects.open().filter(pk=collection.pk)
    if not claimed.update(closed_at=at, closed_by=by, version=F("version") + 1):
        return False
    history.record(by=by, action="đã kết thúc đợt thu báo cáo", target=collection)
    return True


@transaction.atomic
def reopen(*, collection: Collection, by: User) -> bool:
    closed = Collection.objects.filter(pk=collection.pk, closed_at__isnull=False)
    if not closed.update(closed_at=None, closed_by=None, version=F("version") + 1):
        return False
    history.record(by=by, action="đã mở lại đợt thu báo cáo", target=collection)
    return True


def held_open(collection: Collection) -> Collection:
    """The collection as it is now, held; NotPossible once it is closed."""
    current = (
        Collection.objects.select_for_update(of=("self",))
        .select_related("office", "agreement__kind", "cluster")
        .get(pk=collection.pk)
    )
    if not current.is_open:
        raise NotPossible(CLOSED)
    return current
