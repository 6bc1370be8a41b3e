"""Replies owed and reports to issue: open until when, due when, told to whom."""

from datetime import UTC, date, datetime, timedelta

import pytest

from accounts.models import Ladder, Succession
from agreements.models import AgreementLadder
from reports.duties import ReplySource, ReportSource, UnitReportSource
from reports.models import Recommendation, Review
from reports.recommendations import recommending, replying
from reports.unit_reports import collecting
from tests import factories
from tests.duty_checks import is_open, names, owed, queries

ON = date(2026, 3, 20)
DUE = date(2026, 4, 1)
REPLY, REPORT, UNIT_REPORT = ReplySource(), ReportSource(), UnitReportSource()


@pytest.fixture
def send(cast, agreement):
    def send(*bodies, due_on=DUE, **values):
        defaults = {"wording": "Bố trí kinh phí\ngiám sát", "sender": cast.front}
        row = recommending.draft(
            values=defaults | {"agreement": agreement} | values,
            addressees=bodies or [cast.department],
            by=cast.front_staff,
        )
        if due_on:
            day = date(2026, 3, 2)
            recommending.send(
                recommendation=row,
                by=cast.front_staff,
                on=day,
                sent_on=day,
                due_on=due_on,
            )
        return row

    return send


def answer(addressee, by, *, verdict="accepted"):
    return replying.reply(
        addressee=addressee, verdict=verdict, text="Đã bố trí", by=by, on=ON
    )


def ladder_for(agreement, duty):
    ladder = Ladder.objects.create(duty=duty, name="Dày")
    AgreementLadder.objects.create(agreement=agreement, duty=duty, ladder=ladder)
    return ladder


# -- Replies ---------------------------------------------------------------------


def test_each_addressee_owes_its_own_reply(cast, send):
    boss = factories.make_user((cast.department, "manager"), username="giamdoc")
    row = send(cast.department, cast.elsewhere)
    first, second = row.addressees.all()
    found = owed(REPLY, ON)

    assert found[first.pk].due_on == DUE
    assert names(found[first.pk].owners) == ["sonoivu"]
    assert names(found[second.pk].owners) == ["nguoingoai"]
    assert set(found[first.pk].leaders) == {boss.pk}
    line = REPLY.lines({first.pk})[first.pk]
    assert line.title == "Trả lời kiến nghị: Bố trí kinh phí giám sát"
    assert line.context == f"{cast.front} kiến nghị"
    assert is_open(REPLY, first.pk, ON)


def test_a_reply_is_owed_until_the_sender_judges_it_well(cast, send):
    addressee = send().addressees.get()
    answer(addressee, cast.lead, verdict="solving")
    assert is_open(REPLY, addressee.pk, ON)
    reply = answer(addressee, cast.lead)
    assert not is_open(REPLY, addressee.pk, ON)

    judge = {"reply": reply, "by": cast.front_staff, "on": ON}
    replying.judge(judgement="unsatisfactory", note="Chưa rõ nguồn", **judge)
    assert is_open(REPLY, addressee.pk, ON)
    reply = answer(addressee, cast.lead)
    replying.judge(
        reply=reply, judgement="satisfactory", note="", by=cast.front_staff, on=ON
    )
    assert not is_open(REPLY, addressee.pk, ON)


def test_a_draft_and_one_without_a_day_ask_nobody(send):
    draft = send(due_on=None).addressees.get()
    assert not is_open(REPLY, draft.pk, ON)
    sent = send().addressees.get()
    Recommendation.objects.update(due_on=None, due_basis="")
    assert not is_open(REPLY, sent.pk, ON)


def test_what_is_withdrawn_or_raised_again_is_not_in_force(send):
    withdrawn, earlier = send(), send()
    Recommendation.objects.filter(pk=withdrawn.pk).update(
        withdrawn_on=ON, withdrawal_reason="Gửi nhầm"
    )
    assert set(owed(REPLY, ON)) == {earlier.addressees.get().pk}
    later = send(raises_again=earlier, due_on=DUE + timedelta(days=30))
    assert set(owed(REPLY, ON)) == {later.addressees.get().pk}


