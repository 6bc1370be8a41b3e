from django.core.management.base import BaseCommand
from django.utils import timezone

from reports import cases


class Command(BaseCommand):
    help = "Nạp danh mục và năm hồ sơ mẫu. Chạy lại không đổi gì đã có."

    def handle(self, *args, **options):
        summary = cases.load(on=timezone.localdate())
        self.stdout.write(
            f"Danh mục và cơ quan: mới nhập {summary.reference_rows} dòng."
        )
        for case in summary.cases:
            self.stdout.write(str(case))
