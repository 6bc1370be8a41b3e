from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from accounts.background import JobFailed
from accounts.models import BackgroundJob, Succession
from reports import jobs
from reports.contents import building, building_figures, composing
from reports.documents.elements import Items, Paragraph, Table
from reports.models import Recommendation, Review, ReviewPoint, UnitReport
from tests.factories import (
    make_cluster,
    make_collection,
    make_figure,
    make_focus_task,
    make_indicator,
    make_issued_plan,
    make_organisation,
    make_review,
)

AT = datetime(2026, 7, 10, 8, 30, tzinfo=timezone.get_default_timezone())


def built(review, at=AT, progress=lambda *step: None):
    building.build(review, progress, at=at)
    review.refresh_from_db()
    return review


def words(report):
    """Everything the report prints, to look for a sentence in."""
    found = []
    for part in report.parts:
        for block in part.blocks:
            if isinstance(block, Table):
                lines = block.lines
                found += [line["group"] for line in lines if "group" in line]
                found += [
                    item["cell"].printed
                    for line in lines
                    for item in line.get("cells", [])
                ]
            elif isinstance(block, Items):
                found += block.printed
            else:
                found.append(block.printed)
    return "\n".join(found)


@pytest.fixture
def plan(agreement):
    return make_issued_plan(agreement)


@pytest.fixture
def review(agreement):
    return make_review(agreement)


def test_an_ordered_report_becomes_a_draft(review):
    built(review)
    assert review.state == Review.State.DRAFT
    assert review.bound_at == AT


def test_built_twice_it_is_the_same(review, plan, cast):
    make_focus_task(plan)
    make_figure(None, cast.committee)
    first = built(review).bound
    assert built(review).bound == first


def test_progress_is_told_step_by_step_in_order(review):
    steps = []
    built(review, progress=lambda *step: steps.append(step))
    assert [done for _, done, _ in steps] == list(range(7))
    assert {total for *_, total in steps} == {6}
    assert steps[0][0] == "Đọc kế hoạch và nhiệm vụ trong kỳ"


def test_a_lost_lease_at_the_end_writes_nothing(review):
    def lost(step, done, total):
        if done == total:
            raise RuntimeError("another worker has it")

    with pytest.raises(RuntimeError):
        building.build(review, lost, at=AT)
    review.refresh_from_db()
    assert review.state == Review.State.ORDERED
    assert review.bound is None


def test_an_issued_report_is_not_built_over(review):
    Review.objects.filter(pk=review.pk).update(state="recorded")
    with pytest.raises(JobFailed):
        building.build(review, lambda *step: None, at=AT)


def test_a_report_without_a_period_says_so(agreement):
    review = make_review(agreement, period_from=None, period_to=None)
    with pytest.raises(JobFailed, match="kỳ báo cáo"):
        building.build(review, lambda *step: None, at=AT)


def test_the_job_leaves_its_sentence_where_the_page_reads_it(agreement):
    review = make_review(agreement, period_from=None, period_to=None)
    job = BackgroundJob.objects.create(
        task_name="reports.jobs.build_review", subject_id=review.pk
    )
    jobs.build_review(job.pk)
    job.refresh_from_db()
    assert job.state == BackgroundJob.State.FAILED
    assert "chưa có kỳ báo cáo" in job.error


# -- Tasks -------------------------------------------------------------------


def test_tasks_are_counted_by_state_and_by_what_fell_due(review, plan):
    make_focus_task(plan, state="done", completed_on=date(2026, 6, 20))
    make_focus_task(plan, state="done", completed_on=date(2026, 7, 3))
    make_focus_task(plan, title="Đối thoại", due_on=date(2026, 5, 1))
    make_focus_task(plan, due_on=date(2026, 12, 31))
    make_focus_task(plan, state="cancelled")
    tasks = built(review).bound["tasks"]
    assert tasks["total"] == 4
    assert tasks["done"] == 2
    assert (tasks["due"], tasks["due_done"], tasks["on_time"]) == (3, 2, 1)
    assert tasks["overdue"] == 1


def test_the_on_time_rate_is_said_by_the_first_deadlines_too(review, plan):
    moved = {"original_due_on": date(2026, 3, 31), "due_on": date(2026, 5, 31)}
    make_focus_task(plan, state="done", completed_on=date(2026, 5, 1), **moved)
    tasks = built(review).bound["tasks"]
    assert (tasks["on_time"], tasks["first_due"], tasks["first_on_time"]) == (1, 1, 0)

    said = words(composing.compose(review))
    assert "đúng hạn 01, đạt 100%. Theo hạn ban đầu, chưa kể gia hạn: 01" in said


def test_the_summary_says_on_which_day_tasks_stood_so(review, plan):
    make_focus_task(plan, title="Đối thoại", due_on=date(2026, 5, 1))
    text = words(composing.compose(built(review)))
    assert "tại thời điểm dựng báo cáo (10/07/2026) có 01 nhiệm vụ" in text
    assert "hạn 01/05/2026, quá 70 ngày" in text


