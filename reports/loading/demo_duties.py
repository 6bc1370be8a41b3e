"""What waits for somebody in the demo: more time, means, steps, recommendations.

Everything hangs on the illustrative plan of this year, or is marked itself.
"""

from datetime import date, timedelta

from accounts.models import Organisation, User
from tasks.models import FocusTask, WorkTemplate, YearlyPlan
from tasks.work import extending, requesting, stepping

from ..models import Recommendation
from ..recommendations import recommending, replying

PLAN = "minh-hoa-ke-hoach-nam-nay"


def load(data: dict, *, on: date) -> None:
    """Add what is not there yet; what people did with it since is left alone."""
    plan = YearlyPlan.objects.get(case_code=PLAN)
    if not plan.is_issued:
        return  # closed, or worked on, since it was loaded
    # Everything comes together or not at all: one look says whether it is there.
    if Recommendation.objects.filter(is_illustrative=True, supervision__plan=plan):
        return
    _steps(plan, data["steps"], on)
    _extension(plan, data["extension"], on)
    _resource_request(plan, data["resource_request"], on)
    for row in data["recommendations"]:
        _recommendation(plan, row, on)


def _steps(plan: YearlyPlan, data: dict, on: date) -> None:
    """The first few are done: the last day of work was `days` from that day."""
    task, by = _task(plan, data), _user(data["by"])
    template = WorkTemplate.objects.filter(kind=task.kind, is_active=True).first()
    if template is None:
        return
    stepping.apply(task=task, template=template, first=_day(data, on), by=by)
    for step in task.steps.all()[: data["done"]]:
        stepping.mark(step=step, is_done=True, by=by, on=min(step.due_on or on, on))


def _extension(plan: YearlyPlan, data: dict, on: date) -> None:
    task = _task(plan, data)
    extending.ask(
        task=task,
        organisation=task.lead_organisation,
        asked_due_on=_day(data, on),
        reason=data["reason"],
        by=_user(data["by"]),
        on=on,
    )


def _resource_request(plan: YearlyPlan, data: dict, on: date) -> None:
    requesting.ask(
        plan=plan,
        task=_task(plan, data),
        organisation=_body(data["organisation"]),
        addressee=_body(data["addressee"]),
        purpose=data["purpose"],
        amount=data["amount"],
        source=data["source"],
        due_on=_day(data, on),
        by=_user(data["by"]),
        on=on,
    )


def _recommendation(plan: YearlyPlan, data: dict, on: date) -> None:
    by, sent_on = _user(data["by"]), _day(data, on)
    recommendation = recommending.draft(
        values={
            "source": data["source"],
            "source_note": data["source_note"],
            "wording": data["wording"],
            "sender": _body(data["sender"]),
            "agreement": plan.agreement,
            "supervision": _task(plan, data),
            "is_illustrative": True,
        },
        addressees=[_body(code) for code in data["addressees"]],
        by=by,
    )
    recommending.send(
        recommendation=recommendation,
        document_number=data["document_number"],
        due_as_written=data["due"],
        sent_on=sent_on,
        by=by,
        on=sent_on,
    )
    for entry in data.get("replies", []):
        replying.reply(
            addressee=recommendation.addressees.get(
                organisation=_body(entry["organisation"])
            ),
            verdict=entry["verdict"],
            text=entry["text"],
            by=_user(entry["by"]),
            on=_day(entry, on),
        )


def _task(plan: YearlyPlan, data: dict) -> FocusTask:
    return plan.tasks.get(title=data["task"])


def _user(username: str) -> User:
    return User.objects.get(username=username)


def _body(code: str) -> Organisation:
    return Organisation.objects.get(case_code=code)


def _day(row: dict, on: date) -> date:
    return on + timedelta(days=row["days"])
