"""What a new database begins with: each kind by calendar days and by State cut-offs.

Afterwards they are data, changed in the administration.
"""

DECREE = "Nghị định 09/2019/NĐ-CP, Điều 12"
CALENDAR = "Theo ngày dương lịch"


def _kind(code, name, kind, label, first, last, **more) -> dict:
    """`first`, `last`: (year, month, day), the year as -1 or 0."""
    names = ("year", "month", "day")
    days = {f"first_{n}": v for n, v in zip(names, first, strict=True)}
    days |= {f"last_{n}": v for n, v in zip(names, last, strict=True)}
    given = {"code": code, "name": name, "kind": kind, "label": label}
    return given | days | {"source": CALENDAR} | more


_BEFORE = (-1, 12, 15)
_CUT = {"source": DECREE}

PRESETS = [
    row | {"position": position}
    for position, row in enumerate(
        [
            _kind(
                "6t-dau",
                "6 tháng đầu năm",
                "half_year",
                "6 tháng đầu năm {năm}",
                (0, 1, 1),
                (0, 6, 30),
            ),
            _kind(
                "6t-dau-chot",
                "6 tháng đầu năm, chốt ngày 14/6",
                "half_year",
                "6 tháng đầu năm {năm}, số liệu chốt ngày 14/6",
                _BEFORE,
                (0, 6, 14),
                **_CUT,
            ),
            _kind(
                "6t-cuoi",
                "6 tháng cuối năm",
                "half_year",
                "6 tháng cuối năm {năm}",
                (0, 7, 1),
                (0, 12, 31),
            ),
            _kind(
                "6t-cuoi-chot",
                "6 tháng cuối năm, chốt ngày 14/12",
                "half_year",
                "6 tháng cuối năm {năm}, số liệu chốt ngày 14/12",
                (0, 6, 15),
                (0, 12, 14),
                **_CUT,
            ),
            _kind(
                "9t",
                "9 tháng",
                "nine_months",
                "9 tháng năm {năm}",
                (0, 1, 1),
                (0, 9, 30),
            ),
            _kind(
                "9t-chot",
                "9 tháng, chốt ngày 14/9",
                "nine_months",
                "9 tháng năm {năm}, số liệu chốt ngày 14/9",
                _BEFORE,
                (0, 9, 14),
                source=f"Cách chốt số liệu theo {DECREE}",
            ),
            _kind("nam", "Năm", "year", "Năm {năm}", (0, 1, 1), (0, 12, 31)),
            _kind(
                "nam-chot",
                "Năm, chốt ngày 14/12",
                "year",
                "Năm {năm}, số liệu chốt ngày 14/12",
                _BEFORE,
                (0, 12, 14),
                **_CUT,
            ),
            _kind(
                "quy",
                "Quý",
                "quarter",
                "Quý {số} năm {năm}",
                (0, 1, 1),
                (0, 3, 31),
                every_months=3,
            ),
            _kind(
                "quy-chot",
                "Quý, chốt ngày 14 tháng cuối quý",
                "quarter",
                "Quý {số} năm {năm}, số liệu chốt ngày 14",
                _BEFORE,
                (0, 3, 14),
                every_months=3,
                **_CUT,
            ),
            _kind(
                "thang",
                "Tháng",
                "month",
                "Tháng {số} năm {năm}",
                (0, 1, 1),
                (0, 1, 31),
                every_months=1,
            ),
            _kind(
                "thang-chot",
                "Tháng, chốt ngày 14",
                "month",
                "Tháng {số} năm {năm}, số liệu chốt ngày 14",
                _BEFORE,
                (0, 1, 14),
                every_months=1,
                **_CUT,
            ),
        ],
        start=1,
    )
]
