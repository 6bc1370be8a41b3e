import io
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from accounts.errors import NotPossible
from accounts.models import Notification as Notice
from accounts.models import OutgoingMail, Succession
from tasks.cascades import cascade_list, cascading
from tasks.models import CascadeDuty
from tests import factories

ON = date(2026, 5, 10)
DUE = date(2026, 6, 30)


@pytest.fixture
def task(cast, agreement):
    plan = factories.make_issued_plan(agreement, office=cast.committee)
    return factories.make_focus_task(plan, lead_organisation=cast.department)


@pytest.fixture
def bodies(cast):
    return [
        factories.make_organisation(f"Sở {name}", kind="so", parent=cast.committee)
        for name in ("An ninh", "Xây dựng", "Y tế")
    ]


def ask(task, bodies, cast, **values):
    values = {"due_on": DUE, "on": ON} | values
    return cascading.ask(task=task, bodies=bodies, by=cast.staff, **values)


def duty(task, body):
    return task.cascade.get(organisation=body)


def sign(task, body, cast, **values):
    values = {"signed_on": ON, "on": ON} | values
    return cascading.record_signing(duty=duty(task, body), by=cast.staff, **values)


def states(task, on=ON):
    return [(row.name, row.state) for row in cascade_list.owed_under(task, on)]


def test_each_body_of_the_group_owes_a_programme(task, bodies, cast):
    someone = factories.make_user((bodies[0], "staff"))

    assert ask(task, bodies, cast) == 3
    assert states(task) == [
        ("Sở An ninh", "waiting"),
        ("Sở Xây dựng", "waiting"),
        ("Sở Y tế", "waiting"),
    ]
    assert OutgoingMail.objects.get().recipient == someone


def test_bodies_are_added_later_and_nobody_twice(task, bodies, cast):
    ask(task, bodies[:2], cast)
    assert ask(task, bodies, cast) == 1

    with pytest.raises(NotPossible):
        ask(task, bodies, cast)
    assert task.cascade.count() == 3


def test_the_late_come_first_then_who_waits_then_who_signed(task, bodies, cast):
    ask(task, bodies[:1], cast)
    ask(task, bodies[1:2], cast, due_on=None)
    ask(task, bodies[2:], cast, due_on=date(2026, 5, 20))
    sign(task, bodies[0], cast)

    assert states(task, date(2026, 5, 21)) == [
        ("Sở Y tế", "late"),
        ("Sở Xây dựng", "waiting"),
        ("Sở An ninh", "signed"),
    ]
    assert states(task, date(2026, 5, 20))[1] == ("Sở Y tế", "waiting") or (
        "Sở Y tế",
        "waiting",
    ) in states(task, date(2026, 5, 20))


def test_the_left_out_are_not_expected(task, bodies, cast):
    ask(task, bodies, cast)
    cascading.leave_out(
        duty=duty(task, bodies[0]), reason="Đã ký năm trước", by=cast.staff
    )

    counts = cascade_list.counts(cascade_list.owed_under(task, ON))
    assert (counts["asked"], counts["left_out"]) == (2, 1)
    with pytest.raises(NotPossible, match="không phải ký"):
        sign(task, bodies[0], cast)
    assert cascading.put_back(duty=duty(task, bodies[0]), by=cast.staff)
    assert not cascading.put_back(duty=duty(task, bodies[0]), by=cast.staff)


def test_leaving_out_needs_a_reason_and_an_unsigned_body(task, bodies, cast):
    ask(task, bodies, cast)
    sign(task, bodies[0], cast)

    with pytest.raises(ValidationError):
        cascading.leave_out(duty=duty(task, bodies[1]), reason=" ", by=cast.staff)
    with pytest.raises(NotPossible, match="đã ký"):
        cascading.leave_out(duty=duty(task, bodies[0]), reason="Nhầm", by=cast.staff)


