"""An agreement's state is derived: by one row and by a query alike."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from agreements.models import Agreement, State
from tests.factories import make_agreement, make_organisation

pytestmark = pytest.mark.django_db

UNKNOWN = {"term_start_year": None, "term_end_year": None}
DAYS = [
    date(2019, 12, 31),
    date(2024, 3, 12),
    date(2024, 3, 13),
    date(2024, 6, 30),
    date(2024, 7, 1),
    date(2025, 6, 30),
    date(2025, 7, 1),
    date(2024, 3, 12),
    date(2024, 3, 13),
    date(2029, 7, 3),
    date(2029, 7, 4),
    date(2029, 7, 5),
    date(2029, 12, 31),
    date(2030, 1, 1),
]


@pytest.fixture
def many(db):
    ended = make_organisation(dissolved_on=date(2025, 7, 1))
    replaced = make_agreement()
    make_agreement(signed_on=date(2024, 7, 1)).predecessors.add(replaced)
    return [
        replaced,
        make_agreement(),
        make_agreement(signed_on=None),
        make_agreement(**UNKNOWN),
        make_agreement(**UNKNOWN, ends_on=date(2024, 6, 30)),
        make_agreement(terminated_on=date(2025, 7, 1)),
        make_agreement(signed_on=None, is_signing_day_unknown=True),
        make_agreement(ended, make_organisation(kind="mttq")),
        make_agreement(ended, make_organisation(), terminated_on=date(2029, 7, 4)),
        make_agreement(ended, make_organisation(), **UNKNOWN),
    ]


@pytest.mark.parametrize("on", DAYS)
def test_a_row_and_the_query_agree_on_the_state_each_day(many, on):
    of_rows = {agreement.pk: agreement.state_on(on) for agreement in many}
    by_query = {
        agreement.pk: state
        for state in State
        for agreement in Agreement.objects.in_state(state, on)
        if agreement.pk in of_rows
    }
    assert by_query == of_rows


@pytest.mark.parametrize("on", DAYS)
def test_every_agreement_has_exactly_one_state(many, on):
    found = [pk for s in State for pk in _pks(Agreement.objects.in_state(s, on))]
    assert sorted(found) == sorted(_pks(Agreement.objects.all()))


@pytest.mark.parametrize("on", DAYS)
def test_a_row_and_the_query_agree_on_what_needs_review(many, on):
    of_rows = {a.pk for a in Agreement.objects.all() if a.needs_review_on(on)}
    assert set(_pks(Agreement.objects.to_review(on))) == of_rows


def _pks(queryset):
    return list(queryset.values_list("pk", flat=True))


def test_an_unknown_term_never_expires():
    agreement = make_agreement(**UNKNOWN)
    assert agreement.state_on(date(2099, 1, 1)) == State.TERM_UNKNOWN


def test_a_term_known_by_year_lasts_until_the_last_day_of_it():
    agreement = make_agreement(term_end_year=2025)
    assert agreement.is_last_day_assumed
    assert agreement.state_on(date(2025, 12, 31)) == State.ENDING_SOON
    assert agreement.state_on(date(2026, 1, 1)) == State.EXPIRED


def test_a_printed_last_day_goes_before_the_year():
    agreement = make_agreement(ends_on=date(2025, 6, 30), term_end_year=2025)
    assert agreement.state_on(date(2025, 7, 1)) == State.EXPIRED


def test_it_is_ending_soon_from_180_days_before_its_last_day():
    agreement = make_agreement(ends_on=date(2029, 12, 31))
    soon = date(2029, 12, 31) - timedelta(days=180)
    assert agreement.state_on(soon - timedelta(days=1)) == State.IN_FORCE
    assert agreement.state_on(soon) == State.ENDING_SOON


def test_it_is_replaced_from_the_day_its_successor_is_signed():
    agreement = make_agreement()
    make_agreement(signed_on=date(2025, 5, 5)).predecessors.add(agreement)
    agreement = Agreement.objects.get(pk=agreement.pk)
    assert agreement.state_on(date(2025, 5, 4)) == State.IN_FORCE
    assert agreement.state_on(date(2025, 5, 5)) == State.REPLACED


def test_it_needs_review_from_the_day_a_party_no_longer_exists():
    ended = make_organisation(dissolved_on=date(2025, 7, 1))
    agreement = make_agreement(ended, make_organisation())
    assert not agreement.needs_review_on(date(2025, 6, 30))
    assert agreement.needs_review_on(date(2025, 7, 1))


def test_what_is_over_needs_no_review():
    ended = make_organisation(dissolved_on=date(2025, 7, 1))
    agreement = make_agreement(ended, make_organisation(), term_end_year=2025)
    assert not agreement.needs_review_on(date(2026, 1, 1))


def test_only_signed_agreements_that_are_not_withheld_are_public():
    shown = make_agreement()
    make_agreement(signed_on=None)
    make_agreement(is_public=False)
    assert list(Agreement.objects.public()) == [shown]


def test_an_agreement_is_seen_by_its_parties_and_not_by_others(cast, agreement):
    visible = Agreement.objects.visible_to
    assert visible(cast.staff).get() == visible(cast.reviewer).get() == agreement
    assert visible(cast.admin).get() == agreement
    assert not visible(cast.lead).exists()
    assert not visible(cast.outsider).exists()


def test_on_a_day_before_its_signing_it_was_not_in_force(db):
    agreement = make_agreement(signed_on=date(2024, 3, 13))
    assert agreement.state_on(date(2024, 3, 12)) == State.DRAFT
    assert agreement.state_on(date(2024, 3, 13)) == State.IN_FORCE


def test_a_body_founded_later_is_no_ended_body(db):
    young = make_organisation(established_on=date(2025, 7, 1))
    agreement = make_agreement(young, make_organisation(kind="mttq"))
    assert not agreement.needs_review_on(date(2025, 6, 30))
    assert not Agreement.objects.to_review(date(2025, 6, 30))


@pytest.mark.parametrize(
    "wrong",
    [
        {"term_end_year": 20_226},
        {"ends_on": date(2206, 12, 31)},
        {"signed_on": date(1, 1, 1)},
    ],
)
def test_a_year_that_cannot_be_is_refused_wherever_it_is_typed(db, wrong):
    agreement = make_agreement()
    for name, value in wrong.items():
        setattr(agreement, name, value)
    with pytest.raises(ValidationError) as error:
        agreement.full_clean()
    assert set(wrong) <= set(error.value.message_dict)
