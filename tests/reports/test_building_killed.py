"""A draft whose builder is killed: built once, never half, never twice."""

import json
import subprocess
import sys
from datetime import datetime

import pytest
from django.utils import timezone

from accounts import background
from accounts.models import BackgroundJob
from reports import jobs
from reports.contents import building
from reports.models import BUILD_JOB, Review
from tests.factories import make_review
from tests.stack.servers import ROOT

COMMAND = (sys.executable, "-m", "tests.simulation.building")
AT = datetime(2026, 7, 10, 8, 30, tzinfo=timezone.get_default_timezone())


# Slow (half a minute): real workers are killed, real leases must lapse. The whole
# run is `python -m tests.simulation.building --kills 100`.
@pytest.mark.stack
@pytest.mark.redis
def test_a_build_killed_at_random_moments_is_finished_once():
    done = subprocess.run(
        [*COMMAND, "--kills", "6", "--tasks", "2000"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr or done.stdout
    figures = json.loads(done.stdout)
    assert figures["wrong"] == []
    assert figures["attempts"] >= figures["builds"] + figures["kills"] / 2


@pytest.fixture
def job(agreement):
    return BackgroundJob.objects.create(
        task_name=BUILD_JOB, subject_id=make_review(agreement).pk
    )


def killed_after(step, job):
    """A run that ends without a word at that step, as after SIGKILL."""

    class Killed(BaseException):
        pass

    def work(running, progress):
        def told(name, done, total):
            progress(name, done, total)
            if done == step:
                raise Killed

        review = Review.objects.get(pk=running.subject_id)
        building.build(review, told, at=AT)
        raise Killed  # written, but not yet said to be done

    with pytest.raises(Killed):
        background.run(job.pk, work)


def run_again(job):
    BackgroundJob.objects.filter(pk=job.pk).update(beat_at=AT.replace(year=2020))
    jobs.build_review(job.pk)
    job.refresh_from_db()
    return Review.objects.get(pk=job.subject_id)


@pytest.mark.parametrize("step", range(7))
def test_a_build_cut_off_at_any_step_is_done_again_from_the_start(job, step):
    killed_after(step, job)
    half = Review.objects.get(pk=job.subject_id)
    assert (half.state, half.bound) == (Review.State.ORDERED, None)
    review = run_again(job)
    assert (job.state, job.attempts) == (BackgroundJob.State.DONE, 2)
    assert (review.state, review.version) == (Review.State.DRAFT, 2)


def test_a_build_cut_off_after_writing_is_not_written_twice(job):
    killed_after(None, job)
    review = run_again(job)
    assert job.state == BackgroundJob.State.DONE
    assert review.version == 2
    assert review.bound_at == AT
