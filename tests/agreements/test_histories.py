"""Over random histories: each duty is borne once, and no document changes."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.errors import NotPossible
from accounts.models import Organisation, with_predecessors
from agreements.continuation import continuing
from agreements.models import Agreement, Party
from reports.models import Review
from tasks.models import Coordination, FocusTask, YearlyPlan
from tests import factories
from tests.accounts.histories import (
    PARENTS,
    PLACES,
    STEPS,
    World,
    ended_without_successor,
    few,
    rolled_back,
    telling_days,
)

DOCUMENTS = (Agreement, Party, YearlyPlan, FocusTask, Coordination, Review)
# After each step: for which party, by which body it is carried on; or nothing.
DECISIONS = st.lists(
    st.none() | st.tuples(st.integers(0, 2), st.integers(0, 11)), min_size=6, max_size=6
)


class SignedWorld(World):
    """Two agreements among the five bodies, with a plan and a report issued."""

    def __init__(self, places, parents):
        super().__init__(places, parents)
        one, two, three, four, five = self.bodies
        self.agreement = factories.make_agreement(one, two, three)
        group = Party.objects.create(
            agreement=self.agreement, position=4, name_as_signed="Các sở"
        )
        group.members.set([four, five])
        factories.make_agreement(four, two, term_end_year=2024)
        plan = factories.make_issued_plan(self.agreement)
        for body in (three, four, five):
            task = factories.make_focus_task(plan, lead_organisation=body)
            task.coordinations.create(organisation=one)
        factories.make_review(
            self.agreement,
            state=Review.State.ISSUED,
            document_number="9/BC-UBND",
            issued_on=date(2025, 1, 1),
            snapshot={"office": one.name},
            snapshot_sha256="0" * 64,
        )

    def live(self, steps, decisions):
        for step, decision in zip(steps, decisions, strict=False):
            self.take(step)
            if decision:
                self.decide(*decision)

    def decide(self, party, body):
        """As people would; what the rules refuse does not happen."""
        try:
            with transaction.atomic():
                continuing.continue_under(
                    party=self.agreement.parties.all()[party],
                    organisation=self.pick(body),
                    decided_on=self.day,
                    document_number="15/CV",
                    by=self.admin,
                    on=self.day,
                )
        except (NotPossible, ValidationError):
            pass


def written():
    """Every word of the documents; the version counts decisions about the record."""
    rows = {model: list(model.objects.order_by("pk").values()) for model in DOCUMENTS}
    for row in rows[Agreement]:
        del row["version"]
    return rows


@settings(few, max_examples=6)
@given(steps=STEPS, decisions=DECISIONS, places=PLACES, parents=PARENTS)
@rolled_back
def check(steps, decisions, places, parents):
    world = SignedWorld(places, parents)
    before = written()
    world.live(steps, decisions)
    assert written() == before
    parties = list(Party.objects.prefetch_related("members", "decisions__organisation"))
    for on in telling_days():
        check_tasks(on)
        check_queries(parties, on)


def check_tasks(on):
    """One body acts for each open task, or the chain of its duty ended."""
    bodies = Organisation.objects.existing(on).values_list("pk", flat=True)
    duties = {pk: with_predecessors({pk}, on) for pk in bodies}
    for task in FocusTask.objects.open().select_related("lead_organisation"):
        acting = [pk for pk in duties if task.lead_organisation_id in duties[pk]]
        nobody = ended_without_successor(task.lead_organisation, on)
        assert len(acting) == (0 if nobody else 1)


def check_queries(parties, on):
    """What waits for a decision, and who bears a party, asked of many as of one."""
    agreements = Agreement.objects.all()
    waiting = {agreement for agreement in agreements if agreement.needs_review_on(on)}
    assert set(agreements.to_review(on)) == waiting
    assert set(Party.objects.ended(on)) == {p for p in parties if p.has_ended(on)}
    for pk in Organisation.objects.values_list("pk", flat=True):
        assert set(Party.objects.borne_by({pk}, on)) == {
            party for party in parties if pk in party.bearer_ids(on)
        }


def test_each_duty_is_borne_once_and_no_document_changes(db):
    check()
