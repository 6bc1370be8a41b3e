"""Collections in course in the demo: some have sent, one was returned, one is late.

Days are counted from the day it is loaded; what people did with it since is left alone.
"""

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from accounts.models import EmulationCluster, Organisation, User
from agreements.models import Agreement, CoordinationArea

from ..models import Collection, Indicator, PeriodKind, ReportingDuty, UnitReport
from ..reporting_calendar import periods
from ..reporting_calendar.period_presets import PRESETS
from ..unit_reports import (
    collecting,
    collection_chasing,
    collection_units,
    unit_receiving,
    unit_reporting,
)

PRESET = {row["code"]: row for row in PRESETS}


def load(data: dict, *, on: date, last_half_year) -> None:
    """`last_half_year`: (first, last, label) of the one that is over."""
    if Collection.objects.filter(is_illustrative=True).exists():
        return
    _of_cluster(data["cluster"], on, last_half_year)
    _of_province(data["province"], on)


def _of_cluster(data: dict, on: date, span) -> None:
    cluster = EmulationCluster.objects.get(name=data["about"])
    units = [place.organisation for place in cluster.places.all()]
    collection = _start(data, on, span, units, cluster=cluster)
    for row in data["reports"]:
        _report(collection, row, _user(data["by"]), on)


def _of_province(data: dict, on: date) -> None:
    """Of the duty to report that the agreement has, for the period in course."""
    agreement = Agreement.objects.filter(case_code=data["about"]).first()
    if agreement is None:
        return  # put away since
    office = _body(data["office"])
    duties = [_duty(agreement, row, data["wording"]) for row in data["duties"]]
    duty, one = min(
        ((duty, one) for duty in duties for one in _of_this_year(duty, on)),
        key=lambda pair: abs((pair[1].last - on).days),
    )
    units = collection_units.default_units(agreement, office, one.first, one.last)
    span = one.first, one.last, one.label
    collection = _start(data, on, span, units, agreement=agreement, duty=duty)
    for row in data["reports"]:
        _report(collection, row, _user(data["by"]), on)


def _of_this_year(duty: ReportingDuty, on: date) -> list[periods.Period]:
    return periods.in_year(duty.period_kind, on.year)


def _duty(agreement: Agreement, days: dict, wording: str) -> ReportingDuty:
    """What the agreement printed is not known: the words say that they are made up."""
    kind, _ = PeriodKind.objects.get_or_create(
        code=days["period_kind"], defaults=PRESET[days["period_kind"]]
    )
    return ReportingDuty.objects.create(
        agreement=agreement, wording=wording, **days | {"period_kind": kind}
    )


def _start(data: dict, on: date, span, units, **about) -> Collection:
    first, last, label = span
    by = _user(data["by"])
    asked_on = on - timedelta(days=data["asked_days_ago"])
    due = on + timedelta(days=data["days"])
    return collecting.start(
        values={
            "title": data.get("title", "").format(label=label),
            "office": _body(data["office"]),
            "period_label": label,
            "period_from": first,
            "period_to": last,
            "units_due_on": due,
            "due_on": due + timedelta(days=10),
            "instructions": data["instructions"],
            "is_illustrative": True,
            **about,
        },
        units=units,
        indicators=Indicator.objects.filter(code__in=data["indicators"]),
        areas=CoordinationArea.objects.filter(code__in=data["areas"]),
        by=by,
        on=min(asked_on, due),
    )


def _report(collection: Collection, row: dict, office: User, on: date) -> None:
    report = collection.unit_reports.filter(organisation=_body(row["unit"])).first()
    if report is None:
        return
    by = _user(row["by"]) if "by" in row else None
    at = _moment(on + timedelta(days=row.get("days", -1)))
    for key, text in row.get("texts", {}).items():
        unit_reporting.save_part(
            report=report, key=_key(key), text=text, version=1, by=by, at=at
        )
    act = {"by": office, "on": on}
    if "extended_days" in row:
        until = on + timedelta(days=row["extended_days"])
        collection_chasing.extend(
            report=report, due_on=until, reason=row["reason"], **act
        )
    if row.get("is_nudged"):
        collection_chasing.nudge(
            collection=collection, reports=[report], at=_moment(on), **act
        )
    if row["state"] in ("sent", "received", "returned"):
        unit_reporting.send(
            report=report, note=row.get("note", ""), by=by, on=at.date(), at=at
        )
    _settle(report, row, act, at)


def _settle(report: UnitReport, row: dict, act: dict, at: datetime) -> None:
    if row["state"] == "received":
        unit_receiving.receive(report=report, at=at, **act)
    if row["state"] == "returned":
        unit_receiving.send_back(report=report, reason=row["reason"], **act)


def _key(key: str) -> str:
    """An area by its code, a general part by its own key."""
    area = CoordinationArea.objects.filter(code=key).first()
    return f"linh-vuc-{area.pk}" if area else key


def _moment(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(9)))


def _user(username: str) -> User:
    return User.objects.get(username=username)


def _body(code: str) -> Organisation:
    return Organisation.objects.get(case_code=code)
