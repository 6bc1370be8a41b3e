"""The pages of conferences: reading, recording, correcting, with and without script."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.test import RequestFactory
from django.urls import reverse
from django.utils import timezone

from agreements.conferences.conference_views import ConferenceCreate
from agreements.models import Conference
from tests.factories import make_agreement, make_conference

LIST = reverse("agreements:conference-list")
CREATE = reverse("agreements:conference-create")


@pytest.fixture
def staff(client, cast):
    client.force_login(cast.staff)
    return client


def page_of(client, address):
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def fields_of(form, **typed):
    """What a browser would send back from the page, with what the person typed."""
    data = {}
    for part in [form.form, *form.formsets]:
        forms = [part] if part is form.form else [part.management_form, *part.forms]
        for each in forms:
            for field in each:
                value = field.value()
                data[field.html_name] = "" if value is None else value
    data.update(typed)
    return {name: value for name, value in data.items() if value is not False}


def typed_page(client, address, **typed):
    return fields_of(client.get(address).context["forms"], **typed)


def test_the_list_shows_the_newest_first_and_those_without_a_day_last(staff, agreement):
    make_conference(agreement, name="Chưa rõ ngày", held_on=None)
    make_conference(agreement, name="Năm ngoái", held_on=date(2025, 3, 1))
    soon = timezone.localdate() + timedelta(days=9)
    make_conference(agreement, name="Sắp họp", held_on=soon)
    page = page_of(staff, LIST)
    assert page.index("Sắp họp") < page.index("Năm ngoái")
    assert page.index("Năm ngoái") < page.rindex("Chưa rõ ngày")
    assert "Sắp tới" in page


@pytest.mark.parametrize(
    ("query", "is_found"),
    [
        ("q=giao+ban", True),
        ("q=khong+co", False),
        ("kind=briefing", True),
        ("kind=signing", False),
        ("year=2026", True),
        ("year=2025", False),
        ("agreement={pk}", True),
        ("agreement={other}", False),
        ("sau=khong-phai-khoa", True),
    ],
)
def test_the_list_is_filtered(staff, cast, agreement, query, is_found):
    conference = make_conference(agreement)
    other = make_agreement(cast.committee, cast.front)
    make_conference(other, name="Hội nghị khác", held_on=None, kind="other")
    query = query.format(pk=agreement.pk, other=other.pk)
    assert (conference.name in page_of(staff, f"{LIST}?{query}")) == is_found


def test_what_one_may_not_see_is_not_named(client, cast, agreement):
    conference = make_conference(agreement, make_agreement(cast.elsewhere))
    client.force_login(cast.outsider)
    page = page_of(client, conference.get_absolute_url())
    assert agreement.subject not in page  # one agreement of the two is theirs
    hidden = make_conference(agreement)
    assert client.get(hidden.get_absolute_url()).status_code == 404


def test_the_agreement_tells_of_its_conferences_to_the_office_alone(
    staff, client, cast
):
    ceremony = make_conference(kind="signing", name="Lễ ký", owner=cast.committee)
    agreement = make_agreement(cast.committee, cast.front, ceremony=ceremony)
    make_conference(agreement, name="Giao ban nội bộ")
    page = page_of(staff, agreement.get_absolute_url())
    assert "Lễ ký" in page and "Giao ban nội bộ" in page
    assert f"{CREATE}?quy-che={agreement.pk}" in page
    assert "Giao ban nội bộ" not in page_of(client, agreement.get_public_url())


def test_recording_from_an_agreement_and_sending_twice(staff, agreement):
    data = typed_page(
        staff,
        f"{CREATE}?quy-che={agreement.pk}",
        name="Giao ban quý I",
        held_on="20/3/2026",
        **{
            "chairs-0-full_name": "Nguyễn Văn Chủ",
            "conclusions-0-wording": "1. Rà soát\n2. Báo cáo",
        },
    )
    assert data["agreements"] == [agreement.pk]
    first, second = staff.post(CREATE, data), staff.post(CREATE, data)
    conference = Conference.objects.get()
    assert first.url == second.url == conference.get_absolute_url()
    assert conference.held_on == date(2026, 3, 20)
    assert [str(row) for row in conference.conclusions.all()] == ["Rà soát", "Báo cáo"]
    page = page_of(staff, first.url)
    assert "Nguyễn Văn Chủ" in page and "Thành kiến nghị" in page


def test_a_row_is_added_without_a_script_and_nothing_typed_is_lost(staff):
    data = typed_page(
        staff, CREATE, **{"conclusions-0-wording": "Rà soát", "add_row": "conclusions"}
    )
    response = staff.post(CREATE, data)
    rows = response.context["forms"].conclusions
    assert len(rows.forms) == 2
    assert rows.forms[0]["wording"].value() == "Rà soát"
    assert not response.context["form"].errors
    assert not Conference.objects.exists()


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"name": ""}, "name"),
        ({"held_on": "31/02/2026"}, "held_on"),
        ({"held_on": "01/01/2062"}, "held_on"),
        ({"is_year_inferred": "on"}, "is_year_inferred"),
        ({"is_year_inferred": "on", "held_on": "13/3/2024"}, "inference_reason"),
        ({"chairs-0-post": "Chủ tịch"}, "__all__"),
        ({"conclusions-0-deadline_as_written": "quý II"}, "__all__"),
    ],
)
def test_errors_stand_where_they_were_made(staff, typed, told):
    response = staff.post(CREATE, typed_page(staff, CREATE, name="Giao ban") | typed)
    assert response.status_code == 200
    assert told in response.context["form"].errors
    assert not Conference.objects.exists()


def test_editing_keeps_the_rows_and_the_second_person_is_told(staff, agreement):
    conference = make_conference(agreement, conclusions=2)
    edit = reverse("agreements:conference-edit", args=[conference.pk])
    ids = [row.pk for row in conference.conclusions.all()]
    data = typed_page(staff, edit, **{"conclusions-0-wording": "Nói rõ hơn"})
    data["agreements"] = [agreement.pk]
    assert staff.post(edit, data).status_code == 302
    assert [row.pk for row in conference.conclusions.all()] == ids
    assert conference.conclusions.first().wording == "Nói rõ hơn"

    data["conclusions-0-wording"] = "Của người đến sau"
    response = staff.post(edit, data)
    assert "người khác đã sửa" in response.content.decode()
    assert conference.conclusions.first().wording == "Nói rõ hơn"


def test_someone_saving_in_the_same_moment_is_told_too(cast, agreement, monkeypatch):
    conference = make_conference(agreement)
    from agreements.conferences import conferences
    from agreements.conferences.conference_views import ConferenceUpdate

    request = RequestFactory().get("/")
    request.user = cast.staff
    view = ConferenceUpdate()
    view.setup(request, pk=conference.pk)
    view.on, view.conference = timezone.localdate(), conference
    form = view.forms(fields_of(view.forms(), agreements=[agreement.pk]))
    assert form.is_valid()
    Conference.objects.update(version=2)
    with pytest.raises(conferences.Stale):
        view.carry_out(form)
    form.form.refuse_stale()
    assert form.form["version"].value() == 2


def deletion(conference, reason="Ghi trùng"):
    """The address, and what its form sends."""
    address = reverse("agreements:conference-delete", args=[conference.pk])
    return address, {"version": 1, "reason": reason, "form_token": str(uuid4())}


def test_deleting_asks_for_a_reason(staff, agreement):
    conference = make_conference(agreement, conclusions=1)
    assert staff.post(*deletion(conference, reason="")).status_code == 200
    assert Conference.objects.exists()
    assert staff.post(*deletion(conference)).url == LIST
    assert not Conference.objects.exists()


def test_deleting_by_a_double_click_leads_both_to_the_list(staff, agreement):
    delete, sent = deletion(make_conference(agreement))
    assert [staff.post(delete, sent).url for _ in range(2)] == [LIST, LIST]
    assert staff.get(delete).status_code == 404


def test_deleting_a_ceremony_of_a_signed_text_says_why_not(staff, cast):
    ceremony = make_conference(kind="signing", owner=cast.committee)
    make_agreement(cast.committee, cast.front, ceremony=ceremony)
    response = staff.post(*deletion(ceremony))
    assert "Đã có văn bản ghi là ký tại hội nghị này" in response.content.decode()


def test_the_form_of_an_agreement_offers_ceremonies_with_their_day(staff, cast):
    make_conference(
        kind="signing", name="Lễ ký", held_on=date(2024, 3, 13), owner=cast.committee
    )
    make_conference(kind="briefing", name="Giao ban", owner=cast.committee)
    make_conference(kind="signing", name="Lễ của nơi khác", owner=cast.elsewhere)
    page = page_of(staff, reverse("agreements:agreement-create"))
    assert "Lễ ký (13/03/2024)" in page
    assert "Giao ban" not in page
    assert "Lễ của nơi khác" not in page


def test_a_conference_from_a_signed_agreement_is_no_signing(agreement):
    view = ConferenceCreate()
    view.agreement = agreement
    assert view.preset()["kind"] == Conference.Kind.BRIEFING
