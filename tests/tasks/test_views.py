"""Each page of plans and tasks once, and what bad input gets."""

from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from tasks.approvals import approval
from tasks.models import FocusTask, TaskState, YearlyPlan
from tasks.plans import planning
from tests import factories
from tests.tasks.test_progress import PDF

PARTS = {"phoi-hop-TOTAL_FORMS": "2", "phoi-hop-INITIAL_FORMS": "0"}


@pytest.fixture
def draft(cast, agreement):
    return factories.make_plan(agreement, office=cast.committee)


@pytest.fixture
def issued(cast, agreement):
    return factories.make_issued_plan(agreement, office=cast.committee)


def url(name, *args):
    return reverse(f"tasks:{name}", args=args)


def task_data(cast, **changes):
    return (
        PARTS
        | {
            "form_token": str(uuid4()),
            "title": "Kiểm tra việc ký kết",
            "kind": "inspection",
            "lead_organisation": cast.department.pk,
            "deadline_as_written": "quý III",
        }
        | changes
    )


def test_a_plan_is_drafted_from_its_agreement(client, cast, agreement):
    client.force_login(cast.staff)
    page = client.get(url("plan-create", agreement.pk))
    assert "Lập kế hoạch năm" in page.content.decode()

    data = {
        "form_token": str(uuid4()),
        "office": cast.committee.pk,
        "year": "2026",
        "title": "Kế hoạch năm 2026",
    }
    for _ in range(2):  # a double click
        response = client.post(url("plan-create", agreement.pk), data)
    plan = YearlyPlan.objects.get()
    assert response.url == url("plan-start", plan.pk)


def test_the_year_without_a_plan_is_offered_and_the_title_follows_it(
    client, cast, agreement
):
    year = timezone.localdate().year
    factories.make_plan(agreement, year=year)
    client.force_login(cast.staff)
    form = client.get(url("plan-create", agreement.pk)).context["form"]
    assert form.initial["year"] == year + 1

    data = {"form_token": str(uuid4()), "office": cast.committee.pk}
    data |= {"year": str(year + 3), "title": form.initial["title"]}
    client.post(url("plan-create", agreement.pk), data)
    assert YearlyPlan.objects.get(year=year + 3).title.endswith(f"năm {year + 3}")


def test_an_outsider_neither_drafts_nor_sees(client, cast, agreement, draft):
    client.force_login(cast.outsider)

    assert client.get(url("plan-create", agreement.pk)).status_code == 404
    assert client.get(draft.get_absolute_url()).status_code == 404


def test_a_draft_is_seen_by_its_office_alone(client, cast, draft):
    client.force_login(cast.reviewer)
    assert client.get(draft.get_absolute_url()).status_code == 404

    client.force_login(cast.staff)
    assert client.get(draft.get_absolute_url()).status_code == 200


def test_a_row_is_added_with_its_deadline_and_partners(client, cast, draft):
    client.force_login(cast.staff)
    page = client.get(url("focus-task-create", draft.pk)).content.decode()
    assert "Thêm nhiệm vụ" in page
    data = task_data(cast) | {
        "phoi-hop-0-organisation": cast.front.pk,
        "phoi-hop-0-part": "Cử thành viên",
        "phoi-hop-0-due_on": "15/09/2026",
    }
    response = client.post(url("focus-task-create", draft.pk), data)

    assert response.status_code == 302
    task = FocusTask.objects.get()
    assert f"{task.due_on:%d/%m/%Y}" == "30/09/2026"
    part = task.coordinations.get()
    assert (part.organisation, part.part) == (cast.front, "Cử thành viên")


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"title": ""}, "Trường này là bắt buộc"),
        ({"lead_organisation": ""}, "Trường này là bắt buộc"),
        ({"due_on": "31/02/2026"}, "Ngày chưa đúng"),
        ({"due_on": "06-31-2026"}, "Ngày chưa đúng"),
        ({"lead_as_written": "Sở A; Sở B"}, "Chỉ ghi một cơ quan chủ trì"),
        ({"phoi-hop-0-part": "Không rõ của ai"}, "Hãy chọn cơ quan"),
    ],
)
def test_bad_input_gets_a_sentence_and_keeps_what_was_typed(
    client, cast, draft, changes, sentence
):
    client.force_login(cast.staff)
    data = task_data(cast, expected_product="Báo cáo kiểm tra") | changes
    response = client.post(url("focus-task-create", draft.pk), data)

    page = response.content.decode()
    assert response.status_code == 200
    assert sentence in page
    assert "Báo cáo kiểm tra" in page
    assert not FocusTask.objects.exists()


