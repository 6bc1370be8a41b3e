"""What is wrong with each cell of the lines read, and what each row means.

Run again after every correction: the cells as read stay, what a person typed over
them lies in `choices`. A line gains

    given      the cells a person typed over
    problems   by field: {"texts", "asks": [{"name", "key", "choices"}], "several"}
    warnings   by field: sentences
    meaning    lead, lead_as_written, coordinating, group: what will be saved
    same       fields that an exported sheet brings back unchanged
"""

import re
from collections import defaultdict

from .. import deadlines
from ..models import FocusTask
from ..plans import exporting
from . import naming
from .bodies import Directory
from .body_checking import BodyChecker
from .choices import Choices, Current, say, text_of
from .headers import FIELDS

LONGEST = {
    "title": 1000,
    **{
        name: FocusTask._meta.get_field(name).max_length
        for name in ("expected_product", "target", "responsible_person", "funding")
    },
    "deadline": FocusTask._meta.get_field("deadline_as_written").max_length,
    "note": 5000,
    "number": 10,
}
_BROKEN_FONT = re.compile("[¸µ¶·¹®¨ª«¬]")
_FORMULA_ERROR = re.compile(r"^#(?:REF!|N/A|VALUE!|NAME\?|DIV/0!|NULL!|NUM!)", re.I)


class Checker:
    def __init__(self, plan, directory: Directory, choices: Choices, current: Current):
        self.plan, self.current = plan, current
        self.bodies = BodyChecker(plan, directory, choices, current)
        self.typed: dict[int, dict[str, str]] = defaultdict(dict)
        for place, text in choices.cells.items():
            row, _, name = place.partition(":")
            self.typed[int(row)][name] = text
        self.seen: dict[str, int] = {}
        self.ids: set[str] = set()
        self.titles = {
            naming.key_of(cells["title"]) for _, cells in current.tasks.values()
        }

    def check(self, lines: list[dict]) -> None:
        for line in lines:
            line["problems"], line["warnings"] = {}, defaultdict(list)
            line["given"] = self.typed.get(line["row"], {})
            if line["kind"] == "left":
                continue
            self._check_id(line)
            if line["kind"] == "heading":
                self._check_heading(line)
            else:
                self._check_task(line)
            line["warnings"] = dict(line["warnings"])

    def _check_id(self, line) -> None:
        given = line["id"]
        known = self.current.tasks if line["kind"] == "task" else self.current.headings
        line["now"] = ""
        if not given:
            return
        if given in self.ids:
            line["warnings"]["title"].append(
                "Dòng chép từ dòng khác: sẽ thêm thành một dòng mới."
            )
        elif given not in known:
            say(line, "title", "Mã dòng không thuộc kế hoạch này. Hãy xuất lại tệp rồi "
                "sửa trên tệp mới, hoặc để dòng này lại.")  # fmt: skip
        else:
            self.ids.add(given)
            line["now"] = given

    def _check_heading(self, line) -> None:
        title = text_of(line, "title")
        if not title:
            say(line, "title", "Mục chưa có tên. Hãy nhập tên mục.")
        if len(title) > 500:
            say(line, "title", "Tên mục dài hơn 500 ký tự. Hãy rút gọn.")

    def _check_task(self, line) -> None:
        task, now = self.current.tasks.get(line["now"], (None, {}))
        cells = {name: text_of(line, name) for name in line["cells"]}
        cells["number"], line["was"] = line["number"], now
        line["same"] = [
            n for n in now if n in cells and exporting.same(cells[n], now[n])
        ]
        for name in FIELDS:
            if name in line["same"] or name not in cells:
                continue
            self._check_text(line, name, cells[name])
        if "title" not in line["same"]:
            self._check_title(line, cells["title"])
        if "deadline" in cells and "deadline" not in line["same"]:
            self._check_deadline(line, cells["deadline"])
        self.bodies.check(line, cells, task)

    def _check_text(self, line, name, text) -> None:
        if len(text) > LONGEST.get(name, 5000):
            say(line, name, f"{FIELDS[name]} dài {len(text)} ký tự; nhiều nhất "
                f"{LONGEST[name]}. Hãy rút gọn.")  # fmt: skip
        if _FORMULA_ERROR.match(text):
            say(line, name, "Ô chứa lỗi công thức. Hãy nhập lại nội dung.")
        if _BROKEN_FONT.search(text):
            line["warnings"][name].append(
                "Chữ có thể thuộc phông cũ (TCVN3, VNI). Hãy chuyển sang Unicode."
            )

    def _check_title(self, line, title) -> None:
        if not title:
            return say(line, "title", "Chưa có nội dung nhiệm vụ. Hãy nhập nội dung.")
        key = naming.key_of(title)
        if (first := self.seen.setdefault(key, line["row"])) != line["row"]:
            line["warnings"]["title"].append(f"Trùng nội dung với dòng {first + 1}.")
        if not line["now"] and key in self.titles:
            line["warnings"]["title"].append("Dự thảo đã có nhiệm vụ cùng nội dung.")

    def _check_deadline(self, line, words) -> None:
        year = self.plan.year
        if fault := deadlines.fault(words, year=year):
            return say(line, "deadline", fault)
        if words and not deadlines.is_understood(words, year=year):
            line["warnings"]["deadline"].append(
                "Không tính được ngày từ lời này: giữ nguyên chữ, không có hạn."
            )
        due_on = deadlines.parse(words, year=year).due_on
        if due_on and due_on.year < year:
            line["warnings"]["deadline"].append(
                f"Hạn {due_on:%d/%m/%Y} trước năm của kế hoạch."
            )
