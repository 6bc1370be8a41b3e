"""The pages of asking the units, as the office, as a unit, as somebody else."""

import io
from datetime import date, timedelta

import openpyxl
import pytest
from django.utils import timezone
from django.utils.html import escape

from accounts import history
from accounts.models import Promise
from reports.indicators import tracing
from reports.models import Collection, Figure, PeriodKind
from reports.unit_reports import collecting, unit_sheet
from reports.unit_reports.unit_figures import lines
from reports.workspaces.waiting import waiting_for
from tests import factories
from tests.reports.addresses import url
from tests.reports.asking import AT, State, in_state, make, of

TOKEN = "7f9f1c1e-7d59-4b1f-9d6e-1c1d8f0c2a51"


@pytest.fixture
def asked(cast, agreement):
    soon = timezone.localdate() + timedelta(days=5)
    return make(cast, agreement, units_due_on=soon)


def posted(page, **changes):
    """The form of a new collection as the page offers it: one click."""
    form = page.context["form"]
    data = {name: form[name].value() for name in form.fields}
    data |= {
        name: value.strftime("%d/%m/%Y")
        for name, value in data.items()
        if isinstance(value, date)
    }
    data = {k: getattr(v, "pk", v) for k, v in data.items() if v not in (None, "")}
    return data | {"form_token": TOKEN} | changes


def test_one_click_from_the_duty_of_an_agreement(visit, cast, agreement):
    plan = factories.make_issued_plan(
        agreement, office=cast.committee, year=timezone.localdate().year
    )
    factories.make_focus_task(plan, lead_organisation=cast.department)
    soon = timezone.localdate() + timedelta(days=20)
    duty = agreement.reporting_duties.create(
        period_kind=PeriodKind.objects.get(code="nam"),
        wording="trước ngày hẹn hằng năm",
        units_due_day=min(soon.day, 28),
        units_due_month=soon.month,
        units_due_year=soon.year - timezone.localdate().year,
    )
    agreed = visit(cast.staff, agreement.get_absolute_url()).text
    address = url("collection-create", che_do=duty.pk)
    assert address in agreed
    page = visit(cast.staff, address)
    assert "Năm " in page.text and "trước ngày hẹn hằng năm" in page.text
    for _ in range(2):
        visit(cast.staff, address, posted(page))
    collection = Collection.objects.get()
    assert collection.duty == duty
    assert collection.units_due_on.month == soon.month
    units = {row.organisation for row in collection.unit_reports.all()}
    assert units == {cast.front, cast.department}
    listed = visit(cast.lead, url("collection-list")).text
    assert collection.title in listed and "0/2 đơn vị" in listed


def test_another_period_is_told_in_full(visit, cast, agreement):
    address = url("collection-create", quy_che=agreement.pk, ky="khac")
    page = visit(cast.staff, address)
    assert page.context["form"] is None
    assert "Hãy đặt tên cho kỳ này" in page.text
    page = visit(cast.staff, f"{address}&ten=Quý+I&tu=01/01/2026&den=31/03/2026")
    assert "Quý I" in page.text
    due = timezone.localdate() + timedelta(days=9)
    visit(
        cast.staff,
        f"{address}&ten=Quý+I&tu=01/01/2026&den=31/03/2026",
        posted(page, units_due_on=due.strftime("%d/%m/%Y")),
    )
    collection = Collection.objects.get()
    assert (collection.period_label, collection.period_to) == (
        "Quý I",
        date(2026, 3, 31),
    )


def test_a_free_collection_asks_whom_one_names(visit, cast):
    page = visit(cast.front_staff, url("collection-create"))
    due = (timezone.localdate() + timedelta(days=9)).strftime("%d/%m/%Y")
    data = posted(page, units_due_on=due)
    refused = visit(cast.front_staff, url("collection-create"), data)
    assert "ít nhất một đơn vị" in refused.text
    data["other_1"] = cast.elsewhere.pk
    visit(cast.front_staff, url("collection-create"), data)
    assert Collection.objects.get().unit_reports.get().organisation == cast.elsewhere


