"""Celery entry points; a job is what Celery runs, a task is a focus task."""

from celery import shared_task
from django.utils import timezone

from accounts import background

from .contents import building
from .models import Review
from .publication import subscription_letters


@shared_task
def build_review(job_id: int) -> bool:
    def work(job, progress):
        if building.is_written(job):
            return
        review = Review.objects.select_related(
            *("agreement", "cluster", "office", "organisation", "province", "plan"),
            "collection",
        ).get(pk=job.subject_id)
        building.build(review, progress, at=timezone.localtime())

    return background.run(job_id, work)


@shared_task
def send_dashboards() -> int:
    return subscription_letters.send_due(on=timezone.localdate(), at=timezone.now())
