from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.errors import NotPossible
from reports.loading import demo

HEADINGS = ("Tên đăng nhập", "Vai trò", "Cơ quan", "Để làm gì")


class Command(BaseCommand):
    help = (
        "Nạp tài khoản và dữ liệu minh hoạ. Chạy lại không đổi gì đã có, "
        "chỉ in lại tài khoản."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--yes",
            action="store_true",
            help="Vẫn nạp khi không ở kiểu chạy gọn: ai biết mật khẩu minh hoạ đều "
            "vào được.",
        )

    def handle(self, *args, yes, **options):
        if not settings.EMBEDDED and not yes:
            raise CommandError(
                "Hệ thống này không ở kiểu chạy gọn. Dữ liệu minh hoạ có tài khoản "
                "quản trị với mật khẩu ai cũng biết; nếu vẫn muốn nạp, thêm --yes."
            )
        try:
            accounts = demo.load(on=timezone.localdate())
        except NotPossible as error:
            raise CommandError(str(error)) from error
        self.stdout.write("Mọi dữ liệu vừa nạp đều mang dấu “minh hoạ”.\n\n")
        self.print_table(
            [
                HEADINGS,
                *((a.username, a.role, a.organisation, a.purpose) for a in accounts),
            ]
        )
        passwords = {account.password for account in accounts} - {""}
        changed = [account.username for account in accounts if not account.password]
        for password in passwords:
            self.stdout.write(f"\nMật khẩu: {password}")
        if changed:
            self.stdout.write(f"Đã đổi mật khẩu riêng: {', '.join(changed)}")

    def print_table(self, rows):
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        for row in rows:
            cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
            self.stdout.write("  ".join(cells).rstrip())
