"""Each page once, as someone who may and someone who may not."""

from datetime import date, datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import BackgroundJob
from reports.models import Figure, Recommendation, Review, ReviewPoint
from reports.reviews import editing, issuing
from tests.factories import (
    make_agreement,
    make_cluster,
    make_figure,
    make_organisation,
    make_review,
    make_user,
)
from tests.reports.addresses import url

AT = datetime(2026, 7, 10, 8, 30, tzinfo=timezone.get_default_timezone())
TOKEN = "7f9f1c1e-7d59-4b1f-9d6e-1c1d8f0c2a11"


# -- Reports -----------------------------------------------------------------


def test_the_list_shows_ones_own_drafts_and_what_was_issued_to_one(visit, cast, draft):
    assert draft.subject in visit(cast.staff, url("review-list")).text
    assert draft.subject not in visit(cast.front_staff, url("review-list")).text


def test_a_draft_is_seen_by_its_office_only(visit, cast, draft):
    address = url("review-detail", draft.pk)
    assert visit(cast.staff, address).status_code == 200
    assert visit(cast.front_manager, address).status_code == 404
    assert visit(cast.outsider, address).status_code == 404


def test_the_page_shows_the_paper_and_what_is_missing(visit, cast, draft):
    page = visit(cast.staff, url("review-detail", draft.pk)).text
    assert "trên 1.242" in page
    assert "1/2 cơ quan đủ số liệu" in page
    assert "chưa viết" in page
    assert (
        url("review-figures", draft.pk, draft.bound["figures"][0]["indicator"]) in page
    )


def test_once_issued_the_parties_read_it(visit, cast, issued):
    page = visit(cast.front_staff, url("review-detail", issued.pk))
    assert "Bản đã chốt" in page.text
    assert issued.snapshot_sha256 in page.text


def test_a_build_on_its_way_shows_its_progress(visit, cast, agreement):
    review = make_review(agreement)
    job = BackgroundJob.objects.create(
        task_name="reports.jobs.build_review", subject_id=review.pk
    )
    page = visit(cast.staff, url("review-detail", review.pk)).text
    assert 'hx-trigger="every 1s"' in page
    assert '<noscript><meta http-equiv="refresh"' in page
    BackgroundJob.objects.filter(pk=job.pk).update(
        state="running", step="Cộng số liệu", steps_done=2, steps_total=5
    )
    fragment = visit(cast.staff, url("review-progress", review.pk))
    assert "Cộng số liệu" in fragment.text
    assert 'value="40"' in fragment.text


def test_a_finished_build_brings_the_whole_page(visit, cast, draft):
    response = visit(cast.staff, url("review-progress", draft.pk))
    assert response["HX-Refresh"] == "true"


def test_a_failed_build_says_why_and_can_be_tried_again(visit, cast, agreement):
    review = make_review(agreement)
    BackgroundJob.objects.create(
        task_name="reports.jobs.build_review",
        subject_id=review.pk,
        state="failed",
        error="Thiếu kỳ báo cáo.",
    )
    page = visit(cast.staff, url("review-detail", review.pk)).text
    assert "Thiếu kỳ báo cáo." in page
    assert url("review-rebuild", review.pk) in page
    visit(cast.staff, url("review-rebuild", review.pk), {})
    assert review.job.state == "queued"


def test_rebuilding_is_for_the_office(visit, cast, issued):
    assert (
        visit(cast.front_staff, url("review-rebuild", issued.pk), {}).status_code == 403
    )


def order_data(cast):
    return {
        "form_token": TOKEN,
        "kind": "periodic",
        "office": cast.committee.pk,
        "period": str(timezone.localdate().year),
    }


def test_a_manager_orders_and_a_second_sending_leads_to_the_same(
    visit, cast, agreement
):
    address = url("review-order", quy_che=agreement.pk)
    assert "Đặt và dựng dự thảo" in visit(cast.manager, address).text
    first = visit(cast.manager, address, order_data(cast))
    second = visit(cast.manager, address, order_data(cast))
    assert first.url == second.url == Review.objects.get().get_absolute_url()


def test_staff_does_not_order(visit, cast, agreement):
    assert (
        visit(cast.staff, url("review-order", quy_che=agreement.pk)).status_code == 403
    )
    assert (
        visit(cast.outsider, url("review-order", quy_che=agreement.pk)).status_code
        == 404
    )


