"""A unit's report out to Excel and back in: looked at first, then saved as a whole."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.shortcuts import redirect, render
from django.utils import timezone

from accounts.errors import NotPossible
from accounts.forms import posted
from accounts.stored_files import files

from . import (
    unit_figure_saving,
    unit_figures,
    unit_reporting,
    unit_sheet,
    unit_sheet_reading,
)
from .unit_parts import parts_of, written
from .unit_report_forms import UnitFiguresForm
from .unit_report_views import SECTION, lines_for, still_written, visible, writable
from .unit_sheet_forms import SheetForm, UnitTextsForm, as_posted

ACCEPT = "nhan"  # the name of the button that saves


@login_required
def unit_sheet_out(request, pk):
    report = visible(request, pk)
    content = unit_sheet.workbook(
        report, lines_for(request.user, report), at=timezone.localtime()
    )
    return files.attachment(content=content, name=unit_sheet.file_name(report))


@login_required
def unit_sheet_upload(request, pk):
    """The file; what it would bring, with what is wrong at each cell; then saved."""
    report = writable(request, pk)
    if not still_written(request, report):
        return redirect(report)
    if ACCEPT in request.POST:
        return accept(request, report)
    form = SheetForm(posted(request), request.FILES or None)
    if request.method == "POST" and form.is_valid():
        lines = unit_figures.lines(report)
        try:
            found = unit_sheet_reading.read(
                report=report, lines=lines, upload=form.cleaned_data["sheet"]
            )
        except NotPossible as error:
            form.add_error("sheet", str(error))
        else:
            return preview(request, report, *forms_of(report, lines, found))
    context = {"form": form, "report": report}
    return render(request, "reports/unit_sheet_upload.html", context | SECTION)


def forms_of(report, lines, found):
    parts, texts = parts_of(report.collection), written(report)
    data = as_posted(found, lines, texts, parts)
    figures = UnitFiguresForm(data, lines=lines, cells=found.cells)
    words = UnitTextsForm(data, parts=parts, texts=texts)
    for form in (figures, words):
        form.is_valid()
        for name, sentence in found.errors.items():
            if name in form.fields:
                form.add_error(name, sentence)
    return figures, words


def preview(request, report, figures, words):
    context = {
        "report": report,
        "collection": report.collection,
        "form": figures,
        "words": words,
        "wrong": sum(len(form.errors) for form in (figures, words)),
    }
    return render(request, "reports/unit_sheet_preview.html", context | SECTION)


def accept(request, report):
    """All of it or nothing, as it stands on the page."""
    lines = unit_figures.lines(report)
    figures = UnitFiguresForm(request.POST, lines=lines)
    parts = parts_of(report.collection)
    words = UnitTextsForm(request.POST, parts=parts, texts=written(report))
    if not (figures.is_valid() & words.is_valid()):
        return preview(request, report, figures, words)
    at = timezone.now()
    try:
        with transaction.atomic():
            unit_figure_saving.save(
                report=report,
                typed=figures.typed(),
                versions=figures.versions(),
                by=request.user,
                at=at,
            )
            unit_reporting.save_parts(
                report=report, parts=words.written(), by=request.user, at=at
            )
    except unit_figure_saving.Problems as problems:
        figures.refuse(problems, unit_figures.lines(report))
    except NotPossible as error:
        figures.add_error(None, str(error))
    else:
        messages.success(request, "Đã nhập báo cáo từ tệp Excel.")
        return redirect(report)
    return preview(request, report, figures, words)
