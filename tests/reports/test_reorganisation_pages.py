"""The pages of a reorganisation: choose, fill in, see, carry out, undo."""

from datetime import date
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone

from accounts.models import Organisation, Reminder, Reorganisation, StoredFile
from accounts.reorganisation.arrangements import Kind
from agreements.models import Agreement
from reports.models import Recommendation, Review
from reports.reorganisations import reorganisation_effects
from tests import factories, world
from tests.accounts.reorganisations import carry_out, ending, merging, undo

DAY = "01/03/2026"
LIST = reverse("reports:reorganisation-list")


def new(kind):
    return reverse("reports:reorganisation-new", args=[kind])


def heirs(*rows):
    """The rows of who receives, as the browser sends them."""
    data = {"heirs-TOTAL_FORMS": len(rows), "heirs-INITIAL_FORMS": 0}
    for number, row in enumerate(rows):
        data |= {f"heirs-{number}-{name}": value for name, value in row.items()}
    return data


def typed(**fields):
    return {
        "took_effect_on": DAY,
        "legal_basis": "Nghị quyết số 202/2025/QH15",
    } | fields


def merge(cast, **fields):
    into = {"organisation": cast.elsewhere.pk}
    return typed(bodies=[cast.department.pk]) | heirs(into) | fields


@pytest.fixture
def admin(client, cast):
    client.force_login(cast.admin)
    return client


def shown(admin, kind, data):
    """The dry run, and what its page sends when it is confirmed."""
    response = admin.post(new(kind), data)
    assert response.status_code == 200
    form = response.context["form"]
    confirm = {
        "step": "carry-out",
        "form_token": str(uuid4()),
        "fingerprint": form.initial["fingerprint"],
    }
    return response, data | confirm


def carried_out(admin, kind, data):
    _, confirm = shown(admin, kind, data)
    response = admin.post(new(kind), confirm, follow=True)
    done = Reorganisation.objects.get()
    assert response.redirect_chain[-1][0] == done.get_absolute_url()
    return done


def test_a_merger_from_the_first_page_to_the_last(admin, cast):
    assert (
        new("merge")
        in admin.get(reverse("reports:reorganisation-choose")).content.decode()
    )
    assert "Các cơ quan kết thúc" in admin.get(new("merge")).content.decode()
    response, confirm = shown(admin, "merge", merge(cast))
    assert "Sáp nhập Sở Nội vụ vào UBND tỉnh Khác" in response.content.decode()
    assert not Reorganisation.objects.exists()
    page = admin.post(new("merge"), confirm, follow=True).content.decode()
    assert "Đã thực hiện sắp xếp" in page
    assert "nhiệm vụ chuyển cho UBND tỉnh Khác" in page
    assert "Sáp nhập Sở Nội vụ" in admin.get(LIST).content.decode()


def test_a_split_with_one_new_body(admin, cast):
    part = {"name": "Sở Mới", "kind": cast.front.kind_id, "level": cast.front.level_id}
    rows = heirs({"organisation": cast.elsewhere.pk, "takes_duties": "on"}, part)
    done = carried_out(admin, "split", typed(body=cast.department.pk) | rows)
    assert Organisation.objects.get(name="Sở Mới").established_on == date(2026, 3, 1)
    assert done.kind == Kind.SPLIT


@pytest.mark.parametrize(
    ("kind", "fields", "words"),
    [
        ("rename", {"name": "Sở Khác"}, "Đổi tên Sở Nội vụ thành Sở Khác"),
        ("reclassify", {"stands_alone": "on"}, "Đổi loại, cấp, cơ quan cấp trên"),
        ("end", {}, "Kết thúc hoạt động của Sở Nội vụ"),
    ],
)
def test_the_other_kinds(admin, cast, kind, fields, words):
    done = carried_out(admin, kind, typed(body=cast.department.pk, **fields))
    assert words in done.summary
    if kind == "reclassify":
        assert Organisation.objects.get(pk=cast.department.pk).parent is None


