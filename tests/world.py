"""One of everything, each in the state that the permission table names."""

from datetime import date
from types import SimpleNamespace

from django.core.files.base import ContentFile
from django.utils import timezone

from accounts import files, reorganising
from accounts.models import (
    ClusterMember,
    EmulationCluster,
    OutgoingMail,
    Province,
    SavedView,
    Succession,
)
from agreements.models import AgreementDocument
from reports.models import Figure, Indicator, Recommendation, Review
from tasks import approval
from tasks.models import Evidence, ProgressUpdate, TaskState
from tests import factories
from tests.accounts.reorganisations import merging

PDF = b"%PDF-1.7\n1 0 obj << >> endobj\n%%EOF"


def stored(name="van-ban.pdf"):
    return files.store(upload=ContentFile(PDF, name=name), by=None)


def build(cast, agreement) -> SimpleNamespace:
    on = timezone.localdate()
    draft = factories.make_plan(agreement, office=cast.committee)
    draft_task = factories.make_focus_task(draft, lead_organisation=cast.department)
    submitted = factories.make_plan(agreement, office=cast.committee)
    factories.make_focus_task(submitted)
    approval.submit(plan=submitted, by=cast.staff, on=on)
    agreed = factories.make_plan(
        agreement, office=cast.committee, state="agreed", round=1
    )
    issued = factories.make_issued_plan(
        agreement, office=cast.committee, issued_file=stored()
    )
    task = factories.make_focus_task(issued, lead_organisation=cast.department)
    waiting = factories.make_focus_task(
        issued, lead_organisation=cast.department, state=TaskState.SUBMITTED
    )
    update = ProgressUpdate.objects.create(
        task=waiting,
        organisation=cast.department,
        reported_on=on,
        reported_by=cast.lead,
        percent=100,
        done_text="Xong",
    )
    indicator = Indicator.objects.create(code="can", name="Nhà", unit="căn")
    figure = Figure.objects.create(
        indicator=indicator,
        entering_organisation=cast.committee,
        period_from=date(2026, 1, 1),
        period_to=date(2026, 6, 30),
        amount=5,
        evidence=stored(),
    )
    figure.organisations.add(cast.committee)
    cluster = EmulationCluster.objects.create(name="Cụm", convener=cast.committee)
    ClusterMember.objects.create(cluster=cluster, organisation=cast.front, position=1)
    conference = factories.make_conference(agreement, conclusions=2)
    conclusion, opinion = conference.conclusions.all()
    return SimpleNamespace(
        merge=SimpleNamespace(pk="merge"),  # a kind of reorganisation, by its name
        reorganisation=reorganisation(cast, on),
        agreement=agreement,
        conference=conference,
        conclusion=conclusion,
        recommendation=Recommendation.objects.create(
            conclusion=opinion, wording=opinion.wording
        ),
        hidden_agreement=(
            hidden := factories.make_agreement(
                cast.committee, cast.front, is_public=False
            )
        ),
        amendment=amendment(agreement),
        hidden_amendment=amendment(hidden),
        **after_a_merger(cast),
        trashed=trashed_agreement(cast),
        document=AgreementDocument.objects.create(
            agreement=agreement, stored_file=stored(), kind="scan"
        ),
        draft=draft,
        draft_task=draft_task,
        submitted=submitted,
        agreed=agreed,
        issued=issued,
        party=agreement.parties.get(position=2),
        task=task,
        waiting=waiting,
        evidence=Evidence.objects.create(update=update, stored_file=stored()),
        figure=figure,
        indicator=indicator,
        cluster=cluster,
        review=review(agreement, cast),
        ordered=review(agreement, cast, state=Review.State.ORDERED),
        issued_review=issued_review(agreement, cast),
        organisation=cast.department,
        province=Province.objects.create(name="Thử Nghiệm", title="tỉnh"),
        place=cast.lead.memberships.get(),
        saved_view=SavedView.objects.create(
            owner=cast.staff,
            list_name="nhiem-vu",
            name="Việc quá hạn",
            query="situation=overdue",
            shared_with=cast.committee,
        ),
        mail=OutgoingMail.objects.create(
            address="a@example.vn",
            subject="Thử",
            body="Thử",
            next_attempt_at=update.reported_at,
        ),
    )


def trashed_agreement(cast):
    from agreements import trash

    row = factories.make_agreement(cast.committee, cast.front)
    trash.throw_away(
        agreement=row, reason="Nhập trùng", by=cast.staff, at=timezone.now()
    )
    return row


def reorganisation(cast, on):
    wanted = merging(
        factories.make_organisation(), into=factories.make_organisation(), day=on
    )
    return reorganising.carry_out(
        wanted=wanted, by=cast.admin, on=on, document=ContentFile(PDF, name="qd.pdf")
    )


def amendment(agreement):
    return agreement.amendments.create(
        subject="Gia hạn",
        effective_on=date(2026, 1, 1),
        extended_to=date(2030, 12, 31),
        stored_file=stored(),
    )


def after_a_merger(cast):
    """An agreement with a party that ended in the Front: undecided, and decided."""
    ended = factories.make_organisation(dissolved_on=date(2025, 7, 1))
    Succession.objects.create(
        predecessor=ended, successor=cast.front, took_effect_on=date(2025, 7, 1)
    )
    undecided = factories.make_agreement(cast.committee, ended)
    decided = factories.make_agreement(cast.committee, ended)
    return {
        "undecided": undecided,
        "ended_party": undecided.parties.get(position=2),
        "decision": decided.continuation_decisions.create(
            party=decided.parties.get(position=2),
            outcome="continue",
            organisation=cast.front,
            decided_on=date(2025, 7, 1),
            stored_file=stored(),
        ),
    }


def review(agreement, cast, **fields):
    defaults = {
        "agreement": agreement,
        "office": cast.committee,
        "subject": "Sơ kết 6 tháng đầu năm 2026",
        "period_label": "6 tháng đầu năm 2026",
        "period_from": date(2026, 1, 1),
        "period_to": date(2026, 6, 30),
        "state": Review.State.ORDERED,
    }
    row = Review.objects.create(**defaults | fields)
    if fields.get("state") != Review.State.ORDERED:
        from reports import building

        building.build(row, lambda *step: None, at=timezone.localtime())
        row.refresh_from_db()
    return row


def issued_review(agreement, cast):
    from reports import issuing

    row = review(agreement, cast)
    issuing.issue(
        review=row,
        document_number="9/BC-UBND",
        issued_on=date(2026, 7, 1),
        signers=[],
        recipients="",
        version=row.version,
        by=cast.manager,
        on=timezone.localdate(),
    )
    row.refresh_from_db()
    return row
