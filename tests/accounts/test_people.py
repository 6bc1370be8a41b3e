"""The people of an organisation, looked after by its own administrators."""

import re
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from accounts import history
from accounts.errors import NotPossible
from accounts.mail import delivery
from accounts.models import Membership, OutgoingMail, Role, Succession, User
from accounts.people import people
from tests.accounts.reorganisations import carry_out, merging
from tests.factories import make_organisation, make_user

ON = date(2026, 3, 2)
LATER = date(2026, 4, 1)
PASSWORD = "mat-khau-cua-rieng-lan"
MOI = "?tai-khoan=moi"  # the page on which an account is opened


@pytest.fixture
def keeper(cast):
    """The administrator of the committee."""
    return make_user((cast.committee, "administrator"), username="quantricoquan")


def add(cast, keeper, user, role=Role.STAFF, **typed):
    values = {"post": "", "started_on": ON, "on": ON} | typed
    return people.add_place(
        organisation=cast.committee, user=user, role=role, by=keeper, **values
    )


def invite(cast, keeper, **typed):
    values = {
        "organisation": cast.committee,
        "username": "lan.nt",
        "full_name": "Nguyễn Thị Lan",
        "email": "Lan@tinh.example.vn",
        "role": Role.STAFF,
        "post": "Chuyên viên phòng Tổng hợp",
        "started_on": ON,
    }
    return people.invite(by=keeper, on=ON, **values | typed)


def place(user, organisation, role=None) -> Membership:
    places = user.memberships.filter(organisation=organisation)
    return (places.filter(role=role) if role else places).get()


def told(organisation) -> list[str]:
    return [history.sentence(entry) for entry in history.of(organisation)]


# -- Adding -----------------------------------------------------------------


def test_an_existing_person_gets_a_place_and_nothing_else_changes(cast, keeper):
    before = User.objects.values().get(pk=cast.outsider.pk)
    given = add(cast, keeper, cast.outsider, post="Phó phòng")

    assert (given.role, given.post, given.started_on) == ("staff", "Phó phòng", ON)
    assert User.objects.values().get(pk=cast.outsider.pk) == before
    (sentence,) = told(cast.committee)
    assert (
        "đã thêm Người Dùng nguoingoai làm Chuyên viên từ ngày 02/03/2026" in sentence
    )
    assert "chức vụ từ “để trống” thành “Phó phòng”." in sentence
    assert "Chuyên viên tại UBND tỉnh" in cast.outsider.notifications.get().text
    assert not OutgoingMail.objects.exists()


def test_the_same_role_is_not_given_twice(cast, keeper):
    with pytest.raises(ValidationError, match="đã giữ vai trò “Chuyên viên”"):
        add(cast, keeper, cast.staff)
    assert add(cast, keeper, cast.staff, Role.REVIEWER).pk


def test_a_role_once_held_is_taken_up_again(cast, keeper):
    held = place(cast.staff, cast.committee)
    people.end_place(place=held, ended_on=ON, by=keeper, on=ON)
    again = add(cast, keeper, cast.staff, started_on=LATER, on=LATER)

    assert again.pk == held.pk
    assert (again.started_on, again.ended_on) == (LATER, None)
    assert "ngày thôi từ “02/03/2026” thành “để trống”" in told(cast.committee)[0]


def test_a_role_about_to_end_goes_on_when_it_is_given_again(cast, keeper):
    held = place(cast.staff, cast.committee)
    people.end_place(place=held, ended_on=LATER, by=keeper, on=ON)
    with pytest.raises(ValidationError, match="còn giữ vai trò"):
        add(cast, keeper, cast.staff, started_on=LATER + timedelta(1))
    assert add(cast, keeper, cast.staff).ended_on is None


def test_no_place_before_the_organisation_begins_or_after_it_ends(cast, keeper):
    cast.committee.established_on, cast.committee.dissolved_on = ON, LATER
    cast.committee.save()
    for day in (ON - timedelta(1), LATER):
        with pytest.raises(ValidationError, match="ngoài thời gian đó"):
            add(cast, keeper, cast.outsider, started_on=day)
    with pytest.raises(NotPossible, match="đã kết thúc từ ngày 01/04/2026"):
        add(cast, keeper, cast.outsider, on=LATER)
    assert not cast.outsider.memberships.filter(organisation=cast.committee)


