"""The pages from the draft to the signature, and the writing of its parts."""

from datetime import datetime

import pytest
from django.core.cache import cache
from django.utils import timezone

from accounts import background
from accounts.models import BackgroundJob, Organisation
from reports.models import (
    BUILD_JOB,
    Collection,
    Review,
    UnitReport,
    UnitReportText,
)
from reports.reviews import editing, reviewing, stopping
from tests.factories import make_review, make_user
from tests.reports.addresses import url

AT = datetime(2026, 7, 10, 8, 30, tzinfo=timezone.get_default_timezone())
TOKEN = "7f9f1c1e-7d59-4b1f-9d6e-1c1d8f0c2a11"


@pytest.fixture(autouse=True)
def nobody_here():
    cache.clear()


def submitted(draft, cast):
    reviewing.submit(review=draft, by=cast.staff, at=AT)
    return draft


def decide_data(review, **fields):
    return {"version": review.version, "reason": ""} | fields


def state_of(review):
    return Review.objects.get(pk=review.pk).state


# -- Submitting and deciding -------------------------------------------------------


def test_staff_submits_after_seeing_what_is_missing(visit, cast, draft):
    address = url("review-submit", draft.pk)
    assert "Báo cáo còn chỗ trống" in visit(cast.staff, address).text
    assert visit(cast.staff, address, {}).url == draft.get_absolute_url()
    page = visit(cast.staff, draft.get_absolute_url()).text
    assert "Phần lời đang khóa" in page
    assert url("review-take-back", draft.pk) in page
    assert url("part-edit", draft.pk, "uu-diem") not in page


def test_the_only_manager_is_told_that_they_need_not_submit(visit, cast, draft):
    address = url("review-submit", draft.pk)
    assert "lãnh đạo duy nhất" in visit(cast.manager, address).text
    assert "lãnh đạo duy nhất" not in visit(cast.staff, address).text


def test_the_manager_reads_part_by_part_and_approves(visit, cast, draft):
    editing.save_part(
        review=draft, key="uu-diem", text="Phối hợp tốt.", version=1, by=cast.staff
    )
    draft.refresh_from_db()
    submitted(draft, cast)
    address = url("review-decide", draft.pk)
    page = visit(cast.manager, address).text
    assert "Phối hợp tốt." in page
    assert "Ý kiến về phần “Ưu điểm”" in page
    visit(cast.manager, address, decide_data(draft, duyet="1"))
    assert state_of(draft) == "approved"


def test_sending_back_needs_a_reason_and_carries_remarks(visit, cast, draft):
    submitted(draft, cast)
    address = url("review-decide", draft.pk)
    data = decide_data(draft, **{"tra-lai": "1", "y-kien-uu-diem": "Nêu số cụ thể"})
    page = visit(cast.manager, address, data).text
    assert "Hãy ghi lý do trả lại" in page
    assert "Nêu số cụ thể" in page
    visit(cast.manager, address, data | {"reason": "Thiếu số liệu"})
    page = visit(cast.staff, draft.get_absolute_url()).text
    assert "Được trả lại để sửa." in page
    assert "Nêu số cụ thể" in page
    assert (
        "Nêu số cụ thể" in visit(cast.staff, url("part-edit", draft.pk, "uu-diem")).text
    )
    assert "chưa sửa" in visit(cast.staff, url("review-submit", draft.pk)).text


def test_remarks_and_approval_at_once_are_asked_about(visit, cast, draft):
    submitted(draft, cast)
    data = decide_data(draft, **{"duyet": "1", "y-kien-uu-diem": "Nêu số cụ thể"})
    page = visit(cast.manager, url("review-decide", draft.pk), data).text
    assert "nhưng lại bấm duyệt" in page
    assert state_of(draft) == "in_review"


def test_a_report_that_changed_while_it_was_read_is_shown_again(visit, cast, draft):
    submitted(draft, cast)
    data = decide_data(draft, duyet="1", version=draft.version - 1)
    page = visit(cast.manager, url("review-decide", draft.pk), data).text
    assert "Hãy đọc lại rồi quyết định" in page
    assert state_of(draft) == "in_review"


