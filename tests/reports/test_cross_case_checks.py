"""The eight checks that the five cases must pass together, each as one test."""

import csv
import io
import unicodedata
from datetime import date

import pytest
from django.db import transaction
from django.urls import reverse

from accounts.models import Organisation, User
from agreements.models import Agreement, Conference, Signatory, State
from reports.loading import cases
from reports.models import Figure, Indicator, Recommendation, Review
from tasks.models import DeadlineKind, FocusTask, YearlyPlan
from tests import factories

ON = date(2026, 11, 20)

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def loaded(django_db_setup, django_db_blocker):
    """Loaded once for the module: it takes some seconds."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield cases.load(on=ON)
        transaction.set_rollback(True)


@pytest.fixture
def reader(client):
    """Someone who sees everything."""
    user = factories.make_user(username="doc-ho-so")
    User.objects.filter(pk=user.pk).update(is_superuser=True)
    client.force_login(user)
    return client


def agreement(code):
    return Agreement.objects.get(case_code=code)


def test_1_all_five_are_entered_without_inventing_a_value(loaded):
    assert len(loaded.cases) == 5
    # Numbers are missing in cases 0, 1 and 3, and of the agreement of case 4.
    numbered = Agreement.objects.exclude(document_number="")
    assert set(numbered.values_list("document_number", flat=True)) == {"194/QCPH"}
    assert not Review.objects.exclude(document_number="")
    # The term is missing in case 0.
    can_tho = agreement("0-can-tho")
    assert (can_tho.term_text, can_tho.last_day) == ("", None)
    # Who signed is missing in cases 2 and 4.
    unsigned = Agreement.objects.filter(case_code__in=["2-quang-ninh", "4-lao-cai"])
    assert not Signatory.objects.filter(party__agreement__in=unsigned)
    # Who chaired the ceremonies is not told, nor who they were held by.
    ceremonies = Conference.objects.ceremonies()
    assert ceremonies.count() == 2
    assert not ceremonies.filter(chairs__isnull=False)
    # The members of the group that is a party in case 2 are not named.
    assert not agreement("2-quang-ninh").parties.last().members.exists()


def test_2_case_3_is_one_event_three_agreements_four_bodies_one_thrice():
    ceremony = Conference.objects.get(case_code="3-thai-nguyen")
    signed = ceremony.signed_agreements.all()
    assert set(signed.values_list("chapter_count", "article_count")) == {
        (3, 11),
        (3, 12),
        (3, 13),
    }
    bodies = Organisation.objects.filter(parties__agreement__in=signed).distinct()
    assert bodies.count() == 4
    signatories = Signatory.objects.filter(party__agreement__in=signed)
    names = list(signatories.values_list("full_name", flat=True))
    assert {name: names.count(name) for name in names} == {
        "Nguyễn Thanh Hải": 1,
        "Phạm Hoàng Sơn": 1,
        "Trịnh Việt Hùng": 1,
        "Phạm Thái Hanh": 3,
    }


def test_3_case_2_lists_four_recommendations_and_four_directions():
    review = Review.objects.get(case_code="2-quang-ninh")
    codes = review.recommendations.values_list("code", flat=True)
    assert list(codes) == ["P1", "P2", "P3", "P4"]
    directions = review.points.filter(kind="direction").values_list("code", flat=True)
    assert list(directions) == ["D1", "D2", "D3", "D4"]
    # Written once: the conference tells who chaired, the review what was said.
    conference = Conference.objects.get(case_code="2-quang-ninh")
    assert list(conference.agreements.all()) == [agreement("2-quang-ninh")]
    assert [chair.full_name for chair in conference.chairs.all()] == [
        "Cao Tường Huy",
        "Hoàng Đức Hạnh",
    ]
    assert not conference.conclusions.exists()


def test_3_a_recommendation_answered_on_the_spot_reads_so_and_is_not_overdue(reader):
    row = Recommendation.objects.get(review__case_code="2-quang-ninh", code="P4")
    page = reader.get(row.get_absolute_url()).content.decode()
    assert "Trả lời: MTTQ và các tổ chức chính trị - xã hội lên kế hoạch" in page
    assert "Đã trả lời tại chỗ" in page and "không có hạn" in page
    assert not Recommendation.objects.overdue(date(2030, 1, 1)).exists()


@pytest.mark.parametrize(
    ("code", "printed", "sheet", "amount"),
    [
        ("1-quy-vi-nguoi-ngheo", "trên 157 tỷ đồng", ">=157 tỷ đồng", 157 * 10**9),
        ("1-nha-dai-doan-ket", "trên 1.242 căn", ">=1.242 căn", 1242),
    ],
)
def test_4_figures_survive_export_and_import(reader, code, printed, sheet, amount):
    figure = Figure.objects.get(case_code=code)
    response = reader.get(reverse("reports:figure-list"), {"tai": "csv"})
    content = b"".join(response).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(content), delimiter=_delimiter(content)))
    assert printed in {cell for row in rows for cell in row}
    for words in (printed, sheet):
        assert figure.indicator.read(words) == ("above", amount)
    assert (figure.qualifier, figure.amount) == ("above", amount)


def _delimiter(content):
    return ";" if content.count(";") > content.count(",") else ","


@pytest.mark.parametrize("words", ["157", "1.5 tỷ đồng", "trên tỷ đồng", "157 căn"])
def test_4_what_is_not_a_number_in_the_unit_is_refused(words):
    with pytest.raises(ValueError):
        Indicator.objects.get(code="quy-vi-nguoi-ngheo").read(words)


def test_5_t10_is_overdue_on_1_october_2023_t8_and_t9_never():
    tasks = FocusTask.objects.filter(plan__case_code="4-lao-cai")

    def overdue(on):
        return set(tasks.overdue(on).values_list("code", flat=True))

    assert overdue(date(2023, 9, 30)) == set()
    assert overdue(date(2023, 10, 1)) == {"10"}
    assert overdue(ON) == overdue(date(2099, 1, 1)) == {"10"}
    assert tasks.get(code="8").deadline_kind == DeadlineKind.CONDITIONAL
    assert tasks.get(code="9").deadline_kind == DeadlineKind.NONE
    assert tasks.get(code="10").deadline_as_written == "trong quý III năm 2023"


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("quang ninh", ("2-quang-ninh", Agreement)),
        ("194/QCPH", ("2-quang-ninh", Agreement)),
        ("cao tuong huy", ("2-quang-ninh", Review)),
        ("lao cai", ("4-lao-cai", Agreement)),
        ("lao cai", ("4-lao-cai", YearlyPlan)),
        ("doan dbqh", ("3-thai-nguyen-doan-dbqh", Agreement)),
        ("do van chien", ("1-cum-thi-dua", Review)),
        (unicodedata.normalize("NFD", "Đỗ văn chiến"), ("1-cum-thi-dua", Review)),
        (unicodedata.normalize("NFD", "Đỗ văn chiến"), ("1-cum-thi-dua", Conference)),
    ],
)
def test_6_the_search_page_finds_them(reader, words, found):
    code, model = found
    page = reader.get(reverse("search"), {"q": words}).content.decode()
    row = model.objects.get(case_code=code)
    assert f'href="{row.get_absolute_url()}' in page


def test_7_how_they_stand_on_20_november_2026():
    quang_ninh = agreement("2-quang-ninh")
    assert quang_ninh.state_on(ON) == State.EXPIRED
    # Cases 3 and 4 end in 2026, on a day that is assumed and marked.
    ending = Agreement.objects.in_state(State.ENDING_SOON, ON)
    assert set(ending.values_list("case_code", flat=True)) == {
        "3-thai-nguyen-doan-dbqh",
        "3-thai-nguyen-hdnd",
        "3-thai-nguyen-ubnd",
        "4-lao-cai",
    }
    for found in ending:
        assert (found.last_day, found.is_last_day_assumed) == (date(2026, 12, 31), True)
    # The bodies of cases 0, 3 and 4 merged; each has one that takes its duties.
    merged = Agreement.objects.to_review(ON)
    assert {found.case_code[0] for found in merged} == {"0", "3", "4"}
    for body in Organisation.objects.filter(parties__agreement__in=merged):
        assert body.end_kind == Organisation.EndKind.MERGED
        assert body.successions_out.filter(takes_duties=True).count() == 1
    # The bodies of case 2 were renamed.
    renamed = [party.organisation for party in quang_ninh.parties.all()[:2]]
    for body in renamed:
        assert body.exists_on(ON)
        assert "tỉnh Quảng Ninh" in body.name_on(quang_ninh.signed_on)
        assert "thành phố Quảng Ninh" in body.name_on(ON)


def test_7_the_list_of_agreements_shows_it(reader):
    page = reader.get(
        reverse("agreements:agreement-list"), {"on": "20/11/2026"}
    ).content.decode()
    for words in ("194/QCPH", State.EXPIRED.label, "Cần rà soát", "2021-2026"):
        assert words in page


def test_8_an_inferred_year_has_its_reason_and_a_full_date_has_none():
    full = (agreement("2-quang-ninh"), Conference.objects.get(case_code="2-quang-ninh"))
    assert not any(found.is_year_inferred for found in full)
    plan = YearlyPlan.objects.get(case_code="4-lao-cai")
    assert plan.issued_on == date(2023, 2, 22)
    inferred = [
        agreement("0-can-tho"),
        *(agreement(f"3-thai-nguyen-{code}") for code in ("doan-dbqh", "hdnd", "ubnd")),
        *Conference.objects.filter(
            case_code__in=["0-can-tho", "1-cum-thi-dua", "3-thai-nguyen"]
        ),
    ]
    assert len(inferred) == 7
    for found in inferred:
        assert found.is_year_inferred
        assert found.inference_reason
