from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from accounts import history
from accounts.errors import NotPossible
from accounts.models import OutgoingMail
from accounts.reminding.serving import Serving
from reports.contents.building import tasks_of
from reports.models import Review
from tasks.approvals import approval
from tasks.duties import TaskSource
from tasks.models import (
    Coordination,
    Decision,
    FocusTask,
    Heading,
    PlanVersion,
    TaskState,
    YearlyPlan,
)
from tasks.plans import amending, differences, planning
from tasks.plans.planning import Part
from tests import factories

ON = date(2026, 5, 10)


@pytest.fixture
def plan(cast, agreement):
    """Issued by the rounds: a heading, three tasks; one of two bodies."""
    plan = planning.draft(
        agreement=agreement,
        year=2026,
        title="Kế hoạch phối hợp năm 2026",
        office=cast.committee,
        by=cast.staff,
    )
    planning.add_heading(plan=plan, number="I", title="Tuyên truyền", by=cast.staff)
    add(plan, cast, "Giám sát bầu cử", "quý II", parts=[Part(cast.front, "giám sát")])
    add(plan, cast, "Tổng kết phong trào", "quý III")
    add(plan, cast, "Đối thoại với Nhân dân", "quý IV")
    agree_and_issue(plan, cast, "10/KH-UBND", date(2026, 1, 15))
    return plan


def add(plan, cast, title, deadline="", parts=()):
    return planning.add_task(
        plan=plan,
        values={
            "title": title,
            "lead_organisation": cast.department,
            "deadline_as_written": deadline,
        },
        parts=parts,
        by=cast.staff,
    )


def agree_and_issue(plan, cast, number, day):
    approval.submit(plan=plan, by=cast.staff, on=day)
    plan.refresh_from_db()
    approval.decide(
        plan=plan,
        party=plan.agreement.parties.get(position=2),
        round=plan.round,
        verdict=Decision.Verdict.AGREED,
        by=cast.reviewer,
        on=day,
    )
    approval.issue(
        plan=plan, document_number=number, issued_on=day, by=cast.staff, on=day
    )
    plan.refresh_from_db()


def begin(plan, cast):
    return amending.start(
        plan=plan,
        title="Kế hoạch sửa đổi, bổ sung",
        reason="Bầu cử lùi ngày",
        by=cast.staff,
    )


def revise(task, cast, parts=None, **values):
    held = [Part(p.organisation, p.part, p.due_on) for p in task.coordinations.all()]
    return planning.revise_task(
        task=task,
        version=task.version,
        values=values,
        by=cast.staff,
        parts=held if parts is None else parts,
        provisions=task.provisions.all(),
    )


def titled(plan, title):
    return plan.tasks.get(title=title)


def put_in_force(amendment, cast, number="55/KH-UBND"):
    agree_and_issue(amendment, cast, number, ON)


def test_issuing_keeps_the_first_version(plan, cast):
    version = plan.versions.get()

    assert (version.number, version.document_number) == (1, "10/KH-UBND")
    assert [row["title"] for row in version.rows][0] == "Giám sát bầu cử"
    assert version.rows[0]["section"] == "I. Tuyên truyền"


def test_an_amendment_begins_as_the_plan_stands(plan, cast):
    amendment = begin(plan, cast)

    assert [str(h) for h in amendment.headings.all()] == ["I. Tuyên truyền"]
    assert list(amendment.tasks.values_list("title", flat=True)) == list(
        plan.tasks.values_list("title", flat=True)
    )
    copy = titled(amendment, "Giám sát bầu cử")
    assert copy.amends == titled(plan, "Giám sát bầu cử")
    assert copy.coordinations.get().part == "giám sát"
    assert differences.of_amendment(amendment) == []


