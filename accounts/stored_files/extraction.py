"""The words in stored files, for search: read apart from the product, in bounds."""

import json
import logging
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.db import transaction
from django.db.models import QuerySet

from .. import background
from ..models import BackgroundJob, FileText, StoredFile, User
from ..vietnamese import normalise

logger = logging.getLogger(__name__)

TextState = StoredFile.TextState
Progress = Callable[[str, int, int], None]

JOB = "accounts.jobs.read_file"
READER = Path(__file__).with_name("text_reader.py")
READABLE = ("pdf", "docx", "xlsx")
TIME_LIMIT = 30  # seconds
MEMORY_LIMIT = 1024  # megabytes of addresses, which libraries reserve freely
# A stamp or a page number is not a text layer: a page of text has hundreds.
FEWEST_LETTERS_A_PAGE = 25
SWEEP_AFTER = timedelta(minutes=5)
SWEEP_AT_ONCE = 200


@dataclass(frozen=True)
class Reading:
    """What was found in a file."""

    state: TextState
    pages: int | None = None
    text: str = ""


def request(stored: StoredFile, *, by: User | None) -> None:
    """Have a file read after the commit; a picture has nothing to read."""
    if stored.extension in READABLE:
        background.enqueue(task_name=JOB, subject_id=stored.pk, by=by)
    else:
        _mark(stored, Reading(TextState.NOT_READ))


def read_stored(stored: StoredFile, progress: Progress) -> TextState:
    """Read the file and keep its words. Run twice, it writes the same.

    The file is read before the transaction, which only writes.
    """
    reading = read(stored)
    with transaction.atomic():
        progress("Ghi nội dung tệp", 1, 1)
        _mark(stored, reading)
        if reading.text:
            FileText.objects.update_or_create(
                stored_file=stored, defaults={"text": reading.text}
            )
        else:
            forget(stored)
    return reading.state


def _mark(stored: StoredFile, reading: Reading) -> None:
    stored.text_state, stored.page_count = reading.state, reading.pages
    stored.save(update_fields=["text_state", "page_count"])


def forget(stored: StoredFile) -> None:
    """Search finds the file no more; the file itself stays."""
    FileText.objects.filter(stored_file=stored).delete()


def read(stored: StoredFile) -> Reading:
    """Read the file in a process of its own, with limits of memory and time."""
    if stored.extension not in READABLE:
        return Reading(TextState.NOT_READ)
    # No environment: the reader of strangers' files is not told our secrets.
    limits = [str(MEMORY_LIMIT), str(TIME_LIMIT)]
    command = [sys.executable, "-I", "-X", "utf8", READER, stored.extension, *limits]
    try:
        with stored.file.open("rb") as file:
            done = subprocess.run(
                command, stdin=file, capture_output=True, timeout=TIME_LIMIT, env={}
            )
    except FileNotFoundError:
        logger.error("File %s is not on the disk: %s", stored.pk, stored.file.name)
        return Reading(TextState.UNREADABLE)
    except subprocess.TimeoutExpired:
        logger.warning("File %s: not read in %s s", stored.pk, TIME_LIMIT)
        return Reading(TextState.UNREADABLE)
    if done.returncode:
        reason = done.stderr.decode(errors="replace").strip().splitlines()[-1:]
        logger.warning("File %s: code %s %s", stored.pk, done.returncode, reason)
        return Reading(TextState.UNREADABLE)
    return _judge(stored, json.loads(done.stdout))


def _judge(stored: StoredFile, found: dict) -> Reading:
    # Half a character pair is nothing that a database keeps.
    text = found["text"].encode(errors="ignore").decode()
    text, pages = normalise(text), found["pages"]
    letters = sum(map(str.isalpha, text))
    fewest = FEWEST_LETTERS_A_PAGE * pages if stored.extension == "pdf" else 1
    if letters < fewest:
        # The few words are kept all the same: they may be the number.
        return Reading(TextState.NO_TEXT, pages, text)
    state = TextState.READ if found["is_whole"] else TextState.PARTLY
    return Reading(state, pages, text)


def missed(*, at: datetime) -> QuerySet[StoredFile]:
    """Files still waiting although no job is open for them, nor failed."""
    tried = BackgroundJob.objects.filter(task_name=JOB).exclude(
        state=BackgroundJob.State.DONE
    )
    return StoredFile.objects.filter(
        text_state=TextState.WAITING, stored_at__lt=at - SWEEP_AFTER
    ).exclude(pk__in=tried.values("subject_id"))


def request_missed(*, at: datetime) -> int:
    """Ask again for files that were never asked for; the number asked for."""
    files = list(missed(at=at).order_by("pk")[:SWEEP_AT_ONCE])
    for stored in files:
        request(stored, by=None)
    return len(files)
