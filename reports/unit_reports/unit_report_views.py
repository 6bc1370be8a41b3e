"""What a unit reports, on its own page: parts, figures, and sending."""

from dataclasses import replace

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from accounts import history
from accounts.errors import NotPossible, Stale
from accounts.forms import ALREADY_SENT, STALE, posted
from accounts.models import Duty, Organisation
from accounts.receipts import carry_out_once
from accounts.reminding import panel, promising

from .. import permissions
from ..badges import unit_report_badge
from ..indicators.checking_figures import Unexplained
from ..models import Figure, UnitReport, UnitReportText
from . import (
    unit_figure_saving,
    unit_figures,
    unit_proposals,
    unit_report_states,
    unit_reporting,
)
from .collection_standing import OWED, days_late_when_sent, goes_to_next_report
from .unit_parts import EXPLANATION, part_of, parts_of, written
from .unit_report_forms import (
    SendForm,
    SharedFigureForm,
    UnitFiguresForm,
    UnitPartForm,
)
from .unit_report_states import Act

SECTION = {"section": "collections"}
INSERT = "chen"  # the name of the button that puts the proposal in


def visible(request, pk) -> UnitReport:
    return get_object_or_404(
        permissions.unit_reports_visible_to(request.user).select_related(
            *("collection__office", "collection__agreement__kind", "organisation"),
            *("collection__cluster", "sent_by"),
        ),
        pk=pk,
    )


def writable(request, pk) -> UnitReport:
    """For staff and managers of the unit: else 404, then 403; whatever its state."""
    report = visible(request, pk)
    if not permissions.is_of_unit(request.user, report):
        raise PermissionDenied
    return report


def still_written(request, report) -> bool:
    """Says why not, where the report is no longer with the unit."""
    if unit_report_states.is_possible(report, Act.WRITE):
        return True
    state = report.get_state_display()
    messages.info(request, f"Báo cáo đang ở trạng thái “{state}” nên không sửa được.")
    return False


def acts_of(user, report) -> dict[str, bool]:
    chasing = (Act.NUDGE, Act.EXTEND, Act.LEAVE_OUT, Act.TAKE_BACK)
    return {
        act.value: unit_report_states.can(user, report, act)
        and (act not in chasing or report.collection.is_open)
        for act in Act
    }


def lines_for(user, report) -> list[unit_figures.Line]:
    """Who asked reads what the unit typed for it, and the rest once it is sent.

    Asking somebody opens nothing by itself. A proposal is for who is still writing.
    """
    lines = unit_figures.lines(report)
    is_own = user.is_superuser or report.organisation_id in user.organisation_ids
    if is_own and unit_report_states.is_possible(report, Act.WRITE):
        return lines
    lines = [replace(line, proposed=None) for line in lines]
    if is_own or report.first_sent_at:
        return lines
    seen = set(Figure.objects.visible_to(user).filter(pk__in=told_in(lines)))
    return [
        replace(
            line,
            figure=line.figure if line.figure in seen else None,
            shared=tuple(figure for figure in line.shared if figure in seen),
            previous="",
        )
        for line in lines
    ]


def told_in(lines) -> list[int]:
    own = [line.figure.pk for line in lines if line.figure]
    return own + [figure.pk for line in lines for figure in line.shared]


@login_required
def unit_report(request, pk):
    report = visible(request, pk)
    on, is_owed = timezone.localdate(), report.state in OWED
    texts = written(report)
    made = promising.latest({Duty.UNIT_REPORT: [report.pk]})
    is_own = permissions.is_of_unit(request.user, report)
    lines = lines_for(request.user, report)
    context = {
        "report": report,
        "collection": report.collection,
        "on": on,
        "badge": unit_report_badge(report, on),
        "days_late": days_late_when_sent(report),
        "can": acts_of(request.user, report),
        "is_own": is_own,
        "can_promise": is_own and is_owed and report.collection.is_open,
        "promise": made.get((Duty.UNIT_REPORT, report.pk)) if is_owed else None,
        "parts": [(p, texts.get(p.key)) for p in parts_of(report.collection)],
        "explanation": texts.get(EXPLANATION),
        "lines": lines,
        "conflicts": unit_figures.conflicts(lines),
        "is_late_for": goes_to_next_report(report.collection),
        "history": [(e, history.sentence(e)) for e in history.of(report)[:50]],
        "reminders": panel.of_duties({Duty.UNIT_REPORT: [report.pk]}),
    }
    return render(request, "reports/unit_report.html", context | SECTION)