def test_a_signing_is_recorded_corrected_and_taken_back(task, bodies, cast):
    ask(task, bodies, cast)
    upload = ContentFile(b"%PDF-1.7\n1 0 obj << >> endobj\n%%EOF", name="ct.pdf")
    sign(task, bodies[0], cast, document_number="01/CTr-SAN", upload=upload)
    sign(task, bodies[0], cast, document_number="02/CTr-SAN")

    signed = duty(task, bodies[0])
    assert signed.document_number == "02/CTr-SAN"
    assert signed.stored_file.name == "ct.pdf"
    cascading.take_back_signing(duty=signed, reason="Ghi nhầm sở", by=cast.staff)
    assert duty(task, bodies[0]).signed_on is None


def test_nobody_signs_in_the_future_nor_is_asked_for_yesterday(task, bodies, cast):
    ask(task, bodies, cast)

    with pytest.raises(ValidationError):
        sign(task, bodies[0], cast, signed_on=date(2026, 5, 11))
    with pytest.raises(ValidationError):
        ask(task, [factories.make_organisation()], cast, due_on=date(2026, 5, 9))


@pytest.mark.parametrize("ended", ["task", "plan"])
def test_nothing_is_asked_under_what_has_ended(task, bodies, cast, ended):
    if ended == "task":
        type(task).objects.filter(pk=task.pk).update(
            state="cancelled", cancelled_on=ON, cancel_reason="Trùng"
        )
    else:
        type(task.plan).objects.filter(pk=task.plan_id).update(state="closed")

    with pytest.raises(NotPossible):
        ask(task, bodies, cast)


def test_two_bodies_that_become_one_owe_one_programme(task, bodies, cast):
    ask(task, bodies, cast)
    new = factories.make_organisation("Sở Mới", kind="so")
    for old in bodies[:2]:
        old.dissolved_on = date(2026, 5, 1)
        old.save()
        Succession.objects.create(
            predecessor=old, successor=new, took_effect_on=date(2026, 5, 1)
        )

    row = next(r for r in cascade_list.owed_under(task, ON) if r.body == new)
    assert row.former == ["Sở An ninh", "Sở Xây dựng"]
    sign(task, bodies[1], cast)
    assert states(task) == [("Sở Y tế", "waiting"), ("Sở Mới", "signed")]


def test_an_ended_body_without_a_successor_owes_nothing(task, bodies, cast):
    ask(task, bodies[:1], cast)
    bodies[0].dissolved_on = date(2026, 5, 1)
    bodies[0].save()

    rows = cascade_list.owed_under(task, ON)
    assert [row.state for row in rows] == ["ended"]
    assert cascade_list.counts(rows)["asked"] == 0


def test_who_has_not_signed_is_reminded_once_a_day(task, bodies, cast):
    people = [factories.make_user((body, "staff")) for body in bodies]
    ask(task, bodies, cast)
    sign(task, bodies[0], cast)
    Notice.objects.all().delete()

    assert cascading.nudge(task=task, by=cast.staff, on=ON) == 2
    assert set(Notice.objects.values_list("user", flat=True)) == {
        people[1].pk,
        people[2].pk,
    }
    with pytest.raises(NotPossible, match="Hôm nay đã nhắc"):
        cascading.nudge(task=task, by=cast.staff, on=ON)
    assert cascading.nudge(task=task, by=cast.staff, on=date(2026, 5, 11)) == 2


def test_the_group_is_shown_with_ticks_before_it_is_asked(client, task, bodies, cast):
    client.force_login(cast.staff)
    kind = bodies[0].kind_id
    url = f"{reverse('tasks:cascade-add', args=[task.pk])}?kind={kind}"

    page = client.get(url)
    assert page.content.decode().count('name="co-quan"') == 4  # and the department
    token = page.context["form"]["form_token"].value()
    sent = {
        "form_token": token,
        "due_on": "31/12/2099",
        "co-quan": [bodies[0].pk, bodies[2].pk, cast.front.pk, "x"],
    }
    for _ in range(2):  # a double click makes no second list
        response = client.post(url, sent)
        assert response.url == reverse("tasks:cascade", args=[task.pk])
    assert set(task.cascade.values_list("organisation", flat=True)) == {
        bodies[0].pk,
        bodies[2].pk,
    }


