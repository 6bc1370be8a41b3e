"""The figures of a dashboard in a few lines: what stands at its top and in letters."""

from dataclasses import dataclass

from accounts.vietnamese import format_number

from .boards import Board


@dataclass(frozen=True)
class Tile:
    """A question answered by one figure; `more` is what to know beside it."""

    title: str
    figure: str
    more: str
    url: str
    tone: str  # late, soon, plan or ok

    @property
    def text(self) -> str:
        return f"{self.title}: {self.figure}" + (f" ({self.more})" if self.more else "")


def tiles(board: Board) -> list[Tile]:
    return [
        _late(board.lateness),
        _articles(board.articles),
        _silence(board.silence),
        _replies(board.replies),
        _decisions(board.decisions),
    ]


def _late(found) -> Tile:
    more = [f"trễ nhất {format_number(found.days)} ngày"] if found.days else []
    if found.parts:
        more.append(f"{found.parts_label} phần phối hợp chậm")
    return Tile(
        title="Nhiệm vụ quá hạn",
        figure=found.tasks_label,
        more="; ".join(more) or "không có việc chậm",
        url=found.url if found.tasks else "#dang-cham",
        tone="late" if found.tasks or found.parts else "ok",
    )


def _articles(found) -> Tile:
    """Without articles on record nothing is known: that is not 0."""
    more = f"năm {found.year}, trong {format_number(found.articles)} điều"
    return Tile(
        title="Điều chưa có nhiệm vụ",
        figure=format_number(found.missing) if found.articles else "–",
        more=more if found.articles else "hồ sơ chưa nhập các điều",
        url="#dieu-chua-co-nhiem-vu",
        tone="soon" if found.missing else "ok" if found.articles else "plan",
    )


def _silence(found) -> Tile:
    late = f"{format_number(found.late)} đã quá hạn nộp" if found.late else ""
    return Tile(
        title="Chưa nộp báo cáo",
        figure=format_number(found.silent),
        more=late or ("chưa đến hạn nộp" if found.silent else "không chờ báo cáo nào"),
        url="#chua-nop",
        tone="late" if found.late else "plan" if found.silent else "ok",
    )


def _replies(found) -> Tile:
    late = ""
    if found.late:
        days = f", lâu nhất {format_number(found.days)} ngày" if found.days else ""
        late = f"{format_number(found.late)} quá hạn{days}"
    return Tile(
        title="Kiến nghị chờ trả lời",
        figure=found.waiting_label,
        more=late or ("đều trong hạn" if found.waiting else "không còn kiến nghị chờ"),
        url=found.url if found.waiting else "#kien-nghi",
        tone="late" if found.late else "plan" if found.waiting else "ok",
    )


def _decisions(found) -> Tile:
    more = [f"{format_number(found.late)} quá hạn cho ý kiến"] if found.late else []
    if found.amendments:
        more.append(f"thêm {format_number(found.amendments)} bản sửa đổi")
    return Tile(
        title="Kế hoạch chờ ý kiến",
        figure=format_number(found.plans),
        more="; ".join(more) or ("đều trong hạn" if found.plans else "không có"),
        url=found.url if found.plans else "#cho-y-kien",
        tone="late" if found.late else "plan" if found.plans else "ok",
    )
