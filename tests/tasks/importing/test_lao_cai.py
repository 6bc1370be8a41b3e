"""The real plan of case 4, from its annex: every task, and what is late when."""

from datetime import date

import pytest
from django.utils import timezone

from agreements.models import Agreement
from tasks.importing import accepting, intake
from tasks.models import FocusTask
from tasks.plans import planning
from tests import factories
from tests.tasks.importing import annex_lao_cai, sheets

TOLD = ("title", "coordinating_group", "deadline_as_written", "note")


@pytest.fixture
def imported(db, django_user_model):
    from django.core.management import call_command

    call_command("load_cases", verbosity=0)
    agreement = Agreement.objects.get(case_code="4-lao-cai")
    by = factories.make_user((agreement.owner, "staff"))
    draft = planning.draft(
        agreement=agreement, year=2023, title="Thử", office=agreement.owner, by=by
    )
    on = date(2023, 2, 1)
    upload = sheets.upload(annex_lao_cai.annex())
    waiting = intake.read(plan=draft, upload=upload, by=by, on=on)
    assert not [line for line in waiting.rows if line.get("problems")]
    intake.keep(waiting=waiting, upload=upload)
    accepting.accept(waiting=waiting, by=by, on=on, at=timezone.now())
    return draft


def test_every_task_of_the_plan_comes_from_its_annex(imported):
    case = annex_lao_cai.plan_of_the_case()["tasks"]
    tasks = list(imported.tasks.order_by("position"))
    recorded = FocusTask.objects.filter(plan__document_number="104/KH-UBND")
    recorded = {task.code: task for task in recorded}

    assert len(tasks) == len(case) == 14
    count = 0
    for task, facts in zip(tasks, case, strict=True):
        count += task.parent is None
        assert (task.code or str(count)) == facts["code"]
        for name in TOLD:
            assert getattr(task, name) == facts.get(name, ""), (name, facts["code"])
        expected = recorded[facts["code"]]
        assert task.lead_organisation == expected.lead_organisation
        assert task.lead_name == expected.lead_name
        assert (task.due_on, task.deadline_kind) == (
            expected.due_on,
            expected.deadline_kind,
        )
        assert (task.parent.code or "3" if task.parent else "") == (
            facts.get("parent") or ""
        )
    assert [heading.number for heading in imported.headings.all()] == ["I", "II", "III"]


def test_only_the_dated_task_becomes_overdue(imported):
    tasks = list(imported.tasks.filter(parent=None))

    assert not any(task.is_overdue(date(2023, 9, 30)) for task in tasks)
    late = [task for task in tasks if task.is_overdue(date(2023, 10, 1))]
    assert late == [tasks[9]]
    assert [t for t in tasks if t.is_overdue(date(2099, 1, 1))] == late