def test_ones_own_report_is_read_but_not_approved(visit, cast, draft):
    make_user((cast.committee, "manager"))
    reviewing.submit(review=draft, by=cast.manager, at=AT)
    address = url("review-decide", draft.pk)
    page = visit(cast.manager, address).text
    assert "cần một lãnh đạo khác duyệt" in page
    assert 'name="duyet"' not in page
    visit(cast.manager, address, decide_data(draft, duyet="1"))
    assert state_of(draft) == "in_review"
    assert visit(cast.manager, url("review-issue", draft.pk)).status_code == 403


def test_taking_back_asks_why(visit, cast, draft):
    submitted(draft, cast)
    address = url("review-take-back", draft.pk)
    assert "Rút báo cáo về để sửa" in visit(cast.staff, address).text
    visit(cast.staff, address, {"form_token": TOKEN, "reason": "Sót phụ lục"})
    assert state_of(draft) == "draft"


def test_from_review_the_manager_approves_and_issues_in_one_step(visit, cast, draft):
    submitted(draft, cast)
    address = url("review-issue", draft.pk)
    assert "vừa duyệt vừa phát hành" in visit(cast.manager, address).text
    data = {
        "document_number": "12/BC-UBND",
        "place": "Cần Thơ",
        "issued_on": "15/07/2024",
        "recipients": "Lưu: VT",
        "version": draft.version,
        "lines_1": "CHỦ TỊCH",
        "name_1": "Nguyễn Văn A",
    }
    visit(cast.manager, address, data)
    issued = Review.objects.get(pk=draft.pk)
    assert (issued.state, issued.approved_by) == ("issued", cast.manager)
    assert issued.sent_for_review_by == cast.staff


def test_a_report_in_review_is_still_taken_as_word(visit, cast, draft):
    submitted(draft, cast)
    response = visit(cast.manager, url("review-download", draft.pk, "docx"))
    assert response.content.startswith(b"PK")


def test_who_decides_reads_the_paper_and_takes_the_files(visit, cast, draft):
    submitted(draft, cast)
    for name in ("review-decide", "review-issue"):
        page = visit(cast.manager, url(name, draft.pk)).text
        assert 'class="document"' in page, name
        for format in ("docx", "pdf", "xlsx"):
            assert url("review-download", draft.pk, format) in page, (name, format)


def test_an_old_link_to_a_locked_part_leads_to_the_report(visit, cast, draft):
    submitted(draft, cast)
    address = url("part-edit", draft.pk, "uu-diem")
    page = visit(cast.staff, address, follow=True)
    assert page.redirect_chain == [(draft.get_absolute_url(), 302)]
    assert "phần lời không sửa được lúc này" in page.text


def test_where_it_is_signed_is_asked_when_nobody_wrote_it_down(visit, cast, draft):
    address = url("review-issue", draft.pk)
    Organisation.objects.filter(pk=draft.office_id).update(locality="Cần Thơ")
    assert "place" not in visit(cast.manager, address).context["form"].fields
    Organisation.objects.filter(pk=draft.office_id).update(locality="")
    data = {
        "document_number": "12/BC-UBND",
        "issued_on": "10/07/2026",
        "recipients": "Lưu: VT",
        "version": draft.version,
        "lines_1": "CHỦ TỊCH",
        "name_1": "Nguyễn Văn A",
    }
    assert visit(cast.manager, address, data).context["form"].errors.keys() == {"place"}
    visit(cast.manager, address, data | {"place": "Hà  Nội"})
    issued = Review.objects.get(pk=draft.pk)
    assert issued.snapshot["place"] == issued.place == "Hà Nội"


def test_the_reason_of_a_correction_stands_on_both(visit, cast, issued):
    data = {"form_token": TOKEN, "reason": "Sai số xã"}
    new = visit(cast.manager, url("review-correct", issued.pk), data).url
    assert "Sai số xã" in visit(cast.manager, new).text
    assert "Sai số xã" in visit(cast.manager, issued.get_absolute_url()).text