@pytest.mark.parametrize(
    "login", ["nguoingoai", "NguoiNgoai", " nguoingoai@EXAMPLE.vn "]
)
def test_a_person_is_found_by_user_name_or_address(cast, login):
    assert people.find_person(login) == cast.outsider


def test_who_is_not_found_or_not_certain_is_told_apart(cast):
    User.objects.filter(pk=cast.outsider.pk).update(email=cast.lead.email)
    for login, sentence in (
        ("khong-co-ai", "Chưa có tài khoản nào"),
        (cast.lead.email, "Có nhiều tài khoản"),
    ):
        with pytest.raises(ValidationError, match=sentence):
            people.find_person(login)


def test_a_locked_account_is_given_nothing(cast, keeper):
    User.objects.filter(pk=cast.outsider.pk).update(is_active=False)
    with pytest.raises(ValidationError, match="đang bị khóa"):
        add(cast, keeper, people.find_person("nguoingoai"))


# -- Inviting ---------------------------------------------------------------


def test_an_invited_person_is_plain_and_has_no_password(cast, keeper):
    user = invite(cast, keeper).user

    assert not user.has_usable_password()
    assert not (user.is_staff or user.is_superuser)
    assert user.email == "lan@tinh.example.vn"
    letter = OutgoingMail.objects.get(recipient=user)
    assert letter.address == "lan@tinh.example.vn"
    assert "Tên đăng nhập: lan.nt" in letter.body


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"username": "ChuyenVien"}, "username"),
        ({"email": "CHUYENVIEN@example.vn"}, "email"),
    ],
)
def test_an_invitation_never_touches_an_account_of_another(cast, keeper, typed, field):
    before = list(User.objects.values())
    with pytest.raises(ValidationError) as refused:
        invite(cast, keeper, **typed)
    assert list(refused.value.message_dict) == [field]
    assert list(User.objects.values()) == before
    assert not OutgoingMail.objects.exists()


def test_an_invitation_that_is_refused_leaves_no_account(cast, keeper):
    cast.committee.established_on = LATER
    cast.committee.save()
    with pytest.raises(ValidationError):
        invite(cast, keeper)
    assert not User.objects.filter(username="lan.nt").exists()


def words(response):
    return re.sub(r"<[^>]*>", " ", response.content.decode())


def set_password(client, letter):
    link = re.search(r"https?://[^/]+(/\S+dat-lai\S+)", letter)[1]
    form = client.get(link, follow=True)
    assert "Đặt mật khẩu mới" in words(form)
    typed = {"password1": PASSWORD, "password2": PASSWORD}
    client.post(form.request["PATH_INFO"], typed)
    return client.get(link, follow=True)


def sign_in(client):
    typed = {"login": "lan.nt", "password": PASSWORD}
    client.post(reverse("account_login"), typed)
    return client.session.get("_auth_user_id")


def test_the_link_of_the_letter_sets_a_password_once_and_signs_in(client, cast, keeper):
    user = invite(cast, keeper).user
    delivery.deliver_waiting(at=timezone.now())
    (letter,) = mail.outbox
    again = set_password(client, letter.body)

    assert "đã được dùng hoặc đã hết hạn" in words(again)
    assert sign_in(client) == str(user.pk)


def test_an_expired_invitation_is_replaced_by_asking_again(client, cast, keeper):
    user = invite(cast, keeper).user
    client.post(reverse("account_reset_password"), {"email": user.email})
    letter = user.mails.get(subject__contains="Đặt lại mật khẩu")
    set_password(client, letter.body)

    assert sign_in(client) == str(user.pk)


# -- Changing ---------------------------------------------------------------


