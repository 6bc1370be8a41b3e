"""A province of any size: bodies, people, agreements, plans, tasks, what was reported.

Small tables go in by `bulk_create`, large ones by COPY; both take every value from
the field itself, so derived columns are what saving would have written. The same
sizes and day always give the same rows.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count, islice
from random import Random

from django.contrib.auth.hashers import make_password
from django.core.management.color import no_style
from django.db import connection
from django.db.models import GeneratedField
from django.utils import timezone

from accounts.models import (
    HistoryEntry,
    Membership,
    Notification,
    Organisation,
    OrganisationKind,
    OrganisationLevel,
    Reminder,
    Role,
    User,
)
from agreements.models import (
    Agreement,
    AgreementKind,
    CoordinationArea,
    Party,
    Provision,
)
from tasks.models import (
    Coordination,
    DeadlineKind,
    FocusTask,
    Heading,
    ProgressUpdate,
    TaskState,
    YearlyPlan,
)

from . import words

PER_PERSON = 12  # notices in each inbox
SHARE_OF_A_COMMUNE = 2000  # a commune's plan holds one task of so many
ARTICLES = 13  # of each agreement; the last two no task cites
CHUNK = 5000
Citation = FocusTask.provisions.through


@dataclass(frozen=True)
class Cast:
    """People and rows that the measured pages belong to."""

    busy: User  # staff of the provincial committee
    small: User  # staff of a commune: sees one task of a thousand
    task: FocusTask
    agreement: Agreement
    leader: User  # manager of the provincial committee
    administrator: User  # of the system
    department: Organisation
    department_staff: User


def fill(*, tasks: int, plans: int, on: date) -> Cast:
    province = Province(Random(194), on, agreements=max(3, plans // 2))
    province.people()
    province.sign()
    province.plan(plans)
    copy(FocusTask, province.tasks(tasks))
    copy(Coordination, province.coordinations)
    copy(Citation, province.citations)
    for model, rows in province.records():
        copy(model, rows)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return province.cast()


def copy(model, instances) -> None:
    """Add rows through COPY, each column as its field would save it."""
    if connection.vendor != "postgresql":
        model._base_manager.bulk_create(instances, batch_size=CHUNK)
        return
    fields = [
        field
        for field in model._meta.concrete_fields
        if not isinstance(field, GeneratedField)
    ]
    columns = ", ".join(f'"{field.column}"' for field in fields)
    statement = f'COPY "{model._meta.db_table}" ({columns}) FROM STDIN'
    instances = iter(instances)
    while chunk := list(islice(instances, CHUNK)):
        with connection.cursor() as cursor, cursor.copy(statement) as stream:
            for row in chunk:
                stream.write_row(
                    [
                        field.get_db_prep_save(field.pre_save(row, True), connection)
                        for field in fields
                    ]
                )
    reset_keys(model)


def reset_keys(*models) -> None:
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)


class Province:
    def __init__(self, random: Random, on: date, agreements: int):
        self.random = random
        self.on = on
        self.at = timezone.now()
        self.communes = max(1, agreements * 2 // 3)
        self.agreement_count = agreements
        self.coordinations: list[Coordination] = []
        self.citations: list[Citation] = []
        self.started: list[FocusTask] = []
        self.overdue: list[FocusTask] = []

    # -- Who -------------------------------------------------------------------

    def people(self):
        kinds = {
            letterhead: OrganisationKind.objects.create(
                code=letterhead, name=letterhead, letterhead=letterhead
            )
            for letterhead in ("state", "front")
        }
        level = OrganisationLevel.objects.create(code="tinh", name="Cấp tỉnh")
        names = [
            *words.BODIES,
            *((name, "", "state") for name in words.DEPARTMENTS),
        ]
        for place in self.places():
            names.append((f"Ủy ban nhân dân {place}", f"UBND {place}", "state"))
            names.append(
                (f"Ủy ban MTTQ Việt Nam {place}", f"Ủy ban MTTQ {place}", "front")
            )
        self.bodies = Organisation.objects.bulk_create(
            Organisation(name=name, short_name=short, kind=kinds[head], level=level)
            for name, short, head in names
        )
        self.committee, self.front = self.bodies[:2]
        self.departments = self.bodies[2 : 2 + len(words.DEPARTMENTS)]
        local = self.bodies[2 + len(words.DEPARTMENTS) :]
        self.pairs = list(zip(local[::2], local[1::2], strict=True))
        password = make_password(None)
        self.users = User.objects.bulk_create(
            User(
                username=f"nguoi{number}",
                email=f"nguoi{number}@example.vn",
                password=password,
                full_name=self.person(),
            )
            for number in range(2 * len(self.bodies))
        )
        Membership.objects.bulk_create(
            Membership(user=user, organisation=self.bodies[number // 2], role=role)
            for number, user in enumerate(self.users)
            for role in [Role.MANAGER if number % 2 else Role.STAFF]
        )

    def places(self):
        names = (f"xã {a} {b}" for b in words.SECOND for a in words.FIRST)
        more = (f"phường {number}" for number in count(1))
        known = list(islice(names, self.communes))
        return known + list(islice(more, self.communes - len(known)))

    def person(self):
        pick = self.random.choice
        return f"{pick(words.SURNAMES)} {pick(words.MIDDLES)} {pick(words.GIVEN)}"

    # -- What was signed ---------------------------------------------------------

    def sign(self):
        """Each commune has its agreement; the others are the province's."""
        random = self.random
        self.areas = CoordinationArea.objects.bulk_create(
            CoordinationArea(code=f"linh-vuc-{position}", name=name, position=position)
            for position, name in enumerate(words.AREAS)
        )
        kind = AgreementKind.objects.create(code="quy-che", name="Quy chế phối hợp")
        self.signers = list(self.pairs)
        for number in range(self.agreement_count - self.communes):
            department, other = random.sample(self.departments, 2)
            self.signers.append(
                (
                    (self.committee, self.front),
                    (department, self.front),
                    (department, other),
                )[number % 3]
            )
        self.agreements = Agreement.objects.bulk_create(
            Agreement(
                kind=kind,
                document_number=f"{number}/QCPH",
                subject=f"Quy chế phối hợp công tác giữa {first.name} và {second.name} "
                f"giai đoạn {self.on.year - 2}–{self.on.year + 3}",
                owner=first,
                signed_on=date(self.on.year - 2, 1, 5)
                + timedelta(days=random.randrange(300)),
                term_start_year=self.on.year - 2,
                term_end_year=self.on.year + 3,
            )
            for number, (first, second) in enumerate(self.signers, start=1)
        )
        Party.objects.bulk_create(
            Party(
                agreement=agreement,
                position=position,
                organisation=body,
                name_as_signed=body.name,
            )
            for agreement, pair in zip(self.agreements, self.signers, strict=True)
            for position, body in enumerate(pair, start=1)
        )
        for agreement in self.agreements:
            agreement.save(update_fields=["search"])  # now with the parties' names
        articles = Provision.objects.bulk_create(
            Provision(
                agreement=agreement,
                kind=Provision.Kind.ARTICLE,
                number=str(number),
                heading="Nội dung phối hợp",
                position=number,
            )
            for agreement in self.agreements
            for number in range(1, ARTICLES + 1)
        )
        self.articles = {}
        for article in articles:
            self.articles.setdefault(article.agreement_id, []).append(article.pk)

    def plan(self, number):
        """Turn by turn a plan of this year and of the year before."""
        years = (self.on.year, self.on.year - 1)
        chosen = [
            (self.agreements[n % self.agreement_count], n // self.agreement_count)
            for n in range(number)
        ]
        self.plans = YearlyPlan.objects.bulk_create(
            self.one_plan(n, agreement, years[round % 2])
            for n, (agreement, round) in enumerate(chosen, start=1)
        )

    def one_plan(self, number, agreement, year):
        state = YearlyPlan.State.ISSUED
        if year < self.on.year and number % 3:
            state = YearlyPlan.State.CLOSED
        elif year == self.on.year and number % 25 == 0:
            state = YearlyPlan.State.DRAFT
        drafting = state == YearlyPlan.State.DRAFT
        return YearlyPlan(
            agreement=agreement,
            year=year,
            title=f"Kế hoạch phối hợp công tác năm {year} theo {agreement.label}",
            office=agreement.owner,
            state=state,
            round=0 if drafting else 1,
            document_number="" if drafting else f"{number}/KH-UBND",
            issued_on=None if drafting else date(year, 1, 10),
        )

    # -- What is to be done ------------------------------------------------------

    def tasks(self, number):
        """A commune's plans are short; those of the province share the rest."""
        short = max(1, number // SHARE_OF_A_COMMUNE)
        local = [
            n % self.agreement_count < self.communes for n in range(len(self.plans))
        ]
        long, extra = divmod(
            max(0, number - short * sum(local)), max(1, len(local) - sum(local))
        )
        made = count(1)
        for index, plan in enumerate(self.plans):
            size = short if local[index] else long
            if not local[index] and extra:
                size, extra = size + 1, extra - 1
            pool = self.workers(index % self.agreement_count)
            self.head(plan, size)
            for position in range(1, size + 1):
                yield self.one_task(next(made), plan, position, pool)

    def head(self, plan, size):
        """The sections of an annex, each above its share of the rows."""
        Heading.objects.bulk_create(
            Heading(
                plan=plan,
                position=1 + place * size // len(words.SECTIONS),
                number=number,
                title=title,
            )
            for place, (number, title) in enumerate(
                zip(("I", "II", "III", "IV"), words.SECTIONS, strict=True)
            )
        )

    def workers(self, index):
        """Who works under an agreement: its parties, and a few departments."""
        first, second = self.signers[index]
        if index < self.communes:
            near = self.departments[index % len(self.departments)]
            return [first, second, near]
        others = Random(index).sample(self.departments, 5)
        return [*dict.fromkeys([first, second, *others])]

    def one_task(self, pk, plan, position, pool):
        random, on = self.random, self.on
        pick = random.choice
        lead = pool[0] if random.random() < 0.4 else pick(pool)
        due_on = date(plan.year, 1, 15) + timedelta(days=random.randrange(350))
        if random.random() < 0.05:
            due_on = None
        state = self.state(plan, due_on)
        done = state == TaskState.DONE
        completed_on = None
        if done:
            completed_on = min(
                on, (due_on or on) + timedelta(days=random.randrange(-20, 6))
            )
        task = FocusTask(
            pk=pk,
            plan=plan,
            position=position,
            title=self.title(pk),
            area=pick(self.areas),
            lead_organisation=lead,
            due_on=due_on,
            deadline_as_written=f"tháng {due_on.month}" if due_on else "thường xuyên",
            deadline_kind=DeadlineKind.MONTH if due_on else DeadlineKind.CONTINUOUS,
            expected_product=pick(words.PRODUCTS),
            state=state,
            percent=100 if done else random.randrange(0, 90, 10),
            completed_on=completed_on,
            cancelled_on=on if state == TaskState.CANCELLED else None,
            cancel_reason="Trùng việc" if state == TaskState.CANCELLED else "",
        )
        partners = [body for body in pool if body is not lead]
        for body in random.sample(partners, 2):
            self.coordinations.append(
                Coordination(
                    pk=len(self.coordinations) + 1, task=task, organisation=body
                )
            )
        cited = self.articles[plan.agreement_id][pk % (ARTICLES - 2)]
        self.citations.append(Citation(pk=pk, focustask_id=pk, provision_id=cited))
        if state not in (TaskState.NOT_STARTED, TaskState.CANCELLED):
            self.started.append(task)
        if task.is_overdue(on) and len(self.overdue) < CHUNK:
            self.overdue.append(task)
        return task

    def state(self, plan, due_on):
        chance = self.random.random()
        if plan.state == YearlyPlan.State.DRAFT:
            return TaskState.NOT_STARTED
        if due_on and due_on < self.on:
            ladder = (
                (0.86, TaskState.DONE),
                (0.89, TaskState.CANCELLED),
                (0.91, TaskState.SUBMITTED),
                (0.97, TaskState.IN_PROGRESS),
            )
        else:
            ladder = (
                (0.10, TaskState.DONE),
                (0.12, TaskState.CANCELLED),
                (0.15, TaskState.SUBMITTED),
                (0.50, TaskState.IN_PROGRESS),
            )
        return next((s for limit, s in ladder if chance < limit), TaskState.NOT_STARTED)

    def title(self, pk):
        pick = self.random.choice
        place = f"{pick(('xã', 'phường'))} {pick(words.FIRST)} {pick(words.SECOND)}"
        if pk % words.RARE_EVERY == 7:
            return words.RARE.format(place=place)
        where = pick(words.AUDIENCES).format(place=place)
        return f"{pick(words.ACTIONS)} {pick(words.OBJECTS)} {where}"

    # -- What came of it ---------------------------------------------------------

    def records(self):
        yield (
            ProgressUpdate,
            (
                ProgressUpdate(
                    pk=pk,
                    task=task,
                    organisation=task.lead_organisation,
                    reported_on=self.on,
                    reported_by=self.users[0],
                    percent=task.percent,
                    done_text="Đã ban hành văn bản triển khai, phân công theo dõi.",
                )
                for pk, task in enumerate(self.started, start=1)
            ),
        )
        yield (
            HistoryEntry,
            (
                HistoryEntry(
                    pk=pk,
                    actor=self.users[0],
                    actor_name=self.users[0].full_name,
                    action="đã báo cáo tiến độ",
                    target_type=task._meta.label_lower,
                    target_id=task.pk,
                    target_label=task.title,
                )
                for pk, task in enumerate(self.started, start=1)
            ),
        )
        yield (
            Reminder,
            (
                Reminder(
                    pk=pk,
                    receiver=self.users[pk % len(self.users)],
                    duty="task",
                    duty_id=task.pk,
                    step=step,
                    due_on=task.due_on,
                    state=Reminder.State.WITHDRAWN,
                    why="Cơ quan của Ông/Bà chủ trì nhiệm vụ này.",
                    tell_on=self.on,
                    planned_at=self.at,
                    settled_at=self.at,
                )
                for pk, (task, step) in enumerate(
                    ((task, step) for task in self.overdue for step in (-7, 1, 8)),
                    start=1,
                )
            ),
        )
        yield (
            Notification,
            (
                Notification(
                    pk=number,
                    user=self.users[number % len(self.users)],
                    text="Kế hoạch đã được ban hành.",
                    url="/ke-hoach/",
                    read_at=None if number % 3 == 0 else self.at,
                )
                for number in range(1, PER_PERSON * len(self.users) + 1)
            ),
        )

    def cast(self):
        tasks = FocusTask.objects.filter(
            plan__office=self.committee, plan__year=self.on.year
        )
        return Cast(
            busy=self.users[0],
            small=self.users[2 * self.bodies.index(self.pairs[0][0])],
            task=tasks.filter(state=TaskState.IN_PROGRESS).first() or tasks.first(),
            agreement=Agreement.objects.filter(owner=self.committee).first(),
            leader=self.users[1],
            administrator=User.objects.create_superuser(
                "quantri", full_name="Quản trị"
            ),
            department=self.departments[0],
            department_staff=self.users[2 * self.bodies.index(self.departments[0])],
        )
