"""A file holds exactly what the list shows, and nothing in it is a formula."""

import csv
import io
from datetime import date
from decimal import Decimal

import pytest
from django.http import QueryDict
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from accounts.listings import exports
from accounts.listings.listing import LISTINGS, Arrangement
from tests import factories, world
from tests.accounts.test_listing import MODELS

DANGEROUS = ["=1+1", "+84 912", "-5", "@cmd", "＝1+1", "=HYPERLINK(“x”)"]


def csv_rows(response):
    content = b"".join(response.streaming_content)
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def sheet_of(response):
    return load_workbook(io.BytesIO(b"".join(response.streaming_content))).active


def pages_of(client, url, query):
    rows, arrangement = [], None
    while True:
        context = client.get(f"{url}?{query}").context
        arrangement = context["arrangement"]
        rows += [[c.value(row) for c in arrangement.cells] for row in context["rows"]]
        query = context["page"].next_query
        if not query:
            return rows


@pytest.fixture
def many_tasks(cast, agreement):
    plan = factories.make_issued_plan(agreement, office=cast.committee)
    hidden = factories.make_issued_plan(factories.make_agreement(cast.elsewhere))
    factories.make_focus_task(hidden, title="Không phải của tôi")
    for number in range(70):
        factories.make_focus_task(
            plan,
            title=f"Việc số {number:02}",
            due_on=date(2026, 1 + number % 12, 1) if number % 6 else None,
            lead_organisation=cast.department if number % 3 else cast.committee,
            state="in_progress" if number % 4 else "not_started",
            percent=number,
        )
    return plan


FILTERS = st.fixed_dictionaries(
    {},
    optional={
        "q": st.sampled_from(["viec so", "1", "khong co gi"]),
        "situation": st.sampled_from(["open", "overdue", "in_progress"]),
        "mine": st.sampled_from(["lead", "involved"]),
        "year": st.sampled_from(["2026", "1999", "sai"]),
        "xep": st.sampled_from(["han", "-han", "moi", "-moi", "la"]),
        "cot": st.lists(
            st.sampled_from(["chutri", "han", "tiendo", "sanpham", "phoihop", "la"])
        ).map(",".join),
    },
)


# Slower than most: it reads every page and the file of many lists.
@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(asked=FILTERS)
def test_the_file_is_the_pages_joined(client, cast, many_tasks, asked):
    client.force_login(cast.staff)
    query = QueryDict(mutable=True)
    query.update(asked)
    shown = pages_of(client, "/nhiem-vu/", query.urlencode())
    head, *rows = csv_rows(client.get("/nhiem-vu/", asked | {"tai": "csv"}))

    assert rows == [[exports.in_csv(value) for value in row] for row in shown]
    assert len(head) == len(rows[0]) if rows else head
    assert not any("Không phải của tôi" in row for row in rows)


def test_every_list_becomes_a_file_of_its_columns(client, cast, agreement):
    scene = world.build(cast, agreement)
    late = {"organisation": cast.front, "due_on": date(2026, 1, 31)}
    scene.task.coordinations.create(**late)
    client.force_login(cast.admin)
    for listing in (LISTINGS[name] for name in MODELS):
        every = ",".join(column.key for column in listing.columns)
        arrangement = Arrangement(listing, QueryDict(f"cot={every}"))
        headings = [cell.heading for cell in arrangement.cells]
        url = listing.get_absolute_url()
        shown = pages_of(client, url, f"cot={every}")
        for format in ("csv", "xlsx"):
            response = client.get(url, {"cot": every, "tai": format})

            assert f".{format}" in response["Content-Disposition"], url
            head, *rows = rows_of(response, format)
            assert list(head) == headings
            assert len(rows) == len(shown) > 0, url


def rows_of(response, format):
    if format == "csv":
        return csv_rows(response)
    return list(sheet_of(response).iter_rows(values_only=True))[exports.HEAD_ROW :]


