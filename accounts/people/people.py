"""The people of an organisation: places given, changed, ended; never deleted.

One row holds one role of one person; whoever takes up a role again takes up its
row, and the days before are told by the history of the organisation.
"""

from datetime import date

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F, Q, QuerySet

from .. import emails, history, notices, permissions
from ..errors import NotPossible
from ..models import Membership, Organisation, Role, User
from ..reorganisation import coming_ends
from ..vietnamese import format_date, normalise

TOLD = {"chức vụ": "post", "ngày bắt đầu": "started_on", "ngày thôi": "ended_on"}
LAST_ADMINISTRATOR = (
    "Đây là người quản trị cuối cùng của cơ quan: nếu thôi, cơ quan tự khóa mình ra "
    "ngoài, không còn ai quản lý được người của cơ quan. Hãy giao vai trò “Quản trị cơ "
    "quan” cho người khác trước; người mới được mời chỉ được tính khi đã đặt mật khẩu."
)
NAME_TAKEN = "Tên đăng nhập này đã có người dùng. Hãy chọn tên khác."
ADDRESS_TAKEN = (
    "Thư điện tử này thuộc một tài khoản đã có. Hãy chọn “Người đã có tài khoản” "
    "ở trên."
)
LOCKED = "Tài khoản này đang bị khóa. Mời liên hệ quản trị hệ thống để mở lại trước."


def places_shown(
    organisation: Organisation, *, to: User, on: date
) -> QuerySet[Membership]:
    """Places by given name; who manages them sees also what is to come, or locked."""
    places = organisation.memberships.select_related("user")
    if permissions.can_manage_people(to, organisation):
        places = places.exclude(ended_on__lte=on)
    elif permissions.can_see_people(to):
        places = places.current(on).filter(user__is_active=True)
    else:
        return places.none()
    return places.order_by("user__sort_key", "pk")


def serving(on: date) -> QuerySet[User]:
    """People who hold a place that day, and whose account is open."""
    places = Membership.objects.current(on)
    return User.objects.filter(is_active=True, pk__in=places.values("user"))


def has_ended(organisation: Organisation, on: date) -> bool:
    return organisation.dissolved_on is not None and organisation.dissolved_on <= on


def find_person(login: str) -> User:
    """The account of that user name or e-mail address; ValidationError if none."""
    login = normalise(login).strip()
    found = list(
        User.objects.filter(Q(username__iexact=login) | Q(email__iexact=login))[:2]
    )
    if not found:
        raise ValidationError(
            "Chưa có tài khoản nào mang tên đăng nhập hoặc thư điện tử này. Hãy kiểm "
            "tra lại, hoặc chọn “Tài khoản mới” ở trên để mời."
        )
    if len(found) > 1:
        raise ValidationError(
            "Có nhiều tài khoản ứng với chữ này. Hãy nhập cách khác: tên đăng nhập "
            "hoặc thư điện tử."
        )
    return found[0]


@transaction.atomic
def add_place(
    *,
    organisation: Organisation,
    user: User,
    role: str,
    post: str,
    started_on: date,
    by: User,
    on: date,
) -> Membership:
    """Give a place to someone who has an account; nothing else of theirs changes."""
    organisation = _lock(organisation)
    _refuse_outside_its_days(organisation, started_on, on)
    if not user.is_active:
        raise ValidationError({"user": LOCKED})
    place, changes = _take_up(
        organisation, user, role, post=post, started_on=started_on, on=on
    )
    said = f"làm {place.get_role_display()}"
    history.record(
        by=by,
        action=f"đã thêm {user} {said} từ ngày {format_date(started_on)}",
        target=organisation,
        changes=changes,
    )
    _tell(place, f"Ông/Bà được giao {said} tại {organisation}.", by=by)
    return place


