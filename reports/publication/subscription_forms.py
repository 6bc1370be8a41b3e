"""What a person wants to be sent of one body they serve."""

from django import forms

from accounts.models import Organisation

from ..models import ReportSubscription

What = ReportSubscription.What
NEVER = ""


class SubscriptionForm(forms.Form):
    """One to each body: its prefix tells which."""

    issued = forms.BooleanField(
        label="Báo cáo vừa phát hành", required=False, help_text="Kèm liên kết tải tệp."
    )
    every = forms.ChoiceField(
        label="Bảng điều hành",
        choices=[(NEVER, "Không nhận"), *ReportSubscription.Every.choices],
        required=False,
        widget=forms.RadioSelect,
    )

    def __init__(self, data, *, organisation: Organisation, rows):
        self.organisation = organisation
        self.rows = {
            row.what: row for row in rows if row.organisation_id == organisation.pk
        }
        figures = self.rows.get(What.DASHBOARD)
        super().__init__(
            data,
            prefix=f"co-quan-{organisation.pk}",
            initial={
                "issued": What.ISSUED in self.rows,
                "every": figures.every if figures else NEVER,
            },
        )
