"""The Celery app and the beat schedule, nothing else."""

import os

from celery import Celery
from celery.schedules import crontab

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("phoihop")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(related_name="jobs")
# Every entry asks "what is due and not yet done?", so a missed tick is caught up.
app.conf.beat_schedule = {
    # A round that waited longer than until the next one would do its work twice over.
    "deliver-mail": {
        "task": "accounts.jobs.deliver_waiting_mail",
        "schedule": 30,
        "options": {"expires": 30},
    },
    "resend-lost-jobs": {"task": "accounts.jobs.resend_lost_jobs", "schedule": 30},
    "read-missed-files": {
        "task": "accounts.jobs.request_missed_readings",
        "schedule": 300,
    },
    "remind": {
        # Planning goes on at night; people are told in office hours.
        "task": "accounts.jobs.remind",
        "schedule": crontab(minute="*/15"),
    },
    "send-dashboards": {
        # Once a morning would do; later ticks find it done, or catch it up.
        "task": "reports.jobs.send_dashboards",
        "schedule": crontab(minute=5, hour="8-11"),
    },
}
