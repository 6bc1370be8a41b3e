"""Annexes as offices make them, at random but repeatable, with what they say.

`Annex` holds the cells, the merges, what was put in, and at which cell a fault is.
"""

from dataclasses import dataclass, field
from datetime import date
from random import Random

BODIES = [
    "Sở Nội vụ",
    "Sở Tài chính",
    "Sở Y tế",
    "Sở Văn hóa, Thể thao và Du lịch",
    "Sở Giáo dục và Đào tạo",
    "Sở Nông nghiệp và Môi trường",
    "Công an tỉnh",
    "Thanh tra tỉnh",
    "Hội Nông dân tỉnh",
    "Hội Liên hiệp Phụ nữ tỉnh",
    "Liên đoàn Lao động tỉnh",
    "Văn phòng UBND tỉnh",
]
GROUPS = [
    "Các sở, ban, ngành tỉnh",
    "UBND các xã, phường",
    "Sở, ban, ngành có liên quan",
    "Các tổ chức chính trị - xã hội",
    "Các cơ quan, đơn vị liên quan",
]
# The headers that were read in real annexes, by what each column is.
HEADERS = [
    {"number": "TT", "title": "Nội dung/nhiệm vụ", "lead": "Cơ quan chủ trì",
     "coordinating": "Cơ quan phối hợp", "deadline": "Thời gian thực hiện"},
    {"number": "TT", "title": "Nội dung thực hiện", "lead": "Cơ quan chủ trì",
     "coordinating": "Cơ quan phối hợp", "deadline": "Thời gian hoàn thành",
     "expected_product": "Sản phẩm dự kiến"},
    {"number": "TT", "title": "Nhiệm vụ", "lead": "Cơ quan chủ trì",
     "coordinating": "Cơ quan phối hợp", "deadline": "Thời gian dự kiến hoàn thành",
     "expected_product": "Kết quả dự kiến", "funding": "Nguồn kinh phí"},
    {"number": "STT", "title": "NHIỆM VỤ VÀ GIẢI PHÁP", "lead": "CHỦ TRÌ",
     "coordinating": "PHỐI HỢP", "deadline": "THỜI GIAN"},
    {"number": "STT", "title": "Tên nhiệm vụ", "lead": "Cơ quan chủ trì",
     "coordinating": "Cơ quan phối hợp", "deadline": "Thời gian hoàn thành"},
    {"number": "STT", "title": "Nhiệm vụ, giải pháp", "lead": "Đơn vị thực hiện",
     "coordinating": "Đơn vị phối hợp", "deadline": "Thời gian thực hiện",
     "expected_product": "Sản phẩm đầu ra"},
    {"number": "TT", "title": "Chỉ tiêu", "lead": "Chủ trì"},
    {"number": "STT", "lead": "Cơ quan chủ trì", "coordinating": "Cơ quan phối hợp",
     "unknown": "Thuộc nhóm nhiệm vụ", "title": "Nội dung nhiệm vụ",
     "target": "Chỉ tiêu đạt được", "deadline": "Thời hạn hoàn thành"},
    {"number": "STT", "title": "Tên nhiệm vụ",
     "responsible_person": "Người đứng đầu chịu trách nhiệm",
     "lead": "Cơ quan chủ trì", "coordinating": "Cơ quan phối hợp",
     "expected_product": "Kết quả thực hiện", "deadline": "Thời hạn hoàn thành"},
    {"number": "TT", "title": "Chỉ tiêu", "lead": "Cơ quan chủ trì",
     "unknown": "ĐVT", "unknown2": "ƯTH năm 2025", "unknown3": "2026"},
]  # fmt: skip
DEADLINES = [
    "Trước ngày 30/11/2026", "Tháng 12/2026", "Quý IV/2026", "Thường xuyên",
    "6 tháng cuối năm", "Hằng năm", "khi cần thiết", "Quý II/2026 - Quý III/2026",
    "Năm 2026", "tháng 4/2026 (dự kiến)", "", date(2026, 8, 15),
]  # fmt: skip
WORK = [
    "Tuyên truyền, phổ biến pháp luật", "Giám sát chương trình mục tiêu quốc gia",
    "Tổ chức đối thoại với Nhân dân", "Xây dựng kế hoạch kiểm tra",
    "Vận động ủng hộ Quỹ Vì người nghèo", "Phản biện dự thảo nghị quyết",
    "Tiếp xúc cử tri trước kỳ họp", "Rà soát hộ nghèo, hộ cận nghèo",
]  # fmt: skip
FEET = [
    ["", "Tổng cộng: nhiệm vụ"], ["", "Ghi chú: số liệu tạm tính"],
    ["", "Nơi nhận:", "", "TM. ỦY BAN NHÂN DÂN"], ["", "- Như trên;", "", "CHỦ TỊCH"],
]  # fmt: skip
FAULTS = ["no_title", "no_lead", "unknown_lead", "two_leads", "group_lead",
          "unknown_body", "false_day", "backwards", "too_long"]  # fmt: skip


