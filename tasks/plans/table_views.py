"""The table in which a draft is edited; its script saves one cell at a time.

What cannot be done is answered in words with 200, as a form is shown again: any other
answer tells the script that nothing was read, and it keeps what was typed.
"""

from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from accounts.errors import NotPossible
from accounts.forms import id_in
from accounts.receipts import carry_out_once
from accounts.vietnamese import format_date

from .. import deadlines
from . import (
    coverage,
    ordering,
    rearranging,
    removing_rows,
    table,
    table_forms,
    table_rows,
)
from .plan_views import editable_plan

ALL_CELLS = table_rows.columns(all_of_them=True)
NAMES = [name for name, _ in ALL_CELLS]
HEADING_TAKEN = "Người khác vừa sửa tên mục này. Hãy xem tên mới rồi sửa tiếp."
# Whatever field a check names, the cell in which it is mended.
CELL_OF_FIELD = {field: cell for cell, field in table.TEXTS.items()} | {
    "lead_organisation": "lead",
    "lead_as_written": "lead",
    "coordinating_group": "coordinating",
    "coordinating": "coordinating",
    "lead": "lead",
}


@login_required
def plan_table(request, pk):
    plan = editable_plan(request, pk)
    all_of_them = request.GET.get("cot") == "du"
    columns = table_rows.columns(all_of_them=all_of_them)
    page = table_rows.page_of(
        plan, id_in(request.GET, "trang") or 1, [name for name, _ in columns]
    )
    context = {
        "plan": plan,
        "page": page,
        "columns": columns,
        "all_of_them": all_of_them,
        "uncovered": coverage.uncovered(plan),
        "token": uuid4(),
        "renamed": plan.headings.filter(pk=id_in(request.GET, "muc")).first(),
        "section": "plans",
    }
    return render(request, "tasks/plan_table.html", context)


@require_POST
@login_required
def plan_table_cell(request, pk):
    """One cell; the name of a heading also from a form, without the script."""
    plan, on = editable_plan(request, pk), timezone.localdate()
    sent = table_forms.sent(request)
    form = table_forms.CellForm(sent)
    if not form.is_valid():
        return refused(request, pk, table_forms.NOT_READ)
    known = form.cleaned_data
    key, cell = known["row"], known["cell"]
    try:
        value = table_forms.cell_value(key, cell, sent.get("value"), on=on)
        row = table.set_cell(
            plan=plan,
            key=key,
            version=known["version"],
            cell=cell,
            value=value,
            was=sent.get("was"),
            by=request.user,
        )
    except ValidationError as error:
        if not is_script(request):
            return refused(request, pk, " ".join(error.messages))
        return JsonResponse({"errors": errors_by_cell(error, cell)})
    except table.Taken as error:
        if not is_script(request):
            return refused(request, pk, HEADING_TAKEN)
        taken = table_rows.cell_of(error.row, cell)
        return JsonResponse({"taken": taken, "version": error.row.version})
    except NotPossible as error:
        return refused(request, pk, str(error))
    if not is_script(request):
        return redirect(f"{reverse('tasks:plan-table', args=[pk])}#{key}")
    return JsonResponse({"row": table_rows.row_of(row, plan, NAMES)})


@require_POST
@login_required
def plan_table_add(request, pk):
    """A new row; sent twice, it is added once."""
    plan, sent = editable_plan(request, pk), table_forms.sent(request)
    form = table_forms.NewRowForm(sent)
    if not form.is_valid():
        return refused(request, pk, table_forms.NOT_READ)
    known, table_url = form.cleaned_data, reverse("tasks:plan-table", args=[pk])

    def act():
        row = new_row(request, plan, known, sent)
        return f"{table_url}#{ordering.key_of(row)}"

    try:
        url, _ = carry_out_once(token=known["token"], user=request.user, act=act)
    except ValidationError as error:
        if not is_script(request):
            return refused(request, pk, " ".join(error.messages))
        return JsonResponse({"errors": errors_by_cell(error, "title")})
    except NotPossible as error:
        return refused(request, pk, str(error))
    if not is_script(request):
        return redirect(url)
    return shown(plan, [url.partition("#")[2]], sent)


def new_row(request, plan, known, sent):
    on, cells = timezone.localdate(), sent.get("cells")
    cells = cells if isinstance(cells, dict) else {}
    if known["kind"] == "heading":
        text = table_forms.heading_text(cells.get("title", sent.get("text")))
        return table.add_heading(
            plan=plan, after=known["after"], text=text, by=request.user
        )
    read, errors = {}, {}
    for cell in ("title", "lead", *cells):
        if cell in NAMES and cell not in read:
            try:
                read[cell] = table_forms.cell_value("", cell, cells.get(cell), on=on)
            except ValidationError as error:
                errors[cell] = error.messages
    if errors:
        raise ValidationError(errors)
    return table.add_row(
        plan=plan,
        after=known["after"],
        title=read.pop("title"),
        lead=read.pop("lead"),
        bodies=read.pop("coordinating", table.Bodies()),
        texts=read,
        provisions=table_forms.articles_to_cite(plan, sent.get("citing")),
        by=request.user,
    )


