"""What the pages of things show of the ledger: who was told, when, why; the letter."""

from datetime import date, datetime

import pytest
from django.utils import timezone

from accounts.mail import delivery
from accounts.models import Digest, OutgoingMail, Reminder
from accounts.reminding import panel
from reports.recommendations import recommending
from tests import factories
from tests.tasks.deciding_cases import submitted

ON = date(2026, 6, 23)
AT = datetime(2026, 6, 23, 9, 5, tzinfo=timezone.get_default_timezone())
WHY = "Ông/Bà là chuyên viên của cơ quan."


def remind(user, duty, duty_id, **fields):
    """A row of the ledger; sent, with a letter, unless it says otherwise."""
    defaults = {
        "step": -7,
        "due_on": date(2026, 6, 30),
        "state": "sent",
        "why": WHY,
        "tell_on": ON,
        "planned_at": AT,
        "settled_at": AT,
    }
    fields = defaults | fields
    if fields["state"] in ("sent", "failed") and "digest" not in fields:
        fields["digest"] = digest_of(user)
    return Reminder.objects.create(receiver=user, duty=duty, duty_id=duty_id, **fields)


def digest_of(user, **mail):
    letter = delivery.unsaved(to=user, subject="Nhắc việc", body="", html="", at=AT)
    letter.save()
    OutgoingMail.objects.filter(pk=letter.pk).update(**mail)
    made = {"built_at": AT, "run": "0" * 32, "mail": letter, "kind": "daily"}
    return Digest.objects.create(receiver=user, on=ON, **made)


@pytest.fixture
def task(cast, agreement):
    plan = factories.make_issued_plan(agreement, office=cast.committee)
    return factories.make_focus_task(plan, lead_organisation=cast.department)


def test_the_page_of_a_task_tells_of_all_that_was_reminded_of(visit, cast, task):
    step = task.steps.create(position=1, name="Khảo sát")
    part = task.coordinations.create(organisation=cast.front)
    remind(cast.lead, "task", task.pk, is_late=True)
    remind(cast.staff, "confirmation", task.pk, step=0)
    remind(
        cast.lead,
        "step",
        step.pk,
        state="withdrawn",
        settled_why="Hạn đã đổi thành 01/07/2026.",
    )
    remind(cast.front_staff, "part", part.pk, state="planned", settled_at=None)
    page = visit(cast.lead, task.get_absolute_url()).content.decode()
    panel = page.split('id="so-nhac-viec"')[1].split("</details>")[0]

    for words in (
        "Hoàn thành nhiệm vụ · hạn 30/06/2026 · bậc 7 ngày trước hạn",
        "Xác nhận kết quả · hạn 30/06/2026 · bậc đúng hạn",
        "Nhắc muộn",
        "Lý do rút: Hạn đã đổi thành 01/07/2026.",
        f"<b>{cast.front_staff}</b>: chờ nhắc",
        "09:05 23/06/2026",
        f"Vì sao được nhắc: {WHY}",
        "thư đang chờ gửi",
    ):
        assert words in panel


@pytest.mark.parametrize(
    ("mail", "words"),
    [
        ({}, "thư đang chờ gửi"),
        ({"sent_at": AT}, "thư đã chuyển đi lúc 09:05 23/06/2026"),
        ({"sent_at": AT, "bounced_at": AT}, "thư bị trả lại lúc 09:05 23/06/2026"),
        ({"given_up_at": AT}, "thư không gửi được"),
    ],
)
def test_what_became_of_the_letter(cast, mail, words):
    remind(cast.lead, "task", 1, digest=digest_of(cast.lead, **mail))
    (told,) = panel.of_duties({"task": [1]})
    assert told.mail == words
    is_lost = "bounced_at" in mail or "given_up_at" in mail
    assert told.tone == ("late" if is_lost else "ok")


def test_without_an_address_it_was_told_in_the_inbox_alone(cast):
    digest = digest_of(cast.lead)
    Digest.objects.update(mail=None)
    digest.refresh_from_db()
    remind(cast.lead, "task", 1, digest=digest)
    (told,) = panel.of_duties({"task": [1]})
    assert told.mail == "chỉ báo trong hộp thông báo, vì chưa có địa chỉ thư"


def test_the_letters_themselves_are_not_read(cast, django_assert_num_queries):
    for number in range(3):
        user = factories.make_user()
        remind(user, "task", 1, step=number)
    with django_assert_num_queries(1):
        rows = panel.of_duties({"task": [1], "step": []})
        assert all(told.mail and str(told.row.receiver) for told in rows)
    assert "body" in rows[0].row.digest.mail.get_deferred_fields()


def test_the_page_of_a_plan_tells_who_was_asked_to_decide(visit, cast):
    plan = submitted(cast)
    remind(cast.reviewer, "decision", plan.pk)
    page = visit(cast.reviewer, plan.get_absolute_url()).content.decode()
    assert f"<b>{cast.reviewer}</b>: đã nhắc" in page
    assert "Cho ý kiến về kế hoạch · hạn 30/06/2026" in page


def test_the_page_of_a_recommendation_tells_who_was_asked_to_reply(
    visit, cast, agreement
):
    row = recommending.draft(
        values={"wording": "Bố trí", "sender": cast.front, "agreement": agreement},
        addressees=[cast.department],
        by=cast.front_staff,
    )
    recommending.send(
        recommendation=row, by=cast.front_staff, on=ON, sent_on=ON, due_on=ON
    )
    remind(cast.lead, "reply", row.addressees.get().pk)
    page = visit(cast.lead, row.get_absolute_url()).content.decode()
    assert "Trả lời kiến nghị · hạn 30/06/2026" in page


def test_the_page_of_an_agreement_tells_of_its_end_to_those_who_see_its_history(
    visit, cast, agreement, task
):
    remind(cast.staff, "agreement_end", agreement.pk, step=-180)
    words = "Quy chế hết hiệu lực · hạn 30/06/2026 · bậc 180 ngày trước hạn"
    address = agreement.get_absolute_url()
    assert words in visit(cast.front_staff, address).content.decode()
    # The department works under it, and is no party.
    page = visit(cast.lead, address).content.decode()
    assert agreement.subject in page and words not in page


def test_nothing_is_shown_where_nobody_was_reminded(visit, cast, task):
    page = visit(cast.lead, task.get_absolute_url()).content.decode()
    assert "so-nhac-viec" not in page
