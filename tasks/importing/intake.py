"""A file on its way into a draft: read, shown, corrected; not a row is saved yet."""

from dataclasses import asdict
from datetime import date, datetime

from django.core.files.base import File
from django.db import transaction

from accounts import history
from accounts.errors import NotPossible, Stale
from accounts.models import HistoryEntry, User
from accounts.stored_files import files
from accounts.vietnamese import format_date, normalise

from ..models import PlanImport, YearlyPlan
from ..plans import exporting
from . import headers, lines, reading
from .bodies import Directory
from .checking import Checker
from .choices import Choices, Current, removed

FOREIGN = (
    "Tệp này được xuất từ một kế hoạch khác, nên không nhập vào đây. Hãy xuất tệp từ "
    "chính kế hoạch này, hoặc chép các dòng sang một tệp mới."
)
TAMPERED = (
    "Phần ẩn của tệp xuất từ hệ thống đã bị sửa hoặc hỏng, nên không biết dòng nào là "
    "dòng nào. Hãy xuất lại tệp rồi sửa trên tệp mới."
)
OUTDATED = (
    "Kế hoạch đã thay đổi sau khi tệp này được xuất (lúc {at}){changes}. Hãy xuất lại "
    "tệp rồi sửa trên tệp mới."
)
CHANGED = (
    "Dự thảo đã thay đổi sau khi tệp được đọc{changes}. Chưa có gì được lưu; hãy "
    "{what}."
)
MOST_CHANGES_TOLD = 3


def read(*, plan: YearlyPlan, upload: File, by: User, on: date) -> PlanImport:
    """What a checked upload would bring; not saved yet, since reading takes time."""
    name = normalise(upload.name)
    upload.seek(0)
    grids = reading.read(upload, name)
    waiting = PlanImport(plan=plan, rows_version=plan.rows_version, uploaded_by=by)
    waiting.mapping = {
        "sheets": [grid.name for grid in grids if grid.is_visible],
        "exported": exported_from(grids, plan),
        "unknown": {},
        "choices": asdict(Choices()),
    }
    grid, columns = likeliest([grid for grid in grids if grid.is_visible] or grids)
    lay_out(waiting, grid, columns, on=on)
    return waiting


def keep(*, waiting: PlanImport, upload: File) -> PlanImport:
    """Let what was read wait, with its file, until somebody accepts or discards it."""
    waiting.stored_file = files.store(upload=upload, by=waiting.uploaded_by)
    waiting.save()
    return waiting


def exported_from(grids: list[reading.Grid], plan: YearlyPlan) -> dict | None:
    """What an exported sheet says of itself; refused if it is not as it left us."""
    hidden = next((g for g in grids if g.name == exporting.HIDDEN_SHEET), None)
    marked = any(
        reading.in_words(cell) == headers.ROW_ID_HEADING
        for grid in grids
        for row in grid.rows[: headers.LOOKED_AT]
        for cell in row
    )
    if hidden is None and not marked:
        return None
    held = hidden and exporting.read_token(str(hidden.own(0, 0)))
    if not held:
        raise NotPossible(TAMPERED)
    if held["plan"] != plan.pk:
        raise NotPossible(FOREIGN)
    if held["rows"] != plan.rows_version:
        at = datetime.fromisoformat(held["at"])
        moment = f"{at:%H:%M} ngày {format_date(at)}"
        raise Stale(OUTDATED.format(at=moment, changes=changes_since(plan, at)))
    return held


def changes_since(plan: YearlyPlan, at: datetime) -> str:
    """ ": Nguyễn Văn A đã sửa nhiệm vụ: …; …" or "" where nothing is recorded."""
    entries = HistoryEntry.objects.filter(happened_at__gt=at)
    tasks = plan.tasks.values("pk")
    told = [
        *entries.filter(target_type="tasks.yearlyplan", target_id=plan.pk)[
            : MOST_CHANGES_TOLD + 1
        ],
        *entries.filter(target_type="tasks.focustask", target_id__in=tasks)[
            : MOST_CHANGES_TOLD + 1
        ],
    ]
    told = sorted(told, key=lambda entry: entry.happened_at, reverse=True)
    said = [
        f"{history.sentence(entry).rstrip('.')} (“{entry.target_label[:60]}”)"
        for entry in told[:MOST_CHANGES_TOLD]
    ]
    more = "; và thay đổi khác" if len(told) > MOST_CHANGES_TOLD else ""
    return f": {'; '.join(said)}{more}" if said else ""


def likeliest(grids: list[reading.Grid]) -> tuple[reading.Grid, headers.Columns]:
    """The sheet whose header is the surest; the first one if none has any."""
    found = [(grid, headers.find(grid)) for grid in grids]
    return max(found, key=lambda pair: pair[1].score)


