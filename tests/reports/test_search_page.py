"""The one box: what it finds for whom, what comes first, how it is shown."""

import unicodedata
from dataclasses import replace
from datetime import date

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from accounts.models import FileText, Membership, StoredFile
from accounts.search.searching import Question
from agreements.amendments import amending
from agreements.models import AgreementDocument, Conference, Provision
from reports.models import Recommendation
from reports.searches import searching
from tasks.models import Evidence, ProgressUpdate
from tests import factories

ON = date(2026, 6, 20)


def best(slug, words, user):
    reader = searching.Reader(user, ON)
    rows, _ = searching.best(searching.BY_SLUG[slug], Question(words), reader=reader)
    return rows


def look_through(recent, monkeypatch):
    kind = replace(searching.BY_SLUG["nhiem-vu"], recent=recent)
    monkeypatch.setitem(searching.BY_SLUG, "nhiem-vu", kind)
    monkeypatch.setattr(searching, "FEW", 0)


def page(client, user, words, **params):
    client.force_login(user)
    answer = client.get(reverse("search"), {"q": words, **params})
    assert answer.status_code == 200
    return answer.content.decode()


def store(text, name="tep.pdf"):
    stored = StoredFile.objects.create(
        file="x/x.pdf",
        name=name,
        extension="pdf",
        media_type="application/pdf",
        size=1,
        sha256="0" * 64,
    )
    FileText.objects.create(stored_file=stored, text=text)
    return stored


@pytest.fixture
def everything(cast, agreement):
    """One record of each kind, all of them about the same rare words."""
    words = "Cầu treo Nậm Khoai"
    agreement.subject = f"Quy chế về {words}"
    agreement.save()
    provision = Provision.objects.create(
        agreement=agreement, kind="article", number="5", text=words, position=1
    )
    conference = Conference.objects.create(name=f"Ký kết {words}")
    conference.agreements.add(agreement)
    plan = factories.make_issued_plan(agreement, title=f"Kế hoạch {words}")
    task = factories.make_focus_task(plan, title=f"Sửa {words}")
    update = ProgressUpdate.objects.create(
        task=task,
        organisation=cast.committee,
        reported_on=ON,
        reported_by=cast.staff,
        percent=10,
        done_text="Đã làm",
    )
    return {
        "quy-che": agreement,
        "dieu-khoan": provision,
        "hoi-nghi": conference,
        "ke-hoach": plan,
        "nhiem-vu": task,
        "bao-cao": factories.make_review(
            agreement, subject=f"Báo cáo {words}", office=cast.committee
        ),
        "kien-nghi": Recommendation.objects.create(
            wording=f"Sửa chữa {words}", sender=cast.committee
        ),
        "tai-lieu": AgreementDocument.objects.create(
            agreement=agreement, stored_file=store(words), kind="scan"
        ),
        "minh-chung": Evidence.objects.create(
            update=update, stored_file=store(words, "minh-chung.pdf")
        ),
    }


def test_every_kind_is_found_by_those_who_may_see_it(cast, everything):
    for slug, row in everything.items():
        assert best(slug, "cau treo nam khoai", cast.staff) == [row], slug
        assert best(slug, "cau treo nam khoai", cast.admin) == [row], slug


def test_nothing_is_found_by_those_who_may_not(client, cast, everything):
    for slug in everything:
        assert best(slug, "cau treo nam khoai", cast.outsider) == [], slug
    shown = page(client, cast.outsider, "cau treo nam khoai")

    assert "Không tìm thấy" in shown
    assert "<strong>treo</strong>" in shown  # nor are they told that the words exist


def test_all_of_it_is_on_one_page_with_the_words_marked(client, cast, everything):
    shown = page(client, cast.staff, "cau treo nam khoai")

    for slug, row in everything.items():
        assert f'href="{row.get_absolute_url()}"' in shown, slug
    assert "Quy chế về <mark>Cầu</mark> <mark>treo</mark> <mark>Nậm</mark>" in shown
    assert shown.count('class="small snippet"') == 3  # an article and two files


