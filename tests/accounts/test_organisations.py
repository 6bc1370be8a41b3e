"""Bodies in time: names, ends, successors, and whose duty passes to whom."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from accounts.labels import told_apart
from accounts.models import (
    FormerKind,
    FormerLevel,
    FormerName,
    FormerParent,
    FormerTitle,
    Membership,
    Organisation,
    OrganisationLevel,
    Province,
    Role,
    Succession,
)
from accounts.reorganisation import timelines
from agreements.row_forms import organisation_choices
from tests.factories import make_agreement, make_organisation, make_user

MERGED = date(2025, 7, 1)


@pytest.fixture
def merged(db):
    """Hậu Giang and Sóc Trăng ended in Cần Thơ."""
    old, other = (
        make_organisation(f"UBND tỉnh {name}", dissolved_on=MERGED)
        for name in ("Hậu Giang", "Sóc Trăng")
    )
    new = make_organisation("UBND thành phố Cần Thơ", established_on=MERGED)
    for body in (old, other):
        Succession.objects.create(
            predecessor=body, successor=new, took_effect_on=MERGED
        )
    return old, other, new


def test_it_bears_its_former_name_until_the_day_of_renaming(db):
    body = make_organisation("UBND thành phố Quảng Ninh")
    for name, until in (
        ("UBND khu Hồng Quảng", date(1963, 10, 30)),
        ("UBND tỉnh Quảng Ninh", date(2026, 9, 1)),
    ):
        FormerName.objects.create(organisation=body, name=name, until=until)
    assert body.name_on(date(1960, 1, 1)) == "UBND khu Hồng Quảng"
    assert body.name_on(date(2026, 8, 31)) == "UBND tỉnh Quảng Ninh"
    assert body.name_on(date(2026, 9, 1)) == "UBND thành phố Quảng Ninh"


def test_it_no_longer_exists_on_the_day_it_ends(merged):
    old, other, new = merged
    eve = date(2025, 6, 30)
    assert set(Organisation.objects.existing(eve)) == {old, other}
    assert list(Organisation.objects.existing(MERGED)) == [new]
    assert old.exists_on(eve)
    assert not old.exists_on(MERGED)
    assert set(Organisation.objects.ended(MERGED)) == {old, other}


def test_roles_pass_to_every_predecessor_along_the_chain(merged):
    old, other, new = merged
    later = make_organisation("UBND thành phố Mới")
    Succession.objects.create(
        predecessor=new, successor=later, took_effect_on=date(2026, 1, 1)
    )
    user = make_user((later, "manager"), (other, "reviewer"))
    assert user.roles_by_organisation == {
        later.pk: {Role.MANAGER},
        new.pk: {Role.MANAGER},
        old.pk: {Role.MANAGER},
        other.pk: {Role.MANAGER, Role.REVIEWER},
    }


def test_roles_do_not_pass_before_the_succession_takes_effect(db):
    old, new = make_organisation(), make_organisation()
    Succession.objects.create(
        predecessor=old, successor=new, took_effect_on=date(2999, 1, 1)
    )
    assert make_user((new, "staff")).organisation_ids == {new.pk}


def test_a_place_that_has_ended_gives_no_role(db):
    body = make_organisation()
    user = make_user((body, "staff"))
    Membership.objects.update(ended_on=date(2020, 1, 1))
    assert user.organisation_ids == set()


def test_whoever_serves_the_successor_is_told_of_the_duty(merged):
    old, _, new = merged
    user = make_user((new, "staff"))
    served = Membership.objects.serving(
        [old.pk], roles=[Role.STAFF], on=date(2026, 1, 1)
    )
    assert served.get().user == user


# -- Pages ------------------------------------------------------------------

LIST = reverse("accounts:organisation-list")


def _page(client, address):
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def test_the_list_is_searched_without_marks(client, cast):
    client.force_login(cast.outsider)
    page = _page(client, f"{LIST}?q=so+noi+vu")
    assert "Sở Nội vụ" in page
    assert "UBND tỉnh Thử Nghiệm" not in page


def test_the_list_tells_existing_from_ended(client, cast, merged):
    client.force_login(cast.staff)
    ended = _page(client, f"{LIST}?existence=khong")
    assert "UBND tỉnh Hậu Giang" in ended
    assert "UBND thành phố Cần Thơ" not in ended
    assert "UBND tỉnh Hậu Giang" not in _page(client, f"{LIST}?existence=co")


def test_a_page_tells_where_a_body_came_from_and_went(client, cast, merged):
    old, _, new = merged
    client.force_login(cast.staff)
    assert "UBND thành phố Cần Thơ" in _page(client, old.get_absolute_url())
    page = _page(client, new.get_absolute_url())
    assert page.index("UBND tỉnh Hậu Giang") < page.index("UBND tỉnh Sóc Trăng")


def test_people_are_listed_by_given_name(client, cast):
    for name in ("Trần Văn Ý", "Lê Thị Đào", "Phạm Dũng"):
        make_user((cast.front, "staff"), full_name=name)
    client.force_login(cast.staff)
    page = _page(client, cast.front.get_absolute_url())
    places = [page.index(n) for n in ("Phạm Dũng", "Lê Thị Đào", "Trần Văn Ý")]
    assert places == sorted(places)


def test_agreements_of_others_are_told_of_only_when_public(client, cast):
    shown = make_agreement(cast.committee, cast.front, subject="Văn bản công khai")
    make_agreement(
        cast.committee, cast.front, subject="Văn bản nội bộ", is_public=False
    )
    client.force_login(cast.outsider)
    page = _page(client, cast.front.get_absolute_url())
    assert shown.get_public_url() in page
    assert "Văn bản nội bộ" not in page
    client.force_login(cast.staff)
    page = _page(client, cast.front.get_absolute_url())
    assert shown.get_absolute_url() in page
    assert "Văn bản nội bộ" in page


def test_a_longer_list_makes_no_more_queries(client, cast, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.force_login(cast.staff)
    client.get(LIST)
    with CaptureQueriesContext(connection) as few:
        client.get(LIST)
    for _ in range(6):
        make_organisation(parent=cast.committee)
    with django_assert_num_queries(len(few)):
        client.get(LIST)


# -- Chosen among many ----------------------------------------------------------


def test_bodies_of_one_name_are_told_apart_where_one_is_chosen(cast):
    provinces = [
        Province.objects.create(name=name, title="tỉnh") for name in ("Lào Cai", "Huế")
    ]
    for province in provinces:
        make_organisation("Sở Xây dựng", kind="so", province=province)
    make_organisation("Ban Dân tộc", parent=cast.committee)
    make_organisation("Ban Dân tộc")
    make_organisation("Hội Luật gia", dissolved_on=MERGED)
    make_organisation("Hội Luật gia")
    bodies = Organisation.objects.filter(
        name__in=["Sở Xây dựng", "Ban Dân tộc", "Hội Luật gia"]
    )
    labels = [label for _, label in told_apart(bodies.order_by("pk"))]
    assert labels == [
        "Sở Xây dựng – Lào Cai",
        "Sở Xây dựng – Huế",
        "Ban Dân tộc – UBND tỉnh Thử Nghiệm",
        "Ban Dân tộc",
        "Hội Luật gia (đến 30/06/2025)",
        "Hội Luật gia",
    ]
    chosen = dict(sum((group for _, group in organisation_choices(MERGED)), []))
    assert {chosen[body.pk] for body in bodies} == set(labels)


def test_the_administration_offers_bodies_in_full(client, cast):
    province = Province.objects.create(name="Lào Cai", title="tỉnh")
    make_organisation("Sở Xây dựng", kind="so", province=province)
    client.force_login(cast.admin)
    asked = {
        "app_label": "accounts",
        "model_name": "organisation",
        "field_name": "parent",
        "term": "xay dung",
    }
    found = client.get(reverse("admin:autocomplete"), asked)
    texts = [row["text"] for row in found.json()["results"]]
    assert texts == ["Sở Xây dựng – tỉnh Lào Cai – Cấp tỉnh"]


# -- In time ------------------------------------------------------------------


@pytest.fixture
def renamed(db):
    """Quảng Ninh became a city; its women's union came under the Front before that."""
    province = Province.objects.create(name="Quảng Ninh", title="thành phố", code="22")
    FormerTitle.objects.create(
        province=province, title="tỉnh", until=date(2026, 9, 1), legal_basis="NQ 36"
    )
    front = make_organisation("Mặt trận thành phố Quảng Ninh", province=province)
    union = make_organisation(
        "Hội LHPN thành phố Quảng Ninh", parent=front, province=province
    )
    FormerParent.objects.create(
        organisation=union, until=MERGED, legal_basis="Luật 97/2025/QH15"
    )
    for body, name in ((front, "Mặt trận"), (union, "Hội LHPN")):
        FormerName.objects.create(
            organisation=body, name=f"{name} tỉnh Quảng Ninh", until=date(2026, 9, 1)
        )
    return union