def lay_out(waiting: PlanImport, grid, columns, *, on: date) -> None:
    """Say which column is what, and read the lines below the header."""
    mapping = waiting.mapping
    if mapping["exported"]:
        mark_ids(columns)
    unknown = {int(c): what for c, what in mapping["unknown"].items()}
    read = lines.lines_of(grid, columns, unknown) if grid.is_whole else []
    if not grid.is_whole or len(read) > reading.MOST_ROWS:
        raise NotPossible(reading.TOO_LONG.format(name=grid.name))
    waiting.sheet_name = grid.name[:100]
    mapping |= {
        "header_row": columns.header_row,
        "first_row": columns.first_row,
        "headings": columns.headings,
        "taken": columns.taken,
        "width": min(grid.width, reading.MOST_COLUMNS),
    }
    waiting.rows = read
    check(waiting, on=on)
    # As the database will give it back: keys of JSON are texts.
    mapping["headings"] = {str(c): text for c, text in columns.headings.items()}
    mapping["taken"] = {str(c): name for c, name in columns.taken.items()}


def mark_ids(columns: headers.Columns) -> None:
    for column, text in list(columns.headings.items()):
        if text == headers.ROW_ID_HEADING:
            columns.taken[column] = headers.ROW_ID
            del columns.headings[column]


def check(waiting: PlanImport, *, on: date) -> None:
    """Hold every line against the register of bodies and the plan as it is now."""
    plan, mapping = waiting.plan, waiting.mapping
    choices = Choices(**mapping["choices"])
    current = Current.of(plan)
    directory = Directory(plan, on)
    Checker(plan, directory, choices, current).check(waiting.rows)
    mapping["removed"] = removed(waiting.rows, current) if mapping["exported"] else {}


@transaction.atomic
def correct(
    *, waiting: PlanImport, choices: Choices, on: date, is_renewed: bool = True
) -> PlanImport:
    """Keep what a person decided, and check every line again.

    Lines that are only added stand beside whatever changed meanwhile: looked at again
    (`is_renewed`), they may follow it. An exported sheet may not.
    """
    current = held(waiting)
    mapping = current.mapping
    if mapping.get("edits", 0) != waiting.mapping.get("edits", 0):
        raise Stale("Người khác vừa sửa lần nhập này. Hãy tải lại trang.")
    mapping["choices"], mapping["edits"] = asdict(choices), mapping.get("edits", 0) + 1
    if is_renewed and not mapping["exported"]:
        current.rows_version = current.plan.rows_version
    check(current, on=on)
    current.save(update_fields=["mapping", "rows", "rows_version"])
    return current


def reread(
    *, waiting: PlanImport, sheet: str, header_row: int, taken: dict, unknown: dict,
    on: date,
) -> PlanImport:  # fmt: skip
    """Read the file again with other columns. Corrections of cells begin anew."""
    with waiting.stored_file.file.open("rb") as file:
        grids = reading.read(file, waiting.stored_file.name)
    grid = next((grid for grid in grids if grid.name == sheet), grids[0])
    is_same_sheet = grid.name == waiting.sheet_name
    if is_same_sheet and header_row == waiting.mapping["header_row"]:
        columns = headers.at(grid, header_row) if header_row >= 0 else headers.Columns(
            -1, 0, {}, {c: f"Cột {c + 1}" for c in range(grid.width)}
        )  # fmt: skip
        columns.taken = {int(c): name for c, name in taken.items()}
    elif is_same_sheet and 0 <= header_row < len(grid.rows):
        columns = headers.at(grid, header_row)
        unknown = {}
    else:
        columns, unknown = headers.find(grid), {}
    with transaction.atomic():
        current = held(waiting)
        current.mapping["unknown"] = unknown
        choices = Choices(**current.mapping["choices"])
        kept = Choices(bodies=choices.bodies, first_leads=choices.first_leads)
        current.mapping["choices"] = asdict(kept)
        current.mapping["edits"] = current.mapping.get("edits", 0) + 1
        lay_out(current, grid, columns, on=on)
        current.save()
    return current


@transaction.atomic
def discard(*, waiting: PlanImport, at: datetime) -> None:
    current = held(waiting)
    current.state, current.settled_at = PlanImport.State.DISCARDED, at
    current.rows = []
    current.save(update_fields=["state", "settled_at", "rows"])


def held(waiting: PlanImport) -> PlanImport:
    """The import as it is now, held against others; refused once it is settled."""
    current = (
        PlanImport.objects.select_for_update(of=("self",))
        .select_related("plan__agreement", "stored_file")
        .get(pk=waiting.pk)
    )
    if current.state != PlanImport.State.WAITING:
        raise NotPossible(
            f"Tệp này {current.get_state_display().lower()} trước đó. Hãy tải lại "
            "trang."
        )
    if not current.plan.is_open_to_editing:
        raise NotPossible("Kế hoạch không còn ở trạng thái soạn thảo, không nhập được.")
    return current
