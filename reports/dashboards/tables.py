"""The tables of a dashboard as one workbook, a sheet each, with every row."""

import tempfile
from datetime import datetime

import xlsxwriter

from accounts.listings.exports import Sheet, Table
from accounts.listings.listing import Cell
from accounts.vietnamese import format_date

from .boards import Board
from .cluster import ClusterBoard

LATE = [
    Cell("Cơ quan", lambda row: row.organisation.label, width=48),
    Cell("Nhiệm vụ quá hạn", lambda row: row.tasks, "integer", 20),
    Cell("Phần phối hợp chậm", lambda row: row.parts, "integer", 22),
    Cell("Chậm lâu nhất (ngày)", lambda row: row.days, "integer", 22),
]
ARTICLES = [
    Cell("Quy chế", lambda row: row.agreement.label, width=60),
    Cell("Số điều", lambda row: row.articles, "integer", 12),
    Cell("Chưa có nhiệm vụ", lambda row: row.missing, "integer", 20),
]
SILENCE = [
    Cell("Đợt thu báo cáo", lambda row: row.collection.title, width=60),
    Cell("Cơ quan đầu mối", lambda row: row.collection.office.label, width=30),
    Cell("Hạn nộp", lambda row: row.collection.units_due_on, "date", 14),
    Cell("Phải nộp", lambda row: row.asked, "integer", 12),
    Cell("Chưa nộp", lambda row: row.silent, "integer", 12),
    Cell("Quá hạn nộp", lambda row: row.late, "integer", 12),
    Cell("Đơn vị chưa nộp", lambda row: "; ".join(row.names), width=80),
]
REPLIES = [
    Cell("Cơ quan phải trả lời", lambda row: row.organisation.label, width=48),
    Cell("Đang chờ", lambda row: row.waiting, "integer", 12),
    Cell("Quá hạn", lambda row: row.late, "integer", 12),
    Cell("Chờ từ ngày", lambda row: row.since, "date", 14),
]
DECISIONS = [
    Cell("Kế hoạch", lambda row: row.plan.title, width=60),
    Cell("Chờ ý kiến của", lambda row: row.waits_for, width=44),
    Cell("Hạn cho ý kiến", lambda row: row.plan.decision_due_on, "date", 14),
    Cell("Đã chờ (ngày)", lambda row: row.days, "integer", 14),
]
QUARTERS = [
    Cell("Quý", lambda row: row.label, width=16),
    Cell("Nhiệm vụ đến hạn", lambda row: row.due, "integer", 20),
    Cell("Hoàn thành đúng hạn", lambda row: row.on_time, "integer", 24),
    Cell("Tỷ lệ (%)", lambda row: row.percent, "integer", 12),
]
LINE = [
    Cell("Kỳ", lambda row: row[0].label, width=36),
    Cell("Kết quả", lambda row: row[1].words, width=30),
    Cell("Giá trị", lambda row: row[1].in_unit, "number", 18),
    Cell("Cơ quan chưa có số liệu", lambda row: len(row[1].missing), "integer", 26),
]


def workbook(board: Board, conditions: str, at: datetime):
    about = f"{board.subtitle}. {conditions}" if conditions else board.subtitle
    return _written(board.title, about, _sheets(board), at)


def _written(title: str, about: str, sheets, at: datetime):
    """An open temporary file."""
    target = tempfile.TemporaryFile()
    options = {"constant_memory": True, "strings_to_urls": False}
    book = xlsxwriter.Workbook(target, options)
    book.set_properties({"title": title, "created": at.replace(tzinfo=None)})
    for name, heading, cells, rows in sheets:
        Sheet(book, Table(heading, about, at, cells, rows), name=name).write()
    book.close()
    target.seek(0)
    return target


def _sheets(board: Board):
    year = board.articles.year
    yield "Đang chậm", "Đang chậm, của ai", LATE, board.lateness.rows
    title = f"Điều chưa có nhiệm vụ năm {year}"
    yield "Điều chưa có nhiệm vụ", title, ARTICLES, board.articles.rows
    yield "Chưa nộp báo cáo", "Chưa nộp báo cáo", SILENCE, board.silence.rows
    yield "Kiến nghị", "Kiến nghị chờ trả lời", REPLIES, board.replies.rows
    title = "Kế hoạch chờ ý kiến"
    yield "Kế hoạch chờ ý kiến", title, DECISIONS, board.decisions.rows
    title = "Nhiệm vụ đến hạn và hoàn thành đúng hạn theo quý"
    yield "Theo quý", title, QUARTERS, board.quarters
    if board.line:
        yield "Chỉ tiêu", str(board.line.indicator), LINE, board.line.rows


OWED = [
    Cell("Thành viên", lambda row: row.report.organisation.label, width=44),
    Cell("Đợt thu báo cáo", lambda row: row.report.collection.title, width=60),
    Cell("Hạn nộp", lambda row: row.report.due_on, "date", 14),
    Cell("Chậm (ngày)", lambda row: row.days_late, "integer", 12),
]


def cluster_workbook(board: ClusterBoard, at: datetime):
    sheets = [("Chưa nộp báo cáo", "Chưa nộp báo cáo", OWED, board.owed)]
    if board.line:
        unit = board.line.indicator.in_unit
        newest = board.line.rows[-1][0].label
        members = [
            Cell("Hạng", lambda row: row.rank, "integer", 8),
            Cell("Thành viên", lambda row: row.name, width=48),
            Cell("Kết quả", lambda row: row.words, width=30),
            Cell(
                "Giá trị",
                lambda row: None if row.amount is None else unit(row.amount),
                "number",
                18,
            ),
            Cell("Kỳ trước", lambda row: row.before, width=30),
        ]
        title = f"{board.line.indicator.name}, {newest}"
        columns = members[not board.ranks :]
        sheets.append(("Thành viên", title, columns, board.standings))
        sheets.append(("Chỉ tiêu", str(board.line.indicator), LINE, board.line.rows))
    return _written(board.title, f"Ngày {format_date(board.on)}", sheets, at)
