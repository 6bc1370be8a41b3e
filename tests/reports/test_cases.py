"""The five cases are held without bending a fact, and still stand on a later day."""

from datetime import date
from io import StringIO

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import transaction

from accounts import history
from accounts.models import EmulationCluster, Organisation, OrganisationLevel
from agreements.models import Agreement, Conference, Signatory, State, describe_signing
from reports.loading import cases
from reports.models import Figure, Review
from tasks.models import FocusTask, YearlyPlan

ON = date(2026, 11, 20)

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def loaded(django_db_setup, django_db_blocker):
    """Loaded once for the module: it takes most of a second."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield cases.load(on=ON)
        transaction.set_rollback(True)


def agreement(code):
    return Agreement.objects.get(case_code=code)


def review(code):
    return Review.objects.get(case_code=code)


def task(code):
    return FocusTask.objects.get(plan__case_code="4-lao-cai", code=code)


def rows_of_every_table():
    return {
        model._meta.label: model.objects.count()
        for app in ("accounts", "agreements", "tasks", "reports")
        for model in apps.get_app_config(app).get_models(include_auto_created=True)
    }


# -- 1 · Entered without inventing a value -------------------------------------


def test_case_0_has_no_term_and_is_not_called_in_force():
    can_tho = agreement("0-can-tho")
    assert (can_tho.term_text, can_tho.last_day) == ("", None)
    assert can_tho.state_on(ON) == State.TERM_UNKNOWN


def test_case_0_holds_what_was_said_at_the_signing():
    can_tho = agreement("0-can-tho")
    assert can_tho.areas.count() == 12
    assert {basis.relation for basis in can_tho.legal_bases.all()} == {"related"}
    deadlines = can_tho.undertakings.values_list("deadline_as_written", flat=True)
    assert list(deadlines) == ["", "dự kiến … tháng 4/2024"]


def test_a_cluster_review_hangs_on_no_agreement():
    cluster = review("1-cum-thi-dua").cluster
    assert review("1-cum-thi-dua").agreement is None
    assert [place.organisation.locality for place in cluster.places.all()] == [
        "Thành phố Hồ Chí Minh",
        "thành phố Hà Nội",
        "thành phố Cần Thơ",
        "thành phố Đà Nẵng",
        "thành phố Hải Phòng",
    ]
    assert cluster.convener.case_code == "ubtw-mttq"


def test_the_day_of_the_conference_is_not_the_period():
    held = review("1-cum-thi-dua")
    assert held.held_on == date(2023, 8, 3)
    assert (held.period_from, held.period_to) == (date(2023, 1, 1), date(2023, 6, 30))


def test_a_group_party_has_no_members_it_does_not_name():
    group = agreement("2-quang-ninh").parties.last()
    assert (group.organisation, group.members.count()) == (None, 0)


def test_case_4_is_signed_on_an_unknown_day_not_a_draft():
    lao_cai = agreement("4-lao-cai")
    assert lao_cai.signed_on is None
    assert describe_signing(lao_cai) == "đã ký, chưa rõ ngày"
    assert lao_cai.state_on(ON) != State.DRAFT
    assert lao_cai in Agreement.objects.public()


def test_every_case_can_be_read_by_anyone():
    assert Agreement.objects.public().count() == 9
    assert Review.objects.public().count() == 3
    assert YearlyPlan.objects.public().count() == 1


# -- 2 · One ceremony, three agreements, four bodies, one person three times ----


def test_case_3_replaces_one_for_one():
    for code in ("doan-dbqh", "hdnd", "ubnd"):
        replaced = agreement(f"3-thai-nguyen-{code}").predecessors.get()
        assert replaced.case_code == f"3-thai-nguyen-{code}-2017"
        assert replaced.state_on(ON) == State.REPLACED


def test_an_attendee_is_not_a_signatory():
    ceremony = Conference.objects.get(case_code="3-thai-nguyen")
    assert "Đoàn Thị Hảo" in ceremony.participants
    assert not Signatory.objects.filter(full_name="Đoàn Thị Hảo")


def test_areas_printed_once_for_three_texts_say_so():
    areas = agreement("3-thai-nguyen-ubnd").areas.all()
    assert [area.is_printed_jointly for area in areas] == [True] * 7


def test_the_old_agreements_were_reviewed_together_once():
    for code in ("doan-dbqh", "hdnd", "ubnd"):
        old = agreement(f"3-thai-nguyen-{code}-2017")
        assert Review.objects.about(old).get() == review("3-thai-nguyen")
    assert review("3-thai-nguyen").recommendations.count() == 3


# -- 3 · Recommendations and directions -----------------------------------------


def test_a_direction_answers_a_recommendation_that_names_no_addressee():
    quang_ninh = review("2-quang-ninh")
    directions = quang_ninh.points.filter(kind="direction")
    assert directions.get(answers__isnull=False).answers.code == "P4"
    assert not quang_ninh.recommendations.exclude(addressee="")


# -- 4 · Figures keep their qualifier --------------------------------------------


def test_figures_say_what_the_source_says():
    shared = Figure.objects.filter(case_code__startswith="1-")
    assert {figure.words for figure in shared} == {
        "trên 157 tỷ đồng",
        "trên 1.242 căn",
    }
    assert {figure.organisations.count() for figure in shared} == {5}


# -- 5 · Deadlines ---------------------------------------------------------------


def test_t3_has_four_parts_under_it():
    children = task("3").children.values_list("code", flat=True)
    assert list(children) == ["3a", "3b", "3c", "3d"]


# -- 7 · On 20/11/2026 -------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "state", "is_to_review"),
    [
        ("0-can-tho", State.TERM_UNKNOWN, True),
        ("2-quang-ninh", State.EXPIRED, False),
        ("3-thai-nguyen-doan-dbqh", State.ENDING_SOON, True),
        ("3-thai-nguyen-hdnd", State.ENDING_SOON, True),
        ("3-thai-nguyen-ubnd", State.ENDING_SOON, True),
        ("3-thai-nguyen-ubnd-2017", State.REPLACED, False),
        ("4-lao-cai", State.ENDING_SOON, True),
    ],
)
def test_standing_on_20_november_2026(code, state, is_to_review):
    found = agreement(code)
    assert found.state_on(ON) == state
    assert found in Agreement.objects.in_state(state, ON)
    assert found.needs_review_on(ON) == is_to_review
    assert (found in Agreement.objects.to_review(ON)) == is_to_review


@pytest.mark.parametrize("code", ["3-thai-nguyen-hdnd", "4-lao-cai"])
def test_the_last_day_is_assumed_and_marked(code):
    assert agreement(code).last_day == date(2026, 12, 31)
    assert agreement(code).is_last_day_assumed


def test_quang_ninh_was_renamed_and_not_ended():
    party = agreement("2-quang-ninh").parties.first()
    assert party.name_as_signed == "UBND tỉnh Quảng Ninh"
    body = party.organisation
    assert body.exists_on(ON)
    assert body.name_on(date(2021, 11, 30)) == "Ủy ban nhân dân tỉnh Quảng Ninh"
    assert body.name_on(ON) == "Ủy ban nhân dân thành phố Quảng Ninh"


def test_merged_bodies_have_their_successor():
    old = Organisation.objects.get(case_code="lao-cai-ubnd-cu")
    assert old.exists_on(date(2025, 6, 30)) and not old.exists_on(date(2025, 7, 1))
    new = old.successors.get()
    assert new.case_code == "lao-cai-ubnd"
    places = new.predecessors.values_list("locality", flat=True)
    assert set(places) == {"Lào Cai", "Yên Bái"}


def test_the_districts_have_ended():
    assert OrganisationLevel.objects.get(code="huyen").ended_on == date(2025, 7, 1)


# -- 8 · Days and inferred years ----------------------------------------------------


def test_a_year_that_is_not_printed_is_inferred_with_its_reason():
    inferred = Agreement.objects.filter(is_year_inferred=True)
    assert {found.signed_on for found in inferred} == {
        date(2024, 3, 13),
        date(2021, 10, 14),
    }
    assert all(found.inference_reason for found in inferred)
    assert "năm 2023" in review("1-cum-thi-dua").held_on_note
    assert not agreement("2-quang-ninh").is_year_inferred


# -- Loading -------------------------------------------------------------------------


def test_loading_again_changes_nothing():
    before = rows_of_every_table()
    summary = cases.load(on=ON)
    assert rows_of_every_table() == before
    assert not summary.reference.total()
    assert [case.added for case in summary.cases] == [0] * 5


def test_loading_again_keeps_what_people_corrected():
    Agreement.objects.filter(case_code="4-lao-cai").update(note="Đã đối chiếu bản gốc.")
    EmulationCluster.objects.update(name="Cụm đã đổi tên")
    cases.load(on=ON)
    assert agreement("4-lao-cai").note == "Đã đối chiếu bản gốc."
    assert EmulationCluster.objects.count() == 1


def test_history_tells_once_where_a_record_came_from():
    entry = history.of(agreement("2-quang-ninh")).get()
    assert history.sentence(entry) == "Hệ thống đã nhập từ hồ sơ mẫu."


def test_the_command_prints_a_line_for_each_case():
    out = StringIO()
    call_command("load_cases", stdout=out, skip_checks=True)
    lines = out.getvalue().splitlines()
    assert len(lines) == 6
    assert "4 kiến nghị" in lines[3]
