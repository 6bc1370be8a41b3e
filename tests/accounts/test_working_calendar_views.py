"""The pages of the working calendar: what is shown, typed, refused and kept."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from accounts.models import Role, WorkingYear
from accounts.working_calendar import (
    special_days,
    working_calendar_views,
    working_calendars,
)
from tests import factories

HERE = ZoneInfo("Asia/Ho_Chi_Minh")
YEAR = 2026
NOON = datetime(2026, 1, 5, 12, tzinfo=HERE)


def address(name, *args):
    return reverse(f"accounts:{name}", args=args)


@pytest.fixture
def keeper(cast):
    return factories.make_user((cast.committee, Role.ADMINISTRATOR))


@pytest.fixture
def year(keeper):
    working_calendars.propose(year=YEAR, by=keeper)
    return WorkingYear.objects.get()


@pytest.fixture
def as_keeper(client, keeper):
    client.force_login(keeper)
    return client


def confirmed(year, by):
    seen = working_calendars.fingerprint_of_all(year)
    working_calendars.confirm(calendar=year, seen=seen, by=by, at=NOON)
    year.refresh_from_db()
    return year


def page(client, name, *args):
    return client.get(address(name, *args)).content.decode()


def filled(client, url, **typed):
    """Open the form, type, send: the answer, pages followed."""
    form = client.get(url).context["form"]
    data = {name: form[name].value() for name in form.fields}
    data = {name: "" if value is None else value for name, value in data.items()}
    for name in ("opens_at", "closes_at"):
        if name in data:
            data[name] = f"{data[name]:%H:%M}"
    if "on" in data and data["on"]:
        data["on"] = f"{data['on']:%d/%m/%Y}"
    return client.post(url, data | typed, follow=True)


# -- Seeing -----------------------------------------------------------------------


def test_the_year_is_shown_with_its_marks_and_words(client, cast, year):
    client.force_login(cast.lead)
    text = page(client, "working-calendar", YEAR)
    assert "Đề xuất, chưa xác nhận" in text
    assert "14 ngày nghỉ trong tuần · 2 ngày làm bù" in text
    assert 'class="off" title="Nghỉ: Quốc khánh 02/9"' in text
    assert ", Làm bù cho ngày 31/08/2026</span>" in text
    assert text.count('<table class="mini-month">') == 12
    assert "Thêm ngày" not in text


def test_a_year_that_nobody_drew_up_shows_its_weekends(client, cast):
    client.force_login(cast.lead)
    text = page(client, "working-calendar", 2033)
    assert "Chưa lập lịch năm 2033" in text
    assert "Lập đề xuất" not in text


@pytest.mark.parametrize("year", [0, 2020, 2101, 10**30])
def test_years_out_of_reach_do_not_exist(as_keeper, year):
    assert as_keeper.get(f"/lich-lam-viec/{year}/").status_code == 404
    assert as_keeper.post(f"/lich-lam-viec/{year}/de-xuat/").status_code == 404


def test_the_list_says_the_state_of_each_year(client, cast, year, keeper):
    confirmed(year, keeper)
    client.force_login(cast.lead)
    text = page(client, "working-calendar-list")
    assert "Đã xác nhận" in text and str(keeper) in text
    assert "12:00 05/01/2026" in text


def test_the_list_asks_no_more_when_there_are_more_years(
    client, cast, year, django_assert_max_num_queries
):
    client.force_login(cast.lead)
    page(client, "working-calendar-list")
    for more in (2027, 2028, 2029):
        working_calendars.propose(year=more, by=cast.admin)
    with django_assert_max_num_queries(9):
        page(client, "working-calendar-list")


@pytest.mark.parametrize(
    ("on", "missing"),
    [
        (date(2025, 9, 30), None),
        (date(2025, 10, 1), 2026),
        (date(2025, 12, 31), 2026),
        (date(2026, 1, 1), None),
    ],
)
def test_from_october_on_the_next_year_is_missed(year, on, missing):
    assert working_calendar_views.missing_year(on) == missing


def test_a_confirmed_next_year_is_not_missed(year, keeper):
    confirmed(year, keeper)
    assert working_calendar_views.missing_year(date(2025, 11, 1)) is None


# -- Proposing, confirming, reopening ---------------------------------------------


def test_a_year_is_proposed_confirmed_and_reopened_by_the_pages(as_keeper):
    answer = as_keeper.post(address("working-calendar-propose", YEAR), follow=True)
    assert "Đã ghi 17 ngày theo đề xuất" in answer.content.decode()

    url = address("working-calendar-confirm", YEAR)
    text = as_keeper.get(url).content.decode()
    assert "Hạn ghi trong văn bản, kế hoạch không đổi." in text
    assert "lượt nhắc chờ gửi" in text
    answer = filled(as_keeper, url)
    assert "Đã xác nhận lịch làm việc năm 2026." in answer.content.decode()
    assert WorkingYear.objects.get().confirmed_at

    url = address("working-calendar-reopen", YEAR)
    answer = filled(as_keeper, url, reason="")
    assert answer.context["form"].errors["reason"]
    answer = filled(as_keeper, url, reason="Có thông báo hoán đổi")
    assert "Lý do: Có thông báo hoán đổi." in answer.content.decode()
    assert WorkingYear.objects.get().confirmed_at is None


def test_what_changed_while_one_looked_is_confirmed_only_at_a_second_look(
    as_keeper, year, keeper
):
    url = address("working-calendar-confirm", YEAR)
    form = as_keeper.get(url).context["form"]
    data = {"form_token": form["form_token"].value(), "seen": form["seen"].value()}
    special_days.add_day(
        calendar=year, on=date(2026, 4, 24), kind="off", name="Nghỉ", by=keeper
    )
    answer = as_keeper.post(url, data)
    assert "người khác đã sửa" in answer.content.decode()

    data["seen"] = answer.context["form"]["seen"].value()
    as_keeper.post(url, data)
    year.refresh_from_db()
    assert year.confirmed_at


# -- Days and hours ---------------------------------------------------------------


def test_a_day_is_added_once_however_often_it_is_sent(as_keeper, year):
    url = address("special-day-add", YEAR)
    form = as_keeper.get(url).context["form"]
    data = {
        "form_token": form["form_token"].value(),
        "on": "24/04/2026",
        "kind": "off",
        "name": "Nghỉ thêm",
    }
    as_keeper.post(url, data)
    answer = as_keeper.post(url, data, follow=True)
    assert "đã được gửi trước đó" in answer.content.decode()
    assert year.days.filter(name="Nghỉ thêm").count() == 1


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"on": "31/02/2026"}, "Hãy nhập ngày/tháng/năm"),
        ({"on": "24/04/2026", "kind": "worked"}, "phải là thứ Bảy hoặc Chủ nhật"),
        ({"on": "01/01/2027"}, "phải thuộc năm 2026"),
        ({"on": "02/09/2026"}, "đã có trong lịch"),
        ({"on": "24/04/2026", "name": "x" * 121}, "120"),
    ],
)
def test_a_refused_day_keeps_what_was_typed(as_keeper, year, typed, said):
    url = address("special-day-add", YEAR)
    answer = filled(as_keeper, url, **{"name": "Nghỉ thêm", "kind": "off"} | typed)
    text = answer.content.decode()
    assert said in text
    assert f'value="{typed["on"]}"' in text
    assert year.days.count() == 17


def test_a_day_off_on_a_weekend_is_said_to_change_nothing(as_keeper, year):
    url = address("special-day-add", YEAR)
    answer = filled(as_keeper, url, on="25/04/2026", name="Nghỉ")
    assert "25/04/2026 là thứ Bảy, vốn không làm việc" in answer.content.decode()
    assert year.days.count() == 18


def test_a_day_is_changed_and_removed_by_the_pages(as_keeper, year):
    day = year.days.get(on=date(2026, 9, 2))
    url = address("special-day-edit", YEAR, day.pk)
    answer = filled(as_keeper, url, name="Tết Độc lập")
    assert "từ “Quốc khánh 02/9” thành “Tết Độc lập”" in answer.content.decode()

    forms = dict(as_keeper.get(address("working-calendar", YEAR)).context["days"])
    data = {name: forms[day][name].value() for name in ("form_token", "seen")}
    as_keeper.post(address("special-day-remove", YEAR, day.pk), data)
    assert not year.days.filter(pk=day.pk).exists()


def test_a_day_changed_meanwhile_is_shown_again_with_what_was_typed(as_keeper, year):
    day = year.days.get(on=date(2026, 9, 2))
    url = address("special-day-edit", YEAR, day.pk)
    year.days.filter(pk=day.pk).update(name="Người khác ghi")
    seen = working_calendars.fingerprint(day)
    answer = filled(as_keeper, url, seen=seen, name="Tôi ghi")
    text = answer.content.decode()
    assert "người khác đã sửa" in text and 'value="Tôi ghi"' in text

    sent = dict(answer.context["form"].data.items())
    as_keeper.post(url, sent)
    assert year.days.get(pk=day.pk).name == "Tôi ghi"


def test_a_day_removed_meanwhile_can_be_added_again(as_keeper, year):
    day = year.days.get(on=date(2026, 9, 2))
    url = address("special-day-edit", YEAR, day.pk)
    form = as_keeper.get(url).context["form"]
    day.delete()
    answer = as_keeper.post(
        url,
        {
            "form_token": form["form_token"].value(),
            "seen": form["seen"].value(),
            "on": "02/09/2026",
            "kind": "off",
            "name": "Tôi ghi",
        },
    )
    text = answer.content.decode()
    assert "không còn trong lịch" in text and 'value="Tôi ghi"' in text
    assert f'action="{address("special-day-add", YEAR)}"' in text


def test_a_removal_of_what_was_changed_meanwhile_is_refused(as_keeper, year):
    day = year.days.get(on=date(2026, 9, 2))
    forms = dict(as_keeper.get(address("working-calendar", YEAR)).context["days"])
    data = {name: forms[day][name].value() for name in ("form_token", "seen")}
    year.days.filter(pk=day.pk).update(name="Người khác ghi")
    url = address("special-day-remove", YEAR, day.pk)
    answer = as_keeper.post(url, data, follow=True)
    assert "người khác vừa sửa" in answer.content.decode()
    assert year.days.filter(pk=day.pk).exists()


def test_hours_are_typed_as_offices_write_them(as_keeper, year):
    url = address("working-hours-edit", YEAR)
    filled(as_keeper, url, opens_at="7h00", closes_at="16 giờ 30", note="TB 12")
    year.refresh_from_db()
    assert (f"{year.opens_at:%H:%M}", f"{year.closes_at:%H:%M}") == ("07:00", "16:30")
    answer = filled(as_keeper, url, opens_at="17:00", closes_at="7:00")
    assert "Giờ kết thúc phải sau giờ bắt đầu." in answer.content.decode()
    answer = filled(as_keeper, url, opens_at="sáng")
    assert "Hãy nhập giờ:phút" in answer.content.decode()


def test_a_confirmed_year_leads_back_with_the_reason(as_keeper, year, keeper):
    day = confirmed(year, keeper).days.first()
    for name, *args in (
        ("special-day-add", YEAR),
        ("special-day-edit", YEAR, day.pk),
        ("working-hours-edit", YEAR),
    ):
        answer = as_keeper.get(address(name, *args), follow=True)
        assert "hãy mở lại lịch" in answer.content.decode()


def test_an_administrator_of_a_department_only_looks(client, cast, year):
    below = factories.make_user((cast.department, Role.ADMINISTRATOR))
    client.force_login(below)
    assert client.get(address("working-calendar", YEAR)).status_code == 200
    for name in ("special-day-add", "working-hours-edit", "working-calendar-confirm"):
        assert client.get(address(name, YEAR)).status_code == 403
