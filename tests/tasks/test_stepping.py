"""Steps of a supervision: from a template, then the office's own."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from accounts import history
from accounts.errors import NotPossible
from tasks import permissions
from tasks.models import TaskState, WorkTemplate
from tasks.work import stepping
from tests.factories import make_focus_task, make_issued_plan

FIRST, LAST = date(2026, 5, 20), date(2026, 5, 22)


@pytest.fixture
def template(db):
    template = WorkTemplate.objects.create(
        code="giam-sat", name="Giám sát", kind="supervision", anchor="ngày làm việc"
    )
    for position, (name, days) in enumerate(
        [("Gửi kế hoạch", -15), ("Làm việc", 0), ("Báo cáo", 15), ("Đôn đốc", None)]
    ):
        template.steps.create(position=position, name=name, days=days, basis="Điều 7")
    return template


@pytest.fixture
def task(cast, agreement):
    plan = make_issued_plan(agreement)
    return make_focus_task(plan, kind="supervision", lead_organisation=cast.department)


def test_days_before_count_from_the_first_day_and_after_from_the_last(
    cast, task, template
):
    added = stepping.apply(
        task=task, template=template, first=FIRST, last=LAST, by=cast.lead
    )
    assert added == 4
    days = dict(task.steps.values_list("name", "due_on"))
    assert days == {
        "Gửi kế hoạch": date(2026, 5, 5),
        "Làm việc": FIRST,
        "Báo cáo": date(2026, 6, 6),
        "Đôn đốc": None,  # the source gives no number of days, and so do we not
    }
    assert "20/05/2026 đến 22/05/2026" in history.of(task).first().action


def test_a_template_applied_twice_adds_nothing(cast, task, template):
    apply = {"task": task, "template": template, "first": FIRST, "by": cast.lead}
    assert (stepping.apply(**apply), stepping.apply(**apply)) == (4, 0)
    with pytest.raises(ValidationError):
        stepping.apply(**apply, last=date(2026, 5, 1))


def test_a_step_is_changed_ticked_and_removed_with_its_history(cast, task):
    step = stepping.add(task=task, values={"name": "Khảo sát"}, by=cast.lead)
    stepping.revise(step=step, values={"due_on": FIRST}, by=cast.staff)
    assert stepping.mark(step=step, is_done=True, by=cast.lead, on=FIRST)
    assert not stepping.mark(step=step, is_done=True, by=cast.staff, on=LAST)
    step.refresh_from_db()
    assert (step.done_on, step.done_by) == (FIRST, cast.lead)
    assert stepping.mark(step=step, is_done=False, by=cast.lead, on=LAST)
    stepping.remove(step=step, by=cast.lead)
    with pytest.raises(NotPossible):
        stepping.remove(step=step, by=cast.lead)
    assert history.of(task).count() == 5


def test_an_ended_task_keeps_its_steps_as_they_are(cast, task):
    task.state, task.completed_on = TaskState.DONE, FIRST
    task.save()
    with pytest.raises(NotPossible):
        stepping.add(task=task, values={"name": "Khảo sát"}, by=cast.lead)


def test_the_lead_and_the_office_of_the_plan_change_steps(cast, task):
    may = {person for person in vars(cast) if _may(getattr(cast, person), task)}
    assert may == {"staff", "manager", "lead"}


def _may(person, task):
    return hasattr(person, "username") and permissions.can_step(person, task)


def test_late_steps_are_told_with_the_day_after(cast, task):
    stepping.add(task=task, values={"name": "Khảo sát", "due_on": FIRST}, by=cast.lead)
    late = [
        stepping.page_context(cast.lead, task, on)["steps"][0][1]
        for on in (FIRST, date(2026, 5, 21))
    ]
    assert late == [False, True]


def test_the_page_of_a_task_sets_up_its_steps(client, cast, task, template):
    client.force_login(cast.lead)
    page = client.get(task.get_absolute_url()).content.decode()
    apply = reverse("tasks:steps-apply", args=[task.pk])
    assert apply in page
    form = client.get(apply).context["form"]
    sent = {
        "form_token": form["form_token"].value(),
        "template": template.pk,
        "first": "20/05/2026",
    }
    for _ in range(2):
        response = client.post(apply, sent, follow=True)
    page = response.content.decode()
    assert task.steps.count() == 4
    assert "Gửi kế hoạch" in page and "05/05/2026" in page and "căn cứ Điều 7" in page
    client.force_login(cast.reviewer)
    page = client.get(task.get_absolute_url()).content.decode()
    assert "Gửi kế hoạch" in page and apply not in page


def test_the_pages_of_a_step(client, cast, task):
    client.force_login(cast.lead)
    create = reverse("tasks:step-create", args=[task.pk])
    token = client.get(create).context["form"]["form_token"].value()
    sent = {"form_token": token, "name": "Khảo sát", "due_on": "31/02/2026"}
    assert "Ngày chưa đúng" in client.post(create, sent).content.decode()
    client.post(create, sent | {"due_on": "01/06/2026"})
    step = task.steps.get()
    edit = reverse("tasks:step-edit", args=[task.pk, step.pk])
    assert "Khảo sát" in client.get(edit).content.decode()
    client.post(reverse("tasks:step-mark", args=[task.pk, step.pk]))
    step.refresh_from_db()
    assert step.done_on
    client.post(reverse("tasks:step-remove", args=[task.pk, step.pk]))
    assert client.get(edit).status_code == 404
