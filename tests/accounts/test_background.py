import threading
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from accounts import background
from accounts.models import BackgroundJob
from tests.factories import make_user
from tests.stack import servers

State = BackgroundJob.State


def do_nothing(job, progress):
    pass


def queued(subject_id=1):
    return background.enqueue(task_name="tests.count", subject_id=subject_id, by=None)


@pytest.fixture
def sent(monkeypatch):
    """The jobs for which a message would have been sent, in order."""
    sent = []
    monkeypatch.setattr(background, "send", lambda job: sent.append(job.pk))
    return sent


@pytest.fixture
def job(db, sent):
    return queued()


def silent_for(job, seconds):
    """As if the worker of the job had been killed that long ago."""
    BackgroundJob.objects.filter(pk=job.pk).update(
        beat_at=timezone.now() - timedelta(seconds=seconds)
    )


def test_asking_twice_opens_one_job(job, sent):
    assert queued() == job
    assert sent == [job.pk]


def test_a_finished_job_can_be_asked_for_again(job, sent):
    background.run(job.pk, do_nothing)
    assert queued() != job
    assert len(sent) == 2


def test_the_person_who_asked_is_kept(db, sent):
    user = make_user()
    job = background.enqueue(task_name="tests.count", subject_id=1, by=user)
    assert job.requested_by == user


