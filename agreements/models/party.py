from django.db import models
from django.db.models import Exists, OuterRef, Q

from accounts.fields import CharField
from accounts.models import Organisation


def _agreements():
    return Party._meta.get_field("agreement").related_model.objects


def _carried_by(organisation_ids, on):
    decisions = Party._meta.get_field("decisions").related_model.objects.filter(
        outcome="continue", decided_on__lte=on
    )
    later = decisions.filter(party=OuterRef("party")).filter(
        Q(decided_on__gt=OuterRef("decided_on"))
        | Q(decided_on=OuterRef("decided_on"), pk__gt=OuterRef("pk"))
    )
    named = decisions.filter(~Exists(later), organisation__in=organisation_ids)
    own = Q(organisation__in=organisation_ids) & ~Exists(
        decisions.filter(party=OuterRef("pk"))
    )
    return own | Q(pk__in=named.values("party"))


class PartyQuerySet(models.QuerySet):
    def ended(self, on):
        """Parties whose body has ended, and for which nobody decided since."""
        return self.carried_by(Organisation.objects.ended(on).values("pk"), on)

    def of_organisations(self, organisation_ids):
        """Parties these bodies are, were, or carry on by a decision."""
        carried_on = Party.objects.filter(decisions__organisation__in=organisation_ids)
        return self.filter(
            Q(organisation__in=organisation_ids)
            | Q(members__in=organisation_ids)
            | Q(pk__in=carried_on.values("pk"))
        )

    def carried_by(self, organisation_ids, on):
        """Parties that one of these bodies is that day; as `Party.bearer_on`."""
        return self.filter(_carried_by(organisation_ids, on))

    def borne_by(self, organisation_ids, on):
        """Parties for which these bodies act that day; as `Party.bearer_ids`."""
        return self.filter(
            _carried_by(organisation_ids, on) | Q(members__in=organisation_ids)
        )

    def public(self):
        return self.filter(agreement__in=_agreements().public())

    def visible_to(self, user):
        return self.filter(agreement__in=_agreements().visible_to(user))


class Party(models.Model):
    """Bên ký: a body, an organ of it, or a named group, in the order of signing."""

    agreement = models.ForeignKey(
        "agreements.Agreement", models.CASCADE, related_name="parties"
    )
    position = models.PositiveSmallIntegerField("thứ tự")
    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="parties",
        verbose_name="cơ quan",
        help_text="Để trống nếu bên ký là một nhóm cơ quan không nêu tên từng cơ quan.",
    )
    organ = CharField(
        "do bộ phận nào ký",
        max_length=150,
        blank=True,
        help_text="Ví dụ: Thường trực HĐND, Ban Thường trực.",
    )
    name_as_signed = CharField("tên như khi ký", max_length=255)
    members = models.ManyToManyField(
        Organisation,
        blank=True,
        related_name="group_parties",
        verbose_name="các cơ quan trong nhóm",
    )

    objects = PartyQuerySet.as_manager()

    class Meta:
        verbose_name = "bên ký"
        verbose_name_plural = "các bên ký"
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "organisation"],
                name="party_organisation_once",
                violation_error_message="Một cơ quan chỉ là một bên ký.",
            ),
        ]

    def __str__(self):
        return self.name_as_signed

    def has_ended(self, on) -> bool:
        """As `ended` asks of many rows: the last one to carry it is gone."""
        bearer = self.bearer_on(on)
        return bearer is not None and not _is_existing(bearer, on)

    def continuation_on(self, on):
        """The decision by which another body carries the party on that day, if any."""
        taken = [
            decision
            for decision in self.decisions.all()
            if decision.outcome == "continue" and decision.decided_on <= on
        ]
        return max(taken, key=lambda d: (d.decided_on, d.pk), default=None)

    def bearer_on(self, on):
        """The body that is this party that day: who signed, or whom people named."""
        decision = self.continuation_on(on)
        return decision.organisation if decision else self.organisation

    def bearer_ids(self, on) -> set[int]:
        """Bodies that act as this party that day; prefetch decisions and members.

        One body bears a duty: where people named another than the successor, the
        successor reads on but no longer acts.
        """
        decision = self.continuation_on(on)
        bearer = decision.organisation_id if decision else self.organisation_id
        return {member.pk for member in self.members.all()} | {bearer} - {None}


def _is_existing(organisation, on) -> bool:
    return organisation.dissolved_on is None or on < organisation.dissolved_on
