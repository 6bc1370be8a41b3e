"""What is put away shows nowhere, comes back as it was, and is never forgotten."""

from datetime import date

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from accounts import history
from accounts.errors import NotPossible
from agreements.models import Agreement, Conference, State
from agreements.trash import trash
from tasks.plans import planning
from tests.factories import (
    make_agreement,
    make_focus_task,
    make_issued_plan,
    make_review,
)

ON = date(2026, 6, 1)
LIST = reverse("agreements:trash-list")


@pytest.fixture
def throw_away(cast):
    def call(agreement):
        trash.throw_away(
            agreement=agreement, reason="nhập trùng", by=cast.staff, at=timezone.now()
        )
        return Agreement.with_trashed.get(pk=agreement.pk)

    return call


def test_it_leaves_the_register_and_stays_in_the_database(agreement, throw_away, cast):
    put_away = throw_away(agreement)
    assert not Agreement.objects.filter(pk=agreement.pk).exists()
    assert (put_away.trashed_by, put_away.trash_reason) == (cast.staff, "nhập trùng")
    assert put_away.parties.count() == 2
    assert "vào thùng rác. Lý do: nhập trùng." in history.sentence(
        history.of(put_away)[0]
    )


def test_it_comes_back_as_it_was(agreement, throw_away, cast):
    trash.restore(agreement=throw_away(agreement), by=cast.staff)
    agreement.refresh_from_db()
    assert (agreement.trashed_at, agreement.trash_reason) == (None, "")
    assert [e.action for e in history.of(agreement)] == [
        "đã khôi phục hồ sơ từ thùng rác",
        "đã bỏ hồ sơ vào thùng rác",
    ]


def test_twice_is_told(agreement, throw_away, cast):
    put_away = throw_away(agreement)
    with pytest.raises(NotPossible):
        throw_away(agreement)
    trash.restore(agreement=put_away, by=cast.staff)
    with pytest.raises(NotPossible):
        trash.restore(agreement=put_away, by=cast.staff)


def _plan(agreement):
    return make_issued_plan(agreement).title


def _review(agreement):
    return make_review(agreement).subject


def _together(agreement):
    review = make_review()
    review.other_agreements.add(agreement)
    return review.subject


def _conference(agreement):
    conference = Conference.objects.create(name="Hội nghị giao ban", kind="briefing")
    conference.agreements.add(agreement)
    return conference.name


def _successor(agreement):
    later = make_agreement(subject="Quy chế mới")
    later.predecessors.add(agreement)
    return later.subject


def _programme(agreement):
    return make_agreement(subject="Chương trình", framework=agreement).subject


@pytest.mark.parametrize(
    "builds", [_plan, _review, _together, _conference, _successor, _programme]
)
def test_what_others_build_upon_is_not_thrown_away(agreement, throw_away, builds):
    name = builds(agreement)
    with pytest.raises(NotPossible) as error:
        throw_away(agreement)
    assert f"“{name}”" in str(error.value)
    assert Agreement.objects.filter(pk=agreement.pk).exists()


def test_a_successor_in_the_trash_replaces_nothing(agreement, throw_away, cast):
    later = make_agreement(cast.committee, cast.front, signed_on=date(2025, 1, 1))
    later.predecessors.add(agreement)
    assert agreement.state_on(ON) == State.REPLACED
    put_away = throw_away(later)
    agreement = Agreement.objects.get(pk=agreement.pk)
    assert agreement.state_on(ON) == State.IN_FORCE
    assert Agreement.objects.in_state(State.IN_FORCE, ON).get() == agreement
    assert "bỏ vào thùng rác văn bản thay thế" in history.of(agreement)[0].action
    trash.restore(agreement=put_away, by=cast.staff)
    assert Agreement.objects.in_state(State.REPLACED, ON).get() == agreement


def test_a_programme_in_the_trash_does_not_hold_its_framework(cast, throw_away):
    framework = make_agreement(cast.committee, cast.front)
    programme = make_agreement(cast.committee, cast.front, framework=framework)
    throw_away(programme)
    throw_away(framework)
    # The link still reads: whoever brings the programme back meets no hole.
    programme = Agreement.with_trashed.get(pk=programme.pk)
    assert programme.framework.subject == framework.subject


@pytest.mark.parametrize(
    "address",
    [
        "agreements:agreement-detail",
        "agreements:agreement-edit",
        "agreements:public-agreement-detail",
        "agreements:provision-tags",
        "tasks:agreement-coverage",
        "tasks:plan-create",
    ],
)
def test_its_pages_are_gone(client, cast, agreement, throw_away, address):
    throw_away(agreement)
    client.force_login(cast.admin)
    assert client.get(reverse(address, args=[agreement.pk])).status_code == 404