def test_two_leads_are_refused(client, cast, draft):
    client.force_login(cast.staff)
    leads = [cast.department.pk, cast.committee.pk]
    data = task_data(cast, lead_organisation=leads)
    page = client.post(url("focus-task-create", draft.pk), data).content.decode()

    assert "chỉ có một cơ quan chủ trì" in page
    assert not FocusTask.objects.exists()


def test_a_stale_form_keeps_what_was_typed_and_is_told(client, cast, draft):
    client.force_login(cast.staff)
    task = factories.make_focus_task(draft, lead_organisation=cast.department)
    data = task_data(cast, version="1", title="Bản của tôi")
    FocusTask.objects.filter(pk=task.pk).update(version=2)
    response = client.post(url("focus-task-edit", task.pk), data)

    page = response.content.decode()
    assert "người khác đã sửa" in page
    assert "Bản của tôi" in page
    data["version"] = response.context["form"]["version"].value()
    assert client.post(url("focus-task-edit", task.pk), data).status_code == 302


def test_the_round_from_submitting_to_issuing_in_the_pages(client, cast, draft):
    factories.make_focus_task(draft, lead_organisation=cast.department)
    party = draft.agreement.parties.get(position=2)
    client.force_login(cast.staff)
    client.post(url("plan-submit", draft.pk), {"note": "Kính trình"})

    client.force_login(cast.reviewer)
    page = client.get(draft.get_absolute_url()).content.decode()
    assert "cho ý kiến" in page and "Đồng ý" in page
    client.post(
        url("plan-send-back", draft.pk, party.pk),
        {"round": "1", "reason": "Bổ sung sản phẩm"},
    )

    client.force_login(cast.staff)
    page = client.get(draft.get_absolute_url()).content.decode()
    assert "Bổ sung sản phẩm" in page
    client.post(url("plan-submit", draft.pk), {})

    client.force_login(cast.reviewer)
    client.post(url("plan-agree", draft.pk, party.pk), {"round": "2"})

    client.force_login(cast.staff)
    client.post(
        url("plan-issue", draft.pk),
        {"document_number": "12/KH-UBND", "issued_on": "10/02/2026"},
    )
    draft.refresh_from_db()
    assert (draft.state, draft.document_number) == ("issued", "12/KH-UBND")


def test_a_decision_by_someone_who_may_not_is_forbidden(client, cast, draft):
    factories.make_focus_task(draft)
    approval.submit(plan=draft, by=cast.staff, on=draft.created_at.date())
    party = draft.agreement.parties.get(position=2)
    for user in (cast.staff, cast.manager, cast.front_staff):
        client.force_login(user)
        response = client.post(url("plan-agree", draft.pk, party.pk), {"round": "1"})
        assert response.status_code == 403
    draft.refresh_from_db()
    assert draft.state == "submitted"


def test_a_late_decision_is_told_that_the_round_is_over(client, cast, draft):
    factories.make_focus_task(draft)
    approval.submit(plan=draft, by=cast.staff, on=draft.created_at.date())
    party = draft.agreement.parties.get(position=2)
    client.force_login(cast.reviewer)
    response = client.post(
        url("plan-agree", draft.pk, party.pk), {"round": "9"}, follow=True
    )

    assert "đã được trình lần 1" in response.content.decode()


