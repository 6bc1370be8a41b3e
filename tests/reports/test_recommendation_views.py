"""The pages of the register, for the sender, the addressee, and others."""

from datetime import date, timedelta
from urllib.parse import urlencode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from accounts.models import WorkingYear
from reports.models import Recommendation, ReplyTerm, ReviewPoint
from reports.recommendations import (
    carrying,
    raised_at_conferences,
    recommending,
    replying,
)
from tests.factories import (
    make_agreement,
    make_conference,
    make_focus_task,
    make_issued_plan,
    make_plan,
    make_review,
)
from tests.world import PDF

SENT = date(2026, 3, 2)


def pdf():
    return SimpleUploadedFile("tra-loi.pdf", PDF, content_type="application/pdf")


@pytest.fixture
def make(cast, agreement):
    def make(*addressees, is_sent=True, due_on=None, wording="Công khai dự án"):
        row = recommending.draft(
            values={"wording": wording, "sender": cast.front, "agreement": agreement},
            addressees=addressees or [cast.department],
            by=cast.front_staff,
        )
        if is_sent:
            recommending.send(
                recommendation=row,
                by=cast.front_staff,
                on=SENT,
                sent_on=SENT,
                due_on=due_on,
            )
            row.refresh_from_db()
        return row

    return make


def drafted(visit, cast, **more):
    address = reverse("reports:recommendation-create")
    token = visit(cast.front_staff, address).context["form"]["form_token"].value()
    return {
        "form_token": token,
        "version": 1,
        "wording": "Công khai các dự án",
        "sender": cast.front.pk,
        "source": "supervision",
        "noi-nhan-TOTAL_FORMS": 2,
        "noi-nhan-INITIAL_FORMS": 0,
        "noi-nhan-0-organisation": cast.department.pk,
        "noi-nhan-1-organisation": cast.committee.pk,
    } | more


def test_written_sent_answered_and_judged_through_the_pages(visit, cast, agreement):
    ReplyTerm.objects.create(source="supervision", days=30)
    create = reverse("reports:recommendation-create")
    sent = drafted(visit, cast, agreement=agreement.pk)
    page = visit(cast.front_staff, create, sent).url
    assert visit(cast.front_staff, create, sent).url == page  # a second click
    row = Recommendation.objects.get()
    assert visit(cast.lead, page).status_code == 404  # a draft is the sender's alone

    send = reverse("reports:recommendation-send", args=[row.pk])
    form = visit(cast.front_staff, send)
    assert "không phải quy định của pháp luật" in form.content.decode()
    sending = {
        "form_token": form.context["form"]["form_token"].value(),
        "sent_on": SENT.strftime("%d/%m/%Y"),
        "document_number": "45/MTTQ-BTT",
        "due_as_written": "trong 15 ngày",
        "use_default": "on",
        "upload": pdf(),
    }
    assert visit(cast.front_staff, send, sending).url == page
    row.refresh_from_db()
    assert (row.due_on, row.due_basis) == (date(2026, 3, 17), "document")
    assert "45/MTTQ-BTT" in visit(cast.reviewer, page).content.decode()

    answering = visit(cast.lead, page).content.decode()
    assert "cần trả lời" in answering and "quá hạn" in answering
    reply = reverse("reports:recommendation-reply", args=[row.pk])
    form = visit(cast.lead, reply).context["form"]
    answer = {
        "form_token": form["form_token"].value(),
        "addressee": row.addressees.get(organisation=cast.department).pk,
        "verdict": "partly",
        "text": "Đã công khai 3/5 dự án",
        "document_number": "12/SNV",
        "document_on": "10/03/2026",
        "upload": pdf(),
    }
    for _ in range(2):
        assert visit(cast.lead, reply, answer | {"upload": pdf()}).url == page
    found = row.addressees.get(organisation=cast.department).replies.get()

    judge = reverse("reports:reply-judge", args=[found.pk])
    refused = visit(cast.front_staff, judge, {"judgement": "unsatisfactory"})
    assert "Hãy ghi vì sao" in refused.content.decode()
    done = {"judgement": "unsatisfactory", "note": "Còn 2 dự án"}
    assert visit(cast.front_staff, judge, done).url == page
    told = visit(cast.lead, page).content.decode()
    assert "Còn 2 dự án" in told and "chưa thỏa đáng" in told
    document = reverse("reports:reply-document", args=[found.pk])
    downloaded = visit(cast.reviewer, document)
    assert downloaded.getvalue() == PDF
    for close in downloaded._resource_closers:
        close()  # not downloaded.close(): that would end the test's connection too
    assert visit(cast.outsider, document).status_code == 404


