"""What somebody reads who asks why nobody is reminded of a reply or a report."""

from datetime import UTC, date, datetime

import pytest

from accounts.models import Duty
from accounts.reminding import asking
from reports.models import Addressee, Recommendation, Review, UnitReport
from tests import factories

NOW = datetime(2026, 6, 10, 3, tzinfo=UTC)


@pytest.fixture
def addressee(cast, agreement):
    recommendation = Recommendation.objects.create(
        wording="Bố trí kinh phí giám sát",
        sender=cast.front,
        agreement=agreement,
        sent_on=date(2026, 6, 1),
        due_on=date(2026, 6, 20),
        due_basis="document",
    )
    return recommendation.addressees.create(organisation=cast.department)


@pytest.fixture
def unit_report(cast):
    collection = factories.make_collection(
        cast.committee, cast.department, title="Báo cáo 6 tháng"
    )
    return collection.unit_reports.get()


def why(duty, row):
    return asking.why_silent(duty, row.pk)


def changed(row, **fields):
    type(row)._base_manager.filter(pk=row.pk).update(**fields)


def test_of_a_reply_that_is_awaited_nothing_is_said_but_that_nobody_owes_it(addressee):
    assert why(Duty.REPLY, addressee) == asking.NOT_OWED


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"sent_on": None, "due_on": None, "due_basis": ""}, "còn là dự thảo"),
        (
            {"withdrawn_on": date(2026, 6, 5), "withdrawal_reason": "Nhầm"},
            "đã rút ngày 05/06/2026",
        ),
        ({"due_on": None, "due_basis": ""}, "không có hạn trả lời"),
    ],
)
def test_of_a_recommendation_that_asks_for_nothing(addressee, fields, said):
    changed(addressee.recommendation, **fields)

    assert said in why(Duty.REPLY, addressee)


def test_of_a_reply_that_was_given(addressee):
    changed(addressee, state=Addressee.State.ANSWERED)

    said = why(Duty.REPLY, addressee)

    assert said == "Không còn chờ Sở Nội vụ trả lời (hiện: đã trả lời, chờ đánh giá)."


def test_of_a_recommendation_raised_again(addressee):
    old = addressee.recommendation
    Recommendation.objects.create(
        wording=old.wording, sender=old.sender, raises_again=old, sent_on=old.due_on
    )

    assert "nêu lại" in why(Duty.REPLY, addressee)


def test_of_a_report_without_a_day_and_with_one(agreement):
    review = factories.make_review(agreement)

    assert "không có hạn" in why(Duty.REPORT, review)
    changed(review, due_on=date(2026, 7, 1))
    assert why(Duty.REPORT, review) == asking.NOT_OWED


def test_of_a_report_recorded_from_a_source(agreement):
    review = factories.make_review(agreement, due_on=date(2026, 7, 1))
    changed(review, state=Review.State.RECORDED)

    assert "không còn chờ phát hành" in why(Duty.REPORT, review)


def test_of_a_report_of_a_unit(unit_report, cast):
    assert why(Duty.UNIT_REPORT, unit_report) == asking.NOT_OWED
    changed(unit_report.collection, closed_at=NOW, closed_by=cast.staff)
    assert "đã kết thúc" in why(Duty.UNIT_REPORT, unit_report)
    changed(unit_report, state=UnitReport.State.SENT, sent_at=NOW, first_sent_at=NOW)
    assert why(Duty.UNIT_REPORT, unit_report) == (
        "Không còn chờ Sở Nội vụ nộp (hiện: đã gửi)."
    )


@pytest.mark.parametrize("duty", [Duty.REPLY, Duty.REPORT, Duty.UNIT_REPORT])
def test_of_what_is_gone(db, duty):
    assert "không còn trong hệ thống" in asking.why_silent(duty, 1)


def test_open_ones_are_found_by_their_words_and_only_ones_own(
    addressee, unit_report, agreement, cast
):
    review = factories.make_review(agreement, subject="Sơ kết công tác dân vận")

    def found(words, person):
        return asking.containing(words, person)

    assert found("kinh phi", cast.lead) == {Duty.REPLY: [addressee.pk]}
    assert found("bao cao 6 thang", cast.lead) == {Duty.UNIT_REPORT: [unit_report.pk]}
    assert found("dan van", cast.staff) == {Duty.REPORT: [review.pk]}
    for words in ("kinh phi", "bao cao 6 thang", "dan van"):
        assert found(words, cast.outsider) == {}
