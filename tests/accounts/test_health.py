from datetime import date, datetime, time, timedelta
from io import StringIO

import pytest
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import CommandError, call_command
from django.db import Error, connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts import alarm, background, health, health_views
from accounts.mail import delivery
from accounts.models import OutgoingMail, Reminder, ReminderRun, User
from tests.factories import make_user


@pytest.fixture
def mail(db):
    return delivery.write(to=make_user(), subject="Nhắc việc", body="Nội dung")


@pytest.fixture
def data_dir(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    return tmp_path


@pytest.fixture
def silent(db):
    """The schedule died: the last run finished on a working day long ago."""
    then = timezone.now() - timedelta(days=20)
    return ReminderRun.objects.create(
        on=then.date(), started_at=then, finished_at=then, planned=3, told=2
    )


def moment(hour):
    """On a Friday."""
    return timezone.make_aware(
        datetime.combine(date(2026, 6, 5), time.fromisoformat(hour))
    )


def test_a_quiet_system_is_well(db):
    result = health.check(timezone.now())
    assert (result["ok"], result["late"], result["waiting_mails"]) == (True, False, 0)


def test_mail_is_late_after_a_quarter_of_an_hour(mail):
    for minutes, late in ((14, False), (16, True)):
        at = mail.written_at + timedelta(minutes=minutes)
        assert health.check(at)["mail_is_late"] is late


def test_mail_given_up_or_refused_for_a_while_is_not_late(mail):
    OutgoingMail.objects.update(attempts=1)
    assert not health.check(mail.written_at + timedelta(days=9))["mail_is_late"]
    OutgoingMail.objects.update(attempts=0, given_up_at=timezone.now())
    assert not health.check(mail.written_at + timedelta(days=9))["mail_is_late"]


def test_a_job_nobody_takes_is_late(db, monkeypatch):
    monkeypatch.setattr(background, "send", lambda job: None)
    job = background.enqueue(task_name="tests.count", subject_id=1, by=None)
    assert health.check(job.queued_at + timedelta(minutes=10))["lost_jobs"] == 1


def test_reminders_are_late_when_no_run_finishes(db):
    run = ReminderRun.objects.create(
        on=date(2026, 6, 5), started_at=moment("09:00"), finished_at=moment("09:00")
    )
    # Others that were begun, and cut off, are no sign of life.
    ReminderRun.objects.create(on=run.on, started_at=moment("10:00"))
    assert health.check(moment("09:59"))["reminders_late_since"] is None
    result = health.check(moment("10:30"))
    assert result["reminders_late_since"] == moment("10:00")
    assert result["late"]


def test_a_system_whose_reminders_never_ran_is_late_from_its_installation_on(
    db, monkeypatch
):
    monkeypatch.setattr(health, "installed_at", lambda at: moment("09:00"))
    assert health.check(moment("09:45"))["reminders_late_since"] is None
    assert health.check(moment("10:30"))["reminders_late_since"]


def test_the_page_answers_503_only_without_a_database(mail, silent, monkeypatch):
    OutgoingMail.objects.update(written_at=timezone.now() - timedelta(days=1))
    request = RequestFactory().get("/suc-khoe/")
    assert health_views.health(request).status_code == 200

    def unreachable(*args, **kwargs):
        raise Error("gone")

    monkeypatch.setattr(OutgoingMail.objects, "filter", unreachable)
    assert health_views.health(request).status_code == 503


def test_a_probe_asks_little_however_much_waits(mail, django_assert_max_num_queries):
    with django_assert_max_num_queries(12):
        health.check(timezone.now())


def run(*args):
    out = StringIO()
    call_command("health", *args, stdout=out, stderr=out)
    return out.getvalue()


def test_the_command_ends_with_an_error_when_mail_is_late(mail, data_dir):
    assert "Thư đang chờ gửi: 1" in run()
    OutgoingMail.objects.update(written_at=timezone.now() - timedelta(days=1))
    with pytest.raises(CommandError, match="Thư đang bị chậm: 1 thư"):
        run()


def test_the_command_is_loud_when_the_reminders_are_late(silent, data_dir, mailoutbox):
    with pytest.raises(CommandError, match="NHẮC VIỆC ĐANG BỊ CHẬM") as fault:
        run()
    assert fault.value.returncode == 1
    assert mailoutbox == []


def test_the_warning_goes_straight_to_the_mail_server_and_not_too_often(
    silent, data_dir, mailoutbox
):
    for _ in range(3):
        with pytest.raises(CommandError):
            run("--mail", "quantri@example.vn", "--every", "6")
    assert [sent.to for sent in mailoutbox] == [["quantri@example.vn"]]
    assert "NHẮC VIỆC ĐANG BỊ CHẬM" in mailoutbox[0].body
    assert not OutgoingMail.objects.exists()


def test_after_a_good_hour_the_next_fault_is_told_of_at_once(data_dir, mailoutbox):
    at = timezone.now()
    options = {"to": ["a@example.vn"], "every": timedelta(hours=6)}
    assert alarm.warn(["Chậm"], at=at, **options)
    assert not alarm.warn(["Chậm"], at=at + timedelta(hours=5), **options)
    assert alarm.warn(["Chậm"], at=at + timedelta(hours=7), **options)
    alarm.all_is_well()
    assert alarm.warn(["Chậm"], at=at + timedelta(hours=8), **options)


def test_a_warning_that_cannot_be_sent_is_tried_again_by_the_next_call(
    silent, data_dir, settings, mailoutbox
):
    backend = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = f"{__name__}.BrokenBackend"
    with pytest.raises(CommandError, match="NHẮC VIỆC"):
        run("--mail", "quantri@example.vn")
    settings.EMAIL_BACKEND = backend
    with pytest.raises(CommandError):
        run("--mail", "quantri@example.vn")
    assert len(mailoutbox) == 1


class BrokenBackend(EmailBackend):
    def send_messages(self, messages):
        raise ConnectionRefusedError("no mail server")


def test_the_command_says_that_the_database_is_away(db, data_dir, monkeypatch):
    gone = {"ok": False, "late": True, "database": False}
    monkeypatch.setattr(health, "check", lambda at: gone)
    with pytest.raises(CommandError, match="cơ sở dữ liệu"):
        run()


def test_the_administrator_reads_how_the_reminders_run(client, cast, silent, mail):
    recent = timezone.now() - timedelta(days=2)
    for finished_at in (recent + timedelta(seconds=4), None):
        ReminderRun.objects.create(
            on=timezone.localdate(recent),
            started_at=recent,
            finished_at=finished_at,
            planned=7,
            told=5,
        )
    client.force_login(cast.admin)
    page = client.get("/tinh-trang/").content.decode()
    assert "Nhắc việc đang bị chậm từ" in page or timezone.localtime().weekday() > 4
    assert f"{timezone.localtime(recent):%d/%m/%Y}" in page
    assert "4,0 giây" in page
    assert "Chưa lập" in page
    client.force_login(cast.manager)
    assert client.get("/tinh-trang/").status_code == 403


def test_the_page_makes_as_many_queries_for_many_runs(client, cast, silent):
    client.force_login(cast.admin)
    numbers = []
    for _ in range(3):
        with CaptureQueriesContext(connection) as captured:
            client.get("/tinh-trang/")
        numbers.append(len(captured))
        for day in range(30):
            at = timezone.now() - timedelta(days=day / 5)
            ReminderRun.objects.create(on=at.date(), started_at=at, finished_at=at)
    assert numbers[2] <= numbers[1]


def told(*args):
    out = StringIO()
    call_command(*args, stdout=out)
    return out.getvalue()


def test_delivering_by_hand_reports_and_sends_only_when_told_to(mail, mailoutbox):
    assert "1 thư đã tới lượt" in told("deliver")
    assert mailoutbox == []
    assert "Đã gửi 1 thư." in told("deliver", "--apply")
    assert len(mailoutbox) == 1


def test_reminding_by_hand_writes_nothing_unless_told_to(db):
    assert "Sẽ lập" in told("remind")
    assert not ReminderRun.objects.exists()
    assert not Reminder.objects.exists()
    assert "Đã nhắc" in told("remind", "--apply")
    assert ReminderRun.objects.get().finished_at


def test_rebuilding_reports_and_mends_only_when_told_to(db):
    user = make_user(full_name="Nguyễn Thị Ánh")
    key = user.sort_key
    User.objects.update(sort_key="")
    for options, expected in (([], ""), (["--apply"], key)):
        out = StringIO()
        call_command("rebuild_search", *options, stdout=out)
        assert "accounts.User: 1 dòng lệch" in out.getvalue()
        user.refresh_from_db()
        assert user.sort_key == expected
