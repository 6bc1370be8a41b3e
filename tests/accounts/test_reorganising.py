"""Merging, splitting, renaming, reclassifying, ending; and undoing it."""

from datetime import date, timedelta

import pytest

from accounts import history
from accounts.errors import NotPossible, Stale
from accounts.models import (
    FormerKind,
    FormerLevel,
    FormerName,
    FormerParent,
    Membership,
    Notification,
    Organisation,
    OrganisationLevel,
    Reorganisation,
    Role,
    Succession,
)
from accounts.people import people
from accounts.reorganisation.proposals import propose
from accounts.reorganisation.succession import bearer_of, successors_on
from agreements.models import ContinuationDecision
from tests import factories
from tests.accounts.reorganisations import (
    BASIS,
    DAY,
    TODAY,
    arrangement,
    carry_out,
    ending,
    merging,
    new_body,
    renaming,
    splitting,
    undo,
)

EVE = DAY - timedelta(days=1)


@pytest.fixture
def bodies(db):
    return [factories.make_organisation(f"Sở {letter}") for letter in "ABCD"]


@pytest.fixture
def admin(db):
    return factories.make_user(username="quantri", is_superuser=True)


def fresh(body):
    return Organisation.objects.get(pk=body.pk)


# -- Each kind -----------------------------------------------------------------


def test_a_merger_into_a_new_body_passes_every_duty_to_it(bodies, admin):
    one, other, *_ = bodies
    carry_out(merging(one, other, into=new_body(one, "Sở Mới", symbol="SM")), by=admin)

    new = Organisation.objects.get(name="Sở Mới")
    assert new.established_on == DAY and new.symbol == "SM"
    for body in (one, other):
        body = fresh(body)
        assert (body.dissolved_on, body.end_kind) == (DAY, "merged")
        assert body.legal_basis == BASIS
        assert bearer_of(body, EVE) == body
        assert bearer_of(body, DAY) == new


def test_a_merger_into_an_existing_body_leaves_it_as_it_was(bodies, admin):
    one, other, *_ = bodies
    carry_out(merging(one, into=other), by=admin)
    assert fresh(other).established_on is None
    assert bearer_of(fresh(one), DAY) == other


def test_a_split_body_has_one_bearer_and_every_part_is_told(bodies, admin):
    one, taker, other, _ = bodies
    carry_out(splitting(one, taker, other, new_body(one, "Sở E")), by=admin)
    assert bearer_of(fresh(one), DAY) == taker
    assert [b.name for b in successors_on(fresh(one), DAY)] == ["Sở B", "Sở C", "Sở E"]
    assert fresh(one).end_kind == "split"


def test_a_renamed_body_keeps_its_former_name(bodies, admin):
    body = bodies[0]
    traits = {"name": "Sở Z", "short_name": "SZ", "symbol": "SZ"}
    carry_out(arrangement("rename", body, traits=traits), by=admin)
    body = fresh(body)
    assert (body.name_on(EVE), body.name_on(DAY)) == ("Sở A", "Sở Z")
    assert FormerName.objects.get().legal_basis == BASIS


def test_a_reclassified_body_keeps_each_former_trait(bodies, admin):
    body, above, *_ = bodies
    kind = factories.make_organisation(kind="mttq").kind
    level = OrganisationLevel.objects.create(code="thanh-pho", name="Thành phố")
    traits = {"kind": kind, "level": level, "parent": above}
    before = body.kind, body.level, None
    carry_out(arrangement("reclassify", body, traits=traits), by=admin)
    body = fresh(body)
    assert (body.kind_on(EVE), body.level_on(EVE), body.parent_on(EVE)) == before
    assert (body.kind_on(DAY), body.level_on(DAY), body.parent_on(DAY)) == (
        kind,
        level,
        above,
    )
    for model in (FormerKind, FormerLevel, FormerParent):
        assert model.objects.count() == 1
    assert not FormerName.objects.exists()


def test_a_body_may_end_without_a_successor(bodies, admin):
    body = bodies[0]
    user = factories.make_user((body, "staff"))
    carry_out(ending(body), by=admin)
    assert bearer_of(fresh(body), DAY) is None
    assert successors_on(fresh(body), DAY) == []
    assert user.memberships.get().ended_on == DAY


