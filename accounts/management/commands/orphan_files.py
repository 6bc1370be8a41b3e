import time
from collections.abc import Iterator

from django.core.files.storage import default_storage
from django.core.management.base import BaseCommand

from accounts.models import StoredFile

A_DAY = 24 * 3600  # a younger file may belong to a transaction still open


class Command(BaseCommand):
    help = (
        "Tìm tệp trên đĩa không còn hồ sơ nào ghi, và hồ sơ tệp không còn tệp trên "
        "đĩa. Chỉ báo cáo; --apply xóa loại thứ nhất khi đã quá một ngày."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--apply", action="store_true", help="Xóa tệp không hồ sơ nào ghi."
        )

    def handle(self, *args, apply, **options):
        # The disk first: a file stored meanwhile then has its row.
        on_disk = set(walk())
        recorded = dict(StoredFile.objects.values_list("file", "pk"))
        # Only what is old enough: the row of a younger one may not be committed yet.
        unrecorded = sorted(filter(is_old, on_disk - recorded.keys()))
        missing = sorted(name for name in recorded if not default_storage.exists(name))
        for name in unrecorded:
            self.stdout.write(f"Không hồ sơ nào ghi: {name}")
            if apply:
                default_storage.delete(name)
        for name in missing:
            self.stderr.write(f"Không còn trên đĩa: {name} (tệp số {recorded[name]})")
        self.stdout.write(
            f"{len(unrecorded)} tệp không hồ sơ nào ghi"
            + (", đã xóa" if apply and unrecorded else "")
            + f"; {len(missing)} hồ sơ tệp không còn tệp trên đĩa."
        )
        if unrecorded and not apply:
            self.stdout.write("Thêm --apply để xóa các tệp không hồ sơ nào ghi.")


def is_old(name: str) -> bool:
    created = default_storage.get_modified_time(name).timestamp()
    return created < time.time() - A_DAY


def walk(folder: str = "") -> Iterator[str]:
    """Names of all stored files, as the rows have them."""
    if folder and not default_storage.exists(folder):
        return
    folders, names = default_storage.listdir(folder)
    for name in names:
        yield f"{folder}/{name}" if folder else name
    for inner in folders:
        yield from walk(f"{folder}/{inner}" if folder else inner)
