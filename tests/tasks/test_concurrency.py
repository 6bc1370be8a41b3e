"""Two people at the same moment, in real transactions."""

import threading
from datetime import date

import pytest
from django.db import connection, connections

from accounts.errors import NotPossible
from agreements import amending
from reports import recommending
from tasks import approval, conclusions
from tasks.models import Decision, YearlyPlan
from tests import factories

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def on_postgresql(db):
    if connection.vendor != "postgresql":
        pytest.skip("cần PostgreSQL: SQLite chỉ có một người ghi")


def at_the_same_moment(*actions):
    """Run the actions in threads that start together; their results in order."""
    start, results = threading.Barrier(len(actions)), [None] * len(actions)

    def run(index, action):
        start.wait()
        try:
            results[index] = action()
        except Exception as error:
            results[index] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(actions)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def submitted_plan(*organisations):
    agreement = factories.make_agreement(*organisations)
    plan = factories.make_plan(agreement)
    factories.make_focus_task(plan)
    by = factories.make_user((organisations[0], "staff"))
    for organisation in organisations[1:]:
        factories.make_user((organisation, "reviewer"))
    approval.submit(plan=plan, by=by, on=date(2026, 2, 1))
    return plan


def decide(plan, position, verdict, reason=""):
    from accounts.models import User

    party = plan.agreement.parties.get(position=position)
    reviewer = User.objects.get(memberships__organisation=party.organisation)
    return lambda: approval.decide(
        plan=plan, party=party, round=1, verdict=verdict, reason=reason, by=reviewer
    )


def test_two_last_parties_agree_at_once_and_the_plan_is_agreed_once():
    for _ in range(5):
        plan = submitted_plan(*(factories.make_organisation() for _ in range(3)))
        at_the_same_moment(decide(plan, 2, "agreed"), decide(plan, 3, "agreed"))

        plan.refresh_from_db()
        assert plan.state == YearlyPlan.State.AGREED
        assert Decision.objects.filter(submission__plan=plan).count() == 3


def test_one_party_deciding_twice_at_once_has_decided_once():
    plan = submitted_plan(*(factories.make_organisation() for _ in range(3)))
    results = at_the_same_moment(
        decide(plan, 2, "agreed"), decide(plan, 2, "sent_back", "Sửa")
    )

    assert sum(isinstance(result, NotPossible) for result in results) == 1
    assert Decision.objects.filter(submission__plan=plan).count() == 2


def test_one_agrees_while_another_sends_back():
    for _ in range(5):
        plan = submitted_plan(*(factories.make_organisation() for _ in range(3)))
        at_the_same_moment(
            decide(plan, 2, "agreed"), decide(plan, 3, "sent_back", "Sửa")
        )

        plan.refresh_from_db()
        assert plan.state == YearlyPlan.State.SENT_BACK


def test_two_clicks_at_once_make_one_task_and_one_recommendation_of_a_conclusion():
    agreement = factories.make_agreement()
    plan = factories.make_plan(agreement)
    conference = factories.make_conference(agreement, conclusions=6)
    by = factories.make_user()
    for conclusion in conference.conclusions.all():
        asked = {"conclusion": conclusion, "by": by}
        tasks = at_the_same_moment(
            *2
            * [
                lambda asked=asked: conclusions.make_task(
                    plan=plan, on=date(2026, 2, 1), **asked
                )
            ]
        )
        raised = at_the_same_moment(
            *2 * [lambda asked=asked: recommending.recommend(**asked)]
        )

        assert sorted(is_new for _, is_new in tasks) == [False, True]
        assert sorted(is_new for _, is_new in raised) == [False, True]
        assert conclusion.tasks.count() == 1


def test_two_clicks_at_once_remove_an_amendment_once():
    agreement = factories.make_agreement()
    by = factories.make_user()
    for _ in range(4):
        row = agreement.amendments.create(subject="Sửa", effective_on=date(2026, 1, 1))
        results = at_the_same_moment(
            *2
            * [lambda row=row: amending.remove(amendment=row, by=by, reason="Ghi nhầm")]
        )

        assert sorted(map(type, results), key=str) == [type(None), NotPossible]
        assert not agreement.amendments.exists()
