"""Which body a name means: those of the agreement first, then of its province."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from functools import cached_property

from accounts.models import Organisation, with_successors
from accounts.models.succession import FormerName
from accounts.reorganisation.succession import successors_on
from accounts.vietnamese import format_date

from ..models import YearlyPlan
from . import naming

MOST_SUGGESTED = 3
MOST_COMPARED = 40
LEAST_LIKE = 0.5
LEAST_LIKE_ELSEWHERE = 0.8  # of another province only what is all but the name
# How near a body stands to the agreement.
PARTY, OWN_PROVINCE, NATIONAL, ELSEWHERE = 3, 2, 1, 0


@dataclass(frozen=True)
class Meant:
    """`pk` when it is clear; else `problem` and bodies to choose from."""

    pk: int | None = None
    problem: str = ""
    choices: tuple[int, ...] = ()


@dataclass(frozen=True)
class Body:
    pk: int
    name: str
    short_name: str
    province: int | None
    parent: int | None
    since: date | None
    until: date | None

    @property
    def label(self) -> str:
        return self.short_name or self.name

    def exists_on(self, on: date) -> bool:
        begun = self.since is None or self.since <= on
        return begun and (self.until is None or on < self.until)


class Directory:
    """Every body by each of its names; read once for a sheet."""

    def __init__(self, plan: YearlyPlan, on: date):
        self.plan, self.on = plan, day_within(plan.year, on)
        columns = ("pk", "name", "short_name", "province_id", "parent_id",
                   "established_on", "dissolved_on")  # fmt: skip
        rows = Organisation.objects.order_by("pk").values_list(*columns)
        self.bodies = {row[0]: Body(*row) for row in rows.iterator(chunk_size=2000)}
        self.by_key: dict[str, set[int]] = defaultdict(set)
        self.short_keys: dict[str, set[int]] = defaultdict(set)
        self._find_nearness()
        for body in self.bodies.values():
            self._index(body.pk, body.name, body.short_name)
        former = FormerName.objects.values_list("organisation_id", "name", "short_name")
        for pk, *names in former:
            self._index(pk, *names)
        self._answers: dict[str, Meant] = {}

    def _find_nearness(self) -> None:
        parties = set(
            self.plan.agreement.parties.values_list("organisation_id", flat=True)
        )
        parties |= {self.plan.office_id, self.plan.agreement.owner_id}
        # What they have become speaks for them; the name is often the same.
        parties = {pk for pk in with_successors(parties, self.on) if pk in self.bodies}
        provinces = {self.bodies[pk].province for pk in parties} - {None}
        self.parties, self.provinces = parties, provinces
        self.near = {
            body.pk: PARTY
            if body.pk in parties
            else OWN_PROVINCE
            if body.province in provinces or body.parent in parties
            else NATIONAL
            if body.province is None
            else ELSEWHERE
            for body in self.bodies.values()
        }

    def _index(self, pk: int, *names: str) -> None:
        for name in filter(None, names):
            key = naming.key_of(name)
            self.by_key[key].add(pk)
            # "Ủy ban MTTQ tỉnh" within the province whose name it leaves out.
            for mark in (" tinh ", " tp "):
                head, found, _ = key.partition(mark)
                if found and self.near[pk] >= OWN_PROVINCE:
                    self.short_keys[head + mark.rstrip()].add(pk)
                    if " " in head:  # "Sở Nội vụ tỉnh Lào Cai" is "Sở Nội vụ"
                        self.short_keys[head].add(pk)

    def is_known(self, name: str) -> bool:
        return bool(self._candidates(name))

    def _candidates(self, name: str) -> set[int]:
        key = naming.key_of(name)
        if found := self._named(key):
            return found
        for organ in naming.ORGANS:
            if key.startswith(organ + " "):
                return self._named(key.removeprefix(organ + " "))
        # "Sở Nội vụ tỉnh", where the register says "Sở Nội vụ".
        for ending in (" tinh", " tp"):
            if key.endswith(ending) and " " in key.removesuffix(ending):
                return self._named(key.removesuffix(ending))
        return set()

    def _named(self, key: str) -> set[int]:
        return self.by_key.get(key, set()) | self.short_keys.get(key, set())

    def meant(self, name: str) -> Meant:
        key = naming.key_of(name)
        if key not in self._answers:
            self._answers[key] = self._find(name)
        return self._answers[key]

    def _find(self, name: str) -> Meant:
        found = self._candidates(name)
        if not found:
            return self._unknown(name)
        nearest = max(self.near[pk] for pk in found)
        found = {pk for pk in found if self.near[pk] == nearest}
        existing = {pk for pk in found if self.bodies[pk].exists_on(self.on)}
        if len(existing) == 1:
            return Meant(existing.pop())
        if existing:
            return Meant(
                problem=f"Có {len(existing)} cơ quan cùng tên “{name}”. Hãy chọn đúng "
                "cơ quan.",
                choices=self._likest(name, existing, 6),
            )
        return self._ended(name, found)

    def _ended(self, name: str, found: set[int]) -> Meant:
        body = self.bodies[max(found, key=lambda pk: self.bodies[pk].until or date.max)]
        if body.until is None or body.until > self.on:
            return Meant(
                problem=f"“{name}” chưa thành lập vào năm {self.plan.year}. Hãy chọn "
                "cơ quan khác.",
                choices=tuple(found),
            )
        heirs = successors_on(Organisation.objects.get(pk=body.pk), self.on)
        heirs = [heir for heir in heirs if heir.pk in self.bodies][:MOST_SUGGESTED]
        said = "; ".join(heir.name for heir in heirs) or "chưa ghi nhận"
        return Meant(
            problem=f"“{name}” đã kết thúc hoạt động từ {format_date(body.until)}. Cơ "
            f"quan kế tục: {said}.",
            choices=tuple(heir.pk for heir in heirs),
        )

    def _unknown(self, name: str) -> Meant:
        choices = self.suggestions(name)
        problem = f"Chưa nhận ra cơ quan “{name}”. "
        problem += "Hãy chọn trong các gợi ý hoặc sửa ô." if choices else "Hãy sửa ô."
        return Meant(problem=problem, choices=choices)

    # -- Suggestions -------------------------------------------------------------

    @cached_property
    def _keys_of_word(self) -> dict[str, list[str]]:
        found = defaultdict(list)
        for key in {*self.by_key, *self.short_keys}:
            for word in set(key.split()):
                found[word].append(key)
        return found

    def suggestions(self, name: str) -> tuple[int, ...]:
        """Existing bodies of the likest names, those near the agreement first."""
        words, shared = naming.key_of(name).split(), Counter()
        for word in set(words):
            keys = self._keys_of_word.get(word, ())
            for key in keys:
                shared[key] += 1 / len(keys) ** 0.5
        found = set()
        for key, _ in shared.most_common(MOST_COMPARED):
            found |= self._named(key)
        found = {pk for pk in found if self.bodies[pk].exists_on(self.on)}
        return self._likest(name, found, MOST_SUGGESTED)

    def _likest(self, name: str, pks: set[int], most: int) -> tuple[int, ...]:
        key, scored = naming.key_of(name), []
        for pk in pks:
            body = self.bodies[pk]
            like = max(
                SequenceMatcher(None, key, naming.key_of(text), autojunk=False).ratio()
                for text in (body.name, body.short_name)
                if text
            )
            least = LEAST_LIKE if self.near[pk] else LEAST_LIKE_ELSEWHERE
            if like >= least or most > MOST_SUGGESTED:
                scored.append((like + 0.15 * self.near[pk], -pk))
        return tuple(-pk for _, pk in sorted(scored, reverse=True)[:most])


def day_within(year: int, on: date) -> date:
    """The day of the plan's year nearest to today: whom did it mean then?"""
    return min(max(on, date(year, 1, 1)), date(year, 12, 31))
