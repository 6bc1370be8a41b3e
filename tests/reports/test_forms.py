from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import Organisation
from reports.documents.content import Signature
from reports.forms import IssueForm
from reports.indicators.figure_forms import FigureEnterForm
from reports.reporting_calendar.periods import of_year
from reports.reviews.ordering_forms import OrderForm
from tests.factories import make_indicator, make_organisation, make_review

TOKEN = "7f9f1c1e-7d59-4b1f-9d6e-1c1d8f0c2a11"


@pytest.fixture
def body(db):
    return make_organisation("Thành phố A")


def figure_form(body, files=None, **changes):
    indicator = changes.pop("indicator", None) or make_indicator()
    data = {
        "form_token": TOKEN,
        "indicator": indicator.pk,
        "qualifier": "above",
        "value": "1.242",
        "period_from": "01/01/2026",
        "period_to": "30/06/2026",
        "organisations": [body.pk],
        "entering_organisation": body.pk,
    }
    everyone = Organisation.objects.all()
    return FigureEnterForm(
        data | changes, files, organisations=everyone, entering=everyone
    )


@pytest.mark.parametrize(
    ("typed", "scale", "amount"),
    [("1.242", 1, 1242), ("157", 10**9, 157 * 10**9), ("157,5", 10**9, 1575 * 10**8)],
)
def test_a_value_is_typed_in_the_unit_and_kept_in_the_base_unit(
    body, typed, scale, amount
):
    form = figure_form(body, value=typed, indicator=make_indicator(scale=scale))
    assert form.is_valid(), form.errors
    assert form.values()["amount"] == Decimal(amount)
    assert form.values()["period_to"] == date(2026, 6, 30)


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("value", "1.5", "“1.5” không đọc được thành số"),
        ("value", "trên 157", "không đọc được thành số"),
        ("value", "-3", "không được nhỏ hơn 0"),
        ("value", "1,5", "tính bằng số nguyên (căn)"),
        ("value", "1" + "0" * 20, "Giá trị quá lớn"),
        ("period_to", "31/12/2025", "Ngày cuối kỳ phải từ ngày đầu kỳ trở đi."),
        ("period_from", "2026/01/01", "Hãy nhập ngày/tháng/năm"),
        ("period_from", "01/01/0206", "Hãy nhập đủ 4 chữ số"),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence_and_kept(
    body, field, typed, sentence
):
    form = figure_form(body, **{field: typed})
    assert not form.is_valid()
    assert sentence in " ".join(form.errors[field])
    assert form[field].value() == typed


def test_a_figure_belongs_to_somebody(body):
    assert "organisations" in figure_form(body, organisations=[]).errors


def test_evidence_must_be_what_its_name_says(body):
    upload = SimpleUploadedFile("so-lieu.pdf", b"MZ not a pdf")
    form = figure_form(body, {"evidence": upload})
    assert "không phải là tệp .pdf" in form.errors["evidence"][0]


# -- Ordering ----------------------------------------------------------------


def order_form(body, **changes):
    data = {
        "form_token": TOKEN,
        "kind": "periodic",
        "office": body.pk,
        "period": "2026-6t-dau",
    }
    return OrderForm(
        data | changes, offices=Organisation.objects.all(), periods=of_year(2026)
    )


def test_a_preset_fills_the_period(body):
    form = order_form(body)
    assert form.is_valid(), form.errors
    values = form.values()
    assert values["period_label"] == "6 tháng đầu năm 2026"
    assert (values["period_from"], values["period_to"]) == (
        date(2026, 1, 1),
        date(2026, 6, 30),
    )


def test_another_period_wants_a_name_and_two_days(body):
    form = order_form(body, period="khac", period_from="01/03/2026")
    assert not form.is_valid()
    assert set(form.errors) == {"period_label", "period_to"}
    assert form["period_from"].value() == "01/03/2026"


def test_another_period_does_not_end_before_it_begins(body):
    form = order_form(
        body,
        period="khac",
        period_label="Quý I",
        period_from="31/03/2026",
        period_to="01/01/2026",
    )
    assert form.errors["period_to"] == ["Ngày cuối kỳ phải từ ngày đầu kỳ trở đi."]


# -- Issuing -----------------------------------------------------------------


def issue_form(review, **changes):
    data = {
        "document_number": "12/BC-UBND",
        "issued_on": "15/07/2026",
        "recipients": "Lưu: VT",
        "version": 1,
        "lines_1": "TM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH\n",
        "name_1": "Nguyễn Văn A",
    }
    return IssueForm(
        data | changes,
        review=review,
        signatures=[Signature(("CHỦ TỊCH",))],
        place="Cần Thơ",
        on=date(2026, 7, 15),
    )


def test_signers_are_read_line_by_line(agreement):
    form = issue_form(make_review(agreement))
    assert form.is_valid(), form.errors
    assert form.signers() == [
        {"lines": ["TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"], "name": "Nguyễn Văn A"}
    ]


@pytest.mark.parametrize("typed", ["", "chưa có", "12", "BC-UBND", "12 /BC-UBND"])
def test_a_number_has_its_symbol(agreement, typed):
    form = issue_form(make_review(agreement), document_number=typed)
    assert "document_number" in form.errors


def test_a_report_is_not_signed_tomorrow(agreement):
    form = issue_form(make_review(agreement), issued_on="16/07/2026")
    assert form.errors["issued_on"] == ["Ngày ký không thể sau ngày hôm nay."]


def test_a_number_is_used_once_a_year_by_one_office(agreement):
    make_review(
        agreement,
        state="issued",
        document_number="12/BC-UBND",
        issued_on=date(2026, 3, 1),
        snapshot={},
        snapshot_sha256="0" * 64,
    )
    form = issue_form(make_review(agreement))
    assert "đã dùng cho một báo cáo khác trong năm 2026" in str(form.errors)
    other_year = issue_form(make_review(agreement), issued_on="15/07/2025")
    assert other_year.is_valid()