def test_what_was_typed_stays_when_it_is_refused(visit, cast):
    create = reverse("reports:recommendation-create")
    sent = drafted(visit, cast, **{"noi-nhan-0-organisation": cast.front.pk})
    page = visit(cast.front_staff, create, sent).content.decode()
    assert "không đồng thời là nơi nhận" in page and "Công khai các dự án" in page
    empty = {"noi-nhan-0-organisation": "", "noi-nhan-1-organisation": ""}
    page = visit(cast.front_staff, create, sent | empty).content.decode()
    assert "ít nhất một cơ quan" in page and "Công khai các dự án" in page
    assert not Recommendation.objects.exists()


def test_two_who_edit_a_draft_are_told(visit, cast, make):
    row = make(is_sent=False)
    edit = reverse("reports:recommendation-edit", args=[row.pk])
    sent = drafted(visit, cast, version=row.version)
    assert visit(cast.front_staff, edit, sent).status_code == 302
    page = visit(cast.front_manager, edit, sent | {"wording": "Lời khác"})
    assert "người khác đã sửa" in page.content.decode()
    assert "Lời khác" in page.content.decode()


def test_a_correction_and_a_recall_say_why(visit, cast, make):
    row = make()
    correct = reverse("reports:recommendation-correct", args=[row.pk])
    changed = {"wording": "Công khai đủ", "version": row.version}
    assert "bắt buộc" in visit(cast.front_staff, correct, changed).content.decode()
    visit(cast.front_staff, correct, changed | {"reason": "Nhầm"})
    row.refresh_from_db()
    assert row.wording == "Công khai đủ"
    recall = reverse("reports:recommendation-recall", args=[row.pk])
    visit(cast.front_staff, recall, {"reason": "Đã làm xong"})
    page = visit(cast.lead, row.get_absolute_url()).content.decode()
    assert "Đã rút" in page and "cần trả lời" not in page


def test_raised_again_from_its_page(visit, cast, make):
    row = make()
    page = visit(cast.front_staff, row.get_absolute_url()).content.decode()
    again = f"{reverse('reports:recommendation-create')}?neu-lai={row.pk}"
    assert again in page
    sent = drafted(visit, cast, wording="Công khai dự án (lần 2)")
    url = visit(cast.front_staff, again, sent).url
    new = Recommendation.objects.get(raises_again=row)
    assert url == new.get_absolute_url()
    form = visit(cast.front_staff, again)
    assert "Công khai dự án" in form.content.decode()


def test_from_a_supervision_task_with_the_task_as_its_origin(visit, cast, agreement):
    task = make_focus_task(
        make_issued_plan(agreement), kind="supervision", lead_organisation=cast.front
    )
    page = visit(cast.front_staff, task.get_absolute_url()).content.decode()
    create = f"{reverse('reports:recommendation-create')}?nhiem-vu={task.pk}"
    assert create in page
    visit(cast.front_staff, create, drafted(visit, cast))
    row = Recommendation.objects.get()
    assert (row.supervision, row.source) == (task, "supervision")
    assert task.title[:20] in visit(cast.front_staff, row.get_absolute_url()).text


def test_those_of_a_conference_and_of_a_report_are_completed_and_sent(
    visit, cast, agreement
):
    conclusion = make_conference(agreement, conclusions=1).conclusions.get()
    told, _ = raised_at_conferences.recommend(conclusion=conclusion, by=cast.staff)
    review = make_review(agreement, state="recorded", office=None)
    of_report = Recommendation.objects.create(review=review, wording="Chế độ báo cáo")
    for row, words in ((told, conclusion.wording), (of_report, "Chế độ báo cáo")):
        edit = reverse("reports:recommendation-edit", args=[row.pk])
        sent = drafted(visit, cast, wording="Lời khác")
        assert visit(cast.front_staff, edit, sent).status_code == 302
        row.refresh_from_db()
        assert row.wording == words  # the words are those of the record
        assert row.addressees.count() == 2
        send = reverse("reports:recommendation-send", args=[row.pk])
        form = visit(cast.front_staff, send).context["form"]
        token = {"form_token": form["form_token"].value(), "sent_on": "02/03/2026"}
        assert visit(cast.front_staff, send, token).status_code == 302
        row.refresh_from_db()
        assert row.is_sent


