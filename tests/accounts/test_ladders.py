"""Ladders of reminders: typed, tried out, saved, deleted, and on record."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from accounts import history
from accounts.errors import NotPossible, Stale
from accounts.models import HistoryEntry, Ladder, Reminder
from accounts.reminding import revising
from accounts.reminding.ladder_forms import LadderForms
from accounts.reminding.ladder_row_forms import WEEKLY_BEFORE, typed
from accounts.reminding.ladder_wording import Rung, said, step_said
from agreements.models import AgreementLadder
from tests import factories

SIMPLE = [Rung("owner", -7), Rung("owner", 0)]
FIRST = (
    "15, 7, 3, 1 ngày trước hạn · đúng hạn · mỗi tuần sau hạn · "
    "lãnh đạo: 5 ngày sau hạn rồi mỗi tuần"
)


def ladder_of(duty="task"):
    return Ladder.objects.get(duty=duty, is_default=True)


def was_of(ladder):
    return revising.token_of(ladder.name, revising.rungs_of(ladder))


def change(ladder, by, rungs=SIMPLE, name="Mặc định", was=None):
    was = was_of(ladder) if was is None else was
    return revising.revise(ladder=ladder, name=name, rungs=rungs, was=was, by=by)


def rows(*filled, stored=0, name="Mặc định", **more):
    """What a browser posts: (days, side, audience, weekly) of each row."""
    data = {
        "name": name,
        "rows-TOTAL_FORMS": str(len(filled)),
        "rows-INITIAL_FORMS": str(stored),
        "form_token": "5f0c9d4e-1111-4a2b-9c3d-000000000001",
        "was": "",
    }
    for number, row in enumerate(filled):
        days, side, audience, weekly = (*row, *[""] * 4)[:4]
        data |= {
            f"rows-{number}-days": days,
            f"rows-{number}-side": side,
            f"rows-{number}-audience": audience or "owner",
        }
        if weekly:
            data[f"rows-{number}-repeats_weekly"] = "on"
    return data | more


def forms_of(*filled, **more):
    forms = LadderForms(rows(*filled, **more), name="", rungs=[], was="")
    forms.is_valid()
    return forms


def problems(*filled, **more):
    return [text for text, _ in forms_of(*filled, **more).problems()]


BEFORE = ("7", "truoc")


# -- In words ----------------------------------------------------------------


def test_a_ladder_reads_as_one_line(db):
    assert said(revising.rungs_of(ladder_of())) == FIRST
    assert said(SIMPLE) == "7 ngày trước hạn · đúng hạn"
    leader = [Rung("owner", -1), Rung("leader", -30), Rung("leader", 0)]
    assert said(leader) == "1 ngày trước hạn · lãnh đạo: 30 ngày trước hạn, đúng hạn"
    assert said([]) == "không nhắc ai"
    assert [step_said(days) for days in (-7, 0, 14)] == [
        "7 ngày trước hạn",
        "đúng hạn",
        "14 ngày sau hạn",
    ]


def test_every_first_ladder_may_be_saved_as_it_is(db):
    for ladder in Ladder.objects.all():
        rungs = revising.rungs_of(ladder)
        cells = [typed(rung) for rung in rungs]
        filled = [
            (str(c["days"] or ""), c["side"], c["audience"], c["repeats_weekly"])
            for c in cells
        ]
        forms = forms_of(*filled, (), (), stored=len(filled))
        assert forms.problems() == []
        assert forms.rows.rungs() == rungs


# -- What is typed wrong -----------------------------------------------------


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (("7", "truoc"), "Bậc 2: Trùng với bậc 1."),
        (("401", "truoc"), "Bậc 2: Nhiều nhất 400 ngày trước hoặc sau hạn."),
        (("1.000", "sau"), "Bậc 2: Nhiều nhất 400 ngày trước hoặc sau hạn."),
        (("-3", "truoc"), "Bậc 2: Ghi số ngày không có dấu trừ"),
        (("7,5", "truoc"), "Bậc 2: Hãy ghi số ngày tròn."),
        (("bảy", "truoc"), "Bậc 2: “bảy” không phải số ngày."),
        (("0", "sau"), "Bậc 2: Ghi từ 1 ngày trở lên, hoặc chọn “đúng hạn”."),
        (("3", "truoc", "owner", "on"), f"Bậc 2: {WEEKLY_BEFORE}"),
        (("", "dung", "owner", "on"), f"Bậc 2: {WEEKLY_BEFORE}"),
        (("5", "dung"), "Bậc 2: Đúng hạn thì để trống số ngày."),
        (("5", ""), "Bậc 2: Hãy chọn trước hạn, đúng hạn hay sau hạn."),
        (("", "sau"), "Bậc 2: Hãy ghi số ngày."),
    ],
)
def test_a_wrong_row_is_told_in_a_clear_sentence(db, row, told):
    assert [text for text in problems(BEFORE, row) if text.startswith(told)]


def test_a_step_within_a_weekly_one_is_told_twice(db):
    weekly = ("7", "sau", "owner", "on")
    assert problems(BEFORE, weekly, ("21", "sau")) == [
        "Bậc 3: Có ngày trùng với bậc 2 (mỗi tuần sau hạn)."
    ]
    assert problems(BEFORE, weekly, ("21", "sau", "leader")) == []


@pytest.mark.parametrize(
    "filled", [[], [("3", "sau")], [("3", "truoc", "leader"), ("1", "sau")]]
)
def test_a_duty_cannot_be_switched_off(db, cast, filled):
    assert problems(*filled) == [revising.NEVER_OFF]
    with pytest.raises(ValidationError, match="Phải giữ ít nhất một bậc"):
        change(ladder_of(), cast.admin, rungs=[Rung("owner", 3)])


def test_a_row_goes_by_emptying_it_or_by_a_tick(db):
    forms = forms_of(BEFORE, ("", "truoc"), ("3", "truoc"), stored=3)
    assert forms.problems() == [] and len(forms.rows.rungs()) == 2
    ticked = {"rows-1-DELETE": "on"}
    forms = forms_of(BEFORE, ("không", "sai"), stored=2, **ticked)
    assert forms.problems() == [] and forms.rows.rungs() == [Rung("owner", -7)]


def test_forged_rows_are_refused_in_a_sentence(db):
    many = {"rows-TOTAL_FORMS": "5000"}
    assert problems(BEFORE, **many)[0] == "Mỗi thang nhiều nhất 40 bậc."
    broken = {"rows-TOTAL_FORMS": "x", "rows-INITIAL_FORMS": "y"}
    assert "thiếu phần các bậc" in problems(BEFORE, **broken)[0]
    assert problems(BEFORE, name="\u200b") == ["Hãy ghi tên thang."]


# -- The workflow ------------------------------------------------------------


def test_a_change_is_saved_and_on_record_in_words(cast):
    ladder = ladder_of()

    assert change(ladder, cast.admin)
    assert revising.rungs_of(ladder_of()) == SIMPLE
    entry = history.of(ladder).get()
    assert entry.changes == [
        {"field": "các bậc", "from": FIRST, "to": "7 ngày trước hạn · đúng hạn"}
    ]
    sentence = history.sentence(entry)
    assert "đã đổi thang nhắc việc “Mặc định” (Hoàn thành nhiệm vụ)" in sentence


def test_the_same_again_is_no_change(cast):
    ladder = ladder_of()
    was = was_of(ladder)
    assert change(ladder, cast.admin, was=was)
    # The second click of a double one: saved already, not somebody else's change.
    assert not change(ladder, cast.admin, was=was)
    assert history.of(ladder).count() == 1


def test_nobody_saves_over_somebody_elses_change(cast):
    ladder = ladder_of()
    was = was_of(ladder)
    change(ladder, cast.admin)
    with pytest.raises(Stale):
        change(ladder, cast.admin, rungs=[Rung("owner", -2)], was=was)
    assert revising.rungs_of(ladder) == SIMPLE


def test_a_name_is_used_once_for_a_kind(cast):
    made = revising.add(duty="task", name=" Nhanh ", rungs=SIMPLE, by=cast.admin)
    assert made.name == "Nhanh" and not made.is_default
    revising.add(duty="part", name="Nhanh", rungs=SIMPLE, by=cast.admin)
    for act in (
        lambda: revising.add(duty="task", name="Nhanh", rungs=SIMPLE, by=cast.admin),
        lambda: change(ladder_of(), cast.admin, name="Nhanh"),
    ):
        with pytest.raises(ValidationError, match="đã có thang mang tên đó"):
            act()


def test_only_an_unused_further_ladder_is_deleted(cast, agreement):
    made = revising.add(duty="task", name="Nhanh", rungs=SIMPLE, by=cast.admin)
    use = AgreementLadder.objects.create(agreement=agreement, duty="task", ladder=made)
    with pytest.raises(NotPossible, match="Còn 1 quy chế"):
        revising.remove(ladder=made, by=cast.admin)
    use.delete()
    revising.remove(ladder=made, by=cast.admin)
    with pytest.raises(NotPossible, match="đã được người khác xóa"):
        change(made, cast.admin, was="")
    with pytest.raises(NotPossible, match="mặc định"):
        revising.remove(ladder=ladder_of(), by=cast.admin)
    actions = HistoryEntry.objects.filter(target_type="accounts.ladder")
    assert actions.first().action.startswith("đã xóa thang nhắc việc “Nhanh”")


# -- The pages ---------------------------------------------------------------


@pytest.fixture
def administrator(cast):
    """Of the committee, which stands under no other body."""
    return factories.make_user((cast.committee, "administrator"))


def page_of(client, user, name, *args, data=None):
    client.force_login(user)
    address = reverse(f"accounts:{name}", args=args)
    return client.get(address) if data is None else client.post(address, data)


def text_of(response):
    return " ".join(response.content.decode().split())


def test_everybody_reads_when_they_will_be_reminded(client, cast, agreement):
    made = revising.add(duty="task", name="Nhanh", rungs=SIMPLE, by=cast.admin)
    AgreementLadder.objects.create(agreement=agreement, duty="task", ladder=made)
    text = text_of(page_of(client, cast.outsider, "ladder-list"))

    assert FIRST in text and "7 ngày trước hạn · đúng hạn" in text
    assert "1 quy chế" in text and "Còn lại, trừ 1 quy chế" in text
    assert "đã thêm thang nhắc việc “Nhanh”" in text
    assert reverse("accounts:ladder-edit", args=[made.pk]) not in text


def test_administrators_of_a_top_body_edit_and_of_a_department_do_not(
    client, cast, administrator
):
    below = factories.make_user((cast.department, "administrator"))
    for user, status in ((administrator, 200), (below, 403), (cast.manager, 403)):
        for name, args in (
            ("ladder-edit", [ladder_of().pk]),
            ("ladder-add", ["task"]),
            ("ladder-delete", [ladder_of().pk]),
        ):
            assert page_of(client, user, name, *args).status_code == status
    assert page_of(client, administrator, "ladder-add", "khac").status_code == 404
    text = text_of(page_of(client, administrator, "ladder-list"))
    assert reverse("accounts:ladder-add", args=["task"]) in text


def test_a_ladder_is_changed_on_its_page(client, administrator):
    ladder = ladder_of()
    data = rows(BEFORE, ("", "dung"), (), was=was_of(ladder))
    response = page_of(client, administrator, "ladder-edit", ladder.pk, data=data)

    assert response.status_code == 302
    assert revising.rungs_of(ladder) == SIMPLE
    text = text_of(client.get(response.url))
    assert "Đã lưu thang nhắc việc" in text and "đã đổi thang nhắc việc" in text


def test_looking_first_saves_nothing_and_keeps_what_was_typed(client, administrator):
    ladder = ladder_of()
    data = rows(("9", "truoc"), ("", "dung"), (), was=was_of(ladder), preview="1")
    response = page_of(client, administrator, "ladder-edit", ladder.pk, data=data)

    text = text_of(response)
    assert "9 ngày trước hạn · đúng hạn" in text and 'value="9"' in text
    assert "Xem trước 30 ngày tới" in text and "Không ai được nhắc" in text
    assert said(revising.rungs_of(ladder)) == FIRST
    assert not HistoryEntry.objects.exists() and not Reminder.objects.exists()


def test_the_second_of_two_editors_is_told_and_loses_nothing(client, administrator):
    ladder = ladder_of()
    was = was_of(ladder)
    change(ladder, administrator)
    data = rows(("9", "truoc"), was=was)
    response = page_of(client, administrator, "ladder-edit", ladder.pk, data=data)

    text = text_of(response)
    assert "người khác đã sửa nội dung này" in text and 'value="9"' in text
    assert revising.rungs_of(ladder) == SIMPLE
    again = data | {"was": response.context["forms"].form["was"].value()}
    assert page_of(
        client, administrator, "ladder-edit", ladder.pk, data=again
    ).status_code == (302)
    assert revising.rungs_of(ladder) == [Rung("owner", -9)]


def test_more_empty_rows_come_without_a_script_and_without_blame(client, administrator):
    data = rows(("x", ""), add_row="1")
    response = page_of(client, administrator, "ladder-add", "task", data=data)

    forms = response.context["forms"]
    assert len(forms.rows.forms) == 4 and forms.problems() == []
    assert 'value="x"' in text_of(response)


def test_a_ladder_is_added_once_by_a_double_click(client, administrator):
    data = rows(BEFORE, name="Nhanh")
    for _ in range(2):
        response = page_of(client, administrator, "ladder-add", "task", data=data)
        assert response.status_code == 302
    assert Ladder.objects.filter(duty="task").count() == 2
    data |= {"form_token": "5f0c9d4e-1111-4a2b-9c3d-000000000002"}
    response = page_of(client, administrator, "ladder-add", "task", data=data)
    assert revising.TAKEN in text_of(response)


def test_a_new_ladder_reminds_nobody_yet(client, administrator):
    data = rows(BEFORE, name="Nhanh", preview="1")
    text = text_of(page_of(client, administrator, "ladder-add", "task", data=data))
    assert "Chưa quy chế nào dùng thang này" in text


def test_the_page_of_deletion_names_the_agreements_in_the_way(
    client, cast, agreement, administrator
):
    made = revising.add(duty="task", name="Nhanh", rungs=SIMPLE, by=cast.admin)
    hidden = factories.make_agreement(factories.make_organisation())
    for row in (agreement, hidden):
        AgreementLadder.objects.create(agreement=row, duty="task", ladder=made)
    text = text_of(page_of(client, administrator, "ladder-delete", made.pk))
    assert agreement.subject in text and hidden.subject not in text
    assert "1 quy chế khác" in text
    data = {"form_token": "5f0c9d4e-1111-4a2b-9c3d-000000000003"}
    page = page_of(client, administrator, "ladder-delete", made.pk, data=data)
    assert "Còn 2 quy chế" in text_of(page)

    AgreementLadder.objects.all().delete()
    for _ in range(2):
        page = page_of(client, administrator, "ladder-delete", made.pk, data=data)
        assert page.status_code == 302
    assert not Ladder.objects.filter(pk=made.pk).exists()
    assert page_of(client, administrator, "ladder-edit", made.pk).status_code == 404
