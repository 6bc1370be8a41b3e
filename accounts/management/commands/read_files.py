from collections import Counter

from django.core.management.base import BaseCommand

from accounts.models import StoredFile
from accounts.stored_files import extraction

State = StoredFile.TextState


class Command(BaseCommand):
    help = (
        "Đọc nội dung các tệp chưa đọc, để tìm được theo nội dung. "
        "Chỉ báo cáo; thêm --apply để đọc ngay."
    )

    def add_arguments(self, parser):
        parser.add_argument("--apply", action="store_true", help="Đọc và ghi lại.")
        parser.add_argument(
            "--again",
            action="store_true",
            help="Đọc lại cả những tệp trước đây không đọc được.",
        )

    def handle(self, *args, apply, again, **options):
        states = [State.WAITING, *([State.UNREADABLE] if again else [])]
        files = StoredFile.objects.filter(text_state__in=states).order_by("pk")
        if not files:
            self.stdout.write("Không có tệp nào chờ đọc.")
        elif not apply:
            for stored in files:
                self.stdout.write(f"{stored.pk}: {stored.name} ({stored.size} byte)")
            self.stdout.write(f"{len(files)} tệp chờ đọc: thêm --apply để đọc.")
        else:
            self.read(files)

    def read(self, files):
        results = Counter()
        for stored in files:
            state = extraction.read_stored(stored, self.tell_nobody)
            results[State(state).label] += 1
        for label, number in results.items():
            self.stdout.write(f"{label}: {number} tệp")

    def tell_nobody(self, step, done, total):
        """No job waits for the progress of a command."""