def test_one_answered_on_the_spot_reads_so_and_is_never_overdue(visit, cast, agreement):
    review = make_review(agreement, state="recorded")
    row = Recommendation.objects.create(review=review, wording="Nguồn lực")
    ReviewPoint.objects.create(
        review=review, kind="direction", wording="Đề xuất công trình", answers=row
    )
    page = visit(cast.front_staff, row.get_absolute_url()).content.decode()
    assert "Trả lời: Đề xuất công trình" in page
    assert "Đã trả lời tại chỗ" in page and "uá hạn" not in page
    edit = reverse("reports:recommendation-edit", args=[row.pk])
    assert visit(cast.front_staff, edit).status_code == 403


# -- The register --------------------------------------------------------------


def shown(visit, person, **asked):
    address = f"{reverse('reports:recommendation-list')}?{urlencode(asked)}"
    response = visit(person, address)
    return {row.wording for row in response.context["rows"]}


@pytest.fixture
def register(cast, make):
    on = timezone.localdate()
    late = make(due_on=on - timedelta(days=20), wording="Quá hạn")
    make(cast.committee, wording="Không hạn")
    make(is_sent=False, wording="Bản soạn")
    settled = make(due_on=on - timedelta(days=20), wording="Đã xong")
    reply = replying.reply(
        addressee=settled.addressees.get(),
        verdict="accepted",
        text="Đã làm",
        by=cast.lead,
        on=SENT,
    )
    replying.judge(reply=reply, judgement="satisfactory", by=cast.front_staff, on=SENT)
    return late


def test_the_register_by_state_addressee_and_band(visit, cast, register):
    def found(**asked):
        return shown(visit, cast.front_staff, **asked)

    department = cast.department.pk
    assert len(found()) == 4
    assert found(state="draft") == {"Bản soạn"}
    assert found(state="settled") == {"Đã xong"}
    assert found(state="waiting") == {"Quá hạn", "Không hạn"}
    assert found(overdue="on") == {"Quá hạn"}
    assert found(addressee=department) == {"Quá hạn", "Đã xong", "Bản soạn"}
    assert found(addressee=department, band="qua-30") == {"Quá hạn"}
    assert found(band="khong-han") == {"Không hạn"}
    assert found(year=SENT.year) == {"Quá hạn", "Không hạn", "Đã xong"}
    assert found(sender=cast.front.pk, q="qua han") == {"Quá hạn"}
    assert shown(visit, cast.lead) == {"Quá hạn", "Đã xong"}
    assert shown(visit, cast.outsider) == set()


def test_the_ageing_table_links_to_the_list(visit, cast, register):
    address = reverse("reports:recommendation-ageing")
    page = visit(cast.front_staff, address).content.decode()
    assert f"?addressee={cast.department.pk}&amp;band=qua-30" in page
    assert "100%" not in page and "50%" in page
    assert "Chưa có kiến nghị" in visit(cast.outsider, address).content.decode()


def test_the_register_as_a_file(visit, cast, register):
    address = reverse("reports:recommendation-list")
    response = visit(cast.front_staff, f"{address}?tai=csv&state=settled")
    content = b"".join(response).decode("utf-8-sig")
    assert "Đã xong" in content and "Quá hạn" not in content


def test_it_is_found_by_the_search_of_the_site(visit, cast, register):
    address = reverse("search")
    page = visit(cast.lead, f"{address}?q=qua+han").content.decode()
    assert register.get_absolute_url() in page
    page = visit(cast.outsider, f"{address}?q=qua+han").content.decode()
    assert register.get_absolute_url() not in page


def test_rows_of_the_register_cost_no_more_queries(
    visit, cast, make, django_assert_max_num_queries
):
    make()
    visit(cast.front_staff, reverse("reports:recommendation-list"))
    for _ in range(6):
        make(cast.committee, cast.department)
    with django_assert_max_num_queries(32):
        visit(cast.front_staff, reverse("reports:recommendation-list"))


# -- Into the next plan --------------------------------------------------------