def test_an_amendment_needs_a_reason_and_an_issued_plan(plan, cast, agreement):
    draft = factories.make_plan(agreement, office=cast.committee)

    with pytest.raises(ValidationError):
        amending.start(plan=plan, title="Sửa", reason=" ", by=cast.staff)
    with pytest.raises(NotPossible):
        begin(draft, cast)


def test_one_amendment_at_a_time(plan, cast):
    begin(plan, cast)

    with pytest.raises(NotPossible, match="dở dang"):
        begin(plan, cast)


def test_the_parties_see_each_cell_that_changes(plan, cast):
    amendment = begin(plan, cast)
    revise(titled(amendment, "Giám sát bầu cử"), cast, deadline_as_written="quý III")
    planning.remove_task(task=titled(amendment, "Tổng kết phong trào"), by=cast.staff)
    add(amendment, cast, "Tập huấn")

    found = {d.title: d for d in differences.of_amendment(amendment)}

    assert {title: d.mark for title, d in found.items()} == {
        "Giám sát bầu cử": "changed",
        "Tập huấn": "new",
        "Tổng kết phong trào": "removed",
    }
    assert ("thời gian", "quý II", "quý III") in found["Giám sát bầu cử"].cells


def test_issuing_applies_it_to_the_plan(plan, cast):
    amendment = begin(plan, cast)
    revise(titled(amendment, "Giám sát bầu cử"), cast, deadline_as_written="quý III")
    planning.remove_task(task=titled(amendment, "Tổng kết phong trào"), by=cast.staff)
    add(amendment, cast, "Tập huấn", "quý IV", parts=[Part(cast.front, "báo cáo viên")])
    put_in_force(amendment, cast)

    plan.refresh_from_db()
    changed = titled(plan, "Giám sát bầu cử")
    assert (changed.due_on, changed.original_due_on) == (
        date(2026, 9, 30),
        date(2026, 6, 30),
    )
    removed = titled(plan, "Tổng kết phong trào")
    assert removed.state == TaskState.CANCELLED
    assert removed.cancel_reason.startswith("Bỏ theo kế hoạch sửa đổi số 55/KH-UBND")
    new = titled(plan, "Tập huấn")
    assert new.coordinations.get().part == "báo cáo viên"
    assert (plan.state, amendment.state) == ("issued", "applied")
    assert plan.document_number == "10/KH-UBND"
    assert "55/KH-UBND" in history.of(changed).first().action


def test_each_issue_makes_a_version_that_stays(plan, cast):
    amendment = begin(plan, cast)
    add(amendment, cast, "Tập huấn")
    put_in_force(amendment, cast)

    first, second = plan.versions.all()
    assert (len(first.rows), len(second.rows)) == (3, 4)
    assert second.amendment == amendment
    assert [d.title for d in differences.of_versions(first.rows, second.rows)] == [
        "Tập huấn"
    ]
    # What the amendment changed can still be read when its rows have become tasks.
    assert [d.mark for d in differences.of_amendment(amendment)] == ["new"]


def test_a_second_amendment_goes_on_from_the_first(plan, cast):
    first = begin(plan, cast)
    planning.remove_task(task=titled(first, "Tổng kết phong trào"), by=cast.staff)
    put_in_force(first, cast)

    second = begin(plan, cast)

    assert not second.tasks.filter(title="Tổng kết phong trào").exists()
    put_in_force(second, cast, "60/KH-UBND")
    assert [version.number for version in plan.versions.all()] == [1, 2, 3]


def test_what_is_done_or_waits_is_never_changed(plan, cast):
    amendment = begin(plan, cast)
    for title in ("Giám sát bầu cử", "Tổng kết phong trào"):
        planning.remove_task(task=titled(amendment, title), by=cast.staff)
    revise(titled(amendment, "Đối thoại với Nhân dân"), cast, title="Đối thoại")
    plan.tasks.filter(title="Giám sát bầu cử").update(
        state="done", completed_on=ON, percent=100
    )
    plan.tasks.exclude(title="Giám sát bầu cử").update(state="submitted")
    assert {d.kept for d in differences.of_amendment(amendment) if d.kept} == {
        "đã hoàn thành",
        "đang chờ xác nhận hoàn thành",
    }
    # a round needs a row: all three were waiting
    put_in_force(amendment, cast)

    assert sorted(plan.tasks.values_list("state", flat=True)) == [
        "done",
        "submitted",
        "submitted",
    ]
    assert titled(plan, "Đối thoại với Nhân dân")
    assert len(plan.versions.last().content["kept"]) == 3


