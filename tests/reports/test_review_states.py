"""Every act in every state: what the table allows works, all else is refused."""

from datetime import date, datetime

import pytest
from django.utils import timezone

from accounts.errors import NotPossible
from accounts.models import Role
from reports.models import Review
from reports.reviews import correcting, editing, issuing, review_states, reviewing
from reports.reviews.review_states import MOVES, Act
from tests.factories import make_review, make_user

AT = datetime(2026, 7, 10, 8, 30, tzinfo=timezone.get_default_timezone())
State = Review.State


@pytest.fixture
def review_in(draft, cast):
    """review_in(state): the draft brought there by its own steps."""

    def review_in(state):
        if state in (State.ORDERED, State.RECORDED):
            return make_review(draft.agreement, state=state)
        if state == State.DRAFT:
            return draft
        reviewing.submit(review=draft, by=cast.staff, at=AT)
        if state in (State.APPROVED, State.ISSUED):
            approve(draft, cast)
        if state == State.ISSUED:
            issue(draft, cast)
        return draft

    return review_in


def approve(review, cast):
    reviewing.approve(review=review, version=review.version, by=cast.manager, at=AT)


def issue(review, cast):
    return issuing.issue(
        review=review,
        document_number="12/BC-UBND",
        issued_on=date(2026, 7, 15),
        signers=[],
        recipients="",
        by=cast.manager,
        at=AT,
    )


def carry_out(act, review, cast):
    why = {"review": review, "reason": "Thiếu số liệu", "by": cast.manager}
    acts = {
        Act.WRITE: lambda: editing.save_part(
            review=review, key="uu-diem", text="Tốt", version=1, by=cast.staff
        ),
        Act.SUBMIT: lambda: reviewing.submit(review=review, by=cast.staff, at=AT),
        Act.WITHDRAW: lambda: reviewing.withdraw(**why, at=AT),
        Act.SEND_BACK: lambda: reviewing.send_back(
            **why, remarks={}, version=review.version
        ),
        Act.APPROVE: lambda: approve(review, cast),
        Act.REOPEN: lambda: reviewing.reopen(**why),
        Act.ISSUE: lambda: issue(review, cast),
        Act.CORRECT: lambda: correcting.correction(**why),
    }
    return acts[act]()


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("act", Act)
def test_every_act_in_every_state(act, state, review_in, cast):
    review = review_in(state)

    if state in MOVES[act].before:
        carry_out(act, review, cast)
        expected = MOVES[act].after or state
        assert Review.objects.get(pk=review.pk).state == expected
    elif (act, state) == (Act.ISSUE, State.ISSUED):
        assert carry_out(act, review, cast) is False  # told once, not refused
    else:
        with pytest.raises(NotPossible):
            carry_out(act, review, cast)
        assert Review.objects.get(pk=review.pk).state == state


@pytest.mark.parametrize("act", Act)
@pytest.mark.parametrize("role", Role)
def test_only_the_roles_of_the_table(act, role, review_in, cast):
    review = review_in(MOVES[act].before[0])
    person = make_user((cast.committee, role))
    stranger = make_user((cast.front, role))
    assert review_states.can(person, review, act) == (role in MOVES[act].roles)
    assert not review_states.can(stranger, review, act)
    assert not review_states.can(cast.admin, review, act)


@pytest.mark.parametrize("state", [State.IN_REVIEW, State.APPROVED])
def test_locked_prose_says_how_to_take_the_report_back(state, review_in, cast):
    review = review_in(state)
    with pytest.raises(NotPossible, match="hãy rút báo cáo về"):
        carry_out(Act.WRITE, review, cast)
    assert not review.parts.exists()
