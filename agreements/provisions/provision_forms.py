"""The table of articles × areas × responsible party, and the filter of articles."""

from django import forms

from accounts.forms import VersionedFormMixin

from ..models import Agreement, CoordinationArea, Party, Provision
from . import tagging


class TagsForm(VersionedFormMixin, forms.ModelForm):
    """Two fields for each article of `rows`; drawn by the template, row by row."""

    class Meta:
        model = Agreement
        fields = []

    def __init__(self, *args, rows: list[Provision], **kwargs):
        super().__init__(*args, **kwargs)
        self.rows = rows
        self.areas = {area.pk: area for area in CoordinationArea.objects.all()}
        self.parties = {party.pk: party for party in self.instance.parties.all()}
        areas = [(pk, area.name) for pk, area in self.areas.items()]
        parties = [("", "———")]
        parties += [(pk, party.name_as_signed) for pk, party in self.parties.items()]
        for row in rows:
            self.fields[f"areas-{row.pk}"] = forms.TypedMultipleChoiceField(
                choices=areas,
                coerce=int,
                required=False,
                initial=[area.pk for area in row.areas.all()],
            )
            self.fields[f"party-{row.pk}"] = forms.TypedChoiceField(
                choices=parties,
                coerce=int,
                required=False,
                empty_value=None,
                initial=row.responsible_party_id,
            )

    def articles(self):
        """Each article with its boxes and options, as plain values: there are many."""
        for row in self.rows:
            chosen = {str(v) for v in self[f"areas-{row.pk}"].value() or ()}
            party = str(self[f"party-{row.pk}"].value() or "")
            yield {
                "provision": row,
                "names": [
                    area.name for pk, area in self.areas.items() if str(pk) in chosen
                ],
                "areas": [
                    (pk, area.name, str(pk) in chosen)
                    for pk, area in self.areas.items()
                ],
                "parties": [
                    (pk, row_party.name_as_signed, str(pk) == party)
                    for pk, row_party in self.parties.items()
                ],
                "errors": [
                    *self.errors.get(f"areas-{row.pk}", ()),
                    *self.errors.get(f"party-{row.pk}", ()),
                ],
            }

    def tags(self) -> dict[int, tagging.Tags]:
        cleaned = self.cleaned_data
        return {
            row.pk: tagging.Tags(
                areas=tuple(self.areas[pk] for pk in cleaned[f"areas-{row.pk}"]),
                party=self.parties.get(cleaned[f"party-{row.pk}"]),
            )
            for row in self.rows
        }


class ProvisionFilterForm(forms.Form):
    """Articles of one text, by area and by who answers for them."""

    linh_vuc = forms.ModelChoiceField(
        CoordinationArea.objects.none(),
        label="Lĩnh vực",
        required=False,
        empty_label="Tất cả",
    )
    ben = forms.ModelChoiceField(
        Party.objects.none(),
        label="Bên chịu trách nhiệm",
        required=False,
        empty_label="Tất cả",
    )

    def __init__(self, data, *, agreement: Agreement):
        super().__init__(data)
        areas = CoordinationArea.objects.filter(provisions__agreement=agreement)
        parties = agreement.parties.filter(provisions__isnull=False)
        self.fields["linh_vuc"].queryset = areas.distinct()
        self.fields["ben"].queryset = parties.distinct()

    def chosen(self) -> tuple[CoordinationArea | None, Party | None]:
        """What cannot be read is as if it were not asked."""
        cleaned = self.cleaned_data if self.is_valid() else {}
        return cleaned.get("linh_vuc"), cleaned.get("ben")
