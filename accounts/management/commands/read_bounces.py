import mailbox
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import Error
from django.utils import timezone

from accounts.mail import bounces

LARGEST = 10 * 1024 * 1024
TRY_AGAIN = 75  # EX_TEMPFAIL: the mail server keeps the letter and asks again later


class Command(BaseCommand):
    help = (
        "Đọc thông báo thư bị trả lại (RFC 3464) từ ống dẫn của máy chủ thư, từ tệp "
        "thư, tệp mbox hay thư mục Maildir. Chỉ báo cáo; thêm --apply để ghi nhận."
    )
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument(
            "paths",
            nargs="*",
            metavar="TỆP",
            help="Tệp thư, mbox, Maildir; để trống: đọc một thư từ ống dẫn.",
        )
        parser.add_argument("--apply", action="store_true", help="Ghi nhận.")

    def handle(self, *args, paths, apply, **options):
        outcomes = Counter()
        for raw, done in letters(paths):
            outcomes[self.outcome(raw, apply)] += 1
            if apply:
                done()
        for outcome, number in outcomes.items():
            self.stdout.write(f"{number} thư: {outcome.value}")
        if not outcomes:
            self.stdout.write("Không có thư nào để đọc.")
        elif not apply:
            self.stdout.write("Thêm --apply để ghi nhận.")

    def outcome(self, raw: bytes, apply: bool) -> bounces.Outcome:
        try:
            if apply:
                return bounces.note(raw, at=timezone.now())
            report = bounces.read(raw)
        except Error as error:
            message = f"Không ghi được vào cơ sở dữ liệu: {error}"
            raise CommandError(message, returncode=TRY_AGAIN) from error
        if isinstance(report, bounces.Outcome):
            return report
        self.stdout.write(f"Thư số {report.mail_id}: {report.reason}")
        failed, delayed = bounces.Outcome.FAILED, bounces.Outcome.DELAYED
        return failed if report.has_failed else delayed


def letters(paths: list[str]) -> Iterator:
    """(letter, what to do once it is noted) of all the places."""
    if not paths:
        yield sys.stdin.buffer.read(LARGEST), keep
    for path in map(Path, paths):
        try:
            yield from letters_in(path)
        except OSError as error:
            raise CommandError(f"Không đọc được {path}: {error.strerror}") from error


def letters_in(path: Path) -> Iterator:
    if path.is_dir():
        yield from letters_of_maildir(path)
        return
    with path.open("rb") as file:
        if file.read(5) != b"From ":
            file.seek(0)
            yield file.read(LARGEST), keep
            return
    box = mailbox.mbox(path, create=False)
    for key in box.iterkeys():
        yield box.get_bytes(key)[:LARGEST], keep
    box.close()


def letters_of_maildir(path: Path) -> Iterator:
    """What is in `new`; once noted it is in `cur`, as a mail program leaves it."""
    if not (path / "new").is_dir():
        raise CommandError(f"{path} không phải thư mục Maildir: thiếu thư mục new.")
    for letter in sorted((path / "new").iterdir()):
        with letter.open("rb") as file:
            raw = file.read(LARGEST)
        yield raw, lambda letter=letter: move(letter, path / "cur")


def move(letter: Path, to: Path) -> None:
    to.mkdir(exist_ok=True)
    letter.rename(to / f"{letter.name}:2,S")


def keep() -> None:
    """Noting it twice changes nothing."""
