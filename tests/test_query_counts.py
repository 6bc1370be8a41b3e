"""No page makes more queries when its rows double: one scene, before and after."""

from datetime import date

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts import history
from accounts.listings.listing import LISTINGS
from accounts.models import ClusterMember, Ladder, Organisation, Province
from agreements.models import AgreementDocument, CoordinationArea, Party
from reports.models import Recommendation
from tasks.models import Evidence, Handover, ProgressUpdate
from tests import factories, world
from tests.conftest import make_cast

LISTS = [
    "reports:workspace",
    "agreements:agreement-list",
    "agreements:conference-list",
    "agreements:trash-list",
    "tasks:plan-list",
    "tasks:focus-task-list",
    "tasks:late-part-list",
    "tasks:resource-list",
    "tasks:handover-list",
    "tasks:follow-list",
    "tasks:calendar",
    "tasks:calendar-quarter",
    "reports:recommendation-list",
    "reports:recommendation-ageing",
    "reports:review-list",
    "reports:figure-list",
    "reports:cluster-list",
    "reports:collection-list",
    "reports:reorganisation-list",
    "accounts:organisation-list",
    "accounts:province-list",
    "accounts:person-list",
    "accounts:inbox",
    "accounts:ladder-list",
    "accounts:reminder-why",
    "accounts:reminder-ledger",
    "agreements:public-agreement-list",
    "tasks:public-plan-list",
    "reports:public-review-list",
]


DETAILS = [
    ("tasks:plan-detail", "issued"),
    ("tasks:public-plan-detail", "issued"),
    ("tasks:focus-task-detail", "task"),
    ("agreements:agreement-detail", "agreement"),
    ("agreements:public-agreement-detail", "agreement"),
    ("agreements:conference-detail", "conference"),
    ("agreements:amendment-detail", "amendment"),
    ("agreements:public-amendment-detail", "amendment"),
    ("agreements:agreement-text", "agreement"),
    ("agreements:public-agreement-text", "agreement"),
    ("agreements:provision-tags", "agreement"),
    ("agreements:trash-detail", "trashed"),
    ("tasks:agreement-coverage", "agreement"),
    ("tasks:conclusion-task", "conclusion"),
    ("accounts:province-detail", "province"),
    ("reports:reorganisation-detail", "reorganisation"),
    ("reports:recommendation-detail", "recommendation"),
    ("reports:recommendation-detail", "sent_recommendation"),
    ("tasks:focus-task-detail", "supervision"),
    ("tasks:plan-timeline", "issued"),
    ("tasks:cascade", "task"),
    ("tasks:extension-detail", "extension"),
    ("tasks:resource-detail", "resource"),
    ("tasks:handover-detail", "handover"),
    ("accounts:organisation-detail", "organisation"),
    ("reports:review-detail", "review"),
    ("reports:cluster-detail", "cluster"),
    ("reports:collection-detail", "collection"),
    ("reports:unit-report", "unit_report"),
    ("reports:figure-detail", "figure"),
]


def queries_of(client, url):
    with CaptureQueriesContext(
        connection,
    ) as captured:
        response = client.get(url)
    assert response.status_code == 200
    return len(captured)


def more_rows(cast):
    """Another of everything that lists show, of other bodies each."""
    other = factories.make_organisation(kind="mttq")
    agreement = factories.make_agreement(cast.committee, other)
    plan = factories.make_issued_plan(agreement, office=cast.committee)
    for _ in range(3):
        lead = factories.make_organisation(kind="so")
        task = factories.make_focus_task(plan, lead_organisation=lead)
        task.coordinations.create(organisation=other)
        task.resource_requests.create(
            plan=plan,
            organisation=lead,
            addressee=other,
            purpose="Kinh phí",
            asked_on=timezone.localdate(),
            asked_by=cast.staff,
        )
        task.followers.create(person=cast.staff)
    recommendation = Recommendation.objects.create(
        wording="Trả lời", sender=cast.front, sent_on=date(2026, 6, 1)
    )
    for body in (other, cast.committee):
        recommendation.addressees.create(organisation=body)
    Handover.objects.create(
        organisation=cast.committee,
        giver=factories.make_user((cast.committee, "staff")),
        receiver=cast.staff,
        handed_on=date(2026, 6, 1),
        reason="Chuyển công tác",
        recorded_by=cast.manager,
    )
    world.review(agreement, cast)
    factories.make_collection(cast.committee, other, agreement=agreement)
    factories.make_conference(agreement, conclusions=2).chairs.create(full_name="Chủ")
    cast.staff.notifications.create(text="Thử", url="/")
    world.reminder(cast, task)
    world.trashed_agreement(cast)
    world.reorganisation(cast, timezone.localdate())
    Ladder.objects.create(duty="task", name=f"Thang {other.pk}")
    province = Province.objects.create(name="Thêm", title="tỉnh")
    factories.make_user((cast.front, "staff"), (other, "reviewer"))
    Organisation.objects.filter(pk=other.pk).update(province=province)


