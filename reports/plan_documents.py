"""A yearly plan on paper: the joint document of its parties, with its annex.

Decree 30/2020 for State bodies, the Front's layout for the Front; of several bodies
together, custom: every issuer at the head, one number, every signature at the foot.
"""

import re
from datetime import date
from decimal import Decimal

from accounts.models import Letterhead, Organisation
from accounts.vietnamese import format_date
from agreements.models import Agreement, LegalBasis, Party
from tasks.models import PlanVersion, YearlyPlan
from tasks.plans import differences

from . import letterhead
from .contents.composing import prose
from .contents.covering import as_on
from .documents.content import Annex, Issuer, Report, Signature
from .documents.elements import (
    Block,
    Cell,
    Column,
    Items,
    Paragraph,
    Part,
    Row,
    Table,
)

MOST_RECIPIENTS = 12
NUMBER = re.compile(r"^[A-ZĐ0-9]{1,6}[.)]\s+")  # "A. ", "IV. ", "1. "
COLUMNS = (
    ("number", Column("TT", "index")),
    ("title", Column("Nội dung nhiệm vụ", weight=6)),
    ("lead", Column("Cơ quan chủ trì", weight=2)),
    ("coordinating", Column("Cơ quan phối hợp", weight=4)),
    ("deadline", Column("Thời gian hoàn thành", weight=2)),
    ("product", Column("Sản phẩm", weight=2)),
)
# Only when a row has one.
EXTRA_COLUMNS = (
    ("target", Column("Chỉ tiêu", weight=2)),
    ("funding", Column("Kinh phí", weight=1)),
)
LAST_WORDS = (
    "Cơ quan chủ trì, cơ quan phối hợp nêu tại Phụ lục tổ chức thực hiện nhiệm vụ được "
    "phân công, báo cáo kết quả về {office}."
)


def compose(
    plan: YearlyPlan, rows: list[dict], *, version: PlanVersion | None, on: date
) -> Report:
    """`rows`: as tasks.annex gives them. `version`: the document to print, None for
    what has none: a draft, or a plan recorded from its source."""
    document = (version.amendment or plan) if version else plan
    is_draft = not document.document_number
    dated = None if is_draft else document.issued_on
    day = dated or on
    signers = issuing_bodies(plan.agreement, day)
    bodies = [body for _, body in signers if body]
    number, _, symbol = document.document_number.partition("/")
    return Report(
        style=_style(signers),
        type_name="KẾ HOẠCH",
        issuers=tuple(_issuer(party, body, day) for party, body in signers),
        number=number,
        symbol=symbol if number else letterhead.symbol(bodies, "KH"),
        place=plan.office.locality or (bodies[0].locality if bodies else ""),
        dated=dated,
        subject=subject(document.title),
        grounds=tuple(grounds(plan.agreement)),
        opening=(_opening(plan, document),),
        parts=tuple(_parts(plan, rows, document, version)),
        signatures=tuple(_signature(party, body, day) for party, body in signers),
        recipients=tuple(recipients(signers, rows)),
        annexes=(annex_of(plan, rows),) if rows else (),
        is_draft=is_draft,
        is_illustrative=plan.is_illustrative,
    )


# -- Head and foot -----------------------------------------------------------


def issuing_bodies(
    agreement: Agreement, on: date
) -> list[tuple[Party, Organisation | None]]:
    """The parties in their order with the body that each is that day; a named group
    has none. Parties that have become one body sign once."""
    parties = agreement.parties.select_related(
        "organisation__kind", "organisation__parent"
    ).prefetch_related("decisions__organisation")
    found, seen = [], set()
    for party in parties:
        bearer = party.bearer_on(on)
        body = next(iter(as_on([bearer], on)), bearer) if bearer else None
        if body is None or body.pk not in seen:
            found.append((party, body))
        if body:
            seen.add(body.pk)
    return found


def _style(signers) -> str:
    if len(signers) > 1:
        return "joint"
    is_front = any(
        body and body.kind.letterhead == Letterhead.FRONT for _, body in signers
    )
    return "front" if is_front else "state"


def _standing(party: Party, body: Organisation, on: date) -> str:
    """ "Thường trực Hội đồng nhân dân tỉnh …" where that organ of a council signs."""
    name = body.name_on(on)
    if party.organ.lower().startswith("thường trực") and not name.lower().startswith(
        "thường trực"
    ):
        return f"Thường trực {name}"
    return ""


def _issuer(party: Party, body: Organisation | None, on: date) -> Issuer:
    name = _standing(party, body, on) if body else party.name_as_signed
    if name:
        return Issuer(letterhead.lines(name), full_name=name)
    return letterhead.issuer(body, on)


def _signature(party: Party, body: Organisation | None, on: date) -> Signature:
    if body is None:
        return Signature((f"ĐẠI DIỆN {party.name_as_signed.upper()}",))
    standing = _standing(party, body, on)
    if standing:
        return Signature((f"TM. {letterhead.lines(standing)[0]}", "CHỦ TỊCH"))
    return letterhead.signature(body, on)


def subject(title: str) -> str:
    """Without the words that stand above it: "Kế hoạch phối hợp …" → "Phối hợp …"."""
    first = "kế hoạch "
    if title.lower().startswith(first):
        title = title[len(first) :]
    return title[:1].upper() + title[1:]


