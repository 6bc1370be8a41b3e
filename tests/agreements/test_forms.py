"""Bad input is told at its field, and nothing typed is lost."""

from datetime import date
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from agreements import registration
from agreements.models import Agreement, AgreementKind
from agreements.registration import PartyEntry
from tests import uploads
from tests.factories import (
    make_agreement,
    make_focus_task,
    make_issued_plan,
    make_organisation,
)

NEW = reverse("agreements:agreement-create")


@pytest.fixture
def kind(db):
    return AgreementKind.objects.create(code="qc", name="Quy chế phối hợp")


@pytest.fixture
def typed(cast, kind):
    """What a browser sends for a small, right form."""
    return {
        "form_token": str(uuid4()),
        "kind": kind.pk,
        "subject": "Quy chế phối hợp công tác",
        "owner": cast.committee.pk,
        "signed_on": "13/03/2024",
        "term_start_year": "2024",
        "term_end_year": "2029",
        "is_public": "on",
        "provisions": "Điều 1. Phạm vi",
        "bases": "Luật MTTQ\n\nNghị quyết 19",
        "parties-TOTAL_FORMS": "3",
        "parties-INITIAL_FORMS": "0",
        "parties-0-organisation": cast.committee.pk,
        "parties-0-signatory1_full_name": "Nguyễn An",
        "parties-0-signatory1_capacity": "TM.",
        "parties-1-organisation": cast.front.pk,
        "areas-TOTAL_FORMS": "2",
        "areas-INITIAL_FORMS": "0",
        "areas-0-wording": "Giám sát",
        "undertakings-TOTAL_FORMS": "1",
        "undertakings-INITIAL_FORMS": "0",
    }


@pytest.fixture
def send(client, cast, typed):
    client.force_login(cast.staff)

    def call(**changed):
        return client.post(NEW, typed | changed)

    return call


def _page(response):
    assert response.status_code == 200
    return response.content.decode()


def test_the_small_form_registers_the_agreement(send):
    response = send()
    agreement = Agreement.objects.get()
    assert response.url == agreement.get_absolute_url()
    assert agreement.signed_on == date(2024, 3, 13)
    assert agreement.parties.count() == 2
    assert agreement.parties.first().signatories.get().capacity == "TM."
    assert agreement.provisions.get().heading == "Phạm vi"
    assert agreement.legal_bases.count() == 2


def test_missing_fields_are_named_and_the_rest_is_kept(send):
    page = _page(send(subject="", kind="", place="Hạ Long"))
    assert page.count("Trường này là bắt buộc") >= 2
    assert 'value="Hạ Long"' in page
    assert 'value="Nguyễn An"' in page
    assert not Agreement.objects.exists()


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"term_end_year": "2020"}, "Năm kết thúc phải từ năm bắt đầu trở đi."),
        ({"signed_on": "31/02/2024"}, "Hãy nhập ngày/tháng/năm"),
        ({"signed_on": "13/03/2124"}, "Ngày ký ở tương lai"),
        ({"is_year_inferred": "on"}, "Hãy ghi căn cứ suy đoán năm ký."),
        ({"term_start_year": "24"}, "Hãy nhập năm gồm bốn chữ số"),
        ({"provisions": "Điều 1. a\nĐiều 1. b"}, "Dòng 2: Điều 1 đã có ở dòng 1"),
        ({"parties-1-organisation": ""}, "cần ít nhất hai bên ký"),
        ({"parties-1-organisation": "", "parties-1-organ": "x"}, "Hãy chọn cơ quan"),
        ({"parties-1-signatory2_post": "Chủ tịch"}, "Hãy ghi họ và tên người ký."),
        ({"parties-0-organisation": "khong-phai-so"}, "parties-0-organisation_error"),
        ({"undertakings-0-deadline_as_written": "quý II"}, "Hãy ghi việc đã nêu."),
    ],
)
def test_what_is_wrong_is_told_in_words(send, changed, told):
    assert told in _page(send(**changed))
    assert not Agreement.objects.exists()


def test_an_error_is_told_once(send):
    page = _page(send(term_end_year="2020"))
    # In the summary and at the field.
    assert page.count("Năm kết thúc phải từ năm bắt đầu trở đi.") == 2


def test_a_party_entered_twice_is_told_at_the_second(send, cast):
    page = _page(send(**{"parties-1-organisation": cast.committee.pk}))
    assert 'id="id_parties-1-organisation_error"' in page
    assert "đã là một bên ký ở trên" in page


def test_a_file_too_large_is_refused(send, settings):
    settings.MAX_UPLOAD_MB = 1
    large = SimpleUploadedFile("banky.pdf", b"%PDF-1.4" + b"0" * 1024 * 1024)
    page = _page(send(scans=[large]))
    assert "lớn hơn 1 MB" in page
    assert "mời chọn lại tệp" in page


def test_a_file_that_is_not_what_its_name_says_is_refused(send):
    lying = SimpleUploadedFile("banky.pdf", b"MZ\x90\x00 chuong trinh")
    assert "không phải là tệp .pdf" in _page(send(scans=[lying]))
    assert not Agreement.objects.exists()


def test_several_files_are_kept_by_their_kind(send):
    files = [SimpleUploadedFile(f"{n}.pdf", uploads.pdf("x")) for n in "ab"]
    send(scans=files[:1], annexes=files[1:])
    kinds = Agreement.objects.get().documents.values_list("kind", flat=True)
    assert list(kinds) == ["scan", "annex"]


def test_the_same_form_sent_twice_registers_once(send):
    first, second = send(), send()
    assert Agreement.objects.count() == 1
    assert first.url == second.url