@dataclass
class Annex:
    rows: list[list] = field(default_factory=list)
    merges: list[tuple] = field(default_factory=list)
    # ("heading", title) or ("task", {field: what it should mean})
    expected: list[tuple] = field(default_factory=list)
    faults: set[tuple[int, str]] = field(default_factory=set)
    unknown: set[str] = field(default_factory=set)
    left: int = 0


class Maker:
    def __init__(self, seed: int):
        self.random = random = Random(seed)
        self.annex = Annex()
        header = dict(random.choice(HEADERS))
        self.names = list(header)
        if random.random() < 0.4:  # the number stays first, the rest is shuffled
            rest = self.names[1:]
            random.shuffle(rest)
            self.names = [self.names[0], *rest]
        self.header = header
        self.place = {name: column for column, name in enumerate(self.names)}
        self.width = len(self.names)
        self.count = self.serial = 0
        self.before: dict = {}

    def make(self) -> Annex:
        self.titles()
        self.head()
        style = self.random.choice(["roman", "letter", "none", "both"])
        for section in range(1, self.random.randint(1, 3) + 1):
            if style != "none":
                self.heading(style, section)
            for _ in range(self.random.randint(1, 5)):
                self.task()
        for foot in FEET[: self.random.choice([0, 0, 2, 4])]:
            self.annex.rows.append(foot[: self.width] if self.width > 3 else foot[:2])
            self.annex.left += 1
        return self.annex

    def titles(self) -> None:
        rows = self.annex.rows
        for text in ["PHỤ LỤC", "DANH MỤC NHIỆM VỤ NĂM 2026",
                     "(Kèm theo Kế hoạch số 310/KH-UBND ngày     /     /2026)"][
            : self.random.randint(0, 3)
        ]:  # fmt: skip
            self.merge_wide(len(rows))
            rows.append([text])
        rows += [[] for _ in range(self.random.randint(0, 5))]

    def merge_wide(self, row: int) -> None:
        self.annex.merges.append((row, 0, row, self.width - 1))

    def spelled(self, text: str) -> str:
        look = self.random.random()
        if look < 0.2:
            text = text.upper()
        elif look < 0.3:
            text = text.replace(" ", "\u00a0", 1)
        elif look < 0.5 and " " in text:
            text = text.replace(" ", "\n", 1)
        return text + self.random.choice(["", "", " ", ":"])

    def head(self) -> None:
        rows, row = self.annex.rows, len(self.annex.rows)
        texts = [self.spelled(self.header[name]) for name in self.names]
        pair = [self.place.get("lead"), self.place.get("coordinating")]
        is_double = None not in pair and pair[1] == pair[0] + 1
        if is_double and self.random.random() < 0.5:
            upper, lower = list(texts), [""] * self.width
            upper[pair[0]], upper[pair[1]] = "Cơ quan thực hiện", ""
            lower[pair[0]], lower[pair[1]] = texts[pair[0]], texts[pair[1]]
            rows += [upper, lower]
            self.annex.merges.append((row, pair[0], row, pair[1]))
            self.annex.merges += [
                (row, c, row + 1, c) for c in range(self.width) if c not in pair
            ]
        else:
            rows.append(texts)
        for name in self.names:
            if name.startswith("unknown"):
                self.annex.unknown.add(self.header[name])
        if self.random.random() < 0.4:
            rows.append([f"({n})" for n in range(1, self.width + 1)])

    def heading(self, style: str, section: int) -> None:
        rows = self.annex.rows
        roman, letter = ["I", "II", "III"][section - 1], "ABC"[section - 1]
        numbers = {"roman": [roman], "letter": [letter], "both": [letter, "I"]}[style]
        for number in numbers:
            title = f"Nhóm việc {section}{number} về vận động Nhân dân"
            if self.random.random() < 0.6:
                self.merge_wide(len(rows))
                rows.append([f"{number}. {title}"])
            else:
                cells = [""] * self.width
                cells[0], cells[self.place["title"]] = number, title
                rows.append(cells)
            self.annex.expected.append(("heading", title))

    def task(self) -> None:
        self.count += 1
        parts = self.random.choice([0, 0, 0, 2])
        can_miss_lead = not parts
        fault = self.random.choice(FAULTS) if self.random.random() < 0.12 else ""
        if fault == "no_lead" and not can_miss_lead:
            fault = ""
        self.row(str(self.count), fault)
        dotted = self.random.random() < 0.5
        for part in range(1, parts + 1):
            number = f"{self.count}.{part}" if dotted else f"{'ab'[part - 1]})"
            self.row(number, "", is_part=True)

    def row(self, number: str, fault: str, *, is_part: bool = False) -> None:
        random, row = self.random, len(self.annex.rows)
        self.serial += 1
        lead = random.choice(BODIES)
        others = random.sample([b for b in BODIES if b != lead], random.randint(0, 3))
        groups = random.sample(GROUPS, random.choice([0, 0, 1]))
        deadline = random.choice(DEADLINES)
        said = {
            "title": f"{random.choice(WORK)}, việc thứ {self.serial}",
            "lead": lead,
            "coordinating": others,
            "group": "; ".join(groups),
            "deadline": deadline,
            "expected_product": random.choice(
                ["", "Báo cáo", "Kế hoạch của UBND tỉnh"]
            ),
            "target": random.choice(["", "100% số xã"]),
            "responsible_person": random.choice(["", "Đ/c Giám đốc"]),
            "funding": random.choice(["", "Ngân sách tỉnh"]),
        }
        unknown = {n: f"giá trị {self.serial}" for n in self.names if "unknown" in n}
        cells = said | unknown | {"number": self.number(number)}
        cells["lead"] = self.body(lead)
        split = random.choice([";", "; ", "\n", ",", ";\n"])
        names = [self.body(name) for name in others]
        cells["coordinating"] = (
            f"{split} ".join([*names, *groups])
            if split != ","
            else "; ".join([", ".join(names), *groups]).strip("; ")
        )
        self.spoil(cells, said, fault, row)
        is_ditto = self.dittoed(cells, said, fault)
        if fault in ("", "false_day", "too_long") and not is_part and not is_ditto:
            cells = self.spread(cells, names, groups, row)
        else:
            self.annex.rows.append([cells.get(name, "") for name in self.names])
        self.before = {} if fault else said | {"cell": cells["coordinating"]}
        self.annex.expected.append(("task", said | {"row": row, "is_part": is_part}))

    def number(self, number: str):
        is_typed = self.random.random() < 0.5
        return int(number) if number.isdigit() and is_typed else number

    def body(self, name: str) -> str:
        look = self.random.random()
        if look < 0.1:
            return name.upper()
        if look < 0.2:
            return name.replace(" ", "  ", 1)
        return name.replace("Văn hóa", "Văn hoá") if look < 0.5 else name

    def dittoed(self, cells, said, fault) -> bool:
        """ "Như trên" in the column of those who coordinate."""
        before = self.before
        if fault or "coordinating" not in self.place or not before:
            return False
        if not before["cell"] or self.random.random() > 0.15:
            return False
        if said["lead"] in before["coordinating"]:
            return False
        cells["coordinating"] = self.random.choice(["Như trên", "nt", "-nt-", '"'])
        said |= {"coordinating": before["coordinating"], "group": before["group"]}
        return True

    def spread(self, cells, names, groups, row) -> dict:
        """Sometimes one task over several rows, its bodies one below the other."""
        rows, several = self.annex.rows, [*names, *groups]
        column = self.place.get("coordinating")
        if column is None or len(several) < 2 or self.random.random() > 0.3:
            rows.append([cells.get(name, "") for name in self.names])
            return cells
        whole = "; ".join(several)
        first = [cells.get(name, "") for name in self.names]
        for line, text in enumerate(several):
            lines = first if line == 0 else [""] * self.width
            lines[column] = text
            rows.append(list(lines))
        last = row + len(several) - 1
        self.annex.merges += [
            (row, c, last, c) for c in range(self.width) if c != column
        ]
        return cells | {"coordinating": whole}

    def spoil(self, cells, said, fault, row) -> None:
        """Put the fault in, and note at which cell it must be found."""
        name = {"no_title": "title", "unknown_body": "coordinating",
                "false_day": "deadline", "backwards": "deadline",
                "too_long": "funding"}.get(fault, "lead" if fault else "")  # fmt: skip
        if not fault or name not in self.place:
            return
        other = self.random.choice([b for b in BODIES if b != said["lead"]])
        cells[name] = {
            "no_title": "",
            "no_lead": "",
            "unknown_lead": f"Sở Không có thật số {self.serial}",
            "two_leads": f"{said['lead']}; {other}",
            "group_lead": "Các sở, ban, ngành tỉnh",
            "unknown_body": f"Ban Chẳng có ở đâu {self.serial}",
            "false_day": "Trước ngày 31/02/2026",
            "backwards": "Quý IV/2026 - Quý I/2026",
            "too_long": "rất dài " * 40,
        }[fault]
        self.annex.faults.add((row, name))


def make(seed: int) -> Annex:
    return Maker(seed).make()
