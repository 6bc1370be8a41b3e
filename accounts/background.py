"""Work that takes longer than a page may: the row is the truth, the broker only wakes.

A worker claims a job by one conditional update, renews its lease as it goes, and
stops when its token is no longer in the row. A lapsed lease means the worker is
gone, and the job is sent again. So a message that comes twice, late or never does
no harm. What a job writes at its end belongs in one transaction with a call of
`progress`, so that a runner that lost its lease writes nothing:

    with transaction.atomic():
        progress("Ghi báo cáo", 3, 3)
        report.save()
"""

import logging
import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial

from celery import current_app
from django.conf import settings
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from accounts.models import BackgroundJob, User

logger = logging.getLogger(__name__)

State = BackgroundJob.State
Progress = Callable[[str, int, int], None]
Work = Callable[[BackgroundJob, Progress], None]

OPEN = [State.QUEUED, State.RUNNING]
MAX_ATTEMPTS = 5
RESEND_AFTER = timedelta(seconds=10)
SYSTEM_ERROR = (
    "Công việc dừng vì một lỗi của hệ thống. Hãy thử lại; "
    "nếu vẫn không được, báo cho người quản trị mã công việc {pk}."
)
INTERRUPTED = (
    "Công việc bị ngắt giữa chừng quá nhiều lần. Hãy thử lại; "
    "nếu vẫn không được, báo cho người quản trị mã công việc {pk}."
)

STOPPED = "Đã dừng theo yêu cầu của {by}."


class LeaseLost(Exception):
    """Another worker holds the job now: stop, and write nothing more."""


class JobFailed(Exception):
    """The job cannot be done; its sentence is what the user reads."""


def lease() -> timedelta:
    return timedelta(seconds=settings.JOB_LEASE_SECONDS)


def enqueue(*, task_name: str, subject_id: int, by: User | None) -> BackgroundJob:
    """Ask for a job; while one is open for the same subject, that one is returned."""
    job, created = BackgroundJob.objects.get_or_create(
        task_name=task_name,
        subject_id=subject_id,
        state__in=OPEN,
        defaults={"requested_by": by},
    )
    if created:
        send(job)
    return job


def retry(*, job: BackgroundJob, by: User | None) -> BackgroundJob:
    """Start a failed job again, or return the one opened for its subject meanwhile."""
    failed = BackgroundJob.objects.filter(pk=job.pk, state=State.FAILED)
    try:
        with transaction.atomic():
            restarted = failed.update(
                state=State.QUEUED,
                queued_at=timezone.now(),
                beat_at=None,
                finished_at=None,
                step="",
                attempts=0,
                error="",
                requested_by=by,
            )
    except IntegrityError:
        return enqueue(task_name=job.task_name, subject_id=job.subject_id, by=by)
    job.refresh_from_db()
    if restarted:
        send(job)
    return job


def cancel(*, job: BackgroundJob, by: User, at: datetime) -> bool:
    """Stop a job that is waiting or being done. False if it had already ended.

    Whoever runs it holds it no longer: the next call of `progress` finds that out,
    and nothing more is written.
    """
    stopped = BackgroundJob.objects.filter(pk=job.pk, state__in=OPEN).update(
        state=State.FAILED, error=STOPPED.format(by=by), finished_at=at, token=None
    )
    job.refresh_from_db()
    return bool(stopped)


def send(job: BackgroundJob) -> None:
    wake(job.task_name, job.pk)


def wake(task_name: str, *args) -> None:
    """Send a message after the commit.

    Robust: a broker that is down is logged and must not break the action; the
    sweeper sends again.
    """
    signature = current_app.signature(task_name, args=args)
    transaction.on_commit(signature.apply_async, robust=True)


def run(job_id: int, work: Work) -> bool:
    """Claim the job and do it. False if it was not, or no longer, ours to do."""
    job = _claim(job_id)
    if job is None:
        return False
    try:
        with keep_alive(job):
            work(job, partial(_renew, job))
    except LeaseLost:
        logger.warning("Job %s (%s): lease lost, stopped", job.pk, job)
        return False
    except JobFailed as failure:
        logger.warning("Job %s (%s): %s", job.pk, job, failure)
        return _finish(job, State.FAILED, str(failure))
    except Exception:
        # The sentence is for the user; what happened is for the log.
        logger.exception("Job %s (%s) failed", job.pk, job)
        return _finish(job, State.FAILED, SYSTEM_ERROR.format(pk=job.pk))
    return _finish(job, State.DONE)


