"""A sample record that people put away is not loaded a second time."""

from datetime import date

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from agreements.models import Agreement
from agreements.trash import trash
from reports.loading import cases
from reports.models import Review
from tasks.models import YearlyPlan
from tests.factories import make_user

ON = date(2026, 6, 1)


@pytest.mark.django_db
def test_loading_again_leaves_what_is_in_the_trash():
    cases.load(on=ON)
    free = [a for a in Agreement.objects.all() if not trash.obstacles(a)]
    for agreement in free:
        trash.throw_away(
            agreement=agreement,
            reason="không cần",
            by=make_user(is_superuser=True),
            at=timezone.now(),
        )
    kept = Agreement.objects.count()
    cases.load(on=ON)
    assert free
    assert Agreement.objects.count() == kept


@pytest.mark.django_db
def test_the_demo_says_which_agreement_to_bring_back():
    cases.load(on=ON)
    YearlyPlan.objects.all().delete()
    Review.objects.all().delete()
    agreement = Agreement.objects.get(case_code="4-lao-cai")
    trash.throw_away(
        agreement=agreement,
        reason="không cần",
        by=make_user(is_superuser=True),
        at=timezone.now(),
    )
    with pytest.raises(CommandError, match="thùng rác"):
        call_command("load_demo", yes=True)
