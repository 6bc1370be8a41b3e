"""Columns, order and filters of a list, as its address asks for them."""

from datetime import date, timedelta

import pytest
from django.apps import apps
from django.http import QueryDict
from django.urls import reverse

from accounts.listings.listing import LISTINGS, Arrangement
from tasks.lists import TASKS
from tests import factories, world

LIST = "/nhiem-vu/"
MODELS = {
    "hoi-nghi": "agreements.Conference",
    "nhiem-vu": "tasks.FocusTask",
    "ke-hoach": "tasks.YearlyPlan",
    "quy-che": "agreements.Agreement",
    "bao-cao": "reports.Review",
    "thu-bao-cao": "reports.Collection",
    "so-lieu": "reports.Figure",
    "co-quan": "accounts.Organisation",
    "nhan-su": "accounts.User",
    "kien-nghi": "reports.Recommendation",
    "nguon-luc": "tasks.ResourceRequest",
    "phan-viec-cham": "tasks.Coordination",
    "so-nhac-viec": "accounts.Reminder",
}
# Ordered by a day that is computed: only what is late now is sorted.
COMPUTED = {("phan-viec-cham", "last_on")}


def arranged(query):
    return Arrangement(TASKS, QueryDict(query))


def keys(arrangement):
    return [column.key for column in arrangement.columns]


def test_without_a_word_the_usual_columns_and_order():
    usual = arranged("")

    assert keys(usual) == ["nhiemvu", "chutri", "han", "tinhtrang"]
    assert usual.order == ("listed_on", "id")
    assert usual.query == ""


def test_columns_are_chosen_with_commas_or_one_by_one_in_the_order_of_the_list():
    assert keys(arranged("cot=tiendo,chutri")) == ["nhiemvu", "chutri", "tiendo"]
    assert keys(arranged("cot=tiendo&cot=chutri")) == ["nhiemvu", "chutri", "tiendo"]
    assert arranged("cot=tiendo&cot=chutri").query == "cot=chutri%2Ctiendo"


def test_the_column_that_names_the_row_may_stand_alone():
    assert keys(arranged("cot=nhiemvu")) == ["nhiemvu"]


def test_choosing_the_usual_columns_leaves_the_address_short():
    assert arranged("cot=nhiemvu&cot=chutri&cot=han&cot=tinhtrang&xep=han").query == ""


def test_an_unknown_column_or_order_is_said_and_the_rest_followed():
    asked = arranged("cot=chutri,luong&xep=-luong")

    assert keys(asked) == ["nhiemvu", "chutri"]
    assert asked.order == ("listed_on", "id")
    assert asked.notes == [
        "Không có cột “luong” trong danh sách này.",
        "Không có cách xếp “-luong” trong danh sách này.",
    ]


def test_only_what_arranges_the_list_is_kept():
    params = QueryDict("q=a+b&sau=x&la=1&situation=&mine=lead&tai=csv&xep=-moi")

    assert TASKS.meant(params).urlencode() == "q=a+b&mine=lead&xep=-moi"


@pytest.mark.parametrize("value", ["x" * 501, " "])
def test_a_value_too_long_or_blank_is_not_kept(value):
    params = QueryDict(mutable=True)
    params["q"] = value

    assert TASKS.meant(params).urlencode() == ""


def test_a_heading_turns_the_order_round():
    due = next(h for h in arranged("q=x").headings if h.column.key == "han")
    turned = next(h for h in arranged("xep=-han").headings if h.column.key == "han")

    assert (due.sort, due.query) == ("ascending", "q=x&xep=-han")
    assert (turned.sort, turned.query) == ("descending", "")


def test_every_order_is_of_columns_without_gaps_and_with_an_index():
    assert set(MODELS) == set(LISTINGS)
    for name, label in MODELS.items():
        model = apps.get_model(label)
        ordered = [index for index in model._meta.indexes if index.fields]
        indexed = {"id", *(index.fields[0].lstrip("-") for index in ordered)}
        for order in LISTINGS[name].orders:
            assert order.columns[-1] == "id"
            if (name, order.columns[0]) in COMPUTED:
                continue
            assert order.columns[0] in indexed, (name, order.key)
            assert not any(model._meta.get_field(c).null for c in order.columns)


def pages_of(client, url, query=""):
    rows = []
    while True:
        page = client.get(f"{url}?{query}").context["page"]
        rows += [row.pk for row in page]
        query = page.next_query
        if not query:
            return rows


