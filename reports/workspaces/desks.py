"""What administrators look at first: which people and roles are missing."""

from dataclasses import dataclass
from datetime import date

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import Exists, OuterRef
from django.urls import reverse

from accounts.models import Membership, Organisation, OutgoingMail, Role
from agreements.models import Party

SHOWN = 8


@dataclass(frozen=True)
class Gap:
    """Something that an administrator can put right, and where."""

    icon: str
    title: str
    detail: str
    url: str
    action: str


def gaps_of_bodies(organisation_ids: set[int], on: date) -> list[Gap]:
    """Roles nobody holds, people who have not signed in yet, in one's own bodies."""
    bodies = list(
        Organisation.objects.filter(pk__in=organisation_ids).existing(on)[:SHOWN]
    )
    places = Membership.objects.current(on).filter(
        organisation__in=bodies, user__is_active=True
    )
    held, waiting = {}, {}
    for place in places.select_related("user"):
        held.setdefault(place.organisation_id, set()).add(place.role)
        if place.user.password.startswith(UNUSABLE_PASSWORD_PREFIX):
            waiting.setdefault(place.organisation_id, {})[place.user_id] = place.user
    gaps = []
    for body in bodies:
        url = f"{body.get_absolute_url()}#nguoi"
        for roles, without in NEEDED:
            if not held.get(body.pk, set()) & set(roles):
                gaps.append(Gap("warn", body.name, without, url, "Thêm người"))
        people = list(waiting.get(body.pk, {}).values())
        if people:
            names = ", ".join(map(str, people[:3]))
            more = f" và {len(people) - 3} người khác" if len(people) > 3 else ""
            gaps.append(
                Gap("clock", body.name, f"Chưa đặt mật khẩu: {names}{more}", url, "Xem")
            )
    return gaps


NEEDED = (
    ((Role.STAFF,), "Chưa có chuyên viên: không ai nhận việc, báo cáo tiến độ"),
    (
        (Role.REVIEWER, Role.MANAGER),
        "Chưa có người cho ý kiến: kế hoạch các bên trình sẽ bị treo",
    ),
)


def gaps_of_system(on: date) -> list[Gap]:
    """For the system's administrator: counts over everything, a line each."""
    return [gap for gap in (_without_people(on), _unsent_mail()) if gap]


def _without_people(on):
    """Bodies that signed what is recorded, where nobody could decide."""
    deciding = Membership.objects.current(on).filter(
        organisation=OuterRef("pk"),
        role__in=[Role.REVIEWER, Role.MANAGER],
        user__is_active=True,
    )
    signed = Party.objects.filter(organisation__isnull=False).values("organisation")
    bodies = Organisation.objects.existing(on).filter(~Exists(deciding), pk__in=signed)
    found = list(bodies.order_by("sort_key", "pk")[:4])
    if not found:
        return None
    names = "; ".join(body.name for body in found[:3])
    return Gap(
        "people",
        "Bên ký chưa có người cho ý kiến",
        f"{names}{' và các cơ quan khác' if len(found) > 3 else ''}",
        f"{found[0].get_absolute_url()}#nguoi",
        "Thêm người",
    )


def _unsent_mail():
    count = OutgoingMail.objects.filter(given_up_at__isnull=False).count()
    if not count:
        return None
    return Gap(
        "outbox",
        f"{count} thư không gửi được",
        "Xem lý do rồi gửi lại, hoặc sửa địa chỉ của người nhận",
        f"{reverse('accounts:outbox')}?state=given_up",
        "Mở hộp thư đi",
    )
