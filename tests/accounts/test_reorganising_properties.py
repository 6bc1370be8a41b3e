"""Over random histories: no duty is lost or doubled, and undoing restores."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from accounts.errors import NotPossible
from accounts.models import Organisation, User
from accounts.reorganisation.succession import bearer_of, successors_on
from tests.accounts.histories import (
    PARENTS,
    PLACES,
    STEPS,
    Undo,
    World,
    dump,
    ended_without_successor,
    few,
    rolled_back,
    telling_days,
)
from tests.accounts.reorganisations import undo


@few
@given(steps=STEPS, places=PLACES, parents=PARENTS)
@rolled_back
def check_duties(steps, places, parents):
    world = World(places, parents)
    world.play(steps)
    duties = Organisation.objects.in_bulk(world.original)
    for on in telling_days():
        borne = {}
        for body in duties.values():
            bearer = bearer_of(body, on)
            assert (bearer is None) == ended_without_successor(body, on)
            if bearer is None:
                borne.setdefault(None, []).append(body)
                continue
            assert bearer.exists_on(on)
            assert successors_on(body, on)[0] == bearer
            borne.setdefault(bearer.pk, []).append(body)
        assert sum(len(bodies) for bodies in borne.values()) == len(duties)


def test_on_every_day_each_duty_has_one_bearer_or_was_ended(db):
    check_duties()


@few
@given(steps=STEPS, places=PLACES, parents=PARENTS)
@rolled_back
def check_roles(steps, places, parents):
    world = World(places, parents)
    world.play(steps)
    today = timezone.localdate()
    for person in world.people:
        held = {}
        for place in person.memberships.current(today).select_related("organisation"):
            # Nobody is left behind in a body that has ended.
            assert place.organisation.exists_on(today)
            held.setdefault(place.organisation_id, set()).add(place.role)
        expected = {
            body.pk: held[bearer.pk]
            for body in Organisation.objects.all()
            if (bearer := bearer_of(body, today)) and bearer.pk in held
        }
        found = User.objects.get(pk=person.pk).roles_by_organisation
        assert {pk: roles for pk, roles in found.items() if roles} == expected


def test_who_serves_the_bearer_acts_for_every_body_it_bears_and_no_other(db):
    check_roles()


@few
@given(steps=STEPS, places=PLACES, parents=PARENTS)
@rolled_back
def check_the_past(steps, places, parents):
    world = World(places, parents)
    known = {}
    for step in steps:
        earlier = world.day
        world.take(step)
        for (pk, on), traits in known.items():
            if on < world.day and on <= earlier:
                assert traits_on(pk, on) == traits
        for pk in world.original:
            known[pk, world.day] = traits_on(pk, world.day)
            eve = world.day - timedelta(days=1)
            known[pk, eve] = traits_on(pk, eve)


def traits_on(pk, on):
    body = Organisation.objects.get(pk=pk)
    return (
        body.name_on(on),
        body.kind_on(on),
        body.level_on(on),
        body.parent_on(on),
        body.exists_on(on),
    )


def test_what_a_body_was_on_a_past_day_never_changes(db):
    check_the_past()


@few
@given(
    steps=STEPS, places=PLACES, parents=PARENTS, order=st.randoms(use_true_random=False)
)
@rolled_back
def check_undoing(steps, places, parents, order):
    world = World(places, parents)
    dumps = []
    for step in steps:
        before, already = dump(), len(world.done)
        world.take(step)
        dumps += [before] * (len(world.done) - already)
    while world.done:
        try_to_undo(order.choice(world.done), world)
        undo(world.done.pop(), by=world.admin)
        assert dump() == dumps.pop()


def try_to_undo(done, world):
    """Refused, it changes nothing; carried out, it is taken back again here."""
    before = dump()
    try:
        with transaction.atomic():
            undo(done, by=world.admin)
            raise Undo
    except (Undo, NotPossible):
        assert dump() == before


def test_undoing_the_last_restores_every_row_and_a_refusal_changes_none(db):
    check_undoing()


@few
@given(
    steps=STEPS, places=PLACES, parents=PARENTS, order=st.randoms(use_true_random=False)
)
@rolled_back
def check_any_order(steps, places, parents, order):
    world = World(places, parents)
    original = dump()
    world.play(steps)
    while world.done:
        waiting = sorted(world.done, key=lambda _: order.random())
        undone = next(done for done in waiting if could_be_undone(done, world))
        world.done.remove(undone)
    assert dump() == original


def could_be_undone(done, world):
    try:
        undo(done, by=world.admin)
    except NotPossible:
        return False
    return True


def test_whatever_order_is_allowed_undoing_all_restores_everything(db):
    check_any_order()
