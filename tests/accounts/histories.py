"""Random histories of five bodies, and words to check what came of them."""

from datetime import date, timedelta
from itertools import count

from django.db import transaction
from hypothesis import settings
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
from tests import factories
from tests.accounts.reorganisations import (
    arrangement,
    carry_out,
    ending,
    merging,
    new_body,
    renaming,
    splitting,
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
