from datetime import date

import pytest
from django.core.exceptions import ValidationError

from accounts import history
from accounts.errors import NotPossible
from accounts.models import OutgoingMail
from tasks.models import ResourceRequest, TaskState
from tasks.work import requesting
from tests import factories

ON = date(2026, 6, 20)
BILLION = 10**9


@pytest.fixture
def plan(cast, agreement):
    return factories.make_issued_plan(agreement, office=cast.committee)


def ask(plan, cast, **values):
    defaults = {
        "organisation": cast.front,
        "addressee": cast.committee,
        "purpose": "Kinh phí giám sát",
        "amount": BILLION,
        "by": cast.front_staff,
        "on": ON,
    }
    return requesting.ask(plan=plan, **defaults | values)


def answer(request, cast, state, **values):
    return requesting.answer(
        request=request, state=state, by=cast.staff, on=ON, **values
    )


def test_a_request_is_asked_told_and_answered_once(plan, cast):
    request = ask(plan, cast)
    assert OutgoingMail.objects.filter(recipient=cast.staff).count() == 1

    assert answer(request, cast, "granted", document_number="15/UBND-TH")
    assert not answer(request, cast, "refused", answer="Không")
    request.refresh_from_db()
    assert (request.state, request.granted_amount) == ("granted", BILLION)
    assert OutgoingMail.objects.filter(recipient=cast.front_staff).count() == 1
    assert "đồng ý" in history.of(plan).first().action


@pytest.mark.parametrize(
    ("state", "values", "field"),
    [
        ("partly", {"granted_amount": 5}, "answer"),
        ("partly", {"answer": "Thiếu nguồn"}, "granted_amount"),
        ("partly", {"answer": "Đủ", "granted_amount": BILLION}, "granted_amount"),
        ("refused", {}, "answer"),
        ("asked", {"answer": "?"}, "state"),
    ],
)
def test_an_answer_says_how_much_and_why(plan, cast, state, values, field):
    request = ask(plan, cast)
    with pytest.raises(ValidationError) as refused:
        answer(request, cast, state, **values)
    assert field in refused.value.message_dict


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"due_on": date(2026, 6, 1)}, "due_on"),
        ({"amount": 0}, "__all__"),
        ({"amount": -1}, "__all__"),
    ],
)
def test_a_faulty_request_is_refused(plan, cast, values, field):
    with pytest.raises(ValidationError) as refused:
        ask(plan, cast, **values)
    assert field in refused.value.message_dict


def test_nobody_asks_itself_or_for_what_is_over(plan, cast):
    with pytest.raises(ValidationError, match="phải khác"):
        ask(plan, cast, addressee=cast.front)
    done = factories.make_focus_task(plan, state=TaskState.DONE, completed_on=ON)
    with pytest.raises(NotPossible, match="Hoàn thành"):
        ask(plan, cast, task=done)
    with pytest.raises(NotPossible, match="đang thực hiện"):
        ask(factories.make_plan(plan.agreement), cast)


def test_a_withdrawn_request_is_neither_answered_nor_counted(plan, cast):
    request = ask(plan, cast)
    assert requesting.withdraw(request=request, by=cast.front_staff)
    assert not answer(request, cast, "granted")
    assert not requesting.withdraw(request=request, by=cast.front_staff)
    assert requesting.totals_of(ResourceRequest.objects.all()).count == 0


def test_a_request_without_a_sum_is_said_and_never_counted_as_0(plan, cast):
    ask(plan, cast)
    hall = ask(plan, cast, amount=None, purpose="Mượn hội trường")
    part = ask(plan, cast, amount=500)
    answer(hall, cast, "granted")
    answer(part, cast, "partly", granted_amount=200, answer="Thiếu")

    totals = requesting.totals_of(ResourceRequest.objects.all())
    assert (totals.count, totals.asked, totals.asked_unsaid) == (3, BILLION + 500, 1)
    assert (totals.granted_count, totals.granted, totals.granted_unsaid) == (2, 200, 1)
    assert totals.waiting == 1


def test_who_sees_a_request(plan, cast):
    request = ask(plan, cast)
    seen_by = ResourceRequest.objects.visible_to
    for user in (cast.front_staff, cast.reviewer, cast.staff, cast.admin):
        assert seen_by(user).filter(pk=request.pk).exists()
    for user in (cast.lead, cast.outsider):
        assert not seen_by(user).exists()


def test_who_may_ask(plan, cast):
    task = factories.make_focus_task(plan, lead_organisation=cast.department)

    def bodies(user, task=None):
        return requesting.bodies_to_ask_for(user, plan, task)

    assert bodies(cast.front_staff) == [cast.front]
    assert bodies(cast.staff) == [cast.committee]
    assert bodies(cast.lead) == bodies(cast.lead, task) == [cast.department]
    assert bodies(cast.lead, factories.make_focus_task(plan)) == []
    assert bodies(cast.reviewer) == bodies(cast.outsider) == bodies(cast.admin) == []
