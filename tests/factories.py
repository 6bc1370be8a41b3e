"""Rows for tests: plain functions with sensible defaults."""

from datetime import date
from itertools import count

from accounts.models import (
    ClusterMember,
    EmulationCluster,
    Membership,
    Organisation,
    OrganisationKind,
    OrganisationLevel,
    Role,
    User,
)
from agreements.models import Agreement, AgreementKind, Conference, Party
from reports.models import Collection, Figure, Indicator, Review, UnitReport
from tasks.models import FocusTask, YearlyPlan

_numbers = count(1)

KINDS = {
    "ubnd": ("Ủy ban nhân dân", "state"),
    "mttq": ("Ủy ban Mặt trận Tổ quốc Việt Nam", "front"),
    "so": ("Sở, ban, ngành", "state"),
}


def make_organisation(name="", *, kind="ubnd", **fields) -> Organisation:
    title, letterhead = KINDS[kind]
    kind_row, _ = OrganisationKind.objects.get_or_create(
        code=kind, defaults={"name": title, "letterhead": letterhead}
    )
    level, _ = OrganisationLevel.objects.get_or_create(
        code="tinh", defaults={"name": "Cấp tỉnh"}
    )
    return Organisation.objects.create(
        name=name or f"Cơ quan {next(_numbers)}", kind=kind_row, level=level, **fields
    )


def make_user(*places, username="", **fields) -> User:
    """make_user((organisation, "staff"), (other, "reviewer"))"""
    username = username or f"user{next(_numbers)}"
    user = User.objects.create_user(
        username=username,
        email=f"{username}@example.vn",
        password="mat-khau-thu-2026",
        full_name=fields.pop("full_name", f"Người Dùng {username}"),
        **fields,
    )
    for organisation, role in places:
        Membership.objects.create(user=user, organisation=organisation, role=Role(role))
    return user


def make_agreement(*organisations, **fields) -> Agreement:
    """Signed by the organisations in order; the first one keeps the record."""
    organisations = organisations or (
        make_organisation(),
        make_organisation(kind="mttq"),
    )
    kind, _ = AgreementKind.objects.get_or_create(
        code="quy-che", defaults={"name": "Quy chế phối hợp"}
    )
    defaults = {
        "kind": kind,
        "subject": f"Quy chế phối hợp công tác {next(_numbers)}",
        "owner": organisations[0],
        "signed_on": date(2024, 3, 13),
        "term_start_year": 2024,
        "term_end_year": 2029,
    }
    agreement = Agreement.objects.create(**defaults | fields)
    for position, organisation in enumerate(organisations, start=1):
        Party.objects.create(
            agreement=agreement,
            position=position,
            organisation=organisation,
            name_as_signed=organisation.name,
        )
    return agreement


def make_conference(*agreements, conclusions=0, **fields) -> Conference:
    """A briefing about the agreements, recorded by the keeper of the first one."""
    defaults = {
        "kind": Conference.Kind.BRIEFING,
        "name": f"Hội nghị giao ban {next(_numbers)}",
        "held_on": date(2026, 3, 20),
        "owner": agreements[0].owner if agreements else None,
    }
    conference = Conference.objects.create(**defaults | fields)
    conference.agreements.set(agreements)
    for position in range(1, conclusions + 1):
        conference.conclusions.create(
            position=position, wording=f"Kết luận {next(_numbers)}"
        )
    return conference


def make_plan(agreement=None, **fields) -> YearlyPlan:
    agreement = agreement or make_agreement()
    defaults = {
        "agreement": agreement,
        "year": 2026,
        "title": f"Kế hoạch phối hợp công tác năm 2026 ({next(_numbers)})",
        "office": agreement.owner,
    }
    return YearlyPlan.objects.create(**defaults | fields)


def make_issued_plan(agreement=None, **fields) -> YearlyPlan:
    return make_plan(
        agreement,
        **{
            "state": YearlyPlan.State.ISSUED,
            "document_number": f"{next(_numbers)}/KH-UBND",
            "issued_on": date(2026, 1, 15),
            "round": 1,
        }
        | fields,
    )


def make_focus_task(plan=None, **fields) -> FocusTask:
    plan = plan or make_issued_plan()
    defaults = {
        "plan": plan,
        "position": next(_numbers),
        "title": f"Nhiệm vụ trọng tâm {next(_numbers)}",
        "lead_organisation": plan.office,
        "due_on": date(2026, 6, 30),
        "deadline_as_written": "quý II",
        "deadline_kind": "quarter",
    }
    if fields.get("state") == "cancelled":
        defaults |= {"cancelled_on": date(2026, 3, 1), "cancel_reason": "Trùng việc"}
    return FocusTask.objects.create(**defaults | fields)


def make_indicator(name="", **fields) -> Indicator:
    number = next(_numbers)
    defaults = {"code": f"chi-tieu-{number}", "unit": "căn", "position": number}
    return Indicator.objects.create(
        name=name or f"Chỉ tiêu {number}", **defaults | fields
    )


def make_figure(indicator=None, *organisations, **fields) -> Figure:
    """A result of the organisations in the first half of 2026."""
    organisations = organisations or (make_organisation(),)
    defaults = {
        "indicator": indicator or make_indicator(),
        "entering_organisation": organisations[0],
        "period_from": date(2026, 1, 1),
        "period_to": date(2026, 6, 30),
        "amount": 10,
    }
    figure = Figure.objects.create(**defaults | fields)
    figure.organisations.set(organisations)
    return figure


def make_review(about=None, **fields) -> Review:
    """Ordered and not yet built; of an agreement, or of a cluster (`cluster=`)."""
    if about is None and "cluster" not in fields:
        about = make_agreement()
    defaults = {
        "agreement": about,
        "subject": f"Sơ kết 6 tháng đầu năm 2026 ({next(_numbers)})",
        "period_label": "6 tháng đầu năm 2026",
        "period_from": date(2026, 1, 1),
        "period_to": date(2026, 6, 30),
    }
    if about:
        defaults["office"] = about.owner
    return Review.objects.create(**defaults | fields)


def make_cluster(convener=None, *members, **fields) -> EmulationCluster:
    cluster = EmulationCluster.objects.create(
        name=f"Cụm thi đua {next(_numbers)}",
        convener=convener or make_organisation(),
        **fields,
    )
    for position, member in enumerate(members, start=1):
        ClusterMember.objects.create(
            cluster=cluster, organisation=member, position=position
        )
    return cluster


def make_collection(office=None, *units, **fields) -> Collection:
    """The first half of 2026, asked of the units, due on 20 June."""
    defaults = {
        "title": f"Báo cáo 6 tháng đầu năm 2026 ({next(_numbers)})",
        "office": office or make_organisation(),
        "period_label": "6 tháng đầu năm 2026",
        "period_from": date(2026, 1, 1),
        "period_to": date(2026, 6, 30),
        "units_due_on": date(2026, 6, 20),
    }
    collection = Collection.objects.create(**defaults | fields)
    for unit in units:
        UnitReport.objects.create(
            collection=collection, organisation=unit, due_on=collection.units_due_on
        )
    return collection