def test_what_is_in_the_trash_is_not_found(cast, everything):
    everything["quy-che"].trashed_at = timezone.now()
    everything["quy-che"].trashed_by = cast.admin
    everything["quy-che"].save()

    for slug in ("quy-che", "dieu-khoan", "tai-lieu"):
        assert best(slug, "nam khoai", cast.admin) == [], slug


def test_people_are_found_by_name_post_and_body_while_they_serve(cast):
    place = Membership.objects.get(user=cast.manager)
    place.post = "Phó Chủ tịch"
    place.save()
    cast.manager.full_name = "Đỗ Văn Chiến"
    cast.manager.save()

    assert best("nguoi", "do van chien", cast.outsider) == [place]
    assert best("nguoi", "pho chu tich thu nghiem", cast.outsider) == [place]
    place.ended_on = ON
    place.save()
    assert best("nguoi", "do van chien", cast.outsider) == []


def test_bodies_of_one_name_are_told_apart(client, cast):
    for years in ({"dissolved_on": ON}, {"established_on": ON}):
        factories.make_organisation("UBND tỉnh Lào Cai", **years)
    shown = page(client, cast.staff, "lao cai")

    assert "đến 19/06/2026" in shown and "từ 20/06/2026" in shown
    assert "Cấp tỉnh" in shown


def test_a_body_is_found_by_the_name_it_had(cast):
    cast.committee.former_names.create(name="UBND tỉnh Bắc Kạn", until=ON)

    assert best("co-quan", "bac kan", cast.staff) == [cast.committee]


def test_the_number_asked_for_comes_first_then_marks_then_the_newest(
    cast, agreement, monkeypatch
):
    look_through(3, monkeypatch)
    plan = factories.make_issued_plan(agreement)
    titles = ["Tài liệu", "Tái định cư", *["Tải trọng"] * 8]
    tasks = [factories.make_focus_task(plan, title=title) for title in titles]
    found = best("nhiem-vu", "tài", cast.staff)
    assert found == [tasks[0], *reversed(tasks[-searching.SHOWN + 1 :])]
    assert best("nhiem-vu", "tai", cast.staff)[0] == tasks[-1]

    own = factories.make_agreement(cast.committee, document_number="194/QCPH")
    for number in range(8):
        factories.make_agreement(cast.committee, subject=f"Thay quy chế 194, {number}")
    assert best("quy-che", "194", cast.staff)[0] == own
    assert best("quy-che", "194/QCPH", cast.staff) == [own]


def test_an_amended_agreement_is_found_by_the_words_of_its_amendments(cast, agreement):
    amendment = amending.record(
        agreement=agreement,
        values={
            "document_number": "27/SĐ-QCPH",
            "subject": "Bổ sung việc tiếp sóng",
            "effective_on": ON,
            "extended_to": date(2040, 1, 1),
        },
        by=cast.admin,
        on=ON,
    )
    assert best("quy-che", "27/SDQCPH", cast.staff) == [agreement]
    assert best("quy-che", "tiep song", cast.staff) == [agreement]
    amending.remove(amendment=amendment, by=cast.admin, reason="Ghi nhầm.")
    assert best("quy-che", "tiep song", cast.staff) == []


def test_an_article_found_leads_to_its_place_on_the_page(client, cast, everything):
    client.force_login(cast.staff)
    page, _, anchor = everything["dieu-khoan"].get_absolute_url().partition("#")

    assert f'id="{anchor}"' in client.get(page).content.decode()


def test_old_rows_of_a_large_table_are_found_too(cast, agreement, monkeypatch):
    look_through(2, monkeypatch)
    plan = factories.make_issued_plan(agreement)
    old = factories.make_focus_task(plan, title="Nậm Khoai")
    for _ in range(5):
        factories.make_focus_task(plan)

    assert best("nhiem-vu", "nam khoai", cast.staff) == [old]