def test_the_office_sees_all_units_and_a_unit_its_own(visit, cast, agreement, asked):
    Collection.objects.update(agreement=None)
    page = visit(cast.staff, asked.collection.get_absolute_url()).text
    assert "Sở Nội vụ" in page and "Ủy ban MTTQ tỉnh" in page
    page = visit(cast.lead, asked.collection.get_absolute_url()).text
    assert "Mở báo cáo" in page and "Ủy ban MTTQ tỉnh" not in page
    assert visit(cast.outsider, asked.collection.get_absolute_url()).status_code == 404


def test_asking_a_body_opens_none_of_its_figures(visit, cast, asked):
    """Anybody may ask: what it was not told, the office learns nowhere."""
    figure = factories.make_figure(asked.houses, cast.department, amount=77)
    before = factories.make_figure(
        asked.houses,
        cast.department,
        amount=66,
        period_from=date(2025, 1, 1),
        period_to=date(2025, 6, 30),
    )
    days = asked.collection.period_from, asked.collection.period_to
    trace = tracing.total_url(asked.houses.pk, [cast.department.pk], *days)
    page = visit(cast.staff, asked.report.get_absolute_url()).text
    assert figure.words not in page and before.words not in page
    assert visit(cast.staff, trace).status_code == 404
    own = visit(cast.lead, asked.report.get_absolute_url()).text
    assert figure.words in own and before.words in own

    in_state(asked.report, State.SENT)
    page = visit(cast.staff, asked.report.get_absolute_url()).text
    assert figure.words in page and before.words in page
    page = visit(cast.staff, asked.collection.get_absolute_url())
    assert escape(trace) in page.text
    assert visit(cast.staff, trace).status_code == 200
    of_before = tracing.total_url(
        asked.houses.pk, [cast.department.pk], before.period_from, before.period_to
    )
    assert visit(cast.staff, of_before).status_code == 404


def test_what_was_handed_in_is_corrected_only_after_a_return(visit, cast, asked):
    figure = factories.make_figure(
        asked.houses, cast.department, unit_report=asked.report
    )
    address = figure.get_absolute_url()
    assert "Sửa số liệu" in visit(cast.lead, address).text
    in_state(asked.report, State.RECEIVED)
    page = visit(cast.lead, address).text
    assert "Sửa số liệu" not in page and "báo cáo cần được trả lại" in page
    assert visit(cast.lead, f"{address}sua/").status_code == 403
    data = {"reason": "Nhầm", "version": 1}
    assert visit(cast.lead, f"{address}rut/", data).status_code == 403
    in_state(asked.report, State.RETURNED)
    assert visit(cast.lead, f"{address}sua/").status_code == 200


def test_what_was_proposed_is_not_in_a_report_that_was_sent(visit, cast, asked):
    factories.make_figure(
        asked.houses, cast.department, amount=77, period_to=date(2026, 3, 31)
    )
    address = url("unit-sheet", asked.report.pk)

    def value(user):
        book = openpyxl.load_workbook(io.BytesIO(visit(user, address).content))
        return book["Số liệu"].cell(unit_sheet.HEAD_ROW + 2, unit_sheet.VALUE + 1).value

    assert (value(cast.lead), value(cast.staff)) == (77, None)
    in_state(asked.report, State.SENT)
    assert (value(cast.lead), value(cast.staff)) == (None, None)


def test_a_collection_is_corrected_and_a_stale_form_refused(visit, cast, asked):
    address = url("collection-edit", asked.collection.pk)
    page = visit(cast.staff, address)
    data = posted(page, instructions="Gửi kèm ảnh")
    assert visit(cast.staff, address, data).status_code == 302
    stale = visit(cast.manager, address, data | {"instructions": "Khác"})
    assert "người khác đã sửa" in stale.text
    assert stale.context["form"]["instructions"].value() == "Khác"


def test_units_are_added_by_group_and_by_name(visit, cast, asked):
    new = factories.make_organisation("Sở Y tế", kind="so", parent=cast.committee)
    address = url("collection-add", asked.collection.pk)
    group = f"{address}?parent={cast.committee.pk}"
    page = visit(cast.staff, group)
    assert "Sở Y tế" in page.text and "1 cơ quan trong nhóm" in page.text
    visit(cast.staff, group, {"form_token": TOKEN, "co-quan": [new.pk]})
    visit(cast.staff, address, {"form_token": TOKEN, "other": cast.elsewhere.pk})
    assert asked.collection.unit_reports.count() == 4
    again = visit(cast.staff, address, {"form_token": TOKEN, "other": new.pk})
    assert "đều có trong" in again.text


