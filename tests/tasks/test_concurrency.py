"""Two people at the same moment, in real transactions."""

import threading
from datetime import UTC, date, datetime

import pytest
from django.db import connection, connections

from accounts.errors import NotPossible
from accounts.models import OutgoingMail, User
from agreements.amendments import amending
from reports.recommendations import raised_at_conferences
from tasks import conclusions
from tasks.approvals import approval, standing_in
from tasks.models import ApprovalRule, Decision, YearlyPlan
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


class Case:
    """A committee drafts, each other body has one reviewer; a plan for each race."""

    def __init__(self, *, is_serial=False, parties=3):
        bodies = [factories.make_organisation() for _ in range(parties)]
        agreement = factories.make_agreement(*bodies)
        ApprovalRule.objects.create(agreement=agreement, is_serial=is_serial)
        self.by = User.objects.create(username=f"cv{agreement.pk}", email="a@b.vn")
        self.reviewers = {}
        for position, body in enumerate(bodies, start=1):
            person = self.by
            if position > 1:
                username = f"yk{position}-{agreement.pk}"
                person = User.objects.create(
                    username=username, email=f"{username}@b.vn"
                )
            role = "reviewer" if position > 1 else "staff"
            person.memberships.create(organisation=body, role=role)
            self.reviewers[position] = person
        self.agreement = agreement
        self.parties = {party.position: party for party in agreement.parties.all()}

    def races(self, times):
        for _ in range(times):
            self.plan = factories.make_plan(self.agreement)
            factories.make_focus_task(self.plan)
            approval.submit(plan=self.plan, by=self.by, on=ON)
            yield

    def decide(self, position, verdict="agreed"):
        return lambda: approval.decide(
            plan=self.plan,
            party=self.parties[position],
            round=1,
            verdict=verdict,
            reason="Sửa" if verdict == "sent_back" else "",
            by=self.reviewers[position],
            on=ON,
        )

    def withdraw(self):
        at = datetime(2026, 2, 1, tzinfo=UTC)
        return lambda: approval.withdraw(
            plan=self.plan, reason="Bổ sung", by=self.by, on=ON, at=at
        )

    @property
    def state(self):
        self.plan.refresh_from_db()
        return self.plan.state

    @property
    def decisions(self):
        """Positions of the parties that decided, the office's own first."""
        found = Decision.objects.filter(submission__plan=self.plan)
        return sorted(found.values_list("party__position", flat=True))

    def mails(self, person, words):
        return OutgoingMail.objects.filter(
            recipient=person, subject__startswith=words, body__contains=self.plan.title
        ).count()


ON = date(2026, 2, 1)
TIMES = 8  # of the two races that matter most; half as many of the others


def refused(results):
    """How many were refused with a sentence; anything else is a fault."""
    faults = [r for r in results if isinstance(r, Exception)]
    assert all(type(fault) is NotPossible for fault in faults), faults
    return len(faults)


def test_two_last_parties_agree_at_once_and_the_plan_is_agreed_once():
    case = Case()
    for _ in case.races(TIMES):
        assert not refused(at_the_same_moment(case.decide(2), case.decide(3)))
        assert case.state == YearlyPlan.State.AGREED
        assert case.decisions == [1, 2, 3]
        assert case.mails(case.by, "Đã thống nhất") == 1


def test_one_party_deciding_twice_at_once_has_decided_once():
    case = Case()
    for _ in case.races(TIMES // 2):
        twice = case.decide(2), case.decide(2, "sent_back")
        assert refused(at_the_same_moment(*twice)) == 1
        assert case.decisions == [1, 2]


def test_one_agrees_while_another_sends_back():
    case = Case()
    for _ in case.races(TIMES // 2):
        results = at_the_same_moment(case.decide(2), case.decide(3, "sent_back"))
        assert refused(results) <= 1  # who came after the other sent it back
        assert case.state == YearlyPlan.State.SENT_BACK
        assert 3 in case.decisions and case.mails(case.by, "Đề nghị sửa") == 1


def test_the_last_agrees_while_the_office_withdraws():
    case = Case(parties=2)
    for _ in case.races(TIMES):
        results = at_the_same_moment(case.decide(2), case.withdraw())
        assert case.state == YearlyPlan.State.WITHDRAWN
        assert case.decisions == ([1] if refused(results) else [1, 2])
        assert case.mails(case.reviewers[2], "Đã rút") == 1


def test_sent_back_while_the_office_withdraws_is_the_one_or_the_other():
    case = Case(parties=2)
    for _ in case.races(TIMES // 2):
        both = case.decide(2, "sent_back"), case.withdraw()
        results = at_the_same_moment(*both)
        assert refused(results) == 1
        was_withdrawn = isinstance(results[0], NotPossible)
        assert case.state == ("withdrawn" if was_withdrawn else "sent_back")


def test_in_turn_the_next_is_asked_once_and_never_decides_first():
    case = Case(is_serial=True)
    for _ in case.races(TIMES // 2):
        results = at_the_same_moment(case.decide(3), case.decide(2))
        assert not isinstance(results[1], NotPossible)
        assert case.decisions == ([1, 2] if refused(results) else [1, 2, 3])
        assert case.mails(case.reviewers[3], "Xin ý kiến") == 1


def test_revoked_and_deciding_at_once_is_the_one_or_the_other():
    case = Case(parties=2)
    body, person = case.parties[2].organisation, case.reviewers[2]
    person.memberships.create(organisation=body, role="staff")
    factories.make_user((body, "reviewer"))
    for _ in case.races(5):
        person.memberships.filter(role="reviewer").delete()
        paper = body.stand_ins.create(
            person=person, first_on=ON, last_on=ON, reason="Đi vắng", named_by=case.by
        )

        def revoke(paper=paper, by=case.by):
            return standing_in.revoke(stand_in=paper, by=by, on=ON)

        results = at_the_same_moment(case.decide(2), revoke)
        assert results[1] is True
        assert case.decisions == ([1] if refused(results) else [1, 2])


def test_two_papers_for_the_same_days_are_named_once():
    case = Case(parties=2)
    body = case.parties[2].organisation
    for _ in range(5):
        person = factories.make_user((body, "staff"))
        manager = factories.make_user((body, "manager"))
        paper = {"organisation": body, "person": person, "stands_for": manager}
        paper |= {"first_on": ON, "last_on": ON, "reason": "Đi vắng", "on": ON}

        def name(paper=paper):
            return standing_in.name(by=case.by, **paper)

        assert refused(at_the_same_moment(name, name)) == 1
        assert person.stand_ins.count() == 1


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
            *2 * [lambda asked=asked: raised_at_conferences.recommend(**asked)]
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
