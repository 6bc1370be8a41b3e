"""Celery entry points; a job is what Celery runs, a task is a focus task."""

from celery import shared_task
from django.utils import timezone

from . import reminders


@shared_task
def remind() -> int:
    return reminders.remind(on=timezone.localdate(), at=timezone.now())
