"""An opinion at a conference becomes a recommendation in one click, once."""

import pytest
from django.urls import reverse

from accounts import history
from accounts.errors import NotPossible
from agreements.models import Conclusion
from reports.models import Recommendation, ReviewPoint
from reports.recommendations import raised_at_conferences
from tests.factories import make_conference, make_review


@pytest.fixture
def opinion(cast, agreement):
    conference = make_conference(agreement)
    return conference.conclusions.create(
        kind=Conclusion.Kind.OPINION,
        wording="Bố trí kinh phí giám sát",
        organisation=cast.department,
    )


def test_it_keeps_the_words_and_the_two_bodies(cast, opinion):
    recommendation, is_new = raised_at_conferences.recommend(
        conclusion=opinion, by=cast.staff
    )
    assert is_new
    assert recommendation.wording == "Bố trí kinh phí giám sát"
    assert recommendation.raised_by == cast.committee.name
    assert recommendation.addressee == cast.department.name
    assert "đã lập kiến nghị" in history.of(opinion.conference).first().action


def test_a_second_click_leads_to_the_first_ones_result(client, cast, opinion):
    client.force_login(cast.staff)
    address = reverse("reports:conclusion-recommend", args=[opinion.pk])
    first, second = client.post(address).url, client.post(address).url
    assert first == second == Recommendation.objects.get().get_absolute_url()


def test_it_is_shown_at_the_conference_and_the_agreement(
    client, cast, agreement, opinion
):
    recommendation, _ = raised_at_conferences.recommend(
        conclusion=opinion, by=cast.staff
    )
    client.force_login(cast.reviewer)
    for address in (
        opinion.conference.get_absolute_url(),
        agreement.get_absolute_url(),
    ):
        page = client.get(address).content.decode()
        assert recommendation.get_absolute_url() in page
    page = client.get(recommendation.get_absolute_url()).content.decode()
    assert "Bố trí kinh phí giám sát" in page
    assert opinion.conference.name in page
    assert "Bỏ kiến nghị" not in page


def test_it_can_be_taken_back_until_it_is_answered(client, cast, opinion):
    recommendation, _ = raised_at_conferences.recommend(
        conclusion=opinion, by=cast.staff
    )
    client.force_login(cast.staff)
    address = reverse("reports:recommendation-withdraw", args=[recommendation.pk])
    assert client.post(address).url == opinion.conference.get_absolute_url()
    assert not Recommendation.objects.exists()

    again, is_new = raised_at_conferences.recommend(conclusion=opinion, by=cast.staff)
    assert is_new
    ReviewPoint.objects.create(
        review=make_review(), kind="direction", wording="Đã bố trí", answers=again
    )
    with pytest.raises(NotPossible):
        raised_at_conferences.withdraw(recommendation=again, by=cast.staff)
    page = client.get(again.get_absolute_url()).content.decode()
    assert "Đã bố trí" in page


def test_the_recommendation_of_a_report_is_not_taken_back_here(client, cast, agreement):
    review = make_review(agreement, state="recorded")
    recommendation = Recommendation.objects.create(review=review, wording="Việc")
    client.force_login(cast.staff)
    assert client.get(recommendation.get_absolute_url()).status_code == 200
    address = reverse("reports:recommendation-withdraw", args=[recommendation.pk])
    assert client.post(address).status_code == 404
