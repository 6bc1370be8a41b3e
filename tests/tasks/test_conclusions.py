"""A conclusion becomes a focus task in one click, and only once in a plan."""

from datetime import date

import pytest
from django.urls import reverse

from accounts import history
from accounts.errors import NotPossible
from accounts.models import Succession
from agreements.models import Agreement, Conference
from tasks import conclusions, permissions
from tasks.models import FocusTask
from tests.factories import (
    make_agreement,
    make_conference,
    make_issued_plan,
    make_organisation,
    make_plan,
)

ON = date(2026, 6, 15)


@pytest.fixture
def conclusion(cast, agreement):
    conference = make_conference(agreement)
    return conference.conclusions.create(
        wording="Rà soát nhà tạm, nhà dột nát",
        organisation=cast.department,
        deadline_as_written="trước 30/9",
    )


def click(client, conclusion, **data):
    return client.post(reverse("tasks:conclusion-task", args=[conclusion.pk]), data)


def test_the_task_takes_words_lead_and_deadline_of_the_conclusion(
    cast, agreement, conclusion
):
    plan = make_plan(agreement, year=2026)
    task, is_new = conclusions.make_task(
        conclusion=conclusion, plan=plan, by=cast.staff, on=ON
    )
    assert is_new
    assert (task.title, task.lead_organisation) == (conclusion.wording, cast.department)
    assert task.due_on == date(2026, 9, 30)
    told = history.of(conclusion.conference).first()
    assert told.action.startswith("đã đưa vào dự thảo kế hoạch năm 2026 kết luận")


def test_a_second_click_finds_the_first_ones_task(cast, agreement, conclusion):
    plan, next_year = make_plan(agreement), make_plan(agreement, year=2027)
    asked = {"conclusion": conclusion, "by": cast.staff, "on": ON}
    task, _ = conclusions.make_task(plan=plan, **asked)
    assert conclusions.make_task(plan=plan, **asked) == (task, False)
    assert conclusions.make_task(plan=next_year, **asked)[1]
    assert conclusion.tasks.count() == 2


def test_without_a_named_body_the_office_of_the_plan_leads(cast, agreement, conclusion):
    conclusion.organisation = None
    conclusion.save()
    task, _ = conclusions.make_task(
        conclusion=conclusion, plan=make_plan(agreement), by=cast.staff, on=ON
    )
    assert task.lead_organisation == cast.committee


def test_a_body_that_ended_hands_the_task_to_its_successor(cast, agreement, conclusion):
    new = make_organisation("Sở mới", kind="so", established_on=date(2026, 6, 1))
    cast.department.dissolved_on = date(2026, 6, 1)
    cast.department.save()
    Succession.objects.create(
        predecessor=cast.department, successor=new, took_effect_on=date(2026, 6, 1)
    )
    assert conclusions.lead_of(conclusion, ON) == new


def test_a_very_long_conclusion_is_kept_whole_in_the_note(cast, agreement, conclusion):
    conclusion.wording = "Rà soát " * 200
    conclusion.save()
    task, _ = conclusions.make_task(
        conclusion=conclusion, plan=make_plan(agreement), by=cast.staff, on=ON
    )
    assert len(task.title) == 1000
    assert task.note.strip() == conclusion.wording.strip()


def test_an_issued_plan_takes_no_new_task(cast, agreement, conclusion):
    with pytest.raises(NotPossible):
        conclusions.make_task(
            conclusion=conclusion,
            plan=make_issued_plan(agreement),
            by=cast.staff,
            on=ON,
        )


def test_one_click_where_there_is_one_draft(client, cast, agreement, conclusion):
    make_issued_plan(agreement)
    draft = make_plan(agreement)
    client.force_login(cast.staff)
    for _ in range(2):
        response = click(client, conclusion)
        task = FocusTask.objects.get(conclusion=conclusion)
        assert response.url == task.get_absolute_url()
    assert task.plan == draft
    page = client.get(conclusion.conference.get_absolute_url()).content.decode()
    assert "Đã thành nhiệm vụ" in page
    assert "Thành nhiệm vụ</button>" not in page


