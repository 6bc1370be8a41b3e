"""Asking the typesetter, which runs apart in bounded memory and time."""

import json
import logging
import subprocess
import sys
import threading
from pathlib import Path

from accounts.errors import NotPossible

logger = logging.getLogger(__name__)

PROGRAM = Path(__file__).with_name("typesetter.py")
# Megabytes of addresses, of which 12,000 rows take a good half.
MEMORY_LIMIT = 4096
TIME_LIMIT = 120  # seconds; 10,000 rows take a fifth of it (measured)
LONGEST_WAIT = 120  # seconds for the documents of others
# A process sets one document at a time, however many people ask for theirs.
ONE_AT_A_TIME = threading.Lock()

TOO_SLOW = (
    "Tệp PDF làm quá lâu nên đã dừng. Hãy dùng tệp Word hoặc Excel, hoặc thử lại sau."
)
TOO_LARGE = "Báo cáo quá lớn để làm tệp PDF. Hãy dùng tệp Word hoặc Excel."
BUSY = "Máy chủ đang làm nhiều tệp PDF. Hãy thử lại sau ít phút."


class TooLarge(NotPossible):
    """No PDF of this one: Word and Excel take any number of rows."""


class Unset(Exception):
    """The typesetter refused the document; its own words, for the log."""


def typeset(**asked) -> list[bytes]:
    """The files that were asked for (see typesetter)."""
    limits = [str(MEMORY_LIMIT), str(TIME_LIMIT)]
    if not ONE_AT_A_TIME.acquire(timeout=LONGEST_WAIT):
        raise NotPossible(BUSY)
    try:
        done = subprocess.run(
            [sys.executable, "-I", "-X", "utf8", PROGRAM, *limits],
            input=json.dumps(asked).encode(),
            capture_output=True,
            timeout=TIME_LIMIT,
            env={},
        )
    except subprocess.TimeoutExpired:
        logger.warning("A document was not typeset in %s s", TIME_LIMIT)
        raise TooLarge(TOO_SLOW) from None
    finally:
        ONE_AT_A_TIME.release()
    return _pages(done)


def _pages(done: subprocess.CompletedProcess) -> list[bytes]:
    if done.returncode:  # killed by a limit: typst ends so when memory is refused
        reason = done.stderr.decode(errors="replace").strip().splitlines()[-1:]
        logger.warning("A document was not typeset: %s %s", done.returncode, reason)
        raise TooLarge(TOO_LARGE)
    head, _, content = done.stdout.partition(b"\n")
    told = json.loads(head)
    if told.get("fault") == "memory":
        raise TooLarge(TOO_LARGE)
    if "fault" in told:
        raise Unset(told["fault"])
    pages, start = [], 0
    for size in told["sizes"]:
        pages.append(content[start : start + size])
        start += size
    return pages
