"""History reads as sentences, and the database refuses to rewrite it."""

from datetime import date

import pytest
from django.db import DatabaseError, transaction

from accounts import history
from accounts.models import HistoryEntry
from tests.factories import make_organisation


@pytest.fixture
def entry(cast):
    return history.record(
        by=cast.staff, action="đã sửa cơ quan", target=cast.front, reason="nhầm tên"
    )


def test_an_entry_cannot_be_changed(entry):
    with pytest.raises(DatabaseError), transaction.atomic():
        HistoryEntry.objects.filter(pk=entry.pk).update(reason="khác")
    entry.refresh_from_db()
    assert entry.reason == "nhầm tên"


def test_an_entry_cannot_be_deleted(entry):
    with pytest.raises(DatabaseError), transaction.atomic():
        entry.delete()
    assert HistoryEntry.objects.count() == 1


def test_it_outlives_what_it_tells_of(cast):
    body = make_organisation("Cơ quan tạm")
    history.record(by=cast.staff, action="đã thêm", target=body)
    pk = body.pk
    body.delete()
    assert HistoryEntry.objects.get(target_id=pk).target_label == "Cơ quan tạm"


def test_a_change_is_one_sentence_with_from_to_and_why(cast):
    body = cast.front
    fields = ["name", "established_on"]
    before = history.snapshot(body, fields)
    body.name, body.established_on = "Tên mới", date(2025, 7, 1)
    changes = history.differences(before, history.snapshot(body, fields))
    entry = history.record(
        by=cast.staff, action="đã sửa", target=body, changes=changes, reason="sáp nhập"
    )
    sentence = history.sentence(entry)
    assert sentence.startswith(f"{cast.staff} đã sửa: tên cơ quan từ “")
    assert "tồn tại từ ngày từ “để trống” thành “01/07/2025”" in sentence
    assert sentence.endswith("Lý do: sáp nhập.")


def test_what_no_person_did_is_told_of_the_system(cast):
    entry = history.record(by=None, action="đã rút lời nhắc", target=cast.front)
    assert history.sentence(entry) == "Hệ thống đã rút lời nhắc."


def test_nothing_changed_is_no_difference(cast):
    same = history.snapshot(cast.front, ["name", "kind"])
    assert history.differences(same, same) == []
