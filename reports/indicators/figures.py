"""Figures: how they are entered, corrected and withdrawn."""

from collections.abc import Iterable
from datetime import datetime

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import F

from accounts import history
from accounts.errors import NotPossible, Stale
from accounts.models import Organisation, User
from accounts.stored_files import files

from ..models import Figure, Indicator
from . import adding, checking_figures
from .comparing import Comparison, compare
from .lineage import Lineage
from .totals import PartTotal, Share, Total, total, totals

__all__ = [
    "Comparison",
    "Lineage",
    "PartTotal",
    "Share",
    "Total",
    "adding",
    "compare",
    "correct",
    "enter",
    "refuse_second",
    "total",
    "totals",
    "withdraw",
]

ALREADY_ENTERED = (
    "Đã có số liệu của đúng cơ quan này cho chỉ tiêu và kỳ này. Hãy sửa số đã có; "
    "nếu là kết quả khác thì cộng vào số đó, vì mỗi kỳ chỉ tính một số."
)
CHANGED_MEANWHILE = (
    "Số liệu vừa được người khác sửa hoặc rút. Hãy mở lại để xem bản hiện tại."
)
RATIO_IS_COMPUTED = (
    "Tỷ lệ do hệ thống tính từ tử số và mẫu số. Hãy nhập hai số đó: {above}; {below}."
)
UNIT_CHANGED = "Đơn vị tính của chỉ tiêu vừa được sửa. Hãy mở lại biểu mẫu rồi nhập."
NOT_ITS_PART = "Phần “{part}” không thuộc chỉ tiêu “{indicator}”."
COMPARED = [
    "indicator",
    "breakdown",
    "period_from",
    "period_to",
    "qualifier",
    "amount",
    "is_provisional",
    "source",
    "explanation",
]


@transaction.atomic
def enter(
    *,
    values: dict,
    organisations: Iterable[Organisation],
    entering_organisation: Organisation,
    evidence: UploadedFile | None = None,
    by: User,
) -> Figure:
    """Add a figure; NotPossible when the same bodies have one for the same period.

    `values` are field values, the amount in the indicator's base unit. One out of the
    ordinary needs an `explanation` (`checking_figures.Unexplained`).
    """
    organisations = list(organisations)
    _hold(values["indicator"])
    refuse_wrong_kind(values)
    refuse_second(values, organisations)
    checking_figures.refuse_unexplained(values, organisations)
    figure = Figure.objects.create(
        **values,
        entering_organisation=entering_organisation,
        entered_by=by,
        evidence=files.store(upload=evidence, by=by) if evidence else None,
    )
    figure.organisations.set(organisations)
    history.record(by=by, action="đã nhập số liệu", target=figure)
    return figure


@transaction.atomic
def correct(
    *,
    figure: Figure,
    version: int,
    values: dict,
    organisations: Iterable[Organisation] | None = None,
    evidence: UploadedFile | None = None,
    reason: str,
    by: User,
) -> Figure:
    """Change a figure read at `version`; Stale if someone changed it since.

    Reports that were issued with it keep what they said.
    """
    bodies = None if organisations is None else list(organisations)
    current = list(figure.organisations.all())
    before = _readable(Figure.objects.get(pk=figure.pk), current)
    complete = {name: getattr(figure, name) for name in COMPARED} | values
    _hold(complete["indicator"])
    refuse_wrong_kind(complete)
    refuse_second(complete, current if bodies is None else bodies, but=figure)
    checking_figures.refuse_unexplained(
        complete, current if bodies is None else bodies, but=figure
    )
    changes = dict(values)
    if evidence:
        changes["evidence"] = files.store(upload=evidence, by=by)
    if not _held(figure, version).update(**changes, version=F("version") + 1):
        raise Stale(CHANGED_MEANWHILE)
    if bodies is not None:
        figure.organisations.set(bodies)
    figure.refresh_from_db()
    changed = history.differences(
        before, _readable(figure, current if bodies is None else bodies)
    )
    if evidence:
        changed.append(
            {"field": "minh chứng", "from": "bản cũ", "to": figure.evidence.name}
        )
    history.record(
        by=by, action="đã sửa số liệu", target=figure, changes=changed, reason=reason
    )
    return figure


@transaction.atomic
def withdraw(
    *, figure: Figure, version: int, reason: str, by: User, at: datetime
) -> None:
    """Take a figure out of every total from now on; it can still be read."""
    withdrawn = _held(figure, version).update(
        withdrawn_at=at, withdrawn_by=by, version=F("version") + 1
    )
    if not withdrawn:
        raise Stale(CHANGED_MEANWHILE)
    figure.refresh_from_db()
    history.record(by=by, action="đã rút số liệu", target=figure, reason=reason)


def _hold(indicator: Indicator) -> None:
    """Two people at once: the second waits, sees the first's figure, and is refused."""
    held = Indicator.objects.select_for_update(no_key=True).get(pk=indicator.pk)
    if (held.unit, held.scale) != (indicator.unit, indicator.scale):
        raise NotPossible(UNIT_CHANGED)  # the amount was read in the unit it had


def refuse_wrong_kind(values: dict) -> None:
    """NotPossible for a ratio, which is computed, and for a part of something else."""
    indicator, part = values["indicator"], values.get("breakdown")
    if indicator.body_rule == Indicator.BodyRule.RATIO:
        above, below = indicator.numerator.name, indicator.denominator.name
        raise NotPossible(RATIO_IS_COMPUTED.format(above=above, below=below))
    if part and part.indicator_id != indicator.pk:
        raise NotPossible(NOT_ITS_PART.format(part=part.name, indicator=indicator.name))


def _held(figure: Figure, version: int):
    return Figure.objects.standing().filter(pk=figure.pk, version=version)


def _readable(figure: Figure, organisations: list[Organisation]) -> dict[str, str]:
    said = history.snapshot(figure, [n for n in COMPARED if n != "amount"])
    said["giá trị"] = figure.words
    said["kết quả của"] = ", ".join(sorted(body.label for body in organisations))
    return said


def refuse_second(
    values: dict, organisations: list[Organisation], *, but: Figure | None = None
) -> None:
    """NotPossible when the same bodies have another figure for the same period."""
    same = (
        Figure.objects.standing()
        .filter(
            indicator=values["indicator"],
            breakdown=values.get("breakdown"),
            period_from=values["period_from"],
            period_to=values["period_to"],
        )
        .exclude(pk=but.pk if but else None)
        .prefetch_related("organisations")
    )
    bodies = {body.pk for body in organisations}
    if any({o.pk for o in other.organisations.all()} == bodies for other in same):
        raise NotPossible(ALREADY_ENTERED)