def test_a_corrected_post_keeps_the_place(cast, keeper):
    held = place(cast.staff, cast.committee)
    people.change_place(
        place=held, role=Role.STAFF, post="Trưởng phòng", by=keeper, on=ON
    )

    held.refresh_from_db()
    assert (held.post, held.ended_on) == ("Trưởng phòng", None)
    assert "chức vụ từ “để trống” thành “Trưởng phòng”" in told(cast.committee)[0]


def test_another_role_ends_the_one_place_and_begins_the_other(cast, keeper):
    held = place(cast.staff, cast.committee)
    new = people.change_place(place=held, role=Role.MANAGER, post="", by=keeper, on=ON)

    held.refresh_from_db()
    assert (held.role, held.ended_on) == (Role.STAFF, ON)
    assert (new.role, new.started_on, new.ended_on) == (Role.MANAGER, ON, None)
    assert "vai trò từ “Chuyên viên” thành “Lãnh đạo”" in told(cast.committee)[0]


def test_a_role_already_held_is_not_changed_to(cast, keeper):
    add(cast, keeper, cast.staff, Role.MANAGER)
    held = place(cast.staff, cast.committee, Role.STAFF)
    with pytest.raises(ValidationError, match="đã giữ vai trò “Lãnh đạo”"):
        people.change_place(place=held, role=Role.MANAGER, post="", by=keeper, on=ON)
    held.refresh_from_db()
    assert held.ended_on is None


def test_nothing_changed_is_not_told(cast, keeper):
    held = place(cast.staff, cast.committee)
    people.change_place(place=held, role=held.role, post="", by=keeper, on=ON)
    assert told(cast.committee) == []


def test_an_ended_organisation_changes_nobody_but_lets_them_go(cast, keeper):
    cast.committee.dissolved_on = ON
    cast.committee.save()
    held = place(cast.staff, cast.committee)
    with pytest.raises(NotPossible, match="đã kết thúc"):
        people.change_place(place=held, role=held.role, post="x", by=keeper, on=ON)
    assert people.end_place(place=held, ended_on=ON, by=keeper, on=ON).ended_on == ON


# -- Ending -----------------------------------------------------------------


def test_an_ended_place_stays_as_a_row_and_the_account_as_it_was(cast, keeper):
    held = place(cast.staff, cast.committee)
    people.end_place(place=held, ended_on=ON, by=keeper, on=ON)

    assert place(cast.staff, cast.committee).ended_on == ON
    assert User.objects.get(pk=cast.staff.pk).is_active
    assert "thôi làm Chuyên viên" in told(cast.committee)[0]
    with pytest.raises(NotPossible, match="đã thôi làm"):
        people.end_place(place=held, ended_on=ON, by=keeper, on=ON)


def test_a_place_does_not_end_before_it_began(cast, keeper):
    given = add(cast, keeper, cast.outsider)
    with pytest.raises(ValidationError, match="02/03/2026"):
        people.end_place(place=given, ended_on=date(2026, 3, 1), by=keeper, on=LATER)


def test_a_place_that_has_not_begun_is_withdrawn(cast, keeper):
    given = add(cast, keeper, cast.outsider, started_on=LATER)
    people.end_place(place=given, ended_on=ON, by=keeper, on=ON)
    assert not cast.outsider.memberships.current(LATER).filter(pk=given.pk)
    assert add(cast, keeper, cast.outsider, started_on=LATER).ended_on is None


def drop_last(keeper, organisation, *, by=None, on=ON, how=people.end_place, **typed):
    typed = typed or {"ended_on": on}
    held = place(keeper, organisation, Role.ADMINISTRATOR)
    return how(place=held, by=by or keeper, on=on, **typed)


def test_the_last_administrator_does_not_lock_the_organisation(cast, keeper):
    with pytest.raises(NotPossible, match="tự khóa mình"):
        drop_last(keeper, cast.committee)
    with pytest.raises(NotPossible, match="tự khóa mình"):
        drop_last(
            keeper, cast.committee, how=people.change_place, role=Role.STAFF, post=""
        )
    assert drop_last(keeper, cast.committee, by=cast.admin).ended_on == ON