def test_a_form_sent_twice_does_one_thing(admin, cast):
    _, confirm = shown(admin, "merge", merge(cast))
    first = admin.post(new("merge"), confirm)
    second = admin.post(new("merge"), confirm, follow=True)
    assert second.redirect_chain[0][0] == first.url
    assert "đã được gửi trước đó" in second.content.decode()
    assert Reorganisation.objects.count() == 1


def test_what_changed_meanwhile_is_shown_again(admin, cast):
    _, confirm = shown(admin, "merge", merge(cast))
    factories.make_user((cast.department, "manager"), full_name="Lê Thị Sau")
    response = admin.post(new("merge"), confirm)
    page = response.content.decode()
    assert "có thay đổi ở các cơ quan này" in page and "Lê Thị Sau" in page
    assert not Reorganisation.objects.exists()
    confirm["fingerprint"] = response.context["form"].initial["fingerprint"]
    admin.post(new("merge"), confirm)
    assert Reorganisation.objects.count() == 1


def test_what_is_refused_is_said_above_the_form_with_everything_kept(admin, cast):
    data = merge(cast) | heirs({"organisation": cast.department.pk})
    page = admin.post(new("merge"), data).content.decode()
    assert "không thể là cơ quan tiếp nhận chính nó" in page
    assert "Nghị quyết số 202/2025/QH15" in page


@pytest.mark.parametrize("kind", ["rename", "reclassify", "end"])
def test_what_is_wrong_is_summed_up_once(admin, kind):
    page = admin.post(new(kind), {}).content.decode()
    assert page.count('class="error-summary"') == 1


def test_from_the_dry_run_one_goes_back_to_what_was_typed(admin, cast):
    page = admin.post(new("merge"), merge(cast) | {"step": "edit"}).content.decode()
    assert "Bước 2 trong 3" in page and "Nghị quyết số 202/2025/QH15" in page


def test_one_more_row_without_a_script(admin, cast):
    data = typed(body=cast.department.pk) | heirs({}, {})
    response = admin.post(new("split"), data | {"add_row": "heirs"})
    assert len(response.context["wish"].rows.forms) == 3
    assert not Reorganisation.objects.exists()


def test_a_new_body_needs_its_name_kind_and_level(admin, cast):
    data = typed(bodies=[cast.department.pk]) | heirs({"short_name": "SM"})
    page = admin.post(new("merge"), data).content.decode()
    assert "Hãy nhập loại của cơ quan mới" in page
    page = admin.post(new("merge"), merge(cast, **{"heirs-0-name": "X"}))
    assert "Hãy chọn một trong hai" in page.content.decode()


def test_the_document_is_checked_and_kept(admin, cast):
    _, confirm = shown(admin, "merge", merge(cast))
    wrong = ContentFile(b"not a pdf", name="qd.pdf")
    page = admin.post(new("merge"), confirm | {"document": wrong}).content.decode()
    assert "không phải là tệp .pdf" in page
    right = ContentFile(world.PDF, name="qd.pdf")
    admin.post(new("merge"), confirm | {"document": right})
    done = Reorganisation.objects.get()
    assert done.document == StoredFile.objects.get()
    response = admin.get(reverse("reports:reorganisation-document", args=[done.pk]))
    assert b"".join(response.streaming_content) == world.PDF


def test_an_unknown_kind_and_a_missing_document_are_not_found(admin, cast):
    assert admin.get(new("khac")).status_code == 404
    done = carry_out(ending(cast.department), by=cast.admin)
    address = reverse("reports:reorganisation-document", args=[done.pk])
    assert admin.get(address).status_code == 404


def test_nobody_but_the_administrator_of_the_system(client, cast):
    done = carry_out(ending(cast.department), by=cast.admin)
    local = factories.make_user((cast.committee, "administrator"))
    for user in (cast.manager, local):
        client.force_login(user)
        for address in (LIST, new("end"), done.get_absolute_url()):
            assert client.get(address).status_code == 403
        assert client.post(new("end"), typed(body=cast.front.pk)).status_code == 403
        assert LIST not in client.get(reverse("reports:workspace")).content.decode()