def test_a_body_that_ends_may_name_who_takes_its_duties(bodies, admin):
    carry_out(ending(bodies[0], bodies[1]), by=admin)
    assert bearer_of(fresh(bodies[0]), DAY) == bodies[1]
    assert fresh(bodies[0]).end_kind == "ended"


def test_the_bearer_is_found_along_a_chain(bodies, admin):
    one, two, three, _ = bodies
    carry_out(merging(one, into=two), by=admin)
    later = DAY + timedelta(days=30)
    carry_out(merging(two, into=three, day=later), by=admin)
    assert bearer_of(fresh(one), later - timedelta(days=1)) == two
    assert bearer_of(fresh(one), later) == three


def test_nobody_bears_the_duties_of_a_body_not_yet_founded(bodies, admin):
    carry_out(merging(bodies[0], into=new_body(bodies[0], "Sở Mới")), by=admin)
    assert bearer_of(Organisation.objects.get(name="Sở Mới"), EVE) is None


def test_it_may_be_recorded_before_it_takes_effect(bodies, admin):
    one, two, *_ = bodies
    day = TODAY + timedelta(days=40)
    user = factories.make_user((one, "staff"))
    carry_out(merging(one, into=two, day=day), by=admin)
    assert bearer_of(fresh(one), TODAY) == fresh(one)
    assert list(user.memberships.current(TODAY)) == [
        user.memberships.get(organisation=one)
    ]
    assert user.memberships.current(day).get().organisation == two


# -- What moves with it ----------------------------------------------------------


def test_bodies_below_move_under_the_successor(bodies, admin):
    one, two, child, gone = bodies
    Organisation.objects.filter(pk__in=[child.pk, gone.pk]).update(parent=one)
    Organisation.objects.filter(pk=gone.pk).update(dissolved_on=date(2020, 1, 1))
    carry_out(merging(one, into=two), by=admin)
    child = fresh(child)
    assert (child.parent_on(EVE), child.parent_on(DAY)) == (one, two)
    assert fresh(gone).parent == one


def test_a_successor_below_the_ended_body_rises_instead_of_standing_under_itself(
    bodies, admin
):
    top, one, between, heir = bodies
    for body, above in ((one, top), (between, one), (heir, between)):
        Organisation.objects.filter(pk=body.pk).update(parent=above)
    carry_out(merging(one, into=heir), by=admin)
    assert fresh(between).parent == top
    assert fresh(heir).parent == between


def test_people_move_with_role_and_post(bodies, admin):
    one, two, *_ = bodies
    user = factories.make_user((one, "manager"))
    user.memberships.update(post="Giám đốc", ended_on=date(2027, 1, 1))
    carry_out(merging(one, into=two), by=admin)
    old, new = user.memberships.order_by("pk")
    assert old.ended_on == DAY
    assert (new.organisation, new.role, new.post) == (two, Role.MANAGER, "Giám đốc")
    assert (new.started_on, new.ended_on) == (DAY, date(2027, 1, 1))
    assert "Sở B" in Notification.objects.get(user=user).text


def test_one_person_in_two_merged_bodies_gets_one_place(bodies, admin):
    one, two, three, _ = bodies
    user = factories.make_user((one, "staff"), (two, "staff"), (two, "manager"))
    carry_out(merging(one, two, into=three), by=admin)
    held = user.memberships.current(DAY)
    assert sorted(place.role for place in held) == ["manager", "staff"]
    assert {place.organisation for place in held} == {three}


def test_who_already_serves_the_successor_only_leaves_the_old_place(bodies, admin):
    one, two, *_ = bodies
    user = factories.make_user((one, "staff"), (two, "staff"))
    carry_out(merging(one, into=two), by=admin)
    place = user.memberships.get(organisation=two)
    assert (place.started_on, place.ended_on) == (None, None)


def test_a_place_that_was_over_in_the_successor_is_taken_up_again(bodies, admin):
    one, two, *_ = bodies
    user = factories.make_user((one, "staff"), (two, "staff"))
    user.memberships.filter(organisation=two).update(ended_on=date(2020, 1, 1))
    carry_out(merging(one, into=two), by=admin)
    place = user.memberships.get(organisation=two)
    assert (place.started_on, place.ended_on) == (DAY, None)


