"""What a dashboard is about: whose it is, what was asked for, and its way to lists."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from urllib.parse import urlencode

from django.db.models import Q
from django.urls import reverse

from accounts.models import Organisation, User
from agreements.models import Agreement, CoordinationArea
from tasks import answering
from tasks.models import FocusTask, FocusTaskQuerySet, YearlyPlan

RUNNING = YearlyPlan.State.ISSUED


@dataclass(frozen=True)
class Scope:
    """`board`: as an address names the bodies; `bodies`: None for everybody's."""

    user: User
    on: date
    bodies: answering.Bodies
    board: str = answering.ALL
    year: int | None = None
    agreement: Agreement | None = None
    area: CoordinationArea | None = None
    body: Organisation | None = None

    @property
    def is_all(self) -> bool:
        return self.bodies is None

    @cached_property
    def issued_plans(self) -> list[tuple[int, int, str, int]]:
        """(id, year, state, agreement) of every issued plan: indexes do the rest."""
        columns = ("pk", "year", "state", "agreement")
        return list(answering.issued().values_list(*columns))

    @cached_property
    def known_whole(self) -> set[int]:
        """Those answered for as a whole."""
        if self.is_all:
            return {row[0] for row in self.issued_plans}
        return set(answering.known_whole(self.bodies))

    def plan_ids(self, *, running: bool = False, elsewhere: bool = False) -> list[int]:
        """Of the year and the agreement asked for; `elsewhere`: the plans of others."""
        return [
            pk
            for pk, year, state, agreement in self.issued_plans
            if (pk in self.known_whole) != elsewhere
            and self.year in (None, year)
            and (self.agreement is None or self.agreement.pk == agreement)
            and (not running or state == RUNNING)
        ]

    def tasks(self, *, running: bool = False) -> list[FocusTaskQuerySet]:
        """In parts that share none, each with its index: an "or" would have none."""
        whole = self.plan_ids(running=running)
        parts = [FocusTask.objects.filter(plan__in=whole)]
        if not self.is_all:
            others = self.plan_ids(running=running, elsewhere=True)
            led = FocusTask.objects.filter(plan__in=others).led_by(self.bodies)
            parts.append(led)
        return [self._narrowed(part) for part in parts]

    def about_plan(self, plan: str) -> Q:
        """The year and the agreement asked for, of the plan at `plan`."""
        asked = {}
        if self.year:
            asked[f"{plan}year"] = self.year
        if self.agreement:
            asked[f"{plan}agreement"] = self.agreement
        return Q(**asked)

    def _narrowed(self, tasks: FocusTaskQuerySet) -> FocusTaskQuerySet:
        if self.area:
            tasks = tasks.filter(area=self.area)
        return tasks.led_by([self.body.pk]) if self.body else tasks

    def agreements(self):
        found = answering.agreements_of(self.bodies)
        return found.filter(pk=self.agreement.pk) if self.agreement else found

    # -- Ways to the lists -------------------------------------------------------

    def to_tasks(self, *, lead: int | None = None, running: bool = False, **more):
        lead = lead or (self.body and self.body.pk)
        asked = {"lead": lead, "year": self.year, "running": "1" if running else None}
        return self._to("tasks:focus-task-list", **asked, **more)

    def to_parts(self, organisation: int | None = None) -> str:
        organisation = organisation or (self.body and self.body.pk)
        asked = {"organisation": organisation, "year": self.year}
        return self._to("tasks:late-part-list", **asked)

    def to_plans(self, **more) -> str:
        return self._to("tasks:plan-list", area=False, year=self.year, **more)

    def to_recommendations(self, addressee: int | None = None, **more) -> str:
        addressee = addressee or (self.body and self.body.pk)
        asked = {"addressee": addressee, "year": self.year}
        return self._to("reports:recommendation-list", **asked, **more)

    def _to(self, address: str, *, area: bool = True, **asked) -> str:
        common = {
            "board": self.board,
            "agreement": self.agreement and self.agreement.pk,
            "area": self.area.pk if area and self.area else None,
        }
        query = {name: value for name, value in (asked | common).items() if value}
        return f"{reverse(address)}?{urlencode(query)}"
