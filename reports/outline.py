"""The outline of a review report: which parts are bound, which people write."""

from dataclasses import dataclass

from .models import Review


@dataclass(frozen=True)
class Bound:
    """A part made of data; nobody types in it."""

    name: str  # a function of `composing`
    heading: str


@dataclass(frozen=True)
class Prose:
    """A part that people write; `hint` tells what belongs there."""

    key: str
    heading: str  # "" stands directly under the heading of its section
    hint: str

    @property
    def label(self) -> str:
        return self.heading or SECTION_OF[self.key]


@dataclass(frozen=True)
class Section:
    number: str
    heading: str
    parts: tuple[Bound | Prose, ...]


LEADING = Section(
    "I",
    "Công tác lãnh đạo, chỉ đạo, triển khai",
    (
        Prose(
            "trien-khai",
            "",
            "Văn bản đã ban hành, hội nghị đã tổ chức, việc phân công và kiểm tra.",
        ),
    ),
)
RESULTS_IN_WORDS = Prose(
    "ket-qua",
    "Kết quả nổi bật",
    "Kết quả theo từng nội dung phối hợp, mô hình hay, cách làm mới.",
)
ASSESSMENT = (
    Prose("uu-diem", "Ưu điểm", "Những mặt làm được, cơ quan làm tốt."),
    Prose(
        "ton-tai",
        "Tồn tại, hạn chế",
        "Việc chưa làm được, việc chậm; mỗi ý một dòng, bắt đầu bằng dấu “-”.",
    ),
    Prose("nguyen-nhan", "Nguyên nhân", "Nguyên nhân khách quan, chủ quan."),
)
LESSONS = Prose("bai-hoc", "Bài học kinh nghiệm", "Bài học rút ra qua cả giai đoạn.")
DIRECTIONS = Section(
    "IV",
    "Phương hướng, nhiệm vụ trọng tâm",
    (Prose("phuong-huong", "", "Việc cần tập trung trong thời gian tới."),),
)
RECOMMENDATIONS_KEY = "kien-nghi"
PROPOSALS = Section(
    "V",
    "Kiến nghị, đề xuất",
    (
        Prose(
            RECOMMENDATIONS_KEY,
            "",
            "Mỗi kiến nghị một dòng, bắt đầu bằng dấu “-”. Muốn nêu nơi nhận, ghi dòng "
            "“Đối với UBND tỉnh:” ở trên. Khi phát hành, mỗi dòng được đưa vào sổ kiến "
            "nghị để theo dõi ở kỳ sau.",
        ),
    ),
)

OF_AN_AGREEMENT = (
    Bound("task_results", "Thực hiện nhiệm vụ trọng tâm"),
    Bound("figure_results", "Số liệu chủ yếu"),
    RESULTS_IN_WORDS,
    Bound("earlier_recommendations", "Việc trả lời kiến nghị của kỳ trước"),
)
OF_A_CLUSTER = (
    Bound("figure_results", "Số liệu của các thành viên"),
    RESULTS_IN_WORDS,
    Bound("earlier_recommendations", "Việc trả lời kiến nghị của kỳ trước"),
)


def sections(review: Review) -> tuple[Section, ...]:
    """The outline of this report, by its kind and by what it is about."""
    results = OF_A_CLUSTER if review.cluster_id else OF_AN_AGREEMENT
    final = review.kind == Review.Kind.FINAL
    return (
        LEADING,
        Section("II", "Kết quả thực hiện", results),
        Section("III", "Đánh giá chung", ASSESSMENT + (LESSONS,) * final),
        DIRECTIONS,
        PROPOSALS,
    )


def prose_parts(review: Review) -> list[Prose]:
    return [
        part
        for section in sections(review)
        for part in section.parts
        if isinstance(part, Prose)
    ]


def prose_part(review: Review, key: str) -> Prose | None:
    return next((part for part in prose_parts(review) if part.key == key), None)


SECTION_OF = {
    part.key: section.heading
    for section in (LEADING, DIRECTIONS, PROPOSALS)
    for part in section.parts
}