def test_an_administrator_goes_once_another_one_stays(cast, keeper):
    add(cast, keeper, cast.manager, Role.ADMINISTRATOR)
    assert drop_last(keeper, cast.committee).ended_on == ON


def test_one_who_goes_or_never_signed_in_does_not_count_as_staying(cast, keeper):
    invite(cast, keeper, role=Role.ADMINISTRATOR)
    other = add(cast, keeper, cast.manager, Role.ADMINISTRATOR)
    people.end_place(place=other, ended_on=LATER, by=keeper, on=ON)
    with pytest.raises(NotPossible, match="đã đặt mật khẩu"):
        drop_last(keeper, cast.committee)


# -- Pages ------------------------------------------------------------------


def post(client, name, pk, query="", **typed):
    typed.setdefault("form_token", uuid4())
    return client.post(reverse(f"accounts:{name}", args=[pk]) + query, typed)


def page(client, address):
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def typed_invitation(**changed):
    return {
        "full_name": "Nguyễn Thị Lan",
        "username": "lan.nt",
        "email": "lan@tinh.example.vn",
        "role": "staff",
        "post": "",
        "started_on": "01/01/2026",
    } | changed


def test_an_administrator_invites_a_person_once(client, cast, keeper):
    client.force_login(keeper)
    typed = typed_invitation(form_token=uuid4())
    for _ in range(2):
        response = post(client, "place-add", cast.committee.pk, MOI, **typed)
        assert response.url == cast.committee.get_absolute_url()
    shown = page(client, response.url)

    assert User.objects.filter(username="lan.nt").count() == 1
    assert OutgoingMail.objects.count() == 1
    assert "đã mời, chưa đặt mật khẩu" in shown
    assert "đã được gửi trước đó" in shown
    assert "đã thêm Nguyễn Thị Lan làm Chuyên viên" in shown


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"username": "lan nt"}, "username"),
        ({"username": "chuyenvien@example.vn"}, "username"),
        ({"username": "chuyenvien"}, "username"),
        ({"email": "chuyenvien@example.vn"}, "email"),
        ({"email": "lan"}, "email"),
        ({"full_name": "..."}, "full_name"),
        ({"role": "superuser"}, "role"),
        ({"started_on": "31/02/2026"}, "started_on"),
    ],
)
def test_a_refused_invitation_says_why_and_keeps_what_was_typed(
    client, cast, keeper, changed, field
):
    client.force_login(keeper)
    typed = typed_invitation(post="Phó phòng", **changed)
    response = post(client, "place-add", cast.committee.pk, MOI, **typed)

    assert list(response.context["form"].errors) == [field]
    shown = response.content.decode()
    for text in ("Phó phòng", typed["full_name"], typed["email"], typed["username"]):
        assert f'value="{text}"' in shown
    assert not User.objects.filter(username="lan.nt").exists()


def test_nothing_more_than_a_plain_account_can_be_asked_for(client, cast, keeper):
    client.force_login(keeper)
    more = {"is_superuser": "on", "is_staff": "on", "password": "x", "user": "quantri"}
    typed = typed_invitation(**more)
    post(client, "place-add", cast.committee.pk, MOI, **typed)

    user = User.objects.get(username="lan.nt")
    assert not (user.is_superuser or user.is_staff or user.has_usable_password())


def test_an_existing_person_is_added_without_showing_their_address(
    client, cast, keeper
):
    client.force_login(keeper)
    typed = {"role": "reviewer", "post": "", "started_on": "01/01/2026"}
    response = post(client, "place-add", cast.committee.pk, user="nguoingoai", **typed)
    shown = page(client, response.url)

    assert "Đã thêm Người Dùng nguoingoai" in shown
    assert cast.outsider.email not in shown
    again = post(client, "place-add", cast.committee.pk, user="nguoingoai", **typed)
    assert "đã giữ vai trò" in again.context["form"].errors["role"][0]


def test_an_unknown_person_is_told_at_the_field(client, cast, keeper):
    client.force_login(keeper)
    response = post(client, "place-add", cast.committee.pk, user="ai-do", role="staff")
    errors = response.context["form"].errors
    assert "Chưa có tài khoản nào" in errors["user"][0]
    assert 'value="ai-do"' in response.content.decode()


