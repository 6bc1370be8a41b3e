from datetime import date, datetime
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts import history
from accounts.errors import NotPossible, Stale
from accounts.models import Notification, OutgoingMail
from reports import permissions
from reports.contents import building
from reports.documents.content import Report
from reports.indicators import figures
from reports.models import Recommendation, Review, ReviewFile
from reports.reviews import (
    correcting,
    editing,
    issuing,
    registering,
    reviewing,
    verifying,
)
from tests.factories import (
    make_figure,
    make_focus_task,
    make_issued_plan,
    make_review,
    make_user,
)

AT = datetime(2026, 7, 10, 8, 30, tzinfo=timezone.get_default_timezone())
ON = date(2026, 7, 15)
SIGNERS = [{"lines": ["TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"], "name": "Nguyễn Văn A"}]


@pytest.fixture
def task(agreement):
    return make_focus_task(make_issued_plan(agreement))


@pytest.fixture
def figure(cast):
    return make_figure(None, cast.committee, amount=1242, qualifier="above")


@pytest.fixture
def draft(agreement, cast, task, figure):
    review = make_review(agreement)
    building.build(review, lambda *step: None, at=AT)
    proposals = "Đối với UBND tỉnh:\n- Bố trí nguồn lực\n- Chế độ thông tin"
    for key, text in (("uu-diem", "Phối hợp tốt."), ("kien-nghi", proposals)):
        editing.save_part(review=review, key=key, text=text, version=1, by=cast.staff)
    review.refresh_from_db()
    return review


def issue(review, cast, **changes):
    values = {
        "document_number": "12/BC-UBND",
        "issued_on": ON,
        "signers": SIGNERS,
        "recipients": "Như trên\nLưu: VT",
        "version": review.version,
        "by": cast.manager,
        "on": ON,
    }
    return issuing.issue(review=review, **values | changes)


@pytest.fixture
def issued(draft, cast):
    assert issue(draft, cast)
    return draft


def bytes_of(review):
    found = {}
    for frozen in review.files.all():
        with frozen.stored_file.file.open("rb") as file:
            found[frozen.format] = file.read()
    return found


def test_issuing_freezes_number_date_content_and_files(issued):
    assert issued.is_issued
    report = Report.from_json(issued.snapshot)
    assert report.document_number == "12/BC-UBND"
    assert report.dated == ON
    assert not report.is_draft
    assert report.sha256() == issued.snapshot_sha256
    assert set(bytes_of(issued)) == {"docx", "pdf", "xlsx"}


def test_what_changes_later_leaves_the_issued_report_as_it_was(
    issued, figure, task, cast
):
    before = issued.snapshot, issued.snapshot_sha256, bytes_of(issued)
    figures.correct(
        figure=figure, version=1, values={"amount": 9}, reason="sửa", by=cast.staff
    )
    task.title = "Tên khác"
    task.save()
    with pytest.raises(NotPossible):
        editing.save_part(
            review=issued, key="uu-diem", text="Khác", version=2, by=cast.staff
        )
    issued.refresh_from_db()
    assert (issued.snapshot, issued.snapshot_sha256, bytes_of(issued)) == before
    assert verifying.verify(issued) == []
    assert "trên 1.242" in "".join(row["words"] for row in issued.bound["figures"])


@pytest.mark.parametrize(
    "change",
    [
        {"snapshot_sha256": "0" * 64},
        {"document_number": "13/BC-UBND"},
        {"state": "draft"},
        {"subject": "Khác"},
    ],
)
def test_the_database_refuses_to_change_it(issued, change):
    with pytest.raises(IntegrityError), transaction.atomic():
        Review.objects.filter(pk=issued.pk).update(**change)


def test_the_database_refuses_to_delete_it(issued):
    ReviewFile.objects.filter(review=issued).delete()
    with pytest.raises(IntegrityError), transaction.atomic():
        Review.objects.filter(pk=issued.pk)._raw_delete("default")