def test_the_message_is_sent_after_the_commit(db, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as callbacks:
        queued()
    assert len(callbacks) == 1


@pytest.mark.django_db(transaction=True)
def test_a_broker_that_is_down_does_not_break_the_action(monkeypatch, caplog):
    def refuse(*args, **kwargs):
        raise ConnectionError("broker is down")

    monkeypatch.setattr("celery.canvas.Signature.apply_async", refuse)
    with transaction.atomic():
        job = queued()
    assert BackgroundJob.objects.get() == job
    assert "broker is down" in caplog.text


def test_a_job_runs_once_though_its_message_comes_twice(job):
    runs = []
    for _ in range(2):
        background.run(job.pk, lambda job, progress: runs.append(job.pk))
    assert runs == [job.pk]
    job.refresh_from_db()
    assert (job.state, job.percent, job.attempts) == (State.DONE, 100, 1)


def test_a_message_that_comes_while_the_job_runs_changes_nothing(job):
    claims = []
    background.run(
        job.pk,
        lambda job, progress: claims.append(background.run(job.pk, do_nothing)),
    )
    assert claims == [False]


def test_a_message_for_a_job_that_is_gone_changes_nothing(db):
    assert background.run(4711, do_nothing) is False


def test_progress_is_seen_while_the_job_runs(job):
    def work(running, progress):
        progress("Đọc tệp", 1, 4)
        job.refresh_from_db()
        assert (job.step, job.percent) == ("Đọc tệp", 25)

    assert background.run(job.pk, work)


def test_a_lapsed_job_is_taken_up_where_it_stopped(job):
    class Killed(BaseException):
        pass

    def killed(job, progress):
        progress("Bước 3", 3, 4)
        raise Killed

    with pytest.raises(Killed):
        background.run(job.pk, killed)
    seen = []
    assert not background.run(job.pk, do_nothing)  # the lease has not lapsed yet
    silent_for(job, 61)
    assert background.run(job.pk, lambda job, progress: seen.append(job.steps_done))
    assert seen == [3]


def test_a_runner_that_lost_its_lease_stops_and_finishes_nothing(job):
    reached = []

    def slow(running, progress):
        silent_for(job, 61)
        background.run(job.pk, do_nothing)  # meanwhile another worker does it all
        progress("Quá muộn", 1, 2)
        reached.append("end")

    assert background.run(job.pk, slow) is False
    job.refresh_from_db()
    assert (job.state, job.attempts, job.step, reached) == (State.DONE, 2, "", [])


def test_a_silent_stale_runner_does_not_overwrite_the_result(job):
    def slow(running, progress):
        silent_for(job, 61)
        background.run(job.pk, fail_with("Thiếu số liệu."))

    assert background.run(job.pk, slow) is False
    job.refresh_from_db()
    assert (job.state, job.error) == (State.FAILED, "Thiếu số liệu.")


def fail_with(sentence):
    def work(job, progress):
        raise background.JobFailed(sentence)

    return work


def test_the_user_reads_the_sentence_of_a_failed_job(job):
    background.run(job.pk, fail_with("Kế hoạch chưa có nhiệm vụ nào."))
    job.refresh_from_db()
    assert (job.state, job.error) == (State.FAILED, "Kế hoạch chưa có nhiệm vụ nào.")
    assert job.finished_at


def test_an_error_goes_to_the_log_and_not_to_the_user(job, caplog):
    background.run(job.pk, lambda job, progress: 1 // 0)
    job.refresh_from_db()
    assert job.error == background.SYSTEM_ERROR.format(pk=job.pk)
    assert "ZeroDivisionError" in caplog.text


def test_a_failed_job_is_tried_again(job, sent):
    background.run(job.pk, fail_with("Chưa được."))
    background.retry(job=job, by=None)
    assert (job.state, job.error, sent) == (State.QUEUED, "", [job.pk, job.pk])
    assert background.run(job.pk, do_nothing)


def test_only_a_failed_job_is_tried_again(job, sent):
    background.run(job.pk, do_nothing)
    assert background.retry(job=job, by=None).state == State.DONE
    assert sent == [job.pk]


def test_trying_again_returns_the_job_opened_meanwhile(job):
    background.run(job.pk, fail_with("Chưa được."))
    other = queued()
    assert background.retry(job=job, by=None) == other


def test_a_queued_job_is_sent_again_after_ten_seconds(job, sent):
    sent.clear()
    assert background.resend_lost(at=job.queued_at + timedelta(seconds=9)) == 0
    assert background.resend_lost(at=job.queued_at + timedelta(seconds=11)) == 1
    assert sent == [job.pk]


def test_a_long_queue_is_not_flooded_with_messages(job, sent):
    for seconds in (11, 41, 71, 101):
        background.resend_lost(at=job.queued_at + timedelta(seconds=seconds))
    assert len(sent) == 1 + 2


def test_a_job_whose_worker_is_gone_is_sent_again(job, sent):
    def look(running, progress):
        sent.clear()
        now = timezone.now()
        background.resend_lost(at=now + timedelta(seconds=59))
        assert sent == []
        background.resend_lost(at=now + timedelta(seconds=61))
        assert sent == [job.pk]

    background.run(job.pk, look)


def test_a_job_that_kills_its_worker_every_time_is_given_up(job, sent):
    BackgroundJob.objects.update(state=State.RUNNING, attempts=background.MAX_ATTEMPTS)
    silent_for(job, 61)
    assert not background.run(job.pk, do_nothing)
    assert background.resend_lost(at=timezone.now()) == 0
    job.refresh_from_db()
    assert (job.state, job.error) == (
        State.FAILED,
        background.INTERRUPTED.format(pk=job.pk),
    )


def test_jobs_nobody_works_on_are_stuck_after_a_while(job):
    assert not background.stuck(timezone.now() + timedelta(minutes=4)).exists()
    assert background.stuck(timezone.now() + timedelta(minutes=6)).exists()


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_eight_requests_at_once_open_one_job(sent):
    jobs = in_threads(8, lambda number: queued().pk)
    assert len(set(jobs)) == 1
    assert sent == jobs[:1]


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_of_eight_workers_woken_at_once_one_runs_the_job(sent):
    job, runs = queued(), []
    results = in_threads(
        8,
        lambda number: background.run(
            job.pk, lambda job, progress: runs.append(number)
        ),
    )
    assert sorted(results) == [False] * 7 + [True]
    assert len(runs) == 1


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_a_silent_step_longer_than_the_lease_keeps_the_job(sent, settings):
    settings.JOB_LEASE_SECONDS = 0.6  # real seconds: the renewing thread is under test
    job = queued()

    def render(running, progress):
        threading.Event().wait(1.5)
        assert not background.run(job.pk, do_nothing)

    assert background.run(job.pk, render)
    job.refresh_from_db()
    assert job.attempts == 1


def in_threads(number, work):
    """The results of `work(0..number-1)`, all begun at the same moment."""
    results, start = [], threading.Barrier(number)

    def one(index):
        start.wait()
        try:
            results.append(work(index))
        finally:
            connection.close()

    threads = [threading.Thread(target=one, args=(index,)) for index in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(results) == number
    return results


# Slow (about half a minute): real workers are killed, a real lease must lapse.
@pytest.mark.stack
@pytest.mark.redis
def test_a_job_whose_worker_is_killed_is_finished_once(tmp_path):
    with servers.province(
        tmp_path, JOB_LEASE_SECONDS="2", CELERY_APP="tests.stack.app"
    ) as site:
        pk = ask_for_a_count(site)
        servers.wait_for(lambda: job_of(site, pk)[1] >= 3, what="three steps")
        worker = site.processes.pop("worker")
        servers.kill_group(worker)
        assert job_of(site, pk)[0] == "running"
        for _ in range(4):  # the message comes again, and again, to two workers
            site.python(
                "from celery import current_app\n"
                f"current_app.send_task('tests.count', args=[{pk}])"
            )
        site.start("worker", "deploy/worker")
        site.start("second worker", "deploy/worker")
        servers.wait_for(lambda: job_of(site, pk)[0] == "done", what="the end")
        state, steps, attempts = job_of(site, pk)
    assert (steps, attempts) == (12, 2)
    assert len((tmp_path / "finished-7").read_text().split()) == 1


# Slow (about twenty seconds): a worker is asked to stop in the middle of a job.
@pytest.mark.stack
@pytest.mark.redis
def test_a_worker_told_to_stop_lets_a_short_job_finish(tmp_path):
    with servers.province(tmp_path, CELERY_APP="tests.stack.app") as site:
        pk = ask_for_a_count(site)
        servers.wait_for(lambda: job_of(site, pk)[1] >= 3, what="three steps")
        site.stop("worker")
        state, steps, attempts = job_of(site, pk)
    assert (state, steps, attempts) == ("done", 12, 1)


def ask_for_a_count(site):
    return int(
        site.python(
            "from accounts import background\n"
            "print(background.enqueue("
            "task_name='tests.count', subject_id=7, by=None).pk)"
        )
    )


def job_of(site, pk):
    state, *numbers = site.query(
        "SELECT state, steps_done, attempts FROM accounts_backgroundjob"
        f" WHERE id = {pk}"
    )
    return state, *map(int, numbers)
