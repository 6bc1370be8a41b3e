"""Celery entry points; a job is what Celery runs, a task is a focus task."""

from celery import shared_task
from django.utils import timezone

from accounts import background

from . import building
from .models import Review


@shared_task
def build_review(job_id: int) -> bool:
    def work(job, progress):
        review = Review.objects.select_related("agreement", "cluster", "office").get(
            pk=job.subject_id
        )
        building.build(review, progress, at=timezone.localtime())

    return background.run(job_id, work)