@transaction.atomic
def invite(
    *,
    organisation: Organisation,
    username: str,
    full_name: str,
    email: str,
    role: str,
    post: str,
    started_on: date,
    by: User,
    on: date,
) -> Membership:
    """Open an account without a password, and send its owner the link to set one."""
    email = email.lower()
    if User.objects.filter(username__iexact=username).exists():
        raise ValidationError({"username": NAME_TAKEN})
    known_by = Q(email__iexact=email) | Q(username__iexact=email)
    if User.objects.filter(known_by).exists():
        raise ValidationError({"email": ADDRESS_TAKEN})
    user = User(username=username, full_name=full_name, email=email)
    user.set_unusable_password()
    try:
        with transaction.atomic():
            user.save()
    except IntegrityError:  # another form took the name in this very moment
        raise ValidationError({"username": NAME_TAKEN}) from None
    place = add_place(
        organisation=organisation,
        user=user,
        role=role,
        post=post,
        started_on=started_on,
        by=by,
        on=on,
    )
    emails.invitation(place, by=by)
    return place


@transaction.atomic
def change_place(
    *, place: Membership, role: str, post: str, by: User, on: date
) -> Membership:
    """Correct the post, or pass to another role: one place ends, the other begins."""
    place = _lock_place(place, on)
    organisation, user = place.organisation, place.user
    refuse_ended_organisation(organisation, on=on)
    fields = ["role", "post"]
    before = history.snapshot(place, fields)
    if role == place.role:
        place.post = post
        place.save(update_fields=["post"])
    else:
        if place.role == Role.ADMINISTRATOR:
            _keep_an_administrator(place, by=by, on=on)
        ended, until = place, place.ended_on
        following = list(coming_ends.places_that_follow(ended, on))
        place, _ = _take_up(
            organisation,
            user,
            role,
            post=post,
            started_on=max(on, ended.started_on or on),
            ended_on=until,
            on=on,
        )
        ended.ended_on = on
        ended.save(update_fields=["ended_on"])
        _change_what_follows(following, role, post=post, by=by, on=on)
    changes = history.differences(before, history.snapshot(place, fields))
    if changes:
        history.record(
            by=by,
            action=f"đã sửa vai trò, chức vụ của {user}",
            target=organisation,
            changes=changes,
        )
        role_now = place.get_role_display()
        _tell(place, f"Vai trò của Ông/Bà tại {organisation}: {role_now}.", by=by)
    return place


@transaction.atomic
def end_place(*, place: Membership, ended_on: date, by: User, on: date) -> Membership:
    """The place is no longer held from that day; the account itself stays as it is.

    A place that has not begun is withdrawn: it ends today, before its first day. So
    is what would follow in the successor of a body that ends on a later day.
    """
    place = _lock_place(place, on)
    begun, coming = place.started_on, coming_ends.coming_end(place, on)
    following = list(coming_ends.places_that_follow(place, on))
    if begun and on < begun and ended_on <= begun:
        ended_on = on
    elif begun and ended_on < begun:
        raise ValidationError(
            {
                "ended_on": "Ngày thôi không được trước ngày bắt đầu giữ vai trò "
                f"({format_date(begun)})."
            }
        )
    elif coming and ended_on > coming:
        raise ValidationError(
            {
                "ended_on": f"Cơ quan kết thúc từ ngày {format_date(coming)}. Nếu "
                "người này thôi sau đó, hãy ghi ngày thôi ở cơ quan kế tục."
            }
        )
    if place.role == Role.ADMINISTRATOR:
        _keep_an_administrator(place, by=by, on=max(ended_on, on))
    before = _told(place)
    place.ended_on = ended_on
    place.save(update_fields=["ended_on"])
    coming_ends.withdraw(following, by=by, on=on)
    changes = history.differences(before, _told(place))
    if changes or following:
        role, day = place.get_role_display(), format_date(ended_on)
        history.record(
            by=by,
            action=f"đã cho {place.user} thôi làm {role}",
            target=place.organisation,
            changes=changes,
        )
        said = f"Ông/Bà thôi làm {role} tại {place.organisation} từ ngày {day}."
        _tell(place, said, by=by)
    return place


def refuse_ended_organisation(organisation: Organisation, *, on: date) -> None:
    if has_ended(organisation, on):
        day = format_date(organisation.dissolved_on)
        raise NotPossible(
            f"Cơ quan này đã kết thúc từ ngày {day}, không giao thêm hay đổi vai trò "
            "được nữa. Hãy làm việc này ở cơ quan kế tục."
        )