def test_the_register_is_read_as_of_a_day(client, cast, renamed, merged):
    client.force_login(cast.staff)
    then = _page(client, f"{LIST}?ngay=30/06/2025")
    assert "Hội LHPN tỉnh Quảng Ninh</a>" in then
    assert "nay là Hội LHPN thành phố Quảng Ninh" in then
    assert "UBND tỉnh Hậu Giang</a>" in then
    assert "UBND thành phố Cần Thơ</a>" not in then
    now = _page(client, f"{LIST}?ngay=01/09/2026")
    assert "Hội LHPN thành phố Quảng Ninh</a>" in now
    assert "UBND tỉnh Hậu Giang</a>" not in now
    ended = _page(client, f"{LIST}?ngay=01/07/2025&existence=khong")
    assert "UBND tỉnh Hậu Giang</a>" in ended
    assert "UBND thành phố Cần Thơ</a>" not in ended


def test_kind_and_level_are_asked_as_of_the_day(client, cast):
    body = make_organisation("Văn phòng Đổi Loại", kind="so")
    council, district = (
        make_organisation(kind="mttq").kind,
        OrganisationLevel.objects.create(code="huyen", name="Cấp huyện"),
    )
    FormerKind.objects.create(organisation=body, kind=council, until=MERGED)
    FormerKind.objects.create(
        organisation=body, kind=cast.committee.kind, until=date(2020, 1, 1)
    )
    FormerLevel.objects.create(organisation=body, level=district, until=MERGED)
    client.force_login(cast.staff)

    def is_found(**asked):
        params = "&".join(f"{name}={value}" for name, value in asked.items())
        return "Văn phòng Đổi Loại</a>" in _page(client, f"{LIST}?q=doi loai&{params}")

    before = {"ngay": "30/06/2025", "kind": council.pk, "level": district.pk}
    assert is_found(**before)
    assert not is_found(**before | {"ngay": "01/07/2025"})
    assert not is_found(ngay="30/06/2025", kind=body.kind_id)
    assert is_found(ngay="01/07/2025", kind=body.kind_id, level=body.level_id)
    assert is_found(kind=body.kind_id, level=body.level_id)
    assert not is_found(kind=council.pk)