@login_required
def unit_part(request, pk, slug):
    report = writable(request, pk)
    part = part_of(report.collection, slug)
    if part is None:
        raise Http404
    if not still_written(request, report):
        return redirect(report)
    row = written(report).get(slug) or UnitReportText(unit_report=report)
    form = UnitPartForm(
        posted(request), initial={"text": row.text, "version": row.version}
    )
    form.fields["text"].help_text = part.hint
    proposal = unit_proposals.proposals(
        report, parts_of(report.collection), on=timezone.localdate()
    ).get(slug)
    if INSERT in request.POST:
        form.insert(proposal or "")
    elif request.method == "POST" and form.is_valid():
        try:
            unit_reporting.save_part(
                report=report,
                key=slug,
                **form.cleaned_data,
                by=request.user,
                at=timezone.now(),
            )
        except Stale:
            form.stale(written(report)[slug].version, STALE)
        except NotPossible as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"Đã lưu phần “{part.label}”.")
            return redirect(report)
    context = {
        "form": form,
        "report": report,
        "part": part,
        "row": row,
        "proposal": proposal,
    }
    return render(request, "reports/unit_part_form.html", context | SECTION)


@login_required
def unit_figures_form(request, pk):
    report = writable(request, pk)
    if not still_written(request, report):
        return redirect(report)
    lines = unit_figures.lines(report)
    form = UnitFiguresForm(posted(request), lines=lines)
    if request.method == "POST" and form.is_valid():
        if figures_saved(request, report, form):
            return redirect(report)
    context = {"form": form, "report": report, "collection": report.collection}
    return render(request, "reports/unit_figures_form.html", context | SECTION)


def figures_saved(request, report, form) -> bool:
    try:
        changed = unit_figure_saving.save(
            report=report,
            typed=form.typed(),
            versions=form.versions(),
            by=request.user,
            at=timezone.now(),
        )
    except unit_figure_saving.Problems as problems:
        form.refuse(problems, unit_figures.lines(report))
    except NotPossible as error:
        form.add_error(None, str(error))
    else:
        said = f"Đã lưu {changed} số liệu." if changed else "Số liệu không có thay đổi."
        messages.success(request, said)
        return True
    return False


@login_required
def unit_figure_shared(request, pk):
    """A result the unit has in common with others that are asked, or are parties."""
    report = writable(request, pk)
    if not still_written(request, report):
        return redirect(report)
    others = Organisation.objects.filter(
        unit_reports__collection=report.collection_id
    ).exclude(pk=report.organisation_id)
    form = SharedFigureForm(
        posted(request),
        indicators=unit_figures.asked(report.collection),
        others=others,
        initial={"indicator": request.GET.get("chi-tieu")},
    )
    if request.method == "POST" and form.is_valid():

        def act():
            unit_figure_saving.enter_shared(
                report=report,
                indicator=form.cleaned_data["indicator"],
                typed=form.typed(),
                others=form.cleaned_data["others"],
                by=request.user,
            )
            return report.get_absolute_url()

        try:
            url, is_new = carry_out_once(
                token=form.cleaned_data["form_token"], user=request.user, act=act
            )
        except Unexplained as error:
            form.add_error("explanation", str(error))
        except NotPossible as error:
            form.add_error(None, str(error))
        else:
            if is_new:
                messages.success(request, "Đã ghi kết quả chung, chỉ tính một lần.")
            else:
                messages.info(request, ALREADY_SENT)
            return redirect(url)
    context = {"form": form, "report": report}
    return render(request, "reports/unit_figure_shared.html", context | SECTION)


@login_required
def unit_report_send(request, pk):
    """One click where everything is there; else what is missing, and why it is."""
    report = writable(request, pk)
    if not unit_report_states.is_possible(report, Act.SEND):
        still_written(request, report)
        return redirect(report)
    form = SendForm(posted(request))
    missing = unit_figures.missing(report)
    if request.method == "POST" and form.is_valid():
        try:
            unit_reporting.send(
                report=report,
                note=form.cleaned_data["note"],
                by=request.user,
                on=timezone.localdate(),
                at=timezone.now(),
            )
        except unit_reporting.Missing as error:
            form.add_error("note", str(error))
        except NotPossible as error:
            form.add_error(None, str(error))
        else:
            say_sent(request, report)
            return redirect(report)
    texts = written(report)
    if not missing:
        del form.fields["note"]
    context = {
        "form": form,
        "report": report,
        "collection": report.collection,
        "missing": missing,
        "unwritten": [
            part
            for part in parts_of(report.collection)
            if part.key not in texts or not texts[part.key].text.strip()
        ],
        "is_late_for": goes_to_next_report(report.collection),
    }
    return render(request, "reports/unit_report_send.html", context | SECTION)


def say_sent(request, report) -> None:
    why = goes_to_next_report(report.collection)
    office = report.collection.office.label
    if why:
        messages.info(
            request,
            f"Đã gửi cho {office}. Vì {why}, số liệu này được đưa vào báo cáo kỳ sau, "
            "có ghi chú.",
        )
    else:
        messages.success(request, f"Đã gửi báo cáo cho {office}.")
