"""Two people at the same moment about one recommendation, in real transactions."""

from datetime import date

import pytest
from django.db import connection

from accounts.errors import NotPossible
from accounts.models import Notification
from reports.models import Recommendation
from reports.recommendations import carrying, recommending, replying
from tests import factories
from tests.tasks.test_concurrency import at_the_same_moment

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]
SENT = date(2026, 3, 2)


@pytest.fixture(autouse=True)
def on_postgresql(db):
    if connection.vendor != "postgresql":
        pytest.skip("cần PostgreSQL: SQLite chỉ có một người ghi")


@pytest.fixture
def case():
    """A row to send, the person of each side, and a draft plan."""
    agreement = factories.make_agreement()
    committee, front = (party.organisation for party in agreement.parties.all())
    people = [factories.make_user((body, "staff")) for body in (committee, front)]
    row = recommending.draft(
        values={"wording": "Công khai", "sender": front, "agreement": agreement},
        addressees=[committee],
        by=people[1],
    )
    return row, *people, factories.make_plan(agreement)


def sending(row, by):
    return lambda: recommending.send(
        recommendation=Recommendation.objects.get(pk=row.pk),
        by=by,
        on=SENT,
        sent_on=SENT,
    )


def test_two_clicks_send_once_and_tell_once(case):
    row, addressee, sender, _ = case
    results = at_the_same_moment(*2 * [sending(row, sender)])
    assert sorted(results) == [False, True]
    assert Notification.objects.filter(user=addressee).count() == 1


def test_of_two_answers_at_once_one_stands_and_is_judged_once(case):
    row, addressee, sender, _ = case
    sending(row, sender)()
    body = row.addressees.get()
    results = at_the_same_moment(
        *(
            lambda text=text: replying.reply(
                addressee=body, verdict="accepted", text=text, by=addressee, on=SENT
            )
            for text in ("Một", "Hai")
        )
    )
    assert sum(isinstance(result, NotPossible) for result in results) == 1
    reply = body.replies.get()
    judged = at_the_same_moment(
        lambda: replying.judge(
            reply=reply, judgement="satisfactory", by=sender, on=SENT
        ),
        lambda: replying.judge(
            reply=reply, judgement="unsatisfactory", note="Thiếu", by=sender, on=SENT
        ),
    )
    assert sorted(judged) == [False, True]
    body.refresh_from_db()
    reply.refresh_from_db()
    settled = reply.judgement == "satisfactory"
    assert body.state == ("settled" if settled else "unsatisfied")


def test_a_reply_and_a_recall_at_once_never_both_pass_over_each_other(case):
    row, addressee, sender, _ = case
    sending(row, sender)()
    body = row.addressees.get()
    replied, recalled = at_the_same_moment(
        lambda: replying.reply(
            addressee=body, verdict="accepted", text="Một", by=addressee, on=SENT
        ),
        lambda: recommending.recall(
            recommendation=row, reason="Thôi", by=sender, on=SENT
        ),
    )
    assert recalled is True
    assert isinstance(replied, NotPossible) or body.replies.count() == 1


def test_two_who_carry_over_at_once_make_one_task(case):
    row, addressee, sender, plan = case
    sending(row, sender)()
    results = at_the_same_moment(
        *2
        * [
            lambda: carrying.carry_over(
                plan=plan, recommendations=[row], by=addressee, on=SENT
            )
        ]
    )
    assert sorted(map(len, results)) == [0, 1]
    assert plan.tasks.count() == 1