def test_progress_is_reported_with_a_file_that_only_the_concerned_may_open(
    client, cast, issued
):
    task = factories.make_focus_task(issued, lead_organisation=cast.department)
    client.force_login(cast.lead)
    data = {
        "form_token": str(uuid4()),
        "organisation": cast.department.pk,
        "done_text": "Đã ban hành kế hoạch kiểm tra",
        "percent": "100",
        "is_final": "on",
    }
    for _ in range(2):  # sent twice, kept once
        upload = SimpleUploadedFile("kế hoạch.pdf", PDF)
        response = client.post(
            url("progress-report", task.pk), data | {"uploads": [upload]}
        )
    assert response.url == task.get_absolute_url()
    evidence = task.progress_updates.get().evidence.get()

    response = client.get(evidence.get_absolute_url())
    assert b"".join(response.streaming_content) == PDF
    assert "attachment" in response["Content-Disposition"]
    client.force_login(cast.outsider)
    assert client.get(evidence.get_absolute_url()).status_code == 404
    client.logout()
    assert client.get(evidence.get_absolute_url()).status_code == 302

    client.force_login(cast.staff)
    client.post(url("focus-task-confirm", task.pk))
    task.refresh_from_db()
    assert task.state == TaskState.DONE


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"percent": "101"}, "không được lớn hơn 100"),
        ({"percent": "4o"}, "không đọc được thành số"),
        ({"done_text": ""}, "Trường này là bắt buộc"),
        ({"is_final": "on"}, "ít nhất một tệp"),
    ],
)
def test_a_faulty_progress_report_is_explained(client, cast, issued, changes, sentence):
    task = factories.make_focus_task(issued, lead_organisation=cast.department)
    client.force_login(cast.lead)
    data = {
        "form_token": str(uuid4()),
        "organisation": cast.department.pk,
        "done_text": "Đã làm",
        "percent": "50",
    } | changes
    response = client.post(url("progress-report", task.pk), data)

    assert response.status_code == 200
    assert sentence in response.content.decode()
    assert not task.progress_updates.exists()


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("anh.jpg", PDF, "không phải là ảnh JPG, PNG"),
        ("ma.exe", b"MZ" + b"0" * 100, "Không nhận tệp loại “.exe”"),
        ("to.pdf", PDF + b"0" * 1024 * 1024, "lớn hơn 1 MB"),
        ("rong.pdf", b"", "rỗng"),
    ],
)
def test_a_faulty_file_is_refused_and_the_words_are_kept(
    client, cast, issued, settings, name, content, sentence
):
    settings.MAX_UPLOAD_MB = 1
    task = factories.make_focus_task(issued, lead_organisation=cast.department)
    client.force_login(cast.lead)
    data = {
        "form_token": str(uuid4()),
        "organisation": cast.department.pk,
        "done_text": "Lời đã gõ dài",
        "percent": "50",
        "uploads": [SimpleUploadedFile(name, content)],
    }
    page = client.post(url("progress-report", task.pk), data).content.decode()

    assert sentence in page
    assert "Lời đã gõ dài" in page
    assert not task.progress_updates.exists()


def test_reporting_on_a_finished_task_is_told(client, cast, issued):
    task = factories.make_focus_task(
        issued,
        lead_organisation=cast.department,
        state=TaskState.DONE,
        completed_on=issued.issued_on,
    )
    client.force_login(cast.lead)
    data = {
        "form_token": str(uuid4()),
        "organisation": cast.department.pk,
        "done_text": "Muộn",
        "percent": "50",
    }
    page = client.post(url("progress-report", task.pk), data).content.decode()

    assert "Hoàn thành" in page
    assert not task.progress_updates.exists()


def test_the_list_finds_without_marks_and_filters(client, cast, issued):
    factories.make_focus_task(issued, title="Đối thoại với Nhân dân")
    factories.make_focus_task(issued, title="Giám sát nông thôn mới", due_on=None)
    client.force_login(cast.staff)

    page = client.get(url("focus-task-list"), {"q": "doi thoai"}).content.decode()
    assert "Đối thoại với Nhân dân" in page
    assert "Giám sát nông thôn mới" not in page
    for situation in ("open", "overdue", "soon", "done", "submitted"):
        query = {"situation": situation, "mine": "lead", "year": "2026"}
        assert client.get(url("focus-task-list"), query).status_code == 200


def test_a_typed_cursor_does_no_harm(client, cast, issued):
    factories.make_focus_task(issued)
    client.force_login(cast.staff)
    for cursor in ("x", "W10", "WyJhIiwgMV0", "bnVsbA", "WzEsIFtdXQ"):
        response = client.get(url("focus-task-list"), {"sau": cursor})
        assert response.status_code == 200


def test_the_public_sees_issued_plans_and_nothing_else(client, draft, issued):
    factories.make_focus_task(issued, title="Nhiệm vụ công khai")

    page = client.get(url("public-plan-detail", issued.pk)).content.decode()
    assert "Nhiệm vụ công khai" in page
    assert client.get(url("public-plan-detail", draft.pk)).status_code == 404
    assert draft.title not in client.get(url("public-plan-list")).content.decode()