def test_one_or_all_are_reminded_and_within_a_day_only_on_purpose(visit, cast, asked):
    address = url("collection-nudge", asked.collection.pk)
    one = f"{address}?don-vi={asked.report.pk}"
    assert "Sở Nội vụ" in visit(cast.staff, one).text
    visit(cast.staff, one, {"form_token": TOKEN})
    asked.report.refresh_from_db()
    assert asked.report.nudges == 1
    page = visit(cast.staff, one)
    assert "mới được nhắc trong 24 giờ qua" in page.text
    token = TOKEN[:-1] + "2"
    told = visit(cast.staff, address, {"form_token": token}, follow=True).text
    assert "Chưa nhắc lại vì mới nhắc" in told
    token = TOKEN[:-1] + "3"
    visit(cast.staff, one, {"form_token": token, "again": "on"})
    asked.report.refresh_from_db()
    asked.other.refresh_from_db()
    assert (asked.report.nudges, asked.other.nudges) == (2, 1)


def test_a_collection_is_closed_and_opened_again(visit, cast, asked):
    visit(cast.staff, url("collection-close", asked.collection.pk), {})
    page = visit(cast.staff, asked.collection.get_absolute_url()).text
    assert "Đã kết thúc" in page and "Nhắc nộp" not in page
    visit(cast.staff, url("collection-reopen", asked.collection.pk), {})
    asked.collection.refresh_from_db()
    assert asked.collection.is_open


# -- The unit ------------------------------------------------------------------


def test_a_part_is_written_with_what_was_proposed(visit, cast, asked, agreement):
    plan = factories.make_issued_plan(agreement, office=cast.committee)
    factories.make_focus_task(plan, title="Giám sát", lead_organisation=cast.department)
    address = url("unit-part", asked.report.pk, "ket-qua")
    page = visit(cast.lead, address)
    assert "- Giám sát: chưa thực hiện." in page.text
    data = {"text": "Mở đầu", "version": 1}
    page = visit(cast.lead, address, data | {"chen": "1"})
    typed = page.context["form"]["text"].value()
    assert typed == "Mở đầu\n- Giám sát: chưa thực hiện."
    assert not asked.report.texts.exists()
    visit(cast.lead, address, data | {"text": typed})
    stale = visit(cast.lead, address, data | {"text": "Khác"})
    assert "người khác đã sửa" in stale.text
    assert stale.context["form"]["text"].value() == "Khác"
    assert visit(cast.lead, url("unit-part", asked.report.pk, "x")).status_code == 404


def test_figures_are_typed_in_one_table(visit, cast, asked):
    address = url("unit-figures", asked.report.pk)
    key = lines(asked.report)[0].key
    wrong = visit(cast.lead, address, {f"value_{key}": "mười"})
    assert "không đọc được thành số" in wrong.text
    data = {f"value_{key}": "1.242", f"qualifier_{key}": "above"}
    assert visit(cast.lead, address, data).status_code == 302
    page = visit(cast.staff, asked.report.get_absolute_url()).text
    assert "trên 1.242 căn" in page
    stale = visit(cast.lead, address, data | {f"value_{key}": "3"})
    assert "nay là: trên 1.242 căn" in stale.text
    assert Figure.objects.get().amount == 1242


def test_a_shared_result_is_entered_on_its_page(visit, cast, asked):
    address = url("unit-figure-shared", asked.report.pk)
    data = {"form_token": TOKEN, "indicator": asked.houses.pk, "value": "40"}
    assert "cùng với" in visit(cast.lead, address, data).text.lower()
    for _ in range(2):
        visit(cast.lead, address, data | {"others": [cast.front.pk]})
    assert Figure.objects.get().organisations.count() == 2
    page = visit(cast.front_staff, asked.other.get_absolute_url()).text
    assert "kết quả chung của" in page


