"""Entering a unit's figures: as a table, all lines or none; and what it shares."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from accounts import history
from accounts.errors import NotPossible
from accounts.models import Organisation, User

from ..indicators import figures
from ..indicators.checking_figures import Unexplained
from ..models import Breakdown, Figure, Indicator, UnitReport
from .unit_figures import Line, Typed, lines
from .unit_report_states import Act, held_for, moved


class Problems(Exception):
    """What is wrong, by the key of the line; nothing was saved.

    `doubted`: lines that are saved once they are explained.
    """

    def __init__(self, by_key: dict[str, str], doubted: set[str]):
        super().__init__("; ".join(by_key.values()))
        self.by_key, self.doubted = by_key, doubted


@transaction.atomic
def save(
    *,
    report: UnitReport,
    typed: dict[str, Typed],
    versions: dict[str, int],
    by: User,
    at: datetime,
) -> int:
    """Enter, correct or withdraw what changed; how many. Problems, and nothing saved,

    where somebody changed a line since it was read at its version.
    """
    current = held_for(report, Act.WRITE)
    now = {line.key: line for line in lines(current)}
    problems, doubted, changed = {}, set(), 0
    for key, line in now.items():
        if key not in typed or not _differs(line, typed[key]):
            continue  # also what somebody else has just typed the same
        if line.version != versions.get(key, 0):
            is_now = line.figure.words if line.figure else "chưa có số"
            problems[key] = (
                f"Người khác vừa sửa, nay là: {is_now}. Lưu lần nữa nếu vẫn dùng số "
                "của Ông/Bà."
            )
            continue
        try:
            _write(current, line, typed[key], by=by, at=at)
        except NotPossible as error:
            problems[key] = str(error)
            doubted |= {key} if isinstance(error, Unexplained) else set()
        changed += 1
    if problems:
        raise Problems(problems, doubted)
    if changed:
        moved(current, Act.WRITE)
        history.record(
            by=by, action=f"đã nhập, sửa {changed} số liệu của báo cáo", target=current
        )
    return changed


def _differs(line: Line, typed: Typed) -> bool:
    if line.figure is None or typed.amount is None:
        return (line.figure is None) != (typed.amount is None)
    figure = line.figure
    return typed.values() != {name: getattr(figure, name) for name in typed.values()}


def _write(report: UnitReport, line: Line, typed: Typed, *, by, at) -> None:
    if typed.amount is None:
        figures.withdraw(
            figure=line.figure,
            version=line.version,
            reason="Đơn vị bỏ số đã nhập trong báo cáo",
            by=by,
            at=at,
        )
    elif line.figure is None:
        enter(
            report=report,
            indicator=line.indicator,
            breakdown=line.breakdown,
            typed=typed,
            organisations=[report.organisation],
            by=by,
        )
    else:
        # It is the unit's own word from now on, whoever entered it before.
        mine = {"unit_report": report, "entering_organisation": report.organisation}
        figures.correct(
            figure=line.figure,
            version=line.version,
            values=typed.values() | mine,
            reason=f"Sửa trong {_said(report)}",
            by=by,
        )


def _said(report: UnitReport) -> str:
    return f"báo cáo {report.collection.period_label} của {report.organisation.label}"


def enter(
    *,
    report: UnitReport,
    indicator: Indicator,
    breakdown: Breakdown | None = None,
    typed: Typed,
    organisations: Iterable[Organisation],
    by: User,
) -> Figure:
    """A figure of the unit, or of several bodies that share the result."""
    collection = report.collection
    values = typed.values() | {
        "indicator": indicator,
        "period_from": collection.period_from,
        "period_to": collection.period_to,
        "unit_report": report,
        "source": typed.source or f"Theo {_said(report)}",
        "is_illustrative": collection.is_illustrative,
    }
    values |= {"breakdown": breakdown} if breakdown else {}
    return figures.enter(
        values=values,
        organisations=organisations,
        entering_organisation=report.organisation,
        by=by,
    )


@transaction.atomic
def enter_shared(
    *,
    report: UnitReport,
    indicator: Indicator,
    typed: Typed,
    others: Iterable[Organisation],
    by: User,
) -> Figure:
    """A result of the unit together with others: it counts once for all of them."""
    current = held_for(report, Act.WRITE)
    bodies = [current.organisation, *others]
    figure = enter(
        report=current, indicator=indicator, typed=typed, organisations=bodies, by=by
    )
    moved(current, Act.WRITE)
    names = ", ".join(body.label for body in bodies)
    history.record(
        by=by, action=f"đã nhập kết quả chung của {names}: {figure}", target=current
    )
    return figure
