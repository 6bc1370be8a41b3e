"""The provinces and their bodies as loaded, on any day; and that code knows none."""

import ast
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.db import transaction

from accounts.models import FormerParent, Organisation, Province, Succession
from accounts.reorganisation.succession import bearer_of, successors_on
from reports.loading import cases, provinces

KNOWN_ONLY_AS_DATA = ("tỉnh", "thành phố", 34, 63)
EVE, MERGED, TODAY = date(2025, 6, 30), date(2025, 7, 1), date(2026, 11, 20)

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def loaded(django_db_setup, django_db_blocker):
    """Loaded once for the module: it takes some seconds."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield cases.load(on=TODAY)
        transaction.set_rollback(True)


def titles(on):
    existing = Province.objects.existing(on).prefetch_related("former_titles")
    return Counter(province.title_on(on) for province in existing)


def body(code):
    return Organisation.objects.get(case_code=code)


# -- Provinces ---------------------------------------------------------------------


def test_each_unit_of_today_has_its_own_code_of_two_digits():
    codes = Province.objects.existing(TODAY).values_list("code", flat=True)
    assert len(set(codes)) == len(codes) == 34
    assert all(len(code) == 2 and code.isdigit() for code in codes)
    assert Province.objects.get(case_code="ha-noi").code == "01"


def test_codes_of_ended_units_are_not_known():
    ended = Province.objects.filter(dissolved_on=MERGED)
    assert ended.count() == 52
    assert set(ended.values_list("code", flat=True)) == {""}


@pytest.mark.parametrize(
    ("on", "provinces_", "cities"),
    [
        (date(2024, 12, 31), 58, 5),
        (date(2025, 1, 1), 57, 6),  # Huế
        (EVE, 57, 6),
        (MERGED, 28, 6),
        (date(2026, 4, 30), 27, 7),  # Đồng Nai
        (date(2026, 9, 1), 26, 8),  # Quảng Ninh
        (date(2026, 9, 20), 25, 9),  # Bắc Ninh
        (TODAY, 25, 9),
    ],
)
def test_kinds_of_units_on_a_day(on, provinces_, cities):
    assert titles(on) == {"tỉnh": provinces_, "thành phố": cities}


def test_every_ended_unit_became_part_of_exactly_one():
    for ended in Province.objects.filter(dissolved_on__isnull=False):
        successor = ended.successors.get()
        assert successor.established_on == ended.dissolved_on
        assert ended.legal_basis == successor.legal_basis != ""
    formed = Province.objects.filter(established_on=MERGED)
    assert formed.count() == 23
    assert all(province.predecessors.count() in (2, 3) for province in formed)


def test_every_unit_names_its_source():
    assert not Province.objects.filter(source="")


def test_hue_was_thua_thien_hue_until_it_became_a_city():
    hue = Province.objects.get(case_code="hue")
    assert hue.full_name_on(date(2024, 12, 31)) == "tỉnh Thừa Thiên Huế"
    assert hue.full_name_on(date(2025, 1, 1)) == "thành phố Huế"
    committee = body("hue-ubnd")
    before = committee.name_on(date(2024, 12, 31))
    assert before == "Ủy ban nhân dân tỉnh Thừa Thiên Huế"


# -- Their bodies --------------------------------------------------------------------


@pytest.mark.parametrize(
    "on", [date(2021, 1, 1), date(2024, 12, 31), EVE, MERGED, date(2026, 9, 1), TODAY]
)
def test_each_unit_has_its_four_bodies_on_any_day(on):
    units = Province.objects.existing(on)
    bodies = Organisation.objects.existing(on).filter(
        kind__code__in=["ubnd", "hdnd", "doan-dbqh", "mttq"], province__in=units
    )
    found = Counter(bodies.values_list("province", "kind__code"))
    assert set(found.values()) == {1}
    assert len(found) == 4 * units.count()


def test_bodies_live_as_long_as_their_province():
    for found in Organisation.objects.exclude(kind__code="ct-xh").filter(
        province__isnull=False
    ):
        days = (found.established_on, found.dissolved_on)
        assert days == (found.province.established_on, found.province.dissolved_on)


def test_every_ended_body_has_exactly_one_successor_with_its_duties():
    ended = Organisation.objects.ended(TODAY)
    assert ended.count() == 52 * 4 + 2
    for found in ended.select_related("province"):
        link = found.successions_out.get()
        assert (link.takes_duties, link.took_effect_on) == (True, MERGED)
        assert found.end_kind == Organisation.EndKind.MERGED
        assert link.successor.province == found.province.successors.get()
        assert link.successor.kind == found.kind
    assert Succession.objects.count() == ended.count()
    assert bearer_of(body("yen-bai-mttq-cu"), TODAY) == body("lao-cai-mttq")
    assert successors_on(body("ha-noi-ubnd"), TODAY) == [body("ha-noi-ubnd")]


@pytest.mark.parametrize(
    ("code", "until", "before", "after"),
    [
        ("quang-ninh-hdnd", date(2026, 9, 1), "tỉnh Quảng Ninh", "thành phố"),
        ("bac-ninh-ubnd", date(2026, 9, 20), "tỉnh Bắc Ninh", "thành phố"),
        ("dong-nai-mttq", date(2026, 4, 30), "tỉnh Đồng Nai", "thành phố"),
        ("dong-nai-hoi-ccb", date(2026, 4, 30), "tỉnh Đồng Nai", "thành phố"),
    ],
)
def test_a_body_is_renamed_with_its_province(code, until, before, after):
    former = body(code).former_names.get()
    assert former.until == until
    assert former.name.endswith(before)
    assert former.legal_basis
    assert after in body(code).name_on(until)


def test_names_places_and_symbols_follow_the_patterns():
    told = [
        (found.name, found.short_name, found.symbol, found.locality)
        for found in map(body, ("lao-cai-ubnd", "can-tho-mttq", "ho-chi-minh-hdnd"))
    ]
    assert told == [
        ("Ủy ban nhân dân tỉnh Lào Cai", "UBND tỉnh Lào Cai", "UBND", "Lào Cai"),
        (
            "Ủy ban Mặt trận Tổ quốc Việt Nam thành phố Cần Thơ",
            "Ủy ban MTTQ TP Cần Thơ",
            "MTTQ-BTT",
            "thành phố Cần Thơ",
        ),
        (
            "Hội đồng nhân dân Thành phố Hồ Chí Minh",
            "HĐND TP.HCM",
            "HĐND",
            "Thành phố Hồ Chí Minh",
        ),
    ]


def test_member_organisations_belong_to_the_front_from_1_july_2025():
    members = Organisation.objects.filter(kind__code="ct-xh")
    assert members.count() == 5 + 34 * 5
    for found in members.select_related("parent__kind", "level"):
        assert found.parent_on(EVE) is None
        front = found.parent_on(MERGED)
        assert front.kind.code == "mttq"
        assert (front.level, front.province) == (found.level, found.province)
        assert found.established_on is None  # not in the sources
    assert FormerParent.objects.count() == members.count()


def test_every_body_is_found_and_sorted():
    assert not Organisation.objects.filter(search="").exists()
    assert not Organisation.objects.filter(sort_key="").exists()
    assert "thua thien" in body("hue-ubnd").search  # by its former name as well
    assert "thua thien" in Province.objects.get(case_code="hue").search


# -- Loading ------------------------------------------------------------------------


def test_loading_again_adds_nothing_and_keeps_corrections():
    Province.objects.filter(case_code="lao-cai").update(seat="Đã sửa")
    Organisation.objects.filter(case_code="lao-cai-hdnd").update(short_name="Đã sửa")
    added = provinces.load(cases.read(cases.DATA / "provinces.yaml"))
    assert not added.total()
    assert Province.objects.get(case_code="lao-cai").seat == "Đã sửa"
    assert body("lao-cai-hdnd").short_name == "Đã sửa"


def test_loading_takes_few_queries(django_assert_max_num_queries):
    with django_assert_max_num_queries(30):
        provinces.load(cases.read(cases.DATA / "provinces.yaml"))


# How words are shortened is no rule about units, nor are the bits of a number.
SPELLING, BITS = "accounts/search/abbreviations.py", "accounts/fields.py"


def test_no_code_knows_the_kinds_or_the_number_of_units():
    known = []
    for app in ("accounts", "agreements", "tasks", "reports", "config"):
        for path in Path(settings.BASE_DIR, app).rglob("*.py"):
            name = path.relative_to(settings.BASE_DIR).as_posix()
            if "migrations" in path.parts or name in (SPELLING, BITS):
                continue
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                value = getattr(node, "value", None)
                if isinstance(node, ast.Constant) and value in KNOWN_ONLY_AS_DATA:
                    known.append(f"{name}:{node.lineno}: {value}")
    assert known == []
