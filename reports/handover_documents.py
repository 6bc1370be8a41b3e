"""The minutes of a hand-over, laid out by Decree 30/2020/NĐ-CP: who, what, signed."""

from accounts.models import Letterhead, Membership, Organisation, Role, User
from accounts.vietnamese import date_in_words
from tasks.handover.handover_items import KINDS
from tasks.models import Handover

from . import letterhead
from .documents.content import Report, Signature
from .documents.elements import (
    Cell,
    Column,
    Heading,
    Items,
    Paragraph,
    Part,
    Row,
    Table,
)

NOTHING = "Không có việc nào đứng tên người bàn giao."
COLUMNS = (
    Column("TT", "index"),
    Column("Loại việc", weight=2),
    Column("Nội dung", weight=5),
    Column("Tình trạng lúc bàn giao", weight=3),
)


def minutes(handover: Handover) -> Report:
    body, on = handover.organisation, handover.handed_on
    is_front = body.kind.letterhead == Letterhead.FRONT
    return Report(
        style="front" if is_front else "state",
        issuers=(letterhead.issuer(body, on),),
        type_name="BIÊN BẢN",
        subject="Bàn giao công việc",
        symbol="-".join(["BB", *filter(None, [body.symbol])]),
        place=body.locality,
        dated=on,
        opening=(
            f"Hôm nay, {date_in_words(on)}, tại {body.name_on(on)}, chúng tôi gồm:",
        ),
        parts=(
            Part("I", "Bên giao", (_person(handover.giver, body),)),
            Part("II", "Bên nhận", (_person(handover.receiver, body),)),
            Part("III", "Nội dung bàn giao", tuple(_contents(handover))),
        ),
        closing=(
            "Hai bên thống nhất nội dung bàn giao nêu trên. Biên bản lập thành 03 bản "
            "có giá trị như nhau, bên giao, bên nhận và cơ quan mỗi bên giữ 01 bản.",
        ),
        # Two to a row, the first on the right: giver left, receiver right, then head.
        signatures=(
            Signature(("BÊN NHẬN",), str(handover.receiver)),
            Signature(("BÊN GIAO",), str(handover.giver)),
            Signature(("LÃNH ĐẠO CƠ QUAN",)),
        ),
        is_illustrative=handover.giver.is_illustrative,
    )


def _person(person: User, body: Organisation) -> Items:
    places = Membership.objects.filter(user=person, organisation=body).order_by("pk")
    posts = dict.fromkeys(place.post or Role(place.role).label for place in places)
    return Items((f"Ông/Bà: {person}", f"Chức vụ: {', '.join(posts) or '…'}"))


def _contents(handover: Handover):
    yield Paragraph(f"Lý do bàn giao: {handover.reason.rstrip('.')}.")
    if handover.items:
        yield Heading(2, "1", "Việc bàn giao")
        yield Table(COLUMNS, tuple(_rows(handover)))
    else:
        yield Paragraph(NOTHING)
    if handover.note:
        number = "2" if handover.items else "1"
        yield Heading(2, number, "Nội dung cần lưu ý")
        for line in filter(None, map(str.strip, handover.note.splitlines())):
            yield Paragraph(line)


def _rows(handover: Handover):
    for number, item in enumerate(handover.items, start=1):
        kind = KINDS.get(item["kind"], item["kind"])
        texts = (str(number), kind, item["label"], item["detail"])
        yield Row(tuple(map(Cell, texts)))
