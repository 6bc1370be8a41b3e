"""The ledger of reminders as a list: its columns and its order."""

from django.utils import timezone

from ..listings.listing import Cell, Column, Listing, Order, column
from ..models import Reminder
from .facts import about
from .ladder_wording import step_said
from .ledger_filters import LedgerFilter


def in_hours(at) -> str:
    return f"{timezone.localtime(at):%H:%M %d/%m/%Y}" if at else ""


def letter(row: Reminder) -> str:
    """What became of the letter, in two or three words."""
    if row.digest is None:
        return ""
    mail = row.digest.mail
    if mail is None:
        return "Không có thư"
    if mail.bounced_at:
        return "Bị trả lại"
    if mail.sent_at:
        return f"Đã gửi {in_hours(mail.sent_at)}"
    return "Không gửi được" if mail.given_up_at else "Đang chờ gửi"


def reason(row: Reminder) -> str:
    """As it was written to the receiver, but for others to read."""
    return about(row.why, row.receiver)


LEDGER = Listing(
    name="so-nhac-viec",
    title="Sổ nhắc việc",
    address="accounts:reminder-ledger",
    filterset=LedgerFilter,
    columns=(
        Column(
            "viec",
            "Việc",
            (
                Cell("Việc", lambda row: row.title, width=60),
                Cell("Loại việc", lambda row: row.get_duty_display()),
            ),
        ),
        column("nguoi", "Người nhận", lambda row: str(row.receiver), width=30),
        column("han", "Hạn", lambda row: row.due_on, kind="date", width=14),
        column("bac", "Bậc", lambda row: step_said(row.step), width=20),
        Column(
            "tinhtrang",
            "Trạng thái",
            (
                Cell("Trạng thái", lambda row: row.get_state_display(), width=16),
                Cell("Gửi hoặc rút lúc", lambda row: in_hours(row.settled_at)),
                Cell("Nhắc muộn", lambda row: "Muộn" if row.is_late else "", width=10),
            ),
        ),
        column("thu", "Thư", letter),
        column("vaoso", "Vào sổ lúc", lambda row: in_hours(row.planned_at)),
        column(
            "ngaynhac",
            "Ngày cần nhắc",
            lambda row: row.tell_on,
            kind="date",
            width=14,
            is_default=False,
        ),
        column(
            "voitucach",
            "Nhắc ai",
            lambda row: row.get_audience_display(),
            is_default=False,
        ),
        column("visao", "Vì sao", reason, width=60, is_default=False),
        column(
            "lydo",
            "Vì sao rút, không gửi được",
            lambda row: row.settled_why,
            width=50,
            is_default=False,
        ),
    ),
    orders=(
        Order("vaoso", ("planned_at", "id"), "Cũ nhất lên đầu", "Mới nhất lên đầu"),
    ),
    default_order="-vaoso",
)
