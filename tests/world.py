"""One of everything, each in the state that the permission table names."""

import uuid
from datetime import date, timedelta
from types import SimpleNamespace

from django.core.files.base import ContentFile
from django.utils import timezone

from accounts.models import (
    ClusterMember,
    DeadAddress,
    Digest,
    Duty,
    EmulationCluster,
    Ladder,
    OutgoingMail,
    Province,
    SavedView,
    Succession,
    WorkingYear,
)
from accounts.reminding import links
from accounts.reorganisation import reorganising
from accounts.stored_files import files
from agreements.models import AgreementDocument
from reports.models import (
    Figure,
    Indicator,
    Outline,
    PeriodKind,
    Recommendation,
    Review,
    Target,
)
from reports.outlines import outlining
from tasks.approvals import approval
from tasks.calendar import feeds
from tasks.models import (
    CalendarFeed,
    CascadeDuty,
    Evidence,
    Handover,
    ProgressUpdate,
    ResourceRequest,
    TaskState,
)
from tasks.plans import amending, issuing
from tests import factories, uploads
from tests.accounts.reorganisations import merging
from tests.accounts.told import told
from tests.tasks.importing import sheets

PDF = b"%PDF-1.7\n1 0 obj << >> endobj\n%%EOF"


def stored(name="van-ban.pdf"):
    return files.store(upload=ContentFile(PDF, name=name), by=None)


def picture():
    return files.store(upload=ContentFile(uploads.png(), name="anh.png"), by=None)


def calendar_feed(cast):
    """An address read a moment ago: reading it again writes nothing."""
    secret = "bi-mat"
    feed = CalendarFeed.objects.create(
        owner=cast.staff,
        organisation=cast.committee,
        digest=feeds.digest_of(secret),
        read_at=timezone.now(),
    )
    return {"feed": feed, "feed_secret": SimpleNamespace(pk=secret)}


def letter(cast, task):
    """A link of a letter that told the lead of the task a moment ago."""
    row = told(cast.lead, Duty.TASK, task, due_on=task.due_on, at=timezone.now())
    return {
        "told": row,
        "link_token": SimpleNamespace(pk=links.token_of(row.pk, "promise")),
        "duty_of_task": SimpleNamespace(pk="task"),  # a kind of duty, by its name
    }


def build(cast, agreement) -> SimpleNamespace:
    on = timezone.localdate()
    draft = factories.make_plan(agreement, office=cast.committee)
    draft_task = factories.make_focus_task(draft, lead_organisation=cast.department)
    submitted = factories.make_plan(agreement, office=cast.committee)
    factories.make_focus_task(submitted)
    approval.submit(plan=submitted, by=cast.staff, on=on)
    sent_back, remark = plan_sent_back(cast, agreement, on)
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
    issuing.first_version(issued, by=cast.staff)
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
    handover = Handover.objects.create(
        organisation=cast.committee,
        giver=cast.staff,
        receiver=cast.manager,
        handed_on=on,
        reason="Chuyển công tác",
        items=[{"kind": "assignment", "label": "Việc", "detail": "", "url": "/"}],
        recorded_by=cast.manager,
        stored_file=stored(),
    )
    return SimpleNamespace(
        **recommendations(cast, agreement, on),
        **supervision(cast, issued),
        **carried_out(cast, issued, task, on),
        handover=handover,
        asked_person=cast.front_staff,
        reminder=reminder(cast, task),
        digest=cast.staff.digests.first(),
        merge=SimpleNamespace(pk="merge"),  # a kind of reorganisation, by its name
        reorganisation=reorganisation(cast, on),
        **working_calendars(cast),
        ladder=Ladder.objects.create(duty="task", name="Nhanh"),
        kind_of_duty=SimpleNamespace(pk="task"),  # by its name
        data_format=SimpleNamespace(pk="csv"),  # of a file of open data
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
        waiting_import=sheets.waiting(draft, cast.staff, on),
        draft_task=draft_task,
        submitted=submitted,
        sent_back=sent_back,
        remark=remark,
        front=cast.front,
        stand_in=cast.front.stand_ins.create(
            person=cast.front_staff,
            first_on=on,
            last_on=on,
            reason="Đi công tác",
            named_by=cast.front_manager,
            revoked_on=on,
            revoked_by=cast.front_manager,
        ),
        agreed=agreed,
        issued=issued,
        plan_amendment=amending.start(
            plan=issued, title="Sửa đổi kế hoạch", reason="Lùi ngày", by=cast.staff
        ),
        duty=CascadeDuty.objects.create(
            task=task,
            organisation=cast.elsewhere,
            signed_on=on,
            stored_file=stored(),
        ),
        party=agreement.parties.get(position=2),
        task=task,
        waiting=waiting,
        evidence=Evidence.objects.create(update=update, stored_file=stored()),
        photo=Evidence.objects.create(update=update, stored_file=picture()),
        **calendar_feed(cast),
        **letter(cast, task),
        **collected(cast, agreement),
        figure=figure,
        indicator=indicator,
        target=Target.objects.create(
            indicator=indicator, amount=9, period_from=on, period_to=on
        ),
        sum_asked=SimpleNamespace(
            pk=f"{cast.committee.pk}&chi-tieu={indicator.pk}"
            "&tu=2026-01-01&den=2026-06-30"
        ),
        cluster=cluster,
        **outlines(cast),
        review=review(agreement, cast),
        ordered=review(agreement, cast, state=Review.State.ORDERED),
        issued_review=issued_review(agreement, cast),
        in_review=review_on_its_way(agreement, cast),
        approved_review=review_on_its_way(agreement, cast, approved=True),
        published_review=published_review(agreement, cast, "10/BC-UBND"),
        withdrawn_review=published_review(agreement, cast, "11/BC-UBND", why="Sai số"),
        word_template=word_template(cast),
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
        dead_address=DeadAddress.objects.create(
            address="a@example.vn", reason="550 5.1.1", since_at=update.reported_at
        ),
    )


