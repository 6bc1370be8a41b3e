"""Figures of published reports as open data: rows with stable ids, told the same in
CSV and JSON, with a dictionary that says what each column means.

Read from what the report was frozen with, masked as its page is. A missing figure is
a row without a value, never 0.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import F

from accounts.listings.paging import chunks_of

from ..models import Qualifier, Review
from . import masking

LICENCE = "Giấy phép Creative Commons Ghi công 4.0 Quốc tế (CC BY 4.0)"
LICENCE_URL = "https://creativecommons.org/licenses/by/4.0/deed.vi"
TERMS = (
    "Được dùng lại cho mọi mục đích, kể cả thương mại, với điều kiện ghi rõ nguồn: tên "
    "cơ quan lập báo cáo, số và ngày báo cáo, địa chỉ trang công khai."
)
CHUNK = 100  # reports at a time


@dataclass(frozen=True)
class Column:
    """`name` is the same in both formats and does not change."""

    name: str
    meaning: str
    kind: str = "chữ"


COLUMNS = (
    Column("ma", "Mã của dòng, không đổi qua các lần tải"),
    Column("bao_cao", "Mã của báo cáo", "số nguyên"),
    Column("so_ky_hieu", "Số, ký hiệu của báo cáo"),
    Column("ngay_phat_hanh", "Ngày phát hành báo cáo", "ngày"),
    Column("co_quan", "Cơ quan lập báo cáo"),
    Column("ky", "Tên kỳ báo cáo"),
    Column("tu_ngay", "Ngày đầu kỳ", "ngày"),
    Column("den_ngay", "Ngày cuối kỳ", "ngày"),
    Column("chi_tieu", "Mã của chỉ tiêu", "số nguyên"),
    Column("ten_chi_tieu", "Tên chỉ tiêu"),
    Column("don_vi", "Đơn vị tính của giá trị"),
    Column(
        "pham_vi",
        "“tong”: cả báo cáo; “co_quan”: một cơ quan; “chung”: kết quả chung của "
        "nhiều cơ quan, đã nằm trong tổng và chỉ tính một lần",
    ),
    Column("cua", "Cơ quan có kết quả này; để trống ở dòng tổng"),
    Column("muc_do", "Mức độ chắc chắn như nguồn ghi: xem bảng mức độ"),
    Column(
        "gia_tri",
        "Giá trị theo đơn vị tính. Để trống: chưa có thông tin, khác với số 0",
        "số",
    ),
    Column("so_bo", "1: còn là số liệu sơ bộ; 0: số chính thức", "0 hoặc 1"),
    Column("thieu", "Cơ quan chưa có số liệu, không nằm trong tổng; ngăn bằng “; ”"),
    Column("gia_tri_ky_truoc", "Giá trị của kỳ trước, nếu báo cáo có nêu", "số"),
    Column("muc_do_ky_truoc", "Mức độ của giá trị kỳ trước"),
    Column("minh_hoa", "1: số liệu minh hoạ, không phải số thật", "0 hoặc 1"),
    Column("dinh_chinh_boi", "Số báo cáo đã đính chính báo cáo này, nếu có"),
    Column("dia_chi", "Trang công khai của báo cáo"),
)
NAMES = tuple(column.name for column in COLUMNS)
# As they stand in the files: a code that a program can compare.
QUALIFIERS = [(value or "exact", label) for value, label in Qualifier.choices]


def reports(of: int | None = None):
    """Published reports that have figures at all; the newest first."""
    public = Review.objects.public().issued()
    return public if of is None else public.filter(pk=of)


def rows(of: int | None = None, *, site: str) -> Iterator[dict]:
    """The figures of all published reports, or of one; a hundred reports in memory."""
    found = (
        reports(of)
        .select_related("office", "publication")
        .defer("snapshot", "bound", "outline", "search")
        .annotate(kept_figures=F("bound__figures"))
        .prefetch_related("corrections")
    )
    for chunk in chunks_of(found, order=("-pk",), size=CHUNK):
        for review in chunk:
            yield from _of_review(review, site)


def _of_review(review: Review, site: str) -> Iterator[dict]:
    masks = masking.read(review.publication.masks)
    change = masking.replacer(masks) if masks else None
    head = {
        "bao_cao": review.pk,
        "so_ky_hieu": review.document_number,
        "ngay_phat_hanh": review.issued_on,
        "co_quan": review.office.name,
        "ky": review.period_label,
        "tu_ngay": review.period_from,
        "den_ngay": review.period_to,
    }
    foot = {
        "dinh_chinh_boi": _corrected_by(review),
        "dia_chi": site + review.get_public_url(),
    }
    for figure in review.kept_figures or []:
        for row in _of_figure(review.pk, figure):
            whole = head | row | foot
            yield _masked(whole, change) if change else whole


def _corrected_by(review: Review) -> str:
    return next(
        (
            other.document_number
            for other in review.corrections.all()
            if other.state == Review.State.ISSUED
        ),
        "",
    )


def _masked(row: dict, change) -> dict:
    return {
        name: change(value) if isinstance(value, str) and name != "dia_chi" else value
        for name, value in row.items()
    }


def _of_figure(review_pk: int, figure: dict) -> Iterator[dict]:
    """The total, then each body that reported or should have, then what is shared."""
    base = f"bc{review_pk}-ct{figure['indicator']}"
    same = {
        "chi_tieu": figure["indicator"],
        "ten_chi_tieu": figure["name"],
        "don_vi": figure["unit"],
        "so_bo": int(figure.get("is_provisional", False)),
        "minh_hoa": int(figure.get("is_illustrative", False)),
    }
    missing = "; ".join(figure.get("missing", []))
    yield same | _values(figure, f"{base}-tong", "tong", "", missing)
    for place, member in enumerate(figure.get("members", []), start=1):
        if member["figures"] or member["is_missing"]:
            name = member["name"]
            yield same | _values(member, f"{base}-cq{place}", "co_quan", name, "")
    for place, shared in enumerate(figure.get("shared", []), start=1):
        name = "; ".join(shared["bodies"])
        yield same | _values(shared, f"{base}-chung{place}", "chung", name, "")


def _values(row: dict, code: str, scope: str, of: str, missing: str) -> dict:
    before = row.get("previous") or {}
    return {
        "ma": code,
        "pham_vi": scope,
        "cua": of,
        "gia_tri": _number(row),
        "muc_do": _qualifier(row),
        "thieu": missing,
        "gia_tri_ky_truoc": _number(before),
        "muc_do_ky_truoc": _qualifier(before),
    }


def _number(row: dict) -> Decimal | None:
    return None if row.get("number") is None else Decimal(row["number"])


def _qualifier(row: dict) -> str:
    """Nothing is said of what is missing."""
    return "" if row.get("number") is None else row.get("qualifier") or "exact"
