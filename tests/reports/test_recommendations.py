"""A recommendation from its draft to the last judged answer: the rules."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from accounts import history
from accounts.errors import NotPossible, Stale
from accounts.models import Notification, OutgoingMail, Succession
from accounts.reminding.working_days import WorkingDays
from reports.badges import recommendation_badge, standing
from reports.models import Recommendation, ReplyTerm
from reports.permissions import addressees_to_answer_for, recommendations_visible_to
from reports.recommendations import ageing, recommending, reply_terms, replying
from tests.factories import make_organisation, make_user

SENT = date(2026, 3, 2)


@pytest.fixture
def make(cast, agreement):
    def make(*addressees, **values):
        defaults = {
            "wording": "Bố trí kinh phí giám sát",
            "sender": cast.front,
            "agreement": agreement,
            "source": "supervision",
        }
        return recommending.draft(
            values=defaults | values,
            addressees=addressees or [cast.committee],
            by=cast.front_staff,
        )

    return make


@pytest.fixture
def send(cast, make):
    def send(*addressees, due_on=None, words="", use_default=False, **values):
        row = make(*addressees, **values)
        recommending.send(
            recommendation=row,
            by=cast.front_staff,
            on=SENT,
            sent_on=SENT,
            due_on=due_on,
            due_as_written=words,
            use_default=use_default,
        )
        row.refresh_from_db()
        return row

    return send


def answer(addressee, by, *, on=date(2026, 3, 20), verdict="accepted", **more):
    return replying.reply(
        addressee=addressee, verdict=verdict, text="Đã bố trí", by=by, on=on, **more
    )


def judged(reply, by, judgement="satisfactory", *, on=date(2026, 4, 1), note=""):
    return replying.judge(reply=reply, judgement=judgement, note=note, by=by, on=on)


# -- The day a reply is due ----------------------------------------------------


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("trong 30 ngày", date(2026, 4, 1)),
        ("trong thời hạn 15 (mười lăm) ngày kể từ ngày nhận", date(2026, 3, 17)),
        ("trước ngày 15/4/2026", date(2026, 4, 15)),
        ("trong quý II năm 2026", date(2026, 6, 30)),
        ("trong 07 ngày làm việc", date(2026, 3, 11)),
        ("trước ngày 15/02", None),  # past when it was sent: no year is guessed
        ("sớm", None),
        ("", None),
    ],
)
def test_words_give_the_day_or_none(words, day):
    assert reply_terms.read(words, sent_on=SENT, calendar=WorkingDays()) == day


def test_working_days_are_counted_by_the_calendar():
    """Monday 2 March; the Wednesday off, the Saturday worked."""
    calendar = WorkingDays(
        off=frozenset({date(2026, 3, 4)}), worked=frozenset({date(2026, 3, 7)})
    )
    words = "trong 05 ngày làm việc kể từ ngày nhận"
    counted = reply_terms.read(words, sent_on=SENT, calendar=calendar)
    assert counted == date(2026, 3, 9)
    assert reply_terms.working_days_in("trong 30 ngày") is None


def test_a_typed_day_stands_before_words_and_words_before_the_default(send):
    ReplyTerm.objects.create(source="supervision", days=30)
    typed = send(due_on=date(2026, 5, 1), words="trong 10 ngày", use_default=True)
    assert (typed.due_on, typed.due_basis) == (date(2026, 5, 1), "document")
    read = send(words="trong 10 ngày", use_default=True)
    assert (read.due_on, read.due_basis) == (date(2026, 3, 12), "document")
    default = send(words="sớm", use_default=True)
    assert (default.due_on, default.due_basis) == (date(2026, 4, 1), "default")
    assert default.due_as_written == "sớm"


def test_without_a_due_day_nothing_is_overdue(send):
    row = send(words="sớm")
    assert (row.due_on, row.due_basis) == (None, "")
    later = date(2030, 1, 1)
    assert row not in Recommendation.objects.overdue(later)
    assert recommendation_badge(row, later).label == "Chờ trả lời"


# -- Sending -------------------------------------------------------------------


def test_a_draft_is_the_senders_alone(cast, make, agreement):
    row = make()
    for person in (cast.manager, cast.lead, cast.outsider):
        assert row not in recommendations_visible_to(person)
    for person in (cast.front_staff, cast.reviewer, cast.admin):
        assert row in recommendations_visible_to(person)


def test_sent_it_is_seen_by_addressees_and_by_the_parties(cast, send):
    row = send(cast.department)
    for person in (cast.lead, cast.manager, cast.reviewer):
        assert row in recommendations_visible_to(person)
    assert row not in recommendations_visible_to(cast.outsider)


def test_sending_tells_the_addressees_once(
    cast, make, django_capture_on_commit_callbacks
):
    row = make()
    sent = {"recommendation": row, "by": cast.front_staff, "on": SENT}
    with django_capture_on_commit_callbacks(execute=True):
        assert recommending.send(**sent, sent_on=SENT)
        assert not recommending.send(**sent, sent_on=SENT)
    told = Notification.objects.filter(user=cast.staff)
    assert told.count() == 1
    assert "gửi kiến nghị" in told.get().text
    assert not Notification.objects.filter(user=cast.front_staff).exists()
    letter = OutgoingMail.objects.get(recipient=cast.staff)
    assert row.wording in letter.subject
    assert row.get_absolute_url() in letter.body


def test_names_are_kept_as_of_the_day_it_was_sent(cast, send):
    row = send()
    assert (row.raised_by, row.addressee) == (cast.front.name, cast.committee.name)


def test_it_is_not_sent_without_an_addressee_nor_tomorrow(cast, make):
    row = make()
    with pytest.raises(ValidationError):
        recommending.send(
            recommendation=row,
            by=cast.front_staff,
            on=SENT,
            sent_on=date(2026, 3, 3),
        )
    row.addressees.all().delete()
    with pytest.raises(NotPossible):
        recommending.send(
            recommendation=row, by=cast.front_staff, on=SENT, sent_on=SENT
        )


def test_a_body_makes_no_recommendation_to_itself(cast, make):
    with pytest.raises(ValidationError):
        make(cast.front)


def test_sent_words_are_locked_but_for_a_correction_before_any_reply(cast, send):
    row = send(words="trong 10 ngày")
    with pytest.raises(NotPossible):
        recommending.revise(
            recommendation=row,
            version=row.version,
            values={"wording": "Khác"},
            addressees=[cast.committee],
            by=cast.front_staff,
        )
    changed = {
        "recommendation": row,
        "version": row.version,
        "values": {"wording": "Bố trí đủ", "due_as_written": "trong 20 ngày"},
        "reason": "Đánh máy nhầm",
        "by": cast.front_staff,
        "on": SENT,
    }
    corrected = recommending.correct(**changed)
    assert corrected.wording == "Bố trí đủ"
    assert corrected.due_on == date(2026, 3, 22)
    assert history.of(row).first().reason == "Đánh máy nhầm"
    with pytest.raises(Stale):
        recommending.correct(**changed)
    answer(row.addressees.get(), cast.staff)
    with pytest.raises(NotPossible):
        recommending.correct(**changed | {"version": corrected.version})


def test_two_who_edit_a_draft_do_not_overwrite_each_other(cast, make):
    row = make()
    change = {
        "recommendation": row,
        "version": 1,
        "values": {"wording": "Một"},
        "addressees": [cast.committee, cast.department],
        "by": cast.front_staff,
    }
    assert recommending.revise(**change).addressees.count() == 2
    with pytest.raises(Stale):
        recommending.revise(**change | {"values": {"wording": "Hai"}})


def test_taken_back_it_stays_in_the_record_and_owes_nothing(cast, send):
    row = send(due_on=date(2026, 3, 10))
    take = {"recommendation": row, "by": cast.front_manager, "on": date(2026, 3, 5)}
    with pytest.raises(ValidationError):
        recommending.recall(**take, reason=" ")
    assert recommending.recall(**take, reason="Đã giải quyết trực tiếp")
    assert not recommending.recall(**take, reason="Lần hai")
    row.refresh_from_db()
    assert standing(row) == "withdrawn"
    assert row.withdrawal_reason == "Đã giải quyết trực tiếp"
    assert row not in Recommendation.objects.overdue(date(2026, 4, 1))
    with pytest.raises(NotPossible):
        answer(row.addressees.get(), cast.staff)


# -- Replies and judging -------------------------------------------------------


def test_each_addressee_owes_its_own_answer(cast, send):
    row = send(cast.committee, cast.department, due_on=date(2026, 4, 1))
    first, second = row.addressees.all()
    assert judged(answer(first, cast.staff), cast.front_staff)
    assert standing(row) == "waiting"
    assert row in Recommendation.objects.overdue(date(2026, 4, 2))
    assert judged(answer(second, cast.lead), cast.front_staff)
    row = Recommendation.objects.get(pk=row.pk)
    assert standing(row) == "settled"
    assert row not in Recommendation.objects.open()


def test_a_note_that_it_is_being_dealt_with_answers_nothing(cast, send):
    row = send(due_on=date(2026, 3, 10))
    addressee = row.addressees.get()
    note = answer(addressee, cast.staff, verdict="solving")
    addressee.refresh_from_db()
    assert addressee.state == "solving"
    assert row in Recommendation.objects.overdue(date(2026, 3, 11))
    with pytest.raises(NotPossible):
        judged(note, cast.front_staff)
    assert answer(addressee, cast.staff).pk


def test_one_answer_waits_for_its_judgement_at_a_time(cast, send):
    addressee = send().addressees.get()
    answer(addressee, cast.staff)
    with pytest.raises(NotPossible):
        answer(addressee, cast.manager)
    assert addressee.replies.count() == 1


@pytest.mark.parametrize("verdict", ["partly", "not_accepted"])
def test_what_is_not_accepted_is_explained(cast, send, verdict):
    with pytest.raises(ValidationError, match="giải trình"):
        replying.reply(
            addressee=send().addressees.get(),
            verdict=verdict,
            text=" ",
            by=cast.staff,
            on=SENT,
        )


def test_a_poor_answer_is_waited_for_again(cast, send):
    row = send(due_on=date(2026, 3, 10))
    addressee = row.addressees.get()
    reply = answer(addressee, cast.staff)
    with pytest.raises(ValidationError):
        judged(reply, cast.front_staff, "unsatisfactory")
    assert judged(reply, cast.front_staff, "unsatisfactory", note="Chưa rõ số tiền")
    assert not judged(reply, cast.front_staff)
    addressee.refresh_from_db()
    assert (addressee.state, addressee.settled_on) == ("unsatisfied", None)
    assert row in Recommendation.objects.overdue(date(2026, 4, 2))
    assert "Chưa rõ số tiền" in history.sentence(history.of(row).first())
    assert answer(addressee, cast.staff, on=date(2026, 4, 3)).pk


def test_the_sender_and_the_addressee_are_told_of_each_other(cast, send):
    row = send()
    Notification.objects.all().delete()
    reply = answer(row.addressees.get(), cast.staff)
    assert Notification.objects.filter(user=cast.front_staff).count() == 1
    judged(reply, cast.front_staff)
    assert Notification.objects.filter(user=cast.staff).count() == 1


def test_raised_again_the_old_one_stays_and_is_no_longer_waited_for(cast, send):
    old = send(due_on=date(2026, 3, 10))
    new = send(raises_again=old, wording="Bố trí kinh phí giám sát (lần 2)")
    old = Recommendation.objects.get(pk=old.pk)
    assert standing(old) == "again"
    assert list(Recommendation.objects.open()) == [new]
    with pytest.raises(NotPossible):
        answer(old.addressees.get(), cast.staff)
    recommending.recall(
        recommendation=new, reason="Gửi nhầm", by=cast.front_staff, on=SENT
    )
    assert old in Recommendation.objects.open()


def test_whoever_serves_the_successor_answers_for_an_ended_body(cast, send):
    row = send(cast.department)
    cast.department.dissolved_on = date(2026, 3, 15)
    cast.department.save()
    heir = make_organisation("Sở Nội vụ mới", kind="so")
    Succession.objects.create(
        predecessor=cast.department, successor=heir, took_effect_on=date(2026, 3, 15)
    )
    person = make_user((heir, "staff"))
    assert row in recommendations_visible_to(person)
    assert [a.organisation for a in addressees_to_answer_for(person, row)] == [
        cast.department
    ]
    rows, _ = ageing.table(Recommendation.objects.all(), date(2026, 6, 1))
    assert [found.organisation for found in rows] == [heir]


# -- Ageing --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("on", "band"),
    [
        (date(2026, 3, 10), "IN_TIME"),
        (date(2026, 3, 11), "TO_15"),
        (date(2026, 3, 25), "TO_15"),
        (date(2026, 3, 26), "TO_30"),
        (date(2026, 4, 9), "TO_30"),
        (date(2026, 4, 10), "TO_60"),
        (date(2026, 5, 9), "TO_60"),
        (date(2026, 5, 10), "OVER_60"),
    ],
)
def test_each_day_is_in_one_band(send, on, band):
    send(due_on=date(2026, 3, 10))
    _, total = ageing.table(Recommendation.objects.all(), on)
    assert {found.name: n for found, n in total.counts.items() if n} == {band: 1}


def test_the_table_counts_by_addressee_and_tells_the_rate(
    cast, send, django_assert_num_queries
):
    late = send(cast.committee, cast.department, due_on=date(2026, 3, 10))
    send(cast.committee)
    in_time = send(cast.committee, due_on=date(2026, 4, 30))
    answer(in_time.addressees.get(), cast.staff)
    answer(late.addressees.first(), cast.staff)  # ten days late
    with django_assert_num_queries(3):
        rows, total = ageing.table(Recommendation.objects.all(), date(2026, 4, 1))
    found = {row.organisation: row for row in rows}
    committee, department = found[cast.committee], found[cast.department]
    assert committee.counts[ageing.Band.NO_DUE] == committee.total == 1
    assert department.counts[ageing.Band.TO_30] == 1
    assert (committee.rate, department.rate, total.rate) == (50, 0, 33)
    assert (total.answered_in_time, total.due_to_answer) == (1, 3)
