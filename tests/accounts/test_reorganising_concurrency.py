"""Two administrators at the same moment, in real transactions."""

import pytest

from accounts.errors import NotPossible, Stale
from accounts.models import Organisation, Reorganisation, Succession
from accounts.reorganisation.proposals import propose
from tests import factories
from tests.accounts.reorganisations import TODAY, carry_out, merging, new_body, undo
from tests.tasks.test_concurrency import at_the_same_moment, on_postgresql

__all__ = ["on_postgresql"]  # the fixture that skips elsewhere
pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


def test_one_body_merged_into_two_at_once_ends_in_one():
    admin = factories.make_user(is_superuser=True)
    for _ in range(3):
        one, two, three = (factories.make_organisation() for _ in range(3))
        factories.make_user((one, "staff"))
        wanted = [merging(one, into=two), merging(one, into=three)]
        shown = [propose(each, on=TODAY).fingerprint() for each in wanted]
        results = at_the_same_moment(
            lambda w=wanted, s=shown: carry_out(w[0], by=admin, fingerprint=s[0]),
            lambda w=wanted, s=shown: carry_out(w[1], by=admin, fingerprint=s[1]),
        )
        refused = [r for r in results if isinstance(r, (NotPossible, Stale))]
        assert len(refused) == 1
        assert Succession.objects.filter(predecessor=one).count() == 1


def test_bodies_merged_into_each_other_at_once_make_no_loop():
    admin = factories.make_user(is_superuser=True)
    for _ in range(3):
        one, two = (factories.make_organisation() for _ in range(2))
        results = at_the_same_moment(
            lambda a=one, b=two: carry_out(merging(a, into=b), by=admin),
            lambda a=one, b=two: carry_out(merging(b, into=a), by=admin),
        )
        assert sum(isinstance(result, NotPossible) for result in results) == 1
        ended = Organisation.objects.filter(
            pk__in=[one.pk, two.pk], dissolved_on__isnull=False
        )
        assert ended.count() == 1


def test_undone_twice_at_once_is_undone_once():
    admin = factories.make_user(is_superuser=True)
    one = factories.make_organisation()
    done = carry_out(merging(one, into=new_body(one)), by=admin)
    results = at_the_same_moment(
        lambda: undo(done, by=admin), lambda: undo(done, by=admin)
    )
    assert sum(isinstance(result, NotPossible) for result in results) == 1
    assert Reorganisation.objects.get().undone_by == admin
    assert Organisation.objects.get() == one
