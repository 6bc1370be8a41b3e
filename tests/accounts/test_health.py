from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import Error
from django.test import RequestFactory
from django.utils import timezone

from accounts import background, delivery, health, health_views
from accounts.models import OutgoingMail, User
from tests.factories import make_user


@pytest.fixture
def mail(db):
    return delivery.write(to=make_user(), subject="Nhắc việc", body="Nội dung")


def test_a_quiet_system_is_well(db):
    result = health.check(timezone.now())
    assert (result["ok"], result["late"], result["waiting_mails"]) == (True, False, 0)


def test_mail_is_late_after_a_quarter_of_an_hour(mail):
    for minutes, late in ((14, False), (16, True)):
        at = mail.written_at + timedelta(minutes=minutes)
        assert health.check(at)["late"] is late


def test_mail_given_up_is_no_longer_waited_for(mail):
    OutgoingMail.objects.update(attempts=delivery.MAX_ATTEMPTS)
    assert not health.check(mail.written_at + timedelta(days=9))["late"]


def test_a_job_nobody_takes_is_late(db, monkeypatch):
    monkeypatch.setattr(background, "send", lambda job: None)
    job = background.enqueue(task_name="tests.count", subject_id=1, by=None)
    assert health.check(job.queued_at + timedelta(minutes=10))["lost_jobs"] == 1


def test_the_page_answers_503_only_without_a_database(mail, monkeypatch):
    OutgoingMail.objects.update(written_at=timezone.now() - timedelta(days=1))
    request = RequestFactory().get("/suc-khoe/")
    assert health_views.health(request).status_code == 200

    def unreachable(*args, **kwargs):
        raise Error("gone")

    monkeypatch.setattr(OutgoingMail.objects, "filter", unreachable)
    assert health_views.health(request).status_code == 503


def test_the_command_ends_with_an_error_when_late(mail):
    out = StringIO()
    call_command("health", stdout=out)
    assert "Thư đang chờ gửi: 1" in out.getvalue()
    OutgoingMail.objects.update(written_at=timezone.now() - timedelta(days=1))
    with pytest.raises(CommandError, match="đang bị chậm"):
        call_command("health", stdout=out)


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
