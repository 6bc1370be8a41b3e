"""Cases 2 and 3 as reports: what was recorded, and the drafts built on it."""

from datetime import date, datetime

import pytest
from django.core.management import call_command
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import Organisation
from agreements.models import Agreement
from reports.contents import building, composing
from reports.models import Review
from reports.outlines import outline
from reports.reviews import ordering
from tests.factories import make_user
from tests.reports.test_building import words

pytestmark = pytest.mark.django_db
AT = datetime(2026, 7, 10, 8, 30, tzinfo=timezone.get_default_timezone())


@pytest.fixture(scope="module", autouse=True)
def loaded(django_db_setup, django_db_blocker):
    """Loaded once for the module: it takes most of a second."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("load_cases", verbosity=0)
        yield
        transaction.set_rollback(True)


def agreement(code):
    return Agreement.objects.get(case_code=code)


def public_page(client, code):
    review = Review.objects.get(case_code=code)
    return client.get(review.get_public_url()).text


def draft_of(about, office, **period):
    """Ordered by a manager of the office and built."""
    user = make_user((office, "manager"))
    review = ordering.order(about=about, office=office, by=user, **period)
    building.build(review, lambda *step: None, at=AT)
    review.refresh_from_db()
    return review


# -- Case 2: Quảng Ninh, at mid-term -------------------------------------------


def test_quang_ninh_is_recorded_as_a_mid_term_review(client):
    review = Review.objects.get(case_code="2-quang-ninh")
    assert review.get_kind_display() == "Báo cáo sơ kết giữa kỳ"
    assert review.recommendations.count() == 4
    assert review.points.filter(kind="direction").count() == 4


def test_the_page_shows_what_was_asked_and_which_direction_answers(client):
    page = public_page(client, "2-quang-ninh")
    for words_of_it in (
        "Cao Tường Huy",
        "sau gần 3 năm thực hiện",
        "Nguồn lực cho MTTQ",
        "Trả lời kiến nghị",
        "Tăng cường cơ chế thông tin, báo cáo định kỳ",
        "Chủ động tổ chức hoạt động",
    ):
        assert words_of_it in page


def quang_ninh_final():
    return draft_of(
        agreement("2-quang-ninh"),
        Organisation.objects.get(case_code="quang-ninh-ubnd"),
        kind="final",
        period_label="Giai đoạn 2021–2025",
        period_from=date(2021, 11, 30),
        period_to=date(2025, 12, 31),
    )


def test_the_final_report_tells_what_became_of_the_four_recommendations():
    review = quang_ninh_final()
    rows = review.bound["recommendations"]["rows"]
    assert [bool(row["answers"]) for row in rows] == [False, False, False, True]
    text = words(composing.compose(review))
    assert "Kiến nghị nêu tại “Sơ kết Quy chế số 194/QCPH" in text
    assert "đề xuất UBND làm căn cứ hỗ trợ nguồn lực" in text
    assert text.count("chưa có thông tin trả lời") == 3


def test_a_term_without_plans_and_figures_says_so_and_invents_nothing():
    review = quang_ninh_final()
    text = words(composing.compose(review))
    assert "Chưa có kế hoạch năm nào được ban hành trong kỳ." in text
    assert "Chưa có số liệu nào trong kỳ." in text
    assert outline.prose_part(review, "bai-hoc") is not None


def test_the_group_party_without_members_is_nobody_to_sign():
    review = quang_ninh_final()
    review.is_joint = True
    report = composing.compose(review)
    assert len(report.issuers) == len(report.signatures) == 2


def test_the_draft_is_a_page_its_office_reads(client):
    review = quang_ninh_final()
    client.force_login(review.ordered_by)
    page = client.get(reverse("reports:review-detail", args=[review.pk])).text
    assert "Tổng kết thực hiện Quy chế số 194" in page
    assert "Bài học kinh nghiệm" in page


# -- Case 3: Thái Nguyên, 2017-2021 reviewed when 2021-2026 was signed ----------


def test_one_review_stands_for_the_three_agreements_of_the_earlier_term(client):
    review = Review.objects.get(case_code="3-thai-nguyen")
    assert (review.kind, review.other_agreements.count()) == ("final", 2)
    for body in ("doan-dbqh", "hdnd", "ubnd"):
        code = f"3-thai-nguyen-{body}-2017"
        assert list(Review.objects.about(agreement(code))) == [review]
    page = public_page(client, "3-thai-nguyen")
    assert "Phân loại ý kiến cử tri tốt hơn" in page
    assert "cụ thể hóa trong kế hoạch thực hiện quy chế" in page


def thai_nguyen_mid_term(body, **period):
    return draft_of(
        agreement(f"3-thai-nguyen-{body}"),
        Organisation.objects.get(case_code=f"thai-nguyen-{body}"),
        kind="mid_term",
        **{
            "period_label": "Giữa kỳ giai đoạn 2021–2026",
            "period_from": date(2021, 10, 14),
            "period_to": date(2024, 6, 30),
        }
        | period,
    )


@pytest.mark.parametrize("body", ["hdnd", "ubnd"])
def test_what_was_asked_at_the_end_of_one_term_is_answered_in_the_next(body):
    review = thai_nguyen_mid_term(body)
    rows = review.bound["recommendations"]["rows"]
    assert [row["wording"].split()[0] for row in rows] == ["Phân", "Phản", "Xem"]
    assert rows[0]["answers"] == []


def test_the_seven_areas_printed_jointly_are_items_of_the_report():
    review = thai_nguyen_mid_term("ubnd")
    items = [p.heading for p in outline.prose_parts(review) if p.area]
    assert len(items) == 7
    assert items[1] == "Giám sát và phản biện xã hội"
    heads = words(composing.compose(review))
    assert "3. Khối đại đoàn kết; tuyên truyền, phổ biến pháp luật" in heads


def test_the_body_that_took_over_writes_and_its_predecessor_is_named():
    """Until 30/06/2025 the old committee was the party; its heir signs in 2026."""
    review = thai_nguyen_mid_term("ubnd")
    report = composing.compose(review)
    assert report.issuers[0].full_name == review.office.name
    assert "giai đoạn 2021-2026" in report.opening[0]