def test_what_moved_meanwhile_stays(plan, cast):
    amendment = begin(plan, cast)
    revise(titled(amendment, "Giám sát bầu cử"), cast, expected_product="Báo cáo")
    task = titled(plan, "Giám sát bầu cử")
    task.original_due_on, task.due_on = task.due_on, date(2026, 7, 15)  # extended
    task.state, task.percent = "in_progress", 40
    task.save()
    put_in_force(amendment, cast)

    task.refresh_from_db()
    assert (task.expected_product, task.percent) == ("Báo cáo", 40)
    assert (task.due_on, task.original_due_on) == (
        date(2026, 7, 15),
        date(2026, 6, 30),
    )


def test_parts_are_merged_and_what_is_done_is_kept(plan, cast):
    amendment = begin(plan, cast)
    copy = titled(amendment, "Giám sát bầu cử")
    new = factories.make_organisation("Sở Tư pháp", kind="so")
    revise(copy, cast, parts=[Part(new, "thẩm định")])
    done = titled(plan, "Giám sát bầu cử").coordinations.get()
    Coordination.objects.filter(pk=done.pk).update(done_on=ON, done_by=cast.reviewer)
    put_in_force(amendment, cast)

    parts = titled(plan, "Giám sát bầu cử").coordinations.values_list("part", flat=True)
    assert sorted(parts) == ["giám sát", "thẩm định"]


def test_a_part_split_off_later_goes_with_its_task(plan, cast):
    amendment = begin(plan, cast)
    whole = titled(plan, "Tổng kết phong trào")
    later = factories.make_focus_task(plan, parent=whole, lead_organisation=cast.front)
    planning.remove_task(task=titled(amendment, "Tổng kết phong trào"), by=cast.staff)
    put_in_force(amendment, cast)

    later.refresh_from_db()
    assert later.state == TaskState.CANCELLED


def test_a_part_split_off_later_stays_beside_its_task(plan, cast):
    amendment = begin(plan, cast)
    whole = titled(plan, "Giám sát bầu cử")
    factories.make_focus_task(plan, parent=whole, title="Giám sát tại xã", position=99)
    FocusTask.objects.filter(title="Giám sát tại xã").update(position=whole.position)
    put_in_force(amendment, cast)

    titles = list(plan.tasks.values_list("title", flat=True))
    assert titles[:2] == ["Giám sát bầu cử", "Giám sát tại xã"]


def test_headings_and_order_follow(plan, cast):
    amendment = begin(plan, cast)
    Heading.objects.filter(plan=amendment).update(title="Giám sát")
    planning.add_heading(plan=amendment, number="II", title="Mới", by=cast.staff)
    add(amendment, cast, "Tập huấn")
    put_in_force(amendment, cast)

    assert [str(h) for h in plan.headings.all()] == ["I. Giám sát", "II. Mới"]
    rows = plan.versions.last().rows
    assert rows[-1]["section"] == "II. Mới"
    assert rows[0]["section"] == "I. Giám sát"


def test_those_whose_rows_change_are_told(
    plan, cast, django_capture_on_commit_callbacks
):
    amendment = begin(plan, cast)
    revise(titled(amendment, "Giám sát bầu cử"), cast, deadline_as_written="quý III")
    OutgoingMail.objects.all().delete()
    put_in_force(amendment, cast)

    mail = OutgoingMail.objects.filter(subject__startswith="Kế hoạch được sửa đổi")
    told = set(mail.values_list("recipient__username", flat=True))
    assert told == {"sonoivu", "cvmattran", "ldmattran"}
    assert "Sửa: Giám sát bầu cử (thời gian, hạn tính)" in mail[0].body


