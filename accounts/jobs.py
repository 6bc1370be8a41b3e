from datetime import datetime

from celery import shared_task
from django.utils import timezone

from accounts import background
from accounts.mail import delivery
from accounts.models import StoredFile
from accounts.reminding import running
from accounts.stored_files import extraction


@shared_task
def deliver_waiting_mail() -> int:
    return delivery.deliver_waiting(at=timezone.now())


@shared_task
def resend_lost_jobs() -> int:
    return background.resend_lost(at=timezone.now())


@shared_task
def read_file(job_id: int) -> bool:
    def work(job, progress):
        extraction.read_stored(StoredFile.objects.get(pk=job.subject_id), progress)

    return background.run(job_id, work)


@shared_task
def request_missed_readings() -> int:
    return extraction.request_missed(at=timezone.now())


@shared_task
def remind() -> int:
    return running.remind(on=timezone.localdate(), at=timezone.now())


@shared_task
def help_to_remind(run_id: int, at: str) -> int:
    return running.help_to_tell(run_id=run_id, at=datetime.fromisoformat(at))