def test_one_more_row_keeps_what_was_typed_and_judges_nothing(send):
    page = _page(send(add_row="parties", subject=""))
    assert 'name="parties-3-organisation"' in page
    assert 'value="Nguyễn An"' in page
    assert "bắt buộc" not in page.replace("không bắt buộc", "")


def test_a_removed_row_is_not_saved(send, cast):
    changed = {"parties-2-organisation": cast.department.pk, "parties-2-DELETE": "on"}
    send(**changed)
    assert Agreement.objects.get().parties.count() == 2


def test_nobody_registers_for_an_organisation_that_is_not_theirs(send, cast):
    assert "id_owner_error" in _page(send(owner=cast.elsewhere.pk))


def test_ended_bodies_are_offered_last_with_their_day(client, cast):
    make_organisation("UBND tỉnh Hậu Giang", dissolved_on=date(2025, 7, 1))
    client.force_login(cast.staff)
    page = client.get(NEW).content.decode()
    ended = page.index("UBND tỉnh Hậu Giang (đến 30/06/2025)")
    assert page.index("UBND tỉnh Thử Nghiệm") < ended


def test_the_chosen_body_stays_chosen_and_its_name_is_escaped(send, cast):
    cast.front.name = "Mặt trận <b>"
    cast.front.save()
    page = _page(send(subject=""))
    assert f'<option value="{cast.front.pk}" selected>Mặt trận &lt;b&gt;<' in page


# -- Editing ----------------------------------------------------------------


@pytest.fixture
def agreement(cast, kind):
    return registration.register(
        values={
            "kind": kind,
            "subject": "Quy chế phối hợp",
            "owner": cast.committee,
            "signed_on": date(2024, 3, 13),
        },
        parties=[PartyEntry(cast.committee), PartyEntry(cast.front)],
        by=cast.staff,
    )


@pytest.fixture
def edit(client, cast, typed, agreement):
    client.force_login(cast.staff)
    address = reverse("agreements:agreement-edit", args=[agreement.pk])
    base = typed | {
        "parties-INITIAL_FORMS": "2",
        "version": "1",
        "reason": "theo bản gốc",
    }

    def call(**changed):
        return client.post(address, base | changed)

    return call


def test_an_edit_is_saved_with_its_reason(edit, agreement):
    response = edit(place="Hạ Long")
    assert response.url == agreement.get_absolute_url()
    agreement.refresh_from_db()
    assert (agreement.place, agreement.version) == ("Hạ Long", 2)


def test_a_signed_record_is_not_edited_without_a_reason(edit):
    assert "id_reason_error" in _page(edit(reason=""))


def test_a_stale_form_loses_nothing_and_may_be_sent_again(edit, agreement):
    edit(place="Hạ Long")
    page = _page(edit(place="Móng Cái"))
    assert "người khác đã sửa nội dung này" in page
    assert 'value="Móng Cái"' in page
    assert 'name="version" value="2"' in page
    edit(place="Móng Cái", version="2")
    agreement.refresh_from_db()
    assert agreement.place == "Móng Cái"


def test_a_third_signatory_survives_the_form(client, cast, edit, agreement):
    party = agreement.parties.first()
    for number, name in enumerate(("Nguyễn An", "Trần Bình", "Lê Chi"), start=1):
        party.signatories.create(full_name=name, position=number)
    address = reverse("agreements:agreement-edit", args=[agreement.pk])
    assert 'value="Lê Chi"' in client.get(address).content.decode()
    edit(
        **{
            "parties-0-signatory2_full_name": "Trần Bình",
            "parties-0-signatory3_full_name": "Lê Chi",
        }
    )
    names = agreement.parties.first().signatories.values_list("full_name", flat=True)
    assert list(names) == ["Nguyễn An", "Trần Bình", "Lê Chi"]


def test_a_title_longer_than_a_title_is_told_at_the_field(send):
    page = _page(send(provisions="Điều 1. " + "x" * 600))
    assert "Tiêu đề của Điều 1 dài hơn 500 ký tự" in page


def test_a_form_that_claims_a_thousand_rows_is_not_drawn(send):
    page = _page(send(**{"parties-TOTAL_FORMS": "1000000"}))
    assert page.count('name="parties-') < 1000


# Half a second's work: sixty bodies, each with the whole row a browser sends.
def test_sixty_parties_are_registered(send):
    rows = {"parties-TOTAL_FORMS": "60"}
    rows |= {
        f"parties-{row}-signatory{number}_{part}": ""
        for row in range(60)
        for number in (1, 2)
        for part in ("full_name", "post", "capacity", "other_posts")
    }
    for row in range(60):
        rows[f"parties-{row}-organisation"] = make_organisation().pk
        for part in ("organ", "name_as_signed"):
            rows[f"parties-{row}-{part}"] = ""
    for name in ("areas", "undertakings"):
        rows[f"{name}-TOTAL_FORMS"] = "60"
        for row in range(60):
            rows[f"{name}-{row}-wording"] = "Giám sát"
            for part in ("area", "organisation", "deadline_as_written"):
                rows[f"{name}-{row}-{part}"] = ""
    assert len(rows) > 1000
    assert send(**rows).status_code == 302
    assert Agreement.objects.get().parties.count() == 60


def test_who_only_works_under_a_text_cannot_declare_it_replaced(send, cast):
    theirs = make_agreement(cast.front, cast.elsewhere)
    plan = make_issued_plan(theirs)
    make_focus_task(plan, lead_organisation=cast.committee)
    assert theirs in Agreement.objects.visible_to(cast.staff)
    _page(send(predecessors=[theirs.pk]))
    assert not theirs.successors.exists()
