"""Pages on which an organisation's administrators look after its people."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from .. import permissions
from ..errors import NotPossible
from ..forms import ALREADY_SENT, OnceForm, posted
from ..models import FormReceipt, Membership, Organisation
from ..receipts import carry_out_once
from . import people
from .people_forms import EndForm, InvitationForm, PlaceForm, RoleForm

NO_MAIL_SERVER = (
    "Hệ thống chưa nối máy chủ thư: thư mời nằm trong Hộp thư đi, quản trị hệ thống "
    "chuyển liên kết cho người nhận."
)


@login_required
def place_add(request, pk):
    organisation = get_object_or_404(Organisation, pk=pk)
    if not permissions.can_manage_people(request.user, organisation):
        raise PermissionDenied
    on = timezone.localdate()
    is_new = request.GET.get("tai-khoan") == "moi"
    form = (InvitationForm if is_new else PlaceForm)(
        posted(request), initial={"started_on": on}
    )
    if request.method == "POST" and form.is_valid():

        def act():
            give = people.invite if is_new else people.add_place
            give(organisation=organisation, by=request.user, on=on, **form.values())

        if sent(request, form, organisation, act, said=told_of_adding(form, is_new)):
            return redirect(organisation)
    elif request.method == "GET":
        try:
            people.refuse_ended_organisation(organisation, on=on)
        except NotPossible as error:
            messages.error(request, str(error))
            return redirect(organisation)
    context = {"form": form, "organisation": organisation, "is_new": is_new}
    return render(request, "accounts/place_add.html", context | SECTION)


SECTION = {"section": "organisations"}


def told_of_adding(form, is_new) -> str:
    values = form.cleaned_data
    if not is_new:
        return f"Đã thêm {values['user']} vào cơ quan."
    said = (
        f"Đã mở tài khoản cho {values['full_name']}; thư mời gửi tới {values['email']}."
    )
    has_no_server = settings.EMAIL_BACKEND.endswith("filebased.EmailBackend")
    return f"{said} {NO_MAIL_SERVER}" if has_no_server else said


@login_required
def place_edit(request, pk):
    place = place_of(pk)
    form = RoleForm(posted(request), initial={"role": place.role, "post": place.post})
    return place_page(
        request,
        place,
        form,
        template="accounts/place_edit.html",
        workflow=people.change_place,
        said=f"Đã lưu vai trò của {place.user}.",
        refusals=[people.refuse_ended_place, refuse_where_it_ended],
    )


@login_required
def place_end(request, pk):
    place = place_of(pk)
    form = EndForm(posted(request), initial={"ended_on": timezone.localdate()})
    return place_page(
        request,
        place,
        form,
        template="accounts/place_end.html",
        workflow=people.end_place,
        said=f"Đã ghi ngày thôi vai trò của {place.user}.",
        refusals=[people.refuse_ended_place],
    )


def place_of(pk) -> Membership:
    return get_object_or_404(
        Membership.objects.select_related("organisation", "user"), pk=pk
    )


def was_received(request) -> bool:
    form = OnceForm(posted(request))
    return (
        form.is_valid()
        and FormReceipt.objects.filter(
            token=form.cleaned_data["form_token"], user=request.user
        ).exists()
    )


def refuse_where_it_ended(place, *, on):
    people.refuse_ended_organisation(place.organisation, on=on)


def place_page(request, place, form, *, template, workflow, said, refusals):
    on, organisation = timezone.localdate(), place.organisation
    if was_received(request):
        # Before the question of rights: whoever ended their own place by a double
        # click has none left, and still learns the result.
        messages.info(request, ALREADY_SENT)
        return redirect(organisation)
    if not permissions.can_manage_people(request.user, organisation):
        raise PermissionDenied
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        del values["form_token"]

        def act():
            workflow(place=place, by=request.user, on=on, **values)

        if sent(request, form, organisation, act, said=said):
            return redirect(organisation)
    elif request.method == "GET":
        try:
            for refuse in refusals:
                refuse(place, on=on)
        except NotPossible as error:
            messages.error(request, str(error))
            return redirect(organisation)
    context = {
        "form": form,
        "place": place,
        "organisation": organisation,
        "is_own": place.user_id == request.user.pk,
    }
    return render(request, template, context | SECTION)


def sent(request, form, organisation, act, *, said) -> bool:
    """Carry the form out once; False, with the reason in the form, if refused."""

    def acted():
        act()
        return organisation.get_absolute_url()

    try:
        _, is_first = carry_out_once(
            token=form.cleaned_data["form_token"], user=request.user, act=acted
        )
    except NotPossible as error:
        form.add_error(None, str(error))
    except ValidationError as error:
        for field, errors in error.message_dict.items():
            form.add_error(field if field in form.fields else None, errors)
    else:
        if is_first:
            messages.success(request, said)
        else:
            messages.info(request, ALREADY_SENT)
        return True
    return False
