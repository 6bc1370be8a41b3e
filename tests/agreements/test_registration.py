"""Registering and revising: what is kept, what is refused, what history tells."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts import history
from accounts.errors import Stale
from accounts.models import FormerName
from agreements import registration
from agreements.models import Agreement, AgreementKind, Conference
from agreements.registration import (
    AreaEntry,
    PartyEntry,
    ProvisionEntry,
    SignatoryEntry,
    UndertakingEntry,
    UploadEntry,
)
from tests import factories

ON = date(2026, 6, 1)


@pytest.fixture
def values(cast):
    kind = AgreementKind.objects.create(code="qc", name="Quy chế phối hợp")
    return {
        "kind": kind,
        "subject": "Quy chế phối hợp công tác",
        "owner": cast.committee,
        "document_number": "194/QCPH",
        "signed_on": date(2021, 11, 30),
    }


@pytest.fixture
def parties(cast):
    return [PartyEntry(cast.committee), PartyEntry(cast.front)]


@pytest.fixture
def register(cast, values, parties):
    def call(*, also=None, **content):
        content = {"parties": parties, "by": cast.staff, "on": ON} | content
        return registration.register(values=values | (also or {}), **content)

    return call


@pytest.fixture
def revise(cast, values, parties):
    def call(agreement, *, also=None, **content):
        content = {
            "version": agreement.version,
            "parties": parties,
            "areas": [],
            "provisions": [],
            "legal_bases": [],
            "by": cast.staff,
            "reason": "theo bản gốc",
            "on": ON,
        } | content
        return registration.revise(
            agreement=agreement, values=values | (also or {}), **content
        )

    return call


def _errors(error):
    return {field: messages[0] for field, messages in error.value.message_dict.items()}


def test_everything_entered_is_kept_in_its_order(cast, register):
    agreement = register(
        parties=[
            PartyEntry(cast.front, organ="Ban Thường trực"),
            PartyEntry(
                cast.committee, signatories=(SignatoryEntry("Nguyễn An", "Chủ tịch"),)
            ),
            PartyEntry(name_as_signed="Các tổ chức CT-XH", members=(cast.department,)),
        ],
        areas=[AreaEntry("Giám sát"), AreaEntry("Phản biện xã hội")],
        provisions=[
            ProvisionEntry("chapter", "I", "Quy định chung"),
            ProvisionEntry("article", "1", "Phạm vi", "Quy chế này…"),
        ],
        legal_bases=["Luật MTTQ"],
        undertakings=[UndertakingEntry("Cụ thể hóa", cast.front, "tháng 4/2024")],
    )
    names = [party.name_as_signed for party in agreement.parties.all()]
    assert names == [cast.front.name, cast.committee.name, "Các tổ chức CT-XH"]
    assert agreement.parties.all()[2].members.get() == cast.department
    assert [a.wording for a in agreement.areas.all()] == [
        "Giám sát",
        "Phản biện xã hội",
    ]
    assert agreement.provisions.last().parent == agreement.provisions.first()
    assert agreement.legal_bases.get().citation == "Luật MTTQ"
    assert agreement.undertakings.get().deadline_as_written == "tháng 4/2024"


def test_a_party_is_named_as_it_was_called_on_the_day_of_signing(cast, register):
    FormerName.objects.create(
        organisation=cast.committee, name="UBND tỉnh cũ", until=date(2025, 1, 1)
    )
    assert register().parties.first().name_as_signed == "UBND tỉnh cũ"


def test_four_bodies_sign_three_texts_at_one_ceremony(cast, register):
    ceremony = Conference.objects.create(name="Lễ ký kết ngày 14/10")
    delegation, council = factories.make_organisation(), factories.make_organisation()
    chair = SignatoryEntry("Phạm Thái Hanh", "Chủ tịch UBMTTQ")
    for body in (delegation, council, cast.committee):
        register(
            also={"ceremony": ceremony},
            parties=[PartyEntry(body), PartyEntry(cast.front, signatories=(chair,))],
        )
    assert ceremony.signed_agreements.count() == 3
    assert Agreement.objects.filter(search__contains="pham thai hanh").count() == 3


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"term_start_year": 2026, "term_end_year": 2021}, "term_end_year"),
        ({"is_year_inferred": True}, "inference_reason"),
        ({"signed_on": None, "is_year_inferred": True}, "is_year_inferred"),
        ({"signed_on": date(2026, 6, 2)}, "signed_on"),
        ({"ends_on": date(2021, 11, 29)}, "ends_on"),
        ({"terminated_on": date(2021, 11, 29)}, "terminated_on"),
        ({"signed_on": None, "terminated_on": date(2022, 1, 1)}, "terminated_on"),
        ({"is_signing_day_unknown": True}, "is_signing_day_unknown"),
        ({"subject": ""}, "subject"),
    ],
)
def test_a_value_that_cannot_be_is_refused_at_its_field(register, wrong, field):
    with pytest.raises(ValidationError) as error:
        register(also=wrong)
    assert field in _errors(error)
    assert not Agreement.objects.exists()


def test_one_party_is_not_an_agreement(cast, register):
    with pytest.raises(ValidationError) as error:
        register(parties=[PartyEntry(cast.committee)])
    assert "ít nhất hai bên" in _errors(error)["parties"]


def test_a_body_is_a_party_only_once(cast, register):
    with pytest.raises(ValidationError) as error:
        register(parties=[PartyEntry(cast.front), PartyEntry(cast.front)])
    assert "đã là một bên ký" in _errors(error)["parties"]


def test_a_party_has_a_body_or_a_name(cast, register):
    with pytest.raises(ValidationError) as error:
        register(parties=[PartyEntry(cast.front), PartyEntry()])
    assert "Hãy chọn cơ quan" in _errors(error)["parties"]


def test_an_article_is_entered_only_once(register):
    twice = [ProvisionEntry("article", "1", "a"), ProvisionEntry("article", "1", "b")]
    with pytest.raises(ValidationError) as error:
        register(provisions=twice)
    assert _errors(error) == {"provisions": "Điều 1 được ghi hai lần."}


def test_a_text_does_not_replace_itself_nor_what_replaces_it(register, revise):
    old = register()
    new = register(also={"predecessors": [old]})
    for impossible in (old, new):
        with pytest.raises(ValidationError) as error:
            revise(old, also={"predecessors": [impossible]})
        assert list(_errors(error)) == ["predecessors"]


def test_the_replaced_text_tells_by_what_it_was_replaced(register):
    old = register()
    register(also={"short_name": "Quy chế mới", "predecessors": [old]})
    assert "thay thế bởi “Quy chế mới”" in history.sentence(history.of(old)[0])


def test_a_revision_is_told_from_to_and_why(cast, register, revise):
    agreement = register()
    signed = PartyEntry(cast.front, signatories=(SignatoryEntry("Trần Bình"),))
    revise(
        agreement,
        also={"place": "Hạ Long"},
        parties=[PartyEntry(cast.committee), signed],
    )
    sentence = history.sentence(history.of(agreement)[0])
    assert "nơi ký từ “để trống” thành “Hạ Long”" in sentence
    assert "người ký: Trần Bình”" in sentence
    assert sentence.endswith("Lý do: theo bản gốc.")


def test_saving_without_a_change_tells_nothing(register, revise):
    agreement = register()
    revise(agreement)
    assert history.of(agreement).count() == 1


def test_text_that_only_looks_different_is_not_a_change(register, revise):
    agreement = register()
    revise(agreement, also={"subject": "Quy chế  phối hợp công tác "})
    assert history.of(agreement).count() == 1


def test_a_revision_of_an_older_version_writes_nothing(register, revise):
    agreement = register()
    revise(agreement, also={"place": "Hạ Long"})
    with pytest.raises(Stale):
        revise(agreement, also={"place": "Móng Cái"})
    agreement.refresh_from_db()
    assert (agreement.place, agreement.version) == ("Hạ Long", 2)


def test_a_refused_revision_leaves_the_version_as_it_was(cast, register, revise):
    agreement = register()
    with pytest.raises(ValidationError):
        revise(agreement, parties=[PartyEntry(cast.committee)])
    agreement.refresh_from_db()
    assert agreement.version == 1


def test_parties_that_change_places_stay_the_same_rows(cast, register, revise, parties):
    agreement = register()
    rows = {party.organisation: party.pk for party in agreement.parties.all()}
    revise(agreement, parties=parties[::-1])
    assert {p.organisation: p.pk for p in agreement.parties.all()} == rows
    assert agreement.parties.first().organisation == cast.front


@pytest.fixture
def decided(cast, register):
    """An agreement with a plan on which the Front has decided."""
    from tasks.models import Decision, Submission

    agreement = register()
    plan = factories.make_plan(agreement)
    submission = Submission.objects.create(plan=plan, number=1, submitted_by=cast.staff)
    Decision.objects.create(
        submission=submission,
        party=agreement.parties.get(organisation=cast.front),
        verdict="agreed",
        decided_by=cast.reviewer,
    )
    return agreement


def test_a_party_that_has_decided_is_not_removed(cast, decided, revise):
    others = [PartyEntry(cast.committee), PartyEntry(cast.elsewhere)]
    with pytest.raises(ValidationError) as error:
        revise(decided, parties=others)
    assert "đã cho ý kiến" in _errors(error)["parties"]


def test_a_party_that_has_decided_is_corrected_in_place(cast, decided, revise):
    row = decided.parties.get(organisation=cast.front).pk
    revise(
        decided,
        parties=[PartyEntry(cast.committee), PartyEntry(cast.front, organ="Ban TT")],
    )
    assert decided.parties.get(organ="Ban TT").pk == row


def test_a_cited_article_is_edited_in_place_and_never_removed(register, revise):
    articles = [ProvisionEntry("article", str(n), f"Điều thứ {n}") for n in (1, 2)]
    agreement = register(provisions=articles)
    task = factories.make_focus_task(factories.make_issued_plan(agreement))
    task.provisions.add(agreement.provisions.get(number="2"))

    revise(agreement, provisions=[ProvisionEntry("article", "2", "Giám sát")])
    assert task.provisions.get().heading == "Giám sát"

    agreement.refresh_from_db()
    with pytest.raises(ValidationError) as error:
        revise(agreement, provisions=articles[:1])
    assert "viện dẫn" in _errors(error)["provisions"]


def test_a_corrected_number_keeps_what_cites_the_article(register, revise):
    agreement = register(provisions=[ProvisionEntry("article", "1a", "Giám sát")])
    task = factories.make_focus_task(factories.make_issued_plan(agreement))
    task.provisions.add(agreement.provisions.get())
    revise(agreement, provisions=[ProvisionEntry("article", "11", "Giám sát")])
    assert task.provisions.get().number == "11"


def test_removing_a_chapter_keeps_its_articles(register, revise):
    article = ProvisionEntry("article", "1", "Phạm vi")
    agreement = register(provisions=[ProvisionEntry("chapter", "I"), article])
    revise(agreement, provisions=[article])
    assert agreement.provisions.get().parent is None


def test_documents_are_added_and_taken_off(register, revise):
    file = SimpleUploadedFile("banky.pdf", b"%PDF-1.4 ban ky")
    agreement = register(uploads=[UploadEntry(file)])
    document = agreement.documents.get()
    assert document.stored_file.name == "banky.pdf"
    revise(agreement, removed_documents=[document])
    assert not agreement.documents.exists()
    assert "banky.pdf" in history.sentence(history.of(agreement)[0])


def test_a_correction_changes_the_named_field_and_is_told(cast, register):
    agreement = register()
    registration.correct(
        agreement=agreement, values={"place": "Huế"}, by=cast.admin, reason="nhầm"
    )
    agreement.refresh_from_db()
    assert (agreement.place, agreement.version) == ("Huế", 2)
    assert "đính chính" in history.sentence(history.of(agreement)[0])


def test_the_same_number_in_the_same_year_is_found(register):
    first = register()
    again = {"document_number": "0194/ QCPH", "issuer": first.owner}
    found = registration.repeats_of(signed_on=date(2021, 1, 1), **again)
    assert found == [first]
    assert not registration.repeats_of(signed_on=date(2022, 1, 1), **again)
    assert not registration.repeats_of(signed_on=None, **again)
    assert not registration.repeats_of(signed_on=first.signed_on, but=first, **again)


def test_a_number_belongs_to_the_body_that_gave_it(cast, register):
    first = register(also={"issuer": cast.front})
    day = {"document_number": "194/QCPH", "signed_on": first.signed_on}
    assert registration.repeats_of(**day, issuer=cast.front) == [first]
    assert not registration.repeats_of(**day, issuer=cast.committee)


def test_a_number_that_carries_its_year_needs_no_day(cast, register):
    first = register(also={"document_number": "01/2023/NQLT-CP", "signed_on": None})
    found = registration.repeats_of(
        document_number="1/2023/NQLT-CP", signed_on=None, issuer=cast.committee
    )
    assert found == [first]


def test_a_text_that_is_no_longer_replaced_is_told_so(register, revise):
    old = register(also={"short_name": "Quy chế cũ"})
    new = register(also={"predecessors": [old]})
    revise(new, also={"predecessors": []})
    told = [entry.action for entry in history.of(old)]
    assert told[0].startswith("đã bỏ ghi nhận văn bản này được thay thế")
