from datetime import date

import pytest
from django.urls import reverse

from accounts import history
from accounts.errors import NotPossible, Stale
from accounts.models import BackgroundJob
from reports.models import BUILD_JOB, Review
from reports.reviews import editing, ordering, ordering_views
from tests.factories import make_cluster, make_collection, make_review

PERIOD = {
    "period_label": "6 tháng đầu năm 2026",
    "period_from": date(2026, 1, 1),
    "period_to": date(2026, 6, 30),
}


def order(cast, about, **changes):
    values = {"kind": "periodic", "about": about, "office": cast.committee}
    return ordering.order(**values | PERIOD | {"by": cast.manager} | changes)


def test_an_order_opens_a_report_and_asks_for_its_build(cast, agreement):
    review = order(cast, agreement)
    assert review.state == Review.State.ORDERED
    job = BackgroundJob.objects.get(task_name=BUILD_JOB, subject_id=review.pk)
    assert job.state == BackgroundJob.State.QUEUED
    assert "đã đặt báo cáo" in history.sentence(history.of(review).get())


def test_an_order_is_built_after_the_commit(
    cast, agreement, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        review = order(cast, agreement)
    review.refresh_from_db()
    assert review.state == Review.State.DRAFT
    assert review.job.state == BackgroundJob.State.DONE


def test_the_period_of_a_collection_is_offered_once(cast, agreement):
    collection = make_collection(cast.committee, agreement=agreement)
    chosen = ordering_views.of_collection(collection)
    found = ordering_views.offered_periods(chosen, date(2026, 11, 22))
    days = [(period.first, period.last) for period in found]
    assert found[0].key == ordering_views.OF_COLLECTION
    assert len(found) > 1
    assert days.count((collection.period_from, collection.period_to)) == 1


def test_the_subject_is_worded_when_none_is_given(cast, agreement):
    agreement.short_name = "Quy chế số 194"
    review = order(cast, agreement)
    assert review.subject == "Sơ kết thực hiện Quy chế số 194, 6 tháng đầu năm 2026"
    assert order(cast, agreement, subject="Tự đặt").subject == "Tự đặt"


def test_a_cluster_report_is_never_joint(cast):
    cluster = make_cluster(cast.front, cast.committee)
    review = order(cast, cluster, office=cast.front, is_joint=True)
    assert review.cluster == cluster
    assert review.agreement is None
    assert not review.is_joint


def test_a_second_build_waits_for_the_first(cast, agreement):
    review = order(cast, agreement)
    job = ordering.rebuild(review=review, by=cast.staff)
    assert job == review.job
    assert BackgroundJob.objects.count() == 1


def test_a_recorded_review_is_not_built(cast, agreement):
    review = make_review(agreement, state="recorded")
    with pytest.raises(NotPossible, match="đính chính"):
        ordering.rebuild(review=review, by=cast.manager)


# -- Prose -------------------------------------------------------------------


@pytest.fixture
def draft(agreement):
    return make_review(agreement, state="draft")


def save(draft, cast, text, version, key="uu-diem"):
    return editing.save_part(
        review=draft, key=key, text=text, version=version, by=cast.staff
    )


def test_a_part_is_written_with_its_history(draft, cast):
    row = save(draft, cast, "Phối hợp tốt.", 1)
    assert (row.text, row.version, row.edited_by) == ("Phối hợp tốt.", 2, cast.staff)
    said = history.sentence(history.of(draft).get())
    assert "đã sửa phần “Ưu điểm”" in said
    assert "từ “để trống” thành “Phối hợp tốt.”" in said


def test_a_part_read_at_an_older_version_is_not_overwritten(draft, cast):
    save(draft, cast, "Bản của An", 1)
    with pytest.raises(Stale):
        save(draft, cast, "Bản của Bình", 1)
    assert draft.parts.get().text == "Bản của An"


def test_writing_moves_the_version_of_the_whole_report(draft, cast):
    save(draft, cast, "Phối hợp tốt.", 1)
    draft.refresh_from_db()
    assert draft.version == 2


def test_only_parts_of_the_outline_are_written(draft, cast):
    with pytest.raises(NotPossible):
        save(draft, cast, "Bài học", 1, key="bai-hoc")  # of a final report only


def test_a_part_of_a_report_that_is_no_draft_is_not_written(draft, cast):
    Review.objects.filter(pk=draft.pk).update(state="ordered")
    with pytest.raises(NotPossible):
        save(draft, cast, "Muộn", 1)
    assert not draft.parts.exists()


@pytest.mark.parametrize("ranks", [True, False])
def test_members_are_ranked_only_where_the_cluster_ranks_them(client, cast, ranks):
    cluster = make_cluster(cast.committee, cast.front, ranks_members=ranks)
    client.force_login(cast.manager)
    page = client.get(reverse("reports:review-order"), {"cum": cluster.pk})
    review = order(cast, cluster, shows_ranking=True)

    assert ("Có xếp hạng thành viên" in page.content.decode()) is ranks
    assert review.shows_ranking is ranks