def test_places_that_touch_become_one(bodies, admin):
    one, two, *_ = bodies
    user = factories.make_user((one, "staff"), (two, "staff"))
    user.memberships.filter(organisation=two).update(
        started_on=date(2026, 6, 1), ended_on=None
    )
    carry_out(merging(one, into=two), by=admin)
    assert user.memberships.get(organisation=two).started_on == DAY


def test_a_place_that_begins_later_begins_in_the_successor(bodies, admin):
    one, two, *_ = bodies
    user = factories.make_user((one, "staff"))
    begins = DAY + timedelta(days=10)
    user.memberships.update(started_on=begins)
    carry_out(merging(one, into=two), by=admin)
    assert not user.memberships.current(DAY).exists()
    assert user.memberships.current(begins).get().organisation == two


def test_nobody_is_given_the_days_before_a_later_appointment(bodies, admin):
    one, two, *_ = bodies
    user = factories.make_user((one, "staff"), (two, "staff"))
    user.memberships.filter(organisation=one).update(ended_on=DAY + timedelta(days=5))
    user.memberships.filter(organisation=two).update(
        started_on=DAY + timedelta(days=50)
    )
    carry_out(merging(one, into=two), by=admin)
    place = user.memberships.get(organisation=two)
    assert place.started_on == DAY + timedelta(days=50)


def test_every_touched_body_tells_it_in_its_history(bodies, admin):
    one, two, child, _ = bodies
    Organisation.objects.filter(pk=child.pk).update(parent=one)
    carry_out(merging(one, into=two), by=admin)
    said = {
        body: history.sentence(history.of(body).get()) for body in (one, two, child)
    }
    assert "kết thúc từ ngày 01/03/2026, nhiệm vụ chuyển cho Sở B" in said[one]
    assert "tiếp nhận nhiệm vụ của Sở A" in said[two]
    assert "sang trực thuộc Sở B" in said[child]
    assert BASIS in said[one]


# -- Refusals --------------------------------------------------------------------


def refused(wanted, words, *, on=TODAY):
    rows = Reorganisation.objects.count(), Succession.objects.count()
    with pytest.raises(NotPossible, match=words):
        carry_out(wanted, on=on)
    assert rows == (Reorganisation.objects.count(), Succession.objects.count())


def test_refusals_about_what_was_typed(bodies):
    one, two, three, _ = bodies
    refused(merging(one, into=two, legal_basis=" "), "căn cứ pháp lý")
    refused(merging(one, into=two, day=date(206, 1, 1)), "quá xa")
    refused(merging(one, into=two, day=TODAY + timedelta(days=400)), "một năm tới")
    refused(renaming(one, "Z", day=TODAY + timedelta(days=1)), "từ ngày có hiệu lực")
    refused(renaming(one, "  "), "không được để trống")
    refused(renaming(one, "Sở A"), "Chưa có gì thay đổi")
    refused(arrangement("merge"), "Hãy chọn cơ quan được sắp xếp")
    refused(arrangement("merge", one), "một cơ quan tiếp nhận")
    refused(ending(one, two, three), "Chỉ một cơ quan")
    refused(merging(one, into=new_body(one, " ")), "tên của cơ quan mới")
    refused(arrangement("rename", one, two, traits={"name": "X"}), "một cơ quan")


def test_refusals_about_who_receives(bodies):
    one, two, three, _ = bodies
    refused(merging(one, two, into=two), "chính nó")
    refused(splitting(one, two), "ít nhất hai")
    refused(splitting(one, two, two), "hai lần")
    both = splitting(one, two, three).heirs
    for_nobody = tuple(type(heir)(heir.body, takes_duties=False) for heir in both)
    refused(arrangement("split", one, heirs=for_nobody), "đúng một cơ quan")
    refused(merging(one, into=new_body(one, "Sở B")), "Đã có cơ quan mang tên Sở B")
    refused(merging(one, into=new_body(one, "M", parent=one)), "không tồn tại vào ngày")


def test_the_new_body_may_bear_the_name_of_one_that_ends(bodies, admin):
    one, two, *_ = bodies
    carry_out(merging(one, two, into=new_body(one, "Sở A")), by=admin)
    assert Organisation.objects.filter(name="Sở A").count() == 2


