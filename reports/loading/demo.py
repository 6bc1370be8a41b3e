"""Illustrative accounts, plans, figures and reports, to try the product with.

Everything is invented and marked so. Days are counted from the day it is loaded, so
there is always something done, late and due. What is there already is left alone.
"""

import struct
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from accounts.errors import NotPossible
from accounts.models import (
    ClusterMember,
    EmulationCluster,
    Membership,
    Organisation,
    Role,
    StoredFile,
    User,
    WorkingYear,
)
from accounts.vietnamese import format_date
from accounts.working_calendar import working_calendars
from agreements.conferences import conferences
from agreements.entries import ChairEntry, ConclusionEntry
from agreements.models import Agreement, Conclusion, Conference, CoordinationArea
from tasks.approvals import approval
from tasks.models import Decision, FocusTask, YearlyPlan
from tasks.plans import planning
from tasks.work import progress

from .. import jobs
from ..indicators import figures
from ..models import Figure, Indicator, Review
from ..publication import publishing
from ..recommendations import raised_at_conferences
from ..reviews import editing, issuing, ordering, reviewing
from . import cases, demo_collections, demo_duties

CODE = "minh-hoa"


@dataclass(frozen=True)
class Account:
    """A line of the table of accounts; `password` is empty once it was changed."""

    username: str
    password: str
    role: str
    organisation: str
    purpose: str


@transaction.atomic
def load(*, on: date) -> list[Account]:
    """Add what is missing, all of it or nothing; the accounts to sign in with."""
    cases.load(on=on)
    data = cases.read(cases.DATA / "demo.yaml")
    for row in data["accounts"]:
        _add_account(row, data["password"])
    _once(YearlyPlan, "ke-hoach-nam-nay", _current_plan, data["current_plan"], on)
    _once(YearlyPlan, "ke-hoach-nam-sau", _next_plan, data["next_plan"], on)
    _once(Conference, "giao-ban", _conference, data["conference"], on)
    cluster = _cluster(data["cluster"])
    for group in data["figures"]:
        for row in group["rows"]:
            _once(Figure, f"{row[0]}-{row[1]}", _figure, group, row, on)
    _once(Review, "bao-cao-cum", _draft_review, cluster, data["draft_review"], on)
    _once(Review, "bao-cao-cum-2023", _case_review, data["draft_review"], on)
    _once(Review, "bao-cao-quy-che", _issued_review, data["issued_review"], on)
    demo_duties.load(data["duties"], on=on)
    demo_collections.load(
        data["collections"], on=on, last_half_year=_last_half_year(on)
    )
    _working_calendars(data, on)
    return [_account(row, data["password"]) for row in data["accounts"]]


def _once(model, code: str, make: Callable, *args) -> None:
    code = f"{CODE}-{code}"
    if not model.objects.filter(case_code=code).exists():
        row = make(*args)
        row.refresh_from_db()
        row.case_code, row.is_illustrative = code, True
        row.save(update_fields=["case_code", "is_illustrative"])


def _agreement(code: str) -> Agreement:
    """The sample agreement the demo builds upon; it may have been put away since."""
    agreement = Agreement.with_trashed.get(case_code=code)
    if agreement.trashed_at:
        raise NotPossible(
            f"Dữ liệu minh hoạ gắn với “{agreement.label}”, đang ở trong thùng rác. "
            "Hãy khôi phục hồ sơ đó rồi nạp lại."
        )
    return agreement


# -- Accounts ----------------------------------------------------------------


def _add_account(row: dict, password: str) -> None:
    if User.objects.filter(username=row["username"]).exists():
        return
    is_superuser = row.get("is_superuser", False)
    user = User.objects.create_user(
        username=row["username"],
        email=f"{row['username']}@minh-hoa.example",  # reserved: no mail can arrive
        password=password,
        full_name=row["full_name"],
        is_staff=is_superuser,
        is_superuser=is_superuser,
        is_illustrative=True,
    )
    if not is_superuser:
        Membership.objects.create(
            user=user,
            organisation=_body(row["organisation"]),
            role=Role(row["role"]),
            post=row["post"],
        )


