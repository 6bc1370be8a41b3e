"""Deciding for an agreement after a body that signed it has ended."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.urls import reverse

from accounts import history
from accounts.errors import NotPossible
from accounts.models import Succession
from agreements import permissions
from agreements.continuation import continuing
from agreements.models import Agreement, ContinuationDecision, Party, State
from tasks import permissions as task_permissions
from tasks.approvals import deciding
from tasks.models import YearlyPlan
from tests import factories

ENDED_ON, ON = date(2025, 7, 1), date(2026, 3, 2)
PDF = b"%PDF-1.7\n1 0 obj << >> endobj\n%%EOF"


@pytest.fixture
def ended(cast):
    """A body that gave way to the Front of the cast."""
    body = factories.make_organisation("Mặt trận cũ", dissolved_on=ENDED_ON)
    Succession.objects.create(
        predecessor=body, successor=cast.front, took_effect_on=ENDED_ON
    )
    return body


@pytest.fixture
def waiting(cast, ended):
    return factories.make_agreement(cast.committee, ended)


def party_of(agreement):
    return agreement.parties.get(position=2)


def paper(cast, **fields):
    return {
        "decided_on": ENDED_ON,
        "document_number": "15/CV-MTTQ",
        "by": cast.staff,
        "on": ON,
    } | fields


def carry_on(agreement, cast, organisation=None, **fields):
    return continuing.continue_under(
        party=party_of(agreement),
        organisation=organisation or cast.front,
        **paper(cast, **fields),
    )


def needs_review(agreement, on=ON):
    fresh = Agreement.objects.get(pk=agreement.pk)
    by_query = Agreement.objects.to_review(on).filter(pk=agreement.pk).exists()
    assert fresh.needs_review_on(on) == by_query
    return by_query


def told(agreement):
    return [history.sentence(entry) for entry in history.of(agreement)]


def test_the_body_that_took_the_duties_is_suggested(cast, waiting):
    assert continuing.suggested_for(party_of(waiting), ON) == cast.front


def test_to_continue_settles_the_review_and_is_told_with_its_document(cast, waiting):
    assert needs_review(waiting)
    decision = carry_on(
        waiting, cast, document_number="", upload=ContentFile(PDF, name="cv.pdf")
    )

    assert not needs_review(waiting)
    assert decision.stored_file.name == "cv.pdf"
    assert "tiếp tục thực hiện thay bên ký “Mặt trận cũ”" in told(waiting)[0]
    assert "theo tệp “cv.pdf”" in told(waiting)[0]


def test_a_note_is_no_document(cast, waiting):
    with pytest.raises(ValidationError) as refused:
        carry_on(waiting, cast, document_number="", note="Đã họp")
    assert "document_number" in refused.value.error_dict


@pytest.mark.parametrize("day", [date(2025, 6, 30), date(2026, 3, 3)])
def test_a_day_before_the_end_or_in_the_future_is_refused(cast, waiting, day):
    with pytest.raises(ValidationError) as refused:
        carry_on(waiting, cast, decided_on=day)
    assert "decided_on" in refused.value.error_dict


def test_a_body_that_does_not_exist_that_day_cannot_continue(cast, waiting):
    young = factories.make_organisation(established_on=date(2026, 1, 1))
    with pytest.raises(ValidationError) as refused:
        carry_on(waiting, cast, young)
    assert "organisation" in refused.value.error_dict


def test_a_party_that_still_exists_waits_for_nothing(cast, waiting):
    with pytest.raises(NotPossible):
        continuing.continue_under(
            party=waiting.parties.get(position=1),
            organisation=cast.front,
            **paper(cast),
        )


def test_who_comes_second_is_told_so(cast, waiting):
    carry_on(waiting, cast)
    with pytest.raises(NotPossible):
        carry_on(waiting, cast)
    with pytest.raises(NotPossible):
        continuing.end(agreement=waiting, **paper(cast))
    assert waiting.continuation_decisions.count() == 1


def test_review_is_due_again_when_the_body_that_continues_ends(cast, waiting):
    carry_on(waiting, cast)
    cast.front.dissolved_on = date(2026, 1, 1)
    cast.front.save()
    assert not needs_review(waiting, date(2025, 12, 31))
    assert needs_review(waiting)
    with pytest.raises(ValidationError):
        carry_on(waiting, cast, cast.elsewhere, decided_on=date(2025, 12, 31))
    carry_on(waiting, cast, cast.elsewhere, decided_on=date(2026, 1, 1))

    assert not needs_review(waiting)
    assert party_of(waiting).bearer_ids(date(2025, 12, 31)) == {cast.front.pk}
    assert party_of(waiting).bearer_ids(ON) == {cast.elsewhere.pk}


def test_both_parties_may_become_one_body_and_it_is_told(cast, waiting):
    carry_on(waiting, cast, cast.committee)
    ((body, parties),) = continuing.borne_by_one(waiting, ON)
    assert body == cast.committee
    assert len(parties) == 2
    assert continuing.SAME_BODY in told(waiting)[0]


def test_to_replace_links_both_records_and_withdrawing_unlinks_them(cast, waiting):
    new = factories.make_agreement(
        cast.committee, cast.front, signed_on=date(2025, 9, 1)
    )
    with pytest.raises(ValidationError):
        continuing.replace_by(agreement=waiting, replacement=new, **paper(cast))
    decision = continuing.replace_by(
        agreement=waiting, replacement=new, **paper(cast, decided_on=new.signed_on)
    )
    assert Agreement.objects.get(pk=waiting.pk).state_on(ON) == State.REPLACED
    assert "văn bản này thay thế" in told(new)[0]
    continuing.withdraw(decision=decision, by=cast.staff, reason="Nhầm")

    assert not new.predecessors.exists()
    assert needs_review(waiting)
    assert "Nhầm" in told(waiting)[0] and "Nhầm" in told(new)[0]


@pytest.mark.parametrize("fields", [{"signed_on": None}, None])
def test_neither_a_draft_nor_the_text_itself_replaces_it(cast, waiting, fields):
    new = factories.make_agreement(cast.committee, **fields) if fields else waiting
    with pytest.raises(ValidationError) as refused:
        continuing.replace_by(agreement=waiting, replacement=new, **paper(cast))
    assert "replacement" in refused.value.error_dict


def test_to_end_sets_the_day_and_withdrawing_takes_it_back(cast, waiting):
    version = waiting.version
    decision = continuing.end(agreement=waiting, **paper(cast))
    waiting.refresh_from_db()
    assert waiting.terminated_on == ENDED_ON
    assert waiting.version > version  # an open form of the record learns of it
    continuing.withdraw(decision=decision, by=cast.staff, reason="Nhầm")

    waiting.refresh_from_db()
    assert waiting.terminated_on is None
    with pytest.raises(NotPossible):
        continuing.withdraw(decision=decision, by=cast.staff, reason="Nhầm")


def test_a_day_that_someone_set_since_stays_when_the_decision_is_withdrawn(
    cast, waiting
):
    decision = continuing.end(agreement=waiting, **paper(cast))
    Agreement.objects.filter(pk=waiting.pk).update(terminated_on=ON)
    continuing.withdraw(decision=decision, by=cast.staff, reason="Nhầm")
    waiting.refresh_from_db()
    assert waiting.terminated_on == ON


def test_an_earlier_decision_is_not_withdrawn_under_a_later_one(cast, waiting):
    first = carry_on(waiting, cast)
    cast.front.dissolved_on = date(2026, 1, 1)
    cast.front.save()
    carry_on(waiting, cast, cast.elsewhere, decided_on=date(2026, 1, 1))
    with pytest.raises(NotPossible):
        continuing.withdraw(decision=first, by=cast.staff, reason="Nhầm")


# -- Rights follow the decision ----------------------------------------------


def test_the_body_that_continues_sees_and_acts_and_the_successor_only_reads(
    cast, waiting
):
    manager = factories.make_user((cast.elsewhere, "manager"))
    successor = cast.front_manager
    assert not Agreement.objects.visible_to(manager).exists()
    assert permissions.can_order_review_of(successor, waiting)
    carry_on(waiting, cast, cast.elsewhere)
    waiting = Agreement.objects.get(pk=waiting.pk)

    for user, may in ((manager, True), (successor, False)):
        assert Agreement.objects.visible_to(user).get() == waiting
        assert permissions.can_order_review_of(user, waiting) is may
        assert permissions.can_draft_plan_under(user, waiting) is may
        assert bool(task_permissions.offices_to_draft_for(user, waiting)) is may


def test_the_body_that_continues_decides_on_plans(cast, waiting):
    manager = factories.make_user((cast.elsewhere, "manager"))
    carry_on(waiting, cast, cast.elsewhere)
    plan = factories.make_plan(waiting, state="submitted", round=1)

    def asked(user):
        ids = user.organisation_ids_as("reviewer", "manager")
        return YearlyPlan.objects.awaiting_decision_of(ids, ON).filter(pk=plan.pk)

    assert asked(manager).exists()
    assert not asked(cast.front_manager).exists()
    party = party_of(waiting)
    assert task_permissions.may_decide_when_asked(manager, plan, party)
    assert not task_permissions.may_decide_when_asked(cast.front_manager, plan, party)
    assert deciding.represents(party, cast.elsewhere.pk, ON)
    assert not deciding.represents(party, cast.front.pk, ON)


def test_who_bears_a_party_is_the_same_in_a_row_and_in_a_query(cast, waiting):
    carry_on(waiting, cast, cast.elsewhere, decided_on=date(2025, 9, 1))
    bodies = [
        cast.committee,
        cast.front,
        cast.elsewhere,
        party_of(waiting).organisation,
    ]
    for on in (ENDED_ON, date(2025, 8, 31), date(2025, 9, 1), ON):
        for body in bodies:
            by_query = set(Party.objects.borne_by({body.pk}, on))
            assert by_query == {
                party
                for party in waiting.parties.all()
                if body.pk in party.bearer_ids(on)
            }


def test_keeper_and_successor_may_decide_viewers_may_not(cast, waiting):
    may = permissions.can_decide_continuation
    for user in (cast.staff, cast.manager, cast.front_staff, cast.front_manager):
        assert may(user, waiting)
    for user in (cast.reviewer, cast.lead, cast.outsider):
        assert not may(user, waiting)


# -- Pages -------------------------------------------------------------------


def post(client, name, pk, **data):
    token = {"form_token": "6f1f6ad5-5d7b-4a0e-8f6e-8a3d2a1b0c9d"}
    return client.post(reverse(f"agreements:{name}", args=[pk]), token | data)


def test_the_page_offers_the_three_ways_and_then_shows_what_was_decided(
    client, cast, waiting
):
    client.force_login(cast.front_staff)
    page = client.get(waiting.get_absolute_url()).content.decode()
    for words in ("Tiếp tục thực hiện", "Thay thế bằng văn bản mới", "Chấm dứt"):
        assert words in page
    form = client.get(
        reverse("agreements:decision-continue", args=[party_of(waiting).pk])
    )
    assert f'value="{cast.front.pk}" selected' in form.content.decode()
    values = {
        "organisation": cast.front.pk,
        "decided_on": "01/07/2025",
        "document_number": "15/CV",
    }
    for _ in range(2):  # a second click is the same decision
        answer = post(client, "decision-continue", party_of(waiting).pk, **values)
        assert answer.url == waiting.get_absolute_url()

    page = client.get(waiting.get_absolute_url()).content.decode()
    assert ContinuationDecision.objects.count() == 1
    assert "Tiếp tục bởi" in page and "15/CV" in page
    assert "Cần rà soát" not in page


def test_what_was_typed_stays_when_it_is_refused(client, cast, waiting):
    client.force_login(cast.staff)
    answer = post(client, "decision-end", waiting.pk, decided_on="1/7/2025", note="Vì")
    page = answer.content.decode()
    assert "cần có văn bản" in page
    assert "Vì</textarea>" in page


def test_viewers_are_shown_no_buttons_and_the_public_no_decisions(
    client, cast, waiting
):
    carry_on(waiting, cast)
    client.force_login(cast.reviewer)
    assert (
        "Rút quyết định" not in client.get(waiting.get_absolute_url()).content.decode()
    )
    client.logout()
    page = client.get(waiting.get_public_url()).content.decode()
    assert "Tiếp tục bởi" in page
    assert "Quyết định sau rà soát" not in page


def test_one_withdraws_on_a_page_with_a_reason(client, cast, waiting):
    decision = carry_on(waiting, cast)
    client.force_login(cast.staff)
    assert post(client, "decision-withdraw", decision.pk).status_code == 200
    post(client, "decision-withdraw", decision.pk, reason="Chọn nhầm")
    assert needs_review(waiting)


def test_the_desk_names_how_many_wait(client, cast, waiting):
    client.force_login(cast.staff)
    page = client.get(reverse("reports:workspace")).content.decode()
    assert "1 quy chế cần rà soát" in page
    client.force_login(cast.reviewer)
    page = client.get(reverse("reports:workspace")).content.decode()
    assert "quy chế cần rà soát" not in page