@pytest.mark.parametrize("wanted", ["han", "-han", "moi", "-moi"])
def test_pages_in_any_order_joined_are_the_whole_list_sorted(
    client, cast, agreement, wanted
):
    plan = factories.make_issued_plan(agreement, office=cast.committee)
    for number in range(120):  # over two pages, with equal and missing deadlines
        due = date(2026, 1, 1) + timedelta(days=number * 7 % 30)
        factories.make_focus_task(plan, due_on=due if number % 5 else None)
    client.force_login(cast.staff)
    fields = arranged(f"xep={wanted}").order
    everything = plan.tasks.order_by(*fields).values_list("pk", flat=True)

    assert pages_of(client, LIST, f"xep={wanted}") == list(everything)


def test_agreements_by_subject_in_vietnamese_order(client, cast):
    for subject in ("Ước mơ", "An toàn", "Đất đai", "Dân vận", "Ăn ở", "Uống nước"):
        factories.make_agreement(cast.committee, cast.front, subject=subject)
    client.force_login(cast.staff)
    page = client.get("/quy-che/?xep=vanban").context["page"]
    back = client.get("/quy-che/?xep=-vanban").context["page"]
    subjects = [agreement.subject for agreement in page]

    assert subjects == [
        *("An toàn", "Ăn ở", "Dân vận", "Đất đai", "Uống nước", "Ước mơ")
    ]
    assert [agreement.subject for agreement in back] == subjects[::-1]


def test_people_by_given_name_with_the_places_they_hold(client, cast):
    for name in ("Trần Văn Ân", "Lê Thị An", "Nguyễn Đức Ánh", "Bùi Văn An"):
        factories.make_user((cast.front, "staff"), full_name=name)
    factories.make_user(full_name="Không Nơi Nào")
    client.force_login(cast.outsider)
    url = reverse("accounts:person-list")
    of_front = client.get(url, {"organisation": cast.front.pk}).context["page"]
    everyone = client.get(url).context["page"]

    assert [person.full_name for person in of_front][:4] == [
        *("Bùi Văn An", "Lê Thị An", "Nguyễn Đức Ánh", "Trần Văn Ân")
    ]
    assert "Không Nơi Nào" not in [person.full_name for person in everyone]
    found = client.get(url, {"q": "duc anh"}).context["page"]
    assert [person.full_name for person in found] == ["Nguyễn Đức Ánh"]


def test_optional_columns_are_shown_when_chosen(client, cast, agreement):
    scene = world.build(cast, agreement)
    scene.task.coordinations.create(organisation=cast.front)
    scene.task.expected_product = "Báo cáo kết quả"
    scene.task.save()
    client.force_login(cast.staff)

    plain = client.get(LIST).content.decode()
    chosen = client.get(f"{LIST}?cot=phoihop,sanpham,kinhphi").content.decode()

    assert "Báo cáo kết quả" not in plain
    assert "Báo cáo kết quả" in chosen
    assert 'data-label="Phối hợp">Ủy ban MTTQ tỉnh<' in chosen
    assert 'data-label="Hạn"' not in chosen


def test_every_list_opens_with_all_its_columns_and_each_of_its_orders(
    client, cast, agreement
):
    scene = world.build(cast, agreement)
    scene.task.coordinations.create(
        organisation=cast.front, due_on=date(2025, 1, 1)
    )  # a late part
    client.force_login(cast.admin)
    for name in MODELS:
        listing = LISTINGS[name]
        every = ",".join(column.key for column in listing.columns)
        for choice in Arrangement(listing, QueryDict()).order_choices:
            url = f"{listing.get_absolute_url()}?cot={every}&xep={choice.value}"
            response = client.get(url)

            assert response.status_code == 200, url
            assert not response.context["arrangement"].notes
            head, _, body = response.content.decode().partition("</thead>")
            row = body.partition("</tr>")[0]
            ticks = head.count('class="tick"')  # no column: rows are chosen there
            assert row.count("<td") == head.count('<th scope="col"')
            assert row.count("<td") == ticks + len(listing.columns), url


def test_what_cannot_be_read_is_said_at_its_field_and_the_list_stays(
    client, cast, agreement
):
    client.force_login(cast.staff)
    response = client.get("/quy-che/?year=hai+nghin&on=32/13/2026")
    text = response.content.decode()

    assert [row.pk for row in response.context["page"]] == [agreement.pk]
    assert "Hãy nhập" in text or "Nhập một số" in text
    assert "Ngày chưa đúng" in text


def test_conditions_in_use_are_said_and_can_be_dropped_one_by_one(
    client, cast, agreement
):
    client.force_login(cast.staff)
    response = client.get("/quy-che/?q=phoi+hop&state=in_force&cot=vanban&sau=x")
    conditions = response.context["filter"].conditions

    assert [condition.text for condition in conditions] == [
        *("Từ khóa: phoi hop", "Trạng thái: Đang hiệu lực")
    ]
    assert conditions[0].query_without == "state=in_force&cot=vanban"