def _account(row: dict, password: str) -> Account:
    user = _user(row["username"])
    return Account(
        username=user.username,
        password=password if user.check_password(password) else "",
        role=Role(row["role"]).label if "role" in row else "Quản trị hệ thống",
        organisation=_body(row["organisation"]).label if "role" in row else "",
        purpose=row["purpose"],
    )


def _user(username: str) -> User:
    return User.objects.get(username=username)


def _body(code: str) -> Organisation:
    return Organisation.objects.get(case_code=code)


# -- Plans -------------------------------------------------------------------


def _current_plan(data: dict, on: date) -> YearlyPlan:
    """Agreed, issued, and under way."""
    drafter = _user(data["drafted_by"])
    plan = _draft(data, on.year, on)
    approval.submit(plan=plan, by=drafter, on=on)
    _decide(plan, by=_user(data["agreed_by"]), on=on, verdict=Decision.Verdict.AGREED)
    plan = approval.issue(
        plan=plan,
        document_number=data["document_number"],
        issued_on=min(date(on.year, 1, 20), on),
        signer=data["signer"],
        by=drafter,
        on=on,
    )
    for task, row in zip(plan.tasks.all(), data["tasks"], strict=True):
        for entry in row.get("progress", []):
            _report(task, entry, on)
        if row.get("is_confirmed"):
            progress.confirm(task=task, by=drafter, on=on)
    return plan


def _next_plan(data: dict, on: date) -> YearlyPlan:
    """Sent back once, revised, and waiting for the Front again."""
    drafter = _user(data["drafted_by"])
    plan = _draft(data, on.year + 1, on)
    approval.submit(plan=plan, by=drafter, on=on)
    task = plan.tasks.get(title=data["sent_back"]["about"])
    _decide(
        plan,
        by=_user(data["sent_back"]["by"]),
        on=on,
        verdict=Decision.Verdict.SENT_BACK,
        reason=data["sent_back"]["reason"],
        remarks={task: data["sent_back"]["reason"]},
    )
    plan.refresh_from_db()
    planning.revise_task(
        task=task,
        version=task.version,
        values={
            "deadline_as_written": data["revised"]["deadline"],
            "expected_product": data["revised"]["product"],
        },
        by=drafter,
    )
    planning.remove_task(task=plan.tasks.get(title=data["removed"]), by=drafter)
    _add_task(plan, data["added"], drafter, on)
    approval.submit(
        plan=plan,
        by=drafter,
        on=on,
        note=data["resubmission_note"],
        decision_due_on=on + timedelta(days=data["decision_days"]),
    )
    return plan


def _draft(data: dict, year: int, on: date) -> YearlyPlan:
    drafter = _user(data["drafted_by"])
    plan = planning.draft(
        agreement=_agreement(data["agreement"]),
        year=year,
        title=data["title"].format(year=year),
        office=_body(data["office"]),
        purpose=data["purpose"],
        note=data["note"],
        is_illustrative=True,
        by=drafter,
    )
    for row in data["tasks"]:
        _add_task(plan, row, drafter, on)
    return plan


def _add_task(plan: YearlyPlan, row: dict, by: User, on: date) -> FocusTask:
    if row["section"] not in map(str, plan.headings.all()):
        number, title = row["section"].split(". ", 1)
        planning.add_heading(plan=plan, number=number, title=title, by=by)
    due_on = _day(row, on)
    words = f"trước ngày {format_date(due_on)}" if due_on else row.get("deadline", "")
    return planning.add_task(
        plan=plan,
        values={
            "title": row["title"],
            "kind": row.get("kind", FocusTask.Kind.TASK),
            "area": CoordinationArea.objects.get(code=row["area"]),
            "lead_organisation": _body(row["lead"]),
            "coordinating_group": row.get("group", ""),
            "deadline_as_written": words,
            "expected_product": row.get("product", ""),
            "funding": row.get("funding", ""),
        },
        parts=[
            planning.Part(_body(part["organisation"]), part["part"], _day(part, on))
            for part in row.get("coordinating", [])
        ],
        by=by,
    )


def _day(row: dict, on: date) -> date | None:
    return on + timedelta(days=row["days"]) if "days" in row else None


def _decide(plan: YearlyPlan, **decision) -> None:
    """The parties that have not decided yet do so, as one."""
    plan.refresh_from_db()
    done = plan.submissions.get(number=plan.round).decisions.values("party")
    for party in plan.agreement.parties.exclude(pk__in=done):
        approval.decide(plan=plan, party=party, round=plan.round, **decision)