def test_a_corrected_day_moves_the_duty(send):
    row = send()
    Recommendation.objects.filter(pk=row.pk).update(due_on=DUE + timedelta(days=9))
    found = owed(REPLY, ON)[row.addressees.get().pk]
    assert found.due_on == DUE + timedelta(days=9)


def test_the_successor_of_the_addressee_answers(cast, send):
    heir = factories.make_organisation("Sở Mới")
    told = factories.make_user((heir, "staff"))
    addressee = send().addressees.get()
    cast.department.memberships.update(ended_on=ON)
    Succession.objects.create(
        predecessor=cast.department, successor=heir, took_effect_on=ON
    )
    assert set(owed(REPLY, ON)[addressee.pk].owners) == {told.pk}


def test_the_ladder_of_its_agreement_is_used_where_it_has_one(agreement, send):
    ladder = ladder_for(agreement, "reply")
    under, alone = send(), send(agreement=None)
    found = owed(REPLY, ON)
    assert found[under.addressees.get().pk].ladder_id == ladder.pk
    assert found[alone.addressees.get().pk].ladder_id is None


def test_as_many_questions_for_twice_as_many_replies(cast, send):
    send(cast.department, cast.elsewhere)
    few = queries(REPLY, ON)
    for _ in range(3):
        send(cast.department, cast.elsewhere)
    assert len(owed(REPLY, ON)) == 8
    assert queries(REPLY, ON) == few


# -- Reports ---------------------------------------------------------------------


def make_report(agreement, **fields):
    return factories.make_review(
        agreement, **{"held_on": DUE, "state": Review.State.DRAFT} | fields
    )


def test_a_report_is_due_on_its_own_day_before_that_of_the_conference(agreement):
    report = make_report(agreement, due_on=DUE + timedelta(days=5))
    assert owed(REPORT, ON)[report.pk].due_on == DUE + timedelta(days=5)
    assert REPORT.lines({report.pk})[report.pk].context == "6 tháng đầu năm 2026"
    assert is_open(REPORT, report.pk, ON)


def test_the_office_owes_a_report_by_the_day_of_its_conference(cast, agreement):
    report = make_report(agreement)
    found = owed(REPORT, ON)[report.pk]
    assert found.due_on == DUE
    assert names(found.owners) == ["chuyenvien"]
    assert names(found.leaders) == ["lanhdao"]
    line = REPORT.lines({report.pk})[report.pk]
    assert line.context == "6 tháng đầu năm 2026; hạn là ngày hội nghị"
    assert is_open(REPORT, report.pk, ON)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"state": "ordered"}, True),
        ({"state": "in_review"}, True),
        ({"state": "recorded"}, False),
        ({"held_on": None}, False),
        ({"held_on": date(2026, 5, 5)}, True),
    ],
)
def test_which_reports_are_still_to_be_issued(agreement, fields, expected):
    report = make_report(agreement, **fields)
    assert is_open(REPORT, report.pk, ON) is expected


def test_an_issued_report_and_its_correction_owe_nothing(issued):
    again = make_report(issued.agreement, corrects=issued)
    assert not is_open(REPORT, issued.pk, ON)
    assert not is_open(REPORT, again.pk, ON)


def test_the_successor_of_the_office_issues_it(cast, agreement):
    heir = factories.make_organisation("UBND mới")
    told = factories.make_user((heir, "staff"))
    report = make_report(agreement)
    cast.committee.memberships.update(ended_on=ON)
    Succession.objects.create(
        predecessor=cast.committee, successor=heir, took_effect_on=ON
    )
    assert set(owed(REPORT, ON)[report.pk].owners) == {told.pk}


