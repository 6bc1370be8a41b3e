"""The product's own jobs and beat, by a simulated clock that hurries.

A job runs on one day of it from beginning to end: it holds the gate of the day.
"""

from celery.signals import task_failure, task_postrun, task_prerun
from django.conf import settings
from django.utils import timezone

from config.celery import app

from .clock import Clock, Gate

EVERY = {"remind": 0.15, "deliver-mail": 0.3}
app.conf.beat_schedule = {
    name: {
        "task": app.conf.beat_schedule[name]["task"],
        "schedule": seconds,
        "options": {"expires": 3},  # no queue of ticks behind a closed gate
    }
    for name, seconds in EVERY.items()
}


class At:
    """Stands where the jobs look for the time."""

    now = staticmethod(lambda: this.moment)
    localdate = staticmethod(lambda: timezone.localdate(this.moment))


class This:
    """This process: made at the first job, after the pool has forked."""

    gate = clock = moment = None

    def enter(self) -> None:
        if self.gate is None:
            self.gate = Gate(settings.DATABASE_URL)
            self.clock = Clock(settings.REDIS_URL)
        self.gate.enter()
        self.moment = self.clock.moment()


this = This()


@task_prerun.connect
def begin(**kwargs) -> None:
    from accounts import jobs

    this.enter()
    jobs.timezone = At


@task_postrun.connect
def end(**kwargs) -> None:
    this.gate.leave()


@task_failure.connect
def fail(exception=None, **kwargs) -> None:
    this.clock.note_failure(repr(exception))
