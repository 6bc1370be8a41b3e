"""The pages of a plan's rounds."""

import pytest
from django.urls import reverse

from tasks.approvals import approval
from tasks.models import FocusTask, Remark, YearlyPlan
from tasks.plans import planning
from tests import factories
from tests.tasks.deciding_cases import ON, decide, party, submitted


def url(name, *args):
    return reverse(f"tasks:{name}", args=args)


def text(response):
    return response.content.decode()


@pytest.fixture
def plan(cast):
    return submitted(cast)


def send_back_url(plan):
    return url("plan-send-back", plan.pk, party(plan.agreement).pk)


def test_remarks_on_several_rows_go_with_one_decision(client, cast, agreement):
    plan = factories.make_plan(agreement)
    tasks = [factories.make_focus_task(plan) for _ in range(3)]
    approval.submit(plan=plan, by=cast.staff, on=ON)
    client.force_login(cast.reviewer)
    words = dict(zip(tasks, ["Một", " ", "Ba"], strict=True))
    data = {f"dong-{task.pk}": said for task, said in words.items()}
    client.post(send_back_url(plan), data | {"round": "1", "reason": ""})

    plan.refresh_from_db()
    assert plan.state == "sent_back"
    assert list(Remark.objects.values_list("task", "text")) == [
        (tasks[0].pk, "Một"),
        (tasks[2].pk, "Ba"),
    ]
    assert Remark.objects.first().decision.reason == "Có ý kiến ở 2 nhiệm vụ."


def test_who_is_asked_is_said_before_submitting(client, cast, agreement):
    plan = factories.make_plan(agreement, year=2030)
    factories.make_focus_task(plan, due_on=ON)
    client.force_login(cast.staff)
    page = text(client.get(url("plan-submit", plan.pk)))

    assert f"Hỏi ý kiến: <b>{party(agreement).name_as_signed}</b>." in page
    assert "1 nhiệm vụ có hạn trước năm 2030" in page


def test_a_remark_starts_at_the_row_on_the_page_of_the_plan(client, cast, plan):
    task = plan.tasks.get()
    plan.headings.create(title="I. Giám sát", level=1, position=0)
    client.force_login(cast.reviewer)
    page = text(client.get(plan.get_absolute_url()))

    assert f"{send_back_url(plan)}?nhiem-vu={task.pk}" in page
    assert "Nhiệm vụ trọng tâm (1)" in page


def test_sending_back_without_any_word_is_refused(client, cast, plan):
    client.force_login(cast.reviewer)
    page = client.post(send_back_url(plan), {"round": "1", "reason": " "})

    assert "Hãy ghi lý do đề nghị sửa" in text(page)


def test_in_a_long_plan_a_field_opens_where_it_is_asked(client, cast, agreement):
    """And what was typed at another row is still there."""
    plan = factories.make_plan(agreement)
    rows = [factories.make_focus_task(plan) for _ in range(45)]
    approval.submit(plan=plan, by=cast.staff, on=ON)
    client.force_login(cast.reviewer)
    page = text(client.get(f"{send_back_url(plan)}?nhiem-vu={rows[3].pk}"))
    assert page.count("<textarea") == 2 and f'name="dong-{rows[3].pk}"' in page

    data = {"round": "1", f"dong-{rows[3].pk}": "Lời đã gõ", "them": rows[40].pk}
    page = text(client.post(send_back_url(plan), data))
    assert "Lời đã gõ" in page and f'name="dong-{rows[40].pk}"' in page
    assert "Hãy ghi lý do" not in page
    plan.refresh_from_db()
    assert plan.state == "submitted"


@pytest.mark.parametrize(
    "data",
    [
        {"dong-99999999999999999999": "x"},
        {"dong-²": "x"},
        {"dong-1": "\x00"},
        {"them": "x"},
        {"them": "9" * 30},
        {"round": "9" * 40, "reason": "Sửa"},
    ],
)
def test_what_no_form_sends_is_a_form_error(client, cast, plan, data):
    client.force_login(cast.reviewer)

    assert client.post(send_back_url(plan), data).status_code == 200


def test_a_decision_taken_meanwhile_keeps_what_was_typed(client, cast, plan):
    decide(plan, cast.front_manager)
    client.force_login(cast.reviewer)
    data = {"round": "1", "reason": "Lời đã gõ dài"}
    page = text(client.post(send_back_url(plan), data))

    assert "Lời đã gõ dài" in page and "Đã thống nhất" in page
    assert client.get(send_back_url(plan)).status_code == 302


@pytest.fixture
def revised(cast, plan):
    """Sent back with a remark on its row, which was then changed."""
    task = plan.tasks.get()
    decide(plan, cast.reviewer, "sent_back", reason="Sửa", remarks={task: "Nêu rõ xã"})
    plan.refresh_from_db()
    FocusTask.objects.filter(pk=task.pk).update(expected_product="Báo cáo 5 xã")
    return plan