def test_ticked_recommendations_become_tasks_of_the_draft_once(
    visit, cast, agreement, make
):
    plan = make_plan(agreement, office=cast.committee)
    row = make(cast.department, cast.committee)
    settled_elsewhere = make_agreement(cast.committee, cast.front)
    address = reverse("reports:plan-recommendations", args=[plan.pk])
    assert "Công khai dự án" in visit(cast.staff, address).content.decode()
    other = make_plan(settled_elsewhere, office=cast.committee)
    there = reverse("reports:plan-recommendations", args=[other.pk])
    assert "Công khai dự án" not in visit(cast.staff, there).content.decode()
    for _ in range(2):
        visit(cast.staff, address, {"kien-nghi": [row.pk, "9" * 30, "x"]})
    task = plan.tasks.get()
    assert (task.title, task.lead_organisation) == ("Công khai dự án", cast.department)
    assert [part.organisation for part in task.coordinations.all()] == [cast.committee]
    assert list(row.tasks.all()) == [task]
    assert (task.due_on, task.deadline_as_written) == (None, "")
    page = visit(cast.staff, task.get_absolute_url()).content.decode()
    assert "Thực hiện kiến nghị" in page and row.get_absolute_url() in page
    assert "đã có trong dự thảo" in visit(cast.staff, address).content.decode()


def test_those_of_the_replaced_agreement_come_along(cast, agreement, make):
    row = make()
    successor = make_agreement(cast.committee, cast.front)
    successor.predecessors.add(agreement)
    plan = make_plan(successor, office=cast.committee)
    assert list(carrying.open_for(plan)) == [row]
    long = make(wording="Việc " * 300)
    (task,) = carrying.carry_over(
        plan=plan, recommendations=[long], by=cast.staff, on=SENT
    )
    assert task.title.endswith("…") and task.note == long.wording


# -- A term in working days --------------------------------------------------------


def holiday(cast, *days, is_confirmed=True):
    known = {"confirmed_at": timezone.now(), "confirmed_by": cast.admin}
    year = WorkingYear.objects.create(year=2026, **(known if is_confirmed else {}))
    for day in days:
        year.days.create(on=day, kind="off", name="Nghỉ")


@pytest.fixture
def send_form(visit, cast, make):
    """Ask to send the draft with these words; the answer."""
    row = make(cast.department, is_sent=False)
    url = reverse("reports:recommendation-send", args=[row.pk])
    token = visit(cast.front_staff, url).context["form"]["form_token"].value()
    typed = {"form_token": token, "sent_on": SENT.strftime("%d/%m/%Y")}

    def send(**more):
        answer = visit(cast.front_staff, url, typed | more)
        row.refresh_from_db()
        return answer, row

    return send


def test_working_days_are_counted_and_shown_before_it_is_sent(cast, send_form):
    holiday(cast, date(2026, 3, 5))
    words = {"due_as_written": "trong 07 (bảy) ngày làm việc"}
    answer, row = send_form(**words)
    text = answer.content.decode()
    assert (
        "7 ngày làm việc kể từ ngày gửi, theo lịch làm việc: Thứ Năm, 12/03/2026"
        in text
    )
    assert 'value="12/03/2026"' in text and "chưa được xác nhận" not in text
    assert not row.is_sent

    _, row = send_form(**words, due_on="12/03/2026")
    assert (row.due_on, row.due_basis) == (date(2026, 3, 12), "document")


def test_the_counted_day_can_be_changed(cast, send_form):
    holiday(cast, date(2026, 3, 5))
    words = {"due_as_written": "trong 07 ngày làm việc"}
    _, row = send_form(**words, due_on="13/03/2026")
    assert row.due_on == date(2026, 3, 13)


def test_a_calendar_that_nobody_confirmed_is_said_to_be_so(cast, send_form):
    holiday(cast, date(2026, 3, 5), is_confirmed=False)
    answer, row = send_form(due_as_written="trong 07 ngày làm việc", upload=pdf())
    text = answer.content.decode()
    assert "Thứ Tư, 11/03/2026" in text
    assert "Lịch làm việc năm 2026 chưa được xác nhận" in text
    assert "chọn lại tệp văn bản" in text
    assert not row.is_sent


def test_other_words_in_a_correction_are_counted_anew(visit, cast, make):
    row = make(cast.department, due_on=date(2026, 4, 1))
    url = reverse("reports:recommendation-correct", args=[row.pk])
    form = visit(cast.front_staff, url).context["form"]
    typed = {
        "wording": row.wording,
        "reason": "Ghi rõ hạn",
        "version": form["version"].value(),
        "due_as_written": "trong 05 ngày làm việc",
        "due_on": "01/04/2026",
    }
    answer = visit(cast.front_staff, url, typed)
    day = answer.context["form"].data["due_on"]
    assert "5 ngày làm việc kể từ ngày gửi" in answer.content.decode()
    visit(cast.front_staff, url, typed | {"due_on": day})
    row.refresh_from_db()
    assert f"{row.due_on:%d/%m/%Y}" == day != "01/04/2026"
