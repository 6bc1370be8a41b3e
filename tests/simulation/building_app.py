"""The Celery app of the killed builders: lost jobs are sent again each second."""

from config.celery import app

SWEEPER = "resend-lost-jobs"
app.conf.beat_schedule = {SWEEPER: app.conf.beat_schedule[SWEEPER] | {"schedule": 1}}
