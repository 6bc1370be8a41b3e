from datetime import date
from types import SimpleNamespace

import pytest
from django.utils import timezone

from tasks.importing import accepting, intake
from tasks.importing.choices import Choices
from tests import factories
from tests.tasks.importing import sheets

ON = date(2026, 3, 1)


@pytest.fixture
def draft(cast, agreement):
    return factories.make_plan(agreement, year=2026)


@pytest.fixture
def desk(cast, draft):
    """What a person does with a sheet, without the pages."""

    def waiting(*rows):
        return sheets.waiting(draft, cast.staff, ON, rows)

    def decide(row, **choices):
        known = Choices(**row.mapping["choices"])
        for name, value in choices.items():
            setattr(known, name, value)
        return intake.correct(waiting=row, choices=known, on=ON)

    def accept(row):
        return accepting.accept(waiting=row, by=cast.staff, on=ON, at=timezone.now())

    def take_in(content, name="phu-luc.xlsx"):
        upload = sheets.upload(content, name)
        row = intake.read(plan=draft, upload=upload, by=cast.staff, on=ON)
        return intake.keep(waiting=row, upload=upload)

    return SimpleNamespace(
        waiting=waiting, decide=decide, accept=accept, take_in=take_in, draft=draft
    )


def said(row, line=0):
    """What is wrong with a line, by field."""
    taken = [line for line in row.rows if line["kind"] != "left"]
    return {name: " ".join(p["texts"]) for name, p in taken[line]["problems"].items()}
