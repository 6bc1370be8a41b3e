from django.core.management.base import BaseCommand
from django.utils import timezone

from reports.loading import cases


class Command(BaseCommand):
    help = "Nạp danh mục và năm hồ sơ mẫu. Chạy lại không đổi gì đã có."

    def handle(self, *args, **options):
        summary = cases.load(on=timezone.localdate())
        self.stdout.write(summary.reference_text)
        for case in summary.cases:
            self.stdout.write(str(case))
