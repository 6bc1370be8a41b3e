from datetime import date

from tasks.plans.annex import ROWS_A_PAGE, annex_rows, page_of
from tests import factories

HEADINGS = [{"heading": "A", "level": 1}, {"heading": "I", "level": 2}]


def rows(number):
    return [{"cells": {"title": str(n)}} for n in range(number)]


def test_a_short_annex_is_one_page():
    page = page_of([*HEADINGS, *rows(10)], 1)
    assert (page.number, page.last, len(page.rows)) == (1, 1, 12)


def test_every_row_stands_on_one_page_under_its_headings():
    annex = [*HEADINGS, *rows(2 * ROWS_A_PAGE)]
    pages = [page_of(annex, number) for number in (1, 2, 3)]
    assert pages[1].rows[:2] == HEADINGS == pages[2].rows[:2]
    shown = [row for page in pages for row in page.rows if "cells" in row]
    assert shown == annex[2:]


def test_a_page_that_begins_with_a_heading_does_not_repeat_those_it_ends():
    second = {"heading": "B", "level": 1}
    annex = [*HEADINGS, *rows(ROWS_A_PAGE - 2), second, *rows(1)]
    assert page_of(annex, 2).rows == [second, *rows(1)]


def test_a_page_that_does_not_exist_is_the_nearest():
    assert page_of(rows(3), 99).number == page_of([], 2).number == 1


def test_the_second_page_of_a_plan_goes_on_where_the_first_ends(
    client, cast, agreement, monkeypatch
):
    monkeypatch.setattr("tasks.plans.annex.ROWS_A_PAGE", 2)
    plan = factories.make_issued_plan(agreement, office=cast.committee)
    tasks = [factories.make_focus_task(plan) for _ in range(3)]
    assert len(annex_rows(plan, date(2026, 3, 1))) == 3
    client.force_login(cast.staff)
    page = client.get(plan.get_absolute_url(), {"trang": "2"}).content.decode()
    assert tasks[2].title in page
    assert f">{tasks[0].title}<" not in page
    assert "Phần 2 trong 2" in page
