"""Every irregular shape that real agreements have, entered by the form as it is."""

from datetime import date
from uuid import uuid4

import pytest
from django.urls import reverse

from agreements.models import Agreement, AgreementKind, Conference, State
from tests.factories import make_agreement, make_organisation, make_user

NEW = reverse("agreements:agreement-create")
TEXTS = ("provisions", "bases", "related", "note", "source")


@pytest.fixture
def kind(db):
    return AgreementKind.objects.create(code="qc", name="Quy chế phối hợp")


@pytest.fixture
def enter(client, cast, kind):
    """Send the form with these parties; the agreement, and its page."""
    client.force_login(cast.staff)

    def call(*parties, **changed):
        data = {
            "form_token": str(uuid4()),
            "kind": kind.pk,
            "subject": "Quy chế phối hợp công tác",
            "owner": cast.committee.pk,
            "signed_on": "16/02/2022",
            "is_public": "on",
            "parties-TOTAL_FORMS": len(parties),
            "areas-TOTAL_FORMS": 0,
            "undertakings-TOTAL_FORMS": 0,
        }
        for rows in ("parties", "areas", "undertakings"):
            data[f"{rows}-INITIAL_FORMS"] = 0
        for number, party in enumerate(parties):
            for field, value in party.items():
                data[f"parties-{number}-{field}"] = value
        response = client.post(NEW, data | changed)
        assert response.status_code == 302, response.context["form"].errors
        agreement = Agreement.objects.latest("pk")
        return agreement, client.get(response.url).content.decode()

    return call


def body(organisation, **fields):
    return {"organisation": organisation.pk} | fields


def shown(client, agreement):
    """What the edit form would send as the browser shows it."""
    address = reverse("agreements:agreement-edit", args=[agreement.pk])
    forms = client.get(address).context["forms"]
    data = {}
    for form in (forms.form, *[f for rows in forms.formsets for f in rows.forms]):
        for field in form:
            value = field.value()
            if value is True:
                data[field.html_name] = "on"
            elif isinstance(value, date):
                data[field.html_name] = f"{value:%d/%m/%Y}"
            elif isinstance(value, list) and field.name in TEXTS:
                data[field.html_name] = "\n".join(value)
            elif value not in (None, False):
                data[field.html_name] = value
    for rows in forms.formsets:
        data |= {f.html_name: f.value() for f in rows.management_form}
    return data | {"reason": "xem lại"}


def resend(client, agreement):
    """Open the edit form and send it back unchanged."""
    address = reverse("agreements:agreement-edit", args=[agreement.pk])
    response = client.post(address, shown(client, agreement))
    assert response.status_code == 302, response.context["form"].errors
    agreement.refresh_from_db()


@pytest.mark.parametrize("count", [2, 4, 7])
def test_two_to_seven_parties_in_their_order(enter, client, count):
    bodies = [make_organisation(f"Cơ quan {n}") for n in range(count)]
    agreement, page = enter(*[body(b) for b in reversed(bodies)])
    assert [p.organisation for p in agreement.parties.all()] == bodies[::-1]
    assert all(b.name in page for b in bodies)


def test_an_organ_signs_for_its_body(enter, cast):
    council = make_organisation("HĐND tỉnh")
    _, page = enter(
        body(council, organ="Thường trực HĐND"),
        body(cast.front, organ="Ban Thường trực"),
    )
    assert "(Thường trực HĐND ký)" in page
    assert "(Ban Thường trực ký)" in page


def test_a_named_group_with_and_without_its_members(enter, cast):
    agreement, page = enter(
        body(cast.committee),
        {"name_as_signed": "Các tổ chức CT-XH tỉnh"},
        {"name_as_signed": "Các sở, ngành", "members": [cast.department.pk]},
    )
    assert agreement.parties.filter(organisation=None).count() == 2
    assert "Các cơ quan trong nhóm: chưa có thông tin" in page
    assert "Gồm: Sở Nội vụ" in page


def test_two_fronts_without_a_peoples_committee(client, enter, cast):
    other = make_organisation("Ủy ban MTTQ Việt Nam tỉnh Khác", kind="mttq")
    client.force_login(cast.front_staff)
    agreement, page = enter(
        body(cast.front), body(other), owner=cast.front.pk, subject="Giữa hai Mặt trận"
    )
    assert {p.organisation.kind.code for p in agreement.parties.all()} == {"mttq"}
    assert other.name in page