def more_children(cast, scene):
    """Another of everything that the detail pages show."""
    lead = factories.make_organisation(kind="so")
    factories.make_user((lead, "staff"), (cast.department, "reviewer"))
    task = factories.make_focus_task(scene.issued, lead_organisation=lead)
    scene.task.coordinations.create(organisation=lead)
    scene.task.children.create(
        plan=scene.issued, position=1, title="Phần việc", lead_organisation=lead
    )
    update = ProgressUpdate.objects.create(
        task=scene.task,
        organisation=lead,
        reported_on=date(2026, 6, 1),
        reported_by=cast.lead,
        percent=10,
        done_text="Đã làm",
    )
    Evidence.objects.create(update=update, stored_file=world.stored())
    AgreementDocument.objects.create(
        agreement=scene.agreement, stored_file=world.stored(), kind="annex"
    )
    Party.objects.create(
        agreement=scene.agreement,
        position=9,
        organisation=lead,
        name_as_signed=lead.name,
    ).signatories.create(full_name="Nguyễn Văn Ký")
    scene.agreement.provisions.create(kind="article", number=str(lead.pk), position=1)
    scene.agreement.areas.create(position=9, wording="Giám sát")
    factories.make_issued_plan(scene.agreement, office=cast.committee)
    factories.make_conference(scene.agreement, conclusions=2)
    scene.conference.agreements.add(
        factories.make_agreement(cast.committee, cast.front)
    )
    conclusion = scene.conference.conclusions.create(position=9, wording="Rà soát")
    factories.make_focus_task(
        scene.issued, lead_organisation=lead, conclusion=conclusion
    )
    world.review(scene.agreement, cast)
    ClusterMember.objects.create(
        cluster=scene.cluster, organisation=lead, position=task.pk
    )
    scene.collection.unit_reports.create(
        organisation=lead, due_on=scene.collection.units_due_on
    )
    scene.agreement.reporting_duties.create(
        period_kind=scene.reporting_duty.period_kind
    )
    more = factories.make_indicator()
    scene.collection.indicators.add(more)
    factories.make_figure(more, cast.department)
    factories.make_figure(more, cast.department, cast.front)
    key = f"phan-{lead.pk}"
    scene.unit_report.texts.create(key=key, text="Đã làm", edited_by=cast.lead)
    figure = factories.make_figure(scene.indicator, lead)
    figure.organisations.add(cast.committee)
    area = CoordinationArea.objects.create(code=f"them-{lead.pk}", name="Thêm")
    for row in (scene.agreement, scene.trashed):
        number = f"{lead.pk % 900}a"
        amendment = world.amendment(row)
        amendment.changed_provisions.create(action="insert", number=number)
        article = row.provisions.create(
            kind="article", number=number, position=1, inserted_by=amendment
        )
        article.areas.add(area)
        scene.task.provisions.add(article)
        row.parties.create(position=8, name_as_signed=f"Nhóm {number}")
        history.record(by=cast.staff, action="đã xem", target=row)
    for step in range(2):
        scene.supervision.steps.create(position=step + 2, name="Khảo sát")
    scene.sent_recommendation.addressees.create(organisation=lead).replies.create(
        verdict="accepted", text="Đã làm", replied_on=date(2026, 6, 1)
    )
    scene.task.cascade.create(organisation=lead)
    for target in (scene.recommendation, scene.extension.task, scene.resource):
        history.record(by=cast.staff, action="đã xem", target=target)
    Organisation.objects.filter(pk=lead.pk).update(province=scene.province)


PAGES = [*LISTS, *DETAILS, *LISTINGS]


def address_of(page, scene) -> str:
    """Of a list, of something in the scene, of a list with all its columns."""
    if isinstance(page, tuple):
        name, thing = page
        return reverse(name, args=[getattr(scene, thing).pk])
    if page in LISTINGS:
        listing = LISTINGS[page]
        every = ",".join(column.key for column in listing.columns)
        return f"{listing.get_absolute_url()}?cot={every}"
    return reverse(page)


def reader_of(cast, page):
    """Somebody who may open the page."""
    name = page[0] if isinstance(page, tuple) else page
    name = LISTINGS[name].address if name in LISTINGS else name
    of_admin = ("reports:reorganisation", "accounts:reminder-ledger")
    return cast.admin if name.startswith(of_admin) else cast.staff


def counted(cast, scene) -> dict:
    """{page: queries}, of the second visit: the first fills caches of the process."""
    counts = {}
    for page in PAGES:
        client = Client()
        client.force_login(reader_of(cast, page))
        for _ in range(2):
            counts[page] = queries_of(client, address_of(page, scene))
    return counts


@pytest.fixture(scope="module")
def counts(django_db_setup, django_db_blocker):
    """Before and after; many pages share the scene, which takes seconds to make."""
    with django_db_blocker.unblock(), transaction.atomic():
        cast = make_cast()
        scene = world.build(cast, factories.make_agreement(cast.committee, cast.front))
        more_rows(cast)
        more_children(cast, scene)
        before = counted(cast, scene)
        for _ in range(3):
            more_rows(cast)
            more_children(cast, scene)
        after = counted(cast, scene)
        transaction.set_rollback(True)
    return before, after


@pytest.mark.parametrize("place", PAGES, ids=str)
def test_no_page_makes_more_queries_when_its_rows_double(counts, place):
    before, after = counts

    assert 0 < after[place] <= before[place]
