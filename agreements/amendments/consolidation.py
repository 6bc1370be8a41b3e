"""What the text of an agreement reads on a day, and what an amendment changed in it.

Nothing here is stored: the articles as signed, and the amendments in the order in
which they take effect, give the text of any day.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from accounts.vietnamese import format_date

from .. import marking
from ..entries import ChangeEntry
from ..models import Agreement, AmendedProvision, Amendment, Provision

Action = AmendedProvision.Action
LETTERS = "abcdđeghiklmnopqrstuvxy"
# What the text of a day is computed from, to prefetch.
SOURCES = ("provisions", "amendments__changed_provisions")


@dataclass(frozen=True)
class Article:
    """A chapter or an article as it reads; `origin` is who gave it these words."""

    kind: str
    number: str
    heading: str = ""
    text: str = ""
    origin: Amendment | None = None
    action: str = ""

    @property
    def label(self) -> str:
        return f"{Provision.Kind(self.kind).label} {self.number}"

    @property
    def anchor(self) -> str:
        return f"{self.kind}-{self.number}"

    @property
    def action_label(self) -> str:
        return Action(self.action).label if self.action else ""

    @property
    def is_article(self) -> bool:
        return self.kind == Provision.Kind.ARTICLE

    @property
    def is_repealed(self) -> bool:
        return self.action == Action.REPEAL

    @property
    def wording(self) -> str:
        """What a comparison reads: nothing once it is repealed."""
        if self.is_repealed:
            return ""
        return "\n".join(filter(None, [self.heading, self.text]))

    def __str__(self):
        return f"{self.label}. {self.heading}" if self.heading else self.label


Change = AmendedProvision | ChangeEntry


def as_signed(agreement: Agreement) -> list[Article]:
    return [
        Article(row.kind, row.number, row.heading, row.text)
        for row in agreement.provisions.all()
        if row.inserted_by_id is None
    ]


def in_order(amendments: Iterable[Amendment]) -> list[Amendment]:
    """As they take effect; of one day, as they were recorded."""
    return sorted(amendments, key=lambda a: (a.effective_on, a.pk))


def consolidated(agreement: Agreement, on: date) -> list[Article]:
    """The text as it reads that day; prefetch SOURCES."""
    rows = as_signed(agreement)
    for amendment in in_order(agreement.amendments.all()):
        if amendment.effective_on <= on:
            rows = applied(rows, amendment.changed_provisions.all(), amendment)
    return rows


@dataclass(frozen=True)
class Citable:
    """The row by which tasks cite an article, how it reads, and under which chapter."""

    row: Provision
    reading: Article
    chapter: Article | None

    @property
    def label(self) -> str:
        """ "Điều 5. Chế độ thông tin", and whether it still counts."""
        return f"{self.reading} (đã bãi bỏ)" if self.is_repealed else str(self.reading)

    @property
    def is_repealed(self) -> bool:
        return self.reading.is_repealed


def citable(agreement: Agreement, on: date) -> list[Citable]:
    """The articles as they read that day, in order; repealed ones are among them."""
    read = Agreement.with_trashed.prefetch_related(*SOURCES).get(pk=agreement.pk)
    rows = {r.number: r for r in read.provisions.all() if r.kind == r.Kind.ARTICLE}
    found, chapter = [], None
    for reading in consolidated(read, on):
        if not reading.is_article:
            chapter = reading
        elif reading.number in rows:  # amended, but never entered: cannot be cited
            found.append(Citable(rows[reading.number], reading, chapter))
    return found


def before_and_after(amendment: Amendment) -> tuple[list[Article], list[Article]]:
    """The text just before an amendment, and with it."""
    rows = as_signed(amendment.agreement)
    for other in in_order(amendment.agreement.amendments.all()):
        after = applied(rows, other.changed_provisions.all(), other)
        if other.pk == amendment.pk:
            return rows, after
        rows = after
    raise ValueError("The amendment is not one of its agreement's.")


def applied(
    rows: Sequence[Article], changes: Iterable[Change], origin: Amendment | None
) -> list[Article]:
    """The text with these changes; a change that finds no article adds its own."""
    rows = list(rows)
    for change in changes:
        place = _find(rows, change.number)
        if place is None:
            rows.insert(_place_for(rows, change), _new(change, origin))
        elif change.action == Action.REPEAL:
            rows[place] = replace(
                rows[place], text="", origin=origin, action=Action.REPEAL
            )
        else:
            rows[place] = replace(
                rows[place],
                heading=change.heading or rows[place].heading,
                text=change.text,
                origin=origin,
                action=change.action,
            )
    return rows


def _new(change: Change, origin: Amendment | None) -> Article:
    return Article(
        Provision.Kind.ARTICLE,
        change.number,
        change.heading,
        change.text,
        origin,
        change.action,
    )


def _find(rows: Sequence[Article], number: str) -> int | None:
    for place, row in enumerate(rows):
        if row.is_article and row.number == number:
            return place
    return None


def _place_for(rows: Sequence[Article], change: Change) -> int:
    """After the article it names; else where its number belongs, 5a after 5."""
    if change.after_number:
        place = _find(rows, change.after_number)
        if place is not None:
            return place + 1
    key = number_key(change.number)
    smaller = [
        place
        for place, row in enumerate(rows)
        if row.is_article and number_key(row.number) < key
    ]
    return smaller[-1] + 1 if smaller else len(rows)


def number_key(number: str) -> tuple[int, int]:
    """5 < 5a < 5đ < 6."""
    digits = number.rstrip(LETTERS + LETTERS.upper())
    letter = number[len(digits) :].lower()
    return int(digits or 0), LETTERS.find(letter) + 1 if letter else 0


# -- Does it fit? -----------------------------------------------------------


def misfits(agreement: Agreement) -> dict[Amendment, list[str]]:
    """For each amendment what it says of articles that are not there to be changed."""
    rows = as_signed(agreement)
    # With no text on record, what an amendment changes cannot be looked up.
    is_known = any(row.is_article for row in rows)
    found = {}
    for amendment in in_order(agreement.amendments.all()):
        changes = list(amendment.changed_provisions.all())
        problems = [problem for c in changes if (problem := _misfit(rows, c, is_known))]
        if problems:
            found[amendment] = problems
        rows = applied(rows, changes, amendment)
    return found


def _misfit(rows: Sequence[Article], change: Change, is_known: bool) -> str:
    label, place = f"Điều {change.number}", _find(rows, change.number)
    row = None if place is None else rows[place]
    if change.action == Action.INSERT:
        if row:
            return (
                f"{label} đã có trong văn bản. Nếu sửa điều đó, hãy ghi “Sửa đổi "
                f"{label}”; nếu bổ sung điều mới, hãy dùng số khác."
            )
        if (
            is_known
            and change.after_number
            and _find(rows, change.after_number) is None
        ):
            return f"{label} đặt sau Điều {change.after_number}, mà không có điều đó."
        return ""
    if row is None:
        return is_known and (
            f"{label} không có trong văn bản vào ngày có hiệu lực. Hãy xem lại số "
            f"điều; nếu là điều mới, hãy ghi “Bổ sung {label}”."
        )
    if row.is_repealed:
        return f"{label} đã bị bãi bỏ trước đó bởi {row.origin.label}."
    return ""


def conflicts(agreement: Agreement) -> list[str]:
    """What the record lets stand but people should look at, told in sentences.

    Two amendments of one day that change the same article; an amendment of a text
    that no longer ran.
    """
    seen: dict[tuple, Amendment] = {}
    told, successors = [], list(agreement.successors.all())
    for amendment in in_order(agreement.amendments.all()):
        if ended := _ending_before(agreement, successors, amendment.effective_on):
            text = f"{amendment.label} có hiệu lực khi quy chế {ended}"
            told.append(f"{text[0].upper()}{text[1:]}; mời kiểm tra lại các ngày.")
        for change in amendment.changed_provisions.all():
            key = amendment.effective_on, change.number
            if key in seen:
                told.append(
                    f"Điều {change.number} được cả {seen[key].label} và "
                    f"{amendment.label} sửa cùng một ngày. Bản hợp nhất lấy theo văn "
                    "bản ghi sau; mời kiểm tra lại với bản gốc."
                )
            seen[key] = amendment
    return told


def _ending_before(agreement: Agreement, successors: list, day: date) -> str:
    """Not naming the successor: not everybody who reads this may see it."""
    if agreement.terminated_on and agreement.terminated_on <= day:
        return f"đã chấm dứt từ {format_date(agreement.terminated_on)}"
    if any(successor.is_signed_by(day) for successor in successors):
        return "đã được văn bản khác thay thế"
    return ""


# -- Comparing --------------------------------------------------------------


@dataclass(frozen=True)
class Comparison:
    """One article in which two readings differ, each side with its marked words."""

    label: str
    action: str
    before: Article | None
    after: Article | None
    marks: marking.Marks

    @property
    def action_label(self) -> str:
        return Action(self.action).label


def compare(before: Sequence[Article], after: Sequence[Article]) -> list[Comparison]:
    """The articles that differ, in the order of the later reading."""
    was = {row.anchor: row for row in before}
    differing = [
        (was.get(row.anchor), row)
        for row in after
        if _reading(was.get(row.anchor)) != _reading(row)
    ]
    # The effort is shared, so that a page of many long articles is bounded too.
    effort = marking.EFFORT // max(1, len(differing))
    return [
        Comparison(
            label=new.label,
            action=_action(old, new),
            before=old,
            after=new,
            marks=marking.mark(old.wording if old else "", new.wording, effort=effort),
        )
        for old, new in differing
    ]


def _reading(row: Article | None):
    return row and (row.wording, row.is_repealed)


def _action(old: Article | None, new: Article) -> str:
    if old is None:
        return Action.INSERT
    return Action.REPEAL if new.is_repealed else Action.REPLACE
