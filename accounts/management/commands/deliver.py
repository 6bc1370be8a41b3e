from django.core.management.base import BaseCommand
from django.utils import timezone

from accounts.mail import delivery, outbox


class Command(BaseCommand):
    help = (
        "Gửi thư đang chờ mà không cần Celery, bằng tay hoặc bằng cron. "
        "Chỉ báo cáo; thêm --apply để gửi."
    )

    def add_arguments(self, parser):
        parser.add_argument("--apply", action="store_true", help="Gửi ngay.")

    def handle(self, *args, apply, **options):
        if not apply:
            self.report()
            return
        sent = 0
        # A round ends when its time is over; the next goes on where it stopped.
        while delivery.waiting(timezone.now()).exists():
            sent += delivery.deliver_waiting(at=timezone.now())
        self.stdout.write(f"Đã gửi {sent} thư.")
        self.report()

    def report(self):
        due = delivery.waiting(timezone.now()).count()
        for state, number in outbox.counts():
            self.stdout.write(f"{state.label}: {number}")
        if due:
            self.stdout.write(f"{due} thư đã tới lượt: thêm --apply để gửi.")
