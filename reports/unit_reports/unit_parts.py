"""The parts a unit writes: one for each area asked, then the general ones."""

from dataclasses import dataclass

from agreements.models import CoordinationArea

from ..models import Collection, UnitReport, UnitReportText

AREA = "linh-vuc-"
EXPLANATION = "giai-trinh"  # why an asked figure is not there


@dataclass(frozen=True)
class Part:
    key: str
    label: str
    hint: str
    area: CoordinationArea | None = None

    @property
    def where(self) -> dict:
        """The row of UnitReportText it is kept in."""
        return {"area": self.area, "key": ""} if self.area else {"key": self.key}


GENERAL = (
    Part("uu-diem", "Ưu điểm", "Những mặt làm được, cách làm hay."),
    Part(
        "ton-tai", "Tồn tại, hạn chế", "Việc chưa làm được, việc chậm; mỗi ý một dòng."
    ),
    Part("nguyen-nhan", "Nguyên nhân", "Nguyên nhân khách quan, chủ quan."),
    Part(
        "kien-nghi", "Kiến nghị, đề xuất", "Mỗi kiến nghị một dòng, nêu rõ gửi tới ai."
    ),
)
RESULTS = Part("ket-qua", "Kết quả thực hiện", "Kết quả nổi bật trong kỳ.")


def parts_of(collection: Collection) -> list[Part]:
    hint = "Việc đã làm trong kỳ, kết quả, sản phẩm; nêu số liệu nếu có."
    areas = [
        Part(f"{AREA}{area.pk}", area.name, hint, area)
        for area in collection.areas.order_by("position", "pk")
    ]
    return [*(areas or [RESULTS]), *GENERAL]


def part_of(collection: Collection, key: str) -> Part | None:
    return next((part for part in parts_of(collection) if part.key == key), None)


def key_of(text: UnitReportText) -> str:
    return f"{AREA}{text.area_id}" if text.area_id else text.key


def written(report: UnitReport) -> dict[str, UnitReportText]:
    """{key: text} of what was ever saved, also on areas no longer asked."""
    rows = report.texts.select_related("edited_by", "area")
    return {key_of(row): row for row in rows}
