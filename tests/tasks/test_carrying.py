"""What a draft takes from the plan before it and the articles: each thing once."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts import history
from agreements.models import CoordinationArea, Provision
from tasks.models import FocusTask, Heading
from tasks.plans import carrying, planning, renewing, starting_from_articles
from tests import factories

ON = date(2026, 1, 10)
AREAS = CoordinationArea._meta.db_table


@pytest.fixture
def earlier(cast, agreement):
    return factories.make_issued_plan(
        agreement, office=cast.committee, year=2025, issued_on=date(2025, 1, 15)
    )


@pytest.fixture
def plan(cast, agreement):
    return factories.make_plan(agreement, office=cast.committee, year=2026)


def row(earlier, words, **fields):
    read = planning.deadlines.parse(words, year=2025)
    defaults = {
        "deadline_as_written": words,
        "deadline_kind": read.kind,
        "due_on": read.due_on,
    }
    return factories.make_focus_task(earlier, **defaults | fields)


def carry(plan, earlier, cast, *tasks):
    chosen = [task.pk for task in tasks]
    return carrying.carry_over(
        plan=plan, earlier=earlier, chosen=chosen, by=cast.staff, on=ON
    )


def copy(plan, earlier, cast):
    return carrying.copy(plan=plan, earlier=earlier, by=cast.staff, on=ON)


def test_the_predecessor_is_the_last_issued_plan_of_the_agreement(plan, earlier, cast):
    factories.make_plan(plan.agreement, office=cast.committee, year=2025)
    assert carrying.predecessor_of(plan, cast.staff) == earlier


def test_a_new_agreement_continues_the_plans_of_the_one_it_replaces(earlier, cast):
    new = factories.make_agreement(cast.committee, cast.front)
    new.predecessors.add(earlier.agreement)
    plan = factories.make_plan(new, office=cast.committee, year=2026)

    assert carrying.predecessor_of(plan, cast.staff) == earlier


def test_unfinished_rows_and_those_of_every_year_are_offered(plan, earlier):
    unfinished = row(earlier, "quý III")
    yearly = row(
        earlier, "tháng 12 hằng năm", state="done", completed_on=date(2025, 12, 1)
    )
    row(earlier, "quý I", state="done", completed_on=date(2025, 3, 1))
    row(earlier, "quý I", state="cancelled")

    offers = carrying.offers(plan, earlier, on=ON)
    assert {offer.task for offer in offers} == {unfinished, yearly}
    assert [offer.task for offer in offers if offer.is_recurring] == [yearly]


def test_carrying_over_twice_adds_nothing_twice(plan, earlier, cast):
    task = row(earlier, "tháng 12 hằng năm")
    assert len(carry(plan, earlier, cast, task).tasks) == 1
    assert carry(plan, earlier, cast, task).tasks == []
    assert copy(plan, earlier, cast).tasks == []

    new = plan.tasks.get()
    assert (new.continues, new.due_on) == (task, date(2026, 12, 31))
    assert new.state == "not_started"


def test_what_happens_every_year_has_one_instance_a_year(plan, earlier, cast):
    task = row(earlier, "hằng năm")
    carry(plan, earlier, cast, task)
    second = factories.make_plan(plan.agreement, office=cast.committee, year=2026)

    assert carry(second, earlier, cast, task).tasks == []


def test_an_ended_body_gives_way_to_the_one_that_bears_its_duties(plan, earlier, cast):
    old = factories.make_organisation("Sở Cũ", kind="so", dissolved_on=date(2025, 7, 1))
    _succeed(old, cast.department)
    task = row(earlier, "quý III", lead_organisation=old, lead_as_written="Sở Cũ")
    taken = carry(plan, earlier, cast, task)

    new = plan.tasks.get()
    assert (new.lead_organisation, new.lead_as_written) == (cast.department, "")
    assert taken.replaced == ["Sở Cũ nay là Sở Nội vụ"]
    assert "Sở Cũ nay là Sở Nội vụ" in history.sentence(history.of(new).first())


def _succeed(old, new):
    from accounts.models import Succession

    Succession.objects.create(
        predecessor=old,
        successor=new,
        took_effect_on=date(2025, 7, 1),
        takes_duties=True,
    )


def test_a_copy_has_the_headings_rows_and_parts_without_progress(plan, earlier, cast):
    Heading.objects.create(plan=earlier, position=1, number="A", title="Giám sát")
    Heading.objects.create(plan=earlier, position=9, number="B", title="Trống")
    task = row(
        earlier, "quý I", position=2, state="done", completed_on=date(2025, 3, 1)
    )
    task.coordinations.create(organisation=cast.front, part="Cử người")
    row(earlier, "quý II", position=3, parent=task)
    copy(plan, earlier, cast)

    assert [str(h) for h in plan.headings.all()] == ["A. Giám sát", "B. Trống"]
    first, second = plan.tasks.all()
    assert second.parent == first
    assert (first.state, first.percent) == ("not_started", 0)
    assert first.due_on == date(2026, 3, 31)
    assert first.coordinations.get().part == "Cử người"
    positions = [first.position, second.position, plan.headings.last().position]
    assert positions == sorted(positions)
    plan.refresh_from_db()
    assert plan.continues == earlier


def test_rows_join_the_section_that_is_there_already(plan, earlier, cast):
    Heading.objects.create(plan=earlier, position=1, title="Giám sát")
    Heading.objects.create(plan=plan, position=1, title="Giám sát")
    own = factories.make_focus_task(plan, position=2)
    other = Heading.objects.create(plan=plan, position=3, title="Khác")
    carry(plan, earlier, cast, row(earlier, "quý I", position=2))

    new = plan.tasks.get(continues__isnull=False)
    own.refresh_from_db()
    other.refresh_from_db()
    assert own.position < new.position < other.position
    assert plan.headings.count() == 2


@pytest.mark.parametrize(
    ("words", "later", "is_unsure"),
    [
        ("quý III/2025", "quý III/2026", False),
        ("Năm 2025", "Năm 2026", False),
        ("quý III", "quý III", False),
        ("trước 15/11", "trước 15/11", False),
        ("Trước ngày 30/11/2025", "Trước ngày 30/11/2025", True),
        ("01/03/2026", "01/03/2026", False),
        ("Giai đoạn 2025 - 2030", "Giai đoạn 2025 - 2030", False),
        ("thường xuyên", "thường xuyên", False),
    ],
)
def test_words_are_read_for_the_new_year(words, later, is_unsure):
    assert renewing.words_for(words, before=2025, year=2026) == (later, is_unsure)


def test_a_day_of_last_year_is_marked_to_be_looked_at(plan, earlier, cast):
    row(earlier, "Trước ngày 30/11/2025", note="Của đoàn\nCần xem lại thời hạn (cũ).")
    row(earlier, "quý II", due_on=date(2025, 5, 5))
    assert copy(plan, earlier, cast).to_review == 2

    by_words, typed = plan.tasks.all()
    assert by_words.note.startswith("Của đoàn\nCần xem lại thời hạn (kế hoạch trước")
    assert "05/05/2025" in typed.note
    assert typed.due_on == date(2026, 6, 30)


def test_an_article_becomes_a_row_that_cites_it_once(plan, cast):
    articles = [
        Provision.objects.create(
            agreement=plan.agreement,
            kind="article",
            number=str(number),
            heading=f"Việc {number}",
            position=number,
        )
        for number in (1, 2)
    ]
    chosen = [articles[0].pk]
    for _ in range(2):
        starting_from_articles.start_from_articles(
            plan=plan, chosen=chosen, by=cast.staff, on=ON
        )

    task = FocusTask.objects.get(plan=plan)
    assert (task.title, list(task.provisions.all())) == ("Việc 1", articles[:1])
    assert task.lead_organisation == plan.office


def test_the_queries_of_a_copy_do_not_grow_with_its_rows(plan, earlier, cast):
    for number in range(4):
        area = CoordinationArea.objects.create(code=f"x{number}", name=f"X{number}")
        row(earlier, "quý III/2025", area=area)
    with CaptureQueriesContext(connection) as queries:
        assert len(copy(plan, earlier, cast).tasks) == 4

    assert not [
        q for q in queries if f'FROM "{AREAS}" WHERE "{AREAS}"."id"' in q["sql"]
    ]
