"""Over random histories: no duty is lost or doubled, and undoing restores."""

from datetime import date, timedelta
from itertools import count

from django.db import transaction
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.errors import NotPossible
from accounts.models import (
    FormerKind,
    FormerLevel,
    FormerName,
    FormerParent,
    Membership,
    Organisation,
    Role,
    Succession,
    User,
)
from accounts.succession import bearer_of, successors_on
from tests import factories
from tests.accounts.reorganisations import (
    arrangement,
    carry_out,
    ending,
    merging,
    new_body,
    renaming,
    splitting,
    undo,
)

FIRST = date(2025, 1, 1)
LAST = FIRST + timedelta(days=120)
TABLES = (
    Organisation,
    Membership,
    Succession,
    FormerName,
    FormerKind,
    FormerLevel,
    FormerParent,
    User,
)
# Each step: what is done, to whom, with whom, after how many days, into a new body?
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["merge", "split", "rename", "reclassify", "end", "pass on"]),
        st.lists(st.integers(0, 11), min_size=3, max_size=3, unique=True),
        st.integers(0, 9),
        st.booleans(),
    ),
    min_size=1,
    max_size=6,
)
# (person, body, role, begins after days or None, ends after days or None)
PLACES = st.lists(
    st.tuples(
        st.integers(0, 2),
        st.integers(0, 4),
        st.sampled_from([Role.STAFF, Role.MANAGER]),
        st.none() | st.integers(0, 60),
        st.none() | st.integers(0, 60),
    ),
    max_size=6,
    unique_by=lambda place: place[:3],
)
PARENTS = st.lists(st.none() | st.integers(0, 4), min_size=5, max_size=5)
few = settings(max_examples=20, deadline=None, derandomize=True)


def _day(after):
    return None if after is None else FIRST + timedelta(days=after)


class Undo(Exception):
    """Every example leaves the database as it found it."""


def rolled_back(test):
    def inside(*args, **kwargs):
        try:
            with transaction.atomic():
                test(*args, **kwargs)
                raise Undo
        except Undo:
            pass

    return inside


class World:
    """Five bodies, some under others, with people; and the history made of steps."""

    def __init__(self, places, parents):
        self.names = count(1)
        self.bodies = [factories.make_organisation(f"Cơ quan {n}") for n in range(5)]
        self.people = [factories.make_user() for _ in range(3)]
        self.admin = factories.make_user(is_superuser=True)
        for child, above in enumerate(parents):
            if above is not None and above < child:
                self.bodies[child].parent = self.bodies[above]
                self.bodies[child].save()
        for person, body, role, begins, ends in places:
            Membership.objects.create(
                user=self.people[person],
                organisation=self.bodies[body],
                role=role,
                started_on=_day(begins),
                ended_on=_day(ends),
            )
        self.original = [body.pk for body in self.bodies]
        self.kinds = [factories.make_organisation(kind=k).kind for k in ("so", "mttq")]
        self.day = FIRST
        self.done = []

    def play(self, steps):
        for step in steps:
            self.take(step)

    def take(self, step):
        """One step; what the rules refuse does not happen."""
        what, picks, days, is_new = step
        self.day += timedelta(days=days)
        wanted = self.wanted(what, [self.pick(n) for n in picks], is_new)
        before = dump()
        try:
            with transaction.atomic():
                self.done.append(carry_out(wanted, by=self.admin))
        except NotPossible:
            assert dump() == before

    def pick(self, number):
        bodies = list(Organisation.objects.order_by("pk"))
        return bodies[number % len(bodies)]

    def wanted(self, what, picked, is_new):
        one, two, three = picked
        fresh = new_body(one, f"Cơ quan mới {next(self.names)}")
        if what == "merge":
            return merging(one, two, into=fresh if is_new else three, day=self.day)
        if what == "split":
            return splitting(one, fresh if is_new else two, three, day=self.day)
        if what == "rename":
            return renaming(one, f"Tên {next(self.names)}", day=self.day)
        if what == "reclassify":
            traits = {"parent": two} if is_new else {"kind": self.kinds[two.pk % 2]}
            return arrangement("reclassify", one, traits=traits, day=self.day)
        return ending(one, *([two] if what == "pass on" else []), day=self.day)


def dump():
    """Every row of the tables that reorganisations write; derived text as well."""
    return {model: list(model.objects.order_by("pk").values()) for model in TABLES}


def telling_days():
    """The day of each end and beginning, and the day before it; then long after."""
    ends = Organisation.objects.exclude(dissolved_on=None)
    begins = Organisation.objects.exclude(established_on=None)
    found = {
        *ends.values_list("dissolved_on", flat=True),
        *begins.values_list("established_on", flat=True),
    }
    return sorted({FIRST, LAST} | found | {day - timedelta(days=1) for day in found})


def ended_without_successor(body, on):
    """Does its chain of duties lead to a body that ended and named nobody?"""
    seen = set()
    while not body.exists_on(on):
        assert body.pk not in seen, "a duty goes in circles"
        seen.add(body.pk)
        links = Succession.objects.filter(
            predecessor=body, takes_duties=True, took_effect_on__lte=on
        )
        if not links:
            return True
        body = links.get().successor
    return False


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
