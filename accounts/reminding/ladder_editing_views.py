"""The page on which a ladder of reminders is typed, tried out and saved."""

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.generic import TemplateView

from .. import history, permissions
from ..errors import NotPossible, Stale
from ..forms import ALREADY_SENT
from ..models import Duty, Ladder
from ..receipts import carry_out_once
from . import ladder_previews, previewing, revising
from .ladder_forms import LadderForms, with_more_rows
from .ladder_views import SECTION, log_of
from .ladder_wording import said
from .ladders import OF_NO_AGREEMENT
from .nearest import MOST_DUTIES


class LadderEditing(LoginRequiredMixin, TemplateView):
    """A ladder typed, tried out, or saved; nothing is saved by trying it out."""

    template_name = "accounts/ladder_form.html"
    extra_context = SECTION
    ladder: Ladder | None = None
    duty = ""

    def dispatch(self, request, *args, **kwargs):
        if request.user.is_authenticated:
            self.find(**kwargs)
            if not permissions.can_edit_ladders(request.user):
                raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get(self, request, **kwargs):
        return self.show(self.forms())

    def post(self, request, **kwargs):
        if "add_row" in request.POST:
            forms = self.forms(with_more_rows(request.POST))
            forms.forget_errors()
            return self.show(forms)
        forms = self.forms(request.POST)
        if not forms.is_valid():
            return self.show(forms)
        if "preview" in request.POST:
            return self.show(forms, **self.preview(forms))
        try:
            return redirect(self.carry_out(forms))
        except ValidationError as error:
            forms.add_errors(error)
        except Stale:
            forms.form.refuse_stale(token_now(self.ladder))
        except NotPossible as error:
            forms.form.add_error(None, str(error))
        return self.show(forms)

    def show(self, forms, **context):
        context |= {"forms": forms, "problems": forms.problems()}
        context |= {"ladder": self.ladder, "duty": Duty(self.duty)}
        return self.render_to_response(self.get_context_data(**context))


def token_now(ladder: Ladder) -> str:
    """Of the ladder as it is stored now; of nothing, if it is gone."""
    now = Ladder.objects.filter(pk=ladder.pk).first()
    return revising.token_of(now.name, revising.rungs_of(now)) if now else ""


class LadderAdd(LadderEditing):
    """Begins with the steps of the default."""

    def find(self, duty):
        if duty not in Duty.values or duty in OF_NO_AGREEMENT:
            raise Http404
        self.duty = duty

    def forms(self, data=None):
        default = Ladder.objects.filter(duty=self.duty, is_default=True).first()
        rungs = revising.rungs_of(default) if default else []
        return LadderForms(data, name="", rungs=rungs, was="")

    def preview(self, forms):
        return {"is_unused": True, "tried": said(forms.rows.rungs())}

    def carry_out(self, forms):
        def act():
            contents = forms.contents()
            revising.add(duty=self.duty, by=self.request.user, **contents)
            return reverse("accounts:ladder-list")

        token = forms.form.cleaned_data["form_token"]
        address, is_new = carry_out_once(token=token, user=self.request.user, act=act)
        if is_new:
            messages.success(self.request, "Đã thêm thang nhắc việc.")
        else:
            messages.info(self.request, ALREADY_SENT)
        return address


class LadderEdit(LadderEditing):
    def find(self, pk):
        self.ladder = get_object_or_404(Ladder, pk=pk)
        self.duty = self.ladder.duty

    def forms(self, data=None):
        name, rungs = self.ladder.name, revising.rungs_of(self.ladder)
        was = revising.token_of(name, rungs)
        return LadderForms(data, name=name, rungs=rungs, was=was)

    def show(self, forms, **context):
        context["now"] = said(revising.rungs_of(self.ladder))
        context["history"] = log_of(history.of(self.ladder))
        context["uses"] = self.ladder.uses.count()
        return super().show(forms, **context)

    def preview(self, forms):
        now, rungs = timezone.now(), forms.rows.rungs()
        found = previewing.preview(ladder=self.ladder, rungs=rungs, at=now)
        context = ladder_previews.context_of(
            found,
            self.ladder,
            on=timezone.localdate(now),
            bodies=permissions.bodies_looked_after(self.request.user),
        )
        return context | {"tried": said(rungs), "read": MOST_DUTIES}

    def carry_out(self, forms):
        saved = revising.revise(
            ladder=self.ladder,
            was=forms.form.cleaned_data["was"],
            by=self.request.user,
            **forms.contents(),
        )
        if saved:
            messages.success(
                self.request,
                "Đã lưu thang nhắc việc; các lượt nhắc đang chờ được lập lại theo "
                "thang mới trong ít phút tới.",
            )
        else:
            messages.info(self.request, "Thang nhắc việc không có gì thay đổi.")
        return reverse("accounts:ladder-edit", args=[self.ladder.pk])