def test_one_ceremony_signs_several_texts(client, enter, cast):
    ceremony = Conference.objects.create(
        name="Lễ ký kết", held_on=date(2022, 2, 16), owner=cast.committee
    )
    bodies = [make_organisation("Đoàn ĐBQH"), make_organisation("HĐND"), cast.committee]
    for b in bodies:
        agreement, page = enter(
            body(b), body(cast.front), ceremony=ceremony.pk, subject=f"Với {b.name}"
        )
    assert ceremony.signed_agreements.count() == 3
    assert "Cùng ký tại Lễ ký kết" in page
    assert "Với Đoàn ĐBQH" in page


def test_four_bodies_one_text_of_seven_chapters(enter, cast):
    outline = "\n".join(
        f"Chương {c}. Phần {c}\nĐiều {n}. Việc {n}\nNội dung của điều {n}."
        for n, c in enumerate(("I", "II", "III", "IV", "V", "VI", "VII"), start=1)
    )
    bodies = [cast.committee, cast.front, *[make_organisation() for _ in range(2)]]
    agreement, page = enter(
        *[body(b) for b in bodies],
        provisions=outline,
        chapter_count=7,
        article_count=23,  # as the source says, though only seven were pasted
    )
    assert agreement.provisions.filter(kind="chapter").count() == 7
    assert agreement.provisions.get(kind="article", number="7").parent.number == "VII"
    assert "7 chương, 23 điều" in page


def test_a_framework_and_its_programme_of_the_same_day(client, enter, cast):
    framework, _ = enter(body(cast.committee), body(cast.front))
    programme, page = enter(
        body(cast.department),
        body(cast.front),
        subject="Chương trình về an sinh",
        framework=framework.pk,
    )
    assert programme.framework == framework
    assert "Cụ thể hóa văn bản khung" in page
    page = client.get(framework.get_absolute_url()).content.decode()
    assert "Chương trình, kế hoạch cụ thể hóa" in page
    assert programme.get_absolute_url() in page
    public = client.get(framework.get_public_url()).content.decode()
    assert programme.get_public_url() in public


def test_a_framework_out_of_sight_cannot_be_chosen(client, enter, cast):
    hidden = make_agreement(cast.elsewhere, make_organisation())
    client.force_login(cast.staff)
    assert str(hidden.subject) not in client.get(NEW).content.decode()
    with pytest.raises(AssertionError, match="framework"):
        enter(body(cast.committee), body(cast.front), framework=hidden.pk)


def test_frameworks_do_not_go_round(client, cast):
    above = make_agreement(cast.committee, cast.front)
    middle = make_agreement(cast.committee, cast.front, framework=above)
    below = make_agreement(cast.committee, cast.front, framework=middle)
    client.force_login(cast.staff)
    address = reverse("agreements:agreement-edit", args=[above.pk])
    for wrong in (below, middle):
        form = client.post(address, {"framework": wrong.pk}).context["form"]
        assert "không thể đồng thời là văn bản khung" in str(form.errors["framework"])


def test_one_decision_replaces_two_of_two_predecessors(client, enter, cast):
    """Cần Thơ 2579/QĐ-UBND replaces 1849/QĐ-UBND and, of Hậu Giang, 824/QĐ-UBND."""
    gone = make_organisation("UBND tỉnh Hậu Giang", dissolved_on=date(2025, 7, 1))
    old = make_organisation("UBND TP Cần Thơ", dissolved_on=date(2025, 7, 1))
    first = make_agreement(old, cast.committee, document_number="1849/QĐ-UBND")
    second = make_agreement(gone, cast.committee, document_number="824/QĐ-UBND")
    agreement, page = enter(
        body(cast.committee),
        body(cast.front),
        document_number="2579/QĐ-UBND",
        signed_on="21/11/2025",
        predecessors=[first.pk, second.pk],
    )
    assert set(agreement.predecessors.all()) == {first, second}
    assert first.get_absolute_url() in page and second.get_absolute_url() in page
    for replaced in (first, second):
        assert replaced.state_on(date(2025, 12, 1)) == State.REPLACED
        assert replaced.state_on(date(2025, 11, 20)) != State.REPLACED


def test_overlapping_terms_both_run_on_the_day_of_the_second(enter, cast):
    first, _ = enter(
        body(cast.committee),
        body(cast.front),
        signed_on="10/01/2017",
        term_start_year=2017,
        term_end_year=2022,
    )
    second, _ = enter(
        body(cast.committee),
        body(cast.front),
        term_start_year=2022,
        term_end_year=2026,
    )
    day = date(2022, 2, 16)
    assert first.state_on(day) == State.IN_FORCE
    assert second.state_on(day) == State.IN_FORCE