def test_with_several_drafts_the_person_chooses(client, cast, agreement, conclusion):
    drafts = [make_plan(agreement, year=year) for year in (2026, 2027)]
    client.force_login(cast.staff)
    page = click(client, conclusion).content.decode()
    assert all(draft.title in page for draft in drafts)
    assert not FocusTask.objects.exists()
    click(client, conclusion, plan=drafts[1].pk)
    assert FocusTask.objects.get().plan == drafts[1]


def test_without_a_draft_the_page_leads_to_making_one(
    client, cast, agreement, conclusion
):
    client.force_login(cast.staff)
    page = click(client, conclusion).content.decode()
    assert "Chưa có dự thảo kế hoạch nào" in page
    assert reverse("tasks:plan-create", args=[agreement.pk]) in page


def test_the_draft_of_another_office_is_neither_shown_nor_used(
    client, cast, agreement, conclusion
):
    draft = make_plan(agreement, office=cast.committee)
    client.force_login(cast.front_staff)
    assert draft.title not in click(client, conclusion, plan=draft.pk).content.decode()
    assert not FocusTask.objects.exists()
    conclusions.make_task(conclusion=conclusion, plan=draft, by=cast.staff, on=ON)
    page = client.get(conclusion.conference.get_absolute_url()).content.decode()
    assert "Đã đưa vào dự thảo kế hoạch của cơ quan khác" in page
    assert draft.title not in page


def test_a_conference_about_nothing_says_what_to_do(client, cast):
    conference = make_conference(owner=cast.committee, conclusions=1)
    client.force_login(cast.staff)
    page = click(client, conference.conclusions.get()).content.decode()
    assert "Hội nghị chưa gắn với văn bản nào" in page


def test_a_text_signed_at_the_ceremony_counts_as_concerned(client, cast):
    ceremony = make_conference(
        kind=Conference.Kind.SIGNING, owner=cast.committee, conclusions=1
    )
    plan = make_plan(make_agreement(cast.committee, cast.front, ceremony=ceremony))
    client.force_login(cast.staff)
    click(client, ceremony.conclusions.get())
    assert plan.tasks.get().conclusion == ceremony.conclusions.get()


def test_of_many_agreements_those_are_offered_under_which_one_may_draft(cast):
    unsigned = make_agreement(cast.committee, cast.front, signed_on=None)
    ours = make_agreement(cast.front, cast.committee)
    make_agreement(cast.elsewhere, cast.front)
    assert unsigned.owner == cast.committee
    for user in (cast.staff, cast.front_staff, cast.reviewer, cast.outsider):
        offered = set(permissions.draftable(user, Agreement.objects.all()))
        assert offered == {
            row for row in Agreement.objects.all() if permissions.can_draft(user, row)
        }
    assert set(permissions.draftable(cast.staff, Agreement.objects.all())) == {ours}


def test_after_drafting_a_plan_for_it_one_is_led_back_to_the_conclusion(
    client, cast, agreement, conclusion
):
    client.force_login(cast.staff)
    back = reverse("tasks:conclusion-task", args=[conclusion.pk])
    draft = reverse("tasks:plan-create", args=[agreement.pk])
    link = f"{draft}?ket-luan={conclusion.pk}"
    assert link in client.get(back).content.decode()

    def sent(address):
        form = client.get(address).context["form"]
        names = ("office", "year", "title", "form_token")
        values = {name: form[name].value() for name in names}
        return client.post(address, values)

    response = sent(link)
    assert response.url == back
    page = client.get(back).content.decode()
    assert "Mời chọn kế hoạch để đưa kết luận vào" in page
    assert "Đưa vào kế hoạch này" in page
    for elsewhere in (draft, f"{draft}?ket-luan=999999", f"{draft}?ket-luan=x"):
        assert sent(elsewhere).url.startswith("/ke-hoach/")
