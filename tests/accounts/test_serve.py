"""Each test here starts a real server, which takes a few seconds: it is the one
command an office runs, and its worker rests on the inside of Celery."""

import signal
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tests.stack import servers

pytestmark = pytest.mark.stack


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_serve_answers_and_stops_cleanly(tmp_path, how):
    with servers.embedded(tmp_path) as site:
        process = site.processes["serve"]
        assert site.answers("/suc-khoe/")
        assert site.stop("serve", how) == 0
        assert members_of_group(process.pid) == []
        assert f"http://127.0.0.1:{site.port}/" in site.log("serve")
        assert "Traceback" not in site.log("serve")


def members_of_group(group):
    """The living processes of a process group (the fifth field of their stat)."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            continue
        if int(fields[2]) == group and fields[0] != "Z":
            found.append(stat.parent.name)
    return found


# Slow (about half a minute): a killed server, and a lease that must really lapse.
def test_a_job_cut_by_a_killed_server_is_finished_once_after_the_next_start(tmp_path):
    options = {"manage": ["-m", "tests.stack.manage"], "JOB_LEASE_SECONDS": "2"}
    with servers.embedded(tmp_path, **options) as site:
        site.python(
            "from accounts import background\n"
            "background.enqueue(task_name='tests.count', subject_id=7, by=None)"
        )
        servers.wait_for(lambda: job_in(tmp_path)[1] >= 3, what="three steps")
        servers.kill_group(site.processes.pop("serve"))
    state, steps, attempts = job_in(tmp_path)
    assert (state, attempts) == ("running", 1)
    with servers.embedded(tmp_path, **options):
        servers.wait_for(lambda: job_in(tmp_path)[0] == "done", what="the end")
    assert job_in(tmp_path) == ("done", 12, 2)
    assert len((tmp_path / "finished-7").read_text().split()) == 1


def job_in(directory):
    with closing(sqlite3.connect(directory / "phoihop.sqlite3")) as database:
        return database.execute(
            "SELECT state, steps_done, attempts FROM accounts_backgroundjob"
        ).fetchone()


def test_a_message_written_elsewhere_is_delivered_by_the_server(tmp_path):
    with servers.embedded(tmp_path, manage=["-m", "tests.stack.manage"]) as site:
        site.python(
            "from accounts.mail import delivery\n"
            "from accounts.models import User\n"
            "user = User.objects.create_user('an', 'an@example.vn', 'x')\n"
            "delivery.write(to=user, subject='Nhắc việc', body='Nội dung')"
        )
        mails = tmp_path / "mail"
        files = servers.wait_for(lambda: list(mails.glob("*.log")), what="a mail file")
        assert "an@example.vn" in files[0].read_text()


def test_a_port_in_use_is_told_in_a_sentence(tmp_path):
    with servers.embedded(tmp_path) as site:
        with pytest.raises(AssertionError, match="Hãy chọn cổng khác"):
            site.manage("serve", "--no-migrate", "--port", str(site.port))


@pytest.mark.parametrize(
    ("name", "value"), [("EMBEDDED", False), ("CELERY_BROKER_URL", "redis://x")]
)
def test_serve_refuses_the_province_size(settings, name, value):
    setattr(settings, name, value)
    with pytest.raises(CommandError, match="Lệnh serve chỉ dành cho kiểu chạy gọn"):
        call_command("serve")


def test_a_port_that_cannot_be_is_told_in_a_sentence(settings):
    settings.CELERY_BROKER_URL = "memory://localhost/"
    with pytest.raises(CommandError, match="từ 1 đến 65535"):
        call_command("serve", "--no-migrate", "--port", "99999")
