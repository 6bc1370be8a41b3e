"""Each number that a dashboard or a desk shows as a link is the length of its list."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.urls import reverse
from django.utils import timezone

from reports.models import Recommendation
from tasks.models import TaskState
from tests import factories, world
from tests.reports.test_dashboards import make_collection

ON = timezone.localdate()
PEOPLE = ("manager", "front_manager", "lead", "admin", "outsider", "staff")


@pytest.fixture
def everything(cast, agreement):
    """The world; with late parts, silent units, waiting answers of several bodies."""
    built = world.build(cast, agreement)
    for days in (400, 30, 3, -3, -10):
        task = factories.make_focus_task(
            built.issued,
            lead_organisation=cast.department,
            due_on=ON - timedelta(days=days),
        )
        task.coordinations.create(organisation=cast.front)
    early = factories.make_focus_task(built.issued, due_on=ON + timedelta(days=30))
    early.coordinations.create(
        organisation=cast.department, due_on=ON - timedelta(days=1)
    )
    closed = factories.make_issued_plan(
        agreement, office=cast.committee, state="closed", year=ON.year
    )
    factories.make_focus_task(closed, due_on=ON - timedelta(days=5))
    for done in (9, 1):
        factories.make_focus_task(
            closed,
            due_on=ON - timedelta(days=5),
            state=TaskState.DONE,
            completed_on=ON - timedelta(days=done),
        )
    elsewhere = factories.make_agreement(cast.elsewhere, is_public=True)
    strange = factories.make_issued_plan(elsewhere, office=cast.elsewhere)
    factories.make_focus_task(strange, due_on=ON - timedelta(days=8))
    agreement.provisions.create(kind="article", number="9", position=99)
    make_collection(cast.committee, cast.department, cast.front, agreement=agreement)
    late = Recommendation.objects.create(
        wording="Trả lời cử tri",
        sender=cast.front,
        sent_on=ON - timedelta(days=60),
        due_on=ON - timedelta(days=20),
        due_basis="document",
    )
    late.addressees.create(organisation=cast.committee)
    return built


def links_of(html: str) -> set[tuple[int, str]]:
    """(number, address) of the links that begin with a number, and of the tiles."""
    html = html.split("<main", 1)[1].split("</main>")[0]
    found = set()
    for address, inside in re.findall(
        r'<a\b[^>]*href="([^"]+)"[^>]*>(.*?)</a>', html, re.S
    ):
        tile = re.search(r"<b>([\d.]+)</b>", inside)
        words = tile.group(1) if tile else re.sub("<[^>]+>", " ", inside).strip()
        band = re.search(r"(?<=: )[\d.]+$", words)  # "16–30 ngày: 1"
        number = band or re.match(r"[\d.]+", words)
        if number and not address.startswith(("#", "?")):
            value = int(number.group().replace(".", ""))
            found.add((value, unescape(address)))
    return found


def length_of(response) -> int:
    """How many rows the page answers with, or the sum that it traces."""
    context = response.context
    if "total" in context:
        return int(context["total"].in_unit)
    if "coverage" in context:
        return len(context["coverage"].missing)
    if "collection" in context:
        asked = [row for row in context["rows"] if row.state != "left_out"]
        return sum(row.first_sent_at is None for row in asked)
    assert not context["filter"].errors
    assert not context["page"].has_next
    return len(context["page"])


def pages_of(user, cluster):
    yield reverse("reports:workspace")
    yield reverse("reports:dashboard")
    for body in user.organisation_ids:
        yield reverse("reports:organisation-dashboard", args=[body])
    yield reverse("reports:cluster-dashboard", args=[cluster.pk])


@pytest.mark.parametrize("person", PEOPLE)
def test_each_number_is_the_length_of_its_list(visit, cast, everything, person):
    user, followed, wrong = getattr(cast, person), 0, []
    for page in pages_of(user, everything.cluster):
        response = visit(user, page)
        if response.status_code != 200:
            continue
        for number, address in sorted(links_of(response.content.decode())):
            behind = visit(user, address)
            assert behind.status_code == 200, address
            if number != length_of(behind):
                wrong.append((page, number, length_of(behind), address))
            followed += 1
    assert not wrong
    assert followed > 3


def test_the_desk_tells_areas_and_on_time_with_their_lists(visit, cast, everything):
    page = visit(cast.manager, reverse("reports:workspace"))
    desk = page.context["desk"]
    listed = len(visit(cast.manager, desk.links["done_on_time"]).context["page"])
    assert desk.year.done_on_time == listed
    assert (
        len(visit(cast.manager, desk.links["done"]).context["page"]) == desk.year.done
    )
    for _, standing, address in desk.by_area:
        if address:
            page = visit(cast.manager, address).context["page"]
            assert len(page) == standing.counted