def test_refusals_about_days(bodies, admin):
    one, two, three, _ = bodies
    Organisation.objects.filter(pk=one.pk).update(established_on=DAY)
    refused(ending(one), "tồn tại từ ngày 01/03/2026")
    Organisation.objects.filter(pk=two.pk).update(dissolved_on=date(2020, 1, 1))
    refused(ending(two), "đã kết thúc từ ngày 01/01/2020")
    refused(merging(three, into=two), "đã kết thúc")
    carry_out(renaming(three, "Sở Z"), by=admin)
    refused(ending(three, day=DAY - timedelta(days=9)), "thay đổi ghi từ ngày")


def test_a_body_cannot_stand_below_itself(bodies):
    one, two, *_ = bodies
    Organisation.objects.filter(pk=two.pk).update(parent=one)
    refused(arrangement("reclassify", one, traits={"parent": two}), "trực thuộc")
    refused(arrangement("reclassify", one, traits={"parent": one}), "trực thuộc")


def test_a_level_that_is_no_more_is_refused(bodies):
    level = OrganisationLevel.objects.create(
        code="huyen", name="Cấp huyện", ended_on=date(2025, 7, 1)
    )
    refused(arrangement("reclassify", bodies[0], traits={"level": level}), "không còn")


def test_a_child_that_moved_later_is_in_the_way(bodies):
    one, two, child, _ = bodies
    Organisation.objects.filter(pk=child.pk).update(parent=one)
    FormerParent.objects.create(organisation=child, until=TODAY)
    refused(merging(one, into=two), "đổi cơ quan cấp trên")


# -- What was shown is what is done -------------------------------------------------


def test_the_dry_run_writes_nothing_and_tells_what_is_done(bodies, admin):
    one, two, child, _ = bodies
    Organisation.objects.filter(pk=child.pk).update(parent=one)
    factories.make_user((one, "staff"))
    wanted = merging(one, two, into=new_body(one, "Sở Mới"))
    before = list(Organisation.objects.values()), list(Membership.objects.values())
    proposal = propose(wanted, on=TODAY)
    assert before == (
        list(Organisation.objects.values()),
        list(Membership.objects.values()),
    )
    done = carry_out(wanted, by=admin, fingerprint=proposal.fingerprint())
    assert done.journal["words"] == proposal.words()
    assert done.summary == proposal.summary()
    assert len(done.journal["created"]) == len(proposal.created)
    shown = {row.pk: values for row, values in proposal.changed()}
    new = Organisation.objects.get(name="Sở Mới").pk
    shown[child.pk]["parent"] = [one.pk, new]
    assert {pk: values for _, pk, values in done.journal["changed"]} == shown


def test_it_is_not_carried_out_once_what_was_shown_has_changed(bodies, admin):
    one, two, *_ = bodies
    shown = propose(merging(one, into=two), on=TODAY).fingerprint()
    factories.make_user((one, "staff"))
    with pytest.raises(Stale):
        carry_out(merging(one, into=two), by=admin, fingerprint=shown)
    assert not Reorganisation.objects.exists()


# -- Undoing ---------------------------------------------------------------------


def test_undoing_restores_and_keeps_the_record(bodies, admin):
    one, two, child, _ = bodies
    Organisation.objects.filter(pk=child.pk).update(parent=one)
    user = factories.make_user((one, "staff"))
    tables = (Organisation, Membership, Succession, FormerParent)
    before = [list(model.objects.order_by("pk").values()) for model in tables]
    done = carry_out(merging(one, two, into=new_body(one, "Sở Mới")), by=admin)
    undo(done, by=admin)
    assert before == [list(model.objects.order_by("pk").values()) for model in tables]
    done.refresh_from_db()
    assert done.undone_by == admin and done.undo_reason == "ghi nhầm"
    assert "Sở Mới" in done.summary
    assert "hoàn tác" in history.sentence(history.of(one)[0])
    assert "giữ lại vai trò" in Notification.objects.filter(user=user)[0].text


def undo_refused(done, admin, words):
    with pytest.raises(NotPossible, match=words):
        undo(done, by=admin)
    done.refresh_from_db()
    assert done.undone_at is None


