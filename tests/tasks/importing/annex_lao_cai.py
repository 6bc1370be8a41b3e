"""Lào Cai's plan 104/KH-UBND as an annex in the manner of offices, from its case."""

from pathlib import Path

import yaml

from tests.tasks.importing import sheets

CASE = Path(__file__).parents[3] / "reports" / "data" / "cases" / "4-lao-cai.yaml"
HEADER = ["TT", "Nội dung\nnhiệm vụ", "Cơ quan chủ trì", "Cơ quan phối hợp",
          "Thời gian thực hiện", "Ghi chú"]  # fmt: skip
# Of the tasks: which come first below each heading.
HEADINGS = {
    "1": "I. TRÁCH NHIỆM CỦA BAN THƯỜNG TRỰC ỦY BAN MTTQ VIỆT NAM TỈNH",
    "7": "II. TRÁCH NHIỆM CỦA ỦY BAN NHÂN DÂN TỈNH",
    "10": "III. TỔ CHỨC THỰC HIỆN",
}


def plan_of_the_case() -> dict:
    return yaml.safe_load(CASE.read_text())["plans"][0]


def annex() -> bytes:
    rows = [
        ["PHỤ LỤC"],
        ["NHIỆM VỤ PHỐI HỢP CÔNG TÁC NĂM 2023"],
        ["(Kèm theo Kế hoạch số 104/KH-UBND ngày 22/02/2023 của UBND tỉnh Lào Cai)"],
        [],
        HEADER,
        [f"({n})" for n in range(1, 7)],
    ]
    merges = [(line, 0, line, 5) for line in range(3)]
    for task in plan_of_the_case()["tasks"]:
        code = task["code"]
        if code in HEADINGS:
            merges.append((len(rows), 0, len(rows), 5))
            rows.append([HEADINGS[code]])
        rows.append(
            [
                int(code) if code.isdigit() else f"{code})",
                task["title"],
                # Below its task a part often leaves the column empty.
                "" if code == "3b" else task["lead_as_written"],
                task.get("coordinating_group", "").replace("; ", ";\n"),
                task.get("deadline_as_written", ""),
                task.get("note", ""),
            ]
        )
    rows += [[], ["", "Nơi nhận:", "", "TM. ỦY BAN NHÂN DÂN"], ["", "- Như trên;"]]
    return sheets.xlsx(rows, merges)
