"""Each page once; who sees it; and what a longer list costs."""

from datetime import date

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from accounts.models import Succession
from accounts.stored_files import files
from agreements.models import Agreement, AgreementDocument, Conference
from tests.factories import make_agreement, make_issued_plan, make_organisation

LIST = reverse("agreements:agreement-list")
PUBLIC = reverse("agreements:public-agreement-list")


def _page(client, address):
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


@pytest.fixture
def signed_in(client, cast):
    def call(name="staff"):
        client.force_login(getattr(cast, name))
        return client

    return call


def test_the_list_shows_what_stands_where(signed_in, agreement):
    page = _page(signed_in(), LIST)
    assert agreement.subject in page
    assert "Đang hiệu lực" in page
    assert "Đăng ký quy chế" in page


def test_a_reviewer_may_look_but_not_register(signed_in, agreement):
    client = signed_in("reviewer")
    assert "Đăng ký quy chế" not in _page(client, LIST)
    assert client.get(reverse("agreements:agreement-create")).status_code == 403
    edit = reverse("agreements:agreement-edit", args=[agreement.pk])
    assert client.get(edit).status_code == 403


def test_an_outsider_finds_nothing(signed_in, agreement):
    client = signed_in("outsider")
    assert agreement.subject not in _page(client, LIST)
    assert client.get(agreement.get_absolute_url()).status_code == 404
    edit = reverse("agreements:agreement-edit", args=[agreement.pk])
    assert client.get(edit).status_code == 404


@pytest.mark.parametrize(
    "name", ["agreement-list", "agreement-create", "agreement-detail"]
)
def test_a_stranger_is_asked_to_sign_in(client, agreement, name):
    args = [agreement.pk] if name == "agreement-detail" else []
    response = client.get(reverse(f"agreements:{name}", args=args))
    assert response.url.startswith(reverse("account_login"))


@pytest.mark.parametrize(
    ("query", "is_found"),
    [
        ("q=quy+che+phoi+hop", True),
        ("q=khong+co", False),
        ("state=in_force", True),
        ("state=expired", False),
        ("state=expired&on=01/01/2030", True),
        ("state=draft", False),
        ("year=2024", True),
        ("year=2023", False),
        ("review=on", False),
        ("on=khong-phai-ngay", True),
        ("sau=khong-phai-khoa", True),
    ],
)
def test_the_list_is_filtered(signed_in, agreement, query, is_found):
    assert (agreement.subject in _page(signed_in(), f"{LIST}?{query}")) == is_found


def test_the_detail_tells_where_it_stands(signed_in, agreement):
    plan = make_issued_plan(agreement)
    page = _page(signed_in(), agreement.get_absolute_url())
    for expected in (
        "ký ngày 13/03/2024",
        "giai đoạn 2024–2029",
        "Đang hiệu lực",
        "Ký kết 13/03",
        "Hết hạn 31/12",
        "chưa có thông tin",
        plan.title,
        "Lập kế hoạch năm",
        "Lịch sử",
    ):
        assert expected in page


def test_a_coordinating_body_sees_neither_history_nor_the_main_action(
    signed_in, cast, agreement
):
    from tests.factories import make_focus_task

    make_focus_task(make_issued_plan(agreement), lead_organisation=cast.department)
    page = _page(signed_in("lead"), agreement.get_absolute_url())
    assert 'id="lich-su"' not in page
    assert "Lập kế hoạch năm" not in page


@pytest.fixture
def to_review(cast):
    old = make_organisation("UBND tỉnh Hậu Giang", dissolved_on=date(2025, 7, 1))
    new = make_organisation("UBND thành phố Cần Thơ", established_on=date(2025, 7, 1))
    Succession.objects.create(
        predecessor=old, successor=new, took_effect_on=date(2025, 7, 1)
    )
    return make_agreement(old, cast.front)


def test_an_ended_party_is_told_with_its_successor(signed_in, client, to_review):
    told = "kết thúc từ 01/07/2025, nay là UBND thành phố Cần Thơ"
    for address in (to_review.get_absolute_url(), to_review.get_public_url()):
        page = _page(signed_in("front_staff"), address)
        assert "Cần rà soát" in page
        assert told in page


def test_the_rest_of_the_ceremony_and_the_chain_of_replacement_are_listed(
    signed_in, cast
):
    ceremony = Conference.objects.create(name="Lễ ký kết")
    old, new, beside = (
        make_agreement(cast.committee, cast.front, subject=name, ceremony=held)
        for name, held in (("Cũ", None), ("Mới", ceremony), ("Cùng lễ", ceremony))
    )
    new.predecessors.add(old)
    page = _page(signed_in(), new.get_absolute_url())
    assert "Cùng ký tại Lễ ký kết" in page
    assert beside.get_absolute_url() in page
    assert old.get_absolute_url() in page


