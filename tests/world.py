"""One of everything, each in the state that the permission table names."""

from datetime import date
from types import SimpleNamespace

from django.core.files.base import ContentFile
from django.utils import timezone

from accounts import files
from accounts.models import ClusterMember, EmulationCluster, OutgoingMail
from agreements.models import AgreementDocument
from reports.models import Figure, Indicator, Review
from tasks import approval
from tasks.models import Evidence, ProgressUpdate, TaskState
from tests import factories

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
    return SimpleNamespace(
        agreement=agreement,
        hidden_agreement=factories.make_agreement(
            cast.committee, cast.front, is_public=False
        ),
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
        place=cast.lead.memberships.get(),
        mail=OutgoingMail.objects.create(
            address="a@example.vn",
            subject="Thử",
            body="Thử",
            next_attempt_at=update.reported_at,
        ),
    )


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
