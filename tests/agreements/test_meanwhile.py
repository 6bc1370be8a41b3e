"""Two people edit one record: nobody overwrites the other without knowing."""

from datetime import date

import pytest
from django.urls import reverse

from agreements import registration
from agreements.models import Agreement
from tests.agreements.test_shapes import TEXTS


@pytest.fixture
def opened(client, cast, agreement):
    """What the browser of the first person would send, having opened the form."""
    client.force_login(cast.staff)
    address = reverse("agreements:agreement-edit", args=[agreement.pk])
    forms = client.get(address).context["forms"]
    data = {}
    for form in (forms.form, *[f for rows in forms.formsets for f in rows.forms]):
        for field in form:
            value = field.value()
            if isinstance(value, date):
                value = f"{value:%d/%m/%Y}"
            if value is True:
                value = "on"
            if isinstance(value, list) and field.name in TEXTS:
                value = "\n".join(value)
            if value not in (None, False):
                data[field.html_name] = value
    for rows in forms.formsets:
        data |= {f.html_name: f.value() for f in rows.management_form}
    return address, data | {"reason": "sửa nơi ký"}


def other_saves(cast, agreement, **values):
    current = Agreement.objects.get(pk=agreement.pk)
    registration.correct(
        agreement=current, values=values, by=cast.manager, reason="theo bản gốc"
    )


def test_what_the_other_changed_stands_beside_what_was_typed(
    client, cast, agreement, opened
):
    address, data = opened
    other_saves(cast, agreement, place="Hạ Long")
    page = client.post(address, data | {"place": "Cẩm Phả"}).content.decode()
    assert "Người khác đã sửa gì" in page
    assert str(cast.manager) in page
    assert "Hạ Long" in page and 'value="Cẩm Phả"' in page
    agreement.refresh_from_db()
    assert agreement.place == "Hạ Long"


def test_a_field_left_alone_takes_the_others_value(client, cast, agreement, opened):
    address, data = opened
    other_saves(
        cast,
        agreement,
        short_name="Quy chế 194",
        is_public=False,
        signed_on=date(2024, 3, 14),
        term_end_year=2030,
    )
    response = client.post(address, data | {"place": "Cẩm Phả"})
    page = response.content.decode()
    assert "chưa sửa, đã lấy nội dung mới" in page
    form = response.context["form"]
    again = {field.html_name: field.value() for field in form}
    assert again["short_name"] == "Quy chế 194"
    assert again["signed_on"] == "14/03/2024"
    assert again["place"] == "Cẩm Phả"
    sent = data | {k: v for k, v in again.items() if v not in (None, False, [])}
    del sent["is_public"]  # the box is empty now, so the browser sends nothing
    assert client.post(address, sent).status_code == 302
    agreement.refresh_from_db()
    assert (agreement.place, agreement.short_name) == ("Cẩm Phả", "Quy chế 194")
    assert (agreement.is_public, agreement.term_end_year) == (False, 2030)


def test_saving_again_after_reading_is_a_decision(client, cast, agreement, opened):
    address, data = opened
    other_saves(cast, agreement, place="Hạ Long")
    refused = client.post(address, data | {"place": "Cẩm Phả"}).context["form"]
    data |= {"version": refused["version"].value(), "place": "Cẩm Phả"}
    assert client.post(address, data).status_code == 302
    agreement.refresh_from_db()
    assert agreement.place == "Cẩm Phả"


def test_a_third_change_is_told_by_itself(client, cast, agreement, opened):
    address, data = opened
    other_saves(cast, agreement, place="Hạ Long")
    refused = client.post(address, data).context["form"]
    data |= {name: refused[name].value() for name in ("version", "seen_entry")}
    other_saves(cast, agreement, note="Ghi thêm")
    changes = client.post(address, data).context["meanwhile"]
    assert [change.field for change in changes] == ["ghi chú"]


def test_several_changes_of_one_field_are_told_as_one(client, cast, agreement, opened):
    address, data = opened
    other_saves(cast, agreement, place="Hạ Long")
    other_saves(cast, agreement, place="Uông Bí")
    (change,) = client.post(address, data).context["meanwhile"]
    assert (change.before, change.now) == ("để trống", "Uông Bí")
    assert change.is_untouched
