"""A report on its way, for the page tests."""

from datetime import date, datetime

import pytest
from django.utils import timezone

from reports.contents import building
from reports.publication import publishing
from reports.reviews import issuing
from tests.factories import (
    make_figure,
    make_focus_task,
    make_indicator,
    make_issued_plan,
    make_review,
)

AT = datetime(2026, 7, 10, 8, 30, tzinfo=timezone.get_default_timezone())


@pytest.fixture
def visit(client):
    def visit(user, address, data=None, **extra):
        client.force_login(user) if user else client.logout()
        if data is None:
            return client.get(address, **extra)
        return client.post(address, data, **extra)

    return visit


@pytest.fixture
def figure(cast):
    return make_figure(
        make_indicator("Nhà đại đoàn kết"), cast.front, amount=1242, qualifier="above"
    )


@pytest.fixture
def draft(agreement, figure):
    make_focus_task(make_issued_plan(agreement))
    review = make_review(agreement)
    building.build(review, lambda *step: None, at=AT)
    review.refresh_from_db()
    return review


@pytest.fixture
def issued(draft, cast):
    issuing.issue(
        review=draft,
        document_number="12/BC-UBND",
        issued_on=date(2026, 7, 15),
        signers=[],
        recipients="Lưu: VT",
        by=cast.manager,
    )
    return draft


@pytest.fixture
def published(issued, cast):
    publishing.publish(review=issued, masks=[], by=cast.manager, at=AT)
    return issued
