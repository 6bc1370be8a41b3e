"""A province of any size for `make bench-reminders`: the database makes its rows."""

import time
from datetime import date

from .__main__ import tell

ON = date(2026, 6, 16)  # a Tuesday
BODIES, AGREEMENTS, YEARS = 10_000, 700, 5
AROUND = (-125, 25)  # days from ON, wide enough for every step of two days' runs


def found_province() -> None:
    """Bodies with two of staff each, a leader in every tenth; agreements and plans."""
    from accounts.models import Membership, Organisation, User
    from agreements.models import Agreement, Party
    from tasks.models import YearlyPlan
    from tests import factories

    body = factories.make_organisation(pk=1)
    factories.make_user((body, "staff"), pk=1)
    multiply(Organisation, BODIES, id="n", name="'Ủy ban nhân dân xã ' || n")
    agreement = factories.make_agreement(
        body, pk=1, term_start_year=ON.year - 2, term_end_year=ON.year + 9
    )
    factories.make_issued_plan(agreement, pk=1, office=body)
    people = BODIES * 2 + BODIES // 10
    name = {"username": "'nguoi' || n", "email": "'nguoi' || n || '@example.vn'"}
    multiply(User, people, id="n", **name)
    of_staff = {"organisation_id": "(n + 1) / 2", "user_id": "n", "role": "'staff'"}
    multiply(Membership, 2 * BODIES, **of_staff)
    of_leader = {"organisation_id": "n * 10", "role": "'manager'"}
    leader = {"user_id": f"n + {2 * BODIES}", **of_leader}
    multiply(Membership, BODIES // 10, first=1, **leader)
    whose = {"id": "n", "owner_id": f"1 + n * 13 % {BODIES}"}
    multiply(Agreement, AGREEMENTS, **whose)
    multiply(Party, AGREEMENTS, agreement_id="n", position="1")
    plans = {"agreement_id": f"1 + n % {AGREEMENTS}", "year": f"{ON.year - 2} + n % 5"}
    multiply(YearlyPlan, AGREEMENTS * YEARS, id="n", **plans)


def add_tasks(number: int, days: tuple[int, int], earliest: int = 0) -> None:
    """Open tasks, evenly over the days from ON: `days`, and from `earliest` before.

    Every tenth has its person, every tenth a part of another body.
    """
    from tasks.models import Assignment, Coordination, FocusTask
    from tests import factories

    if number <= 0:
        return
    started, first = time.monotonic(), count_tasks() + 1
    if first == 1:
        factories.make_focus_task(pk=1, plan_id=1, lead_organisation_id=1)
        first = 2
    day = f"{days[0]} + n % {days[1] - days[0]}"
    if earliest:  # on either side of the days around ON
        before = AROUND[0] - earliest
        both = before + days[1] - days[0]
        day = f"CASE WHEN n % {both} < {before} THEN {earliest} + n % {both} "
        day += f"ELSE {days[0] - before} + n % {both} END"
    last = first + number - 1
    multiply(
        FocusTask,
        last,
        first=first,
        id="n",
        plan_id=f"1 + n % {AGREEMENTS * YEARS}",
        position="1 + n % 1000",
        lead_organisation_id=f"1 + n * 7 % {BODIES}",
        due_on=f"DATE '{ON}' + ({day})::int",
        title="'Tuyên truyền, vận động Nhân dân tham gia, việc số ' || n",
    )
    some = {"first": first // 10 + 1, "task_id": "n * 10"}
    part = {"organisation_id": f"1 + (n * 70 + 5) % {BODIES}", "part": "'Phối hợp'"}
    named = {
        "organisation_id": f"1 + n * 70 % {BODIES}",
        "person_id": f"1 + 2 * (n * 70 % {BODIES})",
        "since_on": f"DATE '{ON}'",
    }
    insert(Coordination(task_id=1, organisation_id=1), last // 10, **some, **part)
    insert(Assignment(task_id=1), last // 10, **some, **named)
    tell(f"Thêm {number} nhiệm vụ trong {time.monotonic() - started:.0f} giây.")


def count_tasks() -> int:
    from tasks.models import FocusTask

    return FocusTask.objects.count()


def multiply(model, last: int, *, first: int = 2, **columns: str) -> None:
    """Copies of the first row, numbered n; `columns` gives what differs, as SQL."""
    insert(model._base_manager.earliest("pk"), last, first=first, **columns)


def insert(row, last: int, *, first: int = 2, **columns: str) -> None:
    """A database makes rows faster than Python does."""
    from django.db import connection
    from django.db.models import GeneratedField

    from .filling import reset_keys

    model, values, names, given = type(row), [], [], []
    for field in model._meta.concrete_fields:
        if isinstance(field, GeneratedField):
            continue
        if field.primary_key and field.column not in columns:
            continue
        names.append(f'"{field.column}"')
        if field.column in columns:
            given.append(columns[field.column])
        else:
            given.append(f"%s::{field.db_type(connection).split(' GENERATED')[0]}")
            values.append(field.get_db_prep_save(field.pre_save(row, True), connection))
    with connection.cursor() as cursor:
        cursor.execute(
            f'INSERT INTO "{model._meta.db_table}" ({", ".join(names)}) '
            f"SELECT {', '.join(given).replace(' % ', ' %% ')} "
            f"FROM generate_series({first}, {last}) n",
            values,
        )
    reset_keys(model)
