"""How an agreement's parties decide on its plans: the order, the posts, the days."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts import history
from accounts.errors import Stale
from accounts.models import User
from agreements.models import Agreement, Party

from ..models import ApprovalRule, DecidingPost

ANY = DecidingPost.Who.ANY
DAYS = "số ngày để cho ý kiến"


@dataclass(frozen=True)
class Rule:
    """The whole rule; `posts`: (who, posts as typed) by the party's id."""

    is_serial: bool
    days_to_decide: int | None
    posts: dict[int, tuple[str, str]]

    def said(self, parties: list[Party]) -> dict[str, str]:
        """In words, for the history and to tell whether somebody else changed it."""
        words = {
            "thứ tự cho ý kiến": "lần lượt" if self.is_serial else "cùng lúc",
            DAYS: str(self.days_to_decide or history.EMPTY),
        }
        for party in parties:
            who, posts = self.posts.get(party.pk, (ANY, ""))
            said = DecidingPost.Who(who).label + (f" ({posts})" if posts else "")
            words[f"người quyết định của {party.name_as_signed}"] = said
        return words


def rule_of(agreement: Agreement) -> Rule:
    rule = ApprovalRule.objects.filter(agreement=agreement).first()
    posts = DecidingPost.objects.filter(party__agreement=agreement)
    return Rule(
        is_serial=bool(rule and rule.is_serial),
        days_to_decide=rule.days_to_decide if rule else None,
        posts={row.party_id: (row.who, row.posts) for row in posts},
    )


@transaction.atomic
def set_rule(*, agreement: Agreement, rule: Rule, was: Rule, by: User) -> bool:
    """For rounds submitted from now on. Stale if the rule is no longer `was`."""
    agreement = Agreement.objects.select_for_update().get(pk=agreement.pk)
    parties = list(agreement.parties.all())
    before = rule_of(agreement).said(parties)
    if before != was.said(parties):
        raise Stale("Người khác vừa sửa cách thống nhất kế hoạch của quy chế này.")
    changes = history.differences(before, rule.said(parties))
    if not changes:
        return False
    row, _ = ApprovalRule.objects.get_or_create(agreement=agreement)
    row.is_serial, row.days_to_decide = rule.is_serial, rule.days_to_decide
    row.full_clean(exclude=["agreement"])
    row.save()
    for party in parties:
        _set_posts(party, *rule.posts.get(party.pk, (ANY, "")))
    history.record(
        by=by,
        action="đã sửa cách thống nhất kế hoạch",
        target=agreement,
        changes=changes,
    )
    return True


def _set_posts(party: Party, who: str, posts: str) -> None:
    if (who, posts) == (ANY, ""):
        DecidingPost.objects.filter(party=party).delete()
        return
    row = DecidingPost(party=party, who=who, posts=posts)
    try:
        row.clean_fields(exclude=["party"])
    except ValidationError as error:
        raise ValidationError({f"posts_{party.pk}": error.messages}) from None
    DecidingPost.objects.update_or_create(
        party=party, defaults={"who": who, "posts": posts}
    )
