"""Which period a new collection is about: offered from a duty, or from the calendar."""

from datetime import date, timedelta

from django import forms

from accounts.forms import DateField

from ..forms import OTHER_PERIOD, check_days
from ..models import PeriodKind, ReportingDuty
from ..reporting_calendar import periods
from ..reporting_calendar.periods import Period

BEFORE_LAST_DAY = timedelta(days=45)


def of_duty(duty: ReportingDuty, on: date) -> list[Period]:
    """The periods next to be reported on, then those that have been."""
    kind = duty.period_kind
    if kind.kind == PeriodKind.Kind.FREE:
        return []
    ahead = [row[0] for row in periods.coming(duty, kind, on)]
    past = [p for y in (on.year, on.year - 1) for p in periods.latest(kind, y, on)]
    return list({one.key: one for one in [*ahead, *past]}.values())


def offered(about, duty: ReportingDuty | None, on: date) -> list[Period]:
    return (duty and of_duty(duty, on)) or periods.offered(about, on)


def likeliest(rows: list[Period], duty: ReportingDuty | None, on: date) -> Period:
    """The next one of a duty; else the one whose last day is nearest, not a month."""
    if duty and duty.period_kind.kind != PeriodKind.Kind.FREE:
        return rows[0]
    longer = [one for one in rows if (one.last - one.first).days > 100] or rows
    nearest = [one for one in longer if one.last - on < BEFORE_LAST_DAY] or longer
    return min(nearest, key=lambda one: abs((one.last - on).days))


class PeriodForm(forms.Form):
    """Read from the address, so that the page below it fits the period."""

    ky = forms.ChoiceField(label="Kỳ báo cáo")
    ten = forms.CharField(label="Tên kỳ khác", max_length=120, required=False)
    tu = DateField(label="Từ ngày", required=False)
    den = DateField(label="Đến ngày", required=False)

    def __init__(self, data, *, rows: list[Period], chosen: Period):
        data = data.copy()
        data.setdefault("ky", chosen.key)
        super().__init__(data)
        self.rows = {row.key: row for row in rows}
        self.fields["ky"].choices = [
            *(row.choice for row in rows),
            (OTHER_PERIOD, "Kỳ khác (nhập tên và ngày)"),
        ]

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("ky") == OTHER_PERIOD:
            for name, sentence in (
                ("ten", "Hãy đặt tên cho kỳ này, ví dụ Quý I năm 2026."),
                ("tu", "Hãy nhập ngày đầu kỳ."),
                ("den", "Hãy nhập ngày cuối kỳ."),
            ):
                if not cleaned.get(name) and name not in self.errors:
                    self.add_error(name, sentence)
            check_days(self, "tu", "den")
        return cleaned

    @property
    def is_other(self) -> bool:
        return self.data.get("ky") == OTHER_PERIOD

    def period(self) -> Period | None:
        """None while another period is not told in full."""
        if not self.is_valid():
            return None
        values = self.cleaned_data
        if values["ky"] == OTHER_PERIOD:
            return Period(OTHER_PERIOD, values["ten"], values["tu"], values["den"])
        return self.rows.get(values["ky"]) or next(iter(self.rows.values()))