def _report(task: FocusTask, entry: dict, on: date) -> None:
    lead = task.lead_organisation
    update = progress.report(
        task=task,
        organisation=_body(entry["organisation"]) if "organisation" in entry else lead,
        percent=entry["percent"],
        done_text=entry["done_text"],
        difficulties=entry.get("difficulties", ""),
        uploads=[FILES[kind]() for kind in entry.get("files", [])],
        is_final=entry.get("is_final", False),
        open_parts_reason=entry.get("open_parts_reason", ""),
        part_is_done=entry.get("part_is_done", False),
        by=_user(entry["by"]),
        on=_day(entry, on),
    )
    StoredFile.objects.filter(evidence__update=update).update(is_illustrative=True)


# -- Conferences -------------------------------------------------------------


def _conference(data: dict, on: date) -> Conference:
    """A briefing: one opinion is a recommendation, the rest wait for a click."""
    recorder = _user(data["recorded_by"])
    conference = conferences.record(
        values={
            "kind": Conference.Kind.BRIEFING,
            "name": data["name"],
            "held_on": _day(data, on),
            "place": data["place"],
            "participants": data["participants"],
            "owner": _body(data["owner"]),
            "agreements": [_agreement(data["agreement"])],
            "note": data["note"],
        },
        chairs=[ChairEntry(**row) for row in data["chairs"]],
        conclusions=[
            ConclusionEntry(
                wording=row["wording"],
                kind=row.get("kind", Conclusion.Kind.CONCLUSION),
                organisation=_body(row["organisation"]),
                deadline_as_written=row.get("deadline", ""),
            )
            for row in data["conclusions"]
        ],
        by=recorder,
        on=on,
    )
    opinion = conference.conclusions.get(kind=Conclusion.Kind.OPINION)
    raised_at_conferences.recommend(conclusion=opinion, by=recorder)
    return conference


# -- Figures and reports -----------------------------------------------------


def _last_half_year(on: date) -> tuple[date, date, str]:
    """The last six months that are over on that day, and what people call them."""
    if on.month > 6:
        first, last, label = date(on.year, 1, 1), date(on.year, 6, 30), "đầu"
    else:
        first, last = date(on.year - 1, 7, 1), date(on.year - 1, 12, 31)
        label = "cuối"
    return first, last, f"6 tháng {label} năm {last.year}"


def _year_so_far(on: date) -> tuple[date, date, str]:
    """From the first of January to the end of the last full month."""
    last = on.replace(day=1) - timedelta(days=1)
    label = f"{last.month} tháng đầu năm" if last.month < 12 else "năm"
    return date(last.year, 1, 1), last, f"{label} {last.year}"


def _cluster(data: dict) -> EmulationCluster:
    cluster, is_new = EmulationCluster.objects.get_or_create(
        name=data["name"],
        is_illustrative=True,
        defaults={"convener": _body(data["convener"]), "ranks_members": True},
    )
    for position, code in enumerate(data["members"] if is_new else [], start=1):
        ClusterMember.objects.create(
            cluster=cluster, organisation=_body(code), position=position
        )
    return cluster


def _figure(data: dict, row: list, on: date) -> Figure:
    organisation, indicator, qualifier, amount = row
    first, last, _ = _last_half_year(on)
    return figures.enter(
        values={
            "indicator": Indicator.objects.get(code=indicator),
            "period_from": first,
            "period_to": last,
            "qualifier": qualifier,
            "amount": amount,
            "source": "Số liệu minh hoạ",
            "is_illustrative": True,
        },
        organisations=[_body(organisation)],
        entering_organisation=_body(data["entering_organisation"]),
        by=_user(data["entered_by"]),
    )


def _draft_review(
    about: Agreement | EmulationCluster, data: dict, on: date, *, period=_last_half_year
) -> Review:
    """Built at once: nobody has to wait for a worker."""
    first, last, label = period(on)
    review = ordering.order(
        kind=Review.Kind.PERIODIC,
        about=about,
        office=_body(data["office"]),
        period_label=label,
        period_from=first,
        period_to=last,
        by=_user(data["by"]),
    )
    # Before it is built, so that the documents bear the mark.
    Review.objects.filter(pk=review.pk).update(is_illustrative=True)
    jobs.build_review(review.job.pk)
    return review


