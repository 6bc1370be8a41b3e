"""One's own digests, and how often they come."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.mixins import LoginRequiredMixin
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.generic import DetailView

from .. import history, permissions
from ..forms import posted
from ..models import ReminderPreference
from . import digest_pages, preferences, summaries

SECTION = {"section": "inbox"}


class DigestDetail(LoginRequiredMixin, DetailView):
    template_name = "accounts/digest_detail.html"
    extra_context = SECTION

    def get_queryset(self):
        seen = permissions.digests_seen_by(self.request.user)
        return seen.select_related("mail", "receiver")

    def get_context_data(self, **kwargs):
        digest, on = self.object, timezone.localdate()
        is_own = digest.receiver_id == self.request.user.pk
        context = {"is_own": is_own}
        if digest.kind == digest.Kind.DAILY:
            asked_of = None if is_own else digest.receiver_id
            context["groups"] = digest_pages.as_sent(digest, on=on, asked_of=asked_of)
        else:
            context["bodies"] = summaries.as_of(digest.receiver, on=on)
        return super().get_context_data(**context, **kwargs)


class PreferenceForm(forms.Form):
    frequency = forms.ChoiceField(
        label="Ông/Bà muốn nhận bản nhắc việc",
        choices=ReminderPreference.Frequency.choices,
        widget=forms.RadioSelect,
    )
    weekday = forms.TypedChoiceField(
        label="Nếu mỗi tuần một lần, nhận vào",
        choices=ReminderPreference.Weekday.choices,
        coerce=int,
        help_text="Ngày đó nghỉ thì nhận vào ngày làm việc liền sau.",
    )


@login_required
def reminder_settings(request):
    user, on = request.user, timezone.localdate()
    preference = preferences.of(user)
    form = PreferenceForm(
        posted(request),
        initial={"frequency": preference.frequency, "weekday": preference.weekday},
    )
    if request.method == "POST" and form.is_valid():
        if preferences.choose(user=user, by=user, **form.cleaned_data):
            messages.success(request, "Đã lưu cách nhận nhắc việc.")
        return redirect("accounts:reminder-settings")
    digests = list(digest_pages.last_of(user))
    context = {
        "form": form,
        "preference": preference,
        "coming": digest_pages.coming(user, on=on),
        "digests": digests,
        "had_today": any(d.on == on and d.kind == d.Kind.DAILY for d in digests),
        "history": [(e, history.sentence(e)) for e in history.of(preference)[:20]],
    }
    return render(request, "accounts/reminder_settings.html", context | SECTION)
