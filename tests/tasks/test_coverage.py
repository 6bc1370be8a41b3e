"""Which articles have no task this year, and which tasks cite nothing."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agreements.models import CoordinationArea
from tasks.models import FocusTask
from tasks.plans import coverage
from tests.factories import make_agreement, make_focus_task, make_issued_plan, make_plan

ON = date(2026, 6, 1)


@pytest.fixture
def articles(agreement):
    chapter = agreement.provisions.create(
        kind="chapter", number="I", heading="Chung", position=1
    )
    return [
        agreement.provisions.create(
            kind="article", number=str(n), position=n + 1, parent=chapter
        )
        for n in (1, 2, 3)
    ]


@pytest.fixture
def plan(agreement, cast):
    return make_issued_plan(agreement, office=cast.committee)


def cite(plan, *articles, **fields):
    task = make_focus_task(plan, **fields)
    task.provisions.set(articles)
    return task


def test_each_article_has_its_tasks_and_the_others_are_named(
    cast, agreement, articles, plan
):
    task = cite(plan, articles[0], articles[1])
    loose = cite(plan)
    found = coverage.of_year(agreement, 2026, user=cast.staff, on=ON)
    assert [a.provision for a in found.missing] == [articles[2]]
    assert [t for t, _ in found.covered[0].tasks] == [task]
    assert [t for t, _ in found.loose] == [loose]
    assert str(found.summary) == (
        "1 điều chưa có nhiệm vụ; 1 nhiệm vụ chưa viện dẫn điều nào."
    )


def test_a_cancelled_task_carries_nothing_out(cast, agreement, articles, plan):
    cite(plan, *articles, state="cancelled")
    found = coverage.of_year(agreement, 2026, user=cast.staff, on=ON)
    assert len(found.missing) == 3
    assert found.summary.tasks == 0


def test_done_tasks_are_counted_apart(cast, agreement, articles, plan):
    cite(plan, articles[0], state="done", completed_on=ON)
    cite(plan, articles[0])
    (article,) = coverage.of_year(agreement, 2026, user=cast.staff, on=ON).covered
    assert (article.count, article.done) == (2, 1)


def test_the_year_before_stands_beside(cast, agreement, articles, plan):
    earlier = make_issued_plan(agreement, office=cast.committee, year=2025)
    cite(earlier, articles[2])
    found = coverage.of_year(agreement, 2026, user=cast.staff, on=ON)
    assert found.had_plan_before
    assert [a.before for a in found.articles] == [0, 0, 1]
    assert not any(a.count for a in found.articles)


def test_chapters_and_areas_are_summed(cast, agreement, articles, plan):
    area = CoordinationArea.objects.create(code="gs", name="Giám sát")
    articles[0].areas.add(area)
    articles[1].areas.add(area)
    cite(plan, articles[0])
    found = coverage.of_year(agreement, 2026, user=cast.staff, on=ON)
    (chapter,), (by_area,) = found.by_chapter(), found.by_area()
    assert (chapter.name, chapter.articles, chapter.covered) == (
        "Chương I. Chung",
        3,
        1,
    )
    assert (by_area.name, by_area.articles, by_area.missing) == ("Giám sát", 2, 1)


def test_a_draft_of_another_office_is_not_counted(cast, agreement, articles):
    draft = make_plan(agreement, office=cast.committee)
    cite(draft, articles[0])
    ours = coverage.of_year(agreement, 2026, user=cast.staff, on=ON)
    theirs = coverage.of_year(agreement, 2026, user=cast.front_staff, on=ON)
    assert len(ours.missing) == 2
    assert (len(theirs.missing), theirs.plans, theirs.summary.tasks) == (3, [], 0)


def test_a_citation_of_another_text_is_left_out(cast, agreement, articles, plan):
    foreign = make_agreement().provisions.create(kind="article", number="1", position=1)
    cite(plan, foreign)
    assert not coverage.of_year(agreement, 2026, user=cast.staff, on=ON).covered


def test_a_full_year_says_so(cast, agreement, articles, plan):
    cite(plan, *articles)
    summary = coverage.summary_of_plan(plan)
    assert str(summary) == "Cả 3 điều đã có nhiệm vụ."


# -- After amendments ---------------------------------------------------------


@pytest.fixture
def amended(agreement, articles):
    """From July 2026 Điều 2 is gone, Điều 2a is new, Điều 3 has another title."""
    amendment = agreement.amendments.create(
        subject="Sửa đổi", effective_on=date(2026, 7, 1)
    )
    changes = amendment.changed_provisions
    changes.create(action="repeal", number="2")
    changes.create(action="insert", number="2a", heading="Mới", after_number="2")
    changes.create(action="replace", number="3", heading="Tên mới")
    return agreement.provisions.create(
        kind="article", number="2a", position=30_000, inserted_by=amendment
    )


def test_from_the_year_of_the_amendment_its_articles_count(
    cast, agreement, articles, plan, amended
):
    before = coverage.of_year(agreement, 2025, user=cast.staff, on=ON)
    found = coverage.of_year(agreement, 2026, user=cast.staff, on=ON)
    assert [a.provision for a in before.missing] == articles
    assert [a.provision for a in found.missing] == [articles[0], amended, articles[2]]
    assert [a.citable.label for a in found.missing][1:] == [
        "Điều 2a. Mới",
        "Điều 3. Tên mới",
    ]
    assert found.summary.articles == found.summary.missing == 3
    (chapter,) = found.by_chapter()
    assert (chapter.name, chapter.articles) == ("Chương I. Chung", 3)
    assert str(coverage.summary_of_plan(plan)).startswith("Chưa có nhiệm vụ nào cho 3")


def test_a_repealed_article_stays_shown_for_the_tasks_that_cite_it(
    client, cast, agreement, articles, plan, amended
):
    cite(plan, articles[1])
    found = coverage.of_year(agreement, 2026, user=cast.staff, on=ON)
    assert [a.citable.label for a in found.covered] == ["Điều 2 (đã bãi bỏ)"]
    assert found.summary.missing == found.summary.articles == 3
    client.force_login(cast.staff)
    assert "Điều 2 (đã bãi bỏ)" in _page(client, agreement, "?nam=2026")


def _offered(client, address):
    return [
        label
        for _, label in client.get(address).context["form"]["provisions"].field.choices
    ]


def test_a_repealed_article_is_not_offered_for_a_new_citation(
    client, cast, agreement, articles, amended
):
    client.force_login(cast.staff)
    draft = make_plan(agreement, office=cast.committee, year=2027)
    address = reverse("tasks:focus-task-create", args=[draft.pk])
    assert _offered(client, address) == ["Điều 1", "Điều 2a. Mới", "Điều 3. Tên mới"]
    earlier = make_plan(agreement, office=cast.committee, year=2025)
    address = reverse("tasks:focus-task-create", args=[earlier.pk])
    assert "Điều 2" not in " ".join(_offered(client, address)).replace("Điều 2a", "")


def test_what_a_task_cites_stays_offered_though_repealed_or_of_another_text(
    client, cast, agreement, articles, amended
):
    draft = make_plan(agreement, office=cast.committee, year=2027)
    foreign = make_agreement().provisions.create(kind="article", number="9", position=1)
    task = cite(draft, articles[1], foreign)
    client.force_login(cast.staff)
    offered = _offered(client, reverse("tasks:focus-task-edit", args=[task.pk]))
    assert "Điều 2 (đã bãi bỏ)" in offered
    assert offered[-1] == "Điều 9"


# -- The pages --------------------------------------------------------------


def _page(client, agreement, query=""):
    address = reverse("tasks:agreement-coverage", args=[agreement.pk])
    response = client.get(address + query)
    assert response.status_code == 200
    return response.content.decode()


def test_the_page_names_what_is_missing_first(client, cast, agreement, articles, plan):
    task = cite(plan, articles[0])
    client.force_login(cast.staff)
    page = _page(client, agreement, "?nam=2026")
    assert page.index("Điều chưa có nhiệm vụ (2)") < page.index(
        "Điều đã có nhiệm vụ (1)"
    )
    assert task.get_absolute_url() in page


@pytest.mark.parametrize("query", ["", "?nam=abc", "?nam=99999999999", "?nam=1900"])
def test_any_year_may_be_asked_for(client, cast, agreement, articles, query):
    client.force_login(cast.staff)
    assert "chưa có nhiệm vụ" in _page(client, agreement, query)


def test_an_agreement_without_articles_says_so(client, cast, agreement):
    client.force_login(cast.staff)
    assert "Hồ sơ chưa có các điều" in _page(client, agreement)


def test_from_a_missing_article_a_task_is_begun_in_the_draft(
    client, cast, agreement, articles
):
    draft = make_plan(agreement, office=cast.committee)
    client.force_login(cast.staff)
    link = reverse("tasks:focus-task-create", args=[draft.pk])
    link += f"?dieu={articles[1].pk}"
    assert link in _page(client, agreement, "?nam=2026")
    form = client.get(link).context["form"]
    assert form["provisions"].value() == [articles[1].pk]
    client.force_login(cast.front_staff)
    assert "?dieu=" not in _page(client, agreement, "?nam=2026")


def test_the_agreement_and_the_plan_tell_it_in_a_line(
    client, cast, agreement, articles, plan
):
    cite(plan, articles[0])
    client.force_login(cast.staff)
    for address in (agreement.get_absolute_url(), plan.get_absolute_url()):
        page = client.get(address).content.decode()
        assert "2 điều chưa có nhiệm vụ" in page
        assert reverse("tasks:agreement-coverage", args=[agreement.pk]) in page


def test_a_plan_of_thousands_costs_no_more_queries(cast, agreement, plan):
    rows = [
        agreement.provisions.create(kind="article", number=str(n), position=n)
        for n in range(1, 61)
    ]

    def queries():
        with CaptureQueriesContext(connection) as captured:
            found = coverage.of_year(agreement, 2026, user=cast.staff, on=ON)
        return len(captured), found

    cite(plan, rows[0])
    before, _ = queries()
    tasks = FocusTask.objects.bulk_create(
        FocusTask(
            plan=plan, position=n, title=f"Việc {n}", lead_organisation=cast.committee
        )
        for n in range(5_000)
    )
    coverage.Citation.objects.bulk_create(
        coverage.Citation(focustask=task, provision=rows[n % 59])
        for n, task in enumerate(tasks[:4_000])
    )
    after, found = queries()
    assert after <= before <= 15
    assert found.summary.loose == 1_000
    assert len(found.covered[0].tasks) == coverage.SHOWN_TASKS
    assert found.covered[0].hidden > 40
    assert len(found.loose) == coverage.SHOWN_LOOSE