def test_plans_of_other_years_and_drafts_are_left_out(review, agreement):
    make_focus_task(make_issued_plan(agreement, year=2025))
    make_focus_task(make_issued_plan(agreement, state="draft", **NOT_ISSUED))
    assert built(review).bound["tasks"]["total"] == 0


NOT_ISSUED = {"document_number": "", "issued_on": None}


def test_the_annex_lists_every_task_with_its_address(review, plan):
    plan.headings.create(position=1, number="I", title="Tuyên truyền")
    task = make_focus_task(plan)
    annex = composing.compose(built(review)).annexes[0]
    cells = annex.table.data_rows[0].cells
    assert cells[1].text == task.title
    assert cells[1].evidence_url.endswith(task.get_absolute_url())
    assert annex.table.rows[0].group == "I. Tuyên truyền"


# -- Figures -----------------------------------------------------------------


def test_a_missing_figure_is_said_and_never_zero(review, cast):
    houses = make_indicator("Nhà đại đoàn kết")
    make_figure(houses, cast.front, amount=1242, qualifier="above")
    report = composing.compose(built(review))
    assert "trên 1.242" in words(report)
    missing = f"Nhà đại đoàn kết: chưa có thông tin của {cast.committee.label}."
    assert f"- {missing}" in words(report)


def test_an_indicator_of_the_period_before_shows_its_gap(review, cast):
    make_figure(
        make_indicator("Hội nghị"),
        cast.front,
        period_from=date(2025, 1, 1),
        period_to=date(2025, 6, 30),
        amount=7,
    )
    (row,) = built(review).bound["figures"]
    assert row["number"] is None
    assert row["previous"]["number"] == "7"


def test_what_a_lead_reported_in_a_task_is_in_the_sum(review, plan, cast):
    task = make_focus_task(plan, lead_organisation=cast.department)
    update = task.progress_updates.create(
        organisation=cast.department,
        reported_on=date(2026, 3, 1),
        reported_by=cast.lead,
        percent=50,
        done_text="Đã làm",
    )
    make_figure(None, cast.department, amount=3, progress_update=update)
    (row,) = built(review).bound["figures"]
    assert row["number"] == "3"
    assert cast.department.label not in row["missing"]


def test_each_figure_can_be_followed_to_its_entries(review, cast):
    figure = make_figure(None, cast.front)
    (row,) = built(review).bound["figures"]
    assert row["figures"] == [figure.pk]
    text = composing.compose(review).canonical_bytes().decode()
    assert f"/bao-cao/{review.pk}/so-lieu/{figure.indicator_id}/" in text


@pytest.fixture
def cluster(db):
    members = [make_organisation(f"Thành phố {n}") for n in "AB"]
    return make_cluster(None, *members)


def cluster_review(cluster):
    return make_review(cluster=cluster, office=cluster.convener)


def test_a_cluster_report_has_a_row_for_each_member_and_the_sum(cluster):
    fund = make_indicator(unit="tỷ đồng", scale=10**9)
    one, other = cluster.members.order_by("pk")
    make_figure(fund, one, amount=Decimal("1.5") * 10**9)
    make_figure(fund, other, amount=2 * 10**9, qualifier="above")
    (row,) = built(cluster_review(cluster)).bound["figures"]
    assert [m["words"] for m in row["members"]] == ["1,5 tỷ đồng", "trên 2 tỷ đồng"]
    assert row["words"] == "trên 3,5 tỷ đồng"


def test_a_result_members_share_is_told_apart_and_counted_once(cluster):
    make_figure(None, *cluster.members.all(), amount=157, qualifier="above")
    review = built(cluster_review(cluster))
    (row,) = review.bound["figures"]
    assert [member["number"] for member in row["members"]] == [None, None]
    assert row["shared"][0]["words"] == "trên 157 căn"
    assert row["number"] == "157"
    assert "Kết quả chung của Thành phố A, Thành phố B" in words(
        composing.compose(review)
    )


def test_a_member_that_ended_is_followed_to_its_successor(cluster):
    old = cluster.members.order_by("pk").first()
    new = make_organisation("Thành phố mới")
    day = date(2025, 7, 1)
    old.dissolved_on = day
    old.save()
    Succession.objects.create(predecessor=old, successor=new, took_effect_on=day)
    make_figure(None, new, amount=9)
    (row,) = built(cluster_review(cluster)).bound["figures"]
    assert row["members"][0]["name"] == "Thành phố mới"
    assert row["number"] == "9"


