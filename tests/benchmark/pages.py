"""The measured pages: a name, an address, and who opens it."""

from dataclasses import dataclass

from accounts.models import User

from .filling import Cast


@dataclass(frozen=True)
class MeasuredPage:
    name: str
    path: str
    user: User


def pages_of(cast: Cast, year: int) -> list[MeasuredPage]:
    opened = [
        ("workspace", "/ban-lam-viec/", cast.busy),
        ("tasks-overdue", "/nhiem-vu/?situation=overdue", cast.busy),
        ("tasks-words-year", f"/nhiem-vu/?q=giam+sat&year={year}", cast.busy),
        ("tasks-mine-open", "/nhiem-vu/?situation=open&mine=involved", cast.busy),
        ("tasks-small-user", "/nhiem-vu/", cast.small),
        ("search-rare", "/tim/?q=cau+treo+dan+sinh+nam+khoai", cast.busy),
        ("search-common", "/tim/?q=phoi+hop+tuyen+truyen", cast.busy),
        ("task", cast.task.get_absolute_url(), cast.busy),
        ("tasks-followed", "/nhiem-vu/?watch=followed", cast.busy),
        ("plan", cast.task.plan.get_absolute_url(), cast.busy),
        ("calendar-month", "/lich/", cast.busy),
        ("calendar-quarter", "/lich/quy/", cast.busy),
        ("recommendations", "/kien-nghi/", cast.busy),
        ("recommendations-ageing", "/kien-nghi/theo-doi/", cast.busy),
        ("resources", "/nguon-luc/", cast.busy),
        ("dashboard", "/bang-dieu-hanh/", cast.leader),
        ("dashboard-all", "/bang-dieu-hanh/", cast.administrator),
        (
            "dashboard-body",
            f"/bang-dieu-hanh/co-quan/{cast.department.pk}/",
            cast.department_staff,
        ),
        ("agreement", cast.agreement.get_absolute_url(), cast.busy),
    ]
    return [MeasuredPage(*page) for page in opened]