def test_a_workbook_holds_days_and_numbers_as_such_and_texts_as_texts(
    client, cast, agreement
):
    plan = factories.make_issued_plan(agreement, office=cast.committee)
    for position, title in enumerate(DANGEROUS):
        factories.make_focus_task(plan, title=title, percent=position)
    client.force_login(cast.staff)
    sheet = sheet_of(
        client.get("/nhiem-vu/", {"cot": "han,tiendo", "xep": "moi", "tai": "xlsx"})
    )
    first = exports.HEAD_ROW + 2

    assert sheet["A1"].value == "Nhiệm vụ trọng tâm"
    assert "Tải lúc" in sheet["A2"].value
    assert sheet.freeze_panes == f"B{first}"
    for row, title in enumerate(DANGEROUS, start=first):
        subject, *_, due, written, percent = sheet[row]
        assert (subject.value, subject.data_type) == (title, "s")
        assert due.is_date
        assert due.value.date() == date(2026, 6, 30)
        assert due.number_format == "dd/mm/yyyy"
        assert written.value == "quý II"
        assert (percent.value, percent.data_type) == (row - first, "n")


@pytest.mark.parametrize("text", [*DANGEROUS, "\tx", "\rx", "\nx"])
def test_no_cell_of_a_csv_begins_like_a_formula(text):
    assert exports.in_csv(text) == f"'{text}"


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (date(2026, 9, 5), "05/09/2026"),
        (Decimal("-1242.50"), "-1242,5"),
        (-5, "-5"),
        (0, "0"),
        (None, ""),
        ("Đặng Thị Ước", "Đặng Thị Ước"),
    ],
)
def test_days_and_numbers_in_a_csv_as_offices_write_them(value, written):
    assert exports.in_csv(value) == written


def test_the_conditions_stand_above_the_table(client, cast, many_tasks):
    client.force_login(cast.staff)
    sheet = sheet_of(client.get("/nhiem-vu/", {"situation": "open", "tai": "xlsx"}))

    assert sheet["A2"].value.startswith("Tình trạng: Chưa xong. Tải lúc ")


def test_more_rows_than_a_file_holds_are_refused_in_words(
    client, cast, many_tasks, monkeypatch
):
    monkeypatch.setattr(exports, "MOST_ROWS", 69)
    client.force_login(cast.staff)
    response = client.get("/nhiem-vu/", {"xep": "-han", "tai": "xlsx"}, follow=True)

    assert response.redirect_chain == [("/nhiem-vu/?xep=-han", 302)]
    assert "nhiều hơn một tệp chứa được" in response.content.decode()


def test_an_unknown_format_is_not_there(client, cast):
    client.force_login(cast.staff)

    assert client.get("/nhiem-vu/?tai=pdf").status_code == 404


def test_a_stranger_downloads_nothing(client, db):
    response = client.get(reverse("tasks:focus-task-list") + "?tai=csv")

    assert response.status_code == 302


def test_rows_are_read_and_dressed_some_at_a_time(many_tasks, monkeypatch):
    seen = []
    chunks_of = exports.chunks_of
    monkeypatch.setattr(
        exports, "chunks_of", lambda rows, order: chunks_of(rows, order=order, size=30)
    )

    def dress(rows):
        seen.append(len(rows))
        return rows

    tasks = many_tasks.tasks.all()
    found = list(exports.all_rows(tasks, order=("-listed_on", "-id"), dress=dress))

    assert seen == [30, 30, 10]
    assert found == list(tasks.order_by("-listed_on", "-id"))


def test_a_row_of_the_workbook_is_tall_enough_for_every_line(client, cast, agreement):
    client.force_login(cast.staff)
    response = client.get(reverse("agreements:agreement-list"), {"tai": "xlsx"})
    sheet = sheet_of(response)
    parties = agreement.parties.count()
    assert parties > 1
    assert sheet.row_dimensions[sheet.max_row].height >= 16 * parties