def _case_review(data: dict, on: date) -> Review:
    """Case 1 as a report of ours: its figures are counted, its points written out."""
    recorded = Review.objects.get(case_code="1-cum-thi-dua")

    def period(on):
        return recorded.period_from, recorded.period_to, recorded.period_label

    review = _draft_review(recorded.cluster, data, on, period=period)
    by = _user(data["by"])
    for key, kind in (("ton-tai", "shortcoming"), ("phuong-huong", "direction")):
        points = recorded.points.filter(kind=kind)
        text = "\n".join(f"- {point.wording}." for point in points)
        editing.save_part(review=review, key=key, text=text, version=1, by=by)
    return review


def _issued_review(data: dict, on: date) -> Review:
    agreement = _agreement(data["agreement"])
    review = _draft_review(agreement, data, on, period=_year_so_far)
    by = _user(data["by"])
    for key, text in data["parts"].items():
        editing.save_part(review=review, key=key, text=text, version=1, by=by)
    at = timezone.make_aware(datetime.combine(on, time(8)))
    reviewing.submit(review=review, by=_user(data["submitted_by"]), at=at)
    issuing.issue(
        review=review,
        document_number=data["document_number"],
        issued_on=on,
        signers=data["signers"],
        recipients=data["recipients"],
        by=by,
        on=on,
        at=at,
    )
    publishing.publish(review=review, masks=[], by=by, at=at)
    StoredFile.objects.filter(reviewfile__review=review).update(is_illustrative=True)
    return review


# -- Files made in code --------------------------------------------------------


def _png() -> ContentFile:
    """A small picture: green hills under a pale sky."""
    width, height = 320, 200
    rows = []
    for y in range(height):
        row = bytearray([0])  # no filter
        for x in range(width):
            is_hill = y > 120 + abs(x % 160 - 80) // 2
            row += bytes(
                (46, 125 + x // 8, 80) if is_hill else (205, 225, 245 - y // 8)
            )
        rows.append(bytes(row))

    def chunk(kind: bytes, body: bytes) -> bytes:
        checksum = struct.pack(">I", zlib.crc32(kind + body))
        return struct.pack(">I", len(body)) + kind + body + checksum

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    content = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header)
    content += chunk(b"IDAT", zlib.compress(b"".join(rows))) + chunk(b"IEND", b"")
    return ContentFile(content, name="anh-minh-hoa.png")


def _pdf() -> ContentFile:
    """One page with a few bars and no words: no font has to be embedded."""
    drawing = b"0.2 0.45 0.3 rg 100 500 60 120 re 200 500 60 180 re 300 500 60 90 re f"
    title = b"\xfe\xff" + "Tài liệu minh hoạ".encode("utf-16-be")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        b"/Resources << >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawing), drawing),
        b"<< /Title <%s> >>" % title.hex().encode(),
    ]
    content, offsets = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(content))
        content += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    content += b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(objects) + 1, table)
    content += b"trailer\n<< /Size %d /Root 1 0 R /Info 5 0 R >>\n" % (len(objects) + 1)
    start = content.index(b"xref\n")
    content += b"startxref\n%d\n%%%%EOF\n" % start
    return ContentFile(content, name="bao-cao-minh-hoa.pdf")


FILES = {"png": _png, "pdf": _pdf}


# -- The working calendar ------------------------------------------------------


def _working_calendars(data: dict, on: date) -> None:
    """This year and the next as the law has them, unless somebody keeps a calendar."""
    if WorkingYear.objects.exists():
        return
    by = User.objects.get(username=data["accounts"][0]["username"])
    at = timezone.make_aware(datetime.combine(on, time(8)))
    for year in (on.year, on.year + 1):
        working_calendars.propose(year=year, by=by)
        calendar = WorkingYear.objects.get(year=year)
        calendar.note = f"Minh hoạ, không phải lịch chính thức. {calendar.note}"
        calendar.save(update_fields=["note"])
        seen = working_calendars.fingerprint_of_all(calendar)
        working_calendars.confirm(calendar=calendar, seen=seen, by=by, at=at)
