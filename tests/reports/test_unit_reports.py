"""What a unit reports: every act in every state, its words, sending, lateness."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from accounts import history
from accounts.errors import NotPossible, Stale
from agreements.models import CoordinationArea
from reports.models import UnitReport, UnitReportText
from reports.unit_reports import (
    collecting,
    collection_chasing,
    collection_standing,
    unit_proposals,
    unit_receiving,
    unit_report_states,
    unit_reporting,
)
from reports.unit_reports.unit_parts import EXPLANATION, parts_of
from reports.unit_reports.unit_report_states import MOVES, Act, Body
from tasks.models import ProgressUpdate
from tests import factories
from tests.reports.asking import AT, DAY, ON, State, in_state, make


@pytest.fixture
def asked(cast, agreement):
    return make(cast, agreement)


def write(asked, cast, text="Đã làm", key="ket-qua", version=1):
    return unit_reporting.save_part(
        report=asked.report, key=key, text=text, version=version, by=cast.lead, at=AT
    )


def send(asked, cast, note="", at=AT):
    return unit_reporting.send(
        report=asked.report, note=note, by=cast.lead, on=at.date(), at=at
    )


# -- States --------------------------------------------------------------------


def carry_out(act, asked, cast):
    report, office = asked.report, {"report": asked.report, "by": cast.staff}
    acts = {
        Act.WRITE: lambda: write(asked, cast, "Viết thêm"),
        Act.SEND: lambda: send(asked, cast, "Chưa thống kê"),
        Act.RECEIVE: lambda: unit_receiving.receive(**office, on=ON, at=AT),
        Act.RETURN: lambda: unit_receiving.send_back(**office, reason="Thiếu", on=ON),
        Act.LEAVE_OUT: lambda: collection_chasing.leave_out(
            **office, reason="Miễn", on=ON
        ),
        Act.TAKE_BACK: lambda: collection_chasing.take_back(
            **office, reason="Cần", on=ON
        ),
        Act.EXTEND: lambda: collection_chasing.extend(
            **office, reason="Lũ", due_on=date(2026, 7, 1), on=ON
        ),
        Act.NUDGE: lambda: (
            collection_chasing.nudge(
                collection=report.collection,
                reports=[report],
                by=cast.staff,
                on=ON,
                at=AT,
            ).told
        ),
        Act.MERGE: lambda: unit_receiving.merge(
            report.collection, factories.make_review(report.collection.agreement)
        ),
    }
    return acts[act]()


QUIET = (Act.NUDGE, Act.MERGE)  # they act on many: who may not be is left alone


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("act", Act)
def test_every_act_in_every_state(act, state, cast, asked):
    in_state(asked.report, state)
    move = MOVES[act]

    if state in move.before:
        assert carry_out(act, asked, cast)
        expected = move.after or state
    elif act in QUIET or (act, state) == (Act.RECEIVE, State.RECEIVED):
        assert not carry_out(act, asked, cast)
        expected = state
    else:
        with pytest.raises(NotPossible, match=state.label):
            carry_out(act, asked, cast)
        expected = state
    assert UnitReport.objects.get(pk=asked.report.pk).state == expected


@pytest.mark.parametrize("act", Act)
def test_each_act_is_of_one_side(act, cast, asked):
    in_state(asked.report, MOVES[act].before[0])
    may = {
        name
        for name in ("lead", "staff", "manager", "front_staff", "reviewer", "admin")
        if unit_report_states.can(getattr(cast, name), asked.report, act)
    }
    expected = {Body.UNIT: {"lead"}, Body.OFFICE: {"staff", "manager"}}
    assert may == expected.get(MOVES[act].body, set())


# -- Words ---------------------------------------------------------------------


def test_each_part_is_saved_by_itself(asked, cast):
    write(asked, cast, "Kết quả")
    write(asked, cast, "Hạn chế", key="ton-tai")
    found = {row.key: row.text for row in asked.report.texts.all()}
    assert found == {"ket-qua": "Kết quả", "ton-tai": "Hạn chế"}
    said = " ".join(history.sentence(entry) for entry in history.of(asked.report))
    assert "đã sửa phần “Tồn tại, hạn chế”" in said


def test_two_who_write_one_part_lose_nothing(asked, cast):
    write(asked, cast, "Của người thứ nhất")
    with pytest.raises(Stale):
        write(asked, cast, "Của người thứ hai")
    assert asked.report.texts.get().text == "Của người thứ nhất"
    write(asked, cast, "Cả hai", version=2)
    assert asked.report.texts.get().text == "Cả hai"


def test_a_part_for_each_area_and_the_general_ones(asked):
    area = CoordinationArea.objects.create(code="gs", name="Giám sát")
    keys = [part.key for part in parts_of(asked.collection)]
    assert keys == ["ket-qua", "uu-diem", "ton-tai", "nguyen-nhan", "kien-nghi"]
    asked.collection.areas.add(area)
    keys = [part.key for part in parts_of(asked.collection)]
    assert keys[:2] == [f"linh-vuc-{area.pk}", "uu-diem"]


def test_a_part_that_is_not_asked_is_not_written(asked, cast):
    with pytest.raises(NotPossible):
        write(asked, cast, key="phu-luc")


def test_what_the_unit_did_is_proposed_and_nothing_written(asked, cast, agreement):
    area = CoordinationArea.objects.create(code="gs", name="Giám sát")
    asked.collection.areas.add(area)
    plan = factories.make_issued_plan(agreement, office=cast.committee)
    task = factories.make_focus_task(
        plan,
        title="Giám sát dự án",
        area=area,
        lead_organisation=cast.department,
        due_on=date(2026, 5, 1),
        state="in_progress",
        percent=60,
    )
    factories.make_focus_task(plan, area=area, lead_organisation=cast.front)
    for day, text in (
        (date(2026, 3, 1), "Khảo sát 5 xã"),
        (date(2026, 7, 9), "Sau kỳ"),
    ):
        ProgressUpdate.objects.create(
            task=task,
            organisation=cast.department,
            reported_on=day,
            reported_by=cast.lead,
            percent=60,
            done_text=text,
        )
    found = unit_proposals.proposals(asked.report, parts_of(asked.collection), on=ON)
    assert found == {
        f"linh-vuc-{area.pk}": "- Giám sát dự án: đang thực hiện, đạt 60%. Khảo sát 5 "
        "xã.",
        "ton-tai": "- Giám sát dự án: chậm so với hạn 01/05/2026.",
    }
    assert not UnitReportText.objects.exists()


# -- Sending -------------------------------------------------------------------


def test_a_missing_figure_is_asked_why_and_0_is_not_missing(asked, cast):
    write(asked, cast)
    with pytest.raises(unit_reporting.Missing, match="Nhà đại đoàn kết") as caught:
        send(asked, cast)
    assert caught.value.indicators == [asked.houses]
    send(asked, cast, "Chưa thống kê xong")
    assert asked.report.texts.get(key=EXPLANATION).text == "Chưa thống kê xong"


def test_a_figure_of_0_is_a_figure(asked, cast):
    factories.make_figure(asked.houses, cast.department, amount=0)
    sent = send(asked, cast)
    assert sent.state == State.SENT
    assert sent.figures.get().amount == 0
    assert cast.staff.notifications.count() == 1


def test_an_empty_report_is_not_sent(asked, cast):
    asked.collection.indicators.clear()
    with pytest.raises(NotPossible, match="chưa có nội dung"):
        send(asked, cast)
    write(asked, cast)
    assert send(asked, cast).state == State.SENT


def test_a_returned_report_stays_as_punctual_as_it_was(asked, cast):
    send(asked, cast, "Chưa có")
    with pytest.raises(ValidationError, match="lý do"):
        unit_receiving.send_back(report=asked.report, reason="", by=cast.staff, on=ON)
    unit_receiving.send_back(report=asked.report, reason="Thiếu", by=cast.staff, on=ON)
    assert "Thiếu" in cast.lead.notifications.get().text
    again = send(asked, cast, "Vẫn chưa có", at=AT + 30 * DAY)
    assert (again.first_sent_at, again.sent_at) == (AT, AT + 30 * DAY)
    assert collection_standing.is_on_time(again)
    assert again.reason == ""


def test_received_twice_tells_once(asked, cast):
    send(asked, cast, "Chưa có")
    receive = {"report": asked.report, "by": cast.staff, "on": ON, "at": AT}
    assert unit_receiving.receive(**receive)
    assert not unit_receiving.receive(**receive)
    assert cast.lead.notifications.count() == 1


def test_what_comes_after_the_end_is_still_taken(asked, cast):
    assert collection_standing.goes_to_next_report(asked.collection) == ""
    collecting.close(collection=asked.collection, by=cast.staff, at=AT)
    asked.collection.refresh_from_db()
    why = collection_standing.goes_to_next_report(asked.collection)
    assert why == "đợt thu báo cáo đã kết thúc"
    assert send(asked, cast, "Muộn", at=AT + 90 * DAY).state == State.SENT