def test_nothing_ticked_is_said_and_nothing_is_asked(client, task, bodies, cast):
    client.force_login(cast.staff)
    url = f"{reverse('tasks:cascade-add', args=[task.pk])}?kind={bodies[0].kind_id}"

    response = client.post(url, {"due_on": "1/1/2020"})
    assert "đánh dấu ít nhất một cơ quan" in response.content.decode()
    assert not task.cascade.exists()


def test_a_body_sees_and_records_its_own_and_no_other(client, task, bodies, cast):
    ask(task, bodies, cast)
    client.force_login(factories.make_user((bodies[0], "staff")))
    page = client.get(reverse("tasks:cascade", args=[task.pk])).content.decode()

    assert "Sở An ninh" in page and "Sở Y tế" not in page
    mine, other = duty(task, bodies[0]), duty(task, bodies[2])
    address = reverse("tasks:cascade-sign", args=[task.pk, mine.pk])
    token = client.get(address).context["form"]["form_token"].value()
    sent = {"form_token": token, "signed_on": "10/05/2026", "document_number": "5/CTr"}
    assert client.post(address, sent).status_code == 302
    assert duty(task, bodies[0]).document_number == "5/CTr"
    theirs = reverse("tasks:cascade-sign", args=[task.pk, other.pk])
    assert client.get(theirs).status_code == 404
    leaving = reverse("tasks:cascade-leave-out", args=[task.pk, mine.pk])
    assert client.get(leaving).status_code == 403


def test_the_successor_of_a_body_records_for_it(client, task, bodies, cast):
    ask(task, bodies, cast)
    Succession.objects.create(
        predecessor=bodies[0],
        successor=cast.elsewhere,
        took_effect_on=date(2026, 5, 1),
    )
    bodies[0].dissolved_on = date(2026, 5, 1)
    bodies[0].save()
    client.force_login(cast.outsider)

    page = client.get(reverse("tasks:cascade", args=[task.pk])).content.decode()
    assert "tiếp nhận từ Sở An ninh" in page


def test_the_list_is_downloaded_as_a_workbook(client, task, bodies, cast):
    ask(task, bodies, cast)
    sign(task, bodies[2], cast, document_number="=1+1")
    client.force_login(cast.staff)

    response = client.get(reverse("tasks:cascade", args=[task.pk]) + "?tai=xlsx")
    sheet = load_workbook(io.BytesIO(b"".join(response.streaming_content))).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=5)]
    assert [row[0] for row in rows] == ["Sở An ninh", "Sở Xây dựng", "Sở Y tế"]
    assert rows[2][3] == "Đã ký" and sheet.cell(7, 6).data_type == "s"


def test_five_hundred_bodies_take_no_more_queries(client, task, cast):
    client.force_login(cast.staff)
    url = reverse("tasks:cascade", args=[task.pk])

    def queries(count):
        new = [factories.make_organisation(kind="so") for _ in range(count)]
        CascadeDuty.objects.bulk_create(
            CascadeDuty(task=task, organisation=body) for body in new
        )
        client.get(url)
        with CaptureQueriesContext(connection) as found:
            assert client.get(url).status_code == 200
        return len(found)

    assert queries(2) == queries(40)


@pytest.mark.parametrize(
    "query",
    ["?trang=x", "?trang=" + "9" * 30, "?tinh-trang=%00", "?tai=csv", "?trang=-1"],
)
def test_odd_addresses_of_the_list_are_read_calmly(client, task, bodies, cast, query):
    ask(task, bodies, cast)
    client.force_login(cast.staff)

    response = client.get(reverse("tasks:cascade", args=[task.pk]) + query)
    assert response.status_code == 200
