from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts import health


class Command(BaseCommand):
    help = "Kiểm tra hệ thống; kết thúc với mã 1 khi thư hoặc công việc nền bị chậm."
    requires_system_checks = []

    def handle(self, *args, **options):
        result = health.check(timezone.now())
        if not result["database"]:
            raise CommandError("Không kết nối được cơ sở dữ liệu.")
        self.stdout.write(f"Thư đang chờ gửi: {result['waiting_mails']}")
        for label, moment in (
            ("Thư cũ nhất viết lúc", result["waiting_since"]),
            ("Lượt nhắc việc gần nhất", result["last_reminder_at"]),
        ):
            if moment:
                self.stdout.write(
                    f"{label}: {timezone.localtime(moment):%H:%M %d/%m/%Y}"
                )
        self.stdout.write(f"Công việc nền không ai làm: {result['lost_jobs']}")
        if result["late"]:
            raise CommandError("Thư hoặc công việc nền đang bị chậm.")