def test_a_place_is_changed_and_ended_on_its_pages(client, cast, keeper):
    client.force_login(keeper)
    held = place(cast.staff, cast.committee)
    address = reverse("accounts:place-edit", args=[held.pk])
    assert cast.staff.email not in page(client, address)
    post(client, "place-edit", held.pk, role="staff", post="Phó phòng")
    assert "Phó phòng" in page(client, cast.committee.get_absolute_url())
    today = timezone.localdate().strftime("%d/%m/%Y")
    assert today in page(client, reverse("accounts:place-end", args=[held.pk]))
    post(client, "place-end", held.pk, ended_on=today)

    held.refresh_from_db()
    assert held.ended_on == timezone.localdate()
    assert client.get(address).url == cast.committee.get_absolute_url()


def test_the_last_administrator_reads_why_they_stay(client, cast, keeper):
    client.force_login(keeper)
    held = place(keeper, cast.committee)
    response = post(client, "place-end", held.pk, ended_on="01/01/2026")
    assert "tự khóa mình ra ngoài" in response.content.decode()
    held.refresh_from_db()
    assert held.ended_on is None


def test_ending_ones_own_place_twice_still_tells_the_result(client, cast, keeper):
    add(cast, keeper, cast.manager, Role.ADMINISTRATOR)
    client.force_login(keeper)
    held = place(keeper, cast.committee)
    typed = {"ended_on": "01/03/2026", "form_token": uuid4()}
    for _ in range(2):
        response = post(client, "place-end", held.pk, **typed)
        assert response.url == cast.committee.get_absolute_url()
    assert post(client, "place-end", held.pk, ended_on="x").status_code == 403


def test_only_administrators_of_the_organisation_find_the_way_in(client, cast, keeper):
    theirs, other = place(cast.lead, cast.department), cast.department
    own = place(cast.staff, cast.committee)
    strangers = [
        (keeper, other, theirs),
        (cast.manager, cast.committee, own),
        (cast.outsider, cast.committee, own),
    ]
    for user, organisation, membership in strangers:
        client.force_login(user)
        shown = page(client, organisation.get_absolute_url())
        assert "Thêm người" not in shown
        assert "Lịch sử" not in shown
        for name, pk in (
            ("place-add", organisation.pk),
            ("place-edit", membership.pk),
            ("place-end", membership.pk),
        ):
            assert client.get(reverse(f"accounts:{name}", args=[pk])).status_code == 403
            assert post(client, name, pk).status_code == 403


def test_the_administrator_of_the_successor_lets_people_of_the_ended_body_go(
    client, cast, keeper
):
    old = make_organisation("UBND tỉnh Cũ", dissolved_on=date(2025, 7, 1))
    Succession.objects.create(
        predecessor=old, successor=cast.committee, took_effect_on=date(2025, 7, 1)
    )
    held = place(make_user((old, "staff")), old)
    client.force_login(keeper)
    shown = page(client, old.get_absolute_url())
    assert reverse("accounts:place-end", args=[held.pk]) in shown
    assert reverse("accounts:place-edit", args=[held.pk]) not in shown
    for name, pk in (("place-add", old.pk), ("place-edit", held.pk)):
        address = reverse(f"accounts:{name}", args=[pk])
        assert client.get(address).url == old.get_absolute_url()
    post(client, "place-end", held.pk, ended_on="01/07/2025")
    held.refresh_from_db()
    assert held.ended_on == date(2025, 7, 1)


# -- A body whose end is recorded for a later day -----------------------------


@pytest.fixture
def to_be_merged(cast, keeper):
    """The committee gives way to the body elsewhere on the day LATER."""
    wanted = merging(cast.committee, into=cast.elsewhere, day=LATER)
    carry_out(wanted, by=cast.admin, on=ON)
    cast.committee.refresh_from_db()
    keeper.refresh_from_db()
    return cast.elsewhere


