"""A day that an addressee promises for its answer, an office for its report."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts import history
from accounts.models import Duty, Promise
from accounts.reminding import links, using_links
from accounts.reminding.links import Purpose, Refused
from reports.models import Recommendation
from tests import factories
from tests.accounts.told import AT, told

DUE = date(2026, 6, 30)
ON = date(2026, 6, 23)


@pytest.fixture
def addressee(cast, agreement):
    row = Recommendation.objects.create(
        wording="Công khai dự án",
        sender=cast.front,
        agreement=agreement,
        sent_on=date(2026, 6, 1),
        due_on=DUE,
        due_basis="document",
    )
    return row.addressees.create(organisation=cast.department)


@pytest.fixture
def row(cast, addressee):
    return told(cast.lead, Duty.REPLY, addressee)


def token(row):
    return links.token_of(row.pk, Purpose.PROMISE)


def use(row, **values):
    at = AT + timedelta(hours=1)
    return using_links.use(token(row), on=ON, at=at, ip=None, **values)


def test_an_addressee_promises_from_the_letter(row, addressee, cast):
    use(row, promised_on=date(2026, 7, 8))

    assert Promise.objects.get().organisation == cast.department
    said = history.sentence(history.of(addressee.recommendation).get())
    assert "đã hẹn đến ngày 08/07/2026 Sở Nội vụ trả lời kiến nghị" in said
    assert "qua liên kết trong thư" in said


def test_the_sender_is_told_by_a_notice(row, cast, mailoutbox):
    use(row, promised_on=DUE)

    assert "Công khai dự án" in cast.front_staff.notifications.get().text
    assert not cast.staff.notifications.exists()
    assert not mailoutbox


def test_an_answered_recommendation_needs_no_promise(row, addressee):
    addressee.state = "answered"
    addressee.save()

    with pytest.raises(Refused, match="đã xong"):
        using_links.usable(token(row), at=AT)


def test_a_withdrawn_recommendation_needs_no_promise(row, addressee):
    Recommendation.objects.filter(pk=addressee.recommendation_id).update(
        withdrawn_on=ON, withdrawal_reason="Nhầm"
    )

    with pytest.raises(Refused, match="đã xong"):
        using_links.usable(token(row), at=AT)


def test_the_page_of_the_recommendation_shows_the_promise(client, row, addressee, cast):
    use(row, promised_on=date(2026, 7, 8))
    client.force_login(cast.front_staff)
    url = addressee.recommendation.get_absolute_url()
    assert "Hẹn ngày 08/07/2026" in client.get(url).content.decode()

    addressee.state = "answered"
    addressee.save()
    assert (
        "Hẹn ngày 08/07/2026"
        not in client.get(url).content.decode().split("Lịch sử")[0]
    )


def test_the_addressee_promises_from_the_page(client, addressee, cast):
    client.force_login(cast.lead)
    url = reverse("accounts:promise", args=[Duty.REPLY, addressee.pk])
    page = client.get(addressee.recommendation.get_absolute_url())
    assert url in page.content.decode()
    day = timezone.localdate() + timedelta(days=5)
    form = {
        "form_token": client.get(url).context["form"]["form_token"].value(),
        "promised_on": f"{day:%d/%m/%Y}",
        "note": "Chờ sở Tài chính",
    }
    client.post(url, form)

    assert Promise.objects.get().note == "Chờ sở Tài chính"


def test_an_office_promises_its_report_and_its_managers_hear_of_it(cast, agreement):
    review = factories.make_review(agreement, held_on=DUE)
    row = told(cast.staff, Duty.REPORT, review)
    use(row, promised_on=DUE)

    assert cast.manager.notifications.get().text.endswith(f"báo cáo “{review}”.")
    assert Promise.objects.get().organisation == cast.committee