def test_it_cannot_be_issued_twice_nor_after_the_plan_has_ended(plan, cast):
    amendment = begin(plan, cast)
    put_in_force(amendment, cast)
    with pytest.raises(NotPossible):
        approval.issue(
            plan=amendment,
            document_number="56/KH",
            issued_on=ON,
            by=cast.staff,
            on=ON,
        )
    second = begin(plan, cast)
    YearlyPlan.objects.filter(pk=plan.pk).update(state="closed")
    with pytest.raises(NotPossible, match="Đã kết thúc"):
        put_in_force(second, cast, "57/KH")
    assert plan.versions.count() == 2


def test_an_abandoned_amendment_is_discarded(plan, cast):
    amendment = begin(plan, cast)
    amending.discard(amendment=amendment, by=cast.staff)

    assert not YearlyPlan.objects.amending().exists()
    assert plan.tasks.count() == 3
    assert PlanVersion.objects.filter(plan=plan).count() == 1
    assert begin(plan, cast)


def test_an_issued_plan_is_never_discarded(plan, cast):
    with pytest.raises(NotPossible):
        amending.discard(amendment=plan, by=cast.staff)


def figures(client, cast, plan):
    """Every count that people read, as pages and workflows give it."""
    from reports.searches.searching import Reader, _plans, _tasks
    from reports.workspaces import workspace
    from tasks import standing
    from tasks.plans import coverage

    found = {}
    for name in ("staff", "lead", "reviewer", "admin"):
        user = getattr(cast, name)
        desk = workspace.workspace_of(user, ON)
        reader = Reader(user, ON)
        covered = coverage.of_year(plan.agreement, 2026, user=user, on=ON)
        found[name] = (
            FocusTask.objects.listed_for(user).count(),
            _plans(reader).count(),
            _tasks(reader).count(),
            (desk.year, desk.overdue_count, desk.soon_count, len(desk.tasks)),
            (len(covered.plans), covered.summary.tasks, covered.summary.loose),
            coverage.years_of(plan.agreement, user),
        )
    for name in ("staff", "admin"):
        client.force_login(getattr(cast, name))
        found[f"pages of {name}"] = (
            client.get("/nhiem-vu/").content.decode().count("/nhiem-vu/"),
            client.get("/ke-hoach/").content.decode().count("/ke-hoach/"),
            len(client.get(plan.agreement.get_absolute_url()).context["plans"]),
        )
    review = Review(
        agreement=plan.agreement,
        period_from=date(2026, 1, 1),
        period_to=date(2026, 12, 31),
    )
    client.logout()
    return found | {
        "review": len(tasks_of(review)),
        "public": YearlyPlan.objects.public().count(),
        "public tasks": FocusTask.objects.public().count(),
        "public page": client.get("/cong-khai/ke-hoach/").content.decode().count("<tr"),
        "issued": FocusTask.objects.issued().count(),
        "standing": standing.standing_of(FocusTask.objects.issued(), ON),
    }


def reminded(on):
    days = on - timedelta(days=100), on + timedelta(days=300)
    owing = TaskSource().owing(*days, serving=Serving(on))
    return sorted(one.duty_id for one in owing)


def test_no_figure_counts_an_amendment(plan, cast, client):
    before = figures(client, cast, plan), reminded(date(2026, 6, 29))
    amendment = begin(plan, cast)
    assert (figures(client, cast, plan), reminded(date(2026, 6, 29))) == before

    put_in_force(amendment, cast)  # applied, without any change
    after = figures(client, cast, plan), reminded(date(2026, 6, 29))
    assert after == before
