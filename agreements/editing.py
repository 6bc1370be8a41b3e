"""A record edited together with its rows, with or without a script in the browser."""

from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import ValidationError
from django.shortcuts import redirect
from django.utils import timezone
from django.views.generic import TemplateView

from accounts.errors import Stale

from .row_forms import with_one_more_row


class EditingWithRows(LoginRequiredMixin, TemplateView):
    """The form with its rows, typed anew, asking for one more row, or sent.

    A view gives `forms(data, files)`, which makes a FormWithRows, and
    `carry_out(forms)`, which runs the workflow and gives the address of its result.
    """

    row_names: tuple[str, ...] = ()

    def dispatch(self, request, *args, **kwargs):
        self.on = timezone.localdate()
        return super().dispatch(request, *args, **kwargs)

    def get(self, request, **kwargs):
        return self.show(self.forms())

    def post(self, request, **kwargs):
        wanted = request.POST.get("add_row")
        if wanted in self.row_names:
            forms = self.forms(with_one_more_row(request.POST, wanted))
            forms.forget_errors()
            return self.show(forms)
        forms = self.forms(request.POST, request.FILES)
        if forms.is_valid():
            try:
                return redirect(self.carry_out(forms))
            except ValidationError as error:
                forms.add_errors(error)
            except Stale:
                forms.form.refuse_stale()
        return self.show(forms, files_to_choose_again=bool(request.FILES))

    def show(self, forms, **context):
        return self.render_to_response(
            self.get_context_data(forms=forms, form=forms.form, **context)
        )