# -- Stopping a build ----------------------------------------------------------------


def test_a_build_is_stopped_says_by_whom_and_is_begun_again(visit, cast, draft):
    bound = draft.bound
    job = background.enqueue(task_name=BUILD_JOB, subject_id=draft.pk, by=cast.staff)
    assert "Dừng dựng" in visit(cast.staff, draft.get_absolute_url()).text
    visit(cast.staff, url("review-stop", draft.pk), {})
    job.refresh_from_db()
    assert (job.state, job.error) == (
        "failed",
        f"Đã dừng theo yêu cầu của {cast.staff}.",
    )
    page = visit(cast.staff, draft.get_absolute_url()).text
    assert "Đã dừng theo yêu cầu" in page
    assert "vẫn là bản dựng lần trước" in page
    draft.refresh_from_db()
    assert draft.bound == bound
    visit(cast.staff, url("review-rebuild", draft.pk), {})
    assert draft.job.state == "queued"


def test_the_runner_stops_at_its_next_step_and_writes_nothing(draft, cast):
    job = background.enqueue(task_name=BUILD_JOB, subject_id=draft.pk, by=cast.staff)
    steps = []

    def work(job, progress):
        progress("Đọc", 0, 2)
        steps.append("đọc")
        stopping.stop_build(review=draft, by=cast.manager, at=AT)
        progress("Ghi", 1, 2)
        steps.append("ghi")

    assert background.run(job.pk, work) is False
    assert steps == ["đọc"]
    job.refresh_from_db()
    assert (job.state, job.finished_at) == ("failed", AT)
    assert not background.run(job.pk, work)  # a late message begins nothing


def test_what_is_over_is_not_stopped(visit, cast, draft):
    BackgroundJob.objects.create(
        task_name=BUILD_JOB, subject_id=draft.pk, state="done", finished_at=AT
    )
    page = visit(cast.staff, url("review-stop", draft.pk), {}, follow=True).text
    assert "đã kết thúc trước khi dừng được" in page
    assert draft.job.state == "done"


def test_only_the_office_stops_a_build(visit, cast, agreement):
    review = make_review(agreement)
    background.enqueue(task_name=BUILD_JOB, subject_id=review.pk, by=cast.staff)
    assert visit(cast.front_staff, url("review-stop", review.pk), {}).status_code == 404
    assert visit(cast.staff, url("review-stop", review.pk)).status_code == 405


# -- Writing a part --------------------------------------------------------------------


JSON = {"headers": {"accept": "application/json"}}


def write(visit, user, draft, text, version, **more):
    data = {"text": text, "version": version} | more
    return visit(user, url("part-edit", draft.pk, "uu-diem"), data, **JSON)


def test_the_page_saves_by_itself(visit, cast, draft):
    answer = write(visit, cast.staff, draft, "Phối hợp", 1, **{"tu-luu": "1"}).json()
    assert answer["version"] == 2
    part = draft.parts.get()
    assert (part.text, part.version) == ("Phối hợp", 2)
    answer = write(visit, cast.staff, draft, "Phối hợp tốt", 2).json()
    assert answer == {"url": draft.get_absolute_url()}


def test_somebody_elses_text_is_never_overwritten(visit, cast, draft):
    write(visit, cast.staff, draft, "Bản một", 1)
    answer = write(visit, cast.manager, draft, "Bản hai", 1, **{"tu-luu": "1"})
    assert (answer.status_code, answer.json()) == (409, {"by": str(cast.staff)})
    assert draft.parts.get().text == "Bản một"


def test_two_texts_stand_side_by_side_and_the_person_decides(visit, cast, draft):
    address = url("part-edit", draft.pk, "uu-diem")
    write(visit, cast.staff, draft, "Phối hợp rất tốt", 1)
    page = visit(cast.manager, address, {"text": "Phối hợp tốt", "version": 1}).text
    assert f"Bản đang lưu của {cast.staff}" in page
    assert "<ins>rất</ins>" in page or "<ins>rất " in page
    both = visit(
        cast.manager, address, {"text": "Phối hợp tốt", "version": 2, "ghep": "1"}
    )
    assert both.context["form"]["text"].value() == "Phối hợp tốt\nPhối hợp rất tốt"
    assert draft.parts.get().text == "Phối hợp rất tốt"  # nothing is saved yet
    visit(cast.manager, address, {"text": "Gộp", "version": 2})
    assert draft.parts.get().text == "Gộp"