def collected(cast, agreement):
    """A duty to report and a collection of it: one unit writes, one has sent, one is

    left out.
    """
    left_out = factories.make_organisation(kind="so")
    collection = factories.make_collection(
        cast.committee,
        *(cast.department, cast.front, left_out),
        agreement=agreement,
    )
    collection.indicators.add(Indicator.objects.get(code="can"))
    reports = {row.organisation: row for row in collection.unit_reports.all()}
    at = timezone.now()
    sent, away = reports[cast.front], reports[left_out]
    sent.state, sent.sent_at, sent.first_sent_at = "sent", at, at
    sent.save()
    away.state, away.reason = "left_out", "Mới thành lập"
    away.save()
    return {
        "reporting_duty": agreement.reporting_duties.create(
            period_kind=PeriodKind.objects.get(code="nam"),
            units_due_day=15,
            units_due_month=11,
        ),
        "collection": collection,
        "unit_report": reports[cast.department],
        "sent_unit_report": sent,
        "left_out_unit_report": away,
    }


def working_calendars(cast):
    """Years by their number: a draft with one day, a confirmed one, none."""
    day = {"kind": "off", "name": "Tết Dương lịch"}
    draft = WorkingYear.objects.create(year=2031)
    confirmed = WorkingYear.objects.create(
        year=2032, confirmed_at=timezone.now(), confirmed_by=cast.admin
    )
    confirmed.days.create(on=date(2032, 1, 1), **day)
    return {
        "draft_year": SimpleNamespace(pk=draft.year),
        "special_day": draft.days.create(on=date(2031, 1, 1), **day),
        "confirmed_year": SimpleNamespace(pk=confirmed.year),
        "bare_year": SimpleNamespace(pk=2033),
    }


def reminder(cast, task):
    """Told to the committee's staff in their next digest, by mail."""
    count, at = Digest.objects.count(), timezone.now()
    digest = Digest.objects.create(
        receiver=cast.staff,
        kind=Digest.Kind.DAILY,
        on=date(2026, 1, 1) + timedelta(days=count),
        built_at=at,
        run=uuid.uuid4(),
        mail=OutgoingMail.objects.create(
            address="a@example.vn", subject="Thử", body="Thử", next_attempt_at=at
        ),
    )
    return digest.reminders.create(
        receiver=cast.staff,
        duty="task",
        duty_id=task.pk,
        due_on=task.due_on,
        step=-7,
        state="sent",
        why="Ông/Bà được giao.",
        tell_on=digest.on,
        planned_at=at,
        settled_at=at,
    )


def plan_sent_back(cast, agreement, on):
    """A plan that the Front sent back with a remark on its one row."""
    plan = factories.make_plan(agreement, office=cast.committee)
    task = factories.make_focus_task(plan)
    approval.submit(plan=plan, by=cast.staff, on=on)
    decision = approval.decide(
        plan=plan,
        party=agreement.parties.get(position=2),
        round=1,
        verdict="sent_back",
        reason="Thiếu sản phẩm",
        remarks={task: "Nêu rõ sản phẩm"},
        by=cast.reviewer,
        on=on,
    )
    plan.refresh_from_db()
    return plan, decision.remarks.get()