def test_a_deputy_signs_and_a_person_has_several_posts(enter, cast):
    _, page = enter(
        body(
            cast.committee,
            signatory1_full_name="Võ Văn Cảnh",
            signatory1_post="Phó Chủ tịch UBND tỉnh",
            signatory1_capacity="KT.",
        ),
        body(
            cast.front,
            signatory1_full_name="Y Dec H'đơk",
            signatory1_post="Chủ tịch Ủy ban MTTQ tỉnh",
            signatory1_other_posts="Ủy viên Ban Thường vụ, Trưởng ban Dân vận Tỉnh ủy",
        ),
    )
    assert "KT. Võ Văn Cảnh, Phó Chủ tịch UBND tỉnh" in page
    assert "Y Dec H&#x27;đơk" in page
    assert "Chức vụ khác: Ủy viên Ban Thường vụ, Trưởng ban Dân vận Tỉnh ủy" in page


def test_the_chapters_and_articles_are_counted_where_nobody_told_how_many(enter, cast):
    text = "Chương I. Chung\nĐiều 1. Phạm vi\nĐiều 2. Nguyên tắc"
    _, page = enter(body(cast.committee), body(cast.front), provisions=text)
    assert "1 chương, 2 điều (đếm trong toàn văn)" in page


def test_number_date_term_and_signatories_may_each_be_missing(enter, cast):
    agreement, page = enter(
        body(cast.committee),
        body(cast.front),
        signed_on="",
        is_signing_day_unknown="on",
    )
    assert agreement.document_number == ""
    assert agreement.state_on(date(2026, 1, 1)) == State.TERM_UNKNOWN
    assert page.count("chưa có thông tin") >= 4
    assert "đã ký, chưa rõ ngày" in page


def test_the_body_that_gave_the_number_is_not_always_the_keeper(enter, cast):
    agreement, page = enter(
        body(cast.committee),
        body(cast.front),
        document_number="10/QC-MTTQ-BTT",
        issuer=cast.front.pk,
    )
    assert agreement.issuer == cast.front
    assert "Cơ quan cấp số" in page


def test_whatever_was_entered_comes_back_unchanged_from_the_form(client, enter, cast):
    framework = make_agreement(cast.committee, cast.front)
    agreement, before = enter(
        body(cast.committee, organ="Văn phòng", signatory1_full_name="Nguyễn An"),
        {"name_as_signed": "Các tổ chức CT-XH", "members": [cast.department.pk]},
        document_number="Số: 0194/QCPH",
        issuer=cast.front.pk,
        framework=framework.pk,
        provisions="Chương I. Chung\nĐiều 1. Phạm vi\nQuy chế này.\nĐiều 2. Đối tượng",
        bases="Luật MTTQ\nNghị quyết 19",
        place="Hạ Long",
    )
    assert agreement.document_number == "0194/QCPH"
    resend(client, agreement)
    after = client.get(agreement.get_absolute_url()).content.decode()
    assert agreement.version == 2
    assert "đã sửa hồ sơ" not in after  # nothing changed, so nothing is told
    assert before.count("Nguyễn An") == after.count("Nguyễn An")


# -- Numbers ----------------------------------------------------------------


@pytest.mark.parametrize("prose", ["chưa có số", "không rõ", "đang trình ký"])
def test_prose_in_the_place_of_a_number_is_refused_kindly(enter, cast, prose):
    with pytest.raises(AssertionError, match="hãy để trống ô này"):
        enter(body(cast.committee), body(cast.front), document_number=prose)


def test_a_repeated_number_is_asked_about_before_it_is_saved(client, enter, cast):
    parties = (body(cast.committee), body(cast.front))
    first, _ = enter(*parties, document_number="125/KH-UBND", subject="Bản đầu")
    with pytest.raises(AssertionError, match="“Bản đầu”"):
        enter(*parties, document_number="0125/KHUBND")
    assert Agreement.objects.count() == 1
    again, _ = enter(*parties, document_number="0125/KHUBND", accept_repeat="on")
    assert again.document_number == "0125/KHUBND"
    resend(client, again)  # answered once, it is not asked again


def test_who_may_not_see_the_other_record_is_not_told_its_name(client, enter, cast):
    make_agreement(
        cast.elsewhere,
        make_organisation(),
        issuer=cast.committee,
        document_number="125/KH-UBND",
        signed_on=date(2022, 1, 1),
        subject="Văn bản của nơi khác",
    )
    client.force_login(make_user((cast.committee, "staff")))
    with pytest.raises(AssertionError) as error:
        enter(body(cast.committee), body(cast.front), document_number="125/KH-UBND")
    assert "một hồ sơ do UBND tỉnh Khác quản lý" in str(error.value)
    assert "Văn bản của nơi khác" not in str(error.value)


def test_a_long_outline_is_refused_with_its_limit(enter, cast):
    outline = "\n".join(f"Điều {n}. Việc" for n in range(1, 502))
    with pytest.raises(AssertionError, match="tối đa 500"):
        enter(body(cast.committee), body(cast.front), provisions=outline)