def test_the_page_of_a_body_leads_here_and_brings_the_body_along(admin, cast):
    address = f"{reverse('reports:reorganisation-choose')}?co-quan={cast.front.pk}"
    assert address in admin.get(cast.front.get_absolute_url()).content.decode()
    assert (
        f"{new('rename')}?co-quan={cast.front.pk}"
        in admin.get(address).content.decode()
    )
    page = admin.get(f"{new('rename')}?co-quan={cast.front.pk}").content.decode()
    assert f'<option value="{cast.front.pk}" selected>' in page


def test_the_administration_points_here_and_only_shows_what_was_done(admin, cast):
    done = carry_out(ending(cast.department), by=cast.admin)
    body = reverse("admin:accounts_organisation_change", args=[cast.front.pk])
    assert "hãy dùng mục “Sắp xếp tổ chức”" in admin.get(body).content.decode()
    row = reverse("admin:accounts_reorganisation_change", args=[done.pk])
    assert admin.get(row).status_code == 200
    assert admin.post(row, {"summary": "Khác"}).status_code == 403


# -- Undoing -------------------------------------------------------------------


def test_undoing_from_its_page(admin, cast):
    done = carry_out(merging(cast.department, into=cast.elsewhere), by=cast.admin)
    address = reverse("reports:reorganisation-undo", args=[done.pk])
    assert address in admin.get(done.get_absolute_url()).content.decode()
    data = {"reason": "ghi nhầm", "form_token": str(uuid4())}
    page = admin.post(address, data, follow=True).content.decode()
    assert "Đã hoàn tác việc sắp xếp" in page and "Lý do: ghi nhầm" in page
    assert Organisation.objects.get(pk=cast.department.pk).dissolved_on is None


def test_the_page_says_why_it_cannot_be_undone(admin, cast):
    done = carry_out(merging(cast.department, into=cast.elsewhere), by=cast.admin)
    carry_out(merging(cast.elsewhere, into=cast.front), by=cast.admin)
    page = admin.get(done.get_absolute_url()).content.decode()
    address = reverse("reports:reorganisation-undo", args=[done.pk])
    assert address not in page and "sau đó có việc sắp xếp" in page
    data = {"reason": "ghi nhầm", "form_token": str(uuid4())}
    assert "Chưa hoàn tác được" in admin.post(address, data).content.decode()


# -- Effects -------------------------------------------------------------------


@pytest.fixture
def busy(cast, agreement):
    """The department leads, coordinates and reports; the committee decides plans."""
    plan = factories.make_issued_plan(agreement)
    late = factories.make_focus_task(plan, lead_organisation=cast.front)
    factories.make_focus_task(
        plan, lead_organisation=cast.front, due_on=date(2027, 1, 31)
    )
    factories.make_focus_task(plan, lead_organisation=cast.front, state="cancelled")
    late.coordinations.create(organisation=cast.department)
    factories.make_cluster(cast.committee, cast.front)
    factories.make_review(agreement, office=cast.front, state=Review.State.DRAFT)
    return agreement


def counted(bodies, on=date(2026, 11, 21)):
    found = reorganisation_effects.of_ending(bodies, day=date(2026, 3, 1), on=on)
    return {effect.title: effect for effect in found}


def test_the_dry_run_counts_what_names_the_ended_body(cast, busy):
    found = counted([cast.front])
    assert {title: effect.count for title, effect in found.items()} == {
        "Quy chế cần rà soát": 1,
        "Nhiệm vụ đang chủ trì": 2,
        "Báo cáo đang soạn": 1,
        "Cụm thi đua": 1,
    }
    assert "1 nhiệm vụ quá hạn" in found["Nhiệm vụ đang chủ trì"].follows
    assert counted([cast.department])["Nhiệm vụ đang phối hợp"].count == 1


