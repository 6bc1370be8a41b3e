"""The pages on which a task is carried out, each visited once, with faulty input."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from tasks.models import Extension, FocusTask, ResourceRequest, TaskState
from tests import factories, world


@pytest.fixture
def task(cast, agreement):
    plan = factories.make_issued_plan(agreement, office=cast.committee)
    task = factories.make_focus_task(
        plan, lead_organisation=cast.department, due_on=date(2020, 6, 30)
    )
    task.coordinations.create(organisation=cast.front, part="Bình xét")
    return task


def url(name, *args):
    return reverse(f"tasks:{name}", args=args)


def post(client, user, address, **data):
    client.force_login(user)
    return client.post(address, {"form_token": uuid4()} | data)


def later(days=30):
    return timezone.localdate() + timedelta(days=days)


def test_the_first_screen_says_who_is_late_and_offers_what_i_may_do(client, cast, task):
    client.force_login(cast.lead)
    page = client.get(task.get_absolute_url()).content.decode()

    assert "Đang chậm" in page and "Ủy ban MTTQ tỉnh: quá hạn" in page
    for name in ("progress-report", "extension-ask"):
        assert url(name, task.pk) in page
    assert url("focus-task-cancel", task.pk) not in page


def test_more_time_is_asked_and_granted_in_the_pages(client, cast, task):
    ask = url("extension-ask", task.pk)
    wanted = {"share": "nhiem-vu", "asked_due_on": f"{later():%d/%m/%Y}"}
    faulty = post(client, cast.lead, ask, **wanted | {"reason": ""})
    assert f"{later():%d/%m/%Y}" in faulty.content.decode()

    token = uuid4()
    for _ in range(2):  # the second click leads to the first one's result
        post(client, cast.lead, ask, **wanted, reason="Mưa lũ", form_token=token)
    extension = Extension.objects.get()
    page = client.get(task.get_absolute_url()).content.decode()
    assert "Chờ quyết định" in page

    answer = {"verdict": "granted", "granted_due_on": f"{later(10):%d/%m/%Y}"}
    post(client, cast.staff, extension.get_absolute_url(), **answer)
    page = client.get(task.get_absolute_url()).content.decode()
    assert "hạn 30/06/2020, gia hạn đến" in " ".join(page.split()).replace(
        "Hạn 30", "hạn 30"
    )


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"verdict": "granted"}, "Hãy nhập ngày gia hạn"),
        ({"verdict": "granted", "granted_due_on": "31/02/2026"}, "Ngày chưa đúng"),
        ({"verdict": "granted", "granted_due_on": "01/01/2020"}, "phải sau hạn"),
        ({"verdict": "refused"}, "lý do không gia hạn"),
        ({"verdict": "x\x00"}, "chọn"),
    ],
)
def test_a_faulty_decision_is_told(client, cast, task, data, said):
    extension = task.extensions.create(
        organisation=cast.department,
        was_due_on=task.due_on,
        asked_due_on=later(),
        reason="Lũ",
        asked_on=date(2020, 6, 1),
        asked_by=cast.lead,
    )
    page = post(client, cast.staff, extension.get_absolute_url(), **data)
    assert page.status_code == 200
    assert said in page.content.decode()


def test_the_form_of_progress_names_what_is_open(client, cast, task):
    factories.make_focus_task(task.plan, parent=task, percent=50)
    client.force_login(cast.lead)
    page = client.get(url("progress-report", task.pk)).content.decode()
    assert "Còn chưa xong: phần của Ủy ban MTTQ" in page
    assert "Bình quân các nhiệm vụ con: 50%" in page

    final = {"organisation": cast.department.pk, "percent": "100", "is_final": "on"}
    final |= {"done_text": "Đã làm xong hết"}
    upload = SimpleUploadedFile("kq.pdf", world.PDF)
    address = url("progress-report", task.pk)
    refused = post(client, cast.lead, address, **final, uploads=upload)
    said = refused.content.decode()
    assert "ghi lý do đề nghị xác nhận" in said and "Đã làm xong hết" in said

    upload = SimpleUploadedFile("kq.pdf", world.PDF)
    reason = {"open_parts_reason": "Mặt trận gửi riêng"}
    post(client, cast.lead, address, **final, **reason, uploads=upload)
    page = client.get(task.get_absolute_url()).content.decode()
    assert "Mặt trận gửi riêng" in page and "đang chờ" in page.lower()


def test_a_part_is_taken_up_again_in_the_pages(client, cast, task):
    part = task.coordinations.get()
    for user, name in ((cast.front_staff, "part-reopen"), (cast.staff, "part-return")):
        part.done_on, part.done_by = date(2020, 6, 1), cast.front_staff
        part.save()
        address = url(name, task.pk, part.pk)
        assert post(client, user, address, reason="").status_code == 200
        post(client, user, address, reason="Bổ sung")
        part.refresh_from_db()
        assert part.done_on is None
        assert post(client, user, address, reason="Lại").status_code == 302

    other = factories.make_focus_task(task.plan)
    assert client.get(url("part-return", other.pk, part.pk)).status_code == 404


def test_a_task_is_cancelled_and_revived_on_one_page(client, cast, task):
    factories.make_focus_task(task.plan, parent=task, title="In tài liệu")
    address = url("focus-task-cancel", task.pk)
    client.force_login(cast.manager)
    assert "In tài liệu" in client.get(address).content.decode()

    refused = post(client, cast.manager, address, act="cancel", reason="Trùng")
    assert "đồng ý hủy cùng" in refused.content.decode()
    asked = {"act": "cancel", "reason": "Trùng", "with_children": "on"}
    post(client, cast.manager, address, **asked)
    assert FocusTask.objects.filter(state=TaskState.CANCELLED).count() == 2

    stale = post(client, cast.manager, address, **asked)  # does not revive it
    assert "Đã hủy" in stale.content.decode()
    post(client, cast.manager, address, act="revive", reason="Cần lại")
    task.refresh_from_db()
    assert task.state == TaskState.NOT_STARTED


def test_late_parts_are_listed_by_body_and_filtered(client, cast, task):
    client.force_login(cast.lead)
    page = client.get(url("late-part-list")).content.decode()
    assert task.title in page and "Bình xét" in page

    mine = client.get(url("late-part-list"), {"mine": "part"}).content.decode()
    assert task.title not in mine
    tasks = client.get(url("focus-task-list"), {"situation": "late_parts"})
    assert task.title in tasks.content.decode()
    file = client.get(url("late-part-list"), {"tai": "csv", "mine": "lead"})
    assert "Bình xét" in b"".join(file.streaming_content).decode("utf-8-sig")


def test_a_resource_is_asked_for_and_answered_in_the_pages(client, cast, task):
    address = f"{url('resource-ask', task.plan_id)}?nhiem-vu={task.pk}"
    wanted = {"organisation": cast.front.pk, "addressee": cast.committee.pk}
    wanted |= {"purpose": "Thuê xe cho đoàn", "amount": "1,5 tỷ"}
    faulty = post(client, cast.front_staff, address, **wanted | {"amount": "nhiều"})
    assert "không đọc được thành số tiền" in faulty.content.decode()

    post(client, cast.front_staff, address, **wanted)
    request = ResourceRequest.objects.get()
    assert (request.amount, request.task) == (1_500_000_000, task)
    page = client.get(request.get_absolute_url()).content.decode()
    assert "một tỷ năm trăm triệu đồng" in page

    answer = url("resource-answer", request.pk)
    partly = {"state": "partly", "granted_amount": "2 tỷ", "answer": "Thiếu nguồn"}
    refused = post(client, cast.staff, answer, **partly)
    assert "phải nhỏ hơn" in refused.content.decode()
    partly |= {"granted_amount": "1 tỷ", "document_number": "15/UBND-TH"}
    partly |= {"upload": SimpleUploadedFile("tra-loi.pdf", world.PDF)}
    post(client, cast.staff, answer, **partly)

    for place in (task, task.plan):
        page = client.get(place.get_absolute_url()).content.decode()
        assert "1,5 tỷ đồng" in page and "1 tỷ đồng" in page
    register = client.get(url("resource-list"), {"state": "partly"}).content.decode()
    assert "Thuê xe cho đoàn" in register
    file = client.get(url("resource-document", request.pk))
    assert file.getvalue() == world.PDF


@pytest.mark.parametrize("wanted", ["0", "x", "9" * 40, "\x00", "-1", "999999"])
def test_a_request_for_no_task_of_the_plan_is_not_found(client, cast, task, wanted):
    client.force_login(cast.staff)
    address = url("resource-ask", task.plan_id)
    assert client.get(address, {"nhiem-vu": wanted}).status_code == 404


def test_the_on_time_rate_on_the_page_of_the_plan_is_by_both_days(client, cast, task):
    FocusTask.objects.update(
        state="done",
        completed_on=date(2020, 7, 5),
        original_due_on=task.due_on,
        due_on=date(2020, 7, 31),
    )
    client.force_login(cast.staff)
    page = client.get(task.plan.get_absolute_url()).content.decode()

    assert "đúng hạn hiện tại 1 (100%)" in page
    assert "ban đầu, chưa kể gia hạn, 0 (0%)" in page
