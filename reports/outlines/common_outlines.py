"""The outlines a new database begins with: one for each kind of report and scope.

As offices write them: leading, results by area, assessment, directions, proposals,
annexes. Editable afterwards; an office may have its own (see `outlining`).
"""

from dataclasses import dataclass

from ..models import Outline, Review

Kind, Scope = Review.Kind, Outline.Scope
AREAS = "areas"  # stands for one item an area, made when the report is ordered
AREA_TASKS = "area_tasks"
AREA_HINT = (
    "Việc đã làm, kết quả cụ thể, cơ quan làm tốt, mô hình hay ở nội dung này. Số liệu "
    "và nhiệm vụ đã có sẵn bên dưới."
)
SHORT = (Kind.BRIEFING, Kind.INSPECTION)
NAMES = {
    Scope.AGREEMENT: "quy chế phối hợp",
    Scope.PLAN: "kế hoạch năm",
    Scope.ORGANISATION: "cơ quan",
    Scope.CLUSTER: "cụm thi đua",
    Scope.PROVINCE: "tỉnh, thành phố",
    Scope.ALONE: "báo cáo đứng riêng",
}


@dataclass(frozen=True)
class Words:
    """A part people write; the same keys are what units are asked for."""

    key: str
    heading: str
    hint: str

    def row(self, heading: str | None = None) -> dict:
        heading = self.heading if heading is None else heading
        return {"key": self.key, "heading": heading, "hint": self.hint}


LEADING = Words(
    "trien-khai",
    "Công tác lãnh đạo, chỉ đạo, triển khai",
    "Văn bản đã ban hành, hội nghị đã tổ chức, việc phân công và kiểm tra.",
)
RESULTS = Words(
    "ket-qua",
    "Kết quả nổi bật",
    "Kết quả theo từng nội dung phối hợp, mô hình hay, cách làm mới.",
)
MERITS = Words("uu-diem", "Ưu điểm", "Những mặt làm được, cơ quan làm tốt.")
FAULTS = Words(
    "ton-tai",
    "Tồn tại, hạn chế",
    "Việc chưa làm được, việc chậm; mỗi ý một dòng, bắt đầu bằng dấu “-”.",
)
CAUSES = Words("nguyen-nhan", "Nguyên nhân", "Nguyên nhân khách quan, chủ quan.")
LESSONS = Words("bai-hoc", "Bài học kinh nghiệm", "Bài học rút ra qua cả giai đoạn.")
DIRECTIONS = Words(
    "phuong-huong",
    "Phương hướng, nhiệm vụ trọng tâm",
    "Việc cần tập trung trong thời gian tới.",
)
RECOMMENDATIONS = Words(
    "kien-nghi",
    "Kiến nghị, đề xuất",
    "Xếp theo nơi nhận: một dòng “Đối với Trung ương:”, “Đối với Tỉnh ủy:”, “Đối với "
    "HĐND tỉnh:”, “Đối với UBND tỉnh:”, “Đối với các sở, ngành:”, dưới đó mỗi kiến "
    "nghị một dòng bắt đầu bằng dấu “-”. Khi phát hành, mỗi dòng được đưa vào sổ kiến "
    "nghị để theo dõi ở kỳ sau.",
)
INSPECTED = Words(
    "kiem-tra",
    "Nội dung, cách làm và nơi được kiểm tra",
    "Quyết định thành lập đoàn, thời gian, cơ quan được kiểm tra.",
)
GENERAL = (
    *(LEADING, RESULTS, MERITS, FAULTS, CAUSES),
    *(LESSONS, DIRECTIONS, RECOMMENDATIONS),
)


def every() -> list[tuple[str, str]]:
    return [(kind, scope) for kind in Kind.values for scope in Scope.values]


def name(kind: str, scope: str) -> str:
    return f"{Kind(kind).label}: {NAMES[scope]}"


def sections(kind: str, scope: str) -> list[dict]:
    """As `Outline.sections` keeps them."""
    first = INSPECTED if kind == Kind.INSPECTION else LEADING
    rows = [
        (first.heading, [first.row("")]),
        ("Kết quả thực hiện", _results(kind, scope)),
        ("Đánh giá chung", _assessment(kind)),
        (DIRECTIONS.heading, [DIRECTIONS.row("")]),
        (RECOMMENDATIONS.heading, [RECOMMENDATIONS.row("")]),
    ]
    if kind == Kind.BRIEFING:  # read out in minutes: no assessment of its own
        rows[2:3] = [(FAULTS.heading, [FAULTS.row("")])]
    numbered = [
        {"number": number, "heading": heading, "parts": parts}
        for number, (heading, parts) in zip(
            ("I", "II", "III", "IV", "V"), rows, strict=True
        )
    ]
    annexes = _annexes(scope)
    if annexes:
        numbered.append({"number": "", "heading": "Phụ lục", "parts": annexes})
    return numbered


def _assessment(kind: str) -> list[dict]:
    words = [MERITS, FAULTS, CAUSES]
    return [row.row() for row in words + [LESSONS] * (kind == Kind.FINAL)]


def _bound(binding: str, heading: str = "") -> dict:
    return {"binding": binding, "heading": heading}


def _results(kind: str, scope: str) -> list[dict]:
    if scope == Scope.ALONE:
        return [RESULTS.row(), _bound("figure_results", "Số liệu chủ yếu")]
    if scope == Scope.CLUSTER:
        return [
            _bound("figure_results", "Số liệu của các thành viên"),
            _bound("figure_comparison", "So với kỳ trước và mục tiêu"),
            RESULTS.row(),
            _bound("ranking", "Xếp hạng thành viên"),
            _bound("earlier_recommendations", "Việc trả lời kiến nghị của kỳ trước"),
        ]
    tasks = _bound("task_results", "Thực hiện nhiệm vụ trọng tâm")
    figures = _bound("figure_results", "Số liệu chủ yếu")
    if kind in SHORT:
        return [tasks, figures, RESULTS.row()]
    money = _bound("resources", "Nguồn lực cho công tác phối hợp")
    below = _bound("cascade", "Ký chương trình phối hợp ở cấp dưới")
    return [
        tasks,
        RESULTS.row(),
        _bound(AREAS),
        figures,
        _bound("figure_comparison", "So với kỳ trước và mục tiêu"),
        _bound("late_figures", "Số liệu của kỳ trước nhận muộn"),
        *([below, money] if scope in (Scope.AGREEMENT, Scope.PLAN) else []),
        _bound("earlier_recommendations", "Việc trả lời kiến nghị của kỳ trước"),
    ]


def _annexes(scope: str) -> list[dict]:
    if scope in (Scope.CLUSTER, Scope.ALONE):
        return []
    return [_bound("annex_tasks", "Tình hình thực hiện nhiệm vụ trọng tâm")]