# -- Public pages -----------------------------------------------------------


def test_anyone_reads_what_is_public(client, agreement):
    plan = make_issued_plan(agreement)
    assert agreement.subject in _page(client, PUBLIC)
    page = _page(client, agreement.get_public_url())
    assert plan.get_public_url() in page
    assert "Lịch sử" not in page


@pytest.mark.parametrize("fields", [{"is_public": False}, {"signed_on": None}])
def test_what_is_withheld_or_unsigned_is_not_public(client, cast, fields):
    hidden = make_agreement(cast.committee, cast.front, **fields)
    assert hidden.subject not in _page(client, PUBLIC)
    assert client.get(hidden.get_public_url()).status_code == 404


# -- Documents --------------------------------------------------------------


@pytest.fixture
def document(agreement):
    stored = files.store(upload=ContentFile(b"%PDF-1.4 x", name="bản ký.pdf"), by=None)
    return AgreementDocument.objects.create(
        agreement=agreement, stored_file=stored, kind="scan"
    )


def test_a_party_downloads_a_document_and_an_outsider_does_not(signed_in, document):
    response = signed_in("reviewer").get(document.get_absolute_url())
    assert response.getvalue() == b"%PDF-1.4 x"
    response = signed_in("outsider").get(document.get_absolute_url())
    assert response.status_code == 404


def test_the_public_downloads_the_text_but_not_working_papers(client, document):
    address = reverse("agreements:public-document-download", args=[document.pk])
    assert client.get(address).getvalue() == b"%PDF-1.4 x"
    AgreementDocument.objects.update(kind="other")
    assert client.get(address).status_code == 404
    AgreementDocument.objects.update(kind="scan")
    Agreement.objects.update(is_public=False)
    assert client.get(address).status_code == 404


# -- Cost -------------------------------------------------------------------


@pytest.mark.parametrize("address", [LIST, PUBLIC])
def test_a_longer_list_makes_no_more_queries(
    signed_in, cast, address, django_assert_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = signed_in()
    for _ in range(2):
        make_agreement(cast.committee, cast.front)
    with CaptureQueriesContext(
        connection,
    ) as few:
        client.get(address)
    for _ in range(4):
        make_agreement(cast.committee, cast.front)
    with django_assert_num_queries(len(few)):
        client.get(address)


def test_the_admin_corrects_a_fact_and_history_tells_it(signed_in, agreement):
    from accounts import history

    client = signed_in("admin")
    address = reverse("admin:agreements_agreement_change", args=[agreement.pk])
    form = client.get(address).context["adminform"].form
    data = {name: value for name, value in form.initial.items() if value is not None}
    data |= {"signed_on": "14/03/2024", "place": "Hạ Long", "owner": agreement.owner_id}
    data = {name: value for name, value in data.items() if value is not False}
    for formset in client.get(address).context["inline_admin_formsets"]:
        prefix = formset.formset.prefix
        data |= {f"{prefix}-TOTAL_FORMS": 0, f"{prefix}-INITIAL_FORMS": 0}
    response = client.post(address, data)
    assert response.status_code == 302
    agreement.refresh_from_db()
    assert agreement.signed_on == date(2024, 3, 14)
    assert "nơi ký từ “để trống” thành “Hạ Long”" in history.sentence(
        history.of(agreement)[0]
    )
    delete = reverse("admin:agreements_agreement_delete", args=[agreement.pk])
    assert client.get(delete).status_code == 403


@pytest.mark.parametrize(
    "query",
    [
        {"year": year}
        for year in ("-1", "0", "10000", "9" * 30, "1e400", "NaN", "2021.5")
    ]
    + [
        {"on": day, "state": "ending_soon"}
        for day in ("31/12/9999", "01/01/0001", "31/02/2026")
    ]
    + [{"q": "\0"}, {"kind": "9" * 30}, {"state": "xx"}, {"area": "-1"}],
)
def test_an_odd_filter_is_answered(client, agreement, query):
    page = client.get(reverse("agreements:public-agreement-list"), query)
    assert page.status_code == 200


@pytest.mark.parametrize("number", ["0", str(2**63), "9" * 30])
def test_a_number_no_row_can_have_is_not_found(client, cast, number):
    client.force_login(cast.admin)
    for path in ("quy-che", "cong-khai/quy-che", "cong-khai/tai-lieu", "co-quan"):
        assert client.get(f"/{path}/{number}/").status_code == 404