def test_a_second_click_issues_once(draft, cast):
    second = Review.objects.get(pk=draft.pk)
    assert issue(draft, cast)
    assert not issue(second, cast, document_number="13/BC-UBND")
    second.refresh_from_db()
    assert second.document_number == "12/BC-UBND"
    assert second.files.count() == 3
    assert history.of(second).filter(action__contains="phát hành").count() == 1


def test_two_at_the_same_moment_issue_once(draft, cast, monkeypatch):
    """The other one finishes while this one writes its documents."""
    compose = issuing.composing.compose

    def slow(review):
        report = compose(review)
        monkeypatch.setattr(issuing.composing, "compose", compose)
        assert issue(Review.objects.get(pk=draft.pk), cast)
        return report

    monkeypatch.setattr(issuing.composing, "compose", slow)
    assert not issue(draft, cast, document_number="13/BC-UBND")
    assert Review.objects.get(pk=draft.pk).document_number == "12/BC-UBND"
    assert ReviewFile.objects.count() == 3


def test_a_draft_that_changed_since_it_was_read_is_not_issued(draft, cast):
    read = draft.version
    editing.save_part(
        review=draft, key="uu-diem", text="Sửa vội.", version=2, by=cast.staff
    )
    draft.refresh_from_db()
    with pytest.raises(Stale, match="xem lại"):
        issue(draft, cast, version=read)
    assert not ReviewFile.objects.exists()


def test_a_report_that_is_not_built_is_not_issued(agreement, cast):
    with pytest.raises(NotPossible):
        issue(make_review(agreement), cast)


def test_managers_of_the_parties_are_told_once_each(draft, cast):
    make_user((cast.front, "manager"), (cast.committee, "manager"), username="hai")
    reviewing.submit(review=draft, by=cast.staff, at=AT)
    Notification.objects.all().delete()
    OutgoingMail.objects.all().delete()
    issue(draft, cast)
    told = Notification.objects.values_list("user__username", flat=True)
    assert sorted(told) == ["hai", "lanhdao", "ldmattran"]
    assert OutgoingMail.objects.count() == 3


def test_proposals_become_recommendations_for_the_next_report(issued, agreement):
    rows = Recommendation.objects.filter(review=issued)
    assert [(row.addressee, row.wording) for row in rows] == [
        ("UBND tỉnh", "Bố trí nguồn lực"),
        ("UBND tỉnh", "Chế độ thông tin"),
    ]
    later = make_review(
        agreement, period_from=date(2026, 7, 1), period_to=date(2026, 12, 31)
    )
    building.build(later, lambda *step: None, at=AT)
    later.refresh_from_db()
    assert len(later.bound["recommendations"]["rows"]) == 2


def test_what_is_approved_in_the_same_step_is_told_step_by_step(issued, cast):
    assert issued.sent_for_review_by == issued.approved_by == cast.manager
    told = list(history.of(issued).order_by("pk").values_list("action", flat=True))
    assert told[-3:] == [
        "đã trình duyệt báo cáo",
        "đã duyệt báo cáo (cơ quan chỉ có một lãnh đạo trong hệ thống)",
        "đã phát hành báo cáo số 12/BC-UBND",
    ]


def test_with_other_managers_nobody_issues_a_draft_alone(draft, cast):
    make_user((cast.committee, "manager"))
    with pytest.raises(NotPossible, match="một lãnh đạo khác duyệt"):
        issue(draft, cast)
    reviewing.submit(review=draft, by=cast.staff, at=AT)
    assert issue(draft, cast)
    assert draft.sent_for_review_by == cast.staff


def test_a_report_that_fails_to_print_stays_a_draft(draft, cast, monkeypatch):
    def refuse(*args):
        raise NotPossible("Báo cáo quá lớn để làm tệp.")

    monkeypatch.setattr(issuing.papers, "write_all", refuse)
    with pytest.raises(NotPossible, match="quá lớn"):
        issue(draft, cast)
    draft.refresh_from_db()
    assert (draft.state, draft.document_number) == (Review.State.DRAFT, "")
    assert not ReviewFile.objects.exists()


