"""What moves when a body ends: the bodies under it, and the people's places in it."""

from django.db.models import Q

from ..errors import NotPossible
from ..models import FormerParent, Membership, Organisation
from ..vietnamese import format_date
from .arrangements import line_above


class Moves:
    """Adds to a proposal what follows from the ends in it."""

    def __init__(self, proposal):
        self.proposal = proposal
        self.day = proposal.arrangement.took_effect_on
        self.ended = {body.pk: body for body in proposal.ended}
        self.heir = proposal.duty_taker

    def make(self) -> None:
        self._move_children()
        self._move_places()

    # -- Bodies below -------------------------------------------------------------

    def _move_children(self) -> None:
        rows = {body.pk: body for body in self.proposal.concerned if body.pk}
        children = (
            Organisation.objects.filter(parent__in=self.ended)
            .filter(Q(dissolved_on=None) | Q(dissolved_on__gt=self.day))
            .exclude(pk__in=self.ended)
            .select_related("parent")
            .order_by("sort_key", "pk")
        )
        line = line_above(self.heir)
        for child in children:
            child = rows.get(child.pk, child)
            if self.heir is None:
                self.proposal.orphans.append(child)
                continue
            # Whatever stands above the heir would come to stand below it.
            goes_up = child.pk in line
            self._move(child, self._standing_above(child) if goes_up else self.heir)

    def _standing_above(self, body: Organisation) -> Organisation | None:
        seen = set()
        while body is not None and body.pk not in seen:
            seen.add(body.pk)
            body = body.parent
            if body is not None and body.pk not in self.ended:
                return body
        return None

    def _move(self, child: Organisation, above: Organisation | None) -> None:
        later = child.former_parents.filter(until__gt=self.day)
        if later.exists():
            raise NotPossible(
                f"{child.name} đổi cơ quan cấp trên từ ngày "
                f"{format_date(later[0].until)}, sau ngày có hiệu lực này. Hãy hoàn "
                "tác thay đổi đó trước."
            )
        before = child.parent
        self.proposal.keep(child, FormerParent, parent=before)
        self.proposal.change(child, parent=above)
        self.proposal.moved_children.append(child)
        now = f"sang trực thuộc {above.name}" if above else "ra, đứng độc lập"
        self.proposal.say(
            child, f"chuyển từ {before.name} {now} từ ngày {format_date(self.day)}"
        )

    # -- People -------------------------------------------------------------------

    def _move_places(self) -> None:
        held = {}
        if self.heir is not None and self.heir.pk:
            for place in self.heir.memberships.select_related("user"):
                held[place.user_id, place.role] = place
        places = (
            Membership.objects.filter(organisation__in=self.ended)
            .exclude(ended_on__lte=self.day)
            .select_related("user")
            .order_by("user__sort_key", "pk")
        )
        for place in places:
            if _never_held(place):
                continue
            if self.heir is not None:
                self._take_up(place, held)
            self.proposal.places.append((place, self.heir))
            # A place that would begin later ends before it begins: never held here.
            self.proposal.change(place, ended_on=self.day)
            body = self.ended[place.organisation_id]
            self.proposal.say(body, self._said(place))

    def _said(self, place: Membership) -> str:
        said = f"{place.user}, {place.get_role_display()}"
        if self.heir is None:
            return f"{said}: thôi từ ngày {format_date(self.day)}"
        return f"{said}: chuyển sang {self.heir.name}"

    def _take_up(self, place: Membership, held: dict) -> None:
        """The place in the heir: new, or joined with the one the person has there.

        One row holds one role of one person, so spans that touch become one, and a
        span that is over gives its row to the new one, as when people give places.
        """
        begins = max(self.day, place.started_on or self.day)
        ends = place.ended_on
        there = held.get((place.user_id, place.role))
        if there is None:
            there = Membership(
                user=place.user,
                organisation=self.heir,
                role=place.role,
                post=place.post,
                started_on=begins,
                ended_on=ends,
            )
            held[place.user_id, place.role] = there
            self.proposal.create(there)
        elif _never_held(there) or (there.ended_on and there.ended_on < begins):
            self.proposal.change(
                there, started_on=begins, ended_on=ends, post=place.post
            )
        elif ends and there.started_on and ends < there.started_on:
            return  # appointed there for later: nobody gave them the days between
        else:
            first = there.started_on and min(there.started_on, begins)
            last = there.ended_on and ends and max(there.ended_on, ends)
            self.proposal.change(there, started_on=first, ended_on=last)


def _never_held(place: Membership) -> bool:
    begun, ended = place.started_on, place.ended_on
    return bool(begun and ended and ended <= begun)