def test_what_is_missing_is_asked_why_before_it_is_sent(visit, cast, asked):
    address = url("unit-report-send", asked.report.pk)
    page = visit(cast.lead, address)
    assert "Chưa có số liệu" in page.text and "Vẫn gửi" in page.text
    refused = visit(cast.lead, address, {"form_token": TOKEN})
    assert "ghi rõ vì sao" in refused.text
    visit(cast.lead, address, {"form_token": TOKEN, "note": "Chưa thống kê xong"})
    page = visit(cast.staff, asked.report.get_absolute_url()).text
    assert "Chưa thống kê xong" in page and "Nhận báo cáo" in page
    again = visit(cast.lead, address, {"form_token": TOKEN}, follow=True)
    assert "nên không sửa được" in again.text


def test_who_is_late_is_told_where_the_figures_go(visit, cast, asked):
    collecting.close(collection=asked.collection, by=cast.staff, at=AT)
    address = url("unit-report-send", asked.report.pk)
    assert "đưa vào báo cáo kỳ sau" in visit(cast.lead, address).text
    data = {"form_token": TOKEN, "note": "Muộn"}
    told = visit(cast.lead, address, data, follow=True).text
    assert "Vì đợt thu báo cáo đã kết thúc" in told


@pytest.mark.parametrize(
    ("act", "state", "data", "after"),
    [
        ("unit-report-receive", State.SENT, {}, State.RECEIVED),
        ("unit-report-return", State.SENT, {"reason": "Thiếu"}, State.RETURNED),
        ("unit-report-leave-out", State.ENTERING, {"reason": "Miễn"}, State.LEFT_OUT),
        ("unit-report-take-back", State.LEFT_OUT, {"reason": "Cần"}, State.ENTERING),
    ],
)
def test_the_office_acts_on_one_report(visit, cast, asked, act, state, data, after):
    in_state(asked.report, state)
    address = url(act, asked.report.pk)
    answer = visit(cast.staff, address, data | {"form_token": TOKEN})
    assert answer.status_code == 302
    assert of(asked.collection, cast.department).state == after
    late = visit(cast.staff, address, data | {"form_token": TOKEN}, follow=True)
    if act != "unit-report-receive":
        assert "Hãy tải lại trang" in late.text


def test_more_time_wants_a_later_day(visit, cast, asked):
    address = url("unit-report-extend", asked.report.pk)
    data = {"form_token": TOKEN, "reason": "Lũ", "due_on": "01/01/2026"}
    assert "phải sau hạn cũ" in visit(cast.staff, address, data).text
    day = timezone.localdate() + timedelta(days=30)
    visit(cast.staff, address, data | {"due_on": day.strftime("%d/%m/%Y")})
    assert of(asked.collection, cast.department).due_on == day


def test_a_unit_promises_a_day_and_the_office_sees_it(visit, cast, asked):
    from django.urls import reverse

    address = reverse("accounts:promise", args=["unit_report", asked.report.pk])
    assert address in visit(cast.lead, asked.report.get_absolute_url()).text
    day = timezone.localdate() + timedelta(days=3)
    form = visit(cast.lead, address).context["form"]
    data = {"form_token": form["form_token"].value(), "note": "Chờ phòng"}
    visit(cast.lead, address, data | {"promised_on": day.strftime("%d/%m/%Y")})
    assert Promise.objects.get().organisation == cast.department
    assert "nộp báo cáo" in cast.staff.notifications.get().text
    page = visit(cast.staff, asked.collection.get_absolute_url()).text
    assert f"Hẹn ngày {day:%d/%m/%Y}" in page
    said = " ".join(history.sentence(e) for e in history.of(asked.report))
    assert "đã hẹn đến ngày" in said


# -- What waits ----------------------------------------------------------------


def test_the_desk_shows_what_to_send_and_what_to_receive(cast, asked):
    on = timezone.localdate()
    (line,) = (w for w in waiting_for(cast.lead, on) if w.action == "Nhập báo cáo")
    assert line.title == asked.collection.title and not line.is_late
    in_state(asked.report, State.RETURNED)
    (line,) = (w for w in waiting_for(cast.lead, on) if w.action == "Chỉnh lý")
    assert "Lý do" in line.detail
    in_state(asked.report, State.SENT)
    (line,) = (w for w in waiting_for(cast.staff, on) if w.action == "Xem và nhận")
    assert line.title == "Báo cáo của Sở Nội vụ"
    assert not [w for w in waiting_for(cast.lead, on) if "báo cáo" in w.action]