def recommendations(cast, agreement, on):
    """The Front's: a draft, and one that one of its two addressees has answered."""
    draft, sent = (
        Recommendation.objects.create(
            wording=wording, sender=cast.front, agreement=agreement
        )
        for wording in ("Bố trí kinh phí", "Công khai dự án")
    )
    draft.addressees.create(organisation=cast.committee)
    Recommendation.objects.filter(pk=sent.pk).update(sent_on=on, stored_file=stored())
    sent.addressees.create(organisation=cast.department)
    answered = sent.addressees.create(organisation=cast.committee, state="answered")
    return {
        "draft_recommendation": draft,
        "sent_recommendation": sent,
        "reply": answered.replies.create(
            verdict="partly", text="Đã làm", replied_on=on, stored_file=stored()
        ),
    }


def supervision(cast, plan):
    task = factories.make_focus_task(
        plan, kind="supervision", lead_organisation=cast.department
    )
    step = task.steps.create(position=1, name="Khảo sát", due_on=date(2026, 5, 1))
    return {"supervision": task, "step": step}


def carried_out(cast, plan, task, on):
    """A part that is done, more time asked, a cancelled task, two resource requests."""
    carried = factories.make_focus_task(plan, lead_organisation=cast.department)
    sent = {"plan": plan, "organisation": cast.front, "addressee": cast.committee}
    sent |= {"purpose": "Kinh phí", "asked_on": on, "asked_by": cast.front_staff}
    return {
        "carried": carried,
        "done_part": carried.coordinations.create(
            organisation=cast.front, done_on=on, done_by=cast.front_staff
        ),
        "extension": task.extensions.create(
            organisation=cast.department,
            was_due_on=task.due_on,
            asked_due_on=on + timedelta(days=400),
            reason="Mưa lũ",
            asked_on=on,
            asked_by=cast.lead,
        ),
        "cancelled": factories.make_focus_task(
            plan, lead_organisation=cast.department, state=TaskState.CANCELLED
        ),
        "resource": ResourceRequest.objects.create(**sent, amount=5_000_000),
        "answered_resource": ResourceRequest.objects.create(
            **sent, state="granted", answered_on=on, stored_file=stored()
        ),
    }


def trashed_agreement(cast):
    from agreements.trash import trash

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


def outlines(cast):
    """A common outline, and the committee's own of another kind."""
    outlining.create_missing()
    common = Outline.objects.get(kind="periodic", scope="agreement", organisation=None)
    own = Outline.objects.get(kind="final", scope="agreement", organisation=None)
    return {
        "common_outline": common,
        "own_outline": outlining.begin_own(
            common=own, organisation=cast.committee, by=cast.manager
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
        from reports.contents import building

        building.build(row, lambda *step: None, at=timezone.localtime())
        row.refresh_from_db()
    return row


def word_template(cast):
    """A layout of the committee, not in use."""
    from reports.models import WordTemplate
    from reports.outlines import word_templates

    content = word_templates.sample(cast.committee, date(2026, 7, 1))
    upload = ContentFile(content, name="mau.docx")
    return WordTemplate.objects.create(
        organisation=cast.committee,
        name="Mẫu 2026",
        stored_file=files.store(upload=upload, by=None),
        fields=["noi_dung"],
        is_active=False,
        uploaded_by=cast.manager,
    )


def review_on_its_way(agreement, cast, *, approved=False):
    from reports.reviews import reviewing

    row = review(agreement, cast)
    reviewing.submit(review=row, by=cast.staff, at=timezone.localtime())
    if approved:
        reviewing.approve(
            review=row, version=row.version, by=cast.manager, at=timezone.localtime()
        )
    return row


def published_review(agreement, cast, number, *, why=""):
    from reports.publication import publishing

    row = issued_review(agreement, cast, number)
    now = {"by": cast.manager, "at": timezone.now()}
    publishing.publish(review=row, masks=[], **now)
    if why:
        publishing.withdraw(review=row, reason=why, **now)
    return row


def issued_review(agreement, cast, number="9/BC-UBND"):
    from reports.reviews import issuing

    row = review(agreement, cast)
    issuing.issue(
        review=row,
        document_number=number,
        issued_on=date(2026, 7, 1),
        signers=[],
        recipients="",
        version=row.version,
        by=cast.manager,
        on=timezone.localdate(),
    )
    row.refresh_from_db()
    return row
