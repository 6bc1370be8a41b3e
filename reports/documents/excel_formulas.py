"""Which cells of a sheet are worked out from others."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from xlsxwriter.utility import xl_col_to_name

from accounts.listings.workbooks import FIRST_DAY, exact_number

from .elements import Cell, Table


def typed(cell: Cell) -> Decimal | date | None:
    """What Excel can hold exactly; otherwise None, and the words are written."""
    if cell.number is not None:
        return None if exact_number(cell.number) is None else cell.number
    return cell.day if cell.day and cell.day >= FIRST_DAY else None


class Formulas:
    """Which cells are worked out from others: only where that gives what the report
    says, so a frozen figure never changes when the file is opened.

    Sums of groups and the grand total are SUBTOTAL, which leaves other subtotals out;
    where there are no groups to sum, SUM. Rows and columns count from 0.
    """

    def __init__(self, table: Table, outputs: list, first: int):
        self.table, self.outputs, self.first = table, outputs, first
        self.rows = [row.cells for row in table.data_rows]
        self.sums = {first + i for i, r in enumerate(table.data_rows) if r.is_sum}
        self.spans = self._spans()
        self.last = first + len(self.rows)  # the row of the grand total, if any
        self.remarks: list[str] = []
        self.places = {o.index: p for p, o in enumerate(outputs) if o.index is not None}

    def is_sum(self, row: int) -> bool:
        return row in self.sums or row == self.last

    def _spans(self) -> dict[int, int]:
        """{row of a sum: the first row it adds}."""
        spans, start, row = {}, self.first, self.first
        for source in self.table.rows:
            if source.group:
                start = row
                continue
            if source.is_sum:
                spans[row] = start
                start = row + 1
            row += 1
        return spans

    def of(self, row: int, place: int) -> str:
        index = self.outputs[place].index
        if index is None or self.table.columns[index].kind != "number":
            return ""
        cells = self.table.total if row == self.last else self.rows[row - self.first]
        if not isinstance(typed(cells[index]), Decimal):
            return ""
        percent = self._percent(row, index, cells)
        if percent or not self.is_sum(row) or self.table.columns[index].percent_of:
            return percent
        start = self.spans.get(row, self.first)
        added = [r for r in range(start, row) if r not in self.sums]
        numbers = [self.rows[r - self.first][index] for r in added]
        numbers = [x.number for x in numbers if isinstance(typed(x), Decimal)]
        if numbers and sum(numbers) == cells[index].number:
            name = xl_col_to_name(place)
            how = "SUBTOTAL(9," if self.sums else "SUM("
            return f"={how}{name}{start + 1}:{name}{row})"
        if row == self.last:
            self.remarks.append(
                f"“{self.outputs[place].title}”: số ở dòng tổng lấy theo báo cáo, "
                "không phải phép cộng các dòng."
            )
        return ""

    def _percent(self, row: int, index: int, cells: tuple[Cell, ...]) -> str:
        """The share of two cells of the same row, rounded as the report has it."""
        pair = self.table.columns[index].percent_of
        numbers = [typed(cells[column]) for column in pair]
        if not pair or not all(isinstance(x, Decimal) for x in numbers):
            return ""
        part, whole = numbers
        told = cells[index].number
        for places in range(3):
            exact = Decimal(1).scaleb(-places)
            if whole and (100 * part / whole).quantize(exact, ROUND_HALF_UP) == told:
                part, whole = (
                    f"{xl_col_to_name(self.places[x])}{row + 1}" for x in pair
                )
                return f"=ROUND(100*{part}/{whole},{places})"
        return ""
