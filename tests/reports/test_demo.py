"""The demo: everything marked, something of every kind to see, nothing twice."""

from datetime import date
from io import StringIO

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import transaction

from accounts.models import OutgoingMail, StoredFile, User, WorkingYear
from accounts.reminding import working_days
from accounts.stored_files.files import check_upload
from reports.loading import demo
from reports.models import Collection, Figure, Recommendation, Review
from reports.reviews import verifying
from reports.unit_reports.collection_standing import counts
from tasks import permissions
from tasks.models import FocusTask, ProgressUpdate, TaskState, YearlyPlan

ON = date(2026, 11, 20)

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def accounts(django_db_setup, django_db_blocker):
    """Loaded once for the module: it takes a few seconds."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield demo.load(on=ON)
        transaction.set_rollback(True)


@pytest.fixture
def tasks(accounts):
    return FocusTask.objects.filter(plan__case_code="minh-hoa-ke-hoach-nam-nay")


def rows_of_every_table():
    return {
        model._meta.label: model.objects.count()
        for app in ("accounts", "agreements", "tasks", "reports")
        for model in apps.get_app_config(app).get_models(include_auto_created=True)
    }


def test_loading_again_on_a_later_day_changes_nothing(accounts):
    before = rows_of_every_table()
    assert demo.load(on=date(2027, 3, 1)) == accounts
    assert rows_of_every_table() == before


def test_everything_is_marked_illustrative(accounts):
    for model in (User, StoredFile, ProgressUpdate):
        assert model.objects.exists()
        assert not model.objects.filter(is_illustrative=False)
    for model in (YearlyPlan, Figure, Review):
        assert model.objects.filter(case_code__startswith=demo.CODE).exists()
        assert not model.objects.filter(
            case_code__startswith=demo.CODE, is_illustrative=False
        )
        assert not model.objects.filter(case_code="")


def test_the_five_cases_are_not_marked(accounts):
    for model in (YearlyPlan, Figure, Review):
        cases = model.objects.exclude(case_code__startswith=demo.CODE)
        assert cases.exists() and not cases.filter(is_illustrative=True)


def test_there_is_something_of_every_kind_to_see(tasks):
    assert tasks.count() == 14
    assert set(tasks.values_list("state", flat=True)) == {
        TaskState.NOT_STARTED,
        TaskState.IN_PROGRESS,
        TaskState.SUBMITTED,
        TaskState.DONE,
    }
    assert tasks.overdue(ON).count() == 3
    assert tasks.due_between(ON, date(2026, 11, 27)).count() == 2
    assert any(task.is_late_when_done() for task in tasks)
    assert tasks.filter(deadline_kind="continuous").exists()


def test_something_waits_for_everybody(tasks):
    asked = Recommendation.objects.filter(supervision__in=tasks, is_illustrative=True)
    states = {row.state for one in asked for row in one.addressees.all()}
    assert asked.overdue(ON).count() == 1
    assert states == {"waiting", "solving", "answered"}
    assert tasks.filter(extensions__state="asked").count() == 1
    assert tasks.filter(resource_requests__state="asked").count() == 1
    assert tasks.get(steps__name__startswith="Trưởng đoàn").kind == "supervision"


def test_what_is_done_has_evidence(tasks):
    for task in tasks.done():
        assert task.progress_updates.filter(evidence__isnull=False).exists()


def test_the_front_is_asked_again_and_sees_what_changed(accounts):
    plan = YearlyPlan.objects.get(case_code="minh-hoa-ke-hoach-nam-sau")
    assert (plan.year, plan.state, plan.round) == (2027, "submitted", 2)
    first, second = plan.submissions.all()
    assert first.decisions.get(verdict="sent_back").reason
    assert first.rows != second.rows
    reviewer = User.objects.get(username="mattran-ykien")
    assert permissions.can_decide(reviewer, plan)


def test_one_report_of_this_year_is_issued_and_one_is_a_draft(accounts):
    issued = Review.objects.issued().get()
    assert issued.files.count() == 3
    assert verifying.verify(issued) == []
    assert issued in Review.objects.public()
    assert issued.sent_for_review_by != issued.approved_by
    assert issued.period_label == "10 tháng đầu năm 2026"
    assert (issued.bound["tasks"]["due"], issued.bound["tasks"]["on_time"]) == (4, 2)
    assert {row["words"] for row in issued.bound["figures"]} >= {"trên 9,5 tỷ đồng"}
    draft = Review.objects.get(state=Review.State.DRAFT, cluster__is_illustrative=True)
    assert draft.period_label == "6 tháng đầu năm 2026"


def test_the_review_of_case_1_is_drafted_from_the_figures_of_the_source(accounts):
    draft = Review.objects.get(state=Review.State.DRAFT, cluster__is_illustrative=False)
    words = {row["words"] for row in draft.bound["figures"]}
    assert words == {"trên 157 tỷ đồng", "trên 1.242 căn"}
    shortcomings = draft.parts.get(key="ton-tai").text
    assert len(shortcomings.splitlines()) == 3


@pytest.mark.parametrize("kind", demo.FILES)
def test_the_files_made_in_code_are_what_their_names_say(kind):
    check_upload(demo.FILES[kind]())


def test_no_message_leaves_for_a_real_address(accounts):
    assert not OutgoingMail.objects.exclude(address__endswith=".example")


def test_the_command_prints_the_accounts_and_one_password(accounts):
    out = StringIO()
    call_command("load_demo", stdout=out, skip_checks=True)
    text = out.getvalue()
    assert all(account.username in text for account in accounts)
    assert text.count("minh-hoa-phoi-hop") == 1


def test_a_password_that_was_changed_is_not_printed(accounts):
    for user in User.objects.all():
        user.set_password("mat-khau-rieng-2026")
        user.save()
    out = StringIO()
    call_command("load_demo", stdout=out, skip_checks=True)
    assert "minh-hoa-phoi-hop" not in out.getvalue()
    assert "Đã đổi mật khẩu riêng: quantri" in out.getvalue()


def test_the_province_size_is_never_filled_unasked(settings, monkeypatch):
    settings.EMBEDDED = False
    monkeypatch.setattr(demo, "load", lambda on: pytest.fail("đã nạp"))
    with pytest.raises(CommandError, match="--yes"):
        call_command("load_demo", skip_checks=True)


def test_the_working_calendar_of_this_year_and_the_next_is_confirmed(accounts):
    years = WorkingYear.objects.order_by("year")
    assert [year.year for year in years] == [2026, 2027]
    assert all(year.confirmed_by.is_illustrative for year in years)
    assert all(year.note.startswith("Minh hoạ") for year in years)
    assert not working_days.load().is_working(date(2027, 2, 8))  # Tết


def test_two_collections_are_in_course(accounts):
    of_cluster, of_province = Collection.objects.order_by("pk")
    states = sorted(of_cluster.unit_reports.values_list("state", flat=True))
    assert states == ["entering", "entering", "received", "returned", "sent"]
    standing = counts(of_cluster.unit_reports.all(), ON)
    assert (standing.late, standing.to_receive, standing.rate) == (1, 1, 75)
    assert of_province.duty.agreement == of_province.agreement
    assert of_province.unit_reports.filter(state="sent").exists()