@pytest.mark.parametrize(
    "address", ["agreements:agreement-list", "agreements:public-agreement-list"]
)
def test_no_list_shows_it(client, cast, throw_away, address):
    throw_away(make_agreement(cast.committee, cast.front, subject="Nhập nhầm"))
    client.force_login(cast.staff)
    assert "Nhập nhầm" not in client.get(reverse(address)).content.decode()


def test_neither_the_ceremony_nor_the_chain_shows_it(client, cast, throw_away):
    ceremony = Conference.objects.create(name="Lễ ký")
    kept = make_agreement(cast.committee, cast.front, ceremony=ceremony)
    beside = make_agreement(
        cast.committee, cast.front, ceremony=ceremony, subject="Bên cạnh"
    )
    beside.predecessors.add(kept)
    throw_away(beside)
    client.force_login(cast.admin)
    for address in (kept.get_absolute_url(), kept.get_public_url()):
        page = client.get(address).content.decode()
        assert f'href="/quy-che/{beside.pk}/"' not in page
        assert "Cùng ký tại" not in page


def test_its_keepers_find_it_in_the_trash_and_bring_it_back(
    client, cast, agreement, throw_away
):
    throw_away(agreement)
    client.force_login(cast.staff)
    page = client.get(LIST).content.decode()
    assert agreement.subject in page and "nhập trùng" in page
    detail = client.get(reverse("agreements:trash-detail", args=[agreement.pk]))
    assert "Lý do: nhập trùng." in detail.content.decode()
    client.post(reverse("agreements:agreement-restore", args=[agreement.pk]))
    assert client.get(agreement.get_absolute_url()).status_code == 200
    assert agreement.subject not in client.get(LIST).content.decode()


def test_others_do_not_find_it(client, cast, agreement, throw_away):
    throw_away(agreement)
    for person in (cast.front_staff, cast.outsider):
        client.force_login(person)
        assert agreement.subject not in client.get(LIST).content.decode()
        address = reverse("agreements:agreement-restore", args=[agreement.pk])
        assert client.post(address).status_code == 404


def test_throwing_away_asks_why(client, cast, agreement):
    client.force_login(cast.staff)
    address = reverse("agreements:agreement-throw-away", args=[agreement.pk])
    assert "Bỏ vào thùng rác" in client.get(address).content.decode()
    assert client.post(address, {"reason": ""}).status_code == 200
    assert Agreement.objects.filter(pk=agreement.pk).exists()
    assert client.post(address, {"reason": "nhập nhầm"}).url == LIST
    assert not Agreement.objects.filter(pk=agreement.pk).exists()


def test_the_page_says_at_once_what_stands_in_the_way(client, cast, agreement):
    make_focus_task(make_issued_plan(agreement, title="Kế hoạch 2026"))
    client.force_login(cast.staff)
    address = reverse("agreements:agreement-throw-away", args=[agreement.pk])
    page = client.get(address).content.decode()
    assert "kế hoạch năm “Kế hoạch 2026”" in page
    assert "<textarea" not in page


def test_the_search_columns_of_the_trash_are_kept_up(agreement, throw_away):
    throw_away(agreement)
    Agreement.with_trashed.update(search="")
    call_command("rebuild_search", apply=True)
    put_away = Agreement.with_trashed.get(pk=agreement.pk)
    assert "cong tac" in put_away.search


def test_the_admin_opens_without_it(client, cast, agreement, throw_away):
    throw_away(agreement)
    client.force_login(cast.admin)
    listed = client.get(reverse("admin:agreements_agreement_changelist"))
    assert agreement.subject not in listed.content.decode()


def test_no_plan_is_drafted_under_it(cast, agreement, throw_away):
    throw_away(agreement)
    with pytest.raises(NotPossible):
        planning.draft(
            agreement=agreement,
            year=2026,
            title="Kế hoạch",
            office=cast.committee,
            by=cast.staff,
        )


def test_a_programme_comes_back_only_after_its_framework(
    client, cast, agreement, throw_away
):
    programme = throw_away(make_agreement(cast.committee, framework=agreement))
    throw_away(agreement)
    client.force_login(cast.staff)
    restore = reverse("agreements:agreement-restore", args=[programme.pk])
    page = client.post(restore, follow=True)
    assert page.redirect_chain[0][0].endswith(f"/thung-rac/{programme.pk}/")
    assert "khôi phục văn bản khung trước" in page.content.decode()
    client.post(reverse("agreements:agreement-restore", args=[agreement.pk]))
    assert client.post(restore).url == programme.get_absolute_url()


def test_putting_it_away_twice_leads_to_it_in_the_trash(client, cast, agreement):
    client.force_login(cast.staff)
    address = reverse("agreements:agreement-throw-away", args=[agreement.pk])
    client.post(address, {"reason": "Nhập trùng"})
    again = client.post(address, {"reason": "Nhập trùng"})
    assert again.url == reverse("agreements:trash-detail", args=[agreement.pk])
    client.force_login(cast.outsider)
    assert client.post(address, {"reason": "x"}).status_code == 404
