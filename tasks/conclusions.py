"""What a conference concluded becomes a focus task in the draft of a yearly plan."""

from datetime import date

from django.db import transaction

from accounts import history
from accounts.models import Organisation, User
from accounts.reorganisation.succession import bearer_of
from agreements.models import Conclusion

from .models import FocusTask, YearlyPlan
from .plans import planning

LONGEST_TITLE = FocusTask._meta.get_field("title").max_length


@transaction.atomic
def make_task(
    *, conclusion: Conclusion, plan: YearlyPlan, by: User, on: date
) -> tuple[FocusTask, bool]:
    """The task of the plan that carries the conclusion out, and whether it is new.

    One in a plan: a second click finds the first one's task. Another year's plan may
    have its own, because a conclusion can take years. Raises NotPossible unless the
    plan is open to editing.
    """
    # Held, so that two clicks at once do not make two tasks.
    conclusion = Conclusion.objects.select_for_update().get(pk=conclusion.pk)
    existing = plan.tasks.filter(conclusion=conclusion).first()
    if existing:
        return existing, False
    task = planning.add_task(plan=plan, values=_values(conclusion, plan, on), by=by)
    history.record(
        by=by,
        action=f"đã đưa vào dự thảo kế hoạch năm {plan.year} kết luận “{conclusion}”",
        target=conclusion.conference,
    )
    return task, True


def lead_of(conclusion: Conclusion, on: date) -> Organisation | None:
    """The body it was given to, or the one its duty passed to; None if unclear."""
    return conclusion.organisation and bearer_of(conclusion.organisation, on)


def _values(conclusion: Conclusion, plan: YearlyPlan, on: date) -> dict:
    values = {
        "title": conclusion.wording,
        "conclusion": conclusion,
        "lead_organisation": lead_of(conclusion, on) or plan.office,
        "deadline_as_written": conclusion.deadline_as_written,
    }
    if len(conclusion.wording) > LONGEST_TITLE:
        values["title"] = conclusion.wording[: LONGEST_TITLE - 1] + "…"
        values["note"] = conclusion.wording
    return values
