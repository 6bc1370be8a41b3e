"""Which bodies the cells of a line mean, and what is unclear about them."""

from accounts.vietnamese import normalise

from ..models import FocusTask
from . import naming
from .bodies import ELSEWHERE, Directory
from .choices import Choices, Current, say

AS_GROUP = "group"


class BodyChecker:
    def __init__(self, plan, directory: Directory, choices: Choices, current: Current):
        self.plan, self.directory = plan, directory
        self.choices, self.current = choices, current
        self.by_row: dict[int, dict] = {}

    def check(self, line, cells, task) -> None:
        """Gives the line its `meaning`; `task` is the row that it was written from."""
        self.by_row[line["row"]] = line
        meaning = line["meaning"] = {}
        held = held_bodies(task) if task else {}
        moved = []
        if "lead" in line["same"]:
            meaning["lead"] = task.lead_organisation_id
        else:
            moved = self._lead(line, cells.get("lead", ""), held)
        if "coordinating" in line["same"] and not moved:
            pks = [part.organisation_id for part in task.coordinations.all()]
            meaning |= {"coordinating": pks, "group": task.coordinating_group}
        elif "coordinating" in cells or moved or task is None:
            text = cells.get("coordinating", line["was"].get("coordinating", ""))
            self._coordinating(line, text, moved, held)
        if meaning.get("lead") in meaning.get("coordinating", ()):
            say(line, "coordinating", "Cơ quan chủ trì không đồng thời là cơ quan phối "
                "hợp. Hãy bỏ cơ quan này khỏi ô phối hợp.")  # fmt: skip

    def _lead(self, line, text, held) -> list[str]:
        """Says who leads; gives the others where the first of several was chosen."""
        segments = naming.names_in(text, self._is_known)
        names, meaning = sum(segments, []), line["meaning"]
        key = naming.key_of(text)
        chosen = self.choices.bodies.get(key)
        if isinstance(chosen, int):
            meaning |= {"lead": chosen, "lead_as_written": ""}
        elif not names:
            self._missing_lead(line)
        elif len(names) > 1 and key not in self.choices.first_leads:
            say(line, "lead", f"Ô nêu {len(names)} cơ quan; mỗi nhiệm vụ chỉ có một cơ "
                "quan chủ trì. Hãy để một cơ quan, hoặc chọn: cơ quan đầu chủ trì, các "
                "cơ quan còn lại phối hợp.")  # fmt: skip
            line["problems"]["lead"]["several"] = key
        else:
            self._one_lead(line, names[0], held)
            return names[1:]
        return []

    def _one_lead(self, line, name, held) -> None:
        pk = self._pk(line, "lead", name, held, may_group=False)
        if pk is None:
            return
        line["meaning"]["lead"] = pk
        body = self.directory.bodies[pk]
        words = "" if normalise(name) == body.label else normalise(name)
        # Another name was typed for it: what the person chose stands.
        if naming.key_of(name) in self.choices.bodies:
            words = ""
        line["meaning"]["lead_as_written"] = words[:255]

    def _missing_lead(self, line) -> None:
        above = self.by_row.get(line.get("part_of"))
        if above and "lead" in above.get("meaning", {}):
            task = self.current.tasks.get(above["now"], (None,))[0]
            words = task.lead_as_written if task else ""
            line["meaning"] |= {
                "lead": above["meaning"]["lead"],
                "lead_as_written": above["meaning"].get("lead_as_written", words),
            }
            line["warnings"]["lead"].append("Theo cơ quan chủ trì của nhiệm vụ lớn.")
            return
        if above:
            return say(line, "lead", "Theo cơ quan chủ trì của nhiệm vụ lớn, ở dòng "
                f"{above['row'] + 1}: hãy sửa ở đó.")  # fmt: skip
        say(line, "lead", "Chưa có cơ quan chủ trì. Hãy chọn hoặc nhập một cơ quan.")
        choices = [self.plan.office_id, *sorted(self.directory.parties)]
        line["problems"]["lead"]["asks"].append(
            {"name": "", "key": "", "choices": list(dict.fromkeys(choices))}
        )

    def _coordinating(self, line, text, moved, held) -> None:
        pks, groups = [], []
        segments = [[name] for name in moved]
        segments += naming.names_in(text, self._is_known)
        for names in segments:
            grouped = []
            for name in names:
                pk = self._pk(line, "coordinating", name, held, may_group=True)
                if pk == AS_GROUP:
                    grouped.append(name)
                elif pk in pks:
                    line["warnings"]["coordinating"].append(
                        f"“{name}” nêu hai lần: chỉ giữ một."
                    )
                elif pk is not None:
                    pks.append(pk)
            if grouped:
                groups.append(", ".join(grouped))
        group = "; ".join(groups)
        if len(group) > 500:
            say(line, "coordinating", "Phần không nêu tên cơ quan dài hơn 500 ký tự. "
                "Hãy rút gọn.")  # fmt: skip
        line["meaning"] |= {"coordinating": pks, "group": group}

    def _is_known(self, name: str) -> bool:
        chosen = naming.key_of(name) in self.choices.bodies
        return chosen or self.directory.is_known(name)

    def _pk(self, line, field_name, name, held, *, may_group):
        key = naming.key_of(name)
        chosen = self.choices.bodies.get(key)
        if chosen == AS_GROUP and may_group:
            return AS_GROUP
        if isinstance(chosen, int):
            return chosen
        if key in held:
            return held[key]
        is_group = naming.is_collective(name)
        if is_group and may_group and not self.directory.is_known(name):
            return AS_GROUP
        meant = self.directory.meant(name)
        if meant.pk is not None:
            if self.directory.near[meant.pk] == ELSEWHERE:
                line["warnings"][field_name].append(
                    f"“{name}” thuộc tỉnh, thành phố khác với các bên ký."
                )
            return meant.pk
        problem = meant.problem
        if is_group:
            problem = (
                f"“{name}” là nhóm cơ quan; chủ trì phải là một cơ quan có tên. Hãy "
                "sửa ô."
            )
        say(line, field_name, problem)
        line["problems"][field_name]["asks"].append(
            {"name": name, "key": key, "choices": list(meant.choices)}
        )
        return None


def held_bodies(task: FocusTask) -> dict[str, int]:
    """Those the row has now, by each way a cell may write them."""
    bodies = [part.organisation for part in task.coordinations.all()]
    found = {
        naming.key_of(name): body.pk
        for body in [*bodies, task.lead_organisation]
        for name in (body.name, body.label)
    }
    return found | {naming.key_of(task.lead_name): task.lead_organisation_id}
