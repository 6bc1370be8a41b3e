""" "Khác với số liệu hiện nay": an issued report beside what its sources say today."""

from datetime import date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Organisation
from reports.contents import comparing_issued
from reports.indicators import figures
from reports.models import Figure
from tasks.models import FocusTask, TaskState
from tests.factories import make_figure
from tests.reports.addresses import url

AT = datetime(2026, 7, 10, 8, 30, tzinfo=timezone.get_default_timezone())


def compare(review):
    return comparing_issued.compare(review, at=AT)


def said(differences):
    return [(row.label, row.then, row.now) for row in differences]


def test_nothing_differs_on_the_day_it_is_issued(issued):
    assert compare(issued).is_same
    assert comparing_issued.changed_since(issued) == 0


def test_a_corrected_entry_is_told_with_what_it_was(issued, figure, cast):
    figures.correct(
        figure=figure, version=1, values={"amount": 9}, reason="Sai", by=cast.staff
    )
    comparison = compare(issued)
    assert said(comparison.figures) == [
        ("Nhà đại đoàn kết", "trên 1.242 căn", "trên 9 căn")
    ]
    (entry,) = comparison.figures[0].details
    assert (entry.then, entry.now) == ("trên 1.242 căn", "trên 9 căn")
    assert entry.url == url("figure-detail", figure.pk)
    assert comparing_issued.changed_since(issued) == 1


def test_an_entry_withdrawn_is_no_longer_counted(issued, cast):
    Figure.objects.update(withdrawn_at=AT, withdrawn_by=cast.staff)
    assert comparing_issued.changed_since(issued) == 1
    (row,) = compare(issued).figures
    assert (row.now, row.details[0].now) == ("không có", "không còn tính")


def test_an_entry_that_came_later_is_new_and_its_body_no_longer_missing(issued, cast):
    later = make_figure(Figure.objects.get().indicator, cast.committee, amount=8)
    (row,) = compare(issued).figures
    assert (row.then, row.now) == ("trên 1.242 căn", "trên 1.250 căn")
    assert [detail.then for detail in row.details] == ["chưa nhập", "chưa có thông tin"]
    assert row.details[0].url == ""  # may be another body's, not in the report
    assert comparing_issued.changed_since(issued) == 0
    assert later.version == 1


def test_tasks_are_counted_and_named(issued):
    task = FocusTask.objects.get()
    FocusTask.objects.update(state=TaskState.DONE, completed_on=date(2026, 7, 1))
    comparison = compare(issued)
    assert ("Đã hoàn thành", "0", "1") in said(comparison.counts)
    (row,) = comparison.tasks
    assert (row.label, row.now) == (task.title, "Hoàn thành")
    assert row.url == task.get_absolute_url()
    assert comparison.tasks_changed == 1


def test_comparing_writes_nothing(issued, figure):
    Figure.objects.update(amount=9, version=2)
    before = issued.snapshot, issued.bound, issued.version
    with CaptureQueriesContext(connection) as captured:
        compare(issued)
    writing = ("INSERT", "UPDATE", "DELETE")
    assert not [q for q in captured.captured_queries if q["sql"].startswith(writing)]
    issued.refresh_from_db()
    assert (issued.snapshot, issued.bound, issued.version) == before


def test_the_page_says_that_figures_have_changed_and_leads_to_them(
    visit, cast, issued, figure
):
    address = url("review-detail", issued.pk)
    assert "Chưa số liệu nào" in visit(cast.staff, address).text
    Figure.objects.update(amount=9, version=2)
    page = visit(cast.staff, address).text
    assert "Khác với số liệu hiện nay:" in page
    assert url("review-compare", issued.pk) in page
    compared = visit(cast.staff, url("review-compare", issued.pk)).text
    assert "trên 9 căn" in compared
    assert url("figure-detail", figure.pk, bao_cao=issued.pk) in compared


def test_the_figures_of_today_are_for_the_office(visit, cast, issued):
    address = url("review-compare", issued.pk)
    assert visit(cast.front_staff, address).status_code == 403
    assert visit(cast.outsider, address).status_code == 404
    page = visit(cast.front_staff, url("review-detail", issued.pk)).text
    assert "So với số liệu hiện nay" not in page


@pytest.mark.parametrize("count", [1, 8])
def test_the_hint_on_the_page_is_one_query(issued, cast, count):
    for _ in range(count):
        make_figure(Figure.objects.first().indicator, cast.front)
    assert Organisation.objects.exists()
    with CaptureQueriesContext(connection) as captured:
        comparing_issued.changed_since(issued)
    assert len(captured) == 1