def refuse_ended_place(place: Membership, *, on: date) -> None:
    if place.ended_on and place.ended_on <= on:
        day = format_date(place.ended_on)
        raise NotPossible(
            f"{place.user} đã thôi làm {place.get_role_display()} từ ngày {day}."
        )


def _refuse_outside_its_days(organisation, started_on, on) -> None:
    refuse_ended_organisation(organisation, on=on)
    begun, ended = organisation.established_on, organisation.dissolved_on
    if begun and started_on < begun:
        sentence = f"Cơ quan tồn tại từ ngày {format_date(begun)}"
    elif ended and started_on >= ended:
        sentence = f"Cơ quan kết thúc từ ngày {format_date(ended)}"
    else:
        return
    raise ValidationError(
        {"started_on": f"{sentence}, không giao vai trò ngoài thời gian đó."}
    )


def _take_up(organisation, user, role, *, post, started_on, on, ended_on=None):
    """The place of that role, new or taken up again, and what changed in it.

    A place with a day to end in the future goes on beyond it, but none beyond the end
    of the organisation.
    """
    ended_on = ended_on or organisation.dissolved_on
    held = {"organisation": organisation, "user": user, "role": role}
    place = Membership.objects.filter(**held).first() or Membership(**held)
    is_over = place.ended_on is not None and place.ended_on <= on
    if place.pk and not is_over:
        name = place.get_role_display()
        if place.ended_on in (None, organisation.dissolved_on):
            raise ValidationError(
                {"role": f"{user} đã giữ vai trò “{name}” trong cơ quan này."}
            )
        if started_on > place.ended_on:
            day = format_date(place.ended_on)
            raise ValidationError(
                {
                    "started_on": f"{user} còn giữ vai trò “{name}” tới ngày {day}. "
                    "Hãy chọn ngày đó để nối tiếp, hoặc thêm lại sau khi đã thôi."
                }
            )
        started_on = place.started_on and min(place.started_on, started_on)
    before = _told(place) if place.pk else {"ngày bắt đầu": format_date(started_on)}
    place.post, place.started_on, place.ended_on = post, started_on, ended_on
    place.save()
    return place, history.differences(before, _told(place))


def _change_what_follows(following, role, *, post, by, on) -> None:
    """The other role, in the successors too; who holds it there already keeps it."""
    for place in following:
        held = place.organisation.memberships.filter(user=place.user, role=role)
        if not held.exclude(ended_on__lte=on).exists():
            _take_up(
                place.organisation,
                place.user,
                role,
                post=post,
                started_on=place.started_on,
                ended_on=place.ended_on,
                on=on,
            )
    coming_ends.withdraw(following, by=by, on=on)


def _told(place: Membership) -> dict[str, str]:
    return {label: history.readable(place, name) for label, name in TOLD.items()}


def _lock(organisation: Organisation) -> Organisation:
    """Changes among the people of one organisation wait for each other."""
    return Organisation.objects.select_for_update().get(pk=organisation.pk)


def _lock_place(place: Membership, on: date) -> Membership:
    _lock(place.organisation)
    place = Membership.objects.select_related("organisation", "user").get(pk=place.pk)
    refuse_ended_place(place, on=on)
    return place


def _keep_an_administrator(place: Membership, *, by: User, on: date) -> None:
    """Someone who can sign in and has no day to end must still be administrator."""
    if by.is_superuser:
        return
    others = (
        Membership.objects.serving(
            [place.organisation_id], roles=[Role.ADMINISTRATOR], on=on
        )
        .filter(Q(ended_on=None) | Q(ended_on=F("organisation__dissolved_on")))
        .exclude(pk=place.pk)
        .exclude(user__password__startswith=UNUSABLE_PASSWORD_PREFIX)
    )
    if not others.exists():
        raise NotPossible(LAST_ADMINISTRATOR)


def _tell(place: Membership, text: str, *, by: User) -> None:
    if place.user != by:
        url = place.organisation.get_absolute_url()
        notices.notify(user=place.user, text=text, url=url)