@require_POST
@login_required
def plan_table_move(request, pk):
    """Order by the script (JSON), or by a button of the page: "nv-12:up"."""
    plan, sent = editable_plan(request, pk), table_forms.sent(request)
    if isinstance(sent.get("move"), str):
        row, _, act = sent["move"].partition(":")
        sent = sent | {"row": row, "act": act}
    form = table_forms.MoveForm(sent)
    try:
        if not form.is_valid():
            raise NotPossible(table_forms.NOT_READ)
        known = form.cleaned_data
        done = rearranging.move(
            plan=plan,
            key=known["row"],
            act=known["act"],
            other=known["other"],
            by=request.user,
        )
    except NotPossible as error:
        return refused(request, pk, str(error))
    if is_script(request):
        return shown(plan, [known["row"]], sent, said=done)
    # To the page on which the row now stands.
    keys = [row.key for row in ordering.read(plan)]
    page = keys.index(known["row"]) // table_rows.ROWS_A_PAGE + 1
    url = reverse("tasks:plan-table", args=[pk])
    return redirect(f"{url}?trang={page}#{known['row']}")


@require_POST
@login_required
def plan_table_remove(request, pk):
    plan, sent = editable_plan(request, pk), table_forms.sent(request)
    form = table_forms.RowForm(sent)
    if not form.is_valid():
        return refused(request, pk, table_forms.NOT_READ)
    try:
        kept = removing_rows.remove(
            plan=plan, key=form.cleaned_data["row"], by=request.user
        )
    except NotPossible as error:
        return refused(request, pk, str(error))
    if not is_script(request):
        messages.success(request, "Đã bỏ dòng khỏi dự thảo.")
        return redirect("tasks:plan-table", pk)
    return JsonResponse({"undo": kept, "order": order_of_page(plan, sent)})


@require_POST
@login_required
def plan_table_restore(request, pk):
    plan, sent = editable_plan(request, pk), table_forms.sent(request)
    kept = sent.get("undo")
    try:
        keys = removing_rows.restore(
            plan=plan, kept=kept if isinstance(kept, str) else "", by=request.user
        )
    except NotPossible as error:
        return refused(request, pk, str(error))
    return shown(plan, keys, sent)


@require_GET
@login_required
def plan_table_bodies(request, pk):
    """Bodies whose names hold the words typed, a few at a time."""
    editable_plan(request, pk)
    words = request.GET.get("q", "").replace("\0", "").strip()
    found = table_forms.search_bodies(words, on=timezone.localdate()) if words else []
    return JsonResponse({"bodies": [[b.pk, b.label, b.label_in_full] for b in found]})


@require_GET
@login_required
def plan_table_deadline(request, pk):
    """The day that words give in this plan's year, while they are typed."""
    plan = editable_plan(request, pk)
    read = deadlines.parse(request.GET.get("q", "")[:200], year=plan.year)
    day = format_date(read.due_on) if read.due_on else ""
    return JsonResponse({"due": day, "kind": read.kind.label})


# -- Answers -----------------------------------------------------------------------


def is_script(request) -> bool:
    return request.content_type == "application/json"


def refused(request, pk, message: str):
    """Not done, and why: to the script, or on the page for those without it."""
    if is_script(request):
        return said(message)
    messages.error(request, message)
    return redirect("tasks:plan-table", pk)


def said(message: str) -> JsonResponse:
    """Not done, and why."""
    return JsonResponse({"message": message})


def order_of_page(plan, sent) -> list[dict]:
    page = sent.get("page")
    page = page if isinstance(page, int) and 0 < page < 10_000 else 1
    return table_rows.place_of(plan, ordering.read(plan), page)


def shown(plan, keys: list[str], sent, **more) -> JsonResponse:
    """Rows, and the order of the rows on the page after something moved."""
    kind, _, pk = keys[0].partition("-")
    rows = plan.tasks if kind == "nv" else plan.headings
    row = rows.filter(pk=pk).first()
    if row is None:  # added, then removed by someone, then sent once more
        return said(table.GONE)
    is_full = sent.get("full") is True
    return JsonResponse(
        {
            "row": table_rows.row_of(row, plan, NAMES),
            "rows": table_rows.as_html(plan, keys, all_of_them=is_full),
            "order": order_of_page(plan, sent),
        }
        | more
    )


def errors_by_cell(error: ValidationError, cell: str) -> dict[str, str]:
    """Each message at its cell; what no cell holds is said at the one being saved."""
    if not hasattr(error, "error_dict"):
        return {cell: " ".join(error.messages)}
    found: dict[str, list[str]] = {}
    for field, said_of_field in error.message_dict.items():
        name = field if field in NAMES else CELL_OF_FIELD.get(field, cell)
        found.setdefault(name, []).extend(said_of_field)
    return {name: " ".join(said_of) for name, said_of in found.items()}
