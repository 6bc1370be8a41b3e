"""Who decides on a plan for a party: its posts, in its turn, or who stands in.

A round keeps the rule it began with (`Submission.is_serial`, `.deciding`). Only when
nobody is left who may decide by it do all reviewers and managers of the party.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import F, Prefetch, QuerySet, prefetch_related_objects

from accounts.models import Membership, Role, User, with_successors
from accounts.vietnamese import fold
from agreements.models import Agreement, Party

from ..models import DecidingPost, StandIn, Submission, YearlyPlan

DECIDERS = (Role.REVIEWER, Role.MANAGER)
# What `Party.bearer_ids` reads.
BEARING = ("members", "decisions")
ROLES = {
    DecidingPost.Who.ANY: DECIDERS,
    DecidingPost.Who.MANAGERS: (Role.MANAGER,),
    DecidingPost.Who.REVIEWERS: (Role.REVIEWER,),
}


@dataclass(frozen=True)
class Chair:
    """Which places of a body decide; without posts, any post."""

    who: str = DecidingPost.Who.ANY
    posts: tuple[str, ...] = ()

    @classmethod
    def of(cls, who: str, posts: str) -> "Chair":
        return cls(who, tuple(filter(None, map(fold, posts.split(";")))))

    def seats(self, place: Membership) -> bool:
        """ "Chủ tịch" seats "Chủ tịch UBND tỉnh", and never "Phó Chủ tịch"."""
        post = f"{fold(place.post)} "
        in_post = any(post.startswith(f"{wanted} ") for wanted in self.posts)
        return place.role in ROLES[self.who] and (in_post or not self.posts)


ANYBODY = Chair()
# The round a plan is in, without the rows: they may be thousands.
PRESENT = (
    Submission.objects.filter(number=F("plan__round"))
    .defer("rows")
    .select_related("plan")
    .prefetch_related("decisions")
)


def frozen(agreement: Agreement) -> dict:
    """What a submission keeps of the agreement's rule."""
    posts = DecidingPost.objects.filter(party__agreement=agreement)
    return {str(row.party_id): {"who": row.who, "posts": row.posts} for row in posts}


def round_of(plan: YearlyPlan) -> Submission:
    """The present round; of a plan recorded without one, an empty one."""
    read = getattr(plan, "present", None)  # by `with_rounds`
    found = PRESENT.filter(plan=plan) if read is None else read
    return next(iter(found), Submission(plan=plan, number=plan.round))


def asked_now(submission: Submission, parties: Iterable[Party]) -> list[Party]:
    """Parties that owe their decision: all at once, or only the next one."""
    decided = set()
    if submission.pk:
        decided = {decision.party_id for decision in submission.decisions.all()}
    waiting = [party for party in parties if party.pk not in decided]
    return waiting[:1] if submission.is_serial else waiting


def represents(party: Party, organisation_id: int, on: date) -> bool:
    """Is the party, that day, the organisation itself or what both have become?"""
    acting = with_successors({organisation_id}, on)
    return bool(acting & with_successors(party.bearer_ids(on), on))


class Deciders:
    """The people who may decide that day; each body is looked up only once."""

    def __init__(self, on: date):
        self.on = on
        self._places: dict[frozenset[int], list[Membership]] = {}
        self._stand_ins: dict[frozenset[int], list[StandIn]] = {}
        self._of_office: dict[int, set[int]] = {}

    def of(self, party: Party, submission: Submission) -> dict[User, StandIn | None]:
        """Each once, with the paper by which somebody stands in."""
        found = self.by_rule(party, submission)
        return found or self._allowed(party, submission, ANYBODY)

    def by_rule(self, party: Party, submission: Submission):
        """As `of`, but nobody where nobody holds what the rule asks for."""
        kept = submission.deciding.get(str(party.pk))
        chair = Chair.of(kept["who"], kept["posts"]) if kept else ANYBODY
        return self._allowed(party, submission, chair)

    def _allowed(self, party: Party, submission: Submission, chair: Chair):
        seated = self._seated(party, chair)
        barred = self._barred(party, submission)
        return {p: paper for p, paper in seated.items() if p.pk not in barred}

    def _seated(self, party: Party, chair: Chair) -> dict[User, StandIn | None]:
        places = self._places_in(party)
        seated = {place.user_id for place in places if chair.seats(place)}
        people = {place.user_id: place.user for place in places}
        found = {people[pk]: None for pk in seated if people[pk].is_active}
        for paper in self._papers_of(party):
            person = people.get(paper.person_id)  # who left the party is not there
            in_place = paper.stands_for_id is None or paper.stands_for_id in seated
            if person and person.is_active and in_place:
                found.setdefault(person, paper)
        return found

    def _places_in(self, party: Party) -> list[Membership]:
        bearers = frozenset(party.bearer_ids(self.on))
        if bearers not in self._places:
            acting = with_successors(bearers, self.on)
            places = Membership.objects.current(self.on).filter(organisation__in=acting)
            self._places[bearers] = list(places.select_related("user").order_by("pk"))
            papers = StandIn.objects.standing(self.on)
            self._stand_ins[bearers] = list(
                papers.filter(organisation__in=acting).order_by("pk")
            )
        return self._places[bearers]

    def _papers_of(self, party: Party) -> list[StandIn]:
        self._places_in(party)
        return self._stand_ins[frozenset(party.bearer_ids(self.on))]

    def _barred(self, party: Party, submission: Submission) -> set[int]:
        """Whoever drafts does not decide for another: the office, and who submitted.

        A party that became one body with the office while it was asked has nobody
        else: its deciders are those of the office.
        """
        office = submission.plan.office_id
        if office not in self._of_office:
            places = Membership.objects.current(self.on).filter(
                organisation__in=with_successors({office}, self.on)
            )
            self._of_office[office] = set(places.values_list("user", flat=True))
        barred = self._of_office[office] | {submission.submitted_by_id}
        deciding = {place.user_id for place in self._places_in(party)}
        if deciding & barred and represents(party, office, self.on):
            return set()
        return barred


def parties_of(plan: YearlyPlan) -> list[Party]:
    parties = list(plan.agreement.parties.all())
    prefetch_related_objects(parties, *BEARING)
    return parties


def asked_of(
    user: User, plan: YearlyPlan, submission: Submission, deciders: Deciders
) -> list[Party]:
    """Parties for which the person may decide now, in order."""
    return [
        party
        for party in asked_now(submission, parties_of(plan))
        # The cheap question first: who decides serves a body of the party.
        if party.bearer_ids(deciders.on) & user.organisation_ids
        and user in deciders.of(party, submission)
    ]


def with_rounds(plans: QuerySet[YearlyPlan]) -> QuerySet[YearlyPlan]:
    """All that `round_of` and `parties_of` read, in a fixed number of queries."""
    return plans.select_related("office", "agreement").prefetch_related(
        Prefetch("submissions", PRESENT, to_attr="present"),
        *(f"agreement__parties__{name}" for name in BEARING),
    )


def awaiting(user: User, on: date) -> Iterator[YearlyPlan]:
    """Plans on which the person may decide now, the nearest day first."""
    bodies = user.organisation_ids_as(*DECIDERS)
    if StandIn.objects.standing(on).filter(person=user).exists():
        bodies = user.organisation_ids
    plans = with_rounds(YearlyPlan.objects.awaiting_decision_of(bodies, on))
    deciders = Deciders(on)
    for plan in plans.order_by("decision_due_on", "pk"):
        if asked_of(user, plan, round_of(plan), deciders):
            yield plan
