from datetime import date

import pytest
from django.db import connection

from tasks.models import FocusTask

from .filling import fill
from .measuring import capture, measure
from .pages import pages_of

ON = date(2026, 6, 15)


@pytest.mark.postgresql
def test_a_small_province_is_filled_and_its_pages_measured(db):
    cast = fill(tasks=200, plans=8, on=ON)

    assert FocusTask.objects.count() == 200
    assert FocusTask.objects.filter(search__contains="giam sat").exists()
    desk, *others = pages_of(cast, ON.year)
    assert all(capture(page).statements for page in others)
    seen = capture(desk)
    result = measure(desk.name, seen.statements, lambda: seen.body, lambda: run(seen))
    assert result["queries"] == len(seen.statements)
    assert result["bytes"] == len(seen.body)


def run(seen) -> None:
    """Every captured statement stands alone, as the floor runs it."""
    with connection.cursor() as cursor:
        for statement in seen.statements:
            cursor.execute(statement)
