"""What leaders read each week of the recommendations made to their bodies."""

from collections.abc import Collection
from datetime import date

from django.db.models import F
from django.urls import reverse

from accounts.reminding import ladder
from accounts.reminding.sections import Entry, Found, first_of_each, gathered, register
from accounts.vietnamese import format_date

from .models import Addressee, Recommendation

BY_DAY = F("recommendation__due_on").asc(nulls_last=True)


class RepliesOwed:
    title = "Kiến nghị chờ trả lời"
    figure = "kiến nghị chờ trả lời"
    tone = "soon"

    def found(self, bodies: Collection[int], on: date) -> dict[int, Found]:
        asked = Recommendation.objects.in_force().order_by().values("pk")
        rows = Addressee.objects.owing().filter(
            organisation__in=bodies, recommendation__in=asked
        )
        rows = rows.select_related("recommendation")
        return gathered(
            first_of_each(rows, "organisation", order=BY_DAY),
            lambda row: _entry(row, on),
        )

    def url(self, body: int) -> str:
        return f"{reverse('reports:recommendation-list')}?addressee={body}"


def _entry(row: Addressee, on: date) -> Entry:
    asked, said = row.recommendation, row.get_state_display().lower()
    if asked.due_on:
        left = ladder.wording((asked.due_on - on).days)
        said += f", {left} (hạn {format_date(asked.due_on)})"
    return Entry(asked.wording, asked.get_absolute_url(), said, asked.due_on or on)


def register_all() -> None:
    register(RepliesOwed())