def test_undoing_needs_a_reason_and_happens_once(bodies, admin):
    done = carry_out(merging(bodies[0], into=bodies[1]), by=admin)
    with pytest.raises(NotPossible, match="lý do"):
        undo(done, by=admin, reason=" ")
    undo(done, by=admin)
    with pytest.raises(NotPossible, match="đã được hoàn tác"):
        undo(done, by=admin)


def test_a_later_reorganisation_is_undone_first(bodies, admin):
    one, two, three, _ = bodies
    first = carry_out(merging(one, into=two), by=admin)
    second = carry_out(merging(two, into=three), by=admin)
    undo_refused(first, admin, "sau đó có việc sắp xếp")
    undo(second, by=admin)
    undo(first, by=admin)
    assert fresh(one).dissolved_on is None


def test_a_value_corrected_since_is_not_overwritten(bodies, admin):
    done = carry_out(renaming(bodies[0], "Sở Z"), by=admin)
    Organisation.objects.filter(pk=bodies[0].pk).update(name="Sở Z mới")
    undo_refused(done, admin, "đã được sửa")


def test_a_person_who_left_the_new_body_does_not_get_the_old_place_back(bodies, admin):
    one, two, *_ = bodies
    user = factories.make_user((one, "staff"))
    done = carry_out(merging(one, into=two), by=admin)
    place = user.memberships.get(organisation=two)
    people.end_place(place=place, ended_on=TODAY, by=admin, on=TODAY)
    undo_refused(done, admin, "thôi từ ngày")


def use_as_party(body):
    factories.make_agreement(body, factories.make_organisation())


def use_in_group(body):
    agreement = factories.make_agreement()
    agreement.parties.first().members.add(body)


def use_as_lead(body):
    factories.make_focus_task(lead_organisation=body)


def use_in_figure(body):
    factories.make_figure(None, body)


def use_by_person(body):
    factories.make_user((body, "staff"))


@pytest.mark.parametrize(
    ("use", "words"),
    [
        (use_as_party, "quy chế phối hợp"),
        (use_in_group, "bên ký"),
        (use_as_lead, "nhiệm vụ trọng tâm"),
        (use_in_figure, "số liệu"),
        (use_by_person, "vai trò"),
    ],
)
def test_whatever_points_at_the_new_body_keeps_it(bodies, admin, use, words):
    done = carry_out(merging(bodies[0], into=new_body(bodies[0], "Sở Mới")), by=admin)
    use(Organisation.objects.get(name="Sở Mới"))
    undo_refused(done, admin, f"{words}.*Sở Mới")


def test_a_decision_taken_because_a_party_ended_keeps_the_end(bodies, admin):
    one, two, *_ = bodies
    agreement = factories.make_agreement(one, bodies[2])
    done = carry_out(merging(one, into=two), by=admin)
    ContinuationDecision.objects.create(
        agreement=agreement,
        party=agreement.parties.get(organisation=one),
        outcome="continue",
        organisation=two,
        decided_on=TODAY,
    )
    undo_refused(done, admin, "quyết định sau rà soát")


@pytest.mark.parametrize("outcome", ["end", "replace"])
def test_a_decision_about_the_whole_agreement_keeps_the_end_too(bodies, admin, outcome):
    one, two, *_ = bodies
    agreement = factories.make_agreement(one, bodies[2])
    done = carry_out(merging(one, into=two), by=admin)
    ContinuationDecision.objects.create(
        agreement=agreement,
        outcome=outcome,
        replacement=factories.make_agreement() if outcome == "replace" else None,
        decided_on=TODAY,
    )
    undo_refused(done, admin, "quyết định sau rà soát")


def test_a_decision_taken_because_who_carried_on_ended_keeps_that_end(bodies, admin):
    one, two, three, *_ = bodies
    agreement = factories.make_agreement(one, factories.make_organisation())
    party = agreement.parties.get(organisation=one)

    def decide(organisation):
        party.decisions.create(
            agreement=agreement,
            outcome="continue",
            organisation=organisation,
            decided_on=DAY,
        )

    carry_out(ending(one), by=admin)
    decide(two)
    done = carry_out(merging(two, into=three, day=TODAY), by=admin)
    decide(three)
    undo_refused(done, admin, "quyết định sau rà soát")