@pytest.mark.parametrize(
    ("first", "last", "before"),
    [
        ((2026, 1, 1), (2026, 6, 30), ((2025, 1, 1), (2025, 6, 30))),
        ((2025, 12, 15), (2026, 6, 14), ((2024, 12, 15), (2025, 6, 14))),
        ((2024, 1, 1), (2024, 2, 29), ((2023, 1, 1), (2023, 2, 28))),
        ((2021, 1, 1), (2025, 12, 31), ((2016, 1, 1), (2020, 12, 31))),
        ((2021, 1, 1), (2023, 6, 30), ((2018, 1, 1), (2020, 6, 30))),
        ((2024, 1, 1), (2024, 12, 31), ((2023, 1, 1), (2023, 12, 31))),
    ],
)
def test_the_period_before(first, last, before):
    review = Review(period_from=date(*first), period_to=date(*last))
    assert building_figures.previous_period(review) == tuple(date(*d) for d in before)


# -- Recommendations ---------------------------------------------------------


def test_recommendations_of_the_review_before_come_with_their_answers(
    review, agreement
):
    earlier = make_review(
        agreement,
        state="recorded",
        period_from=None,
        period_to=None,
        held_on=date(2024, 5, 31),
    )
    answered = Recommendation.objects.create(review=earlier, wording="Bố trí nguồn lực")
    Recommendation.objects.create(review=earlier, position=2, wording="Chế độ báo cáo")
    ReviewPoint.objects.create(
        review=earlier, kind="direction", wording="Đề xuất công trình", answers=answered
    )
    rows = built(review).bound["recommendations"]["rows"]
    assert [row["answers"] for row in rows] == [["Đề xuất công trình"], []]
    assert "chưa có thông tin trả lời" in words(composing.compose(review))


def test_sent_recommendations_of_the_agreement_come_with_their_replies(
    review, agreement, cast
):
    first, late = (
        Recommendation.objects.create(
            wording=wording,
            sender=cast.front,
            raised_by=cast.front.name,
            agreement=agreement,
            sent_on=sent_on,
        )
        for wording, sent_on in (
            ("Công khai dự án", review.period_from),
            ("Sau kỳ", review.period_to + timedelta(days=1)),
        )
    )
    for row in (first, late):
        row.addressees.create(organisation=cast.committee)
    first.addressees.get().replies.create(
        verdict="partly",
        text="Đã công khai 3 dự án",
        document_number="12/UBND-VX",
        replied_on=review.period_to,
    )
    bound = built(review).bound["recommendations"]
    assert (bound["review"], bound["rows"]) == (None, [])
    (row,) = bound["register"]
    assert row["state"] == "Chờ trả lời"
    assert row["answers"] == [
        f"{cast.committee.label}: tiếp thu một phần (12/UBND-VX): Đã công khai 3 dự án"
    ]
    assert "Đã công khai 3 dự án" in words(composing.compose(review))


def test_a_report_frozen_before_there_was_a_register_still_reads(review):
    built(review).bound["recommendations"] = {
        "review": 1,
        "title": "Sơ kết",
        "rows": [{"wording": "Việc", "raised_by": "", "addressee": "", "answers": []}],
    }
    assert "chưa có thông tin trả lời" in words(composing.compose(review))


# -- On paper ----------------------------------------------------------------


def test_the_layout_follows_the_office(review, cast):
    built(review)
    assert composing.compose(review).style == "state"
    review.office = cast.front
    report = composing.compose(review)
    assert report.style == "front"
    assert report.issuers[0].name_lines == ("BAN THƯỜNG TRỰC",)


def test_a_joint_report_has_the_parties_as_issuers_in_their_order(review, cast):
    built(review).is_joint = True
    report = composing.compose(review)
    assert report.style == "joint"
    assert [issuer.full_name for issuer in report.issuers] == [
        cast.committee.name,
        f"Ban Thường trực {cast.front.name}",
    ]
    assert len(report.signatures) == 2


def test_prose_keeps_its_lists_and_an_empty_part_is_a_gap():
    blocks = composing.prose("Hai bên:\n- Một\n- Hai\nHết.")
    assert blocks == [Paragraph("Hai bên:"), Items(("Một", "Hai")), Paragraph("Hết.")]
    assert composing.prose(" \n") == [Paragraph(None)]


def test_of_a_unit_that_was_only_asked_nothing_is_counted_but_what_it_sent(cast):
    asked = make_organisation("Xã Xa")
    collection = make_collection(cast.committee, asked)
    report = collection.unit_reports.get()
    houses = make_indicator("Nhà đại đoàn kết")
    collection.indicators.add(houses)
    make_figure(houses, asked, amount=7)
    make_figure(houses, asked, amount=5, unit_report=report)
    review = make_review(
        cluster=None,
        organisation=cast.committee,
        office=cast.committee,
        collection=collection,
    )

    def numbers():
        return [row["number"] for row in built(review).bound["figures"]]

    assert numbers() == [None]
    state = {"state": "sent", "sent_at": AT, "first_sent_at": AT}
    UnitReport.objects.filter(pk=report.pk).update(**state)
    assert numbers() == ["5"]