def test_a_day_that_cannot_be_read_is_said_and_left_out(client, cast):
    client.force_login(cast.staff)
    page = _page(client, f"{LIST}?ngay=31/02/2025")
    assert "Ngày chưa đúng" in page
    assert cast.front.name in page


def test_a_province_finds_the_bodies_of_those_it_was_formed_from(client, cast, merged):
    old, other, new = merged
    before = Province.objects.create(
        name="Hậu Giang", title="tỉnh", dissolved_on=MERGED
    )
    after = Province.objects.create(
        name="Cần Thơ", title="thành phố", established_on=MERGED
    )
    after.predecessors.add(before)
    for body, province in ((old, before), (new, after)):
        body.province = province
        body.save()
    client.force_login(cast.staff)
    page = _page(client, f"{LIST}?province={after.pk}")
    assert old.get_absolute_url() in page
    assert new.get_absolute_url() in page
    assert other.get_absolute_url() not in page
    assert "tỉnh Hậu Giang (đến 30/06/2025)" in page  # among the choices


def test_the_timeline_tells_names_and_bodies_above_with_their_basis(renamed):
    told = [(event.day, event.what, event.before) for event in timelines.of(renamed)]
    assert told == [
        (None, "Chưa rõ ngày thành lập", ""),
        (MERGED, "Trực thuộc", "không trực thuộc cơ quan nào"),
        (
            date(2026, 9, 1),
            "Đổi tên thành Hội LHPN thành phố Quảng Ninh",
            "Hội LHPN tỉnh Quảng Ninh",
        ),
    ]
    joined = timelines.of(renamed)[1]
    assert joined.related[0].name == "Mặt trận tỉnh Quảng Ninh"  # as it was that day
    assert joined.legal_basis == "Luật 97/2025/QH15"