def test_a_report_of_a_cluster_uses_the_default_ladder(cast, agreement):
    ladder = ladder_for(agreement, "report")
    cluster = factories.make_cluster(cast.committee, cast.elsewhere)
    of_cluster = factories.make_review(
        cluster=cluster, office=cast.committee, held_on=DUE, state=Review.State.DRAFT
    )
    report = make_report(agreement)
    found = owed(REPORT, ON)
    assert found[report.pk].ladder_id == ladder.pk
    assert found[of_cluster.pk].ladder_id is None


def test_as_many_questions_for_twice_as_many_reports(agreement):
    make_report(agreement)
    few = queries(REPORT, ON)
    for _ in range(3):
        make_report(agreement)
    assert len(owed(REPORT, ON)) == 4
    assert queries(REPORT, ON) == few


def test_a_report_is_due_when_its_units_were_asked_for_it(cast, agreement):
    collection = factories.make_collection(
        cast.committee, agreement=agreement, due_on=DUE + timedelta(days=2)
    )
    report = make_report(agreement, collection=collection)
    assert owed(REPORT, ON)[report.pk].due_on == DUE + timedelta(days=2)
    assert REPORT.lines({report.pk})[report.pk].context == "6 tháng đầu năm 2026"
    Review.objects.filter(pk=report.pk).update(due_on=DUE - timedelta(days=1))
    assert owed(REPORT, ON)[report.pk].due_on == DUE - timedelta(days=1)


# -- Reports of units --------------------------------------------------------------


@pytest.fixture
def asked(cast, agreement):
    boss = factories.make_user((cast.department, "manager"), username="giamdoc")
    collection = factories.make_collection(
        cast.committee, cast.department, agreement=agreement, units_due_on=DUE
    )
    return collection.unit_reports.get(), boss


def test_a_unit_owes_what_it_was_asked_for(cast, asked):
    report, boss = asked
    found = owed(UNIT_REPORT, ON)[report.pk]
    assert found.due_on == DUE
    assert names(found.owners) == ["sonoivu"]
    assert set(found.leaders) == {boss.pk}
    line = UNIT_REPORT.lines({report.pk})[report.pk]
    assert line.title == f"Nộp báo cáo: {report.collection}"
    assert line.context == f"gửi {cast.committee}"
    assert is_open(UNIT_REPORT, report.pk, ON)


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        *(("entering", True), ("returned", True)),
        *(("sent", False), ("received", False), ("merged", False)),
        ("left_out", False),
    ],
)
def test_in_which_states_a_report_is_owed(asked, state, expected):
    report, _ = asked
    report.state, report.reason = state, "Lý do"
    report.sent_at = report.first_sent_at = datetime(2026, 3, 1, tzinfo=UTC)
    report.save()
    assert is_open(UNIT_REPORT, report.pk, ON) is expected


def test_nobody_is_chased_for_a_collection_that_is_closed(cast, asked):
    report, _ = asked
    at = datetime(2026, 3, 1, tzinfo=UTC)
    collecting.close(collection=report.collection, by=cast.staff, at=at)
    assert not is_open(UNIT_REPORT, report.pk, ON)


def test_a_moved_day_moves_what_a_unit_owes(asked):
    report, _ = asked
    report.due_on = DUE + timedelta(days=7)
    report.save()
    assert owed(UNIT_REPORT, ON)[report.pk].due_on == DUE + timedelta(days=7)


def test_the_ladder_of_the_agreement_is_used_for_its_units(agreement, asked):
    report, _ = asked
    ladder = ladder_for(agreement, "unit_report")
    assert owed(UNIT_REPORT, ON)[report.pk].ladder_id == ladder.pk


def test_as_many_questions_for_twice_as_many_units(cast, asked):
    few = queries(UNIT_REPORT, ON)
    for _ in range(3):
        factories.make_collection(cast.committee, cast.department, units_due_on=DUE)
    assert len(owed(UNIT_REPORT, ON)) == 4
    assert queries(UNIT_REPORT, ON) == few