def test_what_is_written_while_the_report_is_submitted_is_not_lost(visit, cast, draft):
    submitted(draft, cast)
    answer = write(visit, cast.staff, draft, "Chữ cuối", 1, **{"tu-luu": "1"})
    assert answer.status_code == 422
    assert "hãy rút báo cáo về" in answer.json()["refused"]
    address = url("part-edit", draft.pk, "uu-diem")
    page = visit(cast.staff, address, {"text": "Chữ cuối", "version": 1}).text
    assert "Chữ cuối" in page
    assert "hãy rút báo cáo về" in page
    assert visit(cast.reviewer, address, {"text": "x", "version": 1}).status_code == 404


@pytest.mark.parametrize("data", [{}, {"version": "x"}, {"version": "9" * 30}])
def test_a_bad_request_is_told(visit, cast, draft, data):
    response = visit(cast.staff, url("part-edit", draft.pk, "uu-diem"), data, **JSON)
    assert response.status_code in (409, 422)


def test_others_who_have_it_open_are_named(visit, cast, draft):
    address = url("part-edit", draft.pk, "uu-diem")
    assert "cũng đang mở" not in visit(cast.staff, address).text
    assert f"{cast.staff} cũng đang mở" in visit(cast.manager, address).text
    here = visit(cast.staff, url("part-here", draft.pk, "uu-diem"), {}).json()
    assert here["others"] == [str(cast.manager)]
    write(visit, cast.manager, draft, "Xong", 1)
    here = visit(cast.staff, url("part-here", draft.pk, "uu-diem"), {}).json()
    assert here == {"others": [], "version": 2, "by": str(cast.manager)}


# -- What the units wrote ------------------------------------------------------


@pytest.fixture
def said(draft, cast, agreement):
    """The Front's words on the strengths, received in a collection of the report."""
    collection = Collection.objects.create(
        title="Thu báo cáo",
        office=cast.committee,
        agreement=agreement,
        period_label="6 tháng",
        period_from=draft.period_from,
        period_to=draft.period_to,
        units_due_on=draft.period_to,
    )
    Review.objects.filter(pk=draft.pk).update(collection=collection)
    report = UnitReport.objects.create(
        collection=collection,
        organisation=cast.front,
        due_on=draft.period_to,
        state=UnitReport.State.RECEIVED,
        first_sent_at=AT,
        sent_at=AT,
    )
    return UnitReportText.objects.create(
        unit_report=report, key="uu-diem", text="Đã vận động 5 tỷ đồng."
    )


def test_what_a_unit_wrote_is_put_in_with_its_source_and_not_saved(
    visit, cast, draft, said
):
    address = url("part-edit", draft.pk, "uu-diem")
    page = visit(cast.staff, address)
    assert "Đã vận động 5 tỷ đồng." in page.text
    data = {"text": "Mở đầu.", "version": 1, "chen": said.pk}
    text = visit(cast.staff, address, data).context["form"]["text"].value()
    assert text.startswith("Mở đầu.\nĐã vận động 5 tỷ đồng.")
    assert cast.front.label in text
    assert not draft.parts.exists()


@pytest.mark.parametrize("chosen", ["", "x", "9" * 40, "0"])
def test_a_choice_that_is_not_offered_changes_nothing(visit, cast, draft, said, chosen):
    address = url("part-edit", draft.pk, "uu-diem")
    data = {"text": "Mở đầu.", "version": 1, "chen": chosen}
    assert visit(cast.staff, address, data).context["form"]["text"].value() == "Mở đầu."


def test_without_a_collection_nothing_is_offered(visit, cast, draft):
    page = visit(cast.staff, url("part-edit", draft.pk, "uu-diem")).text
    assert "Các đơn vị viết gì" not in page
