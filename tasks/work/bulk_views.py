"""One act on the tasks ticked in the list: a preview, then the act itself."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from accounts.errors import NotPossible
from accounts.forms import ALREADY_SENT, OnceForm
from accounts.receipts import carry_out_once

from . import bulk as acts
from .bulk import Action
from .bulk_forms import ChooseForm

NOTHING_TICKED = "Chưa chọn nhiệm vụ nào. Hãy đánh dấu ở đầu dòng rồi bấm lại."
TOO_MANY = f"Mỗi lần làm được {acts.MOST_TASKS} nhiệm vụ: phần còn lại chưa được xét."
NAMED_AT_MOST = 5


@login_required
def bulk(request):
    action = request.POST.get("viec-lam", "")
    ids = ticked(request)
    if action not in Action.values or not ids:
        if request.method == "POST":
            messages.warning(request, NOTHING_TICKED)
        return redirect(back(request))
    on = timezone.localdate()
    tasks = acts.tasks_of(request.user, ids)
    form = chosen = None
    if action == Action.ASSIGN:
        bodies = acts.bodies_to_assign_in(tasks, request.user)
        if not bodies:
            messages.warning(
                request,
                "Cơ quan Ông/Bà không chủ trì hay phối hợp nhiệm vụ nào đã chọn.",
            )
            return redirect(back(request))
        data = request.POST if "nguoi" in request.POST else None
        form = ChooseForm(data, bodies=bodies, on=on)
        chosen = form.choice() if form.is_bound and form.is_valid() else None
    is_ready = action != Action.ASSIGN or chosen
    about = {"by": request.user, "on": on, "chosen": chosen}
    if is_ready and request.POST.get("buoc") == "lam":
        return carry_out(request, action, tasks, about)
    context = {
        "action": Action(action),
        "tasks": tasks,
        "form": form,
        "chosen": chosen,
        "outcome": acts.preview(action, tasks, **about) if is_ready else None,
        "is_cut": len(ids) > acts.MOST_TASKS,
        "too_many": TOO_MANY,
        "token": OnceForm(),
        "back": back(request),
        "list_query": request.POST.get("ve", ""),
        "section": "tasks",
    }
    return render(request, "tasks/task_bulk.html", context)


def ticked(request) -> list[int]:
    texts = request.POST.getlist("viec")[: acts.MOST_TASKS + 1]
    ids = [int(text) for text in texts if text.isdecimal() and len(text) < 19]
    return list(dict.fromkeys(ids))


def back(request) -> str:
    """The list as it was, whatever was typed for its address."""
    query = QueryDict(request.POST.get("ve", "")[:2000]).urlencode()
    return reverse("tasks:focus-task-list") + (f"?{query}" if query else "")


def carry_out(request, action, tasks, about):
    token = OnceForm(request.POST)
    done = []

    def act():
        done.append(acts.carry_out(action, tasks, **about))
        return back(request)

    if not token.is_valid():
        messages.error(request, "Trang đã cũ. Hãy chọn lại rồi xem trước lần nữa.")
        return redirect(back(request))
    try:
        url, is_first = carry_out_once(
            token=token.cleaned_data["form_token"], user=request.user, act=act
        )
    except NotPossible as error:
        messages.error(request, str(error))
        return redirect(back(request))
    if is_first:
        say(request, action, done[0])
    else:
        messages.info(request, ALREADY_SENT)
    return redirect(url)


def say(request, action, outcome):
    if outcome.tasks:
        said = acts.DONE[action].format(len(outcome.tasks))
        messages.success(request, said)
    if outcome.left:
        named = "; ".join(
            f"“{task.title[:60]}” ({reason})"
            for task, reason in outcome.left[:NAMED_AT_MOST]
        )
        more = len(outcome.left) - NAMED_AT_MOST
        messages.warning(
            request,
            f"Bỏ qua {len(outcome.left)} nhiệm vụ: {named}"
            + (f" và {more} nhiệm vụ khác." if more > 0 else "."),
        )
