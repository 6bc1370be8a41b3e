from datetime import date, datetime, timedelta

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts import alarm, health

FIGURES = (
    ("waiting_mails", "Thư đang chờ gửi"),
    ("waiting_since", "Thư chờ lâu nhất viết lúc"),
    ("dead_addresses", "Địa chỉ không nhận được thư"),
    ("lost_jobs", "Công việc nền không ai làm"),
    ("last_run_finished_at", "Lượt nhắc việc gần nhất xong lúc"),
    ("waiting_reminders", "Lượt nhắc đang chờ"),
    ("oldest_reminder_on", "Lượt nhắc chờ lâu nhất, từ ngày"),
)


class Command(BaseCommand):
    help = (
        "Kiểm tra hệ thống; kết thúc với mã 1 khi nhắc việc, thư hoặc công việc nền bị "
        "chậm, kể cả khi mọi tiến trình nền đã dừng. Dùng được trong cron."
    )
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument(
            "--mail",
            action="append",
            default=[],
            metavar="ĐỊA_CHỈ",
            help="Khi có chậm trễ, gửi thẳng thư cảnh báo tới địa chỉ này.",
        )
        parser.add_argument(
            "--every",
            type=float,
            default=6,
            metavar="GIỜ",
            help="Nhiều nhất một thư cảnh báo trong chừng ấy giờ (mặc định: 6).",
        )

    def handle(self, *args, mail, every, **options):
        at = timezone.now()
        result = health.check(at)
        for key, label in FIGURES:
            if result.get(key) is not None:
                self.stdout.write(f"{label}: {shown(result[key])}")
        faults = faults_of(result)
        if not faults:
            alarm.all_is_well()
            self.stdout.write("Hệ thống chạy bình thường.")
            return
        if mail:
            self.warn(faults, to=mail, every=timedelta(hours=every), at=at)
        raise CommandError("\n".join(faults))

    def warn(self, faults, **options):
        try:
            if alarm.warn(faults, **options):
                self.stdout.write(f"Đã gửi thư cảnh báo tới {', '.join(options['to'])}")
        except Exception as error:  # the exit code still tells
            self.stderr.write(f"Không gửi được thư cảnh báo: {error}")


def faults_of(result: dict) -> list[str]:
    """What is wrong, a sentence each."""
    if not result["database"]:
        return ["Không kết nối được cơ sở dữ liệu."]
    found = []
    if since := result["reminders_late_since"]:
        found.append(
            f"NHẮC VIỆC ĐANG BỊ CHẬM từ {shown(since)}: không có lượt chạy nào xong. "
            "Hãy kiểm tra tiến trình lịch (beat) và tiến trình làm việc (worker)."
        )
    if result["mail_is_late"]:
        found.append(
            f"Thư đang bị chậm: {result['waiting_mails']} thư chờ gửi, "
            f"lâu nhất từ {shown(result['waiting_since'])}."
        )
    if result["lost_jobs"]:
        found.append(f"{result['lost_jobs']} công việc nền không ai làm.")
    return found


def shown(value) -> str:
    if isinstance(value, datetime):
        return f"{timezone.localtime(value):%H:%M %d/%m/%Y}"
    return f"{value:%d/%m/%Y}" if isinstance(value, date) else str(value)