def _claimable(at: datetime) -> Q:
    lapsed = Q(state=State.RUNNING, beat_at__lt=at - lease())
    return Q(state=State.QUEUED) | lapsed & Q(attempts__lt=MAX_ATTEMPTS)


def _claim(job_id: int) -> BackgroundJob | None:
    now, token = timezone.now(), uuid.uuid4()
    claimed = BackgroundJob.objects.filter(_claimable(now), pk=job_id).update(
        state=State.RUNNING, token=token, beat_at=now, attempts=F("attempts") + 1
    )
    if not claimed:
        return None
    return BackgroundJob.objects.filter(pk=job_id, token=token).first()


def _held(job: BackgroundJob) -> QuerySet[BackgroundJob]:
    return BackgroundJob.objects.filter(pk=job.pk, token=job.token, state=State.RUNNING)


def _renew(job: BackgroundJob, step: str, done: int, total: int) -> None:
    """Show how far the job is and keep it; LeaseLost if another worker has it."""
    job.step, job.steps_done, job.steps_total = step[:200], done, total
    if not _held(job).update(
        step=job.step, steps_done=done, steps_total=total, beat_at=timezone.now()
    ):
        raise LeaseLost


def _finish(job: BackgroundJob, state: State, error: str = "") -> bool:
    finished = _held(job).update(
        state=state, error=error, finished_at=timezone.now(), token=None
    )
    if not finished:
        logger.warning("Job %s (%s): lease lost at its end", job.pk, job)
    return bool(finished)


@contextmanager
def keep_alive(job: BackgroundJob) -> Iterator[None]:
    """Renew the lease through a long silent step, such as rendering a document.

    At most for the time limit of a job: work that hangs must lose its lease.
    """
    done = threading.Event()
    thread = threading.Thread(target=_beat, args=(job, done), daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


def _beat(job: BackgroundJob, done: threading.Event) -> None:
    pause = settings.JOB_LEASE_SECONDS / 3
    held = True
    try:
        for _ in range(int(settings.CELERY_TASK_TIME_LIMIT / pause)):
            if not held or done.wait(pause):
                return
            try:
                held = _held(job).update(beat_at=timezone.now())
            except DatabaseError:  # busy for a moment: the next beat may pass
                logger.exception("Job %s: lease not renewed", job.pk)
    finally:
        connection.close()  # this thread's own


def resend_lost(*, at: datetime) -> int:
    """Wake workers for jobs whose message or worker was lost; the number sent.

    A queued row keeps the moment of its last message in `beat_at`, so a long queue
    is not flooded with messages.
    """
    jobs = BackgroundJob.objects
    lapsed = jobs.filter(state=State.RUNNING, beat_at__lt=at - lease())
    for job in lapsed.filter(attempts__gte=MAX_ATTEMPTS):
        logger.error("Job %s (%s) gave up after %s runs", job.pk, job, job.attempts)
        lapsed.filter(pk=job.pk, token=job.token).update(
            state=State.FAILED,
            error=INTERRUPTED.format(pk=job.pk),
            finished_at=at,
            token=None,
        )
    unheard = Q(beat_at__isnull=True) | Q(beat_at__lt=at - lease())
    waiting = jobs.filter(unheard, state=State.QUEUED, queued_at__lt=at - RESEND_AFTER)
    lost = [*waiting, *lapsed]
    for job in lost:
        send(job)
    waiting.filter(pk__in=[job.pk for job in lost]).update(beat_at=at)
    return len(lost)


def stuck(at: datetime) -> QuerySet[BackgroundJob]:
    """Jobs nobody works on although several sweeps should have found them a worker."""
    long_ago = at - max(timedelta(minutes=5), 3 * lease())
    return BackgroundJob.objects.filter(
        Q(state=State.RUNNING, beat_at__lt=long_ago)
        | Q(state=State.QUEUED, queued_at__lt=long_ago)
    )
