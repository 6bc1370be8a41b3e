"""The catalogue: what may be changed, what is locked, who takes over."""

from datetime import date

import pytest
from django.utils import timezone

from accounts import history
from accounts.errors import NotPossible, Stale
from reports.indicators import cataloguing, figures, targeting
from reports.models import Indicator
from tests.factories import (
    make_agreement,
    make_figure,
    make_indicator,
    make_organisation,
    make_user,
)
from tests.reports.addresses import url

TOKEN = "7f9f1c1e-7d59-4b1f-9d6e-1c1d8f0c2a11"
YEAR = {"period_from": date(2026, 1, 1), "period_to": date(2026, 12, 31)}


@pytest.fixture
def person(db):
    return make_user()


@pytest.fixture
def indicator(db):
    return make_indicator("Nhà đại đoàn kết")


def change(indicator, person, **values):
    return cataloguing.change(indicator=indicator, values=values, by=person)


# -- The rule is locked -----------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("time_rule", "latest"),
        ("body_rule", "maximum"),
        ("scale", 1000),
        ("unit", "nhà"),
        ("is_money", True),
    ],
)
def test_the_rule_is_open_until_there_is_data(indicator, person, field, value):
    change(indicator, person, **{field: value})
    indicator.refresh_from_db()
    assert getattr(indicator, field) == value
    make_figure(indicator)
    other = Indicator._meta.get_field(field).default
    with pytest.raises(NotPossible, match="đã có số liệu nên không đổi được"):
        change(
            indicator, person, **{field: "" if other is None else other, "name": "B"}
        )
    indicator.refresh_from_db()
    assert getattr(indicator, field) == value
    assert indicator.name == "Nhà đại đoàn kết"


def test_a_withdrawn_figure_locks_too(indicator, person):
    figure = make_figure(indicator)
    figures.withdraw(
        figure=figure, version=1, reason="nhầm", by=person, at=timezone.now()
    )
    with pytest.raises(NotPossible):
        change(indicator, person, time_rule="latest")


def test_words_may_always_be_changed_and_are_recorded(indicator, person):
    make_figure(indicator)
    change(indicator, person, name="Nhà ĐĐK", definition="Kể cả nhà tình nghĩa")
    said = history.sentence(history.of(indicator).get())
    assert "“Nhà đại đoàn kết” thành “Nhà ĐĐK”" in said


def test_the_parts_of_a_ratio_are_locked_by_the_data_of_either(person):
    above, below, other = (make_indicator() for _ in range(3))
    ratio = make_indicator(
        unit="%", body_rule="ratio", numerator=above, denominator=below
    )
    make_figure(below)
    with pytest.raises(NotPossible, match="mẫu số"):
        change(ratio, person, denominator=other)


@pytest.mark.parametrize("sides", [(None, None), ("self", "one"), ("one", "one")])
def test_a_ratio_has_two_other_indicators(indicator, person, sides):
    known = {None: None, "self": indicator, "one": make_indicator()}
    above, below = (known[side] for side in sides)
    with pytest.raises(NotPossible):
        change(indicator, person, body_rule="ratio", numerator=above, denominator=below)


def test_no_ratio_of_ratios(indicator, person):
    ratio = make_indicator(
        body_rule="ratio", numerator=make_indicator(), denominator=make_indicator()
    )
    with pytest.raises(NotPossible, match="lại là tỷ lệ"):
        change(
            indicator,
            person,
            body_rule="ratio",
            numerator=ratio,
            denominator=make_indicator(),
        )


def test_a_side_of_a_ratio_in_use_stays_in_use(indicator, person):
    make_indicator(
        "Tỷ lệ", body_rule="ratio", numerator=indicator, denominator=make_indicator()
    )
    with pytest.raises(NotPossible, match="“Tỷ lệ”, đang dùng"):
        change(indicator, person, is_active=False)


def test_a_figure_typed_in_the_unit_of_before_is_not_entered(indicator, person):
    body, seen = make_organisation(), Indicator.objects.get(pk=indicator.pk)
    change(indicator, person, scale=1000, unit="nghìn căn")
    with pytest.raises(NotPossible, match="vừa được sửa"):
        figures.enter(
            values={"indicator": seen, "amount": 5} | YEAR,
            organisations=[body],
            entering_organisation=body,
            by=person,
        )


def test_a_new_rule_is_a_new_indicator_that_takes_over(indicator, person):
    figure = make_figure(indicator)
    values = {"name": indicator.name, "unit": "căn", "time_rule": "latest"}
    new = cataloguing.define(values=values, replaces=indicator, by=person)
    indicator.refresh_from_db()
    assert not indicator.is_active and new.is_active
    assert new.replaces == indicator and new.code != indicator.code
    assert figure.indicator == indicator
    with pytest.raises(NotPossible, match="đã có chỉ tiêu khác thay"):
        cataloguing.define(values=values, replaces=indicator, by=person)


