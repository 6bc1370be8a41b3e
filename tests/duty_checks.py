"""What a source of duties says on a day: the same whichever way it is asked."""

from datetime import date, timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from accounts.reminding.duties import Owing
from accounts.reminding.serving import Serving

YEAR = timedelta(days=366)


def owed(source, on: date) -> dict[int, Owing]:
    """{duty id: Owing} of a wide window; the other questions agree with it."""
    serving = Serving(on)
    found = list(source.owing(on - YEAR, on + YEAR, serving=serving))
    assert [one.due_on for one in found] == sorted(one.due_on for one in found)
    by_id = {one.duty_id: one for one in found}
    assert len(by_id) == len(found)
    again = source.owing_of(set(by_id), serving=serving)
    assert {one.duty_id: one for one in again} == by_id
    lines = source.lines(set(by_id))
    assert {pk: line.due_on for pk, line in lines.items()} == {
        pk: one.due_on for pk, one in by_id.items()
    }
    titles = source.titles(set(by_id))
    assert titles == {pk: (line.title, line.url) for pk, line in lines.items()}
    return by_id


def is_open(source, pk: int, on: date) -> bool:
    """By all three questions; the window, asked exactly, holds the day."""
    found = owed(source, on).get(pk)
    serving = Serving(on)
    assert bool(list(source.owing_of({pk}, serving=serving))) == (found is not None)
    if found is None:
        return False
    due, day = found.due_on, timedelta(days=1)
    exact = source.owing(due, due, serving=serving)
    beside = [
        *source.owing(due - YEAR, due - day, serving=serving),
        *source.owing(due + day, due + YEAR, serving=serving),
    ]
    assert pk in {one.duty_id for one in exact}
    assert pk not in {one.duty_id for one in beside}
    return True


def names(told) -> list[str]:
    """The usernames of those told, in order."""
    return sorted(
        User.objects.filter(pk__in=list(told)).values_list("username", flat=True)
    )


def queries(source, on: date) -> int:
    """How many questions it takes to ask everything of the source."""
    with CaptureQueriesContext(
        connection,
    ) as asked:
        ids = {
            one.duty_id
            for one in source.owing(on - YEAR, on + YEAR, serving=Serving(on))
        }
        list(source.owing_of(ids, serving=Serving(on)))
        source.lines(ids)
        source.titles(ids)
    return len(asked)