def roles_in(user, organisation, on=LATER) -> set[str]:
    places = user.memberships.current(on).filter(organisation=organisation)
    return set(places.values_list("role", flat=True))


def test_who_left_before_the_merger_does_not_arrive_in_the_successor(
    cast, keeper, to_be_merged
):
    assert roles_in(cast.staff, to_be_merged) == {"staff"}
    held = place(cast.staff, cast.committee)
    people.end_place(place=held, ended_on=ON, by=keeper, on=ON)
    assert not cast.staff.memberships.current(LATER).exists()
    assert "đã rút vai trò Chuyên viên" in told(to_be_merged)[0]


def test_who_leaves_with_the_merger_does_not_arrive_either(cast, keeper, to_be_merged):
    held = place(cast.staff, cast.committee)
    people.end_place(place=held, ended_on=LATER, by=keeper, on=ON)
    assert roles_in(cast.staff, cast.committee, LATER - timedelta(days=1)) == {"staff"}
    assert not cast.staff.memberships.current(LATER).exists()


def test_who_leaves_along_a_chain_of_mergers_leaves_all_of_it(
    cast, keeper, to_be_merged
):
    last, day = make_organisation(), LATER + timedelta(days=30)
    carry_out(merging(to_be_merged, into=last, day=day), by=cast.admin, on=ON)
    assert roles_in(cast.staff, last, day) == {"staff"}
    held = place(cast.staff, cast.committee)
    people.end_place(place=held, ended_on=ON, by=keeper, on=ON)
    assert not cast.staff.memberships.current(day).exists()


def test_nobody_is_to_leave_after_the_body_is_gone(cast, keeper, to_be_merged):
    held = place(cast.staff, cast.committee)
    with pytest.raises(ValidationError, match="cơ quan kế tục"):
        people.end_place(
            place=held, ended_on=LATER + timedelta(days=1), by=keeper, on=ON
        )


def test_a_role_changed_before_the_merger_is_the_one_that_arrives(
    cast, keeper, to_be_merged
):
    held = place(cast.manager, cast.committee)
    people.change_place(place=held, role=Role.STAFF, post="", by=keeper, on=ON)
    assert roles_in(cast.manager, cast.committee, ON) == {"staff"}
    assert roles_in(cast.manager, cast.committee) == set()
    assert roles_in(cast.manager, to_be_merged) == {"staff"}


def test_the_page_warns_of_the_coming_end(client, cast, keeper):
    end = timezone.localdate() + timedelta(days=40)
    cast.committee.dissolved_on = end
    cast.committee.save()
    client.force_login(keeper)
    page = client.get(reverse("accounts:place-add", args=[cast.committee.pk]))
    assert f"kết thúc từ ngày {end:%d/%m/%Y}" in page.content.decode()


def test_a_place_given_before_the_merger_ends_with_the_body(cast, keeper, to_be_merged):
    assert add(cast, keeper, cast.lead).ended_on == LATER
    with pytest.raises(ValidationError, match="đã giữ vai trò"):
        add(cast, keeper, cast.staff)


def test_the_last_administrator_of_a_body_about_to_end_may_hand_over(
    cast, keeper, to_be_merged
):
    held = place(keeper, cast.committee)
    with pytest.raises(NotPossible):
        people.end_place(place=held, ended_on=ON, by=keeper, on=ON)
    other = make_user()
    add(cast, keeper, other, Role.ADMINISTRATOR)
    people.end_place(place=held, ended_on=ON, by=keeper, on=ON)
    assert roles_in(keeper, cast.committee, ON) == set()


def test_an_own_place_in_the_successor_is_not_taken_away(cast, keeper):
    both = make_user((cast.committee, "staff"), (cast.elsewhere, "staff"))
    wanted = merging(cast.committee, into=cast.elsewhere, day=LATER)
    carry_out(wanted, by=cast.admin, on=ON)
    held = place(both, cast.committee)
    people.end_place(place=held, ended_on=ON, by=keeper, on=ON)
    assert roles_in(both, cast.elsewhere) == {"staff"}