def test_without_a_subject_one_chooses(visit, cast, agreement):
    assert agreement.subject in visit(cast.manager, url("review-order")).text
    assert agreement.subject not in visit(cast.staff, url("review-order")).text
    assert visit(cast.manager, url("review-order", cum="x")).status_code == 404


def test_a_part_is_written_by_the_office(visit, cast, draft):
    address = url("part-edit", draft.pk, "uu-diem")
    visit(cast.staff, address, {"text": "Phối hợp tốt.", "version": 1})
    assert draft.parts.get().text == "Phối hợp tốt."
    assert visit(cast.reviewer, address).status_code == 404
    assert visit(cast.staff, url("part-edit", draft.pk, "bai-hoc")).status_code == 404


def test_a_part_changed_meanwhile_keeps_what_was_typed(visit, cast, draft):
    address = url("part-edit", draft.pk, "uu-diem")
    visit(cast.staff, address, {"text": "Bản một", "version": 1})
    response = visit(cast.manager, address, {"text": "Bản hai", "version": 1})
    assert "hai bản cạnh nhau" in response.text
    assert "Bản đang lưu của" in response.text
    assert "Bản hai" in response.text
    assert 'name="version" value="2"' in response.text
    assert draft.parts.get().text == "Bản một"


def issue_data(draft):
    return {
        "document_number": "12/BC-UBND",
        "place": "Cần Thơ",
        "issued_on": "15/07/2024",
        "recipients": "Lưu: VT",
        "version": draft.version,
        "lines_1": "TM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH",
        "name_1": "Nguyễn Văn A",
    }


def test_a_manager_issues_and_staff_does_not(visit, cast, draft):
    address = url("review-issue", draft.pk)
    assert visit(cast.staff, address).status_code == 403
    assert visit(cast.admin, address).status_code == 403
    assert "Báo cáo còn chỗ trống" in visit(cast.manager, address).text
    data = issue_data(draft)
    assert visit(cast.manager, address, data).status_code == 302
    assert visit(cast.manager, address, data).status_code == 302
    draft.refresh_from_db()
    assert draft.is_issued


def test_a_draft_that_changed_is_shown_again_before_it_is_issued(visit, cast, draft):
    data = issue_data(draft) | {"version": draft.version - 1}
    response = visit(cast.manager, url("review-issue", draft.pk), data)
    assert "Dự thảo đã thay đổi" in response.text
    assert "12/BC-UBND" in response.text


def test_a_correction_is_started_by_a_manager_of_the_office(visit, cast, issued):
    address = url("review-correct", issued.pk)
    assert visit(cast.staff, address).status_code == 403
    data = {"form_token": TOKEN, "reason": "Sai số"}
    response = visit(cast.manager, address, data)
    assert response.url == issued.corrections.get().get_absolute_url()
    assert "đính chính cho" in visit(cast.manager, response.url).text


@pytest.mark.parametrize("format", ["docx", "xlsx"])
def test_a_draft_is_taken_as_it_stands_and_an_issued_one_as_frozen(
    visit, cast, draft, format
):
    address = url("review-download", draft.pk, format)
    response = visit(cast.staff, address)
    assert response.content.startswith(b"PK")
    assert visit(cast.front_staff, address).status_code == 404


def test_the_frozen_file_is_what_is_downloaded(visit, cast, issued):
    response = visit(cast.front_staff, url("review-download", issued.pk, "docx"))
    with issued.files.get(format="docx").stored_file.file.open("rb") as frozen:
        assert response.getvalue() == frozen.read()
    assert (
        visit(cast.staff, url("review-download", issued.pk, "exe")).status_code == 404
    )


def test_a_frozen_file_that_was_changed_is_given_to_nobody(visit, cast, published):
    stored = published.files.get(format="docx").stored_file
    with stored.file.storage.open(stored.file.name, "wb") as file:
        file.write(b"somebody else's words")
    address = url("review-download", published.pk, "docx")
    page = visit(cast.staff, address, follow=True)
    assert "không còn đúng bản đã phát hành" in page.text
    public = url("public-review-download", published.pk, "docx")
    assert visit(None, public).status_code == 404


