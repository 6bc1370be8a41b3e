from celery import shared_task
from django.utils import timezone

from accounts import background, delivery


@shared_task
def deliver_waiting_mail() -> int:
    return delivery.deliver_waiting(at=timezone.now())


@shared_task
def resend_lost_jobs() -> int:
    return background.resend_lost(at=timezone.now())
