"""What a part of an outline can be bound to, by name; `reads` is what a build needs."""

from collections.abc import Callable
from dataclasses import dataclass

from ..documents.content import Annex
from ..models import Outline, Review
from ..outlines.outline import AREA_TASKS, AREAS, Bound
from . import (
    chart_blocks,
    comparison_blocks,
    duty_blocks,
    figure_blocks,
    ranking_blocks,
    recommendation_blocks,
    task_blocks,
    unit_blocks,
)

Scope = Outline.Scope
ANY = frozenset(Scope.values)
WITH_TASKS = ANY - {Scope.CLUSTER, Scope.ALONE}


@dataclass(frozen=True)
class Binding:
    """`blocks` makes the part; of an annex it takes the title and makes annexes."""

    name: str
    label: str
    blocks: Callable
    reads: tuple[str, ...] = ()
    scopes: frozenset = ANY
    is_annex: bool = False
    takes_part: bool = False

    def made(self, review: Review, part: Bound) -> list:
        return self.blocks(review, part) if self.takes_part else self.blocks(review)

    def annexes(self, review: Review, part: Bound) -> list[Annex]:
        return self.blocks(review, part.heading or self.label)


ALL = (
    Binding(
        "task_results",
        "Kết quả nhiệm vụ: số lượng theo trạng thái, tỷ lệ đúng hạn, việc quá hạn",
        task_blocks.task_results,
        ("tasks",),
        WITH_TASKS,
    ),
    Binding(
        "tasks_overdue",
        "Danh sách nhiệm vụ quá hạn",
        task_blocks.tasks_overdue,
        ("tasks",),
        WITH_TASKS,
    ),
    Binding(
        "tasks_done",
        "Danh sách nhiệm vụ đã hoàn thành",
        task_blocks.tasks_done,
        ("tasks",),
        WITH_TASKS,
    ),
    Binding(
        "tasks_doing",
        "Danh sách nhiệm vụ đang thực hiện",
        task_blocks.tasks_doing,
        ("tasks",),
        WITH_TASKS,
    ),
    Binding(
        AREAS,
        "Mỗi nội dung phối hợp một mục: phần lời và số nhiệm vụ",
        lambda review: [],
        ("tasks",),
        WITH_TASKS,
    ),
    Binding(
        AREA_TASKS,
        "Số nhiệm vụ của một nội dung",
        task_blocks.area_tasks,
        ("tasks",),
        WITH_TASKS,
        takes_part=True,
    ),
    Binding(
        "area_results",
        "Kết quả theo nội dung, kèm lời của các đơn vị",
        unit_blocks.area_results,
        ("tasks",),
        WITH_TASKS,
    ),
    Binding("unit_texts", "Lời của các đơn vị, ghi rõ nguồn", unit_blocks.unit_texts),
    Binding(
        "figure_results",
        "Bảng số liệu, có số của kỳ trước",
        figure_blocks.figure_results,
        ("figures",),
    ),
    Binding(
        "figure_comparison",
        "Số liệu so với kỳ trước và mục tiêu",
        comparison_blocks.figure_comparison,
        ("figures",),
    ),
    Binding(
        "late_figures",
        "Số liệu của kỳ trước gửi muộn",
        unit_blocks.late_figures,
        ("late",),
    ),
    Binding(
        "chart_by_body",
        "Biểu đồ số liệu theo cơ quan",
        chart_blocks.chart_by_body,
        ("figures",),
    ),
    Binding(
        "chart_trend",
        "Biểu đồ số liệu qua các kỳ",
        chart_blocks.chart_trend,
        ("figures", "trend"),
    ),
    Binding(
        "chart_task_states",
        "Biểu đồ nhiệm vụ theo trạng thái",
        chart_blocks.chart_task_states,
        ("tasks",),
        WITH_TASKS,
    ),
    Binding(
        "ranking",
        "Xếp hạng thành viên (chỉ khi báo cáo đặt có xếp hạng)",
        ranking_blocks.ranking,
        ("figures",),
        frozenset({Scope.CLUSTER}),
    ),
    Binding(
        "earlier_recommendations",
        "Kiến nghị của kỳ trước và việc trả lời",
        recommendation_blocks.earlier_recommendations,
    ),
    Binding(
        recommendation_blocks.REGISTER,
        "Kiến nghị gửi trong kỳ",
        recommendation_blocks.recommendation_register,
        ("register",),
        ANY - {Scope.CLUSTER, Scope.ALONE},
    ),
    Binding(
        "resources",
        "Đề nghị nguồn lực và trả lời",
        duty_blocks.resources,
        ("tasks", "resources"),
        WITH_TASKS,
    ),
    Binding(
        "cascade",
        "Ký chương trình phối hợp ở cấp dưới",
        duty_blocks.cascade,
        ("tasks", "cascade"),
        WITH_TASKS,
    ),
    Binding(
        "annex_tasks",
        "Phụ lục: tình hình từng nhiệm vụ",
        task_blocks.annex_tasks,
        ("tasks",),
        WITH_TASKS,
        is_annex=True,
    ),
)
BY_NAME = {binding.name: binding for binding in ALL}


def reads(name: str) -> tuple[str, ...]:
    found = BY_NAME.get(name)
    return found.reads if found else ()


def of_scope(scope: str) -> list[Binding]:
    """Those an outline of the scope can use; one area's own is made when ordering."""
    return [b for b in ALL if scope in b.scopes and b.name != AREA_TASKS]