def test_an_issued_report_is_never_written_afresh(visit, cast, published):
    published.files.filter(format="pdf").delete()  # it was too large for one
    address = url("review-download", published.pk, "pdf")
    assert visit(cast.staff, address).status_code == 404
    public = url("public-review-download", published.pk, "pdf")
    assert visit(None, public).status_code == 404


def test_a_figure_of_a_report_is_followed_to_its_entry(visit, cast, issued, figure):
    address = url("review-figures", issued.pk, figure.indicator_id)
    page = visit(cast.staff, address).text
    assert "không đổi" in page
    detail = url("figure-detail", figure.pk, bao_cao=issued.pk)
    assert detail in page
    # The committee may not read the Front's figures, but those its report cites.
    assert visit(cast.staff, detail).status_code == 200
    assert visit(cast.staff, url("figure-detail", figure.pk)).status_code == 404
    Figure.objects.filter(pk=figure.pk).update(amount=9, version=2)
    assert "trên 9 căn" in visit(cast.staff, address).text


# -- Public ------------------------------------------------------------------


def test_anyone_reads_what_was_published_and_nothing_else(visit, published, agreement):
    issued = published
    other = make_review(agreement)
    page = visit(None, url("public-review-list")).text
    assert issued.subject in page
    assert other.subject not in page
    detail = visit(None, url("public-review-detail", issued.pk)).text
    assert "trên 1.242" in detail
    assert f"/bao-cao/{issued.pk}/so-lieu/" not in detail
    assert visit(None, url("public-review-detail", other.pk)).status_code == 404
    download = visit(None, url("public-review-download", issued.pk, "xlsx"))
    assert download.getvalue().startswith(b"PK")


def test_a_withheld_agreement_keeps_its_reports(visit, cast):
    hidden = make_agreement(cast.committee, cast.front, is_public=False)
    review = make_review(hidden, state="recorded")
    address = url("public-review-detail", review.pk)
    assert visit(None, address).status_code == 404


def test_a_recorded_review_shows_its_points_answers_and_gaps(visit, agreement, cast):
    review = make_review(agreement, state="recorded", office=None)
    asked = Recommendation.objects.create(review=review, wording="Nguồn lực")
    ReviewPoint.objects.create(
        review=review, kind="direction", wording="Đề xuất công trình", answers=asked
    )
    for user, name in ((None, "public-review-detail"), (cast.staff, "review-detail")):
        page = visit(user, url(name, review.pk)).text
        assert "Đã được trả lời: Đề xuất công trình" in page
        assert "chưa có thông tin" in page


# -- Queries -----------------------------------------------------------------


def rows_for(name, cast, agreement):
    """More rows for the list."""
    if name == "figure-list":
        make_figure(None, cast.committee, make_organisation())
    elif name == "cluster-list":
        make_cluster(make_organisation(), cast.committee)
    else:
        make_review(agreement, state="recorded", office=cast.committee)
        make_review(agreement)


@pytest.mark.parametrize(
    "name", ["review-list", "figure-list", "cluster-list", "public-review-list"]
)
def test_queries_do_not_grow_with_rows(
    name, client, cast, agreement, django_assert_max_num_queries
):
    client.force_login(cast.staff)
    rows_for(name, cast, agreement)
    with django_assert_max_num_queries(40) as before:
        client.get(url(name))
    for _ in range(4):
        rows_for(name, cast, agreement)
    with django_assert_max_num_queries(len(before)):
        client.get(url(name))


# -- The admin -----------------------------------------------------------------


def test_adding_a_report_in_the_admin_is_ordering_it(visit, cast, agreement):
    address = reverse("admin:reports_review_add")
    assert visit(cast.admin, address).status_code == 200
    data = {
        "kind": "periodic",
        "agreement": agreement.pk,
        "office": cast.committee.pk,
        "period_label": "Năm 2026",
        "period_from": "01/01/2026",
        "period_to": "31/12/2026",
    }
    response = visit(cast.admin, address, data)
    review = Review.objects.get()
    assert response.url == reverse("admin:reports_review_change", args=[review.pk])
    assert review.ordered_by == cast.admin
    assert review.job.state == "queued"
    page = visit(cast.admin, response.url).text
    assert "Đang chờ, 0%" in page
    assert review.get_absolute_url() in page


