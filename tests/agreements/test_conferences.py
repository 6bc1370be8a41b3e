"""Recording conferences: rows that keep their identity, and what may not be undone."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from accounts import history
from accounts.errors import NotPossible, Stale
from accounts.fields import containing_words
from agreements.conferences import conferences
from agreements.conferences.conference_forms import split_list
from agreements.entries import ChairEntry, ConclusionEntry
from agreements.models import Conclusion, Conference
from tests.factories import (
    make_agreement,
    make_conference,
    make_focus_task,
    make_plan,
)

ON = date(2026, 6, 15)


@pytest.fixture
def record(cast, agreement):
    def call(*wordings, also=None, **fields):
        values = {
            "kind": Conference.Kind.BRIEFING,
            "name": "Hội nghị giao ban quý II",
            "held_on": date(2026, 6, 10),
            "owner": cast.committee,
            "agreements": [agreement],
        }
        return conferences.record(
            values=values | (also or {}),
            chairs=[ChairEntry("Nguyễn Văn Chủ", "Chủ tịch UBND tỉnh")],
            conclusions=[ConclusionEntry(wording) for wording in wordings],
            by=cast.staff,
            on=ON,
            **fields,
        )

    return call


def revise(conference, conclusions, *, by, version=None, also=None):
    values = {name: getattr(conference, name) for name in conferences.TOLD_FIELDS}
    values["agreements"] = list(conference.agreements.all())
    return conferences.revise(
        conference=conference,
        version=version or conference.version,
        values=values | (also or {}),
        chairs=[ChairEntry("Nguyễn Văn Chủ", "Chủ tịch UBND tỉnh")],
        conclusions=conclusions,
        by=by,
        on=ON,
    )


def same(row, **changes):
    kept = {
        "wording": row.wording,
        "kind": row.kind,
        "organisation": row.organisation,
        "deadline_as_written": row.deadline_as_written,
    }
    return ConclusionEntry(pk=row.pk, **kept | changes)


def test_a_conference_is_recorded_with_its_rows_and_history(record, agreement):
    conference = record("Rà soát nhà tạm", "Báo cáo trước 30/6")
    assert [str(row) for row in conference.conclusions.all()] == [
        "Rà soát nhà tạm",
        "Báo cáo trước 30/6",
    ]
    assert conference.chairs.get().post == "Chủ tịch UBND tỉnh"
    assert list(conference.agreements.all()) == [agreement]
    assert [e.action for e in history.of(conference)] == ["đã ghi hội nghị"]


def test_it_is_found_by_chair_and_conclusion_without_marks(record):
    conference = record("Rà soát nhà tạm")
    for words in ("nguyen van chu", "ra soat nha tam", "giao ban"):
        assert containing_words(Conference.objects.all(), words).get() == conference


def test_a_day_without_a_year_needs_the_reason_for_the_year(record):
    with pytest.raises(ValidationError) as refused:
        record(also={"is_year_inferred": True})
    assert "inference_reason" in refused.value.error_dict
    reason = {"is_year_inferred": True, "inference_reason": "Theo giấy mời"}
    assert record(also=reason).is_year_inferred


def test_a_planned_conference_has_no_conclusions_yet(record):
    tomorrow = {"held_on": ON + timedelta(days=1)}
    assert record(also=tomorrow).is_upcoming(ON)
    with pytest.raises(ValidationError) as refused:
        record("Rà soát", also=tomorrow)
    assert "held_on" in refused.value.error_dict


def test_a_conference_held_today_is_not_upcoming(record):
    assert not record("Rà soát", also={"held_on": ON}).is_upcoming(ON)


@pytest.mark.parametrize("day", [date(2062, 6, 10), date(206, 6, 10)])
def test_a_mistyped_year_is_refused(record, day):
    with pytest.raises(ValidationError) as refused:
        record(also={"held_on": day})
    assert "held_on" in refused.value.error_dict


def test_conclusions_keep_their_identity_when_edited_and_reordered(record, cast):
    conference = record("Một", "Hai", "Ba")
    one, two, three = conference.conclusions.all()
    revise(
        conference,
        [same(three), same(one, wording="Một, nói rõ hơn"), ConclusionEntry("Bốn")],
        by=cast.staff,
    )
    found = {row.wording: row.pk for row in conference.conclusions.all()}
    assert found["Ba"] == three.pk
    assert found["Một, nói rõ hơn"] == one.pk
    assert list(found) == ["Ba", "Một, nói rõ hơn", "Bốn"]
    assert not Conclusion.objects.filter(pk=two.pk).exists()


def test_a_new_row_never_takes_the_place_of_another(record, cast):
    conference = record("Một")
    revise(conference, [ConclusionEntry("Khác hẳn")], by=cast.staff)
    assert conference.conclusions.get().pk is not None
    sentence = history.sentence(history.of(conference).first())
    assert "Kết luận, chỉ đạo: Một" in sentence and "Khác hẳn" in sentence


def test_a_row_of_another_conference_is_not_taken_over(record, cast):
    theirs = record("Của hội nghị khác").conclusions.get()
    conference = record("Một")
    revise(conference, [same(theirs, wording="Sửa trộm")], by=cast.staff)
    theirs.refresh_from_db()
    assert theirs.wording == "Của hội nghị khác"


def test_a_conclusion_that_became_a_task_cannot_be_removed(record, cast, agreement):
    conference = record("Một", "Hai")
    one, two = conference.conclusions.all()
    make_focus_task(make_plan(agreement), conclusion=one)
    with pytest.raises(ValidationError) as refused:
        revise(conference, [same(two)], by=cast.staff)
    assert "conclusions" in refused.value.error_dict


def test_the_second_of_two_people_is_told(record, cast):
    conference = record("Một")
    row = conference.conclusions.get()
    revise(conference, [same(row, wording="Của người thứ nhất")], by=cast.staff)
    with pytest.raises(Stale):
        revise(conference, [same(row)], by=cast.manager, version=1)
    assert conference.conclusions.get().wording == "Của người thứ nhất"


def test_saving_without_a_change_leaves_no_history(record, cast):
    conference = record("Một")
    revise(conference, [same(conference.conclusions.get())], by=cast.staff)
    assert history.of(conference).count() == 1


def test_a_ceremony_stays_one_while_texts_were_signed_at_it(record, cast):
    ceremony = record(also={"kind": Conference.Kind.SIGNING})
    signed = make_agreement(cast.committee, cast.front, ceremony=ceremony)
    with pytest.raises(ValidationError) as refused:
        revise(ceremony, [], by=cast.staff, also={"kind": Conference.Kind.OTHER})
    assert "kind" in refused.value.error_dict
    ceremony.refresh_from_db()
    with pytest.raises(NotPossible):
        conferences.remove(
            conference=ceremony, version=ceremony.version, by=cast.staff, reason="Trùng"
        )
    assert signed in ceremony.concerned()


def test_removing_keeps_the_history_and_tells_the_agreement(record, cast, agreement):
    conference = record("Một")
    kept = Conference(pk=conference.pk)
    conferences.remove(
        conference=conference, version=1, by=cast.staff, reason="Ghi trùng"
    )
    assert not Conference.objects.exists()
    assert [e.action for e in history.of(kept)] == [
        "đã xóa hội nghị",
        "đã ghi hội nghị",
    ]
    assert "đã xóa hội nghị" in history.of(agreement).first().action


def test_removing_is_refused_once_a_conclusion_is_a_task(record, cast, agreement):
    conference = record("Một")
    make_focus_task(make_plan(agreement), conclusion=conference.conclusions.get())
    with pytest.raises(NotPossible):
        conferences.remove(conference=conference, version=1, by=cast.staff, reason="x")
    assert Conference.objects.filter(pk=conference.pk, version=1).exists()


def test_a_conference_is_seen_by_its_keeper_and_through_its_agreements(cast, agreement):
    elsewhere = make_agreement(cast.elsewhere)
    ours = make_conference(agreement)
    theirs = make_conference(elsewhere, kind=Conference.Kind.SIGNING)
    ceremony = make_conference(kind=Conference.Kind.SIGNING)
    make_agreement(cast.committee, cast.front, ceremony=ceremony)
    seen = Conference.objects.visible_to
    assert set(seen(cast.staff)) == set(seen(cast.reviewer)) == {ours, ceremony}
    assert set(seen(cast.outsider)) == {theirs}
    assert set(seen(cast.admin)) == {ours, theirs, ceremony}


@pytest.mark.parametrize(
    ("pasted", "items"),
    [
        ("Một câu\nxuống dòng", ["Một câu\nxuống dòng"]),
        ("1. Rà soát\n2. Báo cáo", ["Rà soát", "Báo cáo"]),
        ("- Rà soát\n\n- Báo cáo", ["Rà soát", "Báo cáo"]),
        ("a) Rà soát\nđ) Báo cáo", ["Rà soát", "Báo cáo"]),
        ("Về nhà ở:\n- Rà soát", ["Về nhà ở:\n- Rà soát"]),
        ("15/6 rà soát\n30/6 báo cáo", ["15/6 rà soát\n30/6 báo cáo"]),
    ],
)
def test_a_pasted_list_is_split_and_prose_is_not(pasted, items):
    assert split_list(pasted) == items
