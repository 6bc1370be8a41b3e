from django.core.management.base import BaseCommand
from django.db import transaction
from django.db.models import Count
from django.utils import timezone

from accounts.models import Duty, Reminder
from accounts.reminding import digests, planning, running, working_days


class Command(BaseCommand):
    help = (
        "Chạy một lượt nhắc việc mà không cần Celery, bằng tay hoặc bằng cron. "
        "Chỉ báo cáo sẽ lập và nhắc những gì; thêm --apply để làm."
    )

    def add_arguments(self, parser):
        parser.add_argument("--apply", action="store_true", help="Lập và nhắc ngay.")

    def handle(self, *args, apply, **options):
        at = timezone.now()
        on = timezone.localdate(at)
        if apply:
            told = running.remind(on=on, at=at)
            self.stdout.write(f"Đã nhắc {told} người.")
        else:
            self.foretell(on=on, at=at)

    @transaction.atomic
    def foretell(self, *, on, at):
        """The same run, and then none of it: what it says is what a run would do."""
        calendar = working_days.load({on.year - 1, on.year, on.year + 1})
        planned = planning.plan(on=on, at=at, calendar=calendar)
        self.stdout.write(f"Sẽ lập {planned.written} lượt nhắc:")
        for duty, number in new_rows(at):
            self.stdout.write(f"  {Duty(duty).label}: {number}")
        self.stdout.write(f"Sẽ rút {planned.withdrawn} lượt không còn phải nhắc.")
        if calendar.is_open(at):
            self.stdout.write(f"Sẽ nhắc {digests.tell_all(on=on, at=at)} người.")
        else:
            self.stdout.write("Ngoài giờ làm việc: chưa nhắc ai.")
        self.stdout.write("Thêm --apply để làm.")
        transaction.set_rollback(True)


def new_rows(at):
    rows = Reminder.objects.filter(planned_at=at).order_by("duty").values_list("duty")
    return rows.annotate(number=Count("pk"))
