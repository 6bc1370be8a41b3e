"""Which ladder each kind of an agreement's duties uses, on one page."""

from collections import defaultdict
from collections.abc import Mapping

from django import forms

from accounts.forms import STALE
from accounts.models import Ladder
from accounts.reminding.ladder_wording import said
from accounts.reminding.revising import rungs_of

from .laddering import GONE, KINDS


class AgreementLaddersForm(forms.Form):
    """One select for each kind of duty that has more than its default."""

    def __init__(self, data=None, *, chosen: Mapping[str, int]):
        super().__init__(data)
        self.ladders = defaultdict(list)
        ladders = Ladder.objects.filter(duty__in=KINDS).prefetch_related("steps")
        for row in ladders.order_by("-is_default", "name"):
            self.ladders[row.duty].append(row)
        self.chosen = dict(chosen)
        # What the page was opened with, so that nobody's choice is overwritten.
        self.fields["was"] = forms.CharField(
            widget=forms.HiddenInput, required=False, initial=token_of(chosen)
        )
        for duty in KINDS:
            if further := [row for row in self.ladders[duty] if not row.is_default]:
                self.fields[duty.value] = self._field(duty, further)

    def _field(self, duty, further) -> forms.TypedChoiceField:
        return forms.TypedChoiceField(
            label=duty.label,
            coerce=int,
            empty_value=None,
            required=False,
            choices=[("", "Mặc định"), *((row.pk, row.name) for row in further)],
            initial=self.chosen.get(duty, ""),
            error_messages={"invalid_choice": GONE},
        )

    def rows(self):
        """[(kind, field or None, the ladder in use, every ladder in words)]."""
        for duty in KINDS:
            ladders = self.ladders[duty]
            field = self[duty.value] if duty.value in self.fields else None
            used = next(
                (row for row in ladders if row.pk == self.chosen.get(duty)),
                ladders[0] if ladders else None,
            )
            yield duty, field, used, [(row, said(rungs_of(row))) for row in ladders]

    def typed(self) -> dict[str, int]:
        """{duty: ladder id} as the workflow takes it."""
        values = {duty.value: self.cleaned_data.get(duty.value) for duty in KINDS}
        return {duty: pk for duty, pk in values.items() if pk}

    def is_stale(self) -> bool:
        """Somebody saved since; saving again is then a decision of this person."""
        now = token_of(self.chosen)
        if self.cleaned_data["was"] == now or self.typed() == self.chosen:
            return False
        self.data = self.data.copy()
        self.data["was"] = now
        self.add_error(None, STALE)
        return True


def token_of(chosen: Mapping[str, int]) -> str:
    return ",".join(f"{duty}:{pk}" for duty, pk in sorted(chosen.items()))
