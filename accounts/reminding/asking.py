"""What only the app of a duty can say, for who asks why: it says so when it is loaded.

Kept apart from the sources, which a run reads: nothing here is asked by a run.
"""

from collections.abc import Callable, Collection
from typing import NamedTuple

from accounts.models import User

NOT_OWED = (
    "Việc này hiện không có ai phải làm: đã xong, đã hủy, hoặc chưa đến lúc, chưa có "
    "ngày hạn."
)


class Answers(NamedTuple):
    """`silent`: why nobody is reminded of a duty, in a sentence; "" if not known.

    `containing`: ids of open duties that the person may see, by words of the title.
    """

    silent: Callable[[int], str]
    containing: Callable[[str, User], Collection[int]]


_answers: dict[str, Answers] = {}


def register(duty: str, answers: Answers) -> None:
    _answers[duty] = answers


def why_silent(duty: str, duty_id: int) -> str:
    answers = _answers.get(duty)
    return (answers and answers.silent(duty_id)) or NOT_OWED


def containing(words: str, person: User) -> dict[str, Collection[int]]:
    """{kind of duty: ids}."""
    return {
        duty: ids
        for duty, answers in _answers.items()
        if (ids := answers.containing(words, person))
    }
