"""Words for the tests of reorganisations: merge(), split(), rename(), end()."""

from datetime import date

from django.utils import timezone

from accounts.models import Organisation
from accounts.reorganisation import reorganising
from accounts.reorganisation.arrangements import Arrangement, Heir, Kind

DAY, TODAY = date(2026, 3, 1), date(2026, 11, 21)
BASIS = "Nghị quyết số 202/2025/QH15"


def new_body(like: Organisation, name="Cơ quan mới", **fields) -> Organisation:
    return Organisation(name=name, kind=like.kind, level=like.level, **fields)


def arrangement(kind, *bodies, day=DAY, **fields) -> Arrangement:
    return Arrangement(
        kind=Kind(kind),
        took_effect_on=day,
        bodies=bodies,
        **{"legal_basis": BASIS} | fields,
    )


def merging(*bodies, into, **fields) -> Arrangement:
    return arrangement("merge", *bodies, heirs=(Heir(into),), **fields)


def splitting(body, taker, *others, **fields) -> Arrangement:
    heirs = (Heir(taker), *(Heir(other, takes_duties=False) for other in others))
    return arrangement("split", body, heirs=heirs, **fields)


def renaming(body, name, **fields) -> Arrangement:
    return arrangement("rename", body, traits={"name": name}, **fields)


def ending(body, *heirs, **fields) -> Arrangement:
    return arrangement("end", body, heirs=tuple(map(Heir, heirs)), **fields)


def carry_out(wanted, *, by=None, on=TODAY, **rest):
    return reorganising.carry_out(wanted=wanted, by=by, on=on, **rest)


def undo(reorganisation, *, by, reason="ghi nhầm"):
    return reorganising.undo(
        reorganisation=reorganisation, by=by, reason=reason, at=timezone.now()
    )