def test_more_than_fits_leads_to_the_list_with_the_same_question(client, cast):
    for number in range(searching.SHOWN + 1):
        factories.make_agreement(cast.committee, subject=f"Hòa giải {number}")
    shown = page(client, cast.staff, "hoa giai")

    assert f"{reverse('agreements:agreement-list')}?q=hoa+giai" in shown
    assert shown.count("<mark>Hòa</mark>") == searching.SHOWN


def test_a_kind_without_a_list_has_a_page_of_its_own(
    client, cast, agreement, monkeypatch
):
    monkeypatch.setattr("reports.searches.search_views.PAGE_SIZE", 3)
    for number in range(searching.SHOWN + 4):
        Provision.objects.create(
            agreement=agreement,
            kind="article",
            number=str(number),
            heading="Hòa giải",
            position=number,
        )
    assert "loai=dieu-khoan" in page(client, cast.staff, "hoa giai")
    shown = page(client, cast.staff, "hoa giai", loai="dieu-khoan")
    # The best above the first page of all of them.
    assert shown.count("<mark>Hòa</mark>") == searching.SHOWN + 3
    assert "Trang sau" in shown
    assert "Hòa" not in page(client, cast.outsider, "hoa giai", loai="dieu-khoan")


def test_words_that_nothing_holds_are_named(client, cast, agreement):
    shown = page(client, cast.staff, "thu nghiem zzzz")
    assert "<strong>zzzz</strong>" in shown and "<strong>thu</strong>" not in shown
    shown = page(client, cast.staff, "noi vu chuyenvien")
    assert "Không tìm thấy" in shown


@pytest.mark.parametrize(
    "typed",
    ["<script>alert(1)</script>", '"><img src=x>', "%", "\x00", "a" * 5000, "x " * 900],
)
def test_whatever_is_typed_is_answered_and_only_shown(client, cast, agreement, typed):
    agreement.subject = f"Quy chế {typed[:200]}"
    agreement.save()
    for address in ("search", "search-suggestions"):
        client.force_login(cast.staff)
        answer = client.get(reverse(address), {"q": typed})
        shown = answer.content.decode()
        assert answer.status_code == 200
        assert "<script>alert" not in shown and "<img src=x" not in shown


def test_suggestions_are_a_few_lines_one_can_choose(client, cast, agreement):
    client.force_login(cast.staff)
    answer = client.get(reverse("search-suggestions"), {"q": "thu nghi"})
    shown = answer.content.decode()

    assert f'href="{agreement.get_absolute_url()}"' not in shown  # not by that name
    assert cast.committee.get_absolute_url() in shown
    assert shown.count('role="option"') == shown.count('aria-selected="false"') >= 3
    assert client.get(reverse("search-suggestions")).content.strip() == b""


def test_the_page_makes_few_queries(
    client, cast, everything, django_assert_max_num_queries
):
    client.force_login(cast.staff)
    client.get(reverse("search"), {"q": "nam khoai"})
    with django_assert_max_num_queries(20):
        client.get(reverse("search"), {"q": "nam khoai"})


@pytest.mark.parametrize("few", [0, 40])
def test_so_does_the_page_that_finds_nothing(
    client, cast, everything, django_assert_max_num_queries, monkeypatch, few
):
    monkeypatch.setattr(searching, "FEW", few)
    client.force_login(cast.staff)
    with django_assert_max_num_queries(20):
        answer = client.get(reverse("search"), {"q": "nam khoai zzz"})
    shown = answer.content.decode()
    assert "<strong>zzz</strong>" in shown and "<strong>khoai</strong>" not in shown


def test_the_five_cases_are_found_through_the_page(client, db):
    call_command("load_cases", verbosity=0)
    admin = factories.make_user(username="quantri", is_staff=True, is_superuser=True)
    for typed in (
        "quang ninh",
        "lao cai",
        "doan dbqh",
        "do van chien",
        unicodedata.normalize("NFD", "Đỗ văn chiến"),
        "194/QCPH",
        "104/KHUBND",
    ):
        assert "<mark>" in page(client, admin, typed), typed
