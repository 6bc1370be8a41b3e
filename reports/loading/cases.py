"""The five case files: what is missing is added, what is there is left alone.

A row is known by its code. People may have corrected it since, and an issued plan is
locked, so a row that exists is never written over: loading again changes nothing.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from pathlib import Path

import yaml
from django.db import models, transaction

from accounts import history
from accounts.fields import FoldedModel
from accounts.models import (
    Organisation,
    OrganisationKind,
    OrganisationLevel,
    Province,
    Succession,
)
from agreements.models import (
    Agreement,
    AgreementKind,
    Conference,
    CoordinationArea,
)
from tasks.models import FocusTask, WorkTemplate, YearlyPlan
from tasks.plans import issuing

from ..models import Figure, Indicator, Recommendation, ReplyTerm, Review
from . import provinces

DATA = Path(__file__).parent.parent / "data"
ENTERED = "đã nhập từ hồ sơ mẫu"

CATALOGUE = {
    "organisation_kinds": OrganisationKind,
    "organisation_levels": OrganisationLevel,
    "agreement_kinds": AgreementKind,
    "coordination_areas": CoordinationArea,
    "indicators": Indicator,
    "work_templates": WorkTemplate,
}
# In this order: an agreement names the ceremony at which it was signed, a conference
# the agreements it was about, a plan its agreement, a review its agreement or cluster.
REGISTERS = {
    "ceremonies": Conference,
    "agreements": Agreement,
    "conferences": Conference,
    "plans": YearlyPlan,
    "reviews": Review,
    "figures": Figure,
}
CASE_CODED = {Organisation, Province, *REGISTERS.values()}
# Their codes (3, P4) are known only within the plan or the review they stand in.
LOCAL = {FocusTask, Recommendation}


@dataclass
class CaseSummary:
    """One case as it is in the database after loading."""

    code: str
    title: str
    counts: Counter[str] = field(default_factory=Counter)
    added: int = 0
    to_review: int = 0

    def __str__(self):
        counts = ", ".join(f"{n} {name}" for name, n in self.counts.items() if n)
        text = f"{self.code}: {self.title}. Gồm {counts}; mới nhập {self.added} hồ sơ"
        if self.to_review:
            text += f"; {self.to_review} quy chế cần rà soát vì bên ký đã kết thúc"
        return f"{text}."


@dataclass
class Summary:
    reference: Counter[type[models.Model]]  # rows added, by model
    cases: list[CaseSummary]

    @property
    def reference_text(self) -> str:
        """One line: how much of what was added."""
        counts = [
            f"{count} {model._meta.verbose_name}"
            for model, count in self.reference.items()
            if count
        ]
        added = ", ".join(counts) or "0 dòng"
        return f"Danh mục, tỉnh, thành phố và cơ quan: mới nhập {added}."


def load(*, on: date) -> Summary:
    """Add what the data files have and the database has not; each case whole or not."""
    return Summary(
        reference=_load_reference(),
        cases=[
            _load_case(path, on) for path in sorted(DATA.glob("cases/[0-9]-*.yaml"))
        ],
    )


def read(path: Path) -> dict:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


@transaction.atomic
def _load_reference() -> Counter[type[models.Model]]:
    """Catalogues, provinces and organisations; the number of rows added of each."""
    added = Counter()
    catalogue = read(DATA / "catalogue.yaml")
    for name, model in CATALOGUE.items():
        for position, row in enumerate(catalogue[name], start=1):
            added[model] += _add(model, row | {"position": position}) is not None
    for row in catalogue["reply_terms"]:
        _, is_new = ReplyTerm.objects.get_or_create(
            source=row["source"], defaults={"days": row["days"]}
        )
        added[ReplyTerm] += is_new
    added += provinces.load(read(DATA / "provinces.yaml"))
    for row in read(DATA / "organisations.yaml")["organisations"]:
        successors = row.pop("succeeded_by", [])
        organisation = _add(Organisation, _coded(row))
        if organisation:
            added[Organisation] += 1
            for code in successors:
                _add_succession(organisation, code)
                added[Succession] += 1
    return added


def _add_succession(predecessor: Organisation, code: str) -> None:
    Succession.objects.create(
        predecessor=predecessor,
        successor=Organisation.objects.get(case_code=code),
        took_effect_on=predecessor.dissolved_on,
        legal_basis=predecessor.legal_basis,
    )


def _coded(row: dict) -> dict:
    return {"case_code" if key == "code" else key: row[key] for key in row}


@transaction.atomic
def _load_case(path: Path, on: date) -> CaseSummary:
    case = read(path)
    summary = CaseSummary(case["case"], case["title"])
    for name, model in REGISTERS.items():
        rows = [_as_columns(row) for row in case.get(name, [])]
        for row in rows:
            if added := _add(model, row):
                history.record(by=None, action=ENTERED, target=added)
                if isinstance(added, YearlyPlan) and added.is_issued:
                    issuing.first_version(added, by=None)
                summary.added += 1
        loaded = model.objects.filter(case_code__in=[row["case_code"] for row in rows])
        summary.counts.update(_counts(loaded))
        if model is Agreement:
            summary.to_review = loaded.to_review(on).count()
    return summary


def _counts(rows: models.QuerySet) -> dict[str, int]:
    counts = {str(rows.model._meta.verbose_name): rows.count()}
    if rows.model is YearlyPlan:
        counts["nhiệm vụ"] = FocusTask.objects.filter(plan__in=rows).count()
    if rows.model is Review:
        counts["kiến nghị"] = Recommendation.objects.filter(review__in=rows).count()
    return counts


def _as_columns(row: dict) -> dict:
    """A figure stands in its file as the source prints it: "trên 157 tỷ đồng"."""
    if "value" not in row:
        return row
    qualifier, amount = Indicator.objects.get(code=row["indicator"]).read(row["value"])
    rest = {name: row[name] for name in row if name != "value"}
    return rest | {"qualifier": qualifier, "amount": amount}


# -- A row of a file becomes a row of the database -----------------------------


def _code_field(model: type[models.Model]) -> str:
    return "case_code" if model in CASE_CODED else "code"


def _add(model: type[models.Model], row: dict) -> models.Model | None:
    """The new row, or None when one with its code is there already."""
    code = _code_field(model)
    # The base manager: what people put into the trash is not loaded again.
    if model._base_manager.filter(**{code: row[code]}).exists():
        return None
    return _create(model, row)


def _create(model, row: dict, **owner: models.Model) -> models.Model:
    """Make the row with everything under it. Its keys are the names of model fields:

    plain values, codes of related rows, and lists of rows that belong to it.
    """
    values, later = dict(owner), []
    for name, value in row.items():
        field = model._meta.get_field(name)
        if field.many_to_one:
            values[name] = _related(field.related_model, value, owner)
        elif field.one_to_many:
            later.append(partial(_create_children, field=field, rows=value))
        elif field.many_to_many:
            later.append(partial(_set_many, field=field, codes=value))
        else:
            values[name] = value
    instance = model(**values)
    if model is Review:
        instance.state = Review.State.RECORDED
    unknown = {f.name for f in model._meta.fields if f.null and f.name not in values}
    instance.full_clean(exclude=unknown)
    instance.save()
    for step in later:
        step(instance)
    if later and isinstance(instance, FoldedModel):
        instance.save()  # what is searched may include the rows below
    return instance


def _related(model, value: str | dict, owner: dict) -> models.Model:
    """The row a code names; a relation written out in full is made once, by name."""
    if isinstance(value, dict):
        existing = model.objects.filter(name=value["name"]).first()
        return existing or _create(model, value)
    scope = owner if model in LOCAL else {}
    return model._base_manager.get(**{_code_field(model): value}, **scope)


def _create_children(instance, *, field, rows: list[dict]) -> None:
    child = field.related_model
    is_ordered = any(f.name == "position" for f in child._meta.concrete_fields)
    for position, row in enumerate(rows, start=1):
        place = {"position": position} if is_ordered else {}
        _create(child, place | row, **{field.field.name: instance})


def _set_many(instance, *, field, codes: list[str]) -> None:
    found = [_related(field.related_model, code, {}) for code in codes]
    getattr(instance, field.name).set(found)
