"""Building a draft: the data of the period is read and bound, the prose is left alone.

Nothing is locked while it reads; one short transaction at the end writes. Run twice
on the same data it writes the same. What is read is what the outline asks for.
"""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils.timezone import localdate

from accounts.background import JobFailed
from accounts.models import BackgroundJob
from accounts.vietnamese import format_number

from ..indicators import tracing
from ..models import Review
from ..outlines import outline
from ..reviews.ordering import OPEN
from . import bindings
from .building_collected import bind_cascade, bind_late, bind_resources, bind_units
from .building_figures import (
    Scene,
    bind_figures,
    bind_trend,
    period_words,
    previous_period,
)
from .building_tasks import bind_tasks
from .covering import plans_of, tasks_of
from .follow_up import bind_recommendations, bind_register

Progress = Callable[[str, int, int], None]
STEPS = 6
NO_PERIOD = "Báo cáo chưa có kỳ báo cáo (từ ngày, đến ngày) nên chưa dựng được."
GONE_OUT = (
    "Báo cáo đã được trình duyệt hoặc phát hành trong lúc dựng; số liệu giữ nguyên."
)


def build(review: Review, progress: Progress, *, at: datetime) -> None:
    """Bind the data of the period; a review that was ordered becomes a draft."""
    if not review.period_from or not review.period_to:
        raise JobFailed(NO_PERIOD)
    bound = Reading(review, progress, at).all()
    with transaction.atomic():
        progress("Ghi dự thảo", STEPS - 1, STEPS)
        written = Review.objects.filter(pk=review.pk, state__in=OPEN).update(
            bound=bound,
            bound_at=at,
            state=Review.State.DRAFT,
            version=F("version") + 1,
        )
        if not written:
            raise JobFailed(GONE_OUT)
        tracing.remember(review, bound)
        progress("Đã xong", STEPS, STEPS)


def is_written(job: BackgroundJob) -> bool:
    """Did an earlier run of the job write its draft before it was killed?

    Its last step is told in the transaction that writes, so both are there or neither:
    a second run has nothing left to do, and moves no version a second time.
    """
    return job.steps_done > 0 and job.steps_done == job.steps_total


class Reading:
    """One build: each step reads one thing and says so."""

    def __init__(self, review: Review, progress: Progress, at: datetime):
        self.review, self.progress, self.on = review, progress, localdate(at)
        parts = outline.bound_parts(review)
        self.wanted = {x for part in parts for x in bindings.reads(part.name)}

    def all(self) -> dict:
        self.said("Đọc kế hoạch và nhiệm vụ trong kỳ", 0)
        bound = {
            "read_on": self.on.isoformat(),
            "previous_period": period_words(*previous_period(self.review)),
            **self.of_tasks(),
        }
        self.said("Cộng số liệu của các cơ quan", 2)
        bound |= self.of_figures()
        self.said("Đối chiếu kiến nghị của kỳ trước", 3)
        bound["recommendations"] = bind_recommendations(self.review)
        if "register" in self.wanted:
            bound["register"] = bind_register(self.review)
        self.said("Đọc báo cáo của các đơn vị", 4)
        bound["units"] = bind_units(self.review)
        if "late" in self.wanted:
            bound["late"] = bind_late(self.review)
        return bound

    def said(self, step: str, done: int) -> None:
        self.progress(step, done, STEPS)

    def of_tasks(self) -> dict:
        """No tasks at all where the outline tells of none, as of a cluster."""
        review, tasks = self.review, tasks_of(self.review)
        if "tasks" not in self.wanted:
            self.said("Không có phần nào về nhiệm vụ", 1)
            return {"tasks": None}
        total = format_number(tasks.count())
        self.said(f"Tổng hợp tiến độ {total} nhiệm vụ", 1)
        found = {
            "tasks": bind_tasks(
                review,
                tasks,
                self.on,
                lambda n: self.said(f"Đã đọc {format_number(n)}/{total} nhiệm vụ", 1),
            )
        }
        if "resources" in self.wanted:
            found["resources"] = bind_resources(plans_of(review), review)
        if "cascade" in self.wanted:
            found["cascade"] = bind_cascade(tasks, self.on)
        return found

    def of_figures(self) -> dict:
        if not self.wanted & {"figures", "trend"}:
            return {"figures": []}
        scene = Scene(self.review)
        found = {"figures": bind_figures(self.review, scene)}
        if "trend" in self.wanted:
            found["trend"] = bind_trend(self.review, scene)
        return found