def grounds(agreement: Agreement) -> list[str]:
    """What the agreement itself is founded on, then the agreement."""
    own = agreement.legal_bases.filter(relation=LegalBasis.Relation.BASIS)
    cited = [_as_ground(basis.citation) for basis in own]
    name = agreement.subject
    kind = str(agreement.kind)
    if not name.lower().startswith(kind.lower()):
        name = f"{kind} {name}"
    said = [f"số {agreement.document_number}"] if agreement.document_number else []
    if agreement.signed_on and not agreement.is_year_inferred:
        said.append(f"ký ngày {format_date(agreement.signed_on)}")
    return [*cited, f"Căn cứ {name}" + (f" ({', '.join(said)})" if said else "")]


def _as_ground(citation: str) -> str:
    return citation if citation.lower().startswith("căn cứ") else f"Căn cứ {citation}"


def recipients(signers, rows: list[dict]) -> list[str]:
    """The bodies that sign, then those that work; too many are called together."""
    own = [body.label if body else party.name_as_signed for party, body in signers]
    working = {}
    for row in rows:
        if "cells" in row:
            names = [row["cells"]["lead"], *row["cells"]["coordinating"].split("; ")]
            working |= dict.fromkeys(filter(None, names))
    # "Sở Nội vụ" beside "Sở Nội vụ tỉnh Lào Cai" is one body, written twice.
    longer = [*own, *working]
    others = [
        name
        for name in working
        if name not in own and not any(one.startswith(f"{name} ") for one in longer)
    ]
    if len(own) + len(others) > MOST_RECIPIENTS:
        others = ["Các cơ quan chủ trì, phối hợp nêu tại Phụ lục"]
    return [*own, *others, "Lưu: VT"]


# -- Body --------------------------------------------------------------------


def _opening(plan: YearlyPlan, document: YearlyPlan) -> str:
    if document.is_amendment:
        first = document.amends
        return (
            f"Các bên thống nhất sửa đổi, bổ sung Kế hoạch số {first.document_number} "
            f"ngày {format_date(first.issued_on)} như sau:"
        )
    title = plan.title[:1].lower() + plan.title[1:]
    return f"Thực hiện {plan.agreement.label}, các bên thống nhất {title} như sau:"


def _parts(plan, rows, document, version) -> list[Part]:
    content = version.content if version else {}
    if document.is_amendment:
        reason = content.get("reason", document.purpose)
        found = [
            Part("I", "Lý do sửa đổi, bổ sung", tuple(prose(reason))),
            Part("II", "Nội dung sửa đổi, bổ sung", _changes(document)),
        ]
    else:
        purpose = content.get("purpose", plan.purpose)
        found = []
        if purpose:
            found.append(Part("I", "Mục đích, yêu cầu", tuple(prose(purpose))))
        number = "II" if found else "I"
        found.append(Part(number, "Nội dung phối hợp", _contents(rows)))
    last = Paragraph(LAST_WORDS.format(office=plan.office.label))
    return [*found, Part(("II", "III")[len(found) - 1], "Tổ chức thực hiện", (last,))]


def _contents(rows: list[dict]) -> tuple[Block, ...]:
    """How many tasks, and under which headings; the annex says the rest."""
    tasks = [row for row in rows if "cells" in row and not row["is_part"]]
    blocks: list[Block] = [
        Paragraph(
            f"Các bên phối hợp thực hiện {len(tasks)} nhiệm vụ trọng tâm, nêu tại Phụ "
            "lục kèm theo Kế hoạch này."
        )
    ]
    counted: dict[str, int] = {}
    held = ""
    for row in rows:
        if "heading" in row:
            if row["level"] == 1:
                held = NUMBER.sub("", row["heading"])
        elif held and not row["is_part"]:
            counted[held] = counted.get(held, 0) + 1
    if counted:
        blocks.append(
            Items(
                tuple(f"{name}: {count} nhiệm vụ." for name, count in counted.items())
            )
        )
    return tuple(blocks)


def _changes(amendment: YearlyPlan) -> tuple[Block, ...]:
    said = [_said(row) for row in differences.of_amendment(amendment)]
    last = Paragraph(
        "Danh mục nhiệm vụ sau khi sửa đổi, bổ sung nêu tại Phụ lục kèm theo."
    )
    return (Items(tuple(said), "1."), last) if said else (last,)


def _said(row: differences.Difference) -> str:
    if row.mark == "new":
        return f"Bổ sung nhiệm vụ “{row.title}”."
    if row.mark == "removed":
        return f"Bỏ nhiệm vụ “{row.title}”."
    cells = "; ".join(
        f"{label} “{before or 'để trống'}” sửa thành “{after or 'để trống'}”"
        for label, before, after in row.cells
        if label != differences.DUE
    )
    return f"Sửa nhiệm vụ “{row.title}”: {cells}." if cells else f"Sửa “{row.title}”."


# -- Annex -------------------------------------------------------------------


def annex_of(plan: YearlyPlan, rows: list[dict]) -> Annex:
    cells = [row["cells"] for row in rows if "cells" in row]
    extra = [pair for pair in EXTRA_COLUMNS if any(row.get(pair[0]) for row in cells)]
    columns = [*COLUMNS, *extra]
    return Annex(
        title=f"Danh mục nhiệm vụ trọng tâm năm {plan.year}",
        table=Table(
            columns=tuple(column for _, column in columns),
            rows=tuple(_row(row, [key for key, _ in columns]) for row in rows),
        ),
        landscape=True,
    )


def _row(row: dict, keys: list[str]) -> Row:
    if "heading" in row:
        return Row(group=row["heading"])
    said = row["cells"] | {"number": str(row["number"])}
    return Row(tuple(_cell(key, said.get(key, "")) for key in keys))


def _cell(key: str, text: str) -> Cell:
    if key == "number" and text.isdigit() and len(text) < 10:
        return Cell(number=Decimal(text))
    return Cell(text or None)