def test_the_agreements_foretold_are_those_that_then_need_review(cast, busy):
    on = date(2026, 11, 21)
    factories.make_agreement(cast.front, cast.elsewhere, term_end_year=2025)
    factories.make_agreement(cast.front, cast.elsewhere, signed_on=None)
    foretold = reorganisation_effects.to_review([cast.front.pk], on)
    assert not Agreement.objects.to_review(on).exists()
    carry_out(merging(cast.front, into=cast.elsewhere), by=cast.admin)
    assert set(Agreement.objects.to_review(on)) == set(foretold) == {busy}


def test_an_agreement_that_the_body_carries_on_is_foretold_too(cast, agreement):
    on = date(2026, 11, 21)
    carry_out(ending(cast.front), by=cast.admin)
    agreement.parties.get(position=2).decisions.create(
        agreement=agreement,
        outcome="continue",
        organisation=cast.department,
        decided_on=date(2026, 3, 1),
    )
    assert reorganisation_effects.to_review([cast.front.pk], on) == []
    foretold = reorganisation_effects.to_review([cast.department.pk], on)
    carry_out(merging(cast.department, into=cast.elsewhere), by=cast.admin)
    assert set(Agreement.objects.to_review(on)) == set(foretold) == {agreement}


def test_the_dry_run_counts_the_duties_it_has_taken_over(cast, busy):
    carry_out(merging(cast.front, into=cast.elsewhere), by=cast.admin)
    found = counted([cast.elsewhere])
    assert {title: effect.count for title, effect in found.items()} == {
        "Nhiệm vụ đang chủ trì": 2,
        "Báo cáo đang soạn": 1,
        "Cụm thi đua": 1,
    }


def test_the_reminders_that_wait_are_counted_by_what_the_body_owes(cast, busy):
    plan = factories.make_issued_plan(busy, office=cast.front)
    task = factories.make_focus_task(plan, lead_organisation=cast.front)
    asked = factories.make_focus_task(plan, state="submitted")
    part = task.coordinations.create(organisation=cast.department)
    said = Recommendation.objects.create(
        sender=cast.committee, wording="Bố trí", sent_on=date(2026, 3, 1)
    )
    addressee = said.addressees.create(organisation=cast.front)
    meeting = factories.make_conference(busy, owner=cast.front)
    waiting = {
        "task": task,
        "step": task.steps.create(position=1, name="Họp"),
        "confirmation": asked,
        "cascade": task.cascade.create(organisation=cast.front),
        "reply": addressee,
        "report": Review.objects.get(),
        "meeting": meeting,
        "agreement_end": busy,
    }
    for duty, row in {**waiting, "part": part}.items():
        Reminder.objects.create(
            receiver=cast.front_staff,
            duty=duty,
            duty_id=row.pk,
            step=0,
            due_on=date(2026, 3, 1),
            why="",
            tell_on=date(2026, 3, 1),
            planned_at=timezone.now(),
        )
    title = "Lượt nhắc việc đang chờ gửi"
    assert counted([cast.front])[title].count == len(waiting)
    assert counted([cast.department])[title].count == 1
    Reminder.objects.update(state="withdrawn", settled_at=timezone.now())
    assert title not in counted([cast.front])


def test_long_lists_are_capped_and_say_how_many_more(cast, agreement):
    plan = factories.make_issued_plan(agreement)
    for _ in range(12):
        factories.make_focus_task(plan, lead_organisation=cast.front)
    effect = counted([cast.front])["Nhiệm vụ đang chủ trì"]
    assert (len(effect.items), effect.more) == (10, 2)


def test_signed_and_issued_documents_never_change(cast, agreement):
    issued = world.issued_review(agreement, cast)
    kept = Review.objects.filter(pk=issued.pk)
    names = [party.name_as_signed for party in agreement.parties.all()]
    before = kept.values().get(), [f.stored_file.sha256 for f in issued.files.all()]
    done = carry_out(merging(cast.committee, into=cast.elsewhere), by=cast.admin)
    for step in (lambda: None, lambda: undo(done, by=cast.admin)):
        step()
        files = [f.stored_file.sha256 for f in issued.files.all()]
        assert (kept.values().get(), files) == before
        assert [p.name_as_signed for p in agreement.parties.all()] == names