def test_the_office_sees_each_remark_with_its_change_and_answers_it(
    client, cast, revised
):
    client.force_login(cast.staff)
    page = text(client.get(revised.get_absolute_url()))
    assert "Nêu rõ xã" in page and "<ins>Báo cáo 5 xã</ins>" in page

    remark = Remark.objects.get()
    address = url("remark-answer", revised.pk, remark.pk)
    refused = text(client.post(address, {"kind": "kept", "answer": ""}))
    assert "Hãy ghi vì sao giữ nguyên" in refused
    client.post(address, {"kind": "changed", "answer": "Đã nêu 5 xã"})
    remark.refresh_from_db()
    assert (remark.answer_kind, remark.answered_by) == ("changed", cast.staff)


def test_the_next_round_shows_the_reviewer_the_answer_and_the_change(
    client, cast, revised
):
    Remark.objects.update(
        answer_kind="changed", answer="Đã nêu 5 xã", answered_at="2026-02-11T00:00Z"
    )
    approval.submit(plan=revised, by=cast.staff, on=ON, note="Đã tiếp thu")
    client.force_login(cast.reviewer)
    page = text(client.get(revised.get_absolute_url()))

    assert "1 nhiệm vụ sửa" in page and "Đã tiếp thu" in page
    assert "Đã nêu 5 xã" in page and "<ins>Báo cáo 5 xã</ins>" in page


def test_a_remark_outlives_its_row(client, cast, revised):
    task = revised.tasks.get()
    factories.make_focus_task(revised)
    planning.remove_task(task=task, by=cast.staff)
    client.force_login(cast.staff)
    page = text(client.get(revised.get_absolute_url()))

    assert task.title in page and "đã bỏ" in page
    remark = Remark.objects.get()
    address = url("remark-answer", revised.pk, remark.pk)
    assert client.post(address, {"kind": "changed"}).status_code == 302


def test_submitting_again_counts_the_remarks_not_yet_answered(client, cast, revised):
    client.force_login(cast.staff)

    assert "Còn 1 ý kiến" in text(client.get(url("plan-submit", revised.pk)))


def test_any_two_rounds_are_compared(client, cast, revised):
    approval.submit(plan=revised, by=cast.staff, on=ON)
    client.force_login(cast.reviewer)
    second = url("plan-round", revised.pk, 2)
    assert "<ins>Báo cáo 5 xã</ins>" in text(client.get(second))
    assert "<ins>" not in text(client.get(f"{second}?so-voi=0"))
    turned = client.get(f"{url('plan-round', revised.pk, 1)}?so-voi=2")
    assert turned.url == f"{second}?so-voi=1"
    assert client.get(url("plan-round", revised.pk, 99)).status_code == 302


def test_the_office_withdraws_with_a_reason(client, cast, plan):
    client.force_login(cast.staff)
    address = url("plan-withdraw", plan.pk)
    assert client.post(address, {"reason": " "}).status_code == 200
    client.post(address, {"reason": "Thiếu một nhiệm vụ"})
    plan.refresh_from_db()
    assert plan.state == YearlyPlan.State.WITHDRAWN

    late = client.post(address, {"reason": "Lời gõ muộn"})
    assert "Lời gõ muộn" in text(late) and "Đã rút về để sửa" in text(late)
    client.force_login(cast.reviewer)
    page = text(client.get(plan.get_absolute_url()))
    assert "Thiếu một nhiệm vụ" in page and "không còn giá trị" in page


def test_the_rule_is_edited_on_its_page_and_a_stale_form_kept(client, cast, agreement):
    client.force_login(cast.staff)
    address = url("approval-rule", agreement.pk)
    front = party(agreement).pk
    was = client.get(address).context["form"]["was"].value()
    data = {"was": was, "order": "lan-luot", "days_to_decide": "5"}
    for row in agreement.parties.all():
        data |= {f"who_{row.pk}": "any", f"posts_{row.pk}": ""}
    data |= {f"who_{front}": "managers", f"posts_{front}": " Chủ tịch;;"}
    assert client.post(address, data).status_code == 302
    assert agreement.approval_rule.is_serial
    assert party(agreement).deciding_post.posts == "Chủ tịch"

    page = client.post(address, data | {"days_to_decide": "9"})
    assert "người khác đã sửa" in text(page)
    data["was"] = page.context["form"]["was"].value()
    assert client.post(address, data).status_code == 302


@pytest.mark.parametrize("days", ["0", "366", "9" * 30, "x"])
def test_days_that_no_rule_has(client, cast, agreement, days):
    client.force_login(cast.staff)
    data = {"order": "cung-luc", "days_to_decide": days}

    assert client.post(url("approval-rule", agreement.pk), data).status_code == 200