def test_a_closed_plan_takes_no_more_reports(client, cast, issued):
    task = factories.make_focus_task(issued, lead_organisation=cast.department)
    client.force_login(cast.manager)
    client.post(url("plan-close", issued.pk))
    issued.refresh_from_db()
    assert issued.state == YearlyPlan.State.CLOSED

    client.force_login(cast.lead)
    assert (
        "Báo cáo tiến độ</a>"
        not in client.get(task.get_absolute_url()).content.decode()
    )


def test_history_reads_as_sentences(client, cast, draft):
    planning.add_task(
        plan=draft,
        values={"title": "Một việc", "lead_organisation": cast.department},
        by=cast.staff,
    )
    client.force_login(cast.staff)
    page = client.get(draft.tasks.get().get_absolute_url()).content.decode()

    assert f"{cast.staff} đã thêm nhiệm vụ." in page


def test_a_reviewer_of_the_drafting_office_decides_for_no_other_party(
    client, cast, draft
):
    factories.make_focus_task(draft)
    approval.submit(plan=draft, by=cast.staff, on=draft.created_at.date())
    both = factories.make_user((cast.committee, "reviewer"), (cast.front, "reviewer"))
    party = draft.agreement.parties.get(position=2)
    client.force_login(both)
    response = client.post(url("plan-agree", draft.pk, party.pk), {"round": "1"})

    assert response.status_code == 403
    assert not party.plan_decisions.exists()


def test_a_round_typed_by_hand_is_told_the_present_one(client, cast, draft):
    factories.make_focus_task(draft)
    approval.submit(plan=draft, by=cast.staff, on=draft.created_at.date())
    party = draft.agreement.parties.get(position=2)
    client.force_login(cast.reviewer)
    address = url("plan-agree", draft.pk, party.pk)
    response = client.post(address, {"round": "9" * 5000}, follow=True)

    assert "đã được trình lần 1" in response.content.decode()


def test_no_plan_under_an_agreement_that_is_not_signed(client, cast):
    agreement = factories.make_agreement(cast.committee, cast.front, signed_on=None)
    client.force_login(cast.staff)

    assert client.get(url("plan-create", agreement.pk)).status_code == 403


def test_a_form_shows_no_more_rows_than_a_task_can_have(client, cast, draft):
    client.force_login(cast.staff)
    data = task_data(cast, title="", **{"phoi-hop-TOTAL_FORMS": "5000"})
    page = client.post(url("focus-task-create", draft.pk), data)

    assert page.content.decode().count('-part"') < 300


def test_a_row_of_a_plan_submitted_meanwhile_stays(client, cast, draft, monkeypatch):
    task = factories.make_focus_task(draft)
    client.force_login(cast.staff)
    monkeypatch.setattr("tasks.permissions.can_edit", lambda user, plan: True)
    YearlyPlan.objects.filter(pk=draft.pk).update(state="submitted", round=1)
    page = client.post(url("focus-task-remove", task.pk), follow=True)

    assert "Chờ thống nhất" in page.content.decode()
    assert FocusTask.objects.filter(pk=task.pk).exists()


def test_while_sent_back_the_parties_read_what_they_were_shown(client, cast, draft):
    task = factories.make_focus_task(draft, title="Bản đã trình")
    party = draft.agreement.parties.get(position=2)
    approval.submit(plan=draft, by=cast.staff, on=draft.created_at.date())
    approval.decide(
        plan=draft,
        party=party,
        round=1,
        verdict="sent_back",
        reason="Sửa",
        by=cast.reviewer,
        on=draft.created_at.date(),
    )
    FocusTask.objects.filter(pk=task.pk).update(title="Bản đang sửa")

    client.force_login(cast.reviewer)
    page = client.get(draft.get_absolute_url()).content.decode()
    assert "Bản đã trình" in page
    assert "Bản đang sửa" not in page
    client.force_login(cast.staff)
    assert "Bản đang sửa" in client.get(draft.get_absolute_url()).content.decode()


def test_in_public_nobody_is_called_late_for_what_a_source_left_unsaid(
    client, cast, agreement
):
    recorded = factories.make_issued_plan(agreement, source="Cổng thông tin")
    factories.make_focus_task(recorded, due_on=recorded.issued_on)
    page = client.get(url("public-plan-detail", recorded.pk)).content.decode()

    assert "chưa có thông tin" in page
    assert "Quá hạn" not in page
