"""What people decide of bodies, and whether it may be: checked before anything else."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import chain

from django.db.models import Q

from ..errors import NotPossible
from ..models import Organisation, OrganisationLevel, Reorganisation, Succession
from ..vietnamese import format_date

Kind = Reorganisation.Kind
FIRST_DAY = date(1945, 1, 1)
DAYS_AHEAD = 366
END_KINDS = {
    Kind.MERGE: Organisation.EndKind.MERGED,
    Kind.SPLIT: Organisation.EndKind.SPLIT,
    Kind.END: Organisation.EndKind.ENDED,
}


@dataclass(frozen=True)
class Heir:
    """A body that receives: one that exists, or an unsaved one to be founded."""

    body: Organisation
    takes_duties: bool = True


@dataclass(frozen=True)
class Arrangement:
    """What people decided: the bodies it is about, and what is to become of them.

    `heirs` for a merger, a split, an end; `traits` (new values by field) for a
    renaming, a reclassification. A field that is not in `traits` stays as it is.
    """

    kind: Kind
    took_effect_on: date
    legal_basis: str
    bodies: tuple[Organisation, ...]
    heirs: tuple[Heir, ...] = ()
    traits: dict = field(default_factory=dict)
    note: str = ""

    def known_bodies(self) -> set[int]:
        """Every existing body that it names, also as the one above another."""
        named = [*self.bodies, *(heir.body for heir in self.heirs)]
        above = {body.parent_id for body in named}
        if self.traits.get("parent"):
            above.add(self.traits["parent"].pk)
        return ({body.pk for body in named} | above) - {None}


# -- Checks --------------------------------------------------------------------


def check_words(wanted: Arrangement, on: date) -> None:
    day = wanted.took_effect_on
    if not wanted.legal_basis.strip():
        raise NotPossible(
            "Hãy ghi căn cứ pháp lý: số ký hiệu, ngày và cơ quan ban hành văn bản."
        )
    if day < FIRST_DAY:
        raise NotPossible("Ngày có hiệu lực quá xa. Hãy kiểm tra lại năm.")
    if wanted.kind in END_KINDS and day > on + timedelta(days=DAYS_AHEAD):
        raise NotPossible(
            "Chỉ ghi trước việc sắp xếp có hiệu lực trong vòng một năm tới. Hãy kiểm "
            "tra lại năm, hoặc ghi khi đến gần ngày."
        )
    if wanted.kind not in END_KINDS and day > on:
        raise NotPossible(
            "Tên, loại và cấp mới hiện ngay trên mọi trang, nên việc này chỉ ghi được "
            f"từ ngày có hiệu lực ({format_date(day)}) trở đi."
        )
    if not wanted.bodies:
        raise NotPossible("Hãy chọn cơ quan được sắp xếp.")
    if wanted.kind in (Kind.SPLIT, Kind.RENAME, Kind.RECLASSIFY, Kind.END):
        if len(wanted.bodies) > 1:
            raise NotPossible("Mỗi lần chỉ ghi việc này cho một cơ quan.")


def check_heirs(wanted: Arrangement) -> None:
    takers = sum(heir.takes_duties for heir in wanted.heirs)
    if wanted.kind == Kind.SPLIT:
        if len(wanted.heirs) < 2:
            raise NotPossible("Chia, tách phải thành ít nhất hai cơ quan.")
        if takers != 1:
            raise NotPossible(
                "Hãy chọn đúng một cơ quan tiếp nhận nhiệm vụ còn dở, để không việc "
                "nào bị bỏ sót hoặc tính hai lần."
            )
    elif wanted.kind == Kind.MERGE and not (len(wanted.heirs) == takers == 1):
        raise NotPossible("Hãy chọn một cơ quan tiếp nhận, hoặc nhập cơ quan mới.")
    elif len(wanted.heirs) > 1 or takers != len(wanted.heirs):
        raise NotPossible("Chỉ một cơ quan tiếp nhận nhiệm vụ còn dở.")
    known = [heir.body.pk for heir in wanted.heirs if heir.body.pk]
    if len(known) != len(set(known)):
        raise NotPossible("Một cơ quan được chọn hai lần ở phần tiếp nhận.")
    if set(known) & {body.pk for body in wanted.bodies}:
        raise NotPossible("Cơ quan kết thúc không thể là cơ quan tiếp nhận chính nó.")


def check_stands(body: Organisation, day: date, *, before: bool) -> None:
    """It exists that day (and the day before), and nothing later is recorded of it."""
    if body.dissolved_on:
        raise NotPossible(
            f"{body.name} đã kết thúc từ ngày {format_date(body.dissolved_on)}. Hãy "
            "chọn cơ quan kế tục của nó."
        )
    begun = body.established_on
    if begun and (day <= begun if before else day < begun):
        raise NotPossible(
            f"{body.name} tồn tại từ ngày {format_date(begun)}. Hãy chọn ngày có hiệu "
            "lực sau ngày đó."
        )
    latest = max(_days_of(body), default=day)
    if latest > day:
        raise NotPossible(
            f"{body.name} có thay đổi ghi từ ngày {format_date(latest)}, sau ngày có "
            "hiệu lực này. Hãy ghi theo thứ tự thời gian: hoàn tác thay đổi sau trước."
        )


def _days_of(body: Organisation) -> list[date]:
    """The days on which something of the body changed."""
    links = Succession.objects.filter(Q(predecessor=body) | Q(successor=body))
    standing = body.reorganisations.filter(undone_at=None)
    return list(
        chain(
            *(
                rows.values_list("until", flat=True)
                for rows in (
                    body.former_names,
                    body.former_kinds,
                    body.former_levels,
                    body.former_parents,
                )
            ),
            links.values_list("took_effect_on", flat=True),
            standing.values_list("took_effect_on", flat=True),
        )
    )


def check_above(body: Organisation, day: date, ended: set[int]) -> None:
    """The body above it stands that day, and is not below it."""
    above = body.parent
    if above is None:
        return
    if above.pk in ended or above.dissolved_on or not above.exists_on(day):
        raise NotPossible(
            f"{above.name} không tồn tại vào ngày {format_date(day)}. Hãy chọn cơ quan "
            "cấp trên khác."
        )
    if body.pk and body.pk in line_above(above):
        raise NotPossible(
            f"{above.name} trực thuộc {body.name}, không thể đồng thời là cấp trên của "
            "nó."
        )


def line_above(body: Organisation | None) -> list[int]:
    """The body and those above it, nearest first; a loop is walked only once."""
    line = []
    while body is not None and body.pk not in line:
        line.append(body.pk)
        body = body.parent
    return line


def check_new(body: Organisation, wanted: Arrangement) -> None:
    day = wanted.took_effect_on
    if not body.name.strip():
        raise NotPossible("Hãy nhập tên của cơ quan mới.")
    if body.kind_id is None or body.level_id is None:
        raise NotPossible(f"Hãy chọn loại và cấp của {body.name}.")
    check_level(body.level, day)
    same = (
        Organisation.objects.existing(day)
        .filter(name=body.name, parent=body.parent, province=body.province)
        .exclude(pk__in=[ended.pk for ended in wanted.bodies])
    )
    if same.exists():
        raise NotPossible(
            f"Đã có cơ quan mang tên {body.name} cùng cấp trên, cùng tỉnh. Hãy chọn cơ "
            "quan đó trong danh sách thay vì lập mới."
        )


def check_level(level: OrganisationLevel, day: date) -> None:
    if level.ended_on and level.ended_on <= day:
        raise NotPossible(
            f"{level.name} không còn từ ngày {format_date(level.ended_on)}. Hãy chọn "
            "cấp khác."
        )
