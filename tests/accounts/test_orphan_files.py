"""Files without a row and rows without a file are told; only old files go."""

import os
import time

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command

from accounts.management.commands.orphan_files import A_DAY
from accounts.stored_files import files
from tests import uploads


def left_behind(days):
    name = default_storage.save("zz/bo-quen.pdf", ContentFile(b"x"))
    old = time.time() - days * A_DAY
    os.utime(default_storage.path(name), (old, old))
    return name


def test_nothing_is_deleted_unless_told_to(db, capsys):
    name = left_behind(days=2)
    call_command("orphan_files")
    assert default_storage.exists(name)
    assert f"Không hồ sơ nào ghi: {name}" in capsys.readouterr().out
    call_command("orphan_files", "--apply")
    assert not default_storage.exists(name)


def test_a_file_of_today_may_belong_to_work_not_yet_done(db):
    name = left_behind(days=0.5)
    call_command("orphan_files", "--apply")
    assert default_storage.exists(name)
    default_storage.delete(name)


def test_recorded_files_stay_and_missing_ones_are_told(db, capsys):
    kept = files.store_bytes(content=uploads.pdf("x"), name="a.pdf", by=None)
    old = time.time() - 9 * A_DAY
    os.utime(kept.file.path, (old, old))
    gone = files.store_bytes(content=uploads.pdf("x"), name="b.pdf", by=None)
    gone.file.storage.delete(gone.file.name)
    call_command("orphan_files", "--apply")
    assert files.is_unchanged(kept)
    assert f"Không còn trên đĩa: {gone.file.name}" in capsys.readouterr().err
