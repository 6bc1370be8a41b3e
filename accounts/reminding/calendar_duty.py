"""The working calendar of next year, until somebody has drawn it up and confirmed it.

Without it reminders know of no holiday of that year but Saturdays and Sundays.
"""

from collections.abc import Collection, Iterable, Iterator
from datetime import date

from django.urls import reverse

from accounts.models import Duty, Membership, Organisation, Role, User, WorkingYear

from .duties import Line, Owing, register
from .serving import Serving

KEEPS_THE_SYSTEM = "Ông/Bà là quản trị hệ thống."
KEEPS_A_PROVINCE = (
    "Ông/Bà là quản trị của cơ quan cấp tỉnh, nơi lập lịch làm việc hằng năm."
)
WITHOUT_IT = "Khi chưa xác nhận, lời nhắc chỉ tránh thứ Bảy, Chủ nhật"


class CalendarSource:
    """The id of this duty is the year. It stays owed into the year itself."""

    duty = Duty.CALENDAR

    def owing(self, first: date, last: date, *, serving: Serving) -> Iterator[Owing]:
        years = (serving.on.year, serving.on.year + 1)
        due = [year for year in years if first <= _due_on(year) <= last]
        yield from self._of(due, serving)

    def owing_of(self, ids: Collection[int], *, serving: Serving) -> Iterator[Owing]:
        yield from self._of(ids, serving)

    def _of(self, years: Iterable[int], serving: Serving) -> Iterator[Owing]:
        missing = _missing(years)
        owners = _keepers(serving.on) if missing else {}
        for year in missing:
            yield Owing(year, _due_on(year), owners)

    def lines(self, ids: Collection[int]) -> dict[int, Line]:
        return {
            year: Line(_title(year), _url(year), _due_on(year), WITHOUT_IT)
            for year in _missing(ids)
        }

    def titles(self, ids: Collection[int]) -> dict[int, tuple[str, str]]:
        return {year: (_title(year), _url(year)) for year in ids}


def _due_on(year: int) -> date:
    return date(year - 1, 12, 31)


def _title(year: int) -> str:
    return f"Lập và xác nhận lịch làm việc năm {year}"


def _url(year: int) -> str:
    return reverse("accounts:working-calendar", args=[year])


def _missing(years: Iterable[int]) -> list[int]:
    years = sorted(years)
    confirmed = WorkingYear.objects.filter(year__in=years, confirmed_at__isnull=False)
    return sorted(set(years) - set(confirmed.values_list("year", flat=True)))


def _keepers(on: date) -> dict[int, str]:
    """Who can draw it up: administrators of the system and of bodies above all."""
    provinces = Organisation.objects.existing(on).filter(parent__isnull=True)
    places = Membership.objects.current(on).filter(
        role=Role.ADMINISTRATOR, organisation__in=provinces, user__is_active=True
    )
    keepers = dict.fromkeys(places.values_list("user", flat=True), KEEPS_A_PROVINCE)
    system = User.objects.filter(is_superuser=True, is_active=True)
    return keepers | dict.fromkeys(
        system.values_list("pk", flat=True), KEEPS_THE_SYSTEM
    )


def register_source() -> None:
    register(CalendarSource())