def test_codes_are_of_the_name_and_never_twice(person):
    values = {"name": "Đề tài, sáng kiến", "unit": "đề tài"}
    codes = [cataloguing.define(values=values, by=person).code for _ in range(3)]
    assert codes == ["de-tai-sang-kien", "de-tai-sang-kien-2", "de-tai-sang-kien-3"]


# -- Parts ------------------------------------------------------------------------


def parts(indicator, person, *names):
    cataloguing.change(indicator=indicator, values={}, parts=names, by=person)
    return [part.name for part in indicator.breakdowns.all()]


def test_parts_are_kept_by_name_and_in_the_order_given(indicator, person):
    parts(indicator, person, "Xây mới", "Sửa chữa")
    first = indicator.breakdowns.get(name="Xây mới").pk
    assert parts(indicator, person, "Sửa chữa", "Xây mới") == ["Sửa chữa", "Xây mới"]
    assert indicator.breakdowns.get(name="Xây mới").pk == first


def test_a_part_with_data_stays(indicator, person):
    parts(indicator, person, "Xây mới", "Sửa chữa")
    make_figure(indicator, breakdown=indicator.breakdowns.get(name="Xây mới"))
    assert parts(indicator, person, "Xây mới") == ["Xây mới"]
    with pytest.raises(NotPossible, match="“Xây mới” đã có số liệu"):
        parts(indicator, person)
    with pytest.raises(NotPossible, match="ghi hai lần"):
        parts(indicator, person, "Xây mới", "Xây mới")


# -- Targets ----------------------------------------------------------------------


def target_values(**changes):
    values = {
        "organisation": None,
        "agreement": None,
        "baseline": None,
        "amount": 120,
        "source": "Nghị quyết Đại hội",
    }
    return values | YEAR | changes


def test_a_target_is_set_changed_and_removed_with_its_history(indicator, person):
    target = targeting.set_target(
        indicator=indicator, values=target_values(), by=person
    )
    seen = targeting.seen(target)
    change = {"indicator": indicator, "target": target, "as_seen": seen, "by": person}
    targeting.set_target(values=target_values(amount=150), **change)
    with pytest.raises(Stale):
        targeting.set_target(values=target_values(amount=99), **change)
    target.refresh_from_db()
    assert target.amount == 150
    assert targeting.remove_target(target=target, by=person)
    assert not targeting.remove_target(target=target, by=person)
    said = [history.sentence(e) for e in history.of(indicator)]
    assert len(said) == 3 and "150 căn" in said[1]


# -- Pages ------------------------------------------------------------------------


@pytest.fixture
def keeper(db):
    return make_user((make_organisation(), "administrator"))


def indicator_data(**changes):
    return {
        "form_token": TOKEN,
        "name": "Quỹ Vì người nghèo",
        "measured_in": "1000000000",
        "decimals": "0",
        "time_rule": "sum",
        "body_rule": "sum",
        "parts": "- Tiền\n- Hiện vật",
    } | changes


def test_an_indicator_is_added_once(visit, keeper):
    for _ in range(2):
        response = visit(keeper, url("indicator-create"), indicator_data())
        assert response.status_code == 302
    made = Indicator.objects.get()
    assert (made.unit, made.scale, made.is_money) == ("tỷ đồng", 10**9, True)
    assert [part.name for part in made.breakdowns.all()] == ["Tiền", "Hiện vật"]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"measured_in": "0"}, "Hãy ghi đơn vị tính"),
        ({"measured_in": "0", "unit": "kg", "scale": "1,5"}, "phải là số nguyên"),
        ({"measured_in": "0", "unit": "kg", "scale": "nhiều"}, "không đọc được"),
        ({"body_rule": "ratio"}, "phải có cả tử số và mẫu số"),
        ({"name": ""}, "bắt buộc"),
        ({"parts": "Tiền\nTiền"}, "ghi hai lần"),
        ({"parts": "x" * 121}, "dài nhất 120 chữ"),
        ({"time_rule": "khac"}, "khac"),
    ],
)
def test_what_cannot_be_is_refused_and_kept(visit, keeper, changes, sentence):
    response = visit(keeper, url("indicator-create"), indicator_data(**changes))
    assert response.status_code == 200
    assert sentence in response.text
    assert not Indicator.objects.exists()