def test_the_timeline_tells_where_it_came_from_and_went(merged):
    old, other, new = merged
    founding = timelines.of(new)[0]
    assert (founding.day, founding.what) == (MERGED, "Thành lập trên cơ sở")
    assert [one.body for one in founding.related] == [old, other]
    end = timelines.of(old)[-1]
    assert (end.day, end.what) == (MERGED, "Kết thúc, kế tục là")
    assert end.related == [timelines.Related(new, new.name, "tiếp nhận nhiệm vụ")]


def test_an_ended_body_says_what_it_is_now(client, cast, merged):
    old, _, new = merged
    later = make_organisation("UBND thành phố Mới", established_on=date(2026, 1, 1))
    new.dissolved_on = date(2026, 1, 1)
    new.save()
    Succession.objects.create(
        predecessor=new, successor=later, took_effect_on=date(2026, 1, 1)
    )
    client.force_login(cast.staff)
    page = _page(client, old.get_absolute_url())
    assert f'Nay là <a href="{later.get_absolute_url()}">' in page


def test_bodies_of_one_name_are_told_apart(client, cast, merged):
    old, _, _ = merged
    again = make_organisation(old.name, established_on=date(2026, 1, 1))
    client.force_login(cast.staff)
    page = _page(client, again.get_absolute_url())
    assert page.index("Cùng tên") < page.rindex(old.get_absolute_url())
    assert "tồn tại: đến 30/06/2025" in page
    assert old.choice_label == "UBND tỉnh Hậu Giang (đến 30/06/2025)"
    assert again.choice_label == "UBND tỉnh Hậu Giang"


# -- Provinces ----------------------------------------------------------------


def test_the_list_of_provinces_is_read_as_of_a_day(client, cast, renamed):
    client.force_login(cast.outsider)
    address = reverse("accounts:province-list")
    assert "Tỉnh Quảng Ninh</a>" in _page(client, f"{address}?ngay=31/08/2026")
    assert "Thành phố Quảng Ninh</a>" in _page(client, f"{address}?ngay=01/09/2026")


def test_the_page_of_a_province_shows_its_bodies_on_a_day(client, cast, renamed):
    client.force_login(cast.outsider)
    address = renamed.province.get_absolute_url()
    assert "Hội LHPN tỉnh Quảng Ninh</a>" in _page(client, f"{address}?ngay=1/7/2025")
    page = _page(client, address)
    assert "Hội LHPN thành phố Quảng Ninh</a>" in page
    assert "Tỉnh Quảng Ninh" in page  # what it was before


def test_a_code_belongs_to_one_existing_province(db):
    Province.objects.create(name="Cũ", title="tỉnh", code="01", dissolved_on=MERGED)
    Province.objects.create(name="Mới", title="tỉnh", code="01")
    again = Province(name="Nữa", title="tỉnh", code="01")
    with pytest.raises(ValidationError, match="Mã này đã có"):
        again.full_clean()


def test_an_administrator_adds_a_province_with_its_former_title(client, cast):
    client.force_login(cast.admin)
    rows = "former_titles"
    response = client.post(
        reverse("admin:accounts_province_add"),
        {
            "name": "Thử",
            "title": "thành phố",
            "code": "07",
            f"{rows}-TOTAL_FORMS": 1,
            f"{rows}-INITIAL_FORMS": 0,
            f"{rows}-0-title": "tỉnh",
            f"{rows}-0-until": "01/09/2026",
        },
    )
    assert response.status_code == 302
    province = Province.objects.get(code="07")
    assert province.full_name_on(date(2026, 8, 31)) == "tỉnh Thử"
