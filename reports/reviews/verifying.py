"""Is an issued report still what it was on the day of its issue?"""

import hashlib
import json

from accounts.stored_files import files

from ..models import Review, ReviewFile
from . import papers


def verify(review: Review) -> list[str]:
    """What differs from the day it was issued; an empty list when nothing does."""
    found = []
    if snapshot_checksum(review.snapshot) != review.snapshot_sha256:
        found.append("nội dung đã chốt không khớp mã kiểm tra")
    kept = {file.format: file.stored_file for file in review.files.all()}
    for kind, stored in kept.items():
        label = ReviewFile.Format(kind).label
        if not files.is_unchanged(stored):
            found.append(f"tệp {label} đã bị thay đổi hoặc không còn trên đĩa")
    for kind in papers.OBLIGATORY:
        if kind not in kept:
            found.append(f"thiếu tệp {ReviewFile.Format(kind).label}")
    return found


def snapshot_checksum(snapshot: dict) -> str:
    """The same bytes as `Report.canonical_bytes`, from what the database holds."""
    canonical = json.dumps(
        snapshot, ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )
    return hashlib.sha256(canonical.encode()).hexdigest()