def test_only_keepers_change_the_catalogue(visit, cast, keeper, indicator):
    for name in ("indicator-edit", "target-create"):
        assert visit(cast.manager, url(name, indicator.pk)).status_code == 403
        assert visit(keeper, url(name, indicator.pk)).status_code == 200
    page = visit(cast.manager, url("indicator-detail", indicator.pk)).text
    assert "Sửa chỉ tiêu" not in page
    assert indicator.name in visit(cast.manager, url("indicator-list")).text


def test_a_locked_indicator_keeps_its_rule_whatever_is_posted(visit, keeper, indicator):
    make_figure(indicator)
    data = indicator_data(
        name="Nhà ĐĐK", time_rule="latest", seen=cataloguing.seen(indicator), parts=""
    )
    assert visit(keeper, url("indicator-edit", indicator.pk), data).status_code == 302
    indicator.refresh_from_db()
    assert (indicator.name, indicator.time_rule) == ("Nhà ĐĐK", "sum")
    assert (indicator.unit, indicator.is_money) == ("căn", False)
    page = visit(keeper, url("indicator-edit", indicator.pk)).text
    assert "lập chỉ tiêu thay" in page


def test_two_at_once_lose_nothing(visit, keeper, indicator, person):
    seen = cataloguing.seen(indicator)
    change(indicator, person, definition="Người khác vừa ghi")
    data = indicator_data(name="Của tôi", seen=seen, measured_in="0", unit="căn")
    page = visit(keeper, url("indicator-edit", indicator.pk), data)
    assert "người khác đã sửa" in page.text
    assert "Của tôi" in page.text
    indicator.refresh_from_db()
    assert indicator.definition == "Người khác vừa ghi"


def test_replacing_starts_from_the_old_one(visit, keeper, indicator):
    make_figure(indicator)
    address = f"{url('indicator-create')}?thay={indicator.pk}"
    assert "Nhà đại đoàn kết" in visit(keeper, address).text
    data = indicator_data(measured_in="0", unit="nhà")
    page = visit(keeper, address, data, follow=True).text
    assert "Thay cho" in page
    old = visit(keeper, url("indicator-detail", indicator.pk)).text
    assert "đã được thay bằng" in old


def target_data(**changes):
    return {
        "form_token": TOKEN,
        "period_from": "01/01/2026",
        "period_to": "31/12/2026",
        "amount": "120 tỷ",
    } | changes


def test_a_target_is_typed_as_money_is(visit, keeper):
    fund = make_indicator(unit="tỷ đồng", scale=10**9, is_money=True)
    address = url("target-create", fund.pk)
    visit(keeper, address, target_data(baseline="1,5 tỷ"))
    target = fund.targets.get()
    assert (target.amount, target.baseline) == (120 * 10**9, 1_500_000_000)
    page = visit(keeper, url("target-edit", target.pk)).text
    assert "120 tỷ đồng" in page
    seen = targeting.seen(target)
    visit(keeper, url("target-edit", target.pk), target_data(amount="150", seen=seen))
    target.refresh_from_db()
    assert target.amount == 150 * 10**9
    visit(keeper, url("target-delete", target.pk), {})
    assert not fund.targets.exists()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"amount": "1.5"}, "không đọc được"),
        ({"amount": ""}, "bắt buộc"),
        ({"period_to": "01/01/2025"}, "từ ngày đầu kỳ trở đi"),
        ({"baseline": "-5"}, "từ 0 trở lên"),
    ],
)
def test_a_target_that_cannot_be_is_refused(
    visit, keeper, indicator, changes, sentence
):
    address = url("target-create", indicator.pk)
    response = visit(keeper, address, target_data(amount="120") | changes)
    assert sentence in response.text
    assert not indicator.targets.exists()


def test_the_target_of_a_hidden_agreement_is_for_its_readers(visit, cast, indicator):
    hidden = make_agreement(cast.committee, cast.front, is_public=False)
    targeting.set_target(
        indicator=indicator, values=target_values(agreement=hidden), by=cast.admin
    )
    address = url("indicator-detail", indicator.pk)
    assert "Nghị quyết Đại hội" in visit(cast.staff, address).text
    assert "Nghị quyết Đại hội" not in visit(cast.outsider, address).text


def test_the_list_makes_no_more_queries_for_more_rows(
    visit, cast, django_assert_max_num_queries
):
    def rows(count):
        for _ in range(count):
            made = make_indicator()
            made.breakdowns.create(name="Một phần")

    rows(3)
    visit(cast.staff, url("indicator-list"))
    with django_assert_max_num_queries(40) as first:
        visit(cast.staff, url("indicator-list"))
    rows(9)
    with django_assert_max_num_queries(len(first)):
        visit(cast.staff, url("indicator-list"))