def test_prose_without_a_list_makes_no_recommendation():
    assert registering.proposals("Không có kiến nghị.") == []


# -- Corrections -------------------------------------------------------------


def test_a_correction_is_a_new_draft_with_the_same_content(issued, cast):
    new = correcting.correction(review=issued, reason="Sai số", by=cast.manager)
    assert (new.state, new.corrects) == (Review.State.DRAFT, issued)
    assert new.bound == issued.bound
    assert new.parts.get(key="uu-diem").text == "Phối hợp tốt."
    assert new.document_number == ""
    issued.refresh_from_db()
    assert issued.is_issued


def test_one_correction_at_a_time(issued, cast):
    first = correcting.correction(review=issued, reason="Sai số", by=cast.manager)
    again = correcting.correction(review=issued, reason="Sai nữa", by=cast.manager)
    assert again == first


def test_a_correction_is_issued_beside_the_old_one(issued, cast):
    new = correcting.correction(review=issued, reason="Sai số", by=cast.manager)
    assert issue(new, cast, document_number="20/BC-UBND")
    assert verifying.verify(issued) == []
    assert verifying.verify(new) == []


def test_a_draft_is_not_corrected(draft, cast):
    with pytest.raises(NotPossible):
        correcting.correction(review=draft, reason="Sai", by=cast.manager)


# -- Verification ------------------------------------------------------------


def verify_command():
    out = StringIO()
    call_command("verify_issued", stdout=out)
    return out.getvalue()


def test_untouched_reports_verify(issued):
    assert "1 báo cáo đã phát hành đều nguyên vẹn" in verify_command()


def test_one_changed_byte_on_the_disk_is_found(issued):
    stored = issued.files.get(format="docx").stored_file
    with open(stored.file.path, "r+b") as file:
        file.seek(100)
        byte = file.read(1)
        file.seek(100)
        file.write(bytes([byte[0] ^ 1]))
    assert verifying.verify(issued) == [
        "tệp Word đã bị thay đổi hoặc không còn trên đĩa"
    ]
    with pytest.raises(CommandError, match="1/1 báo cáo không còn nguyên vẹn"):
        verify_command()


def test_changed_content_is_found(issued):
    issued.snapshot["subject"] = "Khác"
    assert verifying.verify(issued) == ["nội dung đã chốt không khớp mã kiểm tra"]


def test_a_file_that_is_gone_is_found(issued):
    issued.files.filter(format="xlsx").delete()
    assert verifying.verify(issued) == ["thiếu tệp Excel"]


def test_a_number_is_used_once_in_an_office_and_a_year(issued, agreement, cast):
    other = make_review(agreement)
    building.build(other, lambda *step: None, at=AT)
    other.refresh_from_db()

    with pytest.raises(NotPossible, match="đã dùng"):
        issue(other, cast)
    assert issue(other, cast, document_number="13/BC-UBND")


def test_only_the_last_version_is_corrected(issued, cast):
    new = correcting.correction(review=issued, reason="Sai số", by=cast.manager)
    issue(new, cast, document_number="20/BC-UBND")
    assert not permissions.can_correct(cast.manager, issued)
    assert permissions.can_correct(cast.manager, new)

    with pytest.raises(NotPossible, match="đã có bản đính chính"):
        correcting.correction(review=issued, reason="Sai nữa", by=cast.manager)


def test_a_proposal_keeps_the_number_it_begins_with():
    text = "1. Đối với UBND tỉnh:\n- 100% xã có tổ hòa giải\n- 02 nhà cho hộ nghèo"
    assert registering.proposals(text) == [
        ("UBND tỉnh", "100% xã có tổ hòa giải"),
        ("UBND tỉnh", "02 nhà cho hộ nghèo"),
    ]