def test_the_admin_refuses_an_office_that_is_no_party(visit, cast, agreement):
    data = {
        "kind": "periodic",
        "agreement": agreement.pk,
        "office": cast.elsewhere.pk,
        "period_label": "Năm 2026",
        "period_from": "01/01/2026",
        "period_to": "31/12/2026",
    }
    page = visit(cast.admin, reverse("admin:reports_review_add"), data).text
    assert "không phải một bên của quy chế" in page
    assert not Review.objects.exists()


def test_the_admin_rebuilds_drafts(visit, cast, draft):
    data = {"action": "rebuild", "_selected_action": [draft.pk]}
    visit(cast.admin, reverse("admin:reports_review_changelist"), data)
    assert draft.job.state == "queued"


def test_the_admin_corrects_a_figure_through_the_workflow(visit, cast, figure):
    address = reverse("admin:reports_figure_change", args=[figure.pk])
    assert 'value="1.242"' in visit(cast.admin, address).text
    data = {
        "indicator": figure.indicator_id,
        "qualifier": "",
        "value": "1.300",
        "period_from": "01/01/2026",
        "period_to": "30/06/2026",
        "organisations": [cast.front.pk],
    }
    assert visit(cast.admin, address, data).status_code == 302
    figure.refresh_from_db()
    assert (figure.amount, figure.qualifier, figure.version) == (1300, "", 2)


@pytest.mark.parametrize("key", ["9" * 5000, "9" * 20, "-1", "abc", ""])
def test_an_id_typed_by_hand_is_not_found(visit, cast, figure, key):
    assert visit(cast.manager, url("review-order", quy_che=key)).status_code == 404
    address = url("figure-detail", figure.pk, bao_cao=key)
    assert visit(cast.outsider, address).status_code == 404
    if key:
        assert visit(cast.staff, url("figure-create", tien_do=key)).status_code == 404


def test_a_version_typed_by_hand_withdraws_nothing(visit, cast, figure):
    data = {"form_token": TOKEN, "reason": "Sai", "version": "9" * 5000}
    visit(cast.front_staff, url("figure-withdraw", figure.pk), data)
    figure.refresh_from_db()
    assert not figure.is_withdrawn


def test_nobody_reports_on_an_agreement_that_is_not_signed(visit, cast):
    agreement = make_agreement(cast.committee, cast.front, signed_on=None)
    address = url("review-order", quy_che=agreement.pk)
    assert visit(cast.manager, address).status_code == 403


def test_one_chooses_among_what_one_may_report_on(visit, cast, agreement):
    undated = make_agreement(
        cast.committee, cast.front, signed_on=None, is_signing_day_unknown=True
    )
    foreign = make_agreement(cast.elsewhere, cast.department)
    manager = make_user((cast.committee, "manager"), (cast.department, "staff"))
    page = visit(manager, url("review-order")).text
    assert agreement.subject in page
    assert undated.subject in page
    assert foreign.subject not in page


def test_the_earlier_wordings_of_a_draft_are_for_its_office(visit, cast, draft):
    editing.save_part(
        review=draft, key="uu-diem", text="Lời chưa cân nhắc", version=1, by=cast.staff
    )
    draft.refresh_from_db()
    issuing.issue(
        review=draft,
        document_number="12/BC-UBND",
        issued_on=date(2026, 7, 15),
        signers=[],
        recipients="",
        by=cast.manager,
    )
    address = url("review-detail", draft.pk)
    assert "đã sửa phần" in visit(cast.staff, address).text
    assert "đã sửa phần" not in visit(cast.reviewer, address).text


@pytest.mark.parametrize("value", ["9" * 40, "0,00001"])
def test_the_admin_refuses_a_value_that_no_column_holds(visit, cast, figure, value):
    data = {
        "indicator": figure.indicator_id,
        "value": value,
        "period_from": "01/01/2026",
        "period_to": "30/06/2026",
        "organisations": [cast.front.pk],
    }
    address = reverse("admin:reports_figure_change", args=[figure.pk])
    assert visit(cast.admin, address, data).status_code == 200
    figure.refresh_from_db()
    assert figure.version == 1
